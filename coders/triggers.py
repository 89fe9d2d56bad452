"""Which sentences deserve a parse: those with a word that can trigger an event and one that can be an actor."""

from __future__ import annotations

import re
from pathlib import Path

from coders.cameo.senses import ActLexicon
from coders.lexicon.reader import read_table

FORM_COLUMNS = ("verb", "past", "participle")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = "aeiou"


class Triggers:
    """The surface forms of every predicate that can give an event by itself."""

    __slots__ = ("_forms",)

    def __init__(self, forms: frozenset[str]) -> None:
        self._forms = forms

    def any_in(self, text: str) -> bool:
        """Whether a word of `text` can trigger an event."""
        forms = self._forms
        return any(word in forms for word in _WORD.findall(text.lower()))


def build_triggers(lexicon: ActLexicon, lexicons: Path) -> Triggers:
    """The triggers of `lexicon`, inflected by rule and by the table cameo/forms.tsv."""
    irregular: dict[str, set[str]] = {}
    for entry in read_table(lexicons / "cameo" / "forms.tsv", FORM_COLUMNS, root=lexicons):
        irregular.setdefault(entry["verb"], set()).update((*entry.many("past"), *entry.many("participle")))
    forms: set[str] = set()
    for verb, senses in lexicon.verbs.items():
        # A verb that only lends its subject to an event noun, or only reports, needs another word to make an event.
        if any(s.operator not in ("do", "none", "say") and (s.deed != "statement") for s in senses):
            forms.update(inflect(verb))
            forms.update(irregular.get(verb, ()))
    for noun, senses in lexicon.nouns.items():
        if any(s.operator != "none" for s in senses):
            last = re.split(r"[\s-]", noun)[-1]
            forms.update((last, *plural(last)))
    return Triggers(frozenset(forms))


def inflect(verb: str) -> set[str]:
    """The regular forms of a verb."""
    forms = {verb, *plural(verb)}
    if verb.endswith("e"):
        forms.update((verb + "d", verb[:-1] + "ing", verb + "ing"))
    elif verb.endswith("y") and len(verb) > 1 and verb[-2] not in _VOWELS:
        forms.update((verb[:-1] + "ied", verb + "ing"))
    else:
        forms.update((verb + "ed", verb + "ing"))
        if len(verb) > 2 and verb[-1] not in _VOWELS + "wxy" and verb[-2] in _VOWELS:
            forms.update((verb + verb[-1] + "ed", verb + verb[-1] + "ing"))
    if verb.endswith("ic"):
        forms.update((verb + "ked", verb + "king"))
    return {part for form in forms for part in form.split("-")} | forms


def plural(word: str) -> set[str]:
    """The plural of a noun, or the third person of a verb, by rule."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return {word + "es"}
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return {word[:-1] + "ies"}
    if word.endswith("o"):
        return {word + "s", word + "es"}
    return {word + "s"}
