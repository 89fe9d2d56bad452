"""Takes in rows as jobs write them: each is a report, shown at once unless it is part of a merged event already.

A report is locked before anything of acled_rows that goes by its id, and reports in the order of owners and ids, so that
writers, deletion and merging never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from coders.acled.matching import family_of
from coders.acled.merge import comparable
from jobs import acled_rows
from jobs.acled_rows import AT_ONCE, Columns
from storage.engine import writing
from storage.models import AcledReport, AcledRow, MergeMark, Row

Day = tuple[str, str, str, str]  # owner, country, family, day

ROW_OF_REPORT: Final = and_(
    Row.job_id == AcledReport.job_id,
    Row.position == AcledReport.position,
    Row.event_id_cnty == AcledReport.event_id_cnty,
)
"""Joins a report with the row as it was written. An article that gave two rows of one id gives both."""


def report(session: Session, rows: Iterable[Columns], *, apart: bool = False) -> None:
    """Writes rows (as acled_rows.columns makes them) over what their jobs' owners have under their event ids.

    Those of a merged event wait for the merging that their marks ask for; all others are published. `apart` keeps them
    from being merged; once said of an event id it stays so. To be called after the job's own line was changed, if it is.
    """
    alone: list[Columns] = []
    for owner, by_id in sorted(acled_rows.by_owner(session, rows).items()):
        fit = [key for key in sorted(by_id) if comparable(by_id[key]["event_date"], by_id[key]["sub_event_type"])]
        alone.extend(by_id[key] for key in by_id.keys() - set(fit))  # of a coder that knows other types than ours
        for ids in batches(fit):
            merged = _write(session, owner, ids, by_id, apart=apart)
            alone.extend(by_id[key] for key in ids if key not in merged)
            mark(session, {(owner, *_place(by_id[key])) for key in ids})
    acled_rows.publish(session, alone)


def mark(session: Session, days: Iterable[Day]) -> None:
    """Asks for these days to be merged anew."""
    names = ("owner", "country", "family", "event_date")
    marks = [dict(zip(names, day, strict=True)) for day in sorted(set(days))]
    if marks:
        session.connection().execute(insert(MergeMark), marks)


def split(session: Session, owner: str | None, event_id: str, *, apart: bool) -> list[str]:
    """Says that the reports of an event never (`apart`) or again may be merged; gives the ids of those that this changes.

    `event_id` is that of the event or of one of its reports; `owner` None means everybody's.
    """
    seen = [] if owner is None else [AcledReport.owner == owner]
    named = select(AcledReport.owner, AcledReport.kept).where(AcledReport.event_id_cnty == event_id, *seen)
    changed: list[str] = []
    for whose, kept in session.execute(named).all():
        query = (
            select(AcledReport.event_id_cnty, AcledReport.country, AcledReport.family, AcledReport.event_date)
            .where(AcledReport.owner == whose, AcledReport.kept == kept, AcledReport.apart.is_not(apart))
            .order_by(AcledReport.event_id_cnty)
            .with_for_update()
        )
        found = session.execute(query).all()
        ids = [line.event_id_cnty for line in found]
        change = update(AcledReport).where(AcledReport.owner == whose, AcledReport.event_id_cnty.in_(ids))
        session.connection().execute(change.values(apart=apart))
        mark(session, {(whose, line.country, line.family, line.event_date) for line in found})
        changed += ids
    return changed


def separate(store: sessionmaker[Session], owner: str | None, event_id: str, *, apart: bool) -> list[str]:
    """The same in a transaction of its own. Raises StorageUnavailable."""
    with writing(store) as session:
        return split(session, owner, event_id, apart=apart)


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """`ids` in parts that one statement takes."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _write(session: Session, owner: str, ids: Sequence[str], rows: Mapping[str, Columns], *, apart: bool) -> set[str]:
    """Writes the reports; gives the ids of those that are part of a merged event."""
    connection = session.connection()
    connection.execute(_upsert(connection.dialect.name), [_report(owner, key, rows[key], apart=apart) for key in ids])
    merged = select(AcledReport.event_id_cnty).where(
        AcledReport.owner == owner, AcledReport.event_id_cnty.in_(ids), AcledReport.merged.is_(True)
    )
    shown = select(AcledRow.event_id_cnty).where(AcledRow.owner == owner, AcledRow.event_id_cnty.in_(ids))
    found = set(connection.scalars(merged))
    # An event that lost the row it was shown by is shown by its reports until it is merged anew.
    kept = select(AcledReport.event_id_cnty).where(
        AcledReport.owner == owner,
        AcledReport.event_id_cnty.in_(found),
        AcledReport.kept == AcledReport.event_id_cnty,
    )
    return found - (set(connection.scalars(kept)) - set(connection.scalars(shown)) if found else set())


def _report(owner: str, key: str, row: Columns, *, apart: bool) -> dict[str, Any]:
    country, family, day = _place(row)
    return {
        "owner": owner,
        "event_id_cnty": key,
        "job_id": row["job_id"],
        "position": row["position"],
        "country": country,
        "family": family,
        "event_date": day,
        "time_precision": row["time_precision"],
        "first_reported": row["timestamp"],
        "kept": key,
        "merged": False,
        "apart": apart,
        "merges": None,
    }


def _place(row: Columns) -> tuple[str, str, str]:
    return row["country"], family_of(row["event_type"], row["sub_event_type"]), row["event_date"]


def _upsert(dialect: str) -> Any:
    make: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = make(AcledReport.__table__)
    new = statement.excluded
    changed = {name: new[name] for name in ("job_id", "position", "country", "family", "event_date", "time_precision")}
    return statement.on_conflict_do_update(
        index_elements=["owner", "event_id_cnty"], set_={**changed, "apart": or_(AcledReport.apart, new.apart)}
    )
