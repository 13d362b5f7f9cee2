"""Files: answers that go to the disk as they come, and bodies that come from it."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Union

from . import errors
from .effects import Operation, Patience, Piece, Progress, Request, exchange

Report = Union[bool, Progress]
FilePath = Union[str, "os.PathLike[str]"]

_FORMATS = {
    ".npy": "npy",
    ".npz": "npz",
    ".nc": "netcdf",
    ".zarr.zip": "zarr",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".csv": "csv",
    ".json": "json",
    ".png": "png",
    ".svg": "svg",
    ".raw": "raw",
    ".bin": "raw",
}
_TYPES = {
    "npy": "application/x-npy",
    "raw": "application/octet-stream",
    "json": "application/json",
    "npz": "application/x-npz",
    "netcdf": "application/x-netcdf",
    "arrow": "application/vnd.apache.arrow.stream",
    "csv": "text/csv",
}
_PIECE = 1 << 18


def format_of(path: FilePath, given: str | None = None) -> str:
    """The format of a file, by its ending unless it is given."""
    if given is not None:
        return given
    name = Path(path).name.lower()
    for ending, form in _FORMATS.items():
        if name.endswith(ending):
            return form
    raise ValueError(f"{name} has none of the endings {', '.join(_FORMATS)}; give format=")


class FileSink:
    """Takes an answer into a file beside its place, which it gets when all of it is there."""

    def __init__(self, path: FilePath, progress: Progress | None = None) -> None:
        self.received = 0
        self._path = Path(path)
        self._part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(6)}.part")
        self._file: IO[bytes] | None = None
        self._length: int | None = None
        self._progress = progress

    def begin(self, headers: Mapping[str, str]) -> None:
        length = headers.get("content-length", "")
        self._length = int(length) if length.isdigit() else None
        if self._file is None:
            self._file = open(self._part, "wb")
        self._file.seek(0)
        self._file.truncate()
        self.received = 0

    def feed(self, piece: Piece) -> None:
        assert self._file is not None
        self._file.write(piece)
        self.received += len(piece)
        if self._progress is not None:
            self._progress(self.received, self._length)

    def room(self) -> memoryview | None:
        return None

    def advance(self, count: int) -> None:
        raise NotImplementedError("a file has no buffer")

    def keep(self) -> None:
        """Puts the file into its place."""
        if self._length is not None and self.received != self._length:
            raise errors.broken_off(f"{self.received} of {self._length} bytes came")
        assert self._file is not None
        self._file.close()
        os.replace(self._part, self._path)

    def drop(self) -> None:
        """Removes what has come, if it is not in its place."""
        if self._file is not None:
            self._file.close()
        self._part.unlink(missing_ok=True)


class FileBody:
    """A file as a body, read as it is sent."""

    def __init__(self, path: FilePath, content_type: str, progress: Progress | None = None) -> None:
        self._path, self._progress = Path(path), progress
        self.content_type = content_type
        self.length = self._path.stat().st_size

    def pieces(self) -> Iterator[Piece]:
        sent = 0
        with open(self._path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece
                sent += len(piece)
                if self._progress is not None:
                    self._progress(sent, self.length)


def body(path: FilePath, form: str | None, taken: tuple[str, ...], progress: Progress | None) -> FileBody:
    """A file as a body of one of the formats that are taken."""
    found = format_of(path, form)
    if found not in taken:
        raise ValueError(f"files that are taken here are {', '.join(taken)}, not {found}")
    return FileBody(path, _TYPES[found], progress)


def download(request: Request, path: FilePath, patience: Patience, progress: Progress | None) -> Operation[Path]:
    """Keeps an answer as a file; nothing is there under its name before all of it is."""
    sink = FileSink(path, progress)
    request.sink = sink
    try:
        yield from exchange(request, patience)
        sink.keep()
    finally:
        sink.drop()
    return Path(path)


class reporting:
    """Progress as a function of bytes: ``True`` shows a bar, of tqdm where it is installed."""

    def __init__(self, report: Report, title: str) -> None:
        self._report, self._title = report, title
        self._bar: Any = None

    def __enter__(self) -> Progress | None:
        if callable(self._report):
            return self._report
        return self._show if self._report else None

    def __exit__(self, *ignored: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def _show(self, done: int, whole: int | None) -> None:
        if self._bar is None:
            self._bar = _bar(self._title, whole)
        self._bar.update(done - self._bar.n)


def _bar(title: str, whole: int | None) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Line(title, whole)
    return tqdm(desc=title, total=whole, unit="B", unit_scale=True, unit_divisor=1024)


class _Line:
    """A line that is written again at every hundredth."""

    def __init__(self, title: str, whole: int | None) -> None:
        self.n = 0
        self._title, self._whole, self._shown = title, whole, -1

    def update(self, count: int) -> None:
        self.n += count
        part = 100 * self.n // self._whole if self._whole else self.n >> 20
        if part != self._shown:
            self._shown = part
            print(f"\r{self._title}: {part} {'%' if self._whole else 'MiB'}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        print(file=sys.stderr)
