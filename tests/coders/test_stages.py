from __future__ import annotations

import time
from datetime import date
from time import perf_counter

import pytest

from coders.pipeline import AthirCoder
from coders.stages import STAGES, Stages, Timed
from coders.types import Article


def test_seconds_are_added_up_by_stage_until_they_are_taken() -> None:
    stages, told = Stages(), []
    stages.watch = lambda article_id, spent: told.append((article_id, dict(spent)))
    begun = perf_counter() - 2
    assert stages.add("events", begun) >= begun + 2
    stages.add_within("events", "places", perf_counter() - 0.5)
    stages.done("a")
    stages.add("parse", perf_counter() - 1)
    (article, spent), *others = told
    assert (article, others) == ("a", [])
    assert [round(spent[stage], 1) for stage in STAGES] == [0, 0, 1.5, 0.5, 0]
    taken = stages.take()
    assert [round(taken[stage], 1) for stage in STAGES] == [0, 1, 1.5, 0.5, 0]
    assert set(stages.take().values()) == {0.0}
    assert len(told) == 1, "an article broken off is no article that is done"


def test_an_article_broken_off_never_takes_time_away() -> None:
    stages = Stages()
    stages.add_within("events", "places", perf_counter() - 1)
    taken = stages.take()
    assert taken["events"] == 0
    assert taken["places"] >= 1


def test_the_stages_of_the_coder_make_up_its_time(coder: AthirCoder) -> None:
    assert isinstance(coder, Timed)
    told = []
    coder.stages.take()
    coder.stages.watch = lambda article_id, spent: told.append(article_id)
    text = "Nigerian troops attacked rebels near Maiduguri on Sunday. It rained."
    begun = time.perf_counter()
    list(coder.code([Article(f"a{n}", text, date=date(2024, 3, 4)) for n in range(3)]))
    wall = time.perf_counter() - begun
    coder.stages.watch = None
    taken = coder.stages.take()
    assert told == ["a0", "a1", "a2"]
    assert set(taken) == set(STAGES)
    assert all(seconds > 0 for seconds in taken.values())
    assert sum(taken.values()) == pytest.approx(wall, rel=0.2)
