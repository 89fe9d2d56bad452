"""When a request is sent again, and when it is not."""

from __future__ import annotations

import io

import httpx
import pytest

from athir_client import Client, Conflict, Expired, InvalidInput, NoAnswer, NotAllowed, NotFound, ServerError

JOB = {"id": "j", "state": "completed"}


class Server:
    """Gives its answers in turn, the last for ever; None breaks the connection. Keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | None) -> None:
        self.answers = list(answers)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise httpx.ReadError("broken off")
        return answer

    def client(self, **options: object) -> Client:
        return Client("http://athir.test", httpx.MockTransport(self), **options)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    times: list[float] = []
    monkeypatch.setattr("time.sleep", times.append)
    return times


def busy(status: int = 503, after: str | None = "7", **problem: object) -> httpx.Response:
    headers = {"Content-Type": "application/problem+json"} | ({"Retry-After": after} if after else {})
    return httpx.Response(status, json={"title": "Busy", "status": status, **problem}, headers=headers)


def good() -> httpx.Response:
    return httpx.Response(200, json=JOB)


@pytest.mark.parametrize(
    ("status", "after", "pause"),
    [(503, "7", 7.0), (429, "1", 1.0), (503, None, 0.5), (503, "soon", 0.5), (429, "9999", 60.0)],
)
def test_a_server_that_is_busy_is_asked_again_when_it_says(slept, status, after, pause):
    server = Server(busy(status, after), good())
    assert server.client().job("j") == JOB
    assert (slept, len(server.seen)) == ([pause], 2)


def test_a_server_that_stays_busy_is_given_up(slept):
    server = Server(busy())
    with pytest.raises(NoAnswer, match="503 Busy"):
        server.client(retries=2).job("j")
    assert (slept, len(server.seen)) == ([7.0, 7.0], 3)


def test_a_broken_connection_is_tried_again_where_that_does_no_harm(slept):
    server = Server(None, None, good())
    assert server.client().job("j") == JOB
    assert slept == [0.5, 1.0]
    for ask in (lambda c: c.code("a"), lambda c: c.submit(io.BytesIO(b"{}")), lambda c: c.redeliver("j", "d")):
        server = Server(None, good())
        with pytest.raises(NoAnswer, match=r"no answer from http://athir\.test: broken off"):
            ask(server.client())
        assert len(server.seen) == 1


def test_articles_are_sent_again_under_one_name(slept):
    server = Server(None, busy(), httpx.Response(202, json=JOB))
    assert server.client().submit([{"text": "a"}, {"text": "ü"}], date="2024-03-02", output=None) == JOB
    assert len({request.headers["Idempotency-Key"] for request in server.seen}) == 1
    assert {request.content for request in server.seen} == {'{"text": "a"}\n{"text": "ü"}\n'.encode()}
    assert dict(server.seen[0].url.params) == {"date": "2024-03-02"}
    assert len(server.seen) == 3


def test_a_file_is_not_sent_again_half_read(slept):
    server = Server(busy(), good())
    with pytest.raises(NoAnswer):
        server.client().submit(io.BytesIO(b"{}"))
    assert len(server.seen) == 1
    assert "Idempotency-Key" not in server.seen[0].headers


def test_articles_that_were_stored_are_not_posted_again(slept):
    results = {"results": [{"id": "a", "events": []}], "next": None, "summary": {"cursor": "1", "complete": True}}
    job = {**JOB, "counts": {"received": 1}}
    server = Server(busy(job="/v1/jobs/j"), httpx.Response(200, json=job), httpx.Response(200, json=results))
    found = server.client().code("a")
    assert found == {"job": "j", "counts": {"received": 1, "coded": 1, "failed": 0}, "results": results["results"]}
    assert [request.method for request in server.seen] == ["POST", "GET", "GET"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidInput), (401, NotAllowed), (403, NotAllowed), (404, NotFound), (409, Conflict), (410, Expired),
        (413, InvalidInput), (414, InvalidInput), (415, InvalidInput), (422, InvalidInput), (431, InvalidInput),
        (500, ServerError), (502, NoAnswer), (504, NoAnswer),
    ],
)  # fmt: skip
def test_a_refusal_is_an_exception_of_its_kind_and_final(slept, status, kind):
    server = Server(busy(status, None, type="/problems/some-kind"))
    with pytest.raises(ServerError) as raised:
        server.client().job("j")
    assert type(raised.value) is kind
    assert (raised.value.status, raised.value.kind, raised.value.job_id) == (status, "some-kind", None)
    assert (slept, len(server.seen)) == ([], 1)


def test_the_key_is_sent(slept):
    server = Server(good())
    server.client(api_key="k1").job("j")
    server.client().job("j")
    assert [request.headers.get("X-API-Key") for request in server.seen] == ["k1", None]
