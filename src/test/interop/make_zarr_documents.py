"""Makes src/test/resources/zarr/v2.json and fills.json with zarr-python 3.1.6: documents of format 2, each beside what zarr-python converts it
to in format 3, and fill values in many spellings, each beside the bytes that zarr-python reads."""

import base64
import itertools
import json
import pathlib
import warnings

import numcodecs
import numpy as np
import zarr
from zarr.core.dtype import get_data_type_from_json
from zarr.core.metadata.v2 import ArrayV2Metadata
from zarr.metadata.migrate_v3 import _convert_array_metadata
from zarr.storage import MemoryStore

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/zarr"
assert zarr.__version__ == "3.1.6"


def little(scalar, dtype):
    """The bytes of a cell, little-endian."""
    return np.asarray(scalar, dtype.newbyteorder("<")).tobytes()


def fill_of(metadata):
    dtype, fill = metadata.dtype, metadata.fill_value
    if fill is None:
        return None
    native = dtype.to_native_dtype()
    if native.kind in "OT":
        return {"text": fill} if isinstance(fill, str) else {"bytes": bytes(fill).hex()}
    return {"cell": little(fill, native).hex()}


documents = []


def add_v2(shape, chunks, dtype, **options):
    store = MemoryStore()
    zarr.create(shape=shape, chunks=chunks, dtype=dtype, store=store, zarr_format=2, **options)
    files = {k: bytes(v.to_bytes()).decode() for k, v in store._store_dict.items()}
    add_document(files[".zarray"], files.get(".zattrs"))


def add_document(zarray, zattrs=None):
    metadata = ArrayV2Metadata.from_dict(json.loads(zarray))
    fill = fill_of(metadata)
    whole = metadata
    if fill is None:
        whole = ArrayV2Metadata.from_dict({**json.loads(zarray), "fill_value": metadata.dtype.to_json_scalar(metadata.dtype.default_scalar(), zarr_format=2)})
    converted = None
    if metadata.dtype.to_native_dtype().kind not in "OT":
        converted = json.loads(_convert_array_metadata(whole).to_buffer_dict(zarr.core.buffer.default_buffer_prototype())["zarr.json"].to_bytes())
    documents.append({"zarray": zarray, "zattrs": zattrs, "fill": fill, "converted": converted})


NUMBERS = ["|b1", "|i1", "<i2", ">i4", "<i8", "|u1", ">u2", "<u4", ">u8", "<f2", ">f4", "<f8", "<c8", ">c16"]
for dtype in NUMBERS:
    add_v2((7, 5), (3, 5), dtype, fill_value=1, order="F")
    add_v2((7,), (3,), dtype, compressor=None)
    add_v2((7,), (3,), dtype, fill_value=None)
for dtype in ["<f2", "<f4", ">f8"]:
    for fill in [np.nan, np.inf, -np.inf, -0.0, 0.1, 1e-7]:
        add_v2((4, 4), (2, 2), dtype, fill_value=fill, dimension_separator="/")
for dtype in ["<c8", "<c16"]:
    add_v2((4,), (2,), dtype, fill_value=complex(np.nan, -1.5))
for dtype in ["<M8[ns]", ">M8[D]", "<m8[25s]", "<M8[us]"]:
    add_v2((4,), (2,), dtype)
for dtype, fill in [("<U5", "aé🙂"), (">U3", ""), ("|S6", b"ab\x00c"), ("|V4", b"\x00\x01\x02\xff")]:
    add_v2((4,), (2,), dtype, fill_value=fill)
add_v2((4,), (2,), [("a", "<i2"), ("b", "<f8"), ("c", "|b1"), ("d", "|S3")])
add_v2((), (), "<f4", fill_value=2.5)
add_v2((0, 3), (1, 3), "<i4")
add_v2((10,), (4,), str, fill_value="gap")
add_v2((4, 4), (2, 2), "<i4", attributes={"a": [1, 2.5, None, float("nan")], "é": {"b": "日本"}})
for compressor in [
    numcodecs.Blosc("zstd", 3, numcodecs.Blosc.BITSHUFFLE), numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE, 4096),
    numcodecs.Blosc("zlib", 1, numcodecs.Blosc.NOSHUFFLE), numcodecs.Zstd(5), numcodecs.Zstd(2, checksum=True), numcodecs.GZip(4),
    numcodecs.Zlib(6), numcodecs.LZ4(2), numcodecs.BZ2(3), numcodecs.LZMA(),
]:
    add_v2((40, 4), (20, 4), "<f8", compressor=compressor)
add_v2((40,), (20,), "<f8", filters=[numcodecs.Delta("<f8")], compressor=numcodecs.Zlib(1))
add_v2((40,), (20,), "<f8", filters=[numcodecs.FixedScaleOffset(1, 10, "<f8", "|u1")], compressor=None)

fills = []


def add_fill(data_type, value):
    try:
        dtype = get_data_type_from_json(data_type, zarr_format=3)
        scalar = dtype.from_json_scalar(value, zarr_format=3)
        native = dtype.to_native_dtype()
        if native.kind in "OT":
            read = {"text": scalar} if isinstance(scalar, str) else {"bytes": bytes(scalar).hex()}
        else:
            read = {"cell": little(scalar, native).hex()}
    except Exception:
        read = None
    fills.append({"data_type": data_type, "fill_value": value, "read": read})


INTS = [f"{u}int{b}" for u in ("", "u") for b in (8, 16, 32, 64)]
for name, value in itertools.product(
    INTS, [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, -32768, 65535, 65536, 2**31 - 1, 2**31, -(2**31), 2**32 - 1, 2**32,
           2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, "x", None, [1], 1.5, 42.0, "42"]
):
    add_fill(name, value)
for name, value in itertools.product(
    ["float16", "float32", "float64"],
    [0, -0.0, 1, 0.1, 65504, 65519.9, 65520.0, 1e-8, 5.96e-8, 2.980232238769531e-08, 3e-8, 1e38, 1e300, "NaN", "Infinity", "-Infinity",
     "0x7e00", "0x7c01", "0x7fc00123", "0x3f800000", "0x7ff8000000000000", "0x3ff0000000000000", "0x3ff", "0xzz", "nan", "x", True, None, [0],
     1.0000000596046448, 2**53 + 1, 16777217, "1.5", "-2e3"],
):
    add_fill(name, value)
for name, value in itertools.product(
    ["complex64", "complex128"], [[0, 0], [1.5, "NaN"], ["-Infinity", "0x7fc00000"], [1], [1, 2, 3], 1, "NaN", ["x", 1], None]
):
    add_fill(name, value)
for value in [True, False, 0, 1, "true", None]:
    add_fill("bool", value)
for kind in ["numpy.datetime64", "numpy.timedelta64"]:
    for unit, scale, value in [("ns", 1, 5), ("D", 10, -(2**63)), ("s", 1, "NaT"), ("us", 1, 2**63), ("s", 1, "x"), ("x", 1, 0), ("s", 0, 0), ("s", 2**31, 0)]:
        add_fill({"name": kind, "configuration": {"unit": unit, "scale_factor": scale}}, value)
for length, value in [(20, "ab"), (20, "aé🙂日x"), (8, "abc"), (7, "a"), (0, ""), (8, 5)]:
    add_fill({"name": "fixed_length_utf32", "configuration": {"length_bytes": length}}, value)
for kind in ["null_terminated_bytes", "raw_bytes"]:
    for length, value in [(4, base64.b64encode(b"ab\x01c").decode()), (4, base64.b64encode(b"abcd").decode()), (3, "!!!!"), (4, 5)]:
        add_fill({"name": kind, "configuration": {"length_bytes": length}}, value)
for value in ["", "a", "日本🙂", 5, None]:
    add_fill("string", value)
for value in ["", "YWI=", 5, None]:
    add_fill("variable_length_bytes", value)
structured = {"name": "structured", "configuration": {"fields": [["a", "int16"], ["b", "float64"]]}}
for value in [base64.b64encode(bytes(range(10))).decode(), base64.b64encode(b"short").decode(), 5]:
    add_fill(structured, value)

OUT.joinpath("v2.json").write_text(json.dumps(documents, indent=0) + "\n")
OUT.joinpath("fills.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in fills) + "\n]\n")
print(len(documents), len(fills), sum(row["read"] is None for row in fills))
