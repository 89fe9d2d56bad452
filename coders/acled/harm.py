"""What was done and the harm it did are one happening: `shelled the town, killing two` gives one row, not two."""

from __future__ import annotations

import re
from dataclasses import replace

from coders.acled.aggregate import Draft
from coders.acled.names import NOBODY, Party
from coders.acled.taxonomy import CIVILIANS, STRATEGIC

_HARM = re.compile(r"(?:kill|injur|wound|hurt|maim|leav|left|die|dead|death|claim)\w*", re.IGNORECASE)
_RESULT = re.compile(r"\w+ing", re.IGNORECASE)


def is_harm(trigger: str) -> bool:
    """Whether an event's word tells only of harm done (`killing`, `left`), not of how."""
    return _HARM.fullmatch(trigger) is not None


def joined(drafts: list[Draft], triggers: list[str]) -> list[Draft]:
    """The drafts of one sentence, harm without a doer of its own joined to the deed nearest to it.

    `triggers` are their event words, in the same order. Harm with a named doer stays by itself, unless it hangs on the
    deed as a result (`killing`) and names no other doer. Where the deed lacks a second actor, the harmed are it.
    """
    deeds = [at for at, (d, word) in enumerate(zip(drafts, triggers, strict=True)) if _does(d) and not is_harm(word)]
    hosts = {at: drafts[at] for at in deeds}
    kept: list[int] = []
    for at, draft in enumerate(drafts):
        fitting = [h for h in deeds if _same(hosts[h], draft, triggers[at])] if is_harm(triggers[at]) else []
        if at in hosts or not fitting or not _does(draft):
            kept.append(at)
            continue
        host = min(fitting, key=lambda h: (abs(drafts[h].order[-1] - draft.order[-1]), drafts[h].order))
        hosts[host] = _with(hosts[host], draft)
    return [hosts.get(at, drafts[at]) for at in kept]


def _does(draft: Draft) -> bool:
    return draft.sub_type.event_type != STRATEGIC


def _same(deed: Draft, harm: Draft, trigger: str) -> bool:
    result = _RESULT.fullmatch(trigger) is not None
    if not result and (deed.day != harm.day or not _one_place(deed, harm)):
        return False
    doer = harm.party1
    if doer.filled or _vague(doer):
        return True
    return result and doer.name in (deed.party1.name, deed.party2.name)


def _one_place(deed: Draft, harm: Draft) -> bool:
    one, other = deed.spot, harm.spot
    return (one.country, one.location) == (other.country, other.location) or other.precision > one.precision


def _vague(party: Party) -> bool:
    return party.name.startswith("Unidentified ")


def _with(deed: Draft, harm: Draft) -> Draft:
    second, hurt = deed.party2, harm.party2
    if hurt.inter == CIVILIANS and second.inter == CIVILIANS:
        second = replace(second, associates=tuple(dict.fromkeys((*second.associates, *hurt.associates))))
    elif (
        second == NOBODY
        and deed.sub_type.event_type == "Explosions/Remote violence"
        and hurt.inter in deed.sub_type.actor2
    ):
        second = hurt
    return replace(
        deed,
        party2=second,
        tags=tuple(dict.fromkeys((*deed.tags, *harm.tags))),
        event_ids=tuple(dict.fromkeys((*deed.event_ids, *harm.event_ids))),
        origins=tuple(dict.fromkeys((*deed.origins, *harm.origins))),
    )
