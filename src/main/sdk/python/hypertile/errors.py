"""What went wrong, as the server tells it."""

import contextlib
import json

from hypertile_client.exceptions import ApiException


class HypertileError(Exception):
    """A refusal or a failure of the server.

    ``code`` is stable and in kebab-case (``array-not-found``), ``detail`` says what is wrong and how
    to mend it, ``status`` is the HTTP status, and ``problem`` has all members of the answer, such as
    ``column`` of a slice or ``limit`` and ``requested`` of a size. An answer that is not the server's
    own (of a proxy, say) has the code ``unknown`` and an empty ``problem``.
    """

    def __init__(self, status, problem, reason=""):
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail") or reason)
        super().__init__(f"{status} {self.code}: {self.detail}")


def _problem(body):
    try:
        problem = json.loads(body or "")
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


@contextlib.contextmanager
def raising():
    """Turns exceptions of the generated client into a HypertileError."""
    try:
        yield
    except ApiException as failure:
        raise HypertileError(
            failure.status, _problem(failure.body), failure.reason or ""
        ) from failure
