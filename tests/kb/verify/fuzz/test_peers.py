"""Peers: another interpreter that departs is found, and its case is shrunk."""

from __future__ import annotations

from collections.abc import Sequence

from kb import Policy
from kb.verify.fuzz.peers import Rival, try_rival
from kb.verify.fuzz.settings import Run
from kb.verify.fuzz.shrinking import Failing
from kb.verify.results import Verdict


def test_a_rival_that_departs_is_found_and_its_case_shrunk(policy: Policy) -> None:
    def differ(lot: Sequence[Failing]) -> list[str]:
        return ["another sum" if len(one.case.claims or ()) > 1 else "" for one in lot]

    found = try_rival(policy, Run(cases=200), Rival("browser-agrees", differ))
    assert found.verdict is Verdict.REFUTED
    assert found.case is not None
    assert [claim.facts for claim in found.case.claims or ()] == [{}, {}]
    assert found.program["zh"] == "another sum"
    agreeing = try_rival(policy, Run(cases=80), Rival("browser-agrees", lambda lot: [""] * len(lot)))
    assert (agreeing.verdict, agreeing.samples) == (Verdict.SAMPLED, 80)
