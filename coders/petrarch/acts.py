"""What the verbs of a dictionary make of predicates, as senses that our interpreter works with.

The block of the verb, the pattern that fits best and the code of the verb where none does decide. General codes of speech
acts become operators over the clause or deed that they govern; slots of a pattern become roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coders.cameo.conditions import Condition
from coders.cameo.senses import ActLexicon, Sense
from coders.frames.frame import Frame
from coders.frames.graph import Graph
from coders.petrarch.algebra import OPERATORS, DictionaryAlgebra
from coders.petrarch.codes import EventCode
from coders.petrarch.index import BlockPattern, VerbEntry, VerbIndex
from coders.petrarch.match import Matcher
from coders.petrarch.patterns import Noun, Part, Prep, Shape, Slot

CLAUSES = ("ccomp", "xcomp")
CONTENT = ("ccomp", "xcomp", "obj", "for", "of", "to", "at", "on", "in", "from", "against", "with")
"""Where an operator looks for what it is about: clauses before deeds named by nouns."""

AGREEING = frozenset({"050", "051", "057"})
INCLINED = {
    "ready": "intend",
    "willing": "intend",
    "prepared": "intend",
    "set": "intend",
    "unwilling": "refuse",
    "reluctant": "refuse",
}
PASSIVE_SOURCES = ("by", "from", "obj", "with", "against", "in", "of")
NEGATED = Condition(False, ("neg",), "", frozenset())
_AFTER = ("obj", "dative")


@dataclass(frozen=True, slots=True)
class DictionaryActs(ActLexicon):
    """The verbs of a dictionary in the place of our own act lexicon; `classes` are our classes of nouns."""

    index: VerbIndex
    codes: DictionaryAlgebra

    def is_silent(self, graph: Graph, i: int) -> bool:
        """Never: a dictionary's words are found with what stands around them."""
        return False

    def senses(self, frame: Frame, graph: Graph) -> Iterator[Sense]:
        """The sense that the dictionary gives the frame, if any."""
        if graph.tokens[frame.predicate].dep in ("prep", "agent", "case", "mark"):  # "according to"
            return
        entries = self.index.entries(frame.predicate, graph)
        if not entries:
            yield from _inclined(frame, graph)
            return
        if frame.kind == "noun" and not self._is_deed(frame, graph):
            return
        best = self._best(entries, frame, graph)
        if best is not None:
            pattern, entry = best
            yield self._sense(pattern.code, pattern.origin, pattern.shape, entry, frame)
            return
        coded = [e for e in entries if not e.code.null]
        if coded:
            yield self._sense(coded[-1].code, coded[-1].origin, None, coded[-1], frame)
        elif any(e.block in self._governing() for e in entries) and frame.kind == "verb":
            yield _sense("do", "", entries[0].origin, CLAUSES)

    def refine(self, deed: str, frame: Frame, graph: Graph) -> tuple[str, str | None]:
        """The deed as it is: a dictionary's patterns have said all there is to say."""
        return deed, None

    def _best(self, entries: list[VerbEntry], frame: Frame, graph: Graph) -> tuple[BlockPattern, VerbEntry] | None:
        """The pattern that fits best, the one that stands first among equals."""
        matcher = Matcher(frame, graph, self.index.sets)
        found: tuple[BlockPattern, VerbEntry] | None = None
        most = 0
        for entry in {e.block: e for e in entries}.values():
            for pattern in self.index.patterns(entry.block):
                score = matcher.score(pattern.shape, pattern.needed)
                if score > most and (pattern.code.null or self.codes.knows(pattern.code)):
                    most, found = score, (pattern, entry)
        return found

    def _is_deed(self, frame: Frame, graph: Graph) -> bool:
        """Whether a noun that has the form of a verb names a deed: `the attack on X`, `a meeting`; not `a state`."""
        token = graph.tokens[frame.predicate]
        return token.dep != "compound" and token.tag in ("NN", "NNS")

    def _governing(self) -> frozenset[int]:
        """Blocks without a code whose verbs stand in transformations."""
        return frozenset(b for t in self.index.transformations for b in self.index.block_of(t.verb)[0])

    def _sense(self, code: EventCode, origin: str, shape: Shape | None, entry: VerbEntry, frame: Frame) -> Sense:
        origins = origin if shape is None or origin == entry.origin else f"{origin} ({entry.origin})"
        if code.null:
            return _sense("none", "", origins, ())
        if not self.codes.knows(code):
            return _sense("none", "", f"{origins}: no CAMEO code [{code}]", ())
        deed = self.codes.name(code)
        operator = OPERATORS.get(code.active, "") if not code.passive else ""
        slots: tuple[str, ...] = CONTENT if operator not in ("", "say") else CLAUSES
        if code.active in AGREEING and frame.xcomps:  # "agreed to …" is a promise of what follows
            operator, slots = "intend", ("xcomp",)
        sense = _sense(operator, deed, origins, slots)
        if not code.active:  # the subject is the target
            sense = replace(sense, source=PASSIVE_SOURCES, target=("subj",))
        return _with_slots(sense, shape) if shape is not None else sense


def _inclined(frame: Frame, graph: Graph) -> Iterator[Sense]:
    """`is ready to …`, `was unwilling to …`: dictionaries have no adjectives, the grammar is plain."""
    if frame.lemma != "be":
        return
    for head in frame.attrs:
        operator = INCLINED.get(graph.tokens[head].lemma.lower())
        if operator is not None and graph.children(head, "xcomp"):
            yield _sense(operator, "", "an adjective with an infinitive", ("attr",))


def _sense(operator: str, deed: str, origin: str, slots: tuple[str, ...]) -> Sense:
    return Sense("", (), operator, slots if operator else (), deed, (), (), False, origin, 0)


def _with_slots(sense: Sense, shape: Shape) -> Sense:
    """The sense with the roles that the slots of its pattern give."""
    marks = [*_marks(shape.before, "subj"), *_marks(shape.after, "")]
    source = tuple(dict.fromkeys(slot for mark, slots in marks if mark in "$%" for slot in slots))
    target = tuple(dict.fromkeys(slot for mark, slots in marks if mark == "+" for slot in slots))
    mutual = any(mark == "%" for mark, _ in marks)
    if source == ("subj",):
        source = ()
    # A pattern that itself says NOT has used the negation up.
    negation = (NEGATED,) if any("NOT" in part.words() for part in shape.before) else ()
    return replace(
        sense,
        source=source or sense.source,
        target=target or sense.target,
        mutual=mutual,
        conditions=negation,
    )


def _marks(parts: tuple[Part, ...], side: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The slots of one side, each with the roles its filler can have: that of the preposition before it, else the side's."""
    preposition = ""
    for part in parts:
        if isinstance(part, Slot):
            roles = (preposition,) if preposition else (side,) if side else _AFTER
            if part.mark != "^":
                yield part.mark, roles
        elif isinstance(part, Prep):
            inside = [w for noun in part.parts for w in noun.words()]
            for mark in inside:
                if mark in "$+%":
                    yield mark, (part.word.lower(),)
            preposition = part.word.lower() if not part.parts else ""
        elif isinstance(part, Noun):
            preposition = part.head.lower() if part.head in _PREPOSITIONS and not part.others else ""
            for mark in part.words():
                if mark in "$+%":
                    yield mark, (side,) if side else _AFTER


_PREPOSITIONS = frozenset("TO OF ON IN INTO TOWARD TOWARDS WITH FROM AGAINST FOR AT OVER BY".split())
