"""Tokens, sessions and keys of the ACLED-style API: POST /oauth/token, POST /user/login, and who may read."""

from __future__ import annotations

import secrets
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from api.access import HEADER
from api.acled import errors
from api.acled.accounts import Account, accounts
from api.acled.errors import AcledError
from api.context import services
from jobs import acled_tokens
from jobs.acled_tokens import Tokens
from jobs.keys import Key

blueprint = Blueprint("acled_auth", __name__)
errors.install(blueprint)

COOKIE: Final = "SSESS6174686972"
_UNSCOPED: Final = "the key lacks the scope read."
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_INVALID: Final = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


@blueprint.route("/oauth/token", methods=["POST"])
def token() -> Response:
    """Issues tokens for a password (grant_type=password) or for a refresh token (grant_type=refresh_token)."""
    form = request.form
    grant = form.get("grant_type")
    here = services()
    seconds = here.settings.token_seconds
    if grant == "password":
        if "username" not in form or "password" not in form:
            return _refuse("invalid_request", "username and password are needed.")
        account = accounts().by_password(form["username"], form["password"])
        if account is None:
            return _refuse("invalid_grant", "The user credentials were incorrect.")
        if not account.reads:
            return _refuse("invalid_scope", _UNSCOPED)
        return _issued(acled_tokens.issue(here.store, account.id, seconds))
    if grant == "refresh_token":
        if "refresh_token" not in form:
            return _refuse("invalid_request", "refresh_token is needed.")
        issued_to = acled_tokens.renewable(here.store, form["refresh_token"])
        if issued_to is not None and accounts().by_id(issued_to) is not None:
            renewed = acled_tokens.renew(here.store, form["refresh_token"], seconds)
            if renewed is not None:
                return _issued(renewed)
        return _refuse("invalid_grant", "The refresh token is unknown, used or too old, or its account has ended.")
    return _refuse("unsupported_grant_type", "grant_type must be password or refresh_token.")


@blueprint.route("/user/login", methods=["POST"])
def login() -> Response:
    """Opens a session: JSON {"name", "pass"} in, a cookie out that later requests carry."""
    body = request.get_json(silent=True)
    name, password = (body.get("name"), body.get("pass")) if isinstance(body, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(password, str):
        return _answer({"message": "Send JSON with name and pass."}, 400)
    account = accounts().by_password(name, password)
    if account is None:
        return _answer({"message": "The name or the password is wrong."}, 400)
    if not account.reads:
        return _answer({"message": _UNSCOPED}, 403)
    here = services()
    issued = acled_tokens.issue(here.store, account.id, here.settings.token_seconds)
    response = _answer(
        {
            "current_user": {"uid": "1", "name": account.name},
            "csrf_token": secrets.token_urlsafe(32),  # nothing here changes by a request that carries the cookie
            "logout_token": secrets.token_urlsafe(32),
        }
    )
    response.set_cookie(
        COOKIE, issued.access, max_age=issued.seconds, httponly=True, secure=request.is_secure, samesite="Lax"
    )
    return response


def admit() -> Key | None:
    """Lets the request pass, with the key it may do so by if one is asked for, or raises AcledError.

    A key or token in a header counts before a cookie, and that before key and email. Credentials that are wrong or too
    old are refused also where none are needed, so that clients renew them.
    """
    account = _account()
    if account is None:
        if accounts().required:
            raise AcledError(403, "Access denied")
        return None
    if not account.reads:
        raise AcledError(403, f"Access denied: {_UNSCOPED}")
    return account.key


def _account() -> Account | None:
    """Whose credentials the request has; None if it has none. Raises AcledError for wrong ones."""
    header = request.authorization
    if (sent := request.headers.get(HEADER)) is not None and accounts().required:
        account = accounts().by_bearer(sent)
        if account is None:
            raise AcledError(401, "Access denied: the key is unknown or no longer valid.", _INVALID)
    elif header is not None and header.type == "bearer":
        account = _by_token(header.token or "") or accounts().by_bearer(header.token or "")
        if account is None:
            raise AcledError(401, "Access denied: the token is invalid or has expired.", _INVALID)
    elif session := request.cookies.get(COOKIE):
        account = _by_token(session)
        if account is None:
            raise AcledError(401, "Access denied: the session is invalid or has expired.")
    elif key := request.values.get("key"):
        account = accounts().by_key(key, request.values.get("email", ""))
        if account is None:
            raise AcledError(403, "Access denied: the key is unknown, or does not go with the email.")
    else:
        return None
    return account


def _by_token(token: str) -> Account | None:
    issued_to = acled_tokens.account_of(services().store, token)
    return None if issued_to is None else accounts().by_id(issued_to)


def _issued(tokens: Tokens) -> Response:
    return _answer(
        {
            "token_type": "Bearer",
            "expires_in": tokens.seconds,
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
        }
    )


def _refuse(error: str, description: str) -> Response:
    return _answer({"error": error, "error_description": description, "message": description}, 400)


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.update(_NO_STORE)
    return response
