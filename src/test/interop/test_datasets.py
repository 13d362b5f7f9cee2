"""Datasets of xarray go in and come out: as files, as archives, and as Zarr that other programs open."""

import warnings
import zipfile

import numpy as np
import pytest
import xarray as xr
import zarr

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
