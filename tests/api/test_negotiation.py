from __future__ import annotations

import pytest
from flask import Flask

from api.negotiation import accepted, preferred_wait
from api.problems import Problem


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], None),
        (["wait=5"], 5),
        (["WAIT = 5"], 5),
        (['wait="5"'], 5),
        (["wait=5; strict"], 5),
        (["handling=lenient, wait=7"], 7),
        (["handling=lenient", "wait=7"], 7),
        (["wait=0"], 0),
        (["respond-async"], 0),
        (["respond-async, wait=5"], 0),
        (["wait=5, respond-async"], 5),
        (["wait=1000000"], 60),
        (["wait=" + "9" * 50], None),
        (["wait=-1"], None),
        (["wait=1.5"], None),
        (["wait=٥"], None),
        (["waiting=5"], None),
    ],
)
def test_the_preferred_wait(headers, expected):
    with Flask("test").test_request_context(headers=[("Prefer", value) for value in headers]):
        assert preferred_wait(60) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "a/x"),
        ("", "a/x"),
        ("*/*", "a/x"),
        ("a/*", "a/x"),
        ("b/y", "b/y"),
        ("a/x;q=0.1, b/y", "b/y"),
        ("c/z, */*;q=0.1", "a/x"),
        ("c/z", None),
        ("a/x;q=0, b/y;q=0", None),
    ],
)
def test_the_accepted_media_type(accept, expected):
    headers = {} if accept is None else {"Accept": accept}
    with Flask("test").test_request_context(headers=headers):
        if expected:
            assert accepted("a/x", "b/y") == expected
        else:
            with pytest.raises(Problem) as caught:
                accepted("a/x", "b/y")
            assert caught.value.slug == "not-acceptable"
