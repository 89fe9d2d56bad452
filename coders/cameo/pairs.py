"""The relation between a given source and a given target: of all acts around them the one that joins them best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coders.cameo.acts import Act
from coders.cameo.events import Finder
from coders.cameo.ontology import Ontology
from coders.types import PairQuery, Relation, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act with its code, and how well it joins the pair."""

    code: str
    act: Act
    score: float
    how: str


def relate(number: int, query: PairQuery, finders: Sequence[Finder], ontology: Ontology) -> Relation:
    """The relation of the pair `number`; `finders` are those of the sentences the pair's spans stand in.

    Where no act of those sentences could be read, the words of the sentence speak for a general code; null only where
    the pair lies in no sentence or in one without a known word.
    """
    candidates = [c for finder in finders for c in _candidates(finder, query)]
    if not candidates:
        return _by_words(number, finders, ontology)
    best = max(candidates, key=lambda c: c.score)
    confidence = round(min(0.95, best.act.confidence * min(1.0, 0.3 + best.score / 8)), 3)
    return Relation(number, best.code, ontology[best.code].plover_type, confidence, (*best.act.trace, best.how))


def _by_words(number: int, finders: Sequence[Finder], ontology: Ontology) -> Relation:
    """The answer of the words alone, marked as statistical."""
    for finder in finders:
        if found := finder.guess():
            code, probability = found
            trace = ("statistical: no act in the sentences of the pair, the words alone",)
            return Relation(number, code, ontology[code].plover_type, round(probability * 0.4, 3), trace)
    return Relation(number, None, None, 0.0, ("no act and no known word in the sentences of the pair",))


def _candidates(finder: Finder, query: PairQuery) -> Iterator[Candidate]:
    graph = finder.graph
    source = _tokens(finder, query.source)
    target = _tokens(finder, query.target)
    for order, act in enumerate(finder.acts()):
        code, act, _ = finder.code(act)
        if code is None:
            continue
        from_source = _covers(finder, act.source, source)
        to_target = _covers(finder, act.target, target)
        turned = _covers(finder, act.source, target) and _covers(finder, act.target, source)
        below = set(graph.subtree(act.trigger))
        score = 4.0 * from_source + 3.0 * to_target + 1.0 * bool(turned)
        score += 1.0 * bool(target & below) + 0.5 * bool(source & below)
        score -= 0.4 * order + (2.0 if code in ("010", "013", "012") else 0.0)
        score -= 1.0 * (_covers(finder, act.source, target) and not from_source)
        how = "joins source and target" if from_source and to_target else "nearest act of the pair's sentence"
        yield Candidate(code, act, score, how)


def _tokens(finder: Finder, spans: tuple[Span, ...]) -> set[int]:
    return {t.i for t in finder.graph.tokens for s in spans if t.start < s.end and s.start < t.end}


def _covers(finder: Finder, heads: tuple[int, ...], wanted: set[int]) -> bool:
    """Whether one of the phrases lies in the wanted span, or has it as possessor, complement or modifier."""
    return any(h in wanted or wanted & set(finder.graph.subtree(h, into_clauses=False)) for h in heads)
