"""The protocol of S3 at /s3: zarr-python's own suite of stores, over obstore and over s3fs, and programs that write and read Zarr."""

import hashlib
import io
import json
import uuid

import boto3
import botocore.exceptions
import numpy as np
import obstore
import pytest
import s3fs
import xarray as xr
import zarr
from botocore import UNSIGNED
from botocore.config import Config
from obstore.store import S3Store
from zarr.core.buffer import cpu
from zarr.storage import FsspecStore, ObjectStore
from zarr.testing.store import StoreTests

from conftest import Server

TREE = {"name": "suite", "kind": "dataset", "layout": "tree", "storage": "zarr"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("s3") / "root"
    root.mkdir()
    # The suite of stores puts four bytes under any name, those of documents among them.
    server = Server(root, "--hypertile.s3.enabled=true", "--hypertile.s3.check-documents=false").start()
    assert server.call("POST", "/api/v1/collections", TREE)[0] == 201
    yield server
    server.stop()


def object_store(server, path, **options):
    bucket, _, prefix = path.partition("/")
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=server.url + "/s3",
        region="any",
        client_options={"allow_http": True},
        virtual_hosted_style_request=False,
        **(options or {"skip_signature": True}),
    )


def file_system(server, **options):
    return s3fs.S3FileSystem(
        endpoint_url=server.url + "/s3",
        use_listings_cache=False,
        **({"anon": True} | options),
    )


@pytest.fixture(autouse=True)
def _own_loop():
    """File systems belong to the loop of one test."""
    s3fs.S3FileSystem.clear_instance_cache()
    yield
    s3fs.S3FileSystem.clear_instance_cache()


class Suite(StoreTests):
    buffer_cls = cpu.Buffer

    @pytest.fixture
    def place(self):
        return f"zcollections/suite/{uuid.uuid4()}"

    @pytest.fixture
    async def store(self, store_kwargs):
        return self.store_cls(**store_kwargs)

    def test_store_supports_writes(self, store):
        assert store.supports_writes

    def test_store_supports_listing(self, store):
        assert store.supports_listing


class TestStoreOverObstore(Suite):
    store_cls = ObjectStore

    @pytest.fixture
    def store_kwargs(self, home, place):
        return {"store": object_store(home, place), "read_only": False}

    async def get(self, store, key):
        return self.buffer_cls.from_bytes((await obstore.get_async(store.store, key)).bytes())

    async def set(self, store, key, value):
        await obstore.put_async(store.store, key, value.to_bytes())

    def test_store_repr(self, store):
        assert repr(store).startswith("ObjectStore(object_store://S3Store(")


class TestStoreOverS3fs(Suite):
    store_cls = FsspecStore

    @pytest.fixture
    def store_kwargs(self, home, place):
        return {"fs": file_system(home, asynchronous=True), "path": place, "read_only": False}

    @pytest.fixture
    def beside(self, home):
        return file_system(home)

    @pytest.fixture(autouse=True)
    def _beside(self, beside):
        self.fs = beside

    async def get(self, store, key):
        return self.buffer_cls.from_bytes(self.fs.cat(f"{store.path}/{key}"))

    async def set(self, store, key, value):
        self.fs.pipe_file(f"{store.path}/{key}", value.to_bytes())

    def test_store_repr(self, store):
        assert str(store) == f"<FsspecStore(S3FileSystem, {store.path})>"


STORES = ["obstore", "s3fs"]


def store_of(server, kind, path, **credentials):
    if kind == "obstore":
        token = {"session_token": credentials["key"], "access_key_id": "any", "secret_access_key": "any"} if credentials else {}
        return ObjectStore(object_store(server, path, **token), read_only=False)
    token = {"anon": False, "key": "any", "secret": "any", "token": credentials["key"]} if credentials else {}
    return FsspecStore(file_system(server, asynchronous=True, **token), path=path)


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    root = tmp_path_factory.mktemp("s3-strict") / "root"
    root.mkdir()
    server = Server(root, "--hypertile.s3.enabled=true").start()
    yield server
    server.stop()


@pytest.mark.parametrize("kind", STORES)
def test_hierarchy_is_written_and_seen_everywhere_at_once(strict, kind):
    name = f"made-{kind}"
    store = store_of(strict, kind, f"zcollections/{name}")
    group = zarr.open_group(store, mode="a", attributes={"title": "made"})
    assert strict.call("GET", f"/api/v1/collections/{name}")[0] == 200
    ship = group.create_group("ship", attributes={"call": "DBBH"})
    values = np.arange(60, dtype="float32").reshape(10, 6)
    array = ship.create_array("temperature", shape=(10, 6), chunks=(4, 3), dtype="float32", fill_value=np.nan, dimension_names=["time", "depth"])
    array[:] = values
    api = f"/api/v1/collections/{name}/datasets/ship/arrays/temperature"
    status, _, body = strict.call("GET", api + "/subset?format=json")
    assert status == 200 and np.array_equal(np.array(json.loads(body)["data"]), values), body[:300]
    assert json.loads(strict.call("GET", api)[2])["statistics"]["max"] == 59

    array[2:4, 1] = 100
    values[2:4, 1] = 100
    assert json.loads(strict.call("GET", api)[2])["statistics"]["max"] == 100
    assert strict.call("PUT", api + "/subset?slice=0,0", b"-5", Content_Type="application/json")[0] == 204
    values[0, 0] = -5
    again = zarr.open_group(store_of(strict, kind, f"zcollections/{name}"), mode="r")
    np.testing.assert_array_equal(again["ship/temperature"][:], values)
    assert again.attrs["title"] == "made" and sorted(again["ship"].array_keys()) == ["temperature"]
    beside = zarr.open_group(strict.root / "zarr" / name, mode="r")
    np.testing.assert_array_equal(beside["ship/temperature"][:], values)

    del zarr.open_group(store_of(strict, kind, f"{name}"), mode="a")["ship"]
    assert strict.call("GET", api)[0] == 404
    assert strict.call("GET", f"/api/v1/collections/{name}")[0] == 200
    assert sorted(path.name for path in (strict.root / "zarr" / name).iterdir()) == ["zarr.json"]


@pytest.mark.parametrize("kind", STORES)
def test_shards_and_large_objects_come_in_parts(strict, kind):
    name = f"large-{kind}"
    values = np.random.default_rng(7).normal(size=(3, 1_500_000))
    group = zarr.open_group(store_of(strict, kind, f"zcollections/{name}"), mode="a")
    group.create_array("whole", data=values, chunks=values.shape, compressors=None)
    group.create_array("shards", data=values, chunks=(1, 50_000), shards=(3, 750_000))
    again = zarr.open_group(store_of(strict, kind, name), mode="r")
    np.testing.assert_array_equal(again["whole"][:], values)
    np.testing.assert_array_equal(again["shards"][1, 700_000:800_000], values[1, 700_000:800_000])
    assert (strict.root / "zarr" / name / "whole/c/0/0").stat().st_size == values.nbytes


@pytest.mark.parametrize("kind", STORES)
def test_xarray_writes_and_opens(strict, kind):
    data = xr.Dataset(
        {"ssh": (("time", "x"), np.arange(12.0).reshape(4, 3))},
        coords={"time": np.array(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"], "datetime64[ns]"), "x": [10, 20, 30]},
        attrs={"title": "sea"},
    )
    place = f"zcollections/xarray-{kind}"
    data.to_zarr(store_of(strict, kind, place), zarr_format=3, consolidated=False, mode="a")
    with xr.open_zarr(store_of(strict, kind, place), consolidated=False, chunks=None) as opened:
        xr.testing.assert_identical(opened.load(), data)
    status, _, body = strict.call("GET", f"/api/v1/collections/xarray-{kind}/datasets/~/arrays/ssh/subset?format=json&sel.time=2024-01-03")
    assert status == 200 and json.loads(body)["data"] == [6, 7, 8], body


def test_datasets_of_the_server_are_opened(strict):
    for layout in ("tree", "segments"):
        assert strict.call("POST", "/api/v1/collections", {"name": f"own-{layout}", "kind": "dataset", "layout": layout})[0] == 201
        batch = {"datasets": [{"name": "a", "attributes": {"n": 1}, "arrays": [{"name": "v", "dtype": "int32", "dimensions": ["x"], "shape": [3], "data": [1, 2, 3]}]}]}
        status, _, body = strict.call("POST", f"/api/v1/collections/own-{layout}/datasets:batch", batch)
        assert status in (200, 201), body
        for kind in STORES:
            group = zarr.open_group(store_of(strict, kind, f"own-{layout}"), mode="r")
            assert list(group["a/v"][:]) == [1, 2, 3] and group["a"].attrs["n"] == 1
            assert list(group.group_keys()) == ["a"]
    with pytest.raises(Exception, match="only read|AccessDenied|Access Denied|PermissionDenied"):
        zarr.open_group(store_of(strict, "obstore", "own-segments"), mode="a").create_group("b")
    zarr.open_group(store_of(strict, "obstore", "own-tree"), mode="a").create_group("b")


def test_arrays_of_collections_are_opened(strict):
    document = {
        "name": "grid",
        "kind": "array",
        "storage": "zarr",
        "dtype": "float32",
        "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}],
        "attributes": [{"name": "n", "dtype": "int", "primary": True}],
    }
    assert strict.call("POST", "/api/v1/collections", document)[0] == 201
    assert strict.call("POST", "/api/v1/collections/grid/arrays", {"primary_attributes": {"n": 1}})[0] == 201
    assert strict.call("PUT", "/api/v1/collections/grid/arrays/~1/subset", [[1.5] * 6] * 4)[0] == 204
    for kind in STORES:
        array = zarr.open_group(store_of(strict, kind, "zcollections/grid"), mode="r")["~1"]
        np.testing.assert_array_equal(array[:], np.full((4, 6), 1.5))
        with pytest.raises(Exception, match="only read|AccessDenied|Access Denied|PermissionDenied|Forbidden"):
            zarr.open_group(store_of(strict, kind, "zcollections/grid"), mode="a")["~1"][0, 0] = 2


def test_keys_are_session_tokens(tmp_path):
    (tmp_path / "root").mkdir()
    keys, options = {}, ["--hypertile.s3.enabled=true"]
    for n, (who, scope, collections) in enumerate([("writer", "write", "sea*"), ("reader", "read", "sea*"), ("other", "write", "land*")]):
        keys[who] = "hk_" + uuid.uuid4().hex + uuid.uuid4().hex
        prefix = f"--hypertile.security.api-keys[{n}]."
        digest = hashlib.sha256(keys[who].encode()).hexdigest()
        options += [prefix + f"name={who}", prefix + f"hash={digest}", prefix + f"scopes={scope}", prefix + f"collections={collections}"]
    server = Server(tmp_path / "root", *options)
    server.start()
    try:
        for kind in STORES:
            place = f"zcollections/sea-{kind}"
            group = zarr.open_group(store_of(server, kind, place, key=keys["writer"]), mode="a")
            group.create_array("v", data=np.arange(3))
            assert list(zarr.open_group(store_of(server, kind, place, key=keys["reader"]), mode="r")["v"][:]) == [0, 1, 2]
            for who in ("reader", "other"):
                with pytest.raises(Exception):
                    zarr.open_group(store_of(server, kind, place, key=keys[who]), mode="a").create_array("w", data=np.arange(2))
            with pytest.raises(Exception):
                zarr.open_group(store_of(server, kind, place), mode="r")
            assert not (server.root / "zarr" / f"sea-{kind}" / "w").exists()
    finally:
        server.stop()


def test_boto3_puts_lists_and_deletes(strict):
    client = boto3.client(
        "s3",
        endpoint_url=strict.url + "/s3",
        region_name="any",
        config=Config(signature_version=UNSIGNED, s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )
    group = json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {}}).encode()
    client.put_object(Bucket="zcollections", Key="boto/zarr.json", Body=group)
    assert {"zcollections", "boto"} <= {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
    client.head_bucket(Bucket="boto")
    client.get_bucket_location(Bucket="boto")

    class Stream(io.RawIOBase):
        """Bytes that cannot be read twice, which are sent in pieces with their sum behind them."""

        left = b"streamed" * 10_000

        def readable(self):
            return True

        def read(self, size=-1):
            taken, Stream.left = (self.left, b"") if size < 0 else (self.left[:size], self.left[size:])
            return taken

    client.upload_fileobj(io.BytesIO(b"large" * 4_000_000), "boto", "a/large")
    client.upload_fileobj(Stream(), "boto", "a/stream")
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        client.put_object(Bucket="boto", Key=f"sum/{algorithm}", Body=b"123", ChecksumAlgorithm=algorithm)
    with pytest.raises(botocore.exceptions.ClientError, match="BadDigest"):
        client.put_object(Bucket="boto", Key="sum/wrong", Body=b"123", ChecksumSHA256="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    with pytest.raises(botocore.exceptions.ClientError, match="PreconditionFailed"):
        client.put_object(Bucket="boto", Key="a/stream", Body=b"", IfNoneMatch="*")
    assert client.get_object(Bucket="boto", Key="a/stream")["Body"].read() == b"streamed" * 10_000
    assert client.get_object(Bucket="boto", Key="a/large", Range="bytes=-7")["Body"].read() == b"gelarge"
    for n in range(12):
        client.put_object(Bucket="boto", Key=f"many/{n:02}", Body=b"x")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="boto", PaginationConfig={"PageSize": 5})
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    assert keys == sorted(keys) and len(keys) == 18 and "sum/wrong" not in keys
    level = client.list_objects_v2(Bucket="zcollections", Prefix="boto/", Delimiter="/")
    assert [each["Prefix"] for each in level["CommonPrefixes"]] == ["boto/a/", "boto/many/", "boto/sum/"]
    gone = client.delete_objects(Bucket="boto", Delete={"Objects": [{"Key": key} for key in keys]})
    assert len(gone["Deleted"]) == 18 and "Errors" not in gone
    assert client.list_objects_v2(Bucket="boto")["KeyCount"] == 1
    with pytest.raises(client.exceptions.NoSuchKey):
        client.get_object(Bucket="boto", Key="a/stream")
    with pytest.raises(client.exceptions.NoSuchBucket):
        client.list_objects_v2(Bucket="nothing")
