"""Cells as arrays of dask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import extras

if TYPE_CHECKING:
    import dask.array

    from .arrays import Cells


class _Blocks:
    """What dask reads blocks of: an index gives the cells at once. It travels to workers with its client."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self.shape, self.dtype, self.ndim = cells.shape, cells.dtype, cells.ndim

    def __getitem__(self, index: Any) -> Any:
        return self._cells[index].values


def to_dask(cells: Cells, chunks: Any) -> dask.array.Array:
    """An array of dask; its name is that of the state that was seen, so that equal ones are computed once."""
    with extras.needed():
        import dask.array
        from dask.base import tokenize
        from dask.array.core import normalize_chunks

    dtype = np.dtype(object) if cells.dtype.kind == "U" else cells.dtype
    stored = _stored(cells)
    if isinstance(chunks, dict):
        chunks = {cells.dims.index(cells.spec.dim(dim)) if isinstance(dim, str) else dim: each for dim, each in chunks.items()}
    chunked = normalize_chunks(chunks, cells.shape, dtype=np.dtype("U16") if dtype.kind == "O" else dtype, previous_chunks=stored)
    spec = cells.spec
    token = tokenize(cells.client.options, spec.address, spec.document.get("version"), cells.box)
    return dask.array.from_array(
        _Blocks(cells), chunked, name=f"hypertile-{token}", asarray=False, fancy=False, meta=np.empty((0,) * cells.ndim, dtype)
    )


def _stored(cells: Cells) -> tuple[int, ...] | None:
    chunks = cells.spec.chunks
    if chunks is None:
        return None
    found = []
    for dim, chunk in zip(cells.spec.dims, chunks):
        take = cells.box.take(dim)
        if not isinstance(take, int):
            found.append(max(1, min(chunk, len(take))))
    return tuple(found)
