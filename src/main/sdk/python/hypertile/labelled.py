"""Cells with what the server says of their axes, as xarray's DataArrays."""

from datetime import timezone

import numpy


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _values(axis):
    """The coordinates of an axis: times in UTC, values of the scale, labels, or positions."""
    if axis.times is not None:
        return numpy.array([_naive(moment) for moment in axis.times], dtype="datetime64[us]")
    if axis.values is not None:
        return numpy.array(axis.values, dtype="float64")
    if axis.labels is not None:
        return numpy.array(axis.labels)
    return None if axis.positions is None else numpy.array(axis.positions, dtype="int64")


def coordinates(description, collection):
    """Coordinates by dimension as xarray takes them; a dropped axis has a single value."""
    scales = {
        dimension.name: dimension.scale.name
        for dimension in (each.actual_instance for each in collection.dimensions)
        if getattr(dimension, "scale", None) is not None and dimension.scale.name
    }
    found = {}
    for axis in description.axes:
        values = _values(axis)
        if values is None:
            continue
        attributes = {"long_name": scales[axis.name]} if axis.name in scales else {}
        if axis.dropped:
            found[axis.name] = ((), values[0], attributes)
        else:
            found[axis.name] = (axis.name, values, attributes)
    return found


def attributes(array):
    """Attributes of the array that have a value, by name, after its id as ``array``."""
    found = {"array": str(array.id)}
    for values in (array.primary_attributes, array.custom_attributes):
        found.update({name: value for name, value in (values or {}).items() if value is not None})
    return found
