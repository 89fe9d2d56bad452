from __future__ import annotations

import pytest

from coders.actors.records import Kind, Record
from coders.actors.roles import former, merge


def agent(name: str, code: str, *classes: str, weak: bool = False) -> Record:
    return Record(Kind.AGENT, code, name, "x.tsv:1", classes=classes or ("person",), weak=weak)


@pytest.mark.parametrize(
    ("base", "head", "prefix", "roles"),
    [
        ((), agent("soldier", "MIL"), "KEN", ("MIL",)),
        (("GOV",), agent("soldier", "MIL"), "KEN", ("MIL",)),
        (("GOV",), agent("force", "MIL", "force", weak=True), "KEN", ("MIL",)),
        (("REB",), agent("force", "MIL", "force", weak=True), "KEN", ("REB",)),
        (("REB",), agent("soldier", "MIL"), "KEN", ("REB",)),
        (("MIL",), agent("official", "GOV", weak=True), "KEN", ("MIL",)),
        (("OPP",), agent("newspaper", "MED", "body"), "KEN", ("OPP", "MED")),
        (("OPP",), agent("fighter", "UAF"), "KEN", ("REB",)),
        (("GOV",), agent("party", "PTY", "body", weak=True), "KEN", ("GOV",)),
        (("GOV",), agent("critic", "OPP"), "KEN", ("OPP",)),
        (("GOV",), agent("fighter", "UAF"), "KEN", ("MIL",)),
        (("GOV",), agent("decision", "", "act"), "KEN", ("GOV",)),
        (("GOV",), agent("supporter", "CVL", weak=True), "KEN", ("CVL",)),
        (("ELI",), agent("supporter", "CVL", weak=True), "KEN", ("OPP",)),
        ((), agent("official", "GOV", weak=True), "IGO", ()),
        ((), agent("soldier", "MIL"), "IGO", ("MIL",)),
        ((), agent("militant", "UAF"), "IMG", ()),
        ((), agent("aid worker", "NGO"), "KEN", ("NGO",)),
    ],
)
def test_a_head_and_what_it_belongs_to(
    base: tuple[str, ...], head: Record, prefix: str, roles: tuple[str, ...]
) -> None:
    assert merge(base, head, prefix) == roles


@pytest.mark.parametrize(
    ("roles", "after"), [(("GOV",), ("ELI",)), (("MIL",), ("ELI",)), (("REB",), ("REB",)), ((), ())]
)
def test_former(roles: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert former(roles) == after
