"""A coder as a package of someone else would bring it: one event for each article, slowly, with a log of what it coded.

SLOW_CODER_SECONDS is what an article takes, CODER_LOG the file that gets a line for each. An article whose text is
"poison" kills the process that codes it; one whose text is "endless" is never done.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence

from coders.registry import CoderOptions
from coders.types import Actor, Article, ArticleResult, CoderInfo, Event, EventDate, Sentence


class SlowCoder:
    info = CoderInfo(name="slow", version="1", model="none", lexicon="none")

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult]:
        for article in articles:
            with open(os.environ["CODER_LOG"], "a", encoding="utf-8") as log:
                log.write(f"{article.id}\n")
            if article.text == "poison":
                os.kill(os.getpid(), signal.SIGKILL)
            while article.text == "endless":
                pass
            time.sleep(float(os.environ["SLOW_CODER_SECONDS"]))
            sentence = Sentence(0, 0, len(article.text), article.text, status="coded")
            yield ArticleResult(article.id, self.info, sentences=(sentence,), events=(event(article),))


def event(article: Article) -> Event:
    return Event(
        article_id=article.id,
        sentence=0,
        event_id=f"event-{article.id}",
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


def build(options: CoderOptions) -> SlowCoder:
    return SlowCoder()
