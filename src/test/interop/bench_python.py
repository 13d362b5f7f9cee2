"""Times the Python package against a bare socket on the same server: 100 MB into NumPy, both ways, and the import beside NumPy's.

    HYPERTILE_JAVA=… HYPERTILE_JAR=… python src/test/interop/bench_python.py
    python src/test/interop/bench_python.py http://localhost:8080
"""

import json
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

import numpy as np

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "main/sdk/python"
sys.path.insert(0, str(PACKAGE))

SHAPE = (25, 1000, 1000)
TRIALS = 15
MODULES = {"httpx", "numpy", "xarray"}


def bare(host, port, path, cells=None):
    """Seconds until a socket has put the cells of an answer into an array, a new one if none is given, and the array."""
    begin = time.perf_counter()
    cells = np.empty(SHAPE, "float32") if cells is None else cells
    with socket.create_connection((host, port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        head, _, rest = head.partition(b"\r\n\r\n")
        assert b" 200 " in head.partition(b"\r\n")[0], head
        while len(rest) < 128:
            rest += connection.recv(4096)
        place = memoryview(cells.reshape(-1).view(np.uint8))
        place[: len(rest) - 128] = rest[128:]
        place = place[len(rest) - 128 :]
        while len(place):
            place = place[connection.recv_into(place) :]
    return time.perf_counter() - begin, cells


def package(array, cells=None):
    begin = time.perf_counter()
    cells = array.read(out=cells)
    return time.perf_counter() - begin, cells


def write(array, cells):
    begin = time.perf_counter()
    array[...] = cells
    return time.perf_counter() - begin


def imported(name):
    """Seconds and processor seconds of an import in a new interpreter, and which large packages it brings."""
    clocks = "time.perf_counter(), time.process_time()"
    code = (
        f"import sys, time; a, b = {clocks}; import {name}; c, d = {clocks}; print(c - a, d - b, *(m for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE, capture_output=True, text=True, check=True)
    seconds, processor, *modules = done.stdout.split()
    return float(seconds), float(processor), sorted(MODULES & set(modules))


def ratio(address, array, cells, place):
    """Least and median milliseconds of both, in turns, and how many times the socket's the package takes."""
    sockets, packages = [], []
    for _ in range(TRIALS):
        seconds, found = bare(*address, place())
        assert np.array_equal(found, cells)
        sockets.append(seconds)
        del found
        seconds, found = package(array, place())
        assert np.array_equal(found, cells)
        packages.append(seconds)
        del found
    least, median = [min(each) for each in (sockets, packages)], [statistics.median(each) for each in (sockets, packages)]
    return {
        "socket": [round(least[0] * 1e3), round(median[0] * 1e3)],
        "package": [round(least[1] * 1e3), round(median[1] * 1e3)],
        "ratio": [round(least[1] / least[0], 2), round(median[1] / median[0], 2)],
    }


def measure(url):
    import hypertile

    client = hypertile.connect(url)
    name = "bench_python"
    if name in client:
        client.delete_collection(name)
    collection = client.create_collection(
        {"name": name, "kind": "array", "dtype": "float32",
         "dimensions": [{"name": each, "size": size} for each, size in zip("tyx", SHAPE)]}
    )
    array = collection.create()
    cells = np.random.default_rng(1).normal(size=SHAPE).astype("float32")
    writes = [write(array, cells) for _ in range(3)]
    parts = urllib.parse.urlsplit(client.url)
    path = f"{array.spec.address.path}/subset?format=npy"
    address = parts.hostname, parts.port or 80, path
    package(array)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"new": ratio(address, array, cells, lambda: None)}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = np.zeros(SHAPE, "float32")
    found["there before"] = ratio(address, array, cells, lambda: kept)
    imports = {name: [imported(name) for _ in range(5)] for name in ("numpy", "hypertile")}
    client.delete_collection(name)
    return {
        "bytes": cells.nbytes,
        "write": round(min(writes), 4),
        **found,
        "more memory, MiB": (after - before) // 1024,
        "import, seconds and processor seconds": {
            name: [round(min(each[n] for each in found), 3) for n in (0, 1)] for name, found in imports.items()
        },
        "imported": imports["hypertile"][0][2],
        "load": round(os.getloadavg()[0], 1),
    }


def main():
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    from conftest import Server

    with tempfile.TemporaryDirectory() as directory:
        server = Server(pathlib.Path(directory) / "root")
        server.root.mkdir()
        server.start()
        try:
            print(json.dumps(measure(server.url)))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
