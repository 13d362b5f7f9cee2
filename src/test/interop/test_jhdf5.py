"""Files exchanged with JHDF5, which stands on the HDF5 C library."""

import io
import json
import os
import pathlib
import subprocess
import uuid

import numpy as np
import pytest

from test_h5py import file_of, make, npy

HERE = pathlib.Path(__file__).parent
JARS = [f"/usr/share/java/{name}.jar" for name in ("sis-jhdf5", "sis-base", "commons-io", "commons-lang3")]


def jhdf5(*arguments):
    done = subprocess.run(
        [
            os.environ["HYPERTILE_JAVA"],
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.library.path=/usr/lib/jni:/usr/lib/x86_64-linux-gnu/jni",
            "-cp", ":".join(JARS),
            str(HERE / "jhdf5" / "Jhdf5Exchange.java"),
            *map(str, arguments),
        ],
        capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("dtype", ["float64", "int32"])
def test_jhdf5_reads_what_the_server_wrote(server, dtype):
    name = f"jhdf5_{dtype}"
    path, array = make(server, name, dtype)
    cells = np.arange(5 * 7 * 3).reshape(5, 7, 3).astype(dtype)
    server.call("PUT", f"{path}/subset", npy(cells), Content_Type="application/x-npy")
    meta, empty, shape, values = jhdf5("read", file_of(server, name, array))
    assert json.loads(meta)["id"] == array
    # Cell 0 equals no fill value, so none is empty.
    assert int(empty) == 0
    assert json.loads(shape) == [5, 7, 3]
    assert json.loads(values) == cells.ravel().tolist()


@pytest.mark.parametrize("layout", ["contiguous", "chunked", "gzip"])
def test_the_server_reads_what_jhdf5_wrote(server, tmp_path, layout):
    name = f"from_jhdf5_{layout}"
    path, first = make(server, name, "float64")
    array = str(uuid.uuid4())
    place = server.root / "collections" / name / "array_data" / "/".join(array[:8]) / array[9:]
    place.mkdir(parents=True)
    meta = tmp_path / "meta.json"
    meta.write_text(json.dumps({"id": array, "primary_attributes": {}, "custom_attributes": {}}))
    jhdf5("write", place / f"{array}.hdf5", meta, "5x7x3", layout)
    path = path.replace(first, array)
    cells = np.arange(5.0 * 7 * 3).reshape(5, 7, 3)

    def read():
        status, _, body = server.call("GET", f"{path}/subset?format=npy")
        assert status == 200, body
        return np.load(io.BytesIO(body))

    assert np.array_equal(read(), cells)
    jhdf5("update", place / f"{array}.hdf5")
    cells[0, 0, 0] += 1000
    assert np.array_equal(read(), cells)
    cells[1:3, 2, :] = -1
    status, _, body = server.call(
        "PUT", f"{path}/subset?slice=1:3,2", npy(cells[1:3, 2]), Content_Type="application/x-npy"
    )
    assert status == 204, body
    assert np.array_equal(read(), cells)
    assert json.loads(jhdf5("read", place / f"{array}.hdf5")[3]) == cells.ravel().tolist()
