"""How many died, by what the text says: the lowest of ranges and conflicting figures; wounding is not killing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from coders.acled.quantities import SEVERAL, Quantity, quantities

LARGE_SCALE = 10
"""Deaths of an unnumbered plural in large-scale fighting; elsewhere it is SEVERAL."""

_KILL = re.compile(
    r"\b(?:death toll|(?:\w+ed|shot|taken|beaten|stabbed)\s+and\s+(?:\w+ly\s+)?killed|"
    r"(?:beat|hack|stab|burn|ston|club|bludgeon|trampl|tortur|"
    r"thrash|batter|chok|starv|crush|knif|shot|kick)\w*\s+(?:[\w-]+\s+){0,5}?to death|"
    r"killed|killing|kills?|slain|slaying|murdered|murdering|assassinated|assassinating|lynched|beheaded|beheading|executed|massacred|"
    r"slaughtered|gunned down|shot dead|burn(?:ed|t)\s+(?:\w+\s+){0,3}?alive|felled|mown down|mowed down|suffocated|asphyxiated|"
    r"dead|died|dies|die|perished|deaths?|fatalit(?:y|ies)|lost (?:his|her|their) li(?:fe|ves)|"
    r"claimed the li(?:fe|ves) of|claimed|eliminated|succumbed|martyred|bodies)\b",
    re.IGNORECASE,
)
_NOT_DEATH = re.compile(
    r"(?:\b(?:threat\w*|vow\w*|plan\w*|plot\w*|attempt\w*|tr(?:y|ied|ying)|want\w*|aim\w*|order\w*|conspir\w*|seek\w*|"
    r"sought|intend\w*)\s+(?:\w+\s+){0,2}?to\s+|"
    r"\b(?:could|might|would|may|can|who|left for|presumed|playing|accused of|suspected of|responsible for|over the|"
    r"against the|condemn\w* the|protest\w* the|anniversary of the|investigat\w* the|"
    r"revenge for the|charged with|denied|wanted for)\s+)$",
    re.IGNORECASE,
)
_AUX = re.compile(
    r"\b(?:was|were|been|be|being|are|is|got)\s+(?:\w+ly\s+|also\s+|reportedly\s+|later\s+){0,2}$", re.IGNORECASE
)
_LEFT_NOUN = frozenset(("deaths", "death", "fatalities", "fatality", "dead", "bodies"))
_BREAK = re.compile(
    r"\b(?:wound\w*|injur\w*|hurt|arrest\w*|detain\w*|displac\w*|missing|abduct\w*|kidnap\w*|captur\w*|maim\w*|rescued|fled|kill\w*|died|"
    r"dead|when|after|while|as|who|but|where|which|before|damag\w*|destroy\w*|attack\w*|detonat\w*|fired|shot|said|opened|hit|struck|clash\w*|ambush\w*|"
    r"raid\w*|storm\w*|explod\w*|including|among|from|during)\b|[;.]",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:people|men|women|children|police|troops|personnel|crew|cattle|staff|everyone|them|\w+[^s\W]s)\b(?!')",
    re.IGNORECASE,
)
_NONE_DEAD = re.compile(
    r"\b(?:no|without|nobody|none|not|n't|no one)\s+(?:\w+\s+){0,4}?"
    r"(?:kill\w*|deaths?|died|dead|fatalit\w+|casualt\w+|loss of li\w+)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:another|also|other|others|additional|as well)\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:a total of|in total|in all|altogether|overall|combined)\b", re.IGNORECASE)
_BACK = re.compile(
    r"\b(?:(?:the|this|that|these|those|both)\s+(?:\w+\s+)?(?:attacks?|assaults?|blasts?|explosions?|bombings?|clash(?:es)?|"
    r"raids?|incidents?|shootings?|violence|fighting|strikes?|shelling|ambush(?:es)?|victims?|dead|toll|attackers?|"
    r"battles?|operation)|death toll|victims|casualties|it|they|he|she|them|his|her|their|fatalit\w+|at least)\b",
    re.IGNORECASE,
)
_BOMBER = re.compile(
    r"\b(?:suicide\s+(?:(?:car|truck|vehicle)\s+)?(?:bombers?|attackers?|bombs?|bombings?)|bombers?|attackers?|"
    r"(?:women|men|girls|boys)(?=\s+(?:\w+\s+){0,3}?(?:blew|detonat\w*|wearing|strapped|set off)\b))",
    re.IGNORECASE,
)
_BOMBER_COUNTED = re.compile(
    r"\bincluding\s+(?:\w+\s+){0,3}?(?:bombers?|attackers?|himself|herself|themselves)\b", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"(?:^|\band|,)\s+(?:an?|his|her|their)\s+(?!\w+s\b|children\b|families\b|dozen|hundred|thousand|half|further|total|number|group|few|couple|handful)\w+",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"\s+(?:them|these|those|whom|the (?:dead|victims))\b", re.IGNORECASE)
_AND_ONE = re.compile(
    r"and\s+(?:an?|his|her|their)\s+(?:[\w-]+\s+)?(?!\w+s\b|children|people|men\b|women)[\w-]+\b(?!\s+(?:was|were|other))",
    re.IGNORECASE,
)
"""The second of two single persons: `a councillor and her driver`."""
_SPLIT_SUBSET = re.compile(r"\b(?:including|among them|of whom|most of them)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deaths:
    """How many died, and why so; `said` is False where the text is silent. `at` is the offset of the telling words."""

    value: int
    said: bool
    reason: str
    at: int = -1
    total: bool = False


_Side = Callable[[str, re.Match[str], tuple[Quantity, ...]], list[Quantity]]

SILENT = Deaths(0, False, "no deaths named")


def deaths(sentence: str, following: str = "", *, large: bool = False, suicide: bool = False) -> Deaths:
    """The deaths a sentence tells of, or else the one after it, if that refers back to the event.

    `large` marks large-scale fighting, where an unnumbered plural counts LARGE_SCALE and not SEVERAL. With `suicide`,
    the bombers count too, unless the text counts them already.
    """
    found = _said(sentence, large)
    if not found.said and following and _BACK.search(following):
        later = _said(following, large)
        if later.said:
            found = Deaths(later.value, True, f"next sentence: {later.reason}", -1, later.total)
    return _with_bombers(found, sentence) if suicide else found


def _said(text: str, large: bool) -> Deaths:
    if none := _NONE_DEAD.search(text):
        return Deaths(0, True, f"{none.group()!r}", none.start())
    numbers = quantities(text)
    told: list[tuple[int, int, bool]] = []
    reasons: list[str] = []
    used: set[int] = set()
    for match in _KILL.finditer(text):
        if _NOT_DEATH.search(text, 0, match.start()) or (
            match.group().lower() == "claimed" and not _claims(text, match.end())
        ):
            continue
        value, spots, vague = _victims(text, match, numbers, large)
        if value is None or used & spots:
            continue
        used |= spots
        window = text[max(0, match.start() - 30) : match.end() + 30]
        told.append((value, match.start(), bool(_MORE.search(window)) and not vague))
        reasons.append(text[match.start() : match.end()])
    if not told:
        return SILENT
    value = _merge(told)
    return Deaths(value, True, " + ".join(reasons), told[0][1], bool(_TOTAL.search(text)))


def _claims(text: str, at: int) -> bool:
    return re.match(r"\s+(?:at least\s+|more than\s+)?[\w,]+\s+lives\b", text[at:]) is not None


def _merge(told: list[tuple[int, int, bool]]) -> int:
    """First figure plus what is said to come on top; of figures for the same, the lowest that is not nothing."""
    base = [value for value, _, more in told if not more]
    extra = sum(value for value, _, more in told if more)
    positive = [value for value in base if value]
    return (min(positive) if positive else 0) + extra


def _victims(
    text: str, match: re.Match[str], numbers: tuple[Quantity, ...], large: bool
) -> tuple[int | None, set[int], bool]:
    """The number a killing word goes with, the offsets of the figures it used up, whether the text was vague."""
    word = match.group().lower()
    passive = bool(_AUX.search(text, max(0, match.start() - 30), match.start()))
    noun = (
        word in _LEFT_NOUN
        or word in ("died", "dies", "die", "perished", "succumbed", "suffocated")
        or word.startswith("lost")
    )
    plural = LARGE_SCALE if large else SEVERAL
    within = [q for q in numbers if match.start() <= q.start < match.end()]
    if within:  # `hacked 12 villagers to death`
        return sum(q.value for q in within), {q.start for q in within}, all(q.vague for q in within)
    sides: tuple[_Side, ...]
    if word == "death toll" or re.match(r"\s+of\b", text[match.end() :]) or word == "bodies":
        sides = (_right,)
    elif passive:
        sides = (_left, _right) if word != "dead" else (_left,)
    elif noun:
        sides = (_left,)
    else:
        sides = (_right, _left)
    for side in sides:
        group = side(text, match, numbers)
        if group:
            total = sum(plural if q.vague and q.value == SEVERAL and large else q.value for q in group)
            total += _single(text, match, group)
            return total, {q.start for q in group}, all(q.vague for q in group)
    return _unnumbered(text, match, passive or noun, plural), {match.start()}, True


def _right(text: str, match: re.Match[str], numbers: tuple[Quantity, ...]) -> list[Quantity]:
    """Figures right of the killing word, joined by commas and `and`, up to the next deed or subset."""
    limit = _BREAK.search(text, match.end())
    stop = limit.start() if limit else len(text)
    group = [q for q in numbers if match.end() <= q.start < stop]
    if not group or len(text[match.end() : group[0].start].split()) > 5:
        return []
    # `two and five others were injured`: the last figure belongs to the injured
    if (
        limit
        and re.match(r"wound|injur|hurt|arrest|miss|abduct|kidnap", limit.group(), re.IGNORECASE)
        and len(group) > 1
    ):
        before = text[group[-1].start : limit.start()]
        if re.search(r"\b(?:were|was|others?|sustained|suffered|left|been|more)\b", before) or len(before.split()) <= 3:
            group = group[:-1]
    return _joined(text, group)


def _left(text: str, match: re.Match[str], numbers: tuple[Quantity, ...]) -> list[Quantity]:
    """Figures left of the killing word, joined by commas and `and`, back to the deed or clause before."""
    begin = 0
    for limit in _BREAK.finditer(text, 0, match.start()):
        if limit.group().lower() == "among" and not _OF_THESE.match(text, limit.end()):
            continue  # `a bomb among recruits, and 15 died`: a place, no subset
        if limit.group().lower() in ("including", "among", "of whom") or _SPLIT_SUBSET.match(limit.group()):
            cut = re.compile(r",").search(text, limit.end(), match.start())
            if cut:  # `12 people, including 3 children, were killed`: the subset is stepped over
                inner = (limit.start(), cut.end())
                numbers = tuple(q for q in numbers if not inner[0] <= q.start < inner[1])
                continue
            numbers = tuple(q for q in numbers if not limit.start() <= q.start < match.start())
            continue
        if limit.group().lower() in ("from", "during"):
            continue
        begin = limit.end()
    group = [q for q in numbers if begin <= q.start and q.end <= match.start()]
    return _joined(text, group[::-1])[::-1]


def _joined(text: str, group: list[Quantity]) -> list[Quantity]:
    """The first figure and those that a short `noun and` or `noun,` ties to it."""
    if not group:
        return []
    kept = [group[0]]
    for q in group[1:]:
        last = kept[-1]
        between = text[min(last.end, q.end) : max(last.start, q.start)]
        if len(between.split()) > 6 or not re.search(r"\band\b|,|\bplus\b|\balong with\b", between):
            break
        kept.append(q)
    return kept


def _single(text: str, match: re.Match[str], group: list[Quantity]) -> int:
    """People named by an article beside the figures: the `a civilian` of `three soldiers and a civilian`."""
    if group[0].start >= match.end():
        limit = _BREAK.search(text, group[-1].end)
        region = text[match.end() : limit.start() if limit else len(text)]
    else:
        region = "," + text[group[0].start : match.start()]
    return len(_ARTICLE.findall(region))


def _unnumbered(text: str, match: re.Match[str], left: bool, plural: int) -> int | None:
    """The count where no figure stands: 1 for one person, the vague plural for several, None for no telling."""
    word = match.group().lower()
    if word in ("deaths", "fatalities", "bodies"):
        return plural if re.search(r"\b(?:caus|result|lead|led|left)\w*\b", text[: match.start()]) else None
    if word in ("death", "fatality", "death toll", "claimed", "dead", "kill", "die"):
        return None
    if left:
        clause = text[: match.start()]
        limits = list(_BREAK.finditer(clause))
        clause = clause[limits[-1].end() :] if limits else clause
        if re.search(r"\bwere\b|\bare\b|\btheir\b", clause + match.group()) or (
            _plural_head(clause) and " was " not in clause
        ):
            return plural
        return 1 if clause.strip() else None
    after = re.split(
        r"[,;.]|\b(?:in|on|at|with|and|near|during|after|by|as|who|from)\b", text[match.end() :], maxsplit=1
    )[0]
    if word.endswith("to death"):
        return plural if re.search(r"\b(?:people|men|women|children|them)\b", word) else 1
    if not after.strip():
        return None
    if re.match(r"\s+(?:himself|herself|themselves|itself|each other)\b", after):
        return None
    if re.match(r"\s+(?:an?|one|its|his|her|their|the)\s", after) and not _PLURAL.search(after):
        return 1 + bool(_AND_ONE.match(text, match.end() + len(after)))
    return plural if _PLURAL.search(after) else 1


def _plural_head(clause: str) -> bool:
    words = re.findall(r"[\w'-]+", clause)
    return bool(words) and _PLURAL.fullmatch(words[-1]) is not None


def _with_bombers(found: Deaths, sentence: str) -> Deaths:
    if _BOMBER_COUNTED.search(sentence):
        return found
    bombers = 1
    for match in _BOMBER.finditer(sentence):
        before = [
            q
            for q in quantities(sentence)
            if q.end <= match.start() and len(sentence[q.end : match.start()].split()) <= 3
        ]
        if before and match.group().lower().endswith(("s", "women", "men")):
            bombers = before[-1].value
            break
        if match.group().lower().endswith(("bombers", "attackers")):
            bombers = 2
        break
    return Deaths(found.value + bombers, True, f"{found.reason}; suicide bombers: {bombers}", found.at, found.total)
