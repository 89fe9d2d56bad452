"""What is lost costs time and nothing else: a worker, its child, a message, all of Redis, the sweeper's broker."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.faults.conftest import ARTICLES, Stack, articles
from tests.support import eventually
from workers.broker import BrokerUnavailable
from workers.liveness import alive

IDS = {article["id"] for article in articles()}


def test_a_worker_killed_in_the_middle_and_started_again(stack: Stack) -> None:
    job = stack.submit(articles())
    stack.start("sweeper")
    worker = stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 55)
    worker.kill()
    worker.wait()
    begun = len(stack.begun())
    time.sleep(0.5)
    assert len(stack.begun()) <= begun + 1, "a child outlived the killed worker"
    assert begun < ARTICLES
    stack.start("worker")
    eventually(lambda: stack.finished(job), seconds=60)
    stack.assert_coded_once_each(job, IDS)


def test_redis_emptied_in_the_middle(stack: Stack) -> None:
    job = stack.submit(articles())
    stack.start("sweeper")
    stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 55)
    stack.redis.flush()
    assert len(stack.begun()) < ARTICLES
    eventually(lambda: stack.finished(job), seconds=60)
    stack.assert_coded_once_each(job, IDS)


def test_redis_killed_and_started_again_in_the_middle(stack: Stack) -> None:
    job = stack.submit(articles())
    stack.start("sweeper")
    worker = stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 55)
    stack.redis.kill()
    time.sleep(1.5)
    assert len(stack.begun()) < ARTICLES
    stack.redis.start()
    eventually(lambda: stack.finished(job), seconds=60)
    stack.assert_coded_once_each(job, IDS)
    assert worker.poll() is None


def test_a_child_killed_in_the_middle(stack: Stack) -> None:
    job = stack.submit(articles())
    stack.start("sweeper")
    worker = stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 55)
    os.kill(child_of(worker.pid), signal.SIGKILL)
    eventually(lambda: stack.finished(job), seconds=60)
    stack.assert_coded_once_each(job, IDS)
    assert worker.poll() is None


def test_an_article_that_kills_its_worker_is_set_aside_and_the_rest_coded(stack: Stack) -> None:
    stack.environ["ATHIR_MAX_ATTEMPTS"] = "1"
    stack.environ["ATHIR_LEASE_SECONDS"] = "1"
    body = articles(8)
    body[5]["text"] = "poison"
    job = stack.submit(body)
    stack.start("sweeper")
    stack.start("worker")
    eventually(lambda: stack.finished(job), seconds=90)
    counts = stack.counts(job)
    assert (counts["received"], counts["coded"], counts["quarantined"]) == (8, 7, 1)
    answers = {article["id"]: article for article in stack.results(job, "articles")}
    assert {name for name, answer in answers.items() if "error" in answer} <= {"a5"}
    assert {event["article_id"] for event in stack.results(job, "events")} == {f"a{i}" for i in range(8)} - {"a5"}


def test_a_message_sent_many_times_is_worked_on_once(stack: Stack) -> None:
    from workers.app import create_app
    from workers.broker import BULK, CODE_CHUNK

    job = stack.submit(articles(20))
    chunks = [row.chunk_id for row in take_all(stack)]
    app = create_app(stack.settings)
    for chunk in chunks * 5:
        app.send_task(CODE_CHUNK, args=[chunk], queue=BULK)
    app.close()
    stack.start("worker")
    eventually(lambda: stack.finished(job), seconds=30)
    time.sleep(1)
    assert sorted(stack.begun()) == sorted(article["id"] for article in articles(20))
    stack.assert_coded_once_each(job, {f"a{i}" for i in range(20)})


def test_interactive_work_overtakes_bulk_work(stack: Stack) -> None:
    bulk = stack.submit(articles(100))
    stack.publish()
    stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 15)
    urgent = stack.submit(articles(1, prefix="urgent"), queue="interactive")
    before = len(stack.begun())
    stack.publish()
    eventually(lambda: stack.finished(urgent))
    place = stack.begun().index("urgent0")
    assert place - before <= stack.settings.chunk_articles + 5, "it waits for one bulk chunk at the most"
    eventually(lambda: stack.finished(bulk), seconds=30)


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_a_broker_that_is_away_is_an_error_and_no_hang_and_nothing_is_lost(stack: Stack, fault: str) -> None:
    job = stack.submit(articles(20))
    stack.redis.kill() if fault == "killed" else stack.redis.freeze()
    begun = time.monotonic()
    with pytest.raises(BrokerUnavailable):
        stack.publish()
    assert time.monotonic() - begun < 3, "the limit that a request can bear"
    stack.redis.kill()
    stack.redis.start()
    stack.start("worker")
    assert stack.publish() == 2
    eventually(lambda: stack.finished(job))
    stack.assert_coded_once_each(job, {f"a{i}" for i in range(20)})


def test_a_worker_stops_when_asked_and_finishes_its_chunk(stack: Stack) -> None:
    job = stack.submit(articles(100))
    stack.publish()
    worker = stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 15)
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    begun = len(stack.begun())
    assert begun % stack.settings.chunk_articles == 0
    assert stack.counts(job)["coded"] == begun


def test_a_worker_stops_when_asked_although_its_broker_is_away(stack: Stack) -> None:
    worker = stack.start("worker")
    eventually(lambda: alive(stack.settings))
    stack.redis.kill()
    time.sleep(1)
    worker.terminate()
    assert worker.wait(timeout=20) == 0


def test_a_worker_without_its_coder_ends_and_takes_nothing(stack: Stack) -> None:
    job = stack.submit(articles(5))
    stack.publish()
    stack.environ["ATHIR_DEFAULT_CODER"] = "missing"
    worker = stack.start("worker")
    assert worker.wait(timeout=30) == 78
    assert "no coder named 'missing'; known coders: athir, slow" in stack.log.read_text()
    assert stack.counts(job)["coded"] == 0
    assert stack.begun() == []


def child_of(parent: int) -> int:
    """The process id of the only child of `parent`."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    assert len(children) == 1
    return int(children[0])


def take_all(stack: Stack) -> list:
    from jobs import outbox

    rows = list(outbox.take_unsent(stack.store, 100))
    outbox.mark_sent(stack.store, [row.id for row in rows])
    return rows
