"""Issue dictionaries: phrases that say what a sentence is about, counted by their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from coders.petrarch.forms import plural, verb_forms
from coders.petrarch.lines import Line, Report, lines_of

_ISSUE = re.compile(r"([^\[\]]*?)\s*\[\s*([^\[\]\s,;]+)\s*\]")
_CATEGORY = re.compile(r"</?ISSUE\b[^<>]*>", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_NO_PHRASE = "there is no phrase, or one of too many forms"
_MOST = 64
"""Most phrases one entry may expand to: each inflected word and each `+` multiplies them."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The phrases of one entry and its code; without a code a match takes all issues from the sentence, or the story."""

    phrases: tuple[str, ...]
    code: str
    origin: str
    story: bool = False


@dataclass(slots=True)
class IssueFile:
    """What one issue dictionary says; `report` accounts for its lines."""

    report: Report
    issues: list[Issue] = field(default_factory=list)


def read_issues(text: str, name: str) -> IssueFile:
    """Reads an issue dictionary; lines that cannot be read are reported, never fatal."""
    file = IssueFile(Report(name))
    for line in lines_of(text, file.report):
        if _CATEGORY.fullmatch(line.text):
            file.report.entries["category marks"] += 1
            file.report.details["categories"] += not line.text.startswith("</")
        elif line.text.startswith("~"):
            _ignored(line, file)
        else:
            _coded(line, file)
    file.report.details["codes"] = len({issue.code for issue in file.issues if issue.code})
    return file


def _ignored(line: Line, file: IssueFile) -> None:
    if _take(line, line.text.lstrip("~"), "", file, story=line.text.startswith("~~")):
        file.report.entries["ignored phrases"] += 1
    else:
        file.report.drop(line, _NO_PHRASE)


def _coded(line: Line, file: IssueFile) -> None:
    """Takes `PHRASE [CODE]`; of entries run together on a line all that can be read, and says what is not."""
    report = file.report
    written, end = [], 0
    while (match := _ISSUE.match(line.text, end)) is not None:
        written.append((match.group(1).strip(), match.group(2).upper()))
        end = match.end()
    rest = line.text[end:].strip()
    if not written or "[" in rest or "]" in rest:
        report.drop(line, "the line must read PHRASE [CODE], or ~PHRASE")
        return
    taken = [code for phrase, code in written if _take(line, phrase, code, file)]
    if not taken:
        report.drop(line, _NO_PHRASE)
        return
    report.entries["issues"] += 1
    report.details["lines with several issues"] += len(taken) > 1
    if len(taken) < len(written):
        report.doubt(line, "a code without a phrase of its own is passed over")
    if rest:
        report.doubt(line, f"{rest!r} behind the code is passed over")


def _take(line: Line, written: str, code: str, file: IssueFile, *, story: bool = False) -> bool:
    """Takes a phrase; tells whether it could."""
    phrases = _phrases(written)
    if not phrases:
        return False
    report = file.report
    file.issues.append(Issue(phrases, code, f"{report.file}:{line.number}", story))
    lower = written.lower()
    report.details["entries with n:"] += "n:" in lower
    report.details["entries with v:"] += "v:" in lower
    report.details["entries with +"] += "+" in written
    return True


def _phrases(written: str) -> tuple[str, ...]:
    """What a phrase stands for: `n:` singular and plural, `v:` the regular forms, `a+b` with a blank and with a hyphen."""
    choices: list[list[str]] = []
    total = 1
    for number, word in enumerate(written.replace("_", " ").upper().split()):
        if number:
            choices.append([" "])
        for at, piece in enumerate(word.split("+")):
            if at:
                choices.append([" ", "-"])
            choices.append(_forms(piece))
            total *= len(choices[-1]) * (2 if at else 1)
            if total > _MOST:
                return ()
    found = (" ".join(_words("".join(parts))) for parts in product(*choices))
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def _forms(piece: str) -> list[str]:
    kind, mark, word = piece.partition(":")
    if mark and kind == "N" and word:
        return [word, plural(word)]
    if mark and kind == "V" and word:
        return list(verb_forms(word))
    return [piece]


class IssueCounter:
    """Counts the issues of sentences."""

    __slots__ = ("_known", "_longest")

    def __init__(self, issues: Iterable[Issue]) -> None:
        self._known: dict[tuple[str, ...], Issue] = {}
        for issue in issues:
            for phrase in issue.phrases:
                self._known.setdefault(tuple(phrase.split()), issue)
        self._longest = max(map(len, self._known), default=0)

    def count(self, text: str) -> tuple[tuple[str, int], ...]:
        """The codes of a sentence, each with how often it was found, in the order they were found first.

        A phrase to be ignored takes all of them away, as in PETRARCH2.
        """
        found: dict[str, int] = {}
        for issue in self.matches(text):
            if not issue.code:
                return ()
            found[issue.code] = found.get(issue.code, 0) + 1
        return tuple(found.items())

    def matches(self, text: str) -> Iterator[Issue]:
        """The entries found in `text` from left to right, the shortest phrase first as in PETRARCH2, without overlaps.

        A phrase to be ignored is found even where a shorter phrase with a code begins at the same word.
        """
        words = _words(text)
        at = 0
        while at < len(words):
            step = 1
            hits = [
                (end - at, issue)
                for end in range(at + 1, min(len(words), at + self._longest) + 1)
                if (issue := self._known.get(tuple(words[at:end]))) is not None
            ]
            if hits:
                ignored = [hit for hit in hits if not hit[1].code]
                step, issue = (ignored or hits)[0]
                yield issue
            at += step


def _words(text: str) -> list[str]:
    return [m.group().upper() for m in _TOKEN.finditer(text)]
