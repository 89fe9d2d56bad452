"""Reads country dumps in GeoNames' allCountries format: 19 tab-separated columns, as .txt or inside a .zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coders.errors import GazetteerError
from coders.geo.names import key
from coders.geo.packaged import alternate_keys
from coders.geo.store import NameRecord, PlaceRecord

_COLUMNS = 19
_CLASSES = frozenset("APTHLSV")  # roads (R) and undersea features (U) are no places of events


def read(path: Path, alpha3: dict[str, str], units: dict[str, int]) -> tuple[list[PlaceRecord], list[NameRecord]]:
    """Places and names of the dump at `path`.

    `alpha3` gives a country's three letters by its two, `units` a unit's id by its GeoNames code (`SY.12`, `SY.12.4`).
    Raises GazetteerError, naming the line, when the file is not in the format or holds no place.
    """
    places: list[PlaceRecord] = []
    names: list[NameRecord] = []
    with _lines(path) as lines:
        own_units = dict(units)
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _COLUMNS:
                raise GazetteerError(f"{path.name}:{number}: {len(cells)} columns where a GeoNames dump has {_COLUMNS}")
            if cells[6] not in _CLASSES:
                continue
            record = _record(path.name, number, cells, alpha3, own_units)
            if record.feature == "ADM1":
                own_units[f"{cells[8]}.{cells[10]}"] = record.id
            places.append(record)
            own = key(record.name)
            names.append(NameRecord(own, record.id, 0))
            others = alternate_keys([cells[2], *cells[3].split(",")], keep_short=False)
            names.extend(NameRecord(other, record.id, 1) for other in others if other != own)
    if not places:
        raise GazetteerError(f"{path.name}: no place in it")
    return places, names


def _record(file: str, number: int, cells: list[str], alpha3: dict[str, str], units: dict[str, int]) -> PlaceRecord:
    code = f"{cells[8]}.{cells[10]}"
    try:
        return PlaceRecord(
            id=int(cells[0]),
            name=cells[1],
            feature=cells[7] or cells[6],
            country=alpha3.get(cells[8]),
            admin1=units.get(code),
            admin2=units.get(f"{code}.{cells[11]}"),
            latitude=float(cells[4]),
            longitude=float(cells[5]),
            population=int(cells[14] or 0),
            layer=2,
        )
    except ValueError as error:
        raise GazetteerError(f"{file}:{number}: a number was expected ({error})") from error


@contextmanager
def _lines(path: Path) -> Iterator[IO[str]]:
    try:
        if path.suffix.lower() != ".zip":
            with path.open(encoding="utf-8") as file:
                yield file
            return
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.namelist() if m.endswith(".txt") and "readme" not in m.lower()]
            if not members:
                raise GazetteerError(f"{path.name}: no .txt file inside")
            with archive.open(members[0]) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8")
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise GazetteerError(f"{path.name}: cannot be read ({error})") from error
