"""Rules about several supports: which supports they concern, and what they quote."""

from __future__ import annotations

from kb.model.amounts import Quantity
from kb.model.guards import Ruling
from kb.model.together import (
    CONSEQUENCES,
    NOTHING_TOGETHER,
    Budget,
    Formality,
    JointLimit,
    OtherFunds,
    Together,
)

BOTH = ("para_1__sup_1", "para_2__sup_1")
SUM = Quantity("500万元", "最高限额", "money", "final__s_1")
TWICE = Quantity("2次", "次数", "count", "final__s_2")
DAYS = Quantity("20个工作日", "时限", "count", "final__s_4")
PER_YEAR = Ruling("per", "enterprise-year")
TOPPED = Ruling("then", "topped-up")

CEILING = JointLimit(BOTH, SUM, "", ("city",), "final__s_1", "合计不超过", (PER_YEAR,), line=3)
NUMBER = JointLimit(BOTH[:1], TWICE, "", (), "final__s_2", "不超过2次", line=4)
WHOLE = JointLimit(BOTH, None, "investment", (), "final__s_3", "不超过总投资", line=5)
OTHER = OtherFunds(BOTH[1:], (), "final__s_3", "差额", (TOPPED,), line=6)
POT = Budget(BOTH[1:], SUM, True, "left", "final__s_4", "总额控制", line=7)
STEP = Formality("step", "apply", BOTH[:1], DAYS, None, "final__s_4", "20个工作日内", line=8)
PAPER = Formality("paper", "", BOTH, None, None, "final__s_5", "申请表", line=9)
ALL = Together((CEILING, NUMBER, WHOLE), (OTHER,), (POT,), (STEP, PAPER))


def test_a_joint_limit_is_a_sum_a_number_of_grants_or_a_fact() -> None:
    assert [one.is_number for one in ALL.limits] == [False, True, False]


def test_the_unit_of_a_limit_and_the_consequence_of_other_funds_have_defaults() -> None:
    assert (CEILING.per.value, NUMBER.per.value) == ("enterprise-year", "object")
    assert (OTHER.then.value, OtherFunds((), (), "", "").then.value) == ("topped-up", "bars")
    assert OTHER.then.value in CONSEQUENCES


def test_a_rule_concerns_the_supports_that_it_names() -> None:
    assert [NUMBER.holds_of(one) for one in BOTH] == [True, False]
    assert [OTHER.holds_of(one) for one in BOTH] == [False, True]
    assert (ALL.formalities_of(BOTH[0]), ALL.formalities_of(BOTH[1])) == ((STEP, PAPER), (PAPER,))
    assert (ALL.budgets_of(BOTH[0]), ALL.budgets_of(BOTH[1])) == ((), (POT,))


def test_everything_that_is_quoted_is_listed_in_the_order_of_the_file() -> None:
    assert list(ALL.rulings) == [PER_YEAR, TOPPED]
    assert list(ALL.quantities) == [SUM, TWICE, SUM, DAYS]
    assert [line for line, _, _ in ALL.quotations] == [3, 4, 5, 6, 7, 8, 9]
    assert next(ALL.quotations) == (3, "final__s_1", "合计不超过")


def test_a_work_without_such_rules_has_none_of_any_kind() -> None:
    assert NOTHING_TOGETHER.every == ()
    assert list(NOTHING_TOGETHER.quantities) == []
