"""The effects of an earlier grant: among equally serious effects, the clause of the first is cited."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim, Grant
from kb.model.values import Money


def test_of_a_grant_whose_level_is_not_known_the_bar_on_receiving_again_is_told(policy: Policy) -> None:
    claim = Claim("机房", "project", {"is": {"data-centre": True}})
    had = Grant({"object": "机房", "amount": Money.yuan(1_000_000)})
    case = Case(date(2026, 3, 1), {}, (claim,), (had,))
    found = assess(policy, case, readings={"G6": "c"}).outcome("机房", "para_5__sup_1")
    (told,) = (reason for reason in found.reasons if reason.kind == "level-unknown")
    # A grant of the city would be double support; one of the province bars too (G6=c), by another clause.
    assert (told.provision, told.words) == ("final__s_2", "不得重复享受")
