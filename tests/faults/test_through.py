"""Jobs on their way through real workers: texts without end, jobs that are cancelled, paused, and of different sizes."""

from __future__ import annotations

import time

from jobs import control, status
from tests.faults.conftest import Stack, articles
from tests.support import eventually


def test_an_article_without_end_is_set_aside_and_the_worker_lives(stack: Stack) -> None:
    stack.environ["ATHIR_ARTICLE_SECONDS"] = "1"
    body = articles(30)
    body[7]["text"] = body[23]["text"] = "endless"
    job = stack.submit(body)
    stack.publish()
    worker = stack.start("worker")
    child = eventually(lambda: len(stack.begun()) >= 5 and children(worker.pid))
    eventually(lambda: stack.finished(job), seconds=60)
    counts = stack.counts(job)
    assert (counts["coded"], counts["quarantined"], counts["failed"]) == (28, 2, 0)
    errors = {answer["id"]: answer["error"]["slug"] for answer in stack.results(job, "articles") if "error" in answer}
    assert errors == {"a7": "article-timeout", "a23": "article-timeout"}
    assert worker.poll() is None
    assert children(worker.pid) == child, "the same child goes on"
    begun = stack.begun()
    assert begun.count("a7") == begun.count("a23") == 2, "once among others, once alone"


def test_a_worker_sends_itself_what_comes_next_and_shares_its_time_fairly(stack: Stack) -> None:
    stack.environ["ATHIR_CHUNKS_IN_FLIGHT"] = "2"
    large = stack.submit(articles(150, prefix="large"))
    small = stack.submit(articles(20, prefix="small"))
    stack.environ["ATHIR_SWEEP_SECONDS"] = "3600"
    stack.start("sweeper")  # its one sweep sends the first two
    stack.start("worker")
    eventually(lambda: stack.finished(small), seconds=60)
    assert not stack.finished(large)
    assert len([name for name in stack.begun() if name.startswith("large")]) <= 60
    eventually(lambda: stack.finished(large), seconds=60)


def test_a_job_cancelled_under_way_stops_within_a_chunk(stack: Stack) -> None:
    job = stack.submit(articles(200))
    stack.publish()
    stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 25)
    control.cancel(stack.store, job)
    begun = len(stack.begun())
    told = status.get(stack.store, job)
    time.sleep(2)
    assert len(stack.begun()) <= begun + stack.settings.chunk_articles + 1
    assert status.get(stack.store, job) == told, "nothing was added"
    assert told.counts["coded"] + told.counts["cancelled"] == 200
    other = stack.submit(articles(5, prefix="other"))
    stack.publish()
    eventually(lambda: stack.finished(other))


def test_a_job_paused_under_way_rests_and_goes_on(stack: Stack) -> None:
    job = stack.submit(articles(100))
    stack.start("sweeper")
    stack.start("worker")
    eventually(lambda: len(stack.begun()) >= 15)
    control.pause(stack.store, job)
    time.sleep(1)
    begun = len(stack.begun())
    time.sleep(3)  # more than a lease and a sweep
    assert len(stack.begun()) == begun < 100
    control.resume(stack.store, job)
    eventually(lambda: stack.finished(job), seconds=30)
    stack.assert_coded_once_each(job, {f"a{i}" for i in range(100)})


def test_a_worker_kept_for_requests_takes_no_bulk_and_one_for_bulk_no_requests(stack: Stack) -> None:
    bulk = stack.submit(articles(10, prefix="bulk"))
    request = stack.submit(articles(2, prefix="request"), queue="interactive")
    stack.publish()
    stack.start("worker", "--queues", "interactive")
    eventually(lambda: stack.finished(request))
    time.sleep(1)
    assert not any(name.startswith("bulk") for name in stack.begun())
    stack.start("worker", "--queues", "bulk")
    eventually(lambda: stack.finished(bulk))
    assert len(stack.begun()) == 12


def children(parent: int) -> list[str]:
    """The process ids of the children of `parent`."""
    with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as found:
        return found.read().split()
