"""What can go wrong with stored work, as part of the domain's exceptions.

AthirError
├── JobNotFound     no job of that id
├── BadCursor       no place in a list of results or jobs
├── BadFilter       a filter of the ACLED-style API cannot be understood
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


class BadFilter(AthirError):
    """A filter's operator or value cannot be understood; the message names the parameter."""

    slug = "invalid-input"


class BadAnswer(CoderError):
    """The coder broke its contract: an answer is missing, too many, misnamed, or holds what cannot be stored."""
