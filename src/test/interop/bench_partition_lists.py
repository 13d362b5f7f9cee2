"""Lists of the partitions of a collection that has very many.

    python bench_partition_lists.py http://localhost:8080 STORE DIRECTORY

The server has a store STORE of the directory DIRECTORY (`--hypertile.stores.STORE.url=file:///DIRECTORY`), in which
this makes the directories of a collection of 100,000 partitions (cycle and pass) and opens it at the server; both are
removed at the end. Prints the median and the least of each figure in milliseconds: the first page of 1,000, one from
the middle, all pages, and a page with a filter that few partitions of all match. Beside them a floor of the same run:
the look at the files of one page's partitions, and their JSON, made by this program.
"""

import hashlib
import json
import os
import pathlib
import shutil
import statistics
import sys
import time
import urllib.parse
import urllib.request

CYCLES, PASSES, PAGE, ROUNDS = 100, 1000, 1000, 15
NAME = "bench_lists"
FEW = "cycle in (3, 50, 97) and pass > 990"


def array(rows):
    """The document of a variable of one partition."""
    return {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [rows],
        "data_type": "int32",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [rows]}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": 0,
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
        "attributes": {},
        "dimension_names": ["time"],
    }


def form():
    """The document by which the collection is found."""
    variables = [{"name": name, "dtype": "<i4", "dimensions": ["time"]} for name in ("cycle", "pass")]
    return {
        "format_version": 1,
        "axis": "time",
        "partitioning": {"name": "sequence", "variables": ["cycle", "pass"], "dimension": "time"},
        "catalog": {"enabled": True},
        "schema": {"name": "/", "dimensions": [{"name": "time", "size": None}], "variables": variables},
    }


def make(directory):
    """Makes the directories of the collection; gives the paths of its partitions in their order."""
    group = json.dumps({"attributes": {}, "zarr_format": 3, "node_type": "group"})
    paths = [f"cycle={cycle}/pass={number}" for cycle in range(CYCLES) for number in range(PASSES)]
    for number, path in enumerate(paths):
        place = directory / path
        (place / "cycle").mkdir(parents=True)
        (place / "zarr.json").write_text(group)
        (place / "cycle" / "zarr.json").write_text(json.dumps(array(1 + number % 50)))
    paths.sort()
    checksum = hashlib.sha256("".join(path + "\n" for path in paths).encode()).hexdigest()
    (directory / "_catalog").mkdir()
    state = {"format_version": 1, "paths": paths, "checksum": "sha256:" + checksum}
    (directory / "_catalog" / "state.json").write_text(json.dumps(state, separators=(",", ":")))
    (directory / "_zcollection.json").write_text(json.dumps(form()))
    (directory / "zarr.json").write_text(group)
    return paths


def call(address, method="GET", body=None):
    """The body of an answer; an error for any but a success."""
    content = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(address, data=body, method=method, headers=content)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def timed(act, rounds=ROUNDS):
    """Median and least milliseconds of an action, and what it gave last."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        given = act()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds) * 1000, min(seconds) * 1000, given


def floor(directory, paths):
    """Looks at the files of some partitions, and makes the JSON of a page."""
    items = []
    for path in paths:
        version = (directory / path / "zarr.json").stat().st_mtime_ns
        rows = (directory / path / "cycle" / "zarr.json").stat().st_size
        items.append({"path": path, "key": {}, "rows": rows, "bytes": rows, "version": str(version)})
    return json.dumps(items)


def all_pages(address):
    """Partitions of all pages, one after the other."""
    found, cursor = 0, None
    while True:
        page = json.loads(call(address + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else "")))
        found += len(page["items"])
        cursor = page.get("next_cursor")
        if not cursor:
            return found


def measure(collection, directory, paths):
    """Prints all figures."""
    pages = f"{collection}/partitions?limit={PAGE}"
    start = time.perf_counter()
    page = json.loads(call(pages))
    print(f"first page, never seen before: {(time.perf_counter() - start) * 1000:.1f} ms")
    assert [item["path"] for item in page["items"]] == paths[:PAGE]
    first = timed(lambda: call(pages))
    cursor = page["next_cursor"]
    while page["items"][-1]["path"] < paths[len(paths) // 2]:
        page = json.loads(call(f"{pages}&cursor={urllib.parse.quote(cursor)}"))
        cursor = page["next_cursor"]
    middle = timed(lambda: call(f"{pages}&cursor={urllib.parse.quote(cursor)}"))
    few = timed(lambda: json.loads(call(f"{pages}&filter={urllib.parse.quote(FEW)}")))
    assert len(few[2]["items"]) == 27
    every = timed(lambda: all_pages(pages), 3)
    assert every[2] == len(paths)
    lowest = timed(lambda: floor(directory, paths[:PAGE]))
    for figure, times in (
        ("a page of 1,000", first),
        ("a page from the middle", middle),
        ("a filter that 27 match", few),
        ("all pages", every),
        ("floor: files and JSON of a page", lowest),
    ):
        print(f"{figure}: {times[0]:.1f} ms, least {times[1]:.1f}", flush=True)


def main():
    """Makes the collection, measures, and removes it."""
    collections = sys.argv[1].rstrip("/") + "/api/v1/collections"
    directory = pathlib.Path(sys.argv[3]) / NAME
    print("load", os.getloadavg())
    paths = make(directory)
    try:
        place = {"name": NAME, "kind": "partitioned", "store": sys.argv[2], "path": NAME, "read_only": True}
        call(collections, "POST", json.dumps(place).encode())
        try:
            measure(f"{collections}/{NAME}", directory, paths)
        finally:
            call(f"{collections}/{NAME}", "DELETE")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print("load", os.getloadavg())


if __name__ == "__main__":
    main()
