"""A receipt reproduces its answer, and reports every difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim
from kb.explain.items.parts import data_of
from kb.explain.receipts import make_receipt, receipt_item, replay
from kb.model.policy import RULE_FILES
from kb.model.values import Money
from kb.model.words.errors import Severity

CASE = Case(
    date(2026, 3, 1),
    {"applicant-kind": "enterprise"},
    (
        Claim(
            "机房",
            "project",
            {
                "is": {"data-centre": True},
                "achieved-on": date(2025, 12, 1),
                "demonstration-value": True,
                "verified-total-investment": Money(10**9),
            },
        ),
    ),
    (),
)


def told(policy: Policy, given: Policy, program: str = "1") -> list[tuple[str, Severity]]:
    """The differences when a receipt of one policy is replayed with another."""
    receipt = make_receipt(given, CASE, assess(given, CASE), "1")
    _, _, findings = replay(policy, data_of(receipt_item(given, CASE, receipt)), "回执", program)
    return [(finding.code, finding.severity) for finding in findings]


def test_nothing_differs_where_nothing_was_changed(policy: Policy) -> None:
    assert told(policy, policy) == []


def test_a_change_of_any_file_of_the_rules_is_told(policy: Policy) -> None:
    for name in RULE_FILES:
        changed = replace(policy, hashes={**policy.hashes, name: "0" * 64})
        codes = told(changed, policy)
        assert codes, name
        assert {severity for _, severity in codes} == {Severity.WARNING}, name


def test_another_program_is_told_as_a_warning(policy: Policy) -> None:
    ((_, severity),) = told(policy, policy, program="2")
    assert severity is Severity.WARNING


def test_another_result_is_an_error(policy: Policy) -> None:
    receipt = make_receipt(policy, CASE, assess(policy, CASE), "1")
    data = data_of(receipt_item(policy, CASE, receipt)) | {"result": "0" * 64}
    _, _, findings = replay(policy, data, "回执", "1")
    assert [finding.severity for finding in findings] == [Severity.ERROR]
