"""Whose rows a reader of the ACLED-style API is shown: one owner's, or everybody's with each event id once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from storage.models import AcledRow, DeletedRow


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows of `owner`; with None those of all owners, of several with one event id the one written first.

    The first one and not the last, so that a walk by cursor is never told an event id again. `likely` says that the owner
    has nearly all rows, to SQLite, which would take it for a choice of few.
    """

    owner: str | None
    likely: bool = False

    def rows(self) -> list[ColumnElement[bool]]:
        """The conditions on AcledRow."""
        if self.owner is not None:
            owned = AcledRow.owner == self.owner
            return [func.likelihood(owned, literal_column("0.999"))] if self.likely else [owned]
        twin = aliased(AcledRow)
        return [~exists().where(twin.event_id_cnty == AcledRow.event_id_cnty, twin.id < AcledRow.id)]

    def narrowed(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """`condition`, on a column that an index begins with, said to fit few of the rows."""
        return func.likelihood(condition, literal_column("0.05")) if self.likely else condition

    def deleted(self) -> list[ColumnElement[bool]]:
        """The conditions on DeletedRow. For everybody only what no owner has any more is deleted, as of the last deletion."""
        if self.owner is not None:
            return [DeletedRow.owner == self.owner]
        later = aliased(DeletedRow)
        return [
            ~exists().where(AcledRow.event_id_cnty == DeletedRow.event_id_cnty),
            ~exists().where(later.event_id_cnty == DeletedRow.event_id_cnty, later.id > DeletedRow.id),
        ]


def scope(session: Session, sees: str | None) -> Scope:
    """The scope of a reader who sees what `sees` owns, or with None everything.

    Where all rows have one owner, as where no keys are asked for, it is that owner's: the indexes begin with it.
    """
    if sees is not None:
        return Scope(sees)
    # Each in a query of its own, which is a look at one end of an index; both in one would read all of it.
    ends = (select(end(AcledRow.owner)).scalar_subquery() for end in (func.min, func.max))
    first, last = session.execute(select(*ends)).one()
    if first != last:
        return Scope(None)
    return Scope(first, likely=first is not None and session.get_bind().dialect.name == "sqlite")
