"""Arrays of Zarr that the server's engine wrote, opened by zarr-python, TensorStore, zarrita and xarray, changed and grown by the
first two, and read again by the engine."""

import hashlib
import json
import pathlib
import shutil
import subprocess

import numpy as np
import pytest
import tensorstore
import xarray as xr
import zarr

from test_stores import run_contract

# Types that TensorStore does not have.
NUMPY_ONLY = ("datetime64", "timedelta64")

# Types that zarrita does not have.
NOT_IN_ZARRITA = (*NUMPY_ONLY, "float16", "complex64", "complex128")


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


def test_arrays_are_read_by_zarrita(root, zarrita):
    lake = pathlib.Path(root, "lake")
    # It looks for the index of a shard at its end, wherever the document says that it is, and turns truth values around as
    # if they had several bytes.
    paths = [
        f"/{place.relative_to(lake)}"
        for place in arrays(root)
        if place.parent.name not in NOT_IN_ZARRITA and place.name != "shard_start" and (place.parent.name, place.name) != ("bool", "big")
    ]
    assert len(paths) == 11 * 22 - 1
    command = ["node", str(pathlib.Path(__file__).parent / "zarrita_arrays.mjs"), zarrita, str(lake), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    for path in paths:
        wanted = expected(np.dtype(path.split("/")[1]))
        np.testing.assert_array_equal(np.array(found[path]["cells"]).reshape(found[path]["shape"]), wanted.astype(float), err_msg=path)


def test_arrays_are_read_by_xarray(root, tmp_path):
    """As variables of the groups that somebody puts around them."""
    shutil.copytree(pathlib.Path(root, "lake"), tmp_path / "lake")
    variables = 0
    for place in sorted((tmp_path / "lake").iterdir()):
        if not place.is_dir() or place.name.startswith("."):
            continue
        zarr.open_group(place, mode="a", zarr_format=3)
        with xr.open_zarr(place, consolidated=False, mask_and_scale=False, decode_times=False) as group:
            for name, variable in group.variables.items():
                assert variable.dims == ("y", "x")
                np.testing.assert_array_equal(variable.values, expected(variable.dtype), err_msg=f"{place.name} {name}")
                variables += 1
    assert variables == 16 * 23


def test_changes_of_zarr_python_and_tensorstore_are_read(root):
    change(root)
    run(root, "readsArrays")
