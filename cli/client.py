"""A small client of the HTTP API: requests in, plain dictionaries out, a problem as one line that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, Literal, cast

import httpx

from coders.errors import AthirError

# Bodies are streamed, so the limit is on silence, not on the whole.
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
# A body of millions of articles is stored when all of it has come; only then is there an answer.
_STORING = httpx.Timeout(30.0, connect=5.0, read=600.0)
_BUSY = (429, 502, 503, 504)


class ServerError(AthirError):
    """The server refused, failed or cannot be reached."""

    slug = "server-error"


class NoAnswer(ServerError):
    """The server cannot be reached, broke off, or is busy: asking again may help."""


class Client:
    """Talks to one Athir, with `api_key` if that is not empty. Every method raises ServerError."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None, *, api_key: str = "") -> None:
        self._url = url
        headers = {"X-API-Key": api_key} if api_key else {}
        self._http = httpx.Client(base_url=url, timeout=_TIMEOUT, transport=transport, headers=headers)

    def submit(
        self, body: BinaryIO, media_type: str, *, coder: str | None, key: str | None = None, **options: str | None
    ) -> dict[str, Any]:
        """Sends articles as a bulk job; gives the job. `key` names the submission, so that it may be sent twice."""
        with self._problems():
            answer = self._http.post(
                "/v1/jobs",
                content=iter(lambda: body.read(65536), b""),
                headers={"Content-Type": media_type, **({"Idempotency-Key": key} if key else {})},
                params={name: value for name, value in {"coder": coder, **options}.items() if value},
                timeout=_STORING,
            )
            return _json(answer)

    def job(self, job_id: str) -> dict[str, Any]:
        """The job's state and counts."""
        with self._problems():
            return _json(self._http.get(f"/v1/jobs/{job_id}"))

    def changed(self, job_id: str, etag: str | None, wait: int) -> tuple[dict[str, Any] | None, str | None]:
        """The job and its ETag as soon as it is another than `etag` names; (None, etag) if it is not in `wait` seconds."""
        headers = {"Prefer": f"wait={wait}", "If-None-Match": etag} if etag else {}
        with self._problems():
            answer = self._http.get(f"/v1/jobs/{job_id}", headers=headers)
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return None, etag
            return _json(answer), answer.headers.get("ETag")

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Cancels the job; gives it."""
        with self._problems():
            return _json(self._http.delete(f"/v1/jobs/{job_id}"))

    def hold(self, job_id: str, change: Literal["pause", "resume"]) -> dict[str, Any]:
        """Pauses or resumes the job; gives it."""
        with self._problems():
            return _json(self._http.post(f"/v1/jobs/{job_id}/{change}"))

    def page(self, job_id: str, query: Mapping[str, Any]) -> tuple[bytes, str | None]:
        """A page of the job's results as bytes, and the cursor of the next, None after the last."""
        with self._problems():
            answer = self._http.get(f"/v1/jobs/{job_id}/results", params=dict(query), headers={"Accept": "*/*"})
            if answer.is_error:
                _json(answer)
            following = answer.links.get("next", {}).get("url")
            after = httpx.URL(following).params.get("after") if following else None
            return answer.content, after

    def export(self, job_id: str, options: dict[str, str]) -> Iterator[bytes]:
        """The job's results as a file of the format that `options` name, in the pieces that the server sends."""
        with self._problems(), self._http.stream("GET", f"/v1/jobs/{job_id}/export", params=options) as answer:
            if answer.is_error:
                answer.read()
                _json(answer)
            yield from answer.iter_bytes()

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
