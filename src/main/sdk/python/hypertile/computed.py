"""Numbers that are read when they are needed, and those that the server makes of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from . import derived, labelled
from .derived import Derivation
from .specs import Spec

if TYPE_CHECKING:
    import xarray

    from .client import Client


class Numbers(NDArrayOperatorsMixin):
    """Something that is an array of NumPy as soon as its cells are needed."""

    @property
    def values(self) -> NDArray[Any]:
        """The cells, read now."""
        raise NotImplementedError

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("cells are read from the server, which makes an array of them")
        return np.asarray(self.values, dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **more: Any) -> Any:
        out = more.get("out", ())
        if len(out) == 1 and out[0] is self and inputs[0] is self:
            # `array[0] += 1` assigns the sum afterwards.
            del more["out"]
        elif any(isinstance(each, Numbers) for each in out):
            return NotImplemented
        plain = [each.values if isinstance(each, Numbers) else each for each in inputs]
        return getattr(ufunc, method)(*plain, **more)

    def item(self) -> Any:
        """The single cell as a number, a text or a time of Python."""
        return self.values.item()

    def tolist(self) -> Any:
        """The cells as nested lists."""
        return self.values.tolist()

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        return bool(self.values)


class Derived(Numbers):
    """Numbers that the server makes of cells: reductions, blocks, values at points. They are asked for once."""

    def __init__(self, client: Client, spec: Spec, derivation: Derivation) -> None:
        self._client, self._spec, self._derivation = client, spec, derivation
        self._values: NDArray[Any] | None = None

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the axes."""
        return self._derivation.dims

    @property
    def values(self) -> NDArray[Any]:
        if self._values is None:
            self._values = self._client.run(derived.values(self._derivation, self._client.core.patience))
        return self._values

    @property
    def shape(self) -> tuple[int, ...]:
        """Positions on each axis."""
        return self.values.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the numbers."""
        return self.values.dtype

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: Any) -> Any:
        return self.values[index]

    def to_xarray(self) -> xarray.DataArray:
        """The numbers with the coordinates that they have."""
        operation = derived.with_coordinates(self._spec, self._derivation, self._client.core.patience)
        cells, coords = self._client.run(operation)
        return labelled.of_archive(self._spec, self.dims, cells, coords)

    def __repr__(self) -> str:
        asked = " ".join(f"{name}={value}" for name, value in self._derivation.query)
        return f"<hypertile.Derived of {self._spec.address.collection} ({', '.join(self.dims)}) {asked}>"
