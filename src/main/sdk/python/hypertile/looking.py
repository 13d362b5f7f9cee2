"""Operations that look at arrays without reading cells: documents, axes, and places of values on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Union

import numpy as np

from . import errors, specs
from .axes import Axis, lookup_error, parse
from .effects import JsonBody, Operation, Patience, Request, json_of
from .selection import Box, Entry, Lookup, Take, as_take, chosen, selected
from .specs import COLLECTIONS, Address, Spec
from .values import quoted_label, segment, selector

# Positions of one axis that are described at once; the coordinates of twice as many times are more than an answer may have.
_BLOCK = 250_000
# Arrays with no more positions on all of their axes are described whole, and once; of others only what is selected is.
_SHORT = 20_000
# Longer lists make addresses that are refused: they are read with what stands between.
_LONGEST_LIST = 250


Places = Union[range, "tuple[int, ...]"]
# What a lookup has found on a whole axis: one position, or several.
Chosen = Union[int, range, "list[int]"]


@dataclass(frozen=True)
class Lookups:
    """The ways in which values are looked up, single ones and ends of ranges; exactly, unless said otherwise."""

    method: str | None = None
    tolerance: float | None = None
    ranges: str | None = None


@dataclass(frozen=True)
class Looking:
    """Documents of a server, and what they tell of its arrays."""

    patience: Patience = Patience()

    # Documents

    def document(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Operation[Any]:
        """A document of the server."""
        found = yield from json_of(Request("GET", path, query), self.patience)
        if not isinstance(found, dict):
            raise errors.unexpected("the answer is no document; is this address a Hypertile server?")
        return found

    def change(
        self,
        method: str,
        path: str,
        document: Any = None,
        query: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Operation[Any]:
        """Sends a document; returns that of the answer, if there is one."""
        body = None if document is None else JsonBody(document)
        request = Request(method, path, query, dict(headers or {}), body)
        return (yield from json_of(request, self.patience))

    def once(self, method: str, path: str, document: Any) -> Operation[Any]:
        """Sends a document whose effect adds up, so that it is not sent again once it may have been done."""
        request = Request(method, path, body=JsonBody(document), repeatable=False)
        return (yield from json_of(request, self.patience))

    def page(self, path: str, query: Sequence[tuple[str, str]], cursor: str | None) -> Operation[Any]:
        """A page of a list."""
        more = [("cursor", cursor)] if cursor is not None else []
        return (yield from self.document(path, [*query, *more]))

    # Arrays

    def load(self, address: Address, collection: Mapping[str, Any] | None = None) -> Operation[Spec]:
        """What is known of an array."""
        parent = f"{COLLECTIONS}/{segment(address.collection)}"
        if address.dataset is not None:
            dataset = yield from self.document(f"{parent}/datasets/{segment(address.dataset)}")
            array = yield from self.document(address.path)
            return specs.of_dataset_array(address, dataset, array)
        if collection is None:
            collection = yield from self.document(parent)
        if address.across:
            query = [*address.query, ("positions", "true")]
            description = yield from self.document(f"{address.path}/subset/description", query)
            return specs.of_partitions(address, collection, description)
        if address.joined:
            return (yield from self._joined(address, collection))
        array = yield from self.document(address.path)
        return specs.of_member(address, collection, array)

    def _joined(self, address: Address, collection: Mapping[str, Any]) -> Operation[Spec]:
        """Several arrays as one: what is on an axis is asked for axis by axis, with a cell of each."""
        single = specs.of_member(address, collection, {})
        count = len(single.dims) + (0 if ("join", "time") in address.query else 1)
        axes: list[Axis] = []
        for place in range(count):
            text = ",".join(":" if each == place else "0" for each in range(count))
            query = [*address.query, ("slice", text), ("coordinates", "true"), ("format", "json")]
            found = yield from self.document(f"{address.path}/subset", query)
            [dim] = found["dimensions"]
            told = found["coordinates"].get(dim) or list(range(found["shape"][0]))
            axes.append(_axis(dim, told, collection))
        spec = Spec(
            address,
            tuple(axis.name for axis in axes),
            tuple(axis.size for axis in axes),
            single.dtype,
            single.fill_value,
            document={"collection": address.collection},
            scales=single.scales,
        )
        return spec.with_axes(axes)

    def with_axes(self, spec: Spec, box: Box) -> Operation[Spec]:
        """The array with the coordinates of the positions of a box, which are read once; all coordinates of a small array."""
        if spec.axes is not None and all(axis.has(_positions(box.take(axis.name))) for axis in spec.axes):
            return spec
        if sum(spec.shape) <= _SHORT:
            if not spec.dims:
                return spec.with_axes([])
            description = yield from self.document(f"{spec.address.path}/subset/description", spec.address.query)
            return spec.with_axes(parse(description))
        known = {axis.name: axis for axis in spec.axes or () if axis.has(_positions(box.take(axis.name)))}
        places = {dim: range(1) if dim in known else _places(box.take(dim)) for dim in spec.dims}
        if sum(len(each) for each in places.values()) <= _BLOCK:
            axes = yield from self._axes_at(spec, places)
        else:
            axes = []
            for dim in spec.dims:
                axes.append(known[dim] if dim in known else (yield from self._long_axis(spec, dim, places[dim])))
        return spec.with_axes([known.get(axis.name, axis) for axis in axes])

    def _long_axis(self, spec: Spec, dim: str, places: Places) -> Operation[Axis]:
        """An axis of more coordinates than one answer may have, block by block, with a position of each other."""
        told: list[Any] = []
        kind = "positions"
        for start in range(0, max(1, len(places)), _BLOCK):
            some = {each: places[start : start + _BLOCK] if each == dim else range(1) for each in spec.dims}
            axes = yield from self._axes_at(spec, some)
            part = axes[spec.dims.index(dim)]
            kind = part.kind
            told += part.told
        return Axis(dim, kind, told, places=places)

    def _axes_at(self, spec: Spec, places: Mapping[str, Places]) -> Operation[list[Axis]]:
        """Axes with the coordinates of some positions; one without any tells its kind."""
        texts = [(f"isel.{dim}", selected(each) if len(each) else "0") for dim, each in places.items() if spec.shape[spec.dims.index(dim)]]
        description = yield from self.document(f"{spec.address.path}/subset/description", [*spec.address.query, *texts])
        found = []
        for axis in parse(description):
            here = places[axis.name]
            found.append(replace(axis, told=axis.told if len(here) else [], places=here))
        return found

    # Selecting

    def select(
        self, spec: Spec, box: Box, entries: Mapping[str, Entry], how: Lookups
    ) -> Operation[tuple[Spec, Box]]:
        """The part of a box that an index means; values, times and labels are looked up by the server."""
        wanted = {dim: each for dim, each in entries.items() if isinstance(each, Lookup)}
        plain = {dim: each for dim, each in entries.items() if not isinstance(each, Lookup)}
        if not wanted:
            return spec, box.narrowed(plain)
        spec = yield from self._with_kinds(spec, wanted)
        takes = dict(zip(box.dims, box.narrowed(plain).takes))
        ranges = {dim: each for dim, each in wanted.items() if isinstance(each.value, slice)}
        others = {dim: each for dim, each in wanted.items() if dim not in ranges}
        for some, method, tolerance in ((ranges, how.ranges, None), (others, how.method, how.tolerance)):
            texts = {dim: self._text(spec.axis(dim), each.value) for dim, each in some.items()}
            if spec.address.joined:
                single = {dim for dim, each in some.items() if not isinstance(each.value, (slice, list, tuple)) and np.ndim(each.value) == 0}
                found = yield from self._look_up_joined(spec, texts, single, method, tolerance)
            else:
                found = yield from self._look_up(spec, texts, method, tolerance)
            for dim, chosen in found.items():
                takes[dim] = _within(dim, box.take(dim), chosen)
        return spec, box.with_takes(takes)

    def _with_kinds(self, spec: Spec, wanted: Mapping[str, Lookup]) -> Operation[Spec]:
        """The array as far as lookups need it: the kinds of its axes, and the texts of those that have labels."""
        if spec.axes is None:
            spec = yield from self.with_axes(spec, Box(spec.dims, tuple(range(min(size, 1)) for size in spec.shape)))
        texts = {dim: range(size) for dim, size in zip(spec.dims, spec.shape) if dim in wanted and spec.axis(dim).has_texts}
        if texts:
            spec = yield from self.with_axes(spec, Box(spec.dims, tuple(texts.get(dim, range(min(size, 1))) for dim, size in zip(spec.dims, spec.shape))))
        return spec

    def _text(self, axis: Axis, value: Any) -> str:
        if not axis.has_texts:
            return selector(value)
        known = set(axis.told)

        def label(each: Any) -> str:
            return quoted_label(each) if isinstance(each, str) and each in known else selector(each)

        if isinstance(value, slice):
            ends = [label(end) if end is not None else "" for end in (value.start, value.stop)]
            return ":".join([*ends, str(value.step)] if value.step is not None else ends)
        if isinstance(value, (list, np.ndarray)):
            return "(" + ",".join(label(each) for each in value) + ")"
        return label(value)

    def _look_up(
        self, spec: Spec, texts: Mapping[str, str], method: str | None, tolerance: float | None
    ) -> Operation[dict[str, Chosen]]:
        if not texts:
            return {}
        query = [*spec.address.query, *((f"sel.{dim}", text) for dim, text in texts.items())]
        query += [(f"isel.{dim}", "0") for dim in spec.dims if dim not in texts]
        query += [*lookup_query(method, tolerance), ("positions", "true")]
        description = yield from self.document(f"{spec.address.path}/subset/description", query)
        return {told["name"]: chosen(told["selected"]) for told in description["axes"] if told["name"] in texts}

    def _look_up_joined(
        self, spec: Spec, texts: Mapping[str, str], single: set[str], method: str | None, tolerance: float | None
    ) -> Operation[dict[str, Chosen]]:
        """Places on the axes of several arrays as one; a single one is asked for as a list, whose coordinates are told."""
        found: dict[str, Chosen] = {}
        for dim, text in texts.items():
            asked = f"({text},)" if dim in single else text
            query = [*spec.address.query, (f"sel.{dim}", asked), *((f"isel.{each}", "0") for each in spec.dims if each != dim)]
            query += [*lookup_query(method, tolerance), ("coordinates", "true"), ("format", "json")]
            answer = yield from self.document(f"{spec.address.path}/subset", query)
            positions = spec.axis(dim).positions_of(answer["coordinates"][dim])
            found[dim] = positions[0] if dim in single else positions
        return found


def _axis(dim: str, told: Sequence[Any], collection: Mapping[str, Any]) -> Axis:
    """The kind of coordinates that a document shows without telling it."""
    if all(isinstance(each, str) for each in told):
        declared = {each["name"]: each for each in collection.get("attributes") or []}
        dimensions = {each["name"]: each for each in collection["dimensions"]}
        is_time = dimensions.get(dim, {}).get("type") == "time" or declared.get(dim, {}).get("dtype") == "datetime"
        return Axis(dim, "times" if is_time else "labels", told)
    if any(isinstance(each, float) for each in told):
        return Axis(dim, "values", told)
    return Axis(dim, "positions" if told == list(range(len(told))) else "labels", told)


def lookup_query(method: str | None, tolerance: float | None) -> list[tuple[str, str]]:
    """The way of looking up; xarray has two names for two of them."""
    query = [("method", {"ffill": "pad", "bfill": "backfill"}.get(method, method))] if method is not None else []
    if tolerance is not None:
        query.append(("tolerance", repr(float(tolerance))))
    return query


def _within(dim: str, take: Any, found: Chosen) -> Any:
    """What was chosen on the whole axis, as far as the selection so far has it."""
    if isinstance(found, int):
        if found not in take:
            raise lookup_error(f'that place is on "{dim}", but not in this selection of it', dimension=dim)
        return found
    if isinstance(found, range) and isinstance(take, range) and take.step == 1:
        before = max(0, -(-(take.start - found.start) // found.step))
        behind = max(before, -(-(take.stop - found.start) // found.step))
        return found[before:behind]
    there = take if isinstance(take, range) else set(take)
    return as_take([each for each in found if each in there])


def _positions(take: Take) -> range | tuple[int, ...]:
    return range(take, take + 1) if isinstance(take, int) else take


def _places(take: Take) -> Places:
    """Positions of which coordinates are read: those of a selection, rising, or all between where these are too many to list."""
    positions = _positions(take)
    if isinstance(positions, range):
        return positions if positions.step > 0 else positions[::-1]
    distinct = sorted(set(positions))
    return tuple(distinct) if len(distinct) <= _LONGEST_LIST else range(distinct[0], distinct[-1] + 1)
