"""How fast articles are coded, beside spaCy's full pipeline on the same texts in the same run.

    python -m benchmarks.coding_speed story1.txt story2.txt [--rounds 3] [--cache FOLDER]

Each file is one article. Rounds of both alternate, so that a busy machine slows both; the fastest round of each counts.
Everything runs on one core: the process is held to one where the system can do that, and numeric libraries to one thread. Times
are processor time, so that what else runs on the machine counts as little as possible.
spaCy runs as it comes: all components of the same model, its own matrix library, batches of as many texts.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coders.nlp.engine import Engine, Wholes
from coders.pipeline import AthirCoder, build
from coders.registry import CoderOptions
from coders.types import Article, ArticleResult, Sentence


@dataclass(slots=True)
class Replayed:
    """An engine that answers with parses made before: what is left of the time is the coder's own."""

    engine: Engine
    known: dict[Sentence, Sentence]

    @property
    def name(self) -> str:
        """Name of the engine whose parses these are."""
        return self.engine.name

    def parse(self, sentences: Sequence[Sentence], wholes: Wholes | None = None) -> Iterator[Sentence]:
        """Yields the sentences parsed, from memory; those not seen before are parsed."""
        new = [s for s in sentences if s not in self.known]
        self.known.update(zip(new, self.engine.parse(new, wholes), strict=True))
        return (self.known[s] for s in sentences)


@dataclass(slots=True)
class Clocked:
    """An object one of whose methods is timed; everything else is passed on."""

    inner: Any
    method: str
    seconds: float = 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        return self._timed(found) if name == self.method else found

    def _timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            began = time.process_time()
            try:
                return work(*args, **more)
            finally:
                self.seconds += time.process_time() - began

        return timed


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; times in seconds of the processor, each of the fastest round."""

    articles: int
    words: int
    sentences: int
    parsed: int  # sentences that deserved a parse
    events: int
    coding: float  # from text to events and rows, parsing included
    unparsed: float  # the same on parses from memory
    stages: dict[str, float]  # what the parts of `unparsed` took
    spacy: float  # spaCy's full pipeline over the same texts

    def report(self) -> str:
        """The figures as lines of text."""
        parse = max(0.0, self.coding - self.unparsed)
        shares = {"parse": parse, **self.stages}
        spent = ", ".join(f"{name} {seconds / self.coding:.0%}" for name, seconds in shares.items())
        return "\n".join(
            (
                f"{self.articles} articles, {self.words} words, {self.sentences} sentences ({self.parsed} parsed), {self.events} events",
                f"athir, from text to rows:   {self.words / self.coding:10.0f} words/s",
                f"spaCy, full pipeline:       {self.words / self.spacy:10.0f} words/s",
                f"athir / spaCy:              {self.spacy / self.coding:10.2f}",
                f"parsed sentences to events: {self.parsed / self.stages['events']:10.0f} sentences/s",
                f"all but parsing:            {self.sentences / self.unparsed:10.0f} sentences/s of the texts",
                f"time of coding goes to:     {spent}",
            )
        )


def measure(articles: Sequence[Article], options: CoderOptions, rounds: int) -> Figures:
    """Codes `articles` `rounds` times in each way. Raises CoderError or DataError where no coder can be built."""
    coder = build(options)
    import spacy  # after the coder, which holds numeric libraries to one thread before they are loaded

    nlp = spacy.load(options.model)
    texts = [article.text for article in articles]
    parts = coder._parts  # the stages have no public name; only some of them are exchanged
    replayed = AthirCoder(replace(parts, engine=Replayed(parts.engine, {})), coder.info)
    results = _code(replayed, articles)
    gc.collect()
    gc.freeze()  # the parses kept here are the benchmark's, and no matter for the coder's collections
    parsed = sum(bool(s.tokens) for r in results for s in r.sentences)
    coding, unparsed, full = [], [], []
    for _ in range(rounds):
        coding.append(_timed(lambda: _code(coder, articles)))
        full.append(_timed(lambda: sum(len(doc) for doc in nlp.pipe(texts, batch_size=options.batch))))
        unparsed.append(_staged(replayed, articles))
    fastest = min(unparsed, key=lambda stages: stages["all"])
    return Figures(
        articles=len(articles),
        words=sum(len(text.split()) for text in texts),
        sentences=sum(len(r.sentences) for r in results),
        parsed=parsed,
        events=sum(len(r.events) for r in results),
        coding=min(coding),
        unparsed=fastest.pop("all"),
        stages=fastest,
        spacy=min(full),
    )


def _staged(replayed: AthirCoder, articles: Sequence[Article]) -> dict[str, float]:
    """Seconds of a run on parses from memory, in all and by stage; `events` is what the other stages leave."""
    parts = replayed._parts
    places, rows = Clocked(parts.places, "open"), Clocked(parts.rows, "rows")
    clocked: Any = replace(parts, places=places, rows=rows)
    coder = AthirCoder(clocked, replayed.info)
    select = _timed(lambda: [coder._select(article) for article in articles])
    whole = _timed(lambda: _code(coder, articles))
    stages = {"prefilter": select, "places": places.seconds, "rows": rows.seconds}
    return {"all": whole, **stages, "events": whole - sum(stages.values())}


def _one_core() -> None:
    """Holds this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _code(coder: AthirCoder, articles: Sequence[Article]) -> list[ArticleResult]:
    return [result for result in coder.code(articles) if isinstance(result, ArticleResult)]


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures the files named on the command line and prints the figures."""
    parser = argparse.ArgumentParser(description="Speed of coding beside spaCy's full pipeline, in one run.")
    parser.add_argument("files", nargs="+", type=Path, help="text files, each one article")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each; the fastest counts (default 3)")
    parser.add_argument("--cache", type=Path, help="folder of compiled lexicons (default: the user's cache folder)")
    asked = parser.parse_args(arguments)
    if asked.rounds < 1:
        parser.error("--rounds must be at least 1")
    articles = [Article(id=path.name, text=path.read_text(encoding="utf-8")) for path in asked.files]
    if not any(article.text.split() for article in articles):
        parser.error("the files hold no words")
    _one_core()
    print(measure(articles, CoderOptions(cache=asked.cache), asked.rounds).report())
    return 0


if __name__ == "__main__":
    sys.exit(main())
