from __future__ import annotations

import pytest

from api.bulk_body import lines


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", []),
        (b"a", [(1, b"a")]),
        (b"a\n", [(1, b"a")]),
        (b"a\nbc", [(1, b"a"), (2, b"bc")]),
        (b"\n\na\n", [(1, b""), (2, b""), (3, b"a")]),
        (b"a\r\nb\r\n", [(1, b"a\r"), (2, b"b\r")]),
        (b"abcdefgh\n", [(1, b"abcdefgh")]),
        (b"abcdefghi\nb\n", [(1, None), (2, b"b")]),
        (b"a\nabcdefghijklmnop\nb", [(1, b"a"), (2, None), (3, b"b")]),
        (b"a\nabcdefghi", [(1, b"a"), (2, None)]),
    ],
)
def test_lines_do_not_depend_on_the_pieces_they_come_in(body, expected, size):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    assert list(lines(pieces, 8)) == expected


def test_a_line_without_an_end_is_never_held():
    assert list(lines((b"x" * 1024 for _ in range(100_000)), 2048)) == [(1, None)]
