"""Reductions as NumPy calls them: ``np.mean(cells)``, ``cells.max(axis=0)``; made by the server where it makes the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from . import errors
from .reductions import Reductions
from .selection import one_part

if TYPE_CHECKING:
    from .arrays import Cells
    from .computed import Derived

# Fewer bytes are sooner read than reduced and counted.
_WORTH_IT = 1 << 20


class LikeNumpy(Reductions["Derived"]):
    """The reductions of cells, which take names of axes or what NumPy passes.

    Names (``cells.mean("hour")``) give what the server makes: what has no value is left out. With ``axis``, as NumPy's own
    functions pass it, the result is NumPy's: an array in memory, NaN where a cell is NaN.
    """

    def min(self, *dims: Any, **given: Any) -> Any:
        """The least along axes, or of all cells."""
        return self._either("min", dims, given)

    def max(self, *dims: Any, **given: Any) -> Any:
        """The greatest along axes, or of all cells."""
        return self._either("max", dims, given)

    def sum(self, *dims: Any, **given: Any) -> Any:
        """The sum along axes, or of all cells."""
        return self._either("sum", dims, given)

    def mean(self, *dims: Any, **given: Any) -> Any:
        """The mean along axes, or of all cells."""
        return self._either("mean", dims, given)

    def std(self, *dims: Any, **given: Any) -> Any:
        """The standard deviation (of the whole population) along axes, or of all cells."""
        return self._either("std", dims, given)

    def _either(self, how: str, dims: tuple[Any, ...], given: dict[str, Any]) -> Any:
        if not given and all(isinstance(each, str) for each in dims):
            return self._along(how, dims)
        if dims:
            [given["axis"]] = dims
        return reduced(cast("Cells", self), how, given)


def reduced(cells: Cells, how: str, given: dict[str, Any]) -> Any:
    """The result of NumPy's function of this name, with what it was called with."""
    found = _of_server(cells, how, given) if _may_ask(cells, given) else None
    if found is not None:
        return found[()]
    function: Callable[..., Any] = getattr(np, how)
    return function(cells.values, **given)


def _may_ask(cells: Cells, given: dict[str, Any]) -> bool:
    """Whether the server makes numbers of the same type and meaning."""
    plain = {name: value for name, value in given.items() if name not in ("axis", "keepdims") and value is not None}
    if plain not in ({}, {"ddof": 0}) or given.get("axis") == ():
        return False
    return cells.dtype.kind in "iuf" and cells.dtype.itemsize <= 8 and cells.nbytes > _WORTH_IT


def _of_server(cells: Cells, how: str, given: dict[str, Any]) -> NDArray[Any] | None:
    """The result by the server; nothing where it leaves out cells that NumPy does not, or does not answer."""
    asked = given.get("axis")
    places = range(cells.ndim) if asked is None else [asked] if isinstance(asked, int) else list(asked)
    axes = sorted({_axis(each, cells.ndim) for each in places})
    if len(axes) != len(places):
        raise ValueError("an axis is named twice")
    dims = [cells.dims[axis] for axis in axes]
    try:
        one_part(cells.box)
        found = cells._along(how, tuple(dims)).values
        missing = _missing(cells, tuple(dims), math.prod(cells.shape[axis] for axis in axes))
    except (errors.SelectionError, errors.TooLargeError, errors.InvalidError):
        return None
    if missing is None:
        return None
    if missing.any():
        found = np.where(missing, np.array(np.nan, found.dtype), found)
    return np.expand_dims(found, tuple(axes)) if given.get("keepdims") else found


def _axis(place: int, count: int) -> int:
    if not -count <= place < count:
        raise IndexError(f"axis {place} is out of bounds for {count} axes")
    return place % count


def _missing(cells: Cells, dims: tuple[str, ...], size: int) -> NDArray[Any] | None:
    """Where cells were left out that are NaN; nothing where they were numbers, which a declared fill value is to NumPy."""
    from .labelled import fill

    has_fill = fill(cells.spec) is not None
    if cells.dtype.kind in "iu" and not has_fill:
        return np.zeros((), bool)
    missing: NDArray[Any] = np.asarray(cells._along("count", dims).values != size)
    return None if has_fill and missing.any() else missing
