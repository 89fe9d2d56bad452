"""A reading of who a phrase stands for, while it is put together from its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coders.actors.codes import INTERNATIONAL, PEOPLES, REGIONS, RELIGIONS, Code, compose, read_code, trios
from coders.actors.records import Kind, Record
from coders.actors.roles import GOVERNING, former, merge, own_roles
from coders.types import Actor


@dataclass(frozen=True, slots=True)
class Reading:
    """One actor in the making. `rest` are its identities and organisation; `trace` says where each part comes from."""

    prefix: str | None = None
    roles: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    international: bool = False
    exact: str | None = None  # the code as the lexicon writes it, while nothing was added to it
    named: bool = False  # one actor with a name of its own
    kind: Kind | None = None
    name: str | None = None
    entry: str | None = None
    acled_name: str | None = None
    inter: int | None = None
    weak: bool = False  # the role is only what the word means by default
    trace: tuple[str, ...] = ()

    def noting(self, *notes: str) -> Reading:
        """The reading with more trace."""
        return self._with(self.prefix, self.roles, self.rest, self.international, self.exact, (*self.trace, *notes))

    @property
    def known(self) -> bool:
        """Whether anything is known of the actor."""
        return bool(self.prefix or self.roles or self.rest)

    def code(self) -> Code | None:
        """Its CAMEO code; null when nothing is known."""
        if not self.known:
            return None
        return compose(self.prefix, self.roles, self.rest)

    def with_country(self, prefix: str, why: str) -> Reading:
        """The reading with a country it lacked."""
        trace = (*self.trace, f"country {prefix}: {why}")
        return self._with(prefix, self.roles, self.rest, self.international, self.exact, trace)

    def as_former(self, why: str) -> Reading:
        """The reading of somebody who is no longer what the words say."""
        roles = former(self.roles)
        return self if roles == self.roles else self.changed(roles=roles).noting(why)

    def changed(
        self, *, prefix: str | None = None, roles: tuple[str, ...] | None = None, rest: tuple[str, ...] | None = None
    ) -> Reading:
        """The reading with another prefix, other roles or other identities, whichever are given."""
        prefix = self.prefix if prefix is None else prefix
        roles = self.roles if roles is None else roles
        rest = self.rest if rest is None else rest
        return self._with(prefix, roles, rest, prefix in INTERNATIONAL, None, self.trace)

    def _with(
        self,
        prefix: str | None,
        roles: tuple[str, ...],
        rest: tuple[str, ...],
        international: bool,
        exact: str | None,
        trace: tuple[str, ...],
    ) -> Reading:
        """The reading with these parts; `dataclasses.replace` takes several times as long, and this is done all the time."""
        return Reading(
            prefix, roles, rest, international, exact, self.named, self.kind, self.name, self.entry, self.acled_name,
            self.inter, self.weak, trace,
        )  # fmt: skip

    def actor(self, text: str, start: int, end: int) -> Actor:
        """The finished record for the stretch of text; unknown actors have no code."""
        code = self.code()
        return Actor(
            text=text,
            start=start,
            end=end,
            code=self.exact or (str(code) if code else None),
            name=self.name,
            country=code.country if code else None,
            roles=code.roles if code else (),
            entry=self.entry,
            acled_name=self.acled_name,
            inter=self.inter,
            trace=self.trace or ("no word of it is in the lexicon",),
        )


def of_record(record: Record, when: str) -> Reading:
    """The reading of a name, where `when` says how its time lies to the article's day (see `records.choose`)."""
    identity = record.kind is Kind.IDENTITY
    code = read_code(record.code) if not identity else _identity(record.code)
    note = f"{record.name} = {record.code} ({record.cited}{'' if when in ('current', 'undated') else ', ' + when})"
    reading = Reading(
        prefix=code.prefix,
        roles=code.roles,
        rest=code.rest,
        international=code.international,
        exact=None if identity else record.code,
        named=record.kind in (Kind.PERSON, Kind.BODY, Kind.METONYM),
        kind=record.kind,
        name=record.name,
        entry=record.origin,
        acled_name=record.acled_name or None,
        inter=record.inter or None,
        trace=(note,),
    )
    if record.kind is Kind.PERSON and when == "past":
        return reading.as_former("out of office at the article's date")
    if record.kind is Kind.PERSON and when == "future":
        return reading.changed(roles=("ELI",)).noting("not yet in office at the article's date")
    return reading


def of_actor(actor: Actor) -> Reading:
    """The reading of an actor resolved before."""
    if actor.code is None:
        return Reading(trace=actor.trace)
    bare = actor.code.startswith("---")
    code = read_code(actor.code[3:] if bare else actor.code, prefixed=not bare)
    return Reading(
        code.prefix,
        code.roles,
        code.rest,
        code.international,
        None if bare else actor.code,
        named=actor.acled_name is not None,
        name=actor.name,
        entry=actor.entry,
        acled_name=actor.acled_name,
        inter=actor.inter,
        trace=actor.trace,
    )


def apply_agent(base: Reading, agent: Record) -> Reading:
    """The reading of a role word that belongs to `base`: base's country, and a role made of both."""
    own, prefix = own_roles(agent)
    if base.weak and own and not agent.weak:
        # A modifier's default role gives way to the head's: reformist lawmakers are LEG.
        base = replace(base.changed(roles=()), weak=False)
    roles = merge(base.roles, agent, base.prefix)
    if agent.name in GOVERNING and base.named and base.prefix not in INTERNATIONAL and base.roles[:1] != ("MIL",):
        roles = own  # a party's government is the government: the Sandinista government
    note = f"{agent.name}: {'+'.join(roles) or 'no role of its own'} ({agent.origin})"
    same = roles == base.roles
    if prefix and base.prefix in REGIONS:
        return base.changed(prefix=prefix, roles=own, rest=(base.prefix, *base.rest)).noting(note)
    if base.prefix is None and prefix and (not base.roles or not agent.weak):
        return base.changed(prefix=prefix, roles=own or roles).noting(note)
    weak = (agent.weak or not own) and not base.roles
    if same:
        return base.noting(note) if own else base
    # A body's own name and class hold for its members only while they share its role.
    return replace(base.changed(roles=roles), named=False, acled_name=None, inter=None, weak=weak).noting(note)


def with_identity(base: Reading, identity: Reading) -> Reading:
    """The reading with an ethnic or religious identity added."""
    prefix = base.prefix or identity.prefix
    roles = base.roles or identity.roles
    return base.changed(prefix=prefix, roles=roles, rest=(*base.rest, *identity.rest)).noting(*identity.trace)


def _identity(code: str) -> Code:
    """An identity's code, with or without a country before it."""
    parts = trios(code)
    if parts[0] in RELIGIONS or parts[0] in PEOPLES:
        return Code(None, (), parts)
    return read_code(code)
