"""Whose turn it is: owners share alike, and the jobs of an owner share by their priority, whatever their size."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that may have chunks to send: its share of its owner's turns, chunks under way, when it was last served."""

    job_id: str | None
    owner: str | None
    share: int
    under_way: int
    served: float


@dataclass(slots=True)
class _Owner:
    under_way: int
    served: float
    jobs: list[tuple[float, float, int, Waiting]]


def turns(waiting: Iterable[Waiting]) -> Generator[Waiting | None, bool | None]:
    """Yields the job whose chunk is to be sent next, as often as asked; ends when no job is left.

    The turn goes to the owner with the fewest chunks under way, and of its jobs to the one with the fewest for its
    share; of equals, to the one that has waited longest. Send False back for a job that had nothing to send: it drops
    out, and the answer is the next job, or None when there is none.
    """
    owners: dict[str | None, _Owner] = {}
    for number, job in enumerate(waiting):
        owner = owners.setdefault(job.owner, _Owner(0, 0.0, []))
        owner.under_way += job.under_way
        owner.served = max(owner.served, job.served)
        owner.jobs.append((job.under_way / job.share, job.served, number, job))
    queue = [(owner.under_way, owner.served, number, owner) for number, owner in enumerate(owners.values())]
    for owner in owners.values():
        heapq.heapify(owner.jobs)
    heapq.heapify(queue)
    refused = False
    while queue:
        count, served, rank, owner = queue[0]
        load, job_served, number, job = owner.jobs[0]
        answer = yield job
        refused = answer is False
        if refused:
            heapq.heappop(owner.jobs)
            if not owner.jobs:
                heapq.heappop(queue)
        else:
            heapq.heapreplace(owner.jobs, (load + 1 / job.share, job_served, number, job))
            heapq.heapreplace(queue, (count + 1, served, rank, owner))
    if refused:
        yield None
