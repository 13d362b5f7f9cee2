"""Installs the wheel of the server under each Python that this machine has, with no more than it asks for, and uses it there."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from conftest import BASE

WHEEL = re.search(r"/clients/(hypertile-.*?\.whl)", (BASE / "src/docs/python.md").read_text(encoding="utf-8"))[1]
TESTS = ["src/test/interop/test_python_faults.py", "src/test/interop/test_python.py"]


def interpreters():
    """This Python, and one of each other version from 3.10 to 3.14."""
    found = {sys.version_info[:2]: sys.executable}
    for minor in range(10, 15):
        places = [shutil.which(f"python3.{minor}"), *pathlib.Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3.{minor}")]
        for place in filter(None, places):
            done = subprocess.run([place, "-c", "import sys, venv; print(*sys.version_info[:2])"], capture_output=True, text=True)
            if done.returncode == 0 and done.stdout.split() == ["3", str(minor)]:
                found.setdefault((3, minor), str(place))
    return sorted(found.items())


INTERPRETERS = interpreters()

# The version that runs these files runs all of these tests itself; what the oldest takes, those between take.
WHOLE = {INTERPRETERS[0][0]} - {sys.version_info[:2]}


@pytest.mark.parametrize(("version", "python"), INTERPRETERS, ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "")
def test_wheel_works_with_what_it_asks_for(server, tmp_path, version, python):
    def run(*command):
        environment = {**os.environ, "HYPERTILE_INSTALLED": "true"}
        done = subprocess.run([str(each) for each in command], cwd=BASE, env=environment, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    run(python, "-m", "venv", tmp_path / "venv")
    installed = tmp_path / "venv/bin/python"
    wheel = f"{server.url}/clients/{WHEEL}"
    run(installed, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    run(installed, "-m", "pip", "check")
    name = f"alone_{version[0]}_{version[1]}"
    assert run(installed, BASE / "src/test/interop/python_alone.py", server.url, name, tmp_path).strip() == "done"
    if version in WHOLE:
        run(installed, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"hypertile[all] @ {wheel}", "pytest", "netCDF4")
        run(installed, "-m", "pip", "check")
        run(installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not typed", *TESTS)
