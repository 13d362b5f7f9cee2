"""Uses the Python package against the started jar: selecting, reading, writing, datasets, xarray, dask, files, both clients."""

import asyncio
import importlib.metadata
import os
import pickle
import re
import subprocess
import sys
import warnings

import numpy as np
import pytest

from conftest import BASE

PACKAGE = BASE / "src/main/sdk/python"
if "HYPERTILE_INSTALLED" not in os.environ:
    sys.path.insert(0, str(PACKAGE))

import hypertile  # noqa: E402
import xarray as xr  # noqa: E402

SCHEMA = {
    "name": "py_weather",
    "kind": "array",
    "dtype": "float32",
    "fill_value": "NaN",
    "dimensions": [
        {"name": "hour", "type": "time", "size": 24, "start_value": "$dt", "step": "PT1H"},
        {"name": "y", "size": 19, "scale": {"start_value": 90.0, "step": -10.0, "name": "lat"}},
        {"name": "x", "size": 36, "scale": {"start_value": -180.0, "step": 10.0, "name": "lon"}},
        {"name": "layer", "size": 3, "labels": ["temperature", "wind speed", "pressure"]},
    ],
    "attributes": [{"name": "dt", "dtype": "datetime", "primary": True}, {"name": "note", "dtype": "string"}],
    "options": {"chunks": [6, 19, 36, 1]},
}
CELLS = np.arange(24 * 19 * 36 * 3, dtype="float32").reshape(24, 19, 36, 3)
KEY = "~2023-01-03T00:00:00Z"


@pytest.fixture(scope="module")
def engine(server, tmp_path_factory):
    """Makes xarray know the backend, as an installed package does, where the package is used from its sources."""
    try:
        importlib.metadata.distribution("hypertile")
    except importlib.metadata.PackageNotFoundError:
        directory = tmp_path_factory.mktemp("site")
        wheel = f"{server.url}/clients/hypertile-{hypertile.__version__}-py3-none-any.whl"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(directory), wheel]
        subprocess.run(command, check=True, timeout=300)
        sys.path.append(str(directory))
        xr.backends.refresh_engines()


@pytest.fixture(scope="module")
def client(server, engine):
    with hypertile.connect(server.url, retries=2) as made:
        collection = made.create_collection(SCHEMA)
        collection.create({"dt": np.datetime64("2023-01-03")}, {"note": "made up"})[...] = CELLS
        collection.create({"dt": "2023-01-04"})[...] = CELLS + 1e5
        yield made
        made.delete_collection("py_weather")


@pytest.fixture
def day(client):
    return client["py_weather"][KEY]


@pytest.fixture
def scratch(client):
    """An array for writing, of integers, with three kinds of axes."""
    made = client.create_collection(
        {
            "name": "py_scratch",
            "kind": "array",
            "dtype": "int32",
            "fill_value": -1,
            "dimensions": [
                {"name": "time", "type": "time", "size": 4, "start_value": "2024-01-01T00:00:00Z", "step": "PT6H"},
                {"name": "y", "size": 5, "scale": {"start_value": 60.0, "step": -0.1, "name": "lat"}},
                {"name": "band", "size": 2, "labels": ["red", "near infrared"]},
            ],
        }
    )
    array = made.create()
    array[...] = 0
    yield array
    made.delete()


INDICES = [
    np.s_[...],
    np.s_[0],
    np.s_[-1, ..., 2],
    np.s_[3:9:2, ::-1, 5],
    np.s_[::-3, [4, 1, 1, 18], :, np.array([2, 0])],
    np.s_[5:5],
    np.s_[100:, 3],
    np.s_[:, np.arange(19) % 3 == 1, -3:, 0],
    np.s_[np.int64(3), :, np.array([35])],
]


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_positions_select_as_in_numpy_axis_by_axis(day, index):
    given = index if isinstance(index, tuple) else (index,)
    expected = CELLS
    if Ellipsis in [each for each in given if not isinstance(each, np.ndarray)]:
        at = next(n for n, each in enumerate(given) if each is Ellipsis)
        given = (*given[:at], *[slice(None)] * (5 - len(given)), *given[at + 1 :])
    axis = 0
    for each in given:
        each = np.flatnonzero(each) if isinstance(each, np.ndarray) and each.dtype == bool else each
        expected = np.take(expected, each, axis) if not isinstance(each, slice) else expected[(slice(None),) * axis + (each,)]
        axis += 0 if isinstance(each, (int, np.integer)) else 1
    chosen = day[index]
    assert chosen.shape == expected.shape
    assert np.array_equal(chosen.values, expected)


def test_values_times_and_labels_select(day):
    box = day["2023-01-03T05":"2023-01-03T10", -40.0, ...]
    assert box.dims == ("hour", "x", "layer")
    assert np.array_equal(box.values, CELLS[5:10, 13])
    assert np.array_equal(day[:, 60.0:30.0, :, "wind speed"], CELLS[:, 3:6, :, 1])
    assert np.array_equal(day[..., :"pressure"], CELLS[..., :2])
    assert np.array_equal(day[..., ["pressure", "temperature"]], CELLS[..., [2, 0]])
    assert np.array_equal(day[np.datetime64("2023-01-03T07"), [50.0, -50.0]], CELLS[7, [4, 14]])
    assert np.array_equal(day.sel(lat=slice(60, 30), layer="temperature"), CELLS[:, 3:7, :, 0])
    assert np.array_equal(day.sel(y=slice(60.0, 30.0), method="exact"), CELLS[:, 3:6])
    assert day.sel({"y": 52}, lon=13.4, method="nearest").shape == (24, 3)
    assert np.array_equal(day.sel(y=52, x=13.4, hour="2023-01-03T05:20", method="nearest"), CELLS[5, 4, 19])
    assert np.array_equal(day.isel(hour=slice(2, 8)).sel(hour="2023-01-03T03").isel(y=-1), CELLS[3, -1])
    assert np.array_equal(day[::-1].sel(hour=slice("2023-01-03T03", "2023-01-03T04")), CELLS[3:5])


def test_selections_are_as_in_xarray(day):
    whole = day.to_xarray()
    for sel in [
        {"y": slice(55, -12), "x": slice(-25.0, 31.5)},
        {"hour": slice("2023-01-03T05:30", "2023-01-03T09:00"), "layer": "pressure"},
        {"y": [50.0, 10.0], "x": 20.0},
    ]:
        xr.testing.assert_identical(day.sel(**sel).to_xarray(), whole.sel(**sel))
    for isel in [{"y": slice(None, None, -2), "x": [3, 1]}, {"hour": -1}]:
        xr.testing.assert_identical(day.isel(**isel).to_xarray(), whole.isel(**isel))
    near = {"y": 52, "x": 13.4}
    xr.testing.assert_identical(day.sel(**near, method="nearest").to_xarray(), whole.sel(**near, method="nearest"))


@pytest.mark.parametrize(("method", "same"), [("ffill", "pad"), ("bfill", "backfill")])
def test_both_names_of_xarray_for_a_method_are_taken(day, method, same):
    whole = day.to_xarray().isel(hour=0, layer=0)
    cells = day.isel(hour=0, layer=0)
    found = cells.sel(lat=52.4, lon=13.1, method=method)
    assert float(found) == float(cells.sel(lat=52.4, lon=13.1, method=same)) == whole.sel(y=52.4, x=13.1, method=method).item()


def test_refusals_are_exceptions_with_code_status_and_hint(client, day):
    with pytest.raises(hypertile.NotFoundError) as refused:
        client["py_nothing"]
    assert (refused.value.status, refused.value.code) == (404, "collection-not-found")
    assert isinstance(refused.value, KeyError) and "py_nothing" in str(refused.value.problem)
    assert "list(client)" in refused.value.hint and "py_nothing" not in client and "py_weather" in client
    with pytest.raises(hypertile.SelectionError) as refused:
        day[:, 52.5]
    assert (refused.value.status, refused.value.code) == (400, "invalid-slice")
    assert refused.value.problem["nearest"] and isinstance(refused.value, IndexError)
    with pytest.raises(hypertile.SelectionError, match='no axis "lev"'):
        day.sel(lev=3)
    for wrong in [np.s_[24], np.s_[0, 0, 0, 0, 0], np.s_[None], np.s_[..., ...], np.s_[True], np.s_[[True, False]]]:
        with pytest.raises(IndexError):
            day[wrong]
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    with pytest.raises(hypertile.UnreachableError) as refused:
        list(hypertile.connect("http://localhost:9", retries=0))
    assert refused.value.code == "unreachable" and isinstance(refused.value, ConnectionError)


def test_arrays_are_found_by_key_id_values_and_names(client, day):
    collection = client["py_weather"]
    same = [collection[day.id], collection[np.datetime64("2023-01-03")], collection.array(dt="2023-01-03"), collection["2023-01-03"]]
    assert {each.id for each in same} == {day.id}
    assert [each.id for each in collection.arrays("dt < 2023-01-04")] == [day.id]
    assert len(list(collection)) == 2
    with pytest.raises(ValueError, match="missing"):
        collection.array(note="x")


def test_cells_behave_like_an_array(client, day):
    row = day[0, 0, :3, 0]
    assert len(row) == 3 and (row.ndim, row.size, row.nbytes) == (1, 3, 12)
    assert np.array_equal(row + 1, CELLS[0, 0, :3, 0] + 1)
    assert np.array_equal(np.sqrt(row), np.sqrt(CELLS[0, 0, :3, 0]))
    assert (row == CELLS[0, 0, :3, 0]).all()
    assert float(day[1, 2, 3, 0]) == CELLS[1, 2, 3, 0] and row.tolist() == [0.0, 3.0, 6.0]
    assert [each.item() for each in row] == row.tolist()
    assert day.coords["hour"][1] == np.datetime64("2023-01-03T01")
    assert "y (lat): 90.0" in repr(day) and "<table" in day._repr_html_()
    # What the schema says of axes is shown without a request for their coordinates.
    fresh = client["py_weather"].array(dt="2023-01-03")
    told = repr(fresh)
    assert fresh.spec.axes is None and "y (lat): 90.0 … -90.0" in told, told
    assert "hour: 2023-01-03T00:00:00Z …, every PT1H" in told and "temperature … " in told, told
    out = np.empty((2, 19, 36, 3), "float32")
    assert day[3:5].read(out) is out and np.array_equal(out, CELLS[3:5])
    wide = np.empty((19, 36, 3), "float64")
    assert np.array_equal(day[4].read(wide), CELLS[4])
    with pytest.raises(ValueError):
        day[4].read(np.empty(3))


def test_numbers_made_by_the_server(day):
    temperature = day[..., "temperature"]
    assert np.allclose(temperature.mean("hour"), CELLS[..., 0].mean(0))
    assert np.allclose(temperature.max("lat", "lon"), CELLS[..., 0].max((1, 2)))
    assert float(temperature.min()) == CELLS[..., 0].min()
    assert np.allclose(day.reduce("quantile(0.5,hour)"), np.quantile(CELLS, 0.5, axis=0))
    means = temperature.mean("hour")
    assert (means.shape, means.dtype, len(means)) == ((19, 36), "float32", 19) and means[4, 20] == means.values[4, 20]
    found = temperature.reduce("mean(hour)").to_xarray()
    assert found.dims == ("y", "x") and found.layer.item() == "temperature"
    assert found.sel(y=50, x=20).item() == pytest.approx(CELLS[:, 4, 20, 0].mean(), rel=1e-6)
    blocks = temperature.coarsen(hour=6, lat=2).mean()
    assert np.allclose(blocks, CELLS[:, :18, :, 0].reshape(4, 6, 9, 2, 36).mean((1, 3)))
    points = day[..., "temperature"].points(lat=[52, -31.0], lon=[13.4, 174], method="nearest")
    assert np.array_equal(points, np.stack([CELLS[:, 4, 19, 0], CELLS[:, 12, 35, 0]]))
    labelled = points.to_xarray()
    assert labelled.dims == ("points", "hour") and labelled.y.values.tolist() == [50.0, -30.0]
    assert np.array_equal(day[0].points(positions={"y": [1, 2], "x": [3, 4]}), CELLS[0][[1, 2], [3, 4]])
    first, second = day.batch([np.s_[0, 0], np.s_[::-1, 3, 0]])
    assert np.array_equal(first, CELLS[0, 0]) and np.array_equal(second, CELLS[::-1, 3, 0])
    named = day.batch({"south": day.sel(lat=-90), "noon": np.s_["2023-01-03T12"]})
    assert np.array_equal(named["south"], CELLS[:, 18]) and np.array_equal(named["noon"], CELLS[12])
    with pytest.raises(ValueError):
        day.reduce("median(hour)")


def test_cells_are_written_by_assignment(scratch):
    scratch[0] = np.arange(10).reshape(5, 2)
    scratch[1, :, "red"] = [1, 2, 3, 4, 5]
    scratch["2024-01-01T12:00", 59.9] = 7
    scratch[3] = True
    expected = np.zeros((4, 5, 2), "int32")
    expected[0], expected[1, :, 0], expected[2, 1], expected[3] = np.arange(10).reshape(5, 2), range(1, 6), 7, 1
    assert np.array_equal(scratch, expected)
    scratch[::2, [4, 0], ::-1] = -np.arange(4).reshape(2, 2)
    expected[::2, [4, 0], ::-1] = -np.arange(4).reshape(2, 2)
    assert np.array_equal(scratch, expected)
    scratch[0, 0] += 5
    expected[0, 0] += 5
    assert np.array_equal(scratch, expected)
    for values in [np.arange(40, dtype=">i4"), np.asfortranarray(np.arange(40, dtype="int64").reshape(4, 5, 2))]:
        scratch[...] = values.reshape(4, 5, 2)
        assert np.array_equal(scratch, np.arange(40).reshape(4, 5, 2))
    scratch[...] = np.arange(80, dtype="int32").reshape(4, 5, 4)[..., ::2]
    assert np.array_equal(scratch, np.arange(80).reshape(4, 5, 4)[..., ::2])
    scratch[2:].clear()
    assert scratch[3].to_xarray().encoding["_FillValue"] == -1 and (scratch[2:].values == -1).all()
    for wrong, error in [(np.zeros((3, 2)), ValueError), ("seven", TypeError | hypertile.InvalidError), (2**40, hypertile.InvalidError), (0.5, hypertile.InvalidError)]:
        with pytest.raises(error if isinstance(error, type) else (TypeError, hypertile.InvalidError)):
            scratch[0] = wrong


def test_writing_with_the_tag_of_an_older_state_is_refused(client, scratch):
    array = client["py_scratch"][scratch.id]
    array[0].write(1, if_match=array.version)
    with pytest.raises(hypertile.ChangedError) as refused:
        array[0].write(2, if_match=array.version)
    assert (refused.value.status, refused.value.code) == (412, "version-mismatch")
    with pytest.raises(hypertile.ChangedError):
        array[::3].write(2, if_match=array.version)
    array.refresh()[::3].write(3, if_match=array.refresh().version)
    assert array[:, 0, 0].tolist() == [3, 0, 0, 3]


def labelled(scratch, values):
    return xr.DataArray(
        values,
        coords={
            "time": np.datetime64("2024-01-01", "ns") + np.arange(4) * np.timedelta64(6, "h"),
            "y": np.float32([60, 59.9, 59.8, 59.7, 59.6]),
            "band": ["red", "near infrared"],
        },
        dims=("time", "y", "band"),
    )


def test_labelled_cells_find_their_place(scratch):
    values = np.arange(40, dtype="int32").reshape(4, 5, 2)
    whole = labelled(scratch, values)
    forms = [
        whole,
        whole.transpose("band", "y", "time"),
        whole.isel(y=slice(None, None, -1)),
        whole.sortby("y").transpose("y", "time", "band").isel(time=[2, 0, 3, 1]),
        whole.rename(y="lat"),
        whole.drop_vars(["band", "time"]),
    ]
    for form in forms:
        scratch[...] = 0
        scratch[...] = form
        assert np.array_equal(scratch, values), form.dims
    scratch[...] = 0
    scratch[...] = whole.isel(y=slice(3, 0, -1)).sel(band="red")
    assert np.array_equal(scratch[:, 1:4, 0], values[:, 1:4, 0]) and scratch[:, 1:4, 1].values.sum() == 0
    scratch["2024-01-01T06"] = whole.isel(time=1).T
    assert np.array_equal(scratch[1], values[1])
    whole.to_hypertile(scratch)
    assert np.array_equal(scratch, values)
    assert np.array_equal(scratch.to_xarray().sel(y=59.8, band="red", method=None), values[:, 2, 0])


def test_labelled_cells_that_do_not_match_are_refused_and_change_nothing(scratch):
    whole = labelled(scratch, np.ones((4, 5, 2), "int32"))
    for wrong in [
        whole.assign_coords(y=whole.y + 0.05),
        whole.assign_coords(time=whole.time + np.timedelta64(1, "h")),
        whole.assign_coords(band=["red", "green"]),
        whole.rename(y="z"),
        whole.isel(y=[0, 2]),
        whole.isel(y=[1, 1]),
        whole.expand_dims("run"),
        whole.isel(time=0, drop=True),
        whole.drop_vars("y").isel(y=slice(3)),
        whole.isel(time=0).assign_coords(time=np.datetime64("2024-01-02T00", "ns")),
    ]:
        with pytest.raises((hypertile.AlignmentError, hypertile.SelectionError)):
            scratch[...] = wrong
    with pytest.raises(hypertile.AlignmentError):
        scratch["2024-01-01T06"] = whole.isel(time=2)
    assert (scratch.values == 0).all()


def test_joined_arrays_are_read_as_one(client):
    both = client["py_weather"].joined(join="time")
    assert both.shape == (48, 19, 36, 3)
    night = both["2023-01-03T22":"2023-01-04T02", 0, 0, 0]
    assert np.array_equal(night, np.concatenate([CELLS[22:, 0, 0, 0], CELLS[:2, 0, 0, 0] + np.float32(1e5)]))
    stacked = client["py_weather"].joined("dt >= 2023-01-04", sort="-dt").to_xarray()
    assert stacked.dims[0] == "dt" and stacked.dt.values.tolist() == np.array(["2023-01-04"], "M8[us]").tolist()
    assert np.allclose(both.mean("hour"), np.concatenate([CELLS, CELLS + 1e5]).mean(0), rtol=1e-5)
    assert np.array_equal(both["2023-01-04T01"].sel(lat=[50, 90], layer="pressure"), CELLS[1, [4, 0], :, 2] + np.float32(1e5))
    assert both.sel(lat=47, lon=3, method="nearest").isel(hour=0, layer=0).item() == CELLS[0, 4, 18, 0]


def test_points_on_joined_arrays_may_be_labels_with_commas(client):
    dimensions = [{"name": "band, all", "size": 2, "labels": ["red, far", 'say "x"; y']}, {"name": "x", "size": 3}]
    attributes = [{"name": "n", "dtype": "int", "primary": True}]
    made = client.create_collection({"name": "py_labels", "kind": "array", "dtype": "int16", "dimensions": dimensions, "attributes": attributes})
    cells = np.arange(6, dtype="int16").reshape(2, 3)
    made.create({"n": 1})[...] = cells
    made.create({"n": 2})[...] = cells + 10
    joined = made.joined()
    found = joined.points({"band, all": ['say "x"; y', "red, far"]}, positions={"x": [2, 0]})
    assert found.values.tolist() == [[5, 15], [0, 10]]
    assert made.array(n=2).points({"band, all": ["red, far"]}).values.tolist() == [[10, 11, 12]]
    assert joined.max("band, all").values.tolist() == [[3, 4, 5], [13, 14, 15]]
    assert joined.sel({"band, all": 'say "x"; y'}).values.tolist() == [[3, 4, 5], [13, 14, 15]]
    assert joined.sel(x=1).values.tolist() == [[1, 4], [11, 14]]
    made.delete()


def test_backend_of_xarray_is_lazy_and_decodes(server, client, day):
    url = f"{server.url}/collections/py_weather/{KEY}"
    with xr.open_dataset(url, engine="hypertile") as dataset:
        cells = dataset["py_weather"]
        assert not cells.variable._in_memory and cells.sizes == {"hour": 24, "y": 19, "x": 36, "layer": 3}
        assert np.array_equal(cells.sel(y=50, x=[20, -20], hour="2023-01-03T04", layer="pressure"), CELLS[4, 4, [20, 16], 2])
        assert np.array_equal(cells[::-2, 3:1:-1, 5], CELLS[::-2, 3:1:-1, 5])
        again = pickle.loads(pickle.dumps(dataset))
        assert np.array_equal(again["py_weather"][0, 0, 0], CELLS[0, 0, 0])
    with xr.open_dataset(f"{server.url}/api/v1/collections/py_weather", engine="hypertile") as dataset:
        assert dataset.sizes["dt"] == 2
        assert np.array_equal(dataset["py_weather"].sel(dt="2023-01-04")[0, 0], CELLS[0, 0] + np.float32(1e5))
    with xr.open_dataset(f"{server.url}/collections/py_weather", engine="hypertile", join="time", chunks={}) as dataset:
        assert dataset["py_weather"].chunks is not None and dataset.sizes["hour"] == 48


def test_declared_fill_values_are_missing_to_xarray(server, scratch):
    scratch[...] = 3
    scratch[0].clear()
    dataset = xr.open_dataset(f"{server.url}/collections/py_scratch", engine="hypertile")
    assert np.isnan(dataset["py_scratch"][0]).all() and (dataset["py_scratch"][1:] == 3).all()
    raw = xr.open_dataset(f"{server.url}/collections/py_scratch", engine="hypertile", mask_and_scale=False)
    assert raw["py_scratch"].dtype == "int32" and (raw["py_scratch"][0] == -1).all()


def test_dask_reads_blocks_and_travels(day):
    lazy = day[:, ::-1, 2:20].to_dask(chunks=(6, -1, 9, 1))
    assert lazy.chunks[0] == (6, 6, 6, 6)
    assert np.array_equal(lazy[3:9].sum(0).compute(scheduler="threads"), CELLS[3:9, ::-1, 2:20].sum(0))
    again = pickle.loads(pickle.dumps(lazy))
    assert np.array_equal(again[0].compute(scheduler="sync"), CELLS[0, ::-1, 2:20])
    chunked = day.to_xarray(chunks="auto")
    assert chunked.chunks is not None and float(chunked.astype("float64").mean()) == pytest.approx(CELLS.mean(dtype="float64"))
    assert np.array_equal(pickle.loads(pickle.dumps(day[3:5])), CELLS[3:5])


def test_tables_of_cells(day):
    frame = day["2023-01-03T05", 50.0:20.0, 0:2, "temperature"].to_pandas()
    assert list(frame.columns) == ["y", "x", "value"] or {"y", "x", "value"} <= set(frame.columns)
    assert frame["value"].tolist() == CELLS[5, 4:7, 0:2, 0].ravel().tolist()


@pytest.mark.parametrize("ending", ["npy", "npz", "nc", "zarr.zip", "arrow", "csv", "json"])
def test_cells_go_to_files(day, tmp_path, ending):
    seen = []
    path = day[0:2].to_file(tmp_path / f"cells.{ending}", progress=lambda done, whole: seen.append((done, whole)))
    assert path.stat().st_size == seen[-1][0] and [each.name for each in tmp_path.iterdir()] == [path.name]
    if ending == "npy":
        assert np.array_equal(np.load(path), CELLS[0:2])
    if ending == "nc":
        assert np.array_equal(xr.open_dataset(path)["py_weather"], CELLS[0:2])
    for turned in (day[::-1], day[[3, 1, 2]]):
        with pytest.raises(hypertile.SelectionError):
            turned.to_file(tmp_path / "turned.npy")
        with pytest.raises(hypertile.SelectionError):
            turned.mean("x")


def test_files_are_written_as_they_are_read(scratch, tmp_path):
    np.save(tmp_path / "cells.npy", np.arange(40, dtype="int32").reshape(4, 5, 2))
    scratch.from_file(tmp_path / "cells.npy")
    np.arange(10, dtype="int32").tofile(tmp_path / "row.raw")
    scratch[1].from_file(tmp_path / "row.raw")
    assert scratch[1].values.ravel().tolist() == list(range(10)) and scratch[2].values.ravel().tolist() == list(range(20, 30))
    with pytest.raises(ValueError):
        scratch.from_file(tmp_path / "cells.xyz")
    expected = scratch.values
    scratch.to_xarray()[:, ::-1].rename("anything").to_netcdf(tmp_path / "cells.nc")
    scratch[...] = 0
    scratch.from_file(tmp_path / "cells.nc")
    assert np.array_equal(scratch, expected)


@pytest.fixture
def profiles(client):
    made = client.create_collection({"name": "py_profiles", "kind": "dataset"})
    yield made
    made.delete()


def test_datasets_of_every_type(server, profiles):
    dataset = profiles.create("june", {"platform": "ship", "cycle": np.int16(3)})
    columns = {
        "bool": np.array([True, False, True]),
        "int8": np.array([-128, 0, 127], "int8"),
        "uint64": np.array([0, 1, 2**64 - 1], "uint64"),
        "float16": np.array([0.5, np.nan, np.inf], "float16"),
        "float64": np.array([0.1, np.nan, -np.inf]),
        "datetime64[ns]": np.array(["2024-06-03T12:00:00.123456789", "NaT", "1969-01-01"], "M8[ns]"),
        "timedelta64[ns]": np.array([1, "NaT", -5], "m8[ns]"),
        "string": np.array(["Kiel", "", "Vigö, “naïve” 🌊"]),
    }
    for name, values in columns.items():
        array = dataset.create_array(f"a_{name}", name, ["n"], [3], attributes={"units": "1"} if name == "float64" else None)
        array[...] = values
        back = profiles["june"][f"a_{name}"].values
        assert back.dtype.kind == values.dtype.kind and np.array_equal(back, values, equal_nan=values.dtype.kind in "fMm"), name
        array[::2] = values[::2][::-1]
        assert np.array_equal(array[1], values[1], equal_nan=values.dtype.kind in "fMm")
        array[...] = values
    texts = dataset["a_string"]
    texts[1] = "a longer text than any other there"
    assert texts[[1, 0]].tolist() == ["a longer text than any other there", "Kiel"]
    texts[0:1] = np.array(["Kiel"], dtype=object)
    times = dataset["a_datetime64[ns]"]
    times[1:] = np.array(["2024-01-01", "2024-01-02"], "M8[D]")
    assert times[2].item() == np.datetime64("2024-01-02", "ns").item()
    single = dataset.create_array("single", "float64", [], [])
    single[...] = 2.5
    assert float(single) == 2.5 and single.shape == ()
    empty = dataset.create_array("grows", "int32", ["m"], [0])
    assert empty.values.shape == (0,)
    empty.append("m", [1, 2])
    empty.append("m", [3])
    assert empty.shape == (3,) and empty.values.tolist() == [1, 2, 3]
    found = xr.open_dataset(f"{server.url}/collections/py_profiles/june", engine="hypertile")
    assert found.attrs["platform"] == "ship" and found["a_string"].values[0] == "Kiel" and found["a_bool"].dtype == bool
    assert "june" in list(profiles) and "a_bool" in dataset.refresh()
    assert profiles.cells("a_int8")["june"].tolist() == [-128, 0, 127]
    assert [row["dataset"] for row in profiles.statistics(["a_int8"])] == ["june"]
    with pytest.raises(hypertile.NotFoundError):
        profiles["july"]


def test_coordinates_of_calendars_and_files_of_datasets(server, profiles, tmp_path):
    dataset = profiles.create(
        "model",
        arrays=[
            {"name": "salinity", "dtype": "int32", "dimensions": ["month", "lat"], "shape": [2, 3]},
            {"name": "lat", "dtype": "float32", "dimensions": ["lat"], "shape": [3]},
            {"name": "month", "dtype": "int32", "dimensions": ["month"], "shape": [2],
             "attributes": {"units": "days since 2000-02-30", "calendar": "360_day"}},
        ],
    )
    dataset["lat"][...] = np.float32([59.5, 58.25, 57.1])
    dataset["month"][...] = [0, 30]
    salinity = dataset["salinity"]
    salinity[...] = np.arange(6).reshape(2, 3)
    assert salinity["2000-03-30", 58.25].item() == 4
    assert np.array_equal(salinity.sel(lat=slice(59, 57)), [[1, 2], [4, 5]])
    labelled = salinity.to_xarray()
    assert labelled.month.values[0].calendar == "360_day" and labelled.month.values[0].day == 30
    salinity[...] = labelled.isel(month=[1, 0], lat=[2, 1, 0]) * 10
    assert np.array_equal(salinity, np.arange(6).reshape(2, 3) * 10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dataset.to_xarray()
    assert found.salinity.sel(lat=58.25, method="nearest").values.tolist() == [10, 40]
    assert found.month.values[1].month == 3
    path = dataset.to_file(tmp_path / "model.npz")
    assert np.array_equal(np.load(path)["salinity"], np.arange(6).reshape(2, 3) * 10)
    netcdf = dataset.to_file(tmp_path / "model.nc")
    profiles.create("copy").from_file(netcdf)
    assert np.array_equal(profiles["copy"]["salinity"], np.arange(6).reshape(2, 3) * 10)


DTYPES = [
    "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128",
    "longdouble", "clongdouble",
]


@pytest.mark.parametrize("dtype", DTYPES)
def test_cells_of_every_dtype_come_back(client, dtype):
    collection = client.create_collection(
        {"name": f"py_{dtype}", "kind": "array", "dtype": dtype, "dimensions": [{"name": "x", "size": 4}]}
    )
    array = collection.create()
    values = np.array([1, 0, 2, 100], dtype)
    for given in (values, values[::-1].copy()[::-1], values.astype(np.dtype(dtype).newbyteorder(">"))):
        array[...] = given
        back = array.values
        assert back.dtype == dtype == array.dtype and np.array_equal(back, values)
    array[0:2] = [5, 0]
    array[3].clear()
    assert array[:3].tolist() == [5, 0, 2] and array[3].values.shape == ()
    collection.delete()


def test_keys_and_attributes_are_whatever_python_has(client):
    collection = client.create_collection(
        {"name": "py_keyed", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1}],
         "attributes": [{"name": "a", "dtype": "string", "primary": True}, {"name": "n", "dtype": "float", "primary": True}]
         + [{"name": name, "dtype": dtype} for name, dtype in
            [("f", "float"), ("i", "int"), ("c", "complex"), ("t", "tuple"), ("nan", "float"), ("inf", "float"), ("at", "datetime")]]}
    )
    for text in ['a"b', '"q"', 'a,"b', ",", '"', '""', "a b", "ä%2C", "~", "a;b=c?d#e&f+g"]:
        made = collection.create({"a": text, "n": np.float32(1.5)})
        for found in (collection[hypertile.key(text, 1.5)], collection[text, np.float64(1.5)], collection.array(n=1.5, a=text)):
            assert (found.id, found.attrs["a"]) == (made.id, text)
    made = collection.create(
        {"a": "x", "n": 0.5},
        {"f": np.float32(0.1), "i": np.int64(2**40), "c": np.complex64(1 - 2j), "t": np.arange(3), "nan": float("nan"),
         "inf": -np.inf, "at": np.datetime64("2024-06-03T12:30:15.5")},
    )
    kept = made.refresh().attrs
    assert kept["f"] == float(np.float32(0.1)) and kept["i"] == 2**40 and kept["c"] == [1, -2] and kept["t"] == [0, 1, 2]
    assert (kept["nan"], kept["inf"]) == ("NaN", "-Infinity") and kept["at"].startswith("2024-06-03T12:30:15.5")
    made.update({"f": 2.5})
    assert made.attrs["f"] == 2.5
    for n in range(110):
        collection.create({"a": "page", "n": n})
    assert [each.attrs["n"] for each in collection.arrays("n >= 5 and a == 'page'", "-n")] == list(range(109, 4, -1))
    collection.delete()
    with pytest.raises(hypertile.HypertileError) as refused:
        client.create_collection(
            {"name": "py_typo", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1, "labls": []}]}
        )
    assert (refused.value.code, refused.value.problem["pointer"]) == ("invalid-schema", "/dimensions/0/labls")


def test_address_may_lack_a_scheme_and_have_the_path_of_the_interface(server, client):
    for url in [f"localhost:{server.port}", f"{server.url}/api/v1", f"{server.url}/api/v1/", f" {server.url}/ "]:
        with hypertile.connect(url) as other:
            assert "py_weather" in list(other) and pickle.loads(pickle.dumps(other)).url == server.url
    for url in ["ftp://localhost", "file:///etc/passwd"]:
        with pytest.raises(ValueError):
            hypertile.connect(url)


def test_datasets_of_xarray_are_kept_whole(server, profiles):
    times = np.array(["2024-01-01", "2024-01-02T12:00"], "M8[us]")
    given = xr.Dataset(
        {
            "depth": (("time", "level"), np.arange(6, dtype="int16").reshape(2, 3), {"units": "m", "valid_min": np.int16(-5)}),
            "name": ("level", np.array(["a", "bb", "ü"], dtype=object)),
            "wet": ("level", np.array([True, False, True])),
            "warm": ((), np.float32(1.5)),
            "span": ("time", np.array([1, 2], "m8[h]")),
        },
        {"time": times, "level": np.float64([0, 5, 10])},
        {"platform": "ship", "cycle": np.int32(7)},
    )
    given.depth.encoding["_FillValue"] = np.int16(-1)
    kept = given.to_hypertile(f"{server.url}/collections/py_profiles/june")
    assert kept["depth"].spec.fill_value == -1 and kept.attrs["cycle"].dtype == "int32"
    back = kept.to_xarray(mask_and_scale=False, decode_timedelta=True)
    for name, variable in given.variables.items():
        assert np.array_equal(back[name].values, variable.values), name
        assert back[name].dims == variable.dims
    assert back.depth.attrs["valid_min"].dtype == "int16" and back.attrs["platform"] == "ship"
    profiles.put("june", {"plain": np.arange(3.0)})
    assert list(profiles["june"]) == ["plain"] and np.array_equal(profiles["june"]["plain"], np.arange(3.0))
    with pytest.raises(hypertile.ConflictError):
        profiles.put("june", {"plain": np.arange(3.0)}, replace=False)


def test_both_clients_do_the_same(server, client, day, tmp_path):
    async def use():
        async with hypertile.aconnect(server.url) as other:
            array = await (await other.collection("py_weather"))[KEY]
            assert (array.shape, array.dims, array.dtype) == (day.shape, day.dims, day.dtype) and array.version == day.version
            with pytest.raises(RuntimeError):
                array[0].shape
            assert (await array[0].load()).shape == (19, 36, 3)
            assert np.array_equal(await array["2023-01-03T05":"2023-01-03T10", -40.0], CELLS[5:10, 13])
            assert np.array_equal(await array.sel(lat=slice(60, 30)).isel(hour=0).values(), CELLS[0, 3:7])
            assert (await array[::-1].to_xarray()).identical(day[::-1].to_xarray())
            assert np.allclose(await array.reduce("mean(hour)"), CELLS.mean(0)) and np.allclose(await array.max("y", "x"), CELLS.max((1, 2)))
            assert (await array.coarsen(hour=6).mean().values()).shape == (4, 19, 36, 3)
            first, second = await array.batch([np.s_[0, 0], array.sel(lat=0)])
            assert np.array_equal(first, CELLS[0, 0]) and np.array_equal(second, CELLS[:, 9])
            assert await array.extent() == day.extent() and (await array[0, 0, 0].to_pandas())["value"].tolist() == [0.0, 1.0, 2.0]
            assert np.array_equal(await array.points(lat=[50], lon=[20]).values(), CELLS[:, 4, 20][None])
            several = await asyncio.gather(*(array[hour].values() for hour in range(24)))
            assert np.array_equal(np.stack(several), CELLS)
            path = await array[0].to_file(tmp_path / "cells.npy")
            assert np.array_equal(np.load(path), CELLS[0])
            made = await other["py_weather"].create({"dt": "2023-02-01"})
            await made[0:2].write(CELLS[0:2])
            await made.write(day[2:4].to_xarray().assign_coords(hour=np.array(["2023-02-01T02", "2023-02-01T03"], "M8[us]")))
            assert np.array_equal(await made[0:4], CELLS[0:4])
            await made[0:2].clear()
            assert np.isnan(await made[0]).all()
            assert len([each async for each in other["py_weather"].arrays("dt >= 2023-02-01")]) == 1
            await made.delete()
            with pytest.raises(hypertile.NotFoundError):
                await other["py_weather"]["~2023-02-01"]
            assert "py_weather" in [each["name"] async for each in other.list_collections()]
            await array.update({"note": "changed"})
            assert array.document["custom_attributes"]["note"] == "changed" and array.version != day.version

    asyncio.run(use())


def test_what_is_awaited_is_not_looped_over_or_given_to_numpy():
    client = hypertile.aconnect("http://localhost:1")
    array = client["c"]["~1"]
    for each, way in ((client, "client.list_collections()"), (client["c"], "collection.arrays()"), (client["c"]["d"], "(await dataset)"), (array, "await array.values()"), (array[0], "await array.values()")):
        for ask in (lambda: "nope" in each, lambda: list(each), lambda: [one for one in each]):
            with pytest.raises(TypeError, match=re.escape(way)):
                ask()
    for ask in (lambda: np.asarray(array), lambda: np.array([array, array]), lambda: np.mean(array), lambda: np.stack([array, array]), lambda: np.float64(1) + array):
        with pytest.raises(TypeError, match=re.escape("await array.values()")):
            ask()
    with pytest.raises(TypeError, match="await numbers"):
        np.asarray(array.mean("x"))


def test_asynchronous_twin_has_datasets(server, profiles, tmp_path):
    cells = xr.Dataset({"v": ("x", np.arange(3.0))}, attrs={"platform": "ship"})

    async def use():
        async with hypertile.aconnect(server.url) as other:
            collection = other[profiles.name]
            made = await collection.put("twin", cells)
            assert made.attrs == {"platform": "ship"}
            assert "twin" in [each["name"] async for each in collection.list_datasets("tw")]
            with pytest.raises(hypertile.ConflictError):
                await collection.put("twin", cells, replace=False)
            await made.update({"platform": None, "cycle": 3})
            assert made.attrs == {"cycle": 3}
            grown = await made.create_array("w", "int16", ["n"], [0], fill_value=-1, attributes={"units": "m"})
            await grown.append("n", np.arange(4, dtype="int16"))
            await grown.resize([6])
            assert (await grown[:]).tolist() == [0, 1, 2, 3, -1, -1]
            path = await made.to_file(tmp_path / "twin.npz")
            other_one = await collection.put("second", {"x": np.zeros(2)})
            await other_one.from_file(path)
            assert (await other_one["v"][:]).tolist() == [0, 1, 2]
            await made.delete()
            await other_one.delete()

    asyncio.run(use())


def test_progress_of_several_parts_goes_to_the_end(client):
    size = 300
    made = client.create_collection({"name": "py_parts", "kind": "array", "dtype": "float64", "dimensions": [{"name": "x", "size": 2000}]}).create()
    made[...] = np.arange(2000.0)
    seen = []
    places = np.random.default_rng(3).permutation(2000)[: 2 * size]
    assert np.array_equal(made[places].read(progress=lambda done, whole: seen.append((done, whole))), places.astype(float))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({whole for _, whole in seen}) == 1 and seen[-1][0] >= 2 * size * 8
    client.delete_collection("py_parts")


def test_axes_of_more_coordinates_than_one_answer_may_have_are_read_in_blocks(client):
    size = 600_000
    document = {
        "name": "py_long",
        "kind": "array",
        "dtype": "float32",
        "dimensions": [{"name": "t", "type": "time", "size": size, "start_value": "2000-01-01T00:00:00Z", "step": "PT1S"}, {"name": "x", "size": 2}],
        "attributes": [{"name": "n", "dtype": "int", "primary": True}],
    }
    array = client.create_collection(document).create({"n": 1})
    array[size - 1] = [3, 4]
    last = np.datetime64("2000-01-01") + np.timedelta64(size - 1, "s")
    assert array[-2:].to_xarray().t.values.tolist() == [(last - np.timedelta64(1, "s")).astype("M8[us]").item(), last.astype("M8[us]").item()]
    assert array.sel(t=last).values.tolist() == [3, 4]
    assert array.coords["t"].shape == (size,)
    asked = []
    with hypertile.connect(client.url, event_hooks={"request": [lambda request: asked.append(str(request.url))]}) as other:
        long = other["py_long"].array(n=1)
        assert long.sel(t=last).values.tolist() == [3, 4]
        assert long.sel(t=slice(last - np.timedelta64(9, "s"), None)).shape == (10, 2)
        assert long["2000-01-02":"2000-01-05"].shape == (3 * 86_400, 2)
        part = long.isel(t=[7, 3, 7]).to_xarray()
        assert part.t.values.tolist() == [np.datetime64(f"2000-01-01T00:00:0{n}", "us").item() for n in (7, 3, 7)]
        day = long["2000-01-02":"2000-01-03"].sel(t="2000-01-02T00:00:05")
        assert day.box.takes[0] == 86_405 and day.coords["x"].tolist() == [0, 1]
        assert "2000-01-01T00:00:00Z …, every PT1S" in repr(long)
        with pytest.raises(hypertile.SelectionError):
            long["2000-01-02":"2000-01-03"].sel(t="2000-01-01")
    # Nobody asks for coordinates that are not shown: those of a few positions, or places alone.
    described = [url for url in asked if "/description" in url and "positions=true" not in url]
    assert described and all(int(stop) - int(start) <= 10 for url in described for start, stop in re.findall(r"isel.t=(\d+)%3A(\d+)", url))
    assert all("isel.t=" in url for url in described)
    client.delete_collection("py_long")


def test_functions_of_numpy_take_lazy_cells(client, day):
    """Large ones are reduced by the server where that is the same; what NumPy makes of the cells is the oracle."""
    for name in ("min", "max", "sum", "mean", "std", "var", "median", "argmax", "nanmean"):
        function = getattr(np, name)
        assert np.allclose(function(day), function(CELLS), rtol=1e-4), name
        assert np.allclose(function(day[..., 0], axis=0), function(CELLS[..., 0], axis=0), rtol=1e-4), name
    assert np.concatenate([day[0], day[1]]).shape == (38, 36, 3) and np.shape(day) == CELLS.shape
    random = np.random.default_rng(5)
    floats = random.normal(size=(700, 600)).astype("float32")
    floats[3, 5] = floats[650, 599] = np.nan
    whole = random.integers(-100, 100, (1200, 600)).astype("int16")
    for name, dtype, fill, cells in (("py_floats", "float32", "NaN", floats), ("py_gaps", "int16", -1, whole), ("py_plain", "int16", None, whole)):
        dimensions = [{"name": "rows, all", "size": cells.shape[0]}, {"name": "x", "size": cells.shape[1]}]
        document = {"name": name, "kind": "array", "dtype": dtype, "dimensions": dimensions}
        made = client.create_collection(document | ({} if fill is None else {"fill_value": fill})).create()
        made[...] = cells
        asked = []
        with hypertile.connect(client.url, event_hooks={"request": [lambda request: asked.append(str(request.url))]}) as other:
            lazy = other[name].array(made.id)
            for how in ("min", "max", "sum", "mean", "std"):
                for axis in (None, 0, -1, (0, 1)):
                    found, expected = getattr(np, how)(lazy, axis=axis), getattr(np, how)(cells, axis=axis)
                    assert found.dtype == expected.dtype and np.allclose(found, expected, rtol=1e-4, atol=1e-2, equal_nan=True), (name, how, axis)
            assert all("reduce=" in url for url in asked if "/subset" in url) or name == "py_gaps"
            assert np.allclose(np.std(lazy, axis=1, ddof=1), np.std(cells, axis=1, ddof=1), equal_nan=True, rtol=1e-4)
            assert np.max(lazy, axis=1, keepdims=True).shape == (cells.shape[0], 1)
            assert np.array_equal(np.sum(lazy, axis=0, dtype="float64"), np.sum(cells, axis=0, dtype="float64"), equal_nan=True)
            assert lazy.max("rows, all").values.shape == (600,)
            assert lazy.coarsen({"rows, all": 100}).max().values.shape == (cells.shape[0] // 100, 600)
            with pytest.raises(IndexError):
                np.mean(lazy, axis=2)
        client.delete_collection(name)


def test_times_a_few_nanoseconds_apart_are_told_apart(client, profiles):
    times = np.datetime64("2024-01-01", "ns") + 3 * np.arange(5) * np.timedelta64(1, "ns")
    profiles.put("fine", xr.Dataset({"v": ("time", np.arange(5.0))}, {"time": times}))
    fine = profiles["fine"]["v"]
    schema = {
        "dimensions": [{"name": "time"}],
        "variables": [{"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"]}, {"name": "v", "dtype": "<f8", "dimensions": ["time"]}],
    }
    partitioning = {"name": "date", "variable": "time", "resolution": "D", "dimension": "time"}
    rows = client.create_collection({"name": "py_fine", "kind": "partitioned", "axis": "time", "partitioning": partitioning, "schema": schema})
    rows.insert({"time": times, "v": np.arange(5.0)})
    for cells in (fine, rows["v"]):
        assert np.array_equal(cells.coords["time"], times)
        assert float(cells.sel(time=times[2])) == 2 and float(cells["2024-01-01T00:00:00.000000006"]) == 2
        assert float(cells.sel(time="2024-01-01T00:00:00.000000008", method="nearest")) == 3
        assert cells.sel(time=slice(times[1], times[3])).values.tolist() == [1, 2, 3]
        assert cells[times[1] : times[3]].values.tolist() == [1, 2]
        with pytest.raises(hypertile.SelectionError):
            cells.sel(time="2024-01-01T00:00:00.000000007")
    rows.delete()
    profiles["fine"].delete()


def test_objects_that_are_opened_by_address_share_a_client(server, client):
    first, second = (xr.open_dataset(f"{server.url}/collections/py_weather/{KEY}", engine="hypertile") for _ in range(2))
    assert first.equals(second)
    from hypertile.client import shared

    assert shared(server.url) is shared(server.url) and shared(server.url) is not shared(server.url, "hk_other")
    assert "hk_other" not in repr(shared(server.url, "hk_other").options)


def test_mistakes_are_told_before_anything_is_sent(client):
    day = client["py_weather"][KEY]
    with pytest.raises(TypeError, match="several variables"):
        day[0] = xr.Dataset({"a": ("x", np.zeros(36)), "b": ("x", np.ones(36))})
    for key in ("hk_line\n", "schl\u00fcssel"):
        with pytest.raises(ValueError, match="copied whole") as told:
            hypertile.connect(client.url, key=key)
        assert key not in str(told.value)



def test_package_is_typed_and_imports_fast():
    done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", "/dev/null"], cwd=PACKAGE, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
    code = "import sys, time; t = time.process_time(); import hypertile; print(time.process_time() - t); assert not {'xarray', 'httpx', 'pandas', 'dask'} & set(sys.modules)"
    times = []
    for _ in range(3):
        run = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE, capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        times.append(float(run.stdout))
    assert min(times) < 0.3, times
