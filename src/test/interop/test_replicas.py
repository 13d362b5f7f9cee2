"""Servers on one bucket of a store that others wrote, one of which is killed while all of them write."""

import base64
import http.client
import json
import os
import pathlib
import threading
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

import pytest
import zarr
from conftest import Server, free_port
from test_stores import HERE, service

SERVERS = 3
THREADS = 2
COLLECTIONS = "/api/v1/collections"

# Objects are read by somebody alone; moto takes any signature.
SOMEBODY = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none"


class Bucket:
    """Objects of a bucket, read by hand, and what the refs in it say of arrays."""

    def __init__(self, url):
        self.url = url

    def ask(self, path="", **query):
        """The answer to a request that a service takes from somebody alone."""
        address = f"{self.url}{urllib.parse.quote(path)}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(address, headers={"Authorization": SOMEBODY})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def get(self, key):
        return self.ask(f"/{key}")

    def keys(self, prefix):
        found, token = [], ""
        while token is not None:
            query = {"list-type": "2", "prefix": prefix, **({"continuation-token": token} if token else {})}
            page = ElementTree.fromstring(self.ask(**query))
            space = page.tag.split("}")[0] + "}"
            found += [entry.findtext(f"{space}Key") for entry in page.iter(f"{space}Contents")]
            token = page.findtext(f"{space}NextContinuationToken")
        return found

    def entries(self, key):
        """Entries of all objects that a ref names, by their keys below its place."""
        ref = json.loads(self.get(key))
        entries = {}
        if "list" in ref:
            entries.update(json.loads(self.get(f"all/.hypertile/manifests/{ref['list']}"))["objects"])
        entries.update(ref["objects"])
        return {name: entry for name, entry in entries.items() if entry is not None}

    def written(self):
        """The only array with chunks."""
        found = self.arrays()
        assert len(found) == 1, found
        return found[0]

    def arrays(self):
        """All arrays with chunks."""
        refs = [key for key in self.keys("all/.hypertile/refs/") if key.endswith("@ref.json")]
        found = [entries for entries in map(self.entries, refs) if any(name.startswith("c/") for name in entries)]
        return list(map(self.array, found))

    def array(self, entries):
        """An array from the objects that its ref names, as zarr-python reads them."""
        objects = {}
        for name, entry in entries.items():
            body = base64.b64decode(entry[2]) if len(entry) > 2 else None
            if body is None:
                body = self.get(f"all/.hypertile/objects/{entry[0][-2:]}/{entry[0]}")
            assert len(body) == entry[1]
            objects[name] = zarr.core.buffer.default_buffer_prototype().buffer.from_bytes(body)
        return zarr.open_array(zarr.storage.MemoryStore(objects), mode="r")


@pytest.fixture
def bucket(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    port = free_port()
    moto = [os.environ["MOTO_PYTHON"], str(HERE / "stores/serve_moto.py"), str(port)]
    with service(tmp_path / "moto.log", port, *moto):
        url = f"http://127.0.0.1:{port}/lake"
        urllib.request.urlopen(urllib.request.Request(url, method="PUT")).close()
        yield Bucket(url)


def start(directory, bucket, name):
    root = pathlib.Path(directory) / name / "data"
    root.mkdir(parents=True)
    endpoint = bucket.url.rsplit("/", 1)[0]
    return Server(
        root,
        "--hypertile.stores.lake.url=s3://lake/all",
        f"--hypertile.stores.lake.endpoint={endpoint}",
        "--hypertile.stores.lake.region=us-east-1",
        "--hypertile.root.store=lake",
        java_options=("-Xmx384m", "-XX:TieredStopAtLevel=1"),
    ).start()


class Writer(threading.Thread):
    """Counts in one cell of an array that all have, and makes arrays, until it is told to stop."""

    def __init__(self, server, cell):
        super().__init__()
        self.server, self.cell = server, cell
        self.answered = self.begun = 0
        self.made, self.tried = [], []
        self.over = threading.Event()
        self.failure = None

    def run(self):
        try:
            while not self.over.is_set():
                self.step()
        except (OSError, http.client.HTTPException):
            pass  # The server was killed: what was begun may have been made.
        except BaseException as failure:
            self.failure = failure

    def step(self):
        self.begun = self.answered + 1
        path = f"{COLLECTIONS}/shared/arrays/~0/subset?slice={self.cell}:{self.cell + 1}"
        status, _, body = self.server.call("PUT", path, [self.begun])
        assert status in (204, 503), body
        if status == 204:
            self.answered = self.begun
        key = 1000 * (self.cell + 1) + len(self.tried)
        self.tried.append(key)
        status, _, body = self.server.call("POST", f"{COLLECTIONS}/shared/arrays", {"primary_attributes": {"n": key}})
        assert status in (201, 503), body
        if status == 201:
            self.made.append(key)


def race(servers, name):
    """Statuses of servers that make one collection at once."""
    document = {"name": name, "kind": "array", "dtype": "int64", "dimensions": [{"name": "x", "size": 8}]}
    statuses = []
    threads = [
        threading.Thread(target=lambda s=server: statuses.append(s.call("POST", COLLECTIONS, document)[0]))
        for server in servers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def keys_listed(server):
    status, _, body = server.call("GET", f"{COLLECTIONS}/shared/arrays?filter=n%3E0&sort=n&limit=1000")
    assert status == 200, body
    return [item["primary_attributes"]["n"] for item in json.loads(body)["items"]]


def test_nothing_answered_is_lost_when_a_server_is_killed(tmp_path, bucket):
    servers = []
    try:
        for number in range(SERVERS):
            servers.append(start(tmp_path, bucket, f"server{number}"))
        document = {
            "name": "shared", "kind": "array", "dtype": "int64",
            "dimensions": [{"name": "x", "size": SERVERS * THREADS}],
            "attributes": [{"name": "n", "dtype": "int", "primary": True}], "fill_value": 0,
        }
        status, _, body = servers[0].call("POST", COLLECTIONS, document)
        assert status == 201, body
        status, _, body = servers[1].call("POST", f"{COLLECTIONS}/shared/arrays", {"primary_attributes": {"n": 0}})
        assert status == 201, body

        writers = [Writer(servers[cell // THREADS], cell) for cell in range(SERVERS * THREADS)]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + 120
        while min(writer.answered for writer in writers) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        servers[-1].kill()
        killed = servers.pop()
        before = [writer.answered for writer in writers]
        while time.monotonic() < deadline and any(
            writer.answered < before[writer.cell] + 3 for writer in writers if writer.server is not killed
        ):
            time.sleep(0.05)
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join()
            assert writer.failure is None, writer.failure
            assert writer.answered >= 3

        # A server that starts without any files has all that the others have.
        servers.append(start(tmp_path, bucket, "fresh"))
        answered = {writer.cell: (writer.answered, writer.begun) for writer in writers}
        cells = bucket.written()[:]
        assert all(least <= cells[cell] <= most for cell, (least, most) in answered.items()), (cells, answered)
        for server in servers:
            status, _, body = server.call("GET", f"{COLLECTIONS}/shared/arrays/~0/subset?slice=:&layout=values")
            assert status == 200 and json.loads(body) == cells.tolist()
        made = {key for writer in writers for key in writer.made}
        tried = {key for writer in writers for key in writer.tried}
        deadline = time.monotonic() + 60
        while len({tuple(keys_listed(server)) for server in servers}) > 1 and time.monotonic() < deadline:
            time.sleep(0.2)
        for server in servers:
            listed = keys_listed(server)
            assert listed == sorted(set(listed))
            assert made <= set(listed) <= tried

        assert race(servers, "raced") == [201] + [409] * (SERVERS - 1)
    finally:
        for server in servers:
            server.kill()
