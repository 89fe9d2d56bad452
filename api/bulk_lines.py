"""Lines of a body while it arrives, one at a time in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def lines(body: Iterable[bytes], limit: int, *, ends: bool = False) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines, without their ends unless `ends`; None stands for a line over `limit` bytes, never held whole."""
    number = 1
    held: list[bytes] = []
    size = 0
    end = b"\n" if ends else b""
    for piece in body:
        first, *rest = piece.split(b"\n")
        held.append(first)
        size += len(first)
        if size > limit:
            held.clear()
        for part in rest:
            yield number, b"".join(held) + end if size <= limit else None
            number += 1
            held, size = [part], len(part)
    if size:
        yield number, b"".join(held) if size <= limit else None
