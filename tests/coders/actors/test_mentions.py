"""The table of mentions in context, on the real parser and the project's lexicon."""

from __future__ import annotations

from collections.abc import Callable

NEEDED = 0.97


def test_the_table_is_large_and_varied(mentions: list[tuple[str, str, str]]) -> None:
    assert len(mentions) >= 300
    assert len({codes[:3] for _, _, codes in mentions}) >= 80
    assert {day[:3] for day, _, _ in mentions if day != "-"} == {"199", "200", "201", "202"}


def test_mentions_get_their_codes(mentions: list[tuple[str, str, str]], codes_of: Callable[..., set[str]]) -> None:
    wrong = []
    for day, text, expected in mentions:
        found = codes_of(text, None if day == "-" else day)
        if found != set(expected.split("|")):
            wrong.append(f"{text}: {'|'.join(sorted(found))}, not {expected}")
    right = 1 - len(wrong) / len(mentions)
    assert right >= NEEDED, f"{right:.1%} right; wrong:\n" + "\n".join(wrong)
