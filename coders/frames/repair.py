"""Mends parser mistakes that recur in news: each rule moves single tokens to the head they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from coders.frames.graph import NOUN_TAGS, Graph
from coders.types import Sentence, Token

Change = dict[int, tuple[int, str]]
"""Token → (new head, new relation)."""


def repair(sentence: Sentence) -> Sentence:
    """The sentence with its recurring parser mistakes mended; the same object where there is none."""
    return repaired(sentence).sentence


def repaired(sentence: Sentence) -> Graph:
    """The graph of the sentence with its recurring parser mistakes mended."""
    graph = Graph(sentence)
    changes: Change = {}
    relations = {t.dep for t in sentence.tokens}
    for relation, rule in RULES:
        if relation in relations:
            changes.update(rule(graph))
    if not changes:
        return graph
    return Graph(replace(sentence, tokens=tuple(_moved(t, changes) for t in sentence.tokens)))


def _moved(token: Token, changes: Change) -> Token:
    if token.i not in changes:
        return token
    head, dep = changes[token.i]
    return replace(token, head=head, dep=dep)


def _object_of_reported_verb(graph: Graph) -> Change:
    """`told X the jets targeted, with strikes, the camp`: the last object belongs to the reported verb."""
    found: Change = {}
    for i in sorted({t.head for t in graph.tokens if t.dep == "ccomp"}):
        clauses = graph.children(i, "ccomp")
        objects = graph.children(i, "dobj")
        if not clauses or not objects:
            continue
        clause = clauses[-1]
        late = [o for o in objects if o > clause > i]
        if late and not graph.children(clause, "dobj", "nsubjpass", "prt"):
            found[late[0]] = (clause, "dobj")
    return found


def _loose_object(graph: Graph) -> Change:
    """`renewed, on Wednesday, their raids`: a noun left loose to the right of a verb without object is its object."""
    found: Change = {}
    for token in graph.tokens:
        if token.dep != "dep" or token.tag not in NOUN_TAGS or token.head >= token.i:
            continue
        head = token.head
        if graph.tokens[head].tag.startswith("VB") and not graph.children(
            head, "dobj", "nsubjpass", "ccomp", "xcomp", "attr"
        ):
            found[token.i] = (head, "dobj")
    return found


def _headline_pair(graph: Graph) -> Change:
    """`Government, opposition clash`: a noun left loose before the subject and a comma is the first of two subjects."""
    found: Change = {}
    for token in graph.tokens:
        if token.dep != "dep" or token.tag not in NOUN_TAGS or token.head <= token.i:
            continue
        subject = graph.child(token.head, "nsubj")
        if (
            subject is not None
            and subject > token.i
            and any(graph.tokens[k].text == "," for k in range(token.i + 1, subject))
        ):
            found[token.i] = (token.head, "nsubj")
            found[subject] = (token.i, "conj")
    return found


_ARMS = frozenset(
    "shell missile rocket bomb mortar bullet drone weapon gun tank grenade raid strike airstrike round artillery fire howitzer".split()
)


def _weapon_before_object(graph: Graph) -> Change:
    """`targeted with artillery shells positions of X`: the weapon ends before the object the parser made it part of."""
    found: Change = {}
    for prep in graph.tokens:
        if prep.dep != "prep" or prep.lemma not in ("with", "by", "using"):
            continue
        verb, inner = prep.head, graph.child(prep.i, "pobj")
        if inner is None or not graph.tokens[verb].tag.startswith("VB") or graph.children(verb, "dobj", "nsubjpass"):
            continue
        weapon = next((c for c in graph.children(inner, "compound") if c == inner - 1), None)
        if weapon is None or graph.tokens[weapon].lemma not in _ARMS or not graph.children(inner, "prep"):
            continue
        found[weapon] = (prep.i, "pobj")
        found[inner] = (verb, "dobj")
        found.update({c: (weapon, graph.tokens[c].dep) for c in graph.children(inner) if c < weapon})
    return found


_REPORTING = frozenset("say report announce add tell write quote reveal state note confirm claim".split())


def _trailing_attribution(graph: Graph) -> Change:
    """`X said he was sad, radio reported`: the last verb reports all before it, and what X said hangs on X's verb."""
    found: Change = {}
    for token in graph.tokens:
        if token.dep != "ccomp" or token.head >= token.i or token.lemma not in _REPORTING:
            continue
        said = [c for c in graph.children(token.i, "ccomp") if token.head < c < token.i]
        if said and graph.tokens[token.head].tag.startswith("VB") and not graph.children(token.head, "ccomp")[1:]:
            found[said[0]] = (token.head, "ccomp")
            found[token.i] = (token.head, "parataxis")
    return found


def _subject_of_auxiliary(graph: Graph) -> Change:
    """`Ababa has for the first time allowed …`: a subject that hangs on the auxiliary belongs to its verb."""
    found: Change = {}
    for token in graph.tokens:
        head = graph.tokens[token.head]
        if token.dep in ("nsubj", "nsubjpass") and head.dep in ("aux", "auxpass"):
            found[token.i] = (head.head, token.dep)
    return found


def _subject_in_opening(graph: Graph) -> Change:
    """`After months at sea, Manila and Beijing agreed`: behind the comma of an opening phrase stands the subject."""
    found: Change = {}
    for verb in graph.tokens:
        if (
            verb.dep != "ROOT"
            or verb.tag not in ("VBD", "VBZ", "VBP", "MD")
            or graph.children(verb.i, "nsubj", "nsubjpass")
        ):
            continue
        for prep in graph.children(verb.i, "prep"):
            below = graph.subtree(prep)
            commas = [k for k in below if graph.tokens[k].text == ","]
            if prep > verb.i or prep > 0 or not commas:
                continue
            late = [
                k
                for k in below
                if k > commas[-1] and graph.tokens[k].dep == "conj" and graph.tokens[k].tag in NOUN_TAGS
            ]
            early = [k for k in late if graph.tokens[k].head < commas[-1]]
            if early and below[-1] < verb.i:
                subject, *others = early
                dep = "nsubjpass" if graph.children(verb.i, "auxpass") else "nsubj"
                found[subject] = (verb.i, dep)
                found.update({other: (subject, "conj") for other in others})
    return found


def _subject_of_participle(graph: Graph) -> Change:
    """`The Red Cross operating in Arda said`: the speaker is the Red Cross, not what it does."""
    found: Change = {}
    for token in graph.tokens:
        if token.tag not in ("VBG", "VBN") or token.dep not in ("nsubj", "nsubjpass"):
            continue
        subject = graph.child(token.i, "nsubj", "compound")
        if subject is not None and subject == token.i - 1 and graph.tokens[subject].tag in NOUN_TAGS:
            found[subject] = (token.head, token.dep)
            found[token.i] = (subject, "acl")
    return found


_LEAVING = frozenset("withdrawal pullout pullback removal evacuation departure expulsion return retreat".split())


def _left_place(graph: Graph) -> Change:
    """`the withdrawal of some forces from Arda`: where they leave belongs to the leaving, not to the forces."""
    found: Change = {}
    for prep in graph.tokens:
        if prep.dep != "prep" or prep.text.lower() != "from":
            continue
        above = graph.tokens[graph.tokens[prep.head].head]
        if graph.tokens[prep.head].dep == "pobj" and above.text.lower() == "of":
            noun = graph.tokens[above.head]
            if noun.lemma in _LEAVING:
                found[prep.i] = (noun.i, "prep")
    return found


RULES: tuple[tuple[str, Callable[[Graph], Change]], ...] = (
    ("ccomp", _object_of_reported_verb),
    ("dep", _loose_object),
    ("dep", _headline_pair),
    ("prep", _weapon_before_object),
    ("ccomp", _trailing_attribution),
    ("aux", _subject_of_auxiliary),
    ("auxpass", _subject_of_auxiliary),
    ("prep", _subject_in_opening),
    ("nsubj", _subject_of_participle),
    ("nsubjpass", _subject_of_participle),
    ("pobj", _left_place),
)
"""What mends the parse, each with a relation that it needs in the sentence."""
