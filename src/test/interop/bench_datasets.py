"""Datasets beside ATLAS: the same arrays written and read by both, in turns.

    python bench_datasets.py http://localhost:8080 [datasets]

Needs numpy and atlas-python 0.14.0, and a server that may be written to. Makes 1,000 datasets of four float32
arrays of 50 x 168 unless told otherwise, then 60 datasets of three arrays of 100 x 100 x 48 in chunks of
50 x 50 x 24. ATLAS works in its own process and forces nothing to the disk; the server is asked over HTTP, on one
connection, and answers a write when it is durable. Prints the median and the least of each figure in milliseconds,
and the load of the machine before and after.
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

ROUNDS = 15


class Case:
    """Datasets of one shape, and the part of them that is read."""

    def __init__(self, label, count, arrays, shape, chunks, starts, counts):
        self.label, self.count, self.arrays, self.shape = label, count, arrays, shape
        self.chunks, self.starts, self.counts = chunks, starts, counts

    def cells(self):
        """Smooth fields with a little noise, another one for each array."""
        random = numpy.random.default_rng(17)
        grids = numpy.meshgrid(*(numpy.arange(length) for length in self.shape), indexing="ij")
        field = 15 + 8 * numpy.cos(grids[0] / 11) * numpy.sin(grids[1] / 24)
        steps = (numpy.arange(self.count) * 0.002).reshape((-1,) + (1,) * len(self.shape)).astype("<f4")
        made = {}
        for number, name in enumerate(self.arrays):
            made[name] = (field + random.normal(0, 0.02, self.shape) + number).astype("<f4") + steps
        return made


PROFILES = ["temperature", "salinity", "oxygen", "chlorophyll"]
GRIDDED = Case(
    "gridded", 60, PROFILES[:3], (100, 100, 48), (50, 50, 24), (20, 30, 6), (40, 40, 12)
)


class Peer:
    """ATLAS in a directory."""

    def __init__(self, case):
        self.case = case
        self.names = [f"profile-{number:05d}" for number in range(case.count)]
        self.place = tempfile.mkdtemp(prefix="peer-")

    def write(self, data):
        shutil.rmtree(self.place)
        store = Atlas.create(self.place, codec="zstd")
        for number, name in enumerate(self.names):
            dataset = store.create_dataset(name)
            for array in self.case.arrays:
                dataset.define_array(
                    array,
                    dtype="float32",
                    dims=["depth", "time", "x"][: len(self.case.shape)],
                    shape=list(self.case.shape),
                    chunk_shape=list(self.case.chunks),
                    fill_value=float("nan"),
                )
                dataset.write_array(array, [0] * len(self.case.shape), data[array][number])
            dataset.set_attribute("cycle", number)
        store.flush()

    def open(self):
        self.store = Atlas.open(self.place)

    def slice(self):
        return [
            self.store.read_array_across_stacked(
                array, self.names, list(self.case.starts), list(self.case.counts)
            )
            for array in self.case.arrays
        ]

    def close(self):
        shutil.rmtree(self.place)


class Server:
    """A collection of the server."""

    def __init__(self, address, case):
        parts = urllib.parse.urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port or 80)
        self.case = case
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
                    {
                        "name": array,
                        "dtype": "float32",
                        "dimensions": ["depth", "time", "x"][: len(self.case.shape)],
                        "shape": list(self.case.shape),
                        "chunk_shape": list(self.case.chunks),
                    }
                    for array in self.case.arrays
                ],
            }
            for number in range(self.case.count)
        ]
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("definitions.json", json.dumps({"datasets": definitions}))
            for number in range(self.case.count):
                for array in self.case.arrays:
                    entry = io.BytesIO()
                    numpy.save(entry, data[array][number])
                    archive.writestr(f"profile-{number:05d}/{array}.npy", entry.getvalue())
        return target.getvalue()

    def write(self, body):
        self.drop()
        self.round += 1
        self.name = f"bench-datasets-{os.getpid()}-{self.case.label}-{self.round}"
        document = json.dumps({"name": self.name, "kind": "dataset"}).encode()
        self.ask("POST", "/collections", document, "application/json")
        start = time.perf_counter()
        self.ask("POST", f"/collections/{self.name}/datasets:batch", body, "application/zip")
        return time.perf_counter() - start

    def slice(self):
        ranges = ",".join(f"{start}:{start + count}" for start, count in zip(self.case.starts, self.case.counts))
        return [
            numpy.load(
                io.BytesIO(
                    self.ask(
                        "GET",
                        f"/collections/{self.name}/cells?array={array}&stack=true&slice={ranges}&format=npy",
                    )
                )
            )
            for array in self.case.arrays
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


def measure(address, case):
    data = case.cells()
    peer, server = Peer(case), Server(address, case)
    body = server.body(data)
    print(f"{case.label}: {case.count} datasets, {len(body) / 1e6:.0f} MB")
    writes, firsts = ([], []), ([], [])
    for _ in range(3):
        writes[0].append(timed(lambda: peer.write(data)))
        writes[1].append(server.write(body))
        firsts[0].append(timed(lambda: (peer.open(), peer.slice())))
        firsts[1].append(timed(server.slice))
    show("write", *writes)
    show("slice of all, first", *firsts)
    part = tuple(slice(start, start + count) for start, count in zip(case.starts, case.counts))
    for ours, theirs, array in zip(server.slice(), peer.slice(), case.arrays):
        wanted = data[array][(slice(None), *part)]
        assert numpy.array_equal(ours, wanted) and numpy.array_equal(theirs, wanted), array
    again = ([], [])
    for _ in range(ROUNDS):
        again[0].append(timed(peer.slice))
        again[1].append(timed(server.slice))
    show("slice of all, again", *again)
    server.drop()
    peer.close()


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    print(f"load before: {os.getloadavg()[0]:.1f}")
    print(f"{'median / least, ms':28}{'ATLAS, not forced':>22}{'over HTTP, durable':>22}")
    measure(sys.argv[1], Case("profiles", count, PROFILES, (50, 168), (50, 168), (12, 42), (12, 42)))
    measure(sys.argv[1], GRIDDED)
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
