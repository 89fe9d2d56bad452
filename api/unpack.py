"""Unpacks a compressed body as it arrives, never more at once than fits a buffer, and never more than it may become."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import zstandard

from api.problems import Problem

GZIP: Final = frozenset({"gzip", "x-gzip"})
ZSTD: Final = frozenset({"zstd"})
_PIECE: Final = 64 * 1024
# A few bytes of Zstandard can stand for 128 KiB: fed in small steps, they fill no more than some megabytes.
_STEP: Final = 256
_WINDOW: Final = 8 * 1024 * 1024  # what RFC 8878 asks of every decoder, and no more
_FREE: Final = 1024 * 1024  # unpacked bytes that need no ratio: short repetitive bodies pack very well


def unpacked(coding: str, pieces: Iterable[bytes], *, ratio: int) -> Iterator[bytes]:
    """The bytes that `pieces` hold, packed as `coding` says (gzip or zstd).

    Raises the 400 problem for what is not packed so or breaks off, and the 413 problem where it becomes more than
    `ratio` times as large.
    """
    made = _gzip if coding in GZIP else _zstd
    taken = given = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for piece in pieces:
            taken += len(piece)
            yield piece

    try:
        for piece in made(counted()):
            given += len(piece)
            if given > _FREE and given > ratio * taken:
                raise Problem("unpacks-too-large", f"The body becomes more than {ratio} times larger than itself.")
            yield piece
    except (zlib.error, zstandard.ZstdError) as error:
        raise Problem("bad-request", f"The body is not {coding}, or uses more memory than allowed.") from error


def _gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    decoder = zlib.decompressobj(wbits=31)
    begun = False
    for piece in pieces:
        while piece:
            if decoder.eof:
                decoder = zlib.decompressobj(wbits=31)
            begun = True
            if out := decoder.decompress(piece, _PIECE):
                yield out
            piece = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    _whole(decoder.eof or not begun)


def _zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    context = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    decoder = context.decompressobj()
    begun = False
    for piece in pieces:
        for at in range(0, len(piece), _STEP):
            step = piece[at : at + _STEP]
            while step:
                if decoder.eof:
                    decoder = context.decompressobj()
                begun = True
                if out := decoder.decompress(step):
                    yield out
                step = decoder.unused_data if decoder.eof else b""
    _whole(decoder.eof or not begun)


def _whole(ended: bool) -> None:
    if not ended:
        raise Problem("bad-request", "The compressed body breaks off.")
