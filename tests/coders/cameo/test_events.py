from __future__ import annotations

from datetime import date

import pytest

from coders.cameo.events import RECIPROCAL
from coders.cameo.ontology import Ontology
from coders.cameo.record import make_event
from coders.types import Article, Event, EventDate
from tests.coders.cameo.conftest import Kit
from tests.coders.parses import parse

MET = "Arda//NNP/nsubj/1 met/meet/VBD/ROOT/1 Borovia//NNP/dobj/1"
TWO_MET = "Arda//NNP/nsubj/3 and//CC/cc/0 Borovia//NNP/conj/0 met/meet/VBD/ROOT/3 Calda//NNP/dobj/3"
TOGETHER = "Arda//NNP/nsubj/3 and//CC/cc/0 Borovia//NNP/conj/0 held/hold/VBD/ROOT/3 talks/talk/NNS/dobj/3"
VISIT = MET.replace("met/meet", "visited/visit")
SIGNED = "Arda//NNP/nsubj/1 signed/sign/VBD/ROOT/1 an//DT/det/3 accord//NN/dobj/1 with//IN/prep/1 Borovia//NNP/pobj/4"
ATTACKS = "Arda//NNP/nsubj/1 attacked/attack/VBD/ROOT/1 Borovia//NNP/dobj/1 and//CC/cc/2 Calda//NNP/conj/2"
RELATIVE = "Rebels/rebel/NNS/nsubj/4 who//WP/nsubj/2 attacked/attack/VBD/relcl/0 Borovia//NNP/dobj/2 met/meet/VBD/ROOT/4 Arda//NNP/dobj/4"
OWN = "Rebels/rebel/NNS/nsubj/1 attacked/attack/VBD/ROOT/1 their//PRP$/poss/3 rebels/rebel/NNS/dobj/1"
NEAR = "Arda//NNP/nsubj/1 freed/free/VBD/ROOT/1 birds/bird/NNS/dobj/1 near//IN/prep/1 Borovia//NNP/pobj/3"
ACCORDING = (
    "Protesters/protester/NNS/nsubj/1 demonstrated/demonstrate/VBD/ROOT/1 according/accord/VBG/prep/1 to//IN/prep/2 "
    "Borovia//NNP/pobj/3"
)
NOBODY = "Birds/bird/NNS/nsubj/1 attacked/attack/VBD/ROOT/1 trees/tree/NNS/dobj/1"
WATCHED = (
    "Birds/bird/NNS/nsubj/3 came/come/VBD/dep/3 {to}/dep/3 watch/watch/VB/ROOT/3 {kind}//JJ/amod/5 {deed}/NN/dobj/3 "
    "by//IN/prep/5 Arda//NNP/pobj/6 {on}//IN/prep/5 Borovia//NNP/pobj/8"
)
THEN, TO = "then//RB", "to//TO"
VISITS = {"deed": "visit/visit", "on": "to"}
RAIDS = {"deed": "raid/raid", "on": "on"}
TWICE = "Arda//NNP/nsubj/1 attacked/attack/VBD/ROOT/1 Borovia//NNP/dobj/1 and//CC/cc/1 attacked/attack/VBD/conj/1 Borovia//NNP/dobj/4"


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        # both directions of reciprocal codes, cross products of compounds
        (MET, ["040 ARD BOR", "040 BOR ARD"]),
        (TWO_MET, ["040 ARD CAL", "040 CAL ARD", "040 BOR CAL", "040 CAL BOR"]),
        (VISIT, ["042 ARD BOR", "043 BOR ARD"]),
        (SIGNED, ["057 ARD BOR", "057 BOR ARD"]),
        (TOGETHER, ["046 ARD BOR", "046 BOR ARD"]),
        (ATTACKS, ["190 ARD BOR", "190 ARD CAL"]),
        # the main clause first, whatever the order of the words
        (RELATIVE, ["040 REB ARD", "040 ARD REB", "190 REB BOR"]),
        # what the doer calls its own is no other party
        (OWN, ["190 REB -"]),
        # a target from the clause, but never the one who is quoted
        (NEAR, ["0841 ARD BOR"]),
        (ACCORDING, ["141 OPP -"]),
        # an event noun outside the main clause, unless it names what is only possible or, short of a fight, only meant
        (WATCHED.format(to=THEN, kind="new", **VISITS), ["042 ARD BOR", "043 BOR ARD"]),
        (WATCHED.format(to=TO, kind="new", **VISITS).replace("TO/dep", "TO/aux"), []),
        (WATCHED.format(to=THEN, kind="possible", **VISITS), []),
        (WATCHED.format(to=TO, kind="new", **RAIDS).replace("TO/dep", "TO/aux"), ["190 ARD BOR"]),
        (WATCHED.format(to=THEN, kind="possible", **RAIDS), []),
        # no event without an actor, and none twice
        (NOBODY, []),
        (TWICE, ["190 ARD BOR"]),
    ],
)
def test_dyads(kit: Kit, notation: str, expected: list[str]) -> None:
    assert kit.dyads(notation) == expected


def test_the_rule_that_found_a_side_is_named(kit: Kit) -> None:
    (near,) = kit.found(NEAR)
    assert "target: the first other actor in the clause" in near.trace
    both = kit.found(MET)
    assert ["reciprocal" in f.trace for f in both] == [False, True]
    assert all("target: the other parties of the subject" in f.trace for f in kit.found(TOGETHER))


def test_a_side_that_is_unknown_lowers_the_confidence(kit: Kit) -> None:
    (full,), (half,) = kit.found(NEAR), kit.found(ACCORDING)
    assert half.confidence < full.confidence


def test_reciprocal_codes_name_each_other() -> None:
    assert all(RECIPROCAL[there] == here for here, there in RECIPROCAL.items())


def event(
    kit: Kit, ontology: Ontology, *, article: str = "a", notation: str = MET, version: str = "1", n: int = 0
) -> Event:
    sentence = parse(notation, start=100, index=3)
    found = list(kit.finder(sentence).coded())[n]
    when = EventDate(date(2024, 5, 1), 1, "said")
    return make_event(found, Article(article, "…"), sentence, ontology, when, (), version)


def test_an_event_carries_what_its_code_stands_for(kit: Kit, ontology: Ontology) -> None:
    made = event(kit, ontology)
    code = ontology["040"]
    assert (made.article_id, made.sentence, made.code, made.root, made.method) == ("a", 3, "040", "04", "rule")
    assert (made.label, made.quad_class, made.goldstein) == (code.label, code.quad_class, code.goldstein)
    assert (made.plover_type, made.plover_mode) == (code.plover_type, code.plover_mode)
    assert made.plover_contexts == code.contexts
    assert (made.plover_quad, made.plover_intensity) == (code.plover_quad, code.intensity)
    assert (made.trigger_text, made.trigger_start, made.trigger_end) == ("met", 105, 108)
    assert made.source is not None
    assert (made.source.start, made.source.end) == (100, 104)
    assert made.trace


def test_event_ids_are_stable_and_tell_events_apart(kit: Kit, ontology: Ontology) -> None:
    first = event(kit, ontology)
    assert event(kit, ontology).event_id == first.event_id
    others = [
        event(kit, ontology, article="b"),
        event(kit, ontology, version="2"),
        event(kit, ontology, n=1),
        event(kit, ontology, notation=VISIT),
        event(kit, ontology, notation=MET.replace("Borovia", "Calda")),
    ]
    assert len({first.event_id, *(e.event_id for e in others)}) == 6
