"""The asynchronous twin: the same names, with requests awaited. Collections and arrays are read when they are awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

from . import documents, files, rowdata, specs, values, whole
from .aioarrays import AsyncArray
from .awaited import Awaited
from .effects import Operation, Request, exchange, json_of
from .operations import Core
from .specs import Address
from .transport import AsyncTransport, Options

T = TypeVar("T")


def aconnect(
    url: str,
    key: str | None = None,
    *,
    token: str | None = None,
    timeout: float | None = 60.0,
    retries: int = 5,
    verify: Any = True,
    headers: Mapping[str, str] | None = None,
    **httpx: Any,
) -> AsyncClient:
    """A client for one event loop; parameters are those of ``connect``. Nothing is sent yet, and awaiting it gives the client."""
    return AsyncClient(documents.options(url, key, token, timeout, retries, verify, headers, httpx))


class AsyncClient(Awaited):
    """A client of one server: ``await client["weather"]["~2023-01-03T00:00:00Z"][0].values()``."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.core = Core(options.patience)
        self._transport = AsyncTransport(options)

    def _way_out(self) -> str:
        return "[each[\"name\"] async for each in client.list_collections()] has the names, await client[name] finds one"

    def __getitem__(self, name: str) -> AsyncCollection:
        return AsyncCollection(self, name)

    def collection(self, name: str) -> AsyncCollection:
        """A collection; awaited, it has its document."""
        return AsyncCollection(self, name)

    async def list_collections(self) -> AsyncIterator[dict[str, Any]]:
        """Summaries of the collections that the key may see, page after page."""
        async for item in self.pages(specs.COLLECTIONS, []):
            yield item

    async def create_collection(self, document: Mapping[str, Any]) -> AsyncCollection:
        """Creates a collection of a schema, which is sent as it is."""
        made = await self.change("POST", specs.COLLECTIONS, values.plain(document))
        return AsyncCollection(self, made["name"], made)

    async def delete_collection(self, name: str, confirm: str | None = None) -> None:
        """Deletes a collection with all that it holds; where that is much, the server wants its name again as confirm."""
        await self.change("DELETE", documents.collection_path(name), None, documents.confirmation(confirm))

    async def run(self, operation: Operation[T]) -> T:
        """Carries out an operation."""
        return await self._transport.run(operation)

    async def document(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Any:
        """A document of the server, by its path below the root."""
        return await self.run(self.core.document(path, query))

    async def change(self, method: str, path: str, document: Any = None, query: Sequence[tuple[str, str]] = ()) -> Any:
        """Sends a document; returns that of the answer, or None."""
        return await self.run(self.core.change(method, path, document, query))

    async def pages(self, path: str, query: Sequence[tuple[str, str]]) -> AsyncIterator[dict[str, Any]]:
        """The items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = await self.run(self.core.page(path, query, cursor))
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    async def close(self) -> None:
        """Closes the connections that are kept open."""
        await self._transport.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *ignored: object) -> None:
        await self.close()

    def __await__(self) -> Generator[Any, None, AsyncClient]:
        yield from ()
        return self

    def __repr__(self) -> str:
        return f"<hypertile.AsyncClient {self.options.url}>"


class AsyncCollection(Awaited):
    """A collection by its name; awaited, it has its document."""

    def __init__(self, client: AsyncClient, name: str, document: Mapping[str, Any] | None = None) -> None:
        self.client, self.name = client, name
        self._document = document

    @property
    def path(self) -> str:
        """The path below the server's root."""
        return documents.collection_path(self.name)

    @property
    def document(self) -> dict[str, Any]:
        """The document, once the collection was awaited."""
        if self._document is None:
            raise RuntimeError("await the collection first")
        return dict(self._document)

    def __await__(self) -> Generator[Any, None, AsyncCollection]:
        return self._load().__await__()

    async def _load(self) -> AsyncCollection:
        self._document = await self.client.document(self.path)
        return self

    def _way_out(self) -> str:
        return "[each async for each in collection.arrays()], .list_datasets() or .partitions() has them, await collection[name] finds one"

    def __getitem__(self, name: Any) -> Any:
        """An array where the name is an id or begins with ~, a dataset otherwise."""
        return self.array(name) if documents.is_array_name(name) else self.dataset(name)

    def array(self, address: Any) -> AsyncArray:
        """An array by its id or key, or by values of its key in schema order."""
        return AsyncArray(self.client, Address.of_array(self.name, documents.array_name(address)))

    def dataset(self, name: str) -> AsyncDataset:
        """A dataset of the collection."""
        return AsyncDataset(self.client, self.name, name)

    def joined(self, filter: str | None = None, join: str = "key", sort: str | None = None) -> AsyncArray:
        """Several arrays as one, for reading."""
        return AsyncArray(self.client, Address.of_joined(self.name, documents.joined_query(filter, join, sort)))

    def variable(self, name: str, filter: str | None = None) -> AsyncArray:
        """One variable over all partitions that a filter means, as one array for reading."""
        return AsyncArray(self.client, Address.of_variable(self.name, name, filter))

    async def rows(
        self,
        filter: str | None = None,
        variables: Sequence[str] | None = None,
        *,
        where: str | None = None,
        sel: Mapping[str, Any] | None = None,
        isel: Mapping[str, Any] | None = None,
        **query: str,
    ) -> dict[str, NDArray[Any]]:
        """The rows of the partitions that a filter means, by paths of variables."""
        asked = rowdata.query(filter, variables, where, sel, isel, query)
        found, _ = await self.client.run(rowdata.read(self.path, asked, self.client.core.patience))
        return found

    async def partitions(self, filter: str | None = None) -> AsyncIterator[dict[str, Any]]:
        """The partitions that a filter means, page after page."""
        async for item in self.client.pages(f"{self.path}/partitions", documents.present(filter=filter)):
            yield item

    async def insert(
        self, rows: Any, merge: str = "replace", *, tolerance: Any = None, overwrite: bool | None = None, if_match: str | None = None
    ) -> list[str]:
        """Inserts rows as one change; returns the paths of the partitions that were written."""
        request = rowdata.insertion(self.path, rows, merge, tolerance, overwrite, if_match)
        return rowdata.paths(await self.client.run(json_of(request, self.client.core.patience)))

    async def drop(self, filter: str | None = None, *, all: bool = False, confirm: str | None = None) -> list[str]:
        """Removes the partitions that a filter means, or all of them, as one change; returns their paths.

        Where all of them are many, the server wants the collection's name again as confirm."""
        query = rowdata.removal(filter, all, confirm)
        return rowdata.paths(await self.client.change("DELETE", f"{self.path}/partitions", None, query))

    async def update(self, expressions: Mapping[str, str], filter: str | None = None) -> list[str]:
        """Sets variables of rows to expressions of variables, partition by partition."""
        request = rowdata.expressions("set", expressions, filter)
        return rowdata.paths(await self.client.run(self.client.core.once("PATCH", f"{self.path}/rows", request)))

    async def map(self, expressions: Mapping[str, str], filter: str | None = None) -> dict[str, Any]:
        """What expressions give for each partition, by its path and by their names."""
        return await self.client.change("POST", f"{self.path}/rows:map", rowdata.expressions("expressions", expressions, filter)) or {}

    async def list_datasets(
        self, prefix: str | None = None, filter: str | None = None, where: str | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """Documents of the datasets that are meant, page after page."""
        async for item in self.client.pages(f"{self.path}/datasets", documents.listing(prefix, filter, where)):
            yield item

    async def put(self, name: str, dataset: Any, *, replace: bool = True) -> AsyncDataset:
        """Makes a dataset of one of xarray, or of a mapping of arrays by name, as one change."""
        request = whole.replacement(self.path, name, dataset, replace)
        await self.client.run(exchange(request, self.client.core.patience))
        return await self.dataset(name)

    async def size(self) -> dict[str, Any]:
        """What it takes on the disk."""
        found: dict[str, Any] = await self.client.document(f"{self.path}/size")
        return found

    async def arrays(self, filter: str | None = None, sort: str | None = None) -> AsyncIterator[AsyncArray]:
        """The arrays that a filter means, page after page."""
        async for item in self.client.pages(f"{self.path}/arrays", documents.present(filter=filter, sort=sort)):
            yield self.array(item["id"])

    async def create(
        self, primary: Mapping[str, Any] | None = None, custom: Mapping[str, Any] | None = None, id: Any = None
    ) -> AsyncArray:
        """Creates an array, which holds fill values at first."""
        made = await self.client.change("POST", f"{self.path}/arrays", documents.new_array(primary, custom, id))
        return self.array(made["id"])

    async def delete(self, confirm: str | None = None) -> None:
        """Deletes the collection with all that it holds; where that is much, the server wants its name again as confirm."""
        await self.client.delete_collection(self.name, confirm)

    def __repr__(self) -> str:
        return f"<hypertile.AsyncCollection {self.name}>"


class AsyncDataset(Awaited):
    """A dataset by its name; awaited, it has its document."""

    def __init__(self, client: AsyncClient, collection: str, name: str) -> None:
        self.client, self.collection, self.name = client, collection, name
        self.document: dict[str, Any] = {}

    @property
    def path(self) -> str:
        """The path below the server's root."""
        return f"{documents.collection_path(self.collection)}/datasets/{values.segment(self.name)}"

    def __await__(self) -> Generator[Any, None, AsyncDataset]:
        return self._load().__await__()

    async def _load(self) -> AsyncDataset:
        self.document = await self.client.document(self.path)
        return self

    def _way_out(self) -> str:
        return "[each[\"name\"] for each in (await dataset).document[\"arrays\"]] has the names, await dataset[name] finds one"

    def __getitem__(self, name: str) -> AsyncArray:
        return AsyncArray(self.client, Address.of_dataset(self.collection, self.name, name))

    @property
    def attrs(self) -> dict[str, Any]:
        """The attributes with the types that they have, once the dataset was awaited."""
        return {name: specs.attribute(value) for name, value in (self.document.get("attributes") or {}).items()}

    async def create_array(
        self, name: str, dtype: Any, dimensions: Sequence[str], shape: Sequence[int], **more: Any
    ) -> AsyncArray:
        """Defines an array, with ``fill_value``, ``chunk_shape`` or ``attributes``; an axis of length 0 grows with ``append``."""
        await self.client.change("POST", f"{self.path}/arrays", documents.new_member(name, dtype, dimensions, shape, more))
        return self[name]

    async def update(self, attributes: Mapping[str, Any]) -> None:
        """Sets attributes; those that are None are removed."""
        await self.client.change("PATCH", self.path, {"attributes": values.attributes(attributes)})
        await self._load()

    async def from_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> None:
        """Replaces the whole dataset by a file of NPZ, NetCDF or JSON."""
        with files.reporting(progress, Path(path).name) as told:
            body = files.body(path, format, ("npz", "netcdf", "json"), told)
            request = Request("PUT", self.path, [("format", files.format_of(path, format))], body=body)
            await self.client.run(exchange(request, self.client.core.patience))
        await self._load()

    async def to_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> Path:
        """Keeps the whole dataset as a file as it comes."""
        request = Request("GET", self.path, [("format", files.format_of(path, format))])
        with files.reporting(progress, Path(path).name) as told:
            return await self.client.run(files.download(request, path, self.client.core.patience, told))

    async def delete(self) -> None:
        """Deletes the dataset with its arrays."""
        await self.client.change("DELETE", self.path)
