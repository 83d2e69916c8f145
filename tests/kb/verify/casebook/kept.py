"""What the tests of kept cases share: the case of a machine room, a signature, and how findings are told."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify.casebook.acceptance import Signature
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.casebook.replay import replay

ROOM = """\
date: 2026-03-01
applicant: {applicant-kind: enterprise}
claims:
  - id: 机房
    kind: project
    is: {data-centre: yes}
    verified-total-investment: 5000万元
    achieved-on: 2025-12-01
    demonstration-value: yes
ledger: []
"""

TEN = Interval(1_000_000_000, 1_000_000_000)
SIGNED = Signature("张三", date(2026, 3, 2), "para_5__s_4")


def codes(problem: pytest.ExceptionInfo[PolicyError]) -> list[str]:
    for finding in problem.value.findings:
        assert all(finding.message(lang) and finding.remedy(lang) for lang in LANGUAGES)
    return [finding.code for finding in problem.value.findings]


def forms(policy: Policy, kept: KeptCase, *, found: bool = False) -> list[tuple[str, bool]]:
    return [(result.form, result.is_trouble) for result in replay(policy, [kept], found=found)]
