"""Requests made up from openapi.yaml: no failure of the server, and no answer that it does not describe."""

import os
import pathlib
import subprocess
import sys

import pytest

from conftest import BASE, Server
from fuzz_hooks import ARRAY

SEED = 20261128
SECONDS = 60
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("fuzz") / "root", "--hypertile.limits.array=64KB")
    running.root.mkdir()
    running.start()
    fill(running)
    yield running
    running.stop()


def fill(server):
    for document in (
        {"name": "weather", "kind": "array"},
        {"name": "tiles", "kind": "varray", "vgrid": [2, 1]},
    ):
        document |= {
            "dtype": "float32",
            "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 3}],
            "attributes": [{"name": "dt", "dtype": "datetime", "primary": True}, {"name": "tm", "dtype": "int"}],
        }
        assert server.call("POST", "/api/v1/collections", document)[0] == 201
        arrays = f"/api/v1/collections/{document['name']}/arrays"
        array = {"id": ARRAY, "primary_attributes": {"dt": "2023-01-03T00:00:00Z"}}
        assert server.call("POST", arrays, array)[0] == 201


def test_no_failure_and_no_undescribed_answer(filled, tmp_path):
    command = [
        str(pathlib.Path(sys.executable).with_name("st")),
        "run",
        str(BASE / "openapi" / "openapi.yaml"),
        f"--url={filled.url}",
        f"--checks={','.join(CHECKS)}",
        "--phases=examples,coverage,fuzzing",
        "--max-examples=40",
        f"--max-time={SECONDS}",
        f"--seed={SEED}",
        "--request-timeout=30",
        "--generation-database=none",
        "--warnings=off",
        "--continue-on-failure",
        "--no-color",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "fuzz_hooks",
            "PYTHONPATH": str(pathlib.Path(__file__).parent),
        },
        capture_output=True,
        text=True,
        timeout=SECONDS + 60,
    )
    shown = f"seed {SEED}\n{done.stdout[-20_000:]}{done.stderr[-4_000:]}"
    assert done.returncode == 0, shown
    assert filled.call("GET", "/actuator/health")[0] == 200
    assert filled.call("GET", "/api/v1/collections")[0] == 200
