"""Datasets of xarray go in and come out: as files, as archives, and as Zarr that other programs open."""

import io
import json
import warnings
import zipfile
from urllib.parse import quote

import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.ipc
import pytest
import xarray as xr
import zarr
from conftest import BASE, Server

warnings.filterwarnings("ignore", message=".*does not have a Zarr V3 specification.*")

ROOT = "/api/v1/collections"
LAYOUTS = ("segments", "tree")


def profiles():
    """Profiles of a ship: times, depths, texts, missing values."""
    random = np.random.default_rng(1)
    temperature = random.normal(10, 3, (4, 6)).astype("f4")
    temperature[1, 3:] = np.nan
    return xr.Dataset(
        {
            "temperature": (("cast", "depth"), temperature, {"units": "degC", "valid_range": np.array([-2, 40], "f4")}),
            "salinity": (("cast", "depth"), random.normal(35, 1, (4, 6)), {"units": "1", "ancillary": "temperature"}),
            "station": ("cast", np.array(["Kiel", "Vigo", "", "Tromsø"], object)),
        },
        coords={
            "time": ("cast", np.array(["2024-01-01T00:00", "2024-01-01T06:30", "2024-02-29", "2024-12-31T23:59:59"], "M8[ns]")),
            "depth": ("depth", np.array([0, 5, 10, 50, 100, 500], "i4"), {"units": "m", "positive": "down"}),
        },
        attrs={"title": "Profile", "cruise": np.int16(7), "Conventions": "CF-1.11", "weights": np.array([0.5, 0.25])},
    )


def grid(calendar):
    """A field of a climate model, whose calendar is none of people's."""
    time = xr.date_range("2000-01-01", periods=5, freq="D", calendar=calendar, use_cftime=True)
    field = np.arange(5 * 3 * 4, dtype="f8").reshape(5, 3, 4)
    return xr.Dataset(
        {"tas": (("time", "lat", "lon"), field, {"units": "K", "standard_name": "air_temperature"})},
        coords={
            "time": ("time", time),
            "lat": ("lat", np.array([60.0, 57.5, 55.0]), {"units": "degrees_north"}),
            "lon": ("lon", np.array([-10, 0, 10, 20], "f4"), {"units": "degrees_east"}),
        },
        attrs={"source": "model", "calendar_of_run": calendar},
    )


def trajectory():
    """The way of a float, with times and texts that are missing."""
    return xr.Dataset(
        {
            "lat": ("obs", np.array([59.5, np.nan, 60.25])),
            "seen": ("obs", np.array(["2024-05-01T12:00:00", "NaT", "2024-05-03"], "M8[ns]")),
            "note": ("obs", np.array(["a", "", "longer text"], object)),
            "since": ("obs", np.array([0, 90, 86400], "m8[s]").astype("m8[ns]")),
        },
        attrs={"wmo": "6901234"},
    )


def scalars():
    return xr.Dataset(
        {
            "level": ((), np.float32(12.5), {"units": "hPa"}),
            "count": ((), np.int32(-3)),
            "name": ((), np.array("Ærø", object)),
            "at": ((), np.datetime64("2024-01-01T00:00:01", "ns")),
        }
    )


def flags():
    """Truth values and whole numbers of all kinds that the file has."""
    return xr.Dataset(
        {
            "good": (("y", "x"), np.array([[True, False, True], [False, False, True]])),
            "quality": ("x", np.array([1, 2, 127], "i1"), {"flag_values": np.array([1, 2, 3], "i1"), "flag_meanings": "a b c"}),
            "counts": ("y", np.array([-32768, 32767], "i2")),
        }
    )


def masked():
    """Whole numbers with a missing value, and numbers that are packed."""
    data = xr.Dataset(
        {
            "count": ("x", np.array([1.0, np.nan, 3.0])),
            "packed": ("x", np.array([10.5, np.nan, -3.25])),
        }
    )
    data["count"].encoding = {"dtype": "i2", "_FillValue": np.int16(-999)}
    # Numbers in JSON have no types: a factor of float32 would be one of float64 in Zarr, and the cells with it.
    data["packed"].encoding = {"dtype": "i2", "_FillValue": np.int16(-32768), "scale_factor": 0.25, "add_offset": 1.0}
    return data


def names():
    """Names and attributes beyond ASCII."""
    return xr.Dataset(
        {"größe": ("länge", np.arange(3, dtype="f4"), {"einheit": "µm", "Ж": "пример"})},
        coords={"länge": ("länge", np.array([1.5, 2.5, 3.5]))},
        attrs={"автор": "Ådne", "empty": "", "日本": "値"},
    )


def empty():
    """An axis without cells, and a dataset's arrays along it."""
    return xr.Dataset(
        {"none": (("time", "x"), np.zeros((0, 3), "f4")), "some": ("x", np.array([1, 2, 3], "i4"))},
        coords={"x": ("x", np.array([0.5, 1.5, 2.5]))},
    )


SHAPES = {
    "profiles": profiles,
    "noleap": lambda: grid("noleap"),
    "360_day": lambda: grid("360_day"),
    "trajectory": trajectory,
    "scalars": scalars,
    "flags": flags,
    "masked": masked,
    "names": names,
    "empty": empty,
}


FORMS = ("NETCDF4", "NETCDF3_64BIT")


def file_of(data, form, folder):
    """A file of NetCDF, as xarray writes it."""
    path = folder / "written.nc"
    data.to_netcdf(path, engine="netcdf4", format=form)
    return path


def opened(path):
    """What xarray reads in a file."""
    with xr.open_dataset(path, engine="netcdf4") as data:
        return data.load()


def served(server, collection, name):
    """What xarray reads at the address of a dataset."""
    return cleaned(xr.open_zarr(f"{server.url}/zarr/{collection}/{name}", chunks=None).load())


def cleaned(data):
    # Imports note of which axis a variable that is a coordinate and no index has the values.
    for variable in data.variables.values():
        variable.attrs.pop("axis_of", None)
    return data


def put(server, collection, name, body, form):
    status, _, answer = server.call(
        "PUT", f"{ROOT}/{collection}/datasets/{name}?format={form}", body, Content_Type="application/octet-stream"
    )
    assert status == 204, answer


def get(server, collection, name, form):
    status, _, answer = server.call("GET", f"{ROOT}/{collection}/datasets/{name}?format={form}")
    assert status == 200, answer
    return answer


@pytest.fixture(scope="module", params=LAYOUTS)
def collection(request, server):
    name = "round_" + request.param
    status, _, answer = server.call("POST", ROOT, {"name": name, "kind": "dataset", "layout": request.param})
    assert status == 201, answer
    return name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_netcdf_is_seen_as_zarr_as_xarray_reads_the_file(server, collection, shape, form, tmp_path):
    path = file_of(SHAPES[shape](), form, tmp_path)
    put(server, collection, f"{shape}_{form}", path.read_bytes(), "netcdf")
    xr.testing.assert_identical(served(server, collection, f"{shape}_{form}"), opened(path))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_archive_of_zarr_is_what_xarray_reads_in_the_file(server, collection, shape, tmp_path):
    path = file_of(SHAPES[shape](), "NETCDF4", tmp_path)
    put(server, collection, f"{shape}_zipped", path.read_bytes(), "netcdf")
    archive = tmp_path / "answer.zip"
    archive.write_bytes(get(server, collection, f"{shape}_zipped", "zarr"))
    with zipfile.ZipFile(archive) as opened_archive:
        assert opened_archive.testzip() is None
    with zarr.storage.ZipStore(archive, mode="r") as store:
        xr.testing.assert_identical(cleaned(xr.open_zarr(store, chunks=None).load()), opened(path))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("zarr_format", (2, 3))
@pytest.mark.parametrize("shape", SHAPES)
def test_an_archive_of_zarr_that_xarray_wrote_comes_back_equal(server, collection, shape, zarr_format, tmp_path):
    sent = tmp_path / "sent.zip"
    with zarr.storage.ZipStore(sent, mode="w") as store:
        SHAPES[shape]().to_zarr(store, zarr_format=zarr_format)
    name = f"{shape}_sent_{zarr_format}"
    put(server, collection, name, sent.read_bytes(), "zarr")
    archive = tmp_path / "answer.zip"
    archive.write_bytes(get(server, collection, name, "zarr"))
    with zarr.storage.ZipStore(sent, mode="r") as before, zarr.storage.ZipStore(archive, mode="r") as after:
        expected = xr.open_zarr(before, chunks=None).load()
        xr.testing.assert_identical(xr.open_zarr(after, chunks=None).load(), expected)
        xr.testing.assert_identical(served(server, collection, name), expected)


def of_npz(body):
    """Arrays of an answer, by their names."""
    with np.load(io.BytesIO(body)) as arrays:
        return {name: arrays[name] for name in arrays.files}


def cells_of(server, collection, name, arrays):
    """Cells of arrays as they are stored: those of texts, which NPY has only of one size, as JSON."""
    cells = {}
    for array in arrays:
        address = f"{ROOT}/{collection}/datasets/{name}/arrays/{array['name']}/subset"
        if 0 in array["shape"]:
            cells[array["name"]] = np.zeros(array["shape"], array["dtype"])
        elif array["dtype"] == "string":
            status, _, answer = server.call("GET", quote(address) + "?format=json&layout=values")
            assert status == 200, answer
            cells[array["name"]] = np.array(json.loads(answer), "U").reshape(array["shape"])
        else:
            cells[array["name"]] = subset(server, collection, name, array["name"])
    return cells


@pytest.mark.parametrize("shape", SHAPES)
def test_definitions_and_cells_of_numpy_make_the_dataset_again(server, collection, shape, tmp_path):
    name = f"{shape}_told"
    path = file_of(SHAPES[shape](), "NETCDF4", tmp_path)
    put(server, collection, name, path.read_bytes(), "netcdf")
    told = json.loads(server.call("GET", f"{ROOT}/{collection}/datasets/{name}")[2])
    cells = cells_of(server, collection, name, told["arrays"])
    # Cells as they are stored: what the file has without any decoding.
    with xr.open_dataset(path, decode_cf=False) as stored:
        assert set(cells) == set(stored.variables)
        for variable, values in cells.items():
            np.testing.assert_array_equal(values, stored[variable].values)
    if all(array["dtype"] != "string" and 0 not in array["shape"] for array in told["arrays"]):
        whole = of_npz(get(server, collection, name, "npz"))
        assert set(whole) == set(cells)
        for variable, values in whole.items():
            np.testing.assert_array_equal(values, cells[variable], strict=True)
    # Definitions as the server told them, and files of NumPy with the cells, are a batch that makes an equal dataset.
    again = f"{name}_again"
    definition = {"name": again, "attributes": told["attributes"], "arrays": []}
    for array in told["arrays"]:
        definition["arrays"].append({key: value for key, value in array.items() if key not in ("statistics", "version")})
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("definitions.json", json.dumps({"datasets": [definition]}))
        for variable, values in cells.items():
            entry = io.BytesIO()
            np.save(entry, values)
            archive.writestr(f"{again}/{variable}.npy", entry.getvalue())
    status, _, answer = server.call("POST", f"{ROOT}/{collection}/datasets:batch", body.getvalue(), Content_Type="application/zip")
    assert status == 201, answer
    xr.testing.assert_identical(served(server, collection, again), served(server, collection, name))


def subset(server, collection, name, array, query=""):
    address = quote(f"{ROOT}/{collection}/datasets/{name}/arrays/{array}/subset")
    status, _, answer = server.call("GET", f"{address}?format=npy{query}")
    assert status == 200, answer
    return np.load(io.BytesIO(answer))


def test_the_groups_are_walked_and_equal_the_interface(server, collection, tmp_path):
    put(server, collection, "walked", file_of(profiles(), "NETCDF4", tmp_path).read_bytes(), "netcdf")
    group = zarr.open(f"{server.url}/zarr/{collection}", mode="r")["walked"]
    assert set(group.keys()) == set(profiles().variables)
    told = json.loads(server.call("GET", f"{ROOT}/{collection}/datasets/walked")[2])["arrays"]
    for name, cells in cells_of(server, collection, "walked", told).items():
        np.testing.assert_array_equal(group[name][...].astype(cells.dtype), cells)
    data = served(server, collection, "walked")
    deep = subset(server, collection, "walked", "temperature", "&sel.depth=10:101")
    np.testing.assert_array_equal(deep, data.temperature.sel(depth=slice(10, 100)).values)


def test_arrays_of_all_datasets_are_one_in_a_state_that_stays(server, tmp_path):
    status, _, answer = server.call("POST", ROOT, {"name": "stacked", "kind": "dataset"})
    assert status == 201, answer
    shapes = [profiles() for _ in range(3)]
    for number, data in enumerate(shapes):
        data["temperature"] = data["temperature"] + np.float32(number)
        put(server, "stacked", f"p{number}", file_of(data, "NETCDF4", tmp_path).read_bytes(), "netcdf")
    epoch = zarr.open_group(f"{server.url}/zarr/stacked", mode="r").attrs["hypertile_epoch"]
    state = f"{server.url}/zarr/stacked/@{epoch}"
    expected = np.stack([data["temperature"].values for data in shapes])
    before = xr.open_zarr(f"{state}/@stacked/temperature", chunks=None)
    put(server, "stacked", "p1", file_of(profiles(), "NETCDF4", tmp_path).read_bytes(), "netcdf")
    put(server, "stacked", "p3", file_of(profiles(), "NETCDF4", tmp_path).read_bytes(), "netcdf")
    assert list(before["dataset"].values) == ["p0", "p1", "p2"]
    assert before["temperature"].dims == ("dataset", "cast", "depth")
    np.testing.assert_array_equal(before["temperature"].values, expected)
    times = xr.open_zarr(f"{state}/@stacked/time", chunks=None)["time"]
    np.testing.assert_array_equal(times.sel(dataset="p2").values, shapes[2]["time"].values)
    now = xr.open_zarr(f"{server.url}/zarr/stacked/@stacked/temperature", chunks=None)
    expected = np.stack([shapes[0]["temperature"].values, profiles()["temperature"].values, shapes[2]["temperature"].values])
    np.testing.assert_array_equal(now["temperature"].values[:3], expected)
    assert list(now["dataset"].values) == ["p0", "p1", "p2", "p3"]
    assert server.call("GET", f"/zarr/stacked/@{epoch - 1}/p0/zarr.json")[0] == 410


def test_what_was_deleted_is_an_error_and_no_fill_values(server, collection, tmp_path):
    put(server, collection, "gone", file_of(profiles(), "NETCDF4", tmp_path).read_bytes(), "netcdf")
    data = xr.open_zarr(f"{server.url}/zarr/{collection}/gone", chunks=None)
    address = f"{ROOT}/{collection}/datasets/gone"
    assert server.call("DELETE", f"{address}/arrays/salinity")[0] == 204
    with pytest.raises(Exception, match="410"):
        data.salinity.load()
    data.temperature.load()
    assert "salinity" not in served(server, collection, "gone")
    assert server.call("DELETE", address)[0] == 204
    with pytest.raises(Exception, match="410"):
        data.station.load()
    assert server.call("GET", f"/zarr/{collection}/gone/zarr.json")[0] == 404


def group_of(server, collection):
    """Where a collection lies on disk."""
    found = [path for path in server.root.rglob(collection) if path.is_dir()]
    assert len(found) == 1, found
    return found[0]


def test_segments_are_sound_archives_that_zarr_opens_after_a_flush(server, tmp_path):
    assert server.call("POST", ROOT, {"name": "flushed", "kind": "dataset"})[0] == 201
    for number in range(3):
        put(server, "flushed", f"p{number}", file_of(profiles(), "NETCDF4", tmp_path).read_bytes(), "netcdf")
    assert server.call("POST", f"{ROOT}/flushed:flush")[0] in (200, 204)
    segments = sorted(group_of(server, "flushed").rglob("*.zip"))
    assert segments
    seen = set()
    for segment in segments:
        with zipfile.ZipFile(segment) as archive:
            assert archive.testzip() is None
        with zarr.storage.ZipStore(segment, mode="r") as store:
            for name, dataset in zarr.open_group(store, mode="r").groups():
                np.testing.assert_array_equal(dataset["temperature"][:], profiles().temperature.values)
                assert list(dataset["station"][:].astype(object)) == list(profiles().station.values)
                seen.add(name)
    assert seen == {"p0", "p1", "p2"}


def test_a_tree_is_a_directory_of_zarr_that_both_change(server, tmp_path):
    body = {"name": "shared", "kind": "dataset", "layout": "tree"}
    assert server.call("POST", ROOT, body)[0] == 201
    path = file_of(profiles(), "NETCDF4", tmp_path)
    put(server, "shared", "p", path.read_bytes(), "netcdf")
    assert server.call("POST", f"{ROOT}/shared:flush")[0] in (200, 204)
    directory = group_of(server, "shared")
    group = zarr.open_group(directory, mode="r+")
    assert set(group["p"].array_keys()) == set(profiles().variables)
    np.testing.assert_array_equal(group["p/temperature"][:], profiles().temperature.values)
    # Another program changes cells, and adds a dataset of its own.
    group["p/depth"][1:3] = [6, 11]
    assert list(subset(server, "shared", "p", "depth")) == [0, 6, 11, 50, 100, 500]
    profiles().to_zarr(directory, group="other", zarr_format=3, consolidated=False)
    xr.testing.assert_identical(served(server, "shared", "other"), profiles().load())
    names = [item["name"] for item in json.loads(server.call("GET", f"{ROOT}/shared/datasets")[2])["items"]]
    assert sorted(names) == ["other", "p"]
    # And the server changes what the other program made.
    status, _, answer = server.call("PUT", f"{ROOT}/shared/datasets/other/arrays/salinity/subset?slice=0,0", 36.5)
    assert status == 204, answer
    assert zarr.open_group(directory, mode="r")["other/salinity"][0, 0] == 36.5
    data = xr.open_zarr(directory, group="other", chunks=None, consolidated=False)
    assert data.salinity.values[0, 0] == 36.5


@pytest.fixture(scope="module")
def importing(tmp_path_factory):
    """A server with a store in which stores of ATLAS lie."""
    folder = tmp_path_factory.mktemp("atlas")
    with zipfile.ZipFile(BASE / "src/test/resources/fixtures/atlas/stores.zip") as archive:
        archive.extractall(folder / "stores")
    running = Server(folder / "root", f"--hypertile.stores.disk.url={(folder / 'stores').as_uri()}")
    running.root.mkdir()
    running.start()
    yield running, folder / "stores"
    running.stop()


@pytest.mark.parametrize("version", ["0.9.0", "0.10.0", "0.12.0", "0.14.0"])
def test_stores_of_atlas_are_imported_with_every_cell(importing, version):
    server, folder = importing
    expected = json.loads((folder / f"{version}.json").read_text())
    arrays = 0
    for store, contents in expected.items():
        name = "a" + f"{version}_{store}".replace(".", "_")
        assert server.call("POST", ROOT, {"name": name, "kind": "dataset"})[0] == 201
        order = {"format": "atlas", "store": "disk", "path": f"{version}/{store}"}
        status, _, answer = server.call("POST", f"{ROOT}/{name}:import", order)
        assert status == 200, answer
        findings = json.loads(answer)["findings"]
        listed = json.loads(server.call("GET", f"{ROOT}/{name}/datasets?limit=1000")[2])["items"]
        assert sorted(item["name"] for item in listed) == sorted(contents["datasets"])
        for dataset, content in contents["contents"].items():
            told = json.loads(server.call("GET", f"{ROOT}/{name}/datasets/{dataset}")[2])["arrays"]
            cells = cells_of(server, name, dataset, told)
            assert set(cells) == set(content["arrays"])
            for array, held in content["arrays"].items():
                data = held["data"]
                assert list(cells[array].shape) == data["shape"], (store, dataset, array)
                found = cells[array].reshape(-1)
                if found.dtype.kind == "M":
                    found = found.astype("i8")
                known = np.array([str(value) for value in data["values"]]).astype(found.dtype)
                if any(f'"{array}" of "{dataset}"' in finding for finding in findings):
                    # ATLAS reads cells otherwise that it does not hold, which have the fill value here.
                    fill = np.array(str(held["fill"])).astype(found.dtype)
                    unheld = (found == fill) | ((found != found) & (fill != fill))
                    known = np.where(unheld, fill, known)
                np.testing.assert_array_equal(found, known, err_msg=f"{store} {dataset} {array}")
                arrays += 1
    assert arrays > 40


@pytest.mark.parametrize("layout", LAYOUTS)
def test_tables_of_figures_are_those_that_pyarrow_reads(server, layout):
    collection = "figures_" + layout
    assert server.call("POST", ROOT, {"name": collection, "kind": "dataset", "layout": layout})[0] == 201
    count = 150
    datasets = []
    for number in range(count):
        arrays = [
            {"name": "t", "dtype": "float32", "dimensions": ["z"], "shape": [2], "data": [number / 2, -number]},
            {"name": "s", "dtype": "string", "dimensions": [], "shape": [], "data": f"x{number}"},
            {"name": "u", "dtype": "uint64", "dimensions": [], "shape": [], "data": 2**64 - 1 - number},
        ]
        attributes = {"cycle": number, "platform": f"é,{number % 7}", "good": number % 2 == 0}
        datasets.append(
            {
                "name": f"d{number:03d}",
                "attributes": attributes if number % 11 else {},
                "arrays": arrays if number % 13 else [],
            }
        )
    status, _, answer = server.call("POST", f"{ROOT}/{collection}/datasets:batch", {"datasets": datasets})
    assert status == 201, answer
    table = f"{ROOT}/{collection}/statistics?arrays=t,s,u&attributes=cycle,platform,good&format="
    arrow = pyarrow.ipc.open_stream(server.call("GET", table + "arrow")[2]).read_all()
    arrow.validate(full=True)
    for number, row in enumerate(arrow.to_pylist()):
        assert row["dataset"] == f"d{number:03d}"
        assert row["t.present"] == bool(number % 13)
        figures = (row["t.min"], row["t.max"], row["s.min"], row["u.max"])
        assert figures == ((-number, number / 2, f"x{number}", 2**64 - 1 - number) if number % 13 else (None,) * 4)
        values = (row["cycle"], row["platform"], row["good"])
        assert values == ((number, f"é,{number % 7}", number % 2 == 0) if number % 11 else (None,) * 3)
    text = pyarrow.csv.read_csv(io.BytesIO(server.call("GET", table + "csv&sort=-t.max")[2]))
    greatest = [value for value in text["t.max"].to_pylist() if value is not None]
    assert text.num_rows == count and greatest == sorted(greatest, reverse=True)


def test_cells_that_are_no_numbers_are_columns_that_pyarrow_reads(server):
    """Texts, truth values and times of one array as a table, with what is missing as null."""
    count = 20_011
    texts = [f"{'Ærø' * (n % 50)}{n % 9}" for n in range(count)]
    times = np.arange(count).astype("M8[s]").astype("M8[ns]")
    times[5::11] = "NaT"
    data = xr.Dataset({"good": ("x", np.arange(count) % 3 == 0), "seen": ("x", times)})
    assert server.call("POST", ROOT, {"name": "columns", "kind": "dataset"})[0] == 201
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for variable in ("good", "seen"):
            cells = io.BytesIO()
            np.save(cells, data[variable].values)
            archive.writestr(f"{variable}.npy", cells.getvalue())
        cells = io.BytesIO()
        np.save(cells, np.array(texts))
        archive.writestr("name.npy", cells.getvalue())
    status, _, answer = server.call(
        "PUT", f"{ROOT}/columns/datasets/d", file.getvalue(), Content_Type="application/x-npz"
    )
    assert status in (200, 201, 204), answer
    found = {}
    for variable in ("name", "good", "seen"):
        status, headers, body = server.call("GET", f"{ROOT}/columns/datasets/d/arrays/{variable}/subset?format=arrow")
        assert status == 200, body
        table = pyarrow.ipc.open_stream(body).read_all()
        table.validate(full=True)
        assert table.num_rows == count
        found[variable] = table["value"]
    assert found["name"].type == pyarrow.string()
    assert found["name"].to_pylist() == texts
    assert found["good"].type == pyarrow.bool_()
    assert found["good"].to_pylist() == data.good.values.tolist()
    assert found["seen"].type == pyarrow.timestamp("ns")
    np.testing.assert_array_equal(found["seen"].to_numpy(), times)
    assert found["seen"].null_count == np.isnat(times).sum() > 0
