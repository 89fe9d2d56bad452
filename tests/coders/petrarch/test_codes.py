from __future__ import annotations

import pytest

from coders.petrarch.codes import EventCode, read_event_code


@pytest.mark.parametrize(
    ("text", "code", "null"),
    [
        ("010", EventCode("010"), False),
        ("0333", EventCode("0333"), False),
        (" 042:043 ", EventCode("042", "043"), False),
        (":173", EventCode("", "173"), False),
        ("---", EventCode(), True),
    ],
)
def test_codes(text: str, code: EventCode, null: bool) -> None:
    read = read_event_code(text)
    assert read == code
    assert read.null is null
    assert str(read) == text.strip()


@pytest.mark.parametrize("text", ["", "1", "01234", "ARD", "04a", "040:", "040:043:044", "--"])
def test_what_is_no_code(text: str) -> None:
    assert read_event_code(text) is None
