"""Uses the generated Python client and prints what it saw as JSON."""

import io
import json
import sys
import uuid

import numpy
from hypertile_client import ApiClient, ArraysApi, CellsApi, CollectionsApi, Configuration
from hypertile_client.exceptions import ApiException
from hypertile_client.models import (
    AttributeDeclaration,
    Dimension,
    GenericDimension,
    NewArray,
    NewCells,
    NewCollection,
    Scale,
)

NAME = "sdk_python"


def refusal(call):
    try:
        call()
    except ApiException as failure:
        problem = json.loads(failure.body)
        assert problem["detail"]
        return [failure.status, problem["code"], problem.get("column")]
    raise AssertionError("there was no refusal")


def encode(values):
    stream = io.BytesIO()
    numpy.save(stream, values)
    return stream.getvalue()


def decode(body):
    return numpy.load(io.BytesIO(body))


configuration = Configuration(host=sys.argv[1], api_key={"apiKey": sys.argv[2]})
api = ApiClient(configuration)
collections, arrays, cells = CollectionsApi(api), ArraysApi(api), CellsApi(api)
collections.create_collection(
    NewCollection(
        name=NAME,
        kind="array",
        dtype="float32",
        dimensions=[
            Dimension(
                GenericDimension(
                    type="generic", name="y", size=3, scale=Scale(start_value=10.0, step=-0.5, name="lat")
                )
            ),
            Dimension(GenericDimension(type="generic", name="x", size=4)),
        ],
        attributes=[AttributeDeclaration(name="station", dtype="string", primary=True)],
    )
)
array = arrays.create_array(NAME, NewArray(primary_attributes={"station": "first, with a comma"}))
id = str(array.id)
values = numpy.arange(12, dtype="float32").reshape(3, 4) / 2
cells.write_npy(NAME, id, encode(values))
assert numpy.array_equal(decode(cells.read_npy(NAME, id)), values)
row = decode(cells.read_npy(NAME, '~"first, with a comma"', slice="9.5,:"))
assert numpy.array_equal(decode(cells.read_npy(NAME, id, sel=["y=9.5"])), row)
cells.write_json(NAME, id, NewCells(data=[5]), sel=["y=10.0", "x=0:1"])
named = cells.read_json(NAME, id, sel=["y=10.0", "x=0:2"]).data
cells.write_npy(NAME, id, encode(values[0, :1]), sel=["y=10.0", "x=0:1"])
document = cells.read_json(NAME, id, slice="0:2,1")
second = str(arrays.create_array(NAME, NewArray(primary_attributes={"station": "second"})).id)
arrays.delete_array(NAME, second)

print(
    json.dumps(
        {
            "id": id,
            "npy": row.tolist(),
            "sel": named,
            "json": document.data,
            "shape": document.shape,
            "deleted": refusal(lambda: cells.read_npy(NAME, second)),
            "slice": refusal(lambda: cells.read_npy(NAME, id, slice="0,nothing")),
            "unknown": refusal(lambda: cells.read_npy(NAME + "x", str(uuid.uuid4()))),
        }
    )
)
