"""Coding by a dictionary of ours, with the real parser: what each part of the format makes of a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coders import registry
from coders.errors import UnknownCoder
from coders.lexicon.paths import LEXICONS
from coders.petrarch.coder import PetrarchCoder, with_dictionary
from coders.petrarch.compiled import load
from coders.petrarch.store import Asked, import_folder, sources
from coders.pipeline import AthirCoder, Parts, load_parts
from coders.registry import CoderOptions
from coders.types import Article, ArticleResult, CoderInfo, PairQuery, Span
from tests.coders.petrarch.dictionaries import write

DAY = date(2003, 5, 1)


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory, coder_cache: Path) -> CoderOptions:
    folder = tmp_path_factory.mktemp("petrarch")
    import_folder(write(folder / "source"), "world", folder / "dictionaries", coder_cache)
    return CoderOptions(cache=coder_cache, dictionaries=folder / "dictionaries")


@pytest.fixture(scope="module")
def parts(options: CoderOptions) -> Parts:
    return load_parts(options)


@pytest.fixture(scope="module")
def coder(options: CoderOptions, parts: Parts) -> Iterator[PetrarchCoder]:
    """The coder as it is built by name, over stages that are loaded once for this module."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("coders.petrarch.coder.load_parts", lambda _: parts)
        built = registry.build("petrarch:world", options)
        assert isinstance(built, PetrarchCoder)
        yield built


def code(coder: registry.Coder, text: str, **more: object) -> ArticleResult:
    (result,) = coder.code([Article("a", text, date=DAY, **more)])
    assert isinstance(result, ArticleResult)
    return result


def triples(result: ArticleResult) -> list[tuple[str, str | None, str | None]]:
    return [(e.code, e.source and e.source.code, e.target and e.target.code) for e in result.events]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        # a verb's own or its block's code, a synonym of the block, a form in braces, a verb of several words
        ("Ardovian soldiers shelled Belmark.", [("190", "ARDMIL", "BEL")]),
        ("Ardovian soldiers pounded Belmark.", [("190", "ARDMIL", "BEL")]),
        ("Ardovia sought Belmark.", [("020", "ARD", "BEL")]),
        ("Ardovia sat down with Belmark.", [("040", "ARD", "BEL"), ("040", "BEL", "ARD")]),
        # patterns: a set of synonyms with its plural, a prepositional phrase, a phrase in braces, words before the verb
        ("Ardovia sent barley to Belmark.", [("073", "ARD", "BEL")]),
        ("Ardovia sent spelt flour to Belmark.", [("073", "ARD", "BEL")]),
        ("Ardovia sent soldiers to Belmark.", []),
        ("Ardovian soldiers shelled Belmark with rockets.", [("194", "ARDMIL", "BEL")]),
        ("Ardovia sent spelt cakes to Belmark.", [("0333", "ARD", "BEL")]),
        ("Ardovian ships sent word to Belmark.", [("154", "ARD", "BEL")]),
        ("Ardovia broke the armistice with Belmark.", [("196", "ARD", "BEL")]),
        ("Ardovia will not break the truce with Belmark.", [("0356", "ARD", "BEL")]),
        # codes: a pair gives both directions, [:b] turns the roles, [---] is no event
        ("Ardovia sent envoys to Belmark.", [("042", "ARD", "BEL"), ("043", "BEL", "ARD")]),
        ("Belmark got barley from Ardovia.", [("073", "ARD", "BEL")]),
        ("Ardovia shelled a field kitchen of Belmark.", []),
        # the grammar that a parser knows: passives, negation, modality, and verbs that govern others
        ("Belmark was shelled by Ardovian soldiers.", [("190", "ARDMIL", "BEL")]),
        ("Ardovia will send barley to Belmark.", [("0333", "ARD", "BEL")]),
        ("Ardovia did not send barley to Belmark.", [("1223", "ARD", "BEL")]),
        ("Ardovia did not shell Belmark.", []),
        ("Ardovia vowed to meet Belmark.", [("036", "ARD", "BEL")]),
        ("Ardovia balked at meeting Belmark.", [("125", "ARD", "BEL")]),
        ("Ardovia sought to meet Belmark.", [("026", "ARD", "BEL")]),
        ("Ardovia is ready to meet Belmark.", [("036", "ARD", "BEL")]),
        ("According to Ardovia, nothing was known of Belmark.", []),
        # transformations; a trailing attribution accuses nobody
        ("Belmark said Ardovian soldiers shelled the Caldera League.", [("112", "BEL", "ARDMIL")]),
        ("Ardovia said it shelled Belmark.", [("015", "ARD", "BEL")]),
        ("Ardovian soldiers shelled the Caldera League, Belmark said.", [("190", "ARDMIL", "IGOCAL")]),
        # actors: of the day, several, none, agents before and behind, agents of a country named after them
        ("Tomas Veld shelled Mira Osk.", [("190", "ARDGOV", "BELMED")]),
        ("Ardovian envoy Tomas Veld shelled Belmark.", [("190", "ARDGOV", "BEL")]),
        ("Ardovia and Belmark met.", [("040", "ARD", "BEL"), ("040", "BEL", "ARD")]),
        ("Ardovian peacekeepers shelled Belmark.", [("190", "IGOARD", "BEL")]),
        ("Fishermen in Ardovia shelled Belmark.", [("190", "ARDAGR", "BEL")]),
        ("Ardovian militia people shelled Belmark.", [("190", "ARDREB", "BEL")]),
        ("The Nobodies shelled Belmark.", [("190", None, "BEL")]),
        # discards of a sentence, wherever the phrase stands
        ("Ardovia met Belmark at the croquet cup.", []),
    ],
)
def test_sentences(coder: PetrarchCoder, text: str, events: list[tuple[str, str | None, str | None]]) -> None:
    assert triples(code(coder, text)) == events


def test_an_event_names_file_and_line_of_all_it_came_from(coder: PetrarchCoder) -> None:
    (event,) = code(coder, "Tomas Veld said his soldiers shelled Belmark with rockets.").events[:1]
    assert event.source is not None
    assert event.method == "rule"
    assert any(line.startswith("world.verbs.txt:23 (world.verbs.txt:21)") for line in event.trace)
    tomas = code(coder, "Tomas Veld shelled Belmark.").events[0].source
    assert tomas is not None
    assert tomas.trace == ("Tomas Veld = ARDGOV (world.actors.txt:10, dated 1998-01-01 to 2004-12-31)",)


def test_a_pronoun_stands_for_an_actor_of_the_dictionary(coder: PetrarchCoder) -> None:
    events = triples(code(coder, "Ardovia sent barley to Belmark. On Monday it shelled the Caldera League."))
    assert events[-1] == ("190", "ARD", "IGOCAL")


def test_a_story_that_is_discarded_gives_nothing_and_says_why(coder: PetrarchCoder) -> None:
    text = "Ardovia shelled Belmark. Your horoscope follows."
    result = code(coder, text)
    assert (result.events, {s.status for s in result.sentences}) == ((), {"discarded"})
    assert result.notes == ("story discarded by world.discards.txt:3",)
    assert len(code(coder, text.replace("horoscope", "telescope")).events) == 1


def test_issues_of_coded_sentences_stand_in_the_notes(coder: PetrarchCoder) -> None:
    text = "Ardovia sent barley to Belmark after the harvest. The harvest was good."
    assert [n for n in code(coder, text).notes if n.startswith("issues")] == ["issues of sentence 0: HARVEST,1"]


def test_a_pair_is_answered(coder: PetrarchCoder) -> None:
    text = "Ardovia shelled Belmark at the croquet cup."
    pair = PairQuery((Span(0, 7),), (Span(16, 23),))
    (relation,) = code(coder, text, pairs=(pair,)).relations
    assert (relation.code, relation.plover) == ("190", "ASSAULT")
    (nothing,) = code(coder, "Ardovia resembles Belmark.", pairs=(PairQuery((Span(0, 7),), (Span(18, 25),)),)).relations
    assert nothing.code is None


@pytest.mark.parametrize(
    ("part", "text", "events"),
    [
        ("actors", "Ardovian soldiers bombed Belmark.", [("195", "ARDMIL", "BEL")]),
        ("actors", "France accused Belmark.", [("112", None, "BEL")]),
        ("verbs", "French soldiers pounded Germany.", [("190", "FRAMIL", "DEU")]),
        ("verbs", "French soldiers shelled a field kitchen in Germany.", []),
    ],
)
def test_parts_of_a_dictionary_go_with_ours(
    options: CoderOptions, parts: Parts, part: str, text: str, events: list[tuple[str, str | None, str | None]]
) -> None:
    folder = options.dictionaries
    assert folder is not None
    asked = Asked("world", part)
    dictionary = load(sources(folder, "world"), options.cache)
    mixed = with_dictionary(parts, dictionary, asked, LEXICONS)
    inner = AthirCoder(mixed, CoderInfo(asked.coder, "1", "m", "l"))
    found = triples(code(PetrarchCoder(inner, dictionary, asked), text))
    assert [(c[:2], s, t) for c, s, t in found] == [(c[:2], s, t) for c, s, t in events]


def test_coders_of_dictionaries_are_known_by_name(options: CoderOptions, coder: PetrarchCoder) -> None:
    assert {"athir", "petrarch:world", "petrarch:world:verbs"} <= set(registry.names(options.dictionaries))
    assert coder.info.name == "petrarch:world"
    assert registry.stamp("petrarch:world", options)
    assert registry.stamp("athir", options) is None
    with pytest.raises(UnknownCoder) as raised:
        registry.build("petrarch:elsewhere", options)
    assert "petrarch:world" in raised.value.known
