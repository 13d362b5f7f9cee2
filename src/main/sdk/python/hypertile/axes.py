"""Axes of an array: names, sizes and coordinates, as the server describes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import SelectionError

_MEMBERS = ("times", "values", "labels", "positions")
_STANDARD = frozenset({None, "standard", "gregorian", "proleptic_gregorian"})


def lookup_error(detail: str, **members: Any) -> SelectionError:
    """The exception for a selection that was refused before it was sent."""
    return SelectionError(0, {"code": "invalid-slice", "detail": detail, **members})


@dataclass(frozen=True)
class Axis:
    """One axis: its coordinates as the server writes them, under the kind that they have.

    They are those of all positions, unless ``places`` names the positions that were read: none twice, and rising.
    """

    name: str
    kind: str
    told: Sequence[Any]
    attrs: Mapping[str, Any] = field(default_factory=dict)
    calendar: str | None = None
    places: range | tuple[int, ...] | None = None

    @property
    def size(self) -> int:
        return len(self.told)

    @property
    def has_texts(self) -> bool:
        """Whether the coordinates are texts, which are looked up without the server."""
        return self.kind == "labels" and all(isinstance(each, str) for each in self.told)

    def coordinates(self, positions: Any = slice(None)) -> NDArray[Any]:
        """The coordinates at positions that were read: UTC times, numbers, texts or positions."""
        told = self.told
        if isinstance(positions, slice):
            told = told[positions]
        elif self.places is None:
            told = [told[int(each)] for each in positions]
        elif isinstance(self.places, range):
            told = [told[self.places.index(int(each))] for each in positions]
        else:
            index = {place: at for at, place in enumerate(self.places)}
            told = [told[index[int(each)]] for each in positions]
        if self.kind == "times":
            return times(told, self.calendar)
        if self.kind == "values":
            return np.array(told, "float64")
        if self.kind == "positions":
            return np.array(told, "int64")
        return np.array(told) if len(told) else np.array([], "U1")

    def has(self, positions: Collection[int]) -> bool:
        """Whether the coordinates of all of these positions were read."""
        places = self.places
        if places is None or len(positions) == 0:
            return True
        if isinstance(places, range) and isinstance(positions, range):
            ends = positions[0] in places and positions[-1] in places
            return ends and (len(positions) == 1 or positions.step % places.step == 0)
        known = places if isinstance(places, range) else set(places)
        return all(each in known for each in positions)

    def positions_of(self, found: Sequence[Any]) -> list[int]:
        """The positions of coordinates that the server has chosen, in their order."""
        if not found:
            return []
        try:
            first = self.told.index(found[0])
        except ValueError:
            raise lookup_error(f'the axis "{self.name}" has changed since it was read; ask for the array anew', dimension=self.name) from None
        if list(self.told[first : first + len(found)]) == list(found):
            return list(range(first, first + len(found)))
        places: dict[Any, int] = {}
        for position, told in enumerate(self.told):
            places.setdefault(told, position)
        if len(places) < len(self.told):
            raise lookup_error(f'coordinates of "{self.name}" are there more than once; select by position', dimension=self.name)
        return [places[each] for each in found]


def parse(description: Mapping[str, Any]) -> list[Axis]:
    """The axes of a description of cells, also those that the selection drops."""
    found = []
    for axis in description.get("axes", []):
        kind = next((member for member in _MEMBERS if axis.get(member) is not None), "positions")
        found.append(Axis(axis["name"], kind, axis.get(kind) or []))
    return found


def times(texts: Sequence[Any], calendar: str | None = None) -> NDArray[Any]:
    """ISO 8601 times of a calendar: ``datetime64`` of the usual one, else objects of cftime if it is there, else texts."""
    plain = [str(text).removesuffix("Z") for text in texts]
    if calendar in _STANDARD:
        longest = max((len(text.partition(".")[2]) for text in plain), default=0)
        unit = "ns" if longest > 6 else "us"
        try:
            return np.array(plain, f"datetime64[{unit}]")
        except ValueError:
            calendar = "360_day"
    try:
        import cftime
    except ImportError:
        return np.array([str(text) for text in texts])
    return np.array([cftime.datetime(*_fields(text), calendar=calendar) for text in plain], dtype=object)


def _fields(text: str) -> list[int]:
    date, _, clock = text.partition("T")
    sign = -1 if date.startswith("-") else 1
    year, month, day = (int(part) for part in date.lstrip("-").split("-"))
    hour, minute, second = [*clock.split(":"), "0", "0", "0"][:3] if clock else ["0", "0", "0"]
    whole, _, fraction = second.partition(".")
    return [sign * year, month, day, int(hour), int(minute), int(whole), int((fraction + "000000")[:6])]


def same(wanted: NDArray[Any], there: NDArray[Any]) -> NDArray[Any] | None:
    """Positions of wanted coordinates among those that are there, or nothing if one is missing or ambiguous.

    Numbers are equal within a billionth of the step, or within the precision of a ``float32``; times
    and texts are equal exactly.
    """
    if len(there) == 0:
        return None
    if wanted.dtype.kind in "fiu" and there.dtype.kind in "fiu":
        return _same_numbers(wanted, there)
    if wanted.dtype.kind == "M" and there.dtype.kind == "M":
        wanted, there = wanted.astype("datetime64[ns]"), there.astype("datetime64[ns]")
    places: dict[Any, int] = {}
    for position, each in enumerate(there.tolist()):
        if each in places:
            return None
        places[each] = position
    found = [places.get(each) for each in wanted.tolist()]
    return None if None in found else np.array(found, "int64")


def _same_numbers(wanted: NDArray[Any], there: NDArray[Any]) -> NDArray[Any] | None:
    order = np.argsort(there, kind="stable")
    rising = there[order].astype("float64")
    asked = wanted.astype("float64")
    step = float(np.min(np.diff(rising))) if len(rising) > 1 else 0.0
    if len(rising) > 1 and step == 0:
        return None
    slack = np.full(asked.shape, step * 1e-9)
    if wanted.dtype == np.float32 or there.dtype == np.float32:
        slack = np.maximum(slack, np.abs(asked) * 1.2e-7)
    if step:
        slack = np.minimum(slack, step / 4)
    right = np.clip(np.searchsorted(rising, asked), 0, len(rising) - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.where(np.abs(rising[left] - asked) < np.abs(rising[right] - asked), left, right)
    if not bool(np.all(np.abs(rising[nearer] - asked) <= slack)):
        return None
    return np.asarray(order[nearer], "int64")
