"""Thin loops over httpx that carry out operations: one blocks, one awaits."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from . import errors
from .effects import Answer, Body, Effect, Failure, Operation, Outcome, Patience, Piece, Request, Sink, Sleep

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

API = "/api/v1"
# Fewer bytes are not worth a connection that cannot be used again.
_STRAIGHT = 4 << 20
_READ = 1 << 22


@dataclass(frozen=True)
class Options:
    """All that makes a client, so that it can be made again in another process."""

    url: str
    # Secrets are not for what is printed and logged.
    key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    timeout: float | None = 60.0
    patience: Patience = Patience()
    verify: Any = True
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    httpx: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def arguments(self) -> dict[str, Any]:
        """What httpx's client is made with."""
        headers = {"User-Agent": "hypertile-python", **self.headers}
        if self.key is not None:
            headers["X-API-Key"] = self.key
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        return {"headers": headers, "timeout": self.timeout, "verify": self._verified(), **self.httpx}

    def _verified(self) -> Any:
        """What httpx takes for certificates: a file of them becomes the context that trusts it."""
        if not isinstance(self.verify, str):
            return self.verify
        import ssl

        return ssl.create_default_context(cafile=self.verify)


def base_url(url: str) -> str:
    """The root of a server: a scheme may be left out, and the path of the interface may stand behind."""
    whole = url.strip() if "://" in url else f"http://{url.strip()}"
    if not whole.startswith(("http://", "https://")):
        raise ValueError(f"{url} is no address of HTTP, such as http://localhost:8080")
    return whole.split("?")[0].split("#")[0].rstrip("/").removesuffix(API).rstrip("/")


def _head(request: Request) -> dict[str, str]:
    headers = dict(request.headers)
    if request.sink is not None:
        # Cells hardly become smaller, and what is compressed cannot be read in place.
        headers.setdefault("Accept-Encoding", "identity")
    if request.body is not None:
        headers["Content-Type"] = request.body.content_type
        headers["Content-Length"] = str(request.body.length)
    return headers


def _address(base: str, request: Request) -> str:
    query = urlencode(list(request.query))
    return base + request.path + (f"?{query}" if query else "")


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _takes(request: Request, status: int, headers: Mapping[str, str]) -> Sink | None:
    """The sink of a request, ready for the body of this answer; nothing if the body is a document."""
    sink = request.sink
    if sink is None or status not in (200, 206):
        return None
    if status == 200:
        sink.begin(headers)
    elif not headers.get("content-range", "").startswith(f"bytes {sink.received}-"):
        raise errors.unexpected("the answer is another part than was asked for")
    return sink


def _failure(problem: Exception, headers: Mapping[str, str] | None) -> Failure:
    import httpx

    unsent = isinstance(problem, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
    reason = str(problem) or type(problem).__name__
    if headers is not None:
        return Failure(f"the answer breaks off: {reason}", True, True, headers)
    return Failure(reason, not unsent)


class Transport:
    """A blocking client; threads may share it, and after a fork each process has its own connections."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._base = base_url(options.url)
        self._client: httpx.Client | None = None
        self._process = 0
        self._opening = threading.Lock()

    def run(self, operation: Operation[T]) -> T:
        """Carries out an operation and returns its result."""
        try:
            effect: Effect = next(operation)
            while True:
                effect = operation.send(self._do(effect))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    def close(self) -> None:
        """Closes the connections that are kept open; a later request opens others."""
        if self._client is not None and self._process == os.getpid():
            self._client.close()
        self._client = None

    def _do(self, effect: Effect) -> Outcome:
        if isinstance(effect, Sleep):
            time.sleep(effect.seconds)
            return None
        return self._send(effect)

    def _connected(self) -> httpx.Client:
        import httpx

        if self._process != os.getpid():
            # A lock that another thread held at a fork stays locked in the child.
            self._opening = threading.Lock()
        with self._opening:
            client = self._client
            if client is None or self._process != os.getpid():
                client = self._client = httpx.Client(**self.options.arguments())
                self._process = os.getpid()
            return client

    def _send(self, request: Request) -> Answer | Failure:
        import httpx

        headers: dict[str, str] | None = None
        content = _bytes(request.body.pieces()) if request.body is not None else None
        try:
            with self._connected().stream(
                request.method, _address(self._base, request), headers=_head(request), content=content
            ) as response:
                found = _lower(response.headers)
                sink = _takes(request, response.status_code, found)
                if sink is None:
                    return Answer(response.status_code, found, response.read())
                headers = found
                _pour(response, sink)
                return Answer(response.status_code, found)
        except (httpx.TransportError, httpx.DecodingError, OSError) as problem:
            return _failure(problem, headers)


def _bytes(pieces: Iterator[Piece]) -> Iterator[bytes]:
    """The pieces as they are: what httpx sends may be any buffer, whatever its types say."""
    yield from pieces  # type: ignore[misc]


def _pour(response: httpx.Response, sink: Sink) -> None:
    """Moves the body into the sink; a large one is read from the socket into its place.

    Past the first piece httpx holds no bytes back, so that the rest is on the socket. A connection
    whose end httpx has not seen is closed with the answer.
    """
    length = int(response.headers.get("content-length", "0"))
    straight = length >= _STRAIGHT and "content-encoding" not in response.headers and response.http_version == "HTTP/1.1"
    seen = 0
    for piece in response.iter_raw():
        seen += len(piece)
        sink.feed(piece)
        room = sink.room() if straight else None
        if room is not None:
            socket = _socket(response)
            if socket is not None and len(room) == length - seen:
                _fill(socket, room, sink)
                return


def _socket(response: httpx.Response) -> Any:
    """The socket whose bytes are those of the answer, also with TLS; nothing where there is more between, as with TLS in TLS."""
    stream: Any = response.extensions.get("network_stream")
    return stream.get_extra_info("socket") if type(stream).__name__ == "SyncStream" else None


def _fill(socket: Any, room: memoryview, sink: Sink) -> None:
    while len(room):
        count = socket.recv_into(room[:_READ])
        if count == 0:
            raise OSError(f"the connection ended {len(room)} bytes before the answer")
        room = room[count:]
        sink.advance(count)


class AsyncTransport:
    """A client for one event loop."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._base = base_url(options.url)
        self._client: httpx.AsyncClient | None = None

    async def run(self, operation: Operation[T]) -> T:
        """Carries out an operation and returns its result."""
        try:
            effect: Effect = next(operation)
            while True:
                effect = operation.send(await self._do(effect))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Closes the connections that are kept open; a later request opens others."""
        if self._client is not None:
            await self._client.aclose()
        self._client = None

    async def _do(self, effect: Effect) -> Outcome:
        if isinstance(effect, Sleep):
            import asyncio

            await asyncio.sleep(effect.seconds)
            return None
        return await self._send(effect)

    async def _send(self, request: Request) -> Answer | Failure:
        import httpx

        if self._client is None:
            self._client = httpx.AsyncClient(**self.options.arguments())
        headers: dict[str, str] | None = None
        content = _awaited(request.body) if request.body is not None else None
        try:
            async with self._client.stream(
                request.method, _address(self._base, request), headers=_head(request), content=content
            ) as response:
                found = _lower(response.headers)
                sink = _takes(request, response.status_code, found)
                if sink is None:
                    return Answer(response.status_code, found, await response.aread())
                headers = found
                async for piece in response.aiter_raw():
                    sink.feed(piece)
                return Answer(response.status_code, found)
        except (httpx.TransportError, httpx.DecodingError, OSError) as problem:
            return _failure(problem, headers)


async def _awaited(body: Body) -> AsyncIterator[bytes]:
    for piece in _bytes(body.pieces()):
        yield piece
