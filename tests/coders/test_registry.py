from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from coders import registry
from coders.errors import DataError, ModelUnavailable, UnknownCoder
from coders.registry import Coder, CoderOptions
from coders.types import Article, ArticleResult, CoderInfo

PLUGIN = """
from tests.coders.test_registry import Silent

def build(options):
    return Silent(options)
"""


@dataclass
class Silent:
    """A coder that finds nothing."""

    options: CoderOptions

    @property
    def info(self) -> CoderInfo:
        return CoderInfo("silent", "1", "none", "none")

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult]:
        for article in articles:
            yield ArticleResult(article.id, self.info)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that offers a coder of its own, as an installation leaves it."""
    (tmp_path / "silent_coder_plugin.py").write_text(PLUGIN, encoding="utf-8")
    info = tmp_path / "silent_coder_plugin-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: silent-coder-plugin\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[athir.coders]\nsilent = silent_coder_plugin:build\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("silent_coder_plugin", None)


def test_the_names_are_known_without_loading_a_model() -> None:
    assert "athir" in registry.names()
    assert list(registry.names()) == sorted(registry.names())


@pytest.mark.usefixtures("installed")
def test_an_installed_package_may_offer_a_coder() -> None:
    assert "silent" in registry.names()
    coder: Coder = registry.build("silent", CoderOptions(batch=7))
    assert isinstance(coder, Silent)
    assert coder.options.batch == 7
    assert [r.article_id for r in coder.code([Article("a", "x"), Article("b", "y")])] == ["a", "b"]


def test_an_unknown_coder_is_named_with_those_that_are_known() -> None:
    with pytest.raises(UnknownCoder) as raised:
        registry.build("nobody", CoderOptions())
    assert (raised.value.name, raised.value.slug) == ("nobody", "unknown-coder")
    assert "athir" in raised.value.known
    assert "no coder named 'nobody'" in str(raised.value)


def test_a_coder_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        registry.build("athir", CoderOptions(model="no_such_model", cache=tmp_path))
    (tmp_path / "codebook").mkdir()
    (tmp_path / "codebook" / "codes.tsv").write_text("code\n", encoding="utf-8")
    with pytest.raises(DataError):
        registry.build("athir", CoderOptions(lexicons=tmp_path))
