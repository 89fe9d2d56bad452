"""From acts to events: which predicates of a sentence are heard, in which order, and who stands as source and target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from coders.cameo.acts import Act
from coders.cameo.found import Found, armed, is_own, people, same
from coders.cameo.interpret import Interpreter
from coders.cameo.narration import narrated
from coders.cameo.restraint import inanimate, is_public, private_matter
from coders.cameo.senses import ActLexicon
from coders.cameo.specify import Specifier
from coders.frames.graph import Graph
from coders.frames.repair import repaired
from coders.topics import Topic
from coders.types import Actor, Sentence

RECIPROCAL = {
    "019": "019", "040": "040", "041": "041", "042": "043", "043": "042", "044": "044", "046": "046", "057": "057", "060": "060",
    "061": "061", "062": "062", "063": "063", "064": "064",
}  # fmt: skip
MUTUAL_ROOTS = frozenset({"03", "05", "06", "16", "19", "14", "18"})
OUTSIDE = "event noun outside the main clause"

# Event nouns that may name what has gone on for years.
STATES = frozenset({"war", "conflict", "siege", "occupation", "insurgency", "struggle", "blockade", "feud"})

# What an adjective of these says of an event noun is that it has not happened: `a possible attack on Arda`.
UNREAL = frozenset(
    "possible potential hypothetical imminent future planned proposed prospective eventual would-be feared threatened impending "
    "looming hoped-for promised theoretical conceivable unlikely likely".split()
)

NEAR = "target: the first other actor in the clause"

Resolve = Callable[[int], tuple[Actor, ...]]


class Finder:
    """Finds the coded acts of one sentence."""

    def __init__(
        self,
        sentence: Sentence,
        lexicon: ActLexicon,
        specifier: Specifier,
        resolve: Resolve,
        topic: Topic | None = None,
        *,
        political: bool = False,
    ) -> None:
        """`topic` is what the sentence is about where that is no politics, `political` whether it has a word of politics or war."""
        self.graph = repaired(sentence)
        self.lexicon = lexicon
        self._specifier = specifier
        self._resolve = resolve
        self._topic = topic
        self._political = political
        self._actors: dict[int, tuple[Actor, ...]] = {}
        self.interpreter = self.make_interpreter(self.graph, lexicon)

    def make_interpreter(self, graph: Graph, lexicon: ActLexicon) -> Interpreter:
        """What reads the acts of the sentence."""
        return Interpreter(graph, lexicon, self.is_actor)

    def is_inanimate(self, code: str, act: Act) -> bool:
        """Whether nobody does it now: a thing that is no actor, weapon or deed, or somebody in a tale or a memory."""
        return inanimate(code, act, self.interpreter) or narrated(act.trigger, self.interpreter) is not None

    def refrains(self, code: str, act: Act, found: Found) -> bool:
        """Whether an act with these parties is no event although its words look like one."""
        return private_matter(
            code,
            act,
            found.source,
            found.target,
            self.interpreter,
            guessed=NEAR in found.trace,
            topic=self._topic,
            political=self._political,
        )

    def returned(self, code: str, act: Act) -> str | None:
        """The code that the act has in the other direction too, if any."""
        return RECIPROCAL.get(code) or (code if act.mutual and code[:2] in MUTUAL_ROOTS else None)

    def settled(self, code: str, actor: Actor | None, *, suffers: bool) -> Actor | None:
        """The party as the deed shows it; `suffers` tells the target from the source."""
        return armed(code, people(code, actor) if suffers else actor)

    def actors(self, head: int) -> tuple[Actor, ...]:
        """The actors of the phrase headed by `head`; a deed named by a noun stands for those who do it."""
        known = self._actors.get(head)
        if known is None:
            self._actors[head] = ()  # a deed among its own parties would ask for itself
            known = self._actors[head] = self._doers(head) or self._resolve(head)
        return known

    def _doers(self, head: int) -> tuple[Actor, ...]:
        """Who does the deed that the noun at `head` names: `condemned the Ardan raids`; nothing for other nouns."""
        if not self.graph.is_noun(head) or self.interpreter.sense(head) is None:
            return ()
        acts = [a for a in self.interpreter.acts(head) if a.deed and self.lexicon.algebra.tone(a.deed) == "hard"]
        if not acts:
            return ()
        found = tuple(a for act in acts for h in act.source if h != head for a in self.actors(h))
        token = self.graph.tokens[head]
        return found or (
            Actor(token.text, token.start, token.end, None, trace=("a deed that names nobody who did it",)),
        )

    def guess(self) -> tuple[str, float] | None:
        """The general code the sentence's words speak for, with its probability."""
        return self._specifier.guess(self.graph.sentence.text)

    def known(self) -> Iterator[Actor]:
        """The actors with a code among the phrases that were looked at."""
        for actors in self._actors.values():
            yield from (a for a in actors if a.code)

    def is_actor(self, head: int) -> bool:
        """Whether the phrase headed by `head` resolves to an actor with a code."""
        return any(a.code for a in self.actors(head))

    def acts(self) -> Iterator[Act]:
        """All acts of the sentence, that of the main clause first."""
        interpreter = self.interpreter
        graph = self.graph
        verbs = sorted((t.i for t in graph.tokens if graph.is_verb(t.i)), key=lambda i: (graph.depth(i), i))
        found: list[tuple[int, Act]] = []
        for i in verbs:
            found.extend((i, act) for act in interpreter.acts(i))
        nouns = [t.i for t in graph.tokens if graph.is_noun(t.i) and t.dep != "compound"]
        loose = [(i, act) for i in nouns for act in interpreter.acts(i)]
        for i, act in found:
            if i not in interpreter.consumed:
                yield act
        for i, act in loose:
            hard = bool(act.deed) and self.lexicon.algebra.tone(act.deed) == "hard"
            if i in interpreter.consumed or act.manner != "did" or self._recalled(i) or self._supposed(i, hard=hard):
                continue
            if (act.source and act.target) or (hard and self._leads(i) and (act.source or act.target)):
                yield replace(act, confidence=act.confidence * 0.7).noted(OUTSIDE)

    def _recalled(self, noun: int) -> bool:
        """Whether the noun only says since when: `since the invasion of X`."""
        return any(self.graph.tokens[a].text.lower() in ("since", "anniversary") for a in self.graph.ancestors(noun))

    def _supposed(self, noun: int, *, hard: bool) -> bool:
        """Whether an event noun names a mere possibility: `an attack could cost millions`, `sent to oversee a truce`."""
        token = self.graph.tokens[noun]
        if any(self.graph.lemmas[a] in UNREAL for a in self.graph.children(noun, "amod")):
            return True
        if token.dep not in ("nsubj", "nsubjpass", "dobj") or not self.graph.is_verb(token.head):
            return False
        modality = self.interpreter.frames[token.head].modality
        auxiliaries = [self.graph.lower[a] for a in self.graph.children(token.head, "aux")]
        # What is done to make peace does not make it; what is done about a fight tells of one.
        purpose = "to" in auxiliaries and not hard
        return modality.supposed or modality.mode == "might" or "would" in auxiliaries or purpose

    def _leads(self, noun: int) -> bool:
        """Whether an event noun is subject or object of a main verb that the lexicon does not know: `a strike paralysed the port`."""
        token = self.graph.tokens[noun]
        if token.lemma in STATES:
            return False
        if token.dep not in ("nsubj", "nsubjpass", "dobj") or self.graph.tokens[token.head].dep != "ROOT":
            return token.dep == "ROOT"
        return self.interpreter.sense(token.head) is None

    def code(self, act: Act) -> tuple[str | None, Act, str]:
        """The act's code, the act with what was learnt on the way, and the method: rule or statistical."""
        general = act.code(self.lexicon.algebra)
        if general is None:
            return None, act, "rule"
        code, probability = self._specifier.specify(general, act, self.graph)
        if code == general or code is None:
            return code, act, "rule"
        noted = replace(act, confidence=act.confidence * probability).noted(
            f"{general} made specific by the words of the clause"
        )
        return code, noted, "statistical"

    def coded(self) -> Iterator[Found]:
        """Coded acts with their actors, dyads spread out, each source, target and code once."""
        seen: set[tuple[str | None, str | None, str]] = set()
        for act in self.acts():
            code, act, method = self.code(act)
            if code is None or self.is_inanimate(code, act):
                continue
            for found in self._dyads(code, act, method):
                if self.refrains(code, act, found):
                    continue
                key = (
                    found.source.code if found.source else None,
                    found.target.code if found.target else None,
                    found.code,
                )
                if key not in seen:
                    seen.add(key)
                    yield found

    def _dyads(self, code: str, act: Act, method: str) -> Iterator[Found]:
        sources = self._known(act.source)
        targets = [t for t in self._known(act.target) if not any(same(t, s) or is_own(t, s) for s in sources)]
        rules: tuple[str, ...] = ()
        if len(sources) > 1 and code in RECIPROCAL and all(self._is_where(h) for h in act.target):
            targets = []  # "Arda and Borovia held talks in Calda"
        if not targets and len(sources) > 1 and (code in RECIPROCAL or act.mutual or code[:2] in ("03", "06")):
            pairs = [(a, b) for a in sources for b in sources if a is not b and a.code != b.code]
            yield from (
                self._found(code, act, a, b, method, ("target: the other parties of the subject",)) for a, b in pairs
            )
            if pairs:
                return
        if code[:2] == "01":  # whom one speaks to through the media is not the media
            targets = [t for t in targets if "MED" not in t.roles]
        if not targets and code not in ("010",):
            targets, rules = self._near(act, sources)
        if not sources and not targets:
            return
        if code == "010" and not (sources and targets):
            return
        if code in ("012", "013", "014") and not any(is_public(a, self.interpreter) for a in sources):
            return
        reverse = self.returned(code, act)
        nobody: list[Actor | None] = [None]
        for source in sources or nobody:
            for target in targets or nobody:
                yield self._found(code, act, source, target, method, rules)
                if reverse and source is not None and target is not None:
                    yield self._found(reverse, act, target, source, method, (*rules, "reciprocal"))

    def _is_where(self, head: int) -> bool:
        return self.graph.tokens[self.graph.tokens[head].head].text.lower() in ("in", "at")

    def _found(
        self, code: str, act: Act, source: Actor | None, target: Actor | None, method: str, rules: tuple[str, ...]
    ) -> Found:
        confidence = act.confidence * (1.0 if source is not None and target is not None else 0.7)
        source, target = self.settled(code, source, suffers=False), self.settled(code, target, suffers=True)
        return Found(code, act, source, target, (*act.trace, *rules), round(confidence, 3), method)

    def _known(self, heads: tuple[int, ...]) -> list[Actor]:
        found: list[Actor] = []
        for head in heads:
            for actor in self.actors(head):
                if actor.code and not any(same(actor, other) for other in found):
                    found.append(actor)
        return found

    def _near(self, act: Act, sources: list[Actor]) -> tuple[list[Actor], tuple[str, ...]]:
        """The first other actor inside the predicate's own clause stands as target."""
        graph = self.graph
        doers = {i for head in act.source for i in graph.subtree(head)}
        for i in graph.subtree(act.trigger):
            token = graph.tokens[i]
            if (
                i == act.trigger
                or i in doers
                or not graph.is_noun(i)
                or token.dep in ("nsubj", "compound")
                or self._is_attribution(i)
            ):
                continue
            if self.interpreter.sense(i) is not None or self.interpreter.parties.is_goods(i):
                continue  # an event noun is no party, nor are goods
            actors = [a for a in self.actors(i) if a.code and all(a.code != s.code for s in sources)]
            if actors:
                return actors, (NEAR,)
        return [], ()

    def _is_attribution(self, i: int) -> bool:
        """`according to X`: the speaker is no party to the deed."""
        head = self.graph.tokens[i].head
        above = self.graph.tokens[head]
        return above.text.lower() in ("to",) and self.graph.tokens[above.head].text.lower() == "according"
