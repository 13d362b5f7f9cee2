"""Uses the Python SDK, its generated part too, and prints what it saw as JSON."""

import json
import sys
import uuid

import hypertile
import numpy
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
    except hypertile.HypertileError as problem:
        assert problem.detail
        return [problem.status, problem.code, problem.problem.get("column")]
    raise AssertionError("there was no refusal")


client = hypertile.connect(sys.argv[1], api_key=sys.argv[2])
client.collections.create_collection(
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
array = client.arrays.create_array(NAME, NewArray(primary_attributes={"station": "first, with a comma"}))
cells = numpy.arange(12, dtype="float32").reshape(3, 4) / 2
client.write(NAME, array.id, cells)
assert numpy.array_equal(client.read(NAME, array.id), cells)
row = client.read(NAME, hypertile.key("first, with a comma"), "9.5,:")
assert numpy.array_equal(client.read(NAME, array.id, sel={"y": 9.5}), row)
client.cells.write_json(NAME, str(array.id), NewCells(data=[5]), sel=["y=10.0", "x=0:1"])
named = client.cells.read_json(NAME, str(array.id), sel=["y=10.0", "x=0:2"]).data
client.write(NAME, array.id, cells[0, :1], sel={"y": 10.0, "x": slice(0, 1)})
document = client.cells.read_json(NAME, str(array.id), slice="0:2,1")
second = client.create_array(NAME, {"station": "second"})
client.delete_array(NAME, second.id)

print(
    json.dumps(
        {
            "id": str(array.id),
            "npy": row.tolist(),
            "sel": named,
            "json": document.data,
            "shape": document.shape,
            "deleted": refusal(lambda: client.read(NAME, second.id)),
            "slice": refusal(lambda: client.read(NAME, array.id, "0,nothing")),
            "unknown": refusal(lambda: client.read(NAME + "x", uuid.uuid4())),
        }
    )
)
