"""The codebook's own sentences, coded by the real pipeline, against the floors that were reached before.

`python -m tests.coders.cameo.test_codebook_examples` codes them and writes the floors anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coders.lexicon.paths import LEXICONS
from coders.lexicon.reader import read_table
from coders.registry import Coder
from coders.types import Article, ArticleResult, Event

FLOORS = Path(__file__).with_name("floors.tsv")
FLOOR_COLUMNS = ("root", "sentences", "right")
EXAMPLE_COLUMNS = ("code", "source", "target", "text", "near_miss_of", "note")
SLACK = 0.02  # share of a root's sentences that may be lost before the test fails
QUIET = "quiet"
HEAD = """\
# What the coder reached on the codebook's own sentences: per root the sentences whose main event has the full code right.
# The line `quiet` counts the sentences without an event and the events found in them all the same: a ceiling.
# Written by `python -m tests.coders.cameo.test_codebook_examples`.
"""


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence whose main event has another code than the codebook says."""

    wanted: str
    got: str
    text: str

    def __str__(self) -> str:
        return f"{self.wanted} not {self.got or 'found'}: {self.text}"


@dataclass(slots=True)
class Score:
    """How many sentences of a root there are, and which of them were missed."""

    sentences: int = 0
    misses: list[Miss] | None = None

    @property
    def right(self) -> int:
        return self.sentences - len(self.misses or ())


def code_texts(coder: Coder, texts: Sequence[str]) -> list[tuple[Event, ...]]:
    """The events of each text, each coded as an article of its own."""
    found = []
    for result in coder.code([Article(id=str(n), text=text) for n, text in enumerate(texts)]):
        assert isinstance(result, ArticleResult)
        found.append(result.events)
    return found


def score_examples(coder: Coder) -> dict[str, Score]:
    """Scores by root over all sentences that have a code."""
    entries = [
        entry
        for path in sorted((LEXICONS / "codebook").glob("examples-*.tsv"))
        for entry in read_table(path, EXAMPLE_COLUMNS)
        if entry["code"]
    ]
    scores: dict[str, Score] = defaultdict(lambda: Score(misses=[]))
    for entry, events in zip(entries, code_texts(coder, [e["text"] for e in entries]), strict=True):
        score = scores[entry["code"][:2]]
        score.sentences += 1
        got = events[0].code if events else ""
        if got != entry["code"] and score.misses is not None:
            score.misses.append(Miss(entry["code"], got, entry["text"]))
    return dict(sorted(scores.items()))


def quiet_events(coder: Coder) -> tuple[int, list[str]]:
    """The number of sentences without an event, and the events found in them all the same."""
    texts = [entry["text"] for entry in read_table(LEXICONS / "codebook" / "quiet.tsv", ("text", "class", "note"))]
    found = zip(texts, code_texts(coder, texts), strict=True)
    return len(texts), [f"{event.code} {event.trigger_text}: {text}" for text, events in found for event in events]


def floors() -> dict[str, tuple[int, int]]:
    return {e["root"]: (int(e["sentences"]), int(e["right"])) for e in read_table(FLOORS, FLOOR_COLUMNS)}


def too_low(score: Score, floor: tuple[int, int]) -> bool:
    """Whether a root fell below its floor by more than the slack; shares, so that sentences may be added."""
    sentences, right = floor
    return score.right / score.sentences < right / sentences - SLACK


def test_no_root_falls_below_its_floor(coder: Coder) -> None:
    scores, known = score_examples(coder), floors()
    assert set(scores) == set(known) - {QUIET}
    fallen = {root: score for root, score in scores.items() if too_low(score, known[root])}
    assert not fallen, "\n".join(
        line
        for root, score in fallen.items()
        for line in (
            f"root {root}: {score.right} of {score.sentences} right, the floor is {known[root][1]} of {known[root][0]}",
            *(f"  {miss}" for miss in score.misses or ()),
        )
    )


def test_sentences_without_an_event_stay_quiet(coder: Coder) -> None:
    _, found = quiet_events(coder)
    ceiling = floors()[QUIET][1]
    assert len(found) <= ceiling, f"{len(found)} events, the ceiling is {ceiling}:\n" + "\n".join(found)


def test_a_fallen_root_is_noticed() -> None:
    misses = [Miss("036", "", "Arda will meet Borovia.")] * 13
    assert not too_low(Score(100, misses[:12]), (50, 45))
    assert too_low(Score(100, misses), (50, 45))
    assert str(misses[0]) == "036 not found: Arda will meet Borovia."


def write_floors() -> None:
    """Codes the sentences and writes the floors anew."""
    from coders.registry import CoderOptions, build

    coder = build("athir", CoderOptions())
    scores = score_examples(coder)
    quiet, events = quiet_events(coder)
    lines = [f"{root}\t{score.sentences}\t{score.right}" for root, score in scores.items()]
    lines.append(f"{QUIET}\t{quiet}\t{len(events)}")
    FLOORS.write_text(HEAD + "\n".join(["\t".join(FLOOR_COLUMNS), *lines, ""]), encoding="utf-8")
    total, right = sum(s.sentences for s in scores.values()), sum(s.right for s in scores.values())
    print(f"{right} of {total} sentences right ({right / total:.1%}); {len(events)} events in {quiet} quiet sentences")


if __name__ == "__main__":
    write_floors()
