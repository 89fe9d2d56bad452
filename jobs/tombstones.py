"""What readers of the ACLED-style API learn when rows go: each event id of an owner's that stands for nothing any more is listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from jobs import acled_reports, acled_rows
from storage.engine import now
from storage.models import AcledReport, AcledRow, DeletedRow, Job, Row


def bury(session: Session, job_id: str, positions: Collection[int] | None = None) -> int:
    """Takes the rows of a job, or of its articles at `positions`, out of the ACLED-style API; gives how many ids died.

    To be called in the transaction that deletes the job or the articles, before it does. An event id that the row of
    another of the owner's articles still carries is shown with that row again; the others get a tombstone with the present
    time. Merged events that lose a report are marked, to be merged anew.
    """
    session.connection().execute(select(Job.id).where(Job.id == job_id).with_for_update())  # jobs first, as everywhere
    owner = acled_rows.owner_of(session, job_id)
    if positions is None:
        return _bury_all(session, owner, job_id, None)
    ordered = sorted(positions)
    parts = (ordered[start : start + acled_rows.AT_ONCE] for start in range(0, len(ordered), acled_rows.AT_ONCE))
    return sum(_bury_all(session, owner, job_id, part) for part in parts)


def bury_events(session: Session, owner: str, event_ids: Collection[str]) -> int:
    """Takes an owner's event ids out of the ACLED-style API, whatever rows carry them, as merging does; gives how many.

    `owner` is empty for the rows of jobs without one.
    """
    ids = sorted(event_ids)
    died = 0
    for start in range(0, len(ids), acled_rows.AT_ONCE):
        part = ids[start : start + acled_rows.AT_ONCE]
        query = select(AcledRow.event_id_cnty).where(AcledRow.owner == owner, AcledRow.event_id_cnty.in_(part))
        found = session.scalars(query.order_by(AcledRow.event_id_cnty).with_for_update()).all()
        _kill(session, owner, found)
        died += len(found)
    return died


def _bury_all(session: Session, owner: str, job_id: str, positions: Sequence[int] | None) -> int:
    died = 0
    for table in (AcledReport, AcledRow):  # a row that was published by itself has no report
        after = ""
        while True:
            query = (
                select(table.event_id_cnty)
                .where(table.job_id == job_id, table.event_id_cnty > after, table.owner == owner)
                .order_by(table.event_id_cnty)
                .limit(acled_rows.AT_ONCE)
                .with_for_update()
            )
            if positions is not None:
                query = query.where(table.position.in_(positions))
            ids = session.scalars(query).all()
            if not ids:
                break
            after = ids[-1]
            died += _bury(session, owner, ids, job_id, positions)
    return died


def _bury(session: Session, owner: str, ids: Sequence[str], job_id: str, positions: Sequence[int] | None) -> int:
    others = (
        select(Row.event_id_cnty, Row.job_id, Row.position, Row.payload)
        .join(Job, Job.id == Row.job_id)
        .where(Row.event_id_cnty.in_(ids), func.coalesce(Job.owner, "") == owner)
    )
    gone = Row.job_id == job_id
    if positions is not None:
        gone &= Row.position.in_(positions)
    # Ids of jobs rise with time, so the newest row of an event id comes last, and of several the last counts.
    left = session.execute(others.where(~gone).order_by(Row.job_id, Row.position, Row.ordinal)).all()
    kept = {row.event_id_cnty for row in left}
    dead = [event_id for event_id in ids if event_id not in kept]
    reports = (AcledReport.owner == owner, AcledReport.event_id_cnty.in_(dead))
    days = select(AcledReport.owner, AcledReport.country, AcledReport.family, AcledReport.event_date).where(*reports)
    acled_reports.mark(
        session, [(line.owner, line.country, line.family, line.event_date) for line in session.execute(days)]
    )
    session.connection().execute(delete(AcledReport).where(*reports))
    shown = select(AcledRow.event_id_cnty).where(AcledRow.owner == owner, AcledRow.event_id_cnty.in_(ids))
    seen = set(session.scalars(shown))
    _kill(session, owner, [event_id for event_id in dead if event_id in seen])
    again = [acled_rows.columns(row.job_id, row.position, row.payload) for row in left]
    acled_reports.report(session, again)
    # Also an event that is merged, until it is so anew: what is shown must not hang on a job that goes.
    acled_rows.publish(session, [row for row in again if row["event_id_cnty"] in seen])
    return len(dead)


def _kill(session: Session, owner: str, ids: Sequence[str]) -> None:
    if not ids:
        return
    connection = session.connection()
    at = int(now(session).timestamp())
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(DeletedRow)
    statement = statement.on_conflict_do_update(
        index_elements=["owner", "event_id_cnty"], set_={"deleted_timestamp": statement.excluded.deleted_timestamp}
    )
    told = {"owner": owner, "deleted_timestamp": at}
    connection.execute(statement, [{**told, "event_id_cnty": event_id} for event_id in ids])
    connection.execute(delete(AcledRow).where(AcledRow.owner == owner, AcledRow.event_id_cnty.in_(ids)))
