"""What is known only once it is awaited: what asks it without waiting is refused, with the call that waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from numpy.typing import NDArray


class Awaited:
    """A face whose members the server knows: Python would ask it for position after position without an end."""

    def _way_out(self) -> str:
        """The call that gives what was asked for."""
        raise NotImplementedError

    def _refusal(self, what: str) -> TypeError:
        return TypeError(f"{what} of {type(self).__name__} needs an answer of the server: {self._way_out()}")

    def __iter__(self) -> Iterator[Any]:
        raise self._refusal("a loop over the members")

    def __contains__(self, item: object) -> bool:
        raise self._refusal("'in' the members")


class AwaitedCells(Awaited):
    """A face whose cells the server has, so that NumPy gets them from what is awaited."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[Any]:
        raise self._refusal("an array of NumPy")

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        raise self._refusal(f"NumPy's {getattr(func, '__name__', func)}()")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        raise self._refusal(f"NumPy's {getattr(ufunc, '__name__', ufunc)}()")
