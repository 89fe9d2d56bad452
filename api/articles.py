"""From a JSON body to articles that may be coded, each checked by itself and given an id where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from marshmallow import ValidationError

from api.context import Services
from api.problems import Problem, input_errors, invalid
from jobs.submit import InputError
from schemas.code import CodeEnvelopeSchema
from schemas.plain_article import is_plain

_ENVELOPE = CodeEnvelopeSchema()


@dataclass(frozen=True, slots=True)
class Invalid:
    """An article that is not taken in: its id as far as it has one, and what is wrong with it."""

    id: str | None
    slug: str
    errors: list[dict[str, str]]

    def detail(self) -> str:
        """What is wrong, in one line."""
        first = self.errors[0]
        more = f" ({len(self.errors) - 1} more errors)" if len(self.errors) > 1 else ""
        return f"{first['pointer'] or 'The article'}: {first['detail']}{more}"

    def for_job(self, line: int) -> InputError:
        """The same as an error of the job's input."""
        more = f" ({len(self.errors) - 1} more errors)" if len(self.errors) > 1 else ""
        return InputError(line=line, pointer=self.errors[0]["pointer"], detail=self.errors[0]["detail"] + more)


@dataclass(frozen=True, slots=True)
class Batch:
    """The articles of one JSON body in their order. `single` tells one bare article from an envelope with one."""

    items: tuple[dict[str, Any] | Invalid, ...]
    coder: str
    single: bool

    def for_job(self) -> list[dict[str, Any] | InputError]:
        """What jobs.submit takes; positions count from 1."""
        return [
            item.for_job(line) if isinstance(item, Invalid) else item for line, item in enumerate(self.items, start=1)
        ]


def choose_coder(services: Services, asked: Mapping[str, Any], in_body: str | None = None) -> str:
    """The coder named by query or body, else the default. Raises the 422 problem for an unknown or second name."""
    in_query = asked.get("coder")
    if in_query and in_body and in_query != in_body:
        detail = "The query and the body name different coders."
        raise Problem("invalid-input", detail, [{"pointer": "/coder", "detail": detail}])
    name = in_query or in_body or services.settings.default_coder
    known = services.coder_names()
    if name not in known:
        detail = f"There is no coder named {name!r}; there are: {', '.join(known)}."
        place = {"pointer": "/coder"} if in_body else {"parameter": "coder"}
        raise Problem("unknown-coder", detail, [{**place, "detail": detail}])
    return str(name)


def read_article(services: Services, data: Any, prefix: str = "") -> dict[str, Any] | Invalid:
    """One article, checked, with an id; or what is wrong with it, as pointers below `prefix`."""
    try:
        plain = is_plain(data, services.settings.max_text_chars)
        article: dict[str, Any] = dict(data) if plain else services.article.load(data)
    except ValidationError as error:
        return Invalid(_id_of(services, data), "invalid-article", input_errors(error.messages, prefix))
    article.setdefault("id", str(uuid4()))
    return article


def _id_of(services: Services, data: Any) -> str | None:
    given = data.get("id") if isinstance(data, dict) else None
    try:
        services.article.fields["id"].deserialize(given)
    except ValidationError:
        return None
    return given if isinstance(given, str) else None


def read_batch(services: Services, body: Any, query: Mapping[str, Any], *, most: int | None) -> Batch:
    """The articles of a body: one article, `{"articles": […]}`, or an array where no number limits it (`most` is None).

    Raises the 422 problem for a body that is none of these; a bad article among others becomes an Invalid item.
    """
    if isinstance(body, list) and most is None:
        return _batch(services, body, "", choose_coder(services, query), most)
    if isinstance(body, dict) and "articles" in body:
        try:
            envelope = _ENVELOPE.load(body)
        except ValidationError as error:
            raise invalid(error) from error
        coder = choose_coder(services, query, envelope.get("coder"))
        return _batch(services, envelope["articles"], "/articles", coder, most)
    if isinstance(body, dict):
        return Batch((read_article(services, body),), choose_coder(services, query), single=True)
    detail = 'The body must be an article or {"articles": […]}.'
    raise Problem("invalid-input", detail, [{"pointer": "", "detail": detail}])


def _batch(services: Services, articles: list[Any], pointer: str, coder: str, most: int | None) -> Batch:
    if not articles or (most is not None and len(articles) > most):
        wanted = "at least one article" if not articles else f"at most {most} articles, has {len(articles)}"
        detail = f"Must have {wanted}."
        raise Problem("invalid-input", detail, [{"pointer": pointer, "detail": detail}])
    seen: set[str] = set()
    items: list[dict[str, Any] | Invalid] = []
    for index, data in enumerate(articles):
        place = f"{pointer}/{index}"
        item = read_article(services, data, place)
        if isinstance(item, dict):
            if item["id"] in seen:
                detail = "This id stands twice in the request."
                item = Invalid(item["id"], "duplicate-id", [{"pointer": f"{place}/id", "detail": detail}])
            else:
                seen.add(item["id"])
        items.append(item)
    return Batch(tuple(items), coder, single=False)
