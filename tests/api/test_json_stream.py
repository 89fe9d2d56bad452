"""The cutting of JSON bodies agrees with a parser, however the bytes are cut on their way."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.json_body import MalformedJson
from api.json_stream import Element, Member, elements

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


@settings(max_examples=150, deadline=None)
@given(st.lists(values, max_size=5), st.integers(1, 40), st.booleans(), st.sampled_from([None, 1]))
def test_an_array_is_cut_into_its_elements(items, size, ascii_only, indent):
    body = json.dumps(items, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    found = list(elements(cut(body, size), 10_000))
    assert [json.loads(part.raw.decode("utf-8", "surrogatepass")) for part in found] == items
    assert [part.index for part in found] == list(range(len(items)))


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.text(max_size=5).filter("articles".__ne__), values, max_size=4),
    st.lists(values),
    st.integers(1, 40),
)
def test_an_object_is_cut_into_its_members(members, items, size):
    body = json.dumps({**members, "articles": items}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    found = list(elements(cut(b"\xef\xbb\xbf" + body, size), 10_000))
    told = {
        json.loads(part.key.decode("utf-8", "surrogatepass")): json.loads(part.raw.decode("utf-8", "surrogatepass"))
        for part in found
        if isinstance(part, Member)
    }
    assert told == members
    assert sum(isinstance(part, Element) for part in found) == len(items)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_is_over_the_limit_is_passed_over(size):
    body = json.dumps(["short", "x" * 500, {"a": "y" * 500}, "last"]).encode()
    assert [part.raw for part in elements(cut(body, size), 100)] == [b'"short"', None, None, b'"last"']


@pytest.mark.parametrize("size", [1, 2, 1000])
@pytest.mark.parametrize(
    "body", [b"", b" ", b"[", b"[1", b"[1,", b"[1]]", b'["a', b'["a\\', b"{", b'{"a"', b'{"a":', b'{"a":1', b"{1:2}", b'{"a":1}x',
     b"[,1]", b"7"],
)  # fmt: skip
def test_a_broken_frame_is_found(body, size):
    with pytest.raises(MalformedJson):
        list(elements(cut(body, size), 1000))
