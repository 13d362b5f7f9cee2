"""Answers with coordinates as the Python packages of their formats read them, beside the NPY answer and what NumPy computes."""

import io
import json

import numpy as np
import pyarrow as pa
import pytest
import xarray as xr
import zarr

BASE = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-000000000003"
SHAPE = (5, 4, 3, 2)
LABELS = ["temperature", "wind, speed", "nébulosité"]
INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()
FLOATS = "float16 float32 float64".split()
COMPLEX = "complex64 complex128".split()
LONG = "longdouble clongdouble".split()
DTYPES = INTEGERS + FLOATS + COMPLEX


def expected_coordinates():
    return {
        "hour": np.datetime64("2023-01-03T06:00:00", "us") + np.arange(5) * np.timedelta64(5400, "s"),
        "y": 60.0 - 2.5 * np.arange(4),
        "layer": np.array(LABELS),
        "x": np.arange(2),
    }


@pytest.fixture(scope="module")
def make(server):
    """Address of an array's cells and the cells, of a collection that is made when first asked for."""
    made = {}

    def one(dtype, fill=None):
        name = f"formats-{dtype}" + ("-fill" if fill is not None else "")
        if name not in made:
            body = {
                "name": name,
                "kind": "array",
                "dtype": dtype,
                "dimensions": [
                    {"name": "hour", "type": "time", "size": 5, "start_value": "2023-01-03T06:00:00Z", "step": "PT1H30M"},
                    {"name": "y", "size": 4, "scale": {"start_value": 60.0, "step": -2.5, "name": "lat"}},
                    {"name": "layer", "size": 3, "labels": LABELS},
                    {"name": "x", "size": 2},
                ],
                "attributes": [{"name": "station", "dtype": "string", "primary": False}, {"name": "run", "dtype": "int", "primary": False}],
            }
            if fill is not None:
                body["fill_value"] = fill
            status, _, answer = server.call("POST", BASE, body)
            assert status == 201, answer
            document = {"id": ID, "custom_attributes": {"station": "Zürich", "run": 7}}
            status, _, answer = server.call("POST", f"{BASE}/{name}/arrays", document)
            assert status == 201, answer
            draws = np.random.default_rng(3)
            cells = draws.integers(0, 100, SHAPE).astype(dtype)
            if cells.dtype.kind in "fc":
                cells[draws.random(SHAPE) < 0.2] = np.nan
            if cells.dtype.kind == "c":
                cells += 1j * draws.integers(0, 9, SHAPE)
            if fill is not None:
                cells[draws.random(SHAPE) < 0.2] = fill
            body = io.BytesIO()
            np.save(body, cells)
            path = f"{BASE}/{name}/arrays/{ID}/subset"
            status, _, answer = server.call("PUT", path, body.getvalue(), Content_Type="application/x-npy")
            assert status == 204, answer
            made[name] = name, path, cells
        return made[name]

    return one


def read(server, path, method="GET", body=None):
    """The bytes of an answer, whose length and tag the head tells before."""
    status, headers, answer = server.call(method, path, body)
    assert status == 200, answer
    assert int(headers["Content-Length"]) == len(answer)
    if method == "GET":
        status, head, _ = server.call("HEAD", path)
        assert status == 200 and int(head["Content-Length"]) == len(answer)
        assert head["ETag"] == headers["ETag"]
        assert server.call("GET", path, If_None_Match=headers["ETag"])[0] == 304
    return answer


def as_npy(server, path):
    separator = "&" if "?" in path else "?"
    return np.load(io.BytesIO(read(server, f"{path}{separator}format=npy")))


@pytest.mark.parametrize("dtype", DTYPES + LONG)
def test_npz(server, make, dtype):
    name, path, cells = make(dtype)
    found = np.load(io.BytesIO(read(server, path + "?format=npz")))
    assert set(found.files) == {name, "hour", "y", "layer", "x"}
    assert found[name].dtype == cells.dtype
    np.testing.assert_array_equal(found[name], as_npy(server, path))
    for axis, values in expected_coordinates().items():
        np.testing.assert_array_equal(found[axis], values)
    part = path + "?slice=1:5:2,57.5,:,(1,0)"
    found = np.load(io.BytesIO(read(server, part + "&format=npz")))
    np.testing.assert_array_equal(found[name], cells[1:5:2, 1][:, :, [1, 0]])
    assert found["y"].shape == () and found["y"] == 57.5
    np.testing.assert_array_equal(found["x"], [1, 0])
    np.testing.assert_array_equal(found["hour"], expected_coordinates()["hour"][1:5:2])


def test_batch(server, make):
    name, path, cells = make("float32")
    slices = ["0", {"name": "corner", "slice": "-1,-1,-1,-1"}, {"name": "nébulosité", "slice": ':,55.0,"nébulosité"'}]
    answer = read(server, path + ":batch?format=npz&coordinates=true", "POST", {"slices": slices})
    found = np.load(io.BytesIO(answer))
    np.testing.assert_array_equal(found["arr_0"], cells[0])
    np.testing.assert_array_equal(found["corner"], cells[-1, -1, -1, -1])
    np.testing.assert_array_equal(found["nébulosité"], cells[:, 2, 2])
    assert found["nébulosité/y"] == 55.0 and found["nébulosité/layer"] == "nébulosité"
    np.testing.assert_array_equal(found["arr_0/layer"], LABELS)
    many = [f"{n % 5},{n % 4},{n % 3},{n % 2}" for n in range(3000)]
    found = np.load(io.BytesIO(read(server, path + ":batch?format=npz", "POST", {"slices": many})))
    got = np.array([found[f"arr_{n}"] for n in range(3000)])
    at = np.arange(3000)
    np.testing.assert_array_equal(got, cells[at % 5, at % 4, at % 3, at % 2])


def opened(server, path, engine, tmp_path, **options):
    file = tmp_path / "answer.nc"
    file.write_bytes(read(server, path))
    with xr.open_dataset(file, engine=engine, **options) as found:
        return found.load()


def check_coordinates(found):
    for axis, values in expected_coordinates().items():
        np.testing.assert_array_equal(found[axis].values, values)
        assert found[axis].dims == (axis,)
    assert found["y"].attrs["units"] == "degrees_north"
    assert found.attrs["station"] == "Zürich" and found.attrs["run"] == 7
    assert found.attrs["Conventions"].startswith("CF-1.")


OLD = "int8 int16 int32 float32 float64".split()
NEW = "int64 uint8 uint16 uint32 uint64 longlong ulonglong".split()


@pytest.mark.parametrize("dtype, engine", [(d, e) for d in OLD for e in ("scipy", "netcdf4")] + [(d, "netcdf4") for d in NEW])
def test_netcdf(server, make, tmp_path, dtype, engine):
    name, path, cells = make(dtype)
    found = opened(server, path + "?format=netcdf", engine, tmp_path)
    assert found[name].dims == ("hour", "y", "layer", "x")
    assert found[name].dtype.newbyteorder("=") == cells.dtype
    np.testing.assert_array_equal(found[name].values, as_npy(server, path))
    check_coordinates(found)
    part = opened(server, path + "?slice=1:5:2,57.5,0,(1,0)&format=netcdf", engine, tmp_path)
    np.testing.assert_array_equal(part[name].values, cells[1:5:2, 1, 0][:, [1, 0]])
    assert part["y"].item() == 57.5 and part["layer"].item() == LABELS[0]
    assert set(part[name].coords) == {"hour", "y", "layer", "x"}


@pytest.mark.parametrize("dtype, engine", [("int16", "scipy"), ("int16", "netcdf4"), ("uint8", "netcdf4"), ("int64", "netcdf4")])
def test_netcdf_fill_values_are_missing(server, make, tmp_path, dtype, engine):
    name, path, cells = make(dtype, fill=7)
    found = opened(server, path + "?format=netcdf", engine, tmp_path)
    np.testing.assert_array_equal(found[name].values, np.where(cells == 7, np.nan, cells))


@pytest.mark.parametrize("dtype", ["float16", *COMPLEX, *LONG])
def test_netcdf_refuses_what_it_does_not_have(server, make, dtype):
    status, _, answer = server.call("GET", make(dtype)[1] + "?format=netcdf")
    assert status == 406 and b"not-encodable" in answer


@pytest.mark.parametrize("dtype", DTYPES)
def test_zarr(server, make, tmp_path, dtype):
    name, path, cells = make(dtype)
    file = tmp_path / "answer.zip"
    file.write_bytes(read(server, path + "?format=zarr"))
    with zarr.storage.ZipStore(file, mode="r") as store:
        group = zarr.open_group(store, mode="r")
        np.testing.assert_array_equal(group[name][...], as_npy(server, path))
        assert group[name].dtype == cells.dtype
    found = xr.open_zarr(zarr.storage.ZipStore(file, mode="r"), chunks=None).load()
    np.testing.assert_array_equal(found[name].values, cells)
    check_coordinates(found)
    file.write_bytes(read(server, path + "?slice=1:5:2,57.5,0,(1,0)&format=zarr"))
    part = xr.open_zarr(zarr.storage.ZipStore(file, mode="r"), chunks=None).load()
    np.testing.assert_array_equal(part[name].values, cells[1:5:2, 1, 0][:, [1, 0]])
    assert part["y"].item() == 57.5 and part["layer"].item() == LABELS[0]


def test_zarr_fill_values_are_missing(server, make, tmp_path):
    name, path, cells = make("int16", fill=7)
    file = tmp_path / "answer.zip"
    file.write_bytes(read(server, path + "?format=zarr"))
    found = xr.open_zarr(zarr.storage.ZipStore(file, mode="r"), chunks=None).load()
    np.testing.assert_array_equal(found[name].values, np.where(cells == 7, np.nan, cells))


def table_of(server, path):
    return pa.ipc.open_stream(pa.BufferReader(read(server, path))).read_all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_arrow(server, make, dtype):
    name, path, cells = make(dtype)
    table = table_of(server, path + "?format=arrow")
    table.validate(full=True)
    assert table.num_rows == cells.size
    grid = np.meshgrid(*expected_coordinates().values(), indexing="ij")
    for axis, values in zip(expected_coordinates(), grid):
        np.testing.assert_array_equal(table[axis].to_numpy(), values.ravel())
    assert table.schema.field("hour").type == pa.timestamp("us", "UTC")
    assert table.schema.field("layer").type == pa.dictionary(pa.int32(), pa.string())
    if cells.dtype.kind == "c":
        np.testing.assert_array_equal(table["value_real"].to_numpy(), cells.ravel().real)
        np.testing.assert_array_equal(table["value_imag"].to_numpy(), cells.ravel().imag)
    else:
        assert table["value"].to_numpy().dtype == cells.dtype
        np.testing.assert_array_equal(table["value"].to_numpy(), as_npy(server, path).ravel())
    assert table.schema.metadata[b"name"].decode() == name
    assert table.schema.metadata[b"station"].decode() == "Zürich"
    assert list(table.to_pandas().columns)[:4] == list(expected_coordinates())


def test_arrow_fill_values_are_null(server, make):
    _, path, cells = make("int16", fill=7)
    table = table_of(server, path + "?format=arrow")
    assert table["value"].null_count == (cells == 7).sum() > 0
    assert table["value"].to_pylist() == [None if v == 7 else v for v in cells.ravel().tolist()]


def test_many_cells(server, tmp_path):
    """Several chunks and messages, with parts left over, in every format."""
    shape = (3, 1000, 701)
    dimensions = [{"name": f"d{n}", "size": size} for n, size in enumerate(shape)]
    body = {"name": "formats-many", "kind": "array", "dtype": "float32", "dimensions": dimensions}
    assert server.call("POST", BASE, body)[0] == 201
    assert server.call("POST", f"{BASE}/formats-many/arrays", {"id": ID})[0] == 201
    path = f"{BASE}/formats-many/arrays/{ID}/subset"
    cells = np.random.default_rng(1).random(shape, dtype="float32")
    assert server.call("PUT", path, cells.tobytes(), Content_Type="application/octet-stream")[0] == 204
    np.testing.assert_array_equal(np.load(io.BytesIO(read(server, path + "?format=npz")))["formats-many"], cells)
    for engine in ("scipy", "netcdf4"):
        found = opened(server, path + "?format=netcdf", engine, tmp_path)
        np.testing.assert_array_equal(found["formats-many"].values, cells)
    file = tmp_path / "many.zip"
    file.write_bytes(read(server, path + "?format=zarr"))
    with zarr.storage.ZipStore(file, mode="r") as store:
        array = zarr.open_group(store, mode="r")["formats-many"]
        assert array.nchunks > 3
        np.testing.assert_array_equal(array[...], cells)
    table = table_of(server, path + "?format=arrow")
    np.testing.assert_array_equal(table["value"].to_numpy(), cells.ravel())
    np.testing.assert_array_equal(table["d1"].to_numpy(), np.broadcast_to(np.arange(1000)[:, None], shape).ravel())


def test_points_and_reductions_come_in_every_format(server, make, tmp_path):
    name, path, cells = make("float64")
    points = "points=lat,isel.hour;60,0;55,3&isel.x=1"
    expected = np.stack([cells[0, 0, :, 1], cells[3, 2, :, 1]])
    found = opened(server, f"{path}?{points}&format=netcdf", "scipy", tmp_path)
    np.testing.assert_array_equal(found[name].values, expected)
    np.testing.assert_array_equal(found["lat"].values, [60, 55])
    table = table_of(server, f"{path}?{points}&format=arrow")
    assert table["lat"].to_pylist() == [60.0] * 3 + [55.0] * 3
    np.testing.assert_array_equal(table["value"].to_numpy(), expected.ravel())
    reduced = opened(server, f"{path}?reduce=max&coarsen=hour:2,y:2&isel.layer=0&format=netcdf", "netcdf4", tmp_path)
    assert reduced[name].shape == (2, 2, 2)
    np.testing.assert_array_equal(reduced["y"].values, [58.75, 53.75])
    start = np.datetime64("2023-01-03T06:45", "us")
    np.testing.assert_array_equal(reduced["hour"].values.astype("M8[us]"), start + np.arange(2) * np.timedelta64(3, "h"))


def test_joined_arrays(server, tmp_path):
    """Days of a collection as one array: along their keys, and along their times with a day left out."""
    body = {
        "name": "formats-days",
        "kind": "array",
        "dtype": "float32",
        "dimensions": [
            {"name": "hour", "type": "time", "size": 24, "start_value": "$day", "step": "PT1H"},
            {"name": "y", "size": 5, "scale": {"start_value": 60.0, "step": -2.5, "name": "lat"}},
        ],
        "attributes": [{"name": "day", "dtype": "datetime", "primary": True}],
    }
    assert server.call("POST", BASE, body)[0] == 201
    days = {day: np.random.default_rng(day).random((24, 5), dtype="float32") for day in (4, 1, 2)}
    for day, cells in days.items():
        key = f"2024-05-0{day}T00:00:00Z"
        assert server.call("POST", f"{BASE}/formats-days/arrays", {"primary_attributes": {"day": key}})[0] == 201
        path = f"{BASE}/formats-days/arrays/~{key}/subset"
        assert server.call("PUT", path, cells.tobytes(), Content_Type="application/octet-stream")[0] == 204
    path = f"{BASE}/formats-days/subset"
    stacked = opened(server, path + "?format=netcdf", "scipy", tmp_path)["formats-days"]
    assert stacked.dims == ("day", "hour", "y")
    np.testing.assert_array_equal(stacked.values, np.stack([days[1], days[2], days[4]]))
    assert [day[:10] for day in stacked["day"].values] == ["2024-05-01", "2024-05-02", "2024-05-04"]
    some = as_npy(server, path + "?sort=-day&filter=day%20%3E%202024-05-01&isel.hour=3&sel.lat=57.5")
    np.testing.assert_array_equal(some, [days[4][3, 1], days[2][3, 1]])
    along = opened(server, path + "?join=time&format=netcdf", "netcdf4", tmp_path)["formats-days"]
    hours = np.datetime64("2024-05-01", "us") + np.arange(96) * np.timedelta64(1, "h")
    np.testing.assert_array_equal(along["hour"].values.astype("M8[us]"), hours)
    expected = np.concatenate([days[1], days[2], np.full((24, 5), np.nan, "float32"), days[4]])
    np.testing.assert_array_equal(along.values, expected)
    night = as_npy(server, path + "?join=time&sel.hour=2024-05-01T22:00:2024-05-02T03:00")
    np.testing.assert_array_equal(night, expected[22:27])
    mean = as_npy(server, path + "?reduce=mean(day)&isel.hour=0")
    np.testing.assert_allclose(mean, np.stack([days[1], days[2], days[4]])[:, 0].mean(0, dtype="float64"), rtol=1e-6)
    assert server.call("GET", path + "?filter=day%20%3E%202025-01-01")[0] == 404


@pytest.mark.parametrize("dtype", DTYPES + LONG)
def test_extent(server, dtype):
    """The box of cells that NumPy finds, of arrays with few cells anywhere."""
    shape, name = (7, 6, 5), f"formats-extent-{dtype}"
    body = {
        "name": name,
        "kind": "array",
        "dtype": dtype,
        "fill_value": 3,
        "dimensions": [{"name": axis, "size": size} for axis, size in zip("abc", shape)],
        "attributes": [{"name": "n", "dtype": "int", "primary": True}],
    }
    assert server.call("POST", BASE, body)[0] == 201
    draws = np.random.default_rng(17)
    for n in range(8):
        cells = np.full(shape, 3, dtype)
        held = draws.random(shape) < (0, 0.01, 0.02, 0.05)[n % 4]
        cells[held] = draws.integers(4, 100, held.sum())
        if cells.dtype.kind in "fc":
            cells[~held & (draws.random(shape) < 0.1)] = np.nan
        array = f"{BASE}/{name}/arrays/~{n}"
        assert server.call("POST", f"{BASE}/{name}/arrays", {"primary_attributes": {"n": n}})[0] == 201
        body = io.BytesIO()
        np.save(body, cells)
        assert server.call("PUT", array + "/subset", body.getvalue(), Content_Type="application/x-npy")[0] == 204
        status, _, answer = server.call("GET", array + "/extent")
        assert status == 200, answer
        found = json.loads(answer)
        positions = np.argwhere(held)
        for axis, ends in enumerate(found["axes"]):
            assert ends["name"] == "abc"[axis]
            if len(positions):
                assert ends["first"] == {"position": positions[:, axis].min()}
                assert ends["last"] == {"position": positions[:, axis].max()}
            else:
                assert ends["first"] is None and ends["last"] is None
