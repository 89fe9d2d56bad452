"""The verb and noun lexicons: senses of predicates, each with the arguments it asks for and the act it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from coders.cameo.conditions import Condition, parse_conditions
from coders.cameo.deeds import Algebra
from coders.cameo.facts import Facts
from coders.cameo.vocabulary import Vocabulary
from coders.errors import LexiconError
from coders.frames.frame import Frame
from coders.frames.graph import Graph
from coders.lexicon.inflect import verb_forms
from coders.lexicon.reader import Entry, read_table

OPERATORS = frozenset(
    "do intend appeal demand refuse threaten deny halt say hope fear consider attempt fail claim".split()
)
"""What a predicate makes of its content; coders.cameo.operators says how each composes."""

VERB_COLUMNS = ("verb", "when", "act", "roles", "note")
NOUN_COLUMNS = ("noun", "when", "act", "roles", "note")
CLASS_COLUMNS = ("class", "words", "note")
REFINE_COLUMNS = ("deed", "when", "becomes", "note")


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense. Either `deed` alone, or `operator` over the content found in `slots` with `deed` where there is none."""

    particle: str
    conditions: tuple[Condition, ...]
    operator: str  # "" for a plain deed, "none" for a sense that is no event
    slots: tuple[str, ...]
    deed: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    mutual: bool
    origin: str
    weight: int
    needs: frozenset[str] = field(init=False, repr=False, compare=False)
    """Slots without which it cannot hold: a look at them spares a look at most conditions."""

    def __post_init__(self) -> None:
        asked = (c.needs for c in self.conditions)
        object.__setattr__(self, "needs", frozenset(slot for slot in asked if slot is not None))

    @property
    def asks_negation(self) -> bool:
        """Whether the sense holds only for a negated predicate: `did not comment`."""
        return any(c.slots == ("neg",) and not c.negated for c in self.conditions)


@dataclass(frozen=True, slots=True)
class Refinement:
    """A deed that its arguments make more specific."""

    conditions: tuple[Condition, ...]
    becomes: str
    origin: str


@dataclass(frozen=True, slots=True)
class ActLexicon:
    """Everything the coder knows of predicates, compiled."""

    verbs: dict[str, tuple[Sense, ...]]
    nouns: dict[str, tuple[Sense, ...]]
    forms: dict[str, str]  # inflected form → verb
    classes: dict[str, frozenset[str]]
    refinements: dict[str, tuple[Refinement, ...]]
    algebra: Algebra
    vocabulary: Vocabulary

    def known(self, graph: Graph, i: int, kind: str) -> tuple[Sense, ...]:
        """All senses of the predicate at token `i`; `kind` is verb or noun. For a noun those of its longest phrase first."""
        if kind == "verb":
            known = self.verbs.get(graph.lemmas[i])
            if known is None:  # lemmatisers err: `staged` is no form of `stag` here
                known = self.verbs.get(self.forms.get(graph.lower[i], ""), ())
            return known
        phrases = [p for p in self.vocabulary.of(graph).phrases[i] if p in self.nouns]
        return self.nouns[phrases[0]] if len(phrases) == 1 else tuple(s for p in phrases for s in self.nouns[p])

    def is_silent(self, graph: Graph, i: int) -> bool:
        """Whether the word at token `i`, no verb, has no sense whatever stands around it."""
        return not self.known(graph, i, "noun")

    def senses(self, frame: Frame, graph: Graph) -> Iterator[Sense]:
        """The senses that fit the frame, the one that asks for most first; for a noun those of its longest phrase first."""
        known = self.known(graph, frame.predicate, frame.kind)
        if not known:
            return
        facts = self._facts(frame, graph)
        particle = frame.kind == "verb"
        for sense in known:
            if not sense.needs <= facts.filled or (
                particle and sense.particle and sense.particle not in facts.particles
            ):
                continue
            for condition in sense.conditions:
                if not condition.met(facts):
                    break
            else:
                yield sense

    def _facts(self, frame: Frame, graph: Graph) -> Facts:
        key = (self.vocabulary, frame.predicate)
        facts = graph.memo.get(key)
        if not isinstance(facts, Facts) or facts.frame is not frame:
            facts = graph.memo[key] = Facts(frame, graph, self.vocabulary.of(graph))
        return facts

    def sense(self, frame: Frame, graph: Graph) -> Sense | None:
        """The first sense that fits."""
        return next(self.senses(frame, graph), None)

    def refine(self, deed: str, frame: Frame, graph: Graph) -> tuple[str, str | None]:
        """The most specific deed the frame's arguments make of `deed`, and the line that said so."""
        origin = None
        facts = self._facts(frame, graph)
        for _ in range(3):
            for refinement in self.refinements.get(deed, ()):
                if all(c.met(facts) for c in refinement.conditions):
                    deed, origin = refinement.becomes, refinement.origin
                    break
            else:
                break
        return deed, origin


def load_act_lexicon(lexicons: Path, algebra: Algebra) -> ActLexicon:
    """Reads the tables cameo/verbs-*.tsv, nouns-*.tsv, classes-*.tsv and refine.tsv under `lexicons`.

    Raises LexiconError for the first line that is not well formed.
    """
    folder = lexicons / "cameo"
    classes: dict[str, set[str]] = {}
    names: set[str] = set()
    for path in sorted(folder.glob("classes-*.tsv")):
        for entry in read_table(path, CLASS_COLUMNS, root=lexicons):
            names.add(entry["class"])
            for word in entry.many("words"):
                classes.setdefault(word.lower(), set()).add(entry["class"])
    verbs = _senses(sorted(folder.glob("verbs-*.tsv")), VERB_COLUMNS, lexicons, algebra, names)
    nouns = _senses(sorted(folder.glob("nouns-*.tsv")), NOUN_COLUMNS, lexicons, algebra, names)
    refinements: dict[str, list[Refinement]] = {}
    for entry in read_table(folder / "refine.tsv", REFINE_COLUMNS, root=lexicons):
        for deed in entry.many("deed"):
            _known(deed, algebra, entry)
            _known(entry["becomes"], algebra, entry)
            refinements.setdefault(deed, []).append(
                Refinement(_conditions(entry, names), entry["becomes"], entry.origin)
            )
    frozen = {word: frozenset(found) for word, found in classes.items()}
    asking: Iterable[Sense | Refinement] = chain(*verbs.values(), *nouns.values(), *refinements.values())
    words = {word for asks in asking for c in asks.conditions if c.test == "=" for word in c.values}
    return ActLexicon(
        verbs=verbs,
        nouns=nouns,
        forms=verb_forms(verbs, lexicons),
        classes=frozen,
        refinements={deed: tuple(found) for deed, found in refinements.items()},
        algebra=algebra,
        vocabulary=Vocabulary(frozen, (*nouns, *words)),
    )


def _senses(
    paths: list[Path], columns: tuple[str, ...], root: Path, algebra: Algebra, names: set[str]
) -> dict[str, tuple[Sense, ...]]:
    found: dict[str, list[Sense]] = {}
    is_verb = columns[0] == "verb"
    for path in paths:
        for entry in read_table(path, columns, root=root):
            for key in entry.many(columns[0]):
                head, _, particle = key.lower().partition(" ") if is_verb else (key.lower(), "", "")
                found.setdefault(head, []).append(_sense(entry, particle, algebra, names))
    # The sense that asks for most comes first; among equals the one written first.
    return {key: tuple(sorted(senses, key=lambda s: -s.weight)) for key, senses in found.items()}


def _sense(entry: Entry, particle: str, algebra: Algebra, names: set[str]) -> Sense:
    conditions = _conditions(entry, names)
    words = entry["act"].split()
    operator, deed = "", ""
    slots: tuple[str, ...] = ()
    if not words:
        raise entry.wrong("the column act is empty")
    if words[0] == "none":
        operator = "none"
    elif words[0] in OPERATORS:
        operator = words[0]
        rest = words[1:]
        if "else" in rest:
            at = rest.index("else")
            deed = rest[at + 1] if at + 1 < len(rest) else ""
            _known(deed, algebra, entry)
            rest = rest[:at]
        if len(rest) > 1:
            raise entry.wrong(f"cannot read the act {entry['act']!r}: slots are joined by |")
        slots = tuple(s.replace("_", " ") for s in rest[0].split("|")) if rest else ()
    else:
        if len(words) > 1:
            raise entry.wrong(f"cannot read the act {entry['act']!r}")
        deed = words[0]
        _known(deed, algebra, entry)
    source, target, mutual = _roles(entry)
    weight = 2 * len(conditions) + (3 if particle else 0) + sum(1 for c in conditions if c.test)
    return Sense(particle, conditions, operator, slots, deed, source, target, mutual, entry.origin, weight)


def _roles(entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    mutual = False
    for part in entry["roles"].split():
        side, _, slots = part.partition("=")
        if side == "mutual" and not slots:
            mutual = True
        elif side in ("s", "t") and slots:
            names = tuple(s.replace("_", " ") for s in slots.split("|"))
            source, target = (names, target) if side == "s" else (source, names)
        else:
            raise entry.wrong(f"cannot read the role {part!r}")
    return source, target, mutual


def _conditions(entry: Entry, names: set[str]) -> tuple[Condition, ...]:
    try:
        conditions = parse_conditions(entry["when"])
    except ValueError as error:
        raise entry.wrong(str(error)) from error
    for condition in conditions:
        if condition.test in (":", "~"):
            missing = condition.values - names
            if missing:
                raise entry.wrong(f"no noun class is called {sorted(missing)[0]!r}")
    return conditions


def _known(deed: str, algebra: Algebra, entry: Entry) -> None:
    if deed not in algebra:
        raise LexiconError(entry.file, entry.line, f"no deed is called {deed!r}")
