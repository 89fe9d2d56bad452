"""Makes a general code specific where the words of the clause tell what it is about; the result is marked as statistical."""

from __future__ import annotations

from coders.cameo.acts import Act
from coders.cameo.deeds import Algebra
from coders.cameo.ontology import Ontology
from coders.cameo.themes import Themes, text_features
from coders.frames.graph import Graph

SURE = 0.5  # least probability for a theme; measured on held-out codebook examples, see docs/accuracy.md
SURE_VAGUE = 0.8  # least probability where the act itself hangs on the theme
ASKING = frozenset({"appeal", "demand", "refuse", "intend"})
GOAL_ROOTS = frozenset({"024", "034", "083", "104", "123", "141", "142", "143", "144", "145"})


# "for", "against", "to demand", "in protest at": what follows them says what a protest is about.
AIMS = frozenset(
    "for against over demand protest press force until insist call seek obtain oppose denounce push urge win secure".split()
)


class Specifier:
    """Refines codes with the theme models."""

    __slots__ = ("_algebra", "_by_theme", "_ontology", "_themes")

    def __init__(self, themes: Themes, algebra: Algebra, ontology: Ontology) -> None:
        self._themes, self._algebra, self._ontology = themes, algebra, ontology
        self._by_theme: dict[str, str] = {}
        for deed in algebra.deeds.values():
            theme = deed.codes["demand"]
            if deed.tone == "good" and theme:
                self._by_theme.setdefault(theme, deed.name)

    def specify(self, code: str, act: Act, graph: Graph) -> tuple[str | None, float]:
        """The more specific code and the probability of its theme; the code itself and 1.0 where it stays as it is.

        None where the act is an event only if its theme can be told, and it cannot.
        """
        manner = "intend" if act.manner == "may" else act.manner
        if code in GOAL_ROOTS:
            opinion = self._themes.goals.judge(self._aims(act, graph, anywhere=code[:2] != "14"))
            if (
                opinion
                and opinion.probability >= SURE
                and opinion.label != "0"
                and code + opinion.label in self._ontology
            ):
                return code + opinion.label, opinion.probability
            return code, 1.0
        if manner not in ASKING or not (self._general(code) or act.vague):
            return code, 1.0
        among = self._below(code, manner)
        opinion = self._themes.contents.judge(self._words(act, graph), among)
        least = SURE_VAGUE if act.vague else SURE
        if opinion is None or opinion.probability < least:
            return (None if act.vague else code), 1.0
        found = self._algebra.compose(self._by_theme[opinion.label], manner)
        return (found, opinion.probability) if found else (code, 1.0)

    def guess(self, text: str) -> tuple[str, float] | None:
        """The general code that the words of a whole sentence speak for, with its probability; for pairs that no rule answers."""
        opinion = self._themes.roots.judge(set(text_features(text)))
        return (opinion.label, opinion.probability) if opinion else None

    def _general(self, code: str) -> bool:
        return self._ontology[code].residual

    def _below(self, code: str, manner: str) -> frozenset[str] | None:
        """The themes whose code in `manner` lies below `code`; all of them for the root's own residual."""
        if code.endswith("0") and len(code) == 3:
            return None
        return frozenset(
            theme
            for theme, deed in self._by_theme.items()
            if (found := self._algebra.compose(deed, manner)) and found.startswith(code)
        )

    def _words(self, act: Act, graph: Graph) -> set[str]:
        """Features of the clause around the act, its doer left out."""
        below = set(graph.subtree(act.trigger))
        for head in act.source:
            below -= set(graph.subtree(head))
        return _features(graph, below or {t.i for t in graph.tokens})

    def _aims(self, act: Act, graph: Graph, *, anywhere: bool) -> set[str]:
        """Features of what a protest is for or against: the words after the first marker of an aim."""
        after = [t.i for t in graph.tokens if t.lemma.lower() in AIMS and t.i != act.trigger]
        if after:
            return _features(graph, {t.i for t in graph.tokens if t.i > after[0]})
        return self._words(act, graph) if anywhere else set()


def _features(graph: Graph, tokens: set[int]) -> set[str]:
    if not tokens:
        return set()
    offset = graph.sentence.start
    return set(
        text_features(
            graph.sentence.text[graph.tokens[min(tokens)].start - offset : graph.tokens[max(tokens)].end - offset]
        )
    )
