"""The policy as read: with every reading decided, only the rules that then hold.

A ruleset has no guards: a rule that does not hold under the readings is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Generic, TypedDict, TypeVar

from kb.core import rules as core_rules
from kb.core.earlier_grants import meets
from kb.core.outcomes import Outcome, Reason, Status
from kb.core.reasons import Unclaimed
from kb.core.rules import Rules
from kb.model.facts import CLAIMS, OBJECT, PHASE, REFERENCES, Fact
from kb.model.guards import Readings, holds, readings_of, rulings_under
from kb.model.policy import Policy, Support
from kb.model.requirements import When, read_requirements
from kb.model.requirements import guards as guards_of_requirement
from kb.model.together import Together
from kb.model.values import Interval, plus_year
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.model.words.names import say_nearest

T = TypeVar("T")

_FORESEEN = 5


@dataclass(frozen=True, slots=True)
class Validity:
    """The validity of the policy, and the days that must lie within it.

    ``last`` is ``None`` where the text states no end.
    ``days`` are facts that must lie between ``first`` and ``last``; ``since`` are facts that may not lie
    before ``first``, unless an agency decides the fact ``unless``. ``deadline`` is the fact of a separate
    deadline, which shortens or ``replaces`` the last day. ``moved`` are the facts of the
    transition rule, whose days may not lie before ``first``.
    """

    first: date
    last: date | None
    days: tuple[str, ...]
    since: tuple[str, ...]
    unless: str
    deadline: str
    replaces: bool
    provision: str
    words: str
    deadline_provision: str
    deadline_words: str
    moved: tuple[str, ...]

    @property
    def plain_day(self) -> date:
        """An ordinary day of the validity: a year after its first day, or the last day if that is earlier."""
        return min(plus_year(self.first), self.horizon)

    @property
    def horizon(self) -> date:
        """The last day that a search looks at: that of the validity, or without an end that of five years."""
        return self.last or plus_year(self.first, _FORESEEN) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NonCumulation:
    """The bar on a second grant: what makes two grants the same, in which unit, and the consequence.

    ``judged`` is the fact of a grant under another policy with an agency's decision whether it is similar;
    empty where the facts alone decide. ``levels`` are the levels of government whose grants it covers.
    """

    within: str
    similar: str
    unit: str
    conflict: str
    referred: bool
    unpaid: bool
    judged: str
    provision: str
    words: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An overlap with its consequence decided."""

    supports: frozenset[str]
    where: str
    lower: frozenset[str]
    same: str
    then: str
    provision: str
    words: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules that hold under ``readings``, by kind of claim.

    ``district`` and ``higher`` are the consequences of grants of districts and of the province or state, with
    provision and words. ``presumed`` are the facts of each kind that are presumed where a case is silent.
    ``names`` are the facts that hold names, and ``ones`` gives for each count the answers (a fact and its
    value) that make it one. ``asked`` are the facts that state the sum applied for. ``together`` are the
    rules about several supports.
    """

    policy: Policy
    readings: dict[str, str]
    supports: dict[str, tuple[Support, ...]]
    by_id: dict[str, Support]
    requirements: tuple[When, ...]
    validity: Validity | None
    non_cumulation: NonCumulation
    meetings: tuple[Meeting, ...]
    district: tuple[str, str, str]
    higher: tuple[str, str, str]
    presumed: dict[str, tuple[Fact, ...]] = field(hash=False)
    names: frozenset[str]
    ones: dict[str, tuple[tuple[str, str], ...]] = field(hash=False)
    asked: tuple[str, ...]
    together: Together
    unclaimed: tuple[tuple[str, Outcome], ...]
    unasked: tuple[tuple[str, Outcome], ...]

    @property
    def core(self) -> Rules:
        """The same rules as the core reads them."""
        return _core(Same(self))


def compared_otherwise(rules: Ruleset, support: str) -> frozenset[str] | None:
    """The supports whose earlier grants can affect a claim under ``support`` although they are for other
    things.

    ``None`` where grants are not compared by their object at all, so that any of them may matter.
    """
    return _compared_otherwise(Same(rules), support)


@lru_cache(maxsize=4096)
def _compared_otherwise(same: Same[Ruleset], support: str) -> frozenset[str] | None:
    rules = same.thing
    bar = rules.non_cumulation
    if OBJECT not in (bar.similar, bar.unit):
        return None
    shares = {per for one in rules.together.limits if one.holds_of(support) for per in one.per}
    if shares - {OBJECT, PHASE}:
        return None
    found = {support}
    for meeting in rules.meetings:
        if support in meeting.supports and meeting.same != OBJECT and meeting.then != "stacks":
            found |= meeting.supports
    return frozenset(found)


def meeting_of(rules: Ruleset, one: str, other: str, is_open: Iterable[str]) -> Iterator[Meeting]:
    """The overlaps of two supports, where ``is_open`` are the supports open to the thing."""
    for meeting in rules.meetings:
        if meets(meeting, one, other) and (not meeting.where or meeting.where in is_open):
            yield meeting


def choose_readings(policy: Policy, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """The option of every reading: the chosen one, otherwise its default.

    Raises :class:`PolicyError` for a reading or option that does not exist.
    """
    options = {r.id: tuple(option.id for option in r.options) for r in policy.readings}
    findings: list[Finding] = []
    for reading, option in (chosen or {}).items():
        if reading not in options:
            near = say_nearest(reading, options, or_all=True)
            findings.append(error("reading-not-known", Place(), id=reading, nearest=near))
        elif option not in options[reading]:
            known = "、".join(options[reading])
            findings.append(error("option-unknown", Place(), reading=reading, id=option, known=known))
    if findings:
        raise PolicyError(findings)
    return {reading.id: reading.default for reading in policy.readings} | dict(chosen or {})


def read_policy(policy: Policy, chosen: Mapping[str, str] | None = None) -> Ruleset:
    """The rules of a policy as read, with defaults where nothing is chosen.

    Raises :class:`PolicyError` for a chosen reading or option that does not exist.
    """
    return _read(Same(policy), tuple(sorted((chosen or {}).items())))


def with_supports(rules: Ruleset, policy: Policy, ids: Iterable[str]) -> Ruleset:
    """The ruleset of a policy that differs from that of ``rules`` only in facts and in these supports.

    None of them may be new, removed, or of another kind of claim. This is much faster than reading the policy
    again.
    """
    anew = {key: read_support(policy.support(key), rules.readings) for key in ids}
    kinds = {support.per for support in anew.values()}
    supports = {
        kind: tuple(anew.get(one.id, one) for one in group) if kind in kinds else group
        for kind, group in rules.supports.items()
    }
    presumed = _presumed(policy) if policy.facts != rules.policy.facts else rules.presumed
    return replace(rules, policy=policy, supports=supports, by_id=rules.by_id | anew, presumed=presumed)


def with_reading(rules: Ruleset, reading: str, option: str) -> Ruleset:
    """The same rules with another option for one reading; unaffected parts stay the same objects."""
    return _with_reading(Same(rules), reading, option)


@lru_cache(maxsize=2048)
def _with_reading(same: Same[Ruleset], reading: str, option: str) -> Ruleset:
    rules = same.thing
    policy = rules.policy
    readings = {**rules.readings, reading: option}
    turned = find_switches(policy)
    touched = [key for key, own in turned.by_support.items() if reading in own]
    other = with_supports(replace(rules, readings=readings), policy, touched)
    if reading not in turned.common:
        return other
    return replace(other, **_read_common(policy, readings))


def switches(support: Support) -> frozenset[str]:
    """The readings that affect a support's own rules."""
    own = [
        *(subject.under for subject in support.subjects),
        *support.needed,
        *support.amount.guards,
    ]
    for requirement in support.requirements:
        own += guards_of_requirement(requirement)
    return readings_of(own)


def common_switches(policy: Policy) -> frozenset[str]:
    """The readings that affect the rules of all supports: the final provisions, the scope, the overlaps."""
    rulings = [ruling for term in policy.terms for ruling in term.rulings]
    rulings += (r for measure in policy.measures for overlap in measure.overlaps for r in overlap.rulings)
    rulings += policy.together.rulings
    own = [ruling.under for ruling in rulings] + [w.under for w in policy.part_requirements]
    return readings_of(own)


@dataclass(frozen=True, slots=True)
class Switches:
    """The readings that affect the rules of a policy: those common to all supports, and those of each
    support.
    """

    common: frozenset[str]
    by_support: dict[str, frozenset[str]] = field(hash=False)


def find_switches(policy: Policy) -> Switches:
    """The readings that affect the rules of a policy, computed once for a policy."""
    return _find_switches(Same(policy))


def turned_readings(policy: Policy) -> frozenset[str]:
    """The ids of the readings that affect some rule."""
    turned = find_switches(policy)
    return turned.common.union(*turned.by_support.values())


def read_terms(policy: Policy, readings: Readings) -> tuple[object, ...]:
    """The general rules under readings, for comparison: scope, validity, bars, overlaps, levels.

    ``readings`` hold an option of every reading.
    """
    return tuple(_read_common(policy, readings).values())


class _Common(TypedDict):
    """The general rules under readings, by the fields of a ruleset."""

    requirements: tuple[When, ...]
    validity: Validity | None
    non_cumulation: NonCumulation
    meetings: tuple[Meeting, ...]
    district: tuple[str, str, str]
    higher: tuple[str, str, str]
    together: Together


def _read_common(policy: Policy, readings: Readings) -> _Common:
    core = Rules(policy, readings)
    bar = core.bar
    return _Common(
        requirements=core.requirements,
        validity=None if core.validity is None else _read_validity(core.validity),
        non_cumulation=NonCumulation(
            within=_only(bar.within),
            similar=_only(bar.similar),
            unit=_only(bar.unit),
            conflict=_only(bar.conflict),
            referred=bar.referred,
            unpaid=bar.unpaid,
            judged=_only(bar.judged),
            provision=bar.provision,
            words=bar.words,
            levels=bar.levels,
        ),
        meetings=tuple(
            Meeting(one.supports, one.where, one.lower, one.same, _only(one.then), one.provision, one.words)
            for one in core.meetings
        ),
        district=(_only(core.district.then), core.district.provision, core.district.words),
        higher=(_only(core.higher.then), core.higher.provision, core.higher.words),
        together=_read_together(policy.together, readings),
    )


def _read_together(together: Together, readings: Readings) -> Together:
    return replace(
        together,
        limits=tuple(replace(one, rulings=rulings_under(one.rulings, readings)) for one in together.limits),
        others=tuple(replace(one, rulings=rulings_under(one.rulings, readings)) for one in together.others),
    )


def _read_validity(found: core_rules.Validity) -> Validity:
    return Validity(
        first=found.first,
        last=_only(found.last) if found.last else None,
        days=tuple(day for day, _ in found.days),
        since=tuple(day for day, _ in found.since),
        unless=_only(found.unless),
        deadline=_only(found.deadline),
        replaces=found.replaces,
        provision=found.provision,
        words=found.words,
        deadline_provision=found.deadline_provision,
        deadline_words=found.deadline_words,
        moved=tuple(day for day, _ in found.moved),
    )


def _only(ways: core_rules.Ways) -> Any:
    """The only form that is left where readings are decided."""
    ((value, _),) = ways
    return value


class Same(Generic[T]):
    """A thing as a key that is compared by identity, because comparing or hashing a
    whole policy takes long.
    """

    def __init__(self, thing: T) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.thing is self.thing


@lru_cache(maxsize=512)
def _find_switches(same: Same[Policy]) -> Switches:
    policy = same.thing
    return Switches(common_switches(policy), {support.id: switches(support) for support in policy.supports})


@lru_cache(maxsize=512)
def _core(same: Same[Ruleset]) -> Rules:
    return Rules(same.thing.policy, same.thing.readings)


@lru_cache(maxsize=512)
def _read(same: Same[Policy], chosen: tuple[tuple[str, str], ...]) -> Ruleset:
    policy = same.thing
    readings = choose_readings(policy, dict(chosen))
    if len(chosen) < len(readings):
        # What is not chosen has its default: the same rules as where every reading is named.
        return _read(same, tuple(sorted(readings.items())))
    core = Rules(policy, readings)
    supports: dict[str, list[Support]] = {}
    for support in policy.supports:
        supports.setdefault(support.per, []).append(read_support(support, readings))
    return Ruleset(
        policy=policy,
        readings=readings,
        supports={kind: tuple(group) for kind, group in supports.items()},
        by_id={support.id: support for group in supports.values() for support in group},
        **_read_common(policy, readings),
        presumed=_presumed(policy),
        ones=core.ones,
        asked=core.asked,
        names=frozenset(fact.id for fact in policy.facts if fact.type == "name") - REFERENCES,
        unclaimed=tuple((s.per, _without_claim(s, Status.INELIGIBLE)) for s in policy.supports),
        unasked=tuple((s.per, _without_claim(s, Status.UNDETERMINED)) for s in policy.supports),
    )


def _presumed(policy: Policy) -> dict[str, tuple[Fact, ...]]:
    named = {support.per for support in policy.supports}
    kinds = sorted({*named, *(kind for fact in policy.facts for kind in fact.of)})
    return {kind: tuple(f for f in policy.facts_of(kind) if f.presumed) for kind in kinds}


def _without_claim(support: Support, status: Status) -> Outcome:
    """The outcome of a support without a claim, or with claims unknown."""
    refused = status is Status.INELIGIBLE
    amount = (Interval(0, 0) if refused else Interval(0, None)) if support.is_money else None
    holds = False if refused else None
    reason = Reason("unclaimed", holds, support.provision, "", CLAIMS, Unclaimed(support.per))
    return Outcome(
        claim="",
        measure=support.measure,
        support=support.id,
        status=status,
        amount=amount,
        ceiling=support.is_money,
        missing=() if refused else (CLAIMS,),
        judged=(),
        presumed=(),
        clauses=(support.provision,),
        reasons=(reason,),
    )


def read_support(support: Support, readings: Readings) -> Support:
    """A support under readings: without the parts that they switch off, and without guards."""
    return replace(
        support,
        subjects=tuple(replace(s, under=()) for s in support.subjects if holds(s.under, readings)),
        needed=((),) if any(holds(under, readings) for under in support.needed) else (),
        requirements=read_requirements(support.requirements, readings),
        amount=support.amount.read(readings),
    )
