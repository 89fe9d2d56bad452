"""The domain's exceptions, each with a stable slug, so that every caller can name a failure without parsing text.

AthirError
├── CoderError            coding could not be done
│   ├── UnknownCoder      no coder of that name is registered
│   ├── ModelUnavailable  the parser's model cannot be loaded
│   ├── StaleBuild        a compiled module is older than its source
│   └── TextRejected      the text cannot be coded (too long, not text)
└── DataError             a data file is wrong
    ├── LexiconError      a line of a lexicon file, named by file and line
    ├── GazetteerError    the gazetteer is missing or unreadable
    └── DataNotReady      compiled data are not there yet
"""

from __future__ import annotations


class AthirError(Exception):
    """Base of all domain errors; `slug` is stable and may be shown to users."""

    slug = "internal"


class CoderError(AthirError):
    """Coding could not be done."""

    slug = "coding-failed"


class UnknownCoder(CoderError):
    """No coder of that name is registered."""

    slug = "unknown-coder"

    def __init__(self, name: str, known: tuple[str, ...], why: str = "") -> None:
        super().__init__(f"no coder named {name!r}{why}; known coders: {', '.join(known)}")
        self.name = name
        self.known = known


class ModelUnavailable(CoderError):
    """The parser's model cannot be loaded."""

    slug = "model-unavailable"


class StaleBuild(CoderError):
    """A compiled module is older than its source, and would hide it."""

    slug = "stale-build"

    def __init__(self, module: str, why: str) -> None:
        super().__init__(
            f"{module}: {why}; `make install` compiles it anew, `make pure` takes all that is compiled away"
        )
        self.module = module


class TextRejected(CoderError):
    """The text cannot be coded."""

    slug = "text-rejected"


class DataError(AthirError):
    """A data file is wrong."""

    slug = "data-error"


class LexiconError(DataError):
    """A line of a lexicon file is wrong."""

    slug = "lexicon-error"

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class GazetteerError(DataError):
    """The gazetteer is missing or unreadable."""

    slug = "gazetteer-error"


class DataNotReady(DataError):
    """Compiled data are not there yet, or were made from other sources than the present ones."""

    slug = "data-not-ready"
