"""Rows of partitioned collections: inserted, queried and replaced over HTTP.

    python bench_partitions.py http://localhost:8080 [peer.json [CASE...]]

Needs numpy, and a server that may be written to; makes collections bench_NAME_N, and deletes them. Four cases:
months with Zstandard (43,920 rows of a float32 and a float64 variable with 240 columns: 127 MB in 12 partitions),
200 hours with Zstandard (12,000 rows of 60 columns), months as they are, and months with Blosc as the server compresses
by itself, which are compared with the months with Zstandard. A discarded round comes first. Every insert is answered
when it is in its files, and `insert_log` when it is durable in the log. `upsert_slice` brings the cells that are there,
as the benchmark of zcollection does, `upsert_changed` other ones. Prints the median and the least of each figure in
seconds, the bytes that are stored, the load of the machine, and with a file of figures of zcollection (`cases`, each
with `insert`, `query_all`, `query_one_variable`, `query_one_partition`, `upsert_slice`, each with `median_s`) how many
times faster than those the medians are. Names of cases behind the file choose some of them.
"""

import io
import json
import os
import statistics
import sys
import time
import urllib.parse
import urllib.request

import numpy

ROUNDS = 5
PEERS = {
    "insert_log": "insert",
    "upsert_changed": "upsert_slice",
}
FAST = {"codecs": "local-fast"}
RAW = {
    "codecs": {
        "array_to_array": [],
        "array_to_bytes": {"name": "bytes", "configuration": {"endian": "little"}},
        "bytes_to_bytes": [],
    }
}


def blosc(size):
    """Blosc for cells of a size, as the server compresses where nobody says how."""
    settings = {"cname": "zstd", "clevel": 1, "shuffle": "shuffle", "typesize": size, "blocksize": 0}
    return {"codecs": {**RAW["codecs"], "bytes_to_bytes": [{"name": "blosc", "configuration": settings}]}}


class Case:
    """Rows of one shape, cut by one resolution."""

    def __init__(self, name, codecs, resolution, rows, columns, step):
        self.name, self.resolution, self.columns = name, resolution, columns
        self.codecs = codecs if callable(codecs) else lambda size: codecs
        random = numpy.random.default_rng(1)
        waves = numpy.sin(numpy.arange(rows)[:, None] / 500 + numpy.arange(columns) / 30)
        noise = random.standard_normal((2, rows, columns))
        self.rows = {
            "time": numpy.datetime64("2024-01-01", "ns") + numpy.arange(rows) * numpy.timedelta64(step, "s"),
            "a": (waves * 100 + noise[0] * 0.01).astype("f4"),
            "b": numpy.round(waves * 1000 + noise[1], 2),
        }

    def body(self, part=slice(None), change=0):
        """The rows, or some of them, as NPZ, with a number added to what is measured."""
        body = io.BytesIO()
        cells = {name: cells[part] for name, cells in self.rows.items()}
        if change:
            cells |= {name: (cells[name] + change).astype(cells[name].dtype) for name in ("a", "b")}
        numpy.savez(body, **cells)
        return body.getvalue()

    def document(self, name):
        """The collection that takes the rows."""
        rows = {"name": "time", "chunks": 4096}
        variables = [
            {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"], **self.codecs(8)},
            {"name": "a", "dtype": "<f4", "dimensions": ["time", "x"], "fill_value": "NaN", **self.codecs(4)},
            {"name": "b", "dtype": "<f8", "dimensions": ["time", "x"], **self.codecs(8)},
        ]
        return {
            "name": name,
            "kind": "partitioned",
            "axis": "time",
            "partitioning": {
                "name": "date",
                "variable": "time",
                "resolution": self.resolution,
                "dimension": "time",
            },
            "schema": {"dimensions": [rows, {"name": "x", "size": self.columns}], "variables": variables},
        }


class Server:
    """The server at an address."""

    def __init__(self, address):
        self.collections = address.rstrip("/") + "/api/v1/collections"

    def call(self, method, path, body=None, content=None):
        """The body of an answer; an error for any but a success."""
        headers = {"Content-Type": content} if content else {}
        request = urllib.request.Request(self.collections + path, data=body, method=method, headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.read()


def timed(act):
    """Seconds of an action."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def rounds(server, case):
    """Seconds of each figure in all rounds but the first."""
    figures = {}
    whole, rows = case.body(), len(case.rows["time"])
    for number in range(ROUNDS + 1):
        name = f"bench_{case.name}_{number}"
        server.call("POST", "", json.dumps(case.document(name)).encode(), "application/json")
        query = f"/{name}/rows?format=npz"
        seconds = {"insert": timed(lambda: server.call("POST", f"/{name}/rows", whole, "application/x-npz"))}
        parts = json.loads(server.call("GET", f"/{name}/partitions?limit=1000"))["items"]
        middle = parts[len(parts) // 2]
        only = urllib.parse.quote(" and ".join(f"{key} == {value}" for key, value in middle["key"].items()))
        again = case.body(slice(rows // 2, rows // 2 + middle["rows"]))
        seconds["query_all"] = timed(lambda: server.call("GET", query))
        seconds["query_one_variable"] = timed(lambda: server.call("GET", query + "&variables=a"))
        seconds["query_one_partition"] = timed(lambda: server.call("GET", query + "&filter=" + only))
        upsert = f"/{name}/rows?merge=upsert"
        seconds["upsert_slice"] = timed(lambda: server.call("POST", upsert, again, "application/x-npz"))
        other = case.body(slice(rows // 2, rows // 2 + middle["rows"]), 1)
        seconds["upsert_changed"] = timed(lambda: server.call("POST", upsert, other, "application/x-npz"))
        server.call("DELETE", f"/{name}")
        server.call("POST", "", json.dumps(case.document(name)).encode(), "application/json")
        early = f"/{name}/rows?answer_after=log"
        seconds["insert_log"] = timed(lambda: server.call("POST", early, whole, "application/x-npz"))
        figures["bytes"] = [json.loads(server.call("GET", f"/{name}/size"))["bytes"]]
        server.call("DELETE", f"/{name}")
        if number > 0:
            for figure, each in seconds.items():
                figures.setdefault(figure, []).append(each)
    return figures


def main():
    """Runs all cases."""
    server = Server(sys.argv[1])
    peer = {}
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            peer = json.load(file)["cases"]
    print("load", os.getloadavg())
    for case in (
        Case("month_zstd", FAST, "M", 43_920, 240, 720),
        Case("hour_zstd_small", FAST, "h", 12_000, 60, 60),
        Case("month_raw", RAW, "M", 43_920, 240, 720),
        Case("month_blosc", blosc, "M", 43_920, 240, 720),
    ):
        if sys.argv[3:] and case.name not in sys.argv[3:]:
            continue
        figures = rounds(server, case)
        print(f"{case.name} takes {figures.pop('bytes')[0] / 1e6:.1f} MB")
        for figure, seconds in figures.items():
            median = statistics.median(seconds)
            other = peer.get(case.name.replace("blosc", "zstd"), {}).get(PEERS.get(figure, figure))
            beside = f", {other['median_s'] / median:.1f} times as fast as {other['median_s']}" if other else ""
            print(f"{case.name} {figure}: {median:.4f}, least {min(seconds):.4f}{beside}", flush=True)
    print("load", os.getloadavg())


if __name__ == "__main__":
    main()
