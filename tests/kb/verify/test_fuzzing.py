"""Fuzzing: the laws hold, a planted fault is found and shrunk, and the same seed tries the same."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from kb import Policy
from kb.assess import sums
from kb.assess.assessing import assess_under
from kb.assess.cases import Case, Claim
from kb.assess.outcomes import Assessment
from kb.assess.ruleset import Ruleset, read_policy
from kb.errors import LANGUAGES
from kb.terms import Interval, Money
from kb.verify.fuzzing import NO_ERROR, Run, deal, fuzz
from kb.verify.generating import Maker
from kb.verify.laws import LAWS, find_law
from kb.verify.shrinking import Failing, shrink
from kb.verify.telling import say_result, sentences
from kb.verify.verdicts import Verdict


@pytest.mark.parametrize("which", ["policy", "toy"])
def test_every_law_holds_of_the_cases_tried(which: str, request: pytest.FixtureRequest) -> None:
    results = list(fuzz(request.getfixturevalue(which), Run(cases=300, seed=5)))
    assert [result.law for result in results if result.verdict is not Verdict.SAMPLED] == []
    assert {result.law for result in results} == {law.id for law in (*LAWS, NO_ERROR)}
    assert max(result.samples for result in results) == 300


def test_every_law_has_its_sentences() -> None:
    table = sentences("fuzz")
    for law in (*LAWS, NO_ERROR):
        for form in ("holds", "broken"):
            assert set(table[law.id][form]) == set(LANGUAGES)
    assert len({law.id for law in LAWS}) == len(LAWS)


def test_the_same_seed_tries_the_same_cases(policy: Policy) -> None:
    maker = Maker(policy)
    assert [maker.case(Random(3)) for _ in range(2)] == [maker.case(Random(3))] * 2

    def tried(seed: int) -> list[Case]:
        seen: list[Case] = []

        def watch(rules: Ruleset, case: Case) -> Assessment:
            seen.append(case)
            return assess_under(rules, case)

        list(deal(policy, Run(cases=20, seed=seed, assess=watch), LAWS, Counter()))
        return seen

    assert tried(1) == tried(1) != tried(2)


def test_cases_of_one_measure_claim_for_its_supports(policy: Policy) -> None:
    luck, maker = Random(1), Maker(policy, "para_12")
    kinds = {claim.kind for _ in range(200) for claim in maker.case(luck).claims or ()}
    assert kinds == {support.per for support in policy.measure("para_12").supports}


def test_cases_dealt_reach_what_is_rare(policy: Policy) -> None:
    luck, maker = Random(2), Maker(policy)
    wanted = {"eligible", "candidate", "undetermined", "judgement", "case-by-case", "by-reference", "barred"}
    wanted |= {"quota", "prefers", "once", "topped-up", "split"}
    for _ in range(1500):
        found = assess_under(read_policy(policy), maker.case(luck))
        wanted -= {str(outcome.status) for outcome in found.outcomes}
        wanted -= {bar.kind for bar in found.combination.barred} | {note.kind for note in found.notes}
        if not wanted:
            break
    assert wanted == set()


def test_a_planted_fault_is_found_and_shrunk(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(intervals: list[Interval]) -> Interval:
        highs = [interval.high for interval in intervals if interval.high is not None]
        return Interval(min(interval.low for interval in intervals), max(highs) if highs else None)

    monkeypatch.setattr(sums, "_lowest", greedy)
    (found,) = (r for r in fuzz(policy, Run(cases=300), [find_law("cap-holds")]) if r.is_trouble)
    assert found.law == "cap-holds"
    assert found.case is not None
    (claim,) = found.case.claims or ()
    assert found.case.ledger in ((), None)
    assert len(claim.facts) <= 2
    assert found.readings == {}
    for lang in LANGUAGES:
        assert found.support.split("__")[0] in "\n".join(say_result(policy, found, lang))


def test_a_program_that_fails_is_found(policy: Policy) -> None:
    def fail(rules: Ruleset, case: Case) -> Assessment:
        if len(case.claims or ()) > 1:
            raise ZeroDivisionError
        return assess_under(rules, case)

    results = [result for result in fuzz(policy, Run(cases=50, assess=fail)) if result.is_trouble]
    assert [result.law for result in results] == ["no-error"]
    assert results[0].case is not None
    assert len(results[0].case.claims or ()) == 2
    assert [claim.facts for claim in results[0].case.claims or ()] == [{}, {}]


def test_what_does_not_fail_again_is_given_back_as_it_is(policy: Policy) -> None:
    failing = Failing(Case(read_policy(policy).validity.first, {}, (), ()), {"G1": "b"})  # type: ignore[union-attr]
    assert shrink(policy, failing, lambda one: False, most=5) == failing


def test_a_law_is_put_to_a_case_by_calling_it(policy: Policy) -> None:
    facts = {"is": {"data-centre": True}, "verified-total-investment": Money.yuan(50_000_000)}
    first = read_policy(policy).validity.first  # type: ignore[union-attr]
    case = Case(first, {}, (Claim("机房", "project", facts),), ())
    for law in LAWS:
        assert law(policy, case) is None, law.id
        assert law(policy, case, {"G1": "b", "M9b": "b"}, seed=7) is None, law.id
