"""Proofs about conditions: requirements, validity, reachable statuses, and conditions
that make a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kb.core.nodes import Node
from kb.core.outcomes import SETTLED, Status
from kb.core.terms import NO, YES, Day, Tri, Truth, both, conj, disj, either, eq, lt, neg
from kb.explain.outcomes import say_status
from kb.model.amounts import Tier
from kb.model.requirements import Condition, leaves
from kb.model.words.errors import LANGUAGES
from kb.model.writing import write_value
from kb.verify.proof.encoding import Encoding
from kb.verify.proof.session import Bench
from kb.verify.proof.smallest_model import find_smallest
from kb.verify.proof.solver_calls import Undecided
from kb.verify.results import Result, Verdict


def prove_conditions(bench: Bench) -> Iterator[Result]:
    """The laws of the conditions of one support."""
    yield _prove_gates(bench)
    if bench.rules.validity is not None:
        yield _prove_validity(bench)
    yield from _prove_statuses(bench)
    yield from _prove_effects(bench)


def _prove_gates(bench: Bench) -> Result:
    """A failed condition leaves no sum, and an unknown one never counts as met."""
    encoding = bench.encoding
    failed = disj(*(node.test.fails for node in encoding.gates))
    met = conj(*(node.test.holds for node in encoding.gates))
    given = disj(*_settled(encoding))
    something = conj(encoding.is_refused, disj(lt(0, encoding.sum.high), lt(0, encoding.sum.low)))
    violated = disj(conj(failed, neg(encoding.is_refused)), conj(given, neg(met)), something)
    form = "money" if bench.support.is_money else "holds"
    return bench.settle("gates", violated, {"count": str(len(encoding.leaves))}, form)


def _settled(encoding: Encoding) -> list[Truth]:
    """Whether each of the statuses holds under which nothing is asked any more."""
    return [encoding.status[one] for one in Status if one in SETTLED]


def _prove_validity(bench: Bench) -> Result:
    """Outside the validity there is no sum; on its first day, and on its last if it has one, a sum is
    possible.
    """
    validity = bench.rules.validity
    assert validity is not None
    encoding = bench.encoding
    first, last = validity.first, validity.last
    days = {"first": first} if last is None else {"first": first, "last": last}
    words: dict[str, Any] = {
        key: {lang: write_value(day, lang) for lang in LANGUAGES} for key, day in days.items()
    }
    law = "validity" if last else "beginning"
    own = encoding.facts.get(validity.deadline)
    silent = neg(own.known) if own is not None else True
    outside: list[Truth] = []
    for known, one in _days(bench):
        late = False if last is None else conj(lt(last, one), silent if validity.replaces else True)
        outside.append(conj(known, disj(lt(one, first), late)))
    result = bench.settle(
        law, conj(disj(*outside), neg(encoding.is_refused)), words, at=(validity.provision,)
    )
    if result.verdict is not Verdict.PROVED:
        return result
    given = disj(*_settled(encoding), encoding.status[Status.JUDGEMENT])
    for day in days.values():
        on_it = conj(*(conj(known, eq(one, day)) for known, one in _days(bench)))
        try:
            if not bench.allows(on_it, given):
                shut = {**words, "day": {lang: write_value(day, lang) for lang in LANGUAGES}}
                return bench.result(law, Verdict.REFUTED, "shut", shut, at=(validity.provision,))
        except Undecided:
            return bench.result(law, Verdict.UNDECIDED, "open", words, at=(validity.provision,))
    return result


def _days(bench: Bench) -> Iterator[tuple[Truth, Day]]:
    validity = bench.rules.validity
    assert validity is not None
    return (bench.encoding.claim.get(fact) for fact in validity.days)


def _prove_statuses(bench: Bench) -> Iterator[Result]:
    """Each status that the rules allow is reachable, and no other status is."""
    encoding = bench.encoding
    wanted = expected_statuses(bench)
    found = []
    for status in Status:
        try:
            comes_up = bench.allows(encoding.status[status])
        except Undecided:
            words: dict[str, Any] = {"status": {lang: say_status(status, lang) for lang in LANGUAGES}}
            yield bench.result("statuses", Verdict.UNDECIDED, "open", words)
            return
        if comes_up is not (status in wanted):
            words = {"status": {lang: say_status(status, lang) for lang in LANGUAGES}}
            if not comes_up:
                yield bench.result("statuses", Verdict.REFUTED, "never", words)
            else:
                smallest = find_smallest(bench.solver, encoding, encoding.status[status])
                assert smallest is not None
                yield replace(bench.refute("statuses", smallest, words), form="unexpected")
            return
        if comes_up:
            found.append(status)
    words = {
        "count": str(len(found)),
        "names": {
            lang: ("、" if lang == "zh" else ", ").join(say_status(one, lang) for one in found)
            for lang in LANGUAGES
        },
    }
    yield bench.result("statuses", Verdict.PROVED, "holds", words)


def expected_statuses(bench: Bench) -> frozenset[Status]:
    """The statuses that the form of a support allows."""
    support, rules = bench.support, bench.rules
    found = {Status.INELIGIBLE, Status.BARRED, Status.UNDETERMINED}
    if rules.validity is None and not support.is_paid:
        found.discard(Status.BARRED)
    judged = any(isinstance(leaf, Condition) for r in support.requirements for leaf in leaves(r))
    by_level = isinstance(support.amount, Tier) and bool(support.amount.unless)
    early = support.is_granted and rules.validity is not None and bool(rules.validity.unless)
    alone = (meeting.then for meeting in rules.meetings if meeting.supports == {support.id})
    ranked = bool(support.amount.levels) and "topped-up" in alone
    by_district = support.is_paid and rules.district[0] == "as-they-say"
    similar = support.is_paid and bool(rules.non_cumulation.judged)
    if judged or by_level or early or ranked or by_district or similar:
        found.add(Status.JUDGEMENT)
    if support.amount.references or (support.is_paid and rules.higher[0] == "replaces"):
        found.add(Status.BY_REFERENCE)
    if support.form == "case-by-case":
        found.add(Status.CASE_BY_CASE)
        return frozenset(found)
    if support.amount.references:
        return frozenset(found)
    found.add(Status.ELIGIBLE)
    if support.needed:
        found.add(Status.CANDIDATE)
    return frozenset(found)


def _prove_effects(bench: Bench) -> Iterator[Result]:
    """Each condition can decide by itself: a case fails because of it alone, and passes with it."""
    encoding = bench.encoding
    gates = list(encoding.gates)
    dead, told = [], []
    free = neg(encoding.limits.fails)
    passes_all = _passes_all(bench)
    for n, gate in enumerate(gates):
        others = conj(*(neg(node.test.fails) for m, node in enumerate(gates) if m != n))
        for leaf in gate.leaves():
            if not leaf.key or _is_said_twice(bench, leaf):
                continue
            decides = conj(neg(_with(gate, leaf, True).fails), _with(gate, leaf, False).fails)
            try:
                refuses = bench.allows(leaf.test.fails, decides, others, free)
                passes = (passes_all and gate is leaf) or bench.allows(leaf.test.holds, decides, others, free)
                if not refuses and not bench.allows(leaf.test.fails):
                    # Every choice is accepted, but one must be stated.
                    refuses = bench.allows(leaf.test.is_open, others, encoding.status[Status.UNDETERMINED])
                    told.append(leaf)
            except Undecided:
                words: dict[str, Any] = {"words": str(leaf.words) or leaf.key}
                yield bench.result("effects", Verdict.UNDECIDED, "open", words, at=(str(leaf.provision),))
                continue
            if not (refuses and passes):
                dead.append(leaf)
    for leaf in dead:
        words = {"words": str(leaf.words) or leaf.key}
        yield bench.result("effects", Verdict.REFUTED, "fails", words, at=(str(leaf.provision),))
    if not dead:
        words = {
            "count": str(len(encoding.leaves)),
            "words": "”“".join(dict.fromkeys(str(leaf.words) for leaf in told)),
        }
        yield bench.result("effects", Verdict.PROVED, "told" if told else "holds", words)


def _is_said_twice(bench: Bench, leaf: Node) -> bool:
    """Whether a day must lie within the validity in any event, and so not before it: two readings coincide
    there.
    """
    validity = bench.rules.validity
    if validity is None or set(validity.days).isdisjoint(validity.since):
        return False
    return leaf.kind == "since" or leaf.key == f"unless:{validity.unless}"


def _passes_all(bench: Bench) -> bool:
    """Whether one case meets every condition; it then serves for all proofs that a condition can hold."""
    try:
        return bench.allows(
            *(gate.test.holds for gate in bench.encoding.gates), neg(bench.encoding.limits.fails)
        )
    except Undecided:
        return False


def _with(node: Node, leaf: Node, holds: bool) -> Tri:
    """The test of a node where one of its leaves has the given value."""
    if node is leaf:
        return YES if holds else NO
    if not node.parts:
        return node.test
    join = either if node.kind in ("any", "one-subject") else both
    return join(_with(part, leaf, holds) for part in node.parts)
