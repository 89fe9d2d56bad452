from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coders.actors.lexicon import check_own, load_actor_lexicon
from coders.actors.records import Kind, choose
from coders.actors.tables import list_tables
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS


def test_a_right_folder_is_read(small: Callable[..., Path]) -> None:
    actors = small("Dawn Front\tDF\tKENREB\t1999\t2004-03\t-\t3\t-\n", "soldier\t-\tMIL\tperson\t-\n")
    lexicon = load_actor_lexicon(actors, None)
    (record,) = lexicon.find("dawn front")
    assert (record.code, record.since, record.until, record.inter) == ("KENREB", "1999-01-01", "2004-03-31", 3)
    assert [r.code for r in lexicon.find("soldiers")] == ["MIL"]


@pytest.mark.parametrize(
    ("groups", "agents", "file", "line", "problem"),
    [
        ("Dawn Front\t-\tKENRE\t-\t-\t-\t-\t-\n", "", "actors/groups.tsv", 2, "malformed code"),
        ("Dawn Front\t-\tXQZREB\t-\t-\t-\t-\t-\n", "", "actors/groups.tsv", 2, "no country, region"),
        ("Dawn Front\t-\tKENREB\t99\t-\t-\t-\t-\n", "", "actors/groups.tsv", 2, "no date"),
        ("Dawn Front\t-\tKENREB\t2001\t1999\t-\t-\t-\n", "", "actors/groups.tsv", 2, "before it begins"),
        ("Dawn Front\t-\tKENREB\t-\t-\t-\t9\t-\n", "", "actors/groups.tsv", 2, "inter"),
        (
            "A\t-\tKENREB\t1999\t2005\t-\t-\t-\nA\t-\tKENREB\t2003\t-\t-\t-\t-\n",
            "",
            "actors/groups.tsv",
            3,
            "already means",
        ),
        ("", "soldier\t-\tMLL\tperson\t-\n", "agents/a.tsv", 2, "unknown role"),
        ("", "soldier\t-\tMIL\thuman\t-\n", "agents/a.tsv", 2, "class"),
        ("", "soldier\t-\tMI\tperson\t-\n", "agents/a.tsv", 2, "malformed role"),
    ],
)
def test_errors_name_file_and_line(
    small: Callable[..., Path], groups: str, agents: str, file: str, line: int, problem: str
) -> None:
    with pytest.raises(LexiconError, match=problem) as caught:
        load_actor_lexicon(small(groups, agents), None)
    assert (caught.value.file, caught.value.line) == (file, line)


def test_one_name_may_mean_the_same_at_different_times(small: Callable[..., Path]) -> None:
    text = "A\t-\tKENREB\t1999\t2001\t-\t-\t-\nA\t-\tKENREB\t2003\t-\t-\t-\t-\n"
    assert len(load_actor_lexicon(small(text), None).find("A")) == 2


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ('[[tables]]\nfile = "gone.tsv"\nkind = "groups"\n', "missing"),
        ('[[tables]]\nfile = "groups.tsv"\nkind = "sorcerers"\n', "unknown kind"),
        ('[[tables]]\nfile = "groups.tsv"\n', "needs"),
        ("[[tables\n", "not TOML"),
    ],
)
def test_a_wrong_manifest_is_refused(small: Callable[..., Path], tables: str, problem: str) -> None:
    with pytest.raises(LexiconError, match=problem):
        load_actor_lexicon(small(tables=tables), None)


def test_a_users_own_file_outranks_the_projects(small: Callable[..., Path], own_file: Callable[[str], Path]) -> None:
    own = own_file("Dawn Front\t-\tKENOPPPTY\t-\t-\t-\t-\t-\n")
    actors = small("Dawn Front\t-\tKENREB\t-\t-\t-\t-\t-\n")
    record, _ = choose(load_actor_lexicon(actors, None, (own,)).find("Dawn Front"), None)
    assert (record.code, record.origin) == ("KENOPPPTY", "own.tsv:2")


def test_an_error_in_a_users_own_file_names_it(small: Callable[..., Path], own_file: Callable[[str], Path]) -> None:
    with pytest.raises(LexiconError, match=r"own\.tsv:2"):
        load_actor_lexicon(small(), None, (own_file("Dawn Front\t-\tKENOPPPT\t-\t-\t-\t-\t-\n"),))


def test_a_users_own_entry_outranks_meanings_of_every_kind(
    small: Callable[..., Path], own_file: Callable[[str], Path]
) -> None:
    actors = small(agents="guards\tonly\tMIL\tforce\t-\n")
    text = "Kenya sent Guards to Nairobi"
    without = {m.key: m.records for m in load_actor_lexicon(actors, None).scan(text)}
    own = own_file("Guards\tKenya\tKENOPPPTY\t-\t-\t-\t-\t-\n")
    found = {m.key: m.records for m in load_actor_lexicon(actors, None, (own,)).scan(text)}
    assert [r.kind for r in without["kenya"]] == [Kind.COUNTRY]
    assert [r.kind for r in without["guards"]] == [Kind.AGENT]
    assert [(r.kind, r.origin) for key in ("kenya", "guards") for r in found[key]] == [(Kind.BODY, "own.tsv:2")] * 2
    assert found["nairobi"] == without["nairobi"]


def test_own_files_are_checked_without_compiling(small: Callable[..., Path], own_file: Callable[[str], Path]) -> None:
    actors = small()
    check_own(actors, (own_file("Dawn Front\t-\tKENREB\t-\t-\t-\t-\t-\n"),))
    with pytest.raises(LexiconError, match=r"^own\.tsv:3: .*'QQQ'"):
        check_own(actors, (own_file("Dawn Front\t-\tKENREB\t-\t-\t-\t-\t-\nDusk\t-\tQQQREB\t-\t-\t-\t-\t-\n"),))
    with pytest.raises(LexiconError, match=r"gone\.tsv:1: cannot be read: No such file"):
        check_own(actors, (actors / "gone.tsv",))


def test_two_own_files_of_one_name_are_refused(small: Callable[..., Path], own_file: Callable[[str], Path]) -> None:
    actors, own = small(), own_file("")
    other = actors / "own.tsv"
    other.write_text(own.read_text())
    with pytest.raises(LexiconError, match="same name"):
        load_actor_lexicon(actors, None, (own, other))


@pytest.mark.parametrize("name", ["actors", "agents"])
def test_the_projects_manifests_name_every_table(name: str) -> None:
    named = {t.path.name for t in list_tables(LEXICONS / name)}
    assert named == {p.name for p in (LEXICONS / name).glob("*.tsv")}
