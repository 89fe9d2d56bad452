"""The interpreter for dictionaries: their transformations are tried before our operators compose."""

from __future__ import annotations

from dataclasses import replace

from coders.cameo.acts import Act
from coders.cameo.interpret import Interpreter
from coders.cameo.parties import ActorTest
from coders.cameo.senses import Sense
from coders.frames.graph import Graph
from coders.petrarch.acts import DictionaryActs
from coders.petrarch.codes import EventCode, read_event_code
from coders.petrarch.verbs import Transformation

ANY, ABSENT = ".", "_"


class DictionaryInterpreter(Interpreter):
    """Interprets one sentence by a dictionary."""

    def __init__(self, graph: Graph, lexicon: DictionaryActs, is_actor: ActorTest) -> None:
        super().__init__(graph, lexicon, is_actor)
        self._acts = lexicon

    def compose(
        self, sense: Sense, predicate: int, inner: Act, source: tuple[int, ...], addressee: tuple[int, ...]
    ) -> Act | None:
        """The act of the whole: by the first transformation that fits, else as our operators say."""
        for rule in self._acts.index.transformations:
            act = self._transformed(rule, predicate, inner, source)
            if act is not None:
                return act
        return super().compose(sense, predicate, inner, source, addressee)

    def _transformed(self, rule: Transformation, predicate: int, inner: Act, source: tuple[int, ...]) -> Act | None:
        if inner.negated or inner.manner != "did" or rule.result[2] == "Q":
            return None
        if inner.trigger < predicate or not any(self.is_actor(h) for h in source):
            return None  # "…, police said": what the writer reports is nobody's accusation
        if not self._is_verb(predicate, rule.verb) or not self._is_deed(inner, rule.inner):
            return None
        bound: dict[str, tuple[int, ...]] = {}
        for letter, heads in ((rule.outer, source), (rule.source, inner.source), (rule.target, inner.target)):
            if letter == ANY:
                continue
            if letter == ABSENT:
                if heads and not set(heads) <= set(source):
                    return None
                continue
            if not heads or bound.setdefault(letter, heads) != heads:
                return None
        if len({frozenset(heads) for heads in bound.values()}) < len(bound):
            return None  # different letters are different actors
        code = read_event_code(rule.result[2]) or EventCode()
        if not self._acts.codes.knows(code):
            return None
        return replace(
            inner,
            deed=self._acts.codes.name(code),
            source=bound.get(rule.result[0], source),
            target=bound.get(rule.result[1], ()),
            mutual=False,
        ).noted(rule.origin)

    def _is_verb(self, predicate: int, word: str) -> bool:
        """Whether the predicate is of the verbs that a transformation calls `word`: of its block."""
        if word == "Q":
            return True
        blocks, _ = self._acts.index.block_of(word)
        return any(e.block in blocks for e in self._acts.index.entries(predicate, self.graph))

    def _is_deed(self, act: Act, word: str) -> bool:
        """Whether the act is what the verb `word` stands for: of its code, or below it where that is a general one."""
        if word == "Q":
            return True
        _, code = self._acts.index.block_of(word)
        done = self._acts.codes.code_of(act.deed)
        if done is None or not code.active:
            return False
        return done == code.active or (code.active.endswith("0") and done[:2] == code.active[:2])
