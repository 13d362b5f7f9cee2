"""Arrays of Zarr that the server's engine wrote, opened, changed and grown by zarr-python and TensorStore, and read again by the engine."""

import hashlib
import json
import pathlib

import numpy as np
import pytest
import tensorstore
import zarr

from test_stores import run_contract

# Types that TensorStore does not have.
NUMPY_ONLY = ("datetime64", "timedelta64")


def expected(dtype):
    values = (np.arange(11 * 14) * 7 + 3).reshape(11, 14) % 101
    if dtype.kind == "b":
        values, fill = values % 2 == 1, False
    elif dtype.kind == "c":
        values, fill = values - 1j * values, 1.5
    else:
        fill = 42
    values = values.astype(dtype)
    values[9:] = np.array(fill).astype(dtype)
    return values


def little(values):
    return np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<")))


def arrays(root):
    return sorted(file.parent for file in pathlib.Path(root, "lake").rglob("zarr.json"))


def run(root, method):
    run_contract(f"ZarrInteropRun#{method}", f"-Dhypertile.test.zarr={root}")


def check_reading(root):
    for place in arrays(root):
        array = zarr.open_array(place, mode="r")
        np.testing.assert_array_equal(array[:], expected(array.dtype), err_msg=str(place))
        if place.parent.name not in NUMPY_ONLY:
            spec = {"driver": "zarr3", "kvstore": {"driver": "file", "path": str(place)}}
            read = tensorstore.open(spec).result().read().result()
            np.testing.assert_array_equal(read, expected(array.dtype), err_msg=str(place))


def change(root):
    """Changes each array and says what it holds then."""
    digests = {}
    for place in arrays(root):
        array = zarr.open_array(place, mode="r+")
        array[2:7, 3:9] = np.array(1).astype(array.dtype)
        array.resize((13, 14))
        array[12] = np.array(0).astype(array.dtype)
        if place.parent.name not in NUMPY_ONLY:
            spec = {"driver": "zarr3", "kvstore": {"driver": "file", "path": str(place)}}
            tensorstore.open(spec).result()[8:11, 0].write(np.array(1).astype(array.dtype)).result()
        digests[str(place.relative_to(pathlib.Path(root, "lake")))] = hashlib.sha256(little(array[:]).tobytes()).hexdigest()
    pathlib.Path(root, "expected.json").write_text(json.dumps(digests))


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("zarr")
    run(root, "writesArrays")
    assert len(arrays(root)) == 16 * 23
    return root


def test_arrays_are_read_by_zarr_python_and_tensorstore(root):
    check_reading(root)


def test_changes_of_zarr_python_and_tensorstore_are_read(root):
    change(root)
    run(root, "readsArrays")
