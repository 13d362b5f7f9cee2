"""Runs the blocks of the README in order, as they are printed but for the port."""

import os
import pathlib
import re
import subprocess
import sys
import time

import pytest

from conftest import BASE, Server


def blocks():
    text = (BASE / "README.md").read_text(encoding="utf-8")
    for heading, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        for language, code in re.findall(r"^```(shell|python)\n(.*?)^```", body, re.M | re.S):
            yield heading, language, code


SAMPLES = "In five minutes"


def started(place, *options):
    running = Server(place / "root", *options)
    running.root.mkdir()
    running.start()
    return running


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """A server with the samples, and one without anything."""
    running = [started(tmp_path_factory.mktemp("samples"), "--hypertile.demo=true"), started(tmp_path_factory.mktemp("readme"))]
    ready = time.monotonic() + 60
    while running[0].call("GET", "/actuator/health/readiness")[0] != 200 and time.monotonic() < ready:
        time.sleep(0.1)
    yield running
    for each in running:
        each.stop()


def test_every_block_works_as_printed(servers, tmp_path):
    """One after the other, in the environment that the README makes for Python."""
    samples, fresh = servers
    commands = [block for block in blocks() if "./mvnw" not in block[2]]
    assert len(commands) >= 9 and SAMPLES in {heading for heading, _, _ in commands}
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    for heading, language, code in commands:
        port = (samples if heading == SAMPLES else fresh).port
        code = code.replace("localhost:8080", f"localhost:{port}")
        shell = ["bash", "-euo", "pipefail", "-c"] if language == "shell" else [tmp_path / "venv/bin/python", "-c"]
        done = subprocess.run(
            [*shell, code], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300
        )
        shown = f"{heading}:\n{code}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, shown
        # curl -sS ends with 0 on a problem too, so the answer itself is looked at.
        assert "urn:hypertile" not in done.stdout and '"status":4' not in done.stdout, shown
