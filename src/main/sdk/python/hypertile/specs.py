"""Arrays as the server describes them: address, axes, dtype, attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .axes import Axis
from .values import segment

COLLECTIONS = "/api/v1/collections"


def tag(document: Mapping[str, Any]) -> str | None:
    """The tag of the state that a document is of, for ``if_match``; None where it tells none."""
    version = document.get("version")
    return None if version is None else f'"{version}"'


@dataclass(frozen=True)
class Address:
    """The path of an array below the server's root, and what its requests need besides.

    An array of several joined ones has the path of the collection, a filter and an order.
    """

    path: str
    collection: str
    name: str
    query: tuple[tuple[str, str], ...] = ()
    joined: bool = False
    dataset: str | None = None
    across: bool = False
    """Whether it is a variable of partitions."""

    @staticmethod
    def of_array(collection: str, array: str) -> Address:
        path = f"{COLLECTIONS}/{segment(collection)}/arrays/{segment(array)}"
        return Address(path, collection, array)

    @staticmethod
    def of_dataset(collection: str, dataset: str, array: str) -> Address:
        path = f"{COLLECTIONS}/{segment(collection)}/datasets/{segment(dataset)}/arrays/{segment(array)}"
        return Address(path, collection, array, dataset=dataset)

    @staticmethod
    def of_joined(collection: str, query: tuple[tuple[str, str], ...]) -> Address:
        return Address(f"{COLLECTIONS}/{segment(collection)}", collection, "joined", query, joined=True)

    @staticmethod
    def of_variable(collection: str, name: str, filter: str | None) -> Address:
        path = f"{COLLECTIONS}/{segment(collection)}/variables/{segment(name)}"
        return Address(path, collection, name, (("filter", filter),) if filter is not None else (), across=True)

    @property
    def is_named(self) -> bool:
        """Whether the cells have a name of their own beside that of the collection."""
        return self.dataset is not None or self.across

    @property
    def variable(self) -> str:
        """The name of the cells where they need one."""
        return self.name if self.is_named else self.collection


@dataclass(frozen=True)
class Spec:
    """All that is known of an array without reading cells."""

    address: Address
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fill_value: Any = None
    attrs: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    chunks: tuple[int, ...] | None = None
    scales: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What a schema says of axes, by their names."""
    axes: tuple[Axis, ...] | None = None

    @property
    def variable(self) -> str:
        """The name of the cells beside their coordinates."""
        name = self.address.variable
        return "data" if name in self.dims and not self.address.is_named else name

    def dim(self, name: str) -> str:
        """The axis of a name, which is its own or that of its scale."""
        if name in self.dims:
            return name
        found = [dim for dim, scale in self.scales.items() if scale == name]
        if len(found) == 1:
            return found[0]
        known = [f"{dim} ({self.scales[dim]})" if dim in self.scales else dim for dim in self.dims]
        raise _unknown(name, known)

    def axis(self, dim: str) -> Axis:
        """An axis with its coordinates, once they were read."""
        assert self.axes is not None
        return self.axes[self.dims.index(dim)]

    def with_axes(self, axes: Sequence[Axis]) -> Spec:
        """The array with the coordinates of its axes."""
        known = []
        for axis in axes:
            attrs = {"long_name": self.scales[axis.name]} if axis.name in self.scales else {}
            known.append(replace(axis, attrs={**attrs, **axis.attrs}, calendar=self.calendars.get(axis.name)))
        return replace(self, axes=tuple(known))


def _unknown(name: str, known: Sequence[str]) -> Exception:
    from .axes import lookup_error

    return lookup_error(f'there is no axis "{name}"; there are {", ".join(known)}', dimension=name)


def dtype_of(name: str) -> np.dtype[Any]:
    """The dtype of cells as documents name it."""
    known = {"string": "U", "timestamp_ns": "datetime64[ns]", "timedelta_ns": "timedelta64[ns]", "clongdouble": "clongdouble"}
    return np.dtype(known.get(name, name))


def of_member(address: Address, collection: Mapping[str, Any], array: Mapping[str, Any]) -> Spec:
    """An array of a collection with one schema."""
    dimensions = collection["dimensions"]
    declared = {each["name"]: each for each in collection.get("attributes") or []}
    attrs: dict[str, Any] = {"array": array["id"]} if "id" in array else {}
    for values in (array.get("primary_attributes"), array.get("custom_attributes")):
        attrs |= {name: value for name, value in (values or {}).items() if value is not None and name in declared}
    options = collection.get("options") or {}
    chunks = options.get("chunk_shape") or collection.get("arrays_shape")
    return Spec(
        address,
        tuple(each["name"] for each in dimensions),
        tuple(array.get("shape") or collection.get("shape") or [each["size"] for each in dimensions]),
        dtype_of(collection["dtype"]),
        collection.get("fill_value"),
        {**{name: collection[name] for name in ("units", "long_name", "standard_name") if collection.get(name)}, **attrs},
        array,
        tuple(chunks) if isinstance(chunks, list) and len(chunks) == len(dimensions) else None,
        {each["name"]: each["scale"]["name"] for each in dimensions if (each.get("scale") or {}).get("name")},
        declared={each["name"]: each for each in dimensions},
    )


def of_dataset_array(address: Address, dataset: Mapping[str, Any], array: Mapping[str, Any]) -> Spec:
    """An array of a dataset, with the calendars of the arrays that are its coordinates."""
    return Spec(
        address,
        tuple(array["dimensions"]),
        tuple(array["shape"]),
        dtype_of(array["dtype"]),
        array.get("fill_value"),
        {name: attribute(value) for name, value in (array.get("attributes") or {}).items()},
        array,
        tuple(array["chunk_shape"]) if array.get("chunk_shape") and array["dimensions"] else None,
        {dim: each["name"] for dim, each in coordinates(dataset, array["dimensions"]).items() if each["name"] != dim},
        {
            dim: str(each["attributes"]["calendar"])
            for dim, each in coordinates(dataset, array["dimensions"]).items()
            if "calendar" in (each.get("attributes") or {})
        },
    )


def of_partitions(address: Address, collection: Mapping[str, Any], description: Mapping[str, Any]) -> Spec:
    """A variable over the partitions that its address means."""
    declared = declared_variables(collection).get(address.name, {})
    return Spec(
        address,
        tuple(description["dimensions"]),
        tuple(description["shape"]),
        dtype_of(description["dtype"]),
        declared.get("fill_value"),
        declared_attributes(declared.get("attrs") or declared.get("attributes")),
        {"collection": address.collection, "variable": address.name},
    )


def coordinates(dataset: Mapping[str, Any], dims: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The array of a dataset that has the coordinates of each axis."""
    found: dict[str, Mapping[str, Any]] = {}
    for array in dataset.get("arrays") or []:
        if not isinstance(array, Mapping) or len(array["dimensions"]) != 1:
            continue
        [dim] = array["dimensions"]
        told = (array.get("attributes") or {}).get("axis_of")
        if dim in dims and array["name"] == dim:
            found[dim] = array
        elif dim in dims and told == dim:
            found.setdefault(dim, array)
    return found


def attribute(value: Any) -> Any:
    """A value of an attribute with its type as NumPy has it."""
    if not isinstance(value, Mapping) or set(value) != {"value", "type"}:
        return value
    kind, plain = value["type"], value["value"]
    if kind == "timestamp_ns":
        return plain
    if kind in ("int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "int64"):
        return np.array(plain, kind)[()] if not isinstance(plain, list) else np.array(plain, kind)
    return plain


def declared_variables(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The variables of a schema by their paths."""
    return dict(_variables(document.get("schema") or {}, ""))


def _variables(group: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in _members(group.get("variables")):
        yield prefix + each["name"], each
    for each in _members(group.get("groups")):
        yield from _variables(each, f"{prefix}{each['name']}/")


def _members(given: Any) -> list[Mapping[str, Any]]:
    """Members of a list, or of an object by their names."""
    if isinstance(given, Mapping):
        return [{"name": name, **each} for name, each in given.items()]
    return list(given or [])


def declared_attributes(given: Any) -> dict[str, Any]:
    """Attributes of a schema, which are an object or a list of names and values."""
    if isinstance(given, Mapping):
        return dict(given)
    return {each["name"]: each.get("value") for each in given or []}
