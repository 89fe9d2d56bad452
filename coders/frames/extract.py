"""Frames: a predicate, verb or event noun, with the heads of its arguments by grammatical role.

Passives are turned round, coordinated heads spread out, and subjects that grammar leaves unsaid (control, relative and
participial clauses, coordination) are supplied, so that the coder's rules speak of roles and not of parse shapes.
"""

from __future__ import annotations

from coders.frames.frame import Frame
from coders.frames.graph import Graph
from coders.frames.modality import modality
from coders.types import Token

# "on Sunday", "in March" say when, and fill no role.
TIMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October "
    "November December today yesterday tomorrow".split()
)
_PERMITTING = frozenset({"allow", "permit", "authorise", "authorize", "enable"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})


class Frames:
    """The frames of one sentence, built on demand and kept."""

    __slots__ = ("_busy", "_known", "graph")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._known: dict[int, Frame] = {}
        self._busy: set[int] = set()

    def __getitem__(self, i: int) -> Frame:
        known = self._known.get(i)
        if known is None:
            known = self._known[i] = self._verb(i) if self.graph.is_verb(i) else self._noun(i)
        return known

    def _verb(self, i: int) -> Frame:
        graph = self.graph
        tokens = graph.tokens
        passive = bool(graph.children(i, "nsubjpass", "auxpass", "csubjpass")) or (
            tokens[i].tag == "VBN" and tokens[i].dep in ("acl", "advcl") and not graph.children(i, "aux", "nsubj")
        )
        passive = passive or (
            tokens[i].dep == "conj"
            and tokens[i].tag == "VBN"
            and not graph.children(i, "nsubj", "aux", "dobj")
            and self._is_passive(tokens[i].head)
        )
        objects = self._spread(graph.children(i, "dobj", "oprd") if not passive else graph.children(i, "oprd"))
        datives: list[int] = []
        for c in graph.children(i, "dative", "iobj"):
            inner = graph.children(c, "pobj")
            datives.extend(self._spread(inner) if inner else self._spread([c]))
        preps = self._preps(i)
        for head in objects:  # "opened a road to agencies": parsers waver between verb and object
            for name, found in self._preps(head).items():
                if name != "of":
                    preps.setdefault(name, found)
        own, rule = self._subjects(i, passive)
        ccomps = self._clauses(i, "ccomp")
        xcomps = self._clauses(i, "xcomp")
        if passive:
            agents = preps.get("by", ())
            retained = self._spread(graph.children(i, "dobj"))
            objects = [*own, *objects] if not retained else [*retained]
            if retained:
                datives = [*datives, *own]
            subjects: tuple[int, ...] = agents
            if not agents:
                rule = "agentless"
        else:
            subjects = own
        return Frame(
            predicate=i,
            lemma=tokens[i].lemma.lower(),
            kind="verb",
            subjects=tuple(subjects),
            objects=tuple(dict.fromkeys(objects)),
            datives=tuple(dict.fromkeys(datives)),
            preps=preps,
            particle=" ".join(tokens[c].text.lower() for c in graph.children(i, "prt")),
            ccomps=ccomps,
            xcomps=xcomps,
            advcls=tuple(graph.children(i, "advcl")),
            attrs=tuple(self._spread(graph.children(i, "attr", "acomp"))),
            small=tuple(self._small(ccomps + xcomps)),
            passive=passive,
            subject_rule=rule,
            modality=modality(graph, i),
        )

    def _small(self, clauses: tuple[int, ...]) -> list[int]:
        """Subjects of clauses that are no full sentences: "found him guilty", "let them go", "allowed her to stand"."""
        graph = self.graph
        bare = [
            c
            for c in clauses
            if not graph.is_verb(c)
            or (
                graph.tokens[c].tag == "VB"
                and not graph.children(c, "mark")
                and (
                    not graph.children(c, "aux")
                    or (
                        graph.tokens[graph.tokens[c].head].lemma in _PERMITTING
                        and all(graph.tokens[a].tag == "TO" for a in graph.children(c, "aux"))
                    )
                )
            )
        ]
        return self._spread([s for c in bare for s in graph.children(c, "nsubj")])

    def _noun(self, i: int) -> Frame:
        graph = self.graph
        tokens = graph.tokens
        first = i
        while tokens[first].dep == "conj" and graph.is_noun(tokens[first].head):
            first = tokens[first].head
        modifiers = [
            *graph.children(i, "poss", "compound", "amod", "nmod", "npadvmod"),
            *(graph.children(first, "poss") if first != i else []),
        ]
        preps = self._preps(i)
        if not preps and first != i:
            preps = self._preps(first)
        # "attacks and raids on X": the phrase may hang on the last of the coordinated nouns only.
        for c in graph.conjuncts(i)[1:]:
            for name, heads in self._preps(c).items():
                preps.setdefault(name, heads)
        return Frame(
            predicate=i,
            lemma=tokens[i].lemma.lower(),
            kind="noun",
            preps=preps,
            ccomps=tuple(c for c in graph.children(i, "acl", "relcl", "ccomp") if self._is_content(c)),
            modifiers=tuple(modifiers),
        )

    def _is_content(self, c: int) -> bool:
        """A clause that fills the noun (`a plan to leave`, `its refusal that …`), not one that describes it."""
        tokens = self.graph.tokens
        if tokens[c].dep == "relcl":
            return tokens[c].tag == "VB" and any(tokens[k].tag == "TO" for k in self.graph.children(c, "aux"))
        return tokens[c].tag == "VB" or any(tokens[k].text.lower() == "that" for k in self.graph.children(c, "mark"))

    def _is_passive(self, i: int) -> bool:
        return bool(self.graph.children(i, "nsubjpass", "auxpass"))

    def _clauses(self, i: int, dep: str) -> tuple[int, ...]:
        found: list[int] = []
        for c in self.graph.children(i, dep):
            if self.graph.tokens[c].i < i and dep == "ccomp" and self.graph.tokens[i].dep == "conj":
                continue
            found.extend(v for v in self.graph.conjuncts(c))
        return tuple(found)

    def _spread(self, heads: list[int]) -> list[int]:
        found: list[int] = []
        for head in heads:
            found.extend(self.graph.conjuncts(head))
        return found

    def _preps(self, i: int) -> dict[str, tuple[int, ...]]:
        graph = self.graph
        found: dict[str, list[int]] = {}
        for c in graph.children(i, "prep", "agent", "dative"):
            token = graph.tokens[c]
            if token.tag not in ("IN", "TO", "RP", "RB", "VBG", "JJ"):
                continue
            name = "by" if token.dep == "agent" else token.text.lower()
            if name == "according":  # whoever is quoted is no party
                continue
            heads = [h for h in self._spread(graph.children(c, "pobj")) if graph.tokens[h].text not in TIMES]
            heads.extend(v for p in graph.children(c, "pcomp") for v in graph.conjuncts(p))
            for nested in graph.children(c, "prep"):
                inner = self._spread(graph.children(nested, "pobj"))
                found.setdefault(f"{name} {graph.tokens[nested].text.lower()}", []).extend(inner)
                found.setdefault(graph.tokens[nested].text.lower(), []).extend(inner)
            found.setdefault(name, []).extend(heads)
            for other in graph.children(c, "conj"):  # "to and from X"
                found.setdefault(graph.tokens[other].text.lower(), []).extend(
                    self._spread(graph.children(other, "pobj"))
                )
        return {name: tuple(dict.fromkeys(heads)) for name, heads in found.items()}

    def _subjects(self, i: int, passive: bool) -> tuple[tuple[int, ...], str]:
        """Heads of the grammatical subject and the rule that found them."""
        graph = self.graph
        tokens = graph.tokens
        own = [
            c for c in graph.children(i, "nsubj", "nsubjpass", "csubj") if tokens[c].dep != "csubj" or graph.is_noun(c)
        ]
        if own:
            if tokens[i].dep == "relcl" and all(tokens[c].text.lower() in RELATIVE for c in own):
                return tuple(self._antecedent(tokens[i].head)), "relative"
            return tuple(self._spread(own)), "own"
        if i in self._busy:
            return (), "none"
        self._busy.add(i)
        try:
            return self._unsaid(i, passive)
        finally:
            self._busy.discard(i)

    def _unsaid(self, i: int, passive: bool) -> tuple[tuple[int, ...], str]:
        graph = self.graph
        tokens = graph.tokens
        token = tokens[i]
        head = token.head
        if head == i:
            return self._headline(i)
        if token.dep == "conj" and graph.is_verb(head):
            frame = self._frame(head)
            if frame is not None:
                shared = frame.objects if frame.passive and passive else frame.subjects
                return (shared, "coordination") if shared else ((), "none")
        if token.dep in ("xcomp", "ccomp") and graph.is_verb(head):
            return self._controlled(token, head)
        if token.dep == "acl" or token.dep == "relcl":
            if token.tag in ("VBG", "VBN") or token.dep == "relcl":
                return tuple(self._antecedent(head)), "participle"
            return self.holder(head), "infinitive"
        if token.dep == "advcl" and graph.is_verb(head):
            frame = self._frame(head)
            if frame is not None:
                return (frame.objects if frame.passive else frame.subjects), "adverbial"
        if token.dep == "pcomp":
            return self._of_preposition(head)
        return (), "none"

    def _controlled(self, token: Token, head: int) -> tuple[tuple[int, ...], str]:
        """The subject of a clause that its governing verb controls: `told X to leave`, `promised X to leave`."""
        frame = self._frame(head)
        if frame is None:
            return (), "none"
        if frame.passive:
            return frame.objects or frame.datives, "control"
        people = frame.objects or frame.datives or (frame.preps.get("on", ()) if token.dep == "xcomp" else ())
        if people and frame.lemma not in ("promise", "threaten", "vow", "pledge"):
            return people, "control"
        return frame.subjects, "control"

    def _of_preposition(self, prep: int) -> tuple[tuple[int, ...], str]:
        """`accused X of shelling`, `by bombing`, `for attacking`: the subject of a gerund after a preposition."""
        above = self.graph.tokens[prep].head
        if self.graph.is_verb(above):
            frame = self._frame(above)
            if frame is not None:
                if frame.objects and self.graph.tokens[prep].text.lower() in ("of", "from", "into", "for"):
                    return frame.objects, "control"
                return (frame.subjects or (frame.objects if frame.passive else ())), "adverbial"
        if self.graph.is_noun(above):
            return self.holder(above), "infinitive"
        return (), "none"

    def holder(self, noun: int) -> tuple[int, ...]:
        """Who holds a decision, plan or right to do something: its possessor, else the subject of the verb it belongs to."""
        graph = self.graph
        owners = graph.children(noun, "poss") or [
            p
            for c in graph.children(noun, "prep")
            if graph.tokens[c].text.lower() in ("of", "by", "from")
            for p in graph.children(c, "pobj")
        ]
        if owners:
            return tuple(self._spread(owners))
        head = graph.tokens[noun].head
        while head != noun and not graph.is_verb(head) and graph.tokens[head].head != head:
            head = graph.tokens[head].head
        frame = self._frame(head) if graph.is_verb(head) else None
        return frame.subjects if frame else ()

    def _antecedent(self, noun: int) -> list[int]:
        graph = self.graph
        return [noun] if graph.tokens[noun].dep == "conj" else graph.conjuncts(noun)

    def _headline(self, i: int) -> tuple[tuple[int, ...], str]:
        """A verb at the root without a subject: a noun before it that the parser left loose."""
        graph = self.graph
        loose = [
            c
            for c in graph.children(i, "dep", "npadvmod", "compound", "nmod", "appos", "meta")
            if c < i and graph.is_noun(c)
        ]
        return tuple(self._spread(loose[-1:])), "loose"

    def _frame(self, i: int) -> Frame | None:
        return self[i] if i not in self._busy or i in self._known else None
