"""Collections that the server keeps in Zarr, opened and changed by zarr-python beside it, and read again by the server."""

import numpy as np
import pytest
import zarr

from conftest import Server


@pytest.fixture
def home(tmp_path):
    (tmp_path / "root").mkdir()
    server = Server(tmp_path / "root").start()
    yield server
    server.stop()


def assert_shown(home, node, expected):
    """The hierarchy over HTTP shows the array as it is stored, the bytes of its objects too."""
    shown = zarr.open_array(home.url + "/zarr/lake/~1/lake", mode="r")
    np.testing.assert_array_equal(shown[:], expected)
    assert shown.metadata.codecs == node.metadata.codecs
    assert (shown.chunks, shown.shards) == (node.chunks, node.shards)
    stored = (home.root / "zarr/lake/~1/c/0/0").read_bytes()
    assert home.call("GET", "/zarr/lake/~1/lake/c/0/0")[2] == stored


@pytest.mark.parametrize("kind", ["array", "varray"])
@pytest.mark.parametrize(
    "options", [None, {"chunks": [2, 3], "compression": "gzip"}, {"chunks": [2, 3], "compression": "zstd"}, {"chunks": [2, 3]}]
)
def test_collection_is_opened_and_changed_by_zarr_python(home, kind, options):
    document = {
        "name": "lake",
        "kind": kind,
        "storage": "zarr",
        "dtype": "float32",
        "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}],
        "attributes": [{"name": "n", "dtype": "int", "primary": True}, {"name": "note", "dtype": "string"}],
    }
    if kind == "varray":
        document["vgrid"] = [2, 2]
    if options:
        document["options"] = options
    assert home.call("POST", "/api/v1/collections", document)[0] == 201
    array = {"primary_attributes": {"n": 1}, "custom_attributes": {"note": "é"}}
    assert home.call("POST", "/api/v1/collections/lake/arrays", array)[0] == 201
    cells = "/api/v1/collections/lake/arrays/~1/subset"
    assert home.call("PUT", cells + "?slice=0:3,1:4", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])[0] == 204

    group = zarr.open_group(home.root / "zarr/lake", mode="r+")
    assert list(group.array_keys()) == ["~1"]
    node = group["~1"]
    assert node.metadata.dimension_names == ("y", "x") and np.isnan(node.fill_value)
    assert node.attrs["n"] == 1 and node.attrs["note"] == "é"
    expected = np.full((4, 6), np.nan, "float32")
    expected[0:3, 1:4] = np.arange(1, 10).reshape(3, 3)
    np.testing.assert_array_equal(node[:], expected)

    assert_shown(home, node, expected)

    node[2:4, 2:6] = 42
    expected[2:4, 2:6] = 42
    assert_shown(home, node, expected)
    node.attrs["note"] = "from outside"
    status, _, body = home.call("GET", cells + "?format=npy")
    assert status == 200
    np.testing.assert_array_equal(np.frombuffer(body[-96:], "<f4").reshape(4, 6), expected)
    found = home.call("GET", "/api/v1/collections/lake/arrays/~1")[2]
    assert b"from outside" in (found if isinstance(found, bytes) else str(found).encode())
