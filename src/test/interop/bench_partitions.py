"""Rows of partitioned collections: inserted, queried and replaced over HTTP.

    python bench_partitions.py http://localhost:8080 [peer.json]

Needs numpy, and a server that may be written to; makes collections bench_NAME_N, and deletes them. Three cases:
months with Zstandard (43,920 rows of a float32 and a float64 variable with 240 columns: 127 MB in 12 partitions),
200 hours with Zstandard (12,000 rows of 60 columns), and months as they are. A discarded round comes first. Every
insert is answered when it is durable. Prints the median and the least of each figure in seconds, the load of the
machine, and with a file of figures of zcollection (`cases`, each with `insert`, `query_all`, `query_one_variable`,
`query_one_partition`, `upsert_slice`, each with `median_s`) how many times faster than those the medians are.
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
FAST = {"codecs": "local-fast"}
RAW = {
    "codecs": {
        "array_to_array": [],
        "array_to_bytes": {"name": "bytes", "configuration": {"endian": "little"}},
        "bytes_to_bytes": [],
    }
}


class Case:
    """Rows of one shape, cut by one resolution."""

    def __init__(self, name, codecs, resolution, rows, columns, step):
        self.name, self.codecs, self.resolution, self.columns = name, codecs, resolution, columns
        random = numpy.random.default_rng(1)
        waves = numpy.sin(numpy.arange(rows)[:, None] / 500 + numpy.arange(columns) / 30)
        noise = random.standard_normal((2, rows, columns))
        self.rows = {
            "time": numpy.datetime64("2024-01-01", "ns") + numpy.arange(rows) * numpy.timedelta64(step, "s"),
            "a": (waves * 100 + noise[0] * 0.01).astype("f4"),
            "b": numpy.round(waves * 1000 + noise[1], 2),
        }

    def body(self, part=slice(None)):
        """The rows, or some of them, as NPZ."""
        body = io.BytesIO()
        numpy.savez(body, **{name: cells[part] for name, cells in self.rows.items()})
        return body.getvalue()

    def document(self, name):
        """The collection that takes the rows."""
        rows = {"name": "time", "chunks": 4096}
        variables = [
            {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"], **self.codecs},
            {"name": "a", "dtype": "<f4", "dimensions": ["time", "x"], "fill_value": "NaN", **self.codecs},
            {"name": "b", "dtype": "<f8", "dimensions": ["time", "x"], **self.codecs},
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
    ):
        for figure, seconds in rounds(server, case).items():
            median = statistics.median(seconds)
            other = peer.get(case.name, {}).get(figure)
            beside = f", {other['median_s'] / median:.1f} times as fast as {other['median_s']}" if other else ""
            print(f"{case.name} {figure}: {median:.4f}, least {min(seconds):.4f}{beside}", flush=True)
    print("load", os.getloadavg())


if __name__ == "__main__":
    main()
