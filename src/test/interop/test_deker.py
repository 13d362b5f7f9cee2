"""A storage that the server wrote, opened, searched and changed by the real Deker, and read back."""

import datetime
import hashlib
import io
import json
import os
import pathlib
import subprocess

import numpy as np
import pytest
from conftest import Server

API = "/api/v1/collections"
HERE = pathlib.Path(__file__).resolve().parent
DTYPES = [
    "int8", "int16", "int32", "int64", "longlong", "uint8", "uint16", "uint32", "uint64",
    "ulonglong", "float16", "float32", "float64", "longdouble", "complex64", "complex128",
    "clongdouble",
]
ATTRIBUTES = {
    "int": 2**70, "float": float("nan"), "complex": [1.5, -2.0], "string": "ü, 'b' \"c\"",
    "datetime": "2024-02-29T12:00:00.000010+02:00", "tuple": [1, "x", 2.5, [3, "(1-2j)"]],
    "int32": -5, "float32": 0.1, "uint": 2**64 - 1,
}
KEYS = {
    "int": -7, "float": 1e-05, "complex": [2.0, -1.0], "string": "a b é",
    "datetime": "2024-02-28T00:00:00Z", "tuple": [1, "a", [2.5]], "int64": 12,
}


def deker(command, root, text=None):
    done = subprocess.run(
        [os.environ["DEKER_PYTHON"], str(HERE / "deker_side.py"), command, str(root)],
        input=text, capture_output=True, text=True, timeout=120, cwd=root,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def call(server, method, path, body=None, expected=(200, 201, 204), **headers):
    status, _, answer = server.call(method, path, body, **headers)
    assert status in expected, (method, path, status, answer[:1000])
    return json.loads(answer) if answer[:1] in (b"{", b"[") else answer


def collection(server, name, dtype, dimensions, **more):
    document = {"name": name, "kind": "array", "dtype": dtype, "dimensions": dimensions, **more}
    call(server, "POST", API, document)
    return name


def array(server, name, cells=None, where="", **document):
    identity = call(server, "POST", f"{API}/{name}/arrays", document)["id"]
    if cells is not None:
        write(server, name, identity, cells, where)
    return identity


def write(server, name, identity, cells, where=""):
    buffer = io.BytesIO()
    np.save(buffer, cells)
    path = f"{API}/{name}/arrays/{identity}/subset" + (f"?slice={where}" if where else "")
    call(server, "PUT", path, buffer.getvalue(), Content_Type="application/x-npy")


def sample(dtype, shape):
    random = np.random.default_rng(len(dtype))
    cells = random.integers(0, 100, shape).astype(dtype)
    return cells + cells * dtype_one(dtype) if cells.dtype.kind == "c" else cells


def dtype_one(dtype):
    return np.dtype(dtype).type(1j)


def fill(server):
    """Collections of all kinds with arrays that are full, partly written, cleared and untouched."""
    collection(server, "plain", "float64", [{"name": "x", "size": 40}])
    for number in range(3):
        array(server, "plain", np.arange(40.0) + number)
    collection(
        server, "weather", "float64",
        [
            {"name": "t", "type": "time", "size": 4, "start_value": "$dt", "step": "PT1H"},
            {"name": "y", "size": 6, "scale": {"start_value": 90, "step": -0.5, "name": "lat"}},
            {"name": "x", "size": 5, "scale": {"start_value": -180.0, "step": 1.0}},
        ],
        attributes=[
            {"name": "dt", "dtype": "datetime", "primary": True},
            {"name": "station", "dtype": "string", "primary": True},
            {"name": "height", "dtype": "float"},
            {"name": "note", "dtype": "string"},
        ],
        options={"chunks": [2, 3, 5], "compression": {"codec": "gzip", "level": 6}},
    )
    for station in ("a b é", "second", "third"):
        array(
            server, "weather", sample("float64", (4, 6, 5)),
            primary_attributes={"dt": "2023-01-01T00:00:00Z", "station": station},
            custom_attributes={"height": 1},
        )
    array(
        server, "weather", np.full((1, 2, 5), 4.0), "1:2,0:2",
        primary_attributes={"dt": "2023-01-02T00:00:00.5Z", "station": "a b é"},
    )
    collection(
        server, "layers", "int16",
        [
            {"name": "n", "size": 3},
            {"name": "layer", "size": 2, "labels": ["one", "two"]},
            {"name": "u", "type": "time", "size": 2, "start_value": "2020-01-01T00:00:00Z",
             "step": "-PT0.000001S"},
        ],
        fill_value=-1,
    )
    array(server, "layers", sample("int16", (3, 2, 2)))
    array(server, "layers")
    collection(
        server, "packed", "float32", [{"name": "y", "size": 20}, {"name": "x", "size": 10}],
        options={"chunks": "auto", "compression": {"codec": "lzf"}},
        fill_value=0.5,
    )
    array(server, "packed", sample("float32", (20, 10)))
    for dtype in DTYPES:
        name = collection(
            server, f"dtype_{dtype}", dtype, [{"name": "y", "size": 5}, {"name": "x", "size": 7}]
        )
        array(server, name, sample(dtype, (5, 7)))
        array(server, name, sample(dtype, (2, 7)), "2:4")
        cleared = array(server, name, sample(dtype, (5, 7)))
        call(server, "DELETE", f"{API}/{name}/arrays/{cleared}/subset?slice=0")
        call(server, "DELETE", f"{API}/{name}/arrays/{cleared}/subset")
    for dtype, value in ATTRIBUTES.items():
        value = "NaN" if value != value else value
        name = collection(
            server, f"custom_{dtype}", "int8", [{"name": "x", "size": 2}],
            attributes=[{"name": "a", "dtype": dtype}, {"name": "b", "dtype": dtype}],
        )
        identity = array(server, name, custom_attributes={"a": value})
        call(
            server, "PATCH", f"{API}/{name}/arrays/{identity}",
            {"custom_attributes": {"b": value}},
        )
    for dtype, value in KEYS.items():
        name = collection(
            server, f"key_{dtype}", "int8", [{"name": "x", "size": 2}],
            attributes=[{"name": "k", "dtype": dtype, "primary": True}],
        )
        array(server, name, primary_attributes={"k": value})


def fill_tiled(server):
    call(
        server, "POST", API,
        {
            "name": "tiled", "kind": "varray", "dtype": "int32", "vgrid": [3, 2],
            "dimensions": [{"name": "y", "size": 6}, {"name": "x", "size": 6}],
            "attributes": [
                {"name": "n", "dtype": "int", "primary": True},
                {"name": "o", "dtype": "string"},
            ],
        },
    )
    for number in (1, 2):
        array(
            server, "tiled", sample("int32", (6, 6)),
            primary_attributes={"n": number}, custom_attributes={"o": "é"},
        )
    array(server, "tiled", np.full((3, 2), 9, "int32"), "1:4,2:4", primary_attributes={"n": 3})
    array(server, "tiled", primary_attributes={"n": 4})


def times(value, dtype):
    """Attributes with times in one form."""
    if dtype == "datetime" and value is not None:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).isoformat()
    return value


def dump(server):
    """All arrays as the server gives them, in the form of deker_side.py."""
    storage = {}
    for listed in pages(server, f"{API}?expand=schema"):
        name = listed["name"]
        types = {each["name"]: each["dtype"] for each in listed["attributes"]}
        arrays = storage[name] = {}
        for each in pages(server, f"{API}/{name}/arrays"):
            cells = call(server, "GET", f"{API}/{name}/arrays/{each['id']}/subset?format=npy")
            cells = np.load(io.BytesIO(cells))
            arrays[each["id"]] = {
                **{
                    kind: {k: times(v, types[k]) for k, v in each[kind].items()}
                    for kind in ("primary_attributes", "custom_attributes")
                },
                "shape": list(cells.shape),
                "dtype": cells.dtype.str,
                "cells": hashlib.sha256(raw(cells)).hexdigest(),
            }
    return storage


def raw(cells):
    """Without the padding of long doubles, which nobody promises to keep."""
    parts = cells.dtype.itemsize // (2 if cells.dtype.kind == "c" else 1)
    if parts == 16:
        return cells.reshape(-1).view("u1").reshape(-1, 16)[:, :10].tobytes()
    return cells.tobytes()


def pages(server, path):
    following = path
    while following:
        page = call(server, "GET", following)
        yield from page["items"]
        following = page["next"]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    """The storage at each stage: as both see it before and after Deker's changes."""
    root = tmp_path_factory.mktemp("deker") / "root"
    root.mkdir()
    server = Server(root).start()
    try:
        fill(server)
        fill_tiled(server)
        before = dump(server)
    finally:
        server.stop()
    wanted = {
        name: [[key, each["primary_attributes"]] for key, each in arrays.items()]
        for name, arrays in before.items()
    }
    stages = {"server_before": before}
    deker("check", root)
    stages["deker_before"] = json.loads(deker("dump", root))
    deker("find", root, json.dumps(wanted))
    deker("change", root)
    stages["deker_after"] = json.loads(deker("dump", root))
    server = Server(root).start()
    try:
        stages["server_after"] = dump(server)
        stages["findings"] = call(server, "POST", "/api/v1/integrity", {"level": 4})["findings"]
        stages["found"] = call(
            server, "GET", f"{API}/weather/arrays/~2023-01-01T00:00:00Z,made%20by%20Deker"
        )
        # And back again: what the server changes in files that Deker rewrote.
        for identity in stages["server_after"]["weather"]:
            write(server, "weather", identity, np.full((4, 1, 5), 2.5), ":,3:4")
            call(
                server, "PATCH", f"{API}/weather/arrays/{identity}",
                {"custom_attributes": {"note": "back again"}},
            )
        stages["server_again"] = dump(server)
    finally:
        server.stop()
    deker("check", root)
    stages["deker_again"] = json.loads(deker("dump", root))
    return stages


def compare(one, other):
    assert sorted(one) == sorted(other)
    for name in one:
        assert one[name] == other[name], name


def test_deker_reads_what_the_server_wrote(exchange):
    compare(exchange["deker_before"], exchange["server_before"])


def test_the_server_reads_what_deker_changed(exchange):
    compare(exchange["server_after"], exchange["deker_after"])
    assert exchange["found"]["custom_attributes"] == {"height": "Infinity", "note": None}


def test_deker_changed_what_it_was_told_to(exchange):
    before, after = exchange["server_before"], exchange["server_after"]
    changed = {
        name
        for name in after
        if before[name] != after[name]
    }
    assert changed == {"plain", "weather", "layers", "packed", "tiled"}
    assert len(after["plain"]) == len(before["plain"]) - 1
    assert len(after["weather"]) == len(before["weather"]) + 1
    notes = {each["custom_attributes"]["note"] for each in after["weather"].values()}
    assert "changed by Deker, é" in notes


def test_the_server_finds_nothing_wrong_after_deker(exchange):
    assert exchange["findings"] == []


def test_deker_reads_what_the_server_changed_after_it(exchange):
    compare(exchange["deker_again"], exchange["server_again"])
    notes = {each["custom_attributes"]["note"] for each in exchange["deker_again"]["weather"].values()}
    assert notes == {"back again"}
