"""Cardinal numbers in words, from zero to ninety-nine: what dates and counts of people both read."""

from __future__ import annotations

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
CARDINALS = {
    **{word: number for number, word in enumerate(UNITS)},
    **TENS,
    **{
        f"{ten}-{unit}": value + number
        for ten, value in TENS.items()
        for number, unit in enumerate(UNITS[:10])
        if number
    },
}
