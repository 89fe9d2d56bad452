"""Requests that are sent again where that may help: httpx with patience, and problems as exceptions."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx

from athir_client.errors import NoAnswer, error_of

# Bodies are streamed, so the limit is on silence, not on the whole.
TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
_ASKED_TO_WAIT: Final = (429, 503)
_LONGEST_PAUSE: Final = 60.0


class Transport:
    """Sends requests to one Athir, with `api_key` if that is not empty.

    A 429 or 503 is waited out as its Retry-After says, `retries` times at most; so is a connection that fails, where a
    second request does no harm.
    """

    def __init__(self, url: str, transport: httpx.BaseTransport | None, api_key: str, retries: int) -> None:
        self._url = url
        self._retries = retries
        headers = {"X-API-Key": api_key} if api_key else {}
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT, transport=transport, headers=headers)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def send(
        self, method: str, path: str, *, again: bool | None = None, retries: int | None = None, **options: Any
    ) -> httpx.Response:
        """The answer, 2xx or 304. `again`: may be sent twice [default: as the method is]. Raises ServerError."""
        harmless = method in ("GET", "DELETE") if again is None else again
        left = self._retries if retries is None else retries
        pause = 0.5
        while True:
            try:
                with self._reached():
                    answer = self._http.request(method, path, **options)
            except NoAnswer:
                if not harmless or left <= 0:
                    raise
                seconds = pause
            else:
                if not answer.is_error:
                    return answer
                error = error_of(answer)
                # What was stored is not sent again, whatever the status.
                if answer.status_code not in _ASKED_TO_WAIT or error.job_id or again is False or left <= 0:
                    raise error
                seconds = _retry_after(answer.headers, pause)
            time.sleep(seconds)
            left -= 1
            pause = min(2 * pause, _LONGEST_PAUSE)

    def stream(self, path: str, params: Mapping[str, Any]) -> Iterator[bytes]:
        """The answer in the pieces that the server sends. Raises ServerError, also in the middle."""
        with self._reached(), self._http.stream("GET", path, params=dict(params), headers={"Accept": "*/*"}) as answer:
            if answer.is_error:
                answer.read()
                raise error_of(answer)
            yield from answer.iter_bytes()

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            raise NoAnswer(f"no answer from {self._url}: {error or type(error).__name__}") from error


def _retry_after(headers: Mapping[str, str], otherwise: float) -> float:
    told = headers.get("Retry-After", "")
    return min(float(told), _LONGEST_PAUSE) if told.isascii() and told.isdigit() else otherwise
