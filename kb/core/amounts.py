"""Lowering of amounts: one function for each form of amount.

An unknown value widens a sum, and nothing is guessed. Sums are whole fen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import singledispatch

from kb.core.conditions import lower_test
from kb.core.facts import Facts
from kb.core.nodes import Fen, Node, pick, some
from kb.core.rules import Rules
from kb.core.terms import (
    ANY,
    BEYOND,
    NOTHING,
    YES,
    Number,
    Range,
    Tri,
    Truth,
    asked_only,
    both,
    choose,
    conj,
    decided,
    disj,
    either,
    eq,
    floor_div,
    greatest,
    implies,
    ite,
    le,
    least,
    minus,
    neg,
    plus,
    product,
    split,
    times,
)
from kb.core.terms import lower as lesser
from kb.model.amounts import (
    Agreed,
    ByReference,
    Cap,
    CaseByCase,
    Cases,
    Counted,
    Fixed,
    Form,
    InKind,
    Instalments,
    Least,
    PerUnit,
    Product,
    Quantity,
    Scaled,
    Share,
    SharedCap,
    Tier,
    Total,
)
from kb.model.guards import Ruled
from kb.model.values import MEASURES, MONTHS, Ends, Money, Rate

HALF_UP = "half-up"
"""Rounding to the nearest fen, upwards at the midpoint. All other rounding drops fractions of a fen."""


@dataclass(frozen=True)
class Sum:
    """The lowered value of an amount.

    ``sum`` is ``None`` where the text states none. It has no meaning where it is ``unstated``: where the text
    states no sum for this claim, though it states one for others. ``refers`` says that another policy
    decides, ``due`` that within the ceiling the sum is an entitlement, ``level`` whether a tier has the
    claim's level. ``reasons`` explain the arithmetic, and one of them is shown. ``narrows`` are facts that
    would narrow the sum, each with the condition that it is unknown.
    """

    sum: Range | None
    reasons: tuple[Node, ...]
    refers: Truth = False
    due: Truth = False
    level: Node | None = None
    unstated: Truth = False
    narrows: tuple[tuple[Truth, str], ...] = ()


@dataclass(frozen=True)
class Lowering:
    """The context of lowering an amount: the rules, the facts of the claim and the
    provision of the amount.
    """

    rules: Rules
    facts: Facts
    provision: str

    def stated(self, fact: str) -> Range:
        """A sum that the case states; any sum where it is unknown."""
        known, fen = self.facts.get(fact)
        return Range(ite(known, fen, 0), fen, known)

    def waits(self, fact: str, when: Truth = True) -> tuple[Truth, str]:
        """A fact that would narrow a sum, with the condition that it is unknown."""
        return conj(when, neg(self.facts.get(fact).known)), fact


def lower_amount(amount: Form, rules: Rules, facts: Facts, provision: str) -> Sum:
    """The lowered value of an amount of ``provision`` for a claim."""
    return lower(amount, Lowering(rules, facts, provision))


def round_share(base: Number, rate: Fraction, mode: str) -> Number:
    """``rate`` of ``base`` in whole fen, rounded down (``down``) or to the nearest fen (``half-up``).

    ``half-up`` rounds upwards at the midpoint.

    >>> round_share(3_333_333_333, Fraction(3, 10), "down")
    999999999
    """
    if mode == HALF_UP:
        twice = plus(times(2 * rate.numerator, base), rate.denominator)
        return floor_div(twice, 2 * rate.denominator)
    return floor_div(times(rate.numerator, base), rate.denominator)


@singledispatch
def lower(amount: Form, at: Lowering) -> Sum:
    """The lowered value of an amount; one function is registered for each form."""
    raise TypeError(f"{at.provision}: {amount!r}")


@lower.register
def _lower_share(amount: Share, at: Lowering) -> Sum:
    return _share(amount, amount.rate, at)


@lower.register
def _lower_agreed(amount: Agreed, at: Lowering) -> Sum:
    """A share whose rate the text leaves open, or whose rate a reading takes from another clause."""
    base = _base(amount.base, amount.less, at)
    given = Range(0, base.high, base.bounded)
    free: Truth = True
    found = given
    reasons: list[Node] = []
    for borrowed in reversed(amount.borrowed):
        under = at.rules.under(borrowed.under)
        if under is False:
            continue
        lent = _share(Share(amount.base, amount.words, borrowed.rate, amount.rulings), borrowed.rate, at)
        assert lent.sum is not None
        found = choose(under, lent.sum, found)
        # The first borrowed rate whose reading holds counts.
        reasons = [_also(under, node) for node in lent.reasons] + [
            _also(neg(under), node) for node in reasons
        ]
        free = conj(free, neg(under))
    values = {
        "base": base,
        "fact": amount.base,
        "given": given,
        "less": _taken_off(amount.base, amount.less, at),
    }
    agreed = Node("agreed", YES, at.provision, amount.rate_words, amount.base, values, shown=free)
    narrows = _narrows(amount.base, amount.less, at)
    return Sum(found, tuple(n for n in (*reasons, agreed) if n.shown is not False), narrows=narrows)


@lower.register
def _lower_cap(amount: Cap, at: Lowering) -> Sum:
    """A ceiling: the ceiling itself, the cost up to it, or any sum up to it."""
    limit = amount.limit.money.fen
    provision, words = amount.limit.provision, amount.limit.text
    due = at.rules.says(amount.sum, "due")
    is_open = at.rules.says(amount.sum, "open")
    plain = Range(ite(is_open, 0, limit), limit)
    found, free = plain, True
    reasons, narrows = [], []
    for fact, when in at.rules.every(amount.cost):
        known, cost = at.facts.get(fact)
        paid = least(cost, limit)
        spent = Range(ite(known, paid, 0), ite(known, paid, limit))
        here = conj(free, when)
        free = conj(free, neg(when))
        found = choose(here, spent, found)
        values = {"cost": Fen(known, cost), "fact": fact, "given": spent, "cap": amount.limit.money}
        reasons.append(Node("cost", decided(known, True), provision, words, fact, values, shown=here))
        narrows.append(at.waits(fact, when))
    values = {"cap": amount.limit.money, "given": plain}
    reasons.append(Node("cap", YES, provision, words, "", values, shown=free))
    shown = tuple(node for node in reasons if node.shown is not False)
    return Sum(found, shown, due=due, narrows=tuple(narrows))


@lower.register
def _lower_least(amount: Least, at: Lowering) -> Sum:
    """The least of several amounts; an amount of another policy may be anything."""
    under = [at.rules.under(one.under) if isinstance(one, ByReference) else True for one in amount.parts]
    parts = [
        (when, lower(one, at)) for when, one in zip(under, amount.parts, strict=True) if when is not False
    ]
    found, there = ANY, False
    for when, part in parts:
        one = ANY if part.sum is None else part.sum
        found = choose(when, choose(there, lesser(found, one), one), found)
        there = disj(there, when)
    is_open = at.rules.says(amount.sum, "open")
    found = Range(ite(is_open, 0, found.low), found.high, found.bounded)
    told = tuple(_also(when, node) for when, part in parts for node in part.reasons)
    return Sum(
        found,
        (Node("least", YES, at.provision, values={"given": found}, parts=told),),
        refers=disj(*(conj(when, part.refers) for when, part in parts)),
        due=disj(*(part.due for _, part in parts)),
        level=_levels([part for _, part in parts]),
        narrows=_join_narrows((True, part) for _, part in parts),
    )


@lower.register
def _lower_tier(amount: Tier, at: Lowering) -> Sum:
    """A ceiling for each level; a level that the text does not name has no sum, or one that an agency
    decides.
    """
    known, level = at.facts.get(amount.by)
    is_it = [conj(known, eq(level, one.id)) for one in amount.levels]
    unnamed = conj(known, *(neg(one) for one in is_it))
    sums = [one.limit.money.fen for one in amount.levels]
    shares = at.rules.every(amount.shared_by)
    agency = [(fact, when) for fact, when in at.rules.first(amount.unless) if fact]
    left_open = disj(*(when for _, when in agency))
    silent = Range(ite(left_open, 0, min(sums)), max(sums))
    whole = choose(known, NOTHING, silent)
    for here, one in zip(is_it, sums, strict=True):
        whole = choose(here, Range(one, one), whole)
    found = whole
    for fact, when in shares:
        found = choose(when, _shared(found, fact, at), found)
    # A level that the text does not name has no sum, or an agency decides; nothing is shared.
    found = choose(unnamed, NOTHING, found)
    names = tuple(one.id for one in amount.levels)
    told_level = {"level": at.facts.say(amount.by), "levels": names}
    shared = some((when, (fact, at.facts.say(fact))) for fact, when in shares)
    told_sum = {"level": at.facts.say(amount.by), "given": found, "whole": whole, "shared": shared}
    levels, reasons = [], []
    for here, named in zip(is_it, amount.levels, strict=True):
        levels.append(Node("level", YES, at.provision, named.words, amount.by, told_level, shown=here))
        reasons.append(Node("tier", YES, at.provision, named.limit.text, amount.by, told_sum, shown=here))
    unknown = Tri(False, False)
    levels.append(Node("level", unknown, at.provision, "", amount.by, told_level, shown=neg(known)))
    reasons.append(Node("tier", unknown, at.provision, "", amount.by, told_sum, shown=neg(known)))
    refused = Node("no-level", Tri(False, True), at.provision, "", amount.by, told_level)
    strict = conj(unnamed, neg(left_open))
    levels.append(_also(strict, refused))
    reasons.append(_also(strict, refused))
    words = amount.levels[0].words if amount.levels else ""
    test = Tri(conj(known, neg(unnamed)), unnamed)
    asked = Node("tier", test, at.provision, words, amount.by, key=f"level:{amount.by}", told=tuple(levels))
    for unless, when in agency:
        # The agency's finding matters only for a known level that the text does not name.
        accepted = decided(*at.facts.get(unless))
        found_so = Tri(conj(unnamed, accepted.holds), disj(neg(unnamed), accepted.fails))
        judged = Node("judged", found_so, at.provision, words, unless, key=f"unless:{unless}")
        told = Node("judged", accepted, at.provision, words, unless)
        levels.append(Node("any", accepted, parts=(refused, told), shown=conj(unnamed, when)))
        reasons.append(Node("unstated", YES, at.provision, shown=conj(unnamed, when)))
        asked = Node(
            "any",
            either((asked.test, Tri(conj(when, found_so.holds), disj(neg(when), found_so.fails)))),
            key=f"levels:{amount.by}",
            parts=(asked, judged),
            told=tuple(levels),
        )
    return Sum(
        found,
        tuple(node for node in reasons if node.shown is not False),
        due=conj(at.rules.says(amount.sum, "due"), neg(unnamed)),
        level=replace(asked, told=tuple(node for node in levels if node.shown is not False)),
        unstated=conj(unnamed, left_open),
        narrows=(at.waits(amount.by), *(at.waits(fact, when) for fact, when in shares)),
    )


@lower.register
def _lower_fixed(amount: Fixed, at: Lowering) -> Sum:
    """The stated sum, any sum between the two stated bounds, any sum up to it, or any sum from it on."""
    stated = amount.sum_.value
    low, high = (stated.low, stated.high) if isinstance(stated, Ends) else (stated, stated)
    assert isinstance(low, Money)
    assert isinstance(high, Money)
    is_open, is_floor = at.rules.says(amount.sum, "open"), at.rules.says(amount.sum, "floor")
    found = Range(ite(is_open, 0, low.fen), high.fen, neg(is_floor))
    values = {"sum": stated, "given": found}
    node = Node("fixed", YES, amount.sum_.provision, amount.sum_.text, "", values)
    return Sum(found, (node,), due=False if amount.is_range else neg(disj(is_open, is_floor)))


@lower.register
def _lower_product(amount: Product, at: Lowering) -> Sum:
    """A sum for each unit times the numbers that a claim states, rounded down to the fen at the end."""
    counted = [_count(one, at) for one in amount.of]
    sizes = [_size(one, at) for one in amount.of]
    each = amount.each.value
    ends = (each.low, each.high) if isinstance(each, Ends) else (each, each)
    is_open, is_floor = at.rules.says(amount.sum, "open"), at.rules.says(amount.sum, "floor")
    below = 1
    for size in sizes:
        below *= size

    def worth(of_one: object, numbers: list[Number]) -> tuple[Number, int]:
        """A product before its division, and the divisor."""
        factor = of_one.of_one if isinstance(of_one, Rate) else Fraction(getattr(of_one, "fen", 0))
        found: Number = 1
        for one in numbers:
            found = product(found, one)
        return times(factor.numerator, found), factor.denominator * below

    low = worth(ends[0], [one.low for one in counted])
    high = worth(ends[1], [one.high for one in counted])
    most = floor_div(*high)
    is_bounded = conj(neg(is_floor), *(one.bounded for one in counted))
    found = Range(ite(is_open, 0, floor_div(*low)), most, is_bounded)
    known = conj(*(at.facts.get(one.fact).known for one in amount.of))
    kinds = [_kind(one, at) for one in amount.of]
    of = tuple(
        (one.fact, at.facts.say(one.fact), number, kind)
        for one, number, kind in zip(amount.of, counted, kinds, strict=True)
    )
    values = {"each": each, "of": of, "given": found, "is_whole": eq(times(high[1], most), high[0])}
    node = Node(
        "product", Tri(known, False), amount.each.provision, amount.each.text, amount.of[0].fact, values
    )
    due = False if isinstance(each, Ends) else neg(disj(is_open, is_floor))
    return Sum(found, (node,), due=due, narrows=tuple(at.waits(one.fact) for one in amount.of))


def _count(one: Counted, at: Lowering) -> Range:
    """The part of a number that counts, in whole steps; its bound applies also
    where the number is unknown.
    """
    known, value = at.facts.get(one.fact)

    def counts(number: Number) -> Number:
        if one.plus is not None:
            number = minus(number, one.plus.steps) if one.is_less else plus(number, one.plus.steps)
            number = greatest(0, number) if one.is_less else number
        if one.most is not None:
            number = least(number, one.most.steps)
        if one.over is not None:
            number = greatest(0, minus(number, one.over.steps))
        return number if one.step is None else floor_div(number, one.step.steps)

    found = counts(value)
    top = 0 if one.most is None else counts(one.most.steps)
    return Range(ite(known, found, 0), ite(known, found, top), disj(known, one.most is not None))


def _kind(one: Counted, at: Lowering) -> str:
    """The unit of the steps of a number: fen, pieces, a physical unit, or multiples of a step."""
    declared = at.facts.declared(one.fact)
    if one.step is not None or declared is None:
        return "count"
    return declared.unit or declared.type


def _size(one: Counted, at: Lowering) -> int:
    """The number of steps that make one unit in a product: 1000 for a kilowatt, 12
    months for a yearly rate.
    """
    kind = _kind(one, at)
    size = MEASURES[kind][2] if kind in MEASURES else 1
    if kind == "percent":
        size *= 100
    return size * MONTHS if one.is_yearly else size


@lower.register
def _lower_total(amount: Total, at: Lowering) -> Sum:
    """The sum of several amounts."""
    parts = [lower(one, at) for one in amount.parts]
    sums = [ANY if part.sum is None else part.sum for part in parts]
    found = Range(
        plus(*(one.low for one in sums)),
        plus(*(one.high for one in sums)),
        conj(*(one.bounded for one in sums)),
    )
    told = tuple(node for part in parts for node in part.reasons)
    return Sum(
        found,
        (Node("total", YES, at.provision, values={"given": found}, parts=told),),
        refers=disj(*(part.refers for part in parts)),
        due=conj(*(part.due for part in parts)),
        level=_levels(parts),
        narrows=_join_narrows((True, part) for part in parts),
    )


@lower.register
def _lower_cases(amount: Cases, at: Lowering) -> Sum:
    """The amount of the first case whose test holds; where several may hold, the range of their amounts."""
    ways = amount.in_turn
    tests = [lower_test(way.test, at.rules, at.facts, f"way.{n}") for n, way in enumerate(ways)]
    under = [at.rules.under(way.test.under) for way in ways]
    parts = [lower(way.amount, at) for way in ways]
    left: Truth = True
    here: list[Truth] = []
    may: list[Truth] = []
    for when, node in zip(under, tests, strict=True):
        here.append(conj(left, when, node.test.holds))
        may.append(conj(left, when, neg(node.test.fails)))
        left = conj(left, neg(conj(when, node.test.holds)))
    holds = disj(*here)
    fails = conj(*(neg(conj(w, neg(node.test.fails))) for w, node in zip(under, tests, strict=True)))
    sums = [ANY if part.sum is None else part.sum for part in parts]
    low, high = ite(holds, BEYOND, 0), 0
    for when, one in zip(may, sums, strict=True):
        low, high = least(low, ite(when, one.low, BEYOND)), greatest(high, ite(when, one.high, 0))
    bounded = conj(*(implies(when, one.bounded) for when, one in zip(may, sums, strict=True)))
    found = Range(low, high, bounded)
    reasons = []
    for way, when, node, part in zip(ways, here, tests, parts, strict=True):
        told = (node, *part.reasons)
        given = {"given": part.sum or ANY}
        reasons.append(Node("way", YES, at.provision, way.words, "", given, told, shown=when))
    none_yet = conj(neg(holds), neg(fails))
    reasons.append(
        Node("way", Tri(False, False), at.provision, "", "", {"given": found}, tuple(tests), shown=none_yet)
    )
    is_refused = amount.otherwise == "refused"
    none = Node("no-way", Tri(not is_refused, is_refused), at.provision)
    reasons.append(replace(none, parts=tuple(tests), shown=fails))
    level = None
    if is_refused:
        test = Tri(holds, fails)
        shown = replace(none, test=test, parts=tuple(tests), shown=neg(holds))
        # The condition is that one of the cases holds. No case is a condition by itself.
        parts_of = tuple(_unnamed(node) for node in tests)
        level = Node("any", test, key=f"cases:{at.provision}", parts=parts_of, told=(shown,))
    inner = _levels(
        [replace(part, level=_asked_here(when, part.level)) for when, part in zip(here, parts, strict=True)]
    )
    return Sum(
        found,
        tuple(node for node in reasons if node.shown is not False),
        refers=disj(*(conj(when, part.refers) for when, part in zip(here, parts, strict=True))),
        due=disj(*(conj(when, part.due) for when, part in zip(here, parts, strict=True))),
        level=_both_levels(level, inner),
        narrows=(
            *_waits_of(zip(may, tests, strict=True)),
            *_join_narrows(zip(may, parts, strict=True)),
        ),
    )


@lower.register
def _lower_instalments(amount: Instalments, at: Lowering) -> Sum:
    """The whole amount; each instalment is rounded down, and the last one takes the remainder."""
    whole = lower(amount.amount, at)
    given = ANY if whole.sum is None else whole.sum
    rates = [one.rate for one in amount.rates]
    sums, low, high = [], given.low, given.high
    for rate in rates[:-1]:
        one, other = (round_share(end, rate.of_one, "down") for end in (given.low, given.high))
        sums.append(Range(one, other, given.bounded))
        low, high = minus(low, one), minus(high, other)
    values = {"given": given, "rates": tuple(rates), "sums": (*sums, Range(low, high, given.bounded))}
    node = Node("instalments", YES, at.provision, amount.words, "", values, whole.reasons)
    return replace(whole, reasons=(node,))


@lower.register
def _lower_scaled(amount: Scaled, at: Lowering) -> Sum:
    """A part of what another support gives, rounded down to the fen; the standard keeps its own clause."""
    whole = lower(amount.amount, replace(at, provision=amount.provision))
    given = ANY if whole.sum is None else whole.sum
    low, high = (round_share(end, amount.factor, "down") for end in (given.low, given.high))
    found = Range(low, high, given.bounded)
    values = {"whole": given, "rate": Rate(amount.factor), "given": found}
    node = Node("scaled", YES, at.provision, amount.words, "", values, whole.reasons)
    return replace(whole, sum=found, reasons=(node,))


def _unnamed(node: Node) -> Node:
    return replace(node, key="", parts=tuple(_unnamed(part) for part in node.parts))


def _waits_of(tests: Iterable[tuple[Truth, Node]]) -> tuple[tuple[Truth, str], ...]:
    """The facts that tests wait for, each test only where it matters."""
    found = [(conj(there, when), fact) for there, node in tests for when, fact in node.waiting()]
    return tuple((when, str(fact)) for when, fact in found if when is not False)


def _levels(parts: list[Sum]) -> Node | None:
    """The conditions on a claim from all parts of some amounts."""
    nodes = tuple(part.level for part in parts if part.level is not None)
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    told = tuple(one for node in nodes for one in (node.told if node.told is not None else (node,)))
    return Node("all", both(node.test for node in nodes), key="levels", parts=nodes, told=told)


def _both_levels(one: Node | None, other: Node | None) -> Node | None:
    return _levels([Sum(None, (), level=one), Sum(None, (), level=other)])


def _asked_here(when: Truth, level: Node | None) -> Node | None:
    """The conditions on a claim, restricted to the cases in which they apply."""
    if level is None:
        return None
    told = None if level.told is None else tuple(_also(when, node) for node in level.told)
    return replace(level, test=asked_only(when, level.test), shown=conj(when, level.shown), told=told)


def _join_narrows(parts: Iterable[tuple[Truth, Sum]]) -> tuple[tuple[Truth, str], ...]:
    """The facts that would narrow one of some sums, each with its condition."""
    found: dict[str, Truth] = {}
    for there, part in parts:
        for when, fact in part.narrows:
            found[fact] = disj(found.get(fact, False), conj(there, when))
    return tuple((when, fact) for fact, when in found.items())


@lower.register
def _lower_per_unit(amount: PerUnit, at: Lowering) -> Sum:
    return lower(amount.amount, at)


@lower.register
def _lower_shared_cap(amount: SharedCap, at: Lowering) -> Sum:
    return lower(amount.cap, at)


@lower.register
def _lower_case_by_case(amount: CaseByCase, at: Lowering) -> Sum:
    return Sum(None, (Node("case-by-case", YES, at.provision, amount.words),))


@lower.register
def _lower_by_reference(amount: ByReference, at: Lowering) -> Sum:
    values = {"instrument": amount.instrument}
    return Sum(None, (Node("by-reference", YES, at.provision, amount.words, "", values),), refers=True)


@lower.register
def _lower_in_kind(amount: InKind, at: Lowering) -> Sum:
    return Sum(None, (Node("in-kind", YES, at.provision, amount.words, "", {"form": amount.kind}),))


def _share(amount: Share, rate: Quantity, at: Lowering) -> Sum:
    base = _base(amount.base, amount.less, at)
    of_one = rate.rate.of_one
    is_open = at.rules.says(amount.sum, "open")
    modes = at.rules.first(amount.rounding)
    given = NOTHING
    for mode, when in modes:
        low, high = round_share(base.low, of_one, mode), round_share(base.high, of_one, mode)
        given = choose(when, Range(ite(is_open, 0, low), high, base.bounded), given)
    values = {
        "base": base,
        "fact": amount.base,
        "rate": Rate(of_one),
        "given": given,
        "rounding": pick(*((when, mode) for mode, when in modes)),
        "less": _taken_off(amount.base, amount.less, at),
    }
    test = Tri(base.bounded, False)
    node = Node("share", test, rate.provision, amount.words, amount.base, values)
    return Sum(given, (node,), narrows=_narrows(amount.base, amount.less, at))


def _base(fact: str, less: Ruled, at: Lowering) -> Range:
    """The base: the stated sum less the deductions of a reading."""
    found = at.stated(fact)
    for fact_off, when in at.rules.every(less):
        known, off = at.facts.get(fact_off)
        left = Range(
            ite(known, greatest(0, minus(found.low, off)), 0),
            ite(known, greatest(0, minus(found.high, off)), found.high),
            found.bounded,
        )
        found = choose(when, left, found)
    return found


def _taken_off(base: str, less: Ruled, at: Lowering) -> object:
    """A base with its stated sum, then each deducted fact with its sum; empty where nothing is deducted."""
    taken = at.rules.every(less)
    anything = disj(*(when for _, when in taken))
    return some(
        (
            *(((anything, (base, at.facts.say(base))),) if taken else ()),
            *((when, (fact, at.facts.say(fact))) for fact, when in taken),
        )
    )


def _narrows(base: str, less: Ruled, at: Lowering) -> tuple[tuple[Truth, str], ...]:
    return (at.waits(base), *(at.waits(fact, when) for fact, when in at.rules.every(less)))


def _shared(found: Range, fact: str, at: Lowering) -> Range:
    """A sum divided by a number of sharers, rounded down to the fen; any sum up to it where that number is
    unknown.
    """
    known, number = at.facts.get(fact)
    is_told = conj(known, le(1, number))
    return Range(
        ite(is_told, split(found.low, number), 0),
        ite(is_told, split(found.high, number), found.high),
        found.bounded,
    )


def _also(when: Truth, node: Node) -> Node:
    return replace(node, shown=conj(when, node.shown))
