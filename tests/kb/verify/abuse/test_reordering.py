"""Reordering: an order that brings less is found with both sums, and none where grants are independent."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from kb import Policy, load_policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Claim
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.model.amounts import PerUnit
from kb.model.guards import Ruling
from kb.model.values import Money
from kb.model.words.errors import LANGUAGES
from kb.verify.abuse.orders import find_pairs
from kb.verify.abuse.reordering import Reordering, spread
from kb.verify.abuse.schemes import bring
from kb.verify.casebook.folder import keep, read_casebook
from kb.verify.casebook.replay import replay_case
from kb.verify.fuzz.generator import Maker
from kb.verify.report.result import say_result
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law
from tests.conftest import REAL, TOY

WAN = 10_000 * 100
"""万元 in fen."""


@cache
def found_in(folder: object) -> tuple[Result, ...]:
    return every(load_policy(folder))  # type: ignore[arg-type]


def every(policy: Policy) -> tuple[Result, ...]:
    orders = Reordering(Maker(policy))
    return tuple(result for one in policy.supports if one.is_money for result in orders.try_support(one))


def of(support: str, law: str = "reorder", folder: object = REAL) -> list[Result]:
    return [one for one in found_in(folder) if (one.support, one.law) == (support, law)]


def once_only(policy: Policy) -> Policy:
    """The policy with a bar on two of its supports for one thing, of which the applicant chooses."""
    terms = tuple(
        replace(term, rulings=(Ruling("within", "once"), Ruling("conflict", "choose")))
        if term.kind == "non-cumulation"
        else term
        for term in policy.terms
    )
    return replace(policy, terms=terms)


def test_every_support_with_a_sum_is_told_what_the_order_does(policy: Policy) -> None:
    for support in policy.supports:
        if support.is_money:
            assert of(support.id, "reorder"), support.id
            assert of(support.id, "reorder-own"), support.id


def test_what_is_smaller_bars_what_is_bigger_if_it_comes_first(policy: Policy) -> None:
    """Measure 5 pays 30 % and measure 16 up to 15 million: of 15 million invested, 4.5 or 15 million."""
    (found,) = of("para_5__sup_1")
    told = say_law(found, "zh")
    assert "先“成果转化和产业化支持”后“基础设施节能降碳项目资助”或者同时申请，一共最高可得1500万元" in told
    assert "先“基础设施节能降碳项目资助”后“成果转化和产业化支持”，只有450万元：次序不同，差1050万元" in told
    assert found.case is not None
    (grant,) = found.case.ledger or ()
    assert grant.facts["amount"] == Money(450 * WAN)
    assert assess(policy, found.case).combination.total.high == 0
    assert "后一次申请，最高可得0元；要是以前什么都没有拿过，最高可得1500万元" in found.program["zh"]
    fresh = Case(found.case.date, found.case.applicant, found.case.claims, ())
    assert assess(policy, fresh).combination.total.high == 1500 * WAN
    # If the difference is paid, or if both can be received, the order does not matter.
    assert set(found.options) == {("G1", "b"), ("G1", "c"), ("G4", "c")}
    for option, high in ((("G4", "c"), 1050 * WAN), (("G1", "c"), 1500 * WAN)):
        assert assess(policy, found.case, readings=dict([option])).combination.total.high == high


def test_cheap_certificates_first_use_up_the_number(policy: Policy) -> None:
    """At most three certificates a year are paid, each up to 100,000 yuan. If three of 10,000 come first, the
    total is 30,000 yuan instead of 300,000.
    """
    (found,) = of("para_12__sup_2", "reorder-own")
    told = say_law(found, "zh")
    assert "先花费多的后花费少的或者同时申请，一共最高可得30万元；先花费少的后花费多的，只有3万元" in told
    assert found.case is not None
    assert [grant.facts["amount"] for grant in found.case.ledger or ()] == [Money(WAN)] * 3
    barred = [o.status for o in assess(policy, found.case).outcomes if o.support == "para_12__sup_2"]
    assert barred == [Status.BARRED] * 3


@pytest.mark.parametrize(
    ("support", "law", "option", "most", "least"),
    [
        ("para_14__sup_4", "reorder-own", ("M14c", "b"), "1000万元", "500万元"),
        ("para_20__sup_1", "reorder", ("X2", "b"), "100万元", "10万元"),
    ],
)
def test_some_orders_matter_only_as_some_reading_has_it(
    support: str, law: str, option: tuple[str, str], most: str, least: str
) -> None:
    (found,) = of(support, law)
    assert found.readings == dict([option])
    told = say_law(found, "zh")
    assert f"一共最高可得{most}" in told
    assert f"只有{least}" in told


def test_of_two_centres_of_one_level_the_one_had_first_bars_the_other(policy: Policy) -> None:
    """Only a higher level is topped up: after 1500万元 for the technology centre nothing of the 3000万元 is
    left.
    """
    (found,) = of("para_14__sup_2")
    assert found.readings == {}
    told = say_law(found, "zh")
    assert "一共最高可得3000万元" in told
    assert "只有1500万元" in told
    assert found.case is not None
    assert (
        assess(policy, found.case).outcome("国家工程研究中心支持", "para_14__sup_2").status is Status.BARRED
    )


def test_what_is_proved_apart_is_the_same_in_any_order(policy: Policy) -> None:
    """Three different things, generated at random and under any option, bring the same forwards and
    backwards.
    """
    maker, rng = Maker(policy), Random(5)
    proved = [one for one in found_in(REAL) if one.verdict is Verdict.PROVED]
    assert {one.support for one in proved} >= {"para_14__sup_2", "para_14__sup_3", "para_20__sup_2"}
    had = 0
    for result in proved:
        support = policy.support(result.support)
        for _ in range(40):
            rules = read_policy(policy, dict(rng.sample(maker.options, 1)))
            claims = []
            for name in ("甲", "乙", "丙"):
                facts = {**maker.facts(support, rng, None, False), "object": name}
                facts = {key: facts[key] for key in facts if key not in ("part-of", "applied-on")}
                claims.append(Claim(name, support.per, facts))
            sums = []
            for turn in (claims, claims[::-1]):
                script = tuple(
                    Case(maker.middle, maker.applicants[support.id], (claim,), ()) for claim in turn
                )
                sums.append(bring(rules, script)[0])
            assert sums[0] == sums[1], claims
            had += sums[0] > 0
    assert had > 40


def test_no_order_matters_where_nothing_bars_two_supports_for_one_thing() -> None:
    """The toy policy bars nothing within itself, and all its certificates bring the same."""
    found = found_in(TOY)
    assert {one.verdict for one in found} == {Verdict.PROVED, Verdict.SAMPLED}
    toy = load_policy(TOY)
    for support in toy.supports:
        if support.is_money:
            (own,) = of(support.id, "reorder-own", TOY)
            steps = support.per in ("standard-document", "carrier")
            sampled = steps or isinstance(support.amount, PerUnit)
            assert own.verdict is (Verdict.SAMPLED if sampled else Verdict.PROVED), support.id


def test_the_order_matters_in_the_toy_policy_once_one_thing_has_one_grant() -> None:
    """One windmill can receive 40 % up to 8 million yuan, any share up to 7 million, or 90,000."""
    toy = once_only(load_policy(TOY))
    (found,) = [one for one in every(toy) if (one.support, one.law) == ("para_1__sup_1", "reorder")]
    told = say_law(found, "zh")
    # With a large investment 8 million, or 90,000 if that is received first.
    assert "一共最高可得800万元" in told
    assert "只有9万元：次序不同，差791万元" in told
    # With 8 million invested: 40 % are 3.2 million, an open share up to 7 million; the difference is 3.8.
    assert "（差380万元）" in told
    rules = read_policy(toy)
    for ordering in find_pairs(Maker(toy)):
        best, worst = spread(rules, ordering).brought[0], spread(rules, ordering).brought[-1]
        assert len(worst.order.script) > 1, "at once the better one is chosen"
        assert best.fen > worst.fen


def test_a_finding_is_kept_with_what_is_applied_for_last(policy: Policy, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    (found,) = of("para_5__sup_1")
    assert keep(policy, found, tmp_path)
    (kept,) = read_casebook(policy, tmp_path).cases
    assert [(one.support, one.status) for one in kept.expected] == [("para_16__sup_2", Status.BARRED)]
    assert replay_case(policy, kept).agrees


def test_every_result_is_told_in_both_languages(policy: Policy) -> None:
    for result in found_in(REAL):
        assert not result.is_trouble
        for lang in LANGUAGES:
            told = "\n".join(say_result(policy, result, lang))
            assert "{" not in told
            assert "sup_" not in told
