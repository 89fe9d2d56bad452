"""Who a noun phrase stands for, from its own words, its possessor, what follows its head, and the article around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coders.actors import coreference
from coders.actors.codes import INTERNATIONAL
from coders.actors.context import ActorContext, settled_by
from coders.actors.core import FORMER, Core, read_core
from coders.actors.fragments import (
    MODIFIERS,
    extent,
    from_agents,
    is_capital,
    is_quantity,
    is_weak,
    joined,
    modifies,
    nominal,
    unknown,
)
from coders.actors.lexicon import ActorLexicon, Match
from coders.actors.phrase import (
    PLACE_PREPOSITIONS,
    Phrase,
    conjuncts,
    objects_of,
    phrase_of,
    whole,
)
from coders.actors.reading import Reading, apply_agent, of_actor, of_record
from coders.actors.records import Kind, choose
from coders.types import Actor, Article, Sentence

_PRONOUNS = re.compile(r"(?<!\w)(?:he|she|they|it|him|them|his|her|their|its|both|who|which)(?!\w)", re.IGNORECASE)
_LOCALITIES = frozenset(
    ("village", "town", "city", "district", "neighbourhood", "neighborhood", "suburb", "hamlet", "settlement")
)
_DEEPEST = 8
"""How many phrases may hang on one another before a parse is taken to be broken."""


class ActorResolver:
    """Resolves the noun phrases of parsed sentences to actors. Holds no state of its own: one per process is enough."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        """Takes the lexicon that `load_actor_lexicon` opened."""
        self._lexicon = lexicon

    def possible(self, text: str) -> bool:
        """Whether anything in `text` could be an actor: a name, a country, a role word or a pronoun."""
        return _PRONOUNS.search(text) is not None or bool(self._lexicon.matches(text))

    def names(self, text: str) -> list[Match]:
        """The named actors in `text`, in order, without overlaps."""
        found: list[Match] = []
        for match in self._lexicon.matches(text):
            if match.named and (not found or match.start >= found[-1].end):
                found.append(match)
        return found

    def bodies(self, sentences: Sequence[Sentence]) -> list[tuple[int, int, str]]:
        """Where groups and organisations of one country are named: offsets of the article and alpha-3 code."""
        return [
            (sentence.start + match.start, sentence.start + match.end, country)
            for sentence in sentences
            for match in self.names(sentence.text)
            if (records := match.of(Kind.BODY)) and (country := records[0].code[:3]) not in INTERNATIONAL
        ]

    def named(self, sentence: Sentence, words: Sequence[tuple[int, int]], context: ActorContext) -> tuple[Actor, ...]:
        """The actors with a code that `sentence` names, and those of the phrases around `words` (offsets of its text)."""
        base = sentence.start
        spans = sorted({*((m.start, m.end) for m in self.names(sentence.text)), *words})
        found = {
            (actor.start, actor.end): actor
            for start, end in spans
            for actor in self.resolve_span(sentence, base + start, base + end, context)
            if actor.code
        }
        return tuple(found.values())

    def open(self, article: Article, sentences: tuple[Sentence, ...] | list[Sentence]) -> ActorContext:
        """The memory of one article; sentences may be parsed or not."""
        return ActorContext(self._lexicon, article, tuple(sentences))

    def resolve(self, sentence: Sentence, head: int, context: ActorContext) -> tuple[Actor, ...]:
        """The actors of the noun phrase headed by token `head`, without its coordinated heads; never empty.

        An unresolvable phrase gives one actor without code, with the reason in its trace.
        """
        context.remember(sentence)
        key = (sentence.index, head)
        done = context.resolved.get(key)
        if done is not None:
            return done
        if key in context.open or len(context.open) > _DEEPEST:
            return (unknown(phrase_of(sentence, head), "the phrase refers to itself"),)
        context.open.add(key)
        try:
            actors = self._actors(phrase_of(sentence, head), context)
        finally:
            context.open.discard(key)
        context.resolved[key] = actors
        return actors

    def resolve_span(self, sentence: Sentence, start: int, end: int, context: ActorContext) -> tuple[Actor, ...]:
        """The actors of a marked span (offsets of the article): of the phrases whose heads lie in it."""
        inside = [t for t in sentence.tokens if t.start < end and t.end > start]
        heads = [t.i for t in inside if not (start <= sentence.tokens[t.head].start < end) or t.head == t.i]
        heads = [
            c.i
            for h in heads
            for c in nominal(sentence, h)
            if start <= c.start < end and not modifies(sentence, c.i, start)
        ]
        if not heads or (inside[-1].dep in MODIFIERS and sentence.tokens[inside[-1].head].start >= end):
            # No phrase of its own but words within one: "Karen guerrilla" of "a Karen guerrilla stronghold".
            return self._words(sentence, start, end, context)
        found: dict[str | None, Actor] = {}
        for head in (heads[0], *(c for c in conjuncts(sentence, heads[0]) if sentence.tokens[c].start < end)):
            for actor in self.resolve(sentence, head, context):
                found.setdefault(actor.code, actor)
        known = tuple(a for a in found.values() if a.code is not None)
        return known or self._words(sentence, start, end, context)

    def _words(self, sentence: Sentence, start: int, end: int, context: ActorContext) -> tuple[Actor, ...]:
        """The actor of a span that is no phrase of its own, or of a sentence that was never parsed."""
        inside = [t.i for t in sentence.tokens if t.start < end and t.end > start]
        text = context.article.text[start:end]
        if inside:
            core = read_core(Phrase(sentence, inside[0], inside[-1], None), context)
            found = core.readings or tuple(from_agents(core.agents)) or (Reading(),)
            return tuple(self._finish(r, sentence, text, start, end, context) for r in found)
        matches = [m for m in context.matches(sentence) if m.start < end and m.end > start]
        base = Reading()
        named = next((m for m in reversed(matches) if m.named), None) or next(
            (m for m in matches if m.geographic), None
        )
        if named is not None:
            record, when = choose(named.named or named.geographic, context.day)
            base = of_record(record, when)
        for match in matches:
            if match.agents and match is not named and (named is None or not named.named or match.start > named.start):
                base = apply_agent(base, match.agents[0])
        return (self._finish(base, sentence, text, start, end, context),)

    def _actors(self, phrase: Phrase, context: ActorContext) -> tuple[Actor, ...]:
        referred = self._referred(phrase, context)
        if referred is not None:
            return referred
        readings = self._readings(phrase, context)
        start, end = extent(phrase)
        text = phrase.sentence.text[start - phrase.sentence.start : end - phrase.sentence.start]
        found: dict[str | None, Actor] = {}
        for reading in readings:
            actor = self._finish(reading, phrase.sentence, text, start, end, context)
            found.setdefault(actor.code, actor)
        return tuple(found.values())

    def _finish(
        self, reading: Reading, sentence: Sentence, text: str, start: int, end: int, context: ActorContext
    ) -> Actor:
        """The actor of a reading; a role without a country takes the one the article gives it."""
        if reading.roles and reading.prefix is None:
            likely = context.likely_country(sentence, start, reading.roles)
            reading = reading.with_country(*likely) if likely is not None else reading.noting("no country in sight")
        return reading.actor(text, start, end)

    def _referred(self, phrase: Phrase, context: ActorContext) -> tuple[Actor, ...] | None:
        token = phrase.token
        if token.tag in ("PRP", "PRP$", "WP", "WDT", "WP$") or (token.text.lower() == "that" and token.pos == "PRON"):
            found = coreference.pronoun(phrase, context, self.resolve)
            if found is None:
                return (unknown(phrase, f"nothing before {token.text!r} that it could stand for"),)
        else:
            found = coreference.definite(phrase, context, self.resolve)
            if found is None:
                return None
        start, end = extent(phrase)
        text = phrase.sentence.text[start - phrase.sentence.start : end - phrase.sentence.start]
        return tuple(replace(a, text=text, start=start, end=end, trace=(*a.trace, found[1])) for a in found[0])

    def _readings(self, phrase: Phrase, context: ActorContext) -> tuple[Reading, ...]:
        beside = self._name_beside(phrase, context)
        if beside:
            return beside
        phrase = whole(phrase, context.matches(phrase.sentence))
        core = read_core(phrase, context)
        readings = core.readings
        if not core.names_head:
            readings = self._with_possessor(phrase, core, context)
            readings = self._with_phrases(phrase, core, readings, context)
        readings = readings or (Reading(),)
        if not any(r.prefix for r in readings):
            readings = self._with_apposition(phrase, readings, context)
        if core.fallback is not None:
            readings = tuple(
                r if r.prefix else r.with_country(core.fallback.prefix, "where they are based")
                for r in readings
                if core.fallback.prefix
            )
        if not any(r.known for r in readings):
            readings = self._introduced(phrase, context) or readings
        elif not any(r.prefix for r in readings):
            same = coreference.same_role(phrase, context, self.resolve)
            if same is not None:
                readings = tuple(r.with_country(*same) for r in readings)
        return readings

    def _name_beside(self, phrase: Phrase, context: ActorContext) -> tuple[Reading, ...]:
        """Whose title the phrase is, where the parser hung the name on something else: followers of [cleric] X Y."""
        sentence = phrase.sentence
        for match in context.matches(sentence):
            if match.start == phrase.token.end + 1 and match.of(Kind.PERSON):
                last = next((t for t in sentence.tokens if t.end == match.end), None)
                if last is None or last.dep != "appos" or last.head == phrase.head:
                    return ()
                titled = any(m.agents for m in context.matches(sentence) if m.end == phrase.token.end)
                if not titled or (sentence.index, last.i) in context.open:
                    return ()
                return tuple(of_actor(a) for a in self.resolve(sentence, last.i, context) if a.code is not None)
        return ()

    def _with_possessor(self, phrase: Phrase, core: Core, context: ActorContext) -> tuple[Reading, ...]:
        """What the possessor adds: Montenegro's prime minister, his government, the rebels' positions."""
        if phrase.possessor is None or core.has_country:
            return core.readings
        owners = self.resolve(phrase.sentence, phrase.possessor, context)
        owners += tuple(
            a for c in conjuncts(phrase.sentence, phrase.possessor) for a in self.resolve(phrase.sentence, c, context)
        )
        bases = [of_actor(a) for a in owners if a.code is not None]
        if not bases:
            return core.readings or tuple(from_agents(core.agents))
        bases = [b.changed(roles=()) if is_capital(b, owners, core) else b for b in bases]
        found = []
        for base in bases:
            for agent in core.agents:
                base = apply_agent(base, agent)
            if any(t.text.lower() in FORMER for t in phrase.words()):
                base = base.as_former("former")
            found.append(base)
        return tuple(found)

    def _with_phrases(
        self, phrase: Phrase, core: Core, readings: tuple[Reading, ...], context: ActorContext
    ) -> tuple[Reading, ...]:
        """What of-, from- and in-phrases add: the government of Liberia, hundreds of people, rebels in Chad."""
        if any(r.prefix for r in readings) and not is_quantity(phrase):
            return readings
        named = not readings and not core.agents and phrase.token.pos == "PROPN"
        prepositions = PLACE_PREPOSITIONS | {"for"} if is_weak(core) else PLACE_PREPOSITIONS
        for preposition, at in objects_of(phrase.sentence, phrase.head, prepositions):
            passes = preposition in ("of", "from", "for")
            if named and not passes:
                # Where an unknown name is found says nothing of whose it is.
                continue
            actors = [a for a in self.resolve(phrase.sentence, at, context) if a.code is not None]
            if preposition in ("of", "from"):
                actors += [
                    a
                    for c in conjuncts(phrase.sentence, at)
                    for a in self.resolve(phrase.sentence, c, context)
                    if a.code is not None
                ]
            if not actors or (phrase.token.lemma.lower() in _LOCALITIES and self._among_unknown(phrase, at, context)):
                continue
            bases = [of_actor(a) for a in actors]
            if not passes:
                bases = [b for b in bases if b.prefix and not b.international][:1]
                bases = [
                    Reading(prefix=b.prefix, trace=(*b.trace, f"{preposition} {a.text}"))
                    for b, a in zip(bases, actors, strict=False)
                ]
            if not bases:
                continue
            return tuple(map(_of_settlers, joined(readings, bases, core)))
        return readings

    def _among_unknown(self, phrase: Phrase, at: int, context: ActorContext) -> bool:
        """Whether a name stands in a list with names nobody knows: `the villages of Tuqad, Benin and Ruweiha`."""
        heads = (at, *conjuncts(phrase.sentence, at))
        return any(all(a.code is None for a in self.resolve(phrase.sentence, h, context)) for h in heads)

    def _with_apposition(
        self, phrase: Phrase, readings: tuple[Reading, ...], context: ActorContext
    ) -> tuple[Reading, ...]:
        """What an apposition on either side says: Barak, the Israeli prime minister."""
        sentence = phrase.sentence
        beside = [t.i for t in sentence.tokens if t.head == phrase.head and t.dep == "appos"]
        if phrase.token.dep == "appos":
            beside.append(phrase.token.head)
        for at in beside:
            if (sentence.index, at) in context.open:
                continue
            other = [
                of_actor(a)
                for a in self.resolve(sentence, at, context)
                if (a.code is not None and a.country) or a.roles
            ]
            if other:
                base = other[0]
                return tuple(
                    r.changed(
                        prefix=r.prefix or base.prefix,
                        roles=r.roles if r.roles and not r.weak else base.roles or r.roles,
                        rest=r.rest or base.rest,
                    ).noting(*base.trace, "apposition")
                    for r in readings
                )
        return readings

    def _introduced(self, phrase: Phrase, context: ActorContext) -> tuple[Reading, ...]:
        """What an acronym introduced in brackets, or a name given in full before, stands for."""
        word = phrase.token.text.strip(".")
        span = context.acronyms.get(word)
        if span is not None:
            sentence = next((s for s in context.sentences.values() if s.start <= span[0] < s.end), None)
            if sentence is not None and not (
                sentence.index == phrase.sentence.index and span[0] <= phrase.token.start < span[1]
            ):
                actor = self._words(sentence, *span, context)[0]
                if actor.code is not None:
                    return (of_actor(actor).noting(f"{word} was introduced as {actor.text!r}"),)
        if phrase.token.pos == "PROPN" or phrase.token.text[:1].isupper():
            return self._full_name(phrase, context)
        return ()

    def _full_name(self, phrase: Phrase, context: ActorContext) -> tuple[Reading, ...]:
        """A surname alone stands for the person introduced before with title and name."""
        word = phrase.token.text
        here = (phrase.sentence.index, phrase.head)
        for index, at in context.where(word):
            if (index, at) >= here:
                break
            if (index, at) in context.open:
                continue
            actor = self.resolve(context.sentences[index], at, context)[0]
            if actor.code is not None:
                return (of_actor(actor).noting(f"{word} was introduced as {actor.text!r}"),)
        return ()


def _of_settlers(reading: Reading) -> Reading:
    """Settlers in a land are those of the state that settles it."""
    owner = settled_by(reading.prefix, reading.roles)
    return reading.changed(prefix=owner).noting(f"country {owner}: whose settlers they are") if owner else reading
