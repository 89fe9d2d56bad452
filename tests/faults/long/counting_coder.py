"""A coder that brings zero to three events an article, told by its id, so that one lost or doubled shows in the counts.

COUNTING_SECONDS is what an article takes, CODER_LOG the file that gets a line for each. An article with the text
"refuse" is answered with a failure, one with "raise" breaks the coder off, one with "kill" kills its process.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence

from coders.registry import CoderOptions
from coders.types import Actor, Article, ArticleFailure, ArticleResult, CoderInfo, Event, EventDate, Sentence


def events_of(article_id: str) -> int:
    """How many events an article brings: the number in its id, modulo 4."""
    return int(article_id.lstrip("abcdefghijklmnopqrstuvwxyz-")) % 4


class Broken(Exception):
    """What the coder raises on purpose."""


class CountingCoder:
    info = CoderInfo(name="counting", version="1", model="none", lexicon="none")

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        for article in articles:
            with open(os.environ["CODER_LOG"], "a", encoding="utf-8") as log:
                log.write(f"{article.id}\n")
            if article.text == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if article.text == "raise":
                raise Broken
            if article.text == "refuse":
                yield ArticleFailure(article.id, "refused", "refused on purpose")
                continue
            time.sleep(float(os.environ["COUNTING_SECONDS"]))
            sentence = Sentence(0, 0, len(article.text), article.text, status="coded")
            events = tuple(event(article, number) for number in range(events_of(article.id)))
            yield ArticleResult(article.id, self.info, sentences=(sentence,), events=events)


def event(article: Article, number: int) -> Event:
    return Event(
        article_id=article.id,
        sentence=0,
        event_id=f"event-{article.id}-{number}",
        code="190",
        root="19",
        label="Use conventional military force",
        quad_class=4,
        goldstein=-10.0,
        plover_type="ASSAULT",
        plover_mode=None,
        source=Actor(article.text[:1], 0, 1, None),
        target=None,
        trigger_text=article.text[:1],
        trigger_start=0,
        trigger_end=1,
        date=EventDate(None, None, "none given"),
        place=None,
        confidence=1.0,
        method="rule",
    )


def build(options: CoderOptions) -> CountingCoder:
    return CountingCoder()
