from __future__ import annotations

import copy

import pytest

from schemas.given import result_problems


@pytest.fixture
def result(event, row) -> dict:
    return {
        "id": "a-1",
        "article": {"date": "2021-07-14T10:00:00Z", "source": "Desk"},
        "sentences": [{"start": 0, "end": 9, "text": "It began.", "status": "coded"}],
        "places": [],
        "events": [event],
        "rows": [row],
        "relations": [],
        "notes": [],
        "coder": {"name": "athir", "version": "1", "model": "m", "lexicon": "l"},
    }


def test_a_result_is_accepted_with_and_without_what_later_versions_added(result, event):
    assert result_problems(result) == {}
    older = copy.deepcopy({name: value for name, value in result.items() if name != "article"})
    del older["events"][0]["penta_class"]
    for name in ("contexts", "quad_code", "intensity"):
        del older["events"][0]["plover"][name]
    assert result_problems(older) == {}
    assert result_problems({**result, "later": 1}) == {}


def test_an_article_that_was_not_coded_is_accepted():
    assert result_problems({"id": "a", "error": {"slug": "text-rejected", "detail": "No."}}) == {}
    assert result_problems({"id": "a", "error": "No."}) == {"error": {"_schema": ["Invalid input type."]}}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": 3}, "id"),
        ({"coder": {"name": "athir"}}, "coder"),
        ({"article": {"date": "soon"}}, "article"),
        ({"sentences": [{"start": 0}]}, "sentences"),
        ({"events": {}}, "events"),
        ({"events": None}, "events"),
        ({"rows": [{}]}, "rows"),
        ({"events": [7]}, "events"),
    ],
)
def test_what_is_wrong_is_named(result, change, place):
    assert place in result_problems({**result, **change})


@pytest.mark.parametrize("other", [None, 3, "text", [], {}, {"code": "190"}])
def test_what_is_no_result_is_refused(other):
    assert result_problems(other)
