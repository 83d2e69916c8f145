"""Amounts as sentences: each form against sentences written by hand from the clauses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.model.amounts import (
    Agreed,
    Amount,
    ByReference,
    Cap,
    CaseByCase,
    InKind,
    Least,
    Level,
    PerUnit,
    Phase,
    Quantity,
    Share,
    SharedCap,
    Tier,
)
from kb.model.figures import figure_value
from kb.model.guards import Ruling
from kb.model.values import Money
from kb.model.wording import Figure, Inline, Link
from kb.model.words.errors import Language
from render.text.amounts import binding_point, is_most, say_amount
from render.text.figures import draw_figure

GRANTS: dict[str, tuple[str, str]] = {
    "para_5__sup_1": (
        "按经核定总投资的30%，最高1000万元",
        "30% of the verified total investment, up to 10 million yuan",
    ),
    "para_9__sup_1": (
        "按经核定总投资的30%，最高1000万元",
        "30% of the verified total investment, up to 10 million yuan",
    ),
    "para_10__sup_2": (
        "按经核定总投资的30%，最高1000万元",
        "30% of the verified total investment, up to 10 million yuan",
    ),
    "para_12__sup_2": (
        "单张证书最高10万元；同一企业每年最多3张",
        "up to 100,000 yuan for each certificate; no more than 3 a year for one enterprise",
    ),
    "para_14__sup_2": ("最高3000万元", "up to 30 million yuan"),
    "para_14__sup_3": ("最高1500万元", "up to 15 million yuan"),
    "para_14__sup_4": (
        "组建、提升两个阶段合计最高1000万元",
        "up to 10 million yuan in all for 2 phases: establishment and upgrading",
    ),
    "para_16__sup_1": (
        "按经核定总投资的一定比例（条文没有写是多少），最高1000万元",
        "a certain share of the verified total investment (the clause does not say how much), "
        "up to 10 million yuan",
    ),
    "para_16__sup_2": (
        "按经核定总投资的一定比例（条文没有写是多少），最高1500万元",
        "a certain share of the verified total investment (the clause does not say how much), "
        "up to 15 million yuan",
    ),
    "para_20__sup_1": (
        "国际标准最高100万元；国家标准最高50万元；行业标准最高30万元；团体标准最高10万元",
        "international standard: up to 1 million yuan; national standard: up to 500,000 yuan; "
        "industry standard: up to 300,000 yuan; association standard: up to 100,000 yuan",
    ),
    "para_20__sup_2": (
        "按其他政策执行（国家计量技术规范资助相关规定），最高40万元",
        "under another policy (Rules on support for national metrology specifications), up to 400,000 yuan",
    ),
}
"""Every support of the real policy with a sum in its clause, in both languages."""

RATE = Quantity("30%", "资助比例", "rate", "para_1__s_1", 0)
CAP = Quantity("50万", "最高限额", "money", "para_1__s_1", 1)
COUNT = Quantity("3张", "每年张数", "count", "para_1__s_1", 2)
EVERY_FORM: tuple[Amount, ...] = (
    Share("verified-total-investment", "经核定总投资", RATE),
    Agreed("verified-total-investment", "经核定总投资", "一定比例"),
    Cap(CAP),
    Least((Share("verified-total-investment", "经核定总投资", RATE), Cap(CAP))),
    Tier("level", (Level("national", "国家标准", CAP),)),
    PerUnit("certificate", Cap(CAP), COUNT, "enterprise", "year", "单张证书", "同一企业每年"),
    SharedCap((Phase("formation", "组建"),), COUNT, Cap(CAP), "合计"),
    CaseByCase("一事一议"),
    ByReference("first-set-policy", "按相关政策"),
    InKind("training", "开展培训"),
)


def _written(parts: tuple[Inline, ...], lang: Language) -> str:
    """The sentence as a person reads it."""
    written = []
    for part in parts:
        if isinstance(part, Figure):
            written.append(str(draw_figure(part, lang).striptags()))
        else:
            written.append(part.text if isinstance(part, Link) else part)
    return "".join(written)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_grant_reads_as_its_clause_says(policy: Policy, lang: Language) -> None:
    said = {
        s.id: _written(say_amount(s.amount, policy.registry, lang), lang)
        for s in policy.supports
        if s.is_money
    }
    assert said == {key: pair[lang == "en"] for key, pair in GRANTS.items()}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("amount", EVERY_FORM, ids=lambda amount: type(amount).__name__)
def test_every_form_is_said_with_all_its_figures_and_no_other(
    policy: Policy, amount: Amount, lang: Language
) -> None:
    said = say_amount(amount, policy.registry, lang)
    figures = [part.quantities[0] for part in said if isinstance(part, Figure)]
    assert sorted(figures, key=str) == sorted(amount.quantities(), key=str)
    assert not any(character.isdigit() for part in said if isinstance(part, str) for character in part)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_no_grant_has_no_figure(policy: Policy, lang: Language) -> None:
    for support in policy.supports:
        said = say_amount(support.amount, policy.registry, lang)
        assert any(isinstance(part, Figure) for part in said) is (support.form == "grant"), support.id


def test_an_open_share_and_a_case_say_that_they_are_open(policy: Policy) -> None:
    assert "没有写是多少" in _written(say_amount(EVERY_FORM[1], policy.registry, "zh"), "zh")
    assert "没有写金额" in _written(say_amount(EVERY_FORM[7], policy.registry, "zh"), "zh")
    assert "does not say how much" in _written(say_amount(EVERY_FORM[1], policy.registry, "en"), "en")
    assert "states no sum" in _written(say_amount(EVERY_FORM[7], policy.registry, "en"), "en")


def test_the_ceiling_binds_where_a_stated_share_meets_it(policy: Policy) -> None:
    points = {s.id: binding_point(s.amount) for s in policy.supports}
    values = {key: figure_value(point) for key, point in points.items() if point is not None}
    # 30 % of 33,333,333.33 is 9,999,999.999, under the ceiling; one fen more reaches it.
    assert values == dict.fromkeys(("para_5__sup_1", "para_9__sup_1", "para_10__sup_2"), Money(3_333_333_334))


def test_a_base_is_found_through_the_ceiling_over_it() -> None:
    found = [amount.base for amount in EVERY_FORM]
    assert found == ["verified-total-investment"] * 2 + [""] + ["verified-total-investment"] + [""] * 6


def test_a_share_is_at_most_so_much_only_where_every_reading_has_it_so(toy: Policy) -> None:
    (share,) = (
        part
        for support in toy.supports
        if isinstance(support.amount, Least)
        for part in support.amount.parts
        if isinstance(part, Share)
    )
    under = replace(share, rulings=(Ruling("sum", "open", (("G1", "a"),)),))
    always = replace(share, rulings=(Ruling("sum", "open", ()),))
    assert [is_most(one) for one in (share, under, always)] == [False, False, True]


def test_a_ceiling_binds_from_a_base_only_where_there_is_one_ceiling(policy: Policy) -> None:
    amount = next(support.amount for support in policy.supports if support.id == "para_5__sup_1")
    assert isinstance(amount, Least)
    share, cap = amount.parts
    assert binding_point(amount) is not None
    assert binding_point(Least((share, cap, cap))) is None
    assert binding_point(Least((share,))) is None
