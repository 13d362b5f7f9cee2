"""Unmodified programs read rows of partitioned collections, by their address as Zarr and as files, and write them as files."""

import io
import json
import warnings
import zipfile

import numpy as np
import pyarrow as pa
import pytest
import xarray as xr
import zarr

warnings.filterwarnings("ignore", message=".*does not have a Zarr V3 specification.*")

ROOT = "/api/v1/collections"
SCHEMA = {
    "name": "/",
    "attrs": {"title": "tracks", "level": 2},
    "dimensions": [{"name": "time", "size": None, "chunks": 1000}, {"name": "x", "size": 3}],
    "variables": [
        {"name": "time", "dtype": "<M8[s]", "dimensions": ["time"]},
        {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]},
        {"name": "ssh", "dtype": "<f4", "dimensions": ["time", "x"], "fill_value": -9999.0, "attrs": {"units": "m", "long_name": "height"}},
        {"name": "good", "dtype": "|b1", "dimensions": ["time"]},
        {"name": "lag", "dtype": "<m8[s]", "dimensions": ["time"]},
        {"name": "x", "dtype": "<f8", "dimensions": ["x"], "attrs": {"units": "km"}},
    ],
    "groups": [{"name": "ku", "attrs": {"band": "Ku"}, "variables": [{"name": "power", "dtype": "<i2", "dimensions": ["time"], "fill_value": -1}]}],
}
DAYS, OF_DAY = 4, 2500
COUNT = DAYS * OF_DAY


def create(server, name, **more):
    body = {
        "name": name,
        "kind": "partitioned",
        "axis": "time",
        "partitioning": {"name": "date", "variable": "time", "resolution": "D"},
        "catalog": {"enabled": True},
        "schema": SCHEMA,
    } | more
    status, _, answer = server.call("POST", ROOT, body)
    assert status == 201, answer


def rows():
    n = np.arange(COUNT)
    return {
        "time": np.datetime64("2024-02-28", "s") + (n * 86400 // OF_DAY).astype("m8[s]"),
        "cycle": (n // 7).astype("i4"),
        "ssh": np.where(n[:, None] % 11 == 5, -9999, np.random.default_rng(1).normal(size=(COUNT, 3))).astype("f4"),
        "good": n % 3 == 0,
        "lag": n.astype("m8[s]"),
        "x": np.array([1.5, 2.5, 4.0]),
        "ku/power": (n % 1000).astype("i2"),
    }


def npz(cells):
    body = io.BytesIO()
    np.savez(body, **cells)
    return body.getvalue()


def insert(server, name, body, media):
    return server.call("POST", f"{ROOT}/{name}/rows", body, Content_Type=media)


def load(server, name, query=""):
    status, _, body = server.call("GET", f"{ROOT}/{name}/rows?format=npz{query}")
    assert status == 200, body
    return dict(np.load(io.BytesIO(body)))


@pytest.fixture(scope="module")
def tracks(server):
    create(server, "tracks")
    status, _, answer = insert(server, "tracks", npz(rows()), "application/x-npz")
    assert status == 200, answer
    assert len(json.loads(answer)["partitions"]) == DAYS
    return server


def expected():
    cells = rows()
    ssh = np.where(cells["ssh"] == -9999, np.nan, cells["ssh"]).astype("f4")
    return cells | {"ssh": ssh}


def assert_is(data, wanted):
    data = data.load()
    assert data.attrs["title"] == "tracks"
    np.testing.assert_array_equal(data.time.values, wanted["time"])
    np.testing.assert_array_equal(data.ssh.values, wanted["ssh"])
    np.testing.assert_array_equal(data.good.values, wanted["good"])
    np.testing.assert_array_equal(data.cycle.values, wanted["cycle"])
    np.testing.assert_array_equal(data.lag.values.astype("m8[s]"), wanted["lag"])
    np.testing.assert_array_equal(data.x.values, wanted["x"])
    assert data.ssh.dims == ("time", "x")
    assert data.ssh.attrs == {"units": "m", "long_name": "height"}


def test_partitions_and_all_of_them_open_as_datasets(tracks):
    cells = expected()
    assert_is(xr.open_zarr(f"{tracks.url}/zarr/tracks/_all"), cells)
    assert_is(xr.open_zarr(f"{tracks.url}/zarr/tracks.zarr/_all.zarr"), cells)
    for day, name in enumerate(("month=02/day=28", "month=02/day=29", "month=03/day=01", "month=03/day=02")):
        part = slice(day * OF_DAY, (day + 1) * OF_DAY)
        own = {path: c if path == "x" else c[part] for path, c in cells.items()}
        assert_is(xr.open_zarr(f"{tracks.url}/zarr/tracks/year=2024/{name}"), own)


def test_groups_are_groups(tracks):
    for address in ("_all", "year=2024/month=02/day=29"):
        tree = xr.open_datatree(f"{tracks.url}/zarr/tracks/{address}", engine="zarr")
        wanted = expected()["ku/power"] if address == "_all" else expected()["ku/power"][OF_DAY : 2 * OF_DAY]
        np.testing.assert_array_equal(tree["ku"].power.values, wanted)
        assert tree["ku"].attrs == {"band": "Ku"}
    group = zarr.open_group(f"{tracks.url}/zarr/tracks/_all/ku", mode="r")
    np.testing.assert_array_equal(group["power"][10:20], expected()["ku/power"][10:20])


def test_everything_is_found_from_the_top(tracks):
    top = zarr.open_group(f"{tracks.url}/zarr/tracks", mode="r")
    names = [name for name, _ in top.members()]
    assert sorted(names) == ["_all", "year=2024"]
    assert sorted(name for name, _ in top["year=2024/month=03"].members()) == ["day=01", "day=02"]


def test_etags_are_of_one_state(server):
    create(server, "moving")
    assert insert(server, "moving", npz(rows()), "application/x-npz")[0] == 200
    address = "/zarr/moving/_all/ssh/c/0/0"
    status, headers, body = server.call("GET", address)
    assert status == 200
    tag = headers["ETag"]
    assert server.call("GET", address, If_None_Match=tag)[0] == 304
    assert server.call("GET", "/zarr/moving/year=2024/month=03/day=01/zarr.json")[0] == 200
    part = server.call("GET", address, Range="bytes=4-11")
    assert (part[0], part[2]) == (206, body[4:12])
    assert server.call("DELETE", f"{ROOT}/moving/partitions?filter=day%20%3D%3D%201")[0] == 200
    assert server.call("GET", address, If_Match=tag)[0] == 412
    gone = "/zarr/moving/year=2024/month=03/day=01/ssh/c/0/0"
    assert server.call("GET", gone)[0] == 410
    assert server.call("GET", "/zarr/moving/year=2024/month=04/day=01/ssh/c/0/0")[0] == 404
    assert server.call("GET", "/zarr/moving/_all/ssh/c/00/0")[0] == 404


def test_archives_of_zarr_go_both_ways(tracks, tmp_path):
    status, headers, body = tracks.call("GET", f"{ROOT}/tracks/rows?format=zarr")
    assert (status, headers["Content-Type"]) == (200, "application/zip")
    (tmp_path / "rows.zip").write_bytes(body)
    with zarr.storage.ZipStore(tmp_path / "rows.zip", mode="r") as store:
        assert_is(xr.open_zarr(store), expected())
        np.testing.assert_array_equal(zarr.open_group(store, mode="r")["ku/power"][:], rows()["ku/power"])
    create(tracks, "from_archive")
    answer = insert(tracks, "from_archive", body, "application/zip")
    assert answer[0] == 200, answer[2]
    assert_same(tracks, "from_archive")


def assert_same(server, name, but=()):
    found = load(server, name)
    for path, cells in rows().items():
        if path not in but:
            np.testing.assert_array_equal(found[path], cells, path)
            assert found[path].dtype == cells.dtype


def dataset():
    cells = rows()
    names = {"time": ("time",), "cycle": ("time",), "ssh": ("time", "x"), "good": ("time",), "lag": ("time",), "x": ("x",)}
    data = xr.Dataset({name: (axes, cells[name]) for name, axes in names.items()})
    data["ssh"] = data.ssh.where(data.ssh != -9999)
    return data


@pytest.mark.parametrize("compressor", ["auto", "gzip", "blosc", "zstd"])
def test_archives_that_xarray_writes_are_inserted(tracks, tmp_path, compressor):
    codecs = {
        "gzip": zarr.codecs.GzipCodec(level=3),
        "blosc": zarr.codecs.BloscCodec(cname="lz4"),
        "zstd": zarr.codecs.ZstdCodec(level=1, checksum=True),
    }
    encoding = {name: {"compressors": [codecs[compressor], zarr.codecs.Crc32cCodec()]} for name in ("ssh", "cycle")} if compressor in codecs else {}
    encoding.setdefault("time", {})["units"] = "seconds since 2000-01-01"
    encoding.setdefault("ssh", {})["_FillValue"] = np.float32(1e20)
    with zarr.storage.ZipStore(tmp_path / "data.zip", mode="w") as store:
        dataset().to_zarr(store, zarr_format=3, encoding=encoding, consolidated=False)
    name = f"of_xarray_{compressor}"
    create(tracks, name)
    answer = insert(tracks, name, (tmp_path / "data.zip").read_bytes(), "application/zip")
    assert answer[0] == 200, answer[2]
    assert_same(tracks, name, but=("ku/power",))


@pytest.mark.parametrize("engine, kind", [("scipy", "NETCDF3_64BIT"), ("netcdf4", "NETCDF4")])
def test_netcdf_that_xarray_writes_is_inserted(tracks, tmp_path, engine, kind):
    data = dataset()
    data.ssh.encoding["_FillValue"] = np.float32(1e20)
    data.to_netcdf(tmp_path / "data.nc", engine=engine, format=kind, encoding={"time": {"units": "seconds since 1990-01-01", "dtype": "i4"}})
    name = f"of_{kind.lower()}"
    create(tracks, name)
    answer = tracks.call("POST", f"{ROOT}/{name}/rows?cast=fitting", (tmp_path / "data.nc").read_bytes(), Content_Type="application/x-netcdf")
    assert answer[0] == 200, answer[2]
    assert_same(tracks, name, but=("ku/power",))


def test_netcdf_goes_both_ways(tracks, tmp_path):
    top = "time,cycle,ssh,good,lag,x"
    status, _, body = tracks.call("GET", f"{ROOT}/tracks/rows?format=netcdf&variables={top}")
    assert status == 200
    (tmp_path / "rows.nc").write_bytes(body)
    with xr.open_dataset(tmp_path / "rows.nc") as data:
        assert_is(data, expected())
    create(tracks, "from_netcdf")
    answer = insert(tracks, "from_netcdf", body, "application/x-netcdf")
    assert answer[0] == 200, answer[2]
    assert_same(tracks, "from_netcdf", but=("ku/power",))
    status, _, problem = tracks.call("GET", f"{ROOT}/tracks/rows?format=netcdf")
    assert (status, json.loads(problem)["variable"]) == (406, "ku/power")


def test_streams_of_arrow_go_both_ways(tracks):
    status, headers, body = tracks.call("GET", f"{ROOT}/tracks/rows?format=arrow")
    assert (status, headers["Content-Type"]) == (200, "application/vnd.apache.arrow.stream")
    table = pa.ipc.open_stream(body).read_all()
    cells = rows()
    assert table.column_names == ["time", "cycle", "ssh", "good", "lag", "ku/power"]
    for name in ("time", "cycle", "good", "ku/power", "lag"):
        np.testing.assert_array_equal(table[name].to_numpy(), cells[name])
    flat = table["ssh"].combine_chunks().flatten()
    assert flat.null_count == (cells["ssh"] == -9999).sum() > 0
    np.testing.assert_array_equal(flat.to_numpy(zero_copy_only=False).reshape(-1, 3), expected()["ssh"])
    assert table.schema.field("ssh").metadata[b"units"] == b"m"
    create(tracks, "from_arrow")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=999)
    answer = insert(tracks, "from_arrow", sink.getvalue().to_pybytes(), "application/vnd.apache.arrow.stream")
    assert answer[0] == 200, answer[2]
    assert_same(tracks, "from_arrow", but=("x",))


def test_bodies_that_are_wrong_change_nothing(tracks):
    create(tracks, "guarded")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zip:
        zip.writestr("zarr.json", json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {}}))
        huge = {
            "zarr_format": 3,
            "node_type": "array",
            "shape": [10**12],
            "data_type": "int64",
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [1000]}},
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": 0,
            "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
            "attributes": {},
        }
        zip.writestr("time/zarr.json", json.dumps(huge))
    escape = io.BytesIO()
    with zipfile.ZipFile(escape, "w") as zip:
        zip.writestr("../zarr.json", "{}")
    unknown = io.BytesIO()
    with zipfile.ZipFile(unknown, "w") as zip:
        zip.writestr("zarr.json", json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {}}))
        zip.writestr("nothing/zarr.json", json.dumps(huge))
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, pa.schema([("time", pa.int64())])) as writer:
        writer.write(pa.record_batch({"time": pa.array([1, None])}))
    for body, media, status, code in (
        (archive.getvalue(), "application/zip", 413, "body-too-large"),
        (escape.getvalue(), "application/zip", 400, "malformed-body"),
        (unknown.getvalue(), "application/zip", 422, "invalid-schema"),
        (b"PK", "application/zip", 400, "malformed-body"),
        (b"CDF\x01", "application/x-netcdf", 400, "malformed-body"),
        (b"none", "application/x-netcdf", 400, "malformed-body"),
        (b"\xff\xff\xff\xff\x10\x00\x00\x00", "application/vnd.apache.arrow.stream", 400, "malformed-body"),
        (stream.getvalue().to_pybytes(), "application/vnd.apache.arrow.stream", 422, "value-out-of-range"),
    ):
        answer = insert(tracks, "guarded", body, media)
        assert (answer[0], json.loads(answer[2])["code"]) == (status, code), answer[2]
    assert json.loads(tracks.call("GET", f"{ROOT}/guarded/partitions")[2])["items"] == []
