"""Partitioned collections through the protocol of S3: directories that zcollection wrote are put object by object, and a session makes, step by step,
the calls of zarr-python and obstore that zcollection makes, on a directory of its own and on the server, whose interface must tell the same after each.

The package itself is not run here: its line with this format has no release in a registry of packages (those of 2026.6 and before keep another format), so what it
wrote and read stands in zarr-stores.zip, and what it asks a store was recorded."""

import hashlib
import io
import json
import zipfile

import numpy as np
import obstore
import pytest
import zarr
from zarr.storage import LocalStore, ObjectStore

from conftest import BASE, Server
from test_s3_front import object_store

ARCHIVE = zipfile.ZipFile(BASE / "src/test/resources/fixtures/zarr-stores.zip")
EXPECTED = json.loads(ARCHIVE.read("zcollection/expected.json"))["stores"]
COLLECTIONS = [name for name, store in EXPECTED.items() if store.get("kind") == "collection"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("s3-partitions") / "root"
    root.mkdir()
    server = Server(root, "--hypertile.s3.enabled=true").start()
    yield server
    server.stop()


def ask(home, path, status=200):
    code, headers, body = home.call("GET", "/api/v1/collections/" + path)
    assert code == status, body[:500]
    return json.loads(body) if headers["Content-Type"] == "application/json" else body


def partitions(home, name, query=""):
    return [item["path"] for item in ask(home, f"{name}/partitions?limit=1000{query}")["items"]]


def rows(home, name, filters=None):
    query = "?format=npz" + ("" if filters is None else "&filter=" + filters.replace(" ", "%20").replace("=", "%3D").replace("<", "%3C").replace(">", "%3E"))
    status, _, body = home.call("GET", f"/api/v1/collections/{name}/rows{query}")
    if status == 204:
        return None
    assert status == 200, body[:500]
    with np.load(io.BytesIO(body)) as file:
        return {path: file[path] for path in file.files}


def objects_of(store):
    return {item["path"]: obstore.get(store, item["path"]).bytes().to_bytes() for page in obstore.list(store) for item in page}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_directories_of_the_package_are_put_and_served(home, name):
    prefix = f"zcollection/{name}/"
    objects = {entry[len(prefix) :]: ARCHIVE.read(entry) for entry in ARCHIVE.namelist() if entry.startswith(prefix) and not entry.endswith("/")}
    store = object_store(home, f"zcollections/{name}")
    order = sorted(objects, key=lambda key: (key != "_zcollection.json", key.startswith("_catalog"), key.count("/"), key))
    for key in order:
        obstore.put(store, key, objects[key])
    assert ask(home, name)["kind"] == "partitioned"
    expected = EXPECTED[name]
    assert sorted(partitions(home, name)) == sorted(expected["partitions"])
    for query in expected["queries"]:
        if query.get("error") or query["variables"]:
            continue
        found = rows(home, name, query["filters"])
        if query["result"] is None:
            assert found is None
            continue
        for path, variable in query["result"]["variables"].items():
            cells = found[path]
            assert list(cells.shape) == variable["shape"], path
            little = np.ascontiguousarray(cells.astype(cells.dtype.newbyteorder("<")))
            assert hashlib.sha256(little.tobytes()).hexdigest() == variable["sha256_c_order_little_endian"], (query["filters"], path)
    assert objects_of(store) == objects
    assert objects_of(object_store(home, name)) == objects


class Directory:
    """A collection as the package keeps it, written and read with zarr-python through any store."""

    def __init__(self, store, raw):
        self.store, self.raw = store, raw

    def create(self, form):
        self.raw.put("_zcollection.json", json.dumps(form, indent=2).encode())

    def write(self, path, columns, fixed=None):
        if fixed:
            self.remove("_immutable")
            group = zarr.create_group(self.store, path="_immutable", overwrite=True)
            for name, cells in fixed.items():
                group.create_array(name, data=cells, chunks=cells.shape, dimension_names=["x"])
        key = [[part.split("=")[0], int(part.split("=")[1])] for part in path.split("/")]
        group = zarr.create_group(self.store, path=path, overwrite=True, attributes={"_zc_partition_key": key})
        for name, cells in columns.items():
            names = ["row", "x"][: cells.ndim]
            array = group.create_array(name, shape=cells.shape, dtype=cells.dtype, chunks=(4, *cells.shape[1:]), fill_value=None, dimension_names=names, overwrite=True)
            array[...] = cells

    def read(self, path):
        group = zarr.open_group(self.store, path=path, mode="r")
        return {name: group[name][...] for name in ("row", "orbit", "value") if name in group}

    def remove(self, prefix):
        self.raw.remove(prefix)

    def catalog(self, paths):
        digest = hashlib.sha256("".join(path + "\n" for path in sorted(paths)).encode()).hexdigest()
        document = {"format_version": 1, "paths": sorted(paths), "checksum": "sha256:" + digest}
        self.raw.put("_catalog/state.json", json.dumps(document).encode())

    def listed(self):
        return json.loads(self.raw.get("_catalog/state.json"))["paths"]

    def walked(self):
        return sorted(name for name in self.raw.folders("") if name.startswith("orbit=") and self.raw.has(name + "/zarr.json"))


class Objects:
    def __init__(self, store):
        self.store = store

    def put(self, key, value):
        obstore.put(self.store, key, value)

    def get(self, key):
        return obstore.get(self.store, key).bytes().to_bytes()

    def has(self, key):
        try:
            obstore.head(self.store, key)
            return True
        except FileNotFoundError:
            return False

    def folders(self, prefix):
        return [path.rstrip("/").rsplit("/", 1)[-1] for path in obstore.list_with_delimiter(self.store, prefix or None)["common_prefixes"]]

    def remove(self, prefix):
        for page in obstore.list(self.store, prefix + "/"):
            obstore.delete(self.store, [item["path"] for item in page])


FORM = {
    "format_version": 1,
    "axis": "row",
    "partitioning": {"name": "sequence", "variables": ["orbit"], "dimension": "row"},
    "catalog": {"enabled": True},
    "schema": {
        "name": "/",
        "dimensions": [{"name": "row", "size": None, "chunks": 4, "shards": None}, {"name": "x", "size": 3, "chunks": 3, "shards": None}],
        "variables": [
            {"name": name, "dtype": dtype, "dimensions": dimensions, "fill_value": None, "codecs": {"array_to_array": [], "array_to_bytes": {"name": "bytes", "configuration": {"endian": "little"}}, "bytes_to_bytes": [{"name": "zstd", "configuration": {"level": 0, "checksum": False}}], "sharded": False, "shard_target_bytes": 134217728}, "attrs": {}, "role": "user", "immutable": dimensions == ["x"]}
            for name, dtype, dimensions in [("row", "<i8", ["row"]), ("orbit", "<i4", ["row"]), ("value", "<f8", ["row", "x"]), ("lut", "<i4", ["x"])]
        ],
        "groups": [],
        "attrs": {},
        "format_version": 1,
    },
}


def columns(orbit, numbers, scale=1.0):
    numbers = np.array(numbers, "int64")
    return {"row": numbers, "orbit": np.full(len(numbers), orbit, "int32"), "value": (numbers[:, None] * 10.0 + np.arange(3)) * scale}


class Session:
    """Steps on both sides, and what the server then tells."""

    def __init__(self, home, tmp_path):
        self.home, self.name = home, "session"
        front = object_store(home, "zcollections/session")
        own = obstore.store.LocalStore(tmp_path / "own", mkdir=True)
        self.ours = Directory(ObjectStore(front, read_only=False), Objects(front))
        self.own = Directory(LocalStore(tmp_path / "own"), Objects(own))
        self.sides = [self.own, self.ours]
        self.lut = None

    def __call__(self, step):
        for side in self.sides:
            step(side)
        self.check()

    def check(self):
        assert objects_of(self.ours.raw.store) == objects_of(self.own.raw.store)
        self.check_server()

    def check_server(self):
        paths = self.own.listed() if self.own.raw.has("_catalog/state.json") else self.own.walked()
        assert partitions(self.home, self.name) == paths
        found = rows(self.home, self.name)
        if not paths:
            assert found is None
            return
        parts = [self.own.read(path) for path in paths]
        for name in ("row", "orbit", "value"):
            np.testing.assert_array_equal(found[name], np.concatenate([part[name] for part in parts]))
        if self.lut is not None:
            np.testing.assert_array_equal(found["lut"], self.lut)

    def follow(self):
        """Takes over on the own side what the server did by itself."""
        objects = objects_of(self.ours.raw.store)
        for gone in set(objects_of(self.own.raw.store)) - set(objects):
            obstore.delete(self.own.raw.store, gone)
        for key, value in objects.items():
            self.own.raw.put(key, value)
        self.check()


def test_session_agrees_after_every_step(home, tmp_path):
    session = Session(home, tmp_path)
    ours = session.ours
    assert not ours.raw.has("_zcollection.json") and ours.raw.folders("_zcollection.json") == []
    for side in session.sides:
        side.create(FORM)
    assert ask(home, "session")["kind"] == "partitioned"
    assert ours.raw.get("_zcollection.json") == session.own.raw.get("_zcollection.json")

    session.lut = np.array([0, 100, 200], "int32")

    def insert(side):
        side.write("orbit=3", columns(3, range(5)), {"lut": session.lut})
        side.write("orbit=20", columns(20, range(100, 109)))
        side.catalog(["orbit=3", "orbit=20"])

    session(insert)

    def upsert(side):
        before = side.read("orbit=3")
        new = columns(3, [4, 5, 6], 2.0)
        kept = ~np.isin(before["row"], new["row"])
        side.write("orbit=3", {name: np.concatenate([cells[kept], new[name]]) for name, cells in before.items()})

    session(upsert)

    def concat(side):
        before = side.read("orbit=20")
        new = columns(20, [50], 3.0)
        side.write("orbit=20", {name: np.concatenate([cells, new[name]]) for name, cells in before.items()})

    session(concat)

    def update(side):
        before = side.read("orbit=20")
        side.write("orbit=20", before | {"value": before["value"] - before["value"].mean()})

    session(update)

    def lose_the_catalog(side):
        side.catalog(["orbit=20"])

    session(lose_the_catalog)
    session(lambda side: side.catalog(side.walked()))

    def drop(side):
        side.remove("orbit=3")
        side.catalog(["orbit=20"])

    session(drop)

    new = columns(7, range(3))
    body = io.BytesIO()
    np.savez(body, **new, lut=session.lut)
    status, _, answer = home.call("POST", "/api/v1/collections/session/rows", body.getvalue(), Content_Type="application/x-npz")
    assert status in (200, 201), answer
    assert ours.listed() == ["orbit=20", "orbit=7"] == ours.walked()
    for name, cells in ours.read("orbit=7").items():
        np.testing.assert_array_equal(cells, new[name])
    np.testing.assert_array_equal(zarr.open_array(ours.store, path="_immutable/lut", mode="r")[...], session.lut)
    session.follow()

    status, _, answer = home.call("POST", "/api/v1/collections/session/rows?merge=upsert", json.dumps({"row": [1], "orbit": [7], "value": [[7, 8, 9]]}).encode(), Content_Type="application/json")
    assert status in (200, 201), answer
    assert list(ours.read("orbit=7")["value"][1]) == [7, 8, 9]
    session.follow()
    status, _, answer = home.call("DELETE", "/api/v1/collections/session/partitions?filter=orbit%20%3D%3D%2020")
    assert status == 200, answer
    assert ours.listed() == ["orbit=7"] == ours.walked()
    session.follow()
    session(lambda side: side.remove("orbit=7") or side.catalog([]))


def test_what_says_what_a_collection_is_stays(home):
    store = object_store(home, "zcollections/kept")
    obstore.put(store, "_zcollection.json", json.dumps(FORM).encode())
    obstore.put(store, "_zcollection.json", json.dumps(FORM, indent=1).encode())
    other = json.loads(json.dumps(FORM))
    other["axis"] = "x"
    for document in (other, FORM | {"catalog": {"enabled": False}}, FORM | {"format_version": 2}, {}, []):
        with pytest.raises(Exception):
            obstore.put(store, "_zcollection.json", json.dumps(document).encode())
    with pytest.raises(Exception):
        obstore.delete(store, "_zcollection.json")
    assert json.loads(obstore.get(store, "_zcollection.json").bytes().to_bytes()) == FORM
    for document in (b"{}", b"[]", b"no json", json.dumps(FORM | {"axis": "other"}).encode()):
        with pytest.raises(Exception):
            obstore.put(object_store(home, "zcollections/bad"), "_zcollection.json", document)
    assert home.call("GET", "/api/v1/collections/bad")[0] == 404
