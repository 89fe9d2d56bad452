"""What can go wrong with stored work, as part of the domain's exceptions.

AthirError
├── JobNotFound     no job of that id
├── BadCursor       no place in a list of results or jobs
├── BadKey          a key that opens nothing: unknown, revoked or expired
├── KeyNotFound     no key of that id
├── JobFinished     what is finished cannot be paused or cancelled
├── QueueFull       there is more to do than may wait
├── KeyReused       an Idempotency-Key that names another submission
├── KeyInFlight     an Idempotency-Key whose submission is still coming in
├── BadFilter       a filter of the ACLED-style API cannot be understood
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


class BadKey(AthirError):
    """The key opens nothing. One message for all reasons: a stranger learns nothing of what keys there are."""

    slug = "unauthorized"

    def __init__(self) -> None:
        super().__init__("the key is not known, or no longer valid")


class KeyNotFound(AthirError):
    """There is no key of that id."""

    slug = "key-not-found"

    def __init__(self, key_id: str) -> None:
        super().__init__(f"there is no key {key_id[:100]!r}; see: athir keys list")


class BadFilter(AthirError):
    """A filter's operator or value cannot be understood; the message names the parameter."""

    slug = "invalid-input"


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


class JobFinished(AthirError):
    """A job that is finished cannot be paused, resumed or cancelled."""

    slug = "job-finished"

    def __init__(self, job_id: str, state: str) -> None:
        super().__init__(f"the job {job_id} is {state}")


class QueueFull(AthirError):
    """There is more to do than may wait; trying again later helps."""

    slug = "queue-full"


class KeyReused(AthirError):
    """The Idempotency-Key was used for another submission."""

    slug = "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__("the Idempotency-Key was used before with another body, type or query")


class KeyInFlight(AthirError):
    """The submission that the Idempotency-Key names is still coming in."""

    slug = "idempotency-key-in-flight"

    def __init__(self) -> None:
        super().__init__("a request with this Idempotency-Key is still being read")
