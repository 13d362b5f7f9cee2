"""Documents and paths that both clients send, and addresses that people write."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from typing import Any

from . import values
from .effects import Patience
from .specs import COLLECTIONS, Spec
from .transport import Options, base_url


def options(
    url: str,
    key: str | None,
    token: str | None,
    timeout: float | None,
    retries: int,
    verify: Any,
    headers: Mapping[str, str] | None,
    httpx: Mapping[str, Any],
) -> Options:
    """What a client is made of; the key may stand in the environment as ``HYPERTILE_KEY``."""
    found = key if key is not None else os.environ.get("HYPERTILE_KEY")
    for name, secret in (("key", found), ("token", token)):
        # The value itself stays out of the error, which may be logged.
        if secret is not None and not (secret.isascii() and secret.isprintable()):
            raise ValueError(f"the {name} has characters that no {name} of a server has; is it copied whole and without line ends?")
    return Options(base_url(url), found, token, timeout, Patience(retries), verify, dict(headers or {}), dict(httpx))


def collection_path(name: str) -> str:
    """The path of a collection."""
    return f"{COLLECTIONS}/{values.segment(name)}"


def present(**parameters: str | None) -> list[tuple[str, str]]:
    """The parameters of a query that have a value."""
    return [(name, value) for name, value in parameters.items() if value is not None]


def confirmation(name: str | None) -> list[tuple[str, str]]:
    """The parameter that names a collection again whose removal is meant; none without a name."""
    return present(confirm=name)


def array_name(address: Any) -> str:
    """The id or the key of an array: ids and texts that begin with ~ as they are, other values as those of the key."""
    if isinstance(address, uuid.UUID):
        return str(address)
    if isinstance(address, str):
        if address.startswith("~"):
            return address
        try:
            return str(uuid.UUID(address))
        except ValueError:
            return values.key(address)
    return values.key(*address) if isinstance(address, tuple) else values.key(address)


def is_array_name(address: Any) -> bool:
    """Tells whether a value names an array by its id or its key, and not a dataset."""
    if not isinstance(address, str):
        return True
    if address.startswith("~"):
        return True
    try:
        uuid.UUID(address)
    except ValueError:
        return False
    return True


def keyed(attributes: Mapping[str, Any], collection: Mapping[str, Any]) -> str:
    """The key of an array by its primary attributes, in the order of the schema."""
    names = [each["name"] for each in collection.get("attributes") or [] if each.get("primary")]
    missing = [name for name in names if name not in attributes]
    unknown = [name for name in attributes if name not in names]
    if missing or unknown or not names:
        raise ValueError(f"the key is of {names}" + (f"; missing: {missing}" if missing else "") + (f"; not of it: {unknown}" if unknown else ""))
    return values.key(*(attributes[name] for name in names))


def new_array(primary: Mapping[str, Any] | None, custom: Mapping[str, Any] | None, id: Any) -> dict[str, Any]:
    """The document of an array that is to be made."""
    document: dict[str, Any] = {}
    if id is not None:
        document["id"] = str(id)
    if primary:
        document["primary_attributes"] = values.attributes(primary)
    if custom:
        document["custom_attributes"] = values.attributes(custom)
    return document


def new_member(
    name: str, dtype: Any, dimensions: Any, shape: Any, more: Mapping[str, Any]
) -> dict[str, Any]:
    """The definition of an array of a dataset."""
    document = {"name": name, "dtype": str(dtype), "dimensions": list(dimensions), "shape": [int(size) for size in shape]}
    for member, value in more.items():
        if value is not None:
            document[member] = values.plain(value)
    return document


def changed_attributes(spec: Spec, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The document that changes attributes of an array."""
    member = "attributes" if spec.address.dataset is not None else "custom_attributes"
    return {member: values.attributes(attributes)}


def joined_query(filter: str | None, join: str, sort: str | None) -> tuple[tuple[str, str], ...]:
    """The query of several arrays as one."""
    return tuple(present(join=join, filter=filter, sort=sort))


def listing(prefix: str | None, filter: str | None, where: str | None) -> list[tuple[str, str]]:
    """The query of a list of datasets."""
    return present(prefix=prefix, filter=filter, where=where)


def split_url(url: str) -> tuple[str, str, str | None]:
    """The server, the collection and, if it is named, the array or dataset that an address leads to.

    The address is ``…/collections/NAME`` or ``…/collections/NAME/ARRAY``, with ``/api/v1`` before it or not; a dataset's
    array is ``DATASET/ARRAY``.
    """
    from urllib.parse import unquote

    before, found, behind = url.partition("/collections/")
    if not found or not behind:
        raise ValueError(f"{url} is no address such as http://localhost:8080/collections/weather")
    segments = [unquote(each) for each in behind.split("?")[0].strip("/").split("/")]
    name, rest = segments[0], segments[1:]
    if rest and rest[0] in ("arrays", "datasets"):
        rest = rest[1:]
    if len(rest) > 1 and rest[1] == "arrays":
        rest = [rest[0], *rest[2:]]
    return before, name, "/".join(rest) or None
