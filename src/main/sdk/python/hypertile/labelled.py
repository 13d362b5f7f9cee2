"""Cells with their coordinates, as xarray's DataArrays, and DataArrays put in the place of their coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import extras
from .axes import Axis, same
from .errors import AlignmentError
from .files import FilePath
from .selection import Box, Take, as_take
from .specs import Spec

if TYPE_CHECKING:
    import xarray


def of_file(spec: Spec, path: FilePath) -> xarray.DataArray:
    """The variable of a file of NetCDF that is called as the array, or the only one that there is."""
    with extras.needed():
        import xarray

    with xarray.open_dataset(path, mask_and_scale=False) as dataset:
        names = [spec.variable] if spec.variable in dataset.data_vars else list(dataset.data_vars)
        if len(names) != 1:
            raise ValueError(f"{path} has the variables {[str(name) for name in names]}, none of which is called {spec.variable}")
        return dataset[names[0]].load()


def is_labelled(values: Any) -> bool:
    """Tells a DataArray without importing xarray."""
    return all(hasattr(values, name) for name in ("dims", "coords", "transpose", "values")) and not isinstance(values, np.ndarray)


def coordinates(spec: Spec, box: Box) -> dict[str, Any]:
    """Coordinates by axis as xarray takes them; an axis that the box drops has a single value."""
    found: dict[str, Any] = {}
    for dim, take in zip(box.dims, box.takes):
        axis = spec.axis(dim)
        if isinstance(take, int):
            found[dim] = ((), axis.coordinates([take])[0], dict(axis.attrs))
        else:
            found[dim] = (dim, axis.coordinates(take), dict(axis.attrs))
    return found


def data_array(spec: Spec, box: Box, values: Any) -> xarray.DataArray:
    """Cells of a box as a DataArray, with the attributes of the array and the declared fill value as ``encoding``."""
    with extras.needed():
        import xarray

    from . import engine  # noqa: F401  (registers the accessor)

    found = xarray.DataArray(values, coords=coordinates(spec, box), dims=box.kept, name=spec.variable, attrs=dict(spec.attrs))
    missing = fill(spec)
    if missing is not None:
        found.encoding["_FillValue"] = missing
    return found


def of_archive(spec: Spec, dims: tuple[str, ...], values: NDArray[Any], coords: Mapping[str, NDArray[Any]]) -> xarray.DataArray:
    """Cells that the server has made, such as means, with the coordinates that came with them."""
    with extras.needed():
        import xarray

    points = "points" if "points" in dims and "points" not in spec.dims else None
    placed: dict[str, Any] = {}
    for name, each in coords.items():
        attrs = {"long_name": spec.scales[name]} if name in spec.scales else {}
        if name in dims and each.ndim == 1:
            placed[name] = (name, each, attrs)
        elif each.ndim == 0:
            placed[name] = ((), each[()], attrs)
        elif points is not None and each.ndim == 1:
            placed[name] = (points, each, attrs)
    return xarray.DataArray(values, coords=placed, dims=dims, name=spec.variable, attrs=dict(spec.attrs))


def fill(spec: Spec) -> Any:
    """The declared fill value as a cell, or nothing: null is no value, and NaN is missing anyway."""
    value = spec.fill_value
    if value is None or spec.dtype.kind not in "iuf":
        return None
    number = np.array(value, "float64" if isinstance(value, str) else None).astype(spec.dtype)[()]
    return None if number != number else number


def aligned(spec: Spec, box: Box, labelled: Any) -> tuple[Box, NDArray[Any]]:
    """The place that the coordinates of a DataArray have in a box, and its cells in the order of that place.

    Axes are found by name and transposed; coordinates are found among those of the array, and flipped or sorted
    where they run otherwise; an axis that the DataArray has as a single coordinate is placed by it. AlignmentError
    where a name or a coordinate is missing, and where the place has gaps.
    """
    if hasattr(labelled, "data_vars"):
        raise TypeError(f"a Dataset has several variables; assign one of them: {[str(name) for name in labelled.data_vars]}")
    names = {spec.dim(str(dim)) if str(dim) not in box.dims else str(dim): dim for dim in labelled.dims}
    unknown = [str(original) for dim, original in names.items() if dim not in box.kept]
    if unknown:
        raise AlignmentError(f"axes {unknown} of the DataArray are not among those selected: {list(box.kept)}")
    takes: dict[str, Take] = {}
    sources: dict[str, NDArray[Any]] = {}
    for dim in box.kept:
        axis, take = spec.axis(dim), box.take(dim)
        assert not isinstance(take, int)
        if dim in names:
            places = _places(axis, take, labelled, names[dim])
            order = np.argsort(places, kind="stable")
            takes[dim], sources[dim] = _placed(dim, take, places[order]), order
        else:
            takes[dim] = _single(axis, take, labelled)
    values = np.asarray(labelled.transpose(*[names[dim] for dim in box.kept if dim in names]).values)
    for at, dim in enumerate(dim for dim in box.kept if dim in names):
        if not np.array_equal(sources[dim], np.arange(values.shape[at])):
            values = _reordered(values, sources[dim], at)
    _check_dropped(spec, box, labelled)
    return box.with_takes(takes), values


def _reordered(values: NDArray[Any], order: NDArray[Any], axis: int) -> NDArray[Any]:
    if np.array_equal(order, np.arange(len(order))[::-1]):
        return np.flip(values, axis)
    return np.take(values, order, axis)


def _places(axis: Axis, take: Any, labelled: Any, name: Any) -> NDArray[Any]:
    size = labelled.sizes[name]
    if name not in labelled.coords:
        if size != len(take):
            raise AlignmentError(f'axis "{axis.name}" has {size} cells without coordinates, and {len(take)} are selected')
        return np.arange(size)
    found = same(_plain(labelled.coords[name].values), axis.coordinates(take))
    if found is None:
        wanted, there = _some(labelled.coords[name].values), _some(axis.coordinates(take))
        raise AlignmentError(f'coordinates of "{axis.name}" are not those of the array: {wanted}, there {there}')
    if len(np.unique(found)) != len(found):
        raise AlignmentError(f'coordinates of "{axis.name}" are there more than once')
    return found


def _placed(dim: str, take: Any, places: NDArray[Any]) -> Take:
    if len(places) > 1 and not np.array_equal(np.diff(places), np.ones(len(places) - 1)):
        raise AlignmentError(f'coordinates of "{dim}" leave gaps; write each part of them by itself')
    return as_take([take[int(place)] for place in places])


def _single(axis: Axis, take: Any, labelled: Any) -> Take:
    if axis.name in labelled.coords and labelled.coords[axis.name].ndim == 0:
        found = same(_plain(labelled.coords[axis.name].values.reshape(1)), axis.coordinates(take))
        if found is None:
            raise AlignmentError(f'{labelled.coords[axis.name].values} is not on "{axis.name}": {_some(axis.coordinates(take))}')
        return int(take[int(found[0])])
    if len(take) == 1:
        return int(take[0])
    raise AlignmentError(f'the DataArray has no axis "{axis.name}" and no coordinate on it; select a position of it')


def _check_dropped(spec: Spec, box: Box, labelled: Any) -> None:
    for dim, take in zip(box.dims, box.takes):
        if isinstance(take, int) and dim in labelled.coords and labelled.coords[dim].ndim == 0:
            there = spec.axis(dim).coordinates([take])
            if same(_plain(labelled.coords[dim].values.reshape(1)), there) is None:
                raise AlignmentError(f'the DataArray is of {labelled.coords[dim].values} on "{dim}", the selection of {there[0]}')


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(str) if values.dtype.kind == "O" and len(values) and isinstance(values[0], str) else values


def _some(values: NDArray[Any]) -> str:
    texts = [str(each) for each in values[:3].tolist()] if values.dtype.kind != "M" else [str(each) for each in values[:3]]
    return ", ".join(texts) + (f" … {values[-1]}" if len(values) > 3 else "")
