"""Comparison of readings: for each two options of a reading, the case in which their sums differ most.

For a single application the solver finds the case and proves that no other case differs more, or that no case
differs. Several applications together are only sampled, over cases made for this purpose, and are reported as
sampled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.core.outcomes import Outcome, Status
from kb.core.ruleset import Ruleset, find_switches, read_policy, turned_readings
from kb.core.terms import Truth, conj, disj, iff, le, minus, neg
from kb.explain.words import Teller
from kb.model.facts import IS, OBJECT, PART_OF
from kb.model.guards import Guard, readings_of
from kb.model.policy import Policy, Support
from kb.model.values import Interval, Money
from kb.model.wording import Reading
from kb.model.words.errors import LANGUAGES
from kb.verify.findings.policy import tidy_day
from kb.verify.proof.encoding import Encoding, encode, looks_at_ledger
from kb.verify.proof.session import outcome_of, say_outcome
from kb.verify.proof.smallest_model import find_smallest
from kb.verify.proof.solver_calls import Solver, Undecided
from kb.verify.results import Result, Verdict
from kb.verify.sentences import name_sum, name_support

COMMAND = "readings"

LARGE = 10_000_000_000
"""An investment in fen at which every ceiling of the text binds: a hundred million yuan."""


@dataclass(frozen=True)
class Apart:
    """The difference between two readings for one claim: an amount in fen, unlimited, or only the status."""

    support: Support
    case: Case
    fen: int
    form: str


def compare_readings(policy: Policy, ids: Collection[str] = ()) -> Iterator[Result]:
    """The difference between each pair of options of some readings; of all readings where none is named.

    Raises :class:`kb.model.words.errors.PolicyError` (``library-missing``) without the solver.
    """
    turned = turned_readings(policy)
    for reading in policy.readings:
        if ids and reading.id not in ids:
            continue
        for one, two in combinations([option.id for option in reading.options], 2):
            if reading.id not in turned:
                yield _result(reading, one, two, Verdict.PROVED, "unused", {})
                continue
            yield _compare_one(policy, reading, one, two)
            if reading.id in joining_readings(policy):
                yield from _compare_several(policy, reading, one, two)


def joining_readings(policy: Policy) -> frozenset[str]:
    """The readings that may affect several claims together: shared ceilings, exclusions and counts."""
    guards: list[Guard] = [r.under for term in policy.terms for r in term.rulings]
    guards += [r.under for m in policy.measures for overlap in m.overlaps for r in overlap.rulings]
    guards += [ruling.under for ruling in policy.together.rulings]
    for support in policy.supports:
        guards += [ruling.under for cap in support.amount.caps for ruling in cap.rulings]
        if (quota := support.amount.quota) is not None:
            guards += [ruling.under for ruling in quota.rulings]
    return readings_of(guards)


def _compare_one(policy: Policy, reading: Reading, one: str, two: str) -> Result:
    """One application: the solver's answer over every support that the reading affects."""
    best: Apart | None = None
    undecided = False
    due = False
    rules = [read_policy(policy, {reading.id: option}) for option in (one, two)]
    for support in _bearing(policy, reading, rules):
        if best is not None and best.fen >= _ceiling(support) and not support.amount.levels:
            continue  # no sum exceeds its ceiling, as another law proves
        first = encode(rules[0], rules[0].by_id[support.id])
        second = encode(rules[1], rules[1].by_id[support.id], sharing=first)
        due = due or first.due != second.due
        try:
            apart = _farthest(first, second, support, 0 if best is None else best.fen)
        except Undecided:
            undecided = True
            continue
        if apart is not None and (best is None or _rank(apart) > _rank(best)):
            best = apart
    if undecided:
        return _result(reading, one, two, Verdict.UNDECIDED, "undecided", {})
    if best is None:
        return _result(reading, one, two, Verdict.PROVED, "due" if due else "same", {})
    outcomes = [outcome_of(each, best.case, best.support) for each in rules]
    if not _agrees(best, outcomes):
        words = {"item": name_support(policy, best.support.id)}
        return _result(reading, one, two, Verdict.REFUTED, "fault", words, case=best.case)
    says: list[dict[str, str]] = [
        {lang: say_outcome(each, outcome, lang).rstrip("。.") for lang in LANGUAGES}
        for each, outcome in zip(rules, outcomes, strict=True)
    ]
    words = {
        "item": name_support(policy, best.support.id),
        "sum": name_sum(best.fen),
        "one": says[0],
        "two": says[1],
    }
    more: dict[str, Any] = {"case": best.case, "at": (best.support.provision,), "support": best.support.id}
    more["stake"] = best.fen
    return _result(reading, one, two, Verdict.PROVED, best.form, words, **more)


def _compare_several(policy: Policy, reading: Reading, one: str, two: str) -> Iterator[Result]:
    """Several applications: the total of the best combination over cases made for this purpose."""
    rules = [read_policy(policy, {reading.id: option}) for option in (one, two)]
    best, case = 0, None
    totals = [Interval(0, 0), Interval(0, 0)]
    cases = list(_several(rules[0]))
    for each in cases:
        found = [assess_under(read, each).combination.total for read in rules]
        highs = [total.high for total in found if total.high is not None]
        if len(highs) < len(found):
            continue
        apart = max(abs(highs[0] - highs[1]), abs(found[0].low - found[1].low))
        if apart > best:
            best, case, totals = apart, each, found
    tellers = {lang: Teller(policy, lang) for lang in LANGUAGES}
    said = [{lang: teller.range(total) for lang, teller in tellers.items()} for total in totals]
    words = {"count": str(len(cases)), "sum": name_sum(best), "one": said[0], "two": said[1]}
    form = "together" if case is not None else "together-same"
    at = (reading.bases[0].provision,) if reading.bases else ()
    more: dict[str, Any] = {"case": case, "samples": len(cases), "at": at, "stake": best}
    yield _result(reading, one, two, Verdict.SAMPLED, form, words, **more)


def _bearing(policy: Policy, reading: Reading, rules: Sequence[Ruleset]) -> list[Support]:
    """The supports whose rules a reading changes, those with the highest ceiling first."""
    found = []
    turned = find_switches(policy)
    one, two = rules
    for support in policy.supports:
        if reading.id not in turned.common | turned.by_support[support.id]:
            continue
        # Earlier grants and other supports affect only sums.
        alone = not looks_at_ledger(support)
        same = one.by_id[support.id] == two.by_id[support.id]
        same = same and (one.validity, one.requirements) == (two.validity, two.requirements)
        if not (alone and same):
            found.append(support)
    return sorted(found, key=_ceiling, reverse=True)


def _ceiling(support: Support) -> int:
    return max((q.money.fen for q in support.amount.quantities() if q.unit == "money"), default=0)


def _farthest(first: Encoding, second: Encoding, support: Support, more_than: int) -> Apart | None:
    """The case with the greatest difference between two encodings, if it exceeds an amount in fen; else
    ``None``.
    """
    solver = Solver(second.terms, second.sane)
    unbounded = neg(iff(first.sum.bounded, second.sum.bounded))
    if support.is_money and solver.ask(unbounded) is not None:
        return _case(solver, first, second, support, 0, unbounded, "unbounded")
    if support.is_money:
        fen = _most(solver, first, second, more_than)
        if fen:
            return _case(solver, first, second, support, fen, _gap(first, second, fen), "money")
    if more_than:
        return None
    other = disj(*(conj(first.status[one], neg(second.status[one])) for one in Status))
    if solver.ask(other) is not None:
        return _case(solver, first, second, support, 0, other, "status")
    return None


def _gap(first: Encoding, second: Encoding, fen: int) -> Truth:
    """The condition that the upper bounds differ by at least an amount in fen, or that the
    lower bounds do.
    """
    pairs = ((first.sum.high, second.sum.high), (first.sum.low, second.sum.low))
    apart = [conj(le(fen, minus(x, y))) for one, two in pairs for x, y in ((one, two), (two, one))]
    return conj(first.sum.bounded, second.sum.bounded, disj(*apart))


def _most(solver: Solver, first: Encoding, second: Encoding, more_than: int) -> int:
    """The proved greatest difference in fen; 0 where no case differs by more than the given amount."""
    if solver.ask(_gap(first, second, more_than + 1)) is None:
        return 0
    top = _ceiling(first.support)
    low, high = more_than + 1, max(top, more_than + 1)
    while solver.ask(_gap(first, second, high + 1)) is not None:
        low, high = high + 1, 2 * high
    while low < high:
        middle = high if low + 1 == high else (low + high + 1) // 2
        # Usually the whole ceiling is at stake, so the greatest value is tried first.
        middle = high if (low, high) == (more_than + 1, max(top, more_than + 1)) else middle
        if solver.ask(_gap(first, second, middle)) is not None:
            low = middle
        else:
            high = middle - 1
    return low


def _case(
    solver: Solver, first: Encoding, second: Encoding, support: Support, fen: int, wanted: Truth, form: str
) -> Apart:
    """The smallest case, with a settled answer under both readings if there is such a case."""
    settled = conj(*(neg(one.status[Status.UNDETERMINED]) for one in (first, second)))
    told = conj(wanted, settled, first.ledger.told)
    smallest = find_smallest(solver, first, told) or find_smallest(solver, first, wanted)
    assert smallest is not None
    return Apart(support, smallest.case, fen, form)


def _agrees(apart: Apart, outcomes: list[Outcome]) -> bool:
    """Whether the engine finds the same difference as the solver."""
    one, two = outcomes
    if apart.form == "status":
        return one.status is not two.status
    if one.amount is None or two.amount is None:
        return False
    if apart.form == "unbounded":
        return (one.amount.high is None) is not (two.amount.high is None)
    if one.amount.high is None or two.amount.high is None:
        return False
    return max(abs(one.amount.high - two.amount.high), abs(one.amount.low - two.amount.low)) == apart.fen


def _rank(apart: Apart) -> tuple[int, int]:
    return ({"status": 0, "money": 1, "unbounded": 2}[apart.form], apart.fen)


def _several(rules: Ruleset) -> Iterator[Case]:
    """Cases with two applications, or one under two supports, in which every ceiling binds."""
    paid = [support for support in rules.by_id.values() if support.is_money]
    for one, two in combinations(paid, 2):
        if one.per == two.per:
            yield _made(rules, one.per, [({}, (one, two))])
            yield _made(rules, one.per, [({OBJECT: "甲"}, (one,)), ({OBJECT: "甲"}, (two,))])
    for support in paid:
        if (quota := support.amount.quota) is not None:
            number = quota.count.count.number
            yield _made(rules, support.per, [({OBJECT: f"甲{n}"}, (support,)) for n in range(number + 1)])
        asked = {fact.id for fact in rules.policy.facts_of(support.per)}
        for named in ({PART_OF: "甲"}, {}) if PART_OF in asked else ({},):
            parts = [({OBJECT: name, **named}, (support,)) for name in ("甲", "乙")]
            yield _made(rules, support.per, parts)


def _made(rules: Ruleset, kind: str, parts: Sequence[tuple[Mapping[str, Any], tuple[Support, ...]]]) -> Case:
    policy = rules.policy
    day = tidy_day(rules)
    subjects = dict.fromkeys(s.concept.id for one in rules.supports[kind] for s in one.subjects)
    # The day that a claim must state: the first one without a presumption.
    told = [fact.id for fact in policy.facts_of(kind) if fact.type == "date" and not fact.presumed][:1]
    claims = []
    for n, (named, supports) in enumerate(parts):
        mine = {one.subjects[0].concept.id for one in supports if one.subjects}
        facts: dict[str, Any] = {IS: {key: key in mine for key in subjects}}
        facts |= {**dict.fromkeys(told, day), **named}
        for fact in policy.facts_of(kind):
            if fact.type == "money" and (fact.id in {one.amount.base for one in supports}):
                facts[fact.id] = Money(LARGE)
        claims.append(Claim("甲乙丙丁戊己"[n], kind, facts))
    return Case(day, {}, tuple(claims), ())


def _result(
    reading: Reading, one: str, two: str, verdict: Verdict, form: str, words: Mapping[str, Any], **more: Any
) -> Result:
    at = more.pop("at", (reading.bases[0].provision,) if reading.bases else ())
    told = {"reading": reading.id, "a": one, "b": two, **words}
    return Result(COMMAND, "apart", verdict, form, at, told, readings={reading.id: two}, **more)
