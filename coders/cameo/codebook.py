"""The CAMEO codebook for readers: every code with its place in the tree and sentences that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coders.cameo.ontology import Code, Ontology, load_ontology
from coders.lexicon.reader import read_table

EXAMPLES = 3
"""Sentences shown with a code."""

_COLUMNS = ("code", "source", "target", "text", "near_miss_of", "note")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the code and the actor codes it should get; null where it names no such actor."""

    text: str
    code: str
    source: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Codebook:
    """All codes in their order, with the codes below each and the sentences of each."""

    ontology: Ontology
    children: dict[str, tuple[str, ...]]
    examples: dict[str, tuple[Example, ...]]

    @property
    def codes(self) -> tuple[Code, ...]:
        """All codes, a parent before its children."""
        return tuple(self.ontology.codes.values())


def load_codebook(lexicons: Path) -> Codebook:
    """Reads the folder codebook under `lexicons`. Raises LexiconError for a line that is not well formed."""
    ontology = load_ontology(lexicons)
    children: dict[str, list[str]] = {}
    for code in ontology.codes.values():
        if code.parent:
            children.setdefault(code.parent, []).append(code.code)
    plain: dict[str, list[Example]] = {}
    close: dict[str, list[Example]] = {}
    for path in sorted((lexicons / "codebook").glob("examples-*.tsv")):
        for entry in read_table(path, _COLUMNS, root=lexicons):
            if not entry["code"]:
                continue  # a sentence without an event, kept as the near miss of a code
            if entry["code"] not in ontology:
                raise entry.wrong(f"there is no code {entry['code']}")
            sentence = Example(entry["text"], entry["code"], entry["source"] or None, entry["target"] or None)
            (close if entry["near_miss_of"] else plain).setdefault(entry["code"], []).append(sentence)
    own = {code: [*plain.get(code, ()), *close.get(code, ())] for code in ontology.codes}
    return Codebook(
        ontology,
        {code: tuple(children.get(code, ())) for code in ontology.codes},
        {code: _chosen(own[code], [own[child] for child in children.get(code, ())]) for code in ontology.codes},
    )


def _chosen(own: Sequence[Example], below: Sequence[Sequence[Example]]) -> tuple[Example, ...]:
    """A code's first sentences; of a code that stands only for those below it, one of each of the first of them."""
    return tuple(own[:EXAMPLES]) if own else tuple(examples[0] for examples in below if examples)[:EXAMPLES]
