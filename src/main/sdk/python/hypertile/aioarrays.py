"""Arrays and parts of them for one event loop: what they are is known once they are awaited."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import derived, documents, files, labelled, showing
from .awaited import AwaitedCells
from .derived import Derivation
from .effects import Operation, exchange
from .operations import as_asked, formatted, named
from .reductions import Blocks, Reductions
from .selection import Box
from .specs import Address, Spec, tag
from .steps import Index, ISel, Sel, Step, apply, given

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import xarray
    from typing_extensions import Self

    from .aio import AsyncClient


class AsyncDerived(AwaitedCells):
    """Numbers that the server makes of cells, when they are awaited."""

    def __init__(self, cells: AsyncCells, made: Any) -> None:
        self._cells, self._made = cells, made

    def _way_out(self) -> str:
        return "use what await numbers.values() gives"

    async def _derivation(self) -> tuple[Spec, Derivation]:
        spec, box = await self._cells.resolve()
        found: Derivation = self._made(spec, box)
        return spec, found

    async def values(self) -> NDArray[Any]:
        """The numbers."""
        _, derivation = await self._derivation()
        return await self._cells.client.run(derived.values(derivation, self._cells.client.core.patience))

    async def to_xarray(self) -> xarray.DataArray:
        """The numbers with the coordinates that they have."""
        spec, derivation = await self._derivation()
        operation = derived.with_coordinates(spec, derivation, self._cells.client.core.patience)
        cells, coords = await self._cells.client.run(operation)
        return labelled.of_archive(spec, derivation.dims, cells, coords)

    def __await__(self) -> Generator[Any, None, NDArray[Any]]:
        return self.values().__await__()


class AsyncCells(AwaitedCells, Reductions[AsyncDerived]):
    """A box of an array. Indexing makes smaller boxes without a request; awaited, it gives its values."""

    def __init__(self, client: AsyncClient, address: Address, steps: tuple[Step, ...] = ()) -> None:
        self.client, self.address = client, address
        self._steps = steps
        self._known: tuple[Spec, Box] | None = None

    def _way_out(self) -> str:
        return "use what await array.values() gives, or await array.mean() and the like"

    def __getitem__(self, index: Any) -> AsyncCells:
        return self._with(Index(index))

    def sel(
        self, indexers: Mapping[str, Any] | None = None, method: str | None = None, tolerance: float | None = None, **selectors: Any
    ) -> AsyncCells:
        """Selects by values, times and labels, as xarray does: both ends of a ``slice`` are included."""
        return self._with(Sel(given(indexers, selectors), method, tolerance))

    def isel(self, indexers: Mapping[str, Any] | None = None, **selectors: Any) -> AsyncCells:
        """Selects by positions."""
        return self._with(ISel(given(indexers, selectors)))

    def _with(self, step: Step) -> AsyncCells:
        return AsyncCells(self.client, self.address, (*self._steps, step))

    async def resolve(self) -> tuple[Spec, Box]:
        """What is known of the array, and the box that the steps so far mean."""
        if self._known is None:
            self._known = await self.client.run(self._resolved())
        return self._known

    def _resolved(self) -> Operation[tuple[Spec, Box]]:
        spec = yield from self.client.core.load(self.address)
        box = Box.whole(spec.dims, spec.shape)
        for step in self._steps:
            spec, box = yield from apply(self.client.core, spec, box, step)
        return spec, box

    @property
    def _resolved_already(self) -> tuple[Spec, Box]:
        if self._known is None:
            raise RuntimeError("nothing is known of it yet: await load() first")
        return self._known

    async def load(self) -> Self:
        """Looks up what the selection means, so that ``shape``, ``dims`` and ``dtype`` are known."""
        await self.resolve()
        return self

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the axes, once they are known."""
        return self._resolved_already[1].kept

    @property
    def shape(self) -> tuple[int, ...]:
        """Positions on each axis, once they are known."""
        return self._resolved_already[1].shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the cells, once it is known."""
        return self._resolved_already[0].dtype

    async def values(self, out: NDArray[Any] | None = None, progress: files.Report = False) -> NDArray[Any]:
        """The cells, into ``out`` if it is given."""
        spec, box = await self.resolve()
        with files.reporting(progress, spec.variable) as told:
            return await self.client.run(self.client.core.read(spec, box, out, told))

    def __await__(self) -> Generator[Any, None, Any]:
        return self.values().__await__()

    async def to_xarray(self) -> xarray.DataArray:
        """A DataArray with coordinates."""
        spec, box = await self._with_axes()
        return labelled.data_array(spec, box, await self.values())

    async def _with_axes(self) -> tuple[Spec, Box]:
        spec, box = await self.resolve()
        spec = await self.client.run(self.client.core.with_axes(spec, box))
        self._known = spec, box
        return spec, box

    async def to_arrow(self) -> pyarrow.Table:
        """A row for each cell: its coordinates and its value."""
        from .tables import arrow_of

        answer = await self.client.run(exchange(formatted(*await self.resolve(), "arrow"), self.client.core.patience))
        return arrow_of(answer.body)

    async def to_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> Path:
        """Keeps the cells as a file, as they come."""
        request = formatted(*await self.resolve(), files.format_of(path, format))
        with files.reporting(progress, Path(path).name) as told:
            return await self.client.run(files.download(request, path, self.client.core.patience, told))

    async def from_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> None:
        """Writes the cells of a file of NPY, raw cells or JSON."""
        spec, box = await self.resolve()
        with files.reporting(progress, Path(path).name) as told:
            body = files.body(path, format, ("npy", "raw", "json"), told)
            await self.client.run(self.client.core.put(spec, box, body))

    def points(
        self,
        columns: Mapping[str, Any] | None = None,
        positions: Mapping[str, Any] | None = None,
        method: str | None = None,
        tolerance: float | None = None,
        **more: Any,
    ) -> AsyncDerived:
        """One value for each row of a table of coordinates or positions."""
        table = given(columns, more)
        return AsyncDerived(self, lambda spec, box: derived.at_points(spec, box, table, positions or {}, method, tolerance))

    def reduce(self, text: str) -> AsyncDerived:
        """Numbers made of many, such as ``mean(hour)``."""
        return AsyncDerived(self, lambda spec, box: derived.reduced(spec, box, text))

    def coarsen(self, blocks: Mapping[str, int] | None = None, **more: int) -> Blocks[AsyncDerived]:
        """Blocks of positions: ``coarsen(y=4, x=4).mean()``."""
        sizes = given(blocks, more)
        return Blocks(lambda how: AsyncDerived(self, lambda spec, box: derived.coarsened(spec, box, how, sizes)))

    async def batch(self, indices: Sequence[Any] | Mapping[str, Any]) -> Any:
        """The cells of several indices in one state of the array: a list of arrays, or a dict of them for a dict."""
        spec, _ = await self.resolve()
        boxes = {name: (await (each if isinstance(each, AsyncCells) else self[each]).resolve())[1] for name, each in named(indices).items()}
        return as_asked(indices, await self.client.run(self.client.core.batch(spec, boxes)))

    async def extent(self) -> dict[str, Any]:
        """The first and last positions of the array that hold cells, with their coordinates."""
        found: dict[str, Any] = await self.client.document(f"{self.address.path}/extent", self.address.query)
        return found

    async def to_pandas(self) -> pandas.DataFrame:
        """The same as ``to_arrow``, as a frame of pandas."""
        from .tables import frame_of

        return frame_of(await self.to_arrow())

    async def write(self, values: ArrayLike | xarray.DataArray, if_match: str | None = None, progress: files.Report = False) -> None:
        """Writes cells, all of them or none; a DataArray is put where its names and coordinates say."""
        spec, box = await self.resolve()
        plain: Any = values
        if labelled.is_labelled(values):
            spec, box = await self._with_axes()
            box, plain = labelled.aligned(spec, box, values)
        with files.reporting(progress, spec.variable) as told:
            await self.client.run(self.client.core.write(spec, box, plain, if_match, told))

    async def clear(self) -> None:
        """Sets the cells to the fill value."""
        spec, box = await self.resolve()
        await self.client.run(self.client.core.clear(spec, box))

    def __repr__(self) -> str:
        if self._known is not None:
            return showing.cells("AsyncCells", *self._known)
        return f"<hypertile.{type(self).__name__} {self.address.collection}/{self.address.name}>"


class AsyncArray(AsyncCells):
    """A whole array of a collection or of a dataset; awaited, it is the array as it is now."""

    def __await__(self) -> Generator[Any, None, AsyncArray]:
        return self.refresh().__await__()

    async def refresh(self) -> AsyncArray:
        """Reads anew what is known of the array."""
        self._known = None
        await self.resolve()
        return self

    @property
    def document(self) -> dict[str, Any]:
        """The document of the array, once it was awaited."""
        return dict(self._resolved_already[0].document)

    @property
    def version(self) -> str | None:
        """The tag of the state that was read, for ``if_match``."""
        return tag(self._resolved_already[0].document)

    async def append(self, dim: str, values: ArrayLike) -> None:
        """Writes cells behind the last ones along an axis, which grows in datasets."""
        spec, _ = await self.resolve()
        await self.client.run(self.client.core.append(spec, dim, np.asarray(values)))
        self._known = None

    async def resize(self, shape: Sequence[int]) -> None:
        """Gives an array of a dataset a longer shape."""
        await self._change({"shape": list(shape)})

    async def update(self, attributes: Mapping[str, Any]) -> None:
        """Sets attributes; those that are None are removed."""
        spec, _ = await self.resolve()
        await self._change(documents.changed_attributes(spec, attributes))

    async def _change(self, document: Mapping[str, Any]) -> None:
        await self.client.change("PATCH", self.address.path, document)
        await self.refresh()

    async def delete(self) -> None:
        """Deletes the array."""
        await self.client.change("DELETE", self.address.path)
