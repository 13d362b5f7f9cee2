"""Client of Hypertile, an array database server: arrays as NumPy, xarray and dask have them.

``connect`` makes a client, ``aconnect`` its asynchronous twin; ``key`` makes the address of an array of its primary attributes.
"""

import sys
from typing import TYPE_CHECKING, Any

from .arrays import Array, Cells
from .client import Client, connect
from .collection import Collection
from .datasets import Dataset
from .errors import (
    AccessError,
    AlignmentError,
    AnswerError,
    ChangedError,
    ConflictError,
    HypertileError,
    InvalidError,
    NotFoundError,
    SelectionError,
    TooLargeError,
    UnavailableError,
    UnreachableError,
)
from .values import key

if TYPE_CHECKING:
    from .aio import AsyncClient, aconnect

if "xarray" in sys.modules:
    # The accessor of DataArrays is there without a further import where xarray is in use.
    from . import engine as engine

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """The asynchronous client, which is loaded when it is asked for."""
    if name in ("AsyncClient", "aconnect"):
        from . import aio

        return getattr(aio, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "AccessError",
    "AlignmentError",
    "AnswerError",
    "Array",
    "AsyncClient",
    "Cells",
    "ChangedError",
    "Client",
    "Collection",
    "ConflictError",
    "Dataset",
    "HypertileError",
    "InvalidError",
    "NotFoundError",
    "SelectionError",
    "TooLargeError",
    "UnavailableError",
    "UnreachableError",
    "aconnect",
    "connect",
    "key",
]
