"""Reads arrays of groups with GDAL's own library: takes JSON [{"url", "arrays": {name: is complex}}], and prints their cells."""

import ctypes
import json
import sys

import numpy as np
from gdal_side import FLOAT64, MULTIDIM, library

COMPLEX128 = 11


def cells_of(gdal, group, name, is_complex):
    array = gdal.GDALGroupOpenMDArray(group, name.encode(), None)
    if not array:
        return {"failure": gdal.CPLGetLastErrorMsg().decode()}
    count = ctypes.c_size_t()
    handles = ctypes.cast(gdal.GDALMDArrayGetDimensions(array, ctypes.byref(count)), ctypes.POINTER(ctypes.c_void_p))
    shape = [gdal.GDALDimensionGetSize(handles[n]) for n in range(count.value)]
    cells = np.empty(shape, "c16" if is_complex else "f8")
    start = (ctypes.c_uint64 * max(1, len(shape)))()
    counts = (ctypes.c_size_t * max(1, len(shape)))(*shape)
    kind = gdal.GDALExtendedDataTypeCreate(COMPLEX128 if is_complex else FLOAT64)
    if gdal.GDALMDArrayRead(array, start, counts, None, None, kind, cells.ctypes.data, None, 0) != 1:
        return {"failure": gdal.CPLGetLastErrorMsg().decode()}
    return {"shape": shape, "values": [str(value) for value in cells.reshape(-1).tolist()]}


def main():
    gdal = library()
    for order in json.load(sys.stdin):
        data = gdal.GDALOpenEx(f'ZARR:"/vsicurl/{order["url"]}"'.encode(), MULTIDIM, None, None, None)
        if data:
            group = gdal.GDALDatasetGetRootGroup(data)
            arrays = {name: cells_of(gdal, group, name, is_complex) for name, is_complex in order["arrays"].items()}
        else:
            failure = gdal.CPLGetLastErrorMsg().decode()
            arrays = {name: {"failure": failure} for name in order["arrays"]}
        print(json.dumps({"url": order["url"], "arrays": arrays}), flush=True)


if __name__ == "__main__":
    main()
