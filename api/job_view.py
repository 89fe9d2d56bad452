"""How a job and its results are shown: the one place that turns stored work into bodies, and checks them on the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError

from api.context import Services
from api.problems import Problem, input_errors
from jobs.results import iterate
from jobs.status import JobStatus
from schemas.check import check_article, check_event, check_row

RETRY_SECONDS = 2  # an article takes well under a second; asking more often would only cost the database


def job_path(job_id: str) -> str:
    """The address of a job."""
    return f"/v1/jobs/{job_id}"
