from __future__ import annotations

import pytest

from coders.petrarch.forms import plural, verb_forms


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("SOLDIER", "SOLDIERS"), ("ARMY", "ARMIES"), ("ENVOY", "ENVOYS"), ("PRESS", "PRESSES"), ("RYE CAKE", "RYE CAKES")],
)
def test_plurals(noun: str, expected: str) -> None:
    assert plural(noun) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("SHELL", ("SHELL", "SHELLS", "SHELLED", "SHELLING")),
        ("MOVE", ("MOVE", "MOVES", "MOVED", "MOVING")),
        ("FLEE", ("FLEE", "FLEES", "FLEED", "FLEEING")),
        ("TRY", ("TRY", "TRIES", "TRYED", "TRYING")),  # why such verbs have their forms in braces
        ("PRESS", ("PRESS", "PRESSES", "PRESSED", "PRESSING")),
        ("DEPLOY", ("DEPLOY", "DEPLOYS", "DEPLOYED", "DEPLOYING")),
    ],
)
def test_regular_verbs(verb: str, expected: tuple[str, ...]) -> None:
    assert verb_forms(verb) == expected
