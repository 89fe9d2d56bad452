"""How a clause's deed is meant: done, ahead, wished for, required, possible, denied or only supposed.

Read off auxiliaries, negation and the conjunction that opens the clause; governing verbs add theirs in coders.cameo.
"""

from __future__ import annotations

from dataclasses import dataclass

from coders.frames.graph import Graph

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
SUPPOSING = frozenset(
    {"if", "unless", "whether", "until", "till", "lest", "provided", "should", "in case", "as if", "than", "once"}
)
CLAUSES = frozenset({"advcl", "ccomp", "pcomp", "csubj", "csubjpass"})
INVERTING = frozenset({"should", "were", "had"})
FUTURE = frozenset({"will", "'ll", "’ll", "wo", "shall", "would", "'d", "’d"})
MUST = frozenset({"must", "have", "need"})
OUGHT = frozenset({"should", "ought"})
MAY = frozenset({"may"})
MIGHT = frozenset({"might", "could", "can", "ca"})


@dataclass(frozen=True, slots=True)
class Modality:
    """The clause's own modality, before any governing verb has its say.

    `mode` is one of done, ahead, must, ought, may, might; `supposed` holds inside if-, unless- and until-clauses.
    """

    mode: str = "done"
    negated: bool = False
    supposed: bool = False
    imperative: bool = False


def modality(graph: Graph, i: int) -> Modality:
    """The modality of the clause headed by the verb `i`; coordinated verbs share auxiliaries of the first."""
    mode, negated = "done", False
    first = i
    while graph.tokens[first].dep == "conj" and graph.is_verb(graph.tokens[first].head):
        if graph.children(first, "nsubj", "nsubjpass", "aux"):
            break
        first = graph.tokens[first].head
    for verb in dict.fromkeys((i, first)):
        for c in graph.children(verb):
            token = graph.tokens[c]
            word = token.text.lower()
            if token.dep == "neg" or (
                token.dep in ("advmod", "det", "preconj") and word in ("never", "neither", "nor")
            ):
                negated = negated or verb == i or not _contrasted(graph, i)
            elif token.dep in ("aux", "auxpass") and mode == "done":
                mode = _mode_of(graph, c, word)
        if mode == "done" and _ahead_by_form(graph, verb):
            mode = "ahead"
    subject = graph.child(i, "nsubj", "nsubjpass")
    if any(graph.tokens[c].text.lower() in ("nobody", "none") for c in graph.children(i, "nsubj", "nsubjpass", "dobj")):
        negated = True
    if subject is not None and any(
        graph.tokens[c].text.lower() in ("no", "neither") for c in graph.children(subject, "det")
    ):
        negated = True
    if mode == "done" and _subjunctive(graph, i):
        mode = "ought"
    if mode == "ahead" and _conditional(graph, i):
        mode = "might"
    return Modality(mode, negated, _supposed(graph, i), _imperative(graph, i))


def _subjunctive(graph: Graph, i: int) -> bool:
    """`suggested that the parties meet`: the bare form behind `that` tells what ought to be."""
    token = graph.tokens[i]
    if token.tag not in ("VB", "NN") or token.dep != "ccomp" or graph.children(i, "aux", "auxpass"):
        return False
    that = any(graph.tokens[c].text.lower() == "that" for c in graph.children(i, "mark"))
    return that and graph.child(i, "nsubj") is not None


def _conditional(graph: Graph, i: int) -> bool:
    """`if war came, Arda would lose`: what nobody in the sentence commits to, told by the writer under a condition."""
    if graph.tokens[i].dep != "ROOT" or not any(
        graph.tokens[a].text.lower() == "would" for a in graph.children(i, "aux")
    ):
        return False
    return any(graph.tokens[c].tag != "VBG" and _supposed(graph, c) for c in graph.children(i, "advcl", "ccomp"))


def _mode_of(graph: Graph, aux: int, word: str) -> str:
    if word in FUTURE:
        return "ahead"
    if word == "must":
        return "must"
    if word in OUGHT:
        return "ought"
    if word in MAY:
        return "may"
    if word in MIGHT:
        return "might"
    return "done"


def _ahead_by_form(graph: Graph, verb: int) -> bool:
    """`is to visit`, `is going to send`, and headlines' bare `to visit`."""
    token = graph.tokens[verb]
    if token.tag != "VB":
        return False
    has_to = any(graph.tokens[c].tag == "TO" for c in graph.children(verb, "aux"))
    if not has_to:
        return False
    if token.dep == "ROOT":
        return True
    head = graph.tokens[token.head]
    return token.dep in ("xcomp", "acl", "relcl") and head.lemma in ("be", "go") and token.dep == "xcomp"


def _contrasted(graph: Graph, i: int) -> bool:
    """`did not fight but fled`: the negation stays with the first verb."""
    head = graph.tokens[i].head
    return any(graph.tokens[c].text.lower() == "but" for c in graph.children(head, "cc"))


def _supposed(graph: Graph, i: int) -> bool:
    verb = i
    for _ in range(3):
        for c in graph.children(verb, "mark", "advmod", "prep"):
            if graph.tokens[c].text.lower() in SUPPOSING and graph.tokens[verb].dep in CLAUSES:
                return True
        if _inverted(graph, verb):
            return True
        if graph.tokens[verb].dep != "conj":
            break
        verb = graph.tokens[verb].head
    return False


def _inverted(graph: Graph, verb: int) -> bool:
    """`should Arda attack`, `were rebels to attack`, `had Arda attacked`: a condition told by the order of its words."""
    above = graph.tokens[verb].head
    if graph.tokens[above].text.lower() in INVERTING and above < verb and above != verb:
        verb = above  # parsers put "to attack" below "were"
    subject = graph.child(verb, "nsubj", "nsubjpass")
    if subject is None or graph.tokens[verb].dep not in ("advcl", "ccomp", "csubj"):
        return False
    first = graph.subtree(subject)[0] - 1
    return (
        first >= 0
        and graph.tokens[first].text.lower() in INVERTING
        and (first == verb or graph.tokens[first].head == verb)
    )


def _imperative(graph: Graph, i: int) -> bool:
    token = graph.tokens[i]
    return token.tag == "VB" and token.dep == "ROOT" and not graph.children(i, "nsubj", "nsubjpass", "aux")
