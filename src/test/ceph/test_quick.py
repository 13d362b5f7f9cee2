"""The contract of stores, a server in place of whose root is a bucket, and three servers of which one is killed: on Ceph."""

import json
import os
import urllib.parse

import numpy
import pytest
import signed
import test_replicas
from ceph import Ceph
from test_replicas import COLLECTIONS, start, test_nothing_answered_is_lost_when_a_server_is_killed
from test_stores import run_contract


class SignedBucket(test_replicas.Bucket):
    """A bucket of a service that looks at signatures."""

    def ask(self, path="", **query):
        return signed.ask("GET", f"{self.url}{urllib.parse.quote(path)}?{urllib.parse.urlencode(query)}")

    def clear(self):
        for key in self.keys(""):
            signed.ask("DELETE", f"{self.url}/{urllib.parse.quote(key)}")


@pytest.fixture(scope="module")
def ceph():
    cluster = Ceph(os.environ["CEPH_DIRECTORY"])
    try:
        yield cluster.start()
    finally:
        cluster.stop()


@pytest.fixture
def bucket(ceph, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    lake = SignedBucket(f"{ceph.urls[0]}/lake")
    signed.ask("PUT", lake.url)
    yield lake
    lake.clear()


def test_contract_of_stores(ceph):
    run_contract(
        "S3GatewaysRun,S3ServiceRun,S3ServiceListingRun,S3ServiceCommitsRun",
        f"-Dhypertile.test.s3={ceph.urls[0]}", f"-Dhypertile.test.s3.gateways={','.join(ceph.urls)}",
    )


def test_zarr_python_reads_what_a_server_keeps_in_a_bucket(tmp_path, bucket):
    cells = numpy.arange(60 * 70, dtype="<f4").reshape(60, 70)
    server = start(tmp_path, bucket, "alone")
    try:
        document = {
            "name": "kept", "kind": "array", "dtype": "float32",
            "dimensions": [{"name": "y", "size": 60}, {"name": "x", "size": 70}],
        }
        assert server.call("POST", COLLECTIONS, document)[0] == 201
        status, _, body = server.call("POST", f"{COLLECTIONS}/kept/arrays", {})
        assert status == 201, body
        path = f"{COLLECTIONS}/kept/arrays/{json.loads(body)['id']}/subset"
        octets = {"Content_Type": "application/octet-stream"}
        assert server.call("PUT", f"{path}?slice=:,:", cells.tobytes(), **octets)[0] == 204
        assert server.call("PUT", f"{path}?slice=3:5,7:9", numpy.full((2, 2), -1, "<f4").tobytes(), **octets)[0] == 204
        cells[3:5, 7:9] = -1
        status, _, body = server.call("GET", f"{path}?slice=:,:", Accept="application/octet-stream")
        assert status == 200 and body == cells.tobytes()
        assert (bucket.written()[:] == cells).all()
    finally:
        server.kill()
