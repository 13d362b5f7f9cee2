"""Datasets whose arrays have coordinates: what the server takes and answers, beside xarray on the same coordinates."""

import io
import json
import random
import urllib.parse

import cftime
import numpy as np
import pytest
import xarray as xr

BASE = "/api/v1/collections"
COLLECTION = "coordinates"
CALENDARS = ["standard", "proleptic_gregorian", "noleap", "all_leap", "360_day", "julian"]


def call(server, method, path, body=None):
    status, headers, answer = server.call(method, path, body)
    assert status < 300, answer
    return headers, answer


@pytest.fixture(scope="module")
def collection(server):
    call(server, "POST", BASE, {"name": COLLECTION, "kind": "dataset", "layout": "tree"})
    return f"{BASE}/{COLLECTION}/datasets"


def definition(name, dtype, dimensions, shape, **attributes):
    return {"name": name, "dtype": dtype, "dimensions": dimensions, "shape": shape, "attributes": attributes}


def make(server, collection, name, coordinates):
    """A dataset with one array over axes, whose cells are their numbers."""
    shape = [len(values) for _, _, values, _ in coordinates]
    arrays = [definition("v", "int32", [axis for axis, _, _, _ in coordinates], shape)]
    arrays += [definition(axis, dtype, [axis], [len(values)], **attributes) for axis, dtype, values, attributes in coordinates]
    call(server, "POST", collection, {"name": name, "attributes": {}, "arrays": arrays})
    cells = np.arange(int(np.prod(shape))).reshape(shape)
    for array, values in [("v", cells.tolist()), *((axis, values) for axis, _, values, _ in coordinates)]:
        call(server, "PUT", f"{collection}/{name}/arrays/{array}/subset", values)
    return f"{collection}/{name}/arrays/v/subset", cells


def get(server, path, **query):
    text = urllib.parse.urlencode({"format": "json", "layout": "values", **query})
    return json.loads(call(server, "GET", f"{path}?{text}")[1])


def test_values_are_those_that_xarray_takes(server, collection):
    draws = random.Random(11)
    for number in range(8):
        size = draws.randint(2, 12)
        values = sorted({round(draws.uniform(-90, 90), draws.choice([1, 3])) for _ in range(size)}, reverse=draws.random() < 0.5)
        names = [f"s {n}" for n in range(3)]
        path, cells = make(server, collection, f"d{number}", [("lat", "float32", values, {}), ("station", "string", names, {})])
        array = xr.DataArray(cells, {"lat": np.array(values, "float32"), "station": names}, dims=("lat", "station"))
        for _ in range(6):
            value, station = draws.choice(values), draws.choice(names)
            found = get(server, path, **{"sel.lat": repr(value), "sel.station": f'"{station}"'})
            assert found == array.sel(lat=value, station=station).item()
            assert get(server, path, reduce="mean(station)", **{"sel.lat": repr(value)}) == array.sel(lat=value).mean().item()
            near = value + draws.choice([0, 0.26, -0.26])
            if min(values) <= near <= max(values):
                for method in ("nearest", "pad", "backfill"):
                    expected = array.sel(lat=near, method=method).values.tolist()
                    assert get(server, path, **{"sel.lat": repr(near), "method": method}) == expected, (values, near, method)
            ends = sorted([value, draws.choice(values)], reverse=values[0] > values[-1])
            expected = array.sel(lat=slice(*ends)).values.tolist()
            assert get(server, path, **{"sel.lat": f"{ends[0]}:{ends[1]}", "method": "inside"}) == expected


@pytest.mark.parametrize("calendar", CALENDARS)
def test_times_are_read_and_told_in_their_calendar(server, collection, calendar):
    draws = random.Random(calendar)
    units = "hours since 2000-02-28 06:00"
    numbers = sorted(draws.sample(range(20_000), 12))
    path, cells = make(server, collection, f"t-{calendar}", [("time", "int64", numbers, {"units": units, "calendar": calendar})])
    times = cftime.num2date(numbers, units, calendar)
    for n in draws.sample(range(12), 4):
        assert get(server, path, **{"sel.time": times[n].isoformat()}) == n
    start, stop = sorted(draws.sample(range(12), 2))
    assert get(server, path, **{"sel.time": f"{times[start].isoformat()}:{times[stop].isoformat()}"}) == list(range(start, stop))
    year = f"{times[3].year:04d}-01-01:{times[3].year + 1:04d}-01-01"
    assert get(server, path, **{"sel.time": year}) == [n for n in range(12) if times[n].year == times[3].year]
    shown = json.loads(call(server, "GET", f"{path}?coordinates=true&format=json")[1])["coordinates"]["time"]
    assert shown == [time.isoformat() + "Z" for time in times]
    answer = call(server, "GET", f"{path}?format=netcdf")[1]
    opened = xr.open_dataset(io.BytesIO(answer), engine="scipy", decode_times=xr.coders.CFDatetimeCoder(use_cftime=True))
    assert list(opened["time"].values) == list(times)
    assert opened["v"].values.tolist() == cells.tolist()


def test_what_stands_twice_or_nowhere_is_refused(server, collection):
    path, _ = make(server, collection, "twice", [("x", "float64", [1.0, 5.0, 5.0, 9.0], {})])
    assert get(server, path, **{"sel.x": "2:9"}) == [1, 2]
    for value, text in [("5", "more than one position"), ("4", "has no coordinate 4")]:
        status, _, body = server.call("GET", f"{path}?sel.x={value}")
        assert status == 400
        assert text in json.loads(body)["detail"]


def test_tags_change_with_the_coordinates(server, collection):
    path, _ = make(server, collection, "moved", [("x", "float64", [1.0, 2.0], {})])
    query = f"{path}?coordinates=true&format=json"
    tag = lambda: {name.lower(): value for name, value in call(server, "GET", query)[0].items()}["etag"]
    before = tag()
    assert tag() == before
    call(server, "PUT", f"{collection}/moved/arrays/x/subset", [3.0, 4.0])
    assert tag() != before
    assert json.loads(call(server, "GET", query)[1])["coordinates"]["x"] == [3.0, 4.0]
    call(server, "PUT", f"{path}?sel.x=4", 7)
    assert get(server, path, **{"sel.x": "3:9"}) == [0, 7]


def test_longitudes_come_round(server, collection):
    path, _ = make(server, collection, "globe", [("lon", "float64", [0.0, 90.0, 200.5, 350.0], {"period": 360, "units": "degrees_east"})])
    assert get(server, path, **{"sel.lon": "-20:100"}) == [3, 0, 1]
    assert get(server, path, **{"sel.lon": "-10"}) == 3
    headers, _ = call(server, "GET", f"{path}?sel.lon=-10&format=json")
    assert {name.lower(): value for name, value in headers.items()}["array-selected"] == "lon=350.0"
