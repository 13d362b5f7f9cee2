"""Makes the vectors of this directory: python3 generate.py, with NumPy 2.4 on x86-64 Linux.

Each <name>.npy comes with <name>.raw: the same cells in C order and little endian, made by NumPy.
"""
import io
import json
import os
import struct

import numpy as np
from numpy.lib import format as npy

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20240501)


def path(name):
    return os.path.join(HERE, name)


def clean(array):
    """Little-endian C-order bytes; the padding of extended numbers is zeroed."""
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    data = bytearray(little.tobytes())
    if array.dtype.str[1:] in ("f16", "c32"):
        for at in range(0, len(data), 16):
            data[at + 10 : at + 16] = b"\0" * 6
    return bytes(data)


def save(name, array, version=(1, 0)):
    with open(path(name + ".npy"), "wb") as out:
        npy.write_array(out, array, version=version)
    with open(path(name + ".raw"), "wb") as out:
        out.write(clean(array))


def cells(dtype, shape):
    kind = np.dtype(dtype).kind
    if kind in "iu":
        info = np.iinfo(dtype)
        flat = rng.integers(info.min, info.max, size=int(np.prod(shape)), dtype=np.dtype(dtype).newbyteorder("="), endpoint=True)
        flat[:2] = [info.min, info.max]
    elif kind == "f":
        flat = rng.normal(size=int(np.prod(shape))) * 100
        flat[:4] = [np.nan, np.inf, -np.inf, -0.0]
    else:
        flat = rng.normal(size=int(np.prod(shape))) + 1j * rng.normal(size=int(np.prod(shape)))
        flat[:2] = [complex(np.nan, 0), complex(-0.0, np.inf)]
    return flat.astype(dtype).reshape(shape)


for code in "i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 f16 c8 c16 c32".split():
    save("le-" + code, cells("<" + code, (2, 3)))
    save("be-" + code, cells(">" + code, (2, 3)))
save("v2", cells("<f8", (3, 2)), version=(2, 0))
save("v3", cells("<f8", (3, 2)), version=(3, 0))
save("scalar", np.array(42.5))
save("vector", np.arange(7, dtype="<i4"))
save("fortran", np.asfortranarray(np.arange(24, dtype="<f8").reshape(2, 3, 4)))
save("fortran-be", np.asfortranarray(np.arange(24, dtype=">f4").reshape(4, 3, 2)))
save("fortran-vector", np.asfortranarray(np.arange(5, dtype="<i2")))
save("rank6", np.arange(64, dtype="<i2").reshape(2, 2, 2, 2, 2, 2))

for name, array in {
    "refused-object": np.array([{"a": 1}, None], dtype=object),
    "refused-structured": np.zeros(2, dtype=[("a", "<i4"), ("b", "<f8")]),
    "refused-bool": np.array([True, False]),
    "refused-datetime": np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[s]"),
    "refused-timedelta": np.array([1, 2], dtype="timedelta64[s]"),
    "refused-text": np.array(["ab", "c"]),
    "refused-bytes": np.array([b"ab", b"c"]),
    "refused-void": np.zeros(2, dtype="V4"),
}.items():
    with open(path(name + ".npy"), "wb") as out:
        npy.write_array(out, array)

# Conversions: NumPy's own narrowing, which rounds to nearest, ties to even.
wide = np.concatenate([
    rng.normal(size=300) * 10.0 ** rng.integers(-9, 5, size=300),
    # ties between halves and their neighbours, normal and subnormal
    np.array([1 + 2.0**-11, 1 + 3 * 2.0**-11, np.nextafter(1 + 2.0**-11, 2), np.nextafter(1 + 2.0**-11, 0),
              2.0**-25, np.nextafter(2.0**-25, 1), 3 * 2.0**-25, 65519.99999, -65519.0, 0.0, -0.0, np.nan, np.inf, -np.inf]),
    rng.integers(0, 0x7BFF, size=200).astype("<u2").view("<f2").astype("<f8") * (1 + 2.0**-12),
])
wide = wide[~((np.abs(wide) >= 65520) & np.isfinite(wide))]
with np.errstate(over="ignore"):
    save("narrow-f8", wide.astype("<f8"))
    save("narrow-f8-to-f2", wide.astype("<f2"))
    save("narrow-f8-to-f4", wide.astype("<f4"))
extended = np.concatenate([
    wide.astype("<f16") * (1 + np.longdouble(2) ** -60),
    np.array([1, 3, 5], dtype="<f16") * (1 + np.longdouble(2) ** -24),
    np.array([1, 3, 5], dtype="<f16") * (1 + np.longdouble(2) ** -53),
    np.array([2.0**-150, 2.0**-1074], dtype="<f16") * np.longdouble("0.75"),
])
save("narrow-f16", extended)
save("narrow-f16-to-f8", extended.astype("<f8"))
save("narrow-f16-to-f4", extended.astype("<f4"))


def x87(value):
    return clean(np.array([value], dtype="<f16"))[:10][::-1].hex()


with open(path("longdouble.txt"), "w") as out:
    out.write("# decimal text, the nearest longdouble (sign and exponent, significand) and its shortest text, by NumPy\n")
    texts = ["0.1", "-0.0", "1", "1e10", "0.3333333333333333333333", "9223372036854775807", "18446744073709551615",
             "18446744073709551617", "36893488147419103233", "1e22", "1e27", "1e28", "1.18973149535723176502e4932",
             "1.1897314953572317650e4932", "3.36210314311209350626e-4932", "3.3621e-4933", "3.6451995318824746025e-4951",
             "1.8225997659412373013e-4951", "1.8225997659412373012e-4951", "2e-4951", "1e-4960", "9007199254740993",
             "2.2250738585072014e-308", "1.7976931348623157e308", "0.5", "123456.789", "9.999999e6", "1e7", "0.001", "0.00099"]
    for _ in range(150):
        texts.append("%se%d" % (repr(float(rng.normal())).replace("e-", "E-"), rng.integers(-4800, 4800)) if rng.random() < 0.5
                     else "%d.%018d" % (rng.integers(-99999, 99999), rng.integers(0, 10**18)))
    for text in texts:
        if text.count("E") and text.count("e"):
            continue
        value = np.longdouble(text)
        shortest = np.format_float_scientific(value, unique=True, trim="-", exp_digits=1) if np.isfinite(value) else str(value)
        out.write(f"{text} {x87(value)} {shortest}\n")
    for _ in range(100):
        bits = struct.pack("<QH", (1 << 63) | int(rng.integers(0, 1 << 63)), int(rng.integers(1, 0x7FFE)) | (0x8000 if rng.random() < 0.5 else 0))
        value = np.frombuffer(bits + b"\0" * 6, dtype="<f16")[0]
        text = np.format_float_scientific(value, unique=True, trim="-", exp_digits=1)
        out.write(f"{text} {x87(value)} {text}\n")

with open(path("float16.txt"), "w") as out:
    out.write("# bits of a half and its shortest text, by NumPy\n")
    for bits in range(0, 0x7C00, 13):
        value = np.array([bits], dtype="<u2").view("<f2")[0]
        out.write(f"{bits} {np.format_float_scientific(value, unique=True, trim='-', exp_digits=1)}\n")
