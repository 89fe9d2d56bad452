"""Every API and worker is replaced in turn under load: no request is lost, retryable refusals aside, and no article."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count, cycle
from typing import Final
from uuid import uuid4

import httpx

from cli.redis_server import free_port
from tests.faults.conftest import Stack, articles
from tests.support import eventually

RETRYABLE: Final = {httpx.codes.SERVICE_UNAVAILABLE}
PATIENCE_SECONDS = 40
ARTICLES = 30


class Balancer:
    """Sends each request to the next API, and to the one after it where that one is away, as a proxy in front does."""

    def __init__(self, ports: list[int]) -> None:
        self._clients = [httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) for port in ports]
        self._next = cycle(self._clients)
        self.statuses: Counter[int] = Counter()
        self.retried = 0

    def send(self, method: str, path: str, **more: object) -> httpx.Response:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            with suppress(httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                answer = next(self._next).request(method, path, **more)  # type: ignore[arg-type]
                if answer.status_code not in RETRYABLE:
                    self.statuses[answer.status_code] += 1
                    return answer
            assert time.monotonic() < end, f"{method} {path} was lost"
            self.retried += 1
            time.sleep(0.05)

    def close(self) -> None:
        for client in self._clients:
            client.close()


def test_no_request_and_no_article_is_lost(stack: Stack) -> None:
    ports = [free_port(), free_port()]

    def api(number: int) -> subprocess.Popen[bytes]:
        stack.environ["ATHIR_PORT"] = str(ports[number])
        started = stack.start("api")
        eventually(lambda: answers(ports[number]), seconds=60)
        return started

    def worker(_number: int) -> subprocess.Popen[bytes]:
        log = stack.log.stat().st_size
        started = stack.start("worker")
        eventually(lambda: b"ready" in stack.log.read_bytes()[log:], seconds=60)
        return started

    stack.start("sweeper")
    apis, workers = [api(0), api(1)], [worker(0), worker(1)]
    stop = threading.Event()
    jobs: dict[str, set[str]] = {}
    balancers: list[Balancer] = []
    failures: list[Exception] = []

    def under_load(ask: Callable[[Balancer], None]) -> threading.Thread:
        balancer = Balancer(ports)
        balancers.append(balancer)

        def asking() -> None:
            try:
                while not stop.is_set():
                    ask(balancer)
            except (AssertionError, KeyError, httpx.HTTPError) as error:  # the test itself raises it
                failures.append(error)

        thread = threading.Thread(target=asking)
        thread.start()
        return thread

    def look(balancer: Balancer) -> None:
        assert balancer.send("GET", "/healthz").status_code == httpx.codes.OK
        time.sleep(0.02)

    def code(balancer: Balancer) -> None:
        answer = balancer.send("POST", "/v1/code", json={"id": "one", "text": "Rebels shelled the town."})
        assert answer.status_code in {httpx.codes.OK, httpx.codes.ACCEPTED}, answer.text
        if answer.status_code == httpx.codes.OK:
            assert [found["id"] for found in answer.json()["results"]] == ["one"]

    numbers = count()

    def submit(balancer: Balancer) -> None:
        sent = articles(ARTICLES, f"j{next(numbers)}-")
        key = uuid4().hex
        answer = balancer.send(
            "POST",
            "/v1/jobs",
            content="".join(json.dumps(article) + "\n" for article in sent),
            headers={"Content-Type": "application/x-ndjson", "Idempotency-Key": key},
        )
        while answer.status_code == httpx.codes.CONFLICT:  # what a broken connection left behind still goes on
            time.sleep(0.2)
            answer = balancer.send("POST", "/v1/jobs", content=answer.request.content, headers=answer.request.headers)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        jobs[answer.json()["id"]] = {article["id"] for article in sent}
        time.sleep(0.3)

    threads = [under_load(ask) for ask in (look, code, code, submit)]
    try:
        time.sleep(1)
        for number in range(2):
            for running, start in ((apis, api), (workers, worker)):
                running[number].terminate()
                assert running[number].wait(30) == 0
                running[number] = start(number)
                time.sleep(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for balancer in balancers:
            balancer.close()
    assert failures == []
    assert all(balancer.statuses for balancer in balancers)
    assert len(jobs) > 1
    for job, ids in jobs.items():
        eventually(lambda job=job: stack.finished(job), seconds=60)
        stack.assert_coded_once_each(job, ids)


def answers(port: int) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).is_success
    return False
