"""What the jobs' tests share: a coder whose answers can be foretold, and a look into the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from coders.types import (
    Actor,
    Article,
    ArticleFailure,
    ArticleResult,
    CoderInfo,
    Event,
    EventDate,
    EventPlace,
    Place,
    Row,
    Sentence,
)
from jobs import outbox
from jobs.coding import Outcome, code_chunk
from jobs.submit import submit
from storage.engine import reading
from storage.models import Base, Chunk

INFO = CoderInfo("plain", "1", "none", "none")
LEASE = 30.0


def article(number: int, text: str = "Troops shelled the bridge.") -> dict[str, Any]:
    return {"id": f"a{number}", "text": text, "date": "2024-03-01"}


def event(article_id: str, number: int, code: str = "194") -> Event:
    actor = Actor("Troops", 0, 6, "SYRMIL", country="SYR", trace=("written for the test",))
    place = EventPlace(Place(20, 26, "bridge", "Bir Qasim", country="SYR"), 1, "written for the test")
    return Event(
        article_id, number, f"{article_id}-e{number}", code, code[:2], "Shell", 4, -10.0, "ASSAULT", None, actor, None,
        "shelled", 7, 14, EventDate(date(2024, 3, 1), 1, "given"), place, 1.0, "rule", ("written for the test",),
    )  # fmt: skip


def row(article_id: str, number: int) -> Row:
    return Row(
        f"SYR{number}", "2024-03-01", 2024, 1, "Political violence", "Explosions/Remote violence",
        "Shelling/artillery/missile attack", "Military Forces of Syria", "", "State forces", "", "", "",
        "State forces only", "", 760, "Middle East", "Syria", "", "", "", "Bir Qasim", 35.5, 36.5, 1, "", "",
        "On 1 March 2024, shelling.", 0, "", 1709300000, article_id, (f"{article_id}-e{number}",),
    )  # fmt: skip


def result(article_id: str, events: int = 2, rows: int = 1) -> ArticleResult:
    return ArticleResult(
        article_id,
        INFO,
        (Sentence(0, 0, 26, "Troops shelled the bridge.", status="coded"),),
        (),
        tuple(event(article_id, number) for number in range(events)),
        tuple(row(article_id, number) for number in range(rows)),
        (),
        ("a note",),
    )


def foretold(text: str, article_id: str) -> ArticleResult | ArticleFailure:
    """The answer to an article: `unreadable` in its text makes it fail, `events=N` sets the number of events."""
    if "unreadable" in text:
        return ArticleFailure(article_id, "text-rejected", "The text cannot be read.")
    events = int(text.rpartition("events=")[2]) if "events=" in text else 2
    return result(article_id, events)


@dataclass
class PlainCoder:
    """Answers as foretold. `poison` is an id that makes it raise; `before` is called before each article."""

    poison: str | None = None
    before: Callable[[Article], object] = lambda article: None
    error: Exception = field(default_factory=lambda: RuntimeError("secret text of the article"))
    seen: list[str] = field(default_factory=list)
    info: CoderInfo = INFO

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        for one in articles:
            self.before(one)
            self.seen.append(one.id)
            if one.id == self.poison:
                raise self.error
            yield foretold(one.text, one.id)


@dataclass(frozen=True)
class Started:
    """A stored job and its chunks in the order of the articles."""

    id: str
    chunk_ids: tuple[str, ...]


def start(
    store: sessionmaker[Session],
    articles: Any,
    *,
    chunk_articles: int = 25,
    chunk_bytes: int = 262_144,
    queue: Any = "bulk",
    **more: Any,
) -> Started:
    job = submit(
        store, articles, coder="plain", queue=queue, chunk_articles=chunk_articles, chunk_bytes=chunk_bytes, **more
    )
    chunks = rows_of(store, Chunk, "job_id", "position", "id")
    return Started(job.id, tuple(chunk_id for job_id, _, chunk_id in chunks if job_id == job.id))


def work(store: sessionmaker[Session], chunk_id: str, coder: Any = None, *, attempts: int = 3) -> Outcome:
    chosen = coder or PlainCoder()
    return code_chunk(store, chunk_id, coder_for=lambda _: chosen, lease_seconds=LEASE, max_attempts=attempts)


def run_dry(store: sessionmaker[Session], coder: Any = None, *, attempts: int = 3) -> list[Outcome]:
    """Sends and codes whatever there is, as publisher and worker would, until nothing is unsent."""
    outcomes: list[Outcome] = []
    while messages := outbox.take_unsent(store, 10):
        outbox.mark_sent(store, [message.id for message in messages])
        outcomes += [work(store, message.chunk_id, coder, attempts=attempts) for message in messages]
        assert len(outcomes) < 1000, "the work never ends"
    return outcomes


def rows_of(store: sessionmaker[Session], table: type[Base], *columns: str) -> list[tuple[Any, ...]]:
    """All rows of a table, the named columns of them, sorted."""
    with reading(store) as session:
        return sorted(tuple(found) for found in session.execute(select(*(getattr(table, name) for name in columns))))
