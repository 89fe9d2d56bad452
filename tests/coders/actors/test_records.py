from __future__ import annotations

from datetime import date

import pytest

from coders.actors.records import Kind, Record, choose, read_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2005", "2005-01-01", "2005-12-31"),
        ("2005-03", "2005-03-01", "2005-03-31"),
        ("2005-06", "2005-06-01", "2005-06-30"),
        ("2004-02", "2004-02-01", "2004-02-29"),
        ("2005-03-09", "2005-03-09", "2005-03-09"),
        ("", "", ""),
    ],
)
def test_a_date_is_the_first_or_last_day_of_its_time(text: str, first: str, last: str) -> None:
    assert (read_date(text, last=False), read_date(text, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["05", "2005-13", "2005-02-30", "May 2005", "2005/03/01"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text, last=False)


def person(code: str, since: str, until: str, rank: int = 0) -> Record:
    return Record(Kind.PERSON, code, "Ana Ruiz", "x.tsv:1", since, until, rank=rank)


MINISTER = person("COLGOV", "2000-01-01", "2004-12-31")
AFTER = person("COLELI", "2005-01-01", "")
OWN = person("COLOPP", "", "", rank=1)


@pytest.mark.parametrize(
    ("records", "day", "code", "when"),
    [
        ((MINISTER, AFTER), date(2003, 5, 1), "COLGOV", "current"),
        ((MINISTER, AFTER), date(2006, 5, 1), "COLELI", "current"),
        ((MINISTER,), date(2006, 5, 1), "COLGOV", "past"),
        ((MINISTER,), date(1996, 5, 1), "COLGOV", "future"),
        ((MINISTER, AFTER), None, "COLGOV", "undated"),
        ((MINISTER, OWN), date(2003, 5, 1), "COLOPP", "current"),
    ],
)
def test_the_meaning_of_the_day_is_chosen(records: tuple[Record, ...], day: date | None, code: str, when: str) -> None:
    record, why = choose(records, day)
    assert (record.code, why) == (code, when)


def test_a_record_survives_its_file_form() -> None:
    record = Record(Kind.AGENT, "MIL", "soldier", "a.tsv:3", classes=("person", "title"), weak=True, plural=True)
    assert Record.from_json(record.to_json()) == record
