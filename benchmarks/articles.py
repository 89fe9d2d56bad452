"""Articles made for measuring: news-like, no two alike, the same for the same number. Nobody wrote or reported them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_WHO = ("Syrian troops", "Iraqi police", "Turkish warplanes", "Rebels", "Protesters", "Israeli soldiers", "Militants",
        "Ukrainian forces", "Nigerian soldiers", "Colombian police", "Gunmen", "Sudanese troops")  # fmt: skip
_WHOM = ("a rebel position", "civilians", "a market", "an army convoy", "militants", "a police station", "farmers",
         "a village", "demonstrators", "a bridge", "a group of students", "an oil depot")  # fmt: skip
_WHERE = ("Aleppo", "Mosul", "Maiduguri", "Kharkiv", "Bogota", "Khartoum", "Hebron", "Diyarbakir", "Idlib", "Kirkuk")
_DAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEADER = ("The prime minister", "The foreign minister", "The president", "The defence ministry", "Opposition leaders")
_OTHER = ("Turkey", "Russia", "Iran", "France", "Egypt", "the United States", "China", "Jordan")
_EVENT = (
    "{who} attacked {whom} near {where} on {day}, killing {n} people.",
    "{who} shelled {whom} in {where} early on {day}.",
    "{leader} met the foreign minister of {other} in {where} on {day} to discuss a ceasefire.",
    "{leader} accused {other} of arming militants in {where}.",
    "{leader} said the government would send aid to {where}.",
    "{who} clashed with {whom} in {where}, wounding at least {n}.",
    "Thousands of people marched through {where} on {day} against higher prices.",
    "{leader} rejected a proposal by {other} to withdraw troops from {where}.",
    "{other} imposed sanctions on {n} companies on {day}.",
    "{who} arrested {n} people after a raid in {where}.",
)
_OTHERWISE = (
    "The weather in the region had been dry for most of the month.",
    "Prices of bread rose again, traders at the old market said.",
    "The road between the two towns is some {n} kilometres long.",
    "Schools opened a week later than planned because of repairs.",
    "A spokesman declined to comment on the report.",
    "It was the third incident of its kind since the spring.",
    "Residents described long queues at the only bakery that was open.",
)


def article(number: int, sentences: int = 12) -> dict[str, Any]:
    """Article `number`: about half of its sentences tell of events."""
    made = random.Random(number)

    def sentence() -> str:
        pattern = made.choice(_EVENT if made.random() < 0.5 else _OTHERWISE)
        return pattern.format(
            who=made.choice(_WHO),
            whom=made.choice(_WHOM),
            where=made.choice(_WHERE),
            day=made.choice(_DAY),
            leader=made.choice(_LEADER),
            other=made.choice(_OTHER),
            n=made.randrange(2, 90),
        )

    text = " ".join(sentence() for _ in range(sentences))
    return {"id": f"made-{number}", "date": f"2024-{made.randrange(1, 13):02}-{made.randrange(1, 29):02}", "text": text}


def lines(count: int, first: int = 0, sentences: int = 12) -> Iterator[bytes]:
    """`count` articles as NDJSON lines, no two with the same text however short they are."""
    for number in range(first, first + count):
        made = article(number, sentences)
        if sentences < 12:
            made["text"] += f" This was notice number {number}."
        yield json.dumps(made).encode() + b"\n"


def write(path: Path, count: int, first: int = 0) -> None:
    """The same as a file."""
    with path.open("wb") as file:
        file.writelines(lines(count, first))
