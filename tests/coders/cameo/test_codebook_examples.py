"""The codebook's own sentences, coded by the real pipeline: every one as it says, but for those listed as known failures.

The list may only shrink: a sentence that fails without being listed fails the test, and so does a listed one that is right by now.
`python -m tests.coders.cameo.test_codebook_examples` codes them and writes the list anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coders.lexicon.paths import LEXICONS
from coders.lexicon.reader import read_table
from coders.registry import Coder
from coders.types import Article, ArticleResult, Event

FAILURES = Path(__file__).with_name("known_failures.tsv")
FAILURE_COLUMNS = ("code", "got", "text")
EXAMPLE_COLUMNS = ("code", "source", "target", "text", "near_miss_of", "note")
QUIET_COLUMNS = ("text", "class", "note")
NOTHING = "none"
HEAD = """\
# Sentences of the codebook that the coder gets wrong: what they mean, what their main event is coded as, the sentence.
# `none` stands for no event: as code for a quiet sentence, as got for one that is missed. The list may only shrink.
# Written by `python -m tests.coders.cameo.test_codebook_examples`.
"""


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """A sentence whose main event has another code than the codebook says."""

    code: str
    got: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}, coded {self.got}: {self.text}"


def code_texts(coder: Coder, texts: Sequence[str]) -> list[tuple[Event, ...]]:
    """The events of each text, each coded as an article of its own."""
    found = []
    for result in coder.code([Article(id=str(n), text=text) for n, text in enumerate(texts)]):
        assert isinstance(result, ArticleResult)
        found.append(result.events)
    return found


def wanted() -> list[tuple[str, str]]:
    """Code and text of all sentences: those of the examples that have a code, and the quiet ones."""
    found = [
        (entry["code"], entry["text"])
        for path in sorted((LEXICONS / "codebook").glob("examples-*.tsv"))
        for entry in read_table(path, EXAMPLE_COLUMNS)
        if entry["code"]
    ]
    return [*found, *((NOTHING, e["text"]) for e in read_table(LEXICONS / "codebook" / "quiet.tsv", QUIET_COLUMNS))]


def failures(coder: Coder) -> set[Failure]:
    """What the coder gets wrong."""
    sentences = wanted()
    coded = code_texts(coder, [text for _, text in sentences])
    got = [events[0].code if events else NOTHING for events in coded]
    return {Failure(code, g, text) for (code, text), g in zip(sentences, got, strict=True) if g != code}


def listed() -> set[Failure]:
    return {Failure(e["code"], e["got"], e["text"]) for e in read_table(FAILURES, FAILURE_COLUMNS)}


def complaints(found: set[Failure], known: set[Failure]) -> list[str]:
    """How the failures found differ from those listed; a listed sentence may go wrong in another way."""
    texts, known_texts = {f.text for f in found}, {f.text for f in known}
    return [
        *(f"fails, and is not listed: {f}" for f in sorted(found) if f.text not in known_texts),
        *(f"is right by now, so take it off the list: {f}" for f in sorted(known) if f.text not in texts),
    ]


def test_the_codebook_s_sentences_code_as_it_says(coder: Coder) -> None:
    wrong = complaints(failures(coder), listed())
    assert not wrong, "\n".join(wrong)


def test_listed_sentences_stand_in_the_codebook() -> None:
    known = {text: code for code, text in wanted()}
    assert all(known.get(f.text) == f.code for f in listed())


def test_a_new_failure_and_a_mended_one_are_both_told() -> None:
    new, old = Failure("036", NOTHING, "Arda will meet Borovia."), Failure("046", "040", "Arda and Borovia held talks.")
    assert complaints({new, old}, {new, old}) == []
    assert complaints({new, old}, {old}) == ["fails, and is not listed: 036, coded none: Arda will meet Borovia."]
    assert complaints({old}, {new, old})[0].startswith("is right by now, so take it off the list: 036")
    # wrong in another way is as wrong as before
    assert complaints({Failure("046", NOTHING, old.text)}, {old}) == []


def write_failures() -> None:
    """Codes the sentences and writes the list anew."""
    from coders.registry import CoderOptions, build

    found = sorted(failures(build("athir", CoderOptions())))
    lines = [f"{f.code}\t{f.got}\t{f.text}" for f in found]
    FAILURES.write_text(HEAD + "\n".join(["\t".join(FAILURE_COLUMNS), *lines, ""]), encoding="utf-8")
    total = len(wanted())
    print(f"{total - len(found)} of {total} sentences right ({1 - len(found) / total:.1%})")


if __name__ == "__main__":
    write_failures()
