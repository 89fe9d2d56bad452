"""The answer of hypnos, made from an article result.

Left out is each sentence's `parsed`: it is a tree of phrases, Athir's parser gives relations between words, and no tree
follows from those without guessing. Keys that hypnos leaves out stay out: a sentence without events has neither
`events` nor `issues`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from coders.actors.codes import NOWHERE
from exports.actor_codes import trios
from exports.issues import Issues, of_event, of_sentences
from exports.records import Wire, code_of

# Words with their clitics split off as in the Penn Treebank, and each other mark by itself.
_TOKEN = re.compile(
    r"[^\W_]+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|(?:[^\W_]\.){2,}(?:-[^\W_]+)*|[^\W_]+(?:[-.,:/&][^\W_]+)*|[^\w\s]|_+",
    re.IGNORECASE,
)


def answer(result: Wire, day: str | None) -> dict[str, Any]:
    """`{id: story}` as hypnos gives it; `day` is the date as it was posted."""
    events: dict[int, list[Wire]] = {}
    for event in result["events"]:
        events.setdefault(event["sentence"], []).append(event)
    told = of_sentences(result)
    sentences = {
        str(number): _sentence(sentence["text"], events.get(number, ()), told)
        for number, sentence in enumerate(result["sentences"])
    }
    return {result["id"]: {"meta": {"date": day, "verbs": []}, "sents": sentences}}


def tokens(text: str) -> list[str]:
    """The words and marks of a sentence."""
    return _TOKEN.findall(text)


def _sentence(text: str, events: Sequence[Wire], told: dict[int, Issues]) -> dict[str, Any]:
    content = " ".join(tokens(text))
    if not events:
        return {"content": content, "meta": {"actortext": [[]], "eventtext": [[]], "nouns": [], "actorroot": [[]]}}
    # hypnos knows an event by source, target and code: a second one of the same says nothing new.
    distinct = {(code_of(_who(e, "source")), code_of(_who(e, "target")), e["code"]): e for e in reversed(events)}
    ordered = dict(reversed(distinct.items()))
    found: dict[str, Any] = {
        "content": content,
        "events": [list(key) for key in ordered],
        "meta": {
            "actortext": [[_text(_who(e, "source")), _text(_who(e, "target"))] for e in ordered.values()],
            "eventtext": [e["trigger"]["text"] for e in ordered.values()],
            "nouns": _nouns(events),
            "actorroot": [["", ""] for _ in ordered],
        },
    }
    issues = {code: count for e in events for code, count in of_event(e, told)}
    if issues:
        found["issues"] = [[code, count] for code, count in issues.items()]
    return found


def _who(event: Wire, side: str) -> Wire:
    return event[side] or {}


def _text(actor: Wire) -> str:
    return actor.get("text") or NOWHERE


def _nouns(events: Iterable[Wire]) -> list[Any]:
    """The actors of the events in their order: the words in capitals, the code, and what it is rooted in."""
    actors = {a["start"]: a for e in events for a in (e["source"], e["target"]) if a and a["code"]}
    return [
        [[f" {actor['text'].upper()}"], [_agent(actor["code"])], _roots(actor["code"])]
        for _, actor in sorted(actors.items())
    ]


def _agent(code: str) -> str:
    """PETRARCH's own way to write a role without a country, `~JUD`, which becomes `---JUD` only in an event."""
    return f"~{code.removeprefix(NOWHERE)}" if code.startswith(NOWHERE) else code


def _roots(code: str) -> list[Any]:
    first, *rest = trios(code)
    found: list[Any] = [] if first == NOWHERE else [[first, []]]
    return [*found, ["~"]] if rest else found
