"""Our own sentences with the rows they ought to give, and how far the coder's rows agree with them, field by field."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coders.registry import Coder
from coders.types import Article, ArticleResult, Row

FOLDER = Path(__file__).with_name("row_sentences")
KNOWN_FAILURES = Path(__file__).with_name("known_failures.tsv")
FIELDS = (
    "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2",
    "assoc_actor_2", "inter2", "civilian_targeting", "fatalities", "country", "location",
)  # fmt: skip
UNORDERED = ("Agreement", "Non-violent transfer of territory")
"""Where the order of the two actors says nothing, as in battles."""


@dataclass(frozen=True)
class Expectation:
    text: str
    published: date
    row: dict[str, str]


def expectations() -> list[Expectation]:
    found = []
    for path in sorted(FOLDER.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for line in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                row = {name: line[name] for name in FIELDS}
                found.append(Expectation(line["text"], date.fromisoformat(line["published"]), row))
    return found


def failures(coder: Coder, wanted: list[Expectation]) -> Iterator[tuple[str, str, str]]:
    """Text, field and what stands there instead, for every field that is not as expected; the article's first row counts."""
    articles = [Article(str(at), e.text, date=e.published) for at, e in enumerate(wanted)]
    for expected, result in zip(wanted, coder.code(articles), strict=True):
        assert isinstance(result, ArticleResult)
        got = _fields(result.rows[0], expected.row) if result.rows else None
        for name in FIELDS:
            if got is None or got[name] != expected.row[name]:
                yield expected.text, name, "no row" if got is None else got[name]


def _fields(row: Row, wanted: dict[str, str]) -> dict[str, str]:
    got = {name: str(getattr(row, name)) for name in FIELDS}
    free = row.event_type == "Battles" or row.sub_event_type in UNORDERED
    if free and got["actor1"] != wanted["actor1"] and got["actor2"] == wanted["actor1"]:
        for one, other in (("actor1", "actor2"), ("inter1", "inter2"), ("assoc_actor_1", "assoc_actor_2")):
            got[one], got[other] = got[other], got[one]
    return got


def known_failures() -> set[tuple[str, str]]:
    with KNOWN_FAILURES.open(encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(line["text"], line["field"]) for line in lines}


def main() -> None:
    """Prints what known_failures.tsv would hold now: `python -m tests.coders.acled.row_sentences`."""
    import os

    from coders.registry import CoderOptions, build
    from settings import Settings

    cache = Path(Settings.from_env(os.environ).cache_dir)
    print("text", "field", "stands instead", sep="\t")
    for line in sorted(failures(build("athir", CoderOptions(cache=cache)), expectations())):
        print(*line, sep="\t")


if __name__ == "__main__":
    main()
