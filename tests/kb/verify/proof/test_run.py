"""Proofs over the real policy, and over copies of it with a fault: what is proved, refuted and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.core.terms import iff, neg
from kb.model.amounts import Cap, Least
from kb.model.policy import Support
from kb.model.requirements import AllOf, AnyOf, Requirement, When
from kb.model.values import Interval, Money
from kb.verify.casebook.folder import keep
from kb.verify.casebook.reading import load_kept
from kb.verify.casebook.replay import replay_case
from kb.verify.proof.encoding import encode, name_parts
from kb.verify.proof.run import prove, sum_up
from kb.verify.proof.smallest_model import count_facts
from kb.verify.proof.solver_calls import Solver
from kb.verify.report.result import say_result
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law

pytest.importorskip("z3")

MOST_FACTS = 6
WAN = 1_000_000
"""Ten thousand yuan in fen."""


@pytest.fixture(scope="session")
def results(policy: Policy) -> tuple[Result, ...]:
    return tuple(prove(policy))


def _with(policy: Policy, support: str, change: Callable[[Support], Support]) -> Policy:
    """A copy of the policy with one support changed."""
    measures = tuple(
        replace(m, supports=tuple(change(s) if s.id == support else s for s in m.supports))
        for m in policy.measures
    )
    return replace(policy, measures=measures)


def _found(results: tuple[Result, ...], law: str) -> Result:
    (one,) = (result for result in results if result.law == law)
    return one


def _refuted(policy: Policy, measure: str, law: str) -> Result:
    found = [r for r in prove(policy, (measure,)) if r.law == law and r.verdict is Verdict.REFUTED]
    assert found, "nobody noticed"
    return found[0]


def test_no_law_is_left_open_and_none_is_refuted_by_a_fault(results: tuple[Result, ...]) -> None:
    assert not [result for result in results if result.is_trouble]


def test_every_support_is_proved_and_every_ceiling(policy: Policy, results: tuple[Result, ...]) -> None:
    proved = {(r.law, r.support) for r in results if r.verdict is Verdict.PROVED}
    for support in policy.supports:
        for law in ("gates", "validity", "statuses", "effects"):
            assert (law, support.id) in proved
        assert (("cap-holds", support.id) in proved) is support.is_money


def test_every_result_has_a_sentence_in_both_languages(policy: Policy, results: tuple[Result, ...]) -> None:
    for result in (*results, *sum_up(results)):
        for lang in ("zh", "en"):
            assert "{" not in say_law(result, lang)  # type: ignore[arg-type]
            assert all(say_result(policy, result, lang))  # type: ignore[arg-type]


def test_one_measure_can_be_proved_alone(policy: Policy) -> None:
    found = list(prove(policy, ("para_20",)))
    assert {r.support for r in found if r.support} == {"para_20__sup_1", "para_20__sup_2"}


def test_what_is_proved_of_many_supports_is_told_once(results: tuple[Result, ...]) -> None:
    told = [result for result in sum_up(results) if result.form == "all"]
    assert len({result.law for result in told}) == len(told) >= 10


def test_support_can_exceed_the_investment_where_a_reading_lets_it_stack(
    policy: Policy, results: tuple[Result, ...], tmp_path: Path
) -> None:
    result = _found(results, "stacking")
    assert result.about == "policy"
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    (claim,) = result.case.claims or ()
    cost = claim.facts["verified-total-investment"]
    assert isinstance(cost, Money)
    paid = assess(policy, result.case, readings=result.readings).combination.total.high
    plain = assess(policy, result.case).combination.total.high
    assert plain is not None
    assert paid is not None
    assert plain <= cost.fen < paid
    # The kept case shows both supports, and their total.
    kept = load_kept(policy, tmp_path / f"{keep(policy, result, tmp_path)}.yaml")
    assert len({one.support for one in kept.expected if one.support}) == 2
    (total,) = (one.amount for one in kept.expected if one.status is None)
    assert total is not None
    assert total.high == paid


def test_splitting_a_project_doubles_the_ceiling(policy: Policy, results: tuple[Result, ...]) -> None:
    result = _found(results, "splitting")
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    claims = result.case.claims or ()
    assert len(claims) == 2
    # “最高1000万元” for each of the two.
    assert assess(policy, result.case).combination.total.high == 2 * 1000 * WAN
    joined = Money(sum(c.facts["verified-total-investment"].fen for c in claims))  # type: ignore[union-attr]
    whole = Claim("甲", claims[0].kind, {**claims[0].facts, "verified-total-investment": joined})
    alone = Case(result.case.date, {}, (whole,), ())
    assert assess(policy, alone).combination.total.high == 1000 * WAN
    told = assess(policy, result.case, readings={"G18": "b"}).combination.total.high
    assert told is not None
    assert told <= 1000 * WAN


def test_five_years_of_validity_are_six_calendar_years_of_certificates(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    result = _found(results, "periods")
    # 2024, 2025, 2026, 2027, 2028, 2029, three in each, where five years were meant.
    assert [result.words[key] for key in ("periods", "all", "meant", "had")] == ["6", "18", "15", "15"]
    assert result.case is not None
    had, (claim,) = result.case.ledger or (), result.case.claims or ()
    # “每年受资助不超过3张证书”, and the last day of the validity is in its sixth calendar year.
    years = Counter(grant.facts["applied-on"].year for grant in had)  # type: ignore[union-attr]
    assert years == dict.fromkeys(range(2024, 2029), 3)
    assert assess(policy, result.case).outcome(claim.id, result.support).status is Status.ELIGIBLE
    fourth = replace(claim, facts={**claim.facts, "applied-on": date(2028, 12, 31)})
    in_time = replace(result.case, claims=(fourth,))
    assert assess(policy, in_time).outcome(claim.id, result.support).status is Status.BARRED


def test_a_grant_of_another_level_can_bring_more_than_the_thing_cost(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    result = _found(results, "other-levels")
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    (claim,), (grant,) = result.case.claims or (), result.case.ledger or ()
    cost, had = claim.facts["verified-total-investment"], grant.facts["amount"]
    assert isinstance(cost, Money)
    assert isinstance(had, Money)
    assert grant.facts["level"] != "city"
    paid = assess(policy, result.case).combination.total.high
    assert paid is not None
    assert had.fen <= cost.fen < had.fen + paid


def test_levels_are_steps_and_told_as_such(results: tuple[Result, ...]) -> None:
    words = _found(results, "steps").words["steps"]
    assert not isinstance(words, str)
    # 100万、50万、30万、10万元.
    assert [words["zh"].count(one) for one in ("差50万元", "差20万元")] == [1, 2]
    assert words["en"].startswith("international standard and national standard: 500,000 yuan")


def test_the_greatest_step_is_shown_by_two_claims_that_differ_in_their_level_alone(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    result = _found(results, "steps")
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    one, other = result.case.claims or ()
    assert {**one.facts, "standard-level": ""} == {**other.facts, "standard-level": ""}
    assessed = assess(policy, result.case)
    sums = [assessed.outcome(claim.id, result.support).amount for claim in (one, other)]
    # “国际标准、国家标准……分别给予最高不超过100万、50万”.
    assert sums == [Interval(fen, fen) for fen in (100 * WAN, 50 * WAN)]


def test_every_finding_about_the_policy_has_a_case_that_a_command_shows_again(
    policy: Policy, results: tuple[Result, ...], tmp_path: Path
) -> None:
    findings = [result for result in results if result.about == "policy"]
    assert len(findings) == 5
    for result in findings:
        assert result.at
        for said in (result.program, result.text):
            assert set(said) == {"zh", "en"}
            assert not [one for one in said.values() if "{" in one or not one.endswith(("。", "."))]
        key = keep(policy, result, tmp_path)
        kept = load_kept(policy, tmp_path / f"{key}.yaml")
        assert kept.expected
        assert replay_case(policy, kept).agrees


def test_a_finding_has_the_same_case_whatever_else_is_proved(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    findings = [result for result in results if result.about == "policy"]
    for result in findings:
        measure = policy.support(result.support).measure
        alone = tuple(prove(policy, (measure,)))
        assert _found(alone, result.law).case == result.case


def test_the_readings_of_a_finding_are_told_in_words(policy: Policy, results: tuple[Result, ...]) -> None:
    assert "G18=b（“不行，属于滥用，按一个项目算”）" in say_law(_found(results, "splitting"), "zh")
    assert "G1=c（“这些措施之间没有限制" in say_law(_found(results, "stacking"), "zh")


def test_a_finding_names_the_other_supports_only_where_there_are_any(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    told = say_law(_found(results, "splitting"), "zh")
    assert told.count("措施5“基础设施节能降碳项目资助”") == 1
    assert "这样的支持还有：措施9" in told
    assert "这样的支持" not in say_law(_found(tuple(prove(policy, ("para_5",))), "splitting"), "zh")


def _without_cap(support: Support) -> Support:
    assert isinstance(support.amount, Least)
    parts = tuple(part for part in support.amount.parts if not isinstance(part, Cap))
    return replace(support, amount=replace(support.amount, parts=parts))


def test_a_ceiling_left_out_of_the_rules_is_found_by_what_the_text_says(policy: Policy) -> None:
    broken = _with(policy, "para_5__sup_1", _without_cap)
    result = _refuted(broken, "para_5", "cap-holds")
    assert result.about == "rules"
    assert result.case is not None
    assert count_facts(result.case) <= MOST_FACTS
    claim = (result.case.claims or ())[0]
    outcome = assess(broken, result.case).outcome(claim.id, "para_5__sup_1")
    assert outcome.amount is not None
    assert outcome.amount.high is None or outcome.amount.high > 1000 * WAN


def _asking(*asked: Requirement) -> Callable[[Support], Support]:
    return lambda support: replace(support, requirements=(*support.requirements, *asked))


def _when(support: str, policy: Policy, *values: str) -> When:
    return When("battery-kind", values, policy.support(support).provision, "新能源汽车")


def test_conditions_that_contradict_one_another_leave_a_status_without_a_case(policy: Policy) -> None:
    sid = "para_10__sup_2"
    asked = _asking(_when(sid, policy, "vehicle"), _when(sid, policy, "storage"))
    result = _refuted(_with(policy, sid, asked), "para_10", "statuses")
    assert result.form == "never"


def test_a_condition_that_never_matters_is_found(policy: Policy) -> None:
    sid = "para_10__sup_2"
    narrow, wide = _when(sid, policy, "vehicle"), _when(sid, policy, "vehicle", "storage")
    for asked in (AnyOf((wide, AllOf((wide, narrow)))), AnyOf((wide, narrow))):
        assert _refuted(_with(policy, sid, _asking(asked)), "para_10", "effects").is_trouble


def test_a_smallest_case_states_no_grant_that_it_does_not_need(policy: Policy) -> None:
    result = _refuted(_with(policy, "para_9__sup_1", _without_cap), "para_9", "cap-holds")
    assert result.case is not None
    assert not result.case.ledger


def test_another_policy_is_proved_by_the_same_laws(toy: Policy) -> None:
    found = list(prove(toy))
    assert not [r for r in found if r.verdict is Verdict.UNDECIDED]
    assert {"gates", "statuses"} <= {r.law for r in found}


def test_the_sixteenth_certificate_is_found_eligible_by_the_engine(policy: Policy) -> None:
    # Three on the last day of 2024, 2025, 2026, 2027 and 2028; one more on the last day of the validity.
    had = tuple(
        Grant(
            {
                "support": "para_12__sup_2",
                "object": f"{year}-{n}",
                "date": date(year, 12, 31),
                "amount": Money(10 * WAN),
            }
        )
        for year in range(2024, 2029)
        for n in range(3)
    )
    last = date(2029, 5, 22)
    facts = {"is": {"footprint-certificate": True}, "achieved-on": last, "certificate-cost": Money(10 * WAN)}
    case = Case(last, {"applicant-kind": "enterprise"}, (Claim("甲", "certificate", facts),), had)
    assert assess(policy, case).outcome("甲", "para_12__sup_2").status is Status.ELIGIBLE


@pytest.mark.parametrize(
    ("measure", "reading", "option"),
    [
        ("para_5", "M5e", "b"),
        ("para_5", "G8", "c"),
        ("para_9", "M9b", "b"),
        ("para_10", "G6", "b"),
        ("para_12", "M12a", "c"),
        ("para_14", "M14c", "b"),
        ("para_16", "G5", "c"),
        ("para_20", "M20b", "c"),
        ("para_20", "M20e", "a"),
    ],
)
def test_the_laws_hold_as_others_read_the_text(
    policy: Policy, measure: str, reading: str, option: str
) -> None:
    found = list(prove(policy, (measure,), {reading: option}))
    assert found
    assert not [result for result in found if result.verdict is not Verdict.PROVED]
    assert all(result.readings[reading] == option for result in found if result.law == "gates")


def test_a_question_that_takes_many_steps_is_answered_in_its_time(
    policy: Policy, results: tuple[Result, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.verify.proof.solver_calls.QUICK_STEPS", 1)
    found = [(r.law, r.support, r.verdict) for r in prove(policy, ("para_9",)) if r.about == "rules"]
    settled = {(r.law, r.support, r.verdict) for r in results}
    assert found
    assert set(found) <= settled


def test_names_of_parts_mean_the_parts(policy: Policy) -> None:
    rules = read_policy(policy)
    plain = encode(rules, rules.by_id["para_9__sup_1"])
    named = name_parts(plain)
    solver = Solver(named.terms, named.sane)
    for status in Status:
        one, other = plain.status[status], named.status[status]
        assert not solver.is_possible(neg(iff(one, other)))
