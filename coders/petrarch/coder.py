"""The `petrarch` coder: the stages of our own coder with the verbs, actors, discards and issues of an imported dictionary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from coders.cameo.deeds import load_algebra
from coders.discards import Discards
from coders.errors import UnknownCoder
from coders.lexicon.content import content_hash
from coders.lexicon.paths import LEXICONS
from coders.petrarch.acts import DictionaryActs
from coders.petrarch.algebra import DictionaryAlgebra
from coders.petrarch.compiled import Dictionary, load
from coders.petrarch.finder import AsWritten, DictionaryFinder
from coders.petrarch.index import VerbIndex
from coders.petrarch.issues import IssueCounter
from coders.petrarch.resolve import DictionaryResolver
from coders.petrarch.store import Asked, imported, missing, read_name, sources, stamp
from coders.pipeline import AthirCoder, Parts, load_parts
from coders.registry import CoderOptions
from coders.stages import Stages
from coders.text import sentences as cut
from coders.triggers import Triggers
from coders.types import Article, ArticleFailure, ArticleResult, CoderInfo


def build(name: str, options: CoderOptions) -> PetrarchCoder:
    """Builds the coder called `name`, such as `petrarch:NAME` or `petrarch:NAME:actors`.

    Raises UnknownCoder where no such dictionary is imported, and CoderError and DataError as our own coder does.
    """
    asked = read_name(name)
    folder = options.dictionaries
    if asked is None or folder is None or stamp(folder, asked.name) is None:
        why = missing(folder, name)
        raise UnknownCoder(name, imported(folder), f": {why}" if why else "")
    # What is compiled is found by the files themselves: the manifest may be of an older version, or of a newer import.
    dictionary = load(sources(folder, asked.name), options.cache)
    parts = with_dictionary(load_parts(options), dictionary, asked, options.lexicons or LEXICONS)
    words = hashlib.sha256(
        f"{dictionary.digest}\0{content_hash(options.lexicons or LEXICONS, options.own_actors)}".encode()
    )
    info = CoderInfo(asked.coder, version("athir"), parts.engine.name, words.hexdigest()[:16])
    return PetrarchCoder(AthirCoder(parts, info), dictionary, asked)


def with_dictionary(parts: Parts, dictionary: Dictionary, asked: Asked, lexicons: Path) -> Parts:
    """Our stages with those parts of the dictionary in the place of our own that it has and that are asked for."""
    if asked.part != "verbs" and dictionary.kinds & {"actors", "agents"}:
        parts = replace(parts, actors=DictionaryResolver(dictionary.actors))
    if asked.part != "actors" and "verbs" in dictionary.kinds:
        index = VerbIndex(dictionary.verbs)
        algebra = DictionaryAlgebra(load_algebra(lexicons, parts.ontology), parts.ontology, index.codes())
        acts = DictionaryActs(
            verbs={},
            nouns={},
            forms={},
            classes=parts.acts.classes,
            refinements={},
            algebra=algebra,
            vocabulary=parts.acts.vocabulary,
            index=index,
            codes=algebra,
        )
        parts = replace(
            parts,
            acts=acts,
            specifier=AsWritten(),
            triggers=Triggers(dict.fromkeys(index.forms(), (0,)), {}),
            finder=DictionaryFinder,
        )
    if asked.part != "actors" and "discards" in dictionary.kinds:
        parts = replace(parts, discards=Discards(dictionary.discards))
    return parts


class PetrarchCoder:
    """Codes articles by a dictionary; stories that it discards give nothing, issues of coded sentences go into the notes."""

    def __init__(self, inner: AthirCoder, dictionary: Dictionary, asked: Asked) -> None:
        self._inner = inner
        whole = asked.part != "actors"
        self._stories = Discards(dictionary.story_discards) if whole and dictionary.story_discards else None
        self._issues = IssueCounter(dictionary.issues) if whole and dictionary.issues else None

    @property
    def info(self) -> CoderInfo:
        """Name and versions of this coder."""
        return self._inner.info

    @property
    def stages(self) -> Stages:
        """The time that its stages take."""
        return self._inner.stages

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        """Yields one result per article, in order."""
        dropped = {i: origin for i, a in enumerate(articles) if (origin := self._discarded(a)) is not None}
        coded = self._inner.code([a for i, a in enumerate(articles) if i not in dropped])
        for i, article in enumerate(articles):
            if i in dropped:
                yield self._empty(article, dropped[i])
            else:
                yield self._with_issues(next(coded))

    def _discarded(self, article: Article) -> str | None:
        """Where the phrase stands that discards the whole story; pairs are answered all the same."""
        if self._stories is None or article.pairs:
            return None
        return self._stories.hit(article.text)

    def _empty(self, article: Article, origin: str) -> ArticleResult:
        found = tuple(replace(s, status="discarded") for s in cut(article.text))
        return ArticleResult(article.id, self.info, sentences=found, notes=(f"story discarded by {origin}",))

    def _with_issues(self, result: ArticleResult | ArticleFailure) -> ArticleResult | ArticleFailure:
        if self._issues is None or isinstance(result, ArticleFailure):
            return result
        notes = list(result.notes)
        for sentence in result.sentences:
            counts = self._issues.count(sentence.text) if sentence.status == "coded" else ()
            if counts:
                shown = ";".join(f"{code},{count}" for code, count in counts)
                notes.append(f"issues of sentence {sentence.index}: {shown}")
        return replace(result, notes=tuple(notes))
