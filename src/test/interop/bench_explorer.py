"""Times the explorer's first view of arrays of 1 GB in Chromium, beside the least that a page takes there.

    CHROMIUM=… HYPERTILE_JAVA=… HYPERTILE_JAR=… python src/test/interop/bench_explorer.py [rounds]

The arrays are a stack of planes, of which one is shown, and one plane that has to be coarsened whole. Each round opens
them in a context without anything kept; milliseconds are least and median from the request for the page to the picture.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy as np

BASE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(BASE / "src/main/sdk/python"))

SHAPES = {"stack": (250, 1000, 1000), "plane": (16_000, 16_000)}


def filled(client, name, shape):
    """The hash of the page of a new array of random cells."""
    collection = client.create_collection(
        {"name": name, "kind": "array", "dtype": "float32",
         "dimensions": [{"name": each, "size": size} for each, size in zip("tyx"[-len(shape) :], shape)]}
    )
    array = collection.create()
    step = shape[0] // 10
    cells = np.random.default_rng(1).normal(size=(step, *shape[1:])).astype("float32")
    for first in range(0, shape[0], step):
        array[first : first + step] = cells
    return f"#/c/{name}/a/{array.spec.address.path.rpartition('/')[2]}"


def measure(url, rounds):
    import hypertile

    client = hypertile.connect(url)
    hashes = {name: filled(client, name, shape) for name, shape in SHAPES.items()}
    with tempfile.TemporaryDirectory() as directory:
        shutil.copytree(BASE / "src/test/interop/explorer", directory, dirs_exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=directory, check=True)
        command = ["node", "first.js", url, os.environ["CHROMIUM"], str(rounds), *hashes.values()]
        printed = subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True).stdout
    times = json.loads(printed)
    named = {"page of a few lines": times["bare"], **{name: times[at] for name, at in hashes.items()}}
    return {name: [min(each), round(statistics.median(each))] for name, each in named.items()}


def main():
    from conftest import Server

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as directory:
        server = Server(pathlib.Path(directory) / "root")
        server.root.mkdir()
        server.start()
        try:
            print(json.dumps({**measure(server.url, rounds), "load": round(os.getloadavg()[0], 1)}))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
