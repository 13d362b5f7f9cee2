"""How long a thousand points of an array of 1 GB take over HTTP, and the mean of 100 MB along the first axis.

    bench_points.py PORT     makes a collection "points-benchmark" on a server that runs on this machine, and deletes it
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
    dimensions = [{"name": name, "size": size} for name, size in zip(AXES, SHAPE)]
    attributes = [{"name": "dt", "dtype": "datetime", "primary": True}]
    collection = {"name": "points-benchmark", "kind": "array", "dtype": "float64"}
    collection |= {"dimensions": dimensions, "attributes": attributes}
    call(connection, "POST", "/api/v1/collections", json.dumps(collection))
    key = json.dumps({"primary_attributes": {"dt": "2023-01-01T00:00:00Z"}})
    answer, _ = call(connection, "POST", "/api/v1/collections/points-benchmark/arrays", key)
    array = answer.getheader("Location")
    part = np.arange(np.prod([24] + SHAPE[1:]), dtype="f8").tobytes()
    for start in range(0, SHAPE[0], 24):
        path = f"{array}/subset?slice={start}:{start + 24}"
        call(connection, "PUT", path, part, "application/octet-stream")
    random = np.random.default_rng(1)

    def points():
        table = np.stack([random.integers(0, size, 1000) for size in SHAPE], 1)
        rows = [",".join(f"isel.{axis}" for axis in AXES)] + [",".join(map(str, row)) for row in table]
        call(connection, "POST", f"{array}/subset/points?format=npy", "\n".join(rows) + "\n", "text/csv")

    figure("1,000 points of 1 GB", CALLS, points)
    part = f"{array}/subset?isel.t=0:24&format=npy"
    figure("100 MB", CALLS // 4, lambda: call(connection, "GET", part))
    figure("its mean along the first axis", CALLS // 4, lambda: call(connection, "GET", part + "&reduce=mean(t)"))
    call(connection, "DELETE", "/api/v1/collections/points-benchmark")


if __name__ == "__main__":
    main(int(sys.argv[1]))
