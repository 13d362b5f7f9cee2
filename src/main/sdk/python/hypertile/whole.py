"""Whole datasets as one body: definitions of their arrays, and cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .effects import Body, JsonBody, Request
from .npy import NpyBody, cells
from .npz import ZipBody
from .values import plain

_Member = tuple[str, "list[str]", Any, "Mapping[str, Any]", Any]
_TYPED = {"int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64", "float32"}


def replacement(path: str, name: str, dataset: Any, replace: bool) -> Request:
    """Makes a dataset of one of xarray, or of a mapping of arrays, as one change."""
    definition, arrays = defined(name, dataset)
    bodies: dict[str, Body] = {"definitions.json": JsonBody({"datasets": [definition]})}
    bodies |= {f"{name}/{each}.npy": NpyBody(values) for each, values in arrays.items()}
    query = [("replace", "true" if replace else "false")]
    return Request("POST", f"{path}/datasets:batch", query, body=ZipBody(bodies, "application/zip"), repeatable=replace)


def defined(name: str, dataset: Any) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The document of a dataset without its cells, and the cells by names of arrays."""
    definitions = []
    arrays: dict[str, NDArray[Any]] = {}
    for each, dims, values, attrs, fill in _members(dataset):
        array = _kept(values)
        arrays[each] = array
        definition = {"name": each, "dtype": _dtype(array), "dimensions": dims, "shape": list(array.shape), "attributes": attributes(attrs)}
        if fill is not None:
            definition["fill_value"] = plain(fill)
        definitions.append(definition)
    attrs = getattr(dataset, "attrs", {})
    return {"name": name, "attributes": attributes(attrs), "arrays": definitions}, arrays


def attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes as documents have them, with the types that NumPy's numbers have."""
    return {str(name): _attribute(value) for name, value in given.items()}


def _attribute(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)) and str(value.dtype) in _TYPED:
        return {"value": plain(value), "type": str(value.dtype)}
    if isinstance(value, np.datetime64):
        return {"value": plain(value), "type": "timestamp_ns"}
    return plain(value)


def _members(dataset: Any) -> list[_Member]:
    """Name, axes, cells, attributes and fill value of each array; a plain array has axes of its own."""
    if not hasattr(dataset, "data_vars"):
        found: list[_Member] = []
        for name, values in dataset.items():
            array = np.asarray(values)
            found.append((str(name), [f"{name}_{axis}" for axis in range(array.ndim)], array, {}, None))
        return found
    members: list[_Member] = []
    for name, variable in dataset.variables.items():
        attrs = dict(variable.attrs)
        fill = variable.encoding.get("_FillValue", attrs.pop("_FillValue", None))
        wrong = variable.dtype.kind not in "iuf" or (fill is not None and np.asarray(fill).astype(variable.dtype) != fill and fill == fill)
        dims = [str(dim) for dim in variable.dims]
        members.append((str(name), dims, variable.values, attrs, None if wrong else fill))
    return members


def _kept(values: Any) -> NDArray[Any]:
    array = cells(values)
    if array.dtype.kind in "Mm":
        return array.astype(f"{'datetime' if array.dtype.kind == 'M' else 'timedelta'}64[ns]")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _dtype(array: NDArray[Any]) -> str:
    return {"M": "timestamp_ns", "m": "timedelta_ns", "U": "string"}.get(array.dtype.kind, array.dtype.name)
