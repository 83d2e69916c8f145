"""Laws of time and of earlier grants: each holds, and finds an answer that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim
from kb.core.outcomes import Assessment, Outcome, Part, Status
from kb.core.ruleset import Ruleset, read_policy
from kb.model.values import Interval, Money
from tests.claims import DATA_CENTRE, STANDARD
from tests.kb.verify.invariants.wrong_answers import Assess, answering, concerns, violations
from tests.kb.verify.laws import LAW


def test_what_an_overlap_may_let_be_had_together_is_not_had_twice(policy: Policy) -> None:
    """A footprint rule and a certificate by it, for an unstated product, may both be paid."""
    standard, certificate = Claim("甲", "standard-document", {}), Claim("乙", "certificate", {"object": "甲"})
    case = Case(date(2026, 1, 1), {}, (standard, certificate), ())
    assert assess_under(read_policy(policy), case).combination.total == Interval(0, 110_000_000)
    assert LAW["nothing-twice"](policy, case) is None
    assert LAW["nothing-twice"](policy, case, {"X2": "b"}) is None


DAY = date(2026, 3, 1)
PROJECT = Case(DAY, {}, (DATA_CENTRE,), ())
DRAFTING = Case(DAY, {}, (STANDARD,), ())


def certificates(count: int) -> Case:
    """Certificates of one applicant and year, each up to 10万元."""
    facts = {"is": {"footprint-certificate": True}, "achieved-on": date(2026, 1, 1)}
    facts |= {"certificate-cost": Money.yuan(100_000)}
    claims = (Claim(f"{n}号", "certificate", facts) for n in range(count))  # type: ignore[arg-type]
    return Case(DAY, {"applicant-kind": "enterprise"}, tuple(claims), ())


def with_best(*parts: Part) -> Assess:
    """An interpreter that grants these parts together."""

    def assess(rules: Ruleset, case: Case) -> Assessment:
        found = assess_under(rules, case)
        return replace(found, combination=replace(found.combination, best=parts))

    return assess


def forgetting(rules: Ruleset, case: Case) -> Assessment:
    """An interpreter that does not look at earlier grants."""
    return assess_under(rules, replace(case, ledger=()))


def without_notes(rules: Ruleset, case: Case) -> Assessment:
    return replace(assess_under(rules, case), notes=())


def where(holds: Callable[[Case], bool]) -> Assess:
    """An interpreter that gives another sum to cases that are of one kind."""

    def change(one: Outcome, case: Case) -> Outcome:
        return one._replace(amount=Interval(0, 10**12)) if holds(case) else one

    return answering(change)


def eligible(one: Outcome, _: Case) -> Outcome:
    return one._replace(status=Status.ELIGIBLE)


SUM = Interval(10_000_000, 10_000_000)
FOUR = tuple(Part(f"{n}号", "para_12__sup_2", SUM) for n in range(4))
WRONG: list[tuple[str, Case, Assess]] = [
    # 同一企业每年受资助不超过3张证书
    ("number-holds", certificates(4), with_best(*FOUR)),
    ("outside-nothing", PROJECT, answering(eligible)),
    ("day-does-not-matter", PROJECT, where(lambda case: case.date != DAY)),
    ("grant-never-raises", PROJECT, where(lambda case: bool(case.ledger))),
    ("same-not-again", PROJECT, forgetting),
    ("levels-rise", DRAFTING, forgetting),
    ("splitting-is-told", PROJECT, without_notes),
    (
        "whoever-received",
        PROJECT,
        where(lambda case: any(one.facts.get("holder") == "group" for one in case.ledger or ())),
    ),
    ("sisters-take-nothing", PROJECT, where(lambda case: bool(case.ledger))),
]


@pytest.mark.parametrize(("law", "case", "assess"), WRONG, ids=[law for law, *_ in WRONG])
def test_a_law_holds_and_finds_an_answer_that_breaks_it(
    policy: Policy, law: str, case: Case, assess: Assess
) -> None:
    assert concerns(policy, law, case)
    assert violations(policy, law, case) == []
    assert violations(policy, law, case, assess)


def test_the_number_of_a_year_is_reached_and_not_exceeded(policy: Policy) -> None:
    assert violations(policy, "number-holds", certificates(4), with_best(*FOUR[:3])) == []
    (found, *_) = violations(policy, "number-holds", certificates(4), with_best(*FOUR))
    assert (found.at, found.support) == ("para_12__s_3", "para_12__sup_2")
    assert "4" in found.program["zh"]
    assert "3" in found.text["zh"]


def test_two_sums_for_one_thing_are_found_and_for_two_things_are_not(policy: Policy) -> None:
    facts = {"is": {"data-centre": True}, "object": "机房"}
    one, other = Claim("甲", "project", facts), Claim("乙", "project", facts)  # type: ignore[arg-type]
    parts = (Part("甲", "para_5__sup_1", SUM), Part("乙", "para_9__sup_1", SUM))
    case = Case(DAY, {}, (one, other), ())
    assert violations(policy, "nothing-twice", case, with_best(*parts))
    apart = replace(other, facts={**facts, "object": "厂房"})  # type: ignore[arg-type]
    assert violations(policy, "nothing-twice", replace(case, claims=(one, apart)), with_best(*parts)) == []


def test_the_phases_of_a_carrier_stay_within_their_ceiling(policy: Policy) -> None:
    claims = tuple(
        Claim(phase, "carrier", {"is": {"municipal-carrier": True}, "object": "平台", "phase": phase})
        for phase in ("formation", "improvement")
    )
    case = Case(DAY, {}, claims, ())

    def best(yuan: int) -> Assess:
        sum_ = Money.yuan(yuan).fen
        return with_best(*(Part(one.id, "para_14__sup_4", Interval(sum_, sum_)) for one in claims))

    # 合计予以最高1000万元支持
    assert violations(policy, "shared-cap-holds", case, best(5_000_000)) == []
    assert violations(policy, "shared-cap-holds", case, best(5_000_001))
