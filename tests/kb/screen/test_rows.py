"""The rows of an applicant read back as a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.model.values import Money
from kb.model.words.errors import PolicyError
from kb.screen import duck
from kb.screen.registries import open_registry
from kb.screen.rows import case_of, cases_where
from kb.screen.tables import tables_of
from tests.kb.screen.tabled import write_tables
from tests.kb.screen.test_running import DAY


def test_an_applicant_is_read_back_as_the_case_it_is(policy: Policy, tmp_path: Path) -> None:
    case = Case(
        DAY,
        {"applicant-kind": "enterprise", "leading-enterprise": False},
        (
            Claim(
                "碳 足迹",
                "certificate",
                {"certificate-cost": Money(5_000_001), "is": {"footprint-certificate": True}},
            ),
        ),
        (Grant({"object": "碳 足迹", "amount": Money(100), "date": date(2025, 1, 2)}),),
    )
    write_tables(policy, [("甲", case), ("乙", replace(case, ledger=None))], tmp_path)
    con = duck.connect()
    registry = open_registry(con, tmp_path, tables_of(policy))
    assert case_of(con, registry, "甲", DAY) == case
    assert case_of(con, registry, "乙", DAY) == replace(case, ledger=None)
    with pytest.raises(PolicyError):
        case_of(con, registry, "丙", DAY)


def test_a_row_that_cannot_be_read_is_told_by_its_key(toy: Policy, tmp_path: Path) -> None:
    (tmp_path / "applicants.csv").write_text("applicant\n甲\n乙\n", encoding="utf-8")
    (tmp_path / "project.csv").write_text(
        "applicant,claim,investment\n甲,风车,10.5\n乙,风车,很多\n", encoding="utf-8"
    )
    con = duck.connect()
    registry = open_registry(con, tmp_path, tables_of(toy))
    claim = Claim("风车", "project", {"investment": Money(1050)})
    assert case_of(con, registry, "甲", DAY) == Case(DAY, {}, (claim,), None)
    with pytest.raises(PolicyError) as raised:
        case_of(con, registry, "乙", DAY)
    (finding,) = raised.value.findings
    assert (finding.code, finding.place.file) == ("screen-row-invalid", "project")
    assert "乙" in finding.message("zh")


def test_cases_are_those_of_a_condition_on_the_key(toy: Policy, tmp_path: Path) -> None:
    cases = [(key, Case(DAY, {}, (), ())) for key in ("甲", "乙", "丙")]
    claim = Claim("风车", "project", {"object": "风车"})
    cases[2] = ("丙", Case(DAY, {}, (claim,), (Grant({"amount": Money(5)}),)))
    write_tables(toy, cases, tmp_path)
    con = duck.connect()
    registry = open_registry(con, tmp_path, tables_of(toy))
    found = dict(cases_where(con, registry, "{key} IN ('乙', '丙')", DAY))
    assert found == {"乙": cases[1][1], "丙": cases[2][1]}
