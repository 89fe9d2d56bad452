from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import LexiconError
from coders.lexicon.reader import read_table

COLUMNS = ("verb", "act", "note")


def table(folder: Path, content: str | bytes) -> Path:
    path = folder / "room" / "verbs.tsv"
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_entries_keep_their_cells_and_their_line(tmp_path: Path) -> None:
    text = "# Verbs.\n\nact\tverb\tnote\nmeet\t a |b|| c \t-\n# no more\r\n   \nfly\tx\r\n"
    entries = list(read_table(table(tmp_path, text), COLUMNS, root=tmp_path))
    assert [e.fields for e in entries] == [
        {"verb": "a |b|| c", "act": "meet", "note": ""},
        {"verb": "x", "act": "fly", "note": ""},
    ]
    assert entries[0].many("verb") == ("a", "b", "c")
    assert entries[0].many("note") == ()
    assert entries[0].many("verb", " ") == ("a", "|b||", "c")
    assert [e.origin for e in entries] == ["room/verbs.tsv:4", "room/verbs.tsv:7"]
    assert str(entries[1].wrong("no")) == "room/verbs.tsv:7: no"


def test_without_a_root_the_file_s_own_name_is_shown(tmp_path: Path) -> None:
    (entry,) = read_table(table(tmp_path, "verb\tact\tnote\na\tb\tc\n"), COLUMNS)
    assert entry.origin == "verbs.tsv:2"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"verb\tact\tnote\n\xff\n", "1: not UTF-8: invalid start byte at byte 14"),
        ("verb\tact\n", "1: header must name the columns verb, act, note"),
        ("verb\tact\tnote\tmore\n", "1: header must name the columns verb, act, note"),
        ("verb\tact\tact\n", "1: header must name the columns verb, act, note"),
        ("", "1: no header line"),
        ("# only a comment\n\n", "1: no header line"),
        ("verb\tact\tnote\na\tb\tc\td\n", "2: 4 cells where the header names 3 columns"),
        ("verb\tact\tnote\ncafe\u0301\tb\n", "2: not in Unicode normal form C"),
    ],
)
def test_a_wrong_file_is_named_by_line(tmp_path: Path, content: str | bytes, problem: str) -> None:
    path = table(tmp_path, content)
    with pytest.raises(LexiconError) as raised:
        list(read_table(path, COLUMNS, root=tmp_path))
    assert str(raised.value) == f"room/verbs.tsv:{problem}"
    assert raised.value.slug == "lexicon-error"


def test_a_mark_of_the_byte_order_is_a_wrong_header(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="header"):
        list(read_table(table(tmp_path, b"\xef\xbb\xbfverb\tact\tnote\n"), COLUMNS))
