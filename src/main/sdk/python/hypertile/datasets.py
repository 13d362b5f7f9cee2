"""Collections of named datasets, and the datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from . import documents, files, showing, specs, values, whole
from .arrays import Array
from .collection import Collection
from .effects import Request, exchange
from .operations import npz
from .specs import Address

if TYPE_CHECKING:
    import xarray

    from .client import Client


class DatasetCollection(Collection):
    """A collection of named datasets: ``collection["jan_2024"]["temperature"]`` is an array."""

    def __getitem__(self, name: Any) -> Dataset:
        return self.dataset(name)

    def __iter__(self) -> Iterator[str]:
        for item in self.list_datasets():
            yield item["name"]

    def dataset(self, name: str) -> Dataset:
        """A dataset, whose document is read now."""
        return Dataset(self.client, self.name, self.client.document(dataset_path(self.name, name)))

    def list_datasets(
        self, prefix: str | None = None, filter: str | None = None, where: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Documents of the datasets that are meant, in the order in which they were made, page after page."""
        query = documents.listing(prefix, filter, where)
        return self.client.pages(f"{self.path}/datasets", query)

    def create(
        self, name: str, attributes: Mapping[str, Any] | None = None, arrays: Sequence[Mapping[str, Any]] = ()
    ) -> Dataset:
        """Creates a dataset with the arrays that are defined; see also ``Dataset.create_array``."""
        document = {"name": name, "attributes": values.attributes(attributes or {}), "arrays": values.plain(list(arrays))}
        return Dataset(self.client, self.name, self.client.change("POST", f"{self.path}/datasets", document))

    def put(self, name: str, dataset: Any, *, replace: bool = True) -> Dataset:
        """Makes a dataset of one of xarray, or of a mapping of arrays by name, as one change.

        ConflictError if it is there already and ``replace`` is false.
        """
        request = whole.replacement(self.path, name, dataset, replace)
        self.client.run(exchange(request, self.client.core.patience))
        return self.dataset(name)

    def statistics(self, arrays: Sequence[str] = (), attributes: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
        """A row of figures for each dataset, page after page."""
        query = [(name, ",".join(some)) for name, some in (("arrays", arrays), ("attributes", attributes)) if some]
        return self.client.pages(f"{self.path}/statistics", query)

    def cells(
        self, array: str, datasets: Sequence[str] | None = None, where: str | None = None, slice: str | None = None
    ) -> dict[str, NDArray[Any]]:
        """One array of many datasets, by their names; those without it are left out."""
        query = [("array", array), ("format", "npz")]
        query += [("datasets", ",".join(datasets))] if datasets is not None else []
        query += documents.present(where=where, slice=slice)
        request = Request("GET", f"{self.path}/cells", query)
        return npz(self.client.run(exchange(request, self.client.core.patience)).body)


class Dataset:
    """A dataset, and a mapping of its arrays by name."""

    def __init__(self, client: Client, collection: str, document: Mapping[str, Any]) -> None:
        self.client, self.collection, self.document = client, collection, dict(document)

    @property
    def name(self) -> str:
        """The name."""
        return str(self.document["name"])

    @property
    def path(self) -> str:
        """The path below the server's root."""
        return dataset_path(self.collection, self.name)

    @property
    def attrs(self) -> dict[str, Any]:
        """The attributes, with the types that they have."""
        return {name: specs.attribute(value) for name, value in (self.document.get("attributes") or {}).items()}

    @property
    def version(self) -> str | None:
        """The tag of the state that was read."""
        return specs.tag(self.document)

    def __iter__(self) -> Iterator[str]:
        return (each["name"] for each in self.document["arrays"])

    def __len__(self) -> int:
        return len(self.document["arrays"])

    def __contains__(self, name: object) -> bool:
        return any(each["name"] == name for each in self.document["arrays"])

    def __getitem__(self, name: str) -> Array:
        return self.array(name)

    def array(self, name: str) -> Array:
        """An array by its name, as it is now."""
        address = Address.of_dataset(self.collection, self.name, name)
        return Array(self.client, self.client.run(self.client.core.load(address)))

    def seen(self) -> Iterator[Array]:
        """All arrays, as they were when the dataset was read."""
        for each in self.document["arrays"]:
            address = Address.of_dataset(self.collection, self.name, each["name"])
            yield Array(self.client, specs.of_dataset_array(address, self.document, each))

    def create_array(
        self,
        name: str,
        dtype: Any,
        dimensions: Sequence[str],
        shape: Sequence[int],
        *,
        fill_value: Any = None,
        chunk_shape: Sequence[int] | None = None,
        attributes: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Array:
        """Defines an array; an axis of length 0 grows with ``append``."""
        others = {"fill_value": fill_value, "chunk_shape": chunk_shape, "attributes": attributes, **more}
        document = documents.new_member(name, dtype, dimensions, shape, others)
        self.client.change("POST", f"{self.path}/arrays", document)
        self.document = self.refresh().document
        return self.array(name)

    def update(self, attributes: Mapping[str, Any]) -> None:
        """Sets attributes; those that are None are removed."""
        self.client.change("PATCH", self.path, {"attributes": values.attributes(attributes)})
        self.document = self.refresh().document

    def refresh(self) -> Dataset:
        """The dataset as it is now."""
        return Dataset(self.client, self.collection, self.client.document(self.path))

    def delete(self) -> None:
        """Deletes the dataset with its arrays."""
        self.client.change("DELETE", self.path)

    def to_xarray(self, **options: Any) -> xarray.Dataset:
        """A Dataset whose cells are read when they are needed; options are those of ``xarray.open_dataset``."""
        from .engine import open_named

        return open_named(self.client, self.collection, self.name, **options)

    def to_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> Path:
        """Keeps the whole dataset as a file as it comes: NPZ, NetCDF, Zarr (a ZIP archive) or JSON."""
        request = Request("GET", self.path, [("format", files.format_of(path, format))])
        with files.reporting(progress, Path(path).name) as told:
            return self.client.run(files.download(request, path, self.client.core.patience, told))

    def from_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> None:
        """Replaces the whole dataset by a file of NPZ, NetCDF or JSON."""
        with files.reporting(progress, Path(path).name) as told:
            body = files.body(path, format, ("npz", "netcdf", "json"), told)
            request = Request("PUT", self.path, [("format", files.format_of(path, format))], body=body)
            self.client.run(exchange(request, self.client.core.patience))
        self.document = self.refresh().document

    def __repr__(self) -> str:
        lines = [f"<hypertile.Dataset {self.collection}/{self.name}>"]
        for each in self.document["arrays"]:
            axes = ", ".join(f"{dim}: {size}" for dim, size in zip(each["dimensions"], each["shape"]))
            lines.append(f"  {each['name']} ({axes}) {each['dtype']}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            (each["name"], each["dtype"], ", ".join(f"{dim}: {size}" for dim, size in zip(each["dimensions"], each["shape"])))
            for each in self.document["arrays"]
        ]
        attrs = showing.table(("Attribute", "Value"), self.attrs.items()) if self.attrs else ""
        return showing.document(f"dataset {self.collection} / {self.name}", {}) + showing.table(("Array", "Type", "Axes"), rows) + attrs

    def __reduce__(self) -> tuple[Any, ...]:
        return Dataset, (self.client, self.collection, self.document)


def dataset_path(collection: str, name: str) -> str:
    """The path of a dataset."""
    return f"{documents.collection_path(collection)}/datasets/{values.segment(name)}"
