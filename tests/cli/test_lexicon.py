from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from cli.main import athir
from coders.lexicon.paths import LEXICONS


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(athir, ["lexicon", "check", "--lexicons", str(tmp_path / "none")])
    assert result.exit_code == 2


def test_problems_are_named_by_file_and_line_and_the_rest_is_counted(tmp_path: Path) -> None:
    lexicons = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, lexicons)
    (lexicons / "cameo" / "verbs-zz.tsv").write_text("verb\twhen\tact\troles\tnote\nzork\t-\tfly\n", encoding="utf-8")
    result = CliRunner().invoke(athir, ["lexicon", "check", "--lexicons", str(lexicons)])
    assert result.exit_code == 1
    assert "cameo/verbs-zz.tsv:2: no deed is called 'fly'\n" in result.stderr
    assert "codes: 318\n" in result.stdout
    assert "actor names: " in result.stdout
    assert "verbs: " not in result.stdout


def test_sound_lexicons_exit_with_nothing_on_stderr(tmp_path: Path) -> None:
    lexicons = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, lexicons)
    for path in (lexicons / "cameo").glob("verbs-*.tsv"):
        path.unlink()
    for path in (lexicons / "cameo").glob("nouns-*.tsv"):
        path.unlink()
    (lexicons / "cameo" / "verbs-a.tsv").write_text("verb\twhen\tact\troles\tnote\nzork\t-\tmeet\n", encoding="utf-8")
    result = CliRunner().invoke(athir, ["lexicon", "check", "--lexicons", str(lexicons)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "verbs: 1\nverb senses: 1\nevent nouns: 0\n" in result.stdout


def test_actor_files_of_one_s_own_are_checked(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("nonsense\n", encoding="utf-8")
    result = CliRunner().invoke(athir, ["lexicon", "check"], env={"ATHIR_ACTORS": str(own)})
    assert result.exit_code == 1
    assert "own.tsv:1" in result.stderr


def test_a_warning_leaves_the_exit_status_alone(tmp_path: Path) -> None:
    lexicons = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, lexicons)
    (lexicons / "cameo" / "classes-zz.tsv").write_text("class\twords\tnote\nworks\tlimerick\t-\n", encoding="utf-8")
    result = CliRunner().invoke(athir, ["lexicon", "check", "--lexicons", str(lexicons)])
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: cameo/classes-zz.tsv:2: the class 'works'")
