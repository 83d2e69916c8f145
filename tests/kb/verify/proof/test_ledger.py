"""Proofs about earlier grants: shared ceilings and numbers in a period, by induction."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.core.ruleset import read_policy
from kb.verify.proof.ledger import Joined, prove_ledger
from kb.verify.proof.session import Bench
from kb.verify.results import Result, Verdict
from tests.kb.verify.planting import instead, planted

pytest.importorskip("z3")

PLATFORM, CERTIFICATES = "para_14__sup_4", "para_12__sup_2"


def laws_of(policy: Policy, support: str, joined: Joined | None = None, **option: str) -> list[Result]:
    rules = read_policy(policy, option)
    bench = Bench(rules, rules.by_id[support], option)
    return list(prove_ledger(bench, {} if joined is None else joined))


def test_grants_of_all_phases_stay_within_the_ceiling_they_share(policy: Policy) -> None:
    found = [one for one in laws_of(policy, PLATFORM) if one.law == "shared-ceiling"]
    assert {one.verdict for one in found} == {Verdict.PROVED}
    # 组建和提升两个阶段合计; other readings of M14b give each enterprise or each phase its own ceiling.
    assert {one.form for one in found} >= {"phases", "phase"}


def test_the_number_of_a_year_holds_under_every_definition_of_a_year(toy: Policy, policy: Policy) -> None:
    (found,) = laws_of(toy, "para_3__sup_1")
    assert (found.law, found.form, found.verdict) == ("quota", "calendar-year", Verdict.PROVED)
    quotas = [one for one in laws_of(policy, CERTIFICATES) if one.law == "quota"]
    assert {one.form for one in quotas} == {"calendar-year", "year-of-validity", "any-year"}
    assert {one.verdict for one in quotas} == {Verdict.PROVED}


def test_a_number_that_is_not_counted_is_refuted_by_as_many_grants(policy: Policy) -> None:
    with planted({"core.limits._Lowering._quota": instead(())}):
        found, *_ = laws_of(policy, CERTIFICATES)
    assert (found.law, found.form, found.verdict) == ("quota", "fails", Verdict.REFUTED)
    assert found.case is not None
    assert len(found.case.ledger or ()) == 3  # 每年受资助不超过3张证书


def test_a_support_without_ceiling_or_number_has_no_law_of_its_own(toy: Policy) -> None:
    assert laws_of(toy, "para_8__sup_1") == []
    assert laws_of(toy, "para_2__sup_1") == []


def test_that_two_grants_are_as_one_is_proved_once_for_a_kind_of_claim(policy: Policy) -> None:
    joined: Joined = {}
    laws_of(policy, "para_5__sup_1", joined)
    assert joined
    assert set(joined.values()) == {True}
    assert {kind for kind, _ in joined} == {"project"}
    # What was found of one support is taken for the next: were it not so, the law would stay open.
    kept = dict.fromkeys(joined, False)
    found = [one for one in laws_of(policy, "para_9__sup_1", kept) if one.law == "shared-ceiling"]
    assert Verdict.UNDECIDED in {one.verdict for one in found}
