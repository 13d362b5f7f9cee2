"""How long small answers take over HTTP: a thousand points of an array of 1 GB, the mean of 100 MB along the first
axis, and boxes of 19 kB of an array that is kept in Zarr, zstd 3, six shards of chunks of 24 x 20 x 20 x 2.

    bench_points.py PORT     makes collections "points-benchmark" and "boxes-benchmark" on a server that runs on this
                             machine, and deletes them
"""

import http.client
import json
import sys
import time

import numpy as np

SHAPE = [240, 181, 360, 8]
AXES = "tyxl"
CALLS = 60


def call(connection, method, path, body=None, kind="application/json"):
    connection.request(method, path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    data = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{method} {path}: {answer.status} {data.decode()}")
    return answer, data


def figure(name, calls, ask):
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1e3)
    times = sorted(times[calls // 3 :])
    print(f"{name:<32} least {times[0]:8.1f}  median {times[len(times) // 2]:8.1f} ms")


def main(port):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    points(connection)
    boxes(connection)


def create(connection, name, shape, **more):
    collection = {"name": name, "kind": "array", "dtype": "float64"}
    collection["dimensions"] = [{"name": axis, "size": size} for axis, size in zip(AXES, shape)]
    collection["attributes"] = [{"name": "dt", "dtype": "datetime", "primary": True}]
    call(connection, "POST", "/api/v1/collections", json.dumps(collection | more))
    key = json.dumps({"primary_attributes": {"dt": "2023-01-01T00:00:00Z"}})
    return call(connection, "POST", f"/api/v1/collections/{name}/arrays", key)[0].getheader("Location")


def boxes(connection):
    shape = [24, 180, 360, 8]
    options = {"chunks": [24, 20, 20, 2], "compression": {"codec": "zstd", "parameters": [3]}}
    more = {"kind": "varray", "storage": "zarr", "vgrid": [1, 3, 2, 1], "options": options}
    array = create(connection, "boxes-benchmark", shape, **more)
    random = np.random.default_rng(1)
    cells = 15 + 10 * np.sin(np.arange(np.prod(shape)) / 976) + random.normal(size=np.prod(shape))
    call(connection, "PUT", f"{array}/subset", np.round(cells, 2).tobytes(), "application/octet-stream")

    def box(y, x):
        call(connection, "GET", f"{array}/subset?slice=:,{y}:{y + 10},{x}:{x + 10},2&format=npy")

    figure("box of 19 kB in one chunk", 3000, lambda: box(80, 100))
    figure("boxes of 19 kB at random", 3000, lambda: box(random.integers(0, 170), random.integers(0, 350)))
    call(connection, "DELETE", "/api/v1/collections/boxes-benchmark")


def points(connection):
    array = create(connection, "points-benchmark", SHAPE)
    part = np.arange(np.prod([24] + SHAPE[1:]), dtype="f8").tobytes()
    for start in range(0, SHAPE[0], 24):
        path = f"{array}/subset?slice={start}:{start + 24}"
        call(connection, "PUT", path, part, "application/octet-stream")
    random = np.random.default_rng(1)

    def table_of_points():
        table = np.stack([random.integers(0, size, 1000) for size in SHAPE], 1)
        rows = [",".join(f"isel.{axis}" for axis in AXES)] + [",".join(map(str, row)) for row in table]
        call(connection, "POST", f"{array}/subset/points?format=npy", "\n".join(rows) + "\n", "text/csv")

    figure("1,000 points of 1 GB", CALLS, table_of_points)
    part = f"{array}/subset?isel.t=0:24&format=npy"
    figure("100 MB", CALLS // 4, lambda: call(connection, "GET", part))
    figure("its mean along the first axis", CALLS // 4, lambda: call(connection, "GET", part + "&reduce=mean(t)"))
    call(connection, "DELETE", "/api/v1/collections/points-benchmark")


if __name__ == "__main__":
    main(int(sys.argv[1]))
