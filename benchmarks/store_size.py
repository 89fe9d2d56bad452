"""How large the store grows and how fast its lists are: fills a database with events and measures it.

    python -m benchmarks.store_size [--events 1000000] [--database URL] [--copy]

Without --database a SQLite file in a temporary folder is filled; a PostgreSQL that is named must be empty. Three
articles of four give two events, one gives none, as news does; the payloads are as long as the coder's. --copy also
measures PostgreSQL's COPY beside the inserts that workers use.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, bindparam, insert, text
from sqlalchemy.orm import Session, sessionmaker

from jobs import store_lists
from jobs.filters import Filters
from storage import migrate
from storage.engine import create_engine, parse_url, session_factory, writing
from storage.ids import uuid7
from storage.models import RAW_JSON, Article, Chunk, Event, Job
from storage.types import to_json

_CODES = ("010", "036", "040", "042", "0841", "112", "138", "145", "173", "190", "193", "194", "195", "1951", "203")
_COUNTRIES = ("SYR", "IRQ", "TUR", "USA", "RUS", "ISR", "IRN", "NGA", "COL", "UKR", "SDN", "FRA", "CHN", "EGY")
_ROLES = ("", "GOV", "MIL", "REB", "OPP", "COP", "CVL")
_JOB_ARTICLES = 100_000
_COMMIT = 2_000

QUERIES = (
    ("first page, no filter", Filters(), "asc"),
    ("last page, no filter", Filters(), "desc"),
    ("one code", Filters(code=("1951",)), "asc"),
    ("a code and those below it", Filters(code=("195",)), "asc"),
    ("a root and a country", Filters(code=("19",), country=("SYR",)), "asc"),
    ("a source actor and a month", Filters(source=("SYRMIL",), since="2024-03-01", until="2024-03-31"), "asc"),
    ("a year by day", Filters(since="2023-01-01", until="2023-12-31"), "asc"),
    ("a value that is nowhere", Filters(source=("ZZZ",)), "asc"),
    ("one article", Filters(article=("article-77777",)), "asc"),
)


def event(made: random.Random, article: int, ordinal: int) -> dict[str, Any]:
    """An event as the coder gives it, in content and length."""
    code = made.choice(_CODES)
    countries = made.choice(_COUNTRIES), made.choice(_COUNTRIES), made.choice(_COUNTRIES)
    actors = [
        {
            "code": country + made.choice(_ROLES),
            "text": "soldiers of the northern command",
            "start": 10,
            "end": 42,
            "name": "Northern Command",
            "country": country,
            "trace": ["agents/roles.tsv:120 soldiers", "actors/countries.tsv:88 northern"],
        }
        for country in countries[:2]
    ]
    return {
        "article_id": f"article-{article}",
        "sentence": ordinal,
        "event_id": f"{made.getrandbits(96):024x}",
        "code": code,
        "root": code[:2],
        "label": "Use conventional military force, not specified below",
        "quad_class": 4,
        "goldstein": -10.0,
        "plover": {"type": "ASSAULT", "mode": "firearms"},
        "source": actors[0],
        "target": actors[1],
        "trigger": {"text": "attacked", "start": 43, "end": 51},
        "date": f"{made.randrange(2015, 2025)}-{made.randrange(1, 13):02}-{made.randrange(1, 29):02}",
        "time_precision": 1,
        "place": {
            "name": "A town", "geonameid": made.randrange(9_999_999), "country": countries[2], "admin1": "A province",
            "latitude": 35.123, "longitude": 36.456, "geo_precision": 1, "reason": "named after a preposition of place",
        },
        "confidence": 0.87,
        "method": "rule",
        "trace": ["verbs/attack.tsv:31 attack + person", "deed fight, manner did", "target found in the object"],
    }  # fmt: skip


def columns(job_id: str, position: int, ordinal: int, made: random.Random) -> dict[str, Any]:
    """The column values of an event."""
    one = event(made, position, ordinal)
    return {
        "job_id": job_id,
        "position": position,
        "ordinal": ordinal,
        "article_id": one["article_id"],
        "event_id": one["event_id"],
        "code": one["code"],
        "root": one["root"],
        "event_date": one["date"],
        "source_code": one["source"]["code"],
        "source_country": one["source"]["country"],
        "target_code": one["target"]["code"],
        "target_country": one["target"]["country"],
        "country": one["place"]["country"],
        "payload": to_json(one),
    }


def fill(store: sessionmaker[Session], count: int) -> float:
    """Stores `count` events with their articles; gives the seconds that the inserts of the events took."""
    made = random.Random(1)
    spent, left = 0.0, count
    while left > 0:
        job_id, chunk_id = uuid7(), uuid7()
        with writing(store) as session:
            _job(session, job_id, chunk_id)
        position = 0
        while left > 0 and position < _JOB_ARTICLES:
            events = []
            articles = range(position, position + _COMMIT)
            for number in articles:
                for ordinal in range(0 if number % 4 == 3 else 2):
                    events.append(columns(job_id, number, ordinal, made))
            with writing(store) as session:
                connection = session.connection()
                connection.execute(insert(Article), [_article(job_id, chunk_id, number) for number in articles])
                began = time.perf_counter()
                raw = insert(Event.__table__).values(payload=bindparam("payload", type_=RAW_JSON))  # type: ignore[arg-type]  # a Table, typed as its base
                connection.execute(raw, events)
            spent += time.perf_counter() - began
            left -= len(events)
            position += _COMMIT
    return spent


def copied(engine: Engine, store: sessionmaker[Session], count: int) -> tuple[float, float]:
    """Seconds for `count` events by inserts and by COPY, one transaction of each 50 events, as workers write them."""
    made = random.Random(2)
    taken = []
    for copy in (False, True):
        job_id, chunk_id = uuid7(), uuid7()
        with writing(store) as session:
            _job(session, job_id, chunk_id)
            session.connection().execute(insert(Article), [_article(job_id, chunk_id, n) for n in range(count)])
        batches = [[columns(job_id, n, 0, made) for n in range(at, at + 50)] for at in range(0, count, 50)]
        names = list(batches[0][0])
        began = time.perf_counter()
        for batch in batches:
            with engine.begin() as connection:
                if copy:
                    cursor = connection.connection.cursor()
                    with cursor.copy(f"COPY events ({', '.join(names)}) FROM STDIN") as out:  # type: ignore[attr-defined]
                        for values in batch:
                            out.write_row([values[name] for name in names])
                else:
                    raw = insert(Event.__table__).values(payload=bindparam("payload", type_=RAW_JSON))  # type: ignore[arg-type]
                    connection.execute(raw, batch)
        taken.append(time.perf_counter() - began)
    return taken[0], taken[1]


def _job(session: Session, job_id: str, chunk_id: str) -> None:
    from storage.engine import now

    at = now(session)
    counts = dict.fromkeys(("received", "rejected", "coded", "failed", "quarantined"), 0)
    job = {"id": job_id, "state": "completed", "coder": "athir", "queue": "bulk", "created_at": at, "options": {}}
    session.connection().execute(insert(Job), {**job, **counts})
    chunk = {"id": chunk_id, "job_id": job_id, "queue": "bulk", "position": 0, "articles": 0, "bytes": 0}
    session.connection().execute(insert(Chunk), {**chunk, "state": "done", "attempts": 1, "waiting_since": at})


def _article(job_id: str, chunk_id: str, number: int) -> dict[str, Any]:
    # The body and the article's own result are left out: this measures events.
    return {
        "job_id": job_id, "position": number, "chunk_id": chunk_id, "external_id": f"article-{number}",
        "state": "coded", "body": {}, "result": {}, "error": None,
    }  # fmt: skip


def sizes(engine: Engine) -> Iterator[tuple[str, float]]:
    """Parts of the database and their MiB."""
    mib = 2**20
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        with engine.connect() as connection:
            pages = connection.scalar(
                text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            )
        yield "file", float(pages or 0) / mib
        return
    with engine.connect() as connection:
        for name, function in (("events", "pg_table_size"), ("indexes of events", "pg_indexes_size")):
            yield name, float(connection.scalar(text(f"SELECT {function}('events')")) or 0) / mib


def timed(store: sessionmaker[Session], where: Filters, order: Any) -> tuple[float, int]:
    """Milliseconds for a page of 500 of a list, the better of two, and how many items it had."""
    best, found = 1e9, 0
    for _ in range(2):
        began = time.perf_counter()
        stream = store_lists.iterate(store, "events", where=where, order=order)
        found = sum(1 for _ in zip(range(500), stream, strict=False))
        best = min(best, (time.perf_counter() - began) * 1000)
    return best, found


def measure(url: str, count: int, *, copy: bool) -> None:
    """Fills the database at `url` and prints what it measured."""
    migrate.upgrade(url)
    engine = create_engine(url)
    store = session_factory(engine)
    if copy and engine.dialect.name == "postgresql":
        inserted, streamed = copied(engine, store, 10_000)
        print(f"10,000 events in transactions of 50: inserts {inserted:.1f} s, COPY {streamed:.1f} s", flush=True)
    spent = fill(store, count)
    print(f"{parse_url(url).get_backend_name()}: {count:,} events inserted at {count / spent:,.0f}/s", flush=True)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    for name, size in sizes(engine):
        print(f"  {name}: {size:,.0f} MiB, {size * 2**20 / count:,.0f} bytes an event")
    for name, where, order in QUERIES:
        milliseconds, found = timed(store, where, order)
        print(f"  {name}: {milliseconds:,.1f} ms for {found} events", flush=True)
    engine.dispose()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints the figures."""
    parser = argparse.ArgumentParser(description="Size of the store and speed of its lists.")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--database", help="an empty PostgreSQL or SQLite (default: SQLite in a temporary folder)")
    parser.add_argument("--copy", action="store_true", help="PostgreSQL: measures COPY beside inserts first")
    asked = parser.parse_args(arguments)
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="athir-bench-") as folder:
        measure(asked.database or f"sqlite:///{Path(folder)}/athir.db", asked.events, copy=asked.copy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
