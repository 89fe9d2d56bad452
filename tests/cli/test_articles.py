from __future__ import annotations

import io
import json
from typing import Any

import click
import pytest

from cli.articles import read_articles


def read(name: str, text: str) -> list[tuple[str, dict[str, Any]]]:
    return list(read_articles(name, io.StringIO(text)))


ONE, TWO = {"id": "a", "text": "Arda left."}, {"text": "Béla “met” Çelik."}


@pytest.mark.parametrize("name", ["x.ndjson", "x.JSONL", "-", "x"])
def test_lines_of_json(name: str) -> None:
    text = f"{json.dumps(ONE)}\n\n{json.dumps(TWO, ensure_ascii=False)}"
    assert read(name, text) == [("line 1", ONE), ("line 3", {"id": "line-3", **TWO})]


@pytest.mark.parametrize("name", ["x.json", "-"])
@pytest.mark.parametrize("body", [[ONE, TWO], {"articles": [ONE, TWO]}, pytest.param([ONE, TWO], id="indented")])
def test_one_json_document(name: str, body: Any, request: pytest.FixtureRequest) -> None:
    indent = 2 if "indented" in request.node.name else None
    assert read(name, json.dumps(body, indent=indent if isinstance(body, list) else 1)) == [
        ("article 1", ONE),
        ("article 2", {"id": "article-2", **TWO}),
    ]


def test_a_single_article_over_several_lines() -> None:
    assert read("-", json.dumps(ONE, indent=1)) == [("article 1", ONE)]


@pytest.mark.parametrize(("name", "comma"), [("x.csv", ","), ("-", ","), ("x.tsv", "\t")])
def test_tables(name: str, comma: str) -> None:
    text = f'\ufeffid{comma}text{comma}date\r\na{comma}"Arda said: ""no"".\nIt left."{comma}2024-05-01\r\n{comma}x{comma}\r\n'
    assert read(name, text) == [
        ("record 1", {"id": "a", "text": 'Arda said: "no".\nIt left.', "date": "2024-05-01"}),
        ("record 2", {"id": "record-2", "text": "x"}),
    ]


@pytest.mark.parametrize(
    ("name", "identifier", "text"),
    [
        ("-", "-", "Arda left. Then came {Borovia}."),
        ("folder/story.txt", "story.txt", '[Note] {"text": 1}'),
        ("story", "story", "text without a comma\nmore"),
        ("-", "-", ""),
    ],
)
def test_plain_text_is_one_article(name: str, identifier: str, text: str) -> None:
    assert read(name, text) == [("text", {"id": identifier, "text": text})]


def test_a_long_stream_is_read_line_by_line() -> None:
    """The first lines come before the rest is read, and no line is broken where the look ahead ended."""
    line = json.dumps({"id": "a", "text": "x" * 30_000}) + "\n"

    class Counting(io.StringIO):
        taken = 0

        def __next__(self) -> str:
            Counting.taken += 1
            return super().__next__()

    stream = Counting(line * 20)
    articles = read_articles("-", stream)
    assert next(articles)[0] == "line 1"
    assert Counting.taken == 0
    rest = list(articles)
    assert [where for where, _ in rest] == [f"line {n}" for n in range(2, 21)]
    assert {len(body["text"]) for _, body in rest} == {30_000}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.ndjson", '{"text": "a"}\n{"text": ', "line 2: not JSON"),
        ("x.ndjson", "[1]\n", "line 1: must be an object"),
        ("x.json", "{", "not JSON"),
        ("x.json", '["a"]', "article 1: must be an object"),
        ("x.csv", "id,date\na,b\n", "the header must name `text`"),
        ("x.csv", "text,colour\na,b\n", "and may name id, text, title, date, source, url, language"),
        ("x.csv", "", "the header must name `text`"),
    ],
)
def test_what_is_wrong_is_named(name: str, text: str, message: str) -> None:
    with pytest.raises(click.ClickException) as raised:
        read(name, text)
    assert message in raised.value.message
