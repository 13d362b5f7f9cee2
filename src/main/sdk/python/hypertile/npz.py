"""Several arrays as one body: an archive that is sent from the memory of the arrays."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from .effects import Body, Piece, Progress
from .npy import NpyBody

# Dates of entries tell nothing here: 1 January 1980.
_TIME, _DATE = 0, 0x21
_UTF8 = 0x800
_ZIP64 = 45


@dataclass(frozen=True)
class _Entry:
    """An array in the archive: stored, with sizes of 64 bits, so that all of its head is known before."""

    name: bytes
    body: Body
    checksum: int
    offset: int

    def head(self) -> bytes:
        size = self.body.length
        extra = struct.pack("<HHQQ", 1, 16, size, size)
        fields = (0x04034B50, _ZIP64, _UTF8, 0, _TIME, _DATE, self.checksum, 0xFFFFFFFF, 0xFFFFFFFF, len(self.name), len(extra))
        return struct.pack("<IHHHHHIIIHH", *fields) + self.name + extra

    def listed(self) -> bytes:
        size = self.body.length
        extra = struct.pack("<HHQQQ", 1, 24, size, size, self.offset)
        whole = 0xFFFFFFFF
        fields = (0x02014B50, _ZIP64, _ZIP64, _UTF8, 0, _TIME, _DATE, self.checksum, whole, whole, len(self.name), len(extra))
        return struct.pack("<IHHHHHHIIIHH", *fields) + struct.pack("<HHHII", 0, 0, 0, 0, whole) + self.name + extra


class ZipBody:
    """Bodies by the names of their entries; each is read twice, once for its checksum, and not copied."""

    def __init__(self, bodies: Mapping[str, Body], content_type: str, progress: Progress | None = None) -> None:
        self.content_type, self._progress = content_type, progress
        self._entries: list[_Entry] = []
        offset = 0
        for name, body in bodies.items():
            checksum = 0
            for piece in body.pieces():
                checksum = zlib.crc32(piece, checksum)
            entry = _Entry(name.encode(), body, checksum, offset)
            self._entries.append(entry)
            offset += len(entry.head()) + body.length
        self._end = self._ended(offset)
        self.length = offset + len(self._end)

    def pieces(self) -> Iterator[Piece]:
        sent = 0
        for piece in self._all():
            yield piece
            sent += len(piece)
            if self._progress is not None:
                self._progress(sent, self.length)

    def _all(self) -> Iterator[Piece]:
        for entry in self._entries:
            yield entry.head()
            yield from entry.body.pieces()
        yield self._end

    def _ended(self, offset: int) -> bytes:
        """The list of the entries and the end of the archive, in the form for large ones."""
        if not self._entries:
            return struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0, 0, 0, 0, 0)
        listed = b"".join(entry.listed() for entry in self._entries)
        count = len(self._entries)
        where = offset + len(listed)
        end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, _ZIP64, _ZIP64, 0, 0, count, count, len(listed), offset)
        locator = struct.pack("<IIQI", 0x07064B50, 0, where, 1)
        short = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        return listed + end + locator + short


class NpzBody(ZipBody):
    """Arrays by name as an archive of NumPy."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], progress: Progress | None = None) -> None:
        bodies = {f"{name}.npy": NpyBody(values) for name, values in arrays.items()}
        super().__init__(bodies, "application/x-npz", progress)
