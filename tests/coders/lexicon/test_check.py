from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coders.cameo.deeds import load_algebra
from coders.cameo.ontology import load_ontology
from coders.cameo.senses import load_act_lexicon
from coders.lexicon.check import check_all, merged, shadowed
from coders.lexicon.paths import LEXICONS

HEAD = "{}\twhen\tact\troles\tnote\n"
MANIFEST = 'version = "1"\nlicence = "MIT"\nsource = "here"\n'
DEEDS = (
    "deed\ttone\tdid\tintend\tappeal\tdemand\trefuse\tthreaten\thalt\tnote\n"
    "meet\tgood\t040\t036\t026\t106\t125\t134\nfight\thard\t190\t138\t113\t100\t0\t138\n"
)
COUNTRIES = "code\tname\taliases\tadjectives\tpeople\tcapital\tfrom\tto\nKEN\tKenya\t-\tKenyan\t-\tNairobi\t-\t-\n"
ACTOR_TABLES = '[[tables]]\nfile = "countries.tsv"\nkind = "countries"\n'
AGENTS = "agent\tplural\trole\tclass\tnote\ntroop\t-\tMIL\tforce\t-\n"
AGENT_TABLES = '[[tables]]\nfile = "people.tsv"\nkind = "agents"\n'

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes small but complete lexicons, tables given by name replaced."""

    def write_all(**tables: str) -> Path:
        texts = {
            "cameo/deeds.tsv": DEEDS,
            "cameo/verbs-a.tsv": HEAD.format("verb") + tables.get("verbs", "meet\tobj\tmeet\n"),
            "cameo/nouns-a.tsv": HEAD.format("noun") + tables.get("nouns", "raid\t-\tfight\n"),
            "cameo/classes-a.tsv": "class\twords\tnote\ntroops\tsoldier|troop\n",
            "cameo/refine.tsv": "deed\twhen\tbecomes\tnote\n",
            "cameo/themes.tsv": "theme\twords\tnote\nmeet\ttalks|summit\n",
            "cameo/topics.tsv": "topic\tuse\tstrength\twords\tnote\nsport\tdiscard\tstrong\treferee\n",
            "cameo/discards.tsv": "phrase\tclass\tnote\n" + tables.get("discards", "world cup\tsport\n"),
            "cameo/forms.tsv": "verb\tpast\tparticiple\n",
            "cameo/manifest.toml": tables.get("manifest", MANIFEST),
            "codebook/manifest.toml": MANIFEST,
            "actors/countries.tsv": tables.get("countries", COUNTRIES),
            "actors/manifest.toml": MANIFEST + ACTOR_TABLES,
            "agents/people.tsv": AGENTS,
            "agents/manifest.toml": MANIFEST + AGENT_TABLES,
        }
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        shutil.copy(LEXICONS / "codebook" / "codes.tsv", tmp_path / "codebook")
        for whole in ("plover", "countries"):
            shutil.copytree(LEXICONS / whole, tmp_path / whole)
        return tmp_path

    return write_all


def test_sound_lexicons_are_counted(write: Write) -> None:
    report = check_all(write(verbs="meet\tobj\tmeet\nmeet\twith\tmeet\nhit\tobj:troops\tfight\n"))
    assert report.problems == []
    expected = {
        "codes": 318,
        "deeds": 2,
        "verbs": 2,
        "verb senses": 3,
        "event nouns": 1,
        "noun classes": 1,
        "class members": 2,
    }
    assert {name: report.counts[name] for name in expected} == expected
    assert report.counts["manifests"] == 6
    assert report.counts["actor names"] > 0


def test_every_part_is_checked_whatever_is_wrong_with_the_others(write: Write) -> None:
    report = check_all(write(verbs="meet\tobj\tfly\n", countries="code\n", manifest='version = "1"\n'))
    found = [problem.split(": ")[0] for problem in report.problems]
    assert found == ["cameo/verbs-a.tsv:2", "actors/countries.tsv:1", "cameo/manifest.toml:1"]


@pytest.mark.parametrize(
    ("verbs", "problems"),
    [
        (
            "hit\tobj\tmeet\nhit\tobj\tfight\n",
            ["cameo/verbs-a.tsv:3: the sense of 'hit' is shadowed by cameo/verbs-a.tsv:2"],
        ),
        # the order of the conditions is nothing
        (
            "hit\tobj with\tmeet\nhit\twith obj\tfight\n",
            ["cameo/verbs-a.tsv:3: the sense of 'hit' is shadowed by cameo/verbs-a.tsv:2"],
        ),
        ("hit back\tobj\tmeet\nhit\tobj\tfight\n", []),
        ("hit\tobj\tmeet\nhit\tobj:troops\tfight\n", []),
        ("hit\tobj\tmeet\nstrike\tobj\tfight\n", []),
    ],
)
def test_a_sense_that_is_never_reached_is_named(write: Write, verbs: str, problems: list[str]) -> None:
    folder = write(verbs=verbs)
    lexicon = load_act_lexicon(folder, load_algebra(folder, load_ontology(folder)))
    assert shadowed(lexicon) == problems
    assert check_all(folder).problems == problems


def test_a_shadowed_noun_is_named(write: Write) -> None:
    problems = check_all(write(nouns="raid\t-\tfight\nraid|visit\t-\tmeet\n")).problems
    assert problems == ["cameo/nouns-a.tsv:3: the sense of 'raid' is shadowed by cameo/nouns-a.tsv:2"]


def test_the_project_s_lexicons_can_be_read() -> None:
    problems = [p for p in check_all(LEXICONS).problems if "is shadowed by" not in p]
    assert problems == []


@pytest.mark.parametrize(
    ("note", "warnings"),
    [
        ("widens classes-a.tsv", []),
        (
            "more of them",
            [
                "cameo/classes-b.tsv:2: the class 'troops' is that of cameo/classes-a.tsv:2 too; a note `widens` says that it is meant"
            ],
        ),
    ],
)
def test_classes_of_two_files_are_merged_aloud(write: Write, note: str, warnings: list[str]) -> None:
    lexicons = write()
    (lexicons / "cameo" / "classes-b.tsv").write_text(
        f"class\twords\tnote\ntroops\tmarine\t{note}\nships\tship\t-\n", encoding="utf-8"
    )
    assert merged(lexicons / "cameo", lexicons) == warnings
    report = check_all(lexicons)
    assert (report.problems, report.warnings) == ([], warnings)


def test_actor_files_of_the_user_are_checked_too(write: Write, tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("nonsense\n", encoding="utf-8")
    assert any("own.tsv:1" in problem for problem in check_all(write(), (own,)).problems)
