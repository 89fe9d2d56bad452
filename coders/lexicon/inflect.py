"""English inflection by rule and by the table cameo/forms.tsv: what a lemma may look like in text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from coders.lexicon.reader import read_table

FORM_COLUMNS = ("verb", "past", "participle")
_VOWELS = "aeiou"
IRREGULAR_PLURALS = {
    singular: frozenset(plurals.split("|"))
    for singular, plurals in (
        pair.split("=")
        for pair in (
            "man=men woman=women child=children person=people|persons foot=feet tooth=teeth mouse=mice ox=oxen goose=geese "
            "wife=wives life=lives knife=knives leaf=leaves thief=thieves half=halves calf=calves loaf=loaves self=selves shelf=shelves "
            "wolf=wolves elf=elves hoof=hooves scarf=scarves crisis=crises analysis=analyses basis=bases thesis=theses oasis=oases "
            "hypothesis=hypotheses emphasis=emphases diagnosis=diagnoses axis=axes medium=media bacterium=bacteria "
            "memorandum=memoranda referendum=referenda stadium=stadia stratum=strata datum=data criterion=criteria "
            "symposium=symposia colloquium=colloquia forum=fora podium=podia mausoleum=mausolea moratorium=moratoria curriculum=curricula "
            "ultimatum=ultimata prognosis=prognoses formula=formulae housewife=housewives midwife=midwives brother=brethren "
            "lira=lire krona=kronor|kronur krone=kroner gas=gasses bus=busses quiz=quizzes "
            "phenomenon=phenomena nucleus=nuclei stimulus=stimuli alumnus=alumni index=indices matrix=matrices bureau=bureaux "
            "plateau=plateaux chateau=chateaux corps=corps"
        ).split()
    )
}
"""Plurals that no rule makes."""
_PRESENT = {"be": ("am", "are", "is"), "have": ("has",)}


def irregular_forms(lexicons: Path) -> dict[str, set[str]]:
    """The irregular forms of each verb of cameo/forms.tsv. Raises LexiconError for a malformed line."""
    found: dict[str, set[str]] = {}
    for entry in read_table(lexicons / "cameo" / "forms.tsv", FORM_COLUMNS, root=lexicons):
        forms = found.setdefault(entry["verb"], set())
        forms.update((*entry.many("past"), *entry.many("participle"), *_PRESENT.get(entry["verb"], ())))
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
        if verb.endswith("ie"):
            forms.add(verb[:-2] + "ying")
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


def plurals(noun: str) -> set[str]:
    """The plurals of a noun, regular or not."""
    return {*plural(noun), *IRREGULAR_PLURALS.get(noun, ())}


def compared(word: str) -> set[str]:
    """The comparative and superlative of an adjective, by rule."""
    if word.endswith("e"):
        return {word + "r", word + "st"}
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return {word[:-1] + "ier", word[:-1] + "iest"}
    forms = {word + "er", word + "est"}
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS:
        forms.update((word + word[-1] + "er", word + word[-1] + "est"))
    return forms


def all_forms(word: str, irregular: Mapping[str, set[str]]) -> set[str]:
    """Whatever the word may look like as a noun, verb or adjective; `irregular` maps a verb to its irregular forms."""
    return {*inflect(word), *irregular.get(word, ()), *plurals(word), *compared(word)}
