"""Keeps acled_rows, the one table that the ACLED-style API reads, in step with the rows that jobs write.

Each event id of an owner stands there once, as it was written last; the owner is that of the row's job. Rows come here by
way of jobs.acled_reports, and what is merged across articles by jobs.merging: the API reads nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from coders.wire import ROW_COLUMNS
from storage.acled_codes import INTER_NUMBERS, REGION_NUMBERS, interaction_number
from storage.models import RAW_JSON, AcledBody, AcledRow, DeletedRow, IndexText, Job
from storage.types import to_json

Columns = dict[str, Any]

AT_ONCE: Final = 500  # event ids in one statement
_WHOLE: Final = ("year", "time_precision", "iso", "geo_precision", "fatalities", "timestamp")
_REAL: Final = ("latitude", "longitude")
_LARGEST: Final = 2**62


def columns(job_id: str, position: int, row: Mapping[str, Any]) -> Columns:
    """Column values of acled_rows, and `body`, for a row as coders.wire writes it, of the article at `position`.

    Raises ValueError or TypeError if a number is none or too large, or the row cannot be said in JSON.
    """
    inters = INTER_NUMBERS.get(row["inter1"]), INTER_NUMBERS.get(row["inter2"])
    values: Columns = {name: str(row[name]) for name in ROW_COLUMNS}
    values.update({name: _whole(row[name]) for name in _WHOLE})
    values.update({name: float(row[name]) for name in _REAL})
    return {
        **values,
        "job_id": job_id,
        "position": position,
        "inter1_number": inters[0],
        "inter2_number": inters[1],
        "interaction_number": None if None in inters else interaction_number(*inters),  # type: ignore[arg-type]
        "region_number": REGION_NUMBERS.get(row["region"]),
        "body": to_json({name: row[name] for name in ROW_COLUMNS}),
    }


def publish(session: Session, rows: Iterable[Columns]) -> None:
    """Writes rows (as `columns` makes them) over what their jobs' owners have under their event ids; tombstones of these go.

    Takes locks in the order of owners and event ids, so that two writers wait for each other and never in a circle. To be
    called after the job's own line was changed, if it is: everything here locks jobs first.
    """
    for owner, by_id in sorted(by_owner(session, rows).items()):
        ids = sorted(by_id)
        for start in range(0, len(ids), AT_ONCE):
            _publish(session, owner, ids[start : start + AT_ONCE], by_id)


def by_owner(session: Session, rows: Iterable[Columns]) -> dict[str, dict[str, Columns]]:
    """Rows by their jobs' owner and by event id as the table holds it; of several with one id the last."""
    given = list(rows)
    owners = _owners(session, {row["job_id"] for row in given})
    found: dict[str, dict[str, Columns]] = {}
    for row in given:
        found.setdefault(owners[row["job_id"]], {})[_key(session, row["event_id_cnty"])] = row
    return found


def owner_of(session: Session, job_id: str) -> str:
    """The owner of a job as acled_rows and deleted_rows name it: empty where the job has none."""
    return _owners(session, {job_id}).get(job_id, "")


def _owners(session: Session, job_ids: Collection[str]) -> dict[str, str]:
    found = session.execute(select(Job.id, Job.owner).where(Job.id.in_(job_ids)))
    return {job_id: owner or "" for job_id, owner in found}


def _publish(session: Session, owner: str, ids: Sequence[str], by_id: Mapping[str, Columns]) -> None:
    connection = session.connection()
    values = [{**{name: value for name, value in by_id[key].items() if name != "body"}, "owner": owner} for key in ids]
    connection.execute(_upsert(connection.dialect.name), values)
    there = select(AcledRow.event_id_cnty, AcledRow.id).where(AcledRow.owner == owner, AcledRow.event_id_cnty.in_(ids))
    numbered = dict(connection.execute(there).all())
    connection.execute(delete(AcledBody).where(AcledBody.id.in_(numbered.values())))
    bodies = [{"id": numbered[key], "body": by_id[key]["body"]} for key in ids]
    connection.execute(_INSERT_BODY, bodies)
    connection.execute(delete(DeletedRow).where(DeletedRow.owner == owner, DeletedRow.event_id_cnty.in_(ids)))


def _upsert(dialect: str) -> Any:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(AcledRow.__table__)
    kept = ("id", "owner", "event_id_cnty")
    changed = {column.name: statement.excluded[column.name] for column in AcledRow.__table__.columns}
    return statement.on_conflict_do_update(
        index_elements=["owner", "event_id_cnty"], set_={name: new for name, new in changed.items() if name not in kept}
    )


_INSERT_BODY: Final = AcledBody.__table__.insert().values(body=bindparam("body", type_=RAW_JSON))  # type: ignore[attr-defined]


def _key(session: Session, event_id: str) -> str:
    """The event id as the table holds it."""
    return str(IndexText.process_bind_param(event_id, session.get_bind().dialect))


def _whole(value: Any) -> int:
    number = int(value)
    if abs(number) > _LARGEST:
        raise ValueError(f"{number} is too large")
    return number
