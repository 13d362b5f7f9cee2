"""Values of Python and NumPy as the server reads them: in attributes, in keys and in selectors."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import numpy as np


def plain(value: Any) -> Any:
    """A value of an attribute as JSON has it.

    NumPy's numbers become Python's, times ISO texts, complex numbers ``[re, im]``, and floats that
    JSON has no number for ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``. NaT is no value: None.
    """
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else _iso(value)
    if isinstance(value, np.complexfloating):
        value = complex(value)
    elif isinstance(value, np.floating):
        value = float(value)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "Mmc":
        value = [plain(each) for each in value]
    elif isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of attributes by name, each as JSON has it."""
    return {name: plain(value) for name, value in values.items()}


def key(*primary: Any) -> str:
    """The address of an array by the values of all its primary attributes, in schema order."""
    return "~" + ",".join(_in_key(value) for value in primary)


def _in_key(value: Any) -> str:
    text = str(plain(value))
    return quoted_label(text) if "," in text or '"' in text else text


def segment(text: str) -> str:
    """A segment of a path, percent-encoded."""
    return quote(text, safe="~:,")


def is_lookup(value: Any) -> bool:
    """Tells whether a value selects by coordinate: a text, a time or a number that is no integer."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return isinstance(
        value, (str, float, np.floating, np.datetime64, datetime.date)
    ) or hasattr(value, "isoformat")


def selector(value: Any) -> str:
    """A selector of one dimension: texts as they are, numbers, times, ranges and lists of these."""
    if isinstance(value, slice):
        parts = [value.start, value.stop]
        if value.step is not None:
            parts.append(value.step)
        return ":".join("" if part is None else selector(part) for part in parts)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (list, tuple, np.ndarray)):
        return "(" + ",".join(selector(each) for each in value) + ")"
    if isinstance(value, str):
        return str(value)
    return str(plain(value))


def quoted_label(text: str) -> str:
    """A text in double quotes, as slices and keys have it."""
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def _iso(time: np.datetime64) -> str:
    """A time in UTC, to the microsecond or to as many digits as it has."""
    micros = time.astype("datetime64[us]")
    exact = bool(micros.astype(time.dtype) == time)
    return micros.item().isoformat() + "Z" if exact else f"{time}Z"
