"""The second record agrees with the rules, and names the first difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb import Policy
from kb.verify.mutate.detect import Watch
from kb.verify.mutate.second_record import Record, read_record


def test_the_record_agrees_with_the_rules_today(watch: Watch) -> None:
    assert watch.record is not None
    assert watch.record.departs(watch.policy) == ""


TOLD: dict[str, Any] = {
    "para_1": {
        "domains": ["making"],
        "supports": {"para_1__sup_1": {"form": "grant", "selection": "unstated", "per": "project"}},
    },
    "readings": {"G1": "a", "M1a": "a"},
}
"""The record of the first measure of the toy policy and of its readings."""


def changed(**change: Any) -> dict[str, Any]:
    return {**TOLD, "para_1": {**TOLD["para_1"], **change}}


def of_support(**change: str) -> dict[str, Any]:
    (told,) = TOLD["para_1"]["supports"].values()
    return changed(supports={"para_1__sup_1": {**told, **change}})


@pytest.mark.parametrize(
    ("told", "departs"),
    [
        (TOLD, ""),
        ({}, ""),
        (changed(domains=["serving"]), "para_1"),
        (changed(supports={}), "para_1"),
        (of_support(form="recognition"), "para_1__sup_1"),
        (of_support(selection="competitive"), "para_1__sup_1"),
        (of_support(due="G1:a"), "para_1__sup_1"),
        ({**TOLD, "readings": {"G1": "b", "M1a": "b"}}, "G1"),
        ({"readings": {"G1": "a", "M1a": "a", "X1": "a"}}, "X1"),
        ({"terms": []}, "interpretation fengche"),
        ({"facts": {}}, "achieved-on of claim"),
    ],
)
def test_the_first_difference_between_record_and_rules_is_named(
    toy: Policy, told: dict[str, Any], departs: str
) -> None:
    assert Record(told).departs(toy) == departs


def test_a_record_is_read_where_there_is_one(tmp_path: Path, toy: Policy) -> None:
    assert read_record(tmp_path) is None
    (tmp_path / "record.toml").write_text('[readings]\nG1 = "b"\nM1a = "a"\n', encoding="utf-8")
    record = read_record(tmp_path)
    assert record is not None
    assert record.departs(toy) == "G1"
