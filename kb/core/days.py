"""Days that must lie within the validity of a policy, and the periods in which units are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from kb.core.facts import Facts, Ledger
from kb.core.nodes import Node, Stated, pick
from kb.core.rules import Rules, Validity, Ways
from kb.core.terms import (
    NIL,
    Day,
    Number,
    Tri,
    Truth,
    asked_only,
    conj,
    decided,
    disj,
    either,
    eq,
    greatest,
    ite,
    le,
    lt,
    neg,
    next_year,
    year,
    year_since,
)

ANY_YEAR, YEAR_OF_VALIDITY = "any-year", "year-of-validity"
"""The periods besides the calendar year: any twelve months, and years that begin with the validity."""


def lower_dates(rules: Rules, facts: Facts, is_granted: bool) -> tuple[Node, ...]:
    """Whether the days that must lie within the validity of the policy do so."""
    validity = rules.validity
    if validity is None:
        return ()
    nodes = [_within(validity, facts, fact, when) for fact, when in validity.days]
    nodes += [_after(validity, facts, fact, when) for fact, when in validity.moved]
    if is_granted:
        nodes += [node for fact, when in validity.since for node in _since(validity, facts, fact, when)]
    return tuple(nodes)


def _within(validity: Validity, facts: Facts, fact: str, under: Truth) -> Node:
    is_open, last = not validity.last, _last_of(validity.last)
    own, is_own = Stated(False, last, "date"), False
    for deadline, when in validity.deadline:
        if deadline:
            known, day = facts.get(deadline)
            counts = disj(is_open, validity.replaces, lt(day, last))
            is_own = disj(is_own, conj(when, known, counts))
            own = facts.say(deadline)
    end = ite(is_own, own.value, last)
    known, day = facts.get(fact)
    in_time = disj(conj(is_open, neg(is_own)), le(day, end))
    test = asked_only(under, decided(known, conj(le(validity.first, day), in_time)))
    days = {"day": facts.say(fact), "first": validity.first}
    ends = {} if is_open else {"last": pick(*((when, day) for day, when in validity.last))}
    plain = Node(
        # Without an end, only a day before the first one lies outside.
        "since" if is_open else "validity", test, validity.provision, validity.words, fact, days | ends,
        shown=conj(under, neg(is_own)),
    )  # fmt: skip
    separate = Node(
        "deadline", test, validity.deadline_provision, validity.deadline_words, fact, days | {"last": own},
        shown=conj(under, is_own),
    )  # fmt: skip
    return Node(
        "validity", test, validity.provision, validity.words, fact, key=f"validity:{fact}",
        told=(plain, separate),
    )  # fmt: skip


def _after(validity: Validity, facts: Facts, fact: str, under: Truth) -> Node:
    """Whether a day does not lie before the validity, so that no earlier rules govern the claim."""
    known, day = facts.get(fact)
    values = {"day": facts.say(fact), "first": validity.first}
    return Node(
        "since",
        asked_only(under, decided(known, le(validity.first, day))),
        validity.transition_provision,
        validity.transition_words,
        fact,
        values,
        key=f"transition:{fact}",
        shown=under,
    )


def _since(validity: Validity, facts: Facts, fact: str, under: Truth) -> Iterator[Node]:
    """Whether a day does not lie before the policy, or an agency accepts the earlier day."""
    known, day = facts.get(fact)
    test = decided(known, le(validity.first, day))
    provision, words = validity.provision, validity.words
    values = {"day": facts.say(fact), "first": validity.first}
    for unless, when in validity.unless:
        asked = conj(under, when)
        since = Node("since", asked_only(asked, test), provision, words, fact, values, key=f"since:{fact}")
        if not unless:
            yield replace(since, shown=asked)
            continue
        accepted = decided(*facts.get(unless))
        # The agency's finding matters only for a day that is known to lie before the validity.
        found = Tri(accepted.holds, disj(accepted.fails, conj(neg(known), neg(accepted.holds))))
        judged = Node("judged", found, provision, words, unless, key=f"unless:{unless}")
        told = Node("judged", accepted, provision, words, unless)
        either_way = asked_only(asked, either((test, found)))
        settled = disj(test.holds, conj(neg(known), neg(accepted.holds)))
        yield Node(
            "any",
            either_way,
            key=f"early:{fact}",
            parts=(since, judged),
            told=(
                replace(since, shown=conj(asked, settled)),
                Node("any", either_way, parts=(since, told), shown=conj(asked, neg(settled))),
            ),
        )


def most_in_one_period(
    periods: Ways, first: date | None, day: Day, ledger: Ledger, counts: Callable[[Facts], tuple[Truth, Day]]
) -> Number:
    """The greatest number of earlier grants in one period around ``day``.

    ``counts`` says of a grant whether and on which day it counts; years of validity begin like ``first``.
    """
    found: Number = 0
    for period, when in periods:
        found = ite(when, _most_in(period, first, day, ledger, counts), found)
    return found


def _most_in(
    period: str, first: date | None, day: Day, ledger: Ledger, counts: Callable[[Facts], tuple[Truth, Day]]
) -> Number:
    def place(one: Day) -> Number:
        return year_since(first, one) if period == YEAR_OF_VALIDITY and first is not None else year(one)

    if period != ANY_YEAR:
        mine = place(day)

        def in_mine(entry: Facts) -> Truth:
            there, one = counts(entry)
            return conj(there, eq(place(one), mine))

        return ledger.count(in_mine)

    def held(start: Day) -> Number:
        def in_year(entry: Facts) -> Truth:
            there, one = counts(entry)
            return conj(there, le(start, one), lt(one, next_year(start)))

        return ledger.count(in_year)

    def from_start(entry: Facts) -> Number:
        there, start = counts(entry)
        return ite(conj(there, le(start, day), lt(day, next_year(start))), held(start), 0)

    # It is enough to test the twelve months that begin with one of the days, or with the day itself.
    return greatest(held(day), ledger.most(from_start))


def _last_of(ways: Ways) -> Day:
    """The last day; nothing where there is none."""
    found: Day = NIL
    for day, when in reversed(ways):
        found = ite(when, day, found)
    return found
