"""When a request may have a thread."""

from __future__ import annotations

import pytest

from cli.patient_worker import ENOUGH, complete, expects


@pytest.mark.parametrize(
    ("seen", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n1234", False),
        (b"POST / HTTP/1.1\r\ncontent-length:5\r\n\r\n12345", True),
        (b"POST / HTTP/1.1\r\nX-Content-Length: 0\r\nContent-Length: 5\r\n\r\n1234", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n00;c\r\nSum: 1\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nSum: 1\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n" + b"x" * ENOUGH, False),
        (b"x" * ENOUGH, False),
    ],
)
def test_a_request_is_complete(seen: bytes, whole: bool) -> None:
    assert complete(seen) is whole


@pytest.mark.parametrize(
    ("seen", "asks"),
    [
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\n", False),
        (b"POST / HTTP/1.1\r\nX-Expect: no\r\n\r\nExpect: 100-continue\r\n", False),
    ],
)
def test_a_request_expects_to_be_asked_for_its_body(seen: bytes, asks: bool) -> None:
    assert expects(seen) is asks
