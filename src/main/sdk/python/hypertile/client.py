"""The client: collections, and what they hold."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, TypeVar

from . import documents, showing, specs, values
from .collection import Arrays, Collection
from .datasets import DatasetCollection
from .effects import Operation
from .operations import Core
from .rows import RowCollection
from .transport import Options, Transport

T = TypeVar("T")

_shared: dict[Any, Client] = {}
_sharing = threading.Lock()


def connect(
    url: str,
    key: str | None = None,
    *,
    token: str | None = None,
    timeout: float | None = 60.0,
    retries: int = 5,
    verify: Any = True,
    headers: Mapping[str, str] | None = None,
    **httpx: Any,
) -> Client:
    """A client of the server at an address, which is one of HTTP when it names no scheme. Nothing is sent yet.

    ``key`` is that of the server (``hk_…``), by default that of the environment (``HYPERTILE_KEY``); ``token`` is a bearer
    token. ``timeout`` is in seconds without a byte. Requests are sent again up to ``retries`` times where that is safe.
    ``verify`` is a file of certificates to trust, or what httpx takes. Other names are those of ``httpx.Client``, such as ``proxy``.
    """
    return Client(documents.options(url, key, token, timeout, retries, verify, headers, httpx))


def restored(options: Options) -> Client:
    """The client that all objects share that come to this process with the same options."""
    mark = repr((options, options.key, options.token, sorted(options.headers.items()), sorted(options.httpx.items(), key=str)))
    with _sharing:
        if mark not in _shared:
            _shared[mark] = Client(options)
        return _shared[mark]


def shared(url: str, key: str | None = None) -> Client:
    """The client that all who name the same server and key by address share, so that connections are kept and not left behind."""
    return restored(documents.options(url, key, None, 60.0, 5, True, None, {}))


class Client:
    """A client of one server, and a mapping of its collections by name. Threads may share it; it can be pickled."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.core = Core(options.patience)
        self._transport = Transport(options)
        if "xarray" in sys.modules:
            # Where xarray is in use its objects get their accessor.
            from . import engine  # noqa: F401

    @property
    def url(self) -> str:
        """The root of the server."""
        return self.options.url

    def __getitem__(self, name: str) -> Collection:
        return self.collection(name)

    def __iter__(self) -> Iterator[str]:
        for item in self.list_collections():
            yield item["name"]

    def __contains__(self, name: object) -> bool:
        from .errors import NotFoundError

        try:
            return isinstance(name, str) and self.collection(name) is not None
        except NotFoundError:
            return False

    def collection(self, name: str) -> Collection:
        """A collection, whose document is read now; NotFoundError if there is none of the name."""
        return collection_of(self, self.document(documents.collection_path(name)))

    def list_collections(self) -> Iterator[dict[str, Any]]:
        """Summaries of the collections that the key may see, page after page."""
        return self.pages(specs.COLLECTIONS, [])

    def create_collection(self, document: Mapping[str, Any]) -> Collection:
        """Creates a collection of a schema, which is sent as it is; Deker's documents are taken too."""
        return collection_of(self, self.change("POST", specs.COLLECTIONS, values.plain(document)))

    def delete_collection(self, name: str, confirm: str | None = None) -> None:
        """Deletes a collection with all that it holds; where that is much, the server wants its name again as confirm."""
        self.change("DELETE", documents.collection_path(name), None, documents.confirmation(confirm))

    # Requests of any kind

    def run(self, operation: Operation[T]) -> T:
        """Carries out an operation."""
        return self._transport.run(operation)

    def document(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Any:
        """A document of the server, by its path below the root."""
        return self.run(self.core.document(path, query))

    def change(self, method: str, path: str, document: Any = None, query: Sequence[tuple[str, str]] = ()) -> Any:
        """Sends a document; returns that of the answer, or None."""
        return self.run(self.core.change(method, path, document, query))

    def pages(self, path: str, query: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        """The items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = self.run(self.core.page(path, query, cursor))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def close(self) -> None:
        """Closes the connections that are kept open; the client can be used again."""
        self._transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (self.options,)

    def __repr__(self) -> str:
        return f"<hypertile.Client {self.url}>"

    def _repr_html_(self) -> str:
        shown = [item for item, _ in zip(self.list_collections(), range(100))]
        rows = [(each["name"], each["kind"], each.get("dtype", ""), each.get("shape", ""), each.get("title", "")) for each in shown]
        table = showing.table(("Collection", "Kind", "Type", "Shape", "Title"), rows)
        return f"<div><b>Hypertile</b> {escape(self.url)}{table}</div>"


def collection_of(client: Client, document: Mapping[str, Any]) -> Collection:
    """A collection as what its kind is."""
    kind = document["kind"]
    if kind == "dataset":
        return DatasetCollection(client, document)
    if kind in ("partitioned", "view"):
        return RowCollection(client, document)
    return Arrays(client, document)
