from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from coders.actors.resolve import ActorResolver
from coders.text import sentences
from coders.types import Article


def opened(resolver: ActorResolver, text: str, title: str | None = None, day: date | None = None) -> Any:
    return resolver.open(Article(id="a", text=text, title=title, date=day), sentences(text))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Soldiers fired in Mali. Malian officials denied it. France was silent.", "MLI"),
        ("France was silent. Soldiers fired at a crowd in Bamako.", "MLI"),
        ("The Kenyan press agency said soldiers had fired in Mali.", "MLI"),
        ("A resident told Radio France that soldiers fired in Mali.", "MLI"),
        ("The United Nations voiced concern about Africa.", None),
        ("Nothing happened.", None),
    ],
)
def test_the_country_at_stake(resolver: ActorResolver, text: str, country: str | None) -> None:
    assert opened(resolver, text).at_stake == country


def test_the_title_counts(resolver: ActorResolver) -> None:
    assert opened(resolver, "Soldiers fired at a crowd.", title="Unrest in Togo").at_stake == "TGO"


@pytest.mark.parametrize(
    ("text", "acronym", "long_form"),
    [
        ("The Front for National Dawn (FND) struck.", "FND", "Front for National Dawn"),
        ("The Dawn Liberation Army (DLA), a rebel group, struck.", "DLA", "Dawn Liberation Army"),
        ("The Islamic Dawn Front (FIA) struck.", "FIA", "Islamic Dawn Front"),
        ("The Union of Democratic Forces (the UDF) struck.", "UDF", "Union of Democratic Forces"),
        ("He spoke (CNN) about it.", "CNN", None),
        ("A man of 40 (UTC) struck.", "UTC", None),
    ],
)
def test_acronyms_in_brackets(resolver: ActorResolver, text: str, acronym: str, long_form: str | None) -> None:
    span = opened(resolver, text).acronyms.get(acronym)
    assert (text[span[0] : span[1]] if span else None) == long_form


def test_an_articles_own_acronym_outranks_the_lexicons(codes_of: Callable[..., set[str]]) -> None:
    assert codes_of("[[The FBI]] welcomed it.") == {"USACOP"}
    assert codes_of("The Farmers and Bakers Initiative (FBI) met in Togo. [[The FBI]] welcomed it.") == {"TGOAGR"}


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(1990, 6, 1), "SUN"), (None, "SUN")],
)
def test_states_that_are_gone(resolver: ActorResolver, day: date | None, code: str) -> None:
    context = opened(resolver, "Soviet ministers met.", day=day)
    assert context.at_stake == code
