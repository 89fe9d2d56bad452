"""Ties mentions together: what stands after a comma, lists of places, and what one mention tells about another of its name."""

from __future__ import annotations

import re
from dataclasses import replace

from coders.geo.mention import DOUBTS, Evidence, Mention, contains, standing


def link(text: str, mentions: list[Mention]) -> None:
    """Ties `Tripoli, Lebanon` and the members of lists of places together."""
    for i in range(1, len(mentions)):
        before, mention = mentions[i - 1], mentions[i]
        between = text[before.end : mention.start]
        if _WITHIN.fullmatch(between) and contains(mention.hit.candidates, before.hit.candidates):
            # `Palma in northern Mozambique`
            before.container = i
            before.evidence = Evidence.STRONG
        elif between in (", ", ",") or (between == " " and contains(mention.hit.candidates, before.hit.candidates)):
            if contains(mention.hit.candidates, before.hit.candidates):
                before.container = i
                before.evidence = Evidence.STRONG
            elif (
                between != " "
                and _is_last(text, mentions, i)
                and standing(before.hit.candidates) < 2 <= standing(mention.hit.candidates)
            ):
                # `Palma, Mozambique` where the gazetteer has no Palma there: a town of that country, unknown
                before.hit = replace(before.hit, candidates=())
                before.kind, before.container, before.evidence = before.kind or "town", i, Evidence.STRONG
            elif between != " ":
                mention.listed = i - 1
        elif between in (" and ", ", and ", " or ", " & ", "/", "; ", " to ", "-"):
            mention.listed = i - 1


_WITHIN = re.compile(
    r",? (?:an? (?:[\w-]+ ){0,2}(?:town|city|village|port|hub) )?in (?:the )?"
    r"(?:(?:far|north|south|east|west|central|(?:north|south)-?(?:east|west)|(?:north|south|east|west)ern"
    r"|(?:north|south)-?(?:east|west)ern) )*"
)
"""What stands between a place and the country or unit that it lies in, without a comma's shortness."""


def _is_last(text: str, mentions: list[Mention], i: int) -> bool:
    """Whether no further member of a list of places follows the mention, and none stands before the one before it."""
    follows = i + 1 < len(mentions) and text[mentions[i].end : mentions[i + 1].start] in _LIST_GAPS
    precedes = i > 1 and text[mentions[i - 2].end : mentions[i - 1].start] in _LIST_GAPS
    return not follows and not precedes


_LIST_GAPS = frozenset({", ", " and ", ", and ", " or ", "; "})


def support(mentions: list[Mention]) -> None:
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
