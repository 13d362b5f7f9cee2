"""What goes wrong, as exceptions that say how to mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_HINTS = {
    "unauthenticated": "give a key: hypertile.connect(url, key=…), or set HYPERTILE_KEY",
    "forbidden": "the key lacks the scope for this, or does not cover the collection",
    "version-mismatch": "it has changed since its tag was read: read again, then write with the new tag",
    "collection-not-found": "list(client) has the names that the key may see",
    "array-not-found": "list(collection.arrays()) has what is there; a key is ~ and the primary attributes",
    "dataset-not-found": "list(collection) has the names that are there",
    "unreachable": "is the server running, and is this its address?",
}


class HypertileError(Exception):
    """A refusal or a failure of the server, or of the way to it.

    ``code`` is stable and in kebab-case (``array-not-found``), ``detail`` says what is wrong,
    ``hint`` how to mend it where that is known, ``status`` is the HTTP status (0 where there was no
    answer), and ``problem`` has all members of the answer, such as ``column`` of a slice or ``limit``
    of a size. An answer that is not the server's own (of a proxy, say) has the code ``unknown``.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], reason: str = "") -> None:
        self.status = status
        self.problem: dict[str, Any] = dict(problem)
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail") or reason)
        self.hint = _hint(self.code, self.problem)
        head = f"{status} {self.code}: {self.detail}" if status else f"{self.code}: {self.detail}"
        self._text = f"{head} ({self.hint})" if self.hint else head
        super().__init__(self._text)

    def __str__(self) -> str:
        return self._text

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status, self.problem, self.detail)


class NotFoundError(HypertileError, KeyError):
    """There is no such collection, array or dataset that the caller may see."""


class SelectionError(HypertileError, IndexError):
    """The slice cannot be read, or selects what the array does not have."""


class InvalidError(HypertileError, ValueError):
    """A document, a body or a parameter is not in order."""


class ConflictError(HypertileError):
    """It is there already, or is of another kind."""


class ChangedError(ConflictError):
    """It has changed since the tag was read that the change names; nothing was changed."""


class AccessError(HypertileError, PermissionError):
    """Credentials are needed, or do not allow this."""


class TooLargeError(HypertileError):
    """An answer or a body would exceed a limit of the server."""


class UnavailableError(HypertileError):
    """The server cannot do it at present; it was tried again as long as that is safe."""


class UnreachableError(UnavailableError, ConnectionError):
    """There is no answer, or it breaks off: the code is ``unreachable`` or ``broken-off``."""


class AnswerError(HypertileError, ValueError):
    """An answer does not hold what it announces: the code is ``unexpected-answer``."""


class AlignmentError(ValueError):
    """Names or coordinates of a DataArray do not match those of what it is written to."""


_BY_CODE: dict[str, type[HypertileError]] = {
    "invalid-slice": SelectionError,
    "version-mismatch": ChangedError,
    "result-too-large": TooLargeError,
    "body-too-large": TooLargeError,
}

_BY_STATUS: dict[int, type[HypertileError]] = {
    400: InvalidError,
    401: AccessError,
    403: AccessError,
    404: NotFoundError,
    410: NotFoundError,
    409: ConflictError,
    412: ChangedError,
    413: TooLargeError,
    415: InvalidError,
    422: InvalidError,
    423: UnavailableError,
    429: UnavailableError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}


def of_answer(status: int, body: bytes, reason: str = "") -> HypertileError:
    """The exception for an answer that is no success."""
    problem = _problem(body)
    found = _BY_CODE.get(str(problem.get("code"))) or _BY_STATUS.get(status) or HypertileError
    return found(status, problem, reason or f"the answer is {status}")


def unreachable(detail: str) -> UnreachableError:
    """The exception for a request without an answer."""
    return UnreachableError(0, {"code": "unreachable", "detail": detail})


def broken_off(detail: str) -> UnreachableError:
    """The exception for an answer that ends before its end."""
    return UnreachableError(0, {"code": "broken-off", "detail": detail})


def changed() -> ChangedError:
    """The exception for what was read in another state than the change is for."""
    return ChangedError(412, {"code": "version-mismatch", "detail": "The array has another version than if_match names."})


def unexpected(detail: str) -> AnswerError:
    """The exception for an answer that holds something else than was asked for."""
    return AnswerError(0, {"code": "unexpected-answer", "detail": detail})


def _problem(body: bytes) -> dict[str, Any]:
    try:
        problem = json.loads(body or b"{}")
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _hint(code: str, problem: Mapping[str, Any]) -> str | None:
    nearest = problem.get("nearest")
    if isinstance(nearest, list) and nearest and "earest" not in str(problem.get("detail")):
        return "nearest: " + ", ".join(str(each) for each in nearest)
    fitting = problem.get("fitting_slice") or problem.get("slice")
    if code == "result-too-large" and fitting:
        return f"a slice that fits: {fitting}"
    return _HINTS.get(code)
