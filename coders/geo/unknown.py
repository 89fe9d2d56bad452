"""Finds places that the gazetteer lacks by what stands around them: `the village of X`, `X village`, a list of villages, a street."""

from __future__ import annotations

from coders.geo.persons import Persons
from coders.geo.spans import Hit, Word, joined
from coders.geo.words import PlaceWords

_NUMBERED = frozenset({"base", "camp", "checkpoint", "hill", "point", "brigade base"})  # Base 46
_NEARBY = frozenset({"near", "outside", "outskirts", "vicinity", "countryside", "suburb", "surroundings"})
_ON = frozenset("on at along of in and near off from to".split())
_AND = (", ", ",", " and ", ", and ", " or ")
_LISTED = frozenset({"and", "or", "&"})


def find(
    found: list[Word], run_of: list[int], known: list[Hit], persons: Persons, classes: PlaceWords
) -> list[tuple[Hit, str]]:
    """Unknown names with the word for what they are (`village`, `street`), beside the `known` ones."""
    taken = {i for h in known for i in range(h.first, h.last + 1)}
    whole = {(h.first, h.last) for h in known}
    result: list[tuple[Hit, str]] = []
    open_list: tuple[int, str] | None = (
        None  # last word of the last member of a list of places, and what its members are
    )
    i = 0
    while i < len(found):
        begin = i
        if run_of[i] < 0 and not _article(found, i, run_of):
            i += 1
            continue
        end = i + 1 if run_of[i] < 0 else i
        while (step := _next_in_name(found, run_of, end)) > end:
            end = step
        if (
            found[end].lower in _NUMBERED
            and end + 1 < len(found)
            and found[end + 1].text.isdigit()
            and joined(found[end + 1])
        ):
            result.append((Hit(begin, end + 1, "", ()), found[end].lower))
            i = end + 2
            continue
        i = end + 1
        kind = _kind(found, begin, end, open_list, classes)
        if kind is None:
            continue
        covered = [j for j in range(begin, end + 1) if j in taken]
        if kind == "street" and len(covered) == end - begin + 1 and (begin, end) in whole:
            continue
        if kind != "street" and len(covered) == end - begin + 1:
            open_list = (end, kind)  # a known name carries the list on
            continue
        if kind != "street" and begin in persons.indexes:
            continue
        if kind != "street":
            open_list = (end, kind)
        result.append((Hit(begin, end, "", ()), kind))
    return result


def list_kinds(found: list[Word], firsts: dict[int, int], classes: PlaceWords) -> dict[int, str]:
    """For words that open a member of `the villages of A, B and C`: what its members are. `firsts` maps first words to last ones."""
    kinds: dict[int, str] = {}
    open_list: tuple[int, str] | None = None
    for first in sorted(firsts):
        noun = _noun_before(found, first, classes)
        if noun is None and open_list is not None and _follows(found, open_list[0], first):
            noun = open_list[1]
        if noun is not None and noun.endswith("s"):
            kinds[first] = noun
            open_list = (firsts[first], noun)
        elif open_list is not None and noun is None:
            open_list = None
    return kinds


def _next_in_name(found: list[Word], run_of: list[int], end: int) -> int:
    """The index of the next word of the name that `end` belongs to, or `end` itself."""
    if end + 1 >= len(found) or found[end].possessive or not joined(found[end + 1]):
        return end
    if run_of[end + 1] == run_of[end]:
        return end + 1
    return end + 2 if _article(found, end + 1, run_of) else end


def _article(found: list[Word], i: int, run_of: list[int]) -> bool:
    return i + 1 < len(found) and found[i].lower in ("al", "el", "ar", "as", "ash", "at", "ad", "an", "az") and run_of[i + 1] >= 0 and (
        found[i + 1].gap in ("-", "‑")
    )  # fmt: skip


def _kind(
    found: list[Word], begin: int, end: int, open_list: tuple[int, str] | None, classes: PlaceWords
) -> str | None:
    last = found[end].lower.rstrip(".")
    if last in classes.way and end > begin and begin > 0 and found[begin - 1].lower in _ON | {"the"}:
        return "street"
    noun = _noun_before(found, begin, classes)
    if noun is not None:
        return noun
    after = found[end + 1] if end + 1 < len(found) else None
    if (
        after is not None
        and joined(after)
        and not after.capital
        and not found[end].possessive
        and after.lower in _SETTLED
    ):
        return after.lower
    if open_list is not None and _follows(found, open_list[0], begin):
        return open_list[1]
    return None


_SETTLED = frozenset(
    "village town hamlet neighborhood neighbourhood district subdistrict camp checkpoint crossing suburb quarter island mountain "
    "valley axis".split()
)


def _noun_before(found: list[Word], begin: int, classes: PlaceWords) -> str | None:
    """The noun in `the villages and towns of X`, `the village X`, `the outskirts of X`."""
    if begin < 2 or not joined(found[begin]):
        return None
    if found[begin - 1].lower == "of" and joined(found[begin - 1]):
        noun = found[begin - 2]
        return noun.lower if not noun.capital and (noun.lower in classes.settlement or noun.lower in _NEARBY) else None
    noun = found[begin - 1]
    if noun.lower in _SETTLED and not noun.capital and found[begin - 2].lower in ("the", "of", "in", "near"):
        return noun.lower
    return None


def _follows(found: list[Word], last: int, begin: int) -> bool:
    """Whether the name at `begin` is the next member of the list whose last member ends at `last`."""
    if begin == last + 1:
        return found[begin].gap in (", ", ",")
    if begin == last + 2 and found[last + 1].lower in _LISTED:
        return found[last + 1].gap in (" ", ", ") and found[begin].gap == " "
    return False
