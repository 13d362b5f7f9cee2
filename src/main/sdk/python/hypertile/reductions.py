"""Names of the numbers that the server makes of cells, for both clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from .values import quoted_label

R = TypeVar("R")


class Reductions(Generic[R]):
    """Numbers made of many, along axes that are named or of all cells."""

    def reduce(self, text: str) -> R:
        """Numbers made of many, such as ``mean(hour)``, ``quantile(0.5, y, x)`` or ``max`` of all."""
        raise NotImplementedError

    def _along(self, how: str, dims: tuple[str, ...]) -> R:
        return self.reduce(f"{how}({','.join(quoted_label(dim) for dim in dims)})" if dims else how)

    def min(self, *dims: str) -> R:
        """The least along axes, or of all cells."""
        return self._along("min", dims)

    def max(self, *dims: str) -> R:
        """The greatest along axes, or of all cells."""
        return self._along("max", dims)

    def sum(self, *dims: str) -> R:
        """The sum along axes, or of all cells."""
        return self._along("sum", dims)

    def mean(self, *dims: str) -> R:
        """The mean along axes, or of all cells."""
        return self._along("mean", dims)

    def std(self, *dims: str) -> R:
        """The standard deviation (of the whole population) along axes, or of all cells."""
        return self._along("std", dims)

    def count(self, *dims: str) -> R:
        """How many cells are not missing along axes, or of all."""
        return self._along("count", dims)


class Blocks(Generic[R]):
    """Blocks of positions, each of which becomes one number."""

    def __init__(self, made: Callable[[str], R]) -> None:
        self._made = made

    def reduce(self, how: str) -> R:
        """One number for each block: ``min``, ``max``, ``sum``, ``mean``, ``std``, ``count``, ``first`` or ``last``."""
        return self._made(how)

    def min(self) -> R:
        """The least of each block."""
        return self._made("min")

    def max(self) -> R:
        """The greatest of each block."""
        return self._made("max")

    def sum(self) -> R:
        """The sum of each block."""
        return self._made("sum")

    def mean(self) -> R:
        """The mean of each block."""
        return self._made("mean")

    def std(self) -> R:
        """The standard deviation (of the whole population) of each block."""
        return self._made("std")
