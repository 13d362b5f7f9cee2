"""Makes src/test/resources/reductions.json: reductions of random cells of every dtype, by NumPy.

Run it with any Python that has NumPy; it writes the same file every time.
"""

import itertools
import json
import pathlib
import warnings
from fractions import Fraction

import numpy as np

TARGET = pathlib.Path(__file__).parents[1] / "resources" / "reductions.json"
DTYPES = "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 longdouble complex64 complex128 clongdouble".split()
OPERATIONS = "min max sum mean std count first last quantile".split()
SHAPE = (4, 6, 5)


def cells(random, dtype):
    if np.issubdtype(dtype, np.integer):
        info = np.iinfo(dtype)
        low, high = max(info.min // 64, -(10**15)), min(info.max // 64, 10**15)
        return random.integers(low, high, SHAPE).astype(dtype)
    array = (random.standard_normal(SHAPE) * 100).astype(dtype)
    if array.dtype.itemsize > 8:
        # All bits of the significand, and exponents that no float64 has.
        array /= 3
    if dtype == "longdouble":
        array[0, :, 0] *= np.longdouble("1e2000")
        array[1, 1] *= np.longdouble("1e-2000")
    if array.dtype.kind == "c":
        array += 1j * random.integers(-5, 5, SHAPE)
        array.real[random.random(SHAPE) < 0.2] = 7
        array.imag[random.random(SHAPE) < 0.1] = np.nan
    array[random.random(SHAPE) < 0.2] = np.nan
    return array


def widest(dtype):
    return {"f": np.longdouble if dtype == np.longdouble else np.float64, "c": np.clongdouble}.get(dtype.kind, np.float64)


def reduce(values, operation, exact, fill):
    """One result of a list of numbers without nulls."""
    if operation == "count":
        return np.int64(values.size)
    if operation == "sum":
        wide = {"i": np.int64, "u": np.uint64}.get(values.dtype.kind, widest(values.dtype))
        return values.astype(wide).sum()
    if values.size == 0:
        return fill if exact else np.nan
    if operation in ("first", "last"):
        return values[0 if operation == "first" else -1]
    if operation in ("min", "max"):
        return getattr(values, operation)()
    if values.dtype.itemsize == 8 and values.dtype.kind in "iu" and operation == "mean":
        return float(Fraction(sum(map(int, values)), values.size))
    real = values.astype(widest(values.dtype))
    if operation == "quantile":
        return np.quantile(real, 0.3)
    return getattr(real, operation)()


def result_type(dtype, operation):
    kind = np.dtype(dtype).kind
    if operation == "count":
        return "int64"
    if operation == "sum":
        return {"i": "int64", "u": "uint64"}.get(kind, dtype)
    if operation == "std" and kind == "c":
        return {"complex64": "float32", "complex128": "float64", "clongdouble": "longdouble"}[dtype]
    if operation in ("mean", "std", "quantile"):
        return "float64" if kind in "iu" else dtype
    return dtype


def expected(array, missing, operation, groups, fill):
    """Results of blocks of the given lengths along each axis, whole blocks only."""
    counts = [size // group for size, group in zip(array.shape, groups)]
    exact = array.dtype.kind in "iu"
    results = []
    for index in itertools.product(*map(range, counts)):
        box = tuple(slice(i * g, (i + 1) * g) for i, g in zip(index, groups))
        kept = array[box].ravel()[~missing[box].ravel()]
        results.append(reduce(kept, operation, exact and operation not in ("mean", "std", "quantile"), fill))
    return np.array(results).astype(result_type(name_of(array.dtype), operation)), counts


def name_of(dtype):
    return {"float128": "longdouble", "complex256": "clongdouble"}.get(dtype.name, dtype.name)


def hex_of(array):
    """The bytes, with zeros in what 80-bit numbers leave over of 16."""
    raw = np.frombuffer(np.ascontiguousarray(array).tobytes(), np.uint8).copy()
    if name_of(array.dtype) in ("longdouble", "clongdouble"):
        raw.reshape(-1, 16)[:, 10:] = 0
    return raw.tobytes().hex()


def main():
    random = np.random.default_rng(20240607)
    whole = SHAPE
    ways = [
        ("(a)", None, (whole[0], 1, 1), (0,)),
        ("(c)", None, (1, 1, whole[2]), (2,)),
        ("(b,c)", None, (1, whole[1], whole[2]), (1, 2)),
        ("", None, whole, (0, 1, 2)),
        ("", "b:4,c:2", (1, 4, 2), ()),
        ("(a)", "c:3", (whole[0], 1, 3), (0,)),
    ]
    cases = []
    for dtype in DTYPES:
        for fill in (None, 5):
            array = cells(random, dtype)
            missing = np.isnan(array) if array.dtype.kind in "fc" else np.zeros(SHAPE, bool)
            if fill is not None:
                array[random.random(SHAPE) < 0.3] = fill
                array[:, 2, :] = fill
                missing = missing | (array == fill)
            for operation in OPERATIONS:
                if operation == "quantile" and array.dtype.kind == "c":
                    continue
                for names, coarsen, groups, dropped in ways:
                    inside = names[1:-1]
                    inside = ",".join(filter(None, ["0.3" if operation == "quantile" else "", inside]))
                    values, counts = expected(array, missing, operation, groups, fill)
                    cases.append(
                        {
                            "dtype": dtype,
                            "fill": None if fill is None else hex_of(np.array([fill], dtype)),
                            "cells": hex_of(array),
                            "reduce": f"{operation}({inside})" if inside else operation,
                            "coarsen": coarsen,
                            "type": name_of(values.dtype),
                            "shape": [c for axis, c in enumerate(counts) if axis not in dropped],
                            "results": hex_of(values),
                        }
                    )
    arrays = sorted({case["cells"] for case in cases})
    for case in cases:
        case["cells"] = arrays.index(case["cells"])
    document = {"shape": SHAPE, "arrays": arrays, "cases": cases}
    TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main()
