"""Answers with coordinates as the Python packages of their formats read them, beside the NPY answer and what NumPy computes."""

import io

import numpy as np
import pytest

BASE = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-000000000003"
SHAPE = (5, 4, 3, 2)
LABELS = ["temperature", "wind, speed", "nébulosité"]
INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()
FLOATS = "float16 float32 float64".split()
COMPLEX = "complex64 complex128".split()
LONG = "longdouble clongdouble".split()
DTYPES = INTEGERS + FLOATS + COMPLEX


def expected_coordinates():
    return {
        "hour": np.datetime64("2023-01-03T06:00:00", "us") + np.arange(5) * np.timedelta64(5400, "s"),
        "y": 60.0 - 2.5 * np.arange(4),
        "layer": np.array(LABELS),
        "x": np.arange(2),
    }


@pytest.fixture(scope="module")
def make(server):
    """Address of an array's cells and the cells, of a collection that is made when first asked for."""
    made = {}

    def one(dtype, fill=None):
        name = f"formats-{dtype}" + ("-fill" if fill is not None else "")
        if name not in made:
            body = {
                "name": name,
                "kind": "array",
                "dtype": dtype,
                "dimensions": [
                    {"name": "hour", "type": "time", "size": 5, "start_value": "2023-01-03T06:00:00Z", "step": "PT1H30M"},
                    {"name": "y", "size": 4, "scale": {"start_value": 60.0, "step": -2.5, "name": "lat"}},
                    {"name": "layer", "size": 3, "labels": LABELS},
                    {"name": "x", "size": 2},
                ],
                "attributes": [{"name": "station", "dtype": "string", "primary": False}, {"name": "run", "dtype": "int", "primary": False}],
            }
            if fill is not None:
                body["fill_value"] = fill
            status, _, answer = server.call("POST", BASE, body)
            assert status == 201, answer
            document = {"id": ID, "custom_attributes": {"station": "Zürich", "run": 7}}
            status, _, answer = server.call("POST", f"{BASE}/{name}/arrays", document)
            assert status == 201, answer
            draws = np.random.default_rng(3)
            cells = draws.integers(0, 100, SHAPE).astype(dtype)
            if cells.dtype.kind in "fc":
                cells[draws.random(SHAPE) < 0.2] = np.nan
            if cells.dtype.kind == "c":
                cells += 1j * draws.integers(0, 9, SHAPE)
            if fill is not None:
                cells[draws.random(SHAPE) < 0.2] = fill
            body = io.BytesIO()
            np.save(body, cells)
            path = f"{BASE}/{name}/arrays/{ID}/subset"
            status, _, answer = server.call("PUT", path, body.getvalue(), Content_Type="application/x-npy")
            assert status == 204, answer
            made[name] = name, path, cells
        return made[name]

    return one


def read(server, path, method="GET", body=None):
    """The bytes of an answer, whose length and tag the head tells before."""
    status, headers, answer = server.call(method, path, body)
    assert status == 200, answer
    assert int(headers["Content-Length"]) == len(answer)
    if method == "GET":
        status, head, _ = server.call("HEAD", path)
        assert status == 200 and int(head["Content-Length"]) == len(answer)
        assert head["ETag"] == headers["ETag"]
        assert server.call("GET", path, If_None_Match=headers["ETag"])[0] == 304
    return answer


def as_npy(server, path):
    separator = "&" if "?" in path else "?"
    return np.load(io.BytesIO(read(server, f"{path}{separator}format=npy")))


@pytest.mark.parametrize("dtype", DTYPES + LONG)
def test_npz(server, make, dtype):
    name, path, cells = make(dtype)
    found = np.load(io.BytesIO(read(server, path + "?format=npz")))
    assert set(found.files) == {name, "hour", "y", "layer", "x"}
    assert found[name].dtype == cells.dtype
    np.testing.assert_array_equal(found[name], as_npy(server, path))
    for axis, values in expected_coordinates().items():
        np.testing.assert_array_equal(found[axis], values)
    part = path + "?slice=1:5:2,57.5,:,(1,0)"
    found = np.load(io.BytesIO(read(server, part + "&format=npz")))
    np.testing.assert_array_equal(found[name], cells[1:5:2, 1][:, :, [1, 0]])
    assert found["y"].shape == () and found["y"] == 57.5
    np.testing.assert_array_equal(found["x"], [1, 0])
    np.testing.assert_array_equal(found["hour"], expected_coordinates()["hour"][1:5:2])


def test_batch(server, make):
    name, path, cells = make("float32")
    slices = ["0", {"name": "corner", "slice": "-1,-1,-1,-1"}, {"name": "nébulosité", "slice": ':,55.0,"nébulosité"'}]
    answer = read(server, path + ":batch?format=npz&coordinates=true", "POST", {"slices": slices})
    found = np.load(io.BytesIO(answer))
    np.testing.assert_array_equal(found["arr_0"], cells[0])
    np.testing.assert_array_equal(found["corner"], cells[-1, -1, -1, -1])
    np.testing.assert_array_equal(found["nébulosité"], cells[:, 2, 2])
    assert found["nébulosité/y"] == 55.0 and found["nébulosité/layer"] == "nébulosité"
    np.testing.assert_array_equal(found["arr_0/layer"], LABELS)
    many = [f"{n % 5},{n % 4},{n % 3},{n % 2}" for n in range(3000)]
    found = np.load(io.BytesIO(read(server, path + ":batch?format=npz", "POST", {"slices": many})))
    got = np.array([found[f"arr_{n}"] for n in range(3000)])
    at = np.arange(3000)
    np.testing.assert_array_equal(got, cells[at % 5, at % 4, at % 3, at % 2])
