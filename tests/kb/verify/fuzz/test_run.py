"""Fuzzing: the laws hold, a planted bug is found and shrunk, and the same seed gives the same cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.core.outcomes import Assessment
from kb.core.ruleset import Ruleset, read_policy
from kb.core.terms import Range, greatest, lower
from kb.model.values import Interval, Money
from kb.model.words.errors import LANGUAGES
from kb.verify.fuzz import corrupt_files
from kb.verify.fuzz.batch import ENOUGH, MOST_FURTHER, NO_ERROR, deal, try_laws
from kb.verify.fuzz.corrupt_files import spoil, spoil_cases, spoil_policy
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.peers import Rival, try_rival
from kb.verify.fuzz.run import fuzz
from kb.verify.fuzz.settings import Run
from kb.verify.fuzz.shrinking import Failing, shrink
from kb.verify.fuzz.solver_peer import solver_rivals
from kb.verify.fuzz.years_machine import live_years
from kb.verify.invariants import LAWS
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation
from kb.verify.report.result import say_result
from kb.verify.results import Verdict
from kb.verify.sentences import say_law, sentences
from tests.conftest import TOY
from tests.kb.verify.planting import A_FEN_TOO_MUCH, instead, planted

LAW = {law.id: law for law in LAWS}


@pytest.mark.parametrize("which", ["policy", "toy"])
def test_every_law_holds_of_the_cases_tried(which: str, request: pytest.FixtureRequest) -> None:
    results = list(fuzz(request.getfixturevalue(which), Run(cases=300, seed=5)))
    assert [result.law for result in results if result.verdict is not Verdict.SAMPLED] == []
    others = {"years", "spoilt-cases"}
    laws = {law.id for law in (*LAWS, NO_ERROR)} | others
    # The toy policy states no validity, allows its supports together, ranks no levels in an overlap,
    # and has no two facts that can contradict each other.
    idle = {"outside-nothing", "splitting-is-told", "same-not-again", "levels-rise", "contradictions-noted"}
    idle = idle if which == "toy" else set()
    assert laws - idle <= {result.law for result in results} <= laws
    # Further cases are generated for rarely tried laws, and the program must answer them too.
    assert max(result.samples for result in results if result.law != NO_ERROR.id) == 300


def test_every_law_has_its_sentences() -> None:
    table = sentences("fuzz")
    others = (
        "years",
        "spoilt-cases",
        "spoilt-policy",
        "restructured-policy",
        "browser-agrees",
        "solver-agrees",
    )
    for law in (*(law.id for law in (*LAWS, NO_ERROR)), *others):
        for form in ("holds", "broken"):
            assert set(table[law][form]) == set(LANGUAGES)
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


def test_cases_of_one_measure_claim_for_its_supports(policy: Policy) -> None:
    rng, maker = Random(1), Maker(policy, "para_12")
    kinds = {claim.kind for _ in range(200) for claim in maker.case(rng).claims or ()}
    assert kinds == {support.per for support in policy.measure("para_12").supports}


def test_cases_dealt_reach_what_is_rare(policy: Policy) -> None:
    rng, maker = Random(2), Maker(policy)
    wanted = {"eligible", "candidate", "undetermined", "judgement", "case-by-case", "by-reference", "barred"}
    wanted |= {"quota", "prefers", "once", "topped-up", "split"}
    for _ in range(3000):
        found = assess_under(read_policy(policy), maker.case(rng))
        wanted -= {str(outcome.status) for outcome in found.outcomes}
        wanted -= {bar.kind for bar in found.combination.barred} | {note.kind for note in found.notes}
        if not wanted:
            break
    assert wanted == set()


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


def test_a_number_that_is_not_counted_is_found_over_the_years(policy: Policy) -> None:
    with planted({"core.limits._Lowering._quota": instead(())}):
        found = live_years(policy, Run(cases=60, measure="para_12"))
    assert found.verdict is Verdict.REFUTED
    assert found.support == "para_12__sup_2"
    assert found.case is not None
    # The fourth in a year is one too many; a longer year may need a fifth.
    assert 3 <= len(found.case.ledger or ()) <= 6


def test_a_ceiling_that_is_not_shared_is_found_over_the_years(policy: Policy) -> None:
    with planted({"core.limits._Lowering._rest": instead((None, ()))}):
        found = live_years(policy, Run(cases=60, measure="para_14"))
    assert found.verdict is Verdict.REFUTED


def test_spoilt_files_are_read_or_refused(policy: Policy) -> None:
    for found in (spoil_cases(policy, Run(cases=80)), spoil_policy(TOY, Run(cases=80))):
        assert found.verdict is Verdict.SAMPLED
        assert found.samples >= 80


def test_a_reader_that_fails_is_found_with_the_least_edit(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(policy: Policy, text: str, name: str) -> None:
        assert "{" not in text.partition("claims")[0]

    monkeypatch.setattr(corrupt_files, "read_case", read)
    found = spoil_cases(policy, Run(cases=400))
    assert found.verdict is Verdict.REFUTED
    assert "AssertionError" in found.program["zh"]
    assert "{" not in say_law(found, "zh").replace("b'{'", "")


def test_edits_do_what_they_are_called() -> None:
    data = b"abcdef"
    assert spoil(data, [("put", 2, 1, b"X")]) == b"abXcdef"
    assert spoil(data, [("cut", 2, 3, b"")]) == b"abf"
    assert spoil(data, [("flip", 0, 1, b"")]) == b"`bcdef"
    assert spoil(data, [("swap", 1, 2, b"")]) == b"adebcf"
    assert spoil(data, [("double", 1, 2, b"")]) == b"abcbcdef"
    assert spoil(data, [("end", 3, 1, b"")]) == b"abc"
    assert spoil(data, [("cut", 5, 9, b""), ("put", 99, 1, b"!")]) == spoil(b"abcde", [("put", 99, 1, b"!")])


def test_a_rival_that_departs_is_found_and_its_case_shrunk(policy: Policy) -> None:
    def differ(lot: Sequence[Failing]) -> list[str]:
        return ["another sum" if len(one.case.claims or ()) > 1 else "" for one in lot]

    found = try_rival(policy, Run(cases=200), Rival("browser-agrees", differ))
    assert found.verdict is Verdict.REFUTED
    assert found.case is not None
    assert [claim.facts for claim in found.case.claims or ()] == [{}, {}]
    assert found.program["zh"] == "another sum"
    agreeing = try_rival(policy, Run(cases=80), Rival("browser-agrees", lambda lot: [""] * len(lot)))
    assert (agreeing.verdict, agreeing.samples) == (Verdict.SAMPLED, 80)


def test_the_solver_is_a_rival_that_agrees_and_notices(policy: Policy) -> None:
    pytest.importorskip("z3")
    (rival,) = solver_rivals(policy)
    assert try_rival(policy, Run(cases=40), rival).verdict is Verdict.SAMPLED
    with planted(A_FEN_TOO_MUCH):
        found = try_rival(policy, Run(cases=40), rival)
    assert (found.law, found.verdict) == ("solver-agrees", Verdict.REFUTED)
    assert found.case is not None
    assert len(found.case.claims or ()) == 1


def test_where_the_text_states_no_sum_the_solver_is_compared_by_the_status(policy: Policy) -> None:
    pytest.importorskip("z3")
    (rival,) = solver_rivals(policy)
    facts = {"is": {"other-standard": True}, "standard-level": "local", "other-standard-counts": True}
    case = Case(date(2026, 3, 1), {}, (Claim("甲", "standard-document", facts),), ())
    assert assess_under(read_policy(policy), case).outcome("甲", "para_20__sup_1").amount is None
    assert rival.differ([Failing(case, {})]) == [""]


def test_what_an_overlap_may_let_be_had_together_is_not_had_twice(policy: Policy) -> None:
    """A footprint rule and a certificate by it, for an unstated product, may both be paid."""
    standard, certificate = Claim("甲", "standard-document", {}), Claim("乙", "certificate", {"object": "甲"})
    case = Case(date(2026, 1, 1), {}, (standard, certificate), ())
    assert assess_under(read_policy(policy), case).combination.total == Interval(0, 110_000_000)
    assert LAW["nothing-twice"](policy, case) is None
    assert LAW["nothing-twice"](policy, case, {"X2": "b"}) is None
