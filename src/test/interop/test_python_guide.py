"""Runs the blocks of the Python guide against the started jar, with the wheel that the jar hands out, and compares what they print."""

import os
import re
import subprocess
import sys
import zipfile

import pytest

from conftest import BASE, Server

GUIDE = (BASE / "src/docs/python.md").read_text(encoding="utf-8")
WHEEL = re.search(r"/clients/(hypertile-.*?\.whl)", GUIDE)[1]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("python") / "root")
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


def pip(*command):
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, command)],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(fresh, tmp_path_factory):
    """The directory that the wheel of the server is installed in, as pip does it."""
    directory = tmp_path_factory.mktemp("site")
    pip("install", "--no-deps", "--target", directory, f"{fresh.url}/clients/{WHEEL}")
    return directory


def headers(wheel):
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        [metadata] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        head, _, body = archive.read(metadata).decode().partition("\n\n")
        modules = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
        [entries] = [archive.read(name).decode().strip() for name in archive.namelist() if name.endswith("entry_points.txt")]
    told = [line for line in head.splitlines() if not line.startswith("Metadata-Version")]
    return sorted(told), body.strip(), modules, entries


def test_wheel_of_the_server_is_the_one_that_the_sources_make(fresh, tmp_path):
    status, answer, body = fresh.call("GET", f"/clients/{WHEEL}")
    assert status == 200 and answer["Content-Length"] == str(len(body))
    (tmp_path / "served.whl").write_bytes(body)
    pip("wheel", "--no-deps", "-w", tmp_path / "made", BASE / "src/main/sdk/python")
    [made] = (tmp_path / "made").iterdir()
    assert made.name == WHEEL
    assert headers(made) == headers(tmp_path / "served.whl")
    pip("download", "--no-deps", "--no-index", "--find-links", f"{fresh.url}/clients/", "-d", tmp_path / "found", "hypertile")
    assert (tmp_path / "found" / WHEEL).read_bytes() == body


def test_pip_finds_nothing_wrong_with_the_wheel(installed):
    code = (
        "import importlib.metadata as m; d = m.distribution('hypertile'); import hashlib, base64\n"
        "for f in d.files:\n"
        "    if f.hash: assert base64.urlsafe_b64encode(hashlib.sha256(f.read_binary()).digest()).rstrip(b'=').decode() == f.hash.value, f\n"
        "import hypertile; assert hypertile.__version__ == d.version and hypertile.__file__.startswith(str(d.locate_file('')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_block_prints_what_stands_behind_it(fresh, installed, tmp_path):
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE, re.M | re.S)
    assert len(blocks) >= 9
    expected = re.findall(r"^\s*print\(.*\)  # (.*)$", "".join(blocks), re.M)
    assert len(expected) == len(re.findall(r"^\s*print\(", "".join(blocks), re.M)) >= 25
    program = tmp_path / "guide.py"
    program.write_text("".join(blocks).replace("localhost:8080", f"localhost:{fresh.port}"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == expected
