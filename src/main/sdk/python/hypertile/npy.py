"""NumPy arrays as bodies: answers are read straight into the array, requests sent straight from it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import errors
from .effects import Piece, Progress

# Typed in some releases of NumPy only.
_FORMAT: Any = np.lib.format
_READERS: dict[tuple[int, int], Any] = {
    (1, 0): _FORMAT.read_array_header_1_0,
    (2, 0): _FORMAT.read_array_header_2_0,
}
_LONGEST_HEADER = 65536
_PIECE = 1 << 18

Header = tuple[tuple[int, ...], bool, "np.dtype[Any]", int]


def read_header(data: bytes | bytearray) -> Header | None:
    """Shape, order, dtype and length of the header, or nothing if more bytes are needed.

    Raises an AnswerError for what is no NPY of numbers, times or texts.
    """
    if len(data) >= 6 and bytes(data[:6]) != b"\x93NUMPY":
        raise errors.unexpected("the answer is not NPY")
    if len(data) < 12:
        return None
    version = (data[6], data[7])
    if version not in _READERS:
        raise errors.unexpected(f"NPY of version {version[0]}.{version[1]} is not read here")
    length = int.from_bytes(data[8:10], "little") + 10 if version == (1, 0) else int.from_bytes(data[8:12], "little") + 12
    if length > _LONGEST_HEADER:
        raise errors.unexpected("the header of the answer is too long for NPY")
    if len(data) < length:
        return None
    stream = io.BytesIO(bytes(data[8:length]))
    try:
        shape, fortran, dtype = _READERS[version](stream)
    except (ValueError, SyntaxError, TypeError, KeyError) as problem:
        raise errors.unexpected(f"the header of the answer is not that of NPY: {problem}") from None
    if dtype.hasobject or any(not isinstance(size, int) or size < 0 for size in shape):
        raise errors.unexpected(f"cells of dtype {dtype} and shape {shape} are not read here")
    return tuple(shape), bool(fortran), dtype, length


class NpySink:
    """Takes NPY into an array: a new one, or one that is given where it fits as it is."""

    def __init__(
        self, shape: tuple[int, ...] | None = None, out: NDArray[Any] | None = None, progress: Progress | None = None
    ) -> None:
        self.received = 0
        self._shape, self._out, self._progress = shape, out, progress
        self._head = bytearray()
        self._array: NDArray[Any] | None = None
        self._cells = memoryview(b"")
        self._filled = 0
        self._length: int | None = None
        self._fortran = False

    def begin(self, headers: Mapping[str, str]) -> None:
        self.received = self._filled = 0
        self._head, self._array, self._cells = bytearray(), None, memoryview(b"")
        length = headers.get("content-length")
        encoded = headers.get("content-encoding", "identity") != "identity"
        self._length = int(length) if length and length.isdigit() and not encoded else None

    def feed(self, piece: Piece) -> None:
        if self._array is None:
            self._head += piece
            header = read_header(self._head)
            if header is None:
                self.received += len(piece)
                self._tell()
                return
            rest = memoryview(self._head)[header[3] :]
            self._allocate(header)
        else:
            rest = memoryview(piece)
        if self._filled + len(rest) > len(self._cells):
            raise errors.unexpected("the answer has more bytes than its header announces")
        self._cells[self._filled : self._filled + len(rest)] = rest
        self._filled += len(rest)
        self.received += len(piece)
        self._tell()

    def room(self) -> memoryview | None:
        return None if self._array is None else self._cells[self._filled :]

    def advance(self, count: int) -> None:
        self._filled += count
        self.received += count
        self._tell()

    def array(self) -> NDArray[Any]:
        """The cells in C order; AnswerError unless all of them came."""
        if self._array is None or self._filled != len(self._cells):
            raise errors.unexpected("the answer ends before its cells do")
        found = self._array
        if self._out is not None and found is not self._out:
            np.copyto(self._out, found, casting="unsafe")
            return self._out
        if not found.dtype.isnative:
            found = found.astype(found.dtype.newbyteorder("="))
        return np.ascontiguousarray(found) if self._fortran and found.ndim > 1 else found

    def _allocate(self, header: Header) -> None:
        shape, self._fortran, dtype, start = header
        size = math.prod(shape) * dtype.itemsize
        if self._shape is not None and shape != self._shape:
            raise errors.unexpected(f"the answer has shape {shape}, not {self._shape}")
        if self._length is not None and start + size != self._length:
            raise errors.unexpected(
                f"cells of shape {shape} and dtype {dtype} are {size} bytes, and the answer has {self._length - start}"
            )
        out = self._out
        if out is not None and out.shape == shape and out.dtype == dtype and out.flags.c_contiguous and not self._fortran:
            self._array = out
        else:
            try:
                self._array = np.empty(shape, dtype, order="F" if self._fortran else "C")
            except (ValueError, MemoryError):
                raise errors.unexpected(f"cells of shape {shape} and dtype {dtype} have no place in memory") from None
        self._cells = writable(self._array)

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self.received, self._length)


def writable(array: NDArray[Any]) -> memoryview:
    """The bytes of a contiguous array, in place."""
    flat: NDArray[Any] = array.reshape(-1, order="A")
    return flat.view(np.uint8).data if flat.nbytes else memoryview(bytearray())


class NpyBody:
    """An array as NPY, sent from its own memory where it is contiguous and row by row where not."""

    content_type = "application/x-npy"

    def __init__(self, values: NDArray[Any], progress: Progress | None = None) -> None:
        if values.dtype.hasobject:
            raise TypeError("cells are numbers, times or texts; these values are Python objects")
        self._values, self._progress = values, progress
        self._fortran = values.flags.f_contiguous and not values.flags.c_contiguous
        stream = io.BytesIO()
        description = {
            "descr": _FORMAT.dtype_to_descr(values.dtype),
            "fortran_order": self._fortran,
            "shape": values.shape,
        }
        _FORMAT.write_array_header_1_0(stream, description)
        self._head = stream.getvalue()
        self.length = len(self._head) + values.nbytes

    def pieces(self) -> Iterator[Piece]:
        sent = len(self._head)
        yield self._head
        for block in _contiguous(self._values, self._fortran):
            for start in range(0, len(block), _PIECE):
                piece = block[start : start + _PIECE]
                yield piece
                sent += len(piece)
                if self._progress is not None:
                    self._progress(sent, self.length)


def _contiguous(values: NDArray[Any], fortran: bool) -> Iterator[memoryview]:
    if values.nbytes == 0:
        return
    if values.flags.c_contiguous or fortran:
        yield writable(values)
    elif values.ndim == 1 or values[0].nbytes <= 1 << 24:
        rows = max(1, (1 << 24) // max(1, values[0].nbytes))
        for start in range(0, len(values), rows):
            yield writable(np.ascontiguousarray(values[start : start + rows]))
    else:
        for row in values:
            yield from _contiguous(row, False)


def cells(values: Any) -> NDArray[Any]:
    """An array, or what NumPy makes one of, as cells: texts in objects become texts."""
    array: NDArray[Any] = np.asarray(values)
    if array.dtype.kind == "O":
        flat = array.ravel()
        if len(flat) and all(isinstance(each, str) for each in flat):
            return array.astype(str)
        if len(flat) and all(hasattr(each, "isoformat") for each in flat) and not hasattr(flat[0], "calendar"):
            return array.astype("datetime64[us]")
        raise TypeError("cells are numbers, times or texts; these values are Python objects")
    if array.dtype.kind == "T":
        return array.astype(str)
    return array
