"""Points and reductions of the server beside those of xarray and NumPy on the same cells."""

import io
import json
import random

import numpy as np
import pytest
import xarray as xr

BASE = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-000000000002"
SHAPE = (6, 9, 11)


def make(server, purpose, dtype, chunks):
    name = f"{purpose}-{dtype}-{'chunks' if chunks else 'plain'}"
    body = {
        "name": name,
        "kind": "array",
        "dtype": dtype,
        "dimensions": [
            {"name": "t", "size": SHAPE[0]},
            {"name": "y", "size": SHAPE[1], "scale": {"start_value": 60.0, "step": -2.5, "name": "lat"}},
            {"name": "x", "size": SHAPE[2], "scale": {"start_value": -5.0, "step": 0.5, "name": "lon"}},
        ],
    }
    if chunks:
        body["options"] = {"chunks": [2, 4, 3]}
    assert server.call("POST", BASE, body)[0] == 201
    assert server.call("POST", f"{BASE}/{name}/arrays", {"id": ID})[0] == 201
    draws = np.random.default_rng(7)
    cells = draws.integers(0, 100, SHAPE).astype(dtype)
    if np.dtype(dtype).kind == "f":
        cells[draws.random(SHAPE) < 0.2] = np.nan
    path = f"{BASE}/{name}/arrays/{ID}/subset"
    if np.dtype(dtype).kind == "c":
        cells += 1j * draws.integers(-9, 9, SHAPE)
        cells[draws.random(SHAPE) < 0.2] = np.nan
    raw = cells.tobytes()
    assert server.call("PUT", f"{path}.raw", raw, Content_Type="application/octet-stream")[0] == 204
    y = 60.0 - 2.5 * np.arange(SHAPE[1])
    x = -5.0 + 0.5 * np.arange(SHAPE[2])
    return path, xr.DataArray(cells, {"y": y, "x": x}, dims=("t", "y", "x"))


def read(server, method, path, body=None):
    status, _, answer = server.call(method, path, body)
    assert status == 200, answer
    return np.load(io.BytesIO(answer))


@pytest.mark.parametrize("chunks", [False, True])
def test_points_are_those_of_xarray(server, chunks):
    path, array = make(server, "points", "int32", chunks)
    draws = random.Random(5)
    lat = [draws.uniform(38.8, 61.2) for _ in range(200)]
    lon = [draws.uniform(-5.2, 0.2) for _ in range(200)]
    at = {"y": xr.DataArray(lat, dims="points"), "x": xr.DataArray(lon, dims="points")}
    expected = array.sel(at, method="nearest").transpose("points", "t").values
    found = read(server, "POST", f"{path}/points?method=nearest&format=npy", {"lat": lat, "lon": lon})
    np.testing.assert_array_equal(found, expected)
    t = [draws.randrange(SHAPE[0]) for _ in range(200)]
    y = [draws.randrange(SHAPE[1]) for _ in range(200)]
    found = read(server, "POST", f"{path}/points?isel.x=2:9:3&format=npy", {"isel.y": y, "t": t})
    np.testing.assert_array_equal(found, array.values[t, y][:, 2:9:3])


@pytest.mark.parametrize(
    "dtype", "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 longdouble complex64 complex128 clongdouble".split()
)
def test_reductions_are_those_of_xarray(server, dtype):
    path, array = make(server, "reduced", dtype, dtype in ("int16", "float32"))
    kind = np.dtype(dtype).kind
    wide = array.astype({"c": np.clongdouble, "f": np.longdouble}.get(kind, np.float64))
    double = np.longdouble if kind == "f" else wide.dtype
    for dims in (["t"], ["x"], ["y", "x"], ["t", "y", "x"]):
        for operation in ("min", "max", "sum", "mean", "std", "count"):
            found = read(server, "GET", f"{path}?reduce={operation}({','.join(dims)})&format=npy")
            expected = getattr(wide, operation)(dims).values
            tolerance = 1e-3 if dtype == "float16" else 1e-6 if dtype in ("float32", "complex64") else 1e-12
            np.testing.assert_allclose(found.astype(double), expected, rtol=tolerance, err_msg=operation)
        if kind == "c":
            continue
        found = read(server, "GET", f"{path}?reduce=quantile(0.25,{','.join(dims)})&format=npy")
        expected = wide.quantile(0.25, dims, skipna=True).values
        np.testing.assert_allclose(found.astype(double), expected, rtol=1e-3 if dtype == "float16" else 1e-6)
    operation = "sum" if kind == "c" else "max"
    found = read(server, "GET", f"{path}?reduce={operation}&coarsen=t:2,y:4,x:3&format=npy")
    expected = getattr(wide.coarsen(t=2, y=4, x=3, boundary="trim"), operation)().values
    np.testing.assert_array_equal(found.astype(double), expected)
