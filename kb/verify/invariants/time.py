"""Laws of time and of earlier grants: numbers in a period, shared ceilings, bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.core.outcomes import REFUSED, Assessment, Part
from kb.model.facts import (
    AGENCY,
    AMOUNT,
    APPLIED_ON,
    DATE,
    GRANT,
    GROUP,
    HOLDER,
    OBJECT,
    PAID_ON,
    PART_OF,
    PHASE,
    SELF,
    SUPPORT,
)
from kb.model.policy import Support
from kb.model.requirements import Earlier, leaves
from kb.model.together import JointLimit
from kb.model.values import LAST_YEAR, Interval, Money
from kb.verify.fuzz.generator import often
from kb.verify.invariants import oracle
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation, say, say_outcome, say_sum

_OF_THE_APPLICANT = frozenset({"enterprise", "enterprise-year"})
"""The sharing of a ceiling for an enterprise. All other ceilings are for a thing."""


def _number_holds(trial: Trial) -> Violation | None:
    """In no period is more granted than the number, earlier grants included."""
    by_support: dict[str, list[str]] = defaultdict(list)
    for part in trial.found.combination.best:
        by_support[part.support].append(part.claim)
    for key, claims in by_support.items():
        support = trial.rules.by_id[key]
        amount = support.amount.quota
        if amount is None:
            continue
        fact = amount.day.value
        free = amount.unless.values
        group = "group" in amount.holders
        mine = [trial.known[claim].facts for claim in claims]
        days = [told for facts in mine if (told := _day(facts, fact, free)) is not None]
        earlier = [
            entry.facts
            for entry in trial.ledger.entries or ()
            if entry.support == key and (group or entry.facts.get(HOLDER) != GROUP)
        ]
        on = DATE if fact == PAID_ON else fact
        had = [day for told in earlier if (day := _day(told, on, free)) is not None]
        period = amount.year.value
        begins = trial.rules.validity.first if trial.rules.validity else date.min
        for day in days:
            every = _together(period, begins, day, [*days, *had])
            if every > amount.count.count.number:
                number = str(amount.count.count.number)
                return Violation(
                    support.provision, key, say("number", number=str(every)), say("number", number=number)
                )
    return None


def _together(period: str, begins: date, day: date, days: Iterable[date]) -> int:
    """The number of days in the period that begins with this day, or that contains it."""
    if period == "any-year":
        return sum(day <= other and oracle.same_period(period, begins, day, other) for other in days)
    return sum(oracle.same_period(period, begins, day, other) for other in days)


def _day(facts: Facts, fact: str, free: Iterable[str]) -> date | None:
    if any(facts.get(one) is True for one in free):
        return None
    told = facts.get(fact)
    return told if isinstance(told, date) else None


def _shared_cap_holds(trial: Trial) -> Violation | None:
    """Claims that share a ceiling get together at most the ceiling, less earlier grants under it."""
    had: dict[tuple[object, ...], int] = defaultdict(int)
    limits: dict[tuple[object, ...], tuple[int, Support]] = {}
    for part in trial.found.combination.best:
        support, known = trial.rules.by_id[part.support], trial.known[part.claim]
        for cap in support.amount.caps:
            for per in cap.per:
                key = (support.id, per, *_sharer(per, known.facts))
                if None not in key and part.amount.high is not None:
                    had[key] += part.amount.high
                    limits[key] = (cap.limit.money.fen, support)
    for entry in trial.ledger.entries or ():
        if entry.fen is None:
            continue
        for key, (_, support) in limits.items():
            per = str(key[1])
            # A grant to a sister enterprise fills the ceiling of a thing, but not that of the applicant.
            if per in _OF_THE_APPLICANT and entry.facts.get(HOLDER) == GROUP:
                continue
            # A part shares the ceiling of its whole; the ledger names only the thing paid for.
            if entry.support == support.id and per != "whole" and key[2:] == _sharer(per, entry.facts):
                had[key] += entry.fen
    for key, (limit, support) in limits.items():
        mine = sum(
            part.amount.high or 0 for part in trial.found.combination.best if part.support == support.id
        )
        if had[key] > limit and mine:
            sums = say_sum(Interval(had[key], had[key])), say_sum(Interval(limit, limit))
            # Earlier grants alone may exceed the ceiling. Then nothing more may be paid.
            if had[key] - _mine(trial, key) <= limit or _mine(trial, key) > 0:
                return Violation(support.provision, support.id, *sums)
    return None


def _mine(trial: Trial, key: tuple[object, ...]) -> int:
    """The sum of the best combination under one ceiling, in fen."""
    return sum(
        part.amount.high or 0
        for part in trial.found.combination.best
        if part.support == key[0] and _sharer(str(key[1]), trial.known[part.claim].facts) == key[2:]
    )


def _sharer(per: str, facts: Mapping[str, Any]) -> tuple[object, ...]:
    """The values by which claims share a ceiling; ``None`` is among them where one is unknown."""
    match per:
        case "enterprise":
            return ()
        case "enterprise-year":
            day = facts.get(APPLIED_ON)
            return (day.year if isinstance(day, date) else None,)
        case "whole":
            return (facts.get(PART_OF) or facts.get(OBJECT),)
        case "phase":
            return (facts.get(OBJECT), facts.get(PHASE))
        case _:
            return (facts.get(OBJECT),)


def _joint_limit_holds(trial: Trial) -> Violation | None:
    """Supports that share a limit never bring more together than it allows, including earlier grants."""
    for limit in trial.rules.together.limits:
        shared: dict[tuple[object, ...], list[Part]] = defaultdict(list)
        for part in trial.found.combination.best:
            if limit.holds_of(part.support):
                shared[_sharer(limit.per.value, trial.known[part.claim].facts)].append(part)
        for holder, parts in shared.items():
            if None not in holder and (wrong := _exceeds(trial, limit, holder, parts)) is not None:
                return wrong
    return None


def _exceeds(
    trial: Trial, limit: JointLimit, holder: tuple[object, ...], parts: list[Part]
) -> Violation | None:
    """The excess of the parts of a combination over what earlier grants leave of a shared limit."""
    policy, per = trial.policy, limit.per.value
    # Claims for the same thing with different limits are each bound by their own.
    stated = [oracle.find_joint_limit(policy, limit, trial.known[part.claim]) for part in parts]
    whole = None if None in stated else max(one or 0 for one in stated)
    earlier = [
        entry
        for entry in trial.ledger.entries or ()
        if oracle.fills(limit, entry)
        and not (per in _OF_THE_APPLICANT and entry.is_of_group)
        and (per == "whole" or _sharer(per, entry.facts) == holder)
    ]
    if whole is None or (per == "whole" and earlier):
        return None
    is_number = oracle.is_number(policy, limit)
    had = len(earlier) if is_number else sum(entry.fen or 0 for entry in earlier)
    highs = [part.amount.high for part in parts]
    mine = len(parts) if is_number else sum(high or 0 for high in highs)
    if mine <= max(0, whole - had) and (is_number or None not in highs):
        return None
    at, support = limit.provision, parts[0].support
    if is_number:
        return Violation(at, support, *(say("number", number=str(one)) for one in (had + mine, whole)))
    return Violation(at, support, *(say_sum(Interval(one, one)) for one in (had + mine, whole)))


def _grant_never_raises(trial: Trial) -> Violation | None:
    """An earlier grant never raises the sum, unless the text asks for such a grant."""
    if trial.case.ledger is None or not trial.claimed:
        return IDLE
    rng = trial.rng()
    outcome = rng.choice(trial.claimed)
    claim = trial.known[outcome.claim]
    about = claim.facts.get(OBJECT) if often(rng, 70) else _ELSE
    paid = outcome.support if often(rng, 70) else rng.choice(trial.policy.supports).id
    facts = _made_grant(rng, trial, paid, about)
    if isinstance(phase := claim.facts.get(PHASE), str):
        facts[PHASE] = phase
    after = _had_besides(trial, facts)
    for before, other in zip(trial.found.outcomes, after.outcomes, strict=True):
        support = trial.rules.by_id[before.support]
        if any(isinstance(leaf, Earlier) for r in support.requirements for leaf in leaves(r)):
            continue
        if before.amount is None or other.amount is None:
            continue
        more = other.amount.high is None or other.amount.high > (before.amount.high or 0)
        if (before.amount.high is not None and more) or (
            before.status in REFUSED and other.status not in REFUSED
        ):
            return Violation(support.provision, support.id, say_outcome(other), say_outcome(before))
    return None


_ELSE = "别的东西"
"""A thing that is in no claim."""


def _made_grant(rng: Random, trial: Trial, support: str, about: object) -> dict[str, FactValue]:
    """The facts of an earlier grant under a support for a thing."""
    return {
        SUPPORT: support,
        OBJECT: str(about),
        AMOUNT: Money(rng.choice((0, 1, 10_000_000, 500_000_000, 1_000_000_000))),
        DATE: trial.case.date,
    }


def _had_besides(trial: Trial, *grants: Facts) -> Assessment:
    """The answer with additional earlier grants."""
    return trial.other(replace(trial.case, ledger=(*(trial.case.ledger or ()), *map(Grant, grants))))


def _whoever_received(trial: Trial) -> Violation | None:
    """A ceiling or bar of a thing is the same whichever enterprise of a group was paid."""
    outcomes = [o for o in trial.claimed if not _names_an_enterprise(trial, o.support)]
    if trial.case.ledger is None or not outcomes:
        return IDLE
    rng = trial.rng()
    outcome = rng.choice(outcomes)
    facts = _made_grant(rng, trial, outcome.support, trial.known[outcome.claim].facts.get(OBJECT))
    declared = next((f for f in trial.policy.facts_of(GRANT) if f.id == PHASE), None)
    if declared and trial.rules.by_id[outcome.support].amount.phases:
        facts[PHASE] = rng.choice(declared.choices).id
    mine = _had_besides(trial, facts | {HOLDER: SELF}).outcome(outcome.claim, outcome.support)
    theirs = _had_besides(trial, facts | {HOLDER: GROUP}).outcome(outcome.claim, outcome.support)
    if (mine.status, mine.amount) == (theirs.status, theirs.amount):
        return None
    support = trial.support(outcome)
    return Violation(support.provision, support.id, say_outcome(theirs), say_outcome(mine))


def _same_not_again(trial: Trial) -> Violation | None:
    """The same support is not paid again for money that it was paid for once."""
    bar = trial.rules.non_cumulation
    outcomes = [o for o in trial.claimed if o.status not in REFUSED and trial.support(o).is_paid]
    by_thing = bar.within == "once" and bar.conflict != "top-up" and bar.unit == OBJECT
    if trial.case.ledger is None or not outcomes or not by_thing or bar.similar == AGENCY:
        return IDLE
    rng = trial.rng()
    outcome = rng.choice(outcomes)
    support, known = trial.support(outcome), trial.known[outcome.claim].facts
    level = support.amount.by or "phase"
    if level in {fact.id for fact in trial.policy.facts_of(support.per)} and level not in known:
        return IDLE
    alike = {level: known[level]} if level in known else {}
    facts = _made_grant(rng, trial, support.id, known.get(OBJECT)) | alike
    after = _had_besides(trial, facts).outcome(outcome.claim, outcome.support)
    if after.status in REFUSED:
        return None
    return Violation(bar.provision, support.id, say_outcome(after), say("had-once"))


def _levels_rise(trial: Trial) -> Violation | None:
    """For one thing only the difference to a higher level is paid, and each level only once."""
    outcomes = [o for o in trial.open if trial.support(o).amount.levels]
    if trial.case.ledger != () or not outcomes:
        return IDLE
    rng = trial.rng()
    outcome = rng.choice(outcomes)
    support, known = trial.support(outcome), trial.known[outcome.claim].facts
    ladder = support.amount
    if any(limit.holds_of(support.id) for limit in trial.rules.together.limits):
        return IDLE  # earlier grants fill a limit as well
    order = [one.id for one in ladder.levels]
    level, earlier = known.get(ladder.by), rng.choice(order)
    alone = [o for m in trial.policy.measures for o in m.overlaps if o.supports == (support.id,)]
    then = [value for o in alone for value in o.then.under(trial.rules.readings)]
    if level not in order or then[:1] not in (["topped-up"], ["stacks"]) or known.get(alone[0].same) is None:
        return IDLE
    facts = _made_grant(rng, trial, support.id, known[alone[0].same]) | {ladder.by: earlier}
    after = _had_besides(trial, facts).outcome(outcome.claim, outcome.support)
    had, before = facts[AMOUNT], oracle.find_sum(ladder, trial.known[outcome.claim])
    assert isinstance(had, Money)
    assert before is not None
    rises = order.index(str(level)) < order.index(earlier)
    off = had.fen if then[0] == "topped-up" else 0
    none_left = before.high is not None and before.high <= off
    if earlier == level or (then[0] == "topped-up" and not rises) or (off and none_left):
        if after.status in REFUSED:
            return None
        return Violation(alone[0].provision, support.id, say_outcome(after), say("had-once"))
    high = None if before.high is None else before.high - off
    left = Interval(max(0, before.low - off), high)
    expected = oracle.limit_to_asked(trial.rules, left, trial.known[outcome.claim])
    if after.amount == expected:
        return None
    return Violation(alone[0].provision, support.id, say_outcome(after), say_sum(expected))


def _shares_by(trial: Trial, support: Support) -> frozenset[str]:
    """The sharing of a support's ceilings, and the limits that it shares with others."""
    joint = (one.per.value for one in trial.rules.together.limits if one.holds_of(support.id))
    return frozenset((*(value for cap in support.amount.caps for value in cap.per), *joint))


def _names_an_enterprise(trial: Trial, support: str) -> bool:
    """Whether the words of a support, or of the bar on a second grant, refer to the recipient."""
    own = trial.rules.by_id[support]
    by_enterprise = bool(_shares_by(trial, own) & _OF_THE_APPLICANT) or own.amount.quota is not None
    return by_enterprise or trial.rules.non_cumulation.unit in ("enterprise", "year")


def _sisters_take_nothing(trial: Trial) -> Violation | None:
    """A grant to another enterprise of the group for another thing leaves the applicant's sums unchanged.

    Only a number for each year may belong to the whole group.
    """
    outcomes = [
        o
        for o in trial.claimed
        if not ((quota := trial.support(o).amount.quota) and "group" in quota.holders)
    ]
    if trial.case.ledger is None or not outcomes:
        return IDLE
    rng = trial.rng()
    outcome = rng.choice(outcomes)
    facts = _made_grant(rng, trial, outcome.support, _ELSE) | {HOLDER: GROUP}
    after = _had_besides(trial, facts).outcome(outcome.claim, outcome.support)
    if (outcome.status, outcome.amount) == (after.status, after.amount):
        return None
    support = trial.support(outcome)
    return Violation(support.provision, support.id, say_outcome(after), say_outcome(outcome))


def _day_does_not_matter(trial: Trial) -> Violation | None:
    """A case moved by some days within the validity has the same sums, where nothing depends on the year."""
    span = oracle.find_validity(trial.policy, trial.rules.readings)
    days = list(_days_of(trial.case))
    if span is None or trial.rules.non_cumulation.unit == "year" or not days:
        return IDLE
    first, last = span[0], min(span[1], date(LAST_YEAR, 12, 31))
    down, up = (first - min(days)).days, (last - max(days)).days
    if down > 0 or up < 0 or down == up:
        return IDLE
    shift = timedelta(trial.rng().randint(down, up))
    after = trial.other(_moved(trial.case, shift))
    for before, other in zip(trial.found.outcomes, after.outcomes, strict=True):
        support = trial.rules.by_id[before.support]
        if support.amount.quota or "enterprise-year" in _shares_by(trial, support):
            continue
        if (before.status, before.amount) != (other.status, other.amount):
            return Violation(support.provision, support.id, say_outcome(other), say_outcome(before))
    return None


def _days_of(case: Case) -> Iterable[date]:
    yield case.date
    parts = [claim.facts for claim in case.claims or ()] + [grant.facts for grant in case.ledger or ()]
    for facts in parts:
        yield from (value for value in facts.values() if isinstance(value, date))


def _moved(case: Case, by: timedelta) -> Case:
    def move(facts: Facts) -> dict[str, FactValue]:
        return {key: value + by if isinstance(value, date) else value for key, value in facts.items()}

    claims = case.claims and tuple(replace(claim, facts=move(claim.facts)) for claim in case.claims)
    ledger = case.ledger and tuple(Grant(move(grant.facts)) for grant in case.ledger)
    return Case(case.date + by, move(case.applicant), claims, ledger)


def _outside_nothing(trial: Trial) -> Violation | None:
    """With a required day outside the validity, nothing is granted."""
    span = oracle.find_validity(trial.policy, trial.rules.readings)
    validity = trial.rules.validity
    claims = trial.case.claims or ()
    if span is None or validity is None or not validity.days or not claims:
        return IDLE
    rng = trial.rng()
    outside = span[0] - timedelta(1)
    if span[1] < date.max:
        outside = rng.choice((outside, span[1] + timedelta(1), span[1] + timedelta(400)))
    fact = rng.choice(validity.days)
    moved = tuple(
        replace(
            claim,
            facts={**{k: v for k, v in claim.facts.items() if k != validity.deadline}, fact: outside},
        )
        for claim in claims
    )
    after = trial.other(replace(trial.case, claims=moved))
    for outcome in after.outcomes:
        if outcome.claim and outcome.status not in REFUSED:
            return Violation(validity.provision, outcome.support, say_outcome(outcome), say("too-late"))
    return None


def _splitting_is_told(trial: Trial) -> Violation | None:
    """Parts of one project that bring another sum than the whole are noted."""
    for claim in trial.case.claims or ():
        outcomes = [o for o in trial.open if o.claim == claim.id]
        for outcome in outcomes:
            support = trial.support(outcome)
            facts = support.amount.grows_with
            per = [r for cap in support.amount.caps for r in cap.per]
            base = claim.facts.get(facts[0]) if len(facts) == 1 else None
            if not isinstance(base, Money) or "whole" in per or support.amount.quota:
                continue
            if support.amount.taken_off:
                continue
            return _split(trial, claim, support, facts[0], base.fen)
    return IDLE


def _split(trial: Trial, claim: Claim, support: Support, fact: str, base: int) -> Violation | None:
    part = trial.rng().randint(0, base)
    # A requirement for the whole does not apply to each half.
    told = {key: value for key, value in claim.facts.items() if key not in trial.rules.asked}
    halves = tuple(
        replace(claim, id=name, facts={**told, fact: Money(fen), PART_OF: "整个", OBJECT: name})
        for name, fen in (("一半", part), ("另一半", base - part))
    )
    found = trial.other(replace(trial.case, claims=halves, ledger=()))
    apart = [o for o in found.outcomes if o.claim and o.support == support.id and o.status not in REFUSED]
    is_noted = any(note.kind == "split" and note.provision == support.provision for note in found.notes)
    whole = oracle.find_sum(support.amount, trial.known[claim.id])
    if len(apart) != 2 or whole is None or whole.high is None:
        return IDLE
    highs = sum(o.amount.high or 0 for o in apart if o.amount)
    lows = sum(o.amount.low for o in apart if o.amount)
    if is_noted == (Interval(lows, highs) != whole):
        return None
    return Violation(support.provision, support.id, say_sum(Interval(lows, highs)), say_sum(whole))


def _nothing_twice(trial: Trial) -> Violation | None:
    """No two sums are granted for one thing, unless the text says how they combine."""
    best = [part for part in trial.found.combination.best if part.amount.high]
    for n, one in enumerate(best):
        for other in best[n + 1 :]:
            if _may_both_be_had(trial, (one.claim, one.support), (other.claim, other.support)) is False:
                provision = trial.rules.non_cumulation.provision
                sums = say_sum(one.amount), say_sum(other.amount)
                return Violation(provision, one.support, sums[0], sums[1])
    return None


def _may_both_be_had(trial: Trial, one: tuple[str, str], other: tuple[str, str]) -> bool | None:
    """Whether two sums may be granted together: the overlaps of the text decide first, the general bar after
    them.
    """
    rules, facts = trial.rules, [trial.known[claim].facts for claim, _ in (one, other)]
    supports = {one[1], other[1]}
    perhaps = False
    for measure in trial.policy.measures:
        for overlap in measure.overlaps:
            named = supports <= set(overlap.supports) and (len(supports) > 1 or len(overlap.supports) == 1)
            if overlap.lower and len(supports & set(overlap.lower)) != 1:
                continue  # its words are about a lower and a higher support
            things = [told.get(overlap.same) for told in facts]
            then = overlap.then.under(rules.readings)
            # If it is unknown whether both are for the same thing, the words may allow both.
            perhaps = perhaps or (named and None in things and "stacks" in then)
            if named and (overlap.where or (None not in things and things[0] == things[1])):
                ladder = rules.by_id[one[1]].amount
                if len(supports) == 1 and ladder.levels:
                    levels = [told.get(ladder.by) for told in facts]
                    return "stacks" in then and (None in levels or levels[0] != levels[1])
                # The engine decides whether the support named in ``where`` is open.
                return None if overlap.where else "stacks" in then
    bar = rules.non_cumulation
    if perhaps or bar.within != "once" or (bar.similar, bar.unit) != (OBJECT, OBJECT):
        return None
    if len(supports) == 1 and (rules.by_id[one[1]].amount.quota or rules.by_id[one[1]].amount.phases):
        return None
    about = [told.get(OBJECT) for told in facts]
    return None if None in about else about[0] != about[1]


LAWS = (
    Law("nothing-twice", _nothing_twice, alone=True),
    Law("number-holds", _number_holds, alone=True),
    Law("shared-cap-holds", _shared_cap_holds, alone=True),
    Law("joint-limit-holds", _joint_limit_holds, alone=True),
    Law("grant-never-raises", _grant_never_raises),
    Law("whoever-received", _whoever_received, every=2),
    Law("sisters-take-nothing", _sisters_take_nothing, every=2),
    Law("same-not-again", _same_not_again, every=2),
    Law("levels-rise", _levels_rise),
    Law("day-does-not-matter", _day_does_not_matter),
    Law("outside-nothing", _outside_nothing),
    Law("splitting-is-told", _splitting_is_told),
)
