"""Orders: the same things applied for one after another in each order, on the same days, and all at once.

The things are derived from the rules: one thing under two supports; and under one support several things of
different sizes, parts of one whole, more units than the number allows, its phases and its levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, permutations

from kb.cases.case import Case, Claim, FactValue
from kb.cases.form import asked_facts
from kb.core.ruleset import Ruleset
from kb.explain.words import Teller
from kb.model.facts import OBJECT, PART_OF, PHASE
from kb.model.policy import Policy, Support
from kb.model.requirements import Earlier, leaves
from kb.model.values import Money
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_sum
from kb.verify.abuse.schemes import Key, Script, cost_fact
from kb.verify.fuzz.generator import PLENTY, Maker
from kb.verify.invariants.trial import Said
from kb.verify.sentences import fill_in, sentences

APART = 30
"""The number of days between two applications; both fall in one calendar year."""

MOST_TURNED = 3
"""The greatest number of things of which every order is tried."""

_SHARED = frozenset({"enterprise", "enterprise-year", "whole"})
"""The kinds of ceilings that different things may share."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order of applications: its label, its cases, and which claim of each case is made under which
    support.
    """

    name: Said = field(hash=False)
    script: Script
    under: tuple[tuple[Key, ...], ...]

    @property
    def last(self) -> str:
        """The support that is applied for last; empty where there are several."""
        last = {support for _, support in self.under[-1]}
        return last.pop() if len(last) == 1 else ""


@dataclass(frozen=True, slots=True)
class Ordering:
    """All orders of the same things, under one support or two, which are given by their ids.

    ``lead`` describes the things. Where ``most`` (fen) is given, no grant is higher.
    """

    supports: tuple[str, ...]
    orders: tuple[Order, ...]
    lead: Said = field(hash=False)
    most: int = 0

    def beside(self, support: str) -> str:
        """The other support of a pair; empty where there is only one support."""
        return next((one for one in self.supports if one != support), "")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that is applied for, or several like things, and the name that the order gives it."""

    name: Said = field(hash=False)
    support: Support
    claims: tuple[Claim, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The claims of the thing, each with its support."""
        return tuple((claim.id, self.support.id) for claim in self.claims)


def find_pairs(maker: Maker) -> Iterator[Ordering]:
    """The orders of one thing under each pair of supports that fit the same kind of thing or that an overlap
    names.

    Where both supports take a share of a base, two bases are tried: one at which both ceilings bind, and one
    at the higher ceiling, where a share of the base stays below it.
    """
    for first, second, fact in _partners(maker):
        one_thing = f"同一个{Teller(maker.policy, 'zh').concept(first.per)}" if fact == OBJECT else "同一个"
        for base in _bases(first, second):
            things = []
            for one in (first, second):
                sized = {key: base for key in _sized(maker.policy, one)[:1] if base}
                claim = _claim(maker, one, maker.policy.support_name(one, "zh"), {fact: one_thing, **sized})
                name = {str(lang): f"“{maker.policy.support_name(one, lang)}”" for lang in LANGUAGES}
                things.append(Thing(name, one, (claim,)))
            if fact == OBJECT:
                told = _say(maker, "one-thing-of" if base else "one-thing", first, base or PLENTY)
            else:
                told = _say(maker, "one-name", first, fact=fact)
            yield Ordering((first.id, second.id), _orders(maker, things), told)


def find_own(maker: Maker, support: Support) -> Iterator[Ordering]:
    """The orders of several things under one support, of its phases and of its levels."""
    yield from _sizes(maker, support)
    yield from _numbers(maker, support)
    yield from _phases(maker, support)
    yield from _levels(maker, support)


def find_link(rules: Ruleset, support: Support) -> str:
    """The rule through which a grant for one thing affects another thing under the same support; empty for
    none.

    The result is ``number``, ``ceiling``, ``bar``, ``overlap`` or ``phase``. An assessment looks at earlier
    grants and at other claims in these ways only.
    """
    own, bar = rules.by_id[support.id], rules.non_cumulation
    if own.amount.quota:
        return "number"
    if any(per in _SHARED for cap in own.amount.caps for per in cap.per):
        return "ceiling"
    if bar.within != "stacks" and OBJECT not in (bar.similar, bar.unit):
        return "bar"
    if any(m.supports == {support.id} and m.same != OBJECT and m.then != "stacks" for m in rules.meetings):
        return "overlap"
    asked = (leaf for requirement in own.requirements for leaf in leaves(requirement))
    return PHASE if any(isinstance(leaf, Earlier) for leaf in asked) else ""


def goes_by_steps(support: Support) -> bool:
    """Whether one thing may be applied for again under the support: in another phase, or at another level."""
    return bool(support.amount.steps)


def _partners(maker: Maker) -> Iterator[tuple[Support, Support, str]]:
    """Each pair of supports that state a sum for the same kind of thing, with the fact that identifies the
    thing.
    """
    overlaps = [one for measure in maker.policy.measures for one in measure.overlaps]
    for one, other in combinations((support for support in maker.policy.supports if support.is_money), 2):
        if one.per == other.per:
            yield one, other, OBJECT
        for overlap in overlaps:
            if {one.id, other.id} <= set(overlap.supports) and overlap.same != OBJECT:
                yield one, other, overlap.same


def _bases(one: Support, other: Support) -> Sequence[Money | None]:
    """The bases to try where both supports take a share of one; ``None`` leaves the base unchanged."""
    limits = [cap.money for support in (one, other) for cap in support.amount.ceilings]
    if not (one.amount.summed and other.amount.summed and limits):
        return (None,)
    return (PLENTY, max(limits, key=lambda money: money.fen))


def _sizes(maker: Maker, support: Support) -> Iterator[Ordering]:
    """A big thing and a small one, separately and as parts of one whole."""
    fact = next(iter(_sized(maker.policy, support)), "")
    if not fact or not support.amount.ceilings:
        return
    small = Money(10 ** (len(str(max(cap.money.fen for cap in support.amount.ceilings))) - 1))
    kind = Teller(maker.policy, "zh").concept(support.per)
    is_asked = any(fact.id == PART_OF for fact in maker.policy.facts_of(support.per))
    for whole in ({}, {PART_OF: f"整个{kind}"}) if is_asked else ({},):
        things = [
            Thing(_words(size), support, (_claim(maker, support, f"{zh}{kind}", {fact: fen, **whole}),))
            for size, zh, fen in (("big", "大", PLENTY), ("small", "小", small))
        ]
        lead = _say(maker, "sizes", support, PLENTY, small, fact)
        yield Ordering((support.id,), _orders(maker, things), lead)


def _sized(policy: Policy, support: Support) -> tuple[str, ...]:
    """The facts that hold the base of a support, and the facts that are deducted from it."""
    return tuple(fact for fact in support.amount.summed if fact in policy.sums)


def _numbers(maker: Maker, support: Support) -> Iterator[Ordering]:
    """As many expensive units as the number allows, and as many cheap ones."""
    amount = support.amount.quota
    if amount is None:
        return
    number, cap = amount.count.count.number, max(one.money.fen for one in amount.ceilings)
    cost = cost_fact(amount)
    costly, cheap = Money(cap), Money(cap // 10)
    things = []
    for size, money in (("costly", costly), ("cheap", cheap)):
        stated = {cost: money} if cost else {}
        name = _words(size)
        claims = [_claim(maker, support, f"{name['zh']}第{n + 1}项", stated) for n in range(number)]
        things.append(Thing(name, support, tuple(claims)))
    lead = _say(maker, "numbers" if cost else "alike", support, costly, cheap, cost, number)
    yield Ordering((support.id,), _orders(maker, things), lead)


def _phases(maker: Maker, support: Support) -> Iterator[Ordering]:
    """The phases of one thing: each paid up to the ceiling, and each with an equal share of it."""
    amount = support.amount
    if not amount.phases:
        return
    told = [(phase.id, phase.words) for phase in amount.phases]
    cap = amount.caps[0].limit.money.fen
    for most in (0, cap // len(told)):
        lead = _say(maker, "phases-of" if most else "one-thing", support, Money(most))
        orders = _steps(maker, support, amount.by, told)
        if most:
            # Simultaneous claims divide the ceiling among themselves.
            orders = tuple(one for one in orders if len(one.script) > 1)
        yield Ordering((support.id,), orders, lead, most)


def _levels(maker: Maker, support: Support) -> Iterator[Ordering]:
    """One thing at each pair of its levels, and two things at these levels."""
    amount = support.amount
    kind = Teller(maker.policy, "zh").concept(support.per)
    for pair in combinations([(level.id, level.words) for level in amount.levels], 2):
        for same in ({OBJECT: f"同一个{kind}"}, {}):
            lead = _say(maker, "one-thing" if same else "two-things", support)
            yield Ordering((support.id,), _steps(maker, support, amount.by, pair, same), lead)


def _steps(
    maker: Maker,
    support: Support,
    fact: str,
    told: Sequence[tuple[str, str]],
    same: Mapping[str, FactValue] | None = None,
) -> tuple[Order, ...]:
    """The orders of the values of one fact, with the words of the values; of one thing by default."""
    kind = Teller(maker.policy, "zh").concept(support.per)
    about = {OBJECT: f"同一个{kind}"} if same is None else same
    things = []
    for value, words in told:
        named: Said = {lang: _label(maker, support, fact, value, words, lang) for lang in LANGUAGES}
        claim = _claim(maker, support, words, {fact: value, **about})
        things.append(Thing(named, support, (claim,)))
    return _orders(maker, things)


def _orders(maker: Maker, things: Sequence[Thing]) -> tuple[Order, ...]:
    """Every order of some things, and all of them at once in both sequences."""
    found = []
    # For many things, the two extreme orders represent all.
    turns = tuple(permutations(things)) if len(things) <= MOST_TURNED else (things, things[::-1])
    between = sentences("abuse")["order"]["then"]
    for turn in turns:
        script = tuple(_case(maker, things, thing.claims, n) for n, thing in enumerate(turn))
        told: Said = {lang: between[lang].join(thing.name[lang] for thing in turn) for lang in LANGUAGES}
        found.append(Order(_words("in-turn", things=told), script, tuple(thing.keys for thing in turn)))
    together = tuple(claim for thing in things for claim in thing.claims)
    keys = tuple(key for thing in things for key in thing.keys)
    for key, claims in (("at-once", together), ("at-once-back", together[::-1])):
        found.append(Order(_words(key), (_case(maker, things, claims, 0),), (keys,)))
    return tuple(found)


def _case(maker: Maker, things: Sequence[Thing], claims: Sequence[Claim], turn: int) -> Case:
    applicant: dict[str, FactValue] = {}
    for thing in reversed(things):
        applicant |= maker.applicants[thing.support.id]
    return Case(_first_day(maker) + turn * timedelta(APART), applicant, tuple(claims), ())


def _first_day(maker: Maker) -> date:
    """A day for which the achievements before it and all applications after it lie in one calendar year."""
    middle = maker.middle
    return middle if (middle + timedelta(APART)).year == middle.year else middle - timedelta(2 * APART)


def _claim(maker: Maker, support: Support, name: str, stated: Mapping[str, FactValue]) -> Claim:
    facts = asked_facts(maker.policy, support.per, {**maker.templates[support.id][0], **stated})
    first = _first_day(maker)
    days = {key: first for key, value in facts.items() if isinstance(value, date)}
    return Claim(name, support.per, facts | days)


def _label(maker: Maker, support: Support, fact: str, value: str, words: str, lang: str) -> str:
    """The name of a phase or level in the Chinese words of the text."""
    assert lang in ("zh", "en")
    teller = Teller(maker.policy, "zh" if lang == "zh" else "en", support.per)
    return teller.quote(words if lang == "zh" else teller.choice(fact, value))


def _words(key: str, **words: Said) -> Said:
    return fill_in(sentences("abuse")["order"][key], words)


def _say(
    maker: Maker,
    key: str,
    support: Support,
    sum: Money = PLENTY,
    other: Money = PLENTY,
    fact: str = "",
    number: int = 0,
) -> Said:
    """The things applied for, in words."""
    told: dict[str, str] = {}
    for lang in LANGUAGES:
        teller = Teller(maker.policy, lang, support.per)
        base = fact or next(iter(support.amount.summed), "")
        told[lang] = sentences("abuse")["order"][key][lang].format(
            kind=teller.concept(support.per),
            base=teller.fact(base) if base else "",
            sum=write_sum(sum.fen, lang),
            other=write_sum(other.fen, lang),
            number=number,
            all=2 * number,
        )
    return told
