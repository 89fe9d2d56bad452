"""Events as a dictionary has them: both directions only where it gives both, actors and codes as it writes them."""

from __future__ import annotations

from collections.abc import Iterator

from coders.cameo.acts import Act
from coders.cameo.events import OUTSIDE, Finder
from coders.cameo.found import Found
from coders.cameo.interpret import Interpreter
from coders.cameo.senses import ActLexicon
from coders.cameo.specify import Specifier
from coders.frames.graph import Graph
from coders.petrarch.acts import DictionaryActs
from coders.petrarch.interpret import DictionaryInterpreter
from coders.types import Actor


class AsWritten(Specifier):
    """Leaves codes as the dictionary gives them: no model makes them finer, none answers where the dictionary is silent."""

    __slots__ = ()

    def __init__(self) -> None:
        pass

    def specify(self, code: str, act: Act, graph: Graph) -> tuple[str | None, float]:
        """The code itself."""
        return (None if act.vague else code), 1.0

    def guess(self, text: str) -> tuple[str, float] | None:
        """Nothing."""
        return None


class DictionaryFinder(Finder):
    """Finds the coded acts of one sentence by a dictionary."""

    def make_interpreter(self, graph: Graph, lexicon: ActLexicon) -> Interpreter:
        """The interpreter that knows the dictionary's transformations."""
        return DictionaryInterpreter(graph, _of_a_dictionary(lexicon), self.is_actor)

    def returned(self, code: str, act: Act) -> str | None:
        """The code of the other direction: the second of a pair, when the deed is done."""
        return _of_a_dictionary(self.lexicon).codes.pairs.get(act.deed) if act.manner == "did" else None

    def acts(self) -> Iterator[Act]:
        """The acts of the verbs: a noun that has the form of a verb counts only below one that makes something of it."""
        yield from (act for act in super().acts() if OUTSIDE not in act.trace)

    def is_inanimate(self, code: str, act: Act) -> bool:
        """Never, for the same reason."""
        return False

    def refrains(self, code: str, act: Act, found: Found) -> bool:
        """Never: a dictionary says by its discards and its null codes what is no event."""
        return False

    def settled(self, code: str, actor: Actor | None, *, suffers: bool) -> Actor | None:
        """The actor as the dictionary codes it."""
        return actor


def _of_a_dictionary(lexicon: ActLexicon) -> DictionaryActs:
    if not isinstance(lexicon, DictionaryActs):
        raise TypeError("a DictionaryFinder needs the verbs of a dictionary")
    return lexicon
