"""Values of Python and NumPy as the server reads them: in attributes, in keys and in selectors."""

import math

import numpy


def plain(value):
    """A value of an attribute as JSON has it.

    NumPy's numbers become Python's, times ISO texts, complex numbers ``[re, im]``, and floats that
    JSON has no number for ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``. NaT is no value: None.
    """
    if isinstance(value, numpy.datetime64):
        return None if numpy.isnat(value) else _iso(value)
    if isinstance(value, numpy.complexfloating):
        value = complex(value)
    elif isinstance(value, numpy.floating):
        value = float(value)
    elif isinstance(value, (numpy.generic, numpy.ndarray)):
        value = value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def attributes(values):
    """Values of attributes by name, each as JSON has it."""
    return {name: plain(value) for name, value in values.items()}


def in_key(value):
    """A value of a primary attribute as it stands in an address; in double quotes where it must."""
    text = str(plain(value))
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if "," in text or '"' in text else text


def selector(value):
    """A selector of one dimension: texts as they are, numbers, times, ranges and lists of these."""
    if isinstance(value, slice):
        parts = [value.start, value.stop] if value.step is None else [value.start, value.stop, value.step]
        return ":".join("" if part is None else selector(part) for part in parts)
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return "(" + ",".join(selector(each) for each in value) + ")"
    return str(plain(value))


def _iso(time):
    """A time in UTC, to the microsecond or to as many digits as it has."""
    micros = time.astype("datetime64[us]")
    exact = micros.astype(time.dtype) == time
    return micros.item().isoformat() + "Z" if exact else f"{time}Z"
