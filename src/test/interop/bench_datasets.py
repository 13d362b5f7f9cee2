"""Datasets beside ATLAS: the same arrays written and read by both, in turns.

    python bench_datasets.py http://localhost:8080 [datasets]

Needs numpy and atlas-python 0.14.0, and a server that may be written to. Makes 1,000 datasets of four float32
arrays of 50 x 168 unless told otherwise. ATLAS works in its own process and forces nothing to the disk; the server
is asked over HTTP, on one connection, and answers a write when it is durable. Prints the median and the least of
each figure in milliseconds, and the load of the machine before and after.
"""

import http.client
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import urllib.parse
import zipfile

import numpy
from atlas import Atlas

ARRAYS = ["temperature", "salinity", "oxygen", "chlorophyll"]
SHAPE = (50, 168)
STARTS, COUNTS = (12, 42), (12, 42)
ROUNDS = 15


def cells(count):
    """Smooth fields with a little noise, another one for each array."""
    random = numpy.random.default_rng(17)
    depth, hour = numpy.arange(SHAPE[0])[:, None], numpy.arange(SHAPE[1])[None, :]
    field = 15 + 8 * numpy.cos(depth / 11) * numpy.sin(hour / 24)
    made = {}
    for number, name in enumerate(ARRAYS):
        noise = random.normal(0, 0.02, SHAPE)
        steps = numpy.arange(count)[:, None, None] * 0.002
        made[name] = (field + noise + steps + number).astype("<f4")
    return made


class Peer:
    """ATLAS in a directory."""

    def __init__(self, count):
        self.names = [f"profile-{number:05d}" for number in range(count)]
        self.place = tempfile.mkdtemp(prefix="peer-")

    def write(self, data):
        shutil.rmtree(self.place)
        store = Atlas.create(self.place, codec="zstd")
        for number, name in enumerate(self.names):
            dataset = store.create_dataset(name)
            for array in ARRAYS:
                dataset.define_array(
                    array, dtype="float32", dims=["depth", "time"], shape=list(SHAPE), fill_value=float("nan")
                )
                dataset.write_array(array, [0, 0], data[array][number])
            dataset.set_attribute("cycle", number)
        store.flush()

    def open(self):
        self.store = Atlas.open(self.place)

    def slice(self):
        return [
            self.store.read_array_across_stacked(array, self.names, list(STARTS), list(COUNTS)) for array in ARRAYS
        ]

    def close(self):
        shutil.rmtree(self.place)


class Server:
    """A collection of the server."""

    def __init__(self, address, count):
        parts = urllib.parse.urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port or 80)
        self.count = count
        self.round = 0

    def ask(self, method, path, body=None, kind=None):
        self.connection.request(method, "/api/v1" + path, body, {"Content-Type": kind} if kind else {})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]}")
        return content

    def body(self, data):
        """A zip of the definitions and the cells, made once: clients of ATLAS make none."""
        definitions = [
            {
                "name": f"profile-{number:05d}",
                "attributes": {"cycle": number},
                "arrays": [
                    {"name": array, "dtype": "float32", "dimensions": ["depth", "time"], "shape": list(SHAPE)}
                    for array in ARRAYS
                ],
            }
            for number in range(self.count)
        ]
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("definitions.json", json.dumps({"datasets": definitions}))
            for number in range(self.count):
                for array in ARRAYS:
                    entry = io.BytesIO()
                    numpy.save(entry, data[array][number])
                    archive.writestr(f"profile-{number:05d}/{array}.npy", entry.getvalue())
        return target.getvalue()

    def write(self, body):
        self.drop()
        self.round += 1
        self.name = f"bench-datasets-{os.getpid()}-{self.round}"
        document = json.dumps({"name": self.name, "kind": "dataset"}).encode()
        self.ask("POST", "/collections", document, "application/json")
        start = time.perf_counter()
        self.ask("POST", f"/collections/{self.name}/datasets:batch", body, "application/zip")
        return time.perf_counter() - start

    def slice(self):
        ranges = ",".join(f"{start}:{start + count}" for start, count in zip(STARTS, COUNTS))
        return [
            numpy.load(
                io.BytesIO(
                    self.ask(
                        "GET",
                        f"/collections/{self.name}/cells?array={array}&stack=true&slice={ranges}&format=npy",
                    )
                )
            )
            for array in ARRAYS
        ]

    def drop(self):
        if self.round:
            self.ask("DELETE", f"/collections/{self.name}")


def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def show(label, peer, server):
    figures = [f"{1e3 * statistics.median(each):8.1f} / {1e3 * min(each):8.1f}" for each in (peer, server)]
    print(f"{label:28}{figures[0]:>22}{figures[1]:>22}")


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    data = cells(count)
    peer, server = Peer(count), Server(sys.argv[1], count)
    body = server.body(data)
    print(f"load before: {os.getloadavg()[0]:.1f}; {count} datasets, {len(body) / 1e6:.0f} MB")
    print(f"{'median / least, ms':28}{'ATLAS, not forced':>22}{'over HTTP, durable':>22}")
    writes, firsts = ([], []), ([], [])
    for _ in range(3):
        writes[0].append(timed(lambda: peer.write(data)))
        writes[1].append(server.write(body))
        firsts[0].append(timed(lambda: (peer.open(), peer.slice())))
        firsts[1].append(timed(server.slice))
    show("write", *writes)
    show("slice of all, first", *firsts)
    for ours, theirs, array in zip(server.slice(), peer.slice(), ARRAYS):
        wanted = data[array][:, STARTS[0] : STARTS[0] + COUNTS[0], STARTS[1] : STARTS[1] + COUNTS[1]]
        assert numpy.array_equal(ours, wanted) and numpy.array_equal(theirs, wanted), array
    again = ([], [])
    for _ in range(ROUNDS):
        again[0].append(timed(peer.slice))
        again[1].append(timed(server.slice))
    show("slice of all, again", *again)
    server.drop()
    peer.close()
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
