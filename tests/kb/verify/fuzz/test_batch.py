"""Batches of generated cases: repeatable by their seed, and rarely tried laws get further cases."""

from __future__ import annotations

from collections import Counter
from random import Random

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.outcomes import Assessment
from kb.core.ruleset import Ruleset
from kb.core.terms import Range, greatest, lower
from kb.model.words.errors import LANGUAGES
from kb.verify.fuzz.batch import ENOUGH, MOST_FURTHER, deal, try_laws
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.settings import Run
from kb.verify.invariants import LAWS
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation
from kb.verify.report.result import say_result
from kb.verify.results import Verdict
from tests.kb.verify.laws import LAW
from tests.kb.verify.planting import planted


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


def _try(policy: Policy, run: Run, *laws: Law) -> dict[str, int]:
    return {result.law: result.samples for result in try_laws(policy, run, laws)}


def _concerned(key: str, one_in: int) -> Law:
    """A law that concerns one case in a given number, and always holds."""
    return Law(key, lambda trial: None if trial.seed % one_in == 0 else IDLE)


def _always(key: str) -> Law:
    return _concerned(key, 1)


def test_a_law_tried_too_seldom_is_dealt_further_cases_until_it_is_tried_often_enough(policy: Policy) -> None:
    tried = _try(policy, Run(cases=120, seed=2), LAW["cap-holds"], _concerned("rare", 4))
    # A law about two answers gets one case in three, and a quarter of these concern it: about ten of 120.
    assert tried["rare"] == ENOUGH
    assert tried["cap-holds"] == 120
    # About 160 further cases contain the 40 that are missing.
    assert 120 + 80 < tried["no-error"] < 120 + 320


def test_laws_of_two_answers_take_turns(policy: Policy) -> None:
    tried = Counter[str]()
    assert list(deal(policy, Run(cases=300), (LAW["cap-holds"], *map(_always, "甲乙丙丁")), tried)) == []
    # One case in three tests one of the four.
    assert [tried[law] for law in "甲乙丙丁"] == [25] * 4


def test_a_law_that_concerns_no_case_ends_after_so_many_further_cases(policy: Policy) -> None:
    tried = _try(policy, Run(cases=60, seed=2), LAW["cap-holds"], _concerned("never", 2**40))
    assert "never" not in tried
    assert tried["no-error"] == 60 * (1 + MOST_FURTHER)


def test_a_run_of_fewer_cases_than_are_enough_wants_no_more_than_it_has_cases(policy: Policy) -> None:
    tried = _try(policy, Run(cases=20, seed=2), LAW["cap-holds"], LAW["same-again"])
    assert tried["cap-holds"] == tried["same-again"] == 20
    often = _try(policy, Run(cases=20, seed=2), LAW["cap-holds"])
    assert often == {"cap-holds": 20, "no-error": 20}


def test_the_further_cases_of_a_seed_are_the_same_again(policy: Policy) -> None:
    def tried(seed: int) -> dict[str, int]:
        return _try(policy, Run(cases=60, seed=seed), LAW["cap-holds"], _concerned("rare", 3))

    assert tried(1) == tried(1) != tried(2)


def test_a_law_that_only_a_further_case_breaks_is_found_and_shrunk(policy: Policy) -> None:
    seen: list[Case] = []

    def breaks_late(trial: Trial) -> Violation | None:
        seen.append(trial.case)
        return Violation("para_5__s_2") if len(seen) > 30 else None

    laws = (LAW["cap-holds"], Law("same-again", breaks_late))
    (found,) = (result for result in try_laws(policy, Run(cases=60, seed=4), laws) if result.is_trouble)
    assert (found.law, found.verdict, found.at) == ("same-again", Verdict.REFUTED, ("para_5__s_2",))
    assert found.case is not None


def test_a_planted_fault_is_found_and_shrunk(policy: Policy) -> None:
    def greedy(one: Range, other: Range) -> Range:
        return lower(one, other)._replace(high=greatest(one.high, other.high))

    laws = [LAW["cap-holds"]]
    with planted({"core.amounts.lesser": lambda right: greedy}):
        (found,) = (result for result in try_laws(policy, Run(cases=300), laws) if result.is_trouble)
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

    results = [result for result in try_laws(policy, Run(cases=50, assess=fail), LAWS) if result.is_trouble]
    assert [result.law for result in results] == ["no-error"]
    assert results[0].case is not None
    assert len(results[0].case.claims or ()) == 2
    assert [claim.facts for claim in results[0].case.claims or ()] == [{}, {}]
