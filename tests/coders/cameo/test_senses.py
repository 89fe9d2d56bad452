from __future__ import annotations

from collections.abc import Callable

import pytest

from coders.cameo.deeds import load_algebra
from coders.cameo.ontology import Ontology
from coders.cameo.senses import ActLexicon, load_act_lexicon
from coders.errors import LexiconError
from coders.frames.extract import Frames
from coders.frames.graph import Graph
from tests.coders.cameo.conftest import CLASSES, NOUNS, REFINE, VERBS, Write
from tests.coders.parses import parse

VERB_HEAD = "verb\twhen\tact\troles\tnote\n"
NOUN_HEAD = "noun\twhen\tact\troles\tnote\n"


@pytest.fixture
def loaded(write: Write, ontology: Ontology) -> Callable[..., ActLexicon]:
    def load(**tables: str) -> ActLexicon:
        folder = write(**tables)
        return load_act_lexicon(folder, load_algebra(folder, ontology))

    return load


def senses(lexicon: ActLexicon, notation: str, predicate: int) -> list[str]:
    """The lines of the senses that fit, in order."""
    graph = Graph(parse(notation))
    return [s.origin.rpartition(":")[2] for s in lexicon.senses(Frames(graph)[predicate], graph)]


def test_the_sense_that_asks_for_most_comes_first(loaded: Callable[..., ActLexicon]) -> None:
    table = (
        VERB_HEAD + "hit\t-\tmeet\nhit\tobj\tvisit\nhit\tobj:soldiers\tfight\nhit\tobj with\tpraise\n"
        "hit back\t-\taccuse\nhit\tobj\ttalk\nhit\tpassive\tfight\n"
    )
    lexicon = loaded(verbs_a=table)
    hit = "Arda//NNP/nsubj/1 hit//VBD/ROOT/1 troops/troop/NNS/dobj/1"
    assert senses(lexicon, hit, 1) == ["4", "3", "7", "2"]
    assert senses(lexicon, hit + " with//IN/prep/1 guns/gun/NNS/pobj/3", 1) == ["5", "4", "3", "7", "2"]
    # `hit back`: the particle, or a word of its shape close behind the verb
    for dep in ("prt", "advmod"):
        assert senses(lexicon, f"Arda//NNP/nsubj/1 hit//VBD/ROOT/1 back//RB/{dep}/1", 1) == ["6", "2"]
    far = "Arda//NNP/nsubj/1 hit//VBD/ROOT/1 the//DT/det/4 old//JJ/amod/4 mill//NN/dobj/1 back//RB/advmod/1"
    assert "6" not in senses(lexicon, far, 1)


def test_files_are_read_in_alphabetical_order(loaded: Callable[..., ActLexicon]) -> None:
    lexicon = loaded(verbs_a=VERB_HEAD + "hit\tobj\tmeet\n", verbs_b=VERB_HEAD + "hit\tobj\tfight\n")
    assert [s.origin for s in lexicon.verbs["hit"]] == ["cameo/verbs-a.tsv:2", "cameo/verbs-b.tsv:2"]


def test_a_verb_is_known_by_its_forms(loaded: Callable[..., ActLexicon]) -> None:
    lexicon = loaded()
    # the parser's lemma is wrong; the word is a form of `meet` in the table of forms
    assert senses(lexicon, "Arda//NNP/nsubj/1 met/mete/VBD/ROOT/1 Borovia//NNP/dobj/1", 1) == ["2"]
    assert senses(lexicon, "Arda//NNP/nsubj/1 mined/mine/VBD/ROOT/1 Borovia//NNP/dobj/1", 1) == []


def test_a_noun_is_known_by_its_longest_phrase(loaded: Callable[..., ActLexicon]) -> None:
    table = NOUN_HEAD + "talk\t-\ttalk\npeace talk\t-\tmeet\npeace talks\t-\tagreement\n"
    lexicon = loaded(nouns_a=table)
    assert senses(lexicon, "peace//NN/compound/1 talks/talk/NNS/ROOT/1", 1) == ["4", "3", "2"]
    assert senses(lexicon, "secret//JJ/amod/1 talks/talk/NNS/ROOT/1", 1) == ["2"]


@pytest.mark.parametrize(
    ("line", "operator", "slots", "deed", "source", "target", "mutual"),
    [
        ("x\t-\tmeet", "", (), "meet", (), (), False),
        ("x\t-\tnone", "none", (), "", (), (), False),
        ("x\t-\tsay ccomp|xcomp else statement", "say", ("ccomp", "xcomp"), "statement", (), (), False),
        ("x\t-\tdo obj", "do", ("obj",), "", (), (), False),
        ("x\t-\trefuse else meet", "refuse", (), "meet", (), (), False),
        ("x\t-\tmeet\ts=by t=with|against mutual", "", (), "meet", ("by",), ("with", "against"), True),
        ("x\t-\tappeal in_front|for", "appeal", ("in front", "for"), "", (), (), False),
    ],
)
def test_acts_and_roles_are_read(
    loaded: Callable[..., ActLexicon],
    line: str,
    operator: str,
    slots: tuple[str, ...],
    deed: str,
    source: tuple[str, ...],
    target: tuple[str, ...],
    mutual: bool,
) -> None:
    (sense,) = loaded(verbs_a=VERB_HEAD + line + "\n").verbs["x"]
    assert (sense.operator, sense.slots, sense.deed) == (operator, slots, deed)
    assert (sense.source, sense.target, sense.mutual) == (source, target, mutual)
    assert sense.origin == "cameo/verbs-a.tsv:2"


def test_keys_with_alternatives_and_particles(loaded: Callable[..., ActLexicon]) -> None:
    lexicon = loaded(verbs_a=VERB_HEAD + "Hand over|give\tobj\trelease.persons\n")
    assert {(verb, s.particle) for verb, found in lexicon.verbs.items() for s in found} == {
        ("hand", "over"),
        ("give", ""),
    }
    assert lexicon.forms["gives"] == "give"


def test_refinements_follow_one_another(loaded: Callable[..., ActLexicon]) -> None:
    table = "deed\twhen\tbecomes\tnote\naid\tobj=gun\tmeet\nmeet|visit\tobj\ttalk\ntalk\twith\tvisit\n"
    lexicon = loaded(refine=table)
    graph = Graph(parse("Arda//NNP/nsubj/1 sent/send/VBD/ROOT/1 guns/gun/NNS/dobj/1"))
    frame = Frames(graph)[1]
    assert lexicon.refine("aid", frame, graph) == ("talk", "cameo/refine.tsv:3")
    assert lexicon.refine("fight", frame, graph) == ("fight", None)


def test_a_word_may_belong_to_several_classes(loaded: Callable[..., ActLexicon]) -> None:
    lexicon = loaded(classes_b="class\twords\tnote\nelite\tSpecial Force|guard\n")
    assert lexicon.classes["special force"] == {"soldiers", "elite"}
    assert lexicon.classes["guard"] == {"elite"}


@pytest.mark.parametrize(
    ("table", "text", "problem"),
    [
        ("verbs_a", VERBS + "hit\t-\t-\n", "the column act is empty"),
        ("verbs_a", VERBS + "hit\t-\tfly\n", "no deed is called 'fly'"),
        ("verbs_a", VERBS + "hit\t-\tmeet obj\n", "cannot read the act 'meet obj'"),
        ("verbs_a", VERBS + "hit\t-\tsay ccomp obj\n", "cannot read the act 'say ccomp obj': slots are joined by |"),
        ("verbs_a", VERBS + "hit\t-\tsay ccomp else fly\n", "no deed is called 'fly'"),
        ("verbs_a", VERBS + "hit\t-\tsay ccomp else\n", "no deed is called ''"),
        ("verbs_a", VERBS + "hit\tobj:birds\tmeet\n", "no noun class is called 'birds'"),
        ("verbs_a", VERBS + "hit\tobj:\tmeet\n", "cannot read the condition 'obj:'"),
        ("verbs_a", VERBS + "hit\tobj\tmeet\tx=obj\n", "cannot read the role 'x=obj'"),
        ("verbs_a", VERBS + "hit\tobj\tmeet\tt=\n", "cannot read the role 't='"),
        ("verbs_a", VERBS + "hit\tobj\tmeet\tmutual=with\n", "cannot read the role 'mutual=with'"),
        ("nouns_a", NOUNS + "hit\t-\tfly\n", "no deed is called 'fly'"),
        ("nouns_a", NOUNS + "hit\tof~birds\tmeet\n", "no noun class is called 'birds'"),
        ("refine", REFINE + "fly\tobj\tmeet\n", "no deed is called 'fly'"),
        ("refine", REFINE + "meet\tobj\tfly\n", "no deed is called 'fly'"),
        ("refine", REFINE + "meet\tobj:birds\tvisit\n", "no noun class is called 'birds'"),
        ("classes_a", CLASSES + "a\tb\tc\td\n", "4 cells where the header names 3 columns"),
    ],
)
def test_a_wrong_line_is_named(loaded: Callable[..., ActLexicon], table: str, text: str, problem: str) -> None:
    with pytest.raises(LexiconError) as raised:
        loaded(**{table: text})
    line = text.count("\n")
    assert str(raised.value) == f"cameo/{table.replace('_', '-')}.tsv:{line}: {problem}"
