"""Uses the package with nothing but what it asks for: NumPy and httpx. Arguments: address, name of a collection, directory."""

import asyncio
import pickle
import sys

import hypertile
import numpy as np

url, name, directory = sys.argv[1:]
client = hypertile.connect(url)
collection = client.create_collection({
    "name": name, "kind": "array", "dtype": "float32", "fill_value": "NaN",
    "dimensions": [
        {"name": "hour", "type": "time", "size": 4, "start_value": "$dt", "step": "PT1H"},
        {"name": "y", "size": 5, "scale": {"start_value": 40.0, "step": -10.0, "name": "lat"}},
        {"name": "layer", "size": 2, "labels": ["warm", "cold"]}],
    "attributes": [{"name": "dt", "dtype": "datetime", "primary": True}]})
cells = np.arange(40, dtype="float32").reshape(4, 5, 2)
array = collection.create({"dt": "2024-01-01"})
array[...] = cells
array[0, 1:3, "cold"] = [-1, -2]
cells[0, 1:3, 1] = [-1, -2]

assert np.array_equal(array.values, cells)
assert np.array_equal(array["2024-01-01T01":"2024-01-01T03", 20.0, ::-1], cells[1:3, 2, ::-1])
assert np.array_equal(array.sel(lat=18, layer="cold", method="nearest"), cells[:, 2, 1])
assert np.array_equal(array.points(lat=[40, 0], layer=["cold", "warm"]).values, cells[:, [0, 4], [1, 0]].T)
assert array.mean().values == cells.mean()
assert np.array_equal(pickle.loads(pickle.dumps(array))[3], cells[3])
assert "lat" in repr(array) and "<table" in array._repr_html_()
array.to_file(f"{directory}/cells.npy")
assert np.array_equal(np.load(f"{directory}/cells.npy"), cells)
try:
    array[:, 15.0]
except hypertile.SelectionError as problem:
    assert problem.code == "invalid-slice" and problem.problem["nearest"] == [20.0, 10.0]
else:
    raise AssertionError("15 is on no axis")
for missing in (array.to_xarray, array.to_dask, array.to_pandas):
    try:
        missing()
    except ImportError as problem:
        assert "pip install " in str(problem), problem
    else:
        raise AssertionError("there is more than the package asks for")


async def twin():
    async with hypertile.aconnect(url) as other:
        return await other[name]["~2024-01-01T00:00:00Z"][2].values()


assert np.array_equal(asyncio.run(twin()), cells[2])
client.delete_collection(name)
print("done")
