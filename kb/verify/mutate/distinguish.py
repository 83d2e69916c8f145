"""Distinguishing: a case that a changed policy answers otherwise, or the proof that there is none.

The search covers the kept cases, the same cases under other readings, and generated cases. The proof is the
solver's: it compares every status and sum of a single claim, while the rules that several claims share must
be identical.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.outcomes import Assessment
from kb.core.ruleset import Ruleset, switches, with_supports
from kb.core.terms import Truth, conj, disj, eq, iff, neg
from kb.model.amounts import Amount, Cap, InKind
from kb.model.document import part_of
from kb.model.policy import Policy, Support
from kb.model.requirements import Earlier, leaves
from kb.model.words.errors import PolicyError
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.shrinking import Failing, shrink
from kb.verify.libraries import has_z3, z3
from kb.verify.mutate.detect import Answerer, Fate, Watch, changed_supports
from kb.verify.mutate.equivalent import choices, plain
from kb.verify.proof.encoding import Encoding, encode

MOST_DEALT = 400
"""The number of generated cases after which the search is given up."""

MOST_PROOFS = 64
"""The greatest number of combinations of readings that the solver is given. Further ones stay undecided."""


@dataclass(frozen=True)
class Apart:
    """A case that two policies answer otherwise, with its readings and the new answer."""

    case: Case
    readings: Mapping[str, str]


def tell_apart(watch: Watch, fate: Fate, seed: int = 0) -> Apart | None:
    """The smallest case found that an undetected mutant answers otherwise; ``None`` where none was found."""
    if fate.policy is None:
        return None
    answerer = Answerer(watch, fate.policy, fate.mutant)

    def differs(failing: Failing) -> bool:
        one = assess_under(watch.ruleset(failing.readings), failing.case)
        try:
            other = assess_under(answerer.ruleset(failing.readings), failing.case)
        except Exception:  # a program that fails counts as a different answer
            return True
        return gist(one) != gist(other)

    for failing in _candidates(watch, fate, seed):
        if differs(failing):
            smallest = failing
            with suppress(PolicyError):  # without the shrinking library the case stays as found
                smallest = shrink(watch.policy, failing, differs)
            return Apart(smallest.case, smallest.readings)
    return None


def gist(assessment: Assessment) -> tuple[object, ...]:
    """The essence of an answer: every status and sum, the total and the best combination."""
    outcomes = {(o.claim, o.support, o.status, o.amount, o.ceiling) for o in assessment.outcomes}
    return frozenset(outcomes), assessment.combination.total


def _candidates(watch: Watch, fate: Fate, seed: int) -> Iterator[Failing]:
    mutant = fate.mutant
    read: list[dict[str, str]] = [{}, *({reading: option} for reading, option in dict.fromkeys(mutant.under))]
    if len(mutant.under) > 1:
        read.append(dict(mutant.under))
    for kept in sorted(watch.cases, key=lambda one: not _is_near(one, mutant.support)):
        if not _is_near(kept, mutant.support):
            break
        yield from (Failing(kept.case, {**kept.readings, **more}) for more in read)
    rng = Random(seed)
    measure = mutant.part if any(one.eid == mutant.part for one in watch.policy.measures) else ""
    maker = Maker(watch.policy, part_of(mutant.support) or measure)
    for n in range(MOST_DEALT):
        yield Failing(maker.case(rng), {**maker.readings(rng), **read[n % len(read)]})


def _is_near(kept: KeptCase, support: str) -> bool:
    return not support or any(one.support == support and one.claim for one in kept.expected)


def is_proved_same(watch: Watch, fate: Fate) -> bool | None:
    """Whether the solver proves that no answer differs; ``None`` without the solver or where it gives up."""
    if fate.policy is None or not has_z3():
        return None
    changed = changed_supports(watch.policy, fate.policy)
    if changed is None or len(changed) != 1:
        return None
    mine, theirs = watch.policy.support(changed[0]), fate.policy.support(changed[0])
    turned = switches(mine) | switches(theirs)
    try:
        every = list(choices(watch.policy, turned, 20 * MOST_PROOFS))
    except OverflowError:
        return None
    asked: set[str] = set()
    for readings in every:
        rules = watch.ruleset(readings)
        other = with_supports(rules, fate.policy, changed)
        one, two = rules.by_id[changed[0]], other.by_id[changed[0]]
        if plain(watch.policy, one) == plain(watch.policy, two):
            continue
        if _shared(watch.policy, one) != _shared(watch.policy, two):
            return None
        one, two = _without_sums(watch.policy, one, two)
        question = repr((one, two))
        if question not in asked:
            asked.add(question)
            if len(asked) > MOST_PROOFS or not _is_one(rules, one, other, two):
                return None
    return True


def _without_sums(policy: Policy, one: Support, two: Support) -> tuple[Support, Support]:
    """Two supports that differ only in their requirements, with their amounts removed.

    Requirements and amounts determine the status independently. Where the requirements refuse, postpone or
    accept every claim alike in both supports, the same sum and limits follow.
    """
    differs = plain(policy, one).amount != plain(policy, two).amount
    looks_back = any(isinstance(leaf, Earlier) for ask in one.requirements for leaf in leaves(ask))
    if differs or looks_back:
        return one, two
    nothing = InKind("", "")
    return replace(one, amount=nothing), replace(two, amount=nothing)


def _is_one(rules: Ruleset, one: Support, other: Ruleset, two: Support) -> bool:
    """Whether the solver finds no claim with another status or sum."""
    solver = z3().Solver()
    solver.set("timeout", 2000)
    mine = encode(rules, one)
    theirs = encode(other, two, terms=mine.terms)
    differs = mine.write(_differs(mine, theirs))
    solver.add(*mine.sane, *theirs.sane, differs)
    return bool(solver.check() == z3().unsat)


def _differs(one: Encoding, two: Encoding) -> Truth:
    """Whether a status or sum differs."""
    statuses = (neg(iff(one.status[status], two.status[status])) for status in one.status)
    mine, theirs = one.sum, two.sum
    high = conj(mine.bounded, neg(eq(mine.high, theirs.high)))
    return disj(*statuses, neg(eq(mine.low, theirs.low)), neg(iff(mine.bounded, theirs.bounded)), high)


def _shared(policy: Policy, support: Support) -> tuple[object, ...]:
    """The rules that several claims of a support share, and the facts that group claims."""
    amount: Amount = plain(policy, support).amount
    limits = [_of_cap(cap) for cap in amount.caps]
    return support.per, type(amount), tuple(limits), amount.quota


def _of_cap(cap: Cap) -> tuple[object, ...]:
    return cap.limit, cap.per.values
