"""What clients do with the cells of arrays, as operations without I/O: read, write."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import errors
from .axes import lookup_error
from .effects import Body, JsonBody, Operation, Progress, Request, exchange, json_of
from .looking import Looking
from .npy import NpyBody, NpySink, cells
from .selection import Box, Part, bounds, box_text, is_writable, one_part, parts
from .specs import Spec


class Core(Looking):
    """The operations of one server's arrays."""

    # Reading

    def read(
        self, spec: Spec, box: Box, out: NDArray[Any] | None = None, progress: Progress | None = None
    ) -> Operation[NDArray[Any]]:
        """The cells of a box, into ``out`` if it is given; one that is too large for an answer comes in parts."""
        if box.size == 0:
            return np.empty(box.shape, spec.dtype) if out is None else out
        requests = list(parts(box))
        if len(requests) == 1:
            [part] = requests
            if out is None or part.is_plain:
                answer = yield from self._part(spec, part, box, out, progress)
                found = _orthogonal(answer, part.source)
                return np.ascontiguousarray(found) if found is not answer else found
        before, whole = 0, sum(math.prod(part.shape) for part in requests) * spec.dtype.itemsize
        for part in requests:
            answer = yield from self._part(spec, part, box, None, _behind(progress, before, whole))
            before += answer.nbytes
            if out is None:
                out = np.empty(box.shape, answer.dtype)
            out[part.target] = _orthogonal(answer, part.source)
        assert out is not None
        return out

    def _part(
        self, spec: Spec, part: Part, box: Box, out: NDArray[Any] | None, progress: Progress | None
    ) -> Operation[NDArray[Any]]:
        sink = NpySink(part.shape, out, progress)
        query = [*spec.address.query, ("slice", part.text), ("format", "npy")]
        if not spec.dims:
            query = [*spec.address.query, ("format", "npy")]
        try:
            yield from exchange(Request("GET", f"{spec.address.path}/subset", query, sink=sink), self.patience)
        except errors.TooLargeError:
            halves = _halves(box)
            if not part.is_plain or halves is None or spec.dtype.kind == "U":
                raise
            return (yield from self._read_halves(spec, box, halves, out, progress))
        return sink.array()

    def _read_halves(
        self, spec: Spec, box: Box, halves: tuple[int, Box, Box], out: NDArray[Any] | None, progress: Progress | None
    ) -> Operation[NDArray[Any]]:
        axis, first, second = halves
        whole: NDArray[Any] = np.empty(box.shape, spec.dtype) if out is None else out
        before: tuple[Any, ...] = (slice(None),) * axis
        middle = first.shape[axis]
        places = [(*before, slice(None, middle)), (*before, slice(middle, None))]
        size = spec.dtype.itemsize
        yield from self.read(spec, first, whole[places[0]], _behind(progress, 0, box.size * size))
        yield from self.read(spec, second, whole[places[1]], _behind(progress, first.size * size, box.size * size))
        return whole

    # Writing

    def write(
        self, spec: Spec, box: Box, values: Any, if_match: str | None = None, progress: Progress | None = None
    ) -> Operation[None]:
        """Writes cells, all of them or none; what has steps or lists is written around what stands between."""
        array = cells(values)
        if array.dtype.kind in "mM" and spec.dtype.kind == array.dtype.kind:
            array = array.astype(spec.dtype)
        shape = box.shape
        if array.shape != shape and array.shape == tuple(size for size in shape if size != 1):
            array = array.reshape(shape)
        try:
            array = np.broadcast_to(array, shape)
        except ValueError:
            raise ValueError(f"cells of shape {array.shape} for a selection of shape {shape} ({', '.join(box.kept)})") from None
        if box.size == 0:
            return
        array = _castable(array, spec)
        if is_writable(box):
            # Sent again, it would meet its own change and be told that someone else's came between.
            yield from self.put(spec, box, NpyBody(array, progress), if_match, repeatable=if_match is None)
        else:
            yield from self._write_around(spec, box, array, if_match)

    def put(
        self, spec: Spec, box: Box, body: Body, if_match: str | None = None, repeatable: bool = True
    ) -> Operation[None]:
        """Writes a body into a box; ``repeatable`` tells whether it may be sent again after it may have been done."""
        query = [("slice", box_text(box))] if box.dims else []
        if spec.address.dataset is not None and isinstance(body, NpyBody):
            query.append(("cast", "fitting"))
        headers = {"If-Match": if_match} if if_match is not None else {}
        request = Request("PUT", f"{spec.address.path}/subset", query, headers, body, repeatable=repeatable)
        yield from exchange(request, self.patience)

    def _write_around(self, spec: Spec, box: Box, values: NDArray[Any], if_match: str | None) -> Operation[None]:
        """Reads the box around, puts the cells in, and writes it back if nothing has changed meanwhile."""
        around, place = bounds(box)
        for trial in range(self.patience.retries + 1):
            sink = NpySink(around.shape)
            query = [("slice", box_text(around)), ("format", "npy")]
            request = Request("GET", f"{spec.address.path}/subset", query, sink=sink)
            answer = yield from exchange(request, self.patience)
            if if_match is not None and _state(answer.headers.get("etag", "")) != _state(if_match):
                raise errors.changed()
            whole = sink.array()
            if whole.dtype.kind == "U" and values.dtype.kind == "U":
                whole = whole.astype(np.result_type(whole, values))
            whole[place] = values
            try:
                return (yield from self.put(spec, around, NpyBody(whole), answer.headers.get("etag")))
            except errors.ChangedError:
                if if_match is not None or trial == self.patience.retries:
                    raise

    def append(self, spec: Spec, dim: str, values: Any) -> Operation[Any]:
        """Writes cells behind the last ones along an axis; not sent again once it may have been done."""
        array = _castable(cells(values), spec)
        query = [("append", spec.dim(dim))]
        if spec.address.dataset is not None:
            query.append(("cast", "fitting"))
        request = Request("POST", f"{spec.address.path}/subset", query, body=NpyBody(array), repeatable=False)
        return (yield from json_of(request, self.patience))

    def clear(self, spec: Spec, box: Box) -> Operation[None]:
        """Sets cells to the fill value."""
        if box.size == 0:
            return
        if not is_writable(box):
            raise lookup_error("clearing takes neither steps nor lists; clear the box, or write the cells")
        query = [("slice", box_text(box))] if box.dims else []
        yield from exchange(Request("DELETE", f"{spec.address.path}/subset", query), self.patience)

    # Several at once

    def batch(self, spec: Spec, boxes: Mapping[str, Box]) -> Operation[dict[str, NDArray[Any]]]:
        """The cells of several boxes in one state of the array."""
        slices = []
        plans = {}
        for name, box in boxes.items():
            [part, *more] = parts(box)
            if more:
                raise lookup_error(f"{name} has a list that is too long for an answer of several boxes")
            plans[name] = part
            slices.append({"name": name, "slice": part.text})
        path = f"{spec.address.path}/subset:batch"
        query = [*spec.address.query, ("format", "npz")]
        request = Request("POST", path, query, body=JsonBody({"slices": slices}), repeatable=True)
        answer = yield from exchange(request, self.patience)
        found = npz(answer.body)
        return {name: _orthogonal(found[name], part.source) for name, part in plans.items()}


def formatted(spec: Spec, box: Box, form: str) -> Request:
    """A read of a box in a format; SelectionError for one that takes several requests."""
    part = one_part(box)
    query = [*spec.address.query, *([("slice", part.text)] if box.dims else []), ("format", form)]
    return Request("GET", f"{spec.address.path}/subset", query)


def named(indices: Sequence[Any] | Mapping[str, Any]) -> dict[str, Any]:
    """Indices of several boxes by the names that a request gives them."""
    return dict(indices) if isinstance(indices, Mapping) else {f"box_{at}": each for at, each in enumerate(indices)}


def as_asked(indices: Sequence[Any] | Mapping[str, Any], found: Mapping[str, NDArray[Any]]) -> Any:
    """Cells of several boxes as their indices were given: a dict for a dict, else a list."""
    return dict(found) if isinstance(indices, Mapping) else [found[name] for name in named(indices)]


def _behind(progress: Progress | None, before: int, whole: int) -> Progress | None:
    """The progress of one of several parts, told as that of all."""
    return None if progress is None else lambda done, _: progress(before + done, whole or None)


def npz(body: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an archive of NumPy by their names."""
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError) as problem:
        raise errors.unexpected(f"the answer is not NPZ: {problem}") from None


def _orthogonal(array: NDArray[Any], source: Sequence[Any]) -> NDArray[Any]:
    for axis, each in enumerate(source):
        if isinstance(each, slice):
            if each != slice(None):
                array = array[(slice(None),) * axis + (each,)]
        else:
            array = np.take(array, each, axis)
    return array


def _state(tag: str) -> str:
    """The version of the array that a tag of it or of a part of it names."""
    return tag.strip('"').partition(".")[0]


def _halves(box: Box) -> tuple[int, Box, Box] | None:
    """The axis of the result that a box is cut along, and both parts; nothing for a single cell."""
    for axis, dim in enumerate(box.kept):
        take = box.take(dim)
        if not isinstance(take, int) and len(take) > 1:
            middle = math.ceil(len(take) / 2)
            return axis, box.with_takes({dim: take[:middle]}), box.with_takes({dim: take[middle:]})
    return None


def _castable(array: NDArray[Any], spec: Spec) -> NDArray[Any]:
    """Cells as they are, but for Python's numbers and truth values, which take the type of the array where they fit."""
    if array.dtype == spec.dtype or spec.dtype.kind == "U":
        return array
    if array.dtype.kind == "b" and spec.dtype.kind in "iufc":
        return array.astype(spec.dtype)
    if array.size and array.dtype.kind in "iufc" and spec.dtype.kind in "iufc" and array.size <= 1 << 16:
        with np.errstate(all="ignore"):
            cast = array.astype(spec.dtype)
        if np.array_equal(cast, array, equal_nan=spec.dtype.kind in "fc" and array.dtype.kind in "fc"):
            return cast
    return array
