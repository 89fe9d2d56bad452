"""Tokens, sessions and keys of the ACLED-style API: POST /oauth/token, POST /user/login, and who may read."""

from __future__ import annotations

import secrets
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from api.acled import errors
from api.acled.accounts import accounts
from api.acled.errors import AcledError
from api.context import services
from jobs import acled_tokens
from jobs.acled_tokens import Tokens

blueprint = Blueprint("acled_auth", __name__)
errors.install(blueprint)

COOKIE: Final = "SSESS6174686972"
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
        return _issued(acled_tokens.issue(here.store, account, seconds))
    if grant == "refresh_token":
        if "refresh_token" not in form:
            return _refuse("invalid_request", "refresh_token is needed.")
        renewed = acled_tokens.renew(here.store, form["refresh_token"], seconds)
        return (
            _issued(renewed) if renewed else _refuse("invalid_grant", "The refresh token is unknown, used or too old.")
        )
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
    here = services()
    issued = acled_tokens.issue(here.store, account, here.settings.token_seconds)
    response = _answer(
        {
            "current_user": {"uid": "1", "name": account},
            "csrf_token": secrets.token_urlsafe(32),  # nothing here changes by a request that carries the cookie
            "logout_token": secrets.token_urlsafe(32),
        }
    )
    response.set_cookie(
        COOKIE, issued.access, max_age=issued.seconds, httponly=True, secure=request.is_secure, samesite="Lax"
    )
    return response


def admit() -> None:
    """Lets the request pass or raises AcledError.

    A token in the header counts before a cookie, and that before key and email. Credentials that are wrong or too old
    are refused also where none are needed, so that clients renew them.
    """
    here = services()
    header = request.authorization
    if header is not None and header.type == "bearer":
        sent = header.token or ""
        if acled_tokens.account_of(here.store, sent) is None and accounts().by_bearer(sent) is None:
            raise AcledError(401, "Access denied: the token is invalid or has expired.", _INVALID)
    elif session := request.cookies.get(COOKIE):
        if acled_tokens.account_of(here.store, session) is None:
            raise AcledError(401, "Access denied: the session is invalid or has expired.")
    elif key := request.values.get("key"):
        if accounts().by_key(key, request.values.get("email", "")) is None:
            raise AcledError(403, "Access denied: the key is unknown, or does not go with the email.")
    elif accounts().required:
        raise AcledError(403, "Access denied")


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
