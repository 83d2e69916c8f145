"""The heat map: a part of the policy is as hot as the gravest of its results."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.verify.report.heat_map import map_heat, part_of, parts_of
from kb.verify.report.stages import Ended, Ending
from kb.verify.results import Verdict
from tests.kb.verify.report.made_results import BAD, GOOD, SAMPLED, TRUE


def test_a_clause_is_as_hot_as_the_gravest_of_its_results(policy: Policy) -> None:
    ended = [Ended("a", Ending.TROUBLE, (GOOD, BAD)), Ended("b", Ending.PASSED, (TRUE, SAMPLED))]
    heat = map_heat(policy, ended)
    assert set(heat) == set(parts_of(policy))
    assert heat["para_5"]["a"].heat == "trouble"
    assert heat["para_9"]["b"].heat == "finding"
    assert heat["para_1"] == {}
    assert map_heat(policy, [Ended("b", Ending.PASSED, (SAMPLED,))])["para_9"]["b"].heat == "sampled"
    assert part_of("final__s_4") == "final"


def test_what_is_found_of_several_clauses_is_told_in_the_row_of_each(policy: Policy) -> None:
    several = replace(TRUE, at=("para_9__s_1", "para_16__s_1"))
    heat = map_heat(policy, [Ended("b", Ending.PASSED, (several, replace(GOOD, at=several.at)))])
    assert (heat["para_9"]["b"].findings, heat["para_16"]["b"].findings) == (1, 1)
    assert heat["para_16"]["b"].verdicts[Verdict.PROVED] == 0


def test_every_measure_and_the_final_provisions_have_a_row(policy: Policy) -> None:
    assert parts_of(policy)[:24] == tuple(measure.eid for measure in policy.measures)
    assert "final" in parts_of(policy)
