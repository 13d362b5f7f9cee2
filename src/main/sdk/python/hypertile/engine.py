"""xarray's backend ``hypertile``, and the accessor that writes a DataArray back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from xarray.backends import AbstractDataStore, BackendArray, BackendEntrypoint, StoreBackendEntrypoint
from xarray.core import indexing

from . import documents, labelled, specs
from .arrays import Array
from .client import Client, shared
from .collection import Arrays
from .datasets import Dataset, DatasetCollection
from .rows import RowCollection

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ADDRESS = re.compile(r"^https?://[^/]+(/.*)?/collections/[^/]+")


class HypertileBackend(BackendEntrypoint):
    """Opens ``http://host/collections/NAME``, ``…/NAME/~key`` and ``…/NAME/DATASET`` lazily."""

    description = "Arrays, collections and datasets of a Hypertile server"
    url = "https://docs.xarray.dev/en/stable/internals/how-to-add-new-backend.html"
    open_dataset_parameters = ("filename_or_obj", "drop_variables", "mask_and_scale", "decode_times", "key", "client", "filter", "join")

    def guess_can_open(self, filename_or_obj: Any) -> bool:
        return isinstance(filename_or_obj, str) and _ADDRESS.match(filename_or_obj) is not None

    def open_dataset(
        self,
        filename_or_obj: Any,
        *,
        mask_and_scale: bool = True,
        decode_times: Any = True,
        concat_characters: bool = True,
        decode_coords: Any = True,
        drop_variables: str | Iterable[str] | None = None,
        use_cftime: bool | None = None,
        decode_timedelta: Any = None,
        key: str | None = None,
        client: Client | None = None,
        filter: str | None = None,
        join: str | None = None,
    ) -> xarray.Dataset:
        """A Dataset of what the address names; ``key`` is that of the server, ``filter`` and ``join`` choose among several arrays."""
        server, collection, member = documents.split_url(str(filename_or_obj))
        opened = client if client is not None else shared(server, key)
        store = _store(opened, collection, member, filter, join)
        return _decoded(
            store,
            mask_and_scale=mask_and_scale,
            decode_times=decode_times,
            concat_characters=concat_characters,
            decode_coords=decode_coords,
            drop_variables=drop_variables,
            use_cftime=use_cftime,
            decode_timedelta=decode_timedelta,
        )


def open_named(client: Client, collection: str, member: str | None, **options: Any) -> xarray.Dataset:
    """The Dataset of a collection, an array or a dataset by their names."""
    return _decoded(_store(client, collection, member, options.pop("filter", None), options.pop("join", None)), **options)


def _decoded(store: _Store, **options: Any) -> xarray.Dataset:
    found = StoreBackendEntrypoint().open_dataset(store, **options)
    found.set_close(store.close)
    return found


def _store(client: Client, collection: str, member: str | None, filter: str | None, join: str | None) -> _Store:
    opened = client.collection(collection)
    if isinstance(opened, DatasetCollection):
        return _of_datasets(opened, member)
    if isinstance(opened, Arrays):
        return _of_array(_array(opened, member, filter, join))
    if isinstance(opened, RowCollection):
        return _of_rows(opened, member, filter)
    raise ValueError(f"collections of the kind {opened.kind} are not opened as a Dataset")


def _array(collection: Arrays, member: str | None, filter: str | None, join: str | None) -> Array:
    if member is not None:
        return collection.array(member)
    if not any(each.get("primary") for each in collection.document.get("attributes") or []):
        some = [each for each, _ in zip(collection.arrays(filter), range(2))]
        if len(some) == 1:
            return some[0]
    return collection.joined(filter, join or "key")


def _of_datasets(collection: DatasetCollection, member: str | None) -> _Store:
    if member is None:
        names = [name for name, _ in zip(collection, range(11))]
        if len(names) != 1:
            some = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
            raise ValueError(f"{collection.name} holds several datasets, each with an address …/{collection.name}/DATASET: {some}")
        [member] = names
    dataset = collection.dataset(member)
    variables: dict[str, xarray.Variable] = {}
    coordinates = set()
    for array in dataset.seen():
        variables[array.name] = _variable(array)
        coordinates |= {found["name"] for dim, found in specs.coordinates(dataset.document, array.spec.dims).items() if found["name"] != dim}
    for name, variable in variables.items():
        beside = [each for each in sorted(coordinates) if each != name and set(variables[each].dims) <= set(variable.dims)]
        if beside and name not in coordinates and "coordinates" not in variable.attrs:
            variable.encoding["coordinates"] = variable.attrs["coordinates"] = " ".join(beside)
    return _Store(variables, {name: _plain(value) for name, value in dataset.attrs.items()})


def _of_array(array: Array) -> _Store:
    spec = array._with_axes()
    variables = {spec.variable: _variable(array)}
    for dim in spec.dims:
        axis = spec.axis(dim)
        if axis.kind != "positions":
            variables[dim] = xarray.Variable((dim,), axis.coordinates(), dict(axis.attrs))
    return _Store(variables, {})


def _of_rows(collection: RowCollection, member: str | None, filter: str | None) -> _Store:
    names = collection.variables if member is None else [member]
    attrs = specs.declared_attributes((collection.document.get("schema") or {}).get("attrs"))
    return _Store({name: _variable(collection.variable(name, filter)) for name in names}, attrs)


def _variable(array: Array) -> xarray.Variable:
    spec = array.spec
    lazy = indexing.LazilyIndexedArray(_Cells(array))
    attrs = {name: _plain(value) for name, value in spec.attrs.items()}
    missing = labelled.fill(spec)
    if missing is not None and "_FillValue" not in attrs:
        attrs["_FillValue"] = missing
    encoding: dict[str, Any] = {"source": array.client.url + spec.address.path}
    if spec.chunks is not None and len(spec.chunks) == len(spec.dims):
        encoding["preferred_chunks"] = dict(zip(spec.dims, spec.chunks))
        encoding["chunksizes"] = spec.chunks
    return xarray.Variable(spec.dims, lazy, attrs, encoding)


def _plain(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list) and any(isinstance(each, (list, dict)) for each in value) else value


class _Store(AbstractDataStore):
    """Variables and attributes as xarray decodes them."""

    def __init__(self, variables: Mapping[str, xarray.Variable], attrs: Mapping[str, Any]) -> None:
        self._variables, self._attrs = dict(variables), dict(attrs)

    def get_variables(self) -> dict[str, xarray.Variable]:
        return self._variables

    def get_attrs(self) -> dict[str, Any]:
        return self._attrs

    def get_dimensions(self) -> dict[str, int]:
        return {str(dim): size for each in self._variables.values() for dim, size in zip(each.dims, each.shape)}

    def close(self, **ignored: Any) -> None:
        """Has nothing to close: connections belong to the client."""


class _Cells(BackendArray):
    """Cells that are read when they are indexed; it travels to workers with its client."""

    def __init__(self, array: Array) -> None:
        self.array = array
        self.shape = array.shape
        self.dtype = np.dtype(object) if array.dtype.kind == "U" else array.dtype

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._read)

    def _read(self, key: tuple[Any, ...]) -> NDArray[Any]:
        values = self.array[key].values if key else self.array.values
        return values.astype(object) if self.dtype == object else values


@xarray.register_dataarray_accessor("to_hypertile")  # type: ignore[no-untyped-call]
class ToHypertile:
    """``da.to_hypertile(array)`` writes a DataArray to where its names and coordinates say."""

    def __init__(self, cells: xarray.DataArray) -> None:
        self._cells = cells

    def __call__(self, target: Any, *, key: str | None = None, create: bool = True) -> Array:
        """Writes into an array, or into that of an address such as ``http://localhost:8080/collections/weather/~2023-01-03``.

        An array that is not there yet is made if ``create`` is true and the address has its key.
        """
        array = target if isinstance(target, Array) else _target(str(target), key, create)
        array.write(self._cells)
        return array


@xarray.register_dataset_accessor("to_hypertile")  # type: ignore[no-untyped-call]
class DatasetToHypertile:
    """``ds.to_hypertile("http://localhost:8080/collections/profiles/june")`` keeps a Dataset as a dataset of that name."""

    def __init__(self, dataset: xarray.Dataset) -> None:
        self._dataset = dataset

    def __call__(self, url: str, *, key: str | None = None, replace: bool = True) -> Dataset:
        """Makes the dataset, or replaces it, as one change."""
        server, collection, member = documents.split_url(url)
        opened = shared(server, key).collection(collection)
        if not isinstance(opened, DatasetCollection) or member is None:
            raise ValueError(f"{url} names no dataset, as …/collections/NAME/DATASET does in a collection of datasets")
        return opened.put(member, self._dataset, replace=replace)


def _target(url: str, key: str | None, create: bool) -> Array:
    from .errors import NotFoundError

    server, collection, member = documents.split_url(url)
    opened = shared(server, key).collection(collection)
    if isinstance(opened, DatasetCollection):
        name, _, array = (member or "").partition("/")
        return opened.dataset(name).array(array)
    if not isinstance(opened, Arrays) or member is None:
        raise ValueError(f"{url} names no array, as …/collections/NAME/~KEY does")
    try:
        return opened.array(member)
    except NotFoundError:
        names = [each["name"] for each in opened.document.get("attributes") or [] if each.get("primary")]
        if not create or len(names) != 1 or not member.startswith("~"):
            raise
        return opened.create({names[0]: _of_key(member)})


def _of_key(member: str) -> str:
    text = member[1:]
    return text[1:-1].replace('""', '"') if text.startswith('"') and text.endswith('"') and len(text) > 1 else text


__all__ = ["Dataset", "DatasetToHypertile", "HypertileBackend", "ToHypertile", "open_named"]
