"""Crossing arcs back from a projective parse: a relation `a||b` hangs on the next word below its head that is itself a `b`."""

from __future__ import annotations

from collections.abc import Sequence

MARK = "||"


def attach(heads: list[int], labels: list[str], spaces: Sequence[bool]) -> None:
    """Moves the tokens with marked relations to their heads, and takes the marks off, in place.

    `heads` are places in the sentence, a root's its own; tokens that are `spaces` head nothing.
    """
    left, right = _edges(heads)
    for token, label in enumerate(labels):
        if MARK in label:
            own, wanted = label.split(MARK)
            heads[token] = _below(token, wanted, heads, labels, spaces, left, right)
            labels[token] = own


def _edges(heads: Sequence[int]) -> tuple[list[int], list[int]]:
    """The first and the last token that each token stands over."""
    left, right = list(range(len(heads))), list(range(len(heads)))
    for token in range(len(heads)):
        over = token
        while heads[over] != over:
            over = heads[over]
            left[over] = min(left[over], token)
            right[over] = max(right[over], token)
    return left, right


def _below(
    token: int,
    wanted: str,
    heads: Sequence[int],
    labels: Sequence[str],
    spaces: Sequence[bool],
    left: Sequence[int],
    right: Sequence[int],
) -> int:
    """The first token with the relation `wanted` under the head of `token`, level by level from the left; else that head."""
    level = [heads[token]]
    while level:
        following = []
        for over in level:
            for child in range(left[over], right[over] + 1):
                if child in (over, token) or heads[child] != over or spaces[child]:
                    continue
                if labels[child] == wanted:
                    return child
                following.append(child)
        level = following
    return heads[token]
