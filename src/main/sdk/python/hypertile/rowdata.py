"""Rows as operations: schemas of partitioned collections, queries, bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import documents, extras
from .effects import Operation, Patience, Request, exchange
from .npy import cells
from .npz import NpzBody
from .operations import npz
from .specs import declared_attributes, declared_variables
from .values import selector

if TYPE_CHECKING:
    import xarray


def query(
    filter: str | None,
    variables: Sequence[str] | None,
    where: str | None,
    sel: Mapping[str, Any] | None,
    isel: Mapping[str, Any] | None,
    more: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """The query of a read of rows."""
    found = documents.present(filter=filter, where=where)
    if variables is not None:
        found.append(("variables", ",".join(variables)))
    found += [(f"sel.{name}", selector(value)) for name, value in (sel or {}).items()]
    found += [(f"isel.{name}", selector(value)) for name, value in (isel or {}).items()]
    return (*found, *((name, str(value)) for name, value in more.items()))


def request(path: str, query: Sequence[tuple[str, str]], form: str) -> Request:
    """A read of rows in a format."""
    return Request("GET", f"{path}/rows", [*query, ("format", form)])


def read(
    path: str, query: Sequence[tuple[str, str]], patience: Patience
) -> Operation[tuple[dict[str, NDArray[Any]], str | None]]:
    """Arrays by paths of variables, and the tag of what was read; nothing where no partition matches."""
    answer = yield from exchange(request(path, query, "npz"), patience)
    return (npz(answer.body) if answer.body else {}), answer.headers.get("etag")


def insertion(
    path: str, rows: Any, merge: str, tolerance: Any, overwrite: bool | None, if_match: str | None
) -> Request:
    """An insert, which is sent again only where that is the same as once."""
    query = [("merge", merge), ("cast", "fitting")]
    if tolerance is not None:
        query.append(("tolerance", str(tolerance)))
    if overwrite is not None:
        query.append(("overwrite", "true" if overwrite else "false"))
    headers = {"If-Match": if_match} if if_match is not None else {}
    again = merge != "concat" and if_match is None and overwrite is not False
    return Request("POST", f"{path}/rows", query, headers, NpzBody(arrays(rows)), repeatable=again)


def arrays(rows: Any) -> dict[str, NDArray[Any]]:
    """Arrays by names of variables: of a mapping, a Dataset, a frame or a table."""
    if hasattr(rows, "data_vars") and hasattr(rows, "variables"):
        return {str(name): cells(each.values) for name, each in rows.variables.items()}
    if hasattr(rows, "column_names") and hasattr(rows, "to_pandas"):
        rows = {name: rows.column(name).to_numpy() for name in rows.column_names}
    elif hasattr(rows, "columns") and hasattr(rows, "iloc"):
        rows = {str(name): rows[name].to_numpy() for name in rows.columns}
    return {str(name): _column(values) for name, values in rows.items()}


def _column(values: Any) -> NDArray[Any]:
    array: NDArray[Any] = np.asarray(values)
    if array.dtype.kind == "O" and len(array) and all(isinstance(each, (np.ndarray, list)) for each in array):
        array = np.stack([np.asarray(each) for each in array])
    return cells(array)


def expressions(member: str, given: Mapping[str, str], filter: str | None) -> dict[str, Any]:
    """The document of expressions for the partitions that a filter means."""
    return {member: dict(given), **({} if filter is None else {"filter": filter})}


def removal(filter: str | None, all: bool, confirm: str | None) -> list[tuple[str, str]]:
    """The query of a removal of partitions; the server refuses one with a filter that means all of them as well."""
    return documents.present(all="true" if all else None, filter=filter, confirm=confirm)


def paths(document: Any) -> list[str]:
    """Paths of partitions of an answer; empty where nothing matched."""
    return list((document or {}).get("partitions") or [])


def dataset(document: Mapping[str, Any], found: Mapping[str, NDArray[Any]]) -> xarray.Dataset:
    """Rows as a Dataset: variables that bear the name of their only axis are coordinates."""
    with extras.needed():
        import xarray

    declared = declared_variables(document)
    data: dict[str, Any] = {}
    coords: dict[str, Any] = {}
    for name, values in found.items():
        dims = list(declared.get(name, {}).get("dimensions") or [])
        attrs = declared_attributes(declared.get(name, {}).get("attrs") or declared.get(name, {}).get("attributes"))
        (coords if dims == [name] else data)[name] = (dims, values, attrs)
    return xarray.Dataset(data, coords, declared_attributes((document.get("schema") or {}).get("attrs")))


def columns(document: Mapping[str, Any], found: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The variables that have the axis of the rows first."""
    axis = document.get("axis")
    declared = declared_variables(document)
    return {name: each for name, each in found.items() if (declared.get(name, {}).get("dimensions") or [None])[0] == axis}
