"""Presses Execute of every operation in Swagger UI, in Chromium, on a server with the samples."""

import json
import os
import shutil
import subprocess
import zipfile

import pytest

from conftest import BASE, Server

SCRIPT = BASE / "src/test/interop/swagger"
LABELS = 200_000
PATIENCE = 30


def importable(directory):
    """The store that the examples of imports are about, with a store of ATLAS in it."""
    source = "0.14.0/profiles/"
    with zipfile.ZipFile(BASE / "src/test/resources/fixtures/atlas/stores.zip") as stores:
        for name in stores.namelist():
            if name.startswith(source) and not name.endswith("/"):
                file = directory / "profiles.atlas" / name[len(source) :]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(stores.read(name))
    return f"--hypertile.stores.lake.url={directory.as_uri()}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    place = tmp_path_factory.mktemp("demo")
    options = [
        "--hypertile.demo=true",
        importable(place / "lake"),
        f"--hypertile.backup.directory={place / 'backups'}",
    ]
    # What lies in the trash stays there without one, where operations need no confirmation that is not filled in.
    removing = Server(place / "root", "--hypertile.trash.keep=1d", *options)
    removing.root.mkdir()
    started(removing)
    remove(removing)
    removing.stop()
    running = Server(place / "root", *options)
    started(running)
    yield running
    running.stop()


def started(server):
    """Starts a server, and waits until its samples are there."""
    server.start()
    for _ in range(600):
        if server.call("GET", "/actuator/health/readiness")[0] == 200:
            break


def remove(server):
    """Makes two collections and removes them."""
    for name in ("removed_1", "removed_2"):
        axes = [{"name": "x", "size": 2}]
        document = {"name": name, "kind": "array", "dtype": "int8", "dimensions": axes}
        assert server.call("POST", "/api/v1/collections", document)[0] == 201
        assert server.call("DELETE", f"/api/v1/collections/{name}")[0] == 204


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    directory = tmp_path_factory.mktemp("swagger")
    shutil.copytree(SCRIPT, directory, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=directory, check=True, timeout=120)
    return directory / "execute.js"


def test_every_operation_succeeds_as_it_is_filled_in(demo, script):
    large = {
        "name": "stations",
        "kind": "array",
        "dtype": "int8",
        "dimensions": [{"name": "station", "size": LABELS, "labels": [f"station {n}" for n in range(LABELS)]}],
    }
    assert demo.call("POST", "/api/v1/collections", large)[0] == 201
    done = subprocess.run(
        ["node", script, demo.url, os.environ["CHROMIUM"], large["name"]], capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen["operations"]) > 20
    assert [each for each in seen["operations"] if each["status"] != each["expected"]] == []

    # In the order of paths, and of each path with what shows first.
    document = json.loads(demo.call("GET", "/v3/api-docs")[2])
    tags = [tag["name"] for tag in document["tags"]]
    listed = [
        (tags.index(operation["tags"][0]), path, ["get", "post", "put", "patch", "delete"].index(method), operation["operationId"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    assert seen["order"] == [name for *_, name in sorted(listed)]
    assert seen["large"] < PATIENCE * 1000, f"the page did nothing else for {seen['large']} ms"
