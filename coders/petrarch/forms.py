"""The word forms that dictionaries leave unsaid: plurals of nouns and the regular forms of verbs, by PETRARCH2's rules."""

from __future__ import annotations

_VOWELS = frozenset("AEIOU")


def plural(noun: str) -> str:
    """The regular plural of an upper-case noun: -Y to -IES, -S to -SES, else -S; of a phrase that of its last word."""
    if noun.endswith("Y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "IES"
    return noun + ("ES" if noun.endswith("S") else "S")


def verb_forms(verb: str) -> tuple[str, ...]:
    """The base and the regular forms of an upper-case verb: third person, past and -ING."""
    if verb.endswith("E"):
        stem = verb if verb[-2:-1] in _VOWELS else verb[:-1]
        return verb, verb + "S", verb + "D", stem + "ING"
    if verb.endswith("Y") and verb[-2:-1] not in _VOWELS:
        third = verb[:-1] + "IES"
    else:
        third = verb + ("ES" if verb.endswith(("S", "X", "Z", "CH", "SH")) else "S")
    return verb, third, verb + "ED", verb + "ING"
