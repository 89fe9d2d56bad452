"""The mapping table: first line wins, and every wrong word in it is named by file and line."""

from __future__ import annotations

import pytest

from coders.acled.mapping import CLASSES, NO_EVENT, Case, Mapping
from coders.errors import LexiconError
from tests.coders.acled.stories import LEXICONS

HEADER = "code\tsource\ttarget\twith\twithout\tsub_event_type\n"


def load(folder, *lines):
    (folder / "mapping.tsv").write_text(HEADER + "\n".join(lines) + "\n")
    return Mapping.load(folder, sub_types=["Attack", "Grenade"], cues=frozenset(("bomb", "gun", "calm")))


def test_the_first_line_that_fits_decides_and_is_named(tmp_path):
    mapping = load(tmp_path, "18*\tarmed\tany\tbomb&gun|calm\t-\tGrenade", "18*|none\tany\tcivilian\t-\tcalm\tAttack")
    assert mapping.decide(Case("183", "rebel", "civilian", frozenset(("bomb", "gun")))).sub_type == "Grenade"
    assert mapping.decide(Case("183", "rebel", "civilian", frozenset(("bomb",)))).origin == "mapping.tsv:3"
    assert mapping.decide(Case("183", "crowd", "civilian", frozenset(("calm",)))).sub_type is None
    assert mapping.decide(Case("190", "rebel", "civilian", frozenset())).origin.endswith("no line fits")
    assert mapping.decide(Case(NO_EVENT, "blank", "civilian", frozenset())).sub_type == "Attack"


@pytest.mark.parametrize(
    ("lines", "alone"),
    [
        (["18*\tany\tany\tbomb\t-\tAttack"], ()),
        (["none\tany\tany\tbomb&gun|calm\t-\tAttack"], (frozenset({"bomb", "gun"}), frozenset({"calm"}))),
        (["none\tany\tany\tbomb\t-\t-", "18*|none\tany\tany\tgun\t-\tAttack"], (frozenset({"gun"}),)),
        (["none\tany\tany\tbomb\t-\tAttack", "none\tarmed\tany\t-\t-\tGrenade"], ()),
    ],
)
def test_cues_that_give_a_row_without_an_event(tmp_path, lines, alone):
    assert load(tmp_path, *lines).alone == alone


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("18*\tany\tany\t-\t-\tStabbing", "unknown sub-event type"),
        ("18*\tsoldiers\tany\t-\t-\tAttack", "unknown actor class"),
        ("18*\tany\tany\tbang\t-\tAttack", "unknown cue class"),
        ("18*\tany\tany\t-\tbang\tAttack", "unknown cue class"),
        ("1x\tany\tany\t-\t-\tAttack", "codes are digits"),
        ("18*\t-\tany\t-\t-\tAttack", "source is empty"),
    ],
)
def test_wrong_lines_are_named(tmp_path, line, problem):
    with pytest.raises(LexiconError, match=rf"mapping.tsv:2: {problem}"):
        load(tmp_path, line)


def test_words_never_give_a_row_whatever_the_cues(builder):
    for root in ("01", "02", "03", "09", "10", "11", "12", "13"):
        for source in CLASSES:
            cues = builder.cues.classes - {"disrupted"}
            assert builder.mapping.decide(Case(f"{root}0", source, "civilian", cues)).sub_type is None


def test_every_type_is_reached_by_an_event_and_by_a_line(builder):
    reached = {rule.sub_type for rule in builder.mapping.rules if not rule.codes.fullmatch(NO_EVENT)}
    assert set(builder.taxonomy.types) <= reached


def test_the_tables_are_the_projects_own():
    assert (LEXICONS / "acled" / "manifest.toml").exists()
