"""Schemes: the plain application and its alternative, derived from the rules of the toy policy."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim, Grant
from kb.core.ruleset import read_policy
from kb.model.values import Money
from kb.verify.abuse.schemes import Scheme, bring, cost_fact, find_schemes, paid_parts
from kb.verify.fuzz.generator import Maker
from tests.kb.verify.abuse.parts import ask_for_the_whole

WAN = 1_000_000
"""万元 in fen."""


@pytest.fixture(scope="module")
def maker(toy: Policy) -> Maker:
    return Maker(toy)


def schemes(maker: Maker, key: str) -> dict[str, list[Scheme]]:
    found: dict[str, list[Scheme]] = {}
    for one in find_schemes(maker, maker.policy.support(key)):
        found.setdefault(one.law, []).append(one)
    return found


def sums(maker: Maker, scheme: Scheme) -> tuple[list[int], int]:
    """The sums of the plain application and of the alternative, in 万元."""
    rules = read_policy(maker.policy)
    return [bring(rules, one)[0] // WAN for one in scheme.plain], bring(rules, scheme.trick)[0] // WAN


def test_a_project_is_split_where_its_ceiling_binds_for_each_part(maker: Maker) -> None:
    """40% of 2000万元 are the ceiling of 800万元, so that each part is 2000万元."""
    two, three = schemes(maker, "para_1__sup_1")["split"]
    assert (two.parts, three.parts) == (2, 3)
    (case,) = two.trick
    assert [claim.facts["investment"] for claim in case.claims or ()] == [Money(2000 * WAN)] * 2
    assert all(
        "part-of" not in claim.facts for claim in case.claims or ()
    )  # which the toy policy does not ask
    (asked, _) = schemes(Maker(ask_for_the_whole(maker.policy)), "para_1__sup_1")["split"]
    assert {claim.facts["part-of"] for claim in asked.trick[0].claims or ()} == {"整个项目"}
    # 800 + 700 + 9万元 of the measures 1, 5 and 10, which stack; and that much for each part.
    assert sums(maker, two) == ([1509], 3018)
    assert sums(maker, three) == ([1509], 4527)


def test_projects_are_merged_at_the_same_bases(maker: Maker) -> None:
    binding, tiny = schemes(maker, "para_1__sup_1")["merge"]
    assert sums(maker, binding) == ([3018], 1509)
    assert [claim.facts["investment"].fen for claim in tiny.plain[0][0].claims or ()] == [5, 5]  # type: ignore[union-attr]


def test_levels_come_one_after_another_a_year_apart(maker: Maker) -> None:
    rising, chain = schemes(maker, "para_2__sup_1")["levels"]
    assert rising.trick == chain.trick  # of two levels the only step is the whole chain
    levels = [claim.facts["standard-level"] for case in rising.trick for claim in case.claims or ()]
    assert levels == ["national", "international"]
    first, second = (case.date for case in rising.trick)
    assert (second - first).days == 366
    assert rising.words["other"] == {
        "zh": "国家标准、国际标准",
        "en": "national standard and international standard",
    }
    assert sums(maker, rising) == ([20, 60], 80)


def test_units_of_one_year_are_moved_across_the_turn_of_the_year(maker: Maker) -> None:
    """每年不超过4张: of eight certificates on one day four are paid; on both sides of the turn, all."""
    moved = schemes(maker, "para_3__sup_1")["redate"]
    assert {one.parts for one in moved} == {8}
    turn = next(one for one in moved if one.words["after"]["zh"] == "2031年1月1日")  # type: ignore[index]
    assert turn.words["before"]["zh"] == "2030年12月31日"  # type: ignore[index]
    assert sums(maker, turn) == ([20], 40)


def test_the_years_of_the_validity_are_compared_with_what_the_text_says(maker: Maker) -> None:
    """Three years of four certificates are 60万元; the validity touches four calendar years."""
    (years,) = schemes(maker, "para_3__sup_1")["years"]
    assert (years.plain, years.expected) == ((), 60 * WAN)
    assert (years.words["years"], years.words["number"], years.words["count"]) == ("3", "4", "12")
    assert sums(maker, years)[1] == 80


def test_phases_come_one_after_another(maker: Maker) -> None:
    (phases,) = schemes(maker, "para_4__sup_1")["phases"]
    told = [claim.facts["phase"] for case in phases.trick for claim in case.claims or ()]
    assert told == ["formation", "improvement"]
    assert len(phases.plain) == 2


def test_the_lower_support_comes_first_in_an_upgrade(maker: Maker) -> None:
    assert [one.other for one in schemes(maker, "para_5__sup_1")["upgrade"]] == ["para_1__sup_1"]
    assert "upgrade" not in schemes(maker, "para_1__sup_1")


def test_what_is_paid_is_in_the_ledger_of_the_next_application(toy: Policy) -> None:
    rules = read_policy(toy)
    claim = Claim("证书", "certificate", {"is": {"windmill": True}, "object": "甲"})
    first, second = (Case(date(2030 + n, 6, 1), {}, (claim,), ()) for n in (0, 1))
    total, last = bring(rules, (first, second))
    assert total == 10 * WAN
    (grant,) = last.ledger or ()
    assert grant == Grant(
        {"object": "甲", "support": "para_3__sup_1", "amount": Money(5 * WAN), "date": date(2030, 6, 1)}
    )
    assert bring(rules, (first, second), most=2 * WAN)[0] == 4 * WAN
    other = ((("证书", "para_3__sup_1"),), (("证书", "para_3__sup_1"),))
    assert bring(rules, (first, second), under=other)[0] == 10 * WAN


def test_only_what_is_certainly_open_is_paid(toy: Policy) -> None:
    open_ = Claim("甲", "project", {"is": {"windmill-project": True}, "investment": Money.yuan(10)})
    case = Case(date(2030, 6, 1), {}, (open_, Claim("乙", "project", {})), ())
    found = paid_parts(assess(toy, case))
    assert {part.claim for part in found} == {"甲"}


def test_a_cost_is_stated_where_a_ceiling_depends_on_it(policy: Policy, toy: Policy) -> None:
    assert cost_fact(policy.support("para_12__sup_2").amount) == "certificate-cost"
    assert cost_fact(toy.support("para_3__sup_1").amount) == ""
