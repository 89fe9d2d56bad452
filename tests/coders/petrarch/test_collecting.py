from __future__ import annotations

import gc

import pytest

from coders.petrarch.collecting import no_collecting


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_still_within_and_as_before_after_it(running: bool) -> None:
    (gc.enable if running else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError), no_collecting():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() is running
    finally:
        gc.enable()
