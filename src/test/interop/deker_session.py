"""A session of every operation of Deker's client. Runs in an environment of its own, with NumPy 1.

    deker_session.py URI              prints what each step came to, a line of JSON each
"""

import datetime
import json
import os
import sys
import uuid
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
from deker import (  # noqa: E402
    ArraySchema, AttributeSchema, Client, DimensionSchema, Scale, TimeDimensionSchema, VArraySchema,
)

UTC = datetime.timezone.utc
START = datetime.datetime(2023, 1, 1, tzinfo=UTC)
IDS = [str(uuid.uuid5(uuid.NAMESPACE_DNS, f"session {n}")) for n in range(8)]


def plain(value):
    if isinstance(value, np.ndarray):
        return [str(value.dtype), list(value.shape), repr(value.tolist())]
    if isinstance(value, np.generic):
        return [str(value.dtype), [], repr(value.item())]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return repr(value)


def given(value):
    """Lists and numbers, which the plug-in takes up to 1.0.8; later it has no bytes for them."""
    return np.asarray(value, "float64") if os.environ.get("SESSION_GIVES_ARRAYS") else value


def step(name, action):
    """Prints what an action gives. What it raises counts by its kind alone: texts differ."""
    try:
        print(json.dumps([name, plain(action())]), flush=True)
    except Exception as e:  # noqa: BLE001
        print(json.dumps([name, "raises", str(e)[:300], type(e).__name__]), flush=True)


def dimensions():
    return [
        TimeDimensionSchema("t", 4, start_value=START, step=datetime.timedelta(hours=1)),
        DimensionSchema("y", 4, scale=Scale(10.0, -0.5, "lat")),
        DimensionSchema("layer", 3, labels=["temp", "wind", "rain"]),
    ]


ATTRIBUTES = [
    AttributeSchema(name="site", dtype=str, primary=True),
    AttributeSchema(name="run", dtype=int, primary=True),
    AttributeSchema(name="at", dtype=datetime.datetime, primary=True),
    AttributeSchema(name="pair", dtype=tuple, primary=True),
    AttributeSchema(name="factor", dtype=float, primary=True),
    AttributeSchema(name="note", dtype=str, primary=False),
    AttributeSchema(name="more", dtype=tuple, primary=False),
]
KEY = {"site": "a b é", "run": 7, "at": START, "pair": (1, ("x", 2)), "factor": 1e-05}
INDICES = {
    "all": np.index_exp[:], "ellipsis": np.index_exp[...], "empty": (), "int": np.index_exp[3],
    "negative": np.index_exp[-1], "slice": np.index_exp[1:3], "open": np.index_exp[1:],
    "to": np.index_exp[:-1], "negatives": np.index_exp[-3:-1], "step": np.index_exp[0:2:1],
    "two": np.index_exp[1:, 2], "cell": np.index_exp[0, 0, 0], "dots": np.index_exp[..., 0],
    "time": np.index_exp["2023-01-01T01:00:00"],
    "datetime": np.index_exp[START + datetime.timedelta(hours=2)],
    "times": np.index_exp["2023-01-01T01:00:00":"2023-01-01T03:00:00"],
    "scale": np.index_exp[:, 9.5], "scales": np.index_exp[:, 9.5:8.5],
    "label": np.index_exp[:, :, "wind"], "labels": np.index_exp[:, :, "wind":],
    "bad step": np.index_exp[0:3:2], "beyond": np.index_exp[9],
}


def described(array):
    return [array.id, array.primary_attributes, array.custom_attributes, array.shape, array.named_shape]


def cells(array):
    values = np.arange(48, dtype="float64").reshape(4, 4, 3)
    step("fresh", lambda: array[:].read())
    step("write", lambda: array[:].update(values))
    for name, index in INDICES.items():
        step(f"read {name}", lambda: array[index].read())
    step("write list", lambda: array[0].update(given((values[0] * 2).tolist())))
    step("write nan", lambda: array[1, 0].update(given([float("nan"), float("inf"), float("-inf")])))
    step("write cell", lambda: array[2, 2, 2].update(given(-0.5)))
    step("write shape", lambda: array[0].update(np.zeros((2, 2))))
    step("write text", lambda: array[0, 0].update(["a", "b", "c"]))
    step("write none", lambda: array[:].update(None))
    step("after writes", lambda: array[:].read())
    step("clear part", lambda: array[2:].clear())
    step("after clear", lambda: array[:].read())
    step("clear all", lambda: array[:].clear())
    step("after clear all", lambda: array[:].read())
    step("write again", lambda: array[1:3, 1:3].update(values[1:3, 1:3]))
    step("after again", lambda: array[:].read())


def objects(client, collection, kind):
    def create(n, **more):
        return collection.create({**KEY, "run": n, **more}, {"note": f"n{n}"}, id_=IDS[n])

    step("create", lambda: described(create(0)))
    step("create other", lambda: described(create(1, site="b", factor=1e20)))
    step("create duplicate key", lambda: described(collection.create({**KEY, "run": 0}, id_=IDS[2])))
    step("create duplicate id", lambda: described(collection.create({**KEY, "run": 5}, id_=IDS[0])))
    step("create without key", lambda: described(collection.create({"site": "x"})))
    first = collection.filter({"id": IDS[0]}).first()
    step("by id", lambda: described(first))
    step("by id last", lambda: described(collection.filter({"id": IDS[1]}).last()))
    step("by key", lambda: described(collection.filter({**KEY, "run": 0}).first()))
    step("no such id", lambda: collection.filter({"id": IDS[7]}).first())
    step("no such key", lambda: collection.filter({**KEY, "run": 99}).first())
    step("iterate", lambda: sorted(described(item) for item in collection))
    step("iterate manager", lambda: sorted(item.id for item in getattr(collection, kind)))
    step("attributes", lambda: first.update_custom_attributes({"note": "ü", "more": (1, "a")}))
    step("attributes after", lambda: described(collection.filter({"id": IDS[0]}).first()))
    step("attributes none", lambda: first.update_custom_attributes({"note": None}))
    step("read meta", lambda: first.read_meta()["custom_attributes"])
    cells(first)
    second = collection.filter({"id": IDS[1]}).first()
    step("second", lambda: second[:].read())
    step("write second", lambda: second[0, 0, 0].update(given(5.0)))
    step("delete", lambda: first.delete())
    step("deleted", lambda: collection.filter({"id": IDS[0]}).first())
    step("kept", lambda: second[:].read())
    step("clear", lambda: collection.clear())
    step("cleared", lambda: sorted(item.id for item in collection))
    step("not cleared", lambda: client.get_collection(collection.name).name)


def session(client):
    plain_schema = ArraySchema(dtype=np.float64, dimensions=dimensions(), attributes=ATTRIBUTES)
    tiled = VArraySchema(
        dtype=np.float64, dimensions=dimensions(), attributes=ATTRIBUTES, vgrid=(2, 2, 1)
    )
    small = ArraySchema(dtype=np.int16, dimensions=[DimensionSchema("x", 3)], fill_value=-1)
    step("no collection", lambda: client.get_collection("arrays"))
    for name, schema, kind in (("arrays", plain_schema, "arrays"), ("tiles", tiled, "varrays")):
        collection = client.create_collection(name, schema)
        step("document", lambda: collection.as_dict)
        step("twice", lambda: client.create_collection(name, schema))
        step("got", lambda: client.get_collection(name).as_dict)
        objects(client, collection, kind)
    client.create_collection("small", small)
    step("collections", lambda: sorted(item.name for item in client))
    item = client.get_collection("small").create(id_=IDS[3])
    step("fill", lambda: item[:].read())
    step("write", lambda: item[:].update(np.array([1, 2, 3], "int16")))
    step("range", lambda: item[:].update([1, 2, 70000]))
    step("fraction", lambda: item[0].update(1.5))
    step("cells", lambda: item[:].read())
    copy = {**client.get_collection("small").as_dict, "name": "copy"}
    step("from dict", lambda: client.collection_from_dict(copy).as_dict)
    gone = client.get_collection("copy")
    step("delete collection", lambda: gone.delete())
    step("deleted collection", lambda: client.get_collection("copy"))
    step("left", lambda: sorted(item.name for item in client))


with Client(sys.argv[1], workers=4) as opened:
    session(opened)
