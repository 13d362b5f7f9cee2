"""Files that the server wrote, read and changed by h5py."""

import io
import json

import h5py
import numpy as np
import pytest

DTYPES = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "longdouble", "complex64", "complex128", "clongdouble",
]


def npy(cells):
    buffer = io.BytesIO()
    np.save(buffer, cells)
    return buffer.getvalue()


def sample(dtype, shape):
    random = np.random.default_rng(len(dtype))
    cells = random.integers(0, 100, shape).astype(dtype)
    return cells + cells * 1j if cells.dtype.kind == "c" else cells


def make(server, name, dtype, **options):
    document = {
        "name": name, "kind": "array", "dtype": dtype,
        "dimensions": [{"name": "t", "size": 5}, {"name": "y", "size": 7}, {"name": "x", "size": 3}],
        **options,
    }
    status, _, body = server.call("POST", "/api/v1/collections", document)
    assert status == 201, body
    status, _, body = server.call("POST", f"/api/v1/collections/{name}/arrays", {})
    assert status == 201, body
    array = json.loads(body)["id"]
    return f"/api/v1/collections/{name}/arrays/{array}", array


def file_of(server, name, array):
    (found,) = (server.root / "collections" / name / "array_data").rglob(f"{array}.hdf5")
    return found


@pytest.mark.parametrize("dtype", DTYPES)
def test_h5py_reads_and_updates_what_the_server_wrote(server, dtype):
    name = f"h5py_{dtype}"
    path, array = make(server, name, dtype)
    cells = sample(dtype, (5, 7, 3))
    status, _, body = server.call(
        "PUT", f"{path}/subset", npy(cells), Content_Type="application/x-npy"
    )
    assert status == 204, body
    with h5py.File(file_of(server, name, array), "r") as file:
        assert set(file) == {"data", "empty_cells", "meta"}
        assert file["data"].dtype == cells.dtype
        assert np.array_equal(file["data"][:], cells)
        assert json.loads(file["meta"][()])["id"] == array
    with h5py.File(file_of(server, name, array), "r+") as file:
        file["data"][1:3, 2, :] = cells[0:2, 0, :]
    cells[1:3, 2, :] = cells[0:2, 0, :].copy()
    status, _, body = server.call("GET", f"{path}/subset?format=npy")
    assert status == 200, body
    assert np.array_equal(np.load(io.BytesIO(body)), cells)


def test_a_first_small_write_leaves_fill_values_around_it(server):
    path, array = make(server, "h5py_small", "float64")
    status, _, body = server.call(
        "PUT", f"{path}/subset?slice=2,3", npy(np.arange(3.0)), Content_Type="application/x-npy"
    )
    assert status == 204, body
    with h5py.File(file_of(server, "h5py_small", array), "r") as file:
        assert np.isnan(file["data"][:]).sum() == 5 * 7 * 3 - 3
        assert file["empty_cells"][()] == 5 * 7 * 3 - 3
        assert np.array_equal(file["data"][2, 3], np.arange(3.0))


def test_a_cleared_array_has_no_data(server):
    path, array = make(server, "h5py_cleared", "int16")
    cells = sample("int16", (5, 7, 3))
    server.call("PUT", f"{path}/subset", npy(cells), Content_Type="application/x-npy")
    status, _, body = server.call("DELETE", f"{path}/subset")
    assert status == 204, body
    with h5py.File(file_of(server, "h5py_cleared", array), "r") as file:
        assert set(file) == {"empty_cells", "meta"}
        assert file["empty_cells"][()] == 5 * 7 * 3
