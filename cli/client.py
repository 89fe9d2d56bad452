"""A small client of the HTTP API: requests in, plain dictionaries out, a problem as one line that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import httpx

from coders.errors import AthirError

# Bodies are streamed, so the limit is on silence, not on the whole.
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_BUSY = (429, 502, 503, 504)


class ServerError(AthirError):
    """The server refused, failed or cannot be reached."""

    slug = "server-error"


class NoAnswer(ServerError):
    """The server cannot be reached, broke off, or is busy: asking again may help."""


class Client:
    """Talks to one Athir. Every method raises ServerError."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._http = httpx.Client(base_url=url, timeout=_TIMEOUT, transport=transport)

    def submit(self, body: BinaryIO, media_type: str, *, coder: str | None) -> dict[str, Any]:
        """Sends articles as a bulk job; gives the job."""
        with self._problems():
            answer = self._http.post(
                "/v1/jobs",
                content=iter(lambda: body.read(65536), b""),
                headers={"Content-Type": media_type},
                params={"coder": coder} if coder else None,
            )
            return _json(answer)

    def job(self, job_id: str) -> dict[str, Any]:
        """The job's state and counts."""
        with self._problems():
            return _json(self._http.get(f"/v1/jobs/{job_id}"))

    def page(self, job_id: str, query: Mapping[str, Any]) -> tuple[bytes, str | None]:
        """A page of the job's results as bytes, and the cursor of the next, None after the last."""
        with self._problems():
            answer = self._http.get(f"/v1/jobs/{job_id}/results", params=dict(query), headers={"Accept": "*/*"})
            if answer.is_error:
                _json(answer)
            following = answer.links.get("next", {}).get("url")
            after = httpx.URL(following).params.get("after") if following else None
            return answer.content, after

    @contextmanager
    def _problems(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            raise NoAnswer(f"no answer from {self._url}: {error or type(error).__name__}") from error


def _json(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise (NoAnswer if answer.status_code in _BUSY else ServerError)(_problem(answer))
    return cast(dict[str, Any], answer.json())


def _problem(answer: httpx.Response) -> str:
    if not answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return f"{answer.status_code} {answer.reason_phrase}"
    problem = answer.json()
    parts = [f"{answer.status_code} {problem.get('title', answer.reason_phrase)}"]
    if problem.get("detail"):
        parts.append(str(problem["detail"]))
    parts += [f"{item.get('pointer', '')}: {item.get('detail', '')}" for item in problem.get("errors", [])]
    return "; ".join(parts)
