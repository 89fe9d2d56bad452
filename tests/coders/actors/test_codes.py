from __future__ import annotations

import pytest

from coders.actors.codes import compose, modern, read_code, trios


@pytest.mark.parametrize(
    ("code", "prefix", "roles", "rest", "country"),
    [
        ("RUS", "RUS", (), (), "RUS"),
        ("SYRREB", "SYR", ("REB",), (), "SYR"),
        ("KENGOVPTY", "KEN", ("GOV", "PTY"), (), "KEN"),
        ("BDIREBHUT", "BDI", ("REB",), ("HUT",), "BDI"),
        ("IGOUNO", "IGO", (), ("UNO",), None),
        ("NGOHLHIRC", "NGO", ("HLH",), ("IRC",), None),
    ],
)
def test_a_code_is_taken_apart(
    code: str, prefix: str, roles: tuple[str, ...], rest: tuple[str, ...], country: str
) -> None:
    read = read_code(code)
    assert (read.prefix, read.roles, read.rest, read.country) == (prefix, roles, rest, country)


@pytest.mark.parametrize(("old", "new"), [("TMPGOV", "TLSGOV"), ("ROM", "ROU"), ("KENGOV", "KENGOV")])
def test_trios_of_older_tables_are_written_as_todays(old: str, new: str) -> None:
    assert modern(old) == new


@pytest.mark.parametrize("code", ["", "RU", "RUSGO", "rusgov", "RUS GOV", "RÜSGOV", "RUSGOV1"])
def test_a_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="trios"):
        trios(code)


@pytest.mark.parametrize(
    ("prefix", "roles", "rest", "code"),
    [
        ("KEN", ("MED", "OPP"), (), "KENOPPMED"),
        ("KEN", ("PTY", "GOV"), (), "KENGOVPTY"),
        ("KEN", ("LEG", "GOV", "PTY"), (), "KENGOVPTYLEG"),
        ("KEN", ("REB", "REB"), ("HUT", "HUT"), "KENREBHUT"),
        ("IGO", ("MIL",), ("UNO",), "IGOUNOMIL"),
        (None, ("UAF",), (), "---UAF"),
    ],
)
def test_a_code_is_put_together_in_order(
    prefix: str | None, roles: tuple[str, ...], rest: tuple[str, ...], code: str
) -> None:
    assert str(compose(prefix, roles, rest)) == code
