"""Starts the packaged server on an empty root and gives tests a small HTTP client."""

import fcntl
import json
import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

BASE = pathlib.Path(__file__).resolve().parents[3]


# Workers share the tests by files, and begin with those that take longest.
LONGEST = [
    "test_swagger.py", "test_stores.py", "test_guides.py", "test_explorer.py", "test_shared.py", "test_replicas.py",
    "test_openapi_fuzz.py", "test_deker.py", "test_alerts.py", "test_readme.py",
]

# One worker has those that build in this directory or install what others would find, the latter last.
BUILDING = [
    "test_stores.py", "test_segments.py", "test_zarr.py", "test_zarr_texts.py", "test_python_versions.py", "test_python.py", "test_python_guide.py",
    "test_sdk.py",
]


def pytest_collection_modifyitems(config, items):
    if not hasattr(config, "workerinput"):
        return

    def place(item):
        name = item.path.name
        if name in BUILDING:
            return LONGEST.index(BUILDING[0]), BUILDING.index(name)
        return LONGEST.index(name) if name in LONGEST else len(LONGEST), 0

    items.sort(key=place)
    for item in items:
        name = item.path.stem
        item.add_marker(pytest.mark.xdist_group("building" if item.path.name in BUILDING else name))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The jar on a root of its own."""

    def __init__(self, root, *options, java_options=()):
        self.root = pathlib.Path(root)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.options, self.java_options = options, java_options
        self.process = None

    def start(self):
        self.log = open(self.root.parent / f"server-{self.port}.log", "ab")
        self.process = subprocess.Popen(
            [
                os.environ["HYPERTILE_JAVA"],
                *self.java_options,
                "-jar",
                os.environ["HYPERTILE_JAR"],
                f"--server.port={self.port}",
                f"--hypertile.storage.root={self.root}",
                "--hypertile.warm-up.time=0",
                *self.options,
            ],
            cwd=BASE,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self.log.close()
                raise AssertionError(f"the server ended: see {self.log.name}")
            try:
                if self.call("GET", "/actuator/health")[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.2)
        self.kill()
        raise AssertionError(f"the server did not become healthy: see {self.log.name}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.log.close()

    def kill(self):
        self.process.kill()
        self.process.wait(60)
        self.log.close()

    def call(self, method, path, body=None, **headers):
        """Status, headers and body of one request; bodies that are no bytes go as JSON."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(
            self.url + path, data=body, method=method, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, problem.headers, problem.read()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("storage") / "root")
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def zarrita():
    """Where the package is installed."""
    root = BASE / "target/interop/zarrita"
    root.mkdir(parents=True, exist_ok=True)
    with open(root / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "node_modules/zarrita").is_dir():
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(root), "zarrita@0.7.5"]
            subprocess.run(command, check=True, timeout=300)
    return str(root)
