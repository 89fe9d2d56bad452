"""Refuses known names that are no places where they stand: persons, papers, clubs, streets, acronyms, common words."""

from __future__ import annotations

from coders.geo.gazetteer import Gazetteer
from coders.geo.mention import Evidence, Mention, standing, well_known
from coders.geo.names import key
from coders.geo.persons import Persons
from coders.geo.spans import Hit, Word
from coders.geo.words import PlaceWords


class Refusals:
    """Says of a name why it is no place where it stands."""

    def __init__(self, gazetteer: Gazetteer, classes: PlaceWords) -> None:
        self._gazetteer = gazetteer
        self._classes = classes

    def reason(
        self, found: list[Word], run_of: list[int], mention: Mention, persons: Persons, lower: set[str]
    ) -> str | None:
        """Why the name is no place here, or None."""
        hit, classes = mention.hit, self._classes
        if not hit.candidates:
            return None
        single = hit.first == hit.last
        known = well_known(hit.candidates)
        if single and (found[hit.first].lower in classes.institution or found[hit.first].lower in classes.unit):
            return "a common word"
        if single and _is_acronym(found, hit):
            return "an acronym"
        if hit.first in persons.indexes and hit.last in persons.indexes:
            return "part of a person's name"
        if refusal := self._neighbours(found, run_of, mention, known):
            return refusal
        rank = standing(hit.candidates)
        if single and hit.key in persons.names and mention.evidence < Evidence.STRONG and rank < 2:
            return "short for a person named before"
        common = hit.key in classes.common or (
            len(hit.key) > 2 and not mention.text.isupper() and found[hit.first].lower in lower
        )
        if single and common and mention.evidence < Evidence.STRONG:
            return "a common word"
        if len(hit.key) < 3 and not known:
            return "too short"
        if single and hit.key in classes.given and mention.evidence == Evidence.NONE and not known:
            return "a given name"
        if not known and mention.evidence == Evidence.NONE:
            return "nothing shows a place"
        if single and mention.evidence == Evidence.NONE and rank < 2 and self._speaks(found, hit):
            return "it speaks"
        return None

    def _speaks(self, found: list[Word], hit: Hit) -> bool:
        """Whether a verb of speech stands right beside the name of a town that is no capital."""
        if any(c.place.feature == "PPLC" and c.rank < 2 for c in hit.candidates):
            return False
        after = found[hit.last + 1] if hit.last + 1 < len(found) else None
        before = found[hit.first - 1] if hit.first else None
        if (
            after is not None
            and not found[hit.last].possessive
            and after.gap in (" ", ", ")
            and after.lower in self._classes.speech
        ):
            return True
        return before is not None and found[hit.first].gap == " " and before.lower in ("said", "says", "told")

    def _neighbours(self, found: list[Word], run_of: list[int], mention: Mention, known: bool) -> str | None:
        """Refuses names inside longer names: papers and clubs, streets, lakes, `Bank of England`, unknown capitals beside."""
        hit, classes = mention.hit, self._classes
        run = run_of[hit.first]
        after = found[hit.last + 1] if hit.last + 1 < len(found) and run_of[hit.last + 1] == run >= 0 else None
        before = found[hit.first - 1] if hit.first > 0 and run_of[hit.first - 1] == run >= 0 else None
        if (
            hit.first > 1
            and found[hit.first - 1].lower == "of"
            and found[hit.first - 2].capital
            and found[hit.first - 2].lower in classes.of_name
        ):
            return "in the name of a body"
        if after is not None and not found[hit.last].possessive and after.gap == " ":
            word = after.lower.rstrip(".")
            if word in classes.way:
                return "a street"
            if word in classes.brand and word not in classes.institution:
                return "in the name of a paper, club or firm"
            if word in classes.natural and word not in classes.institution and mention.unit_word is None:
                return "in the name of a natural feature"
        if before is not None and found[hit.first].gap in (" ", ". ") and not before.possessive:
            word = before.lower.rstrip(".")
            if word in classes.natural:
                return "in the name of a natural feature"
            if len(before.text) == 1 and found[hit.first].gap == ". ":
                return "part of a person's name"
        return self._unknown_beside(found, mention, before, after, known)

    def _unknown_beside(
        self, found: list[Word], mention: Mention, before: Word | None, after: Word | None, known: bool
    ) -> str | None:
        classes, hit = self._classes, mention.hit
        country = hit.candidates[0].place.feature in ("PCLI", "ADM1") and hit.candidates[0].rank < 2
        if before is not None and found[hit.first].gap == " " and not before.possessive and not country:
            word = before.lower.rstrip(".")
            plain = (
                word in classes.modifier
                or word in classes.settlement
                or word in classes.institution
                or word in classes.adjectives
            )
            plain = plain or (before.text.isupper() and not mention.text.isupper())
            if not plain and mention.unit_word is None and not self._gazetteer.lookup(key(before.text)):
                return "in a longer name"
        tied = after is not None and after.gap in ("-", "‑") and not country
        if (
            tied
            and after is not None
            and after.lower not in classes.adjectives
            and not self._gazetteer.lookup(key(after.text))
        ):
            return "in a longer name"
        if after is not None and after.gap == " " and not found[hit.last].possessive and not country:
            word = after.lower.rstrip(".")
            named = (
                word in classes.institution
                or word in classes.settlement
                or word in classes.title
                or word in classes.adjectives
            )
            if not named and mention.evidence < Evidence.STRONG:
                return "in a longer name"
        return None


def _is_acronym(found: list[Word], hit: Hit) -> bool:
    """Four capitals or fewer amid other words, and no short name that the project lists (`US`, `DRC`)."""
    word = found[hit.first]
    if not word.text.isupper() or len(word.text) > 4 or "." in word.text:
        return False
    if any((c.place.layer > 0 and c.rank < 2) or c.rank == 1 for c in hit.candidates):
        return False
    beside = [found[i] for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(found)]
    return not any(w.text.isupper() and len(w.text) > 1 for w in beside)
