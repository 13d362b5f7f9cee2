"""GDAL opens collections as Zarr by their address, places them on the map and reads the cells that the interface gives."""

import io
import json
import pathlib
import subprocess
import sys

import numpy as np

ROOT = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-00000000000d"
SHAPE = (4, 61, 90)


def make(server, name, dimensions, cells, options=None):
    body = {"name": name, "kind": "array", "dtype": "float32", "dimensions": dimensions} | (options or {})
    assert server.call("POST", ROOT, body | {"attributes": [{"name": "units", "dtype": "string"}]})[0] == 201
    assert server.call("POST", f"{ROOT}/{name}/arrays", {"id": ID, "custom_attributes": {"units": "K"}})[0] == 201
    path = f"{ROOT}/{name}/arrays/{ID}/subset"
    assert server.call("PUT", f"{path}.raw", cells.tobytes(), Content_Type="application/octet-stream")[0] == 204
    status, _, body = server.call("GET", f"{path}?format=npy")
    assert status == 200
    return np.load(io.BytesIO(body))


def test_gdal_reads_cells_and_places(server, tmp_path):
    places = [
        {"name": "y", "size": SHAPE[1], "scale": {"start_value": 60.0, "step": -2.0, "name": "lat"}},
        {"name": "x", "size": SHAPE[2], "scale": {"start_value": -178.0, "step": 4.0, "name": "lon"}},
    ]
    hour = {"name": "hour", "type": "time", "size": SHAPE[0], "start_value": "2024-06-01T00:00:00Z", "step": "PT6H"}
    cells = np.random.default_rng(3).normal(size=SHAPE).astype("f4")
    chunked = {"options": {"chunks": [1, 61, 45], "compression": {"codec": "zstd"}}}
    expected = make(server, "gdal_cube", [hour, *places], cells, chunked)
    flat = make(server, "gdal_flat", places, cells[0])
    np.save(tmp_path / "expected.npy", expected)
    done = subprocess.run(
        [
            sys.executable,
            pathlib.Path(__file__).with_name("gdal_side.py"),
            f"{server.url}/zarr/gdal_cube/{ID}",
            "gdal_cube",
            tmp_path / "expected.npy",
            f'ZARR:"/vsicurl/{server.url}/zarr/gdal_flat/{ID}":/gdal_flat',
        ],
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["axes"] == {"hour": "TEMPORAL", "y": "HORIZONTAL_Y", "x": "HORIZONTAL_X"}
    assert told["unit"] == "K"
    assert told["hour"] == {"values": [0, 6, 12, 18], "unit": "hours since 2024-06-01T00:00:00+00:00"}
    assert told["y"]["values"] == [60.0 - 2 * n for n in range(61)] and told["y"]["unit"] == "degrees_north"
    assert told["x"]["values"] == [-178.0 + 4 * n for n in range(90)] and told["x"]["unit"] == "degrees_east"
    np.testing.assert_array_equal(np.array(told["cells"], "f4"), flat)
    # From the corner of the first cell, not its middle.
    assert told["place"] == [-180.0, 4.0, 0.0, 61.0, 0.0, -2.0]
