"""Packages that are needed for some things alone, and how they are installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_INSTALLED_AS = {"xarray": "xarray", "dask": "'dask[array]'", "pandas": "pandas", "pyarrow": "pyarrow"}


@contextmanager
def needed() -> Iterator[None]:
    """Tells of a package that cannot be imported how it is installed."""
    try:
        yield
    except ModuleNotFoundError as problem:
        missing = (problem.name or "").partition(".")[0]
        if missing not in _INSTALLED_AS:
            raise
        told = f"this needs {missing}, which is not installed: pip install {_INSTALLED_AS[missing]}"
        raise ModuleNotFoundError(told, name=problem.name) from None
