"""Interprets a sentence: frames to acts, from the inside of its clauses outwards, by the senses of the act lexicon."""

from __future__ import annotations

from dataclasses import replace

from coders.cameo.acts import Act
from coders.cameo.mood import in_clause
from coders.cameo.operators import ACCUSING, compose
from coders.cameo.parties import ActorTest, Parties
from coders.cameo.senses import ActLexicon, Sense
from coders.frames.extract import Frames
from coders.frames.frame import Frame
from coders.frames.graph import Graph

PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i", "you"})
DEFAULT_DEED = {
    "say": "statement",
    "hope": "optimism",
    "fear": "pessimism",
    "consider": "consider",
    "deny": "denial",
    "claim": "claim",
}

LENDING = frozenset({"do", "halt", "attempt", "fail"})
CHARGES = ACCUSING | {"criticise", "sue", "convict", "denial"}
"""Deeds whose content is a charge and no report."""
CHARGE_DEPS = frozenset({"dobj", "prep", "xcomp", "ccomp", "nsubjpass", "dative"})


def _nobody(_head: int) -> bool:
    """Takes the place of the actor test of a sentence that is done."""
    return False


class Interpreter:
    """Interprets one sentence. `is_actor` says whether the phrase headed by a token resolves to an actor with a code."""

    def __init__(self, graph: Graph, lexicon: ActLexicon, is_actor: ActorTest) -> None:
        self.graph = graph
        self.frames = Frames(graph)
        self.lexicon = lexicon
        self.is_actor = is_actor
        self.parties = Parties(graph, self.frames, lexicon, is_actor)
        self.consumed: set[int] = set()
        self._known: dict[int, tuple[Act, ...]] = {}
        self._senses: dict[int, Sense | None] = {}
        self._busy: set[int] = set()

    def close(self) -> None:
        """Lets go of whatever refers back to it, when it is done: else only the garbage collector could free it."""
        self.is_actor = self.parties.is_actor = _nobody
        self.graph.memo.clear()

    def classes_of(self, i: int) -> frozenset[str]:
        """The noun classes of the word at token `i`, by the phrases that end there."""
        return self.parties.classes_of(i)

    def has_class(self, i: int, wanted: frozenset[str]) -> bool:
        """Whether the word at token `i` is of one of the classes `wanted`."""
        return self.parties.has_class(i, wanted)

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
                    found = tuple(
                        a for act in found if (a := in_clause(act, frame, self.lexicon.algebra, sense)) is not None
                    )
            # A sense that lives off its content alone gives way to the next one where there is none.
            if found or sense.operator not in LENDING or sense.deed:
                break
        self._busy.discard(i)
        self._known[i] = found
        return found

    def _apply(self, sense: Sense, frame: Frame) -> tuple[Act, ...]:
        source = self.parties.source(sense, frame)
        target = self.parties.target(sense, frame, source)
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
            addressee = self.parties.addressee(sense, frame, head)
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
                act = Act("", manner, doer, self.parties.named(inner), head, (sense.origin, "ahead"), 0.4, vague=True)
            else:
                manner = "demand" if mode == "must" else "appeal"
                act = Act("", manner, source, inner.subjects, head, (sense.origin, mode), 0.6)
            self.consumed.add(head)
            found.append(act)
        return found

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
        return tuple(a for act in acts if (a := in_clause(act, frame, self.lexicon.algebra)) is not None)

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
