"""How long the stages of coding take: seconds by stage, added up by the coder and read by whoever watches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Protocol, runtime_checkable

STAGES = ("split", "parse", "events", "places", "rows")
"""Sentences cut and sifted; parsed; events found, with actors, dates and relations; places; rows."""

Watch = Callable[[str, Mapping[str, float]], None]
"""Told an article's id and the seconds of its stages, in their order, when the article is done."""


class Stages:
    """The clock of one coder. Not for several threads at once, as little as a coder is."""

    __slots__ = ("_article", "_total", "watch")

    def __init__(self) -> None:
        self.watch: Watch | None = None
        self._total = dict.fromkeys(STAGES, 0.0)
        self._article = dict.fromkeys(STAGES, 0.0)

    def add(self, stage: str, begun: float) -> float:
        """Adds the time since `begun`, as `perf_counter` gives it, to a stage of the article at hand; gives the time now."""
        now = perf_counter()
        self._article[stage] += now - begun
        return now

    def add_within(self, outer: str, stage: str, begun: float) -> None:
        """Adds the time since `begun` to a stage that is at work within another, whose time it is not."""
        seconds = perf_counter() - begun
        self._article[stage] += seconds
        self._article[outer] -= seconds

    def done(self, article_id: str) -> None:
        """Ends an article: its seconds go into the sum, and to `watch` if there is one."""
        spent = self._sum_up()
        if self.watch is not None:
            self.watch(article_id, spent)

    def _sum_up(self) -> dict[str, float]:
        spent, self._article = self._article, dict.fromkeys(STAGES, 0.0)
        for stage, seconds in spent.items():
            # Of an article broken off, a stage within another may be counted, and the other one not yet.
            self._total[stage] += max(0.0, seconds)
        return spent

    def take(self) -> dict[str, float]:
        """Seconds by stage since the last call; those of an article that was broken off among them."""
        self._sum_up()
        taken, self._total = self._total, dict.fromkeys(STAGES, 0.0)
        return taken


@runtime_checkable
class Timed(Protocol):
    """A coder that tells the time of its stages. Ours do; one from a package need not."""

    @property
    def stages(self) -> Stages:
        """Its clock."""
