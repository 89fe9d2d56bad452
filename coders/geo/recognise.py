"""Finds the names of places in raw text, with what stands around each, and leaves out those that are none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from coders.geo import links, unknown
from coders.geo import persons as person_names
from coders.geo.gazetteer import Gazetteer
from coders.geo.mention import Evidence, Mention, contains, standing
from coders.geo.refuse import Refusals
from coders.geo.spans import Hit, Word, hits, joined, words
from coders.geo.words import PlaceWords

_NEAR = 90  # characters within which a dateline's bracket or dash must come


_OF_STATE = frozenset({"gov", "governor", "legislature", "senate", "sen", "senator", "rep", "border", "attorney"})


@dataclass(slots=True)
class Recognised:
    """The words of a text, its mentions of places, and where adjectives of countries stand (start, end, alpha-3)."""

    words: list[Word]
    mentions: list[Mention]
    adjectives: list[tuple[int, int, str]]


class Recogniser:
    """Finds mentions of places in raw text."""

    def __init__(self, gazetteer: Gazetteer, classes: PlaceWords) -> None:
        self._gazetteer = gazetteer
        self._classes = classes
        self._refusals = Refusals(gazetteer, classes)

    def read(self, text: str) -> Recognised:
        """All names of places in `text`, those refused included, each with its reason."""
        found = words(text)
        run_of = person_names.runs(found, self._classes)
        known = [h for h in hits(found, self._gazetteer, self._classes) if h.key not in self._classes.adjectives]
        opening = {h.first: standing(h.candidates) for h in known}
        for hit, following in pairwise(known):
            if following.first == hit.last + 1 and contains(following.candidates, hit.candidates):
                opening[hit.first] = 3
        several = {i for h in known if h.last > h.first for i in range(h.first, h.last + 1)}
        persons = person_names.find(found, run_of, opening, self._classes)
        persons.indexes -= several
        mentions = [self._mention(text, found, hit) for hit in known]
        absent = unknown.find(found, run_of, known, persons, self._classes)
        mentions = _merged(mentions, [self._absent(text, found, hit, kind) for hit, kind in absent])
        kinds = unknown.list_kinds(found, {m.hit.first: m.hit.last for m in mentions}, self._classes)
        for mention in mentions:
            mention.kind = mention.kind or kinds.get(mention.hit.first)
        links.link(text, mentions)
        lower = {w.lower for w in found if not w.capital}
        for mention in mentions:
            mention.refused = self._refusals.reason(found, run_of, mention, persons, lower)
        links.support(mentions)
        return Recognised(found, mentions, self._adjectives(found, mentions))

    def _mention(self, text: str, found: list[Word], hit: Hit) -> Mention:
        start, end = found[hit.first].start, found[hit.last].end
        evidence, unit = self._surroundings(text, found, hit)
        return Mention(hit, start, end, text[start:end], evidence, unit)

    def _absent(self, text: str, found: list[Word], hit: Hit, kind: str) -> Mention:
        start, end = found[hit.first].start, found[hit.last].end
        return Mention(hit, start, end, text[start:end], Evidence.STRONG, kind=kind)

    def _surroundings(self, text: str, found: list[Word], hit: Hit) -> tuple[Evidence, str | None]:
        """What stands before and after the name."""
        classes = self._classes
        unit = self._unit_word(found, hit)
        if unit:
            return Evidence.STRONG, unit
        after = found[hit.last + 1] if hit.last + 1 < len(found) else None
        if after and after.gap in ("-", "‑") and after.lower in ("based", "born", "area", "bound"):
            return Evidence.STRONG, None
        if _is_dateline(text, found[hit.first], found[hit.last]):
            return Evidence.STRONG, None
        i = hit.first - 1
        article = False
        while i >= 0 and (found[i].lower in classes.modifier or found[i].lower == "the") and joined(found[i + 1]):
            article = article or found[i].lower == "the"
            i -= 1
        if i >= 0 and joined(found[i + 1]) and not found[i].possessive:
            before = found[i].lower
            if before in classes.settlement and not found[i].capital:
                return Evidence.STRONG, None
            if before == "of" and i > 0:
                previous = found[i - 1].lower
                return (Evidence.STRONG if previous in classes.of_place else Evidence.WEAK), self._unit_of(previous)
            if before == "for" and i > 0 and found[i - 1].lower in ("battle", "fight", "offensive", "struggle"):
                return Evidence.STRONG, None
            if before in ("to", "from", "between", "over"):
                return Evidence.WEAK, None
            if before in classes.locative:
                # places seldom take the article: `at the Olympic trials`
                return (Evidence.WEAK if article else Evidence.STRONG), None
        if after and after.capital and joined(after) and after.lower.rstrip(".") in classes.institution:
            return Evidence.WEAK, None
        return Evidence.NONE, None

    def _unit_word(self, found: list[Word], hit: Hit) -> str | None:
        """`Idlib province`, `Idlib's countryside`, `Zawiya mountain`: the noun that follows."""
        if hit.last + 1 >= len(found):
            return None
        after = found[hit.last + 1]
        if after.capital and joined(after) and after.lower.rstrip(".") in _OF_STATE:
            return "state"
        tied = joined(after) or (found[hit.last].possessive and after.gap in ("'s ", "’s "))
        if not tied:
            return None
        if after.lower in self._classes.unit or after.lower in self._classes.subunit or after.lower == "countryside":
            return after.lower
        return after.lower if after.lower in self._classes.settlement and not after.capital else None

    def _unit_of(self, noun: str) -> str | None:
        singular = noun.removesuffix("s")
        return (
            singular
            if noun in self._classes.unit or noun in self._classes.subunit or noun in self._classes.settlement
            else None
        )

    def _adjectives(self, found: list[Word], mentions: list[Mention]) -> list[tuple[int, int, str]]:
        """Adjectives and peoples' names outside of the accepted mentions."""
        taken = {i for m in mentions if m.refused is None for i in range(m.hit.first, m.hit.last + 1)}
        adjectives = self._classes.adjectives
        result: list[tuple[int, int, str]] = []
        for i, word in enumerate(found):
            if not word.capital or i in taken:
                continue
            if i + 1 < len(found) and found[i + 1].capital and joined(found[i + 1]):
                pair = adjectives.get(f"{word.lower} {found[i + 1].lower}")
                if pair:
                    result.append((word.start, found[i + 1].end, pair))
                    continue
            if (country := adjectives.get(word.lower)) and not (result and word.start < result[-1][1]):
                result.append((word.start, word.end, country))
        return result


def _merged(known: list[Mention], absent: list[Mention]) -> list[Mention]:
    """Both kinds in the order of the text; a street swallows the names inside it."""
    spans = [(m.hit.first, m.hit.last) for m in absent]
    kept = [m for m in known if not any(a <= m.hit.first and m.hit.last <= b for a, b in spans)]
    return sorted(kept + absent, key=lambda m: m.start)


def _is_dateline(text: str, first: Word, last: Word) -> bool:
    """A name at the start of a line with a dash or an agency's bracket soon after."""
    begin = text.rfind("\n", 0, first.start) + 1
    if text[begin : first.start].strip() and not text[begin : first.start].isupper():
        return False
    rest = text[last.end : last.end + _NEAR]
    stripped = rest.lstrip()
    if stripped[:1] in ("—", "–", "(") or stripped[:2] in ("--", "- "):
        return text[first.start : last.end].isupper() or stripped[:1] == "("
    cut = min(
        (p for p in (rest.find("("), rest.find("—"), rest.find("–"), rest.find("--"), rest.find(" - ")) if p >= 0),
        default=-1,
    )
    return rest[:1] == "," and text[first.start : last.end].isupper() and cut >= 0
