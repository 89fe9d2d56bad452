"""Requests made from the OpenAPI document against a whole stack that asks for keys: each is answered as documented."""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode

from benchmarks.articles import article
from tests.live import Live, live
from tests.support import eventually

REQUESTS = int(os.environ.get("REQUESTS") or 20_000)
SHARES = 2  # so that several processes of pytest may share them, each with a stack of its own
FEW = 240
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
UNREACHED = "http://127.0.0.1:9/hook"  # made-up addresses might be somebody's
STILL = {"/", "/healthz", "/readyz", "/version", "/metrics", "/docs", "/openapi.json", "/problems"}  # nothing to vary
# Nothing in these can be against the document: any text may be an id, a code or an ETag.
FREE = {
    "/v1/jobs/{job_id}",
    "/v1/jobs/{job_id}/pause",
    "/v1/jobs/{job_id}/resume",
    "/v1/jobs/{job_id}/deliveries",
    "/v1/jobs/{job_id}/deliveries/{delivery_id}",
    "/v1/codebook/cameo",
    "/v1/codebook/cameo/{code}",
    "/v1/codebook/acled",
    "/v1/merges/{event_id}",
}
ENVIRON = {
    "ATHIR_REQUIRE_KEYS": "1",
    "ATHIR_WAIT_SECONDS": "2",
    "ATHIR_MAX_WAIT_SECONDS": "2",
    "ATHIR_WEBHOOK_SECRET": "whsec_" + "QXRoaXI" * 6 + "QQ==",
    "ATHIR_WEBHOOK_PRIVATE": "1",
    "ATHIR_MAX_BODY_BYTES": "2000000",
    "ATHIR_MAX_JOB_BYTES": "8000000",
    "ATHIR_LOG_LEVEL": "warning",
}


@dataclass
class Target:
    """A stack with work in it, keys of every kind, and what came of the requests."""

    stack: Live
    ways: list[dict[str, str]]
    jobs: list[str]
    deliveries: list[str]
    rows: list[str]
    session: requests.Session
    pause: Callable[[], str]
    """Makes a job and pauses it; gives its id."""
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def send(self, case: schemathesis.Case, headers: dict[str, str]) -> None:
        """Sends the request and looks at its answer."""
        if isinstance(case.query, dict) and str(case.query.get("callback_url", "")).startswith("http"):
            case.query["callback_url"] = UNREACHED
        begun = time.monotonic()
        try:
            answer = case.call(session=self.session, headers=headers, timeout=60)
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError):
            return  # a request that the client library cannot write
        except requests.RequestException as error:
            self.faults.append(f"{case.method} {case.path}: {error!r}; {case.as_curl_command()[:400]}")
            return
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.answers[f"{case.method} {case.path}", answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as error:
            self.faults.append(f"{error} {getattr(error, 'exceptions', '')}"[:1500])

    @property
    def sent(self) -> int:
        return self.answers.total()

    def figures(self) -> str:
        """One line for the docs."""
        statuses: Counter[int] = Counter()
        for (_, status), number in self.answers.items():
            statuses[status] += number
        told = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
        return f"{self.sent} requests, {len(self.faults)} faults, slowest {self.slowest:.1f} s; {told}"


@pytest.fixture
def target(short_folder: Path) -> Iterator[Target]:
    with live(short_folder, ENVIRON) as stack, requests.Session() as session:
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield _worked_in(stack, session)


@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize(
    ("number", "start"),
    [
        *(
            pytest.param(REQUESTS // SHARES, share << 32, id=f"share {share}", marks=pytest.mark.fuzz)
            for share in range(SHARES)
        ),
        pytest.param(FEW, 9 << 32, id="few"),
    ],
)
def test_every_request_is_answered_as_documented(
    target: Target, request: pytest.FixtureRequest, record_property: Any, number: int, start: int
) -> None:
    so_far = request.config.cache.mkdir("fuzz") / f"requests-{start >> 32}.txt"
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_url(f"{target.stack.url}/openapi.json", config=config)
    operations = [found.ok() for found in schema.get_all_operations()]
    each = max(1, min(40, number // (3 * len(operations))))
    for turn in range(1_000_000):
        for place, operation in enumerate(operations):
            for mode in GenerationMode:
                still = operation.path in STILL
                if mode is GenerationMode.NEGATIVE and (still or operation.path in FREE):
                    continue
                many = 1 if still else 2 * each if operation.method == "post" else each
                so_far.write_text("\n".join([target.figures(), *target.faults]), encoding="utf-8")
                number_of_round = (turn * len(operations) + place) * 2 + (mode is GenerationMode.NEGATIVE)
                _round(target, operation, mode, many, start + number_of_round)
        if target.sent >= number:
            break
    record_property("fuzz", target.figures())
    assert target.faults == []
    assert "Traceback" not in target.stack.log.read_text(encoding="utf-8", errors="replace")
    if number == FEW:
        return
    reached = {operation for operation, status in target.answers if status < 400}
    assert reached | {"POST /oauth/token", "POST /user/login"} == {f"{o.method.upper()} {o.path}" for o in operations}


def _round(target: Target, operation: Any, mode: GenerationMode, many: int, number: int) -> None:
    positive = mode is GenerationMode.POSITIVE
    known = {
        "job_id": target.jobs,
        "delivery_id": target.deliveries,
        "event_id": target.rows,
        "code": ["19", "195", "1951"],
    }
    if operation.path.endswith(("/pause", "/resume")):  # the jobs before have ended by now, or been cancelled
        known["job_id"] = [target.pause(), *target.jobs]
    named = {name: values for name, values in known.items() if f"{{{name}}}" in operation.path}
    few = target.ways[:1] if positive else []  # most requests should get past the door

    @seed(number)
    @settings(
        max_examples=many,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(mode), st.sampled_from(target.ways[:1] * 12 + few + target.ways), st.data())
    def run(case: schemathesis.Case, headers: dict[str, str], data: st.DataObject) -> None:
        for name, values in named.items():
            if positive or data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(values))
        target.send(case, headers)

    run()


def _worked_in(stack: Live, session: requests.Session) -> Target:
    """The stack with keys, and with jobs in every state."""
    admin = stack.key("admin")
    revoked_id, revoked = stack.key_with_id("admin")
    stack.revoke(revoked_id)
    scoped = {scope: stack.key(scope) for scope in ("code", "jobs", "read")}
    ways = [{"X-API-Key": admin}, {"Authorization": f"Bearer {admin}"}, {}]
    ways += [{"X-API-Key": secret} for secret in (*scoped.values(), revoked, "athir_" + "0" * 16 + "_" + "A" * 43)]
    http = httpx.Client(base_url=stack.url, headers={"X-API-Key": admin}, timeout=60)
    lines = "".join(json.dumps(article(number)) + "\n" for number in range(20)).encode()

    def submit(body: bytes, **options: Any) -> str:
        answer = http.post("/v1/jobs", content=body, **{"headers": {"Content-Type": "application/x-ndjson"}, **options})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def finished(job_id: str) -> bool:
        return http.get(f"/v1/jobs/{job_id}").json()["finished_at"] is not None

    done = submit(lines, params={"callback_url": UNREACHED})
    bad = submit(b'{"text": ""}\nnot json\n{"text": "Troops left.", "x": 1}\n' + lines)
    packed = submit(gzip.compress(lines), headers={"Content-Type": "application/gzip"})
    cancelled = submit(lines)
    assert http.delete(f"/v1/jobs/{cancelled}").status_code in (200, 409)
    many = "".join(json.dumps(article(number)) + "\n" for number in range(400)).encode()

    def pause() -> str:
        headers = {"X-API-Key": admin, "Content-Type": "application/x-ndjson"}
        job_id = str(httpx.post(f"{stack.url}/v1/jobs", content=many, headers=headers, timeout=60).json()["id"])
        httpx.post(f"{stack.url}/v1/jobs/{job_id}/pause", headers={"X-API-Key": admin}, timeout=60).raise_for_status()
        return job_id

    paused = pause()
    other = submit(lines, headers={"Content-Type": "application/x-ndjson", "X-API-Key": scoped["jobs"]})
    for job_id in (done, bad, packed, cancelled, other):
        eventually(lambda job_id=job_id: finished(job_id), seconds=120)
    deliveries = [sent["id"] for sent in http.get(f"/v1/jobs/{done}/deliveries").json()["deliveries"]]
    assert deliveries
    rows = [
        row["event_id_cnty"] for row in http.get("/v1/rows", params={"format": "json", "limit": 5}).json()["results"]
    ]
    assert rows
    http.close()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", stack.url)
    return Target(stack, ways, [done, bad, packed, cancelled, paused, other], deliveries, rows, session, pause)
