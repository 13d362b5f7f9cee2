"""Files of every layout and type, passed back and forth between the server and h5py."""

import io
import json
import uuid

import h5py
import hdf5plugin  # noqa: F401 - registers blosc, blosc2, lz4, bitshuffle, zstd and bzip2
import numpy as np
import pytest

from test_h5py import DTYPES, file_of, make, npy

SHAPE = (5, 7, 3)
BOX = (slice(1, 4), slice(2, 6), slice(0, 2))
SLICE = "1:4,2:6,0:2"
PARTIAL = [2, 3, 2]

LAYOUTS = {
    "contiguous": None,
    "partial": {"chunks": PARTIAL},
    "automatic": {"chunks": "auto"},
    "gzip": {"compression": "gzip"},
    "gzip_partial": {"chunks": PARTIAL, "compression": {"codec": "gzip", "level": 9}},
    "lzf": {"chunks": PARTIAL, "compression": "lzf"},
    "blosc": {"chunks": PARTIAL, "compression": "blosc"},
    "blosc2": {"chunks": PARTIAL, "compression": "blosc2"},
    "blosc2_whole": {"compression": {"codec": "blosc2", "parameters": [0, 0, 0, 0, 9, 2, 5]}},
    "lz4": {"chunks": PARTIAL, "compression": "lz4"},
    "bitshuffle": {"chunks": PARTIAL, "compression": "bitshuffle"},
    "zstd": {"chunks": PARTIAL, "compression": "zstd"},
    "bzip2": {"chunks": PARTIAL, "compression": "bzip2"},
}


def fill_of(dtype):
    """Deker's fill value of a type."""
    kind = np.dtype(dtype)
    if kind.kind == "i":
        return np.iinfo(kind).min
    return 0 if kind.kind == "u" else np.nan


def empty_count(cells):
    fill = fill_of(cells.dtype)
    return int((np.isnan(cells) if fill != fill else cells == fill).sum())


def sample(dtype, shape, seed):
    """Cells that depend on the seed alone, the padding of long doubles included.

    HDF5 2.0 forgets to change a chunk's filter mask when the new bytes are exactly as many as the old
    ones. A chunk that was stored without its filter is then read without it, by h5py too. Whatever
    NumPy leaves in the padding would make that happen in one run of many.
    """
    random = np.random.default_rng(seed)
    cells = random.integers(1, 100, shape).astype(dtype)
    if cells.dtype.kind == "c":
        cells = cells + cells * np.array(1j, dtype)
    if cells.dtype.char in "gG":
        cells.view(np.uint8).reshape(-1, 16)[:, 10:] = 0
    return cells


def put(server, path, cells, slice_=""):
    status, _, body = server.call(
        "PUT", f"{path}/subset{slice_}", npy(cells), Content_Type="application/x-npy"
    )
    assert status == 204, body


def get(server, path, slice_="?"):
    status, _, body = server.call("GET", f"{path}/subset{slice_}&format=npy")
    assert status == 200, body
    return np.load(io.BytesIO(body))


def check(server, path, file, cells, others=(), stays=False):
    """The server and h5py see the same cells, and the file counts its empty ones right.

    A dataset that others may know stays when all its cells are cleared.
    """
    assert np.array_equal(get(server, path), cells, equal_nan=True)
    assert np.array_equal(get(server, path, f"?slice={SLICE}"), cells[BOX], equal_nan=True)
    with h5py.File(file, "r") as opened:
        assert set(opened) == {"meta", "empty_cells", *others} | (
            {"data"} if stays or empty_count(cells) < cells.size else set()
        )
        assert opened["empty_cells"][()] == empty_count(cells)
        if "data" in opened:
            assert opened["data"].dtype.newbyteorder("=") == cells.dtype
            assert np.array_equal(opened["data"][:], cells, equal_nan=True)


def play(server, path, file, cells, others=(), rounds=2):
    """The server and h5py change the cells in turns."""
    dtype = cells.dtype
    for turn in range(rounds):
        cells[BOX] = sample(dtype, cells[BOX].shape, 10 + turn)
        put(server, path, cells[BOX], f"?slice={SLICE}")
        check(server, path, file, cells, others)
        with h5py.File(file, "r+") as opened:
            cells[2:5, :3] = sample(dtype, cells[2:5, :3].shape, 20 + turn)
            opened["data"][2:5, :3] = cells[2:5, :3]
            opened["empty_cells"][()] = empty_count(cells)
        check(server, path, file, cells, others)
        with h5py.File(file, "r+") as opened:
            cells[:] = sample(dtype, cells.shape, 30 + turn)
            opened["data"][:] = cells
            opened["empty_cells"][()] = empty_count(cells)
        check(server, path, file, cells, others)
        status, _, body = server.call("DELETE", f"{path}/subset?slice={SLICE}")
        assert status == 204, body
        cells[BOX] = fill_of(dtype)
        check(server, path, file, cells, others)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_files_go_back_and_forth(server, layout, dtype):
    name = f"turns_{layout}_{dtype}"
    path, array = make(server, name, dtype, options=LAYOUTS[layout])
    file = file_of(server, name, array)
    cells = np.full(SHAPE, fill_of(dtype), dtype)
    check(server, path, file, cells)
    cells[:] = sample(dtype, SHAPE, 1)
    put(server, path, cells)
    check(server, path, file, cells)
    with h5py.File(file, "r") as opened:
        assert (opened["data"].chunks is None) == (layout == "contiguous")
    play(server, path, file, cells)
    status, _, body = server.call("DELETE", f"{path}/subset")
    assert status == 204, body
    cells[:] = fill_of(dtype)
    check(server, path, file, cells)
    cells[BOX] = sample(dtype, cells[BOX].shape, 2)
    put(server, path, cells[BOX], f"?slice={SLICE}")
    check(server, path, file, cells)


@pytest.mark.parametrize("compression", [None, "gzip", "zstd"])
def test_many_chunks_make_an_index_of_two_levels(server, compression):
    name = f"many_{compression}"
    document = {
        "name": name, "kind": "array", "dtype": "int32",
        "dimensions": [{"name": "t", "size": 30}, {"name": "y", "size": 21}, {"name": "x", "size": 8}],
        "options": {"chunks": [2, 3, 5], "compression": compression},
    }
    assert server.call("POST", "/api/v1/collections", document)[0] == 201
    array = json.loads(server.call("POST", f"/api/v1/collections/{name}/arrays", {})[2])["id"]
    path = f"/api/v1/collections/{name}/arrays/{array}"
    file = file_of(server, name, array)
    cells = np.arange(30 * 21 * 8, dtype="int32").reshape(30, 21, 8)
    put(server, path, cells)
    with h5py.File(file, "r") as opened:
        assert opened["data"].id.get_num_chunks() == 15 * 7 * 2
    check(server, path, file, cells)
    play(server, path, file, cells)


META = {
    "variable": lambda file, text: file.create_dataset("meta", data=text, dtype=h5py.string_dtype()),
    "utf8": lambda file, text: file.create_dataset(
        "meta", data=text.encode(), dtype=h5py.string_dtype("utf-8", len(text) + 33)
    ),
    "usual": lambda file, text: file.create_dataset(
        "meta", data=np.bytes_(text.encode()), dtype=f"S{len(text) + 33}"
    ),
}

# name: options of the file, options of the cells, dtype in the file, form of meta, dtype of empty_cells
FOREIGN = {
    "latest": ({"libver": "latest"}, {}, "<f8", "usual", "<i8"),
    "latest_gzip": ({"libver": "latest"}, {"chunks": (2, 3, 2), "compression": "gzip"}, "<f8", "usual", "<i8"),
    "latest_single": ({"libver": "latest"}, {"chunks": SHAPE}, "<f8", "usual", "<i8"),
    "latest_growing": (
        {"libver": "latest"}, {"chunks": (2, 3, 2), "maxshape": (None, 7, 3)}, "<f8", "usual", "<i8",
    ),
    "latest_tree": (
        {"libver": "latest"}, {"chunks": (2, 3, 2), "maxshape": (None, None, 3), "shuffle": True, "compression": "lzf"},
        "<f8", "usual", "<i8",
    ),
    "v110": ({"libver": ("v110", "v110")}, {"chunks": (2, 3, 2), "compression": "gzip"}, "<f8", "usual", "<i8"),
    "big_endian": ({}, {}, ">f8", "usual", "<i8"),
    "big_endian_gzip": ({}, {"chunks": (2, 3, 2), "compression": "gzip", "shuffle": True}, ">f8", "usual", "<i8"),
    "user_block": ({"userblock_size": 512}, {}, "<f8", "usual", "<i8"),
    "user_block_gzip": ({"userblock_size": 1024}, {"compression": "gzip"}, "<f8", "usual", "<i8"),
    "track_order": ({"track_order": True}, {}, "<f8", "usual", "<i8"),
    "meta_variable": ({}, {}, "<f8", "variable", "<i8"),
    "meta_utf8": ({}, {"chunks": (2, 3, 2)}, "<f8", "utf8", "<i8"),
    "empty_int32": ({}, {}, "<f8", "usual", "<i4"),
    "shuffle_fletcher": (
        {}, {"chunks": (2, 3, 2), "compression": "gzip", "shuffle": True, "fletcher32": True}, "<f8", "usual", "<i8",
    ),
    "blosc2": ({}, {"chunks": (4, 4, 3), **hdf5plugin.Blosc2(cname="zstd", filters=2)}, "<f8", "usual", "<i8"),
    "committed": ({}, {"chunks": (2, 3, 2), "committed": True}, "<f8", "usual", "<i8"),
    "szip": ({}, {"chunks": (4, 4, 3), "compression": "szip"}, "<f8", "usual", "<i8"),
}


def place(server, name, first, write):
    """Puts a file of an array of a new id beside the first one."""
    array = str(uuid.uuid4())
    folder = server.root / "collections" / name / "array_data" / "/".join(array[:8]) / array[9:]
    folder.mkdir(parents=True)
    text = json.dumps({"id": array, "primary_attributes": {}, "custom_attributes": {}})
    write(folder / f"{array}.hdf5", text)
    return first.rsplit("/", 1)[0] + f"/{array}", folder / f"{array}.hdf5"


@pytest.mark.parametrize("form", FOREIGN)
@pytest.mark.parametrize("layout", ["contiguous", "gzip_partial"])
def test_foreign_files_are_served_updated_and_cleared(server, form, layout):
    file_options, options, dtype, meta, empty_dtype = FOREIGN[form]
    name = f"foreign_{form}_{layout}"
    first, _ = make(server, name, "float64", options=LAYOUTS[layout])
    cells = sample("float64", SHAPE, 5)
    cells[0, 0] = np.nan

    def write(file, text):
        with h5py.File(file, "w", **file_options) as opened:
            META[meta](opened, text)
            opened.create_dataset("empty_cells", data=np.array(empty_count(cells), dtype=empty_dtype))
            kept = {**options}
            if kept.pop("committed", False):
                opened["type"] = np.dtype(dtype)
                kept["dtype"] = opened["type"]
            opened.create_dataset("data", data=cells.astype(dtype), **kept)

    path, file = place(server, name, first, write)
    others = ("type",) if "committed" in options else ()
    check(server, path, file, cells, others)
    play(server, path, file, cells, others)
    status, _, body = server.call("DELETE", f"{path}/subset")
    assert status == 204, body
    cells[:] = np.nan
    check(server, path, file, cells, others, stays="committed" in options)


@pytest.mark.parametrize("stored", [{}, {"chunks": (2, 3, 2), "compression": "gzip"}])
@pytest.mark.parametrize("layout", ["contiguous", "gzip_partial"])
def test_other_objects_of_a_file_survive(server, layout, stored):
    name = f"others_{layout}_{len(stored)}"
    first, _ = make(server, name, "float64", options=LAYOUTS[layout])
    cells = sample("float64", SHAPE, 6)

    def write(file, text):
        with h5py.File(file, "w") as opened:
            META["usual"](opened, text)
            opened.create_dataset("empty_cells", data=np.int64(0))
            opened.create_dataset("data", data=cells, **stored)
            opened["extra"] = np.arange(4)
            opened["group/inner"] = "text"
            opened.attrs["note"] = "kept"

    path, file = place(server, name, first, write)
    others = ("extra", "group")

    def check_others():
        with h5py.File(file, "r") as opened:
            assert opened["extra"][:].tolist() == [0, 1, 2, 3]
            assert opened["group/inner"][()] == b"text"
            assert opened.attrs["note"] == "kept"

    check(server, path, file, cells, others)
    play(server, path, file, cells, others)
    check_others()
    for turn in range(2):
        status, _, body = server.call("DELETE", f"{path}/subset")
        assert status == 204, body
        check_others()
        cells[:] = sample("float64", SHAPE, 7 + turn)
        put(server, path, cells)
        check(server, path, file, cells, others)
        check_others()
