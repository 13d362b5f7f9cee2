"""Selections by position: what an index takes of each axis, and the boxes that the server is asked for."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import numpy as np
from numpy.typing import NDArray

from . import errors
from .axes import lookup_error
from .values import is_lookup

# One position, which drops the axis, positions at equal distances, or any of them.
Take = Union[int, range, "tuple[int, ...]"]

# Longer lists make addresses that servers and proxies refuse.
_LONGEST_LIST = 250


@dataclass(frozen=True)
class Lookup:
    """Coordinates that an index names on an axis: a value, a list of them, or a slice between two."""

    value: Any


Entry = Union[int, slice, NDArray[Any], Lookup]


@dataclass(frozen=True)
class Box:
    """What is taken of each axis of an array."""

    dims: tuple[str, ...]
    takes: tuple[Take, ...]

    @staticmethod
    def whole(dims: Sequence[str], shape: Sequence[int]) -> Box:
        return Box(tuple(dims), tuple(range(size) for size in shape))

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(take) for take in self.takes if not isinstance(take, int))

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the axes that are not dropped."""
        return tuple(dim for dim, take in zip(self.dims, self.takes) if not isinstance(take, int))

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    def take(self, dim: str) -> Take:
        return self.takes[self.dims.index(dim)]

    def with_takes(self, takes: Mapping[str, Take]) -> Box:
        """The box with something else taken of some axes."""
        return Box(self.dims, tuple(takes.get(dim, take) for dim, take in zip(self.dims, self.takes)))

    def narrowed(self, entries: Mapping[str, Entry]) -> Box:
        """What positions take of this box, by names of axes that it keeps."""
        return self.with_takes({dim: _narrowed(dim, self.take(dim), entry) for dim, entry in entries.items()})


def by_place(index: Any, dims: Sequence[str]) -> dict[str, Entry]:
    """The entries of an index such as NumPy's, by the names of the axes that it stands before."""
    given = list(index) if isinstance(index, tuple) else [index]
    dots = [at for at, each in enumerate(given) if each is Ellipsis]
    if len(dots) > 1:
        raise IndexError("an index has one ellipsis (...) at most")
    if any(each is None for each in given):
        raise IndexError("None adds no axis here; add it to the values")
    if dots:
        missing = len(dims) - (len(given) - 1)
        given[dots[0] : dots[0] + 1] = [slice(None)] * max(missing, 0)
    if len(given) > len(dims):
        raise IndexError(f"{len(given)} indices for {len(dims)} axes: {', '.join(dims)}")
    return {dim: entry(each) for dim, each in zip(dims, given)}


def entry(value: Any) -> Entry:
    """One index as positions or as a lookup."""
    if isinstance(value, slice):
        ends = (value.start, value.stop)
        return Lookup(value) if any(is_lookup(end) for end in ends) else _positions(value)
    if is_lookup(value):
        return Lookup(value)
    if isinstance(value, (bool, np.bool_)):
        raise IndexError("a truth value is no index; a list of them is one, of the length of the axis")
    try:
        return operator.index(value)
    except TypeError:
        pass
    array: NDArray[Any] = np.asarray(getattr(value, "values", value))
    if array.ndim != 1:
        raise IndexError("lists of one dimension select on an axis; for single places see points()")
    if array.size == 0:
        return array.astype("int64")
    if array.dtype.kind in "iub":
        return array
    return Lookup(list(value) if isinstance(value, (list, tuple)) else array)


def _positions(value: slice) -> slice:
    for end in (value.start, value.stop, value.step):
        if end is not None:
            operator.index(end)
    return value


def _narrowed(dim: str, take: Take, entry: Entry) -> Take:
    assert not isinstance(take, int) and not isinstance(entry, Lookup)
    if isinstance(entry, slice):
        return take[entry]
    size = len(take)
    if isinstance(entry, int):
        if not -size <= entry < size:
            raise lookup_error(f'position {entry} is not on "{dim}", which has {size}', dimension=dim)
        return take[entry]
    if entry.dtype.kind == "b":
        if len(entry) != size:
            raise lookup_error(f'{len(entry)} truth values for the {size} positions of "{dim}"', dimension=dim)
        entry = np.flatnonzero(entry)
    wrong = entry[(entry < -size) | (entry >= size)]
    if len(wrong):
        raise lookup_error(f'position {wrong[0]} is not on "{dim}", which has {size}', dimension=dim)
    return as_take([take[int(each)] for each in entry])


def as_take(positions: Sequence[int]) -> Take:
    """Positions as a range where they are at equal distances."""
    if len(positions) == 0:
        return range(0)
    step = positions[1] - positions[0] if len(positions) > 1 else 1
    if step and all(b - a == step for a, b in zip(positions, positions[1:])):
        return range(positions[0], positions[-1] + (1 if step > 0 else -1), step)
    return tuple(positions)


@dataclass(frozen=True)
class Part:
    """One request of a read: the slice to ask for, its shape, and how the answer goes into the whole."""

    texts: tuple[str, ...]
    shape: tuple[int, ...]
    source: tuple[Any, ...]
    target: tuple[Any, ...]

    @property
    def text(self) -> str:
        return ",".join(self.texts)

    @property
    def is_plain(self) -> bool:
        """Whether the answer is the place in the whole as it is."""
        return all(isinstance(each, slice) and each == slice(None) for each in self.source)


def parts(box: Box) -> Iterator[Part]:
    """The requests that a box is read with: one, unless a list is too long for an address."""
    plans = [_plan(take) for take in box.takes]
    for chosen in _product(plans):
        kept = [each for each, take in zip(chosen, box.takes) if not isinstance(take, int)]
        yield Part(
            tuple(text for text, _, _, _ in chosen),
            tuple(size for _, size, _, _ in kept),
            tuple(source for _, _, source, _ in kept),
            tuple(target for _, _, _, target in kept),
        )


def one_part(box: Box) -> Part:
    """The only request of a box that is answered in the order of the box; SelectionError for one that needs more."""
    found = list(parts(box))
    if len(found) != 1 or not found[0].is_plain:
        raise lookup_error("this takes ranges and short lists that rise; read the cells for others")
    return found[0]


_Step = tuple[str, int, Any, Any]


def _plan(take: Take) -> list[_Step]:
    if isinstance(take, int):
        return [(str(take), 1, slice(None), slice(None))]
    if isinstance(take, range):
        flipped = take.step < 0
        rising = take[::-1] if flipped else take
        return [(_text(rising), len(rising), slice(None, None, -1) if flipped else slice(None), slice(None))]
    steps: list[_Step] = []
    for start in range(0, len(take), _LONGEST_LIST):
        some = take[start : start + _LONGEST_LIST]
        target = slice(start, start + len(some))
        low, high = min(some), max(some) + 1
        distinct = sorted(set(some))
        if high - low <= 2 * len(distinct):
            places = np.array(some) - low
            steps.append((f"{low}:{high}", high - low, places, target))
        else:
            places = np.searchsorted(distinct, some)
            plain = slice(None) if list(some) == distinct else places
            steps.append(("(" + ",".join(str(each) for each in distinct) + ")", len(distinct), plain, target))
    return steps


def selected(places: range | tuple[int, ...]) -> str:
    """The selector of positions that rise."""
    return _text(places) if isinstance(places, range) else "(" + ",".join(str(each) for each in places) + ",)"


def chosen(text: str) -> int | range | list[int]:
    """The positions that a selector of the server names: ``5``, ``5:8``, ``0:10:2`` or ``(1,4)``."""
    try:
        if text.startswith("("):
            return [int(each) for each in text.strip("()").split(",") if each]
        ends = [int(each) for each in text.split(":")]
        return ends[0] if len(ends) == 1 else range(*ends)
    except (ValueError, TypeError):
        raise errors.unexpected(f"{text!r} is no selector of positions") from None


def _text(rising: range) -> str:
    if len(rising) == 0:
        return "0:0"
    stop = rising[-1] + 1
    return f"{rising[0]}:{stop}" if rising.step == 1 or len(rising) == 1 else f"{rising[0]}:{stop}:{rising.step}"


def _product(plans: Sequence[Sequence[_Step]]) -> Iterator[tuple[_Step, ...]]:
    if not plans:
        yield ()
        return
    for rest in _product(plans[:-1]):
        for last in plans[-1]:
            yield (*rest, last)


def box_text(box: Box) -> str:
    """The slice of a box that can be written: single positions and unbroken, rising ranges."""
    return ",".join(str(take) if isinstance(take, int) else _text(_range(take)) for take in box.takes)


def is_writable(box: Box) -> bool:
    """Whether the server writes the box as it is."""
    return all(
        isinstance(take, int) or (isinstance(take, range) and (take.step == 1 or len(take) == 1)) for take in box.takes
    )


def _range(take: Take) -> range:
    assert isinstance(take, range)
    return take


def bounds(box: Box) -> tuple[Box, tuple[Any, ...]]:
    """The smallest box that can be written around this one, and the place of this one in it."""
    takes: list[Take] = []
    places: list[Any] = []
    for take in box.takes:
        if isinstance(take, int):
            takes.append(take)
            continue
        low, high = min(take), max(take) + 1
        takes.append(range(low, high))
        places.append(np.array(take) - low)
    return Box(box.dims, tuple(takes)), np.ix_(*places) if places else ()
