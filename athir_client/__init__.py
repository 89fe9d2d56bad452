"""A typed client of Athir's HTTP API: `Client` asks, plain dictionaries come back, a refusal is an exception."""

from athir_client.answers import ArticleResult, Coded, Event, Job, Row
from athir_client.client import Client
from athir_client.errors import Conflict, Expired, InvalidInput, NoAnswer, NotAllowed, NotFound, ServerError
from athir_client.results import Listing

__all__ = [
    "ArticleResult",
    "Client",
    "Coded",
    "Conflict",
    "Event",
    "Expired",
    "InvalidInput",
    "Job",
    "Listing",
    "NoAnswer",
    "NotAllowed",
    "NotFound",
    "Row",
    "ServerError",
]
