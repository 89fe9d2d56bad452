"""Asks a coder for the answers to a chunk: each text once, within its time, and no further when the lease is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace

import structlog
from sqlalchemy.orm import Session, sessionmaker

from coders.registry import Coder
from coders.types import Article, ArticleFailure, ArticleResult
from coders.wire import article_from_wire, result_to_wire
from jobs import duplicates
from jobs.answers import Answer, Known, SetAside
from jobs.duplicates import Readdresses
from jobs.errors import BadAnswer
from jobs.heartbeat import Heartbeat
from jobs.lease import ClaimedChunk
from jobs.limits import Limits, OutOfTime

TIMEOUT = "article-timeout"


class LeaseLost(Exception):
    """The work is in vain."""


class Answering:
    """The answers to one claimed chunk."""

    def __init__(
        self,
        store: sessionmaker[Session],
        claimed: ClaimedChunk,
        coder_for: Callable[[str], Coder],
        limits: Limits,
        heartbeat: Heartbeat,
    ) -> None:
        self._store = store
        self._claimed = claimed
        self._coder_for = coder_for
        self._limits = limits
        self._heartbeat = heartbeat

    def all(self) -> list[Answer]:
        """One answer per article in their order. Raises LeaseLost, BadAnswer, StorageUnavailable, or what the coder raises."""
        bodies = [article.body for article in self._claimed.articles]
        coder = self._coder_for(self._claimed.coder)
        found: dict[int, Answer] = {}
        repeats: dict[int, int] = {}
        if isinstance(coder, Readdresses):
            repeats = duplicates.within(bodies)
            found = self._known(coder, [i for i in range(len(bodies)) if i not in repeats])
        asked = [i for i in range(len(bodies)) if i not in repeats and i not in found]
        articles = [self._article(i) for i in asked]
        answers = self._coded(articles)
        if len(answers) != len(articles):
            raise BadAnswer(f"the coder gave {len(answers)} answers to {len(articles)} articles")
        found.update(zip(asked, answers, strict=True))
        for index, original in repeats.items():
            found[index] = self._repeated(found[original], index)
        return [found[i] for i in range(len(bodies))]

    def _known(self, coder: Readdresses, indexes: list[int]) -> dict[int, Answer]:
        """What the job knows already from other chunks, made by the same version of the coder."""
        claimed = self._claimed
        if not ("articles" in claimed.keeps or claimed.keeps >= {"events", "rows"}):
            return {}  # too little is kept of an answer to make another of it
        wanted = {
            i: (digest, claimed.articles[i].body) for i in indexes if (digest := claimed.articles[i].digest) is not None
        }
        info = asdict(self._coder_for(claimed.coder).info)
        found: dict[int, Answer] = {}
        for index, wire in duplicates.settled(self._store, claimed.job_id, wanted).items():
            if wire.get("coder") == info:
                own = coder.readdressed(wire, claimed.articles[index].id)
                found.update({index: Known(claimed.articles[index].id, own)} if own is not None else {})
        return found

    def _repeated(self, answer: Answer, index: int) -> Answer:
        article_id = self._claimed.articles[index].id
        if isinstance(answer, ArticleFailure | SetAside):
            return replace(answer, article_id=article_id)
        wire = answer.wire if isinstance(answer, Known) else result_to_wire(answer)
        coder = self._coder_for(self._claimed.coder)
        own = coder.readdressed(wire, article_id) if isinstance(coder, Readdresses) else None
        return Known(article_id, own) if own is not None else self._alone(self._article(index))

    def _article(self, index: int) -> Article:
        return article_from_wire(self._claimed.articles[index].body, received=self._claimed.received)

    def _coded(self, articles: Sequence[Article]) -> list[Answer]:
        answers: list[Answer] = []
        try:
            for answer in self._asked(articles):
                answers.append(answer)
        except OutOfTime:
            # Sentences of several articles may be parsed at once: each that is left is tried by itself.
            self._report(articles[len(answers)] if len(answers) < len(articles) else None)
        else:
            return answers
        self._limits.renew(self._claimed.coder)
        return [*answers, *map(self._alone, articles[len(answers) :])]

    def _alone(self, article: Article) -> Answer:
        try:
            answers = list(self._asked([article]))
        except OutOfTime:
            self._limits.renew(self._claimed.coder)
            self._report(article)
            return SetAside(article.id, TIMEOUT, "the article took longer than ATHIR_ARTICLE_SECONDS allow")
        if len(answers) != 1:
            raise BadAnswer(f"the coder gave {len(answers)} answers to 1 article")
        return answers[0]

    def _asked(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        if not articles:
            return
        left = sum(len(article.text) for article in articles)
        made = iter(self._coder_for(self._claimed.coder).code(articles))
        for article in (*articles, None):
            with self._limits.block(left):
                answer = next(made, None)
            if self._heartbeat.lost:
                raise LeaseLost
            if answer is None:
                return
            yield answer
            left -= len(article.text) if article else 0

    def _report(self, article: Article | None) -> None:
        structlog.get_logger("athir.jobs").warning(
            "out of time",
            job_id=self._claimed.job_id,
            chunk_id=self._claimed.id,
            article_id=article.id if article else None,
        )
