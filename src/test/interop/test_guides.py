"""Runs the shell blocks of the guides in order, as they are printed but for the port, and compares the answers shown."""

import json
import os
import pathlib
import re
import signal
import subprocess
import urllib.request

import pytest

from conftest import BASE, Server, free_port

GUIDES = ["slices.md", "schema-design.md"]
OPERATOR_GUIDES = ["operating.md", "security.md"]
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


@pytest.fixture
def directory(tmp_path):
    """A working directory with the jar, in which a server that a guide has started ends with the test."""
    (tmp_path / "hypertile.jar").symlink_to(pathlib.Path(os.environ["HYPERTILE_JAR"]).absolute())
    yield tmp_path
    pid = tmp_path / "server.pid"
    if pid.exists():
        try:
            os.kill(int(pid.read_text()), signal.SIGKILL)
        except ProcessLookupError:
            pass


@pytest.mark.parametrize("guide", OPERATOR_GUIDES)
def test_every_block_of_an_operators_guide_works(directory, guide):
    blocks = BLOCK.findall((BASE / "src/docs" / guide).read_text(encoding="utf-8"))
    assert len(blocks) >= 6
    port = str(free_port())
    java = str(pathlib.Path(os.environ["HYPERTILE_JAVA"]).parent)
    for code, _ in blocks:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code.replace("9000", port)],
            cwd=directory,
            env={**os.environ, "PATH": java + os.pathsep + os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=120,
        )
        shown = f"{guide}:\n{code}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, shown
        assert "urn:hypertile" not in done.stdout and '"status":4' not in done.stdout, shown


def test_the_warm_up_of_the_operators_guide_works(fresh):
    text = (BASE / "src/docs/operating.md").read_text(encoding="utf-8")
    block = next(code for code in re.findall(r"^```text\n(.*?)^```", text, re.M | re.S) if "xargs" in code)
    assert block.count("5000") == 1
    code = block.replace("5000", "300").replace("localhost:9000", f"localhost:{fresh.port}")
    box = f"http://localhost:{fresh.port}/api/v1/collections"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code], env={**os.environ, "BOX": box}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    with urllib.request.urlopen(f"http://localhost:{fresh.port}/actuator/prometheus") as answer:
        lists = re.findall(r'hypertile_requests_total\{[^}]*kind="list"[^}]*outcome="success"[^}]*\} (\S+)', answer.read().decode())
    assert sum(map(float, lists)) >= 300


def test_every_program_that_the_operators_guide_does_not_run_is_known():
    """Blocks that are no shell: the training, which TrainingIT runs, the warm-up above, settings, and lines that are shown."""
    text = (BASE / "src/docs/operating.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?!shell)(\w+)\n(.*?)^```", text, re.M | re.S)
    firsts = [code.splitlines()[0] for kind, code in blocks if kind == "text"]
    known = ["java -jar hypertile.jar --hypertile.train", "until curl -sSf http://localhost:9000/", "hypertile_storage_free_bytes / ", "2026-"]
    assert [first for first in firsts if not any(first.startswith(each) for each in known)] == []
    assert {kind for kind, _ in blocks} <= {"text", "ini", "yaml", "json"}


def test_every_path_that_the_contributing_page_names_is_there():
    text = (BASE / "src/docs/contributing.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|openapi)/[^` ]+)`", text)
    assert len(paths) > 15
    assert [path for path in paths if not (BASE / path).exists()] == []
