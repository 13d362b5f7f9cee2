"""Arrays of texts and bytes that the server's engine wrote, read, changed and grown by zarr-python, and read again by the engine."""

import base64
import json
import pathlib

import numpy as np
import pytest
import zarr

from test_stores import run_contract

FIXED = 24


def texts():
    cells = np.empty((11, 14), object)
    for number in range(11 * 14):
        cells[divmod(number, 14)] = "é" * (number % 5) + str(number)
    return cells


def expected(kind):
    cells = texts()
    if kind == "string":
        cells[9:] = "gap"
        return cells
    if kind == "fixed_length_utf32":
        cells = cells.astype("U6")
        cells[9:] = "gap"
        return cells
    octets = np.frompyfunc(lambda text: text.encode(), 1, 1)(cells)
    if kind == "variable_length_bytes":
        octets[9:] = b"gap"
        return octets
    octets = octets.astype(f"S{FIXED}")
    octets[9:] = b"" if kind == "raw_bytes" else b"gap"
    return octets if kind == "null_terminated_bytes" else octets.view(f"V{FIXED}")


def arrays(root):
    return sorted(file.parent for file in pathlib.Path(root, "lake").rglob("zarr.json"))


def run(root, method):
    run_contract(f"ZarrTextsInteropRun#{method}", f"-Dhypertile.test.zarr={root}")


def octets(cell, kind):
    if kind == "string":
        return str(cell).encode()
    if kind == "variable_length_bytes":
        return bytes(cell)
    if kind == "fixed_length_utf32":
        return str(cell).encode("utf-32-le").ljust(FIXED, b"\0")
    return bytes(cell).ljust(FIXED, b"\0") if kind == "null_terminated_bytes" else cell.tobytes()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("texts")
    run(root, "writesTexts")
    assert len(arrays(root)) == 5 * 4
    return root


def test_texts_are_read_by_zarr_python(root):
    for place in arrays(root):
        read = np.asarray(zarr.open_array(place, mode="r")[:])
        kind = place.parent.name
        assert [octets(cell, kind) for cell in read.reshape(-1)] == [
            octets(cell, kind) for cell in expected(kind).reshape(-1)
        ], str(place)


def test_texts_of_zarr_python_are_read(root):
    values = {}
    for place in arrays(root):
        kind = place.parent.name
        array = zarr.open_array(place, mode="r+")
        array[2:7, 3:9] = expected(kind)[:5, :6]
        array.resize((13, 14))
        array[12] = expected(kind)[3]
        values[str(place.relative_to(pathlib.Path(root, "lake")))] = [
            base64.b64encode(octets(cell, kind)).decode() for cell in np.asarray(array[:]).reshape(-1)
        ]
    pathlib.Path(root, "expected.json").write_text(json.dumps(values))
    run(root, "readsTexts")
