from __future__ import annotations

import pytest

from exports.actor_codes import Parts, country_of, phoenix, split


@pytest.mark.parametrize(
    ("code", "root", "agent", "others"),
    [
        ("USA", "USA", "", ()),
        ("IRQMIL", "IRQ", "MIL", ()),
        ("IMGMUSISI", "IMG", "", ("MUS", "ISI")),
        ("NGAMUSREB", "NGA", "", ("MUS", "REB")),
        ("---GOV", "", "GOV", ()),
        ("REB", "", "", ()),
        ("KSVGOVLEG", "KSV", "GOV", ("LEG",)),
        ("IGOUNO", "IGO", "", ("UNO",)),
        ("EURGOV", "", "GOV", ()),
        ("---", "", "", ()),
        (None, "", "", ()),
    ],
)
def test_phoenix_s_split(tables, code, root, agent, others):
    found = phoenix(code, tables.countries)
    assert (found.root, found.agent, found.others) == (root, agent, others)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("SYRMIL", Parts("SYR", types=("MIL",))),
        ("---REBMOSSUN", Parts(religions=("MOS", "SUN"), types=("REB",))),
        ("SUNGOV", Parts("SUN", types=("GOV",))),  # the Soviet Union, and not a faith
        ("MUSGOV", Parts("MUS", types=("GOV",))),  # Mauritius
        ("NGAMUSREB", Parts("NGA", religions=("MUS",), types=("REB",))),
        ("IRQKURREB", Parts("IRQ", ethnic="KUR", types=("REB",))),
        ("IGOUNOREFHCR", Parts(group="UNO", types=("IGO", "REF"))),
        ("MNCUSAMED", Parts("USA", types=("MNC", "MED"))),
        ("IGOWAFECO", Parts("WAF", group="ECO", types=("IGO",))),
        ("REBMOS", Parts(religions=("MOS",), types=("REB",))),
        ("MOSSUN", Parts(religions=("MOS", "SUN"))),
        ("---", Parts()),
        (None, Parts()),
    ],
)
def test_the_parts_of_a_code(tables, code, parts):
    assert split(code, tables.countries) == parts


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("KSVGOV", "Kosovo"),
        ("MNCUSA", "United States"),
        ("IGOUNO", None),
        ("EUR", None),
        ("---GOV", None),
        (None, None),
    ],
)
def test_the_country_of_a_code(tables, code, name):
    found = country_of(code, tables.countries)
    assert (found and found.name) == name
