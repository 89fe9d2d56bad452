from __future__ import annotations

import json

from jobs.spool import InputError, Spool, SpooledArticle


def test_what_was_added_comes_back_in_order_with_positions_of_articles_only():
    bodies = [{"id": "a\n1", "text": "line\nfeed \u2028 \x00 🕊"}, {"id": "b", "text": ""}]
    error = InputError(2, "/text", "Missing\nsomething.")
    with Spool() as spool:
        spool.add(bodies[0])
        spool.add(error)
        spool.add(bodies[1])
        assert (spool.articles, spool.errors) == (2, 1)
        for _ in range(2):
            first, second, third = spool
            assert second == error
            assert isinstance(first, SpooledArticle)
            assert (first.position, first.external_id) == (0, "a\n1")
            assert (third.position, third.external_id) == (1, "b")
            assert [json.loads(first.body), json.loads(third.body)] == bodies
            assert first.size == len(first.body.encode())


def test_an_empty_spool_is_empty():
    with Spool() as spool:
        assert list(spool) == []
