"""Bugs to plant in the engine: each replaces one function by one that is wrong in a way people get wrong.

A bug is a place (module and name) and what makes the wrong function of the right one. Bugs in the rules are
made by mutants instead; ``test_planted_bugs.py`` names both kinds.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any
from unittest import mock

from kb.assess.cases import Case
from kb.assess.combining import _Standing
from kb.assess.known import Entry, Known, Ledger
from kb.assess.outcomes import Combination, Outcome, Status
from kb.assess.ruleset import Ruleset
from kb.guards import Ruling
from kb.model import Support
from kb.terms import Interval

Wrong = Callable[[Any], Any]
"""Makes the wrong function of the right one."""


@dataclass(frozen=True)
class Bug:
    """Something wrong in the engine: at which places, and the files of the corpus that look there."""

    places: tuple[str, ...]
    wrong: Wrong
    files: tuple[str, ...] = ()

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The engine with the bug in it."""
        patches = []
        for place in self.places:
            path, _, name = place.rpartition(".")
            owner = _owner(path)
            patches.append(mock.patch.object(owner, name, self.wrong(getattr(owner, name))))
        for patch in patches:
            patch.start()
        try:
            yield
        finally:
            for patch in patches:
                patch.stop()


def _owner(path: str) -> Any:
    """A module of the engine, or a class in one."""
    try:
        return importlib.import_module(f"kb.assess.{path}")
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(f"kb.assess.{module}"), name)


def instead(value: Any) -> Wrong:
    """A function that always gives this."""
    return lambda right: lambda *args, **kwargs: value


def after(change: Callable[..., Any]) -> Wrong:
    """A function whose result is changed: ``change`` takes it and then what the function was given."""
    return lambda right: lambda *args, **kwargs: change(right(*args, **kwargs), *args)


def before(change: Callable[..., tuple[Any, ...]]) -> Wrong:
    """A function that is given something else."""
    return lambda right: lambda *args: right(*change(*args))


def validity(**shift: Any) -> Wrong:
    """Dates tested against another validity."""

    def change(rules: Ruleset, known: Known, money: bool) -> tuple[Any, ...]:
        assert rules.validity is not None
        moved = {key: make(rules.validity) for key, make in shift.items()}
        return replace(rules, validity=replace(rules.validity, **moved)), known, money

    return before(change)


def bar(**told: Any) -> Wrong:
    """Assessed under another bar on receiving support again."""

    def change(rules: Ruleset, case: Case) -> tuple[Any, ...]:
        return replace(rules, non_cumulation=replace(rules.non_cumulation, **told)), case

    return before(change)


def with_status(old: Status, new: Status) -> Wrong:
    """One status told for another."""
    return after(lambda status, *given: new if status is old else status)


def _null_first(values: Any) -> bool | None:
    """As SQL does where a comparison with NULL is taken for the whole: unknown wins over false."""
    found = list(values)
    return None if None in found else all(found)


def _either_null_first(values: Any) -> bool | None:
    found = list(values)
    return None if None in found else any(found)


def _one_day(period: str, first: Any, day: Any, days: Any) -> int:
    return sum(other == day for other in days)


def _float(base: int, rate: Fraction, mode: str) -> int:
    return int(base / 100 * (rate.numerator / rate.denominator) * 100)


def _single(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return entries[:1]


def _first_entries(ledger: Ledger) -> Ledger:
    if ledger.entries is None:
        return ledger
    return Ledger(_single(ledger.entries), {key: _single(found) for key, found in ledger.by_support.items()})


def _without_entries(ledger: Ledger) -> Ledger:
    return Ledger(None, {}) if ledger.entries is None else Ledger((), {})


def _told_empty(ledger: Ledger) -> Ledger:
    return Ledger((), {}) if ledger.entries is None else ledger


def _raised(level: str) -> Callable[[Ledger], Ledger]:
    """Every grant of another policy paid by the city, whoever paid it."""

    def change(ledger: Ledger, *given: Any) -> Ledger:
        if ledger.entries is None:
            return ledger
        raised = [
            replace(one, facts={**one.facts, "level": "city"}) if one.facts.get("level") == level else one
            for one in ledger.entries
        ]
        by_support: dict[str, tuple[Entry, ...]] = {}
        for one in raised:
            by_support[one.support] = (*by_support.get(one.support, ()), one)
        return Ledger(tuple(raised), by_support)

    return change


def _own(entry: Entry) -> Entry:
    """The same grant, received by the applicant."""
    return replace(entry, facts={**entry.facts, "holder": "self"})


def _own_only(right: Any) -> Any:
    """Ceilings that only the applicant's own grants fill."""
    return lambda key, known, entry: False if entry.is_of_group else right(key, known, entry)


def _unlimited(form: str) -> Wrong:
    """Supports of one form put to no day before which nothing counts, and to no earlier grant."""

    def make(right: Any) -> Any:
        def wrong(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Outcome:
            if support.form != form:
                return right(rules, support, known, ledger)  # type: ignore[no-any-return]
            validity = rules.validity and replace(rules.validity, since=())
            return right(replace(rules, validity=validity), support, known, Ledger((), {}))  # type: ignore[no-any-return]

        return wrong

    return make


def _most_alone(found: Combination, *given: Any) -> Combination:
    """Only the largest part counted."""
    if len(found.best) < 2:
        return found
    high = max((part.amount.high or 0 for part in found.best), default=0)
    return replace(found, total=Interval(min(found.total.low, high), high))


def _everything(found: Combination, rules: Any, outcomes: Any, *given: Any) -> Combination:
    """Everything added up, whatever bars it."""
    open_ = [o.amount for o in outcomes if o.amount is not None and o.claim and o.amount.high is not None]
    return replace(found, total=Interval(sum(a.low for a in open_), sum(a.high or 0 for a in open_)))


def _all_open(right: Any) -> Any:
    """Combined as if nothing could be refused any more: what is unknown is taken as met."""

    def wrong(rules: Ruleset, candidates: Any, *given: Any) -> Any:
        return right(rules, [replace(one, outcome=_open(one.outcome)) for one in candidates], *given)

    return wrong


def _open(outcome: Outcome) -> Outcome:
    return replace(outcome, status=Status.ELIGIBLE, missing=(), judged=())


def _counts_what_may_be_refused(right: Any) -> Any:
    """The least made up of everything, whether it may be refused or not."""

    def wrong(rules: Ruleset, candidates: Any, alike: Any, ways: Any, displaced: Any, *given: Any) -> Any:
        standing = [_Standing.SURE if one else one for one in displaced.standing]
        return right(rules, candidates, alike, ways, replace(displaced, standing=standing), *given)

    return wrong


def _undated_counts(right: Any) -> Any:
    """What has no day takes a place in every period, however much else is possible."""
    return lambda rules, claimed, ledger, careful=False: right(rules, claimed, ledger, True)


def _never_counts_undated(right: Any) -> Any:
    """What has no day is left out of account, even where only what is certain counts."""
    return lambda rules, claimed, ledger, careful=False: right(rules, claimed, ledger)


def _forgets_what_displaces(right: Any) -> Any:
    """What may be displaced is lost, as if nothing were had in its place."""

    def wrong(displaced: Any, *given: Any) -> None:
        right(displaced, *given)
        displaced.perhaps.clear()

    return wrong


def _all_sure(right: Any) -> Any:
    """A grant shared by a claim that may be refused, taken off as if it could not."""
    return lambda cap, key, support, sharers, ledger: right(
        cap, key, support, [(known, True) for known, _ in sharers], ledger
    )


def _in_order_of_all(right: Any) -> Any:
    """What may be refused takes the place of what comes later."""
    return lambda rules, claimed, ledger, kept, sure: right(rules, claimed, ledger, kept, kept)


def _without(name: str) -> Wrong:
    """Amounts assessed as if they had no ruling of a name."""
    return _ruled(lambda ruling: None if ruling.name == name else ruling)


def _other_value(name: str, old: str, new: str) -> Wrong:
    """Amounts assessed as if a ruling of a name had another value."""
    return _ruled(
        lambda ruling: replace(ruling, value=new) if (ruling.name, ruling.value) == (name, old) else ruling
    )


def _ruled(change: Callable[[Ruling], Ruling | None]) -> Wrong:
    """Every ruling of the amounts changed, or left out, before a case is assessed."""
    changed: dict[int, tuple[Ruleset, Ruleset]] = {}

    def amount(part: Any) -> Any:
        if isinstance(part, Ruling):
            return change(part)
        if isinstance(part, tuple):
            return tuple(new for one in part if (new := amount(one)) is not None)
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{one.name: amount(getattr(part, one.name)) for one in fields(part)})
        return part

    def read(rules: Ruleset, case: Case) -> tuple[Any, ...]:
        if id(rules) not in changed:
            by_id = {key: replace(one, amount=amount(one.amount)) for key, one in rules.by_id.items()}
            supports = {kind: tuple(by_id[one.id] for one in group) for kind, group in rules.supports.items()}
            changed[id(rules)] = rules, replace(rules, by_id=by_id, supports=supports)
        return changed[id(rules)][1], case

    return before(read)


def _less_certain(interval: Interval) -> Interval:
    return Interval(0, interval.high)


def _sum(change: Callable[[Interval], Interval]) -> Wrong:
    """The interval that an amount arrives at, changed."""
    return after(
        lambda found, *given: (
            found if found.interval is None else replace(found, interval=change(found.interval))
        )
    )


CORPUS_OF_DATES = ("dates",)
CORPUS_OF_BARS = ("non-cumulation",)
M5, M9, M12, M14, M16, M20 = (f"measure-{n}" for n in ("05", "09", "12", "14", "16", "20"))
EVERY, KILLERS, EARLIER = "every-support", "killers", "earlier-grants"
BOUNDS = ("bounds",)

BUGS: dict[str, Bug] = {
    # days and years
    "the first day does not count": Bug(
        ("assessing.test_dates",), validity(first=lambda v: v.first + timedelta(1)), CORPUS_OF_DATES
    ),
    "the last day does not count": Bug(
        ("assessing.test_dates",), validity(last=lambda v: v.last - timedelta(1)), CORPUS_OF_DATES
    ),
    "a day too many counts": Bug(
        ("assessing.test_dates",), validity(last=lambda v: v.last + timedelta(1)), CORPUS_OF_DATES
    ),
    "only the day of application is looked at": Bug(
        ("assessing.test_dates",), validity(since=lambda v: ()), CORPUS_OF_DATES
    ),
    "a separate deadline is overlooked": Bug(
        ("assessing.test_dates",), validity(deadline=lambda v: ""), CORPUS_OF_DATES
    ),
    "a year begins on the second of January": Bug(
        ("periods.year_of", "choosing.year_of"),
        before(lambda period, first, day: (period, first, day - timedelta(1))),
        (M12,),
    ),
    "a year ends on 30 December": Bug(
        ("periods.year_of", "choosing.year_of"),
        before(lambda period, first, day: (period, first, day + timedelta(1))),
        (M12,),
    ),
    "the number holds for an application instead of a year": Bug(
        ("limits.in_one_period", "choosing.in_one_period"), lambda right: _one_day, (M12,)
    ),
    "the number holds for all time instead of a year": Bug(
        ("limits.in_one_period", "choosing.in_one_period"),
        lambda right: lambda period, first, day, days: len(tuple(days)),
        (M12,),
    ),
    "an unbroken year has 364 days": Bug(
        ("periods.plus_year",), after(lambda day, *given: day - timedelta(1)), (M12,)
    ),
    "a year of validity is a calendar year": Bug(
        ("periods.year_of", "choosing.year_of"), lambda right: lambda period, first, day: day.year, (M12,)
    ),
    # numbers and sums
    "one unit too many": Bug(
        ("counting.Quota",),
        lambda right: lambda **told: right(**{**told, "number": told["number"] + 1}),
        (M12,),
    ),
    "money in floating point": Bug(("sums.round_share",), lambda right: _float, (M5, M9)),
    "money cut to whole yuan": Bug(
        ("sums.round_share",), after(lambda fen, *given: fen // 100 * 100), (M5, M9)
    ),
    "half-up rounding always": Bug(
        ("sums.round_share",), before(lambda base, rate, mode: (base, rate, "half-up")), (M5, M9)
    ),
    "no rounding up ever": Bug(
        ("sums.round_share",), before(lambda base, rate, mode: (base, rate, "down")), (M5, M9)
    ),
    "yuan taken for fen": Bug(
        ("known.Known.money",), after(lambda fen, *given: None if fen is None else fen // 100), (M5, M9, M12)
    ),
    "the base is what others paid": Bug(
        ("sums.base_fact", "sums._base"),
        lambda right: lambda fact, *rest: right("other-support" if isinstance(fact, str) else fact, *rest),
        (M5,),
    ),
    "the base includes what others paid": Bug(("assessing.assess_under",), _without("less"), (M5, M9)),
    "the ceiling is lost": Bug(("sums._lowest",), lambda right: lambda intervals: intervals[0], (M5, M9)),
    "the ceiling is taken for the sum": Bug(
        ("sums._lowest",), lambda right: lambda intervals: intervals[-1], (M5, M9)
    ),
    "the ceiling is a fen too low": Bug(
        ("sums._cap",), _sum(lambda i: Interval(max(0, i.low - 1), (i.high or 1) - 1)), (M5, M12, M14)
    ),
    "the cost does not bind": Bug(("assessing.assess_under",), _without("cost"), (M12,)),
    "what is open is taken for exact": Bug(
        ("sums.work_out",), _sum(lambda i: Interval(i.high or 0, i.high)), (M16,)
    ),
    "what is open is taken for nothing": Bug(
        ("sums.work_out", "assessing.work_out"), _sum(lambda i: Interval(i.low, i.low)), (M16,)
    ),
    "a share among several is not divided": Bug(("assessing.assess_under",), _without("shared-by"), (M20,)),
    "an unnamed level is for nobody to say": Bug(("assessing.assess_under",), _without("unless"), (M20,)),
    "every level has the highest sum": Bug(
        ("sums._tier",), _sum(lambda i: Interval(1_000_000_00, 1_000_000_00)), (M20,)
    ),
    # what is not known
    "what is not said is false": Bug(
        ("requirements._test_value",), after(lambda holds, *given: bool(holds)), (M5, M12, M14, M20)
    ),
    "what is not said is true": Bug(
        ("requirements._test_value",), after(lambda holds, *given: holds is not False), (M12, M14, M20)
    ),
    "unknown wins over false": Bug(("requirements.both",), lambda right: _null_first, (M20, M14, M5)),
    "unknown wins over true": Bug(("requirements.either",), lambda right: _either_null_first, (M5, M14, M20)),
    "an unknown subject is another": Bug(
        ("known.Known.is_a",), after(lambda is_it, *given: bool(is_it)), (M5, M9, "measure-10", M14, M16, M20)
    ),
    "an unknown ledger is empty": Bug(
        ("known.read_ledger",), after(lambda ledger, *given: _told_empty(ledger)), (M5, M12, M14)
    ),
    "an unjudged term is met": Bug(
        ("assessing._status",), with_status(Status.JUDGEMENT, Status.ELIGIBLE), (EVERY,)
    ),
    "a missing fact is no matter": Bug(
        ("assessing._status",), with_status(Status.UNDETERMINED, Status.ELIGIBLE), (M5, EVERY)
    ),
    # statuses
    "whoever may compete has won": Bug(
        ("assessing._status",), with_status(Status.CANDIDATE, Status.ELIGIBLE), (M5, EVERY)
    ),
    "whoever lost may compete": Bug(
        ("assessing._status",),
        with_status(Status.INELIGIBLE, Status.CANDIDATE),
        (M5, EVERY),
    ),
    "case by case is taken for eligible": Bug(
        ("assessing._status",), with_status(Status.CASE_BY_CASE, Status.ELIGIBLE), (M14, EVERY)
    ),
    "by reference is taken for eligible": Bug(
        ("assessing._status",), with_status(Status.BY_REFERENCE, Status.ELIGIBLE), (EVERY, M20)
    ),
    "barred is told as ineligible": Bug(
        ("assessing._status",), with_status(Status.BARRED, Status.INELIGIBLE), (*CORPUS_OF_DATES, M12)
    ),
    # what was granted before
    "the ledger is ignored": Bug(
        ("known.read_ledger",), after(lambda ledger, *given: _without_entries(ledger)), (M12, M14)
    ),
    "only the first grant before counts": Bug(
        ("known.read_ledger",), after(lambda ledger, *given: _first_entries(ledger)), (M12, M5)
    ),
    "a district is taken for the city": Bug(
        ("known.read_ledger",), after(_raised("district")), CORPUS_OF_BARS
    ),
    "the province is taken for the city": Bug(
        ("known.read_ledger",), after(_raised("province")), CORPUS_OF_BARS
    ),
    "what a district paid leaves the whole base": Bug(
        ("assessing.district_rest",), instead(None), CORPUS_OF_BARS
    ),
    "the difference is not taken off": Bug(
        ("assessing.test_ledger",),
        after(lambda limits, *given: replace(limits, off=Interval(0, 0))),
        (*CORPUS_OF_BARS, M14),
    ),
    "what was used of a ceiling is back": Bug(
        ("assessing.test_ledger",), after(lambda limits, *given: replace(limits, rest=None)), (M5, M14)
    ),
    "every grant before shares the ceiling": Bug(("limits._shares",), instead(True), (M5, M14, KILLERS)),
    "a ceiling of a thing counts only what the applicant received": Bug(
        ("limits._shares",), _own_only, (EARLIER,)
    ),
    "a ceiling of an enterprise counts what its group received": Bug(
        ("limits._shares",),
        lambda right: lambda key, known, entry: right(key, known, _own(entry)),
        (EARLIER,),
    ),
    "whoever received counts as the same enterprise": Bug(
        ("likeness.Likeness.of_entry",),
        lambda right: lambda rules, entry: right(rules, _own(entry)),
        (EARLIER,),
    ),
    "any earlier level is topped up": Bug(("earlier.compare_levels",), instead("lower"), (EARLIER,)),
    "a carrier is topped up whichever came first": Bug(
        ("earlier._of_meeting",),
        before(lambda meeting, *rest: (replace(meeting, lower=frozenset()), *rest)),
        (EARLIER,),
    ),
    "every level of one thing is given as often as it is claimed": Bug(
        ("combining.ladder_of",), instead(None), (EARLIER,)
    ),
    "what is settled case by case knows no days and no ledger": Bug(
        ("assessing.assess_claim",), _unlimited("case-by-case"), (EARLIER, M14)
    ),
    "what another policy pays is paid as often as it is asked for": Bug(
        ("assessing.assess_claim",), _unlimited("by-reference"), (EARLIER,)
    ),
    "what was settled case by case was not had": Bug(
        ("earlier.counts_as_had",),
        lambda right: lambda rules, support, other: other.is_money and right(rules, support, other),
        (EARLIER,),
    ),
    "certificates of the group count": Bug(("limits.counts",), instead(True), (M12,)),
    "a renewed certificate counts": Bug(("assessing.assess_under",), _without("unless"), (M12,)),
    # what may be had together
    "things are never the same": Bug(
        ("likeness.is_one", "earlier.is_one", "limits.is_one"),
        after(lambda one, *given: one and False),
        CORPUS_OF_BARS,
    ),
    "things are always the same": Bug(("likeness.is_one", "earlier.is_one"), instead(True), CORPUS_OF_BARS),
    "fields are not compared": Bug(("likeness._similar",), instead(True), CORPUS_OF_BARS),
    "units are not compared": Bug(("likeness._unit",), instead(True), (*CORPUS_OF_BARS, KILLERS)),
    "nothing bars anything": Bug(("assessing.assess_under",), bar(within="stacks"), CORPUS_OF_BARS),
    "whatever conflicts is lost": Bug(("assessing.assess_under",), bar(conflict="none"), CORPUS_OF_BARS),
    "whoever comes first has it": Bug(
        ("assessing.assess_under",), bar(conflict="first"), (KILLERS, *CORPUS_OF_BARS)
    ),
    "overlaps are overlooked": Bug(
        ("combining.meeting_of", "earlier.meeting_of"), instead(()), (*CORPUS_OF_BARS, M14, M16)
    ),
    "only the largest sum counts": Bug(("assessing.combine",), after(_most_alone), (M5, M12, KILLERS)),
    "sums are added whatever bars them": Bug(
        ("assessing.combine",), after(_everything), (*CORPUS_OF_BARS, KILLERS)
    ),
    "what is undetermined displaces another": Bug(("combining._displace",), _all_open, BOUNDS),
    "what is undetermined is open to the thing": Bug(("combining._find_ways",), _all_open, BOUNDS),
    "the least counts what may be refused": Bug(
        ("combining._choose_least",), _counts_what_may_be_refused, BOUNDS
    ),
    "what may be the same is the same": Bug(
        ("combining.is_one", "likeness.is_one"), after(lambda one, *given: one is not False), BOUNDS
    ),
    "what may be the same is another": Bug(
        ("combining.is_one", "likeness.is_one"), after(lambda one, *given: one is True), BOUNDS
    ),
    "what has no day takes a place of those that have": Bug(
        ("combining.find_quotas",), _undated_counts, BOUNDS
    ),
    "what has no day takes no place for certain": Bug(
        ("combining.find_quotas",), _never_counts_undated, BOUNDS
    ),
    "a grant shared by what may be refused is taken off": Bug(("counting.left_of",), _all_sure, BOUNDS),
    "what may be refused comes first": Bug(("combining.find_orders",), _in_order_of_all, BOUNDS),
    "nothing stands in for what is displaced": Bug(
        ("combining._Displaced.put",), _forgets_what_displaces, BOUNDS
    ),
    "a ceiling is shared by nobody": Bug(("combining.find_pools",), instead([]), (M5, M14, KILLERS)),
    "a number is shared by no claims": Bug(("combining.find_quotas",), instead([]), (M12,)),
    "phases have a ceiling each": Bug(
        ("assessing.assess_under",), _other_value("per", "object", "phase"), (M14,)
    ),
    "the parts of a project have a ceiling each": Bug(
        ("assessing.assess_under",), _other_value("per", "whole", "object"), (M5, M16)
    ),
    "a year's ceiling holds for all time": Bug(
        ("assessing.assess_under",),
        _other_value("per", "enterprise-year", "enterprise"),
        (M5, M16, KILLERS),
    ),
    "two spellings are two names": Bug(("things.fold_name",), lambda right: str, ("non-cumulation",)),
    "a ceiling for all time holds for a year": Bug(
        ("assessing.assess_under",),
        _other_value("per", "enterprise", "enterprise-year"),
        (M5, KILLERS),
    ),
}
