"""Makes NPY files of texts, bytes, truth values and times with NumPy, and says what NumPy reads in them.

    python make_npy_cells.py ../resources/npy-cells

Run with NumPy 2.3.5. Each `NAME.npy` has a line in `cells.json`: its type, its shape, and its cells in C order as JSON
values, as the server is to write them. `times.csv` has counts of time in every unit as NumPy writes them.
"""

import base64
import json
import pathlib
import sys

import numpy as np

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
rng = np.random.default_rng(20240131)

TEXTS = ["", "a", "Köln", "日本", "\U0001f30d!", 'say "hi"', "back\\slash", "tab\tnew\n", "x" * 11, " led, by a comma", "\x01"]
texts = np.array(TEXTS[:9] + TEXTS[:1] + TEXTS[9:] + ["end"]).reshape(-1)[:12].reshape(3, 4)
raw = np.frombuffer(rng.integers(0, 256, 60, dtype="u1").tobytes(), "V5").reshape(3, 4)
octets = np.array([b"", b"a", b"\x00b", b"\xff\xfe", b"12345", b"six..."] * 2, "S6").reshape(3, 4)
truths = rng.integers(0, 2, (3, 4)).astype(bool)
times = np.array(["1970-01-01", "NaT", "2024-02-29T06:30:15.123456789", "1677-09-22"] * 3, "M8[ns]").reshape(3, 4)
days = np.array(["0001-01-01", "NaT", "9999-12-31", "2024-01-31"] * 3, "M8[D]").reshape(3, 4)
steps = np.array([0, 1, -5, 1000] * 3, "i8").reshape(3, 4).view("m8[25s]")


def value(cell, dtype):
    kind = dtype.kind
    if kind == "U":
        return str(cell)
    if kind == "S":
        return base64.b64encode(bytes(cell)).decode()
    if kind == "V":
        return base64.b64encode(cell.tobytes()).decode()
    if kind == "b":
        return bool(cell)
    if np.isnat(cell):
        return None
    return str(np.datetime_as_string(cell)) if kind == "M" else int(cell.astype("i8"))


described = {}
for name, array in {
    "texts": texts,
    "texts-big": texts.astype(texts.dtype.newbyteorder(">")),
    "texts-fortran": np.asfortranarray(texts),
    "bytes": octets,
    "raw": raw,
    "truths": truths,
    "times-ns": times,
    "times-ns-big": times.astype(">M8[ns]"),
    "days": days,
    "spans": steps,
}.items():
    np.save(out / f"{name}.npy", array)
    flat = [value(cell, array.dtype) for cell in array.reshape(-1)]
    described[name] = {"dtype": str(array.dtype.newbyteorder("<")), "shape": list(array.shape), "cells": flat}
(out / "cells.json").write_text(json.dumps(described, indent=1) + "\n")

with (out / "times.csv").open("w") as lines:
    for unit in ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]:
        widest = {"Y": 9000, "M": 90000, "W": 400000, "D": 2900000}.get(unit, 1 << 62)
        widest = min(widest, {"h": 60_000_000, "m": 4_000_000_000, "s": 250_000_000_000, "ms": 250 * 10**12,
                              "us": 250 * 10**15}.get(unit, widest))
        for number in [0, 1, -1, 59, 60, -61, 86399, 86400, *rng.integers(-widest // 5, widest, 40).tolist()]:
            lines.write(f"{unit},{number},{np.datetime_as_string(np.datetime64(number, unit))}\n")
