"""Proofs about sums: ceilings, rounding, growth with the base, the base itself, levels.

Each law is proved under every reading that affects the amount, whatever the ledger leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import product
from typing import Any

from kb.core.amounts import Sum, lower_amount, round_share
from kb.core.claim import limit_sum
from kb.core.facts import Facts, FactTerm
from kb.core.joint_limits import JointRest
from kb.core.limits import Limits, Rest
from kb.core.nodes import Node
from kb.core.ruleset import Same, read_policy
from kb.core.terms import (
    YES,
    Number,
    Range,
    Truth,
    among,
    conj,
    disj,
    eq,
    ite,
    le,
    lt,
    minus,
    neg,
    plus,
    times,
)
from kb.loading.links import quantities_in
from kb.model.amounts import Agreed, Amount, Product, Quantity, Share, Tier
from kb.model.facts import Fact
from kb.model.guards import readings_of
from kb.model.policy import Policy
from kb.model.requirements import limits_of as limits_of_test
from kb.model.together import JointLimit
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_quantity
from kb.verify.proof.encoding import encode, new_facts, solver_terms
from kb.verify.proof.session import Bench
from kb.verify.proof.solver_calls import Solver, Undecided
from kb.verify.proof.terms import number, truth
from kb.verify.results import Result, Verdict
from kb.verify.sentences import Words

_SHAPES = frozenset({"rounding", "less", "cost", "sum", "unless", "shared-by"})
"""The rulings that change an amount. The others decide what shares it."""


@dataclass(frozen=True)
class Variant:
    """An amount under some readings: its value before the ledger limits it.

    ``sum_where`` gives its value where some facts of the claim have given values.
    """

    chosen: dict[str, str]
    amount: Amount
    facts: Facts
    sum: Range
    sum_where: SumWhere


Violated = Callable[[Variant], Truth]

SumWhere = Callable[[Mapping[str, FactTerm]], Range]


def prove_sums(bench: Bench) -> Iterator[Result]:
    """The laws of the sums of one support that states one."""
    if not bench.support.is_money:
        return
    variants = list(variants_of(bench))
    yield _prove_cap(bench, variants)
    if any(isinstance(part, Share) for variant in variants for part in variant.amount.walk()):
        yield _prove_rounding(bench, variants)
    bases = {fact for variant in variants for fact in variant.amount.grows_with}
    parts = [part for variant in variants for part in variant.amount.walk() if isinstance(part, Product)]
    counted = {one.fact for part in parts for one in part.of}
    for fact in sorted(bases - counted):
        yield _prove_growth(bench, variants, fact)
        yield _prove_within(bench, variants, fact)
    for fact in sorted(counted):
        yield _prove_rise(bench, variants, fact)
    if isinstance(bench.support.amount, Tier):
        yield _prove_levels(bench, bench.support.amount)


def variants_of(bench: Bench) -> Iterator[Variant]:
    """The amount under every reading that affects it; readings with the same result are reported once."""
    policy = bench.rules.policy
    support = policy.support(bench.support.id)
    turned = sorted(_turned(support.amount))
    options = {reading.id: [option.id for option in reading.options] for reading in policy.readings}
    seen: set[tuple[int, ...]] = set()
    for choice in product(*(options[reading] for reading in turned)):
        chosen = dict(zip(turned, choice, strict=True))
        amount = support.amount.read({**bench.rules.readings, **chosen})
        facts = new_facts(bench.rules, support.per)
        found = _arrive_at(bench, amount, facts)
        # The solver treats two equal amounts as one.
        key = tuple(bench.terms.write(part).ast.value for part in found)
        if key not in seen:
            seen.add(key)
            yield Variant(chosen, amount, facts, found, partial(_sum_where, bench, amount))


def _arrive_at(bench: Bench, amount: Amount, facts: Facts) -> Range:
    found = lower_amount(amount, bench.rules.core, facts, bench.support.provision).sum
    assert found is not None
    return found


def _sum_where(bench: Bench, amount: Amount, stated: Mapping[str, FactTerm]) -> Range:
    return _arrive_at(bench, amount, new_facts(bench.rules, bench.support.per, stated))


def ceiling_of(bench: Bench, facts: Facts) -> tuple[Truth, Number] | None:
    """Whether the text sets a ceiling for the claim, and the ceiling in fen; ``None`` where it never does.

    It is the one sum that the clause itself states, independent of the rules; where the clause states several
    sums, it is the one that belongs to the level.
    """
    amount = bench.support.amount
    if amount.levels:
        named: Truth = False
        fen: Number = 0
        for level in amount.levels:
            is_it = facts.is_choice(amount.by, level.id)
            named, fen = disj(named, is_it), ite(is_it, level.limit.money.fen, fen)
        return named, fen
    limits = limits_of(bench)
    return (True, limits[0].money.fen) if len(limits) == 1 else None


def limits_of(bench: Bench) -> list[Quantity]:
    """The sums that the clause of a support states, in order, without unit amounts and without thresholds of
    facts.
    """
    policy = bench.rules.policy
    clause = policy.provision(bench.support.provision)
    other = {one.quantity for one in bench.support.amount.stated() if one.role not in ("ceiling", "due")}
    other |= {limit for one in bench.support.requirements for limit, _ in limits_of_test(one)}
    return [
        quantity
        for part in clause.smallest()
        for quantity in quantities_in(part, policy.registry)
        if quantity.unit == "money" and quantity not in other
    ]


def name_of(bench: Bench, key: str) -> dict[str, str]:
    """The name of a fact, by language."""
    facts: dict[str, Fact] = {fact.id: fact for fact in bench.rules.policy.facts_of(bench.support.per)}
    return {lang: facts[key].label(lang) for lang in LANGUAGES}


def _prove_cap(bench: Bench, variants: list[Variant]) -> Result:
    limits = limits_of(bench)
    words: dict[str, Any] = {
        "limit": {lang: _list([write_quantity(q, lang) for q in limits], lang) for lang in LANGUAGES},
        "count": str(len(variants)),
    }
    form = "levels" if len(limits) > 1 else "holds"

    def violated(variant: Variant) -> Truth:
        found = ceiling_of(bench, variant.facts)
        if found is None:
            return False
        there, ceiling = found
        return conj(there, disj(neg(variant.sum.bounded), lt(ceiling, variant.sum.high)))

    return _over_variants(bench, variants, "cap-holds", violated, words, form)


def _prove_rounding(bench: Bench, variants: list[Variant]) -> Result:
    """Rounding to the nearest changes at most half a fen; dropping the rest changes less than one fen."""
    rates = {
        q.text: q
        for v in variants
        for part in v.amount.walk()
        if isinstance(part, Share)
        for q in part.quantities()
    }

    def violated(variant: Variant) -> Truth:
        wrong: list[Truth] = []
        for part in variant.amount.walk():
            if not isinstance(part, Share):
                continue
            known, base = variant.facts.get(part.base)
            rate = part.rate.rate.of_one
            nearest = part.rounding.value == "half-up"
            paid = round_share(base, rate, "half-up" if nearest else "down")
            off = minus(times(rate.denominator, paid), times(rate.numerator, base))
            twice = times(2, off)
            is_near = conj(lt(-rate.denominator, twice), le(twice, rate.denominator))
            is_below = conj(lt(-rate.denominator, off), le(off, 0))
            wrong.append(conj(known, neg(is_near if nearest else is_below)))
        return disj(*wrong)

    words: dict[str, Any] = {
        "rate": {lang: _list([write_quantity(q, lang) for q in rates.values()], lang) for lang in LANGUAGES}
    }
    return _over_variants(bench, variants, "rounding-exact", violated, words)


def _prove_growth(bench: Bench, variants: list[Variant], fact: str) -> Result:
    """One more fen of the base never lowers the sum and raises it by at most one fen."""

    def violated(variant: Variant) -> Truth:
        base = variant.facts.stated.get(fact)
        if base is None:
            return False
        # The base is fixed as known beforehand, which simplifies the sum.
        found, more = (variant.sum_where({fact: FactTerm(True, plus(base.value, n))}) for n in (0, 1))
        falls = disj(lt(more.high, found.high), lt(more.low, found.low))
        jumps = disj(lt(plus(found.high, 1), more.high), lt(plus(found.low, 1), more.low))
        return conj(base.known, found.bounded, disj(falls, jumps))

    return _over_variants(bench, variants, "no-cliff", violated, {"base": name_of(bench, fact)})


def _prove_rise(bench: Bench, variants: list[Variant], fact: str) -> Result:
    """One more step of a factor never lowers the sum."""

    def violated(variant: Variant) -> Truth:
        number = variant.facts.stated.get(fact)
        if number is None:
            return False
        found, more = (variant.sum_where({fact: FactTerm(True, plus(number.value, n))}) for n in (0, 1))
        falls = disj(lt(more.high, found.high), lt(more.low, found.low))
        return conj(number.known, found.bounded, falls)

    return _over_variants(bench, variants, "number-rises", violated, {"number": name_of(bench, fact)})


def _prove_within(bench: Bench, variants: list[Variant], fact: str) -> Result:
    """The sum is never above its base."""

    def violated(variant: Variant) -> Truth:
        base = variant.facts.stated.get(fact)
        if base is None:
            return False
        found = variant.sum_where({fact: FactTerm(True, base.value)})
        above = disj(neg(found.bounded), lt(base.value, found.high))
        return conj(base.known, above)

    return _over_variants(bench, variants, "within-base", violated, {"base": name_of(bench, fact)})


def _prove_levels(bench: Bench, amount: Tier) -> Result:
    """Each level that the text names has exactly its own sum; a level that it does not name has none."""
    encoding = bench.encoding
    ledger_is_empty = conj(encoding.ledger.told, *(neg(entry.present) for entry in encoding.ledger.entries))
    facts, sum_ = encoding.claim, encoding.sum
    nothing_asked = conj(*(neg(facts.get(fact).known) for fact in bench.rules.asked))
    shared = amount.shared_by
    joint = [one for one in encoding.limits.joint if one.there is not False]
    wrong: list[Truth] = []
    for level in amount.levels:
        fen = level.limit.money.fen
        unlimited = conj(
            *(disj(neg(one.there), conj(one.rest.bounded, le(fen, one.rest.low))) for one in joint)
        )
        is_it = facts.is_choice(amount.by, level.id)
        whole = conj(eq(sum_.low, fen), eq(sum_.high, fen))
        is_right = conj(sum_.bounded, le(sum_.high, fen) if shared else whole)
        here = conj(is_it, ledger_is_empty, nothing_asked, unlimited)
        wrong.append(conj(here, neg(encoding.is_refused), neg(is_right)))
    known, value = facts.get(amount.by)
    declared = facts.declared(amount.by)
    choices = declared.choices if declared is not None else ()
    levels = {one.id for one in amount.levels}
    unnamed = conj(known, neg(among(value, levels)))
    agency = bool(amount.unless)
    # No sum is paid for it either way. It is refused unless an agency may decide otherwise.
    wrong.append(conj(unnamed, lt(0, sum_.high) if agency else neg(encoding.is_refused)))
    # A level that is no choice of the fact can never be stated, and so never be paid.
    wrong.append(not levels <= {choice.id for choice in choices})
    others = [choice for choice in choices if choice.id not in levels]
    words: dict[str, Any] = {
        "levels": {
            lang: _list([_pair(one.words, one.limit, lang) for one in amount.levels], lang)
            for lang in LANGUAGES
        },
        "others": {lang: _list([choice.label(lang) for choice in others], lang) for lang in LANGUAGES},
        "count": str(len(amount.levels)),
    }
    return bench.settle("levels", disj(*wrong), words, "agency" if agency else "holds")


def _over_variants(
    bench: Bench, variants: list[Variant], law: str, violated: Violated, words: Words, form: str = "holds"
) -> Result:
    wrong = [(variant, one) for variant in variants if (one := violated(variant)) is not False]
    try:
        solver = Solver(bench.terms, (one for v in variants for one in bench.terms.sane(v.facts)))
        for variant, one in wrong:
            if not limits_keep_laws(bench) or solver.is_possible(one):
                return _refute(bench, variant, law, violated, words)
    except Undecided:
        return bench.result(law, Verdict.UNDECIDED, "open", words)
    return bench.result(law, Verdict.PROVED, form, words)


def _refute(bench: Bench, variant: Variant, law: str, violated: Violated, words: Words) -> Result:
    """The case of a violation, searched for in the whole encoding under the readings that show it."""
    chosen = {key: option for key, option in variant.chosen.items() if bench.rules.readings[key] != option}
    rules = read_policy(bench.rules.policy, {**bench.chosen, **chosen})
    whole = Bench(rules, rules.by_id[bench.support.id], {**bench.chosen, **chosen})
    encoding = whole.encoding

    def sum_where(stated: Mapping[str, FactTerm]) -> Range:
        return encode(rules, whole.support, stated=stated).sum

    found = replace(variant, sum=encoding.sum, sum_where=sum_where)
    return whole.settle(law, conj(violated(found), neg(encoding.is_refused)), words)


def limits_keep_laws(bench: Bench) -> bool:
    """Whether limits lower a sum at most to the remainder, and keep the order and the distance of two sums
    one fen apart.

    This is proved for every remainder and deduction of earlier grants, every joint limit and every sum
    applied for, once for every kind of claim, so that the laws of sums need be proved of the unlimited amount
    only. A joint limit that is a share of a fact must grow no faster than that fact.
    """
    mine = [one for one in bench.rules.together.limits if one.holds_of(bench.support.id)]
    shares = [one.limit for one in mine if one.of and one.limit is not None and not one.is_number]
    grow_slowly = all(share.rate.of_one <= 1 for share in shares if share.unit == "rate")
    return grow_slowly and _limits_keep_laws(Same(bench.rules.policy), bench.support.per)


@lru_cache(maxsize=64)
def _limits_keep_laws(same: Same[Policy], kind: str) -> bool:
    rules = read_policy(same.thing)
    support, terms, facts = rules.supports[kind][0], solver_terms(rules), new_facts(rules, kind)
    rest = Range(number("rest.low"), number("rest.high"))
    off = Range(number("off.low"), number("off.high"))
    one, other = (Range(number(f"{name}.low"), number(f"{name}.high")) for name in ("one", "other"))
    # A joint limit may grow with the sum that it limits; if its fact is unknown, its lower bound is zero.
    is_known = truth("joint?")
    joint, more = (
        Range(number(f"{name}.low"), number(f"{name}.high"), is_known) for name in ("joint", "more")
    )

    def left(sum_: Range, limits: Limits) -> Range:
        return limit_sum(rules.core, support, facts, limits, Sum(sum_, ()))[0]

    ranges = (rest, off, one, other, joint, more)
    sane = [conj(le(0, limit.low), le(limit.low, limit.high)) for limit in ranges]
    sane += [_is_next(joint.low, more.low), _is_next(joint.high, more.high)]
    sane += [disj(is_known, eq(limit.low, 0)) for limit in (joint, more)]
    solver = Solver(terms, sane)
    for refers in (False, True):
        limits = Limits(off=off, rest=(True, Rest(rest)), district=(True, rest), refers=refers)
        low, high = (
            left(sum_, replace(limits, joint=(_joint_rest(limit),)))
            for sum_, limit in ((one, joint), (other, more))
        )
        falls = disj(lt(one.high, low.high), lt(one.low, low.low), neg(low.bounded), lt(rest.high, low.high))
        falls = disj(falls, conj(is_known, lt(joint.high, low.high)))
        near = conj(_is_next(one.low, other.low), _is_next(one.high, other.high))
        jumps = neg(conj(_is_next(low.low, high.low), _is_next(low.high, high.high)))
        if solver.is_possible(disj(falls, conj(near, jumps))):
            return False
    return True


def _joint_rest(rest: Range) -> JointRest:
    """The rest of any joint limit."""
    limit = JointLimit(supports=(), limit=None, of="", levels=(), provision="", words="")
    return JointRest(limit, "", True, rest, rest, "", Node("joint-used-up", YES))


def _is_next(one: Number, other: Number) -> Truth:
    return conj(le(one, other), le(other, plus(one, 1)))


def _turned(amount: Amount) -> frozenset[str]:
    """The readings that affect the unlimited amount."""
    guards = []
    for part in amount.walk():
        shaping = (one for one in part.rulings if one.name in _SHAPES and one.value != "due")
        guards += [ruling.under for ruling in shaping]
        if isinstance(part, Agreed):
            guards += [one.under for one in part.borrowed]
    return readings_of(guards)


def _pair(words: str, limit: Quantity, lang: Any) -> str:
    return (
        f"{words}{write_quantity(limit, lang)}" if lang == "zh" else f"{words} {write_quantity(limit, lang)}"
    )


def _list(names: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(names))
