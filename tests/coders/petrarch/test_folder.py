"""Reading folders: every line that is no comment is an entry or a named problem, whatever the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import DataError
from coders.petrarch.folder import kind_of, read_folder
from tests.coders.petrarch.dictionaries import FILES, write


def non_comment_lines(text: str) -> int:
    """An account of lines of its own: those with something before `#` or `;`, outside XML comments."""
    count, inside = 0, False
    for line in text.splitlines():
        if inside or line.startswith("<!--"):
            inside = "-->" not in line
        elif line.split("#")[0].split(";")[0].strip():
            count += 1
    return count


def test_every_line_of_every_file_is_accounted_for(tmp_path: Path) -> None:
    folder = read_folder(write(tmp_path, **{"notes.md": "not a dictionary"}))
    assert {r.file for r in folder.reports} == set(FILES)
    for report in folder.reports:
        assert report.lines == non_comment_lines(FILES[report.file]), report.file
        assert sum(report.entries.values()) + report.dropped == report.lines, report.file
    assert folder.others == ["notes.md"]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("x.actors.txt", "", "actors"),
        ("MyAgents", "", "agents"),
        ("a.txt", "--- SAY [010] ---\nSAY\n", "verbs"),
        ("a.txt", "# x\nARDOVIA [ARD]\n", "actors"),
        ("a.txt", "SOLDIER [~MIL]\n", "agents"),
        ("a.txt", '<ISSUE CATEGORY="X" TYPE="ALL">\n', "issues"),
        ("licence", "Do what you like.\n", None),
        ("actors.json", "{}", None),
    ],
)
def test_the_kind_of_a_file(tmp_path: Path, name: str, text: str, kind: str | None) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert kind_of(tmp_path / name) == kind


def test_a_folder_without_dictionaries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no dictionary"):
        read_folder(tmp_path)
    with pytest.raises(DataError):
        read_folder(tmp_path / "none")
