"""The client: a method for each thing that the HTTP API does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Final, Literal, Self, cast, overload
from uuid import uuid4

import httpx

from athir_client.answers import ArticleResult, Coded, Event, Job, Output, Row
from athir_client.errors import NoAnswer, ServerError
from athir_client.results import Listing
from athir_client.transport import Transport

NDJSON: Final = "application/x-ndjson"
# A body of millions of articles is stored when all of it has come; only then is there an answer.
_STORING: Final = httpx.Timeout(30.0, connect=5.0, read=600.0)
_WAIT_SECONDS: Final = 10  # what a question about progress may take; its answer comes when something has changed
_FINISHED: Final = ("completed", "failed", "cancelled")
_PIECE: Final = 65536

Article = Mapping[str, Any]
Body = bytes | BinaryIO | Sequence[Article]


class Client:
    """Talks to the Athir at `url`, with `api_key` if that is not empty. Every method raises ServerError.

    What the server refuses for a while (429, 503) is asked again as its Retry-After says, `retries` times at most.
    """

    def __init__(
        self, url: str, transport: httpx.BaseTransport | None = None, *, api_key: str = "", retries: int = 5
    ) -> None:
        self._send = Transport(url, transport, api_key, retries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._send.close()

    # Coding

    def code(self, articles: str | Article | Sequence[Article], *, coder: str | None = None, wait: int = 60) -> Coded:
        """Codes a text, an article or several and gives their results; `wait` is seconds, at most the server's limit.

        Where the server answers before all is coded, the job is waited for and its results are fetched. Then bad
        articles among several stand in the job's errors and not in `results`. Raises NoAnswer after three times `wait`.
        """
        body: Any = {"text": articles} if isinstance(articles, str) else articles
        if not isinstance(body, Mapping):
            body = {"articles": list(body)}
        try:
            answer = self._send.send(
                "POST",
                "/v1/code",
                json=body,
                params=_given(coder=coder),
                headers={"Prefer": f"wait={wait}"},
                timeout=httpx.Timeout(30.0 + wait, connect=5.0),
            )
        except NoAnswer as error:
            if error.job_id is None:
                raise
            return self._later(error.job_id, 3 * wait)
        if answer.status_code == httpx.codes.ACCEPTED:
            return self._later(answer.json()["id"], 3 * wait)
        return cast(Coded, answer.json())

    def _later(self, job_id: str, seconds: float) -> Coded:
        job = self.wait(job_id, seconds)
        results = list(self.results(job_id, "articles"))
        coded = sum("error" not in result for result in results)
        counts = {"received": job["counts"]["received"], "coded": coded, "failed": job["counts"]["received"] - coded}
        return {"job": job_id, "counts": counts, "results": results}

    # Jobs

    def submit(
        self,
        body: Body,
        media_type: str = NDJSON,
        *,
        coder: str | None = None,
        key: str | None = None,
        **options: str | None,
    ) -> Job:
        """Sends articles as a bulk job; gives the job.

        `body` is articles, or a file or bytes of `media_type`. `key` names the submission, so that it may be sent twice;
        without one the client names it itself. `options` are those of POST /v1/jobs. A file is sent once: after a
        failure the caller knows where to begin again.
        """
        packed = body if isinstance(body, bytes) or hasattr(body, "read") else _lines(body)
        whole = isinstance(packed, bytes)
        answer = self._send.send(
            "POST",
            "/v1/jobs",
            again=whole,
            content=packed if whole else _pieces(cast(BinaryIO, packed)),
            headers={"Content-Type": media_type, **_named(key or (uuid4().hex if whole else None))},
            params=_given(coder=coder, **options),
            timeout=_STORING,
        )
        return cast(Job, answer.json())

    def job(self, job_id: str) -> Job:
        """The job's state and counts."""
        return cast(Job, self._json(f"/v1/jobs/{job_id}"))

    def jobs(self, *, limit: int = 50) -> Iterator[Job]:
        """All jobs that the key may see, the newest first, fetched `limit` at a time."""
        before: str | None = None
        while True:
            page = self._json("/v1/jobs", limit=limit, before=before)
            yield from page["jobs"]
            before = page["next"]
            if before is None:
                return

    def changed(self, job_id: str, etag: str | None, wait: int) -> tuple[Job | None, str | None]:
        """The job and its ETag as soon as it is another than `etag` names; (None, etag) if it is not in `wait` seconds."""
        headers = {"Prefer": f"wait={wait}", "If-None-Match": etag} if etag else {}
        answer = self._send.send("GET", f"/v1/jobs/{job_id}", headers=headers)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None, etag
        return cast(Job, answer.json()), answer.headers.get("ETag")

    def wait(self, job_id: str, seconds: float | None = None) -> Job:
        """The job when it is finished. Raises NoAnswer where it is not within `seconds`."""
        end = None if seconds is None else time.monotonic() + seconds
        job, etag = self.changed(job_id, None, 0)
        while job is None or job["state"] not in _FINISHED:
            left = _WAIT_SECONDS if end is None else min(_WAIT_SECONDS, int(end - time.monotonic()) + 1)
            if left <= 0:
                raise NoAnswer(f"job {job_id} is not finished after {seconds} s")
            found, etag = self.changed(job_id, etag, left)
            job = found or job
        return job

    def cancel(self, job_id: str) -> Job:
        """Cancels the job; gives it."""
        return cast(Job, self._send.send("DELETE", f"/v1/jobs/{job_id}").json())

    def hold(self, job_id: str, change: Literal["pause", "resume"]) -> Job:
        """Pauses or resumes the job; gives it."""
        return cast(Job, self._send.send("POST", f"/v1/jobs/{job_id}/{change}", again=True).json())

    # Results

    @overload
    def results(self, job_id: str, output: Literal["events"] = ..., **query: Any) -> Listing[Event]: ...
    @overload
    def results(self, job_id: str, output: Literal["rows"], **query: Any) -> Listing[Row]: ...
    @overload
    def results(self, job_id: str, output: Literal["articles"], **query: Any) -> Listing[ArticleResult]: ...
    def results(self, job_id: str, output: Output = "events", **query: Any) -> Listing[Any]:
        """What the job gave, in the order of its articles. `query` has filters, `limit` (of a page) and `after`."""
        return Listing(lambda asked: self._json(f"/v1/jobs/{job_id}/results", **asked), {**query, "output": output})

    def events(self, **query: Any) -> Listing[Event]:
        """Events of all jobs that the key may see; `query` has filters, `order`, `limit` (of a page) and `after`."""
        return Listing(lambda asked: self._json("/v1/events", **asked), query)

    def rows(self, **query: Any) -> Listing[Row]:
        """Rows of all jobs that the key may see; `query` as that of events()."""
        return Listing(lambda asked: self._json("/v1/rows", **asked), query)

    def event(self, event_id: str, *, merged: bool | None = None) -> list[Row]:
        """The merged event of that `event_id_cnty`, or that a report of that id is part of, with its reports.

        With `merged` False it is taken apart first, with True put together again. Raises NotFound.
        """
        method = {None: "GET", False: "DELETE", True: "PUT"}[merged]
        return cast(list[Row], self._send.send(method, f"/v1/merges/{event_id}", again=True).json()["results"])

    def page(self, job_id: str, query: Mapping[str, Any]) -> tuple[bytes, str | None]:
        """A page of the job's results as bytes, and the cursor of the next, None after the last. Asked for once."""
        answer = self._send.send(
            "GET", f"/v1/jobs/{job_id}/results", retries=0, params=dict(query), headers={"Accept": "*/*"}
        )
        following = answer.links.get("next", {}).get("url")
        after = httpx.URL(following).params.get("after") if following else None
        return answer.content, after

    def export(self, job_id: str | None, options: Mapping[str, str]) -> Iterator[bytes]:
        """The results of the job, or of all for None, as a file of the format that `options` name, piece by piece."""
        path = "/v1/export" if job_id is None else f"/v1/jobs/{job_id}/export"
        return self._send.stream(path, options)

    def deliveries(self, job_id: str) -> list[dict[str, Any]]:
        """The messages to the job's callback address, with every attempt to send them."""
        return cast(list[dict[str, Any]], self._json(f"/v1/jobs/{job_id}/deliveries")["deliveries"])

    def redeliver(self, job_id: str, delivery_id: str) -> dict[str, Any]:
        """Sends such a message once more; gives it."""
        path = f"/v1/jobs/{job_id}/deliveries/{delivery_id}"
        return cast(dict[str, Any], self._send.send("POST", path, again=False).json())

    # Looking up

    def actors(self, name: str, *, date: str | None = None, limit: int | None = None) -> list[dict[str, Any]]:
        """Entries of the actor lexicon of that name, or that begin with it; of that day only with `date`."""
        return cast(list[dict[str, Any]], self._json("/v1/actors", q=name, date=date, limit=limit)["actors"])

    def places(self, name: str, *, country: str | None = None, limit: int | None = None) -> list[dict[str, Any]]:
        """Places of that name, or that begin with it; of a country (ISO 3166 alpha-3) only with `country`."""
        return cast(list[dict[str, Any]], self._json("/v1/places", q=name, country=country, limit=limit)["places"])

    def cameo(self, code: str | None = None) -> dict[str, Any]:
        """The CAMEO codebook, or one code with those below it and examples."""
        return self._json("/v1/codebook/cameo" + (f"/{code}" if code else ""))

    def acled(self) -> dict[str, Any]:
        """The codebook of rows: event types, classes of actors, interactions."""
        return self._json("/v1/codebook/acled")

    # The service

    def version(self) -> dict[str, Any]:
        """Versions of Athir, its coders and its data."""
        return self._json("/version")

    def ready(self) -> bool:
        """Whether the service can code now. False where it says that it cannot; raises NoAnswer where it is not there."""
        try:
            self._send.send("GET", "/readyz", retries=0)
        except ServerError as error:
            if error.status != httpx.codes.SERVICE_UNAVAILABLE:
                raise
            return False
        return True

    def _json(self, path: str, **params: Any) -> dict[str, Any]:
        return cast(dict[str, Any], self._send.send("GET", path, params=_given(**params)).json())


def _given(**params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None and value != ""}


def _named(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}


def _lines(articles: Iterable[Article]) -> bytes:
    return b"".join(json.dumps(article, ensure_ascii=False).encode() + b"\n" for article in articles)


def _pieces(body: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: body.read(_PIECE), b"")
