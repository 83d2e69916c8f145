"""Rules that leave out a sentence, or claim what the text does not say, are reported in exact words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb import Policy
from kb.checks import check
from kb.checks.rules import check_rules
from kb.model.policy import Group
from tests.golden import STALE, GoldenCase, case_name, found_in, golden_cases
from tests.validities import TRANSITION, write_transition

GOLDEN = golden_cases(__file__)


@pytest.mark.parametrize("case", GOLDEN, ids=case_name)
def test_a_broken_policy_is_told_in_exact_words(case: GoldenCase, tmp_path: Path) -> None:
    assert found_in(case, tmp_path) == case["finding"]


@pytest.mark.parametrize(("rate", "codes"), [("100%", []), ("101%", ["rate-above-whole"])])
def test_at_most_the_whole_investment_may_be_paid(
    rate: str, codes: list[str], toy_copy: Path, change: Callable[[Path, str, str], None]
) -> None:
    change(next(toy_copy.rglob("text.xml")), ">40%<", f">{rate}<")
    assert [f.code for f in check(toy_copy) if f.code != STALE] == codes


def test_where_measures_are_grouped_each_is_in_one_group_and_in_no_other(policy: Policy) -> None:
    def told(*changed: Group) -> list[tuple[str, str, str]]:
        groups = (*changed, *policy.groups[len(changed) :])
        found = check_rules(replace(policy, groups=groups))
        return [(f.code, f.place.eid, dict(f.words)["count"]) for f in found]

    first, second = policy.groups[:2]
    assert told() == []
    assert told(first, replace(second, measures=(first.measures[0], *second.measures))) == [
        ("measure-ungrouped", first.measures[0], "2")
    ]
    assert told(replace(first, measures=first.measures[1:])) == [
        ("measure-ungrouped", first.measures[0], "0")
    ]


def test_a_measure_is_of_a_domain_once(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    line = '    <domain ref="serving" basis="editorial"/>\n'
    path.write_text(path.read_text(encoding="utf-8").replace(line, 2 * line, 1), encoding="utf-8")
    found = list(check(toy_copy))
    assert [(f.code, f.place.line, f.place.eid) for f in found] == [("domain-twice", 19, "para_2")]


def test_a_transition_needs_a_rule_that_names_a_day(tmp_path: Path) -> None:
    later = write_transition(tmp_path / "policy") / "cn-999999/wanju" / TRANSITION
    rules = later / "rules.xml"
    text = rules.read_text(encoding="utf-8")
    day = re.compile(r"(<transition [^>]*)>\s*<day [^>]*/>\s*</transition>")
    rules.write_text(day.sub(r"\1/>", text), encoding="utf-8")
    assert [(f.code, f.place.eid) for f in check(later)] == [("transition-day", "final__s_4")]
    rules.write_text(re.sub(r" *<transition [^>]*>\s*<day [^>]*/>\s*</transition>\n", "", text), "utf-8")
    (finding,) = [f for f in check(later) if f.code.startswith("transition")]
    assert finding.message("zh").startswith("条文写着“施行前已受理的,按原规定执行”")
