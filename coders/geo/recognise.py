"""Decides which known names of a text are places there: persons, papers, clubs, streets and common words are left out, by class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from coders.geo import persons as person_names
from coders.geo import unknown
from coders.geo.gazetteer import Candidate, Gazetteer
from coders.geo.names import key
from coders.geo.persons import Persons
from coders.geo.spans import Hit, Word, hits, joined, words
from coders.geo.words import PlaceWords
from coders.types import Sentence

BIG = 100_000
"""People from which on a town is known by its bare name."""

_NEAR = 90  # characters within which a dateline's bracket or dash must come


_OF_STATE = frozenset({"gov", "governor", "legislature", "senate", "sen", "senator", "rep", "border", "attorney"})
DOUBTS = frozenset({"nothing shows a place", "a given name", "in a longer name", "it speaks"})
"""Reasons that another mention of the name, surely a place, overrules."""


class Evidence(IntEnum):
    """How surely a name is a place where it stands."""

    NONE = 0  # the name alone
    WEAK = 1  # it modifies an institution, follows `of` or `to`, or stands in a list of places
    STRONG = 2  # a place's surroundings: `in`, `near`, a unit, a country after a comma, a dateline


@dataclass(slots=True)
class Mention:
    """A name in the text with the reasons for and against its being a place. `unit_word` is a word such as `province` beside it."""

    hit: Hit
    start: int
    end: int
    text: str
    evidence: Evidence
    unit_word: str | None = None
    refused: str | None = None
    container: int | None = None  # index of the mention that follows after a comma and may contain this one
    listed: int | None = None  # index of the mention before, in the same list
    kind: str | None = None  # what an unknown place or the members of its list are: `village`, `street`


@dataclass(slots=True)
class Recognised:
    """The words of a text, its mentions of places, and where adjectives of countries stand (start, end, alpha-3)."""

    words: list[Word]
    mentions: list[Mention]
    adjectives: list[tuple[int, int, str]]


def _standing(candidates: tuple[Candidate, ...]) -> int:
    """2: the name of a country or first-level unit, 1: of a well-known town, 0: of another place."""
    if candidates and candidates[0].rank < 2 and candidates[0].place.feature in ("PCLI", "ADM1"):
        return 2
    return int(well_known(candidates))


def well_known(candidates: tuple[Candidate, ...]) -> bool:
    """Whether the name is that of a country, a first-level unit, a capital or a big town."""
    return any(
        (c.place.feature in ("PCLI", "PPLC", "CONT", "RGN", "SEA", "OCN") and c.rank < 2)
        or (c.place.feature == "ADM1" and c.rank < 2)
        or (c.place.population >= BIG and c.rank < 2)
        or c.place.layer > 0
        for c in candidates
    )


class Recogniser:
    """Finds mentions of places in raw text."""

    def __init__(self, gazetteer: Gazetteer, classes: PlaceWords) -> None:
        self._gazetteer = gazetteer
        self._classes = classes

    def read(self, text: str, sentences: tuple[Sentence, ...]) -> Recognised:
        """All names of places in `text`, those refused included, each with its reason."""
        found = words(text)
        run_of = person_names.runs(found, self._classes)
        known = [h for h in hits(found, self._gazetteer, self._classes) if h.key not in self._classes.adjectives]
        opening = {h.first: _standing(h.candidates) for h in known}
        several = {i for h in known if h.last > h.first for i in range(h.first, h.last + 1)}
        persons = person_names.find(found, run_of, opening, self._classes)
        persons.indexes -= several
        mentions = [self._mention(text, found, run_of, hit) for hit in known]
        absent = unknown.find(found, run_of, known, persons, self._classes)
        mentions = _merged(mentions, [self._absent(text, found, hit, kind) for hit, kind in absent])
        kinds = unknown.list_kinds(found, {m.hit.first: m.hit.last for m in mentions}, self._classes)
        for mention in mentions:
            mention.kind = mention.kind or kinds.get(mention.hit.first)
        _link(text, found, mentions)
        lower = {w.lower for w in found if not w.capital}
        for mention in mentions:
            mention.refused = self._refusal(found, run_of, mention, persons, lower)
        _support(mentions)
        return Recognised(found, mentions, self._adjectives(found, mentions))

    def _mention(self, text: str, found: list[Word], run_of: list[int], hit: Hit) -> Mention:
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

    def _refusal(
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
        standing = _standing(hit.candidates)
        if single and hit.key in persons.names and mention.evidence < Evidence.STRONG and standing < 2:
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
        if single and mention.evidence == Evidence.NONE and standing < 2 and self._speaks(found, hit):
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


def _is_acronym(found: list[Word], hit: Hit) -> bool:
    """Four capitals or fewer amid other words, and no short name that the project lists (`US`, `DRC`)."""
    word = found[hit.first]
    if not word.text.isupper() or len(word.text) > 4 or "." in word.text:
        return False
    if any((c.place.layer > 0 and c.rank < 2) or c.rank == 1 for c in hit.candidates):
        return False
    beside = [found[i] for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(found)]
    return not any(w.text.isupper() and len(w.text) > 1 for w in beside)


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


def _link(text: str, found: list[Word], mentions: list[Mention]) -> None:
    """Ties `Tripoli, Lebanon` and the members of lists of places together."""
    for i in range(1, len(mentions)):
        before, mention = mentions[i - 1], mentions[i]
        between = text[before.end : mention.start]
        if between in (", ", ",") or (between == " " and _contains(mention.hit.candidates, before.hit.candidates)):
            if _contains(mention.hit.candidates, before.hit.candidates):
                before.container = i
                before.evidence = Evidence.STRONG
            elif (
                between != " "
                and _is_last(text, mentions, i)
                and _standing(before.hit.candidates) < 2 <= _standing(mention.hit.candidates)
            ):
                # `Palma, Mozambique` where the gazetteer has no Palma there: a town of that country, unknown
                before.hit = replace(before.hit, candidates=())
                before.kind, before.container, before.evidence = before.kind or "town", i, Evidence.STRONG
            elif between != " ":
                mention.listed = i - 1
        elif between in (" and ", ", and ", " or ", " & ", "/", "; ", " to ", "-"):
            mention.listed = i - 1


def _is_last(text: str, mentions: list[Mention], i: int) -> bool:
    """Whether no further member of a list of places follows the mention, and none stands before the one before it."""
    follows = i + 1 < len(mentions) and text[mentions[i].end : mentions[i + 1].start] in _LIST_GAPS
    precedes = i > 1 and text[mentions[i - 2].end : mentions[i - 1].start] in _LIST_GAPS
    return not follows and not precedes


_LIST_GAPS = frozenset({", ", " and ", ", and ", " or ", "; "})


def _contains(outer: tuple[Candidate, ...], inner: tuple[Candidate, ...]) -> bool:
    """Whether one of the outer places is a unit or country that one of the inner places lies in."""
    for o in outer:
        place = o.place
        if place.feature not in ("PCLI", "ADM1", "ADM2"):
            continue
        for c in inner:
            same = c.place.country == place.country and c.place.id != place.id
            if same and (place.feature == "PCLI" or (c.place.admin1 == place.id or c.place.admin2 == place.id)):
                return True
    return False


def _support(mentions: list[Mention]) -> None:
    """A name that is a place in one spot is one in others; a doubtful name in a list of places is one too."""
    sure = {m.hit.key for m in mentions if m.refused is None and m.evidence == Evidence.STRONG}
    for mention in mentions:
        if mention.refused in DOUBTS and mention.hit.key in sure:
            mention.refused = None
    for mention in mentions:
        if mention.refused == "nothing shows a place" and mention.listed is not None:
            before = mentions[mention.listed]
            if before.refused is None and (before.evidence or before.hit.key in sure):
                mention.refused = None
                mention.evidence = Evidence.WEAK
        elif mention.refused is None and mention.evidence == Evidence.NONE and mention.listed is not None:
            mention.evidence = min(mentions[mention.listed].evidence, Evidence.WEAK)
