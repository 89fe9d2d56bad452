from __future__ import annotations

from datetime import date

import pytest

from coders.cameo.acts import Act
from coders.cameo.restraint import LONG_PAST_DAYS, long_past, mere_origin, private_matter
from coders.topics import Topic
from coders.types import Actor, EventDate
from tests.coders.cameo.conftest import Kit

HIT = "{}/NN/nsubj/1 attacked/attack/VBD/ROOT/1 Borovia//NNP/dobj/1"


@pytest.mark.parametrize(
    ("subject", "codes"),
    [
        ("storm/storm", []),
        ("inflation/inflation", []),
        # a weapon, a deed and an actor may do violence
        ("warplane/warplane", ["195"]),
        ("raid/raid", ["190"]),
        ("rebel/rebel", ["190"]),
    ],
)
def test_things_do_no_violence(kit: Kit, subject: str, codes: list[str]) -> None:
    assert [f.code for f in kit.found(HIT.format(subject))] == codes


def test_a_name_may_be_anybody(kit: Kit) -> None:
    assert [f.code for f in kit.found(HIT.format("Storm/Storm").replace("/NN/", "/NNP/"))] == ["190"]


def test_nature_may_meet_but_does_not_fight(kit: Kit) -> None:
    notation = "storm//NN/nsubj/1 met/meet/VBD/ROOT/1 Borovia//NNP/dobj/1"
    assert [f.code for f in kit.found(notation)] == ["040"]


PUBLISHED = date(2024, 5, 14)


@pytest.mark.parametrize(
    ("days", "published", "past"),
    [
        (LONG_PAST_DAYS + 1, PUBLISHED, True),
        (LONG_PAST_DAYS, PUBLISHED, False),
        (0, PUBLISHED, False),
        (-30, PUBLISHED, False),
        (LONG_PAST_DAYS + 1, None, False),
    ],
)
def test_history_is_long_past(days: int, published: date | None, past: bool) -> None:
    when = EventDate(date.fromordinal(PUBLISHED.toordinal() - days), 1, "said")
    assert long_past(when, published) is past


def test_an_unknown_day_is_not_past() -> None:
    assert not long_past(EventDate(None, None, "no date"), PUBLISHED)


def test_without_a_day_of_publication_the_lexicons_beginning_counts() -> None:
    assert long_past(EventDate(date(1961, 8, 13), 1, "said"), None)
    assert not long_past(EventDate(date(1990, 8, 2), 1, "said"), None)


# Actors as the resolver gives them, with the trace that says what is known of them.
ADJECTIVE = ("Arda = ARD (actors/countries.tsv:1)",)
ROLE = (*ADJECTIVE, "soldier: MIL (agents/military.tsv:1)")


@pytest.mark.parametrize(
    ("text", "tag", "roles", "trace", "origin"),
    [
        ("dancer", "NN", (), ADJECTIVE, True),
        ("dancers", "NNS", (), ADJECTIVE, True),
        ("soldier", "NN", ("MIL",), ROLE, False),
        # a weapon and a deed named by a noun act for their state
        ("warplane", "NN", (), ADJECTIVE, False),
        ("raid", "NN", (), ADJECTIVE, False),
        ("Arda", "NNP", (), ADJECTIVE, False),
        # what a word was found to stand for counts, not what other words of its phrase stand for
        ("group", "NN", (), ("'group' stands for 'Ardan rebels'",), False),
        ("edges", "NNS", (), (*ADJECTIVE, "'their' stands for 'apes'"), True),
        ("it", "PRP", (), (*ADJECTIVE, "'it' stands for 'Ardan maker'"), True),
        ("it", "PRP", (), (*ADJECTIVE, "'it' stands for 'Arda'"), False),
        # a capital acts for its government, its share index does not
        ("index", "NN", ("GOV",), (*ADJECTIVE, "a capital acts for its government"), True),
    ],
)
def test_origin_is_no_office(
    kit: Kit, text: str, tag: str, roles: tuple[str, ...], trace: tuple[str, ...], origin: bool
) -> None:
    finder = kit.finder(f"{text}/{text.removesuffix('s')}/{tag}/nsubj/1 left/leave/VBD/ROOT/1")
    actor = Actor(text, 0, len(text), "ARD" + "".join(roles), country="ARD", roles=roles, trace=trace)
    assert mere_origin(actor, 0, finder.interpreter) is origin


def test_what_a_state_owns_stands_for_it_as_target(kit: Kit) -> None:
    finder = kit.finder("Arda//NNP/poss/1 grid//NN/nsubj/2 failed/fail/VBD/ROOT/2")
    grid = Actor("Arda grid", 0, 9, "ARD", country="ARD", trace=ADJECTIVE)
    assert mere_origin(grid, 1, finder.interpreter)
    assert not mere_origin(grid, 1, finder.interpreter, owned=True)


def party(text: str, code: str, at: int, *trace: str) -> Actor:
    roles = tuple(code[i : i + 3] for i in range(3, len(code), 3))
    country = None if code.startswith(("---", "MNC", "NGO")) else code[:3]
    return Actor(text, at, at + len(text), code, country=country, roles=roles, trace=trace or ("x (agents/a.tsv:1)",))


@pytest.mark.parametrize(
    ("code", "source", "target", "topic", "political", "private"),
    [
        ("190", "ARDMIL", "BORMIL", "", False, False),
        ("182", "ARDCVL", "ARDCVL", "", False, True),
        ("111", "MNC", "ARDCVL", "", False, True),
        ("070", "NGO", "ARDCVL", "", False, False),
        ("141", "ARDCVL", None, "", False, False),
        # nobody's country is known
        ("052", "---JUD", None, "", False, True),
        ("190", "---REB", None, "", False, False),
        # police and a private person of the same country, without a word of politics
        ("173", "ARDCOP", "ARDCVL", "", False, True),
        ("173", "ARDCOP", "ARDCVL", "", True, False),
        ("173", "ARDCOP", "BORCVL", "", False, False),
        ("173", "ARDCOP", "ARDOPP", "", False, False),
        # a topic outside politics asks for two public parties in cooperation, for one in conflict
        ("060", "ARDGOV", "ARDBUS", "", False, False),
        ("060", "ARDGOV", "ARDBUS", "business", False, True),
        ("060", "ARDGOV", "BORGOV", "business", False, False),
        ("163", "ARDGOV", "BORBUS", "business", False, False),
        ("190", "ARDMIL", None, "accident", False, True),
        ("190", "ARDREB", None, "accident", False, False),
        ("073", "ARDMIL", "BORCVL", "weather", False, False),
        ("073", "ARDMIL", "ARDCVL", "weather", False, True),
        # one stranger's crime abroad is a crime; that of many is told below
        ("176", "ARDCRM", "BORBUS", "", False, True),
    ],
)
def test_private_matters(
    kit: Kit, code: str, source: str | None, target: str | None, topic: str, political: bool, private: bool
) -> None:
    finder = kit.finder("Smith//NNP/nsubj/1 attacked/attack/VBD/ROOT/1 Jones//NNP/dobj/1")
    act = Act("fight", "did", (0,), (2,), 1)
    left = party("Smith", source, 0) if source else None
    right = party("Jones", target, 15) if target else None
    about = Topic(topic, "doubt", (topic,), weight=5, public=2) if topic else None
    got = private_matter(code, act, left, right, finder.interpreter, topic=about, political=political)
    assert got is private


@pytest.mark.parametrize(
    ("hackers", "target", "private"),
    [
        ("hackers/hacker/NNS", "BORBUS", False),
        ("hacker/hacker/NN", "BORBUS", True),
        ("hackers/hacker/NNS", "ARDBUS", True),
        ("mob/mob/NN", "BORCVL", False),
    ],
)
def test_many_strangers_across_a_border_are_public(kit: Kit, hackers: str, target: str, private: bool) -> None:
    finder = kit.finder(f"{hackers}/nsubj/1 attacked/attack/VBD/ROOT/1 firm//NN/dobj/1")
    act = Act("fight", "did", (0,), (2,), 1)
    start = finder.graph.tokens[2].start
    left = party(
        hackers.partition("/")[0], "ARDCRM", 0, "hacker: CRM (agents/crime.tsv:1)", "mob: CRM (agents/crime.tsv:2)"
    )
    right = party("firm", target, start, "firm: BUS (agents/x.tsv:1)")
    assert private_matter("176", act, left, right, finder.interpreter) is private


def test_a_guessed_state_makes_nothing_public(kit: Kit) -> None:
    finder = kit.finder("Smith//NNP/nsubj/1 left/leave/VBD/ROOT/1 Jones//NNP/dobj/1")
    act = Act("meet", "did", (0,), (), 1)
    firm, state = party("Smith", "ARDBUS", 0), party("Jones", "BOR", 11)
    assert not private_matter("040", act, firm, state, finder.interpreter)
    assert private_matter("040", act, firm, state, finder.interpreter, guessed=True)
