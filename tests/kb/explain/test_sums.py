"""Calculations in words: one line each, to the last fen, with every rounding and ceiling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import Policy
from kb.assess.assessment import assess_claim
from kb.assess.facts import Ledger, know
from kb.cases.case import Case, Claim
from kb.core.outcomes import Reason
from kb.core.reasons import Capped, Least, Tiered
from kb.core.ruleset import read_policy
from kb.explain.outcomes import say_tree, write_line
from kb.explain.sums import SUMS
from kb.model.values import Interval, Money
from kb.model.words.errors import LANGUAGES, Language
from tests.render.walking import read

INVESTMENT = "verified-total-investment"
QUOTED = "“经核定总投资的30%给予资助,最高1000万元”"
SUM: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"[\d,.]+(?:万|亿)?元"),
    "en": re.compile(r"[\d,.]+(?: million)? yuan"),
}


def _sum_line(
    policy: Policy, support: str, facts: dict[str, Any], lang: Language, readings: Mapping[str, str]
) -> str:
    """The calculation of a support for a claim with these facts, with its source."""
    rules = read_policy(policy, readings)
    found = rules.by_id[support]
    known = know(Claim("甲", found.per, facts), Case(date(2026, 3, 1), {}, (), None), rules)
    outcome = assess_claim(rules, found, known, Ledger(None))
    reason = next(reason for reason in outcome.reasons if reason.kind in SUMS)
    lines = say_tree(policy, (reason,), lang, found.per)
    assert len(lines) == 1
    return write_line(lines[0], lang)


@pytest.mark.parametrize(
    ("facts", "readings", "zh", "en"),
    [
        (
            {INVESTMENT: Money.yuan(50_000_000)},
            {},
            "经核定总投资 5000万元 × 30% = 1500万元，超过最高1000万元，按1000万元",
            "Verified total investment 50 million yuan × 30% = 15 million yuan, above the ceiling of "
            "10 million yuan, so 10 million yuan",
        ),
        (
            {INVESTMENT: Money.yuan(20_000_000)},
            {},
            "经核定总投资 2000万元 × 30% = 600万元，没有超过最高1000万元",
            "Verified total investment 20 million yuan × 30% = 6 million yuan, within the ceiling of "
            "10 million yuan",
        ),
        (
            {INVESTMENT: Money(3_333_333_334)},
            {},
            "经核定总投资 33,333,333.34元 × 30% = 10,000,000.002元，不足一分舍去，得1000万元，"
            "恰好是最高1000万元",
            "Verified total investment 33,333,333.34 yuan × 30% = 10,000,000.002 yuan, rounded down to "
            "the fen: 10 million yuan, exactly the ceiling of 10 million yuan",
        ),
        (
            {INVESTMENT: Money(3_333_333_333)},
            {"G16": "b"},
            "经核定总投资 33,333,333.33元 × 30% = 9,999,999.999元，四舍五入到分，得1000万元，"
            "恰好是最高1000万元",
            "Verified total investment 33,333,333.33 yuan × 30% = 9,999,999.999 yuan, rounded to the "
            "nearest fen: 10 million yuan, exactly the ceiling of 10 million yuan",
        ),
        (
            {},
            {},
            "经核定总投资（未知）× 30%，最高1000万元：0 至 1000万元",
            "Verified total investment (not known) × 30%, up to 10 million yuan: 0 to 10 million yuan",
        ),
        (
            {INVESTMENT: Money.yuan(30_000_000), "other-support": Money.yuan(5_000_000)},
            {"M5c": "b"},
            "经核定总投资 3000万元 − 其他补助 500万元 = 2500万元；2500万元 × 30% = 750万元，"
            "没有超过最高1000万元",
            "Verified total investment 30 million yuan − other support received 5 million yuan = "
            "25 million yuan; 25 million yuan × 30% = 7.5 million yuan, within the ceiling of "
            "10 million yuan",
        ),
        (
            {INVESTMENT: Money.yuan(3_000_000), "other-support": Money.yuan(5_000_000)},
            {"M5c": "b"},
            "经核定总投资 300万元 − 其他补助 500万元，不足 0，按 0 元；0元 × 30% = 0元，没有超过最高1000万元",
            "Verified total investment 3 million yuan − other support received 5 million yuan, less than "
            "0 and taken as 0 yuan; 0 yuan × 30% = 0 yuan, within the ceiling of 10 million yuan",
        ),
        (
            {INVESTMENT: Money.yuan(20_000_000)},
            {"M5c": "b"},
            "经核定总投资 2000万元 − 其他补助（未知）；所余部分 × 30%，最高1000万元：0 至 600万元",
            "Verified total investment 20 million yuan − other support received (not known); what "
            "remains × 30%, up to 10 million yuan: 0 to 6 million yuan",
        ),
    ],
)
def test_a_share_under_a_ceiling(
    policy: Policy, facts: dict[str, Any], readings: dict[str, str], zh: str, en: str
) -> None:
    found = [_sum_line(policy, "para_5__sup_1", facts, lang, readings) for lang in LANGUAGES]
    assert found == [f"{zh}（para_5__s_4{QUOTED}）", f"{en} (para_5__s_4 {QUOTED})"]


@pytest.mark.parametrize(
    ("support", "facts", "readings", "zh", "en"),
    [
        (
            "para_9__sup_1",
            {INVESTMENT: Money.yuan(20_000_000)},
            {"M9b": "b"},
            "经核定总投资 2000万元 × 30% = 600万元，没有超过最高1000万元；在此以内给多少都可以：0 至 600万元"
            "（para_9__s_1“经核定总投资的30%,给予最高1000万元”）",
            "Verified total investment 20 million yuan × 30% = 6 million yuan, within the ceiling of "
            "10 million yuan; any sum up to that may be given: 0 to 6 million yuan "
            "(para_9__s_1 “经核定总投资的30%,给予最高1000万元”)",
        ),
        (
            "para_16__sup_1",
            {INVESTMENT: Money.yuan(20_000_000)},
            {},
            "经核定总投资 2000万元的“一定比例”，比例没有写明，最高1000万元：0 至 1000万元"
            "（para_16__s_1“一定比例予以最高1000万元”）",
            "A share, left open by the clause, of the verified total investment 20 million yuan, up to "
            "10 million yuan: 0 to 10 million yuan (para_16__s_1 “一定比例予以最高1000万元”)",
        ),
        (
            "para_16__sup_1",
            {INVESTMENT: Money.yuan(5_000_000)},
            {},
            "经核定总投资 500万元的“一定比例”，比例没有写明，至多是全部，也没有超过最高1000万元："
            "0 至 500万元（para_16__s_1“一定比例予以最高1000万元”）",
            "A share, left open by the clause, of the verified total investment 5 million yuan, at most "
            "all of it, which is within the ceiling of 10 million yuan: 0 to 5 million yuan "
            "(para_16__s_1 “一定比例予以最高1000万元”)",
        ),
        (
            "para_16__sup_2",
            {INVESTMENT: Money.yuan(40_000_000), "other-support": Money.yuan(5_000_000)},
            {"M5c": "b"},
            "经核定总投资 4000万元 − 其他补助 500万元 = 3500万元；3500万元的“一定比例”，比例没有写明，"
            "最高1500万元：0 至 1500万元（para_16__s_2“一定比例予以最高1500万元”）",
            "Verified total investment 40 million yuan − other support received 5 million yuan = "
            "35 million yuan; a share, left open by the clause, of 35 million yuan, up to "
            "15 million yuan: 0 to 15 million yuan (para_16__s_2 “一定比例予以最高1500万元”)",
        ),
        (
            "para_20__sup_2",
            {},
            {},
            "数额按国家计量技术规范资助相关规定确定，最高40万元：0 至 40万元"
            "（para_20__s_2“按相关规定给予单个项目不超过40万元”）",
            "A sum set by other rules (Rules on support for national metrology specifications), up to "
            "400,000 yuan: 0 to 400,000 yuan (para_20__s_2 “按相关规定给予单个项目不超过40万元”)",
        ),
        (
            "para_20__sup_2",
            {},
            {"M20c": "b"},
            "最高40万元（para_20__s_2“按相关规定给予单个项目不超过40万元的资助”）",
            "Up to 400,000 yuan (para_20__s_2 “按相关规定给予单个项目不超过40万元的资助”)",
        ),
        (
            "para_12__sup_2",
            {"certificate-cost": Money.yuan(120_000)},
            {},
            "取证花费 12万元，超过最高10万元，按10万元（para_12__s_3“对单张证书给予不超过10万元的资助”）",
            "Cost of the certificate 120,000 yuan, above the ceiling of 100,000 yuan, so 100,000 yuan "
            "(para_12__s_3 “对单张证书给予不超过10万元的资助”)",
        ),
        (
            "para_12__sup_2",
            {},
            {"M12d": "c"},
            "最高10万元；在此以内给多少都可以：0 至 10万元（para_12__s_3“对单张证书给予不超过10万元的资助”）",
            "Up to 100,000 yuan; any sum up to that may be given: 0 to 100,000 yuan "
            "(para_12__s_3 “对单张证书给予不超过10万元的资助”)",
        ),
        (
            "para_20__sup_1",
            {"standard-level": "national", "leads": 3},
            {"M20b": "c"},
            "国家标准：最高50万元，÷ 牵头单位的家数 3 = 166,666.66元（不足一分舍去）"
            "（para_20__s_1“按国际标准、国家标准、行业标准、团体标准分别给予最高不超过100万、50万、30万、10万元资助”）",
            "National standard: up to 500,000 yuan, ÷ number of leaders 3 = 166,666.66 yuan (rounded "
            "down to the fen) (para_20__s_1 “按国际标准、国家标准、行业标准、团体标准分别给予最高不超过"
            "100万、50万、30万、10万元资助”)",
        ),
        (
            "para_20__sup_1",
            {"standard-level": "industry"},
            {"M20b": "c"},
            "行业标准：最高30万元，还要平分，牵头单位的家数未知：0 至 30万元"
            "（para_20__s_1“按国际标准、国家标准、行业标准、团体标准分别给予最高不超过100万、50万、30万、10万元资助”）",
            "Industry standard: up to 300,000 yuan, still to be shared, number of leaders not known: "
            "0 to 300,000 yuan (para_20__s_1 “按国际标准、国家标准、行业标准、团体标准分别给予最高不超过"
            "100万、50万、30万、10万元资助”)",
        ),
    ],
)
def test_other_sums(
    policy: Policy,
    support: str,
    facts: dict[str, Any],
    readings: dict[str, str],
    zh: str,
    en: str,
) -> None:
    assert [_sum_line(policy, support, facts, lang, readings) for lang in LANGUAGES] == [zh, en]


@pytest.mark.parametrize("mode", ["a", "b"])
@given(fen=st.integers(min_value=0, max_value=10**14))
def test_every_equation_holds_and_ends_in_the_amount(policy: Policy, mode: str, fen: int) -> None:
    for lang in LANGUAGES:
        text = _sum_line(policy, "para_5__sup_1", {INVESTMENT: Money(fen)}, lang, {"G16": mode})
        sums = [Fraction(_value(found)) for found in SUM[lang].findall(text.split("para_")[0])]
        base, product = sums[:2]
        assert base * 100 == fen
        assert product == base * Fraction(3, 10)
        rounded = Fraction(int(product * 100 + (Fraction(1, 2) if mode == "b" else 0)), 100)
        expected = [base, product, *([rounded] if rounded != product else [])]
        cap = Fraction(10_000_000)
        assert sums == [*expected, cap, *([cap] if rounded > cap else [])]


def test_a_least_of_other_sums_is_told_part_by_part(policy: Policy) -> None:
    parts = (
        Reason(
            "cap",
            True,
            "para_14__s_2__c_1",
            "3000万元",
            "",
            Capped(Money.yuan(3000), Interval(300_000, 300_000)),
        ),
        Reason(
            "tier", True, "para_20__s_1", "50万", "standard-level", Tiered("national", *[Interval(5, 5)] * 2)
        ),
    )
    reason = Reason("least", True, "para_20__s_1", values=Least(Interval(5, 5)), parts=parts)
    lines = say_tree(policy, (reason,), "zh")
    assert [(line.depth, line.text) for line in lines] == [
        (0, "取下列最小的一项：0.05元"),
        (1, "最高3,000元"),
        (1, "国家标准：最高0.05元"),
    ]


def _value(text: str) -> Fraction:
    kind, value = read(text)
    assert kind == "number"
    assert isinstance(value, Fraction)
    return value
