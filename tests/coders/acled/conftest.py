"""A builder over the project's own tables, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coders.acled.rows import RowBuilder
from coders.types import Row
from tests.coders.acled.stories import CLOCK, LEXICONS, Story


@pytest.fixture(scope="session")
def builder() -> RowBuilder:
    return RowBuilder(LEXICONS, clock=lambda: CLOCK)


@pytest.fixture
def rows(builder: RowBuilder) -> Callable[[Story], tuple[Row, ...]]:
    """The rows of a story."""

    def made(story: Story) -> tuple[Row, ...]:
        return builder.rows(story.article, story.sentences, story.events)[0]

    return made


@pytest.fixture
def notes(builder: RowBuilder) -> Callable[[Story], tuple[str, ...]]:
    """The notes of a story."""

    def made(story: Story) -> tuple[str, ...]:
        return builder.rows(story.article, story.sentences, story.events)[1]

    return made
