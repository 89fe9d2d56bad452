from __future__ import annotations

import pytest

from coders.nlp.projective import attach


@pytest.mark.parametrize(
    ("heads", "labels", "spaces", "new_heads", "new_labels"),
    [
        # nothing is marked
        ([1, 1, 1], ["nsubj", "ROOT", "dobj"], "", [1, 1, 1], ["nsubj", "ROOT", "dobj"]),
        # below the object, not below the verb
        ([1, 1, 1, 1], ["nsubj", "ROOT", "dobj", "acl||dobj"], "", [1, 1, 1, 2], ["nsubj", "ROOT", "dobj", "acl"]),
        # no object: it stays
        ([1, 1, 1], ["nsubj", "ROOT", "acl||dobj"], "", [1, 1, 1], ["nsubj", "ROOT", "acl"]),
        # the nearer level first, then the one below it
        ([0, 0, 1, 0, 0], ["ROOT", "prep", "pobj", "pobj", "x||pobj"], "", [0, 0, 1, 0, 3], ["ROOT", "prep", "pobj", "pobj", "x"]),
        ([0, 0, 1, 0], ["ROOT", "prep", "pobj", "x||pobj"], "", [0, 0, 1, 2], ["ROOT", "prep", "pobj", "x"]),
        # white space heads nothing
        ([0, 0, 0, 0], ["ROOT", "dobj", "dobj", "x||dobj"], "1", [0, 0, 0, 2], ["ROOT", "dobj", "dobj", "x"]),
        # never below itself
        ([0, 0, 1], ["ROOT", "x||dobj", "dobj"], "", [0, 0, 1], ["ROOT", "x", "dobj"]),
    ],
)  # fmt: skip
def test_marked_relations_are_attached(
    heads: list[int], labels: list[str], spaces: str, new_heads: list[int], new_labels: list[str]
) -> None:
    attach(heads, labels, [str(n) in spaces for n in range(len(heads))])
    assert (heads, labels) == (new_heads, new_labels)
