"""A small act lexicon written to a folder of the test's own, and finders over sentences parsed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from coders.cameo.deeds import Algebra, load_algebra
from coders.cameo.events import Finder
from coders.cameo.found import Found
from coders.cameo.ontology import Ontology, load_ontology
from coders.cameo.senses import ActLexicon, load_act_lexicon
from coders.cameo.specify import Specifier
from coders.cameo.themes import load_themes
from coders.lexicon.paths import LEXICONS
from coders.types import Actor, Sentence
from tests.coders.parses import parse

DEEDS = """\
deed	tone	did	intend	appeal	demand	refuse	threaten	halt	note
statement	word	010	010	020	100	011	130	-	-
optimism	word	013	013	0	0	0	0	-	-
pessimism	word	012	012	0	0	0	0	-	-
consider	word	014	014	020	100	120	130	-	-
claim	word	015	015	020	100	016	0	-	-
denial	word	016	016	020	100	0	0	-	-
criticise	word	111	111	113	100	120	130	-	-
accuse	word	112	112	113	100	120	130	-	-
praise	good	051	032	022	102	120	0	-	-
meet	good	040	036	026	106	125	134	talks.halt	-
talk	good	046	036	026	106	125	134	talks.halt	-
visit	good	042	036	022	102	125	0	-	-
agreement	good	057	-	022	102	-	0	-	-
aid	good	070	033	023	103	122	1311	-	-
aid.military	good	072	0332	0232	1032	1222	1311	-	-
reform	good	083	034	024	104	123	0	-	-
reform.policy	good	0832	0342	0242	1042	1232	0	-	-
release.persons	good	0841	0353	0253	1053	1243	0	-	-
deescalate	good	087	0356	0256	1056	1246	0	-	-
relations.break	hard	161	1313	113	100	0	1313	-	-
talks.halt	hard	164	134	113	100	0	134	talk	-
demonstrate	hard	141	133	113	100	0	133	-	-
assassinate	hard	186	1383	113	100	0	1383	-	-
assassinate.attempt	hard	185	1383	113	100	0	1383	-	-
fight	hard	190	138	113	100	0	138	deescalate	-
fight.air	hard	195	1384	113	100	0	1384	deescalate	-
"""
VERBS = """\
verb	when	act	roles	note
meet	obj	meet
meet	with	meet	t=with
visit	obj	visit
praise	obj	praise
accuse	obj	accuse	t=obj
attack	obj	fight
assassinate	obj	assassinate
talk	with	talk	t=with
free|release	obj	release.persons
break off	obj=tie|relation	relations.break	t=with
demonstrate	-	demonstrate	t=against
arm	obj	aid.military
sign	obj=accord	agreement	t=with mutual
say	-	say ccomp else statement
refuse	-	refuse xcomp|obj
agree|promise	-	intend xcomp|to|obj
call	for	appeal for
urge|ask	-	appeal xcomp|ccomp
demand	-	demand ccomp|obj
threaten	xcomp	threaten xcomp
stop|halt	-	halt xcomp|obj
deny	-	deny ccomp|xcomp|obj
carry out|hold	obj	do obj
fail	xcomp	fail xcomp
try	xcomp	attempt xcomp
hope	-	hope xcomp|ccomp
weigh	-	consider obj|xcomp
know	-	none
"""
NOUNS = """\
noun	when	act	roles	note
talk|negotiation	-	talk
attack|raid	-	fight
peace march	-	none
visit	-	visit	t=to
concession|reform	-	reform
aid	-	aid
"""
CLASSES = """\
class	words	note
soldiers	soldier|troop|special force
warplanes	warplane|fighter jet
"""
REFINE = """\
deed	when	becomes	note
fight	subj:warplanes	fight.air
aid	mod=military	aid.military
"""
EXAMPLES = """\
code	source	target	text	near_miss_of	note
1042	-	-	Unions want the tax law repealed.	-	-
1042	-	-	Farmers want a fair tax law from parliament.	-	-
1053	-	-	Borovia wants captured sailors set free at once.	-	-
1411	-	-	Crowds marched to demand the resignation of the president.	-	-
1412	-	-	Thousands marched against the tax law.	-	-
-	-	-	The lake froze.	141	-
"""
THEMES = """\
theme	words	note
release.persons	prisoner|hostage|captive
reform.policy	tax|price|law
"""
FORMS = "verb	past	participle\nsay	said	said\nmeet	met	met\n"

# Who a word stands for in these tests; every proper noun is an actor of its first three letters.
ACTORS = {"rebel": "REB", "soldier": "MIL", "protester": "OPP", "president": "GOV", "newspaper": "MED"}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the small lexicon, tables given by name replaced; gives its folder."""

    def write_tables(**tables: str) -> Path:
        folder = tmp_path / "lexicons"
        for room in ("cameo", "codebook"):
            (folder / room).mkdir(parents=True, exist_ok=True)
        texts = {
            "deeds": DEEDS,
            "verbs-a": VERBS,
            "nouns-a": NOUNS,
            "classes-a": CLASSES,
            "refine": REFINE,
            "themes": THEMES,
            "forms": FORMS,
            **{name.replace("_", "-"): text for name, text in tables.items() if not name.startswith("codebook_")},
        }
        for name, text in texts.items():
            (folder / "cameo" / f"{name}.tsv").write_text(text, encoding="utf-8")
        codes = tables.get("codebook_codes") or (LEXICONS / "codebook" / "codes.tsv").read_text(encoding="utf-8")
        (folder / "codebook" / "codes.tsv").write_text(codes, encoding="utf-8")
        examples = tables.get("codebook_examples", EXAMPLES)
        (folder / "codebook" / "examples-01.tsv").write_text(examples, encoding="utf-8")
        return folder

    return write_tables


@pytest.fixture
def ontology() -> Ontology:
    return load_ontology(LEXICONS)


@pytest.fixture
def algebra(write: Write, ontology: Ontology) -> Algebra:
    return load_algebra(write(), ontology)


@dataclass(frozen=True, slots=True)
class Kit:
    """What a finder needs, loaded from one small lexicon."""

    ontology: Ontology
    lexicon: ActLexicon
    specifier: Specifier

    def finder(self, notation: str | Sentence) -> Finder:
        """A finder over a sentence parsed by hand."""
        sentence = parse(notation) if isinstance(notation, str) else notation
        return Finder(sentence, self.lexicon, self.specifier, lambda head: actors(sentence, head))

    def found(self, notation: str) -> list[Found]:
        """The coded acts of a sentence."""
        return list(self.finder(notation).coded())

    def dyads(self, notation: str) -> list[str]:
        """The coded acts of a sentence, each as `CODE SOURCE TARGET`, `-` for an unknown side."""
        return [
            f"{f.code} {f.source.code if f.source else '-'} {f.target.code if f.target else '-'}"
            for f in self.found(notation)
        ]


def actors(sentence: Sentence, head: int) -> tuple[Actor, ...]:
    """Stands in for the actor resolver: proper nouns and a few words are actors."""
    token = sentence.tokens[head]
    code = token.text[:3].upper() if token.tag == "NNP" else ACTORS.get(token.lemma)
    roles = ("MED",) if code == "MED" else ()
    owned = [t for t in sentence.tokens if t.head == head and t.tag == "PRP$"]
    text = f"{owned[0].text} {token.text}" if owned else token.text
    return (Actor(text, token.start, token.end, code, roles=roles),)


@pytest.fixture
def kit(write: Write, ontology: Ontology) -> Kit:
    return load(write(), ontology)


def load(folder: Path, ontology: Ontology) -> Kit:
    algebra = load_algebra(folder, ontology)
    lexicon = load_act_lexicon(folder, algebra)
    return Kit(ontology, lexicon, Specifier(load_themes(folder, algebra), algebra, ontology))


@pytest.fixture
def kit_of(write: Write, ontology: Ontology) -> Callable[..., Kit]:
    """A kit over the small lexicon with some tables replaced."""
    return lambda **tables: load(write(**tables), ontology)
