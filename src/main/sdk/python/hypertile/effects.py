"""Requests as values: operations are generators that yield them and get answers, and do no I/O.

The synchronous and the asynchronous client run the same operations; see ``transport`` for the two
loops that do so.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, Union

from . import errors

T = TypeVar("T")

Query = Sequence[tuple[str, str]]
Piece = Union[bytes, memoryview]

SAFE = frozenset({"GET", "HEAD"})
IDEMPOTENT = SAFE | {"PUT", "DELETE"}
# The server refuses with these before it begins; nothing was done.
_NOTHING_DONE = frozenset({"too-many-requests", "overloaded", "locked"})


class Sink(Protocol):
    """A place for the body of an answer."""

    received: int
    """Bytes of the body that are kept."""

    def begin(self, headers: Mapping[str, str]) -> None:
        """Starts with a whole answer; what was kept before is dropped."""

    def feed(self, piece: Piece) -> None:
        """Takes the next bytes."""

    def room(self) -> memoryview | None:
        """The rest of a buffer that the next bytes may be read into, or nothing."""

    def advance(self, count: int) -> None:
        """Tells how many bytes were read into the room."""


class Body(Protocol):
    """The body of a request, which can be sent again."""

    content_type: str
    length: int

    def pieces(self) -> Iterator[Piece]:
        """The bytes from the first on."""


@dataclass
class JsonBody:
    """A document."""

    document: Any
    content_type: str = "application/json"
    data: bytes = b""
    length: int = 0

    def __post_init__(self) -> None:
        self.data = json.dumps(self.document, allow_nan=False).encode()
        self.length = len(self.data)

    def pieces(self) -> Iterator[Piece]:
        yield self.data


@dataclass
class Request:
    """One request; ``path`` is percent-encoded and stands below the server's root."""

    method: str
    path: str
    query: Query = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: Body | None = None
    sink: Sink | None = None
    repeatable: bool | None = None
    """Whether it may be sent again after it may have been done; by its method if not said."""

    @property
    def may_repeat(self) -> bool:
        return self.method in IDEMPOTENT if self.repeatable is None else self.repeatable


@dataclass
class Answer:
    """An answer; the body is empty where a sink has it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise errors.unexpected("the answer is not JSON; is this address a Hypertile server?") from None


@dataclass
class Failure:
    """A request without a whole answer; ``sent`` tells whether the server may have seen it."""

    reason: str
    sent: bool
    broken: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Sleep:
    """A pause in seconds."""

    seconds: float


Effect = Union[Request, Sleep]
Outcome = Union[Answer, Failure, None]
Operation = Generator[Effect, Outcome, T]


@dataclass(frozen=True)
class Patience:
    """How often a request is tried again, and how long at most between two trials, in seconds."""

    retries: int = 5
    longest: float = 30.0

    def pause(self, trial: int, told: float | None) -> float:
        """Seconds before the next trial: what the server says, else twice as long each time."""
        if told is not None:
            return min(told, self.longest)
        return float(min(0.1 * 2**trial, self.longest) * (0.5 + random.random() / 2))


def exchange(request: Request, patience: Patience) -> Operation[Answer]:
    """Sends a request, again where that is safe, and returns the answer that is a success.

    An answer that breaks off goes on where it ended if it has a strong tag and a place to go to; as long as more of it comes
    each time, trials are not counted.
    """
    trial, most = 0, 0
    may_be_done = False
    while True:
        outcome = yield request
        kept = request.sink.received if request.sink is not None and "Range" in request.headers else 0
        if kept > most:
            trial, most = 0, kept
        last = trial >= patience.retries
        told: float | None = None
        if isinstance(outcome, Failure):
            if last or (outcome.sent and not request.may_repeat):
                raise _failed(outcome)
            may_be_done |= outcome.sent
            request = _resumed(request, outcome)
        else:
            assert isinstance(outcome, Answer)
            if 200 <= outcome.status < 300:
                return outcome
            if outcome.status == 404 and may_be_done and request.method == "DELETE" and not request.path.endswith("/subset"):
                # What is not there any more was removed by the request whose answer was lost.
                return Answer(204, outcome.headers)
            problem = errors.of_answer(outcome.status, outcome.body)
            if last or not _worth_another(request, problem):
                raise problem
            told = _retry_after(outcome.headers)
        yield Sleep(patience.pause(trial, told))
        trial += 1


def json_of(request: Request, patience: Patience) -> Operation[Any]:
    """Sends a request and returns the document of its answer, or None where it has no content."""
    answer = yield from exchange(request, patience)
    return answer.json() if answer.body else None


def _worth_another(request: Request, problem: errors.HypertileError) -> bool:
    if problem.code in _NOTHING_DONE or problem.status == 429:
        return True
    return problem.status in (423, 502, 503, 504) and request.may_repeat


def _failed(failure: Failure) -> errors.HypertileError:
    return errors.broken_off(failure.reason) if failure.broken else errors.unreachable(failure.reason)


def _resumed(request: Request, failure: Failure) -> Request:
    """The request for the rest, if a part is there that the server can go on from."""
    headers = {name: value for name, value in request.headers.items() if name not in ("Range", "If-Range")}
    sink, tag = request.sink, failure.headers.get("etag", "")
    by_range = failure.headers.get("accept-ranges") == "bytes" and not failure.headers.get("content-encoding")
    if sink is not None and request.method == "GET" and sink.received and tag.startswith('"') and by_range:
        headers |= {"Range": f"bytes={sink.received}-", "If-Range": tag}
    return Request(
        request.method, request.path, request.query, headers, request.body, sink, request.repeatable
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after")
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    import email.utils

    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


Progress = Callable[[int, "int | None"], None]
"""Called with the bytes so far and, if known, the bytes of all."""
