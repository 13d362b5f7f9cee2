"""How long Deker takes in its own process for what the HTTP benchmark reads, from the same files.

    bench_deker.py ROOT     reads the collections "cube" and "tiled" that HttpBenchmark has made
"""

import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
from deker import Client  # noqa: E402

ROUNDS = 5


def figure(name, calls, read):
    medians, every = [], []
    for _ in range(ROUNDS):
        times = []
        for _ in range(calls):
            start = time.perf_counter()
            read()
            times.append((time.perf_counter() - start) * 1e3)
        medians.append(sorted(times)[calls // 2])
        every += times
    every.sort()
    print(f"{name:<42} {every[0]:10.3f} {min(medians):12.3f} {every[len(every) // 2]:10.3f}")


def main(root):
    with Client(f"file://{root}", loglevel="ERROR") as client:
        array = next(iter(client.get_collection("cube")))
        key = dict(array.primary_attributes)
        collection = client.get_collection("cube")
        figure("Deker in process, 100 MB", 5, lambda: np.asarray(array[:].read()))
        figure("Deker in process, box", 100, lambda: array[:, 90:100, 100:110, 2].read())
        figure("Deker in process, point", 100, lambda: array[:, 90, 100, 2].read())
        figure("Deker in process, point, array by key", 50, lambda: collection.filter(key).first()[:, 90, 100, 2].read())
        tiled = next(iter(client.get_collection("tiled")))
        figure("Deker in process, 1 GB virtual array", 1, lambda: np.asarray(tiled[:].read()))


main(sys.argv[1])
