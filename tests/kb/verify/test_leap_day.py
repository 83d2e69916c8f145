"""A policy in force from 29 February: its years begin on 1 March where that day is missing, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb import Policy, load_policy
from kb.core.ruleset import choose_readings, read_policy
from kb.verify.abuse.run import abuse
from kb.verify.findings.readings import compare_readings
from kb.verify.fuzz.boundaries import find_days
from kb.verify.fuzz.run import fuzz
from kb.verify.fuzz.settings import Run
from kb.verify.invariants.oracle import find_validity
from kb.verify.proof.run import prove
from kb.verify.results import Result

pytest.importorskip("z3")


def _from_leap_day(folder: Path, span: str) -> Policy:
    """The policy in ``folder``, in force from 29 February 2024 for as long as ``span`` says."""
    path = folder / "cn-440300/anjie-huanbao/2024-05-11/text.xml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ('date="2024-05-23">2024年5月23日', 'date="2024-02-29">2024年2月29日'),
        (">5年<", f">{span}<"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return load_policy(folder)


@pytest.mark.parametrize(
    ("span", "last", "anniversary"),
    [
        ("1年", date(2025, 2, 28), date(2025, 3, 1)),
        ("4年", date(2028, 2, 28), date(2028, 2, 29)),
        ("5年", date(2029, 2, 28), date(2029, 3, 1)),
    ],
)
def test_the_last_day_is_the_one_worked_out_from_the_text(
    real_copy: Path, span: str, last: date, anniversary: date
) -> None:
    policy = _from_leap_day(real_copy, span)
    for option, expected in (("a", last), ("b", anniversary)):
        validity = read_policy(policy, {"G7": option}).validity
        assert validity is not None
        assert (validity.first, validity.last) == (date(2024, 2, 29), expected)
        assert validity.first < validity.plain_day <= validity.last
        assert find_validity(policy, choose_readings(policy, {"G7": option})) == (date(2024, 2, 29), expected)


def test_the_days_tried_are_those_on_which_its_years_turn(real_copy: Path) -> None:
    days = find_days(_from_leap_day(real_copy, "5年"))
    for turn in ((2024, 2, 29), (2025, 3, 1), (2026, 3, 1), (2027, 3, 1), (2028, 2, 29), (2029, 3, 1)):
        assert date(*turn) in days


@pytest.mark.parametrize(
    "tried",
    [
        lambda policy: prove(policy, ("para_12",)),
        lambda policy: abuse(policy, "para_12"),
        lambda policy: fuzz(policy, Run(cases=40)),
        lambda policy: compare_readings(policy, ("G7", "M12a")),
    ],
    ids=["prove", "abuse", "fuzz", "readings --compare"],
)
def test_the_workbench_finds_no_fault_of_the_program(real_copy: Path, tried: object) -> None:
    assert callable(tried)
    results: Iterator[Result] = tried(_from_leap_day(real_copy, "5年"))
    found = list(results)
    assert found
    assert [result.law for result in found if result.is_trouble] == []
