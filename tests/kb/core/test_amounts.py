"""The forms of amounts in an invented district's rule: every carrier of the core is tested with a corpus that
was worked out by hand from its words, and each form is tested by itself.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.tariff import make_tariff
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.cases.values import read_measure
from kb.checks import check_policy
from kb.checks.amounts import check_amount
from kb.core.amounts import Lowering, lower
from kb.core.carriers.exact import exact_claim, interval_of
from kb.core.rules import Rules
from kb.core.terms import Term, product, span_of
from kb.explain.outcomes import say_tree, write_line
from kb.model.amounts import Cases, Fixed, Instalments, Product, Total
from kb.model.requirements import AllOf, Compare, leaves
from kb.model.values import Interval, Measured, Money, Rate
from kb.model.words.errors import Place, PolicyError
from tests.conftest import DISTRICT
from tests.corpus.runner import CorpusCase, compare, read_corpus
from tests.kb.assess.interpreter import answer

AREA = Measured(1_000_000, "area")
CASES = read_corpus(DISTRICT.parent / "corpus")


def _read(policy: Policy, case: CorpusCase) -> Case:
    return read_case(policy, json.dumps(case.data["case"], ensure_ascii=False), case.id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_engine_agrees_with_the_words_of_the_district(district: Policy, case: CorpusCase) -> None:
    assert compare(case.expected, answer(district, case.request)) == [], case.data["why"]


def test_every_support_has_cases_and_there_are_enough() -> None:
    counts = Counter(outcome["support"] for case in CASES for outcome in case.expected["outcomes"])
    assert len(CASES) >= 150
    prizes = {f"art_40__sup_{n}" for n in (1, 2, 3)}
    assert set(counts) == prizes | {f"art_{n}__sup_1" for n in range(1, 31)} | {"art_12__sup_2"}
    assert len({case.id for case in CASES}) == len(CASES)


def test_the_amounts_alone_are_the_same(district: Policy) -> None:
    for case in CASES:
        given = _read(district, case)
        tariff = make_tariff(district, case.readings)
        found = assess(district, given, readings=case.readings)
        told = {
            (one.claim, one.support): (one.amount.low, one.amount.high)
            for one in found.outcomes
            if one.claim and one.amount is not None and str(one.status) not in ("ineligible", "barred")
        }
        assert tariff.amounts(given) == told, case.id


def test_the_solver_has_the_same_sums(district: Policy) -> None:
    pytest.importorskip("z3")
    from kb.verify.fuzz.shrinking import Failing
    from kb.verify.fuzz.solver_peer import solver_rivals

    (rival,) = solver_rivals(district)
    lot = [Failing(_read(district, case), case.readings, 0) for case in CASES[::4]]
    assert set(rival.differ(lot)) == {""}


def test_the_rule_of_the_district_has_no_fault(district: Policy) -> None:
    assert [finding.code for finding in check_policy(district) if finding.severity == "error"] == []


def test_every_form_stands_in_it(district: Policy) -> None:
    kinds = {type(part) for support in district.supports for part in support.amount.walk()}
    assert {Fixed, Product, Total, Cases, Instalments} <= kinds


def _told(policy: Policy, support: str, facts: dict[str, Any]) -> list[str]:
    one = policy.support(support)
    claim = {"id": "甲", "kind": one.per, "is": [one.subjects[0].concept.id], **facts}
    case = {"date": "2028-03-01", "applicant": {}, "claims": [claim], "ledger": []}
    found = assess(policy, read_case(policy, json.dumps(case), "甲")).outcome("甲", support)
    return [write_line(line, lang) for lang in ("zh", "en") for line in say_tree(policy, found.reasons, lang)]


@pytest.mark.parametrize(
    ("support", "facts", "lines"),
    [
        (
            "art_12__sup_1",
            {"rented-area": "2500.5", "rented-months": 12},
            (
                "15元 × 租用面积 2,500.5平方米（按 2,000平方米 计） × 租用月数 12个月 = 36万元"
                "（art_12__s_1“15元”）",
                "15 yuan × rented area 2,500.5 square metres (counted as 2,000 square metres) × "
                "months rented 12 months = 360,000 yuan (art_12__s_1 “15元”)",
            ),
        ),
        (
            "art_24__sup_1",
            {},
            ("分期给付：40% 为 200万元、30% 为 150万元、30% 为 150万元（art_24__s_1“分年”）",),
        ),
        (
            "art_12__sup_2",
            {"rented-area": 2000, "rented-months": 12},
            (
                "按这一标准（36万元）的 50% 计：18万元（art_12__s_2“上述标准”）",
                "15元 × 租用面积 2,000平方米 × 租用月数 12个月 = 36万元（art_12__s_1“15元”）",
                "50% of this standard (360,000 yuan): 180,000 yuan (art_12__s_2 “上述标准”)",
            ),
        ),
        (
            "art_4__sup_1",
            {"investment": 1, "used-power": 500.001},
            (
                "用电功率：500.001千瓦；要求：不超过500千瓦（art_4__s_1“用电功率不超过”）",
                "Power used: 500.001 kilowatts; required: at most 500 kilowatts "
                "(art_4__s_1 “用电功率不超过”)",
            ),
        ),
        (
            "art_25__sup_1",
            {"principal": 1_000_000, "market-rate": "3.1%", "loan-months": 1},
            (
                "50% × 贷款本金 100万元 × 市场报价利率 3.1%（按 3.6% 计） × 贷款月数 1个月 = 1,500元"
                "（art_25__s_1“50%”）",
            ),
        ),
        (
            "art_11__sup_1",
            {"discharged": "0.049", "since-start": 1},
            ("0.20元 × 放电量 0.049千瓦时 = 0元（不足一分舍去）（art_11__s_1“0.2元”）",),
        ),
    ],
)
def test_each_form_is_told_with_its_numbers(
    district: Policy, support: str, facts: dict[str, Any], lines: tuple[str, ...]
) -> None:
    told = _told(district, support, facts)
    assert [line for line in lines if line not in told] == []


def test_numbers_of_a_sentence_are_taken_in_its_order(district: Policy) -> None:
    bands = district.support("art_5__sup_1").amount
    assert isinstance(bands, Cases)
    limits = [leaf.limit.text for way in bands.ways for leaf in leaves(way.test) if isinstance(leaf, Compare)]
    assert limits == ["1000万元", "5000万元", "5000万元", "1亿元", "1亿元"]
    sums = [way.amount.sum_.text for way in bands.ways if isinstance(way.amount, Fixed)]
    assert sums == ["5万元", "12万元", "30万元"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # 1000 × 24 × 15 yuan; an unknown factor is bounded by the greatest number that counts.
        (
            {"rented-area": Measured(1_000_000, "area"), "rented-months": Measured(24, "months")},
            (360_000, 360_000),
        ),
        ({"rented-area": Measured(1_000_000, "area")}, (0, 360_000)),
        ({"rented-months": Measured(1, "months")}, (0, 30_000)),
        ({}, (0, 720_000)),
    ],
)
def test_what_is_not_known_of_a_product_is_bounded_by_what_counts(
    district: Policy, facts: dict[str, Any], expected: tuple[int, int]
) -> None:
    support = district.support("art_12__sup_1")
    rules = Rules(district, {"M5a": "a"})
    found = lower(support.amount, Lowering(rules, exact_claim(rules, support.per, facts, ""), "")).sum
    assert found is not None
    low, high = (Money.yuan(yuan).fen for yuan in expected)
    assert interval_of(found) == Interval(low, high)


def test_the_most_that_a_form_allows_is_read_off_its_parts(district: Policy) -> None:
    def most(support: str) -> int | None:
        return district.support(support).amount.most

    assert most("art_5__sup_1") == Money.yuan(300_000).fen
    assert most("art_19__sup_1") == Money.yuan(2_000_000).fen
    assert most("art_20__sup_1") == Money.yuan(3_000_000).fen
    assert most("art_29__sup_1") is None


def test_a_product_of_two_terms_spans_what_both_do() -> None:
    one = Term("min", Term("value", "", "a", "measure"), 24)
    other = Term("min", Term("value", "", "b", "measure"), 10)
    assert span_of(product(one, other)) == (0, 240)
    assert product(3, 4) == 12
    assert product(one, 0) == 0


def test_steps_of_what_a_fact_measures() -> None:
    assert Measured(1_500, "power").of_unit == Fraction(3, 2)
    assert str(Measured(1_500, "power")) == "1.5"
    assert Rate(Fraction(1, 20)) < Rate(Fraction(1, 10))


def _checked(policy: Policy, amount: Cases) -> list[str]:
    declared = {fact.id: fact for fact in policy.facts}
    return [finding.code for finding in check_amount(amount, declared, Place("rules.xml", 1))]


def test_bands_that_end_at_both_sides_are_told(district: Policy) -> None:
    bands = district.support("art_5__sup_1").amount
    assert isinstance(bands, Cases)
    assert _checked(district, bands) == []
    assert _checked(district, replace(bands, ways=bands.ways[:2])) == ["bands-closed"]
    assert _checked(district, replace(bands, ways=bands.ways[:1])) == []


def test_bands_that_only_begin_are_tried_from_the_last(district: Policy) -> None:
    bands = district.support("art_5__sup_1").amount
    assert isinstance(bands, Cases)
    # 1000万元以上 gives 5万元, and 1亿元以上 gives 30万元: neither states an upper end.
    lowest, _, highest = bands.ways
    assert isinstance(lowest.test, AllOf)
    begun = replace(bands, ways=(replace(lowest, test=lowest.test.parts[0]), highest))
    assert _checked(district, begun) == ["bands-hidden"]
    begun = replace(begun, is_last_first=True)
    assert _checked(district, begun) == []
    support = district.support("art_5__sup_1")
    rules = Rules(district, {"M5a": "a"})

    def given(yuan: int) -> Interval:
        facts = exact_claim(rules, support.per, {"output": Money.yuan(yuan)}, "")
        found = lower(begun, Lowering(rules, facts, "")).sum
        assert found is not None
        return interval_of(found)

    assert given(99_999_999) == Interval(5_000_000, 5_000_000)
    assert given(100_000_000) == Interval(30_000_000, 30_000_000)
    assert given(9_999_999) == Interval(0, 0)


@pytest.mark.parametrize(
    ("written", "unit", "steps"),
    [
        ("1200", "area", 1_200_000),
        ("1.5兆瓦", "power", 1_500_000),
        ("0.001", "mass", 1),
        ("500公斤", "mass", 500),
        ("20%", "percent", 20_000),
        ("3.45", "percent", 3_450),
        ("3年", "months", 36),
        ("18", "months", 18),
    ],
)
def test_a_case_writes_a_measured_number_with_or_without_its_unit(
    written: str, unit: str, steps: int
) -> None:
    assert read_measure(written, unit) == Measured(steps, unit)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.2345", "case-measure-fine"),
        ("-3", "case-measure-form"),
        ("五百", "case-measure-form"),
        ("3吨", "case-measure-form"),
        ("9999999999", "case-measure-range"),
    ],
)
def test_what_is_no_measured_number_is_told(district: Policy, written: str, code: str) -> None:
    claim = {"id": "甲", "kind": "project", "is": ["saving-project"], "used-power": written}
    text = json.dumps({"date": "2028-03-01", "applicant": {}, "claims": [claim], "ledger": []})
    with pytest.raises(PolicyError) as raised:
        read_case(district, text, "甲")
    (finding,) = raised.value.findings
    assert finding.code == code
    assert "used-power" in finding.message("en")
    assert "千瓦" in finding.remedy("zh")
