"""What h5py put into a file besides cells is there after every change, and so is the form of the cells."""

import json

import h5py
import numpy as np
import pytest
from h5py import h5d, h5p, h5s, h5t

from test_h5py import make
from test_h5py_layouts import META, get, place, put

SHAPE = (4, 6)
CELLS = np.arange(24.0).reshape(SHAPE) + 0.5
GZIP = {"chunks": (2, 3), "compression": "gzip", "shuffle": True}

VERSIONS = {"earliest": None, "v110": ("v110", "v110"), "latest": "latest"}

# name: dtype in the file, how the dataset is made
FORMS = {
    "contiguous": ("<f8", {}),
    "big_endian": (">f8", {}),
    "float32": ("<f4", {**GZIP, "fillvalue": -1.0}),
    "compact": ("<f8", None),
    "gzip": ("<f8", GZIP),
    "lzf": ("<f8", {"chunks": (2, 3), "compression": "lzf"}),
    "single_chunk": ("<f8", {"chunks": SHAPE}),
    "growing": ("<f8", {"chunks": (3, 4), "maxshape": (None, 6), "fillvalue": np.nan}),
    "growing_both": ("<f8", {"chunks": (3, 4), "maxshape": (None, None)}),
}


def create(opened, form, sparse):
    dtype, options = FORMS[form]
    if options is None:
        how = h5p.create(h5p.DATASET_CREATE)
        how.set_layout(h5d.COMPACT)
        h5d.create(opened.id, b"data", h5t.IEEE_F64LE, h5s.create_simple(SHAPE), how)
    else:
        opened.create_dataset("data", SHAPE, dtype, **options)
    data = opened["data"]
    if not sparse:
        data[:] = CELLS
    elif data.chunks:
        data[0, 0] = CELLS[0, 0]
    return data


def describe(opened, attributes):
    data = opened["data"]
    data.attrs["units"] = "K"
    for number in range(attributes):
        data.attrs[f"a{number}"] = "x" * 50
    opened["meta"].attrs["source"] = "elsewhere"
    opened.attrs["title"] = "kept"
    lat = opened.create_dataset("lat", data=np.arange(4))
    lat.make_scale("lat")
    data.dims[0].attach_scale(lat)
    opened["other/name"] = data
    opened.create_dataset("refs", data=np.array([data.ref], dtype=h5py.ref_dtype))
    opened.create_dataset("regions", data=np.array([data.regionref[1:3, 2]], dtype=h5py.regionref_dtype))


def check(file, cells, attributes, form):
    with h5py.File(file, "r") as opened:
        data = opened["data"]
        assert np.array_equal(data[:], cells, equal_nan=True)
        assert opened["empty_cells"][()] == np.isnan(cells).sum()
        assert data.attrs["units"] == "K"
        assert sum(name.startswith("a") for name in data.attrs) == attributes
        assert opened["meta"].attrs["source"] == "elsewhere"
        assert opened.attrs["title"] == "kept"
        assert data.dims[0]["lat"][:].tolist() == [0, 1, 2, 3]
        (reference, axis), = opened["lat"].attrs["REFERENCE_LIST"]
        assert opened[reference] == data and axis == 0
        assert opened["other/name"] == data
        assert opened[opened["refs"][0]] == data
        region = opened["regions"][0]
        assert opened[region] == data
        assert np.array_equal(data[region].ravel(), cells[1:3, 2], equal_nan=True)
        _, options = FORMS[form]
        for name, value in (options or {}).items():
            kept = getattr(data, {"fillvalue": "fillvalue"}.get(name, name))
            assert kept == value or kept != kept and value != value, name


def changes(server, path, cells):
    """Every kind of change in turn; yields after each."""
    cells[1, 2] = 99.0
    put(server, path, cells[1:2, 2:3], "?slice=1:2,2:3")
    yield
    cells[:] = CELLS[::-1]
    put(server, path, cells)
    yield
    assert server.call("DELETE", f"{path}/subset?slice=0:1")[0] == 204
    cells[0] = np.nan
    yield
    assert server.call("DELETE", f"{path}/subset")[0] == 204
    cells[:] = np.nan
    yield
    cells[1:3, 1:3] = 7.0
    put(server, path, cells[1:3, 1:3], "?slice=1:3,1:3")
    yield
    put(server, path, np.full((2, 2), np.nan), "?slice=1:3,1:3")
    cells[:] = np.nan
    yield
    put(server, path, CELLS)
    cells[:] = CELLS
    yield
    text = {"custom_attributes": {"note": "long " * 200}}
    assert server.call("PATCH", path, text)[0] == 200
    yield
    put(server, path, CELLS[:1], "?slice=0:1")
    yield


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_not_cells_stays(server, version, form, sparse):
    name = f"kept_{version}_{form}_{sparse}"
    document = {
        "name": name, "kind": "array", "dtype": "float64",
        "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}],
        "attributes": [{"name": "note", "dtype": "string"}],
    }
    assert server.call("POST", "/api/v1/collections", document)[0] == 201
    array = json.loads(server.call("POST", f"/api/v1/collections/{name}/arrays", {})[2])["id"]
    first = f"/api/v1/collections/{name}/arrays/{array}"
    attributes = 20 if version == "latest" else 3

    def write(file, text):
        with h5py.File(file, "w", libver=VERSIONS[version]) as opened:
            text = json.dumps(json.loads(text) | {"custom_attributes": {"note": None}})
            META["usual"](opened, text)
            opened.create_dataset("empty_cells", data=np.int64(0))
            create(opened, form, sparse)
            describe(opened, attributes)

    path, file = place(server, name, first, write)
    with h5py.File(file, "r") as opened:
        cells = opened["data"][:].astype("f8")
        assert np.array_equal(get(server, path), cells, equal_nan=True)
    sizes = []
    for _ in changes(server, path, cells):
        assert np.array_equal(get(server, path), cells, equal_nan=True)
        check(file, cells, attributes, form)
        sizes.append(file.stat().st_size)
    # Not every change leaves a copy of all cells behind.
    assert sizes[-1] < sizes[0] + 64 * 1024
    with h5py.File(file, "r+") as opened:
        opened["data"][0, 0] = 5.0
        opened["data"].attrs["units"] = "C"
        opened["data"].attrs["more"] = np.arange(100)
    assert get(server, path)[0, 0] == 5.0
