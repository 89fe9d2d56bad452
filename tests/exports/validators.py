"""What each column of each format may hold, written from descriptions of the formats and not from the code that writes them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import datetime

Check = Callable[[str], bool]


def like(pattern: str) -> Check:
    compiled = re.compile(pattern, re.ASCII)
    return lambda cell: compiled.fullmatch(cell) is not None


def either(*checks: Check) -> Check:
    return lambda cell: any(check(cell) for check in checks)


def number(low: float, high: float) -> Check:
    def check(cell: str) -> bool:
        try:
            return low <= float(cell) <= high
        except ValueError:
            return False

    return check


def time(form: str, width: int) -> Check:
    def check(cell: str) -> bool:
        try:
            datetime.strptime(cell.zfill(width), form)
        except ValueError:
            return False
        return len(cell) == width and cell.isascii()

    return check


def plain(cell: str) -> bool:
    return not re.search(r'[\t\r\n"\x00-\x1f\x7f-\x9f\u2028\u2029]', cell)


EMPTY = like("")
DAY = time("%Y%m%d", 8)
ISO_DAY = time("%Y-%m-%d", 10)
MOMENT = time("%Y%m%d%H%M%S", 14)
TRIOS = like(r"(---|[A-Z0-9]{3})([A-Z0-9]{3})*")
TRIO = like(r"[A-Z0-9]{3}")
TRIO_LIST = like(r"([A-Z0-9]{3}(;[A-Z0-9]{3})*)?")
CAMEO = like(r"(0[1-9]|1[0-9]|20)[0-9]{0,2}")
ROOT = like(r"0[1-9]|1[0-9]|20")
LATITUDE, LONGITUDE = number(-90, 90), number(-180, 180)
SCALE = number(-10, 10)
COUNT = like(r"[1-9][0-9]*")
INTEGER = like(r"0|[1-9][0-9]{0,15}")
ISSUES = like(r"([^;,\t]+,[0-9]+(;[^;,\t]+,[0-9]+)*)?")
IDS = like(r"[^;\t\n]+_[0-9]+(;[^;\t\n]+_[0-9]+)*")
FIPS = like(r"[A-Z]{2}")


def optional(check: Check) -> Check:
    return either(EMPTY, check)


def anything_plain(cell: str) -> bool:
    return plain(cell)


PETRARCH = (
    ("date", optional(DAY)), ("source", TRIOS), ("target", TRIOS), ("code", CAMEO), ("issues", ISSUES), ("ids", IDS),
    ("url", plain), ("story source", lambda cell: plain(cell) and cell != ""),
)  # fmt: skip

_PHOENIX_ACTOR = (
    TRIOS,
    optional(TRIO),
    optional(like("GOV|MIL|REB|OPP|PTY|COP|JUD|SPY|MED|EDU|BUS|CRM|CVL")),
    TRIO_LIST,
)
PHOENIX = (
    ("EventID", like(r"[1-9][0-9]*_v.+")), ("Date", optional(DAY)), ("Year", optional(like(r"\d{4}"))),
    ("Month", optional(like(r"0[1-9]|1[0-2]"))), ("Day", optional(like(r"0[1-9]|[12][0-9]|3[01]"))),
    *((f"Source{n}", check) for n, check in enumerate(_PHOENIX_ACTOR)),
    *((f"Target{n}", check) for n, check in enumerate(_PHOENIX_ACTOR)),
    ("EventCode", CAMEO), ("EventRootCode", ROOT), ("PentaClass", like("[0-4]")), ("GoldsteinScore", SCALE), ("Issues", ISSUES),
    ("Lat", optional(LATITUDE)), ("Lon", optional(LONGITUDE)), ("LocationName", plain), ("StateName", plain),
    ("CountryCode", optional(either(like("NA"), like("[A-Z]{3}")))), ("SentenceID", IDS), ("URLs", plain), ("NewsSources", plain),
)  # fmt: skip

CLINE_HEADER = (
    "eid,story_date,year,month,day,source,source_root,source_agent,source_others,target,target_root,target_agent,target_others,"
    "code,root_code,quad_class,goldstein,joined_issues,lat,lon,placename,statename,countryname,aid,process"
).split(",")
CLINE = (
    ("eid", lambda cell: cell != ""), ("story_date", optional(like(r"([1-9]|1[0-2])/([1-9]|[12][0-9]|3[01])/\d{1,4}"))),
    ("year", optional(like(r"[1-9]\d{0,3}"))), ("month", optional(number(1, 12))), ("day", optional(number(1, 31))),
    *((f"source{n}", check) for n, check in enumerate(_PHOENIX_ACTOR)),
    *((f"target{n}", check) for n, check in enumerate(_PHOENIX_ACTOR)),
    ("code", CAMEO), ("root_code", ROOT), ("quad_class", like("[0-4]")), ("goldstein", SCALE), ("joined_issues", ISSUES),
    ("lat", optional(LATITUDE)), ("lon", optional(LONGITUDE)), ("placename", plain), ("statename", plain),
    ("countryname", optional(like("[A-Z]{3}"))), ("aid", lambda cell: cell != ""), ("process", lambda cell: cell != ""),
)  # fmt: skip

_GDELT_ACTOR = (
    ("Code", optional(like(r"([A-Z0-9]{3})+"))), ("Name", plain), ("CountryCode", optional(TRIO)), ("KnownGroupCode", optional(TRIO)),
    ("EthnicCode", optional(TRIO)), ("Religion1Code", optional(TRIO)), ("Religion2Code", optional(TRIO)),
    ("Type1Code", optional(TRIO)), ("Type2Code", optional(TRIO)), ("Type3Code", optional(TRIO)),
)  # fmt: skip
_GDELT_GEO = (
    ("Type", like("[0-5]")), ("FullName", plain), ("CountryCode", optional(FIPS)), ("ADM1Code", optional(like(r"[A-Z]{2}\w{0,2}"))),
    ("Lat", optional(LATITUDE)), ("Long", optional(LONGITUDE)), ("FeatureID", plain),
)  # fmt: skip
_GDELT_HEAD = (
    ("GLOBALEVENTID", INTEGER), ("SQLDATE", optional(DAY)), ("MonthYear", optional(like(r"\d{6}"))), ("Year", optional(like(r"\d{4}"))),
    ("FractionDate", optional(like(r"\d{1,5}\.\d{4}"))),
    *((f"Actor1{name}", check) for name, check in _GDELT_ACTOR),
    *((f"Actor2{name}", check) for name, check in _GDELT_ACTOR),
    ("IsRootEvent", like("[01]")), ("EventCode", CAMEO), ("EventBaseCode", CAMEO), ("EventRootCode", ROOT), ("QuadClass", like("[1-4]")),
    ("GoldsteinScale", SCALE), ("NumMentions", COUNT), ("NumSources", COUNT), ("NumArticles", COUNT),
    ("AvgTone", optional(number(-100, 100))),
)  # fmt: skip
_GEO_NAMES = ("Actor1Geo", "Actor2Geo", "ActionGeo")
GDELT_1 = (
    *_GDELT_HEAD,
    *((f"{place}_{name}", check) for place in _GEO_NAMES for name, check in _GDELT_GEO),
    ("DATEADDED", DAY),
    ("SOURCEURL", plain),
)
_GDELT_GEO_2 = (*_GDELT_GEO[:4], ("ADM2Code", plain), *_GDELT_GEO[4:])
GDELT_2 = (
    *_GDELT_HEAD,
    *((f"{place}_{name}", check) for place in _GEO_NAMES for name, check in _GDELT_GEO_2),
    ("DATEADDED", MOMENT),
    ("SOURCEURL", plain),
)
MENTIONS = (
    ("GLOBALEVENTID", INTEGER), ("EventTimeDate", MOMENT), ("MentionTimeDate", MOMENT), ("MentionType", like("[1-6]")),
    ("MentionSourceName", plain), ("MentionIdentifier", lambda cell: plain(cell) and cell != ""), ("SentenceID", COUNT),
    ("Actor1CharOffset", either(like("-1"), INTEGER)), ("Actor2CharOffset", either(like("-1"), INTEGER)),
    ("ActionCharOffset", either(like("-1"), INTEGER)), ("InRawText", like("[01]")), ("Confidence", like("[1-9]0|100")),
    ("MentionDocLen", INTEGER), ("MentionDocTone", optional(number(-100, 100))), ("MentionDocTranslationInfo", plain), ("Extras", plain),
)  # fmt: skip

ICEWS_HEADER = (
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|Target Sectors|"
    "Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude"
).split("|")
ICEWS = (
    ("Event ID", INTEGER), ("Event Date", optional(ISO_DAY)), ("Source Name", plain), ("Source Sectors", plain),
    ("Source Country", lambda cell: plain(cell) and len(cell) not in (2, 3)), ("Event Text", lambda cell: plain(cell)),
    ("CAMEO Code", CAMEO), ("Intensity", SCALE), ("Target Name", plain), ("Target Sectors", plain),
    ("Target Country", lambda cell: plain(cell) and len(cell) not in (2, 3)), ("Story ID", INTEGER), ("Sentence Number", COUNT),
    ("Publisher", plain), ("City", plain), ("District", plain), ("Province", plain),
    ("Country", lambda cell: plain(cell) and len(cell) not in (2, 3)), ("Latitude", optional(LATITUDE)), ("Longitude", optional(LONGITUDE)),
)  # fmt: skip

POLECAT_HEADER = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|Primary Actor Sector|"
    "Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|"
    "Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|District|"
    "Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|"
    "Story Organizations|Story Locations|Language|Version"
).split("|")
TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
).split()
_QUADS = ("VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")


def missing(check: Check) -> Check:
    return lambda cell: cell == "None" or (cell != "" and check(cell))


_POLECAT_ACTOR = (
    missing(plain), missing(like("[A-Z]{3}")), missing(like(r"[1-9]\d{0,2}")), missing(TRIO), missing(TRIO_LIST), missing(plain),
    missing(plain), missing(plain),
)  # fmt: skip
POLECAT_CHECKS: tuple[Check, ...] = (
    plain, missing(ISO_DAY), lambda cell: set(cell.split("|")) <= set(TYPES), missing(like("[a-z-]+")), missing(SCALE),
    missing(lambda cell: cell in _QUADS), missing(like("[a-z_]+(;[a-z_]+)*")), *_POLECAT_ACTOR, *_POLECAT_ACTOR,
    missing(plain), missing(plain), missing(plain), missing(plain), missing(like("[A-Z]{3}")), missing(LATITUDE),
    missing(LONGITUDE),
    missing(like(r"-?\d+")), missing(plain), missing(plain), missing(plain), missing(ISO_DAY), missing(plain), missing(plain),
    missing(plain),
    missing(plain), missing(plain),
)  # fmt: skip
POLECAT = tuple(zip(POLECAT_HEADER, POLECAT_CHECKS, strict=True))

PLOVER_KEYS = frozenset(
    """
    id date actor event has_event time enddate endtime recipient event_loc event_text quad_code event_scale mode context link text
    text_info cite_info coder coded_date coded_time comment
    """.split()
)
PLOVER_ENTITY = frozenset(
    "code sector entity_text identifier_id identifier_text religion ethnicity office gender age".split()
)

TABBED: dict[str, tuple[tuple[tuple[str, Check], ...], list[str] | None]] = {
    "petrarch": (PETRARCH, None),
    "phoenix": (PHOENIX, None),
    "gdelt1": (GDELT_1, None),
    "gdelt2": (GDELT_2, None),
    "gdelt2-mentions": (MENTIONS, None),
    "icews": (ICEWS, ICEWS_HEADER),
    "polecat": (POLECAT, POLECAT_HEADER),
}


def wrong_cells(name: str, lines: list[str]) -> list[str]:
    """Every cell that may not stand where it stands, as `line N: column: cell`; empty if the export is valid."""
    if name == "plover":
        return [f"line {n}: {fault}" for n, line in enumerate(lines, start=1) for fault in _plover(line)]
    if name == "cline":
        records = list(csv.reader(io.StringIO("\n".join(lines) + "\n")))
        columns, header = CLINE, CLINE_HEADER
    else:
        records = [line.split("\t") for line in lines]
        columns, header = TABBED[name]
    found: list[str] = []
    if header is not None:
        if records[:1] != [header]:
            found.append(f"header: {records[:1]}")
        records = records[1:]
    for n, record in enumerate(records, start=1):
        if len(record) != len(columns):
            found.append(f"line {n}: {len(record)} cells, not {len(columns)}")
            continue
        found.extend(
            f"line {n}: {column}: {cell!r}"
            for (column, check), cell in zip(columns, record, strict=True)
            if not check(cell)
        )
    return found


def _plover(line: str) -> list[str]:
    record = json.loads(line)
    found = [f"key {key}" for key in record if key not in PLOVER_KEYS]
    found += [f"no {key}" for key in ("id", "date", "actor", "event") if key not in record]
    if record["date"] is not None and not ISO_DAY(record["date"]):
        found.append(f"date {record['date']}")
    if not record["event"] or not set(record["event"]) <= set(TYPES):
        found.append(f"event {record['event']}")
    for entity in (*record["actor"], *record.get("recipient", [])):
        found += [f"entity key {key}" for key in entity if key not in PLOVER_ENTITY]
        if len(entity.get("sector", "")) not in (0, 3, 6):
            found.append(f"sector {entity['sector']}")
    if record.get("quad_code", 1) not in (1, 2, 3, 4):
        found.append(f"quad_code {record['quad_code']}")
    if not -10 <= record.get("event_scale", 0) <= 10:
        found.append(f"event_scale {record['event_scale']}")
    return found
