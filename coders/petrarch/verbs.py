"""Reads verb dictionaries: sets of synonyms, blocks of verbs with their patterns, and transformations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from coders.petrarch.codes import EventCode, read_event_code
from coders.petrarch.forms import plural, verb_forms
from coders.petrarch.lines import Line, Report, lines_of
from coders.petrarch.patterns import PatternError, Prep, Shape, read_shape

_HEADER = re.compile(r"-{3,}\s*([^\s\[\]]+(?:\s+[^\s\[\]-][^\s\[\]]*)*)\s*(?:\[([^\[\]]*)\])?[\s-]*")
_PATTERN = re.compile(r"-\s*(.*?)\s*\[([^\[\]]*)\]\s*")
_VERB = re.compile(r"([^\s{}\[\]]+(?:\s+[^\s{}\[\]]+)*)\s*(\{[^{}]*\})?\s*(?:\[([^\[\]]*)\])?\s*")
_TRANSFORM = re.compile(r"~\s*(\S+)\s*\(\s*(\S+)\s+(\S+)\s+(\S+?)\s*\)\s*(\S+)\s*=\s*(\S+)\s+(\S+)\s+(\S+)")
_STRAY = "!?*.,"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb line: its forms as word lists, the index of the word that is the verb, and the code of its own or its block's."""

    forms: tuple[tuple[tuple[str, ...], int], ...]
    code: EventCode
    line: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern line of a block, as it is written and taken apart."""

    source: str
    shape: Shape
    code: EventCode
    line: int


@dataclass(slots=True)
class Block:
    """Verbs that share patterns, and the code they have where no pattern fits."""

    name: str
    code: EventCode
    line: int
    verbs: list[Verb] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Transformation:
    """`~ outer (source target inner) verb = source target code`: what one event within another amounts to."""

    outer: str
    source: str
    target: str
    inner: str
    verb: str
    result: tuple[str, str, str]
    line: int
    origin: str = ""


@dataclass(slots=True)
class VerbFile:
    """What one verb dictionary says; `report` accounts for its lines."""

    report: Report
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    transformations: list[Transformation] = field(default_factory=list)


def read_verbs(text: str, name: str) -> VerbFile:
    """Reads a verb dictionary; lines that cannot be read are reported, never fatal."""
    reader = _Reader(Report(name))
    for line in lines_of(text, reader.report):
        reader.take(line)
    return reader.finish()


class _Reader:
    """Takes the lines of a file in order."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._file = VerbFile(report)
        self._set: str | None = None
        self._members: dict[str, dict[str, None]] = {}
        self._used: list[tuple[Line, str]] = []

    def take(self, line: Line) -> None:
        text = line.text
        if text.startswith("---"):
            self._header(line)
        elif text.startswith("-"):
            self._pattern(line)
        elif text.startswith("&"):
            self._opens_set(line)
        elif text.startswith("~"):
            self._transformation(line)
        elif text.startswith("+") and self._set is not None:
            self._member(line)
        else:
            self._verb(line)

    def finish(self) -> VerbFile:
        """The file, with the sets that patterns ask for and the file does not have named as odd."""
        for line, name in self._used:
            if name not in self._members:
                self.report.doubt(line, f"there is no set &{name}: the word fits nothing")
        self._file.sets = {name: tuple(words) for name, words in self._members.items()}
        return self._file

    def _opens_set(self, line: Line) -> None:
        name = line.text[1:].strip().upper().rstrip("_")
        if not re.fullmatch(r"\w+", name):
            self.report.drop(line, f"{line.text!r} is no name of a set")
            return
        self._set = name
        self._members.setdefault(name, {})
        self.report.entries["sets"] += 1

    def _member(self, line: Line) -> None:
        written = line.text[1:].strip().upper()
        words = " ".join(written.replace("_", " ").split())
        if not words or any(c in words for c in "[](){}*"):
            self.report.drop(line, f"{line.text!r} is no member of a set")
            return
        members = self._members[str(self._set)]
        members[words] = None
        if not written.endswith("_") and " " not in words:
            members[plural(words)] = None
        self.report.entries["members"] += 1

    def _header(self, line: Line) -> None:
        match = _HEADER.fullmatch(line.text)
        code = read_event_code(match.group(2)) if match and match.group(2) is not None else EventCode()
        if match is None or code is None:
            self.report.drop(line, "the block's line must read --- NAME [CODE] ---")
            return
        self._set = None
        self._file.blocks.append(Block(match.group(1).upper(), code, line.number))
        self.report.entries["blocks"] += 1

    def _verb(self, line: Line) -> None:
        match = _VERB.fullmatch(line.text)
        if match is None:
            self.report.drop(line, "the line is neither a verb, a pattern, a set nor a block")
            return
        base, braces, bracket = match.group(1).upper(), match.group(2), match.group(3)
        code = read_event_code(bracket) if bracket is not None else None
        if bracket is not None and code is None:
            self.report.drop(line, f"[{bracket}] is no event code")
            return
        written = [base, *(braces[1:-1].upper().replace(",", " ").split() if braces else ())]
        forms = [form for word in written if (form := _form(word)) is not None]
        if len(forms) < len(written):
            self.report.drop(line, f"{line.text!r} has a word that cannot be a verb's form")
            return
        if braces is None:
            forms = _regular(*forms[0])
        if self._set is not None or not self._file.blocks:
            # TABARI's files have no blocks: every verb opens one of its own.
            self._file.blocks.append(Block(base.strip("+_"), code or EventCode(), line.number))
            self._set = None
        block = self._file.blocks[-1]
        block.verbs.append(Verb(tuple(dict.fromkeys(forms)), code if code is not None else block.code, line.number))
        self.report.entries["verbs"] += 1
        self.report.details["verbs of several words"] += len(forms[0][0]) > 1
        self.report.details["verbs with forms"] += braces is not None
        self.report.details["verbs with a code"] += bracket is not None

    def _pattern(self, line: Line) -> None:
        match = _PATTERN.fullmatch(line.text)
        if match is None:
            self.report.drop(line, "the pattern has no code in brackets at its end")
            return
        body, written = match.groups()
        code = read_event_code(written)
        if code is None and (code := read_event_code(written.strip(_STRAY))) is not None:
            self.report.doubt(line, f"[{written}] read as [{code}]")
        if code is None:
            self.report.drop(line, f"[{written}] is no event code")
            return
        if not self._file.blocks:
            self.report.drop(line, "the pattern belongs to no verb")
            return
        try:
            shape = read_shape(body)
        except PatternError as error:
            self.report.drop(line, str(error))
            return
        self._file.blocks[-1].patterns.append(Pattern(body, shape, code, line.number))
        self._used.extend((line, name) for name in sorted(set(re.findall(r"&(\w+?)_?(?!\w)", body.upper()))))
        self.report.entries["patterns"] += 1
        self._count(shape, code, body)

    def _count(self, shape: Shape, code: EventCode, body: str) -> None:
        details = self.report.details
        details["patterns with ( )"] += any(isinstance(p, Prep) for p in shape.parts)
        details["patterns with { }"] += "{" in body
        details["patterns with &"] += "&" in body
        details["patterns with words before the verb"] += bool(shape.before)
        for mark in "$+^%":
            details[f"patterns with {mark}"] += mark in body
        details["patterns with a:b"] += bool(code.passive)
        details["patterns with [---]"] += code.null

    def _transformation(self, line: Line) -> None:
        match = _TRANSFORM.fullmatch(line.text)
        if match is None:
            self.report.drop(line, "the transformation must read ~ a (b c VERB) VERB = a b CODE")
            return
        outer, source, target, inner, verb, first, second, code = match.groups()
        if code.upper() != "Q" and read_event_code(code) is None:
            self.report.drop(line, f"{code!r} is no event code")
            return
        self._file.transformations.append(
            Transformation(
                outer, source, target, inner.upper(), verb.upper(), (first, second, code.upper()), line.number
            )
        )
        self.report.entries["transformations"] += 1


def _form(word: str) -> tuple[tuple[str, ...], int] | None:
    """The words of a form and which of them is the verb: `WIRE_+TAP`, `+BEEF_UP`; the first where none is marked."""
    parts = [p for p in word.replace("+", "_+").split("_") if p and p != "+"]
    if not parts:
        return None
    at = next((i for i, p in enumerate(parts) if p.startswith("+")), 0)
    words = tuple(p.lstrip("+") for p in parts)
    if any(not re.fullmatch(r"[\w.'’&/-]+", w) for w in words):
        return None
    return words, at


def _regular(words: tuple[str, ...], at: int) -> list[tuple[tuple[str, ...], int]]:
    return [((*words[:at], form, *words[at + 1 :]), at) for form in verb_forms(words[at])]
