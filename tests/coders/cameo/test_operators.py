from __future__ import annotations

from pathlib import Path

import pytest

from coders.cameo.acts import Act
from coders.cameo.deeds import Algebra
from coders.cameo.operators import GENERAL, compose
from coders.cameo.senses import OPERATORS
from coders.lexicon.reader import Entry, read_table

MANNERS = ("did", "intend", "appeal", "demand", "refuse", "threaten", "must", "ought", "may", "not")
TABLE = Path(__file__).with_name("operators.tsv")
ROWS = list(read_table(TABLE, ("operator", "deed", *MANNERS)))
SPEAKER, ADDRESSEE, DOER, SUFFERER = (0,), (1,), (2,), (3,)


def inner(deed: str = "meet", manner: str = "did", **more: object) -> Act:
    fields = {"source": DOER, "target": SUFFERER, **more}
    return Act(deed, "did" if manner == "not" else manner, trigger=9, negated=manner == "not", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['operator']} {row['deed']}")
def test_the_code_of_an_operator_over_a_deed_in_a_manner(algebra: Algebra, row: Entry) -> None:
    for manner in MANNERS:
        if row[manner] == ".":
            continue
        act = compose(row["operator"], inner(row["deed"], manner), SPEAKER, ADDRESSEE, algebra)
        assert ((act.code(algebra) if act else None) or "0") == row[manner], manner


def test_the_table_holds_every_operator_and_tone(algebra: Algebra) -> None:
    composed = {row["operator"] for row in ROWS}
    assert composed == OPERATORS - {"urge_self"}
    assert set(GENERAL) <= composed
    assert {algebra.tone(row["deed"]) for row in ROWS} == {"good", "hard", "word"}
    assert len(ROWS) == 3 * len(composed)


@pytest.mark.parametrize(
    ("operator", "act", "addressee", "source", "target"),
    [
        # who reports is no party, unless nobody else does it
        ("say", inner(), (), DOER, SUFFERER),
        ("say", inner(source=()), (), SPEAKER, SUFFERER),
        ("say", inner(source=(), trace=("agentless",)), (), (), SUFFERER),
        # a request is aimed at whom it is put to, else at who is to do it, else at what it is about
        ("appeal", inner(), ADDRESSEE, SPEAKER, ADDRESSEE),
        ("appeal", inner(), (), SPEAKER, DOER),
        ("demand", inner(source=SPEAKER), (), SPEAKER, SUFFERER),
        ("say", inner(manner="must"), (), SPEAKER, DOER),
        # one's own deed is aimed at whom it happens to
        ("intend", inner(source=SPEAKER), (), SPEAKER, SUFFERER),
        ("intend", inner(target=()), ADDRESSEE, SPEAKER, ADDRESSEE),
        ("threaten", inner("fight", target=SPEAKER), ADDRESSEE, SPEAKER, ADDRESSEE),
        ("do", inner(source=()), (), SPEAKER, SUFFERER),
        ("do", inner(target=()), ADDRESSEE, SPEAKER, ADDRESSEE),
        # a refusal is aimed at who proposed
        ("refuse", inner(manner="appeal"), (), SPEAKER, DOER),
        ("refuse", inner(source=SPEAKER), (), SPEAKER, SUFFERER),
        ("refuse", inner("accuse"), (), SPEAKER, DOER),
        ("deny", inner("fight", source=SPEAKER), (), SPEAKER, SPEAKER),
        ("halt", inner("fight", source=SPEAKER), (), SPEAKER, SUFFERER),
        ("halt", inner("fight", source=DOER, target=()), (), SPEAKER, DOER),
        ("fail", inner(source=()), (), SPEAKER, SUFFERER),
        ("hope", inner(source=SPEAKER), (), SPEAKER, SUFFERER),
        ("claim", inner(target=()), (), SPEAKER, DOER),
    ],
)
def test_who_stands_where(
    algebra: Algebra,
    operator: str,
    act: Act,
    addressee: tuple[int, ...],
    source: tuple[int, ...],
    target: tuple[int, ...],
) -> None:
    whole = compose(operator, act, SPEAKER, addressee, algebra)
    assert whole is not None
    assert (whole.source, whole.target) == (source, target)
    assert whole.trigger == act.trigger


def test_an_attempted_assassination_has_a_code_of_its_own(algebra: Algebra) -> None:
    for operator, code in (("attempt", "185"), ("do", "186")):
        act = compose(operator, inner("assassinate"), SPEAKER, (), algebra)
        assert act is not None
        assert act.code(algebra) == code


def test_manners_without_a_deed_keep_their_general_code(algebra: Algebra) -> None:
    codes = {
        m: Act("", m, (), (), 0).code(algebra) for m in ("intend", "appeal", "demand", "refuse", "threaten", "may")
    }
    assert codes == {
        "intend": "030",
        "appeal": "020",
        "demand": "100",
        "refuse": "120",
        "threaten": "130",
        "may": "030",
    }
    assert [Act("", m, (), (), 0).code(algebra) for m in ("did", "must", "ought", "might")] == [None] * 4
    assert Act("fight", "did", (), (), 0, negated=True).code(algebra) is None
