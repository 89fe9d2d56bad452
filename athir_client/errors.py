"""What the server refused, or that it gave no answer: one exception for each thing that a caller may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from coders.errors import AthirError

BUSY: Final = (429, 502, 503, 504)


class ServerError(AthirError):
    """The server refused, failed or cannot be reached.

    `status` is its HTTP status, 0 where no answer came; `problem` the problem (RFC 9457) as it was sent, empty where
    there was none.
    """

    slug = "server-error"

    def __init__(self, message: str, *, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem: Mapping[str, Any] = problem or {}

    @property
    def kind(self) -> str:
        """The stable name of the problem, such as `job-not-found`; empty where the server sent none."""
        return str(self.problem.get("type", "")).rpartition("/")[2]

    @property
    def job_id(self) -> str | None:
        """Id of the job that was stored all the same: fetch it, and do not post the articles again."""
        path = self.problem.get("job")
        return str(path).rpartition("/")[2] if path else None


class NoAnswer(ServerError):
    """The server cannot be reached, broke off, or is busy: asking again may help."""


class NotAllowed(ServerError):
    """The key is missing, not valid, or lacks a scope (401, 403)."""


class NotFound(ServerError):
    """There is no such job, code or address (404)."""


class Conflict(ServerError):
    """The job is finished, or the Idempotency-Key is in use (409)."""


class Expired(ServerError):
    """The results were kept for their time and are gone (410)."""


class InvalidInput(ServerError):
    """Something in the request is wrong (400, 413, 414, 415, 422, 431); `problem["errors"]` says what."""


_BY_STATUS: Final[Mapping[int, type[ServerError]]] = {
    **dict.fromkeys(BUSY, NoAnswer),
    **dict.fromkeys((401, 403), NotAllowed),
    **dict.fromkeys((400, 413, 414, 415, 422, 431), InvalidInput),
    404: NotFound,
    409: Conflict,
    410: Expired,
}


def error_of(answer: httpx.Response) -> ServerError:
    """The exception for an answer of 400 or above whose body has been read."""
    problem: dict[str, Any] = {}
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        problem = answer.json()
    made = _BY_STATUS.get(answer.status_code, ServerError)
    return made(_line(answer, problem), status=answer.status_code, problem=problem)


def _line(answer: httpx.Response, problem: Mapping[str, Any]) -> str:
    parts = [f"{answer.status_code} {problem.get('title', answer.reason_phrase)}"]
    if problem.get("detail"):
        parts.append(str(problem["detail"]))
    parts += [
        f"{item.get('pointer', item.get('parameter', ''))}: {item.get('detail', '')}"
        for item in problem.get("errors", [])
    ]
    return "; ".join(parts)
