"""Bugs planted in the limits over several supports: cases worked out by hand, laws and proofs find them.

The corpus, the oracle and the proofs read the limit from the clause, so that a rule with another number is
found as well as a fault of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from kb import Policy
from kb.assess import assessment
from kb.core.ruleset import read_policy
from kb.core.terms import Range
from kb.model.together import JointLimit
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants.trial import IDLE, Trial
from kb.verify.mutate.detect import Watch, departs
from kb.verify.mutate.mutant import Mutant
from kb.verify.mutate.run import find_mutants, judge, keep_watch, say_change
from tests.conftest import TOGETHER
from tests.kb.verify.laws import LAW
from tests.kb.verify.planting import Places, after, at, before, instead, planted

pytest.importorskip("z3")

from kb.verify.proof.run import prove

RETROFITS, EVENTS = "para_1", "para_5"


@pytest.fixture(scope="module")
def watch() -> Watch:
    return keep_watch(TOGETHER, TOGETHER.parent / "corpus")


@pytest.fixture(scope="module")
def mutants(watch: Watch) -> list[Mutant]:
    return find_mutants(watch)


@dataclass(frozen=True)
class Planted:
    """A bug, the law that finds it in made cases, the law that is no longer proved, and of which measure."""

    places: Places
    law: str
    proof: str = "joint-limit"
    measure: str = RETROFITS


def _more(limit: JointLimit) -> JointLimit:
    """A limit of one grant more."""
    if limit.limit is None or not limit.is_number:
        return limit
    return replace(limit, limit=replace(limit.limit, text=f"{limit.limit.count.number + 1}项"))


def _one_more(right: Any) -> Any:
    return lambda filled, when: right(replace(filled, limit=_more(filled.limit)), when)


def _whole_fact(limit: JointLimit, *rest: Any) -> tuple[Any, ...]:
    """A limit that is the whole of its fact instead of a share of it."""
    return (replace(limit, limit=None) if limit.of else limit, *rest)


def _of_own_level(rules: Any, limit: JointLimit, entry: Any) -> tuple[Any, ...]:
    return rules, replace(limit, levels=()), entry


BUGS = {
    "what was had fills no limit": Planted(
        at(lambda right: lambda whole, *_: Range(whole, whole), "core.joint_limits.left_of"),
        "joint-limit-holds",
    ),
    "grants of other levels fill no limit": Planted(
        at(
            before(_of_own_level), "core.joint_limits.counts_towards", "assess.together.quotas.counts_towards"
        ),
        "joint-limit-holds",
    ),
    "one more may be had": Planted(
        at(_one_more, "core.joint_limits._Filled.number"), "joint-limit-holds", measure=EVENTS
    ),
    "a share is taken for the whole": Planted(
        at(before(_whole_fact), "core.joint_limits.whole_of", "assess.together.quotas.whole_of"),
        "sum-is-exact",
    ),
    "what is not known bounds at nothing": Planted(
        at(after(lambda found, *_: Range(found.low, found.high)), "core.joint_limits.whole_of"),
        "sum-is-exact",
        proof="",
    ),
    "a combination keeps to no sum": Planted(
        at(instead([]), "assess.together.quotas._joint_pools"), "joint-limit-holds", proof=""
    ),
    "a combination keeps to no number": Planted(
        at(instead([]), "assess.together.quotas._joint_numbers"), "joint-limit-holds", proof=""
    ),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_of_a_joint_limit_is_found_by_cases(watch: Watch, name: str) -> None:
    for one in watch.cases:
        watch.ruleset(one.readings)  # read without the bug, and kept
    with planted(BUGS[name].places):
        assert any(
            departs(assessment.assess_under(watch.ruleset(one.readings), one.case), one)
            for one in watch.cases
        )


def _trials(policy: Policy, measure: str) -> Iterator[Trial]:
    maker, rng = Maker(policy, measure), Random(2)
    for number in range(800):
        yield Trial(read_policy(policy, maker.readings(rng)), maker.case(rng), number)


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_of_a_joint_limit_is_found_by_its_law(together: Policy, name: str) -> None:
    law = LAW[BUGS[name].law]
    with planted(BUGS[name].places):
        wrong = (law.check(trial) for trial in _trials(together, BUGS[name].measure))
        assert any(one not in (None, IDLE) for one in wrong)


@pytest.mark.parametrize("name", [name for name, bug in BUGS.items() if bug.proof])
def test_a_bug_of_a_joint_limit_is_found_by_proof(together: Policy, name: str) -> None:
    with planted(BUGS[name].places):
        results = list(prove(together, [BUGS[name].measure]))
    assert BUGS[name].proof in {result.law for result in results if result.is_trouble}


def test_the_proofs_hold_without_a_bug(together: Policy) -> None:
    results = list(prove(together))
    assert [result.law for result in results if result.is_trouble] == []
    joint = [result for result in results if result.law == "joint-limit"]
    # Of each retrofit a number, a sum for a thing and for an enterprise, and that of all levels;
    # Of each event a number. of each event a number.
    assert len(joint) == 3 * 4 + 2
    (pairs,) = (result for result in results if result.law == "together")
    assert pairs.form == "once-stacks"


def test_a_rule_with_another_number_is_found_by_laws_and_proof(together: Policy) -> None:
    """The rule says 200万元 where the clause says 120万元."""
    limits = tuple(
        replace(one, limit=replace(one.limit, text="200万元"))
        if one.limit is not None and one.limit.unit == "money"
        else one
        for one in together.together.limits
    )
    changed = replace(together, together=replace(together.together, limits=limits))
    assert "joint-limit" in {result.law for result in prove(changed, [RETROFITS]) if result.is_trouble}
    wrong = (LAW["joint-limit-holds"].check(trial) for trial in _trials(changed, RETROFITS))
    assert any(one not in (None, IDLE) for one in wrong)


def test_every_change_of_a_joint_limit_is_noticed_or_changes_nothing(
    watch: Watch, mutants: list[Mutant]
) -> None:
    """The cap raised, a number changed, the limit dropped, its levels forgotten, its sharer changed.

    Two numbers that change places with their marks give the same sums: there the proofs read the clause.
    """
    clauses = {limit.provision for limit in watch.policy.together.limits}
    files = ("rules.xml", "text.xml")
    mine = [one for one in mutants if one.at in clauses and not one.support and one.file in files]
    assert {"number", "dropped-whole", "joint-limit-levels", "ruling"} <= {one.kind for one in mine}
    # One of each kind and clause: `tiaowen mutate` judges every one.
    for mutant in {(one.kind, one.at, one.file): one for one in mine}.values():
        found = judge(watch, mutant)
        if found.fate.is_noticed or found.why:
            continue
        assert mutant.kind == "numbers-swapped", say_change(mutant)
        assert found.fate.policy is not None
        assert any(result.is_trouble for result in prove(found.fate.policy, [RETROFITS])), say_change(mutant)
