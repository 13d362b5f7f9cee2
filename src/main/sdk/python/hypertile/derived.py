"""Numbers that the server makes of cells: values at points, reductions and blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import errors
from .axes import lookup_error
from .effects import JsonBody, Operation, Patience, Request, exchange
from .looking import lookup_query
from .npy import NpySink
from .operations import npz
from .selection import Box, one_part
from .specs import Spec
from .values import plain, quoted_label

REDUCTIONS = ("min", "max", "sum", "mean", "std", "count", "first", "last", "quantile")


@dataclass(frozen=True)
class Derivation:
    """A request for numbers that are made of a box, with the names of the axes that they have."""

    dims: tuple[str, ...]
    path: str
    query: tuple[tuple[str, str], ...]
    table: Mapping[str, Any] | None = None

    def request(self, form: str) -> Request:
        query = [*self.query, ("format", form)]
        if self.table is None:
            return Request("GET", self.path, query)
        return Request("POST", self.path, query, body=JsonBody(self.table), repeatable=True)


def values(derivation: Derivation, patience: Patience) -> Operation[NDArray[Any]]:
    """The numbers."""
    request = derivation.request("npy")
    sink = NpySink()
    request.sink = sink
    yield from exchange(request, patience)
    return sink.array()


def with_coordinates(
    spec: Spec, derivation: Derivation, patience: Patience
) -> Operation[tuple[NDArray[Any], dict[str, NDArray[Any]]]]:
    """The numbers with the coordinates that they have."""
    answer = yield from exchange(derivation.request("npz"), patience)
    found = npz(answer.body)
    names = [name for name in (spec.variable, spec.address.variable, "data") if name in found and name not in derivation.dims]
    name = names[0] if names else next(iter(found), None)
    if name is None:
        raise errors.unexpected("the answer is an empty archive")
    cells = found.pop(name)
    if cells.ndim != len(derivation.dims):
        raise errors.unexpected(f"the answer has {cells.ndim} axes, not {len(derivation.dims)}")
    return cells, found


def reduced(spec: Spec, box: Box, text: str) -> Derivation:
    """A reduction such as ``mean(hours)``, ``quantile(0.5, y)`` or ``max`` of all cells."""
    match = re.fullmatch(r"\s*(\w+)\s*(?:\((.*)\))?\s*", text)
    if match is None or match[1] not in REDUCTIONS:
        raise ValueError(f"{text!r} is no reduction; there are {', '.join(REDUCTIONS)}, such as mean(hour)")
    given = _names(match[2] or "")
    names = given[1:] if match[1] == "quantile" else given
    gone = {spec.dim(name) for name in names} or set(box.kept)
    dropped = gone - set(box.kept)
    if dropped:
        raise lookup_error(f"{', '.join(sorted(dropped))}: a single position is selected, of which there is nothing to reduce")
    dims = tuple(dim for dim in box.kept if dim not in gone)
    return Derivation(dims, f"{spec.address.path}/subset", (*_slice(spec, box), ("reduce", text.strip())))


def _names(text: str) -> list[str]:
    """Names between commas; those in double quotes may hold commas."""
    found = re.findall(r'\s*("(?:[^"]|"")*"|[^,]*)\s*(?:,|$)', text)
    return [each[1:-1].replace('""', '"') if each.startswith('"') else each.strip() for each in found if each.strip()]


def coarsened(spec: Spec, box: Box, how: str, blocks: Mapping[str, int]) -> Derivation:
    """One number for each block of positions."""
    text = ",".join(f"{quoted_label(spec.dim(name))}:{int(size)}" for name, size in blocks.items())
    query = (*_slice(spec, box), ("reduce", how), ("coarsen", text))
    return Derivation(box.kept, f"{spec.address.path}/subset", query)


def at_points(
    spec: Spec, box: Box, columns: Mapping[str, Any], positions: Mapping[str, Any], method: str | None, tolerance: float | None
) -> Derivation:
    """One value for each row of a table of coordinates or positions, along a first axis ``points``."""
    table: dict[str, list[Any]] = {}
    for prefix, given in (("", columns), ("isel.", positions)):
        for name, column in given.items():
            dim = spec.dim(name)
            if box.take(dim) != range(spec.shape[spec.dims.index(dim)]):
                raise lookup_error(f'points have places on "{dim}" where all of it is selected', dimension=dim)
            table[prefix + dim] = [plain(each) for each in np.atleast_1d(np.asarray(getattr(column, "values", column)))]
    if len({len(column) for column in table.values()}) != 1:
        raise ValueError("points are columns of one length: " + ", ".join(f"{name} has {len(column)}" for name, column in table.items()))
    taken = {name.removeprefix("isel.") for name in table}
    part = one_part(box)
    texts = [":" if dim in taken else text for dim, text in zip(box.dims, part.texts)]
    query = [*spec.address.query, ("slice", ",".join(texts)), *lookup_query(method, tolerance)]
    dims = ("points", *(dim for dim in box.kept if dim not in taken))
    if spec.address.joined:
        return Derivation(dims, f"{spec.address.path}/subset", (*query, ("points", json.dumps(table, separators=(",", ":")))))
    return Derivation(dims, f"{spec.address.path}/subset/points", tuple(query), table)


def _slice(spec: Spec, box: Box) -> tuple[tuple[str, str], ...]:
    return (*spec.address.query, ("slice", one_part(box).text)) if box.dims else spec.address.query
