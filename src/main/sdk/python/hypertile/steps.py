"""Steps of a selection, which are kept until an array is known and then carried out one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Union

import numpy as np

from .effects import Operation
from .looking import Lookups
from .operations import Core
from .selection import Box, Entry, Lookup, by_place, entry
from .specs import Spec


@dataclass(frozen=True)
class Index:
    """An index as NumPy has it; stops of ranges are excluded, also those of times, values and labels."""

    index: Any


@dataclass(frozen=True)
class Sel:
    """Values by names of axes as xarray has them; both ends of ranges are included unless ``method`` is ``exact``."""

    selectors: Mapping[str, Any]
    method: str | None = None
    tolerance: float | None = None


@dataclass(frozen=True)
class ISel:
    """Positions by names of axes."""

    selectors: Mapping[str, Any]


Step = Union[Index, Sel, ISel]


def given(indexers: Mapping[str, Any] | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """Selectors of a dict and of keywords."""
    return {**(indexers or {}), **more}


def apply(core: Core, spec: Spec, box: Box, step: Step) -> Operation[tuple[Spec, Box]]:
    """The array, with what has been read of it meanwhile, and the box after a step."""
    if isinstance(step, Index):
        return (yield from core.select(spec, box, by_place(step.index, box.kept), Lookups()))
    if isinstance(step, ISel):
        entries = {_kept(spec, box, name): _position(name, value) for name, value in step.selectors.items()}
        return (yield from core.select(spec, box, entries, Lookups()))
    wanted = {_kept(spec, box, name): _value(value) for name, value in step.selectors.items()}
    ranges = None if step.method == "exact" else "inside"
    how = Lookups(None if step.method in ("exact", "inside") else step.method, step.tolerance, ranges)
    return (yield from core.select(spec, box, wanted, how))


def _kept(spec: Spec, box: Box, name: str) -> str:
    dim = spec.dim(name)
    if dim not in box.kept:
        raise IndexError(f'a single position of "{dim}" is selected already')
    return dim


def _position(name: str, value: Any) -> Entry:
    found = entry(value)
    if isinstance(found, Lookup):
        raise IndexError(f"isel takes positions; {name} is selected by value with sel")
    return found


def _value(value: Any) -> Entry:
    if isinstance(value, slice):
        return value if value == slice(None) else Lookup(value)
    plain = getattr(value, "values", value)
    if isinstance(plain, np.ndarray) and plain.ndim == 1 and plain.dtype.kind == "b":
        return plain
    if isinstance(plain, np.ndarray) and plain.ndim > 1:
        raise IndexError("lists of one dimension select on an axis; for single places see points()")
    return Lookup(plain)
