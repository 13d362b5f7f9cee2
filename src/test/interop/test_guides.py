"""Runs the shell blocks of the guides in order, as they are printed but for the port, and compares the answers shown."""

import json
import re
import subprocess

import pytest

from conftest import BASE, Server

GUIDES = ["slices.md", "schema-design.md"]
BLOCK = re.compile(r"^```shell\n(.*?)^```\n(?:```json\n(.*?)^```\n)?", re.M | re.S)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("guides") / "root")
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("guide", GUIDES)
def test_every_block_works_and_answers_as_printed(fresh, tmp_path, guide):
    blocks = BLOCK.findall((BASE / "src/docs" / guide).read_text(encoding="utf-8"))
    assert len(blocks) >= 3
    for code, answer in blocks:
        code = code.replace("localhost:8080", f"localhost:{fresh.port}")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        shown = f"{guide}:\n{code}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, shown
        assert "urn:hypertile" not in done.stdout and '"status":4' not in done.stdout, shown
        if answer:
            assert json.loads(done.stdout) == json.loads(answer), shown


def test_every_path_that_the_contributing_page_names_is_there():
    text = (BASE / "src/docs/contributing.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|openapi)/[^` ]+)`", text)
    assert len(paths) > 15
    assert [path for path in paths if not (BASE / path).exists()] == []
