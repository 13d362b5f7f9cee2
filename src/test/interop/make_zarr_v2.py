"""Makes src/test/resources/fixtures/zarr-v2.zip: arrays of Zarr format 2 that zarr-python wrote, and what they hold."""

import hashlib
import json
import pathlib
import tempfile
import warnings
import zipfile

import numcodecs
import numpy as np
import zarr

warnings.simplefilter("ignore")
BASE = pathlib.Path(__file__).parents[3]
NUMBERS = np.arange(11 * 14).reshape(11, 14)

BLOSC = numcodecs.Blosc("lz4", 5, numcodecs.Blosc.SHUFFLE)
BITS = numcodecs.Blosc("zstd", 3, numcodecs.Blosc.BITSHUFFLE)
ARRAYS = {
    "i4_blosc": (NUMBERS.astype("<i4"), dict(compressors=BLOSC, fill_value=-1)),
    "f8_big_fortran_zstd": (np.sin(NUMBERS).astype(">f8"), dict(compressors=numcodecs.Zstd(3), order="F", fill_value=np.nan)),
    "i2_big_gzip": (NUMBERS.astype(">i2"), dict(compressors=numcodecs.GZip(5), fill_value=0)),
    "u1_raw_slashes": (NUMBERS.astype("u1"), dict(compressors=None, fill_value=7, chunk_key_encoding={"name": "v2", "separator": "/"})),
    "b1_raw": (NUMBERS % 3 == 0, dict(compressors=None, fill_value=True)),
    "f4_bitshuffle": (np.cos(NUMBERS).astype("<f4"), dict(compressors=BITS, fill_value=np.inf)),
    "c8_fortran_raw": ((NUMBERS + 1j).astype("<c8"), dict(compressors=None, order="F", fill_value=0)),
    "f2_zstd": (NUMBERS.astype("<f2"), dict(compressors=numcodecs.Zstd(1), fill_value=0)),
    "M8_blosc": (NUMBERS.astype("<M8[s]"), dict(compressors=BLOSC, fill_value=np.datetime64("NaT", "s"))),
    "i4_zlib": (NUMBERS.astype("<i4"), dict(compressors=numcodecs.Zlib(4), fill_value=0)),
    "U5_zstd": (NUMBERS.astype("<U5"), dict(compressors=numcodecs.Zstd(1), fill_value="")),
    "S4_raw": (NUMBERS.astype("S4"), dict(compressors=None, fill_value=b"")),
}

expected = {}
with tempfile.TemporaryDirectory() as directory:
    root = pathlib.Path(directory)
    for name, (values, settings) in ARRAYS.items():
        array = zarr.create_array(str(root / name), shape=values.shape, chunks=(4, 6), dtype=values.dtype, zarr_format=2, **settings)
        array[:8] = values[:8]
        array[10, 2:9] = values[10, 2:9]
        read = array[:]
        cells = np.ascontiguousarray(read.astype(read.dtype.newbyteorder("<")))
        expected[name] = {"shape": list(values.shape), "sha256": hashlib.sha256(cells.tobytes()).hexdigest()}
    scalar = zarr.create_array(str(root / "scalar"), shape=(), chunks=(), dtype="<f8", zarr_format=2, compressors=None, fill_value=2.5)
    expected["scalar"] = {"shape": [], "sha256": hashlib.sha256(np.float64(2.5).tobytes()).hexdigest()}
    (root / "expected.json").write_text(json.dumps(expected, indent=1))
    with zipfile.ZipFile(BASE / "src/test/resources/fixtures/zarr-v2.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(root.rglob("*")):
            if file.is_file():
                out.writestr(zipfile.ZipInfo(str(file.relative_to(root)), (2026, 1, 1, 0, 0, 0)), file.read_bytes(), zipfile.ZIP_DEFLATED)
