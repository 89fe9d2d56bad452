from __future__ import annotations

import pytest

from jobs import acled_tokens


def test_a_token_tells_its_account_until_it_expires(timed, clock):
    tokens = acled_tokens.issue(timed, "ada", 60)
    other = acled_tokens.issue(timed, "eve", 60)
    assert acled_tokens.account_of(timed, tokens.access) == "ada"
    assert acled_tokens.account_of(timed, other.access) == "eve"
    clock.forward(60)
    assert acled_tokens.account_of(timed, tokens.access) is None


@pytest.mark.parametrize("wrong", ["", "made up", "\x00", "\ud800", "x" * 100_000])
def test_what_was_never_issued_is_nobodys(timed, wrong):
    tokens = acled_tokens.issue(timed, "ada", 60)
    assert acled_tokens.account_of(timed, wrong) is None
    assert acled_tokens.account_of(timed, tokens.refresh) is None
    assert acled_tokens.renew(timed, wrong, 60) is None
    assert acled_tokens.renew(timed, tokens.access, 60) is None


def test_renewing_works_once_and_within_its_time(timed, clock):
    first = acled_tokens.issue(timed, "ada", 60)
    clock.forward(acled_tokens.REFRESH_SECONDS - 1)
    second = acled_tokens.renew(timed, first.refresh, 30)
    assert second is not None
    assert second.seconds == 30
    assert acled_tokens.account_of(timed, second.access) == "ada"
    assert acled_tokens.renew(timed, first.refresh, 30) is None
    clock.forward(acled_tokens.REFRESH_SECONDS)
    assert acled_tokens.renew(timed, second.refresh, 30) is None
