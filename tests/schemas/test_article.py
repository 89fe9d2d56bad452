from __future__ import annotations

import json

import pytest
from marshmallow import ValidationError

from schemas.article import ArticleSchema

TEXT = "Troops shelled the village of Bir Qasim on Monday."
SCHEMA = ArticleSchema(max_text_chars=1_000_000)


def errors(article: object, schema: ArticleSchema = SCHEMA) -> dict:
    with pytest.raises(ValidationError) as caught:
        schema.load(article)
    return caught.value.messages


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"id": "a-1"},
        {"id": "مقال ١"},
        {"title": ""},
        {"date": "2024-02-29"},
        {"date": "2024-02-29T23:59:59Z"},
        {"date": "2024-02-29T23:59:59.123456+05:30"},
        {"date": "2024-02-29 23:59"},
        {"source": "Local Radio", "url": "https://example.org/a?b=c#d", "language": "en-GB"},
        {"mentions": [{"start": 0, "end": 6, "code": "SYRMIL"}, {"start": 44, "end": 50}]},
        {"pairs": [{"source": [{"start": 0, "end": 6}], "target": [{"start": 15, "end": 26}]}]},
        {"mentions": [], "pairs": []},
        {"mentions": [{"start": 0, "end": 6, "code": "---MIL"}]},
        {"pairs": [{"source": [], "target": [{"start": 15, "end": 26}]}]},
    ],
)
def test_good_articles_load_unchanged(extra):
    article = {"text": TEXT, **extra}
    loaded = SCHEMA.load(article)
    assert loaded == article
    assert json.loads(json.dumps(loaded)) == article


def test_nulls_are_the_same_as_missing():
    nulls = dict.fromkeys(("id", "title", "date", "source", "url", "language", "mentions", "pairs"))
    assert SCHEMA.load({"text": TEXT, **nulls}) == {"text": TEXT}
    assert SCHEMA.load({"text": TEXT, "mentions": [{"start": 0, "end": 1, "code": None}]}) == {
        "text": TEXT,
        "mentions": [{"start": 0, "end": 1}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "قصفت القوات الحكومية قرية بير قاسم يوم الاثنين.",
        "\u202bقوات\u202c attacked",
        "Protesters marched 🚩👩‍👩‍👧 in the capital 🇸🇾.",
        "word " * 199_999 + "end",
        "x" * 1_000_000,
        "\ufeffA text with a byte order mark.",
        "tabs\tand\nlines\r\n",
        "\U0010ffff",
    ],
    ids=["arabic", "direction marks", "emoji", "1 MB without a full stop", "1 MB word", "bom", "white space", "last"],
)
def test_any_real_text_is_taken_as_it_is(text):
    assert SCHEMA.load({"text": text})["text"] == text


@pytest.mark.parametrize(
    ("article", "path", "words"),
    [
        ({}, ("text",), "Missing"),
        ({"text": None}, ("text",), "null"),
        ({"text": 5}, ("text",), "not a number"),
        ({"text": ["a"]}, ("text",), "not an array"),
        ({"text": {"a": 1}}, ("text",), "not an object"),
        ({"text": True}, ("text",), "not a boolean"),
        ({"text": ""}, ("text",), "empty"),
        ({"text": " \n\t\u00a0\u2003"}, ("text",), "white space"),
        ({"text": "a\x00b"}, ("text",), "NUL characters (first at offset 1)"),
        ({"text": "ab\ud800c"}, ("text",), "surrogates (first at offset 2)"),
        ({"text": "\udfff"}, ("text",), "surrogates"),
        ({"text": "x" * 1_000_001}, ("text",), "at most 1000000 characters, has 1000001"),
        ({"text": TEXT, "title": "a\x00"}, ("title",), "NUL"),
        ({"text": TEXT, "title": "t" * 2001}, ("title",), "2000"),
        ({"text": TEXT, "source": "s" * 501}, ("source",), "500"),
        ({"text": TEXT, "source": ["x"]}, ("source",), "array"),
        ({"text": TEXT, "id": ""}, ("id",), "empty"),
        ({"text": TEXT, "id": 7}, ("id",), "number"),
        ({"text": TEXT, "id": "i" * 201}, ("id",), "200"),
        ({"text": TEXT, "id": "a\nb"}, ("id",), "control"),
        ({"text": TEXT, "date": "2024-02-30"}, ("date",), "exists"),
        ({"text": TEXT, "date": "2023-02-29"}, ("date",), "exists"),
        ({"text": TEXT, "date": "0000-01-01"}, ("date",), "exists"),
        ({"text": TEXT, "date": "2024-01-01T25:00:00"}, ("date",), "exists"),
        ({"text": TEXT, "date": "20240229"}, ("date",), "ISO 8601"),
        ({"text": TEXT, "date": "2024-W09-4"}, ("date",), "ISO 8601"),
        ({"text": TEXT, "date": "29.02.2024"}, ("date",), "ISO 8601"),
        ({"text": TEXT, "date": "2024-02-29\n"}, ("date",), "ISO 8601"),
        ({"text": TEXT, "date": "٢٠٢٤-٠٢-٢٩"}, ("date",), "ISO 8601"),
        ({"text": TEXT, "date": ""}, ("date",), "ISO 8601"),
        ({"text": TEXT, "date": 20240229}, ("date",), "number"),
        ({"text": TEXT, "url": "javascript:alert(1)"}, ("url",), "http"),
        ({"text": TEXT, "url": "https://a b"}, ("url",), "spaces"),
        ({"text": TEXT, "language": "english please"}, ("language",), "language tag"),
        ({"text": TEXT, "body": "x"}, ("body",), "Unknown"),
        ({"text": TEXT, "mentions": {}}, ("mentions",), "array"),
        ({"text": TEXT, "mentions": [5]}, ("mentions", 0, "_schema"), "object"),
        ({"text": TEXT, "mentions": [{"start": 0}]}, ("mentions", 0, "end"), "Missing"),
        ({"text": TEXT, "mentions": [{"start": "0", "end": 2}]}, ("mentions", 0, "start"), "string"),
        ({"text": TEXT, "mentions": [{"start": 0.0, "end": 2}]}, ("mentions", 0, "start"), "integer"),
        ({"text": TEXT, "mentions": [{"start": True, "end": 2}]}, ("mentions", 0, "start"), "boolean"),
        ({"text": TEXT, "mentions": [{"start": -1, "end": 2}]}, ("mentions", 0, "start"), "greater"),
        ({"text": TEXT, "mentions": [{"start": 0, "end": 10**30}]}, ("mentions", 0, "end"), "less"),
        ({"text": TEXT, "mentions": [{"start": 3, "end": 3}]}, ("mentions", 0, "end"), "greater than start (3)"),
        ({"text": TEXT, "mentions": [{"start": 0, "end": 1}, {"start": 4, "end": 2}]}, ("mentions", 1, "end"), "start"),
        ({"text": TEXT, "mentions": [{"start": 0, "end": 51}]}, ("mentions", 0, "end"), "has 50 characters"),
        ({"text": TEXT, "mentions": [{"start": 0, "end": 1, "x": 1}]}, ("mentions", 0, "x"), "Unknown"),
        ({"text": TEXT, "mentions": [{"start": 0, "end": 1, "code": "syr"}]}, ("mentions", 0, "code"), "capital"),
        ({"text": TEXT, "pairs": [{"source": [{"start": 0, "end": 1}]}]}, ("pairs", 0, "target"), "Missing"),
        ({"text": TEXT, "pairs": [{"source": None, "target": []}]}, ("pairs", 0, "source"), "null"),
        (
            {"text": TEXT, "pairs": [{"source": [{"start": 2, "end": 1}], "target": []}]},
            ("pairs", 0, "source", 0, "end"),
            "start (2)",
        ),
        (
            {"text": TEXT, "pairs": [{"source": [{"start": 0, "end": 1}], "target": [{"start": 9, "end": 99}]}]},
            ("pairs", 0, "target", 0, "end"),
            "inside the text",
        ),
    ],
)
def test_bad_articles_are_refused_by_field(article, path, words):
    found = errors(article)
    for step in path:
        found = found[step]
    assert words in " ".join(found)


@pytest.mark.parametrize("value", [None, 5, "text", [], [{"text": TEXT}], True])
def test_what_is_no_object_is_refused(value):
    assert "object" in errors(value)["_schema"][0]


def test_offsets_count_code_points_and_not_bytes_or_utf_16():
    text = "🚩é"
    assert SCHEMA.load({"text": text, "mentions": [{"start": 1, "end": 2}]})
    assert "has 2 characters" in errors({"text": text, "mentions": [{"start": 1, "end": 3}]})["mentions"][0]["end"][0]


def test_the_limit_of_the_text_is_the_one_given_and_exact():
    schema = ArticleSchema(max_text_chars=10)
    assert schema.load({"text": "é" * 10})
    assert errors({"text": "x" * 11}, schema) == {"text": ["Must have at most 10 characters, has 11."]}
    assert SCHEMA.load({"text": "x" * 11}), "another instance keeps its own limit"


def test_all_that_is_wrong_is_told_at_once():
    assert set(errors({"text": "", "date": "x", "url": "y", "zzz": 1})) == {"text", "date", "url", "zzz"}


@pytest.mark.timeout(10)
def test_a_flood_of_wrong_parts_is_refused_without_looking_at_each():
    assert "10000" in errors({"text": TEXT, "mentions": [{}] * 2_000_000})["mentions"][0]
