"""Limits over time as terms: the mirror of :mod:`kb.assess.limits`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.amounts import PerUnit
from kb.assess.limits import period_of, quota_day
from kb.assess.ruleset import Ruleset
from kb.assess.sums import base_fact, caps
from kb.facts import OBJECT
from kb.guards import rulings_for
from kb.model import Support
from kb.verify.encoding_amounts import NOTHING, Range
from kb.verify.encoding_dates import Calendar
from kb.verify.encoding_earlier import NAMES, Earlier, Ways
from kb.verify.encoding_facts import Facts
from kb.verify.encoding_requirements import Given, Ledger, Node, same
from kb.verify.encoding_terms import (
    Number,
    Tri,
    Truth,
    both,
    conj,
    count,
    decided,
    disj,
    either,
    eq,
    greatest,
    ite,
    le,
    least,
    lt,
    minus,
    neg,
    plus,
)

BEYOND = 10**17
"""More than any sum in fen that a case states."""


@dataclass(frozen=True)
class Limits:
    """What the ledger leaves, as of :class:`kb.assess.limits.Limits`.

    ``fails`` tells whether a limit is exceeded, ``waits`` and ``waits_for_agency`` whether one waits for a
    fact or for what an agency or district says.
    """

    fails: Truth = False
    waits: Truth = False
    waits_for_agency: Truth = False
    off: Range = NOTHING
    rest: Range | None = None
    district: Range | None = None
    refers: Truth = False


def encode_dates(rules: Ruleset, facts: Facts, is_granted: bool) -> tuple[Node, ...]:
    """Whether the days that must lie within the validity do so."""
    validity = rules.validity
    if validity is None:
        return ()
    first, last = validity.first.toordinal(), validity.last.toordinal()
    end: Number = last
    if validity.deadline:
        known, own = facts.get(validity.deadline)
        counts = True if validity.replaces else lt(own, last)
        end = ite(conj(known, counts), own, last)
    nodes = []
    for fact in validity.days:
        known, day = facts.get(fact)
        test = decided(known, conj(le(first, day), le(day, end)))
        nodes.append(Node("validity", test, f"validity:{fact}", validity.provision, validity.words, fact))
    for fact in validity.since if is_granted else ():
        known, day = facts.get(fact)
        test = decided(known, le(first, day))
        since = Node("since", test, f"since:{fact}", validity.provision, validity.words, fact)
        if not validity.unless:
            nodes.append(since)
            continue
        accepted = decided(*facts.get(validity.unless))
        # What the agency finds matters only of a day that is known to lie before.
        found = Tri(accepted.holds, disj(accepted.fails, conj(neg(known), neg(accepted.holds))))
        key = f"unless:{validity.unless}"
        judged = Node("judged", found, key, validity.provision, validity.words, validity.unless)
        nodes.append(Node("any", either((test, found)), key=f"early:{fact}", parts=(since, judged)))
    return tuple(nodes)


def encode_ledger(
    rules: Ruleset, support: Support, facts: Facts, ledger: Ledger, calendar: Calendar
) -> Limits:
    """What earlier grants leave of a support that money is given for."""
    earlier = Earlier(rules, support, facts, ledger, calendar)
    fails: list[Truth] = []
    waits: list[Truth] = [neg(ledger.told)]
    agency: list[Truth] = []
    refers: list[Truth] = []
    left: list[tuple[Given, Truth]] = []
    off_low: list[Number] = []
    off_high: list[Number] = []
    bounded: list[Truth] = []
    for entry in ledger.entries:
        ways = earlier.ways(entry)
        sure = {name: conj(entry.present, ways.only(name)) for name in NAMES}
        known, fen = entry.facts.get("amount")
        fails.append(sure["bars"])
        refers.append(sure["refers"])
        lacks_sum = neg(known) if support.is_money else False
        agency += (ways.waits_for_agency, sure["district"], conj(sure["ranked"], neg(lacks_sum)))
        waits.append(_waits(entry, ways, conj(disj(sure["topped-up"], sure["ranked"]), lacks_sum)))
        difference = conj(entry.present, disj(ways.found["topped-up"], ways.found["ranked"]))
        at_most = conj(difference, *(neg(ways.found[name]) for name in ("", "refers", "district")))
        off_low.append(ite(conj(at_most, known), fen, 0))
        off_high.append(ite(conj(difference, known), fen, 0))
        bounded.append(disj(neg(difference), known))
        # A grant whose difference is paid is taken off once, and not from what is left of the ceiling.
        left.append((entry, conj(entry.is_under(support.id), neg(sure["topped-up"]))))
    for test in _quota(rules, support, facts, ledger, calendar):
        fails.append(test.fails)
        waits.append(test.is_open)
    rest, used_up = _rest(support, facts, left, calendar)
    fails += (test.fails for test in used_up)
    waits += (test.is_open for test in used_up)
    told = ledger.told
    return Limits(
        fails=conj(told, disj(*fails)),
        waits=disj(waits[0], conj(told, disj(*waits[1:]))),
        waits_for_agency=conj(told, disj(*agency)),
        off=Range(
            ite(told, plus(*off_low), 0), ite(told, plus(*off_high), 0), disj(neg(told), conj(*bounded))
        ),
        rest=None if rest is None else _limit(told, rest),
        district=_district(rules, support, facts, ledger),
        refers=conj(told, disj(*refers)),
    )


def _limit(there: Truth, found: Range) -> Range:
    """A limit where it is ``there``, and one that nothing reaches elsewhere."""
    return Range(ite(there, found.low, BEYOND), found.high, conj(there, found.bounded))


def _waits(entry: Given, ways: Ways, sum_is_open: Truth) -> Truth:
    """Whether it is open what a grant does, or how much is taken off for it."""
    is_open = conj(entry.present, neg(ways.is_certain), neg(ways.does_nothing), neg(ways.waits_for_agency))
    return disj(is_open, sum_is_open)


def _quota(rules: Ruleset, support: Support, facts: Facts, ledger: Ledger, calendar: Calendar) -> list[Tri]:
    """How many units the holder had in the period."""
    amount = support.amount
    if not isinstance(amount, PerUnit):
        return []
    number = amount.count.count.number
    fact = quota_day(amount)
    unless = rulings_for(amount.rulings, "unless")
    known, day = facts.get(fact)
    counted = [counts_towards(amount, entry, support) for entry in ledger.entries]
    days = [entry.facts.get("date" if fact == "paid-on" else fact) for entry in ledger.entries]
    here = [(conj(one, term.known), term.value) for one, term in zip(counted, days, strict=True)]
    undated = count(conj(one, neg(term.known)) for one, term in zip(counted, days, strict=True))
    used = calendar.most_in_one_period(period_of(amount), day, here)
    applies = conj(le(number, count(counted)), *(neg(facts.is_true(one)) for one in unless))
    fails = conj(applies, known, le(number, used))
    is_open = conj(applies, neg(fails), disj(neg(known), le(number, plus(used, undated))))
    return [Tri(neg(disj(fails, is_open)), fails)]


def counts_towards(amount: PerUnit, entry: Given, support: Support) -> Truth:
    """Whether an earlier unit counts towards the number."""
    own = entry.is_under(support.id)
    if "group" not in rulings_for(amount.rulings, "holder"):
        own = conj(own, neg(entry.facts.is_choice("holder", "group")))
    return conj(own, *(neg(entry.facts.is_true(one)) for one in rulings_for(amount.rulings, "unless")))


def _rest(
    support: Support, facts: Facts, left: Sequence[tuple[Given, Truth]], calendar: Calendar
) -> tuple[Range | None, list[Tri]]:
    """What is left of the ceilings that earlier grants share, and whether each is used up."""
    rest: Range | None = None
    used_up = []
    for cap in caps(support.amount):
        for key in rulings_for(cap.rulings, "per"):
            one = left_of(cap.limit.money.fen, key, facts, left, calendar)
            is_empty = conj(eq(one.high, 0), eq(one.low, 0))
            used_up.append(Tri(neg(eq(one.low, 0)), is_empty))
            rest = one if rest is None else Range(least(rest.low, one.low), least(rest.high, one.high))
    return rest, used_up


def left_of(
    limit: Number, key: str, facts: Facts, left: Sequence[tuple[Given, Truth]], calendar: Calendar
) -> Range:
    """What grants, each with whether it counts, leave of a ceiling in fen that is shared by ``key``."""
    low = high = limit
    for entry, counts in left:
        shares = shares_ceiling(key, facts, entry, calendar)
        known, fen = entry.facts.get("amount")
        may = conj(counts, neg(shares.fails))
        # A sum that is not known may have used everything up.
        low = ite(may, ite(known, minus(low, fen), 0), low)
        high = ite(conj(counts, shares.holds, known), minus(high, fen), high)
    return Range(greatest(0, low), greatest(0, high))


def shares_ceiling(key: str, facts: Facts, entry: Given, calendar: Calendar) -> Tri:
    """Whether an earlier grant shares the ceiling of a claim."""
    about = same(facts, entry.facts, OBJECT)
    group = entry.facts.is_choice("holder", "group")
    match key:
        case "enterprise":
            return Tri(neg(group), group)
        case "enterprise-year":
            one, other = facts.get("applied-on"), entry.facts.get("applied-on")
            years = eq(calendar.year(one.value), calendar.year(other.value))
            found = decided(conj(one.known, other.known), years)
            return Tri(conj(neg(group), found.holds), disj(group, found.fails))
        case "whole":
            whole, name = facts.get("part-of")
            known, thing = entry.facts.get(OBJECT)
            by_whole = decided(known, eq(name, thing))
            plain = disj(neg(whole), about.holds)
            return Tri(ite(plain, about.holds, by_whole.holds), ite(plain, about.fails, by_whole.fails))
        case "phase":
            found = both((about, same(facts, entry.facts, "phase")))
            # Of another thing it is certain; of the same, the phase tells; else nothing does.
            return Tri(found.holds, disj(about.fails, conj(about.holds, found.fails)))
        case _:
            return about


def _district(rules: Ruleset, support: Support, facts: Facts, ledger: Ledger) -> Range | None:
    """What district grants for the same thing leave of its base, where that is a limit."""
    if rules.district[0] != "within-base" or not ledger.entries:
        return None
    fact = base_fact(support.amount)
    known, base = facts.get(fact) if fact else (False, 0)
    low: Number = ite(known, base, 0)
    high: Number = base
    found: list[Truth] = []
    for entry in ledger.entries:
        about = same(facts, entry.facts, OBJECT)
        own, _ = entry.facts.get("support")
        level, _ = entry.facts.get("level")
        district = entry.facts.is_choice("level", "district")
        counts = conj(entry.present, neg(own), disj(neg(level), district), neg(about.fails))
        is_told, fen = entry.facts.get("amount")
        found.append(counts)
        low = ite(counts, ite(conj(is_told, known), greatest(0, minus(low, fen)), 0), low)
        sure = conj(counts, about.holds, level, is_told)
        high = ite(sure, greatest(0, minus(high, fen)), high)
    return _limit(conj(ledger.told, disj(*found)), Range(low, high, known))
