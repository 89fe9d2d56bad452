"""Makes a job of a bulk body, at most once for each Idempotency-Key."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import request

from api.articles import choose_coder
from api.bulk_body import Reader
from api.context import Services
from api.intake import Intake
from api.problems import Problem
from jobs import webhooks
from jobs.control import check_room
from jobs.idempotency import Earlier, Held, begin
from jobs.submit import InputError, submit
from schemas.intake import OUTPUTS, SIGNING_PATTERN

KEY: Final = "Idempotency-Key"
KEY_PATTERN: Final = "^[!-~]{1,255}$"
# Joins the document in api.app: a view's own list of parameters would hide those of its query.
KEY_PARAMETER: Final = {
    "in": "header",
    "name": KEY,
    "schema": {"type": "string", "pattern": KEY_PATTERN},
    "description": "Names this submission: the same key with the same body gives the same job.",
}
SIGNING: Final = "Callback-Secret"
SIGNING_PARAMETER: Final = {
    "in": "header",
    "name": SIGNING,
    "schema": {
        "type": "string",
        "pattern": SIGNING_PATTERN.replace(r"\Z", "$"),
        "format": "password",
        "writeOnly": True,
    },
    "description": "The option callback_secret, where no log of addresses shows it.",
}
_STORED: Final[tuple[str, ...]] = ("date", "merge", "retention")


def receive(here: Services, query: Mapping[str, Any], owner: str | None = None) -> tuple[str, bool]:
    """Stores the request's body as a job of `owner`; gives its id, and whether it was stored by an earlier request.

    Raises the 4xx problems of a body that cannot be taken, and QueueFull, KeyInFlight, KeyReused, StorageUnavailable.
    """
    choose_coder(here, query)  # before anything is read
    query = _with_secret(query)
    key = _key()
    if key is None:
        check_room(here.store, articles=here.settings.max_waiting_articles)
        return _store(here, Intake(here, query), owner, None), False
    begun = begin(here.store, owner, key)
    if isinstance(begun, Earlier):
        body = Intake(here, query)
        for _ in body:
            pass
        return begun.check(body.fingerprint()), True
    with begun:
        check_room(here.store, articles=here.settings.max_waiting_articles)
        return _store(here, Intake(here, query), owner, begun), False


def _with_secret(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options of the query, and the secret that a header gives. Raises the 422 problem."""
    given = request.headers.get(SIGNING)
    if given is None:
        return query
    if not re.fullmatch(SIGNING_PATTERN, given) or query.get("callback_secret", given) != given:
        detail = "Must be whsec_ and after it the base64 of 24 to 64 bytes, the same wherever it is given."
        raise Problem("invalid-input", f"{SIGNING}: {detail}", [{"parameter": SIGNING, "detail": detail}])
    return {**query, "callback_secret": given}


def _key() -> str | None:
    key = request.headers.get(KEY)
    if key is not None and not re.fullmatch(KEY_PATTERN, key):
        detail = "Must have 1 to 255 visible ASCII characters."
        raise Problem("invalid-input", f"{KEY}: {detail}", [{"parameter": KEY, "detail": detail}])
    return key


def _store(here: Services, body: Intake, owner: str | None, held: Held | None) -> str:
    options = body.options
    choose_coder(here, options)
    kept = {name: options[name] for name in _STORED if name in options} | _callback(here, options)
    reader = Reader(here, options.get("date"))
    if "output" in options:
        kept["output"] = [name for name in OUTPUTS if name in options["output"].split(",")]
    job = submit(
        here.store,
        _not_none(reader.articles(body.form, body)),
        coder=lambda: choose_coder(here, options, reader.coder),
        queue="bulk",
        chunk_articles=here.settings.chunk_articles,
        chunk_bytes=here.settings.chunk_bytes,
        options=kept,
        owner=owner,
        priority=options.get("priority", "normal"),
        also=None
        if held is None
        else lambda session, job_id: held.keep(session, job_id, body.fingerprint(), here.settings.idempotency_hours),
    )
    return job.id


def _callback(here: Services, options: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of the callback: its address and its own secret, which leaves the store only as a signature.

    A secret without an address is for nothing: a client may send its own with every job. Raises BadCallback.
    """
    url, secret = options.get("callback_url"), options.get("callback_secret")
    if url is None:
        return {}
    rules = webhooks.Rules(here.settings.webhook_secret or None, bool(here.settings.webhook_private))
    webhooks.check_callback(url, secret, rules)
    return {"callback_url": url} | ({"webhook_secret": secret} if secret is not None else {})


def _not_none(items: Iterator[dict[str, Any] | InputError]) -> Iterator[dict[str, Any] | InputError]:
    """The same items. Raises the 422 problem if there are none."""
    first = next(items, None)
    if first is None:
        detail = "The body has no articles."
        raise Problem("invalid-input", detail, [{"pointer": "", "detail": detail}])
    return itertools.chain([first], items)
