"""What counts as politics in a sentence that by its words is about something else: sport, trade, the weather, a case at law."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coders.actors.codes import INTERNATIONAL
from coders.frames.graph import Graph
from coders.topics import LEAST, Topic
from coders.types import Actor

VIOLENT_ROOTS = frozenset({"17", "18", "19", "20"})
ARMED_BANDS = frozenset({"REB", "UAF", "SEP", "INS", "RAD"})
AT_LAW = frozenset({"173", "1711", "115", "116", "091"})
AID = ("07", "033", "023", "103")
PROMISED_AID = ("033", "023", "103")
TRADE = frozenset({"markets", "business"})
MISHAPS = frozenset({"accident", "weather", "science", "health"})
"""Topics in which the words of violence tell of harm that nobody does on purpose."""
PASTIMES = frozenset({"sport", "culture", "obituary"})
IMPERSONAL = PASTIMES | {"markets"}
"""Topics in which the name of a state stands for its teams, artists or exporters."""
DEMAND = "10"
"""Statements, offers and cooperation have the codes below this one."""
FIRST_DEED = "14"
"""Codes below this one are words: statements, offers, charges, refusals, threats."""


def outside_politics(
    code: str, source: Actor | None, target: Actor | None, public: Sequence[Actor], topic: Topic
) -> bool:
    """Whether an act with the code, told in a sentence about `topic`, is none of politics; `public` are its public parties.

    Words and cooperation need two public parties where the topic is firm, and so do cases at law and harm in a mishap; aid
    across borders and other deeds need one. Where no word of the sentence is of politics, the state is a party only under
    its own name: its weather bureau, coast guard, courts and central bank do their daily work.
    """
    abroad = source is None or target is None or source.country != target.country
    if source is not None and target is not None and source.code == target.code and not source.roles:
        return True  # what a state does to itself is nobody's politics
    if topic.weight < LEAST:
        return not public or (source is None and topic.name in MISHAPS and code[:2] in VIOLENT_ROOTS)
    promised = topic.name in TRADE and code.startswith(PROMISED_AID)
    if code.startswith(AID) and topic.name in MISHAPS and not abroad:
        return True  # rescue at home
    if code.startswith(AID) and abroad and topic.name not in PASTIMES and not promised:
        return not public or (topic.name in TRADE and target is None)
    if topic.firm and not topic.public:
        public = [a for a in public if in_person(a)]
    both = source is not None and target is not None
    meant = both and target in public and abroad
    if source is not None and source in public and (code[:2] >= DEMAND or meant) and _stands_out(code, source, topic):
        return False
    if code[:2] < DEMAND and both and ((topic.firm and not abroad) or (len(public) < 2 and not topic.public)):
        return True
    if code in AT_LAW and target is not None and target in public and in_person(target):
        return False  # a state is on trial
    mishap = topic.name in MISHAPS and code[:2] in VIOLENT_ROOTS and not (source and ARMED_BANDS & set(source.roles))
    strict = code in AT_LAW or mishap or (topic.firm and code[:2] < FIRST_DEED)
    return len(public) < (2 if strict else 1)


def _stands_out(code: str, source: Actor, topic: Topic) -> bool:
    """Whether what a state does under its own name is politics whatever else the sentence is about."""
    if not in_person(source) or topic.name in IMPERSONAL or code in AT_LAW:
        return False
    return topic.name not in MISHAPS or DEMAND <= code[:2] < FIRST_DEED


def in_person(actor: Actor) -> bool:
    """Whether a state, an armed band or a people is named, and no agency, town or body of states."""
    if ARMED_BANDS & set(actor.roles) or any("a capital acts" in line for line in actor.trace):
        return True
    if actor.roles or (actor.code or "")[:3] in INTERNATIONAL or not actor.text.split(" ")[-1][:1].isupper():
        return False
    return not any("countries_places" in line for line in actor.trace)


DEMONYM = re.compile(r"(?:[ie]an|[bclmnyz]an|ish|ese|nch|utch|iss|eek|hai|zech|[aeiourn]i)$")
OFFICIAL = frozenset({"federation", "republic", "union", "kingdom", "city", "government", "states", "emirates"})


def unknown_name(actor: Actor, head: int | None, graph: Graph) -> bool:
    """Whether a name that no lexicon knows only has a country beside it: `Arda's Falkona Motors`, `Ardan Air`."""
    if head is None or actor.roles:
        return False
    token = graph.tokens[head]
    if token.tag not in ("NNP", "NNPS") or not actor.trace or "countries" not in actor.trace[0]:
        return False
    if len(actor.trace) > 1 or token.text.lower() in OFFICIAL or token.text in actor.trace[0]:
        return False
    if any(graph.tokens[c].tag.startswith("NN") for c in graph.children(head, "poss")):
        return True
    modifiers = (graph.tokens[c].text for c in graph.children(head, "amod", "compound", "nmod"))
    return any(m[:1].isupper() and DEMONYM.search(m) for m in modifiers)
