"""The check as a whole: the policies of the project have no finding, and checking changes no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks import check
from tests.conftest import DISTRICT, REAL, TOGETHER, TOY


def test_the_real_policy_has_no_finding() -> None:
    assert list(check(REAL)) == []


@pytest.mark.parametrize("folder", [DISTRICT, TOGETHER])
def test_the_rules_of_the_invented_districts_have_no_finding(folder: Path) -> None:
    assert list(check(folder)) == []


def test_the_toy_policy_has_no_finding() -> None:
    assert list(check(TOY)) == []


def test_checking_changes_no_file(toy_copy: Path) -> None:
    before = {path: path.read_bytes() for path in toy_copy.rglob("*.xml")}
    next(toy_copy.rglob("rules.xml")).write_bytes(b"<broken")
    before[next(toy_copy.rglob("rules.xml"))] = b"<broken"
    list(check(toy_copy))
    assert {path: path.read_bytes() for path in toy_copy.rglob("*.xml")} == before
