from __future__ import annotations

from pathlib import Path

from coders.lexicon.content import content_hash


def test_another_content_has_another_hash(tmp_path: Path) -> None:
    lexicons, own = tmp_path / "lexicons", tmp_path / "own.tsv"
    (lexicons / "cameo").mkdir(parents=True)
    table = lexicons / "cameo" / "verbs-a.tsv"
    table.write_text("verb\n", encoding="utf-8")
    own.write_text("name\n", encoding="utf-8")
    first = content_hash(lexicons)
    assert content_hash(lexicons) == first
    (lexicons / "cameo" / "notes.md").write_text("no table", encoding="utf-8")
    assert content_hash(lexicons) == first
    seen = {first, content_hash(lexicons, (own,))}
    own.write_text("name\nArda\n", encoding="utf-8")
    seen.add(content_hash(lexicons, (own,)))
    table.write_text("verb\nmeet\n", encoding="utf-8")
    seen.add(content_hash(lexicons))
    table.rename(table.with_name("verbs-b.tsv"))
    seen.add(content_hash(lexicons))
    (lexicons / "cameo" / "manifest.toml").write_text("", encoding="utf-8")
    seen.add(content_hash(lexicons))
    assert len(seen) == 6
