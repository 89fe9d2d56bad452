"""The request headers that choose how an answer comes: Prefer (RFC 7240) and Accept."""

from __future__ import annotations

import re

from flask import request

from api.problems import Problem

_WAIT = re.compile(r"wait\s*=\s*\"?([0-9]{1,9})\"?", re.IGNORECASE)


def preferred_wait(most: float) -> int | None:
    """Seconds of `Prefer: wait=N`, at most `most`; 0 for `respond-async`; None without a usable preference."""
    for preference in ",".join(request.headers.getlist("Prefer")).split(","):
        token = preference.split(";")[0].strip()
        if wait := _WAIT.fullmatch(token):
            return min(int(wait[1]), int(most))
        if token.lower() == "respond-async":
            return 0
    return None


def accepted(*offered: str) -> str:
    """The media type of `offered` that the client likes best, the first if it does not say. Raises the 406 problem."""
    if not request.accept_mimetypes:
        return offered[0]
    best = request.accept_mimetypes.best_match(offered)
    if best is None:
        raise Problem("not-acceptable", f"This route answers in {' or '.join(offered)}.")
    return best
