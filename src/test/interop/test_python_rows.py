"""Uses the Python package with partitioned collections: rows from and to arrays, Datasets, frames and tables."""

import asyncio
import json
import os
import pickle
import sys

import numpy as np
import pytest

from conftest import BASE

if "HYPERTILE_INSTALLED" not in os.environ:
    sys.path.insert(0, str(BASE / "src/main/sdk/python"))

import hypertile  # noqa: E402
import xarray as xr  # noqa: E402

SCHEMA = {
    "name": "py_passes",
    "kind": "partitioned",
    "axis": "time",
    "partitioning": {"name": "sequence", "variables": ["cycle", "pass"], "dimension": "time"},
    "schema": {
        "dimensions": [{"name": "time", "chunks": 4096}, {"name": "beam", "size": 2}],
        "variables": [
            {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"]},
            {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]},
            {"name": "pass", "dtype": "<i4", "dimensions": ["time"]},
            {"name": "height", "dtype": "<f4", "dimensions": ["time", "beam"], "fill_value": "NaN"},
            {"name": "beam", "dtype": "<i4", "dimensions": ["beam"]},
        ],
        "groups": [{"name": "ku", "variables": [{"name": "power", "dtype": "<i2", "dimensions": ["time"], "fill_value": -1}]}],
    },
}
ROWS = {
    "time": np.datetime64("2024-03-01", "ns") + np.arange(6) * np.timedelta64(1, "s"),
    "cycle": np.array([1, 1, 1, 2, 2, 2], "int32"),
    "pass": np.array([1, 1, 2, 1, 2, 2], "int32"),
    "height": np.arange(12, dtype="float32").reshape(6, 2),
    "beam": np.array([1, 2], "int32"),
    "ku/power": np.arange(6, dtype="int16"),
}
PATHS = ["cycle=1/pass=1", "cycle=1/pass=2", "cycle=2/pass=1", "cycle=2/pass=2"]


@pytest.fixture
def passes(server):
    with hypertile.connect(server.url, retries=1) as client:
        made = client.create_collection(SCHEMA)
        assert made.insert(ROWS) == PATHS
        yield made
        made.delete()


def equal(found, expected):
    assert list(found) == list(expected)
    for name, values in expected.items():
        assert np.array_equal(found[name], values, equal_nan=values.dtype.kind in "fM"), name



def test_a_filter_beside_all_removes_nothing(passes):
    with pytest.raises(hypertile.HypertileError) as refused:
        passes.drop("cycle == 1", all=True)
    assert refused.value.status == 400
    assert [each["path"] for each in passes.partitions()] == PATHS

    async def awaited():
        async with hypertile.aconnect(passes.client.url, retries=1) as client:
            await client["py_passes"].drop("cycle == 1", all=True)

    with pytest.raises(hypertile.HypertileError):
        asyncio.run(awaited())
    assert [each["path"] for each in passes.partitions()] == PATHS


def test_attributes_of_a_schema_may_be_of_numpy(server):
    given = {"f": np.float32(0.5), "i": np.int64(2**40), "t": np.arange(3), "d": np.datetime64("2024-03-01"), "b": np.bool_(True), "n": np.float64("nan")}
    kept = {"f": 0.5, "i": 2**40, "t": [0, 1, 2], "d": "2024-03-01T00:00:00Z", "b": True, "n": "NaN"}
    variable = {"name": "cycle", "dtype": "<i4", "dimensions": ["time"], "attrs": given}
    schema = {"attrs": given, "dimensions": [{"name": "time"}], "variables": [variable]}
    partitioning = {"name": "sequence", "variables": ["cycle"], "dimension": "time"}
    with hypertile.connect(server.url, retries=1) as client:
        document = {"name": "py_told", "kind": "partitioned", "axis": "time", "partitioning": partitioning, "schema": schema}
        made = client.create_collection(document)
        status, _, body = server.call("GET", "/api/v1/collections/py_told")
        shown = json.loads(body)["schema"]
        assert status == 200 and shown["attrs"] == kept and shown["variables"][0]["attrs"] == kept
        made.delete()


def test_rows_come_as_they_were_inserted(passes):
    equal(passes.rows(), ROWS)
    first = {name: values if name == "beam" else values[:3] for name, values in ROWS.items()}
    equal(passes.rows("cycle == 1"), first)
    equal(passes.rows(variables=["height"], isel={"time": slice(1, 4), "beam": 0}), {"height": ROWS["height"][1:4, 0]})
    some = passes.rows(variables=["time"], sel={"time": slice("2024-03-01T00:00:01", "2024-03-01T00:00:03")})
    equal(some, {"time": ROWS["time"][1:3]})
    assert dict(passes.rows("cycle == 9")) == {} and len(passes.rows("cycle == 9").to_xarray()) == 0
    assert [each["path"] for each in passes.partitions("pass == 2")] == PATHS[1::2]
    assert passes.variables == list(ROWS) and list(pickle.loads(pickle.dumps(passes))) == list(ROWS)
    with pytest.raises(hypertile.InvalidError) as refused:
        dict(passes.rows("orbit == 9"))
    assert refused.value.status == 400


def test_rows_are_datasets_frames_and_tables_both_ways(passes):
    whole = passes.rows()
    dataset = whole.to_xarray()
    assert set(dataset.coords) == {"time", "beam"} and dataset.height.dims == ("time", "beam")
    frame = whole.to_pandas()
    assert list(frame.columns) == ["time", "cycle", "pass", "height", "ku/power"] and len(frame) == 6
    table = whole.to_arrow()
    assert table.schema.field("height").type.list_size == 2
    assert passes.drop(all=True) == PATHS
    assert passes.insert(dataset) == PATHS
    equal(passes.rows(), ROWS)
    without = {name: values for name, values in ROWS.items() if name != "beam"}
    for rows in (frame, table, without):
        assert passes.drop("cycle == 2") == PATHS[2:]
        assert passes.insert(rows) == PATHS
        equal(passes.rows(), ROWS)


def test_variables_are_arrays_over_partitions(passes):
    height = passes.variable("height", "pass == 2")
    assert height.dims == ("time", "beam") and height.shape == (3, 2)
    assert np.array_equal(height, ROWS["height"][[2, 4, 5]])
    assert np.array_equal(height.sel(time=slice("2024-03-01T00:00:02", "2024-03-01T00:00:04"))[:, 1], ROWS["height"][[2, 4], 1])
    assert np.allclose(height.mean("time"), ROWS["height"][[2, 4, 5]].mean(0))
    assert np.array_equal(passes["ku/power"][::-1], ROWS["ku/power"][::-1])
    assert height.to_xarray().name == "height"


def test_changes_that_came_between_are_seen(passes):
    rows = passes.rows("cycle == 1 and pass == 2")
    changed = {name: values if name == "beam" else values * 2 if name == "height" else values for name, values in rows.items()}
    assert passes.insert(changed, if_match=rows.version) == PATHS[1:2]
    with pytest.raises(hypertile.ChangedError):
        passes.insert(changed, if_match=rows.version)
    assert np.array_equal(passes.rows("cycle == 1 and pass == 2")["height"], ROWS["height"][2:3] * 2)
    with pytest.raises(hypertile.ConflictError):
        passes.insert(ROWS, overwrite=False)
    later = {**ROWS, "time": ROWS["time"] + np.timedelta64(1, "ms")}
    passes.insert(later, merge="upsert_within", tolerance="PT0.01S")
    assert np.array_equal(passes.rows()["time"], later["time"])
    passes.insert(ROWS, merge="concat")
    assert len(passes.rows()["time"]) == 12


def test_xarray_opens_partitions(server, passes):
    from hypertile.engine import HypertileBackend

    opened = xr.open_dataset(f"{server.url}/collections/py_passes", engine=HypertileBackend, filter="cycle == 2")
    assert opened.sizes == {"time": 3, "beam": 2} and not opened.height.variable._in_memory
    assert np.array_equal(opened.height[::-1, 0], ROWS["height"][:2:-1, 0])
    assert np.array_equal(opened["time"], ROWS["time"][3:])


def test_asynchronous_twin_has_rows(server, passes):
    async def use():
        async with hypertile.aconnect(server.url) as client:
            collection = client["py_passes"]
            equal(await collection.rows(), ROWS)
            assert [each["path"] async for each in collection.partitions()] == PATHS
            assert np.array_equal(await collection.variable("height")[2:4], ROWS["height"][2:4])
            assert await collection.drop("cycle == 1") == PATHS[:2]
            assert await collection.insert(ROWS, "upsert") == PATHS
            assert await collection.update({"height": "height + 1"}, "cycle == 1") == PATHS[:2]
            counted = await collection.map({"rows": "count(time)"})
            assert counted == passes.map({"rows": "count(time)"}) and counted
            await collection.insert(ROWS, "replace")
            assert (await collection.size()).keys() == passes.size().keys()

    asyncio.run(use())
