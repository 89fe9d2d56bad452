"""Keeps what readers of the ACLED-style API see merged: of the reports of one event one row, with all their sources.

Which reports are one event is said by coders.acled. A mark names a day whose reports changed; everything that could be one
event with a report of that day, the run of days around it, is merged anew from the reports themselves, in order of days and
in bounded memory. So the outcome depends neither on the order in which jobs end nor on how often this is done. An event
keeps the id of its oldest report; ids that vanish get tombstones; a row that changes gets the present time as `timestamp`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, delete, func, select, tuple_, update
from sqlalchemy.orm import Session, sessionmaker

from coders.acled.merge import MergedRow, merge_sorted
from coders.types import Row as RowRecord
from coders.wire import ROW_COLUMNS, row_from_wire, row_to_wire
from jobs import acled_rows, day_runs, tombstones
from jobs.acled_reports import ROW_OF_REPORT, batches
from jobs.exclusive import alone
from storage.engine import now, reading, writing
from storage.models import AcledBody, AcledReport, AcledRow, Job, MergeMark, Row

_LOCK: Final = 0x41544852
_MARKS: Final = 200  # of one transaction
_HELD: Final = 0.1  # seconds after which a transaction ends with the run it is at: on SQLite every writer waits for it
_TURN: Final = 0.05  # seconds
_PAGE: Final = 500

_CHANGE: Final = (
    update(AcledReport.__table__)  # type: ignore[arg-type]  # a Table, typed as its base
    .where(AcledReport.owner == bindparam("of_owner"), AcledReport.event_id_cnty == bindparam("of_event"))
    .values(kept=bindparam("now_kept"), merged=bindparam("now_merged"), merges=bindparam("now_merges"))
)


def settle(
    store: sessionmaker[Session],
    *,
    owner: str | None = None,
    seconds: float = 10.0,
    merge: bool = True,
    wait: bool = False,
) -> int:
    """Merges around all marked days, for about `seconds`; gives how many events it showed in another way.

    `owner` limits it to marks of one. Where `merge` is False, every report around a mark is shown by itself. Several may run
    at once: one does the work, the others return, or `wait` for their turn. Raises StorageUnavailable.
    """
    changed = 0
    until = time.monotonic() + seconds
    while True:
        with reading(store) as session:
            if session.scalars(select(MergeMark.id).where(*_marks_of(owner)).limit(1)).first() is None:
                return changed
        with writing(store) as session:
            mine = alone(session, _LOCK)
            if mine:
                changed += _some(session, owner, merge=merge)
        if time.monotonic() >= until or not (mine or wait):
            return changed
        if not (mine and wait):
            time.sleep(_TURN)  # others' turn


def _marks_of(owner: str | None) -> list[ColumnElement[bool]]:
    return [] if owner is None else [MergeMark.owner == owner]


def _some(session: Session, owner: str | None, *, merge: bool) -> int:
    """Deals with some marks of one owner, country and family."""
    names = select(MergeMark.owner, MergeMark.country, MergeMark.family)
    first = session.execute(names.where(*_marks_of(owner)).order_by(MergeMark.id).limit(1)).one_or_none()
    if first is None:
        return 0
    marked = day_runs.of_place(MergeMark, *first)
    days = select(MergeMark.event_date).where(*marked).distinct().order_by(MergeMark.event_date).limit(_MARKS)
    changed, reached = 0, ""
    until = time.monotonic() + _HELD
    for day in session.scalars(days).all():
        if day <= reached:
            continue
        low, reached = day_runs.around(session, first, day)
        # The marks go before the reports are read: one that is set meanwhile stays, and the day is looked at again.
        session.connection().execute(delete(MergeMark).where(*marked, MergeMark.event_date.between(low, reached)))
        changed += _Run(session, *first, low, reached).redo(merge=merge)
        if time.monotonic() >= until:
            break
    return changed


_COLUMNS: Final = tuple(
    getattr(AcledReport, name)
    for name in ("event_date", "event_id_cnty", "job_id", "position", "kept", "merged", "apart", "first_reported")
)


@dataclass(frozen=True, slots=True)
class _State:
    """What stands of a report."""

    key: str
    job_id: str
    position: int
    kept: str
    merged: bool
    written: int  # the row's own timestamp


@dataclass(slots=True)
class _Run:
    """The reports of one owner, country and family from `low` to `high`, and what is to be changed of them."""

    session: Session
    owner: str
    country: str
    family: str
    low: str
    high: str
    states: dict[str, _State] = field(default_factory=dict)
    shown: list[dict[str, Any]] = field(default_factory=list)  # rows to publish
    gone: list[str] = field(default_factory=list)  # ids that vanish
    changes: list[dict[str, Any]] = field(default_factory=list)  # of the reports

    def redo(self, *, merge: bool) -> int:
        """Merges anew; gives how many events changed."""
        self._lock()
        at = int(now(self.session).timestamp())
        changed = 0
        alone: list[RowRecord] = []
        for one in merge_sorted(self._reports(alone, merge=merge)):
            changed += self._show(one, at)
            while alone:
                changed += self._show(_single(alone.pop()), at)
            if len(self.changes) >= _PAGE:
                self._flush()
        while alone:
            changed += self._show(_single(alone.pop()), at)
        self._flush()
        return changed

    def _lock(self) -> None:
        """Jobs first and then reports, each in order, as everybody does who writes rows."""
        if self.session.get_bind().dialect.name != "postgresql":
            return  # who writes to SQLite is alone
        jobs = select(AcledReport.job_id).where(*self._between())
        held = select(Job.id).where(Job.id.in_(jobs)).order_by(Job.id).with_for_update(read=True, key_share=True)
        reports = (
            select(AcledReport.event_id_cnty)
            .where(*self._between())
            .order_by(AcledReport.event_id_cnty)
            .with_for_update()
        )
        for query in (held, reports):
            self.session.execute(select(func.count()).select_from(query.subquery()))

    def _between(self) -> list[ColumnElement[bool]]:
        days = AcledReport.event_date.between(self.low, self.high)
        return [*day_runs.of_place(AcledReport, self.owner, self.country, self.family), days]

    def _reports(self, alone: list[RowRecord], *, merge: bool) -> Iterator[RowRecord]:
        """The reports by day; those that are not to be merged are put into `alone` instead."""
        place: tuple[str, str] = ("", "")
        key = tuple_(AcledReport.event_date, AcledReport.event_id_cnty)
        while True:
            query = (
                select(*_COLUMNS, Row.payload)
                .join(Row, ROW_OF_REPORT)
                .where(*self._between(), key > tuple_(*place))
                .order_by(AcledReport.event_date, AcledReport.event_id_cnty)
                .limit(_PAGE)
            )
            page = self.session.execute(query).all()
            for report in page:
                if place == (place := (report.event_date, report.event_id_cnty)):
                    continue  # an article that gave two rows of one id
                row = row_from_wire(report.payload)
                self.states[row.event_id_cnty] = _State(
                    report.event_id_cnty, report.job_id, report.position, report.kept, report.merged, row.timestamp
                )
                row = replace(row, timestamp=report.first_reported)
                if report.apart or not merge:
                    alone.append(row)
                else:
                    yield row
            if len(page) < _PAGE:
                return

    def _show(self, one: MergedRow, at: int) -> int:
        """Notes what has to be done so that the event is shown as it is; 1 if anything has."""
        states = {member.event_id_cnty: self.states.pop(member.event_id_cnty) for member in one.members}
        if len(states) == 1:
            (state,) = states.values()
            if not state.merged:
                return 0  # it was shown when it was reported
            self._publish(one.row, state, at)
            self._change(state, state.key, merged=False, merges=None)
            return 1
        host = states[one.row.event_id_cnty]
        stands = all(state.merged and state.kept == host.key for state in states.values())
        if stands and self._body(host.key) == _content(one.row):
            return 0
        links = [{"kept": link.kept, "joined": link.joined, "reason": link.reason} for link in one.links]
        self._publish(one.row, host, max(at, *(state.written for state in states.values())))
        for state in states.values():
            self._change(state, host.key, merged=True, merges=links if state is host else None)
            if state is not host:
                self.gone.append(state.key)
        return 1

    def _publish(self, row: RowRecord, state: _State, at: int) -> None:
        wire = row_to_wire(replace(row, timestamp=at))
        self.shown.append(acled_rows.columns(state.job_id, state.position, wire))

    def _change(self, state: _State, kept: str, *, merged: bool, merges: Any) -> None:
        of = {"of_owner": self.owner, "of_event": state.key}
        self.changes.append({**of, "now_kept": kept, "now_merged": merged, "now_merges": merges})

    def _body(self, key: str) -> dict[str, Any] | None:
        """What is shown under an id, but for its time."""
        query = (
            select(AcledBody.body)
            .join(AcledRow, AcledRow.id == AcledBody.id)
            .where(AcledRow.owner == self.owner, AcledRow.event_id_cnty == key)
        )
        body = self.session.scalars(query).one_or_none()
        return None if body is None else {**body, "timestamp": 0}

    def _flush(self) -> None:
        acled_rows.publish(self.session, self.shown)
        for ids in batches(sorted(self.gone)):
            tombstones.bury_events(self.session, self.owner, ids)
        if self.changes:
            self.session.connection().execute(_CHANGE, self.changes)
        self.shown, self.gone, self.changes = [], [], []


def _content(row: RowRecord) -> dict[str, Any]:
    wire = row_to_wire(row)
    return {name: wire[name] for name in ROW_COLUMNS} | {"timestamp": 0}


def _single(row: RowRecord) -> MergedRow:
    return MergedRow(row, (row,))
