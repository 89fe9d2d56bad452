"""What can go wrong with stored work, as part of the domain's exceptions.

AthirError
├── JobNotFound     no job of that id
├── BadCursor       no place in a list of results or jobs
├── DeliveryNotFound  no such message of this job
├── ResultsExpired  the job was kept, its results were not
├── BadCallback     an address that no message is sent to
└── CoderError
    └── BadAnswer   a coder broke its contract: an answer is missing, too many, misnamed or cannot be stored
"""

from __future__ import annotations

from coders.errors import AthirError, CoderError


class JobNotFound(AthirError):
    """There is no job of that id."""

    slug = "job-not-found"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"there is no job {job_id[:100]!r}")
        self.job_id = job_id


class BadCursor(AthirError):
    """The cursor was not given by jobs.results.iterate for this output, or is not the id of a job."""

    slug = "invalid-input"

    def __init__(self, listed: str) -> None:
        super().__init__(f"this is no place in a list of {listed}")


class DeliveryNotFound(AthirError):
    """The job has no message of that id."""

    slug = "delivery-not-found"

    def __init__(self, delivery_id: str) -> None:
        super().__init__(f"the job has no delivery {delivery_id[:100]!r}")


class ResultsExpired(AthirError):
    """The job's results are past their lifetime and were deleted, or are about to be."""

    slug = "results-expired"

    def __init__(self, job_id: str, expired_at: str) -> None:
        super().__init__(f"the results of job {job_id} were kept until {expired_at}")
        self.job_id = job_id


class BadCallback(AthirError):
    """No message is sent to this address: it is malformed, leads into a private network, or could not be signed."""

    slug = "invalid-callback"


class BadAnswer(CoderError):
    """The coder broke its contract: an answer is missing, too many, misnamed, or holds what cannot be stored."""
