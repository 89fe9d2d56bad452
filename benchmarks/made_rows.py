"""Rows made up by a seed, valid in every column and about nothing that happened, and a store filled with them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from jobs import acled_rows
from schemas.row import INTERS, SUB_EVENT_TYPES, TWO_ACTORS, interaction
from storage.engine import writing
from storage.ids import uuid7
from storage.models import Article, Chunk, Job, Row

# Country as rows name it, ISO number, prefix, region.
COUNTRIES = (
    ("Yemen", 887, "YEM", "Middle East"),
    ("Nigeria", 566, "NIG", "Western Africa"),
    ("Niger", 562, "NIR", "Western Africa"),
    ("Ivory Coast", 384, "CIV", "Western Africa"),
    ("Mali", 466, "MLI", "Western Africa"),
    ("Ukraine", 804, "UKR", "Europe"),
    ("Kosovo", 0, "XKX", "Europe"),
    ("Georgia", 268, "GEO", "Caucasus and Central Asia"),
    ("India", 356, "IND", "South Asia"),
    ("Argentina", 32, "ARG", "South America"),
    ("Brazil", 76, "BRA", "South America"),
    ("Kenya", 404, "KEN", "Eastern Africa"),
)
ARMED = ("Hill Guards", "River Brigade", "Free March", "Old Oak Front", "Ünion of the Dunes", "100% Home_Guard")
PAPERS = ("Morning Ledger", "Harbour Post", "Élan du Nord", "The Valley Gazette", "Радио Холм")
SCALES = ("National", "Subnational", "Other", "International", "Subnational-National")
FIRST_DAY = date(2015, 1, 1)


def rows(number: int, seed: int = 1, *, days: int = 3650, names: int = 40) -> Iterator[dict[str, Any]]:
    """Rows as coders.wire writes them. `days` and `names` say over how many days and actor names they are spread."""
    dice = random.Random(seed)
    subs = sorted(SUB_EVENT_TYPES)
    for at in range(number):
        sub = dice.choice(subs)
        event_type, disorder = SUB_EVENT_TYPES[sub]
        country, iso, prefix, region = dice.choice(COUNTRIES)
        day = FIRST_DAY + timedelta(days=dice.randrange(days))
        inter1 = dice.choice(INTERS[1:])
        inter2 = dice.choice(INTERS[1:]) if event_type in TWO_ACTORS or dice.random() < 0.5 else ""
        actor1, actor2 = (_actor(dice, country, names) for _ in range(2))
        location = f"Town {dice.randrange(names * 10)}"
        seen = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=dice.randrange(1, 90))
        yield {
            "event_id_cnty": f"{prefix}{seed:02d}{at:07d}",
            "event_date": day.isoformat(),
            "year": day.year,
            "time_precision": dice.choice((1, 1, 1, 2, 3)),
            "disorder_type": disorder,
            "event_type": event_type,
            "sub_event_type": sub,
            "actor1": actor1,
            "assoc_actor_1": dice.choice(("", f"Labor Group ({country})", f"Women ({country}); Students ({country})")),
            "inter1": inter1,
            "actor2": actor2 if inter2 else "",
            "assoc_actor_2": dice.choice(("", f"Farmers ({country})")) if inter2 else "",
            "inter2": inter2,
            "interaction": interaction(inter1, inter2),
            "civilian_targeting": dice.choice(("", "Civilian targeting")),
            "iso": iso,
            "region": region,
            "country": country,
            "admin1": f"{country} Province {dice.randrange(20)}",
            "admin2": dice.choice(("", f"District {dice.randrange(200)}")),
            "admin3": "",
            "location": location,
            "latitude": round(dice.uniform(-40, 60), 4),
            "longitude": round(dice.uniform(-80, 120), 4),
            "geo_precision": dice.choice((1, 1, 2, 3)),
            "source": "; ".join(dice.sample(PAPERS, dice.choice((1, 1, 2)))),
            "source_scale": dice.choice(SCALES),
            "notes": f'On {day:%d %B %Y}, {actor1} were reported at {location}, "{country}". <Line {at} & no more.>',
            "fatalities": dice.choice((0, 0, 0, 1, 3, 10, 12)),
            "tags": dice.choice(("", "crowd size=no report", f"crowd size=around {dice.randrange(500)}")),
            "timestamp": int(seen.timestamp()) + dice.randrange(86_400),
            "article_id": f"article-{at}",
            "event_ids": [],
        }


def fill(store: sessionmaker[Session], made: Iterable[dict[str, Any]], owner: str | None = None) -> str:
    """Stores rows as one finished job of `owner`, an article for each, and publishes them for readers; gives the job's id."""
    job_id, chunk_id, at = uuid7(), uuid7(), datetime.now(UTC)
    nothing = dict.fromkeys(("received", "rejected", "coded", "failed", "quarantined"), 0)
    with writing(store) as session:
        job = {"id": job_id, "state": "completed", "coder": "made", "queue": "bulk", "created_at": at, "options": {}}
        session.execute(insert(Job), [job | nothing | {"owner": owner}])
        chunk = {"id": chunk_id, "job_id": job_id, "queue": "bulk", "position": 0, "articles": 0, "bytes": 0}
        session.execute(insert(Chunk), [chunk | {"state": "done", "attempts": 1, "waiting_since": at}])
    numbered = enumerate(made)
    while part := list(islice(numbered, 2000)):
        with writing(store) as session:
            key = {"job_id": job_id}
            articles = [
                key | {"position": place, "chunk_id": chunk_id, "external_id": row["article_id"], "state": "coded"}
                for place, row in part
            ]
            session.execute(insert(Article), [one | {"body": {"id": one["external_id"]}} for one in articles])
            names = [column.name for column in Row.__table__.columns if column.name in part[0][1]]
            session.execute(
                insert(Row),
                [
                    key | {name: row[name] for name in names} | {"position": place, "ordinal": 0, "payload": row}
                    for place, row in part
                ],
            )
            acled_rows.publish(session, [acled_rows.columns(job_id, place, row) for place, row in part])
    return job_id


def _actor(dice: random.Random, country: str, names: int) -> str:
    if dice.random() < 0.3:
        return dice.choice(("Protesters", "Civilians", "Rioters")) + f" ({country})"
    return f"{dice.choice(ARMED)} {dice.randrange(names)} ({country})"
