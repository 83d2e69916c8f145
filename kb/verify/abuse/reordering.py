"""Reordering: whether the order of the applications changes how much they bring.

Every order is tried on the same days, and all at once, under the default readings and under every other
option that affects it. Where no rule links an earlier grant to another thing, the result is reported as
proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.ruleset import Ruleset, read_policy
from kb.explain.words import Teller
from kb.model.policy import Policy, Support
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_sum
from kb.verify.abuse.description import (
    COMMAND,
    LEAST_GAIN,
    Option,
    group_options,
    options_for,
    say_name,
    say_options,
    say_part,
    say_support,
    say_text,
    trim,
)
from kb.verify.abuse.orders import Order, Ordering, find_link, find_own, find_pairs, goes_by_steps
from kb.verify.abuse.schemes import bring, paid_parts
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants.trial import Said
from kb.verify.results import Result, Verdict
from kb.verify.sentences import fill_in, name_sum, sentences


@dataclass(frozen=True, slots=True)
class Brought:
    """The total of an order, in fen, and its last case with the ledger at that time."""

    order: Order
    fen: int
    case: Case = field(hash=False)


@dataclass(frozen=True, slots=True)
class Spread:
    """The totals of all orders of some things, the best order first."""

    ordering: Ordering
    brought: tuple[Brought, ...]

    @property
    def apart(self) -> int:
        """How much more the best order brings than the worst, in fen; 0 where the difference is at most a
        rounding error.
        """
        apart = self.brought[0].fen - self.brought[-1].fen
        return apart if apart >= LEAST_GAIN else 0

    @property
    def gist(self) -> tuple[object, ...]:
        """The properties that two findings share if they are reported as one."""
        told = tuple((one.order.name["zh"], one.fen) for one in self.brought)
        return (self.ordering.supports, self.ordering.lead["zh"], told)


class Reordering:
    """Tries the orders for the supports of one policy; a pair of supports is computed once
    for both of them.
    """

    def __init__(self, maker: Maker) -> None:
        self._policy, self._maker = maker.policy, maker
        self._spreads: dict[tuple[int, tuple[Option, ...]], Spread] = {}

    def try_support(self, support: Support) -> Iterator[Result]:
        """The effect of the order: with each other support for the same thing, and among several things under
        the support.
        """
        yield from self._try(support, "reorder", [one for one in self._pairs if support.id in one.supports])
        yield from self._try(support, "reorder-own", self._own[support.id])

    @cached_property
    def _pairs(self) -> tuple[Ordering, ...]:
        return tuple(find_pairs(self._maker))

    @cached_property
    def _own(self) -> dict[str, tuple[Ordering, ...]]:
        return {one.id: tuple(find_own(self._maker, one)) for one in self._policy.supports if one.is_money}

    def _try(self, support: Support, law: str, orderings: Sequence[Ordering]) -> Iterator[Result]:
        policy = self._policy
        about = dict.fromkeys((support.id, *(key for one in orderings for key in one.supports)))
        options = options_for(policy, [policy.support(key) for key in about])
        if law == "reorder-own" and not goes_by_steps(support):
            every = (read_policy(policy), *(read_policy(policy, dict([option])) for option in options))
            if not any(find_link(rules, support) for rules in every):
                yield _tell_plainly(policy, law, support, Verdict.PROVED, "apart", len(options))
                return
        if not orderings:
            return
        found = self._widest(orderings)
        under = {option: self._widest(orderings, option) for option in options}
        if found.apart:
            deciding = [option for option, one in under.items() if not one.apart]
            yield self._tell(support, law, found, (), deciding, orderings)
            return
        alike = group_options({option: one.gist if one.apart else None for option, one in under.items()})
        for same in alike:
            yield self._tell(support, law, under[same[0]], same, (), orderings)
        if not alike:
            tried = sum(len(one.orders) for one in orderings) * (1 + len(options))
            yield _tell_plainly(policy, law, support, Verdict.SAMPLED, "nothing", tried)

    def _widest(self, orderings: Sequence[Ordering], *under: Option) -> Spread:
        """The orders that differ most, by default or under an option; the first of equals."""
        return max((self._spread(one, *under) for one in orderings), key=lambda one: one.apart)

    def _spread(self, ordering: Ordering, *under: Option) -> Spread:
        # The orderings stay alive as long as this object, so that their ids stay unique.
        key = (id(ordering), under)
        if key not in self._spreads:
            self._spreads[key] = spread(read_policy(self._policy, dict(under)), ordering)
        return self._spreads[key]

    def _tell(
        self,
        support: Support,
        law: str,
        found: Spread,
        under: Sequence[Option],
        deciding: Sequence[Option],
        orderings: Sequence[Ordering],
    ) -> Result:
        """The finding by default or under any one of some options, with the case of the worst order."""
        policy, worst = self._policy, found.brought[-1]
        other = found.ordering.beside(support.id)
        words: dict[str, str | Said] = {
            "support": say_support(policy, support),
            "lead": found.ordering.lead,
            "orders": _say_orders(found),
            "gain": name_sum(found.apart),
            "reading": say_options(policy, under),
            "deciding": say_part("settling", options=say_options(policy, deciding)) if deciding else "",
            "also": self._say_others(support, other, orderings, under[:1]),
        }
        rules = read_policy(policy, dict(under[:1]))
        clauses = (support.provision, policy.support(other).provision if other else support.provision)
        return Result(
            COMMAND,
            law,
            Verdict.REFUTED,
            "under" if under else "more",
            tuple(dict.fromkeys(clauses)),
            words,
            "policy",
            support.id,
            _shorten(rules, worst.case),
            dict(under[:1]),
            _say_worst(rules, worst),
            say_text(policy, law, support),
            options=(*under, *deciding),
            shown=worst.order.last,
        )

    def _say_others(
        self, support: Support, told: str, orderings: Sequence[Ordering], under: Sequence[Option]
    ) -> Said | str:
        """The other supports with which the order matters too, each with the difference."""
        apart: dict[str, int] = {}
        for one in orderings:
            other = one.beside(support.id)
            apart[other] = max(apart.get(other, 0), self._spread(one, *under).apart)
        others = [
            (self._policy.support(key), fen) for key, fen in apart.items() if fen and key not in ("", told)
        ]
        if not others:
            return ""
        words = sentences(COMMAND)["order"]
        names = [(say_name(self._policy, one), fen) for one, fen in others]
        listed: Said = {
            lang: words["and"][lang].join(
                words["with"][lang].format(support=name[lang], sum=write_sum(fen, lang))
                for name, fen in names
            )
            for lang in LANGUAGES
        }
        return say_part("also", others=listed)


def spread(rules: Ruleset, ordering: Ordering) -> Spread:
    """The totals of all orders under one ruleset."""
    tried = ((one, bring(rules, one.script, most=ordering.most, under=one.under)) for one in ordering.orders)
    brought = [Brought(one, *found) for one, found in tried]
    # Another way to write the same application is only reported where it matters.
    once = [one for one in brought if len(one.order.script) == 1]
    told = [one for one in brought if one not in once[1:] or one.fen != once[0].fen]
    return Spread(ordering, tuple(sorted(told, key=lambda one: -one.fen)))


def _tell_plainly(
    policy: Policy, law: str, support: Support, verdict: Verdict, form: str, count: int
) -> Result:
    """The result where the order does not matter: proved, or tried a number of times."""
    kind: Said = {lang: Teller(policy, lang).concept(support.per) for lang in LANGUAGES}
    words: dict[str, str | Said] = {
        "support": say_support(policy, support),
        "count": str(count),
        "kind": kind,
    }
    samples = count if verdict is Verdict.SAMPLED else 0
    clause = (support.provision,)
    return Result(COMMAND, law, verdict, form, clause, words, "policy", support.id, samples=samples)


def _say_orders(found: Spread) -> Said:
    """The orders with their totals, the best first; orders with equal totals are named together."""
    by_sum: dict[int, list[Order]] = {}
    for one in found.brought:
        by_sum.setdefault(one.fen, []).append(one.order)
    told = sentences(COMMAND)["order"]
    said: dict[str, str] = {}
    for lang in LANGUAGES:
        parts = []
        for n, (fen, orders) in enumerate(by_sum.items()):
            names = told["or"][lang].join(order.name[lang] for order in orders)
            form = "least" if n else "most"
            parts.append(told[form][lang].format(orders=names, sum=write_sum(fen, lang)))
        said[lang] = told["between"][lang].join(parts)
    return said


def _say_worst(rules: Ruleset, worst: Brought) -> Said:
    """The case of the worst order, and its total if nothing had been granted before."""
    case = worst.case
    fresh = Case(case.date, case.applicant, case.claims, ())
    now, then = (
        sum(part.amount.high or 0 for part in paid_parts(assess_under(rules, one))) for one in (case, fresh)
    )
    form = "worst-late" if case.ledger else "worst-none" if len(worst.order.script) > 1 else "worst-once"
    told = sentences(COMMAND)["order"][form]
    return fill_in(told, {"now": name_sum(now), "fresh": name_sum(then)})


def _shorten(rules: Ruleset, case: Case) -> Case:
    """The case without the facts that affect neither its total nor the total without earlier grants."""

    def gist(one: Case) -> tuple[object, ...]:
        found = [
            assess_under(rules, Case(one.date, one.applicant, one.claims, had)) for had in (one.ledger, ())
        ]
        told = [(o.claim, o.support, o.status, o.amount) for f in found for o in f.outcomes if o.claim]
        return (*told, *(tuple(paid_parts(one)) for one in found))

    return trim(rules, case, gist)
