"""Cuts a JSON body of any length into its articles while it arrives, holding one of them at a time.

The bytes are not parsed here but cut at the brackets and commas that stand outside of strings. What stands between is
parsed, and refused, article by article; only a frame that is broken ends the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from api.json_body import MAX_DEPTH, MalformedJson

_MARK: Final = re.compile(rb'["{}\[\],:]')
_STRING_END: Final = re.compile(rb'["\\]')
_SPACE: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Element:
    """An article of the body: its raw JSON, None if that was too long; `index` is its place in its array.

    `enveloped` tells an array that is the `articles` of an object.
    """

    index: int
    raw: bytes | None
    enveloped: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the outermost object that is not the array of articles: its raw key and value, None if too long."""

    key: bytes
    raw: bytes | None


class _Cutter:
    """Pulls single values, as raw bytes, out of a stream of bytes."""

    def __init__(self, pieces: Iterable[bytes], limit: int) -> None:
        self._pieces = iter(pieces)
        self._limit = limit
        self._held = b""
        self._at = 0
        self._past = 0  # bytes of the stream before what is held
        self._strip_bom()

    def _strip_bom(self) -> None:
        while len(self._held) < len(_BOM) and self._more():
            pass
        if self._held.startswith(_BOM):
            self._at = len(_BOM)

    def peek(self) -> bytes:
        """The next byte that is not white space, without taking it; empty at the end."""
        while True:
            while self._at < len(self._held):
                byte = self._held[self._at : self._at + 1]
                if byte not in _SPACE:
                    return byte
                self._at += 1
            if not self._more():
                return b""

    def take(self, allowed: bytes) -> bytes:
        """Takes the next byte that is not white space. Raises MalformedJson unless it is one of `allowed`."""
        byte = self.peek()
        if not byte or byte not in allowed:
            shown = " or ".join(repr(chr(one)) for one in allowed)
            found = "the body ends" if not byte else f"there is {byte.decode('latin-1')!r}"
            raise MalformedJson(f"Where {shown} should stand, at byte {self._past + self._at}, {found}.")
        self._at += 1
        return byte

    def value(self) -> bytes | None:
        """The raw bytes of the next value; None, and the value is passed over, if it is longer than the limit."""
        self.peek()
        parts: list[bytes] = []
        size, depth = 0, 0
        start = self._at
        while True:
            mark = _MARK.search(self._held, self._at)
            if mark is None:
                self._at = len(self._held)
                size = self._keep(parts, start, size)
                if not self._more():
                    if depth:
                        raise MalformedJson("The body ends in the middle of a value.")
                    break
                start = self._at
                continue
            byte = mark[0]
            if byte == b'"':
                self._at = mark.end()
                size, start = self._string(parts, start, size)
                continue
            if byte in b"{[":
                depth += 1
            elif depth == 0:  # a comma, colon or bracket of the frame
                self._at = mark.start()
                size = self._keep(parts, start, size)
                break
            elif byte in b"}]":
                depth -= 1
            self._at = mark.end()
            if depth == 0:
                size = self._keep(parts, start, size)
                break
        raw = b"".join(parts).strip(_SPACE)
        if size <= self._limit and not raw:
            raise MalformedJson(f"A value is missing at byte {self._past + self._at}.")
        return raw if size <= self._limit else None

    def _string(self, parts: list[bytes], start: int, size: int) -> tuple[int, int]:
        """Passes over the rest of a string; gives the size so far and where in what is held it goes on."""
        while True:
            mark = _STRING_END.search(self._held, self._at)
            if mark is not None and mark[0] == b'"':
                self._at = mark.end()
                return size, start
            if mark is not None and mark.end() < len(self._held):
                self._at = mark.end() + 1  # the escaped character
                continue
            # The string, or its last escape, goes on in the next piece.
            self._at = len(self._held) if mark is None else mark.start()
            size = self._keep(parts, start, size)
            if not self._more():
                raise MalformedJson("The body ends in the middle of a string.")
            start = self._at

    def _keep(self, parts: list[bytes], start: int, size: int) -> int:
        size += self._at - start
        if size <= self._limit:
            parts.append(self._held[start : self._at])
        else:
            parts.clear()
        return size

    def _more(self) -> bool:
        """Reads on, forgetting what is before the place reached; false at the end."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._past += self._at
        self._held = self._held[self._at :] + piece
        self._at = 0
        return True


def elements(pieces: Iterable[bytes], limit: int) -> Iterator[Element | Member]:
    """What a body holds: the articles of an array, or the members of an object, its `articles` one by one.

    A value of more than `limit` bytes is not held. Raises MalformedJson where the frame around them is broken.
    """
    cutter = _Cutter(pieces, limit)
    opened = cutter.take(b"[{")
    if opened == b"[":
        yield from _array(cutter, enveloped=False)
    elif cutter.peek() == b"}":
        cutter.take(b"}")
    else:
        yield from _object(cutter)
    if rest := cutter.peek():
        raise MalformedJson(f"After the end of the body there is {rest.decode('latin-1')!r}.")


def _array(cutter: _Cutter, enveloped: bool) -> Iterator[Element]:
    index = 0
    if cutter.peek() == b"]":
        cutter.take(b"]")
        return
    while True:
        yield Element(index, cutter.value(), enveloped)
        index += 1
        if cutter.take(b",]") == b"]":
            return


def _object(cutter: _Cutter) -> Iterator[Element | Member]:
    seen: set[bytes] = set()
    while True:
        if cutter.peek() != b'"':
            cutter.take(b'"')
        key = cutter.value()
        cutter.take(b":")
        if key is None or key in seen or len(seen) > MAX_DEPTH:
            raise MalformedJson("A key of the body stands twice, or there are too many.")
        seen.add(key)
        if key == b'"articles"' and cutter.peek() == b"[":
            cutter.take(b"[")
            yield from _array(cutter, enveloped=True)
        else:
            yield Member(key, cutter.value())
        if cutter.take(b",}") == b"}":
            return
