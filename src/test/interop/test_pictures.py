"""Pictures of the server beside Matplotlib's colours, NumPy's means and percentiles, and Pillow's decoder."""

import io
import itertools
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from matplotlib import colormaps
from PIL import Image

BASE = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-000000000003"
ROWS, COLUMNS = 47, 83
DTYPES = "int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64".split()


@pytest.fixture(scope="module", params=DTYPES)
def field(request, server):
    """Path of the subset, and its cells as float64, NaN for nulls; latitudes rise along the rows."""
    name = f"pictures-{request.param}"
    body = {
        "name": name,
        "kind": "array",
        "dtype": request.param,
        "fill_value": 7,
        "dimensions": [
            {"name": "y", "size": ROWS, "scale": {"start_value": -20.0, "step": 0.5, "name": "lat"}},
            {"name": "x", "size": COLUMNS},
        ],
    }
    assert server.call("POST", BASE, body)[0] == 201
    assert server.call("POST", f"{BASE}/{name}/arrays", {"id": ID})[0] == 201
    cells = np.random.default_rng(5).integers(1, 120, (ROWS, COLUMNS)).astype(request.param)
    path = f"{BASE}/{name}/arrays/{ID}/subset"
    assert server.call("PUT", path, cells.tobytes(), Content_Type="application/octet-stream")[0] == 204
    numbers = cells.astype(float)
    numbers[cells == 7] = np.nan
    return path, numbers


def expected(numbers, low, high, colors):
    """RGBA by Matplotlib's table, at 240 equal distances."""
    table = np.rint(colormaps[colors](np.arange(256))[:, :3] * 255)
    at = np.arange(240) / 239 * 255
    table = np.stack([np.interp(at, np.arange(256), table[:, c]) for c in range(3)], axis=1)
    table = np.floor(table + 0.5).astype(np.uint8)
    level = np.nan_to_num(np.clip(np.floor((numbers - low) / (high - low) * 240), 0, 239)).astype(int)
    return np.dstack([table[level], np.where(np.isnan(numbers), 0, 255).astype(np.uint8)])


def compare(server, path, query, numbers, low, high, colors):
    status, _, body = server.call("GET", f"{path}?format=png{query}")
    assert status == 200, body
    shown = np.array(Image.open(io.BytesIO(body)).convert("RGBA"))
    wanted = expected(numbers, low, high, colors)
    assert shown.shape == wanted.shape
    assert np.array_equal(shown[..., 3], wanted[..., 3])
    seen = wanted[..., 3] > 0
    assert np.array_equal(shown[seen], wanted[seen])


def test_every_pixel_has_the_colour_of_its_cell(server, field):
    path, numbers = field
    for colors in ["viridis", "magma", "inferno", "plasma", "cividis", "gray"]:
        compare(
            server, path, f"&colors={colors}", numbers[::-1], np.nanmin(numbers), np.nanmax(numbers), colors
        )


def test_ranges_are_numbers_or_percentiles(server, field):
    path, numbers = field
    compare(server, path, "&range=20,90.5&flip=none", numbers, 20, 90.5, "viridis")
    low, high = np.nanpercentile(numbers, [5, 95])
    compare(server, path, "&range=5%25,95%25&flip=x", numbers[:, ::-1], low, high, "viridis")


def test_fewer_pixels_are_means(server, field):
    path, numbers = field
    height, width = 10, 12
    means = np.empty((height, width))
    for row, column in itertools.product(range(height), range(width)):
        part = numbers[
            row * ROWS // height : (row + 1) * ROWS // height,
            column * COLUMNS // width : (column + 1) * COLUMNS // width,
        ]
        means[row, column] = np.nanmean(part)
    compare(server, path, f"&range=0,128&flip=none&width={width}&height={height}", means, 0, 128, "viridis")


def test_lines_are_xml(server, field):
    path, _ = field
    status, headers, body = server.call("GET", f"{path}?format=svg&isel.x=3")
    assert status == 200
    assert ElementTree.fromstring(body).tag == "{http://www.w3.org/2000/svg}svg"
