"""Arrays and parts of them: lazy until their values are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import derived, files, labelled, showing
from .computed import Derived, Numbers
from .documents import changed_attributes
from .effects import exchange
from .likenumpy import LikeNumpy
from .operations import as_asked, formatted, named
from .reductions import Blocks
from .selection import Box
from .specs import Spec, tag
from .steps import Index, ISel, Sel, Step, apply, given

if TYPE_CHECKING:
    import dask.array
    import pandas
    import pyarrow
    import xarray

    from .client import Client


class Cells(Numbers, LikeNumpy):
    """A box of an array. Indexing makes smaller boxes, assignment writes, ``values`` reads.

    Threads may share it, and it can be pickled. What it knows of the array is as old as itself.
    """

    def __init__(self, client: Client, spec: Spec, box: Box) -> None:
        self.client, self.spec, self.box = client, spec, box

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the axes."""
        return self.box.kept

    @property
    def shape(self) -> tuple[int, ...]:
        """Positions on each axis."""
        return self.box.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the cells; texts of any length are ``U``."""
        return self.spec.dtype

    @property
    def ndim(self) -> int:
        """How many axes there are."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.box.size

    @property
    def nbytes(self) -> int:
        """Bytes that the cells take in memory, texts not counted."""
        return self.size * self.dtype.itemsize

    @property
    def attrs(self) -> dict[str, Any]:
        """Attributes of the array."""
        return dict(self.spec.attrs)

    @property
    def coords(self) -> dict[str, NDArray[Any]]:
        """Coordinates of each axis: times (UTC), values, labels or positions."""
        self._with_axes()
        found = {}
        for dim in self.dims:
            take = self.box.take(dim)
            assert not isinstance(take, int)
            found[dim] = self.spec.axis(dim).coordinates(take)
        return found

    @property
    def values(self) -> NDArray[Any]:
        return self.read()

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a single cell has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Cells]:
        return (self[position] for position in range(len(self)))

    # Selecting

    def __getitem__(self, index: Any) -> Cells:
        return self._step(Index(index))

    def sel(
        self, indexers: Mapping[str, Any] | None = None, method: str | None = None, tolerance: float | None = None, **selectors: Any
    ) -> Cells:
        """Selects by values, times and labels, as xarray does: both ends of a ``slice`` are included.

        ``method`` is ``nearest``, ``pad`` or ``ffill``, ``backfill`` or ``bfill``, or ``exact``, with which ends of ranges must
        be on the axis and stops are excluded; ``tolerance`` is in units of the axis, seconds for times.
        """
        return self._step(Sel(given(indexers, selectors), method, tolerance))

    def isel(self, indexers: Mapping[str, Any] | None = None, **selectors: Any) -> Cells:
        """Selects by positions."""
        return self._step(ISel(given(indexers, selectors)))

    def _step(self, step: Step) -> Cells:
        spec, box = self.client.run(apply(self.client.core, self.spec, self.box, step))
        self.spec = spec if spec.axes is not None else self.spec
        return Cells(self.client, spec, box)

    def _with_axes(self) -> Spec:
        self.spec = self.client.run(self.client.core.with_axes(self.spec, self.box))
        return self.spec

    # Reading

    def read(self, out: NDArray[Any] | None = None, progress: files.Report = False) -> NDArray[Any]:
        """The cells, into ``out`` if it is given: an array of the shape, filled in place where its type and order fit."""
        if out is not None and out.shape != self.shape:
            raise ValueError(f"out has shape {out.shape}, the selection {self.shape}")
        with files.reporting(progress, self.spec.variable) as told:
            return self.client.run(self.client.core.read(self.spec, self.box, out, told))

    def to_xarray(self, chunks: Any = None) -> xarray.DataArray:
        """A DataArray with coordinates; read now, or block by block later if ``chunks`` are given as for dask."""
        spec = self._with_axes()
        return labelled.data_array(spec, self.box, self.values if chunks is None else self.to_dask(chunks))

    def to_dask(self, chunks: Any = "auto") -> dask.array.Array:
        """An array of dask, whose blocks follow the stored chunks and are read when they are computed."""
        from .lazy import to_dask

        return to_dask(self, chunks)

    def to_arrow(self) -> pyarrow.Table:
        """A row for each cell: its coordinates and its value."""
        from .tables import arrow_of

        request = formatted(self.spec, self.box, "arrow")
        return arrow_of(self.client.run(exchange(request, self.client.core.patience)).body)

    def to_pandas(self) -> pandas.DataFrame:
        """The same as ``to_arrow``, as a frame of pandas."""
        from .tables import frame_of

        return frame_of(self.to_arrow())

    def to_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> Path:
        """Keeps the cells as a file, as they come: NPY, NPZ, NetCDF, Zarr, Arrow, CSV, JSON, PNG, SVG, by the ending of its name."""
        request = formatted(self.spec, self.box, files.format_of(path, format))
        with files.reporting(progress, Path(path).name) as told:
            return self.client.run(files.download(request, path, self.client.core.patience, told))

    # Less than all cells

    def points(
        self,
        columns: Mapping[str, Any] | None = None,
        positions: Mapping[str, Any] | None = None,
        method: str | None = None,
        tolerance: float | None = None,
        **more: Any,
    ) -> Derived:
        """One value for each row of a table: ``points(lat=[…], lon=[…], method="nearest")``, or ``positions={"x": […]}``."""
        derivation = derived.at_points(self.spec, self.box, given(columns, more), positions or {}, method, tolerance)
        return Derived(self.client, self.spec, derivation)

    def reduce(self, text: str) -> Derived:
        """Numbers made of many, such as ``mean(hour)``, ``quantile(0.5, y, x)`` or ``max`` of all."""
        return Derived(self.client, self.spec, derived.reduced(self.spec, self.box, text))

    def coarsen(self, blocks: Mapping[str, int] | None = None, **more: int) -> Blocks[Derived]:
        """Blocks of positions: ``coarsen(y=4, x=4).mean()``; positions behind the last whole block are left out."""
        sizes = given(blocks, more)
        return Blocks(lambda how: Derived(self.client, self.spec, derived.coarsened(self.spec, self.box, how, sizes)))

    def batch(self, indices: Sequence[Any] | Mapping[str, Any]) -> Any:
        """The cells of several indices in one state of the array: a list of arrays, or a dict of them for a dict."""
        boxes = {name: (each if isinstance(each, Cells) else self[each]).box for name, each in named(indices).items()}
        return as_asked(indices, self.client.run(self.client.core.batch(self.spec, boxes)))

    def extent(self) -> dict[str, Any]:
        """The first and last positions of the array that hold cells, with their coordinates."""
        found: dict[str, Any] = self.client.document(f"{self.spec.address.path}/extent", self.spec.address.query)
        return found

    # Writing

    def __setitem__(self, index: Any, values: Any) -> None:
        self[index].write(values)

    def write(self, values: ArrayLike | xarray.DataArray, if_match: str | None = None, progress: files.Report = False) -> None:
        """Writes cells, all of them or none; they are durable when this returns.

        Arrays are broadcast to the shape of the selection. A DataArray is put where its names and coordinates say: it is
        transposed and flipped, and refused (AlignmentError) where it does not match. With ``if_match``, the version that was
        read, nothing is written (ChangedError) if the array has changed since.
        """
        with files.reporting(progress, self.spec.variable) as told:
            box, plain = self.box, values
            if labelled.is_labelled(values):
                box, plain = labelled.aligned(self._with_axes(), self.box, values)
            self.client.run(self.client.core.write(self.spec, box, plain, if_match, told))

    def clear(self) -> None:
        """Sets the cells to the fill value."""
        self.client.run(self.client.core.clear(self.spec, self.box))

    def from_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> None:
        """Writes the cells of a file: NPY, raw cells and JSON are sent as they are read.

        Of NetCDF, xarray reads the variable that is called as the array, or the only one; it goes where its names and
        coordinates say.
        """
        if files.format_of(path, format) == "netcdf":
            self.write(labelled.of_file(self.spec, path), progress=progress)
            return
        with files.reporting(progress, Path(path).name) as told:
            body = files.body(path, format, ("npy", "raw", "json"), told)
            self.client.run(self.client.core.put(self.spec, self.box, body))

    # Showing

    def __repr__(self) -> str:
        return showing.cells(type(self).__name__, self.spec, self.box)

    def _repr_html_(self) -> str:
        return showing.cells_html(type(self).__name__, self.spec, self.box)

    def __reduce__(self) -> tuple[Any, ...]:
        return Cells, (self.client, self.spec, self.box)


class Array(Cells):
    """A whole array of a collection or of a dataset."""

    def __init__(self, client: Client, spec: Spec) -> None:
        super().__init__(client, spec, Box.whole(spec.dims, spec.shape))

    @property
    def name(self) -> str:
        """The id, the key or the name that the array was asked for by."""
        return self.spec.address.name

    @property
    def id(self) -> str:
        """The id of the array, or its name in a dataset."""
        return str(self.spec.document.get("id", self.name))

    @property
    def document(self) -> dict[str, Any]:
        """The document of the array as the server keeps it."""
        return dict(self.spec.document)

    @property
    def version(self) -> str | None:
        """The tag of the state that was read, for ``if_match``."""
        return tag(self.spec.document)

    def refresh(self) -> Array:
        """The array as it is now: another process may have changed its shape, its attributes, its version."""
        return Array(self.client, self.client.run(self.client.core.load(self.spec.address)))

    def append(self, dim: str, values: ArrayLike) -> None:
        """Writes cells behind the last ones along an axis, which grows in datasets."""
        self.client.run(self.client.core.append(self.spec, dim, values))
        self._take(self.refresh())

    def resize(self, shape: Sequence[int]) -> None:
        """Gives an array of a dataset a longer shape."""
        self._change({"shape": list(shape)})

    def update(self, attributes: Mapping[str, Any]) -> None:
        """Sets attributes; those that are None are removed."""
        self._change(changed_attributes(self.spec, attributes))

    def delete(self) -> None:
        """Deletes the array."""
        self.client.change("DELETE", self.spec.address.path)

    def _change(self, document: Mapping[str, Any]) -> None:
        self.client.change("PATCH", self.spec.address.path, document)
        self._take(self.refresh())

    def _take(self, other: Array) -> None:
        self.spec, self.box = other.spec, other.box

    def __reduce__(self) -> tuple[Any, ...]:
        return Array, (self.client, self.spec)
