"""Articles that break their coder off, or kill the process it runs in."""

from __future__ import annotations

from tests.faults.long.checker import assert_answered_once_each
from tests.faults.long.conftest import Plant, sized
from tests.support import eventually


@sized(quick=False)
def test_poison_of_each_kind(plant: Plant) -> None:
    plant.environ["ATHIR_MAX_ATTEMPTS"] = "1"
    plant.environ["ATHIR_LEASE_SECONDS"] = "1"
    at = {name: [plant.share(part) for part in parts] for name, parts in KINDS.items()}
    for text, positions in at.items():
        for position in positions:
            plant.articles[position]["text"] = text
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    eventually(lambda: plant.finished(job), seconds=240)
    failed = {f"a{position}" for position in at["refuse"]}
    quarantined = {f"a{position}" for text in ("raise", "kill") for position in at[text]}
    assert_answered_once_each(plant, job, plant.articles, failed=failed, quarantined=quarantined)
    assert (sweeper.poll(), worker.poll()) == (None, None)


KINDS = {"raise": (0.1, 0.6, 0.61), "kill": (0.3,), "refuse": (0.2, 0.9)}
