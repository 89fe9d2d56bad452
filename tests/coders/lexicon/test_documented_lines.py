"""The worked examples of docs/lexicons.md, written to a copy of the lexicons and coded."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from coders.lexicon.check import check_all
from coders.lexicon.paths import LEXICONS
from coders.pipeline import build
from coders.registry import CoderOptions
from coders.types import Article, ArticleResult

PAGE = Path(__file__).parents[3] / "docs" / "lexicons.md"
BLOCK = re.compile(r"^```(tsv\+?|results) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_worked_examples_come_out_as_they_say(tmp_path: Path, coder_cache: Path) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert [kind for kind, _, _ in blocks] == ["tsv", "tsv", "tsv", "tsv+", "results"]
    lexicons = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, lexicons)
    for kind, name, text in blocks[:-1]:
        path = lexicons / name
        assert path.exists() == (kind == "tsv+")
        path.write_text((path.read_text(encoding="utf-8") if kind == "tsv+" else "") + text, encoding="utf-8")
    # the project's own lexicons may learn the same words; then the example's line is only superfluous
    problems = [p for p in check_all(lexicons).problems if p.partition(":")[0].endswith("-own.tsv")]
    assert not [p for p in problems if "is shadowed by" not in p]
    lines = [line.split("\t") for line in blocks[-1][2].splitlines()]
    coder = build(CoderOptions(cache=coder_cache, lexicons=lexicons))
    found = []
    for result in coder.code([Article(str(n), line[0]) for n, line in enumerate(lines)]):
        assert isinstance(result, ArticleResult)
        if not result.events:
            found.append(["-"])
            continue
        event = result.events[0]
        sides = [(actor.code if actor else None) or "-" for actor in (event.source, event.target)]
        found.append([event.code, *sides])
    assert found == [line[1:] for line in lines]
