"""Bugs to plant in the engine. Each replaces functions by wrong ones, in ways in which people make mistakes.

A bug consists of places (module and name), each with a function that makes the wrong function from the right
one. ``kb.core`` lowers the conditions and amounts of supports, so most bugs are planted where a rule becomes
terms. Bugs in reading a case and in combining claims are planted in ``kb.assess``. Bugs in the rules are made
by mutants instead; ``test_planted_bugs.py`` lists both kinds.
"""

from __future__ import annotations

import copy
import importlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from types import SimpleNamespace, UnionType
from typing import Any
from unittest import mock

from kb.assess import programs, tariff
from kb.assess.facts import EarlierGrant, Ledger
from kb.assess.together.conflicts import _Standing
from kb.cases.case import Case
from kb.core import ruleset
from kb.core.amounts import Lowering, Sum
from kb.core.claim import Program
from kb.core.facts import Facts, FactTerm
from kb.core.facts import Ledger as CoreLedger
from kb.core.outcomes import Combination, Outcome, Status
from kb.core.rules import Rules, Way
from kb.core.ruleset import Ruleset
from kb.core.terms import (
    NO,
    NOTHING,
    YES,
    Day,
    Number,
    Range,
    Term,
    Tri,
    Truth,
    conj,
    disj,
    eq,
    floor_div,
    greatest,
    ite,
    minus,
    neg,
    offered_only,
    plus,
    times,
    year,
    year_since,
)
from kb.model.amounts import Agreed, Amount, Cap, Share, Tier
from kb.model.facts import GROUP, HOLDER, SUPPORT
from kb.model.guards import Ruled
from kb.model.policy import Support
from kb.model.values import Interval

Wrong = Callable[[Any], Any]
"""A function that makes the wrong function from the right one."""

Places = Mapping[str, Wrong]
"""The wrong functions by place: a module below ``kb`` (or a class in one), and the name in it."""


@contextmanager
def planted(places: Places) -> Iterator[None]:
    """The engine with a planted bug; no earlier compiled program hides it."""
    with ExitStack() as stack:
        for place, wrong in places.items():
            path, _, name = place.rpartition(".")
            owner = _owner(path)
            stack.enter_context(mock.patch.object(owner, name, wrong(getattr(owner, name))))
        stack.enter_context(_reading_anew())
        yield


@contextmanager
def _reading_anew() -> Iterator[None]:
    """Start with empty caches of read and compiled rules, and discard at the end what they contain."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(programs, "_KEPT", OrderedDict()))
        for module in (programs, ruleset, tariff):
            kept = {name: one for name, one in vars(module).items() if hasattr(one, "cache_clear")}
            for name, one in kept.items():
                stack.enter_context(mock.patch.object(module, name, lru_cache(one.__wrapped__)))
        yield


@dataclass(frozen=True)
class Bug:
    """A bug of the engine, and the files of the corpus that can find it."""

    places: Places
    files: tuple[str, ...] = ()


def _owner(path: str) -> Any:
    """A module of the engine, or a class in one."""
    try:
        return importlib.import_module(f"kb.{path}")
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(f"kb.{module}"), name)


def at(wrong: Wrong, *places: str) -> Places:
    """The same wrong function at several places."""
    return dict.fromkeys(places, wrong)


def instead(value: Any) -> Wrong:
    """A function that always returns this value."""
    return lambda right: lambda *args, **kwargs: value


def after(change: Callable[..., Any]) -> Wrong:
    """A function with a changed result: ``change`` gets the result and then the arguments."""
    return lambda right: lambda *args, **kwargs: change(right(*args, **kwargs), *args)


def before(change: Callable[..., tuple[Any, ...]]) -> Wrong:
    """A function with changed arguments."""
    return lambda right: lambda *args: right(*change(*args))


# ---- days and years


def validity(**shift: Callable[[Any], Any]) -> Wrong:
    """Days tested against another validity: ``shift`` changes each of its fields."""
    return before(
        lambda validity, *rest: (
            replace(validity, **{key: make(getattr(validity, key)) for key, make in shift.items()}),
            *rest,
        )
    )


def _moved(days: int) -> Callable[[Any], Any]:
    """The last day moved by a number of days."""
    return lambda ways: tuple(Way(day + timedelta(days), when) for day, when in ways)


def _years_from(begins: date) -> Places:
    """Every year begins on the day of ``begins``, and not on that of the rules."""
    off = begins - date(2001, 1, 1)
    return {
        **at(before(lambda period, first, day: (period, first, day - off)), *YEARS),
        "core.days.year": lambda right: lambda day: year_since(begins, day),
        "core.days.year_since": before(lambda first, day: (first + off, day)),
    }


YEARS = ("assess.together.periods.year_of", "assess.together.optimum.year_of")
SHARES = ("core.limits.shares_ceiling", "assess.together.quotas.shares_ceiling")
CLAIMS = ("assess.programs.lower_claim", "assess.tariff.lower_claim")
IN_ONE_PERIOD = "assess.together.optimum.in_one_period"


def _one_day(period: str, first: Any, day: Any, days: Any) -> int:
    return sum(other == day for other in days)


def _all_time(period: str, first: Any, day: Any, days: Any) -> int:
    return len(tuple(days))


def _had_on(same: Callable[[Day, Day], Truth]) -> Wrong:
    """A quota that is used up by grants on days that are ``same``, whatever its period."""

    def most_in(period: str, first: Any, day: Day, ledger: CoreLedger, counts: Any) -> Number:
        def is_had(entry: Facts) -> Truth:
            there, one = counts(entry)
            return conj(there, same(one, day))

        return ledger.count(is_had)

    return lambda right: most_in


# ---- sums


def of_form(form: type | UnionType, change: Callable[[Any], Amount]) -> Wrong:
    """Amounts of one form lowered as other amounts."""
    return before(lambda amount, at: (change(amount) if isinstance(amount, form) else amount, at))


def _unheard(*names: str) -> Callable[[Any], Amount]:
    """An amount without its rulings of certain names."""
    return lambda amount: replace(amount, rulings=tuple(r for r in amount.rulings if r.name not in names))


def _sum(change: Callable[[Range], Range], form: type = object) -> Wrong:
    """The lowered sum of an amount of a form, changed."""

    def changed(found: Sum, amount: Amount, at: Lowering) -> Sum:
        is_changed = found.sum is not None and isinstance(amount, form)
        return replace(found, sum=change(found.sum)) if is_changed else found  # type: ignore[arg-type]

    return after(changed)


def _float(base: Number, rate: Fraction, mode: str) -> Number:
    of_one = rate.numerator / rate.denominator
    if not isinstance(base, Term):
        return int(base / 100 * of_one * 100)
    return Term("div", Term("mul", 100, Term("mul", of_one, Term("mul", 0.01, base))), 1)


def _in_yuan(found: FactTerm, facts: Facts, key: str, type_: str) -> FactTerm:
    return FactTerm(found.known, floor_div(found.value, 100)) if type_ == "money" else found


def _a_fen_less(found: Range) -> Range:
    return Range(greatest(0, minus(found.low, 1)), minus(found.high, 1), found.bounded)


def _per(old: str, new: str) -> Places:
    """Ceilings with another sharer."""

    def make(right: Any) -> Any:
        def per(cap: Cap) -> Ruled:
            rulings = right.__get__(cap, Cap).rulings
            return Ruled(tuple(replace(one, value=new) if one.value == old else one for one in rulings))

        return property(per)

    return at(make, "model.amounts.Cap.per")


# ---- what is not known


def _null_first(right: Any) -> Any:
    """SQL's mistake with NULL: one unknown part makes the whole unknown, even if another part decides it."""

    def wrong(parts: Any) -> Tri:
        tests = tuple(parts)
        found = right(tests)
        known = neg(disj(*(test.is_open for test in tests)))
        return Tri(conj(known, found.holds), conj(known, found.fails))

    return wrong


def _open_is_false(test: Tri, *given: Any) -> Tri:
    return Tri(test.holds, neg(test.holds))


def _open_is_true(test: Tri, *given: Any) -> Tri:
    return Tri(neg(test.fails), test.fails)


def _true_is_false(test: Tri, *given: Any) -> Tri:
    return Tri(False, disj(test.holds, test.fails))


def with_status(old: Status, new: Status) -> Places:
    """One status reported in place of another."""

    def changed(found: dict[Status, Truth], *given: Any) -> dict[Status, Truth]:
        return {**found, old: False, new: disj(found[new], found[old])}

    return at(after(changed), "core.claim._status")


# ---- what was granted before


def _single(entries: tuple[EarlierGrant, ...]) -> tuple[EarlierGrant, ...]:
    return entries[:1]


def _first_entries(ledger: Ledger) -> Ledger:
    if ledger.entries is None:
        return ledger
    return Ledger(_single(ledger.entries))


def _without_entries(ledger: Ledger) -> Ledger:
    return Ledger(None) if ledger.entries is None else Ledger(())


def _told_empty(ledger: Ledger) -> Ledger:
    return Ledger(()) if ledger.entries is None else ledger


def _raised(level: str) -> Callable[[Ledger], Ledger]:
    """Every grant of another policy counted as paid by the city."""

    def change(ledger: Ledger, *given: Any) -> Ledger:
        if ledger.entries is None:
            return ledger
        raised = [
            replace(one, facts={**one.facts, "level": "city"}) if one.facts.get("level") == level else one
            for one in ledger.entries
        ]
        return Ledger(tuple(raised))

    return change


def _own(entry: Facts) -> Facts:
    """The same grant, received by the applicant."""
    own = copy.copy(entry)
    own._found = {**entry._found, HOLDER: FactTerm(True, "self")}
    return own


def _own_only(test: Tri, key: str, facts: Facts, entry: Facts) -> Tri:
    """Ceilings that only the applicant's own grants fill."""
    return offered_only(neg(entry.is_choice(HOLDER, GROUP)), test)


class _Unlimited(Support):
    """A support without a first day and without a limit by earlier grants."""

    is_granted = False
    is_paid = False


def _unlimited(form: str) -> Places:
    """Supports of one form that ignore days and earlier grants."""

    def change(rules: Rules, support: Support, *rest: Any) -> tuple[Any, ...]:
        if support.form != form:
            return rules, support, *rest
        return rules, _Unlimited(**{one.name: getattr(support, one.name) for one in fields(support)}), *rest

    return at(before(change), *CLAIMS)


# ---- what may be had together


def bar(**told: str) -> Places:
    """An assessment with another bar on double support."""

    def make(right: Any) -> Any:
        ways = {key: (Way(value, True),) for key, value in told.items()}
        return property(lambda rules: replace(right.func(rules), **ways))

    def change(rules: Ruleset, case: Case) -> tuple[Any, ...]:
        return replace(rules, non_cumulation=replace(rules.non_cumulation, **told)), case  # type: ignore[arg-type]

    return {"core.rules.Rules.bar": make, "assess.assessment.assess_under": before(change)}


def _most_alone(found: Combination, *given: Any) -> Combination:
    """Only the largest part counted."""
    if len(found.best) < 2:
        return found
    high = max((part.amount.high or 0 for part in found.best), default=0)
    return replace(found, total=Interval(min(found.total.low, high), high))


def _everything(found: Combination, rules: Any, outcomes: Any, *given: Any) -> Combination:
    """All parts added up, whatever bars them."""
    open_ = [o.amount for o in outcomes if o.amount is not None and o.claim and o.amount.high is not None]
    return replace(found, total=Interval(sum(a.low for a in open_), sum(a.high or 0 for a in open_)))


def _all_open(right: Any) -> Any:
    """A combination that treats unknown conditions as met."""

    def wrong(rules: Ruleset, candidates: Any, *given: Any) -> Any:
        return right(rules, [replace(one, outcome=_open(one.outcome)) for one in candidates], *given)

    return wrong


def _open(outcome: Outcome) -> Outcome:
    return outcome._replace(status=Status.ELIGIBLE, missing=(), judged=())


def _counts_what_may_be_refused(right: Any) -> Any:
    """A lower bound that includes claims which may still be refused."""

    def wrong(rules: Ruleset, candidates: Any, alike: Any, ways: Any, displaced: Any, *given: Any) -> Any:
        standing = [_Standing.SURE if one else one for one in displaced.standing]
        return right(rules, candidates, alike, ways, replace(displaced, standing=standing), *given)

    return wrong


def _undated_counts(right: Any) -> Any:
    """A claim without a day counts in every period, even where it need not."""
    return lambda *given, careful=False, **rest: right(*given, careful=True, **rest)


def _never_counts_undated(right: Any) -> Any:
    """A claim without a day is ignored, even where only certain claims count."""
    return lambda *given, careful=False, **rest: right(*given, **rest)


def _forgets_what_displaces(right: Any) -> Any:
    """A claim that may be displaced counts as zero, as if nothing replaced it."""

    def wrong(displaced: Any, *given: Any) -> None:
        right(displaced, *given)
        displaced.perhaps.clear()

    return wrong


def _all_sure(right: Any) -> Any:
    """A shared grant of a claim that may be refused, deducted as if it were certain."""

    def sure(one: Any) -> Any:
        return SimpleNamespace(support=one.support, known=one.known, exact=one.exact, is_sure=True)

    return lambda rules, cap, per, sharers, ledger: right(rules, cap, per, [*map(sure, sharers)], ledger)


def _in_order_of_all(right: Any) -> Any:
    """A claim that may be refused takes the place of later ones."""
    return lambda counted, kept, sure: right(counted, kept, kept)


def _a_fen_more(program: Program, *given: Any) -> Program:
    found = program.sum
    return replace(program, sum=found and Range(found.low, plus(found.high, 1), found.bounded))


A_FEN_TOO_MUCH = at(after(_a_fen_more), *CLAIMS)
"""The engine pays one fen more than the rules give, and the solver does not."""

CORPUS_OF_DATES = ("dates",)
CORPUS_OF_BARS = ("non-cumulation",)
M5, M9, M12, M14, M16, M20 = (f"measure-{n}" for n in ("05", "09", "12", "14", "16", "20"))
EVERY, KILLERS, EARLIER = "every-support", "killers", "earlier-grants"
BOUNDS = ("bounds",)

BUGS: dict[str, Bug] = {
    # days and years
    "the first day does not count": Bug(
        at(validity(first=lambda first: first + timedelta(1)), "core.days._within", "core.days._since"),
        CORPUS_OF_DATES,
    ),
    "the last day does not count": Bug(at(validity(last=_moved(-1)), "core.days._within"), CORPUS_OF_DATES),
    "a day too many counts": Bug(at(validity(last=_moved(1)), "core.days._within"), CORPUS_OF_DATES),
    "only the day of application is looked at": Bug(at(instead(()), "core.days._since"), CORPUS_OF_DATES),
    "a separate deadline is overlooked": Bug(
        at(validity(deadline=lambda deadline: ()), "core.days._within"), CORPUS_OF_DATES
    ),
    "a year begins on the second of January": Bug(_years_from(date(2001, 1, 2)), (M12,)),
    "a year ends on 30 December": Bug(_years_from(date(2000, 12, 31)), (M12,)),
    "the number holds for an application instead of a year": Bug(
        {"core.days._most_in": _had_on(eq), IN_ONE_PERIOD: lambda right: _one_day}, (M12,)
    ),
    "the number holds for all time instead of a year": Bug(
        {"core.days._most_in": _had_on(lambda one, day: True), IN_ONE_PERIOD: lambda right: _all_time}, (M12,)
    ),
    "an unbroken year has 364 days": Bug(
        at(
            after(lambda day, *given: day - timedelta(1)),
            "core.carriers.python.plus_year",
            "assess.together.periods.plus_year",
            "assess.together.optimum.plus_year",
        ),
        (M12,),
    ),
    "a year of validity is a calendar year": Bug(
        {
            "core.days.year_since": lambda right: lambda first, day: year(day),
            **at(lambda right: lambda period, first, day: day.year, *YEARS),
        },
        (M12,),
    ),
    # numbers and sums
    "one unit too many": Bug(
        at(
            lambda right: lambda **told: right(**{**told, "number": told["number"] + 1}),
            "assess.together.quotas.Quota",
        ),
        (M12,),
    ),
    "money in floating point": Bug(at(lambda right: _float, "core.amounts.round_share"), (M5, M9)),
    "money cut to whole yuan": Bug(
        at(after(lambda fen, *given: times(100, floor_div(fen, 100))), "core.amounts.round_share"), (M5, M9)
    ),
    "half-up rounding always": Bug(
        at(before(lambda base, rate, mode: (base, rate, "half-up")), "core.amounts.round_share"), (M5, M9)
    ),
    "no rounding up ever": Bug(
        at(before(lambda base, rate, mode: (base, rate, "down")), "core.amounts.round_share"), (M5, M9)
    ),
    "yuan taken for fen": Bug(at(after(_in_yuan), "core.facts.Facts._state"), (M5, M9, M12)),
    "the base is what others paid": Bug(
        at(before(lambda fact, *rest: ("other-support", *rest)), "core.amounts._base"), (M5,)
    ),
    "the base includes what others paid": Bug(
        at(of_form(Share | Agreed, _unheard("less")), "core.amounts.lower"), (M5, M9)
    ),
    "the ceiling is lost": Bug(at(lambda right: lambda one, other: one, "core.amounts.lesser"), (M5, M9)),
    "the ceiling is taken for the sum": Bug(
        at(lambda right: lambda one, other: other, "core.amounts.lesser"), (M5, M9)
    ),
    "the ceiling is a fen too low": Bug(at(_sum(_a_fen_less, Cap), "core.amounts.lower"), (M5, M12, M14)),
    "the cost does not bind": Bug(at(of_form(Cap, _unheard("cost")), "core.amounts.lower"), (M12,)),
    "what is open is taken for exact": Bug(
        at(
            _sum(lambda found: Range(ite(found.bounded, found.high, 0), found.high, found.bounded)),
            "core.amounts.lower",
        ),
        (M16,),
    ),
    "what is open is taken for nothing": Bug(
        at(_sum(lambda found: Range(found.low, found.low)), "core.amounts.lower"), (M16,)
    ),
    "a share among several is not divided": Bug(
        at(of_form(Tier, _unheard("shared-by")), "core.amounts.lower"), (M20,)
    ),
    "an unnamed level is for nobody to say": Bug(
        at(of_form(Tier, _unheard("unless")), "core.amounts.lower"), (M20,)
    ),
    "every level has the highest sum": Bug(
        at(_sum(lambda found: Range(1_000_000_00, 1_000_000_00), Tier), "core.amounts.lower"), (M20,)
    ),
    # unknown facts
    "what is not said is false": Bug(
        at(after(_open_is_false), "core.facts.Facts.is_one_of"), (M5, M12, M14, M20)
    ),
    "what is not said is true": Bug(at(after(_open_is_true), "core.facts.Facts.is_one_of"), (M12, M14, M20)),
    "unknown wins over false": Bug(at(_null_first, "core.conditions.both"), (M20, M14, M5)),
    "unknown wins over true": Bug(at(_null_first, "core.conditions.either"), (M5, M14, M20)),
    "an unknown subject is another": Bug(
        at(after(_open_is_false), "core.facts.Facts.is_a"), (M5, M9, "measure-10", M14, M16, M20)
    ),
    "an unknown ledger is empty": Bug(
        at(after(lambda ledger, *given: _told_empty(ledger)), "assess.facts.read_ledger"), (M5, M12, M14)
    ),
    "an unjudged term is met": Bug(with_status(Status.JUDGEMENT, Status.ELIGIBLE), (EVERY,)),
    "a missing fact is no matter": Bug(with_status(Status.UNDETERMINED, Status.ELIGIBLE), (M5, EVERY)),
    # statuses
    "whoever may compete has won": Bug(with_status(Status.CANDIDATE, Status.ELIGIBLE), (M5, EVERY)),
    "whoever lost may compete": Bug(with_status(Status.INELIGIBLE, Status.CANDIDATE), (M5, EVERY)),
    "case by case is taken for eligible": Bug(
        with_status(Status.CASE_BY_CASE, Status.ELIGIBLE), (M14, EVERY)
    ),
    "by reference is taken for eligible": Bug(
        with_status(Status.BY_REFERENCE, Status.ELIGIBLE), (EVERY, M20)
    ),
    "barred is told as ineligible": Bug(
        with_status(Status.BARRED, Status.INELIGIBLE), (*CORPUS_OF_DATES, M12)
    ),
    # earlier grants
    "the ledger is ignored": Bug(
        at(after(lambda ledger, *given: _without_entries(ledger)), "assess.facts.read_ledger"), (M12, M14)
    ),
    "only the first grant before counts": Bug(
        at(after(lambda ledger, *given: _first_entries(ledger)), "assess.facts.read_ledger"), (M12, M5)
    ),
    "a district is taken for the city": Bug(
        at(after(_raised("district")), "assess.facts.read_ledger"), CORPUS_OF_BARS
    ),
    "the province is taken for the city": Bug(
        at(after(_raised("province")), "assess.facts.read_ledger"), CORPUS_OF_BARS
    ),
    "what a district paid leaves the whole base": Bug(
        at(instead(None), "core.limits._Lowering._district"), CORPUS_OF_BARS
    ),
    "the difference is not taken off": Bug(
        at(after(lambda limits, *given: replace(limits, off=NOTHING)), "core.claim.lower_ledger"),
        (*CORPUS_OF_BARS, M14),
    ),
    "what was used of a ceiling is back": Bug(
        at(after(lambda limits, *given: replace(limits, rest=None)), "core.claim.lower_ledger"), (M5, M14)
    ),
    "every grant before shares the ceiling": Bug(at(instead(YES), *SHARES), (M5, M14, KILLERS)),
    "a ceiling of a thing counts only what the applicant received": Bug(
        at(after(_own_only), *SHARES), (EARLIER,)
    ),
    "a ceiling of an enterprise counts what its group received": Bug(
        at(before(lambda key, facts, entry: (key, facts, _own(entry))), *SHARES),
        (EARLIER,),
    ),
    "whoever received counts as the same enterprise": Bug(
        at(lambda right: property(lambda had: False), "core.same_subject.Had.is_of_group"), (EARLIER,)
    ),
    "any earlier level is topped up": Bug(
        at(
            after(lambda level, *given: level and (True, False, False, False, False)),
            "core.earlier_grants.Earlier._level",
        ),
        (EARLIER,),
    ),
    "a carrier is topped up whichever came first": Bug(
        at(
            before(
                lambda earlier, found, meeting, *rest: (
                    earlier,
                    found,
                    replace(meeting, lower=frozenset()),
                    *rest,
                )
            ),
            "core.earlier_grants.Earlier._of_meeting",
        ),
        (EARLIER,),
    ),
    "every level of one thing is given as often as it is claimed": Bug(
        at(instead(None), "assess.together.conflicts.ladder_of"), (EARLIER,)
    ),
    "what is settled case by case knows no days and no ledger": Bug(
        _unlimited("case-by-case"), (EARLIER, M14)
    ),
    "what another policy pays is paid as often as it is asked for": Bug(
        _unlimited("by-reference"), (EARLIER,)
    ),
    "what was settled case by case was not had": Bug(
        at(
            lambda right: lambda rules, support, other: other.is_money and right(rules, support, other),
            "core.earlier_grants.counts_as_had",
        ),
        (EARLIER,),
    ),
    "certificates of the group count": Bug(
        at(
            lambda right: lambda counting, entry: entry.is_choice(SUPPORT, counting.support.id),
            "core.limits.Counting.counts",
        ),
        (M12,),
    ),
    "a renewed certificate counts": Bug(at(instead(NO), "core.limits.Counting.is_free"), (M12,)),
    # combinations
    "things are never the same": Bug(
        at(after(_true_is_false), "core.same_subject.same", "core.earlier_grants.same", "core.limits.same"),
        CORPUS_OF_BARS,
    ),
    "things are always the same": Bug(
        at(instead(YES), "core.same_subject.same", "core.earlier_grants.same"), CORPUS_OF_BARS
    ),
    "fields are not compared": Bug(at(instead(YES), "core.same_subject.Comparing._similar"), CORPUS_OF_BARS),
    "units are not compared": Bug(
        at(instead(YES), "core.same_subject.Comparing._unit"), (*CORPUS_OF_BARS, KILLERS)
    ),
    "nothing bars anything": Bug(bar(within="stacks"), CORPUS_OF_BARS),
    "whatever conflicts is lost": Bug(bar(conflict="none"), CORPUS_OF_BARS),
    "whoever comes first has it": Bug(bar(conflict="first"), (KILLERS, *CORPUS_OF_BARS)),
    "overlaps are overlooked": Bug(
        {
            "core.earlier_grants.Earlier._others": instead([]),
            "assess.together.conflicts.meeting_of": instead(()),
        },
        (*CORPUS_OF_BARS, M14, M16),
    ),
    "only the largest sum counts": Bug(
        at(after(_most_alone), "assess.assessment.combine"), (M5, M12, KILLERS)
    ),
    "sums are added whatever bars them": Bug(
        at(after(_everything), "assess.assessment.combine"), (*CORPUS_OF_BARS, KILLERS)
    ),
    "what is undetermined displaces another": Bug(
        at(_all_open, "assess.together.conflicts._displace"), BOUNDS
    ),
    "what is undetermined is open to the thing": Bug(
        at(_all_open, "assess.together.conflicts._find_ways"), BOUNDS
    ),
    "the least counts what may be refused": Bug(
        at(_counts_what_may_be_refused, "assess.together.conflicts._choose_least"), BOUNDS
    ),
    "what may be the same is the same": Bug(
        {
            "core.same_subject.same": after(_open_is_true),
            **at(after(lambda one, *given: one is not False), "assess.together.conflicts.is_one"),
        },
        BOUNDS,
    ),
    "what may be the same is another": Bug(
        {
            "core.same_subject.same": after(_open_is_false),
            **at(after(lambda one, *given: one is True), "assess.together.conflicts.is_one"),
        },
        BOUNDS,
    ),
    "what has no day takes a place of those that have": Bug(
        at(_undated_counts, "assess.together.conflicts.find_quotas"), BOUNDS
    ),
    "what has no day takes no place for certain": Bug(
        at(_never_counts_undated, "assess.together.conflicts.find_quotas"), BOUNDS
    ),
    "a grant shared by what may be refused is taken off": Bug(
        at(_all_sure, "assess.together.quotas._left_of"), BOUNDS
    ),
    "what may be refused comes first": Bug(
        at(_in_order_of_all, "assess.together.conflicts.find_orders"), BOUNDS
    ),
    "nothing stands in for what is displaced": Bug(
        at(_forgets_what_displaces, "assess.together.conflicts._Displaced.put"), BOUNDS
    ),
    "a ceiling is shared by nobody": Bug(
        at(instead([]), "assess.together.conflicts.find_pools"), (M5, M14, KILLERS)
    ),
    "a number is shared by no claims": Bug(at(instead([]), "assess.together.conflicts.find_quotas"), (M12,)),
    "phases have a ceiling each": Bug(_per("object", "phase"), (M14,)),
    "the parts of a project have a ceiling each": Bug(_per("whole", "object"), (M5, M16)),
    "a year's ceiling holds for all time": Bug(_per("enterprise-year", "enterprise"), (M5, M16, KILLERS)),
    "two spellings are two names": Bug(at(lambda right: str, "cases.spelling.fold_name"), CORPUS_OF_BARS),
    "a ceiling for all time holds for a year": Bug(_per("enterprise", "enterprise-year"), (M5, KILLERS)),
}
