"""The policy as it is read: with every reading decided, only the rules that then hold.

A ruleset has no guards left to ask about: what does not hold under the readings is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TypedDict

from kb.assess.outcomes import Outcome, Reason, Status
from kb.errors import Finding, Place, PolicyError, error
from kb.facts import CLAIMS, REFERENCES, Fact
from kb.figures import anniversary
from kb.guards import Readings, holds, readings_of
from kb.model import Overlap, Policy, Support, Term
from kb.names import say_nearest
from kb.requirements import AllOf, AnyOf, Requirement, When
from kb.requirements import guards as guards_of_requirement
from kb.terms import Interval, plus_year


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when the policy holds, and which days must lie within.

    ``days`` are facts that must lie between ``first`` and ``last``; ``since`` facts that may not lie before
    ``first``, unless an agency finds the fact ``unless`` to be so. ``deadline`` is the fact of a separate
    deadline, which shortens or ``replaces`` the last day.
    """

    first: date
    last: date
    days: tuple[str, ...]
    since: tuple[str, ...]
    unless: str
    deadline: str
    replaces: bool
    provision: str
    words: str
    deadline_provision: str
    deadline_words: str

    @property
    def plain_day(self) -> date:
        """A day well inside: a year after the first, or the last day where that comes sooner."""
        return min(plus_year(self.first), self.last)


@dataclass(frozen=True, slots=True)
class NonCumulation:
    """What may not be had twice: within the policy, by what likeness, in which unit, and what follows.

    ``judged`` is the fact of a grant under another policy that tells whether an agency finds it similar;
    empty where likeness alone settles it.
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

    ``district`` and ``higher`` say what grants of districts and of the province or state do, with the
    provision and words; ``presumed`` are the facts that are presumed for each kind where a case is silent;
    ``names`` are the facts that name things, and ``ones`` tells of each count for which answers, as a fact
    and its value, it is one. ``asked`` are the facts that tell which sum was asked for.
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
    unclaimed: tuple[tuple[str, Outcome], ...]
    unasked: tuple[tuple[str, Outcome], ...]


def choose_readings(policy: Policy, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every reading's option: as chosen, and its default elsewhere.

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
    """The rules of a policy as read, by default where not chosen. May raise :class:`PolicyError`."""
    return _read(Same(policy), tuple(sorted((chosen or {}).items())))


def with_supports(rules: Ruleset, policy: Policy, ids: Iterable[str]) -> Ruleset:
    """The ruleset of a policy that differs from that of ``rules`` in facts and in these supports alone.

    None of them may be new, gone, or of another kind of claim. Much faster than reading the policy anew.
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
    """The same rules with one reading decided otherwise; what it does not touch stays the same object."""
    policy = rules.policy
    readings = {**rules.readings, reading: option}
    turned = find_switches(policy)
    touched = [key for key, own in turned.by_support.items() if reading in own]
    other = with_supports(replace(rules, readings=readings), policy, touched)
    if reading not in turned.common:
        return other
    return replace(other, **_read_common(policy, readings))


def switches(support: Support) -> frozenset[str]:
    """The readings that a support's own rules turn on."""
    own = [
        *(subject.under for subject in support.subjects),
        *support.needed,
        *support.amount.guards,
    ]
    for requirement in support.requirements:
        own += guards_of_requirement(requirement)
    return readings_of(own)


def common_switches(policy: Policy) -> frozenset[str]:
    """The readings that rules for every support turn on: the final provisions, the scope, the overlaps."""
    rulings = [ruling for term in policy.terms for ruling in term.rulings]
    rulings += (r for measure in policy.measures for overlap in measure.overlaps for r in overlap.rulings)
    own = [ruling.under for ruling in rulings] + [w.under for w in policy.part_requirements]
    return readings_of(own)


@dataclass(frozen=True, slots=True)
class Switches:
    """The readings that the rules of a policy turn on: those common to every support, and its own of each."""

    common: frozenset[str]
    by_support: dict[str, frozenset[str]] = field(hash=False)


def find_switches(policy: Policy) -> Switches:
    """The readings that the rules of a policy turn on, found once for a policy."""
    return _find_switches(Same(policy))


def turned_readings(policy: Policy) -> frozenset[str]:
    """The ids of the readings that some rule turns on."""
    turned = find_switches(policy)
    return turned.common.union(*turned.by_support.values())


def read_terms(policy: Policy, readings: Readings) -> tuple[object, ...]:
    """What holds for every support under readings, to be compared: scope, validity, bars, overlaps, levels.

    ``readings`` hold an option of every reading.
    """
    return tuple(_read_common(policy, readings).values())


class _Common(TypedDict):
    """What holds for every support under readings, by the fields of a ruleset."""

    requirements: tuple[When, ...]
    validity: Validity | None
    non_cumulation: NonCumulation
    meetings: tuple[Meeting, ...]
    district: tuple[str, str, str]
    higher: tuple[str, str, str]


def _read_common(policy: Policy, readings: Readings) -> _Common:
    return _Common(
        requirements=tuple(w for w in policy.part_requirements if holds(w.under, readings)),
        validity=_validity(policy, readings),
        non_cumulation=_non_cumulation(policy, readings),
        meetings=_meetings(policy, readings),
        district=_consequence(policy, "district-measures", readings),
        higher=_consequence(policy, "higher-law", readings),
    )


class Same:
    """A policy as a key: compared by identity, as comparing or hashing all of its text would take long."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return id(self.policy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.policy is self.policy


@lru_cache(maxsize=512)
def _find_switches(same: Same) -> Switches:
    policy = same.policy
    return Switches(common_switches(policy), {support.id: switches(support) for support in policy.supports})


@lru_cache(maxsize=512)
def _read(same: Same, chosen: tuple[tuple[str, str], ...]) -> Ruleset:
    policy = same.policy
    readings = choose_readings(policy, dict(chosen))
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
        ones=_ones(policy),
        asked=tuple(fact.id for fact in policy.facts if fact.bounds == "sum"),
        names=frozenset(fact.id for fact in policy.facts if fact.type == "name") - REFERENCES,
        unclaimed=tuple((s.per, _without_claim(s, Status.INELIGIBLE)) for s in policy.supports),
        unasked=tuple((s.per, _without_claim(s, Status.UNDETERMINED)) for s in policy.supports),
    )


def _presumed(policy: Policy) -> dict[str, tuple[Fact, ...]]:
    named = {support.per for support in policy.supports}
    kinds = sorted({*named, *(kind for fact in policy.facts for kind in fact.of)})
    return {kind: tuple(f for f in policy.facts_of(kind) if f.presumed) for kind in kinds}


def _ones(policy: Policy) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for fact in policy.facts:
        for one in fact.agrees:
            if one.relation == "one":
                found[one.other] = (*found.get(one.other, ()), (fact.id, one.when))
    return found


def _without_claim(support: Support, status: Status) -> Outcome:
    """Of a support that the case claims nothing for, or says nothing about."""
    refused = status is Status.INELIGIBLE
    amount = (Interval(0, 0) if refused else Interval(0, None)) if support.is_money else None
    reason = Reason("unclaimed", False if refused else None, support.provision, "", CLAIMS, (support.per,))
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
    """What holds of a support under readings: what they switch off is gone, and so are the guards."""
    return replace(
        support,
        subjects=tuple(replace(s, under=()) for s in support.subjects if holds(s.under, readings)),
        needed=((),) if any(holds(under, readings) for under in support.needed) else (),
        requirements=_read_requirements(support.requirements, readings),
        amount=support.amount.read(readings),
    )


def _read_requirements(requirements: Iterable[Requirement], readings: Readings) -> tuple[Requirement, ...]:
    found: list[Requirement] = []
    for requirement in requirements:
        if not holds(requirement.under, readings):
            continue
        if isinstance(requirement, AnyOf | AllOf):
            parts = _read_requirements(requirement.parts, readings)
            found.append(replace(requirement, parts=parts, under=()))
        else:
            found.append(replace(requirement, under=()))
    return tuple(found)


def _validity(policy: Policy, readings: Readings) -> Validity | None:
    term = next((term for term in policy.terms if term.kind == "validity"), None)
    if term is None:
        return None
    start, span = term.quantities
    first, after = start.value, anniversary(start, span)
    assert isinstance(first, date)
    own = next((t for t in policy.terms if t.kind == "special-deadline"), None)
    return Validity(
        first=first,
        last=after if term.until.under(readings).value == "anniversary" else after - timedelta(days=1),
        days=tuple(dict.fromkeys(term.day.under(readings))),
        since=term.since.under(readings).values,
        unless=term.unless.under(readings).value,
        deadline=own.day.under(readings).value if own else "",
        replaces=own is not None and "replaces" in own.then.under(readings),
        provision=term.provision,
        words=term.words,
        deadline_provision=own.provision if own else "",
        deadline_words=own.words if own else "",
    )


def _non_cumulation(policy: Policy, readings: Readings) -> NonCumulation:
    term = next((term for term in policy.terms if term.kind == "non-cumulation"), None)
    term = term or Term("non-cumulation", "", "")
    return NonCumulation(
        within=term.within.under(readings).values[-1],
        similar=term.similar.under(readings).values[-1],
        unit=term.unit.under(readings).values[-1],
        conflict=term.conflict.under(readings).values[-1],
        referred=bool(term.referred.under(readings)),
        unpaid=bool(term.unpaid.under(readings)),
        judged=("", *term.judged.under(readings))[-1],
        provision=term.provision,
        words=term.words,
    )


def _meetings(policy: Policy, readings: Readings) -> tuple[Meeting, ...]:
    overlaps = [overlap for measure in policy.measures for overlap in measure.overlaps]
    # What holds only where a certain support is open is the more particular rule and goes first.
    return tuple(_meeting(o, readings) for o in sorted(overlaps, key=lambda o: not o.where))


def _meeting(overlap: Overlap, readings: Readings) -> Meeting:
    return Meeting(
        supports=frozenset(overlap.supports),
        where=overlap.where,
        lower=frozenset(overlap.lower),
        same=overlap.same,
        then=overlap.then.under(readings).value,
        provision=overlap.provision,
        words=overlap.words,
    )


def _consequence(policy: Policy, kind: str, readings: Readings) -> tuple[str, str, str]:
    for term in policy.terms:
        if term.kind == kind:
            return (term.then.under(readings).value, term.provision, term.words)
    return ("", "", "")
