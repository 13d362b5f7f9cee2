"""Makes src/test/resources/lookup/listed.csv: which positions xarray's sel takes on coordinates that an array gives one by one, by value, method,
tolerance and slice. Rows are dtype;coordinates;kind;selector;positions."""

import pathlib
import random

import numpy as np
import xarray as xr

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/lookup/listed.csv"
random.seed(20240604)
rows = []


def text(positions):
    return ",".join(map(str, positions)) if len(positions) else "none"


def shown(values):
    return ",".join(v if isinstance(v, str) else repr(v) for v in values)


def add(dtype, values, kind, selector, take):
    try:
        positions = text([int(at) for at in np.atleast_1d(take().values)])
    except (KeyError, ValueError, TypeError, IndexError) as e:
        positions = "none"
    rows.append(f"{dtype};{shown(values)};{kind};{selector};{positions}")


def numbers(dtype):
    size = random.randint(2, 12)
    draw = {
        "float64": lambda: random.choice([round(random.uniform(-90, 90), 2), random.uniform(-90, 90)]),
        "float32": lambda: float(str(np.float32(round(random.uniform(-90, 90), 1)))),
        "int32": lambda: random.randint(-50, 50),
        "int64": lambda: random.choice([random.randint(-50, 50), 2**60 + random.randint(0, 100)]),
        "uint16": lambda: random.randint(0, 65535),
    }[dtype]
    values = list({draw() for _ in range(size)})
    order = random.choice(["rising", "falling", "none"])
    if order == "none":
        random.shuffle(values)
    else:
        values.sort(reverse=order == "falling")
    return values


for _ in range(160):
    dtype = random.choice(["float64", "float32", "int32", "int64", "uint16"])
    values = numbers(dtype)
    array = xr.DataArray(np.arange(len(values)), {"a": np.array(values, dtype)}, dims="a")
    rises = all(a < b for a, b in zip(values, values[1:]))
    falls = all(a > b for a, b in zip(values, values[1:]))
    for _ in range(4):
        value = random.choice([random.choice(values), random.choice(values) + random.choice([-3, -1, 1, 2, 0.5, -0.25])])
        if isinstance(value, float):
            value = round(value, 6)
        if dtype == "uint16":
            value = min(65535, max(0, value))
        # pandas makes floats of whole numbers that are compared with floats.
        is_large = max(map(abs, values)) > 2**53
        if is_large and isinstance(value, float):
            continue
        add(dtype, values, "exact", repr(value), lambda: array.sel(a=value))
        if is_large or not rises and not falls:
            continue
        for method in ("nearest", "pad", "backfill"):
            # The server measures tolerances in decimals: these are met by no distance.
            tolerance = random.choice([None, 0.7531, 3.0147])
            if dtype == "uint16":
                # pandas subtracts unsigned numbers without a sign.
                continue
            # Without a tolerance nearest goes no farther outside than half a step here.
            low, high = min(values), max(values)
            if method == "nearest" and tolerance is None and not low <= value <= high:
                continue
            selector = f"{value!r} {tolerance if tolerance is not None else ''}".strip()
            add(dtype, values, method, selector, lambda: array.sel(a=value, method=method, tolerance=tolerance))
        other = random.choice(values) + random.choice([0, 0, -2, 2, 0.5])
        if dtype == "uint16":
            other = min(65535, max(0, other))
        if dtype == "float32":
            continue
        ends = sorted([value, other], reverse=falls)
        add(dtype, values, "inside", f"{ends[0]!r}:{ends[1]!r}", lambda: array.sel(a=slice(*ends)))
for _ in range(70):
    size = random.randint(2, 12)
    micros = list({random.randint(0, 10**6) * random.choice([1, 10**6, 3600 * 10**6]) for _ in range(size)})
    if len(micros) < 2:
        continue
    order = random.choice(["rising", "falling", "none"])
    if order == "none":
        random.shuffle(micros)
    else:
        micros.sort(reverse=order == "falling")
    times = [np.datetime64("2023-01-03T05:00:00", "us") + np.timedelta64(m, "us") for m in micros]
    array = xr.DataArray(np.arange(len(times)), {"a": np.array(times, "datetime64[ns]")}, dims="a")
    rises, falls = micros == sorted(micros), micros == sorted(micros, reverse=True)
    names = [str(t) for t in times]
    for _ in range(3):
        asked = random.choice(times) + np.timedelta64(random.choice([0, 0, 1, -1, 10**6, -7200 * 10**6]), "us")
        add("time", names, "exact", str(asked), lambda: array.sel(a=asked.astype("datetime64[ns]")))
        if not rises and not falls:
            continue
        for method in ("nearest", "pad", "backfill"):
            seconds = random.choice([None, 0.5, 3600])
            if method == "nearest" and seconds is None and not min(times) <= asked <= max(times):
                continue
            tolerance = None if seconds is None else np.timedelta64(int(seconds * 10**9), "ns")
            selector = f"{asked} {seconds if seconds is not None else ''}".strip()
            add("time", names, method, selector, lambda: array.sel(a=asked.astype("datetime64[ns]"), method=method, tolerance=tolerance))
        other = random.choice(times) + np.timedelta64(random.choice([0, 1, -1]), "us")
        ends = sorted([asked, other], reverse=falls)
        add("time", names, "inside", f"{ends[0]}:{ends[1]}", lambda: array.sel(a=slice(*(e.astype("datetime64[ns]") for e in ends))))
for _ in range(50):
    names = list({"".join(random.choices("abcZäß\U0001f30d\uff5e", k=3)) for _ in range(random.randint(2, 10))})
    order = random.choice(["rising", "falling", "none"])
    if order != "none":
        names.sort(reverse=order == "falling")
    array = xr.DataArray(np.arange(len(names)), {"a": np.array(names, object)}, dims="a")
    for _ in range(3):
        asked = random.choice([*names, "".join(random.choices("abcZ", k=3))])
        add("text", names, "exact", f'"{asked}"', lambda: array.sel(a=asked))
        if order == "none":
            continue
        ends = sorted([asked, random.choice(names)], reverse=names == sorted(names, reverse=True))
        add("text", names, "inside", f'"{ends[0]}":"{ends[1]}"', lambda: array.sel(a=slice(*ends)))
OUT.write_text("# Made by src/test/interop/make_listed.py with xarray " + xr.__version__ + "\n" + "\n".join(rows) + "\n")
print(len(rows), "rows")
