"""Which sentences deserve a parse: those with a word that can trigger an event and one that can be an actor."""

from __future__ import annotations

import re
from pathlib import Path

from coders.cameo.senses import ActLexicon
from coders.lexicon.inflect import inflect, irregular_forms, plural

# Whatever these make an event with is a trigger itself: "is ready to meet", "had no comment".
COPULAS = frozenset({"be", "have"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


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
    irregular = irregular_forms(lexicons)
    forms: set[str] = set()
    for verb, senses in lexicon.verbs.items():
        # A verb that only lends its subject to an event noun, or only reports, needs another word to make an event.
        if verb not in COPULAS and any(
            s.operator not in ("do", "none", "say") and (s.deed != "statement") for s in senses
        ):
            forms.update(inflect(verb))
            forms.update(irregular.get(verb, ()))
    for noun, senses in lexicon.nouns.items():
        if any(s.operator != "none" for s in senses):
            last = re.split(r"[\s-]", noun)[-1]
            forms.update((last, *plural(last)))
    return Triggers(frozenset(forms))
