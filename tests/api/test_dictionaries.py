"""Dictionaries imported while the API runs: their coders may be named at once."""

from __future__ import annotations

from coders.petrarch.store import import_folder
from tests.coders.petrarch.dictionaries import write


def test_a_dictionary_that_is_imported_needs_no_restart(start, tmp_path) -> None:
    folder = tmp_path / "dictionaries"
    stack = start(dictionaries=folder, wait_seconds=10)
    body = {"articles": [{"text": "Ardovia shelled Belmark.", "id": "a"}], "coder": "petrarch:world"}
    refused = stack.client.post("/v1/code", json=body)
    assert (refused.status_code, refused.json["type"].rpartition("/")[2]) == (422, "unknown-coder")

    import_folder(write(tmp_path / "source"), "world", folder, None)
    assert stack.client.post("/v1/code", json=body).status_code == 200
    for coder in ("petrarch:world", "petrarch:world:actors", "petrarch:world:verbs"):
        assert stack.client.post("/v1/code", json={**body, "coder": coder}).status_code == 200
        job = stack.client.post(f"/v1/jobs?coder={coder}", data=b'{"text": "x"}\n', content_type="application/x-ndjson")
        assert job.status_code == 202, job.json
    assert stack.client.post("/v1/code", json={**body, "coder": "petrarch:other"}).status_code == 422
    assert "petrarch:world" in stack.client.get("/version").json["coders"]
