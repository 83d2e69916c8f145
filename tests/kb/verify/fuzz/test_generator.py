"""The case generator: its cases are about the measure named, and reach what is rare."""

from __future__ import annotations

from random import Random

from kb import Policy
from kb.assess.assessment import assess_under
from kb.core.ruleset import read_policy
from kb.verify.fuzz.generator import Maker


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
