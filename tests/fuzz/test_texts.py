"""Fuzzed articles through the coder: none crashes it, none takes longer than a worker allows, every answer is well made."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from coders.pipeline import AthirCoder, build
from coders.registry import CoderOptions
from coders.types import Article, ArticleFailure
from coders.wire import result_to_wire
from jobs.limits import Limits, OutOfTime
from schemas.given import result_problems
from settings import Settings
from tests.fuzz.texts import articles
from workers.alarm import within

TEXTS = int(os.environ.get("TEXTS") or 100_000)
SHARES = 4  # so that several processes of pytest may share them
FEW = 150
ROUND = 500  # hypothesis remembers what it has tried; a new round forgets


@dataclass
class Tally:
    """What came of the texts."""

    limits: Limits
    texts: int = 0
    chars: int = 0
    events: int = 0
    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    times: list[tuple[float, int]] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    faults: list[tuple[str, Article]] = field(default_factory=list)

    def code(self, coder: AthirCoder, article: Article) -> None:
        """Codes the article as a worker does, alone, and looks at the answer."""
        self.texts += 1
        self.chars += len(article.text)
        begun = time.perf_counter()
        try:
            with self.limits.block(len(article.text)):
                (answer,) = coder.code([article])
        except OutOfTime:
            self.faults.append(("took too long", article))
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self.faults.append((f"{type(error).__name__}: {error}", article))
            return
        finally:
            took = time.perf_counter() - begun
            self.times.append((took, len(article.text)))
            self.slowest = max(self.slowest, (took / (len(article.text) + 1_000), article.text))
        if isinstance(answer, ArticleFailure):
            self.refused[answer.slug] += 1
            return
        wire = result_to_wire(answer)
        self.events += len(wire["events"])
        self.rows += len(wire["rows"])
        problems = result_problems(wire)
        if problems:
            self.faults.append((f"breaks the schema: {problems}", article))
        for sentence in answer.sentences:
            if article.text[sentence.start : sentence.end] != sentence.text:
                self.faults.append((f"a sentence elsewhere: {sentence.start}", article))

    def figures(self) -> str:
        """One line for the docs."""
        longest, chars = max(self.times)
        spent = sorted(seconds for seconds, _ in self.times)
        return (
            f"{self.texts} texts, {self.chars} characters, {self.events} events, {self.rows} rows, "
            f"refused {dict(self.refused)}, {len(self.faults)} faults; "
            f"{sum(spent):.0f} s, median {spent[len(spent) // 2] * 1000:.1f} ms, "
            f"longest {longest:.2f} s for {chars} characters"
        )


@pytest.fixture(scope="session")
def coder(request: pytest.FixtureRequest) -> AthirCoder:
    folder: Path = request.config.cache.mkdir("gazetteer")
    return build(CoderOptions(cache=folder))


@pytest.mark.timeout(4 * 3600, method="thread")  # the signal of the other method is the one that ends a slow coder
@pytest.mark.parametrize(
    ("number", "start"),
    [
        *(
            pytest.param(TEXTS // SHARES, share << 32, id=f"share {share}", marks=pytest.mark.fuzz)
            for share in range(SHARES)
        ),
        pytest.param(FEW, 9 << 32, id="few"),
    ],
)
def test_no_text_crashes_the_coder_or_takes_too_long(
    coder: AthirCoder, request: pytest.FixtureRequest, record_property, number: int, start: int
) -> None:
    folder: Path = request.config.cache.mkdir("fuzz")
    tally = Tally(Limits(Settings.from_env({"HOME": "/"}).article_seconds, within))
    for first in range(0, number, ROUND):
        _round(coder, tally, start + first, min(ROUND, number - first))
        (folder / f"texts-{start >> 32}.txt").write_text(tally.figures(), encoding="utf-8")
    record_property("fuzz", tally.figures())
    (folder / f"slowest-{start >> 32}.txt").write_text(tally.slowest[1], encoding="utf-8", newline="")
    for place, (_, article) in enumerate(tally.faults):
        (folder / f"fault-{start + place}.txt").write_text(article.text, encoding="utf-8", newline="")
    told = [f"{what}; {len(article.text)} characters, {article.text[:80]!r}" for what, article in tally.faults]
    assert told == [], f"the whole texts stand in {folder}"
    assert tally.texts >= number * 0.9
    assert tally.events > tally.texts / 10, "so broken that nothing is coded tests little"


def _round(coder: AthirCoder, tally: Tally, number: int, texts: int) -> None:
    @seed(number)
    @settings(
        max_examples=texts,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(articles())
    def run(article: Article) -> None:
        tally.code(coder, article)

    run()
