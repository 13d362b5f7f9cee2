"""Hosts of one machine: network namespaces on a bridge, with addresses for documentation (192.0.2.0/24), and a server on each."""

import http.client
import json
import os
import pathlib
import subprocess
import time

from conftest import BASE

STORE = "192.0.2.1"
PORT = 20080


def ip(*arguments):
    subprocess.run(["ip", *map(str, arguments)], check=True)


def make_bridge():
    """The bridge, in the network of this process, which is nobody else's: `run` sees to that."""
    pathlib.Path("/run/netns").mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "hosts", "/run/netns"], check=True)
    ip("link", "set", "lo", "up")
    ip("link", "add", "bridge", "type", "bridge")
    ip("address", "add", f"{STORE}/24", "dev", "bridge")
    ip("link", "set", "bridge", "up")


class Host:
    """A network namespace with one line to the bridge."""

    def __init__(self, number):
        self.name, self.line, self.address = f"host{number}", f"line{number}", f"192.0.2.{10 + number}"
        ip("netns", "add", self.name)
        ip("link", "add", self.line, "type", "veth", "peer", "name", "far", "netns", self.name)
        ip("link", "set", self.line, "master", "bridge", "up")
        ip("-n", self.name, "address", "add", f"{self.address}/24", "dev", "far")
        ip("-n", self.name, "link", "set", "far", "up")
        ip("-n", self.name, "link", "set", "lo", "up")

    def cut(self):
        """Nothing comes through, in both directions, and nobody is told."""
        ip("link", "set", self.line, "down")

    def mend(self):
        ip("link", "set", self.line, "up")


class Replica:
    """
    A server on a host, in place of whose root is a bucket, or on its own root without an endpoint; it has its
    directory again when it is started again.
    """

    def __init__(self, host, directory, endpoint, compiler="-XX:TieredStopAtLevel=1"):
        self.host, self.root, self.endpoint, self.compiler = host, pathlib.Path(directory) / host.name, endpoint, compiler
        self.process = None

    def options(self):
        if self.endpoint is None:
            return []
        return [
            "--hypertile.stores.lake.url=s3://lake/all", f"--hypertile.stores.lake.endpoint={self.endpoint}",
            "--hypertile.stores.lake.region=us-east-1", "--hypertile.root.store=lake",
        ]

    def spawn(self):
        (self.root / "data").mkdir(parents=True, exist_ok=True)
        with open(self.root.parent / f"{self.host.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    "ip", "netns", "exec", self.host.name, os.environ["HYPERTILE_JAVA"], "-Xmx512m", self.compiler,
                    "-jar", os.environ["HYPERTILE_JAR"], f"--server.port={PORT}",
                    f"--server.address={self.host.address}", "--hypertile.security.open=true",
                    f"--hypertile.storage.root={self.root / 'data'}", "--hypertile.warm-up.time=0", *self.options(),
                ],
                cwd=BASE, stdout=log, stderr=subprocess.STDOUT,
                env={**os.environ, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"},
            )

    def wait(self, seconds=300):
        deadline = time.monotonic() + seconds
        while True:
            assert self.process.poll() is None, f"{self.host.name} ended, see {self.root.parent}"
            assert time.monotonic() < deadline, f"{self.host.name} is not ready, see {self.root.parent}"
            try:
                if self.connect(2).call("GET", "/actuator/health/readiness")[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.2)

    def kill(self):
        self.process.kill()
        self.process.wait(30)

    def connect(self, seconds=15):
        return Connection(self.host.address, seconds)


class Connection:
    """Requests of one client, one after the other, on a connection that is kept."""

    def __init__(self, address, seconds):
        self.line = http.client.HTTPConnection(address, PORT, timeout=seconds)

    def call(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        return answer.status, answer.headers, answer.read()

    def close(self):
        self.line.close()
