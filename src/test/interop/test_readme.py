"""Runs the blocks of the README in order, as they are printed but for the port."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

from conftest import BASE, Server


def blocks():
    text = (BASE / "README.md").read_text(encoding="utf-8")
    for heading, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        for language, code in re.findall(r"^```(shell|python)\n(.*?)^```", body, re.M | re.S):
            yield heading, language, code


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("readme") / "root")
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


def test_every_block_works_as_printed(fresh, tmp_path):
    commands = [block for block in blocks() if "./mvnw" not in block[2]]
    assert len(commands) >= 9
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    for heading, language, code in commands:
        code = code.replace("localhost:8080", f"localhost:{fresh.port}")
        shell = ["bash", "-euo", "pipefail", "-c"] if language == "shell" else [sys.executable, "-c"]
        done = subprocess.run(
            [*shell, code], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300
        )
        shown = f"{heading}:\n{code}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, shown
        # curl -sS ends with 0 on a problem too, so the answer itself is looked at.
        assert "urn:hypertile" not in done.stdout and '"status":4' not in done.stdout, shown
