"""The formats by name, and how results become a file of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from coders.errors import AthirError
from exports import acled, cline, gdelt, gdelt_mentions, icews, petrarch, phoenix, plover, polecat
from exports.format import Format, Setting
from exports.one_a_day import one_a_day as filtered
from exports.records import Record, Wire, records
from exports.tables import Tables

FORMATS: Mapping[str, Format] = {
    found.name: found
    for found in (
        petrarch.FORMAT,
        phoenix.FORMAT,
        cline.FORMAT,
        gdelt.GDELT_1,
        gdelt.GDELT_2,
        gdelt_mentions.FORMAT,
        icews.FORMAT,
        polecat.FORMAT,
        plover.FORMAT,
        acled.FORMAT,
    )
}


class NoSuchExport(AthirError):
    """An option does not go with the format."""

    slug = "invalid-input"


def export(
    results: Iterable[Wire],
    form: Format,
    tables: Tables,
    *,
    one_a_day: bool = False,
    dyads: bool = False,
    now: datetime | None = None,
) -> Iterator[str]:
    """The lines of a file in format `form`, made from article results one after the other.

    `one_a_day` leaves one event of each day, source, target and code; `dyads` leaves out events in which source or
    target has no code. `now` is the moment of the export where a format asks for it and a story has no date. Raises
    NoSuchExport at once for an option that the format, made of rows, cannot have.
    """
    check_options(form, one_a_day=one_a_day, dyads=dyads)
    if form.rows is not None:
        return form.rows(row for result in results if "error" not in result for row in result["rows"])
    found: Iterator[Record] = records(results)
    if dyads:
        found = (record for record in found if record.source.get("code") and record.target.get("code"))
    if one_a_day:
        found = filtered(found)
    assert form.events is not None  # noqa: S101  # a format is made of one or the other
    return form.events(found, Setting(tables, now or datetime.now(UTC)))


def check_options(form: Format, *, one_a_day: bool, dyads: bool) -> None:
    """Raises NoSuchExport if `form` cannot have an option."""
    for name, wanted in (("one-a-day", one_a_day), ("dyads", dyads)):
        if wanted and form.events is None:
            raise NoSuchExport(f"{form.name} is made of rows, which {name} does not apply to")
