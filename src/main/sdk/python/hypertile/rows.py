"""Rows of partitioned collections and of views: read by partition, inserted as one change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from . import documents, files, rowdata
from .arrays import Array
from .collection import Collection
from .effects import json_of
from .specs import Address, declared_variables

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import xarray


class RowCollection(Collection):
    """A collection whose rows are cut into partitions: ``collection.rows("cycle == 1")`` are some of them."""

    @property
    def variables(self) -> list[str]:
        """Paths of the variables, those of groups with slashes."""
        return list(declared_variables(self.document))

    def __getitem__(self, name: Any) -> Array:
        return self.variable(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.variables)

    def variable(self, name: str, filter: str | None = None) -> Array:
        """One variable over all partitions that a filter means, as one array for reading."""
        address = Address.of_variable(self.name, name, filter)
        return Array(self.client, self.client.run(self.client.core.load(address, self.document)))

    def partitions(self, filter: str | None = None) -> Iterator[dict[str, Any]]:
        """Path, key, rows, bytes and version of the partitions that a filter means, page after page."""
        return self.client.pages(f"{self.path}/partitions", documents.present(filter=filter))

    def rows(
        self,
        filter: str | None = None,
        variables: Sequence[str] | None = None,
        *,
        where: str | None = None,
        sel: Mapping[str, Any] | None = None,
        isel: Mapping[str, Any] | None = None,
        **query: str,
    ) -> RowSet:
        """The rows of the partitions that a filter means, read when they are needed; ``sel`` and ``isel`` select on any axis.

        Ranges of ``sel`` exclude their stop, as the server's do. Other names, such as ``index``, are sent as they are.
        """
        return RowSet(self, rowdata.query(filter, variables, where, sel, isel, query))

    def insert(
        self,
        rows: Any,
        merge: str = "replace",
        *,
        tolerance: Any = None,
        overwrite: bool | None = None,
        if_match: str | None = None,
    ) -> list[str]:
        """Inserts rows as one change, durable when this returns the paths of the partitions that were written.

        Rows are a mapping of arrays by names of variables, a Dataset of xarray, a frame of pandas or a table of Arrow.
        ``merge`` says what becomes of rows that are there: ``replace``, ``concat``, ``time_series``, ``upsert`` or
        ``upsert_within`` a ``tolerance``.
        """
        request = rowdata.insertion(self.path, rows, merge, tolerance, overwrite, if_match)
        return rowdata.paths(self.client.run(json_of(request, self.client.core.patience)))

    def update(self, expressions: Mapping[str, str], filter: str | None = None) -> list[str]:
        """Sets variables to expressions of variables, such as ``{"ssh": "ssh - mean(ssh)"}``, partition by partition."""
        document = rowdata.expressions("set", expressions, filter)
        return rowdata.paths(self.client.run(self.client.core.once("PATCH", f"{self.path}/rows", document)))

    def map(self, expressions: Mapping[str, str], filter: str | None = None) -> dict[str, Any]:
        """What expressions give for each partition, by its path and by their names."""
        document = rowdata.expressions("expressions", expressions, filter)
        found: dict[str, Any] | None = self.client.change("POST", f"{self.path}/rows:map", document)
        return found or {}

    def drop(self, filter: str | None = None, *, all: bool = False, confirm: str | None = None) -> list[str]:
        """Removes the partitions that a filter means, or all of them, as one change; returns their paths.

        Where all of them are many, the server wants the collection's name again as confirm."""
        query = rowdata.removal(filter, all, confirm)
        return rowdata.paths(self.client.change("DELETE", f"{self.path}/partitions", None, query))

    def repair(self) -> Any:
        """Makes the catalog again of the partitions that are there."""
        return self.client.change("POST", f"{self.path}:repair")


class RowSet(Mapping[str, "NDArray[Any]"]):
    """Rows that are read once they are needed: a mapping of arrays by paths of variables."""

    def __init__(self, collection: RowCollection, query: tuple[tuple[str, str], ...]) -> None:
        self._collection, self._query = collection, query
        self._read: dict[str, NDArray[Any]] | None = None
        self.version: str | None = None
        """The tag of what was read, for ``insert(…, if_match=…)``."""

    @property
    def values_by_name(self) -> dict[str, NDArray[Any]]:
        """The arrays, read now if they were not; empty where no partition matches."""
        if self._read is None:
            client = self._collection.client
            self._read, self.version = client.run(rowdata.read(self._collection.path, self._query, client.core.patience))
        return self._read

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def to_xarray(self) -> xarray.Dataset:
        """A Dataset with the axes and attributes of the schema."""
        return rowdata.dataset(self._collection.document, self.values_by_name)

    def to_arrow(self) -> pyarrow.Table:
        """A table of the variables that have a cell for each row; those with more cells are lists."""
        from .tables import arrow_of_columns

        return arrow_of_columns(rowdata.columns(self._collection.document, self.values_by_name))

    def to_pandas(self) -> pandas.DataFrame:
        """The same as a frame of pandas."""
        from .tables import frame_of

        return frame_of(self.to_arrow())

    def to_file(self, path: files.FilePath, format: str | None = None, progress: files.Report = False) -> Path:
        """Keeps the rows as a file of one of the server's formats for rows, as they come."""
        client = self._collection.client
        request = rowdata.request(self._collection.path, self._query, files.format_of(path, format))
        with files.reporting(progress, Path(path).name) as told:
            return client.run(files.download(request, path, client.core.patience, told))

    def __repr__(self) -> str:
        asked = " ".join(f"{name}={value}" for name, value in self._query)
        return f"<hypertile.RowSet of {self._collection.name} {asked}>"
