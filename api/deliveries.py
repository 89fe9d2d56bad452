"""/v1/jobs/{id}/deliveries: the messages to a job's callback address, what came of them, and sending one again."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from api.context import services
from api.openapi import fails_with
from jobs import deliveries, status
from schemas.delivery import DeliveryListSchema, DeliverySchema

blueprint = Blueprint("deliveries", __name__, url_prefix="/v1/jobs", description="Messages to callback addresses")

_JOB_ID = {"in": "path", "name": "job_id", "required": True, "schema": {"type": "string"}}
_DELIVERY_ID = {"in": "path", "name": "delivery_id", "required": True, "schema": {"type": "string"}}


@blueprint.route("/<job_id>/deliveries", methods=["GET"], parameters=[_JOB_ID])
@fails_with(blueprint, "job-not-found", "storage-unavailable")
@blueprint.response(200, DeliveryListSchema, description="The messages, the oldest first.")
def listing(job_id: str) -> Response:
    """The messages that were written when the job ended, with every attempt to send them."""
    store = services().store
    status.get(store, job_id)  # an unknown job is a 404, not an empty list
    return jsonify({"deliveries": [_body(delivery) for delivery in deliveries.of_job(store, job_id)]})


@blueprint.route("/<job_id>/deliveries/<delivery_id>", methods=["POST"], parameters=[_JOB_ID, _DELIVERY_ID])
@fails_with(blueprint, "delivery-not-found", "storage-unavailable")
@blueprint.response(202, DeliverySchema, description="Due now; the sweeper sends it.")
def send_again(job_id: str, delivery_id: str) -> Response:
    """Send a message again, delivered or not, with all its attempts before it."""
    answer = jsonify(_body(deliveries.send_again(services().store, job_id, delivery_id)))
    answer.status_code = 202
    return answer


def _body(delivery: deliveries.Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "url": delivery.url,
        "event": delivery.event,
        "state": delivery.state,
        "created_at": delivery.created_at,
        "next_attempt_at": delivery.next_attempt_at,
        "finished_at": delivery.finished_at,
        "attempts": [dict(attempt) for attempt in delivery.attempts],
    }
