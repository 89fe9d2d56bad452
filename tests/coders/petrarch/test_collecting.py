from __future__ import annotations

import gc

import pytest

from coders.petrarch.collecting import no_collecting


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_still_within_and_as_before_after_it(running: bool) -> None:
    within = []

    @no_collecting()
    def fail() -> None:
        within.append(gc.isenabled())
        raise ZeroDivisionError

    (gc.enable if running else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError):
            fail()
        assert (within, gc.isenabled()) == ([False], running)
    finally:
        gc.enable()
