"""The properties that all forms of amounts have, including those of their parts."""

from __future__ import annotations

from kb.model.amounts import (
    Agreed,
    Borrowed,
    ByReference,
    Cap,
    CaseByCase,
    Counted,
    InKind,
    Least,
    Level,
    PerUnit,
    Phase,
    Product,
    Quantity,
    Share,
    SharedCap,
    Tier,
)
from kb.model.guards import Guard, Ruling
from kb.model.policy import Policy

ONE_HALF = Quantity("50%", "比例", "rate", "para_1__s_1")
ELSEWHERE = Quantity("30%", "比例", "rate", "para_2__s_1")
MOST = Quantity("100万元", "限额", "money", "para_1__s_1")
LESS = Quantity("50万元", "限额", "money", "para_1__s_1", 1)
FIVE = Quantity("5张", "张数", "count", "para_1__s_1", 1)
TWO = Quantity("两个", "个数", "count", "para_1__s_1")

HERE: Guard = (("G1", "a"),)
THERE: Guard = (("G1", "b"),)

SHARE = Share("investment", "总投资的", ONE_HALF, (Ruling("less", "other-support", THERE),))
AGREED = Agreed(
    "investment",
    "总投资的",
    "一定比例",
    (Borrowed(ELSEWHERE, THERE),),
    (Ruling("rounding", "half-up", HERE),),
)
CAP = Cap(MOST, (Ruling("per", "object", HERE), Ruling("per", "whole", THERE), Ruling("cost", "price", HERE)))
REFERENCE = ByReference("city-rules", "按有关规定", THERE)
LEAST = Least((SHARE, CAP, REFERENCE))
TIER = Tier(
    "grade",
    (Level("first", "一等", MOST), Level("second", "二等", LESS)),
    (Ruling("unless", "agency-accepts", THERE), Ruling("sum", "due", HERE)),
)
PER_UNIT = PerUnit(
    "certificate",
    CAP,
    FIVE,
    "enterprise",
    "year",
    "单张证书",
    "同一企业每年",
    (Ruling("first", "issued-on", THERE), Ruling("period", "any-year", THERE)),
)
PHASES = SharedCap((Phase("build", "建设"), Phase("run", "运营")), TWO, CAP, "合计")
CASE = CaseByCase("一事一议")
IN_KIND = InKind("guidance", "加强指导")
EVERY = (SHARE, AGREED, CAP, LEAST, TIER, PER_UNIT, PHASES, CASE, REFERENCE, IN_KIND)


def test_an_amount_is_walked_before_its_parts() -> None:
    assert list(LEAST.walk()) == [LEAST, SHARE, CAP, REFERENCE]
    assert list(PER_UNIT.walk()) == [PER_UNIT, CAP]
    assert list(PHASES.walk()) == [PHASES, CAP]
    assert list(CASE.walk()) == [CASE]


def test_ceilings_that_something_shares_are_found_wherever_they_stand() -> None:
    found = {type(one).__name__ for one in EVERY if one.caps}
    assert found == {"Cap", "Least", "PerUnit", "SharedCap"}
    assert all(one.caps in ((), (CAP,)) for one in EVERY)


def test_the_base_is_that_of_the_share_within() -> None:
    assert [one.base for one in EVERY] == ["investment"] * 2 + ["", "investment"] + [""] * 6


def test_what_is_summed_is_the_base_and_what_is_taken_off_it() -> None:
    assert LEAST.summed == ("investment", "other-support")
    assert AGREED.summed == ("investment",)
    assert CAP.summed == ()


def test_what_a_product_counts_is_summed_wherever_the_product_stands() -> None:
    product = Product(ONE_HALF, (Counted("power"), Counted("months")), "每千瓦时")
    assert product.summed == Least((product, CAP)).summed == ("power",)


def test_a_sum_grows_with_the_base_of_a_share_and_with_what_something_cost() -> None:
    assert LEAST.grows_with == ("investment", "price")
    assert PER_UNIT.grows_with == ("price",)
    assert TIER.grows_with == ()


def test_every_fact_that_some_reading_looks_at_is_named() -> None:
    assert LEAST.facts == ("investment", "other-support", "price")
    assert TIER.facts == ("grade", "agency-accepts")
    assert PER_UNIT.facts == ("issued-on", "price")
    assert PHASES.facts == ("price",)
    assert IN_KIND.facts == ()


def test_one_thing_is_paid_in_levels_or_phases_told_apart_by_a_fact() -> None:
    assert (TIER.by, [one.id for one in TIER.steps]) == ("grade", ["first", "second"])
    assert (PHASES.by, [one.id for one in PHASES.steps]) == ("phase", ["build", "run"])
    assert (Least((TIER, SHARE)).by, Least((TIER, SHARE)).levels) == ("grade", TIER.levels)
    assert not any(one.steps or one.by for one in EVERY if one not in (TIER, PHASES))


def test_a_number_of_units_is_found_within_other_amounts() -> None:
    assert PER_UNIT.quota is PER_UNIT
    assert Least((SHARE, PER_UNIT)).quota is PER_UNIT
    assert LEAST.quota is None


def test_guards_are_those_of_rulings_borrowed_rates_and_parts() -> None:
    assert LEAST.guards == (THERE, HERE, THERE, HERE, THERE)
    assert AGREED.guards == (HERE, THERE)
    assert PER_UNIT.guards == (THERE, THERE, HERE, THERE, HERE)


def test_words_are_quoted_in_the_order_of_the_clause() -> None:
    assert PER_UNIT.quoted == ("单张证书", "同一企业每年")
    assert PHASES.quoted == ("合计", "建设", "运营")
    assert LEAST.quoted == ("总投资的", "按有关规定")


def test_quantities_are_those_of_the_clause_and_not_what_it_borrows() -> None:
    assert list(PER_UNIT.quantities()) == [MOST, FIVE]
    assert list(PHASES.quantities()) == [TWO, MOST]
    assert list(AGREED.quantities()) == []
    assert [one.quantity for one in AGREED.stated()] == [ELSEWHERE]
    assert TIER.ceilings == (MOST, LESS)
    assert PER_UNIT.ceilings == (MOST,)


def test_a_maximum_anywhere_in_an_amount_is_a_ceiling(policy: Policy, district: Policy) -> None:
    def caps(policy: Policy, *supports: str) -> list[bool]:
        return [one.amount.has_ceiling for one in policy.supports if one.id in supports]

    # The first two say 最高; the other two give one sum, or a sum for each unit.
    assert caps(policy, "para_5__sup_1", "para_20__sup_1") == [True, True]
    assert caps(district, "art_1__sup_1", "art_9__sup_1") == [False, False]


def test_a_rate_is_due_unless_it_is_a_ceiling() -> None:
    opened = Share("investment", "总投资的", ONE_HALF, (Ruling("sum", "open"),))
    assert [one.role for one in (*SHARE.stated(), *opened.stated())] == ["due", "ceiling"]


def test_reading_leaves_only_what_holds_and_no_guards() -> None:
    assert LEAST.read({"G1": "a"}) == Least(
        (
            Share("investment", "总投资的", ONE_HALF),
            Cap(MOST, (Ruling("per", "object"), Ruling("cost", "price"))),
        )
    )
    assert PHASES.read({"G1": "b"}) == SharedCap(
        PHASES.phases, TWO, Cap(MOST, (Ruling("per", "whole"),)), "合计"
    )
    read = PER_UNIT.read({"G1": "a"})
    assert (read.guards, read.quota and read.quota.year.value) == (((), ()), "calendar-year")


def test_a_share_left_open_becomes_one_of_the_rate_that_a_reading_borrows() -> None:
    assert AGREED.read({"G1": "b"}) == Share("investment", "总投资的", ELSEWHERE)
    read = AGREED.read({"G1": "a"})
    assert read == Agreed("investment", "总投资的", "一定比例", (), (Ruling("rounding", "half-up"),))


def test_only_what_states_a_sum_is_a_grant() -> None:
    assert [one.form for one in EVERY] == ["grant"] * 7 + ["case-by-case", "by-reference", "guidance"]
