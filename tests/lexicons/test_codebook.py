"""The codebook is complete and consistent: every code has a definition and its own sentences; nothing stands twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from coders.lexicon.reader import Entry, read_table

FOLDER = Path(__file__).parents[2] / "lexicons" / "codebook"
CODE_COLUMNS = (
    *("code", "parent", "label", "root", "quad", "goldstein"),
    *("plover_type", "plover_mode", "residual", "definition"),
)
EXAMPLE_COLUMNS = ("code", "source", "target", "text", "near_miss_of", "note")
QUIET_COLUMNS = ("text", "class", "note")
EXAMPLE_FILES = {"01-05": (1, 5), "06-10": (6, 10), "11-15": (11, 15), "16-20": (16, 20)}
QUAD_BY_ROOT = dict(zip(range(1, 21), [1] * 5 + [2] * 3 + [3] * 5 + [4] * 7, strict=True))
PLOVER_TYPES = {
    *("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "ACCUSE"),
    *("REQUEST", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"),
}
# First three letters of an actor code: the ISO 3166 countries of the sentences, Kosovo, CAMEO's international bodies.
FIRST_PARTS = set(
    re.findall(
        r"\w+",
        """
        AFG AGO ALB ARE ARG ARM AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF
        CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DNK DOM DZA ECU EGY ERI ESH ESP EST ETH
        FIN FJI FRA FRO GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRL GTM GUY HKG HND HRV HTI HUN IDN IND IRL IRN IRQ ISL
        ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KOR KSV KWT LAO LBN LBR LBY LKA LSO LTU LUX LVA MAR MDA MDG MDV MEX
        MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NCL NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL
        PNG POL PRI PRK PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SOM SRB SSD SUR SVK SVN SWE SWZ SYR
        TCD TGO THA TJK TKM TLS TON TTO TUN TUR TWN TZA UGA UKR URY USA UZB VAT VEN VNM VUT WSM YEM ZAF ZMB ZWE
        IGO IMG INT MNC NGM NGO
        """,
    )
)


def table(name: str, columns: tuple[str, ...]) -> list[Entry]:
    return list(read_table(FOLDER / name, columns))


CODE_ENTRIES = table("codes.tsv", CODE_COLUMNS)
CODES = {entry["code"]: entry for entry in CODE_ENTRIES}
CODABLE = sorted(code for code in CODES if len(code) > 2)
EXAMPLES_BY_FILE = {name: table(f"examples-{name}.tsv", EXAMPLE_COLUMNS) for name in EXAMPLE_FILES}
EXAMPLES = [entry for entries in EXAMPLES_BY_FILE.values() for entry in entries]
QUIET = table("quiet.tsv", QUIET_COLUMNS)


def malformed(actor: str) -> bool:
    """Whether an actor code is anything but one to five groups of three capitals that begin with a country or body."""
    return not re.fullmatch(r"(?:[A-Z]{3}){1,5}", actor) or actor[:3] not in FIRST_PARTS


def flaws(entry: Entry) -> list[str]:
    """What is wrong with an example, in words."""
    code, near = entry["code"], entry["near_miss_of"]
    found = []
    if (code or near) not in CODABLE or near not in {"", *CODABLE} or near == code:
        found.append("codes")
    if not 3 < len(entry["text"].split()) <= 60:
        found.append("length")
    if any(malformed(actor) for column in ("source", "target") for actor in entry.many(column)):
        found.append("actors")
    if bool(entry["source"]) != bool(code) or (entry["target"] and not code):
        found.append("actors without an event, or an event without a source")
    return found


def frame(text: str) -> str:
    """The sentence with every capitalised word and number blanked, to find templates."""
    return " ".join(re.sub(r"\b(?:[A-Z]|\d)[\w'-]*", "#", text).split())


def test_all_318_codes_stand_once() -> None:
    assert Counter(len(code) for code in CODES) == {2: 20, 3: 149, 4: 149}
    assert len(CODE_ENTRIES) == len(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_code_agrees_with_its_parent_and_has_a_definition(code: str) -> None:
    entry = CODES[code]
    assert entry["root"] == code[:2]
    assert entry["parent"] == ("" if len(code) == 2 else code[:-1])
    assert not entry["parent"] or entry["parent"] in CODES
    assert int(entry["quad"]) == QUAD_BY_ROOT[int(code[:2])]
    assert -10 <= float(entry["goldstein"]) <= 10
    assert entry["residual"] in {"Y", "N"}
    assert 4 <= len(entry["definition"].split()) <= 40
    assert entry["definition"].endswith(".")
    assert all(named in CODES for named in re.findall(r"\b\d{2,4}\b", entry["definition"]))


@pytest.mark.parametrize("code", sorted(CODES))
def test_plover_type_is_known_and_allowed_by_the_root(code: str) -> None:
    types = set(CODES[code].many("plover_type"))
    assert types <= PLOVER_TYPES
    assert bool(types) == (code[:2] != "01")
    assert types <= set(CODES[code[:2]].many("plover_type"))


def test_no_definition_stands_twice() -> None:
    counted = Counter(entry["definition"] for entry in CODE_ENTRIES)
    assert [definition for definition, times in counted.items() if times > 1] == []


def test_every_code_has_examples_and_a_near_miss() -> None:
    examples = Counter(entry["code"] for entry in EXAMPLES)
    near_misses = Counter(entry["near_miss_of"] for entry in EXAMPLES)
    assert {code: examples[code] for code in CODABLE if examples[code] < 4} == {}
    assert [code for code in CODABLE if not near_misses[code]] == []


def test_examples_of_a_code_come_from_several_countries() -> None:
    countries: dict[str, set[str]] = {code: set() for code in CODABLE}
    for entry in EXAMPLES:
        if entry["code"]:
            countries[entry["code"]].add(entry["source"][:3])
    assert {code: seen for code, seen in countries.items() if len(seen) < 3} == {}


def test_examples_are_well_formed() -> None:
    assert {entry.origin: found for entry in EXAMPLES if (found := flaws(entry))} == {}


@pytest.mark.parametrize(("name", "bounds"), EXAMPLE_FILES.items())
def test_examples_stand_in_the_file_of_their_root(name: str, bounds: tuple[int, int]) -> None:
    first, last = bounds
    roots = {entry.origin: int((entry["code"] or entry["near_miss_of"])[:2]) for entry in EXAMPLES_BY_FILE[name]}
    assert {origin: root for origin, root in roots.items() if not first <= root <= last} == {}


def test_no_sentence_stands_twice() -> None:
    counted = Counter(re.sub(r"\W+", " ", entry["text"]).casefold().strip() for entry in [*EXAMPLES, *QUIET])
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_sentence_is_another_with_the_names_changed() -> None:
    counted = Counter(frame(entry["text"]) for entry in [*EXAMPLES, *QUIET])
    assert [text for text, times in counted.items() if times > 1] == []


def test_quiet_sentences_are_well_formed_many_and_mixed() -> None:
    assert [entry.origin for entry in QUIET if not 3 < len(entry["text"].split()) <= 60] == []
    assert [entry.origin for entry in QUIET if not re.fullmatch(r"[a-z-]+", entry["class"])] == []
    classes = Counter(entry["class"] for entry in QUIET)
    assert len(QUIET) >= 240
    assert len(classes) >= 10
    assert min(classes.values()) >= 12


@pytest.mark.parametrize(
    ("actor", "bad"),
    [
        *[("USAGOV", False), ("IGOUNO", False), ("KSV", False), ("NGOHLHIRC", False)],
        *[("usa", True), ("USAGO", True), ("XXXGOV", True), ("", True), ("USAGOVMILCOPJUDLEG", True)],
    ],
)
def test_actor_code_check(actor: str, bad: bool) -> None:
    assert malformed(actor) is bad


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (("190", "SYRMIL", "SYRREB", "Syrian troops attacked the rebels.", ""), []),
        (("", "", "", "Syrian troops did not attack the rebels.", "190"), []),
        (("999", "SYRMIL", "", "Syrian troops attacked the rebels.", ""), ["codes"]),
        (("190", "SYRMIL", "", "Syrian troops attacked the rebels.", "190"), ["codes"]),
        (("190", "SYRMIL", "", "They attacked.", ""), ["length"]),
        (("190", "SYRMI", "", "Syrian troops attacked the rebels.", ""), ["actors"]),
        (
            ("190", "", "SYR", "Syrian troops attacked.", "195"),
            ["length", "actors without an event, or an event without a source"],
        ),
    ],
)
def test_flaws_are_found(fields: tuple[str, ...], found: list[str]) -> None:
    assert flaws(Entry(dict(zip(EXAMPLE_COLUMNS, (*fields, ""), strict=True)), "x.tsv", 1)) == found
