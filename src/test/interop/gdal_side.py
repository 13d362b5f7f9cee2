"""GDAL's own library, from the wheel of pyogrio, called by its C interface: opens a group of Zarr by its address and compares cells."""

import ctypes
import glob
import json
import sys

import numpy as np
import pyogrio
from pyogrio import _io  # noqa: F401 loads the library and those that it needs

RASTER, MULTIDIM, READ, FLOAT64 = 0x02, 0x10, 0, 7


def library():
    """The library that pyogrio has loaded, with the types of the calls below."""
    gdal = ctypes.CDLL(glob.glob(pyogrio.__path__[0] + ".libs/libgdal*")[0])
    handle, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("GDALVersionInfo", text, [text]),
        ("CPLGetLastErrorMsg", text, []),
        ("GDALOpenEx", handle, [text, ctypes.c_uint, handle, handle, handle]),
        ("GDALGetRasterXSize", number, [handle]),
        ("GDALGetRasterYSize", number, [handle]),
        ("GDALGetGeoTransform", number, [handle, handle]),
        ("GDALGetRasterBand", handle, [handle, number]),
        ("GDALRasterIO", number, [handle, *[number] * 5, handle, *[number] * 5]),
        ("GDALDatasetGetRootGroup", handle, [handle]),
        ("GDALGroupOpenMDArray", handle, [handle, text, handle]),
        ("GDALMDArrayGetUnit", text, [handle]),
        ("GDALExtendedDataTypeCreate", handle, [number]),
        ("GDALMDArrayGetDimensions", handle, [handle, handle]),
        ("GDALDimensionGetName", text, [handle]),
        ("GDALDimensionGetType", text, [handle]),
        ("GDALDimensionGetSize", ctypes.c_uint64, [handle]),
        ("GDALMDArrayRead", number, [handle] * 7 + [handle, ctypes.c_size_t]),
    ):
        function = getattr(gdal, name)
        function.restype, function.argtypes = result, arguments
    gdal.GDALAllRegister()
    return gdal


def opened(gdal, name, flags):
    found = gdal.GDALOpenEx(name.encode(), flags, None, None, None)
    assert found, gdal.CPLGetLastErrorMsg().decode()
    return found


def raster(gdal, name):
    """Cells and the affine transformation of an array with two axes."""
    data = opened(gdal, name, RASTER)
    width, height = gdal.GDALGetRasterXSize(data), gdal.GDALGetRasterYSize(data)
    cells, place = np.empty((height, width)), np.empty(6)
    assert gdal.GDALGetGeoTransform(data, place.ctypes.data) == 0
    band = gdal.GDALGetRasterBand(data, 1)
    read = gdal.GDALRasterIO(band, READ, 0, 0, width, height, cells.ctypes.data, width, height, FLOAT64, 0, 0)
    assert read == 0, gdal.CPLGetLastErrorMsg().decode()
    return cells, place


def variable(gdal, group, name):
    """Cells as float64, axes with their types, and the unit of an array with any number of axes."""
    array = gdal.GDALGroupOpenMDArray(group, name.encode(), None)
    assert array, gdal.CPLGetLastErrorMsg().decode()
    count = ctypes.c_size_t()
    handles = ctypes.cast(gdal.GDALMDArrayGetDimensions(array, ctypes.byref(count)), ctypes.POINTER(ctypes.c_void_p))
    axes = [handles[n] for n in range(count.value)]
    shape = [gdal.GDALDimensionGetSize(axis) for axis in axes]
    cells = np.empty(shape)
    start = (ctypes.c_uint64 * len(shape))()
    counts = (ctypes.c_size_t * len(shape))(*shape)
    kind = gdal.GDALExtendedDataTypeCreate(FLOAT64)
    assert gdal.GDALMDArrayRead(array, start, counts, None, None, kind, cells.ctypes.data, None, 0) == 1, gdal.CPLGetLastErrorMsg().decode()
    names = {gdal.GDALDimensionGetName(axis).decode(): gdal.GDALDimensionGetType(axis).decode() for axis in axes}
    return cells, names, (gdal.GDALMDArrayGetUnit(array) or b"").decode()


def main(address, collection, expected, flat):
    gdal = library()
    root = gdal.GDALDatasetGetRootGroup(opened(gdal, f'ZARR:"/vsicurl/{address}"', MULTIDIM))
    cells, axes, unit = variable(gdal, root, collection)
    np.testing.assert_array_equal(cells, np.load(expected))
    told = {"version": gdal.GDALVersionInfo(b"--version").decode(), "axes": axes, "unit": unit}
    for axis in ("hour", "y", "x"):
        values, _, unit = variable(gdal, root, axis)
        told[axis] = {"values": values.tolist(), "unit": unit}
    told["cells"], told["place"] = (each.tolist() for each in raster(gdal, flat))
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
