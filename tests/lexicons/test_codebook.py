"""The codebook is complete and consistent: every code is defined and shown by sentences of its own, and nothing is said twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from coders.lexicon.reader import Entry, read_table

FOLDER = Path(__file__).parents[2] / "lexicons" / "codebook"
CODE_COLUMNS = (
    "code",
    "parent",
    "label",
    "root",
    "quad",
    "goldstein",
    "plover_type",
    "plover_mode",
    "residual",
    "definition",
)
EXAMPLE_COLUMNS = ("code", "source", "target", "text", "near_miss_of", "note")
QUIET_COLUMNS = ("text", "class", "note")
PLOVER_TYPES = frozenset(
    "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT ACCUSE REQUEST REJECT THREATEN PROTEST MOBILIZE SANCTION COERCE ASSAULT".split()
)
QUADS = {**{root: 1 for root in range(1, 6)}, **{root: 2 for root in range(6, 9)}, **{root: 3 for root in range(9, 14)}}
EXAMPLE_FILES = {"01-05": (1, 5), "06-10": (6, 10), "11-15": (11, 15), "16-20": (16, 20)}

# The first three letters of an actor code: ISO 3166 countries that the sentences use, Kosovo, and CAMEO's international bodies.
FIRST_PARTS = frozenset(
    """
    ABW AFG AGO ALB ARE ARG ARM AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN CHE CHL
    CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FRA FRO GAB GBR GEO
    GHA GIN GMB GNB GNQ GRC GRL GTM GUY HKG HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KOR
    KSV KWT LAO LBN LBR LBY LKA LSO LTU LUX LVA MAR MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NCL NER
    NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PNG POL PRI PRK PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SOM
    SRB SSD SUR SVK SVN SWE SWZ SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TWN TZA UGA UKR URY USA UZB VAT VEN VNM VUT WSM YEM
    ZAF ZMB ZWE IGO IMG INT MNC NGM NGO
    """.split()
)


def table(name: str, columns: tuple[str, ...]) -> list[Entry]:
    return list(read_table(FOLDER / name, columns))


CODES = {entry["code"]: entry for entry in table("codes.tsv", CODE_COLUMNS)}
EXAMPLES = [entry for name in EXAMPLE_FILES for entry in table(f"examples-{name}.tsv", EXAMPLE_COLUMNS)]
QUIET = table("quiet.tsv", QUIET_COLUMNS)
CODABLE = sorted(code for code in CODES if len(code) > 2)


def malformed(actor: str) -> bool:
    """Whether an actor code is not one to five known-looking groups of three capitals."""
    return not re.fullmatch(r"(?:[A-Z]{3}){1,5}", actor) or actor[:3] not in FIRST_PARTS


def test_all_318_codes_stand_once() -> None:
    assert Counter(len(code) for code in CODES) == {2: 20, 3: 149, 4: 149}
    assert len(table("codes.tsv", CODE_COLUMNS)) == len(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_code_agrees_with_its_parent(code: str) -> None:
    entry = CODES[code]
    assert entry["root"] == code[:2]
    assert entry["parent"] == ("" if len(code) == 2 else code[:-1])
    assert not entry["parent"] or entry["parent"] in CODES
    assert int(entry["quad"]) == QUADS.get(int(code[:2]), 4)
    assert -10 <= float(entry["goldstein"]) <= 10
    assert entry["residual"] in {"Y", "N"}
    types = set(entry.many("plover_type"))
    assert types <= PLOVER_TYPES
    assert bool(types) == (code[:2] != "01")
    if entry["parent"] and types:
        assert types <= set(CODES[code[:2]].many("plover_type"))


@pytest.mark.parametrize("code", sorted(CODES))
def test_definition_is_one_line_of_its_own(code: str) -> None:
    definition = CODES[code]["definition"]
    assert 4 <= len(definition.split()) <= 40
    assert definition.endswith(".")
    assert [other for other in CODES if CODES[other]["definition"] == definition] == [code]
    assert all(named in CODES for named in re.findall(r"\b\d{2,4}\b", definition))


@pytest.mark.parametrize("code", CODABLE)
def test_code_has_examples_and_a_near_miss(code: str) -> None:
    assert sum(entry["code"] == code for entry in EXAMPLES) >= 4
    assert sum(entry["near_miss_of"] == code for entry in EXAMPLES) >= 1


@pytest.mark.parametrize("code", CODABLE)
def test_examples_of_a_code_do_not_hang_on_one_country(code: str) -> None:
    sources = {entry["source"][:3] for entry in EXAMPLES if entry["code"] == code and entry["source"]}
    assert len(sources) >= 2


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda entry: entry.origin)
def test_example_is_well_formed(entry: Entry) -> None:
    code, near = entry["code"], entry["near_miss_of"]
    assert code in CODABLE if code else near in CODABLE
    assert near in {"", *CODABLE} and near != code
    assert 3 < len(entry["text"].split()) <= 60
    assert [actor for column in ("source", "target") for actor in entry.many(column) if malformed(actor)] == []
    assert bool(entry["source"]) == bool(code)
    assert bool(code) or not entry["target"]


@pytest.mark.parametrize("name", EXAMPLE_FILES)
def test_example_stands_in_the_file_of_its_root(name: str) -> None:
    first, last = EXAMPLE_FILES[name]
    entries = table(f"examples-{name}.tsv", EXAMPLE_COLUMNS)
    assert [e.origin for e in entries if not first <= int((e["code"] or e["near_miss_of"])[:2]) <= last] == []


def test_no_sentence_stands_twice() -> None:
    counted = Counter(re.sub(r"\W+", " ", entry["text"]).casefold().strip() for entry in [*EXAMPLES, *QUIET])
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_sentence_is_another_with_the_names_changed() -> None:
    frames = Counter(
        " ".join(re.sub(r"\b[A-Z][\w'-]*", "#", entry["text"]).split())
        for entry in EXAMPLES
        if len(entry["text"].split()) > 7
    )
    assert [frame for frame, times in frames.items() if times > 1] == []


@pytest.mark.parametrize("entry", QUIET, ids=lambda entry: entry.origin)
def test_quiet_sentence_is_well_formed(entry: Entry) -> None:
    assert 3 < len(entry["text"].split()) <= 60
    assert re.fullmatch(r"[a-z-]+", entry["class"])


def test_quiet_sentences_are_many_and_mixed() -> None:
    classes = Counter(entry["class"] for entry in QUIET)
    assert len(QUIET) >= 240
    assert len(classes) >= 10 and min(classes.values()) >= 12


@pytest.mark.parametrize(
    ("actor", "bad"),
    [
        ("USAGOV", False),
        ("IGOUNO", False),
        ("KSV", False),
        ("usa", True),
        ("USAGO", True),
        ("XXXGOV", True),
        ("", True),
    ],
)
def test_actor_code_check(actor: str, bad: bool) -> None:
    assert malformed(actor) is bad
