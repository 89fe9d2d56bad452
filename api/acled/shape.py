"""A row as a request wants it: monadic or dyadic, classes as labels or numbers, some fields, all strings for old clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.acled.parameters import Options
from jobs.acled_columns import ROWS

_SECOND: Final = {"actor1": "actor2", "assoc_actor_1": "assoc_actor_2", "inter1": "inter2"}
_CLASSES: Final = ("inter1", "inter2", "interaction")
_POPULATION: Final = {
    "": (),
    "true": ("population_best",),
    "full": ("population_1km", "population_2km", "population_5km", "population_best"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns that a request gets, in their order, and whether rows come as they are stored."""

    columns: tuple[str, ...]
    monadic: bool
    numeric: bool
    strings: bool

    @property
    def plain(self) -> bool:
        """Whether a stored row needs no change at all."""
        return not (self.monadic or self.numeric or self.strings) and self.columns == tuple(ROWS)

    def of(self, row: Mapping[str, Any], second: bool = False) -> dict[str, Any]:
        """The row in this shape; `second` makes it the monadic row of the second actor."""
        values = dict(row)
        if second:
            values.update({name: row[other] for name, other in _SECOND.items()})
        if self.numeric:
            values.update({name: _number(name, values[name]) for name in _CLASSES})
        shaped = {name: values.get(name, "") for name in self.columns}
        return {name: str(value) for name, value in shaped.items()} if self.strings else shaped


def of_rows(options: Options, *, strings: bool) -> Shape:
    """The shape of rows that `options` ask for. Unknown fields are passed over; without a known one all columns come.

    A monadic row has no columns of the second actor. Populations are not known, so their columns are blank.
    """
    columns = [name for name in ROWS if not (options.monadic and name in _SECOND.values())]
    columns += _POPULATION[options.population]
    return Shape(_chosen(tuple(columns), options), options.monadic, options.numeric, strings)


def of_lines(columns: tuple[str, ...], options: Options, *, strings: bool) -> Shape:
    """The shape of the lines of a list with these columns."""
    return Shape(_chosen(columns, options), False, False, strings)


def _chosen(columns: tuple[str, ...], options: Options) -> tuple[str, ...]:
    return tuple(name for name in columns if name in options.fields) or columns


def _number(column: str, label: str) -> int | str:
    """The number of a label; 0 for a blank one; a label without a number stays what it is."""
    if not label:
        return 0
    return (ROWS[column].labels or {}).get(label.casefold(), label)
