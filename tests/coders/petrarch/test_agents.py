from __future__ import annotations

import pytest

from coders.petrarch.agents import read_agents
from tests.coders.petrarch.dictionaries import AGENTS


@pytest.mark.parametrize(
    ("code", "phrases", "before"),
    [
        ("MIL", ("SOLDIER", "SOLDIERS"), False),
        ("GOV", ("MINISTRY", "MINISTRIES"), False),
        ("LAB", ("FOREMAN", "FOREMEN"), False),
        ("REB", ("MILITIA",), False),
        ("AGR", ("FISHERMAN", "FISHERMEN", "FISHERWOMAN", "FISHERWOMEN"), False),
        ("IGO", ("PEACEKEEPER", "PEACEKEEPERS"), True),
    ],
)
def test_agents(code: str, phrases: tuple[str, ...], before: bool) -> None:
    agent = next(a for a in read_agents(AGENTS, "g").agents if a.code == code)
    assert (agent.phrases, agent.before) == (phrases, before)


def test_a_marker_may_be_defined_after_its_use_and_stand_twice() -> None:
    file = read_agents("!A!_OF_!B! [~GOV]\n!A! = CLERK, MAYOR\n!B! = TOWN, PORT\n", "g")
    assert file.agents[0].phrases == ("CLERK OF TOWN", "CLERK OF PORT", "MAYOR OF TOWN", "MAYOR OF PORT")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("WANDERER", "it has no code"),
        ("WANDERER [~LAB}", "must read"),
        ("WANDERER [LAB]", "must have ~ on one side"),
        ("WANDERER [~LAB~]", "must have ~ on one side"),
        ("WANDER!NOBODY! [~LAB]", "there is no marker !NOBODY!"),
        ("_ [~LAB]", "there is no phrase"),
    ],
)
def test_a_broken_line_is_named(line: str, says: str) -> None:
    report = read_agents(f"SOLDIER [~MIL]\n{line}", "g").report
    (problem,) = report.problems
    assert problem.line == 2
    assert says in problem.text
    assert report.balanced


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("BAKER [~BUS]", 2),
        ("BAKERY {} [~BUS]", 1),
        ("LAWMAN {LAWMEN} [~COP]", 2),
        ("FOREST_!CHIEF! [~GOV]", 4),
        ("!CHIEF!_OF_FORESTS [~GOV]", 4),
        ("BEE!KEEP! [~AGR]", 2),
        ("FOREST_!CHIEF! {} [~GOV]", 4),
        ("!CHIEF!_OF_BEE!KEEP! [~AGR]", 8),
        ("FOREST_!CHIEF! [~GOV}", 0),
        ("FORESTER", 0),
    ],
)
def test_phrases_are_counted_by_the_words_of_markers_without_a_plural_of_them(line: str, phrases: int) -> None:
    markers = "!CHIEF! = CHIEF, CHIEFS, DEPUTY, DEPUTIES\n!KEEP! = KEEPER, KEEPERS\n"
    assert read_agents(markers + line, "g").report.details["phrases"] == phrases
