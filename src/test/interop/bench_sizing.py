"""What arrays and requests cost a server: bytes and inodes on disk, memory, and processor time.

    HYPERTILE_JAVA=java HYPERTILE_JAR=hypertile.jar python bench_sizing.py [ITEMS [SECONDS]]

Starts the jar on a directory of its own below the temporary one, so needs a file system with room there. Makes ITEMS
(2000) arrays of 32 x 32 float32 in each way there is to keep them, then reads and writes for SECONDS (10) by 1, 8 and
32 clients. Processor time is that of the server alone, of all its threads, as Linux counts it: it tells how many
processors so many requests need, and hardly depends on what else runs. Memory is what the process has resident.
"""

import concurrent.futures
import http.client
import io
import json
import os
import sys
import tempfile
import time
import zipfile

import numpy
from conftest import Server

ITEMS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 10
COLLECTIONS = "/api/v1/collections"
CELLS = numpy.random.default_rng(1).normal(280, 10, (32, 32)).round(1).astype("f4")
TICKS = os.sysconf("SC_CLK_TCK")


def require(answer, *expected):
    if answer[0] not in expected:
        raise SystemExit(f"{answer[0]}: {answer[2][:500]}")
    return answer


def on_disk(root):
    """Bytes of blocks and inodes below a directory."""
    blocks = inodes = 0
    for folder, _, files in os.walk(root):
        for name in [".", *files]:
            status = os.lstat(os.path.join(folder, name))
            blocks += status.st_blocks * 512
            inodes += 1
    return blocks, inodes


def processor_seconds(server):
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(server):
    for line in open(f"/proc/{server.process.pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0


def npy(cells):
    body = io.BytesIO()
    numpy.save(body, cells)
    return body.getvalue()


def arrays(server, name, more):
    axes = [{"name": "y", "size": 32}, {"name": "x", "size": 32}]
    document = {"name": name, "kind": "array", "dtype": "float32", "dimensions": axes, **more}
    require(server.call("POST", COLLECTIONS, document), 201)
    body = npy(CELLS)
    made = []
    for _ in range(ITEMS):
        own = json.loads(require(server.call("POST", f"{COLLECTIONS}/{name}/arrays", {}), 201)[2])["id"]
        made.append(own)
        subset = f"{COLLECTIONS}/{name}/arrays/{own}/subset"
        require(server.call("PUT", subset, body, Content_Type="application/x-npy"), 204)
    return made


def datasets(server, name, layout):
    require(server.call("POST", COLLECTIONS, {"name": name, "kind": "dataset", "layout": layout}), 201)
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w") as archive:
        archive.writestr("cells.npy", npy(CELLS))
    for number in range(ITEMS):
        path = f"{COLLECTIONS}/{name}/datasets/d{number:06}"
        require(server.call("PUT", path, one.getvalue(), Content_Type="application/x-npz"), 200, 201, 204)


def days(server, name):
    variables = [
        {"name": "time", "dtype": "<M8[s]", "dimensions": ["time"]},
        {"name": "cells", "dtype": "<f4", "dimensions": ["time", "x"]},
    ]
    cut = {"name": "date", "variable": "time", "resolution": "D", "dimension": "time"}
    axes = [{"name": "time", "chunks": 4096}, {"name": "x", "size": 32}]
    schema = {"dimensions": axes, "variables": variables}
    document = {"name": name, "kind": "partitioned", "axis": "time", "partitioning": cut, "schema": schema}
    require(server.call("POST", COLLECTIONS, document), 201)
    for first in range(0, ITEMS, 250):
        count = min(250, ITEMS - first)
        times = (numpy.datetime64("2000-01-01", "s") + (first + numpy.arange(count)[:, None]) * numpy.timedelta64(86400, "s")
                 + numpy.arange(32) * numpy.timedelta64(2700, "s")).ravel()
        body = io.BytesIO()
        numpy.savez(body, time=times, cells=numpy.tile(CELLS, (count, 1)))
        require(server.call("POST", f"{COLLECTIONS}/{name}/rows", body.getvalue(), Content_Type="application/x-npz"), 200, 201)


def keep(server):
    """A line for each way to keep arrays; gives the ids of those of the first."""
    ids = []
    ways = {
        "array": lambda name: arrays(server, name, {}),
        "array as Zarr": lambda name: arrays(server, name, {"storage": "zarr"}),
        "dataset, segments": lambda name: datasets(server, name, "segments"),
        "dataset, tree": lambda name: datasets(server, name, "tree"),
        "partition of a day": lambda name: days(server, name),
    }
    print(f"{ITEMS} arrays of 4 KiB each way\n{'way':20} {'bytes':>8} {'inodes':>7} {'ms of processor':>16} {'resident MB':>12}")
    for number, (way, make) in enumerate(ways.items()):
        blocks, inodes = on_disk(server.root)
        busy = processor_seconds(server)
        ids.append(make(f"kept{number}"))
        busy = processor_seconds(server) - busy
        more, others = on_disk(server.root)
        print(
            f"{way:20} {(more - blocks) / ITEMS:8.0f} {(others - inodes) / ITEMS:7.2f}"
            f" {busy / ITEMS * 1000:16.2f} {resident(server) / 1e6:12.0f}",
            flush=True,
        )
    return ids[0]


def ask(server, clients, method, path_of, body=None, headers=None):
    """Requests of clients for a while: number, seconds, and processor seconds of the server."""
    stop = time.monotonic() + SECONDS

    def run(client):
        count = 0
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while time.monotonic() < stop:
            connection.request(method, path_of(client), body, headers or {})
            answer = connection.getresponse()
            require((answer.status, answer.headers, answer.read()), 200, 204)
            count += 1
        connection.close()
        return count

    busy, begin = processor_seconds(server), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(clients) as threads:
        # A refusal in a thread ends the run here.
        count = sum(threads.map(run, range(clients)))
    return count, time.monotonic() - begin, processor_seconds(server) - busy


def serve(server, ids):
    """A line for each kind of request and number of clients."""
    subset = f"{COLLECTIONS}/kept0/arrays/%s/subset"
    axes = [{"name": "y", "size": 2048}, {"name": "x", "size": 2048}]
    large = {"name": "large", "kind": "array", "dtype": "float32", "dimensions": axes}
    require(server.call("POST", COLLECTIONS, large), 201)
    fields = [
        json.loads(require(server.call("POST", f"{COLLECTIONS}/large/arrays", {}), 201)[2])["id"] for _ in range(32)
    ]
    field = npy(numpy.tile(CELLS, (64, 64)))
    whole = f"{COLLECTIONS}/large/arrays/%s/subset"
    npy_type = {"Content-Type": "application/x-npy"}
    kinds = {
        "read 4 KiB": ("GET", lambda client: subset % ids[client] + "?format=npy", None, {}),
        "read a point": ("GET", lambda client: subset % ids[client] + "?slice=3,4&format=json", None, {}),
        "write 4 KiB": ("PUT", lambda client: subset % ids[client], npy(CELLS), npy_type),
        "write 16 MB": ("PUT", lambda client: whole % fields[client], field, npy_type),
        "read 16 MB": ("GET", lambda client: whole % fields[client] + "?format=npy", None, {}),
    }
    print(f"\n{'request':14} {'clients':>8} {'per second':>11} {'ms of processor':>16} {'resident MB':>12}")
    for kind, (method, path_of, body, headers) in kinds.items():
        for clients in (1, 8, 32):
            count, seconds, busy = ask(server, clients, method, path_of, body, headers)
            print(
                f"{kind:14} {clients:8} {count / seconds:11.1f} {busy / count * 1000:16.3f} {resident(server) / 1e6:12.0f}",
                flush=True,
            )


def main():
    with tempfile.TemporaryDirectory() as folder:
        server = Server(os.path.join(folder, "root"))
        server.root.mkdir()
        server.start()
        try:
            print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, resident at start {resident(server) / 1e6:.0f} MB")
            serve(server, keep(server))
        finally:
            server.stop()
        begin = time.monotonic()
        server.start()
        print(f"\nstarted again after {time.monotonic() - begin:.1f} s")
        server.stop()
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
