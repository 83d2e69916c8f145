"""Distinguishing: a case that a changed policy answers otherwise, or the proof that there is none."""

from __future__ import annotations

from dataclasses import replace

from kb.assess import assess
from kb.verify.mutate.detect import Watch
from kb.verify.mutate.distinguish import gist, is_proved_same
from kb.verify.mutate.run import judge, mutate
from kb.verify.results import Verdict
from kb.verify.sentences import say_law
from tests.kb.verify.mutate.mutants import mutants_of


def test_a_change_that_no_case_notices_is_told_with_a_case_that_would(watch: Watch) -> None:
    mutant = next(m for m in mutants_of(watch, "para_12", "value-more") if "科研" in str(m.words["new"]))
    told = replace(
        watch, cases=tuple(one for one in watch.cases if "research-institute" not in str(one.case))
    )
    (result,) = list(mutate(told, (mutant,)))
    assert result.verdict is Verdict.REFUTED
    assert say_law(result, "zh").startswith("若在“(十二)")
    assert result.at[0] == "para_12__s_3"
    assert result.case is not None
    assert result.case.applicant["applicant-kind"] == "research-institute"
    fate = told.judge(mutant)
    assert fate.policy is not None
    before, now = (assess(one, result.case, readings=result.readings) for one in (watch.policy, fate.policy))
    assert gist(before) != gist(now)
    (claim,) = result.case.claims or ()
    assert len(result.case.applicant) + len(claim.facts) <= 6


def test_rounding_up_is_no_default(watch: Watch) -> None:
    mutant = next(m for m in mutants_of(watch, "para_5", "dropped") if "四舍" in str(m.words["thing"]))
    fate = replace(watch, cases=(), record=None).judge(mutant)
    assert not fate.same
    assert is_proved_same(watch, fate) is None


def test_what_another_condition_implies_is_proved_by_the_solver(watch: Watch) -> None:
    told = {"zh": "M14f=b", "en": "M14f=b"}
    mutant = next(m for m in mutants_of(watch, "para_14", "guard-gone") if m.words["old"] == told)
    found = judge(watch, mutant)
    assert (found.fate.is_noticed, found.why) == (False, "solver")


def test_the_solver_is_not_fooled_by_a_condition_that_matters(watch: Watch) -> None:
    mutant = next(m for m in mutants_of(watch, "para_14", "dropped") if "落地" in str(m.words["thing"]))
    fate = replace(watch, cases=(), record=None).judge(mutant)
    assert not fate.is_noticed
    assert not is_proved_same(watch, fate)


def test_what_several_claims_share_is_no_matter_for_one_claim(watch: Watch) -> None:
    mutants = [m for m in mutants_of(watch, "para_14", "ruling") if m.support == "para_14__sup_2"]
    fate = replace(watch, cases=(), record=None).judge(mutants[0])
    assert not fate.same
    assert is_proved_same(watch, fate) is None
