"""The supports of the real policy. Every expected sum, rate and count is read off the page by hand."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

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
    PerUnit,
    Share,
    SharedCap,
    Tier,
)
from kb.model.figures import anniversary, binds_from, figure_value
from kb.model.values import Count, Money, Rate, Span
from kb.model.wording import Figure
from tests.conftest import REAL
from tests.golden import GoldenCase, case_name, found_in, golden_cases
from tests.published import published_measures

WAN = 10_000_00
"""Fen in 万元."""

# support, ceilings in 万元, rate in percent
GRANTS = {
    "para_5__sup_1": ([1000], 30),
    "para_9__sup_1": ([1000], 30),
    "para_10__sup_2": ([1000], 30),
    "para_12__sup_2": ([10], None),
    "para_14__sup_2": ([3000], None),
    "para_14__sup_3": ([1500], None),
    "para_14__sup_4": ([1000], None),
    "para_16__sup_1": ([1000], None),
    "para_16__sup_2": ([1500], None),
    "para_20__sup_1": ([100, 50, 30, 10], None),
    "para_20__sup_2": ([40], None),
}

FORMS = {
    "para_1": "listing promotion by-reference",
    "para_2": "procurement promotion",
    "para_3": "demonstration",
    "para_4": "by-reference",
    "para_5": "grant",
    "para_6": "unspecified",
    "para_7": "finance recognition unspecified",
    "para_8": "district",
    "para_9": "grant",
    "para_10": "land grant",
    "para_11": "recognition",
    "para_12": "platform grant",
    "para_13": "unspecified finance",
    "para_14": "case-by-case grant grant grant by-reference",
    "para_15": "recognition",
    "para_16": "grant grant listing",
    "para_17": "platform land land",
    "para_18": "demonstration unspecified",
    "para_19": "by-reference by-reference",
    "para_20": "grant grant",
    "para_21": "finance finance finance",
    "para_22": "recognition listing finance",
    "para_23": "procurement tax",
    "para_24": "by-reference training",
}


def _amount(policy: Policy, key: str) -> Amount:
    return next(s.amount for s in policy.supports if s.id == key)


def test_every_measure_gives_what_its_text_gives(policy: Policy) -> None:
    assert {m.eid: " ".join(s.form for s in m.supports) for m in policy.measures} == FORMS


def test_grants_are_those_with_a_sum_in_the_text(policy: Policy) -> None:
    assert {s.id for s in policy.supports if s.is_money} == GRANTS.keys()


@pytest.mark.parametrize("key", GRANTS)
def test_ceilings_and_rates_are_those_of_the_text(policy: Policy, key: str) -> None:
    limits, percent = GRANTS[key]
    amount = _amount(policy, key)
    assert [q.money for q in amount.ceilings] == [Money(limit * WAN) for limit in limits]
    rates = [q.rate for q in amount.quantities() if q.unit == "rate"]
    assert rates == ([Rate(Fraction(percent, 100))] if percent else [])


@pytest.mark.parametrize("key", ["para_5__sup_1", "para_9__sup_1", "para_10__sup_2"])
def test_share_of_verified_investment_meets_a_cap(policy: Policy, key: str) -> None:
    amount = _amount(policy, key)
    assert isinstance(amount, Least)
    share, cap = amount.parts
    assert isinstance(share, Share)
    assert isinstance(cap, Cap)
    assert share.base == "verified-total-investment"
    assert share.words == "经核定总投资"


def test_certificates_are_paid_each_and_at_most_three_a_year(policy: Policy) -> None:
    amount = _amount(policy, "para_12__sup_2")
    assert isinstance(amount, PerUnit)
    assert (amount.unit, amount.holder, amount.period) == ("certificate", "enterprise", "year")
    assert amount.count.count == Count(3, "张")


def test_both_phases_of_a_municipal_carrier_share_one_ceiling(policy: Policy) -> None:
    amount = _amount(policy, "para_14__sup_4")
    assert isinstance(amount, SharedCap)
    assert [(phase.id, phase.words) for phase in amount.phases] == [
        ("formation", "组建"),
        ("improvement", "提升"),
    ]
    assert amount.count.count.number == 2
    assert amount.cap.limit.money == Money(1000 * WAN)


def test_national_centres_are_decided_case_by_case(policy: Policy) -> None:
    assert isinstance(_amount(policy, "para_14__sup_1"), CaseByCase)


@pytest.mark.parametrize("key", ["para_16__sup_1", "para_16__sup_2"])
def test_an_agreed_share_states_no_rate(policy: Policy, key: str) -> None:
    amount = _amount(policy, key)
    assert isinstance(amount, Least)
    agreed, cap = amount.parts
    assert isinstance(agreed, Agreed)
    assert agreed.rate_words == "一定比例"
    assert isinstance(cap, Cap)


def test_standard_levels_pair_with_sums_in_the_order_named(policy: Policy) -> None:
    amount = _amount(policy, "para_20__sup_1")
    assert isinstance(amount, Tier)
    assert [(level.words, level.limit.money.fen // WAN) for level in amount.levels] == [
        ("国际标准", 100),
        ("国家标准", 50),
        ("行业标准", 30),
        ("团体标准", 10),
    ]


def test_the_metrology_norm_is_by_reference_under_a_ceiling(policy: Policy) -> None:
    amount = _amount(policy, "para_20__sup_2")
    assert isinstance(amount, Least)
    assert [type(part) for part in amount.parts] == [ByReference, Cap]


def test_words_that_leave_a_matter_to_other_rules_have_an_instrument(policy: Policy) -> None:
    cited = {citation.provision for citation in policy.citations}
    for provision in policy.document.provisions():
        if not provision.clauses and re.search(
            "按相关政策|按照?有关政策|按相关规定|依法依规", provision.text
        ):
            assert provision.eid in cited, provision.eid
    by_reference = {s.provision for s in policy.supports if s.form == "by-reference"}
    assert by_reference == {
        "para_1__s_2", "para_4__s_1", "para_14__s_2__c_4", "para_19__s_1", "para_19__s_2", "para_24__s_2",
    }  # fmt: skip


def test_no_number_stands_in_the_rules() -> None:
    rules = next(REAL.glob("*/*/*/rules.xml")).read_text(encoding="utf-8")
    ids = "fingerprint|work|eId|id|provision|measure|under|needed|supports|lower|where"
    rules = re.sub(rf'(?:{ids})="[^"]*"', "", rules)
    rules = re.sub(r"<\?xml[^>]*\?>|urn:tiaowen:rules:1", "", rules)
    assert not re.search(r"[0-9]", rules)
    assert not re.search(r"[二三四五六七八九十百千万亿两]", rules)


def test_supports_in_kind_hold_no_quantity(policy: Policy) -> None:
    for support in policy.supports:
        if isinstance(support.amount, InKind | CaseByCase | ByReference):
            assert support.quantities == ()


def test_quoted_words_of_an_amount_stand_in_its_provision(policy: Policy) -> None:
    for support in policy.supports:
        text = policy.provision(support.provision).text
        for words in support.amount.quoted:
            assert words
            assert words in text


def test_every_sentence_is_classified_and_quotes_itself(policy: Policy) -> None:
    acted = {act.provision for act in policy.acts}
    for measure in policy.measures:
        for sentence in measure.provisions:
            assert sentence.eid in acted or all(clause.eid in acted for clause in sentence.clauses)
    for act in policy.acts:
        assert act.words in policy.provision(act.provision).text


def test_every_measure_has_a_domain_and_most_say_so_in_words(policy: Policy) -> None:
    assert all(measure.domains for measure in policy.measures)
    editorial = [(m.number, x.domain.id) for m in policy.measures for x in m.domains if x.basis.is_editorial]
    assert editorial == [(18, "energy-saving")]
    for measure in policy.measures:
        for link in measure.domains:
            assert link.basis.words in measure.text


def test_final_provisions_are_rules_of_six_kinds_besides_the_issue(policy: Policy) -> None:
    assert [(term.kind, term.provision) for term in policy.terms] == [
        ("issue", "preface__s_5"),
        ("interpretation", "final__s_1"),
        ("non-cumulation", "final__s_2"),
        ("district-measures", "final__s_3"),
        ("validity", "final__s_4"),
        ("special-deadline", "final__s_5"),
        ("higher-law", "final__s_6"),
    ]
    validity = next(term for term in policy.terms if term.kind == "validity")
    start, span = validity.quantities
    assert (start.value, span.value) == (date(2024, 5, 23), Span.of_years(5))
    assert figure_value(Figure((start, span), "last-day")) == date(2029, 5, 22)
    assert anniversary(start, span) == date(2029, 5, 23)


def test_the_cap_binds_from_the_first_fen_that_reaches_it(policy: Policy) -> None:
    amount = _amount(policy, "para_5__sup_1")
    rate, cap = amount.quantities()
    least = binds_from(rate, cap)
    assert least == Money(33_333_333_34)
    assert least.fen * 3 >= cap.money.fen * 10
    assert (least.fen - 1) * 3 < cap.money.fen * 10


def test_groupings_cover_every_measure_once_and_are_editorial(policy: Policy) -> None:
    assert [eid for group in policy.groups for eid in group.measures] == [m.eid for m in policy.measures]
    for group in policy.groups:
        assert group.name not in set(published_measures().values())


def test_all_readings_of_the_list_are_bound(policy: Policy) -> None:
    listed = [f"G{n}" for n in range(1, 23)] + [f"X{n}" for n in range(1, 5)]
    of_measures = {5: "abcd", 9: "abc", 10: "ab", 12: "abcde", 14: "abcdefg", 16: "ab", 20: "abc"}
    listed += [f"M{n}{letter}" for n, letters in of_measures.items() for letter in letters]
    assert set(listed) <= {reading.id for reading in policy.readings}
    for reading in policy.readings:
        assert reading.bases
        assert len(reading.options) >= 2
        assert reading.default in {option.id for option in reading.options}


def test_measures_without_a_sum_have_no_figure_of_money_in_their_plain_words(policy: Policy) -> None:
    without = {m.eid for m in policy.measures if not any(s.is_money for s in m.supports)}
    assert {"para_3", "para_6", "para_7", "para_8", "para_11", "para_15"} <= without
    for lang in ("zh", "en"):
        for eid in without:
            part = policy.plain[lang][eid]
            runs = [run for sentence in part.sentences for run in sentence.parts]
            figures = [run for run in runs if isinstance(run, Figure)]
            assert not [q for figure in figures for q in figure.quantities if q.unit in ("money", "rate")], (
                eid
            )


@pytest.mark.parametrize("case", golden_cases(__file__), ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]
