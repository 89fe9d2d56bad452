"""What is not an event although its words look like one: forces of nature, accidents, private crime and trade, matters long past."""

from __future__ import annotations

import re
from datetime import date

from coders.actors.codes import INTERNATIONAL, NOWHERE
from coders.cameo.acts import Act
from coders.cameo.interpret import Interpreter
from coders.cameo.topical import AT_LAW, VIOLENT_ROOTS, outside_politics, unknown_name
from coders.topics import STRENGTHS, Topic
from coders.types import Actor, EventDate

# People without an office, a cause or a force behind them.
PRIVATE = frozenset({"CVL", "LAB", "BUS", "CRM", "EDU", "HLH", "AGR", "ELI", "MED", "ENV", "DEV"})
OF_CROWDS = ("133", "082", "0352", "128", "024", "104")
NATURE = frozenset({"nature", "disease", "animals", "sport.things", "market.things", "goods"})
LONG_PAST_DAYS = 2 * 365
"""Events dated further back than this from the day of publication are history that the article recalls."""
WORDS = frozenset({"01", "02", "03", "04", "05", "06", "10", "11", "12", "13"})
"""Roots that take two: what is said, offered, agreed and refused happens nowhere, but between parties."""
OLDEST_NEWS = date(1992, 1, 1)
"""Stands for the day of publication where that is unknown: the actor lexicons begin two years before."""
PLACING = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "off", "along", "throughout"})


def inanimate(code: str, act: Act, interpreter: Interpreter) -> bool:
    """Whether violence is done by a thing that is no actor, weapon or deed: a storm, a heater, a share price."""
    if code[:2] not in VIOLENT_ROOTS or not act.source or act.manner not in ("did", "intend"):
        return False
    return all(_thing(head, interpreter) for head in act.source)


def _thing(head: int, interpreter: Interpreter) -> bool:
    graph = interpreter.graph
    token = graph.tokens[head]
    if interpreter.is_actor(head) or not graph.is_noun(head) or token.tag in ("NNP", "NNPS"):
        return False
    if interpreter.sense(head) is not None:  # an event noun: "the raid killed six"
        return False
    return not _does_harm(head, interpreter)


# Noun classes whose members can do harm though no actor lexicon names them.
ARMED = frozenset(
    "weapons missile warplanes ships tanks soldiers irregulars protesters marchers workers leader outlaws law.force peoples "
    "civilians.protest crowds".split()
)


VIOLENT_WORDS = frozenset(
    "attack.words bomb.words terror.words massacre.words cleansing.words explosives.words placed.words roadside.words suicide.words "
    "vehiclebomb.words hackers.words warcrime.acts aggression.acts".split()
)


def _bears_arms(head: int, interpreter: Interpreter) -> bool:
    """Whether a noun names a weapon, those who use it, violence by name, or what acts for a state without a crew being named."""
    return any(
        name.endswith(".weapons") or name in ARMED or name in VIOLENT_WORDS or name == "state.things"
        for name in interpreter.classes_of(head)
    )


def _does_harm(head: int, interpreter: Interpreter) -> bool:
    return any(name.endswith((".weapons", ".words")) or name in ARMED for name in interpreter.classes_of(head))


def private_matter(
    code: str,
    act: Act,
    source: Actor | None,
    target: Actor | None,
    interpreter: Interpreter,
    *,
    guessed: bool = False,
    topic: Topic | None = None,
    political: bool = False,
) -> bool:
    """Whether no party to the act is public: one private person harms another, firms and their customers deal.

    What crowds do in protest is public whoever they are, and so is violence against a crowd. A state that was only `guessed`
    to be the target makes nothing public. A sentence about a `topic` outside politics
    asks for more, see topical.outside_politics; a private person of the law's own country stands for politics only
    in a sentence with a `political` word.
    """
    heads = [interpreter.graph.tokens[h] for h in act.source]
    many = any(t.tag == "NNS" or t.lemma in COLLECTIVE for t in heads)
    if code[:2] == "14" or (many and code.startswith(OF_CROWDS)):
        return False
    parties = [a for a in (source, target) if a is not None]
    if _unlocated(code, parties):
        return True
    if code[:3] == "182" and len(parties) == 2 and not any(a.roles for a in parties):
        return True  # a contest: states do not beat one another up
    told = [a for a in parties if not (guessed and a is target and source is not None and not a.roles)]
    public = _public(
        told, code, target, interpreter, alone=len(parties) == 1, political=political, quiet=topic is not None
    )
    if topic is not None and (topic.public < STRENGTHS["sure"] or code < "14"):
        return act.vague or outside_politics(code, source, target, public, topic)
    if source is not None and code[:2] in VIOLENT_ROOTS and _lone_stranger(source, act, target, interpreter):
        return True
    if code in AT_LAW and not political and _common_crime(source, target, interpreter):
        return True
    if public or (act.manner == "refuse" and len(parties) == 2):
        return False
    if code[:2] not in VIOLENT_ROOTS:
        return True
    if many and _across_borders(source, target):
        return False
    if source is None:
        return not _under_arms(interpreter)
    if target is None and "CVL" not in source.roles:
        return True
    return not many or set(source.roles) <= {"CRM", "BUS"}


def _public(
    told: list[Actor],
    code: str,
    target: Actor | None,
    interpreter: Interpreter,
    *,
    alone: bool,
    political: bool,
    quiet: bool,
) -> list[Actor]:
    """Those of the parties `told` that are public; a name that no lexicon knows is so only in a sentence of politics."""
    alone = alone and (political or code[:2] not in WORDS)
    found = [a for a in told if is_public(a, interpreter, alone=alone, owned=a is target)]
    if political and not quiet:
        return found
    return [a for a in found if not unknown_name(a, _head(a, interpreter), interpreter.graph)]


COLLECTIVE = frozenset({"crowd", "mob", "throng", "clan", "tribe", "militia", "community"})
FORMER = re.compile(r"(?:(?:an?|the) )?(?:[A-Z][\w-]+ )?(?:former |ex-)", re.IGNORECASE)
"""How a phrase for somebody who once held office begins."""


def _across_borders(source: Actor | None, target: Actor | None) -> bool:
    """Whether both sides have a country and it is not the same: pirates and hackers of one state, ships and servers of another."""
    if source is None or target is None or source.country is None or target.country is None or not target.roles:
        return False
    return source.country != target.country


# Those who apply the law from day to day.
LAW = frozenset({"COP", "JUD"})
ORDINARY = frozenset({"CVL", "LAB", "HLH", "AGR", "ELI"})


def _common_crime(source: Actor | None, target: Actor | None, interpreter: Interpreter) -> bool:
    """Whether police or a court deal with one private person of their own country."""
    if source is None or not LAW & set(source.roles):
        return False
    if target is None or not target.roles:
        return False
    head = _head(target, interpreter)
    if head is not None and interpreter.graph.tokens[head].tag == "NNS":
        return False  # raids and round-ups are public
    return set(target.roles) <= ORDINARY and source.country == target.country


def _unlocated(code: str, parties: list[Actor]) -> bool:
    """Whether nobody named belongs to a country: `the judges`, `a lawyer`; violence is told of all the same."""
    return not code.startswith(("1712", "18", "19", "20")) and all((a.code or "").startswith(NOWHERE) for a in parties)


def _lone_stranger(source: Actor, act: Act, target: Actor | None, interpreter: Interpreter) -> bool:
    """Whether violence is that of somebody, or something, of whom only the origin is told: `a Soviet-era dancer conquered Paris`."""
    if source.roles or (target is not None and target.roles and set(target.roles) - PRIVATE - {"GOV"}):
        return False
    graph = interpreter.graph
    origins = [h for h in act.source if mere_origin(source, h, interpreter)]
    if not origins or len(origins) < len(act.source):
        return False
    return any(graph.tokens[h].tag == "NN" or interpreter.has_class(h, NATURE) for h in origins)


def _under_arms(interpreter: Interpreter) -> bool:
    """Whether the sentence names those who use force, or what they use: then nobody's violence is no accident and no crime."""
    graph, algebra = interpreter.graph, interpreter.lexicon.algebra
    for token in graph.tokens:
        if not graph.is_noun(token.i) or token.dep == "compound":
            continue
        if _bears_arms(token.i, interpreter):
            return True
        sense = interpreter.sense(token.i)
        deed = sense.deed if sense is not None else ""
        if deed and (algebra.compose(deed, "did") or "")[:2] in ("18", "19", "20"):
            return True
    return False


def is_public(actor: Actor, interpreter: Interpreter, *, alone: bool = False, owned: bool = False) -> bool:
    """Whether an actor stands for more than a private person: an office, a force, a cause, a state named as such.

    A state that is only where something happens counts where it is the sole party (`alone`): matters of state need no doer.
    What a state owns stands for it where `owned`.
    """
    code = actor.code or ""
    if not code or code.startswith("MNC"):
        return False
    if code[:3] in INTERNATIONAL:
        return True
    if actor.roles and set(actor.roles) <= PRIVATE:
        return actor.roles[0] == "ELI" and FORMER.match(actor.text) is not None
    head = _head(actor, interpreter)
    if head is None:
        return True
    if mere_origin(actor, head, interpreter, owned=owned):
        return False
    return bool(actor.roles) or alone or not _is_place(head, interpreter)


def _head(actor: Actor, interpreter: Interpreter) -> int | None:
    """The token that heads an actor's phrase."""
    tokens = interpreter.graph.tokens
    inside = [t for t in tokens if actor.start <= t.start and t.end <= actor.end]
    return next((t.i for t in inside if not (actor.start <= tokens[t.head].start < actor.end) or t.head == t.i), None)


def _is_place(head: int, interpreter: Interpreter) -> bool:
    tokens = interpreter.graph.tokens
    return tokens[head].dep == "pobj" and tokens[tokens[head].head].text.lower() in PLACING


MEANT = re.compile(r"(['\"])(.+)\1 stands for ['\"](.+)['\"]$")
"""A trace that says what a pronoun or a definite phrase stands for."""


def mere_origin(actor: Actor, head: int, interpreter: Interpreter, *, owned: bool = False) -> bool:
    """Whether a phrase only tells where somebody or something comes from: `an Ardan dancer` does nothing on behalf of Arda.

    With `owned`, what a state or a people calls its own stands for it: `Arda's power grid`.
    """
    graph = interpreter.graph
    token = graph.tokens[head]
    told = [m for line in actor.trace if (m := MEANT.search(line)) and m[2] == token.text]
    if token.tag in ("PRP", "PRP$"):
        return not actor.roles and any(m[3].split(" ")[-1].islower() for m in told)
    capital = any("a capital acts" in line for line in actor.trace)
    if (actor.roles and not capital) or token.tag not in ("NN", "NNS") or not token.text.islower():
        return False
    if interpreter.sense(head) is not None or _bears_arms(head, interpreter):
        return False
    if owned and any(graph.is_noun(c) for c in graph.children(head, "poss")):
        return False
    words = (token.text.lower(), token.lemma.lower())
    known = any("(agents/" in line and line.partition(":")[0].lower().endswith(words) for line in actor.trace)
    return bool(actor.trace) and not told and not known


def long_past(when: EventDate, published: date | None) -> bool:
    """Whether the event lies so far back that the article only recalls it."""
    if when.value is None:
        return False
    return ((published or OLDEST_NEWS) - when.value).days > LONG_PAST_DAYS
