"""How fast the ACLED-style API answers filtered pages over many rows, in the process itself, on SQLite.

    python -m benchmarks.acled_read [--rows 100000] [--database FILE] [--limit 100] [--rounds 5]

A database that is not there is made and filled. Of each request the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import structlog

from api.app import create_app
from benchmarks import made_rows
from settings import Settings
from storage import engine, migrate

REQUESTS = (
    "",
    "country=Yemen",
    "country=yemen|Mali|Kenya&event_type=Battles|Riots",
    "event_date=2020-01-01|2020-12-31&event_date_where=BETWEEN",
    "country=Ukraine&event_date=2020-01-01|2020-12-31&event_date_where=BETWEEN&event_type=BATTLES",
    "event_type=Protests",
    "sub_event_type=armed&fatalities=3&fatalities_where=>=",
    "actor1=brigade 77",
    "actor1=brigade&actor2=civilians",
    "actor1=brigade&fatalities=3",
    "actor1=brigade",
    "actor2=nobody at all",
    "inter1=1&inter2=7",
    "interaction=17&year=2019",
    "region=1&disorder_type=Political violence&time_precision=1",
    "region=Middle East&civilian_targeting=Civilian",
    "iso=887&year=2018",
    "admin1=Province 7",
    "location=Town 777",
    "source=ledger",
    "notes=Line 77777 ",
    "notes=nothing of the kind",
    "notes=Hill Guards&fatalities=12",
    "tags=around 77",
    "tags=around 7&fatalities=0&inter1=2",
    "assoc_actor_1=women",
    "latitude=59&latitude_where=>",
    "timestamp=2024-06-01",
    "event_id_cnty=YEM010000",
    "country=Yemen:OR:actor1=Front 3",
    "page=50",
    "cursor=0&country=Yemen",
    "cursor=50000&event_type=Riots",
    "export_type=monadic&country=Yemen",
    "_format=csv&country=Yemen",
    "inter_num=1&fields=event_date|country|fatalities&country=Yemen",
)


def main() -> int:
    """Measures and prints; fails if a request takes 100 ms or more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        file = (given.database or Path(folder) / "athir.db").resolve()
        settings = replace(Settings(), database_url=f"sqlite:///{file}")
        if not file.exists():
            _fill(settings, given.rows)
        return _measure(settings, given.limit, given.rounds)


def _fill(settings: Settings, number: int) -> None:
    began = time.perf_counter()
    migrate.upgrade(settings.database_url)
    opened = engine.create_engine(settings.database_url)
    made_rows.fill(engine.session_factory(opened), made_rows.rows(number, names=500))
    opened.dispose()
    print(f"{number} rows written in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def _measure(settings: Settings, limit: int, rounds: int) -> int:
    client = create_app(settings).test_client()
    slow = 0
    for request in REQUESTS:
        address = f"/api/acled/read?limit={limit}&{request}"
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.get(address)
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text
        found = f"{answer.json['total_count']:>7}" if answer.is_json else "    csv"
        took = median(times) * 1000
        slow += took >= 100
        print(f"{took:7.1f} ms {found}  {request or '(no filter)'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
