"""Interprets a sentence: frames to acts, from the inside of its clauses outwards, by the senses of the act lexicon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from coders.cameo.acts import Act
from coders.cameo.operators import ACCUSING, compose
from coders.cameo.senses import ActLexicon, Sense
from coders.frames.extract import Frame, Frames
from coders.frames.graph import Graph

TARGET_SLOTS = (
    "obj", "dative", "with", "against", "to", "on", "upon", "at", "toward", "towards", "from", "for", "over", "into", "between", "among",
    "of", "about", "in",
)  # fmt: skip
NOUN_TARGET_SLOTS = (
    "with", "against", "on", "upon", "at", "to", "toward", "towards", "of", "for", "over", "into", "from", "between", "among", "in", "mod",
)  # fmt: skip
PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i", "you"})
DEFAULT_DEED = {
    "say": "statement",
    "hope": "optimism",
    "fear": "pessimism",
    "consider": "consider",
    "deny": "denial",
    "claim": "claim",
}

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
LENDING = frozenset({"do", "halt", "attempt", "fail"})
PAPERS = frozenset({"papers"})
CHARGES = ACCUSING | {"criticise", "sue", "convict", "denial"}
"""Deeds whose content is a charge and no report."""
CHARGE_DEPS = frozenset({"dobj", "prep", "xcomp", "ccomp", "nsubjpass", "dative"})

ActorTest = Callable[[int], bool]


class Interpreter:
    """Interprets one sentence. `is_actor` says whether the phrase headed by a token resolves to an actor with a code."""

    def __init__(self, graph: Graph, lexicon: ActLexicon, is_actor: ActorTest) -> None:
        self.graph = graph
        self.frames = Frames(graph)
        self.lexicon = lexicon
        self.is_actor = is_actor
        self.consumed: set[int] = set()
        self._known: dict[int, tuple[Act, ...]] = {}
        self._senses: dict[int, Sense | None] = {}
        self._busy: set[int] = set()

    def sense(self, i: int) -> Sense | None:
        """The first sense of the predicate at token `i` that fits; None where the lexicon does not know it."""
        if i not in self._senses:
            self._senses[i] = None if self._unknown(i) else self.lexicon.sense(self.frames[i], self.graph)
        return self._senses[i]

    def _unknown(self, i: int) -> bool:
        """Whether a noun has no sense at all, as most have none: then its frame need not be built."""
        return not self.graph.is_verb(i) and self.lexicon.is_silent(self.graph, i)

    def acts(self, i: int) -> tuple[Act, ...]:
        """The acts of the predicate at token `i`, modality of its own clause included."""
        if i in self._known:
            return self._known[i]
        if i in self._busy:
            return ()
        if self._unknown(i):
            self._known[i] = ()
            return ()
        self._busy.add(i)
        frame = self.frames[i]
        found: tuple[Act, ...] = ()
        for sense in self.lexicon.senses(frame, self.graph):
            if sense.operator != "none":
                found = self._apply(sense, frame)
                if frame.kind == "verb":
                    found = tuple(a for act in found if (a := self._modal(act, frame, sense)) is not None)
            # A sense that lives off its content alone gives way to the next one where there is none.
            if found or sense.operator not in LENDING or sense.deed:
                break
        self._busy.discard(i)
        self._known[i] = found
        return found

    def _apply(self, sense: Sense, frame: Frame) -> tuple[Act, ...]:
        source = self._source(sense, frame)
        target = self._target(sense, frame, source)
        if not sense.operator:
            self._consume_clauses(sense, frame)
            deed, refined = self.lexicon.refine(sense.deed, frame, self.graph)
            trace = (
                sense.origin,
                *((refined,) if refined else ()),
                *(("agentless",) if frame.subject_rule == "agentless" else ()),
            )
            mutual = sense.mutual or (frame.kind == "noun" and len(frame.slot("between")) > 1)
            return (Act(deed, "did", source, target, frame.predicate, trace, mutual=mutual),)
        found: list[Act] = []
        for slot in sense.slots:
            for head in frame.slot(slot):
                found.extend(self._content(sense, frame, head, source))
            if found:
                return tuple(found)
        if sense.operator == "say":
            found.extend(self._unread(frame, source, sense))
            if found or self._has_content(sense, frame):
                return tuple(found)
        deed = sense.deed or DEFAULT_DEED.get(sense.operator, "")
        if sense.operator in LENDING and not sense.deed:
            return ()
        if deed:
            deed, refined = self.lexicon.refine(deed, frame, self.graph)
            manner = "did" if sense.operator in DEFAULT_DEED or sense.operator in LENDING else sense.operator
            if self.lexicon.algebra.tone(deed) == "word":
                manner = "did"
            return (
                Act(
                    deed,
                    manner,
                    source,
                    target,
                    frame.predicate,
                    (sense.origin, *((refined,) if refined else ())),
                    mutual=sense.mutual,
                ),
            )
        return (Act("", sense.operator, source, target, frame.predicate, (sense.origin,), 0.6),)

    def _consume_clauses(self, sense: Sense, frame: Frame) -> None:
        """The clauses that a plain deed speaks of are no events of their own: accused X of shelling, agreed to stop fighting."""
        if sense.deed in CHARGES:
            self._consume_charge(frame)
            return
        asked = {slot for c in sense.conditions if not c.negated for slot in c.slots}
        word = self.lexicon.algebra.tone(sense.deed) == "word"
        for slot in ("ccomp", "xcomp", "clause", *frame.preps):
            if slot in asked or (word and slot in frame.preps):
                for head in frame.slot(slot):
                    if self.graph.is_verb(head):
                        self.consumed.update(t for t in self.graph.subtree(head) if self.graph.is_verb(t))

    def _consume_charge(self, frame: Frame) -> None:
        """What somebody is accused of, blamed or tried for has happened at most in the mouth of the accuser."""
        graph = self.graph
        below = [c for c in graph.children(frame.predicate) if graph.tokens[c].dep in CHARGE_DEPS]
        for child in below:
            if child in frame.subjects:
                continue
            for t in graph.subtree(child):
                if graph.is_verb(t) or (graph.is_noun(t) and t != child):
                    self.consumed.add(t)

    def _content(self, sense: Sense, frame: Frame, head: int, source: tuple[int, ...]) -> list[Act]:
        """Acts of the operator over the predicate at `head`, where there is one."""
        found: list[Act] = []
        for inner in self._inner(head):
            addressee = self._addressee(sense, frame, head)
            act = self.compose(sense, frame.predicate, self._bind(inner, source), source, addressee)
            if act is None:
                continue
            self.consumed.add(inner.trigger)
            self.consumed.add(head)
            if sense.operator not in ("say", "do"):
                self._consume_purpose(head)
            trigger = frame.predicate if sense.operator != "say" else inner.trigger
            deed, refined = (act.deed, None)
            if sense.operator == "do" and act.deed:
                deed, refined = self.lexicon.refine(act.deed, frame, self.graph)
            found.append(
                replace(
                    act,
                    deed=deed,
                    trigger=trigger,
                    trace=(*act.trace, sense.origin, *((refined,) if refined else ())),
                )
            )
        return found

    def compose(
        self, sense: Sense, predicate: int, inner: Act, source: tuple[int, ...], addressee: tuple[int, ...]
    ) -> Act | None:
        """The act of the operator of `sense` at `predicate` over `inner`, or None where the whole is no event."""
        return compose(sense.operator, inner, source, addressee, self.lexicon.algebra)

    def _consume_purpose(self, head: int) -> None:
        """What an offer, demand or refusal is to bring about has not happened: `offered to send troops to help Arda`."""
        graph = self.graph
        for t in graph.subtree(head):
            if t != head and graph.is_verb(t) and any(graph.tokens[c].tag == "TO" for c in graph.children(t, "aux")):
                self.consumed.add(t)

    def _has_content(self, sense: Sense, frame: Frame) -> bool:
        """Whether the reported clause holds a deed, even one that is no event (denied, supposed): then it is no mere statement."""
        for head in frame.slot("ccomp"):
            if self.graph.is_verb(head):
                inner = self.sense(head)
                if inner is not None and (inner.deed or inner.operator not in ("say", "do", "none")):
                    return True
        return False

    def _unread(self, frame: Frame, source: tuple[int, ...], sense: Sense) -> list[Act]:
        """A reported clause without a known deed still commits or demands by its auxiliary: `must act`, `will rebuild`."""
        found: list[Act] = []
        for head in frame.slot("ccomp"):
            if not self.graph.is_verb(head):
                continue
            inner = self.frames[head]
            mode = inner.modality.mode
            if inner.modality.supposed or mode not in ("must", "ought", "ahead") or not inner.subjects:
                continue
            if self.sense(head) is not None and inner.lemma != "be":
                continue
            if mode == "ahead":
                doer = source if self._is_pronoun(inner.subjects) else inner.subjects
                manner = "refuse" if inner.modality.negated else "intend"
                act = Act("", manner, doer, self._named(inner), head, (sense.origin, "ahead"), 0.4, vague=True)
            else:
                manner = "demand" if mode == "must" else "appeal"
                act = Act("", manner, source, inner.subjects, head, (sense.origin, mode), 0.6)
            self.consumed.add(head)
            found.append(act)
        return found

    def _named(self, frame: Frame) -> tuple[int, ...]:
        """The first argument of a frame that is an actor."""
        for slot in TARGET_SLOTS:
            heads = tuple(h for h in frame.slot(slot) if h not in frame.subjects and self.is_actor(h))
            if heads:
                return heads
        return ()

    def _is_pronoun(self, heads: tuple[int, ...]) -> bool:
        return bool(heads) and all(self.graph.tokens[h].text.lower() in PRONOUNS for h in heads)

    def _are_possessive(self, heads: tuple[int, ...]) -> bool:
        return bool(heads) and all(self.graph.tokens[h].tag == "PRP$" for h in heads)

    def _inner(self, head: int) -> tuple[Act, ...]:
        """The acts of what an operator governs: a clause, an event noun, or what an adjective or empty noun passes on."""
        graph = self.graph
        if graph.tokens[head].tag.startswith("JJ"):  # "is ready to meet": the content hangs on the adjective
            return self._first(graph.children(head, "xcomp", "ccomp") + self._complements(head, ("to", "for", "of")))
        acts = self.acts(head) if graph.is_verb(head) or graph.is_noun(head) else ()
        core = graph.core(head)
        if not acts and core != head:
            acts = self.acts(core)
        if not acts and graph.is_noun(head):
            # "the possibility of sanctions", "a policy of arrests": a noun that names nothing itself passes its complement on.
            acts = self._first(self._complements(head, ("of",)))
        if not acts and graph.is_verb(head) and head not in self._busy:
            acts = self._through(head)
        return acts

    def _through(self, head: int) -> tuple[Act, ...]:
        """A clause whose verb the lexicon does not know passes on the deed below it, or the one its object names."""
        if self.sense(head) is not None:
            return ()
        frame = self.frames[head]
        acts = self._first([*frame.xcomps, *frame.ccomps])
        if not acts:
            nouns = [h for slot in ("obj", *frame.preps) for h in frame.slot(slot) if self.graph.is_noun(h)]
            acts = tuple(
                replace(a, source=frame.subjects or a.source, confidence=a.confidence * 0.6).noted(
                    "deed named by an argument"
                )
                for a in self._first(nouns)
                if a.deed and self.lexicon.algebra.tone(a.deed) == "good" and a.manner == "did"
            )
        return tuple(a for act in acts if (a := self._modal(act, frame)) is not None)

    def _first(self, heads: list[int]) -> tuple[Act, ...]:
        for head in heads:
            if acts := self._inner(head):
                return acts
        return ()

    def _complements(self, head: int, preps: tuple[str, ...]) -> list[int]:
        graph = self.graph
        return [
            p
            for c in graph.children(head, "prep")
            if graph.tokens[c].text.lower() in preps
            for p in graph.children(c, "pobj", "pcomp")
        ]

    def _bind(self, inner: Act, source: tuple[int, ...]) -> Act:
        """A pronoun as the doer of a content clause stands for the speaker: "said it would leave", "insisted on their demand"."""
        if source and (self._is_pronoun(inner.source) or self._are_possessive(inner.source)):
            return replace(inner, source=source)
        return inner

    def _addressee(self, sense: Sense, frame: Frame, content: int) -> tuple[int, ...]:
        """Whom an operator is aimed at: an actor among the arguments that is not the content itself."""
        below = set(self.graph.subtree(content))
        if "obj" in sense.target and "obj" in sense.slots and self._may_suffer(content):
            below.discard(content)  # barred the monitors: their inspection is refused to them
        slots = sense.target or (TARGET_SLOTS if sense.operator in ("appeal", "demand", "deny") else TARGET_SLOTS[:-3])
        for slot in slots:
            heads = tuple(h for h in frame.slot(slot) if h not in below and self._may_suffer(h))
            if heads:
                return heads
        return ()

    def _may_suffer(self, head: int, *, hard: bool = False) -> bool:
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

    def _source(self, sense: Sense, frame: Frame) -> tuple[int, ...]:
        if sense.source:
            for slot in sense.source:
                if heads := frame.slot(slot):
                    return heads
            return ()
        if frame.kind == "verb":
            return self._issuers(frame.subjects)
        return self._noun_source(sense, frame)

    def classes_of(self, i: int) -> frozenset[str]:
        """The noun classes of the word at token `i`, by the phrases that end there."""
        return self.lexicon.vocabulary.of(self.graph).classes[i]

    def has_class(self, i: int, wanted: frozenset[str]) -> bool:
        """Whether the word at token `i` is of one of the classes `wanted`."""
        return not wanted.isdisjoint(self.classes_of(i))

    def _issuers(self, heads: tuple[int, ...]) -> tuple[int, ...]:
        """Who speaks in a paper: `published a declaration demanding …`, `a statement from the palace condemned …`."""
        graph = self.graph
        found: list[int] = []
        for head in heads:
            paper = graph.is_noun(head) and self.has_class(head, PAPERS)
            issuers = self.frames.holder(head) if paper and not self.is_actor(head) else ()
            found.extend(issuers if issuers and head not in issuers else (head,))
        return tuple(dict.fromkeys(found))

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

    def _target(self, sense: Sense, frame: Frame, source: tuple[int, ...]) -> tuple[int, ...]:
        slots = sense.target or (TARGET_SLOTS if frame.kind == "verb" else NOUN_TARGET_SLOTS)
        taken = set() if sense.target else set(source)
        hard = bool(sense.deed) and self.lexicon.algebra.tone(sense.deed) == "hard"
        filled = [(slot, heads) for slot in slots if (heads := frame.slot(slot))]
        for _, found in filled:
            heads = tuple(h for h in found if h not in taken and self._may_suffer(h, hard=hard))
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

    def _modal(self, act: Act, frame: Frame, sense: Sense | None = None) -> Act | None:
        """The act under the modality of its own clause; a sense that asks for negation has used it up."""
        modality = frame.modality
        if modality.supposed:
            return None
        tone = self.lexicon.algebra.tone(act.deed) if act.deed else "word"
        if modality.negated and not (sense is not None and sense.asks_negation):
            return self._negate(act, tone)
        if modality.mode == "ahead" and act.manner == "did" and tone != "word":
            return replace(act, manner="intend").noted("ahead")
        if modality.mode in ("must", "ought", "may", "might") and act.manner in ("did", "intend"):
            return replace(
                act, manner=modality.mode, confidence=act.confidence * (0.5 if modality.mode[0] == "m" else 1)
            ).noted(modality.mode)
        return act

    def _negate(self, act: Act, tone: str) -> Act | None:
        if tone == "good" and act.manner in ("did", "intend"):
            return replace(act, manner="refuse").noted("negated")
        if act.manner == "intend" and not act.deed:
            return replace(act, manner="refuse").noted("negated")
        if act.deed in ("praise", "support"):
            return replace(act, manner="refuse").noted("negated")
        if tone == "hard" and act.manner in ("did", "intend"):
            return replace(act, negated=True).noted("negated")
        return None
