from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coders.actors.lexicon import load_actor_lexicon, open_actor_lexicon
from coders.actors.search import ActorSearch, open_search
from coders.lexicon.paths import LEXICONS

GROUPS = (
    "Front of the Dawn\tDawn|Jabhat al-Fajr\tKENREB\t2010\t2014-06\tDawn Rebels\t2\t-\n"
    "Front of the Dawn\tDawn\tKENOPPPTY\t2014-07\t-\t-\t-\t-\n"
    "Dawnland Clan\t-\tKENREB\t-\t-\t-\t-\t-\n"
    "Émile Ødegård League\t-\tKENOPPPTY\t-\t-\t-\t-\t-\n"
    "New Dawn\t-\tKENBUS\t-\t-\t-\t-\t-\n"
)


@pytest.fixture
def search(small: Callable[..., Path]) -> ActorSearch:
    actors = small(GROUPS, "dawn watcher\t-\tMIL\tperson\t-\n")
    return open_search(load_actor_lexicon(actors, None), actors)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> ActorSearch:
    actors = LEXICONS / "actors"
    return open_search(load_actor_lexicon(actors, tmp_path_factory.mktemp("search")), actors)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("dawn", ["Front of the Dawn", "Front of the Dawn", "Dawnland Clan", "New Dawn"]),
        ("DAWNLAND", ["Dawnland Clan"]),
        ("awn", []),
        ("new-dawn", ["New Dawn"]),
        ("of the", ["Front of the Dawn", "Front of the Dawn"]),
        ("of th", []),
        ("emile odeg", ["Émile Ødegård League"]),
        ("ÉMILE", ["Émile Ødegård League"]),
        ("jabhat el fajr", []),
        ("jabhat al-fajr", ["Front of the Dawn"]),
        ("watcher", []),
        ("kenyans", ["Kenya"]),
        ("nairobi", ["Kenya"]),
        ("(dawn", []),
        ("dawn.*", []),
        ("\n", []),
        ("'", []),
        ("", []),
    ],
)
def test_names_are_found_by_beginning_and_whole_words(search: ActorSearch, query: str, names: list[str]) -> None:
    assert [actor.name for actor in search.search(query)] == names


def test_an_entry_is_told_as_its_line_has_it(search: ActorSearch) -> None:
    latest, first = search.search("dawn", limit=2)
    assert (first.code, first.since, first.until) == ("KENREB", "2010-01-01", "2014-06-30")
    assert first.aliases == ("Dawn", "Jabhat al-Fajr")
    assert (first.acled_name, first.inter, first.kind, first.own) == ("Dawn Rebels", 2, "body", False)
    assert first.origin == "actors/groups.tsv:2"
    assert (latest.since, latest.until, latest.acled_name, latest.inter) == ("2014-07-01", None, None, None)


def test_a_country_tells_its_words(search: ActorSearch) -> None:
    (kenya,) = search.search("kenya")
    assert (kenya.kind, kenya.code, kenya.aliases) == ("country", "KEN", ("Kenyan", "Nairobi"))


@pytest.mark.parametrize(
    ("day", "codes"), [("2009-12-31", []), ("2010-01-01", ["KENREB"]), ("2014-07-01", ["KENOPPPTY"])]
)
def test_with_a_day_only_what_holds_then_is_found(search: ActorSearch, day: str, codes: list[str]) -> None:
    assert [actor.code for actor in search.search("front of", date.fromisoformat(day))] == codes


def test_own_entries_stand_first_among_equal_fits(small: Callable[..., Path], own_file: Callable[[str], Path]) -> None:
    actors = small(GROUPS)
    own = (
        own_file("Dawning Light of the Far Hills\tFajr\tKENMED\t-\t-\t-\t-\t-\nNew Dawn\t-\tKENGOV\t-\t-\t-\t-\t-\n"),
    )
    search = open_search(load_actor_lexicon(actors, None, own), actors, own)
    first, second = search.search("dawni"), search.search("new dawn")
    assert [(actor.code, actor.own, actor.origin) for actor in first] == [("KENMED", True, "own.tsv:2")]
    assert [(actor.code, actor.own) for actor in second] == [("KENGOV", True), ("KENBUS", False)]
    assert [actor.name for actor in search.search("dawn")][2:4] == ["Dawning Light of the Far Hills", "Dawnland Clan"]


def test_what_is_not_compiled_is_not_opened(small: Callable[..., Path], tmp_path: Path) -> None:
    actors, cache = small(GROUPS), tmp_path / "cache"
    cache.mkdir()
    assert open_actor_lexicon(actors, cache) is None
    assert list(cache.iterdir()) == []
    compiled = load_actor_lexicon(actors, cache)
    opened = open_actor_lexicon(actors, cache)
    assert opened is not None
    assert opened.digest == compiled.digest
    (actors / "groups.tsv").write_text((actors / "groups.tsv").read_text() + "Noon\t-\tKENREB\n", encoding="utf-8")
    assert open_actor_lexicon(actors, cache) is None


@pytest.mark.parametrize(
    ("query", "day", "name", "code"),
    [
        ("burkina", None, "Burkina Faso", "BFA"),
        ("cote d’ivoire", None, "Ivory Coast", "CIV"),
        ("Hizbullah", None, "Hezbollah", "LBNREB"),
        ("assad", "2010-05-05", "Bashar al-Assad", "SYRGOV"),
    ],
)
def test_the_projects_lexicon_is_searched(ours: ActorSearch, query: str, day: str | None, name: str, code: str) -> None:
    found = ours.search(query, date.fromisoformat(day) if day else None, 100)
    assert any((actor.name, actor.code[: len(code)]) == (name, code) for actor in found)
    assert all("/" in actor.origin and actor.origin.rpartition(":")[2].isdigit() for actor in found)


def test_every_entry_of_the_projects_lexicon_can_be_told(ours: ActorSearch) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    told = {actor.origin for letter in letters for actor in ours.search(letter, limit=1_000_000)}
    assert len(told) > 5_000
