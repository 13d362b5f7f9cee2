"""How long zarr-python and TensorStore take for what ZarrBenchmark reads and writes, on the same files.

    bench_zarr.py ROOT     for each line "PROGRAM read|write ARRAY" of standard input, does it and answers with a line

PROGRAM is zarr or tensorstore, ARRAY a folder below ROOT. Each call opens the array anew. Neither forces what it
writes to the disk.
"""

import sys

import numpy as np
import tensorstore
import zarr


def with_zarr(path, cells):
    array = zarr.open_array(path, mode="r" if cells is None else "r+")
    if cells is None:
        return array[:]
    array[:] = cells


def with_tensorstore(path, cells):
    array = tensorstore.open({"driver": "zarr3", "kvstore": {"driver": "file", "path": path}}).result()
    if cells is None:
        return array.read().result()
    array.write(cells).result()


def main(root):
    programs = {"zarr": with_zarr, "tensorstore": with_tensorstore}
    cells = {}
    print(f"zarr-python {zarr.__version__}, TensorStore, NumPy {np.__version__}", flush=True)
    for line in sys.stdin:
        program, call, name = line.split()
        path = f"{root}/{name}"
        if call == "write" and name not in cells:
            cells[name] = with_zarr(path, None)
        found = programs[program](path, cells[name] if call == "write" else None)
        print("done" if found is None else found.nbytes, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
