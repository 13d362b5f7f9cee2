"""Writes what NumPy makes of names of dtypes to numpy.tsv beside this script. Made with NumPy 2 on 64-bit Linux.

A name and the name that collections have for it, or `swapped` for big-endian cells of several bytes, `other` for what is no number,
`-` for what NumPy refuses.
"""
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
CHARACTERS = list("?bBhHiIlLqQpPnNefdgFDGSUVOMmaxyz")
SIZED = [f"{kind}{size}" for kind in "biufcSUVOMm" for size in (1, 2, 3, 4, 8, 10, 16, 32)]
WORDS = """bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 float128 complex64 complex128 complex256
byte ubyte short ushort intc uintc int_ uint intp uintp long ulong longlong ulonglong half single double longdouble csingle cdouble
clongdouble int float complex str bytes object void datetime64 datetime64[ns] timedelta64 timedelta64[s] float8 bfloat16 int4
Float32 FLOAT""".split()


def answer(name):
    try:
        dtype = np.dtype(name)
    except (TypeError, ValueError):
        return "-"
    if dtype.kind not in "iufc":
        return "other"
    if dtype.byteorder == ">":
        return "swapped"
    return {"q": "longlong", "Q": "ulonglong", "g": "longdouble", "G": "clongdouble"}.get(dtype.char, dtype.name)


with open(os.path.join(HERE, "numpy.tsv"), "w") as table:
    for name in WORDS + [order + short for order in ("", "<", "=", "|", ">") for short in CHARACTERS + SIZED]:
        table.write(f"{name}\t{answer(name)}\n")
