"""Screening at the command line: two versions or readings compared, and the reasons for one applicant."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.cases.writing import write_case
from kb.model.values import Money
from tests.conftest import DISTRICT, REAL
from tests.kb.cli.test_cli import Run, run
from tests.kb.screen.tabled import write_tables

__all__ = ["run"]

DAY = date(2026, 3, 2)


def test_a_reading_moves_those_at_the_edge_of_a_band(run: Run, district: Policy, tmp_path: Path) -> None:
    """Measure 5: for 5000万元 and 1亿元 the higher band gives 12 and 30 万元, the lower 5 and 12.

    For 3000万元 both give 5, so that 47 万元 become 22.
    """
    outputs = {"甲": 50_000_000, "乙": 100_000_000, "丙": 30_000_000}
    kind = (one for one in district.supports if one.per == "enterprise")
    subjects = {one.concept.id: False for support in kind for one in support.subjects}
    subjects["growing-enterprise"] = True
    cases = []
    for key, output in outputs.items():
        facts = {"output": Money.yuan(output), "is": subjects}
        claims = (Claim("申请", "enterprise", facts),)
        cases.append((key, Case(date(2028, 3, 1), {}, claims, ())))
    write_tables(district, cases, tmp_path / "registry")
    words = ("screen", tmp_path / "registry", "--policy", DISTRICT, "--out", tmp_path / "out")
    ended = run(*words, "--on", "2028-03-01", "--compare", "M5a:b")
    assert ended.status == 0, ended.err
    assert ended.out.splitlines()[-1] == (
        "同一个登记库，M5a:b：合计从 470,000.00—470,000.00 元变为 220,000.00—220,000.00 元，"
        "确定的少 250,000.00 元，最多的少 250,000.00 元；"
        f"0 家可能多得，2 家可能少得，0 家只是确定的数变了。逐家列在 {tmp_path}/out/changes.parquet。"
    )
    rows = duckdb.sql(
        f"SELECT applicant, change, low, other_low FROM '{tmp_path}/out/changes.parquet' ORDER BY low"
    ).fetchall()
    assert rows == [("甲", "lose", 12_000_000, 5_000_000), ("乙", "lose", 30_000_000, 12_000_000)]


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policy with a version that gives at most 20 instead of 10 万元 for a certificate."""
    return Path(shutil.copytree(REAL, tmp_path_factory.mktemp("amended") / "policy"))


def test_an_amendment_says_who_gains_and_what_it_costs(
    run: Run, policy: Policy, amended: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measure 12 pays the cost of a certificate, at most 10 万元; the amended version at most 20 万元.

    Certificates of 8, 12 and 50 万元 bring 8 + 10 + 10 = 28 万元 before, and 8 + 12 + 20 = 40 万元 after it.
    """
    _amend(run, amended, tmp_path, monkeypatch)
    write_tables(policy, [_certified(key, yuan) for key, yuan in COSTS.items()], tmp_path / "registry")
    words = ("screen", tmp_path / "registry", "--policy", amended, "--out", tmp_path / "out", "--lang", "en")
    words = (*words, "--on", DAY.isoformat(), "--compare", "2027-01-01")
    ended = run(*words)
    assert ended.status == 0, ended.err
    told = ended.out.splitlines()[-1]
    assert told == (
        "The same registry, 2027-01-01: 280,000.00 to 280,000.00 yuan becomes 400,000.00 to 400,000.00: "
        "what is certain rises by 120,000.00, the most rises by 120,000.00; 2 may have more, 0 less, "
        f"and of 0 only what is certain changes. All are listed in {tmp_path}/out/changes.parquet."
    )
    out = tmp_path / "out"
    figures = {"applicants": 3, "gain": 2, "lose": 0, "otherwise": 0}
    figures |= {"unbounded": 0, "other_unbounded": 0}
    figures |= {"low": 28_000_000, "high": 28_000_000, "other_low": 40_000_000, "other_high": 40_000_000}
    assert json.loads((out / "changes.json").read_text(encoding="utf-8")) == figures
    other = json.loads((out / "compared" / "receipt.json").read_text(encoding="utf-8"))
    assert other["version"] == "2027-01-01"
    # After a stop between the two screenings, the same command continues to the same answer.
    shutil.rmtree(out / "compared")
    (out / "changes.json").unlink()
    before = (out / "receipt.json").stat().st_mtime_ns
    again = run(*words)
    assert (again.status, again.out.splitlines()[-1]) == (0, told)
    assert (out / "receipt.json").stat().st_mtime_ns == before


COSTS = {"甲": 80_000, "乙": 120_000, "丙": 500_000}


def _certified(key: str, yuan: int) -> tuple[str, Case]:
    facts = {
        "certificate-cost": Money.yuan(yuan),
        "achieved-on": date(2025, 5, 1),
        "selected": True,
        "is": {"footprint-certificate": True},
    }
    claim = Claim("证书", "certificate", facts)
    return key, Case(DAY, {"applicant-kind": "enterprise"}, (claim,), ())


def _amend(run: Run, policy: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = run("format", "--lines", "--policy", policy).out
    old = "对单张证书给予不超过[10万元|最高限额]的资助"
    assert old in text
    (folder / "new.txt").write_text(text.replace(old, old.replace("10", "20")), encoding="utf-8")
    words = ("amend", "2027-01-01", "--text", folder / "new.txt", "--policy", policy, "--yes")
    assert run(*words).status in (0, 1)
    assert run("review", "para_12", "--policy", policy, "--yes").status == 0


def test_the_reasons_of_one_applicant_are_those_of_assess(run: Run, policy: Policy, tmp_path: Path) -> None:
    """Its claims and earlier grants are read back from the tables as the original case."""
    key, case = _certified("甲", 120_000)
    grant = Grant({"object": "证书", "amount": Money.yuan(10_000), "date": date(2025, 6, 1)})
    second = Claim("机房", "project", {"is": {"data-centre": True}, "verified-total-investment": Money(1)})
    case = Case(case.date, case.applicant, (second, *(case.claims or ())), (grant,))
    write_tables(policy, [(key, case), _certified("乙", 1)], tmp_path / "registry")
    (tmp_path / "case.yaml").write_text(write_case(case), encoding="utf-8")
    day = ("--on", DAY.isoformat(), "--policy", REAL)
    explained = run("screen", tmp_path / "registry", "--explain", key, *day)
    assessed = run("assess", tmp_path / "case.yaml", "--explain", *day)
    assert explained.status == assessed.status == 0
    # An answer does not depend on the order of the facts.
    assert "para_12__s_3" in explained.out
    assert explained.out == assessed.out


def test_who_is_not_in_the_registry_cannot_be_explained(run: Run, policy: Policy, tmp_path: Path) -> None:
    write_tables(policy, [_certified("甲", 1)], tmp_path / "registry")
    ended = run("screen", tmp_path / "registry", "--explain", "丙", "--policy", REAL)
    assert ended.status == 1
    assert "申请人表里没有“丙”，或者不止一行。" in ended.err
