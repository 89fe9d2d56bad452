"""Broken dictionaries: whatever is done to a file, it is read to its end and its account adds up."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from coders.petrarch.actors import read_actors
from coders.petrarch.agents import read_agents
from coders.petrarch.compiled import load
from coders.petrarch.discards import read_discards
from coders.petrarch.folder import read_folder
from coders.petrarch.index import VerbIndex
from coders.petrarch.issues import read_issues
from coders.petrarch.verbs import read_verbs
from tests.coders.petrarch.dictionaries import ACTORS, AGENTS, DISCARDS, FILES, ISSUES, VERBS, write

READERS = {
    "verbs": (read_verbs, VERBS),
    "actors": (read_actors, ACTORS),
    "agents": (read_agents, AGENTS),
    "discards": (read_discards, DISCARDS),
    "issues": (read_issues, ISSUES),
}
EACH = 400
SLOW = 1.0
MARKS = "[](){}<>!&+~*$%^_-:;#=.,|/\\\"'\t\n\r \0\x85 ０٣ßİ\ufeff\ud800"
REPEATED = ("[", "{", "(", "a ", "_", "+", "!X!", "&A", "v:a+", "[A 010101-020202]", "<!--", "* ")


def mutated(text: str, chance: random.Random) -> str:
    """The text with one to six faults: characters lost, doubled, swapped or strange, lines cut, joined, moved or endless."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text)) if text else 0
        match chance.randrange(9):
            case 0:
                text = text[:at] + text[at + chance.randint(1, 12) :]
            case 1:
                text = text[:at] + chance.choice(MARKS) + text[at:]
            case 2:
                text = text[:at] + text[at : at + 40] + text[at:]
            case 3:
                text = text[:at]
            case 4:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
            case 5:
                text = text.replace("\n", chance.choice(("", " ", "\r", "\n\n")), chance.randint(1, 4))
            case 6:
                text = text[:at] + chance.choice(REPEATED) * chance.choice((3, 50, 2000)) + text[at:]
            case 7:
                text = re.sub(re.escape(chance.choice("[]{}()*~&+")), chance.choice(("", "[", "}")), text)
            case 8:
                text = text[:at] + "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(20)) + text[at:]
    return text


@pytest.mark.parametrize("kind", READERS)
def test_mutated_files_are_read_to_their_end_and_accounted_for(kind: str) -> None:
    read, sound = READERS[kind]
    chance = random.Random(f"{kind} 1")
    failures = 0
    for number in range(EACH):
        text = mutated(sound, chance)
        began = time.perf_counter()
        report = read(text, "file.txt").report
        assert time.perf_counter() - began < SLOW, f"{kind} {number} hangs"
        assert sum(report.entries.values()) + report.dropped == report.lines, f"{kind} {number}"
        last = text.count("\n") + 1
        assert all(p.file == "file.txt" and 1 <= p.line <= last and p.text for p in report.problems), f"{kind} {number}"
        failures += report.dropped > 0
    # Most faults leave a line that cannot be read: were none named, the readers would not be looking.
    assert failures > EACH / (20 if kind == "discards" else 3)


def test_what_is_read_of_mutated_files_can_be_compiled_and_looked_up(tmp_path: Path) -> None:
    chance = random.Random(2)
    for number in range(25):
        folder = write(tmp_path / str(number))
        for name, text in FILES.items():
            broken = mutated(text, chance).encode("utf-8", "replace")
            (folder / name).write_bytes(broken if number % 2 else broken + b"\xff")
        compiled = load(folder, tmp_path / "cache")
        index = VerbIndex(compiled.verbs)
        blocks = range(len(compiled.verbs["blocks"]))
        patterns = sum(len(index.patterns(block)) for block in blocks)
        assert patterns == read_folder(folder).verbs[0].report.entries["patterns"]
        for match in compiled.actors.scan("Ardovian soldiers shelled Belmark"):
            assert all(record.origin.rpartition(":")[2].isdigit() for record in match.records)
