"""Look-ups of the server beside those of xarray on the same coordinates."""

import json
import random

import numpy as np
import pytest
import xarray as xr

BASE = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-000000000001"


def get(server, path):
    status, _, body = server.call("GET", path)
    assert status == 200, body
    return json.loads(body)


def make(server, name, start, step, size):
    dimension = {"name": "y", "size": size, "scale": {"start_value": start, "step": step}}
    body = {"name": name, "kind": "array", "dtype": "int32", "dimensions": [dimension]}
    assert server.call("POST", BASE, body)[0] == 201
    assert server.call("POST", f"{BASE}/{name}/arrays", {"id": ID})[0] == 201
    path = f"{BASE}/{name}/arrays/{ID}/subset"
    assert server.call("PUT", path, list(range(size)))[0] == 204
    description = get(server, f"{path}/description")
    return path, description["axes"][0]["values"]


@pytest.mark.parametrize(
    "name, start, step",
    [
        ("rising", 10.0, 10.0),
        ("falling", 60.0, -10.0),
        ("latitudes", 90.0, -0.25),
        ("tenths", 0.1, 0.1),
        ("longitudes", -180.0, 1.0),
    ],
)
def test_sel_with_a_method_takes_what_xarray_takes(server, name, start, step):
    size, name = 12, f"lookup-{name}"
    path, values = make(server, name, start, step, size)
    array = xr.DataArray(np.arange(size), {"y": values}, dims="y")
    draws = random.Random(7)
    for _ in range(40):
        at = draws.randrange(size - 1)
        low, high = sorted(values[at : at + 2])
        value = draws.choice([(low + high) / 2, draws.uniform(low, high), low, high])
        for method in ("nearest", "pad", "backfill"):
            expected = array.sel(y=value, method=method).item()
            query = f"sel.y={value!r}&method={method}&layout=values&format=json"
            assert get(server, f"{path}?{query}") == expected, (value, method)
    whole = round(values[9])
    expected = array.sel(y=whole, method="nearest").item()
    query = f"sel.y={whole}&method=nearest&layout=values&format=json"
    assert get(server, f"{path}?{query}") == expected
