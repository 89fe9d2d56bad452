"""The text columns a row is given: its note, assembled from its facts, and the size of a crowd."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coders.acled.aggregate import Draft
from coders.acled.countries import Country
from coders.acled.cues import pattern, union
from coders.acled.names import Party
from coders.acled.quantities import quantities
from coders.lexicon.reader import read_table

_PEOPLE = re.compile(
    r"\s+(?:of\s+)?(?:[\w'-]+\s+){0,3}?(?:people|persons?|protest\w*|demonstrat\w*|march\w*|students?|workers?|teachers?|doctors?|nurses?|"
    r"farmers?|residents?|villagers?|women|men|supporters?|activists?|employees?|miners?|drivers?|youths?|lawyers?|members|traders?|"
    r"journalists?|locals|citizens?|refugees?|rioters?)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:at least|more than|around|about|over|nearly|almost|some|up to|approximately|an estimated|roughly)\s+$",
    re.IGNORECASE,
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NO_REPORT = "no report"


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes notes by the table wording.tsv, and tags for violence against women by women.tsv."""

    sentences: dict[str, tuple[str, str]]
    women: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def load(cls, folder: Path) -> Wording:
        """Reads wording.tsv and women.tsv of `folder`; raises LexiconError for a line that is wrong."""
        entries = read_table(folder / "wording.tsv", ("sub_event_type", "two", "one"))
        tags = read_table(folder / "women.tsv", ("words", "tag"))
        return cls(
            {e["sub_event_type"]: (e["two"], e["one"]) for e in entries},
            tuple((union([pattern(e, text) for text in e.many("words")]), e["tag"]) for e in tags),
        )

    def women_targeted(self, text: str, victims: Party) -> tuple[str, ...]:
        """The tag for an attack on women in a public role; none where the victims are not said to be women."""
        if not any(a.startswith("Women (") for a in victims.associates):
            return ()
        return tuple(tag for regex, tag in self.women if regex.search(text.lower()))[:1]

    def note(self, draft: Draft, country: Country) -> str:
        """One sentence on what happened and one on the deaths, from the row's facts alone."""
        two, one = self.sentences[draft.sub_type.name]
        said = (two if draft.party2.name else one).replace("{1}", draft.party1.name).replace("{2}", draft.party2.name)
        day = draft.day
        month = f"{_MONTHS[day.month - 1]} {day.year}"
        when = {1: f"On {day.day} {month}", 2: f"Around {day.day} {month}"}.get(draft.day_precision, f"In {month}")
        if not draft.day_stated:
            when = f"On a day not stated (the day of receipt, {day.day} {month}, stands for it)"
        units = [draft.spot.admin1] if draft.spot.admin1 not in ("", draft.spot.location) else []
        if draft.spot.only_country:
            where = f"somewhere in {country.name} (place not stated; the capital stands for it)"
        else:
            where = f"in {draft.spot.location} ({', '.join([*units, country.name])})"
        dead = "" if not draft.deaths else f" Deaths reported: {draft.deaths}."
        return f"{when}, {said} {where}.{dead}"


def crowd_size(text: str) -> str:
    """How many took to the streets, in the text's own words (`about 200`, `hundreds`); empty if it does not say."""
    for q in quantities(text):
        if q.value > 0 and (
            _PEOPLE.match(text, q.end)
            or re.match(r"\s+(?:of\s+)?[\w'-]*\s*(?:march|rall|protest|demonstrat|gather)", text[q.end :])
        ):
            about = _ABOUT.search(text[max(0, q.start - 16) : q.start])
            return ((about.group().lower() if about else "") + text[q.start : q.end].lower()).strip()
    return ""
