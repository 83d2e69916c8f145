"""Requirements of facts that nobody declared are reported in exact words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb import Policy
from kb.checks.requirements import check_requirements
from kb.model.policy import Measure
from tests.golden import GoldenCase, case_name, found_in, golden_cases

GOLDEN = golden_cases(__file__)


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]


def test_an_overlap_is_open_where_a_support_that_there_is_is_open(policy: Policy) -> None:
    """The support in ``where`` of an overlap is looked up like those in ``supports``."""

    def lost(measure: Measure) -> Measure:
        return replace(
            measure, overlaps=tuple(replace(one, where="para_9__sup_9") for one in measure.overlaps)
        )

    changed = replace(policy, measures=tuple(map(lost, policy.measures)))
    told = {f.code for f in check_requirements(changed)}
    assert (list(check_requirements(policy)), told) == ([], {"overlap-support-unknown"})


def test_what_is_asked_of_a_claim_is_a_fact_of_its_own_kind(policy: Policy) -> None:
    # Measure 12 asks what a certificate cost; where only a project may state it, nobody can answer.
    cost = next(fact for fact in policy.facts if fact.id == "certificate-cost")
    assert cost.of == ("certificate",)
    facts = tuple(replace(one, of=("project",)) if one == cost else one for one in policy.facts)
    found = list(check_requirements(replace(policy, facts=facts)))
    assert {(f.code, f.place.eid) for f in found} == {("fact-unknown", "para_12__sup_2")}
