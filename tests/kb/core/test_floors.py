"""A sum of which the text states only the least (不少于30万元): it runs wherever the core does."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.facts import know
from kb.assess.tariff import make_tariff
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.cases.writing import case_json
from kb.checks import check
from kb.core.outcomes import Outcome
from kb.core.ruleset import read_policy
from kb.explain.outcomes import say_tree, write_line
from kb.loading import load_policy
from kb.model.guards import Ruling
from kb.model.values import Interval, Money
from kb.verify.invariants.oracle import find_sum
from render.text.amounts import say_amount
from tests.conftest import DISTRICT
from tests.render.evaluator import answer_whole, ask, differences, write_scripts

FIXED, PRODUCT = "art_1__sup_1", "art_12__sup_1"
"""The supports of 30万元, and of 15元 for each square metre and month, at most 2000 of them and 24 months."""


@pytest.fixture(scope="module")
def floored(district: Policy) -> Policy:
    """The district's rule, with both sums as the least that is given."""
    floor = (Ruling("sum", "floor"),)

    def changed(one: Any) -> Any:
        is_one = one.id in (FIXED, PRODUCT)
        return replace(one, amount=replace(one.amount, rulings=floor)) if is_one else one

    measures = tuple(
        replace(one, supports=tuple(changed(each) for each in one.supports)) for one in district.measures
    )
    return replace(district, measures=measures)


def case(policy: Policy, key: str, **facts: Any) -> Case:
    support = policy.support(key)
    claim = {"id": "甲", "kind": support.per, "is": [support.subjects[0].concept.id], **facts}
    told = {"date": "2028-03-01", "applicant": {}, "claims": [claim], "ledger": []}
    return read_case(policy, json.dumps(told), "甲")


def outcome(policy: Policy, key: str, **facts: Any) -> Outcome:
    return assess(policy, case(policy, key, **facts)).outcome("甲", key)


def test_it_gives_at_least_the_sum_and_promises_no_top(floored: Policy) -> None:
    least = Money.yuan(300_000).fen
    told = case(floored, FIXED, certified=True)
    assert outcome(floored, FIXED, certified=True).amount == Interval(least, None)
    assert make_tariff(floored).amounts(told)["甲", FIXED] == (least, None)
    assert floored.support(FIXED).amount.most is None


def test_so_much_a_unit_may_be_the_least_too(floored: Policy) -> None:
    # 15 yuan × 1000 square metres × 24 months.
    facts = {"rented-area": 1000, "rented-months": 24}
    assert outcome(floored, PRODUCT, **facts).amount == Interval(Money.yuan(360_000).fen, None)
    assert outcome(floored, PRODUCT, **{"rented-area": 1000}).amount == Interval(0, None)


def test_it_is_told_in_both_languages(floored: Policy) -> None:
    reasons = outcome(floored, FIXED, certified=True).reasons
    lines = [write_line(line, lang) for lang in ("zh", "en") for line in say_tree(floored, reasons, lang)]
    assert "不少于30万元，条文没有写上限（art_1__s_1“30万元”）" in lines
    assert "No less than 300,000 yuan; the clause sets no maximum (art_1__s_1 “30万元”)" in lines
    amount = floored.support(FIXED).amount
    assert say_amount(amount, floored.registry, "zh")[0] == "不少于"
    assert say_amount(amount, floored.registry, "en")[0] == "no less than "


def test_the_oracle_has_the_sums_worked_out_by_hand(floored: Policy) -> None:
    def found(key: str, **facts: Any) -> Interval | None:
        told = case(floored, key, **facts)
        (claim,) = told.claims or ()
        return find_sum(floored.support(key).amount, know(claim, told, read_policy(floored)))

    assert found(FIXED) == Interval(Money.yuan(300_000).fen, None)
    # 15 yuan × 2000 square metres, the most that count, × 24 months of the 30.
    assert found(PRODUCT, **{"rented-area": 2500, "rented-months": 30}) == Interval(
        Money.yuan(720_000).fen, None
    )
    assert found(PRODUCT, **{"rented-months": 24}) == Interval(0, None)


def test_the_solver_and_the_oracle_have_the_same_sum(floored: Policy) -> None:
    pytest.importorskip("z3")
    from kb.verify.fuzz.shrinking import Failing
    from kb.verify.fuzz.solver_peer import solver_rivals

    cases = [
        case(floored, FIXED, certified=True),
        case(floored, PRODUCT, **{"rented-area": 1000, "rented-months": 24}),
        case(floored, PRODUCT),
    ]
    (rival,) = solver_rivals(floored)
    assert list(rival.differ([Failing(one, {}, 0) for one in cases])) == ["", "", ""]


def test_the_browser_has_the_same_sum(floored: Policy, tmp_path: Path) -> None:
    cases = [
        case(floored, FIXED, certified=True),
        case(floored, PRODUCT, **{"rented-area": 1.5, "rented-months": 1}),
        case(floored, PRODUCT, **{"rented-area": 1.5}),
    ]
    requests = [
        {"id": str(n), "case": case_json(floored, one), "readings": {}, "whole": True}
        for n, one in enumerate(cases)
    ]
    answers = ask(write_scripts(floored, tmp_path / "scripts"), requests)
    told = zip(cases, answers, strict=True)
    assert [differences(answer_whole(floored, one, {}), answer) for one, answer in told] == [[], [], []]


def test_a_folder_says_so_in_its_rules_and_in_its_text(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DISTRICT, tmp_path / "policy"))
    version = folder / "cn-999998" / "jimuqu" / "2028-07-01"
    rules, text = version / "rules.xml", version / "text.xml"
    written = rules.read_text(encoding="utf-8")
    floor = '<fixed at="奖励金额">\n          <sum is="floor"/>\n        </fixed>'
    rules.write_text(written.replace('<fixed at="奖励金额"/>', floor, 1), encoding="utf-8")
    assert [one.code for one in check(folder)] == []
    words = text.read_text(encoding="utf-8")
    assert "一次性奖励<quantity" in words  # 给予一次性奖励35万元, in the version of 2028
    text.write_text(words.replace("一次性奖励<quantity", "不少于<quantity", 1), encoding="utf-8")
    assert {one.code for one in check(folder) if one.severity == "error"} <= {"fingerprint-stale"}
    found = load_policy(version).support(FIXED).amount
    assert (found.most, [one.role for one in found.stated()]) == (None, ["at-least"])
