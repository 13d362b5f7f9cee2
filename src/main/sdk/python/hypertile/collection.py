"""Collections, and those whose arrays have one schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import documents, showing, specs
from .arrays import Array
from .specs import Address

if TYPE_CHECKING:
    from .client import Client


def restored(client: Client, document: Mapping[str, Any]) -> Collection:
    """The collection that came to this process."""
    from .client import collection_of

    return collection_of(client, document)


class Collection:
    """A collection of any kind, by its document."""

    def __init__(self, client: Client, document: Mapping[str, Any]) -> None:
        self.client, self.document = client, dict(document)

    @property
    def name(self) -> str:
        """The name."""
        return str(self.document["name"])

    @property
    def kind(self) -> str:
        """``array``, ``varray``, ``dataset``, ``partitioned`` or ``view``."""
        return str(self.document["kind"])

    @property
    def path(self) -> str:
        """The path below the server's root."""
        return documents.collection_path(self.name)

    def __getitem__(self, name: Any) -> Any:
        raise TypeError(f"collections of the kind {self.kind} have no members by name")

    def array(self, address: Any = None, **primary: Any) -> Array:
        """An array by its id or key, or by the values of its primary attributes."""
        raise TypeError(f"collections of the kind {self.kind} have no arrays of their own")

    def refresh(self) -> Collection:
        """The collection as it is now."""
        return self.client.collection(self.name)

    def size(self) -> dict[str, Any]:
        """What it takes on the disk."""
        found: dict[str, Any] = self.client.document(f"{self.path}/size")
        return found

    def delete(self, confirm: str | None = None) -> None:
        """Deletes the collection with all that it holds; where that is much, the server wants its name again as confirm."""
        self.client.delete_collection(self.name, confirm)

    def __repr__(self) -> str:
        lines = [f"<hypertile.{type(self).__name__} {self.name} ({self.kind})>"]
        for axis in self.document.get("dimensions") or []:
            scale = axis.get("scale") or {}
            about = scale.get("name") or ", ".join(str(each) for each in (axis.get("labels") or [])[:5]) or axis.get("step") or ""
            lines.append(f"  {axis['name']}: {axis['size']} {about}".rstrip())
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        axes = []
        for each in self.document.get("dimensions") or []:
            axes.append((each["name"], each.get("size"), (each.get("scale") or {}).get("name") or each.get("step") or ""))
        table = showing.table(("Axis", "Size", ""), axes) if axes else ""
        return showing.document(f"{self.kind} {self.name}", self.document) + table

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (self.client, self.document)


class Arrays(Collection):
    """A collection of arrays of one schema: ``collection["~2023-01-03T00:00:00Z"]`` is one of them."""

    def __getitem__(self, address: Any) -> Array:
        return self.array(address)

    def __iter__(self) -> Iterator[Array]:
        return self.arrays()

    def array(self, address: Any = None, **primary: Any) -> Array:
        """An array by its id or key (``~`` and the values), by values in schema order, or by names: ``array(dt="2023-01-03")``."""
        name = documents.keyed(primary, self.document) if primary else documents.array_name(address)
        found = Address.of_array(self.name, name)
        return Array(self.client, self.client.run(self.client.core.load(found, self.document)))

    def arrays(self, filter: str | None = None, sort: str | None = None) -> Iterator[Array]:
        """The arrays that a filter such as ``dt >= 2023-01-01`` means, page after page."""
        for item in self.client.pages(f"{self.path}/arrays", documents.present(filter=filter, sort=sort)):
            yield self._listed(item)

    def joined(self, filter: str | None = None, join: str = "key", sort: str | None = None) -> Array:
        """Several arrays as one, along a new first axis or, with ``join="time"``, along their time axis; for reading."""
        address = Address.of_joined(self.name, documents.joined_query(filter, join, sort))
        return Array(self.client, self.client.run(self.client.core.load(address, self.document)))

    def create(
        self, primary: Mapping[str, Any] | None = None, custom: Mapping[str, Any] | None = None, id: Any = None
    ) -> Array:
        """Creates an array, which holds fill values at first. Values of attributes may be NumPy's."""
        return self._listed(self.client.change("POST", f"{self.path}/arrays", documents.new_array(primary, custom, id)))

    def _listed(self, item: Mapping[str, Any]) -> Array:
        address = Address.of_array(self.name, item["id"])
        return Array(self.client, specs.of_member(address, self.document, item))

    def clear(self, confirm: str | None = None) -> None:
        """Deletes all arrays of the collection; where they are many, the server wants its name again as confirm."""
        self.client.change("DELETE", f"{self.path}/arrays", None, documents.confirmation(confirm))
