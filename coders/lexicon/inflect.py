"""English inflection by rule and by the table cameo/forms.tsv: what a lemma may look like in text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from coders.lexicon.reader import read_table

FORM_COLUMNS = ("verb", "past", "participle")
_VOWELS = "aeiou"


def irregular_forms(lexicons: Path) -> dict[str, set[str]]:
    """The irregular forms of each verb of cameo/forms.tsv. Raises LexiconError for a malformed line."""
    found: dict[str, set[str]] = {}
    for entry in read_table(lexicons / "cameo" / "forms.tsv", FORM_COLUMNS, root=lexicons):
        found.setdefault(entry["verb"], set()).update((*entry.many("past"), *entry.many("participle")))
    return found


def verb_forms(verbs: Iterable[str], lexicons: Path) -> dict[str, str]:
    """Inflected form → verb, for all `verbs`; the first verb keeps a form that two share."""
    irregular = irregular_forms(lexicons)
    found: dict[str, str] = {}
    for verb in verbs:
        for form in (*irregular.get(verb, ()), *sorted(inflect(verb))):
            found.setdefault(form, verb)
    return found


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
