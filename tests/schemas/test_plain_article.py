"""What is called plain is valid for the schema, and loads to itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import ArticleSchema
from schemas.plain_article import is_plain

SCHEMA = ArticleSchema(max_text_chars=40)
texts = st.text(st.characters(codec=None), max_size=45) | st.sampled_from(
    ["", " ", "\x00", "\ud800", "a\nb", "é", "2024-02-29", "2023-02-29", "2024-03-01", "2024-03-01T10:00:00Z", "20240301",
     "http://a.b/c", "https://x y", "ftp://x", "en", "en-GB", "e", "en-GB-x-y-z", "http://", "\u2028", "a" * 41]
)  # fmt: skip
articles = st.dictionaries(
    st.sampled_from(["text", "id", "title", "date", "source", "url", "language", "mentions", "colour"]),
    texts | st.none() | st.integers() | st.just([]),
    max_size=5,
)


@settings(max_examples=600, deadline=None)
@given(articles, texts)
def test_plain_articles_are_valid_and_load_to_themselves(article, text):
    article = {"text": text, **article}
    if is_plain(article, 40):
        assert SCHEMA.load(article) == article


@pytest.mark.parametrize(
    "article",
    [
        {"text": "Troops left."},
        {"text": "Two\nlines and 🕊", "id": "a 1"},
        {"text": "x", "id": "1", "title": "T", "date": "2024-03-01", "source": "S", "url": "https://a.b/c?d=e", "language": "en-GB"},
    ],
)  # fmt: skip
def test_usual_articles_are_plain(article):
    assert is_plain(article, 40)


@pytest.mark.parametrize("article", [None, [], "x", {}, {"id": "1"}, {"text": "x", "mentions": []}, {"text": "x" * 41}])
def test_what_is_not_plain_is_left_to_the_schema(article):
    assert not is_plain(article, 40)
