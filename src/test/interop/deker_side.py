"""What the real Deker does with a storage. Runs in an environment of its own, with NumPy 1.

    deker_side.py check ROOT          runs Deker's integrity check at every level; fails on a finding
    deker_side.py dump ROOT           prints all arrays with attributes and cells as JSON
    deker_side.py find ROOT           reads {collection: [[id, primary attributes], ...]} from its
                                      input and looks every array up by id and by attributes
    deker_side.py change ROOT         updates, clears, renames and creates
"""

import datetime
import hashlib
import json
import sys
import warnings

warnings.filterwarnings("ignore")

import hdf5plugin  # noqa: E402, F401
import numpy as np  # noqa: E402
from deker import Client  # noqa: E402


def plain(value):
    """An attribute as the interface shows it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple):
        return [f"({part.real:g}{part.imag:+g}j)" if isinstance(part, complex) else plain(part) for part in value]
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, float) and value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def raw(cells):
    """Cells as they lie in memory, little endian in C order, without the padding of long doubles."""
    if cells.dtype.itemsize == 16 and cells.dtype.kind == "f":
        return cells.reshape(-1).view("u1").reshape(-1, 16)[:, :10].tobytes()
    if cells.dtype.itemsize == 32:
        return cells.reshape(-1).view("u1").reshape(-1, 16)[:, :10].tobytes()
    return cells.tobytes()


def dump(client):
    storage = {}
    for collection in client:
        arrays = storage[collection.name] = {}
        for array in collection:
            cells = np.asarray(array[:].read(), order="C")
            arrays[array.id] = {
                "primary_attributes": {k: plain(v) for k, v in array.primary_attributes.items()},
                "custom_attributes": {k: plain(v) for k, v in array.custom_attributes.items()},
                "shape": list(cells.shape),
                "dtype": cells.dtype.str,
                "cells": hashlib.sha256(raw(cells)).hexdigest(),
            }
    return storage


def find(client, wanted):
    for name, arrays in wanted.items():
        collection = client.get_collection(name)
        schema = collection.varray_schema or collection.array_schema
        types = {attribute.name: attribute.dtype for attribute in schema.attributes}
        for array, primary in arrays:
            assert collection.filter({"id": array}).last().id == array, (name, array)
            if primary:
                key = {k: typed(v, types[k]) for k, v in primary.items()}
                assert collection.filter(key).last().id == array, (name, key)


def typed(value, dtype):
    if dtype is datetime.datetime:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if dtype is complex:
        return complex(*value)
    if dtype is float:
        return float(value)
    return deep_tuple(value) if dtype is tuple else value


def deep_tuple(value):
    return tuple(map(deep_tuple, value)) if isinstance(value, list) else value


def change(client):
    weather = client.get_collection("weather")
    start = datetime.datetime(2023, 1, 1, tzinfo=datetime.timezone.utc)
    first = weather.filter({"dt": start, "station": "a b é"}).first()
    first[1:3, 2, :].update(np.full((2, 5), 7.5))
    first[start + datetime.timedelta(hours=3), 89.5:89.0, :].update(np.full((1, 5), -1.0))
    first.update_custom_attributes({"height": 12.25, "note": "changed by Deker, é"})
    second = weather.filter({"dt": start, "station": "second"}).first()
    second[:, 0, 0].clear()
    third = weather.filter({"dt": start, "station": "third"}).first()
    third[:].clear()
    made = weather.create(
        {"dt": start, "station": "made by Deker"},
        {"height": float("inf"), "note": None},
    )
    made[0, 0, 0].update(np.array(3.25))
    layers = client.get_collection("layers")
    for layer in layers:
        layer[1, "two"].update(np.array([5, 6], dtype=np.int16))
        break
    packed = next(iter(client.get_collection("packed")))
    packed[3:7, 1:4].update(np.arange(12, dtype=np.float32).reshape(4, 3))
    unwanted = next(iter(client.get_collection("plain")))
    unwanted.delete()
    if client.get_collection("tiled"):
        tiled = client.get_collection("tiled")
        virtual = tiled.filter({"n": 1}).first()
        virtual[1:5, 1:5].update(np.arange(16, dtype=np.int32).reshape(4, 4))
        virtual[4:6, 3:6].clear()
        virtual.update_custom_attributes({"o": "by Deker"})
        other = tiled.create({"n": 99})
        other[0, :].update(np.arange(6, dtype=np.int32))


def main():
    command, root = sys.argv[1:]
    with Client(f"file://{root}", loglevel="CRITICAL") as client:
        if command == "check":
            for level in range(1, 5):
                client.check_integrity(level=level, stop_on_error=True)
        elif command == "dump":
            json.dump(dump(client), sys.stdout)
        elif command == "find":
            find(client, json.load(sys.stdin))
        elif command == "change":
            change(client)
        else:
            raise SystemExit(f"no command {command}")


if __name__ == "__main__":
    main()
