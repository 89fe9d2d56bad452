"""Whether a deed is told as something other than news: in a work of fiction, as memory of the past, or as mere possibility."""

from __future__ import annotations

import re

from coders.cameo.interpret import Interpreter

WORKS = frozenset({"works"})
PARTS = frozenset({"works", "work.parts"})
MEMORIALS = frozenset({"memorials"})
SCHOLARS = frozenset({"scholars"})
FORECASTERS = frozenset({"forecasters"})
TITLED = re.compile(
    r"In (?:\w+(?:'s|’s) |his |her |their |the (?:new |latest )?\w+ )?(?:\"[A-Z][^\"]{1,60}\"|“[A-Z][^”]{1,60}”|'[A-Z][^']{1,60}'),? "
)
"""The title of a work that a sentence begins with: `In "The Diplomat", an envoy …`."""
RECALLING = frozenset({"recalling"})


def narrated(trigger: int, interpreter: Interpreter) -> str | None:
    """How the deed at `trigger` is told where it is no news: fiction, memory, or possibility; None for a plain report."""
    graph = interpreter.graph
    if graph.tokens[-1].text == "?":
        return "asked, not told"
    if TITLED.match(graph.sentence.text):
        return "told in a work"
    if _once(trigger, interpreter):
        return "memory of the past"
    chain = [trigger, *graph.ancestors(trigger)]
    for below, at in zip([-1, *chain], chain, strict=False):
        if graph.is_verb(at):
            if _has_work(at, below, interpreter):
                return "told in a work"
            if below >= 0 and (_recalls(at, below, interpreter) or _of_scholars(at, below, interpreter)):
                return "memory of the past"
            if below >= 0 and _would_be(at, interpreter):
                return "a mere possibility"
        elif _of_work(at, below, interpreter):
            return "told in a work"
    return None


def _once(verb: int, interpreter: Interpreter) -> bool:
    """Whether the deed happened `once`, long ago: `a truce was once declared`."""
    tokens = interpreter.graph.tokens
    if tokens[verb].tag not in ("VBD", "VBN"):
        return False
    return any(
        tokens[c].text.lower() == "once" and tokens[min(c + 1, len(tokens) - 1)].text.lower() not in ("again", "more")
        for c in interpreter.graph.children(verb, "advmod")
    )


def _of_scholars(verb: int, below: int, interpreter: Interpreter) -> bool:
    """Whether students of the past or of trade tell what stands below: `historians say …`, `analysts expect …`."""
    graph = interpreter.graph
    if graph.tokens[below].dep not in ("ccomp", "xcomp"):
        return False
    subjects = graph.children(verb, "nsubj")
    if graph.tokens[verb].lemma in ("expect", "predict", "forecast", "foresee"):
        return any(interpreter.has_class(s, FORECASTERS) for s in subjects)
    return any(interpreter.has_class(s, SCHOLARS) for s in subjects)


def _of_work(noun: int, below: int, interpreter: Interpreter) -> bool:
    """Whether what stands at `below` fills a work: `a story of rebels who …`, `a series in which agents …`."""
    graph = interpreter.graph
    if below < 0 or not graph.is_noun(noun) or graph.tokens[below].dep not in ("prep", "relcl", "acl", "appos"):
        return False
    return interpreter.has_class(noun, WORKS)


def _has_work(verb: int, below: int, interpreter: Interpreter) -> bool:
    """Whether a work is the verb's active subject, or the clause plays in one."""
    graph = interpreter.graph
    for child in graph.children(verb, "nsubj"):
        # Who publishes a book may do much with it; what the book tells lies below the verb or is the verb itself.
        if child != below and interpreter.has_class(child, WORKS) and not interpreter.is_actor(child):
            return True
    return any(
        graph.tokens[prep].text.lower() in ("in", "on") and interpreter.has_class(noun, PARTS)
        for prep in graph.children(verb, "prep")
        for noun in graph.children(prep, "pobj")
    )


def _recalls(verb: int, below: int, interpreter: Interpreter) -> bool:
    """Whether the verb keeps alive what is told below it: remembers, marks, honours, or has a memorial for its subject."""
    graph = interpreter.graph
    if graph.tokens[below].dep in ("nsubj", "nsubjpass", "advcl", "conj", "ccomp"):
        return False
    if interpreter.has_class(verb, RECALLING):
        return True
    return any(interpreter.has_class(s, MEMORIALS) for s in graph.children(verb, "nsubj", "nsubjpass"))


def _would_be(verb: int, interpreter: Interpreter) -> bool:
    """`it would be a mistake to …`, `it is conceivable that …`."""
    graph = interpreter.graph
    token = graph.tokens[verb]
    if token.lemma != "be" or not any(graph.tokens[s].text.lower() == "it" for s in graph.children(verb, "nsubj")):
        return False
    if interpreter.frames[verb].modality.mode in ("might", "may"):
        return True
    if any(graph.tokens[a].text.lower() in ("would", "'d", "’d") for a in graph.children(verb, "aux")):
        return True
    return any(graph.tokens[a].lemma in POSSIBLE for a in graph.children(verb, "acomp", "attr"))


POSSIBLE = frozenset({"conceivable", "possible", "imaginable", "thinkable", "unthinkable", "inconceivable", "doubtful"})
