"""The unmodified client of Deker against the server, and the same steps against Deker's own storage."""

import json
import os
import pathlib
import subprocess

import pytest

from conftest import Server

HERE = pathlib.Path(__file__).resolve().parent


def session(uri, cwd, adapters=""):
    environment = {**os.environ, "PYTHONPATH": adapters}
    if not adapters:
        environment["SESSION_GIVES_ARRAYS"] = "yes"
    done = subprocess.run(
        [os.environ["DEKER_PYTHON"], str(HERE / "deker_session.py"), uri],
        capture_output=True, text=True, timeout=120, cwd=cwd, env=environment,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def compared(step):
    """What a step gave; of a failure only that it failed, as Deker's plugin has errors of its own."""
    return step[:2]


@pytest.mark.parametrize("plugin", ["1.0.8", "1.0.9"])
def test_every_step_of_a_session_is_as_with_local_deker(tmp_path, plugin):
    root, local = tmp_path / "root", tmp_path / "local"
    root.mkdir()
    local.mkdir()
    server = Server(root).start()
    try:
        # The slash at the end doubles the slashes of the client's requests.
        older = os.environ["DEKER_OLDER_ADAPTERS"] if plugin == "1.0.8" else ""
        there = session(server.url + "/", tmp_path, older)
    finally:
        server.stop()
    here = session(f"file://{local}", tmp_path, older)
    assert len(there) == len(here) > 100
    differing = [(a, b) for a, b in zip(there, here) if compared(a) != compared(b)]
    assert not differing, "\n".join(map(str, differing))
