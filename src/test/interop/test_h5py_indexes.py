"""Chunk indexes of `libver="latest"` in many forms, made at random by h5py and read, written and read again by the server."""

import json
import os
import random

import h5py
import hdf5plugin
import numpy as np
import pytest

from test_h5py import file_of, npy
from test_h5py_layouts import get, put

COUNTS = [1, 2, 5, 1023, 1024, 1025, 2047, 2048, 2049, 3072, 4096, 4097]
FILTERS = [
    {}, {"compression": "gzip"}, {"compression": "lzf", "shuffle": True}, {"fletcher32": True},
    dict(hdf5plugin.Blosc2(cname="zstd", filters=2)),
]
SEED = int(os.environ.get("INDEX_SEED", random.randrange(1 << 30)))


def grid_of(choose, count, rank):
    """Chunks along each axis, as many as there should be."""
    grid = []
    for _ in range(rank - 1):
        grid.append(choose.choice([n for n in range(1, count + 1) if count % n == 0]))
        count //= grid[-1]
    grid.append(count)
    choose.shuffle(grid)
    return grid


def limits_of(choose, kind, shape):
    """Greatest lengths: none, others than the present, one axis without end, or several."""
    if kind == "fixed":
        return tuple(shape)
    limits = [length + choose.randint(0, 5) for length in shape]
    if kind == "one":
        limits[choose.randrange(len(shape))] = None
    if kind == "many":
        limits = [None if choose.random() < 0.7 else limit for limit in limits]
    return tuple(limits)


def boxes_of(choose, how, shape):
    if how == "all":
        return [tuple(slice(0, length) for length in shape)]
    boxes = []
    for _ in range({"none": 0, "last": 1}.get(how, choose.randint(1, 5))):
        starts = [length - 1 if how == "last" else choose.randrange(length) for length in shape]
        boxes.append(tuple(slice(a, choose.randint(a + 1, n)) for a, n in zip(starts, shape)))
    return boxes


@pytest.mark.parametrize("kind", ["fixed", "growing", "one", "many"])
@pytest.mark.parametrize("turn", range(12))
def test_indexes_made_at_random_are_read_and_written(server, kind, turn):
    print("INDEX_SEED", SEED)
    choose = random.Random(f"{SEED} {kind} {turn}")
    grid = grid_of(choose, choose.choice([*COUNTS, choose.randint(1, 5000)]), choose.randint(1, 3))
    chunks = [choose.randint(1, 3) for _ in grid]
    shape = [max(c, n * c - choose.randint(0, c - 1)) for n, c in zip(grid, chunks)]
    limits = limits_of(choose, kind, shape)
    name = f"index_{kind}_{turn}"
    document = {
        "name": name, "kind": "array", "dtype": "int32",
        "dimensions": [{"name": f"d{axis}", "size": length} for axis, length in enumerate(shape)],
    }
    assert server.call("POST", "/api/v1/collections", document)[0] == 201
    array = json.loads(server.call("POST", f"/api/v1/collections/{name}/arrays", {})[2])["id"]
    path = f"/api/v1/collections/{name}/arrays/{array}"
    whole = np.arange(1, np.prod(shape) + 1, dtype="<i4").reshape(shape)
    put(server, path, whole)
    file = file_of(server, name, array)
    with h5py.File(file) as opened:
        meta = opened["meta"][()]
    cells = np.full(shape, -9, "<i4")
    with h5py.File(file, "w", libver=choose.choice(["latest", ("v110", "v110")]), userblock_size=choose.choice([0, 512])) as opened:
        opened.create_dataset("meta", data=meta, dtype=f"S{len(meta)}")
        opened["empty_cells"] = np.int64(0)
        options = choose.choice(FILTERS)
        data = opened.create_dataset("data", shape, "<i4", chunks=tuple(chunks), maxshape=limits, fillvalue=-9, **options)
        for box in boxes_of(choose, choose.choice(["all", "none", "some", "some", "last"]), shape):
            data[box] = whole[box]
            cells[box] = whole[box]
        assert np.array_equal(data[...], cells)
    assert np.array_equal(get(server, path), cells)
    first = ",".join("0" for _ in shape)
    status, _, body = server.call(
        "PUT", f"{path}/subset?slice={first}", npy(np.array(77, "<i4")), Content_Type="application/x-npy"
    )
    assert status == 204, body
    cells[(0,) * len(shape)] = 77
    assert np.array_equal(get(server, path), cells)
    with h5py.File(file) as opened:
        assert np.array_equal(opened["data"][...], cells)


@pytest.mark.parametrize("compressor", [0, 1, 2, 4, 5])
def test_blosc2_goes_back_and_forth(server, compressor):
    name = f"blosc2_{compressor}"
    document = {
        "name": name, "kind": "array", "dtype": "float32",
        "dimensions": [{"name": "y", "size": 200}, {"name": "x", "size": 300}],
        "options": {"chunks": [70, 110], "compression": {"codec": "blosc2", "parameters": [0, 0, 0, 0, 5, 1, compressor]}},
    }
    status, _, body = server.call("POST", "/api/v1/collections", document)
    assert status == 201, body
    array = json.loads(server.call("POST", f"/api/v1/collections/{name}/arrays", {})[2])["id"]
    path = f"/api/v1/collections/{name}/arrays/{array}"
    cells = np.arange(60000, dtype="<f4").reshape(200, 300)
    put(server, path, cells)
    file = file_of(server, name, array)
    with h5py.File(file, "r+") as opened:
        data = opened["data"]
        assert data.id.get_create_plist().get_filter(0)[0] == 32026
        assert data.id.get_chunk_info(0).size < 70 * 110 * 4 and data.id.get_chunk_info(0).filter_mask == 0
        assert np.array_equal(data[...], cells)
        cells[20:150, 5:250] *= 2
        data[20:150, 5:250] = cells[20:150, 5:250]
    assert np.array_equal(get(server, path), cells)
    cells[0, :] = 5
    put(server, path, cells[0], "?slice=0")
    with h5py.File(file) as opened:
        assert np.array_equal(opened["data"][...], cells)
