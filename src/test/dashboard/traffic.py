"""Requests of every kind, those that fail included, for a server on loopback that has keys and stores."""

import collections
import functools
import hashlib
import http.client
import http.server
import itertools
import json
import random
import struct
import subprocess
import threading
import time

Key = collections.namedtuple("Key", ["text", "hash"])

POND = {
    "kind": "array",
    "dtype": "float32",
    "dimensions": [{"name": "y", "size": 256}, {"name": "x", "size": 256}],
    "attributes": [{"name": "n", "dtype": "int", "primary": True}],
    "options": {"chunks": [64, 64], "compression": "gzip"},
}
FORMS = {
    "pond": {},
    "tiles": {"kind": "varray", "vgrid": [4, 4], "options": {"chunks": [16, 16], "compression": "gzip"}},
    "lake": {"storage": "zarr", "store": "disk"},
    "heap": {"storage": "zarr", "store": "heap"},
}


def make_key(java, jar, name):
    done = subprocess.run([java, "-jar", str(jar), f"--hypertile.make-key={name}"], capture_output=True, text=True, timeout=120, check=True)
    text = next(line.removeprefix("key: ").strip() for line in done.stdout.splitlines() if line.startswith("key: "))
    return Key(text, hashlib.sha256(text.encode()).hexdigest())


def served(directory):
    """The port of a server of files on loopback, which ends with the process."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    directory.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(directory)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def settings(work, port, key):
    """Arguments of the server: few places in the lanes, so that some requests wait and are refused, a store over HTTP that
    is there and one that is down."""
    return [
        f"--server.port={port}",
        f"--hypertile.storage.root={work}/root",
        f"--hypertile.backup.directory={work}/backups",
        "--hypertile.backup.keep=2",
        "--hypertile.trash.keep=1d",
        "--hypertile.quotas.all.collections=*",
        "--hypertile.quotas.all.bytes=1GB",
        "--hypertile.quotas.all.arrays=100000",
        f"--hypertile.stores.disk.url=file://{work}/disk",
        "--hypertile.stores.heap.url=memory:",
        f"--hypertile.stores.web.url=http://127.0.0.1:{served(work / 'disk')}/",
        "--hypertile.stores.down.url=http://127.0.0.1:9/lake/",
        "--hypertile.stores.down.patience=1s",
        "--hypertile.fairness.heavy=1",
        "--hypertile.fairness.heavy-size=128KB",
        "--hypertile.fairness.patience=50ms",
        "--hypertile.security.api-keys[0].name=boss",
        f"--hypertile.security.api-keys[0].hash={key.hash}",
        "--hypertile.security.api-keys[0].scopes=admin",
        "--hypertile.security.api-keys[0].collections=*",
    ]


class Client:
    """One connection; counts answers by status."""

    def __init__(self, port, key, counts):
        self.port, self.key, self.counts = port, key, counts
        self.connection = None

    def __call__(self, method, path, body=None, kind="application/json", key=None, **headers):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Authorization"] = f"Bearer {key or self.key.text}"
        if body is not None:
            headers["Content-Type"] = kind
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            self.counts["broken"] += 1
            return 0, b""
        self.counts[str(answer.status)] += 1
        return answer.status, data


def cells(rows, value):
    return struct.pack("<f", value) * (256 * rows)


API = "/api/v1/collections"


def prepare(client):
    for name, form in FORMS.items():
        status, data = client("POST", API, {**POND, "name": name, **form})
        assert status == 201, data
        for n in range(6):
            status, data = client("POST", f"{API}/{name}/arrays", {"primary_attributes": {"n": n}})
            assert status == 201, data
            client("PUT", f"{API}/{name}/arrays/~{n}/subset", cells(256, n), "application/octet-stream")
    assert client("POST", API, {"name": "casts", "kind": "dataset"})[0] == 201


def writes(client, turn):
    name = random.choice(list(FORMS))
    at = random.randrange(240)
    client("PUT", f"{API}/{name}/arrays/~{random.randrange(6)}/subset?slice={at}:{at + 8}", cells(8, turn), "application/octet-stream")
    if turn % 10 == 0:
        client("PUT", f"{API}/{name}/arrays/~{random.randrange(6)}/subset", cells(256, turn), "application/octet-stream")


def reads(client, turn):
    name = random.choice(list(FORMS))
    array = f"{API}/{name}/arrays/~{random.randrange(6)}"
    form = ["?format=npy", "?format=json&slice=0:4,0:4", "?format=csv&slice=0:8,0:8", ".raw?slice=:,3"][turn % 4]
    client("GET", f"{array}/subset{form}")
    client("GET", [API, f"{API}/{name}/arrays?filter=n%3E2", array, f"{API}/{name}/size", "/v1/collections", "/"][turn % 6])
    client("GET", f"/zarr/{name}/~1/{name}/c/0/{turn % 4}")


def faults(client, turn):
    wrong = [
        ("GET", f"{API}/nothing", None, None),
        ("GET", f"{API}/pond/arrays/~77", None, None),
        ("GET", f"{API}/pond/arrays/~1/subset?slice=x", None, None),
        ("POST", API, {**POND, "name": "pond"}, None),
        ("POST", API, {"name": "bad", "kind": "array"}, None),
        ("PUT", f"{API}/pond/arrays/~1/subset?slice=0:2", {"not": "cells"}, None),
        ("GET", API, None, "hk_" + "0" * 43),
        ("GET", "/api/v1/trash", None, "wrong"),
        ("DELETE", f"{API}/casts/datasets?confirm=other", None, None),
        ("PATCH", API, None, None),
        ("POST", API, {"name": "seen", "kind": "dataset", "layout": "tree", "storage": "zarr", "store": "web", "path": "lake", "read_only": True}, None),
        ("POST", API, {**POND, "name": "far", "storage": "zarr", "store": "down"}, None),
    ]
    method, path, body, key = wrong[turn % len(wrong)]
    client(method, path, body, key=key)
    time.sleep(0.05)


def deletes(client, turn):
    name = f"short{turn}"
    client("POST", API, {**POND, "name": name, "options": {"chunks": [64, 64]}})
    for n in range(3):
        client("POST", f"{API}/{name}/arrays", {"primary_attributes": {"n": n}})
    client("PUT", f"{API}/{name}/arrays/~1/subset", cells(256, turn), "application/octet-stream")
    client("DELETE", f"{API}/{name}/arrays/~0")
    client("DELETE", f"{API}/{name}/arrays")
    client("DELETE", f"{API}/{name}")
    items = json.loads(client("GET", "/api/v1/trash")[1] or b"{}").get("items", [])
    if items and turn % 2:
        client("POST", f"/api/v1/trash/{items[0]['id']}:restore")
    for item in items[4:]:
        client("DELETE", f"/api/v1/trash/{item['id']}")
    client("POST", f"{API}/casts/datasets", {"name": f"d{turn}"})
    client("DELETE", f"{API}/casts/datasets/d{turn}")
    time.sleep(0.2)


def upkeep(client, turn):
    client("POST", "/api/v1/backup", [{"target": "nightly"}, {"target": "disk", "store": "disk"}][turn % 2])
    client("POST", f"{API}/pond/integrity", {"level": 2})
    client("GET", "/api/v1/size")
    time.sleep(3)


def send(port, key, seconds):
    """Sends for so long; gives how many answers had each status."""
    counts = collections.Counter()
    prepare(Client(port, key, counts))
    end = time.monotonic() + seconds

    def go(kind, pause):
        client = Client(port, key, counts)
        for turn in itertools.count():
            if time.monotonic() > end:
                return
            kind(client, turn)
            # Busy for some seconds, then quiet: lines that only go straight on tell little.
            time.sleep(pause if int(time.monotonic() / 8) % 2 else 4 * pause)

    plan = [(writes, 0.02), (writes, 0.02), (reads, 0.01), (reads, 0.01), (reads, 0.01), (faults, 0.05), (deletes, 0.05), (upkeep, 0.1)]
    threads = [threading.Thread(target=go, args=each, daemon=True) for each in plan]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)
    return counts
