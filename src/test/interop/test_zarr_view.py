"""Unmodified programs open collections as Zarr by their address, and see the cells and coordinates that the interface gives."""

import http.server
import io
import json
import subprocess
import threading
import warnings

import numpy as np
import pytest
import xarray as xr
import zarr
from conftest import BASE, Server
from obstore.store import HTTPStore

warnings.filterwarnings("ignore", message=".*does not have a Zarr V3 specification.*")

ROOT = "/api/v1/collections"
KEY = "~2023-01-03T06:00:00Z"
DTYPES = (
    "int8 int16 int32 int64 longlong uint8 uint16 uint32 uint64 ulonglong float16 float32 float64 complex64 complex128".split()
)
SHAPE = (5, 67, 96, 3)
LAYOUTS = {
    "plain": {},
    "cut": {"options": {"chunks": [2, 25, 96, 3], "compression": {"codec": "gzip", "level": 1}}},
    "passed": {"options": {"chunks": [2, 67, 96, 3], "compression": {"codec": "zstd"}}},
    "passed_blosc": {"options": {"chunks": [2, 67, 96, 3], "compression": {"codec": "blosc"}}},
    "tiled": {"kind": "varray", "vgrid": [5, 1, 3, 1]},
    "lake": {"storage": "zarr", "options": {"chunks": [2, 25, 96, 3]}},
    "shards": {"storage": "zarr", "kind": "varray", "vgrid": [5, 1, 3, 1], "options": {"chunks": [1, 67, 16, 3]}},
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A server whose chunks are small, so that arrays have many."""
    running = Server(tmp_path_factory.mktemp("zarr") / "root", "--hypertile.zarr.chunk=256KB")
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


def make(server, name, dtype, layout):
    dimensions = [
        {"name": "hour", "type": "time", "size": SHAPE[0], "start_value": "$dt", "step": "PT6H"},
        {"name": "y", "size": SHAPE[1], "scale": {"start_value": 33.0, "step": -1.0, "name": "lat"}},
        {"name": "lon", "size": SHAPE[2], "scale": {"start_value": -1.2, "step": 0.1}},
        {"name": "layer", "size": SHAPE[3], "labels": ["temperature", "Druck ä", "wind"]},
    ]
    attributes = [
        {"name": "dt", "dtype": "datetime", "primary": True},
        {"name": "units", "dtype": "string"},
        {"name": "run", "dtype": "int"},
    ]
    body = {"name": name, "kind": "array", "dtype": dtype, "dimensions": dimensions, "attributes": attributes} | LAYOUTS[layout]
    assert server.call("POST", ROOT, body)[0] == 201
    new = {"primary_attributes": {"dt": KEY[1:]}, "custom_attributes": {"units": "K", "run": 7}}
    assert server.call("POST", f"{ROOT}/{name}/arrays", new)[0] == 201
    cells = np.random.default_rng(len(name)).integers(0, 100, SHAPE)
    raw = cells.astype(np.dtype("q" if dtype == "longlong" else "Q" if dtype == "ulonglong" else dtype))
    path = f"{ROOT}/{name}/arrays/{KEY}/subset"
    # One part is never written: of the virtual array, whole tiles.
    for box, part in (("0:3,:,:,:", raw[:3]), ("3:5,:,0:40,:", raw[3:, :, :40])):
        assert server.call("PUT", f"{path}.raw?slice={box}", part.tobytes(), Content_Type="application/octet-stream")[0] == 204
    return f"/zarr/{name}/{KEY}"


def answer(server, name):
    status, _, body = server.call("GET", f"{ROOT}/{name}/arrays/{KEY}/subset?format=npy")
    assert status == 200
    return np.load(io.BytesIO(body))


def axes(server, name):
    status, _, body = server.call("GET", f"{ROOT}/{name}/arrays/{KEY}/subset/description")
    assert status == 200
    return json.loads(body)["axes"]


def assert_is(data, server, name):
    expected = answer(server, name)
    found = data[name].load()
    assert found.dims == ("hour", "y", "lon", "layer")
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found.values, expected)
    hour, y, lon, layer = axes(server, name)
    times = np.array([time.removesuffix("Z") for time in hour["times"]], "M8[ns]")
    np.testing.assert_array_equal(data.hour.values, times)
    np.testing.assert_array_equal(data.y.values, y["values"])
    np.testing.assert_array_equal(data.lon.values, lon["values"])
    assert list(data.layer.values) == layer["labels"]
    assert data.y.attrs == {"long_name": "lat", "standard_name": "latitude", "units": "degrees_north", "axis": "Y"}
    assert data.attrs == {"dt": KEY[1:], "units": "K", "run": 7, "Conventions": "CF-1.11"}
    assert found.attrs == {"units": "K"}
    one = found.sel(hour="2023-01-03T12", y=10.0, lon=0.5, layer="wind").values
    np.testing.assert_array_equal(np.squeeze(one), expected[1, 23, 17, 2])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_xarray_reads_every_type_and_layout(small, dtype, layout):
    name = f"{layout}_{dtype}"
    path = make(small, name, dtype, layout)
    assert_is(xr.open_zarr(small.url + path, chunks=None), small, name)
    store = HTTPStore(small.url + path, client_options={"allow_http": True})
    assert_is(xr.open_zarr(zarr.storage.ObjectStore(store, read_only=True), chunks=None), small, name)
    if dtype == "float64":
        assert_is(xr.open_dataset(small.url + path + ".zarr", chunks=None), small, name)
        chunks = zarr.open(small.url + path, mode="r")[name].chunks
        assert np.prod(chunks) < np.prod(SHAPE), "the test needs arrays of several chunks"


def test_fill_values_of_schemas_are_missing_values(small):
    dimensions = [{"name": "x", "size": 3}]
    for dtype, fill in (("int16", -1), ("float32", -9.5), ("uint8", 255), ("complex64", [1, -2])):
        name = f"missing_{dtype}"
        body = {"name": name, "kind": "array", "dtype": dtype, "fill_value": fill, "dimensions": dimensions}
        assert small.call("POST", ROOT, body)[0] == 201
        identity = json.loads(small.call("POST", f"{ROOT}/{name}/arrays", {})[2])["id"]
        assert small.call("PUT", f"{ROOT}/{name}/arrays/{identity}/subset?slice=1", 5)[0] == 204
        data = xr.open_zarr(f"{small.url}/zarr/{name}/{identity}", chunks=None)[name]
        assert list(np.isnan(data.values)) == [True, False, True]
        assert data.values[1] == 5


def test_the_whole_server_is_walked(small):
    make(small, "walked", "float32", "plain")
    root = zarr.open(small.url + "/zarr", mode="r")
    assert "walked" in list(root.keys())
    group = root["walked"]
    assert list(group.keys()) == [KEY]
    assert set(group[KEY].keys()) == {"walked", "hour", "y", "lon", "layer"}
    tree = xr.open_datatree(small.url + "/zarr/walked", engine="zarr", chunks=None)
    assert [path for path in tree.groups] == ["/", f"/{KEY}"]
    np.testing.assert_array_equal(tree[KEY]["walked"].values, answer(small, "walked"))


def test_what_was_deleted_is_an_error_and_no_fill_values(small):
    path = make(small, "deleted", "float32", "plain")
    data = xr.open_zarr(small.url + path, chunks=None)
    assert small.call("DELETE", f"{ROOT}/deleted/arrays/{KEY}")[0] == 204
    with pytest.raises(Exception, match="410"):
        data.deleted.load()


@pytest.mark.parametrize("layout", ["tiled", "lake", "shards"])
def test_zarrita_reads_what_numpy_has(small, zarrita, layout):
    name = "in_a_browser_" + layout
    path = make(small, name, "float32", layout)
    program = BASE / "src/test/interop/zarrita.mjs"
    done = subprocess.run(["node", program, zarrita, small.url + path, name], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert read["paths"] == sorted(["/", "/" + name, "/hour", "/y", "/lon", "/layer"])
    expected = answer(small, name)
    assert read["shape"] == list(expected.shape)
    cells = np.array([np.nan if cell is None else cell for cell in read["cells"]], "float32")
    np.testing.assert_array_equal(cells.reshape(expected.shape), expected)
    assert read["layer"] == ["temperature", "Druck ä", "wind"]
    assert read["hour"] == [0, 6, 12, 18, 24]
    np.testing.assert_array_equal(read["lon"], axes(small, name)[2]["values"])


@pytest.fixture
def counted(small):
    """An address that passes requests on to the server, and the list of those that came."""
    came = []

    class Passing(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            came.append(f"{self.command} {self.path}")
            kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            status, headers, body = small.call(self.command, self.path, **kept)
            self.send_response(status)
            for name in ("Content-Type", "ETag", "Last-Modified", "Content-Range", "Accept-Ranges"):
                if headers[name]:
                    self.send_header(name, headers[name])
            self.send_header("Content-Length", headers["Content-Length"] if self.command == "HEAD" else str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = answer

        def log_message(self, *_):
            pass

    passing = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    thread = threading.Thread(target=passing.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{passing.server_port}", came
    passing.shutdown()
    thread.join()
    passing.server_close()


@pytest.mark.parametrize("client", ["fsspec", "obstore"])
def test_opening_takes_three_requests_at_most(small, counted, client):
    url, came = counted
    path = make(small, "opened_by_" + client, "float32", "plain")
    if client == "obstore":
        store = zarr.storage.ObjectStore(HTTPStore(url + path, client_options={"allow_http": True}), read_only=True)
    else:
        store = url + path
    group = zarr.open_group(store, mode="r", zarr_format=3)
    assert set(group.keys()) == {"opened_by_" + client, "hour", "y", "lon", "layer"}
    assert 1 <= len(came) <= 3, came
    came.clear()
    # Coordinates that become indexes of xarray are chunks of their own.
    data = xr.open_zarr(store, chunks=None, zarr_format=3)
    assert len([request for request in came if "/c/" not in request]) <= 3, came
    assert_is(data, small, "opened_by_" + client)
    came.clear()
    # Who does not say the format asks for documents of both at the same time.
    xr.open_zarr(store, chunks=None)
    assert len([request for request in came if "/c/" not in request]) <= 4, came
