"""Consolidated hierarchies that xarray wrote, changed through the server and opened again by xarray."""

import numpy as np
import pytest
import xarray as xr
import zarr

from conftest import Server


@pytest.fixture
def home(tmp_path):
    (tmp_path / "root").mkdir()
    server = Server(tmp_path / "root").start()
    yield server
    server.stop()


def test_changes_show_in_consolidated_metadata(home):
    place = home.root / "zarr/outside"
    cells = np.arange(12, dtype="f4").reshape(4, 3)
    xr.Dataset({"t": (("time", "x"), cells, {"units": "K"})}, {"x": np.arange(3)}).to_zarr(place, group="a/b")
    zarr.consolidate_metadata(place, path="a/b")
    zarr.consolidate_metadata(place)
    document = {"name": "trees", "kind": "dataset", "layout": "tree", "path": "outside"}
    assert home.call("POST", "/api/v1/collections", document)[0] == 201
    dataset = "/api/v1/collections/trees/datasets/a%2Fb"
    array = {"name": "speed", "dtype": "float32", "dimensions": ["x"], "shape": [3], "chunk_shape": [3]}
    status, _, body = home.call("POST", dataset + "/arrays", array)
    assert status == 201, body
    assert home.call("PUT", dataset + "/arrays/speed/subset", [1, 2, 3])[0] == 204
    status, _, body = home.call("DELETE", dataset + "/arrays/t")
    assert status == 204, body
    for opened in (
        xr.open_zarr(place, group="a/b", consolidated=True),
        xr.open_zarr(place / "a/b", consolidated=True),
    ):
        assert list(opened.data_vars) == ["speed"]
        np.testing.assert_array_equal(opened["speed"], [1, 2, 3])
    assert home.call("DELETE", dataset)[0] == 204
    assert "a/b" not in dict(zarr.open_consolidated(place).members(max_depth=None))
