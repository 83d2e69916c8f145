"""The next question, and near misses among refused claims: the most important comes first."""

from __future__ import annotations

import json
from typing import Any

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.questions import NearMiss, Question, find_near_misses, find_questions
from kb.cases.reading import read_case

ASSOCIATION = {"applicant-kind": "association"}


def project(name: str, **facts: Any) -> dict[str, Any]:
    """A finished data centre that meets the conditions of measure 5, except for ``facts``."""
    told = {
        "achieved-on": "2025-12-01",
        "demonstration-value": True,
        "verified-total-investment": "1000万元",
        **{key.replace("_", "-"): value for key, value in facts.items()},
    }
    given = {key: value for key, value in told.items() if value is not None}
    return {"id": name, "kind": "project", "is": ["data-centre"], **given}


def asked(policy: Policy, *claims: dict[str, Any], **told: Any) -> tuple[Question, ...]:
    case = read(policy, claims, **told)
    return find_questions(policy, assess(policy, case))


def near(policy: Policy, *claims: dict[str, Any]) -> list[NearMiss]:
    """Near misses of measure 5; a project may have others too."""
    case = read(policy, claims)
    found = find_near_misses(policy, case, assess(policy, case))
    return [miss for miss in found if miss.support == "para_5__sup_1"]


def read(policy: Policy, claims: tuple[dict[str, Any], ...], **told: Any) -> Any:
    case = {
        "date": "2026-03-01",
        "applicant": {"applicant-kind": "enterprise"},
        "claims": list(claims),
        "ledger": [],
    }
    case |= told
    given = {key: value for key, value in case.items() if value is not None}
    return read_case(policy, json.dumps(given, ensure_ascii=False), "case.json")


class TestQuestions:
    def test_what_the_most_money_waits_for_is_asked_first(self, policy: Policy) -> None:
        # Measure 20 pays at most 500,000 yuan for a national standard, measure 5 here 3,000,000.
        standard = {
            "id": "标准",
            "kind": "standard-document",
            "is": ["standard"],
            "achieved-on": "2025-12-01",
            "standard-level": "national",
            "practical-and-guiding": True,
        }
        first, *others = asked(policy, standard, project("机房", achieved_on=None))
        assert (first.of, first.fact, first.stake) == ("机房", "achieved-on", 300_000_000)
        drafting = next(question for question in others if question.fact == "drafting-role")
        assert drafting.stake == 50_000_000

    def test_what_an_agency_decides_is_asked_last(self, policy: Policy) -> None:
        judged = [
            question.judged
            for question in asked(policy, project("机房", demonstration_value=None, achieved_on=None))
        ]
        assert judged == sorted(judged)
        assert set(judged) == {False, True}

    def test_what_is_claimed_is_asked_before_everything_else(self, policy: Policy) -> None:
        case = read_case(policy, "{date: 2026-03-01}", "case.yaml")
        assert find_questions(policy, assess(policy, case))[0].fact == "claims"

    def test_the_stake_of_a_question_adds_up_what_waits_for_it(self, policy: Policy) -> None:
        two = (project("甲"), project("乙", verified_total_investment="2000万元"))
        ledger = next(question for question in asked(policy, *two, ledger=None) if question.fact == "ledger")
        # 30 % of 10 and of 20 million yuan.
        assert ledger.stake == 300_000_000 + 600_000_000


class TestNearMisses:
    def test_what_fewer_changes_open_comes_first_and_of_these_what_brings_more(self, policy: Policy) -> None:
        found = near(
            policy,
            project("两处不合", demonstration_value=False, applied_on="2030-01-01"),
            project("一处不合", demonstration_value=False, verified_total_investment="100万元"),
            project("数额更大", demonstration_value=False, verified_total_investment="3000万元"),
        )
        assert [(miss.claim, len(miss.changes)) for miss in found] == [
            ("数额更大", 1),
            ("一处不合", 1),
            ("两处不合", 2),
        ]

    def test_a_near_miss_is_open_once_its_changes_are_made(self, policy: Policy) -> None:
        (miss,) = near(policy, project("机房", demonstration_value=False))
        assert miss.changes == (("demonstration-value", False, True),)
        assert miss.then.amount is not None
        assert miss.then.amount.high == 300_000_000

    def test_what_more_than_two_changes_would_open_is_not_near(self, policy: Policy) -> None:
        standard = {
            "id": "标准",
            "kind": "standard-document",
            "is": ["standard"],
            "standard-level": "national",
            "achieved-on": "2025-12-01",
            "drafting-role": "participant",
            "practical-and-guiding": True,
        }
        two = read(policy, (standard | {"applied-on": "2030-01-01"},), applicant=ASSOCIATION)
        (miss,) = find_near_misses(policy, two, assess(policy, two))
        assert {fact for fact, _, _ in miss.changes} == {"drafting-role", "applied-on"}
        three = standard | {"applied-on": "2030-01-01", "practical-and-guiding": False}
        far = read(policy, (three,), applicant=ASSOCIATION)
        assert find_near_misses(policy, far, assess(policy, far)) == ()
