"""Bulk bodies in every form and packing: what comes in is the same, and what is wrong is named."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import zlib

import pytest
import zstandard

from tests.api.test_jobs import fetched, finished, lines

TEXT = "Warplanes struck a depot near Bir Qasim on Friday."
ARTICLES = [
    {"id": "1", "text": TEXT, "title": 'A, "quoted" title'},
    {"id": "2", "text": 'Two lines\nof text, and a [bracket] {brace} \\ back-slash "quote".', "date": "2024-03-01"},
    {"id": "3", "text": "Ünïcode 🕊 — dash."},
]


def as_csv(delimiter: str = ",") -> str:
    quoted = ['"' + str(a["text"]).replace('"', '""') + '"' for a in ARTICLES]
    rows = [["id", "text", "date"], *([a["id"], q, a.get("date", "")] for a, q in zip(ARTICLES, quoted, strict=True))]
    return "\r\n".join(delimiter.join(row) for row in rows)


NDJSON = lines(*ARTICLES).encode()
FORMS = {
    "application/x-ndjson": NDJSON,
    "application/json": json.dumps(ARTICLES, indent=1).encode(),
    "text/csv": as_csv().encode(),
    "text/tab-separated-values": as_csv("\t").encode(),
}
PACKS = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}


def post(client, body: bytes, content_type: str, query: str = "", **headers: str):
    return client.post(f"/v1/jobs{query}", data=body, content_type=content_type, headers=headers)


def texts(stack, answer) -> list[str]:
    """The texts of the job's articles, as the coder saw them: it makes each its own only sentence."""
    assert answer.status_code == 202, answer.text
    job = finished(stack.client, answer.headers["Location"])
    assert job["counts"]["rejected"] == 0, job["errors"]
    found = fetched(stack.client, answer.headers["Location"], "?output=articles")
    return [article["sentences"][0]["text"] for article in found]


@pytest.mark.parametrize("content_type", FORMS)
@pytest.mark.parametrize("packing", [None, "gzip", "zstd"])
def test_every_form_gives_the_same_articles(stack, content_type, packing):
    body = FORMS[content_type] if packing is None else PACKS[packing](FORMS[content_type])
    answer = post(stack.client, body, content_type, **({"Content-Encoding": packing} if packing else {}))
    assert texts(stack, answer) == [article["text"] for article in ARTICLES]


@pytest.mark.parametrize("content_type", FORMS)
@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_packed_file_is_known_by_what_is_in_it(stack, content_type, packing):
    form = {"text/tab-separated-values": "?format=tsv"}.get(content_type, "")
    answer = post(stack.client, PACKS[packing](FORMS[content_type]), f"application/{packing}", form)
    assert texts(stack, answer) == [article["text"] for article in ARTICLES]


def test_packed_files_laid_end_to_end_are_one(stack):
    first, second = lines(*ARTICLES[:2]).encode(), lines(ARTICLES[2]).encode()
    for packing, pack in PACKS.items():
        answer = post(stack.client, pack(first) + pack(second), f"application/{packing}")
        assert texts(stack, answer) == [article["text"] for article in ARTICLES]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("articles.ndjson", NDJSON),
        ("articles.json", FORMS["application/json"]),
        ("Articles.CSV", FORMS["text/csv"]),
        ("articles.tsv.gz", gzip.compress(FORMS["text/tab-separated-values"])),
        ("articles.ndjson.zst", PACKS["zstd"](NDJSON)),
        ("unnamed", NDJSON),
    ],
)
def test_a_browser_s_form_carries_options_and_a_file(stack, name, body):
    form = {"date": "2024-02-03", "priority": "high", "file": (io.BytesIO(body), name)}
    answer = stack.client.post("/v1/jobs", data=form, content_type="multipart/form-data")
    assert texts(stack, answer) == [article["text"] for article in ARTICLES]
    assert (answer.json["priority"], answer.json["options"]) == ("high", {"date": "2024-02-03"})


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"date": "2024-02-03"}, "no file"),
        ({"priority": "urgent", "file": (io.BytesIO(NDJSON), "a.ndjson")}, "priority"),
        ({"colour": "red", "file": (io.BytesIO(NDJSON), "a.ndjson")}, "colour"),
        ({"one": (io.BytesIO(NDJSON), "a.ndjson"), "two": (io.BytesIO(NDJSON), "b.ndjson")}, "only one"),
    ],
)
def test_a_form_that_cannot_be_taken_is_refused(client, form, told):
    answer = client.post("/v1/jobs", data=form, content_type="multipart/form-data")
    assert (answer.status_code, told in answer.json["detail"]) == (422, True), answer.text


def test_the_query_and_the_form_may_not_disagree(client):
    form = {"priority": "low", "file": (io.BytesIO(NDJSON), "a.ndjson")}
    answer = client.post("/v1/jobs?priority=high", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_bad_records_of_a_csv_are_named_by_their_first_line(stack):
    body = (
        b"id,text,mentions\n"
        b'1,"two\nlines",\n'  # lines 2 and 3
        b"4,too,many,cells\n"
        b"5,,\n"
        b"\n"
        b'7,fine,"[{""start"": 0, ""end"": 4}]"\n'
        b"8,fine,[oops\n"
        b'9,"bad"quote,\n'
    ) + b"10,not \xff utf-8,\n11,fine,\n"
    answer = post(stack.client, body, "text/csv")
    job = finished(stack.client, answer.headers["Location"])
    assert (job["counts"]["coded"], job["counts"]["rejected"]) == (3, 5)
    by_line = {error["line"]: (error["pointer"], error["detail"]) for error in job["errors"]}
    assert list(by_line) == [4, 5, 8, 9, 10]
    assert by_line[4] == ("", "Must have 3 cells like the header, has 4.")
    assert by_line[5][0] == "/text"
    assert by_line[8] == ("/mentions", "Must be JSON.")
    assert by_line[9][1].startswith("Not CSV")
    assert by_line[10][0] == "/text"


@pytest.mark.parametrize(
    ("header", "told"),
    [("id,date", "must name `text`"), ("text,colour", "'colour'"), ("text,text", "once"), ('"text', "CSV")],
)
def test_a_header_that_cannot_be_read_is_refused(client, header, told):
    answer = post(client, f"{header}\nx,y\n".encode(), "text/csv")
    assert (answer.status_code, told in answer.json["detail"]) == (422, True), answer.text


def test_a_line_over_the_limit_of_a_csv_is_an_error_and_the_next_is_read(stack):
    answer = post(stack.client, b"text\n" + b"x" * 2_500_000 + b"\nfine\n", "text/csv")
    job = finished(stack.client, answer.headers["Location"])
    assert (job["counts"]["coded"], [error["line"] for error in job["errors"]]) == (1, [2])


def test_a_bad_article_of_an_array_is_an_error_with_its_place(stack):
    body = b'{"coder": "other", "articles": [{"text": "a"}, {"text": "a", "text": "b"}, {oops}, 7, {"text": ""}, {"text": "\xff"}]}'
    answer = post(stack.client, body, "application/json")
    assert (answer.status_code, answer.json["coder"]) == (202, "other")
    job = finished(stack.client, answer.headers["Location"])
    assert [(error["line"], error["pointer"]) for error in job["errors"]] == [
        (2, "/articles/1"), (3, "/articles/2"), (4, "/articles/3"), (5, "/articles/4/text"), (6, "/articles/5"),
    ]  # fmt: skip


def test_an_article_over_the_limit_of_an_array_is_an_error_and_the_next_is_read(stack):
    body = json.dumps([{"text": "x" * 3_000_000}, {"text": "fine"}]).encode()
    job = finished(stack.client, post(stack.client, body, "application/json").headers["Location"])
    assert (job["counts"]["coded"], job["errors"][0]["line"]) == (1, 1)


@pytest.mark.parametrize(
    "body", [b'[{"text": "a"}', b'[{"text": "a"} {"text": "b"}]', b'[{"text": "a"}] x', b'[{"text": "a', b'[,]', b'{"articles"',
     b'{"a": 1, "a": 2}', b'{"articles": [], "articles": []}', b"nonsense"],
)  # fmt: skip
def test_a_frame_that_is_broken_stores_nothing(client, body):
    before = client.get("/v1/jobs").json["jobs"]
    answer = post(client, body, "application/json")
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/malformed-json")
    assert client.get("/v1/jobs").json["jobs"] == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"articles": [{"text": "a"}], "colour": 1}', "/colour"),
        ('{"articles": [{"text": "a"}], "coder": 1}', "/coder"),
        ('{"articles": 1}', "/articles"),
        ('{"articles": [{"text": "a"}], "coder": "nobody"}', "/coder"),
    ],
)
def test_what_is_wrong_beside_the_articles_is_named(client, body, pointer):
    answer = post(client, body.encode(), "application/json")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


BOMB = b"[" + b" " * 4_000_000 + b"]"


@pytest.mark.parametrize("packing", PACKS)
def test_a_body_that_unpacks_into_too_much_is_refused(client, packing):
    packed = PACKS[packing](BOMB)
    assert len(BOMB) > 200 * len(packed)
    for content_type, headers in (("application/json", {"Content-Encoding": packing}), (f"application/{packing}", {})):
        answer = post(client, packed, content_type, **headers)
        assert (answer.status_code, answer.json["type"]) == (413, "/problems/unpacks-too-large")


def test_the_unpacked_body_has_a_limit_of_its_own(client):
    noise = random.Random(7)
    body = lines(*({"text": noise.randbytes(2000).hex()} for _ in range(2500))).encode()
    assert len(gzip.compress(body)) < 8_000_000 < len(body)
    answer = post(client, gzip.compress(body), "application/x-ndjson", **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json["type"]) == (413, "/problems/body-too-large")


@pytest.mark.parametrize("packing", PACKS)
@pytest.mark.parametrize("spoilt", ["cut", "other"])
def test_a_packed_body_that_is_spoilt_stores_nothing(client, packing, spoilt):
    before = client.get("/v1/jobs").json["jobs"]
    body = PACKS[packing](NDJSON * 50)[:-9] if spoilt == "cut" else b"no " + NDJSON
    answer = post(client, body, "application/x-ndjson", **{"Content-Encoding": packing})
    assert answer.status_code == 400
    assert client.get("/v1/jobs").json["jobs"] == before


def test_a_zstandard_window_larger_than_agreed_is_refused(client):
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    body = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    sent = body.compress(NDJSON) + body.flush()
    assert post(client, sent, "application/zstd").status_code == 400


def test_an_unknown_packing_is_refused(client):
    answer = post(client, zlib.compress(NDJSON), "application/x-ndjson", **{"Content-Encoding": "deflate"})
    assert (answer.status_code, "deflate" in answer.json["detail"]) == (415, True)


def test_the_options_are_kept_with_the_job(start):
    stack = start(wait_seconds=10, webhook_secret="whsec_" + base64.b64encode(b"k" * 24).decode())
    query = "?date=2024-05-06&output=rows,events&priority=low&retention=3600&callback_url=https://example.org/told"
    answer = post(stack.client, NDJSON, "application/x-ndjson", query)
    assert answer.json["options"] == {"date": "2024-05-06", "output": ["events", "rows"], "retention": 3600}
    assert answer.json["priority"] == "low"
    finished(stack.client, answer.headers["Location"])
    assert "sentences" in fetched(stack.client, answer.headers["Location"], "?output=articles")[0]
    assert len(fetched(stack.client, answer.headers["Location"], "?output=rows")) == 3


@pytest.mark.parametrize(
    "query",
    ["date=soon", "output=all", "output=", "priority=urgent", "retention=1", "retention=x", "callback_url=ftp://x", "format=xml"],
)  # fmt: skip
def test_a_bad_option_is_named(client, query):
    answer = post(client, NDJSON, "application/x-ndjson", f"?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == query.split("=")[0]
