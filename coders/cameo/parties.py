"""Which phrases of a frame take the parts of source, target and addressee, as a sense names them or grammar orders them."""

from __future__ import annotations

from collections.abc import Callable

from coders.cameo.senses import ActLexicon, Sense
from coders.frames.extract import Frames
from coders.frames.frame import Frame
from coders.frames.graph import Graph

TARGET_SLOTS = (
    "obj", "dative", "with", "against", "to", "on", "upon", "at", "toward", "towards", "from", "for", "over", "into", "between", "among",
    "of", "about", "in",
)  # fmt: skip
NOUN_TARGET_SLOTS = (
    "with", "against", "on", "upon", "at", "to", "toward", "towards", "of", "for", "over", "into", "from", "between", "among", "in", "mod",
)  # fmt: skip
GOODS = frozenset(
    {
        "weapons",
        "military.aid",
        "money",
        "loan.words",
        "food",
        "medicine",
        "shelter",
        "fuel",
        "aid.words",
        "intel",
        "debt",
    }
)
PAPERS = frozenset({"papers"})

ActorTest = Callable[[int], bool]


class Parties:
    """The parties to the acts of one sentence. `is_actor` says whether the phrase headed by a token resolves to an actor with a code."""

    def __init__(self, graph: Graph, frames: Frames, lexicon: ActLexicon, is_actor: ActorTest) -> None:
        self.graph = graph
        self.frames = frames
        self.lexicon = lexicon
        self.is_actor = is_actor

    def source(self, sense: Sense, frame: Frame) -> tuple[int, ...]:
        """Who does what `sense` says: the slots it names, else the subject, or whoever is tied to a noun."""
        if sense.source:
            for slot in sense.source:
                if heads := frame.slot(slot):
                    return heads
            return ()
        if frame.kind == "verb":
            return self._issuers(frame.subjects)
        return self._noun_source(sense, frame)

    def _noun_source(self, sense: Sense, frame: Frame) -> tuple[int, ...]:
        if by := frame.slot("by"):
            return by
        if len(parties := frame.slot("between")) > 1:
            return parties
        if "of" not in (sense.target or ("of",)) and (of := tuple(h for h in frame.slot("of") if self.is_actor(h))):
            return of
        owners = tuple(h for h in frame.modifiers if self.graph.tokens[h].dep == "poss")
        if owners:
            return tuple(c for h in owners for c in self.graph.conjuncts(h))
        named = tuple(h for h in frame.modifiers if self.is_actor(h))
        if named and "mod" not in sense.target:
            return named
        return ()

    def _issuers(self, heads: tuple[int, ...]) -> tuple[int, ...]:
        """Who speaks in a paper: `published a declaration demanding …`, `a statement from the palace condemned …`."""
        graph = self.graph
        found: list[int] = []
        for head in heads:
            paper = graph.is_noun(head) and self.has_class(head, PAPERS)
            issuers = self.frames.holder(head) if paper and not self.is_actor(head) else ()
            found.extend(issuers if issuers and head not in issuers else (head,))
        return tuple(dict.fromkeys(found))

    def target(self, sense: Sense, frame: Frame, source: tuple[int, ...]) -> tuple[int, ...]:
        """To whom it is done: the first slot with an actor that is not the source, else what stands in the object's place."""
        slots = sense.target or (TARGET_SLOTS if frame.kind == "verb" else NOUN_TARGET_SLOTS)
        taken = set() if sense.target else set(source)
        hard = bool(sense.deed) and self.lexicon.algebra.tone(sense.deed) == "hard"
        filled = [(slot, heads) for slot in slots if (heads := frame.slot(slot))]
        for _, found in filled:
            heads = tuple(h for h in found if h not in taken and self.may_suffer(h, hard=hard))
            if heads:
                return heads
        if sense.operator in ("appeal", "demand"):  # "demanded that Arda renounce …": whoever is to do it
            doers = tuple(
                h
                for c in frame.slot("clause")
                if self.graph.is_verb(c)
                for h in self.frames[c].subjects
                if h not in taken
            )
            if doers:
                return doers
        for slot, found in filled:
            heads = tuple(h for h in found if h not in taken and not self.graph.is_verb(h))
            if not hard:
                heads = tuple(h for h in heads if not self._is_nobodys(h))
            if heads and (slot in ("obj", "dative") or slot in sense.target):
                return heads
        return ()

    def addressee(self, sense: Sense, frame: Frame, content: int) -> tuple[int, ...]:
        """Whom an operator is aimed at: an actor among the arguments that is not the content itself."""
        below = set(self.graph.subtree(content))
        if "obj" in sense.target and "obj" in sense.slots and self.may_suffer(content):
            below.discard(content)  # barred the monitors: their inspection is refused to them
        slots = sense.target or (TARGET_SLOTS if sense.operator in ("appeal", "demand", "deny") else TARGET_SLOTS[:-3])
        for slot in slots:
            heads = tuple(h for h in frame.slot(slot) if h not in below and self.may_suffer(h))
            if heads:
                return heads
        return ()

    def named(self, frame: Frame) -> tuple[int, ...]:
        """The first argument of a frame that is an actor."""
        for slot in TARGET_SLOTS:
            heads = tuple(h for h in frame.slot(slot) if h not in frame.subjects and self.is_actor(h))
            if heads:
                return heads
        return ()

    def may_suffer(self, head: int, *, hard: bool = False) -> bool:
        """Whether a phrase can be what a deed is done to: an actor, but no goods, and nothing the doer calls its own.

        Goods of a named party suffer what is `hard`: `destroyed four Ardan tanks`.
        """
        if not self.is_actor(head) or self._is_own(head):
            return False
        return not self.is_goods(head) or (hard and self._has_owner(head))

    def _is_nobodys(self, head: int) -> bool:
        """Whether the phrase is goods that only seem an actor by the word for their kind: `military equipment`."""
        return self.is_goods(head) and self.is_actor(head) and not self._has_owner(head) and not self._is_own(head)

    def _has_owner(self, head: int) -> bool:
        """Whether a word with a capital before the noun says whose it is."""
        tokens = self.graph.tokens
        return any(
            tokens[c].text[:1].isupper() and c < head for c in self.graph.children(head, "amod", "compound", "poss")
        )

    def _is_own(self, head: int) -> bool:
        tokens = self.graph.tokens
        return any(tokens[c].tag == "PRP$" for c in self.graph.children(head, "poss")) or tokens[head].tag == "PRP$"

    def is_goods(self, head: int) -> bool:
        """Whether the phrase is goods or talk, whose adjectives name their kind and no party: `military equipment`."""
        return not GOODS.isdisjoint(self.lexicon.vocabulary.of(self.graph).classes[self.graph.core(head)])

    def classes_of(self, i: int) -> frozenset[str]:
        """The noun classes of the word at token `i`, by the phrases that end there."""
        return self.lexicon.vocabulary.of(self.graph).classes[i]

    def has_class(self, i: int, wanted: frozenset[str]) -> bool:
        """Whether the word at token `i` is of one of the classes `wanted`."""
        return not wanted.isdisjoint(self.classes_of(i))
