"""Sentences parsed by hand, interpreted with the small lexicon: code, source and target of every event."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.coders.cameo.conftest import NOUNS, VERBS, Kit

SAID_REFUSE = (
    "Arda//NNP/nsubj/1 said/say/VBD/ROOT/1 it//PRP/nsubj/4 would//MD/aux/4 refuse//VB/ccomp/1 to//TO/aux/6 "
    "talk//VB/xcomp/4 with//IN/prep/6 Borovia//NNP/pobj/7"
)
SAID_WILL = "Arda//NNP/nsubj/1 said/say/VBD/ROOT/1 it//PRP/nsubj/4 will//MD/aux/4 meet//VB/ccomp/1 Borovia//NNP/dobj/4"
SAID_OTHER = "Arda//NNP/nsubj/1 said/say/VBD/ROOT/1 Calda//NNP/nsubj/3 met/meet/VBD/ccomp/1 Borovia//NNP/dobj/3"
MUST = "Arda//NNP/nsubj/1 said/say/VBD/ROOT/1 Borovia//NNP/nsubj/4 must//MD/aux/4 release//VB/ccomp/1 rebels/rebel/NNS/dobj/4"
SHOULD = MUST.replace("must", "should")
BARE_MUST = "Borovia//NNP/nsubj/2 must//MD/aux/2 release//VB/ROOT/2 rebels/rebel/NNS/dobj/2"
CALL_FOR = (
    "Arda//NNP/nsubj/1 called/call/VBD/ROOT/1 for//IN/prep/1 talks/talk/NNS/pobj/2 with//IN/prep/3 Borovia//NNP/pobj/4"
)
URGE = (
    "Arda//NNP/nsubj/1 urged/urge/VBD/ROOT/1 Borovia//NNP/dobj/1 to//TO/aux/4 meet//VB/xcomp/1 rebels/rebel/NNS/dobj/4"
)
AGREE_STOP = "Arda//NNP/nsubj/1 agreed/agree/VBD/ROOT/1 to//TO/aux/3 stop//VB/xcomp/1 attacking/attack/VBG/xcomp/3 Borovia//NNP/dobj/4"
THREATEN = (
    "Arda//NNP/nsubj/1 threatened/threaten/VBD/ROOT/1 to//TO/aux/3 break//VB/xcomp/1 off//RP/prt/3 ties/tie/NNS/dobj/3 "
    "with//IN/prep/5 Borovia//NNP/pobj/6"
)
THREATEN_VERB = THREATEN.replace("with//IN/prep/5", "with//IN/prep/3")
NOT_MEET = "Arda//NNP/nsubj/3 did/do/VBD/aux/3 not//RB/neg/3 meet//VB/ROOT/3 Borovia//NNP/dobj/3"
NOT_ATTACK = NOT_MEET.replace("meet", "attack")
WILL_ATTACK = "Arda//NNP/nsubj/2 will//MD/aux/2 attack//VB/ROOT/2 Borovia//NNP/dobj/2"
SAID_NOT_ATTACK = (
    "Arda//NNP/nsubj/1 agreed/agree/VBD/ROOT/1 not//RB/neg/4 to//TO/aux/4 attack//VB/xcomp/1 Borovia//NNP/dobj/4"
)
IF = "If//IN/mark/2 Arda//NNP/nsubj/2 attacks/attack/VBZ/advcl/5 Borovia//NNP/dobj/2 Calda//NNP/nsubj/5 waits/wait/VBZ/ROOT/5"
LIGHT = "Arda//NNP/nsubj/1 carried/carry/VBD/ROOT/1 out//RP/prt/1 a//DT/det/4 raid//NN/dobj/1 on//IN/prep/4 Borovia//NNP/pobj/5"
HALT_NOUN = "Arda//NNP/nsubj/1 halted/halt/VBD/ROOT/1 raids/raid/NNS/dobj/1 on//IN/prep/2 Borovia//NNP/pobj/3"
HALT_TALKS = HALT_NOUN.replace("raids/raid", "talks/talk").replace("on//", "with//")
DENY = "Arda//NNP/nsubj/1 denied/deny/VBD/ROOT/1 attacking/attack/VBG/xcomp/1 Borovia//NNP/dobj/2"
PASSIVE = "Borovia//NNP/nsubjpass/2 was/be/VBD/auxpass/2 attacked/attack/VBN/ROOT/2 by//IN/agent/2 Arda//NNP/pobj/3"
AGENTLESS = "Borovia//NNP/nsubjpass/2 was/be/VBD/auxpass/2 attacked/attack/VBN/ROOT/2"
SAID_AGENTLESS = (
    "Arda//NNP/nsubj/1 said/say/VBD/ROOT/1 Borovia//NNP/nsubjpass/4 was/be/VBD/auxpass/4 attacked/attack/VBN/ccomp/1"
)
FAIL = "Arda//NNP/nsubj/1 failed/fail/VBD/ROOT/1 to//TO/aux/3 meet//VB/xcomp/1 Borovia//NNP/dobj/3"
TRY = "Rebels/rebel/NNS/nsubj/1 tried/try/VBD/ROOT/1 to//TO/aux/3 assassinate//VB/xcomp/1 the//DT/det/5 president//NN/dobj/3"
HOPE = FAIL.replace("failed/fail/VBD", "hopes/hope/VBZ")
ORDER_TALKS = (
    "Arda//NNP/nsubj/1 agreed/agree/VBD/ROOT/1 to//TO/aux/3 hold//VB/xcomp/1 talks/talk/NNS/dobj/3 with//IN/prep/4 "
    "Borovia//NNP/pobj/5"
)
KNOW = "Arda//NNP/nsubj/1 knows/know/VBZ/ROOT/1 Borovia//NNP/nsubj/3 met/meet/VBD/ccomp/1 Calda//NNP/dobj/3"
REFINED = "Warplanes/warplane/NNS/nsubj/1 attacked/attack/VBD/ROOT/1 Borovia//NNP/dobj/1"
UNKNOWN = "Arda//NNP/nsubj/1 promised/promise/VBD/ROOT/1 to//TO/aux/3 sing//VB/xcomp/1"


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        # nesting
        (SAID_REFUSE, ["125 ARD BOR"]),
        (AGREE_STOP, ["0356 ARD BOR"]),
        (THREATEN, ["1313 ARD BOR"]),
        (THREATEN_VERB, ["1313 ARD BOR"]),
        (ORDER_TALKS, ["036 ARD BOR"]),
        (CALL_FOR, ["026 ARD BOR"]),
        (URGE, ["026 ARD BOR"]),
        # a pronoun stands for the speaker; another doer is heard without the speaker
        (SAID_WILL, ["036 ARD BOR"]),
        (SAID_OTHER, ["040 CAL BOR", "040 BOR CAL"]),
        # must and should are a demand and an appeal of whoever says so; alone they are nothing
        (MUST, ["1053 ARD BOR"]),
        (SHOULD, ["0253 ARD BOR"]),
        (BARE_MUST, []),
        # negation
        (NOT_MEET, ["125 ARD BOR"]),
        (NOT_ATTACK, []),
        (SAID_NOT_ATTACK, ["0356 ARD BOR"]),
        # modality
        (WILL_ATTACK, ["138 ARD BOR"]),
        (WILL_ATTACK.replace("will", "may"), ["138 ARD BOR"]),
        (WILL_ATTACK.replace("will", "could"), []),
        (IF, []),
        # light verbs lend subject and prepositions; halting a noun's deed is a deed of its own
        (LIGHT, ["190 ARD BOR"]),
        (HALT_NOUN, ["087 ARD BOR"]),
        (HALT_TALKS, ["164 ARD BOR"]),
        # voice
        (PASSIVE, ["190 ARD BOR"]),
        (AGENTLESS, ["190 - BOR"]),
        (SAID_AGENTLESS, ["190 - BOR"]),
        # other operators
        (DENY, ["016 ARD BOR"]),
        (FAIL, ["125 ARD BOR"]),
        (TRY, ["185 REB GOV"]),
        (HOPE, ["013 ARD BOR"]),
        # a sense that is no event
        (KNOW, ["040 BOR CAL", "040 CAL BOR"]),
        # the manner alone
        (UNKNOWN, ["030 ARD -"]),
    ],
)
def test_the_events_of_a_sentence(kit: Kit, notation: str, expected: list[str]) -> None:
    assert kit.dyads(notation) == expected


@pytest.mark.parametrize(
    ("notation", "trigger"), [(SAID_REFUSE, "refuse"), (LIGHT, "carried"), (CALL_FOR, "called"), (AGREE_STOP, "agreed")]
)
def test_the_governing_word_is_the_trigger_but_for_reports(kit: Kit, notation: str, trigger: str) -> None:
    finder = kit.finder(notation)
    (found,) = finder.coded()
    assert finder.graph.tokens[found.act.trigger].text == trigger


def test_the_trace_names_every_line(kit: Kit) -> None:
    (found,) = kit.found(SAID_REFUSE)
    assert [line for line in found.trace if line.startswith("cameo/")] == [
        f"cameo/verbs-a.tsv:{VERBS.splitlines().index(line) + 1}"
        for line in ("talk\twith\ttalk\tt=with", "refuse\t-\trefuse xcomp|obj", "say\t-\tsay ccomp else statement")
    ]
    (found,) = kit.found(REFINED)
    assert found.code == "195"
    assert "cameo/refine.tsv:2" in found.trace
    (found,) = kit.found(NOT_MEET)
    assert "negated" in found.trace


def test_a_lent_verb_gives_way_where_its_object_is_no_deed(kit_of: Callable[..., Kit]) -> None:
    kit = kit_of(verbs_a=VERBS + "hold\tobj:soldiers\tpraise\n", nouns_a=NOUNS)
    held = "Arda//NNP/nsubj/1 held/hold/VBD/ROOT/1 troops/troop/NNS/dobj/1"
    assert [f.code for f in kit.found(held)] == ["051"]
    nothing = "Arda//NNP/nsubj/1 held/hold/VBD/ROOT/1 hats/hat/NNS/dobj/1"
    assert kit.found(nothing) == []


def test_a_may_is_less_certain_than_a_will(kit: Kit) -> None:
    (will,), (may,) = kit.found(WILL_ATTACK), kit.found(WILL_ATTACK.replace("will", "may"))
    assert may.confidence < will.confidence
