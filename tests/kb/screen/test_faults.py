"""Every row that cannot be read or cannot be true is reported in exact words, and none is dropped."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.screen.faults import Fault
from kb.screen.running import Screened, Wanted, screen
from tests.conftest import ROOT
from tests.kb.screen.tabled import read_outcomes

DAY = date(2026, 3, 2)
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "bad_rows.toml").read_text(encoding="utf-8")
)["case"]
SOUND: dict[str, dict[str, str]] = {
    "applicants": {"applicant-kind": "enterprise", "leading-enterprise": "yes", "ledger": "是"},
    "certificate": {
        "claim": "碳足迹",
        "is:footprint-certificate": "是",
        "certificate-cost": "50000",
        "achieved-on": "2025-03-01",
        "selected": "yes",
        "renewal": "no",
    },
    "standard-document": {"claim": "标准", "drafting-role": "participant", "leads": "3"},
    "project": {"claim": "项目"},
    "grants": {"object": "甲", "amount": "100", "date": "2025-03-01"},
}
"""A row of each table in which everything can be read, without its applicant."""

EVERY = {"": ("applicants", "certificate"), "district": ("applicants", "project")}
"""The tables in which every applicant has a row, by policy."""


def write_registry(folder: Path, policy: str) -> Path:
    """A registry in which every case of a policy has an applicant of its own, and ``A1`` is sound."""
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in SOUND}
    for case in ({"key": "A1", "table": "", "rows": []}, *cases_of(policy)):
        for table in {*EVERY[policy], case["table"]} - {""}:
            cells = case["rows"] if table == case["table"] else [{}]
            tables[table] += ({"applicant": case["key"], **SOUND[table], **one} for one in cells)
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        if rows or name == "grants":
            columns = dict.fromkeys(["applicant", *SOUND[name], *(cell for row in rows for cell in row)])
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(columns))
                writer.writeheader()
                writer.writerows(rows)
    return folder


def cases_of(policy: str) -> list[dict[str, Any]]:
    return [case for case in CASES if case.get("policy", "") == policy]


@pytest.fixture(scope="module")
def spoilt(
    policy: Policy, district: Policy, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[Screened, Path]]:
    """The registry of each policy with every case in it, screened."""
    found = {}
    for name, one in (("", policy), ("district", district)):
        folder = tmp_path_factory.mktemp("spoilt")
        registry = write_registry(folder / "registry", name)
        wanted = Wanted(registry, folder / "out", DAY, threads=1)
        found[name] = screen(one, "test", wanted), folder / "out"
    return found


def faults_of(case: dict[str, Any], spoilt: Mapping[str, tuple[Screened, Path]]) -> list[Fault]:
    """The findings on the rows of a case, under its applicant or the text in that cell."""
    keys = {row.get("applicant", case["key"])[:200] for row in case["rows"]}
    every = spoilt[case.get("policy", "")][0].faults
    found = [one for one in every if one.applicant in keys]
    if keys == {""}:
        return [one for one in found if one.table == case["table"]]
    # The claim of an applicant without a sound row is reported too, once.
    return [one for one in found if one.kind != "unknown" or case["table"] == one.table]


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "_") for case in CASES])
def test_a_bad_row_is_reported_in_exact_words(
    spoilt: Mapping[str, tuple[Screened, Path]], case: dict[str, Any]
) -> None:
    findings = [(fault, fault.finding) for fault in faults_of(case, spoilt)]
    assert [
        {
            "code": finding.code,
            "table": fault.table,
            "claim": fault.claim,
            "column": fault.column,
            "kind": fault.kind,
            "zh": finding.message("zh"),
            "zh-remedy": finding.remedy("zh"),
            "en": finding.message("en"),
            "en-remedy": finding.remedy("en"),
        }
        for fault, finding in findings
    ] == case["finding"]


def test_thirty_kinds_of_bad_rows_are_reported() -> None:
    assert len(CASES) >= 30
    assert all(case["finding"] for case in CASES)
    told = {one["code"] for case in CASES for one in case["finding"]}
    messages = tomllib.loads((ROOT / "kb" / "model" / "words" / "messages.toml").read_text(encoding="utf-8"))
    assert told == {code for code in messages if code.startswith("screen-bad-")}


def test_claims_with_what_cannot_be_read_or_true_are_invalid_and_none_is_dropped(
    spoilt: Mapping[str, tuple[Screened, Path]],
) -> None:
    found, out = spoilt[""]
    rows = duckdb.sql(
        f"SELECT applicant, kind, status FROM read_parquet('{out}/outcomes/*.parquet')"
    ).fetchall()
    sound = {(applicant, kind) for applicant, kind, status in rows if status != "invalid"}
    bad = set()
    for case in cases_of(""):
        if all("applicant" not in row for row in case["rows"]):
            kind = (
                case["table"] if case["table"] in SOUND and "claim" in SOUND[case["table"]] else "certificate"
            )
            bad.add((case["key"], kind))
    assert len(bad) > 28
    assert sound.isdisjoint(bad)
    assert ("A1", "certificate") in sound
    # This includes the claim without an applicant, the one without a name, and both with one name.
    written = 0
    for name in ("certificate", "standard-document"):
        with (out.parent / "registry" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            written += len(list(csv.DictReader(file)))
    assert found.receipt["counts"]["claims"] == written
    assert sum(status == "invalid" for *_, status in rows) == found.receipt["counts"]["invalid"]


def test_every_place_is_listed_for_office_programs(spoilt: Mapping[str, tuple[Screened, Path]]) -> None:
    found, out = spoilt[""]
    lines = (out / "bad-rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "table,applicant,claim,column,kind,value"
    assert len(lines) - 1 == found.receipt["bad-rows"] == len(found.faults)
    # A text that begins like a formula is made harmless.
    assert not any(cell.startswith(('"=', '"+', '"@')) for line in lines for cell in line.split(","))


@pytest.mark.parametrize("kind", ["read", "disagree"])
def test_a_strict_screening_stops_where_a_row_is_bad(policy: Policy, tmp_path: Path, kind: str) -> None:
    registry = write_registry(tmp_path / "registry", "")
    if kind == "disagree":
        # A single row in which every cell can be read.
        (registry / "standard-document.csv").unlink()
        (registry / "grants.csv").write_text("applicant\n", encoding="utf-8")
        (registry / "applicants.csv").write_text(
            "applicant,applicant-kind\nA1,enterprise\n", encoding="utf-8"
        )
        (registry / "certificate.csv").write_text(
            "applicant,claim,applied-on,selected-on\nA1,甲,2025-05-01,2025-04-30\n", encoding="utf-8"
        )
    with pytest.raises(PolicyError) as raised:
        screen(policy, "test", Wanted(registry, tmp_path / "out", DAY, strict=True))
    codes = {finding.code for finding in raised.value.findings}
    if kind == "disagree":
        assert codes == {"screen-bad-disagrees"}
    else:
        assert codes >= {"screen-bad-choice", "screen-bad-money"}
    assert not (tmp_path / "out" / "receipt.json").exists()
    assert not list((tmp_path / "out" / "outcomes").iterdir())


def test_typed_columns_are_read_within_the_same_limits(policy: Policy, tmp_path: Path) -> None:
    """Numbers of every width, and days with a time: readable ones are read, and others do not stop the run.

    Each certificate cost 12 万元 where its sum can be read, and at most 10 万元 is given.
    """
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "mapping.toml").write_text(
        '[certificate.columns]\ncertificate-cost = { column = "cost", unit = "万元" }\n', encoding="utf-8"
    )
    costs = {
        "TINYINT": "12",
        "INTEGER": "12",
        "HUGEINT": "12",
        "DECIMAL(38, 6)": "12",
        "DECIMAL(9, 2)": "12",
        "DOUBLE": "12",
        "FLOAT": "12",
    }
    bad = {"INTEGER": "2147483647", "DOUBLE": "'NaN'", "TINYINT": "-1"}
    con = duckdb.connect()
    con.execute(
        f"COPY (SELECT 'A' AS applicant, 'enterprise' AS \"applicant-kind\") TO '{folder}/applicants.parquet'"
    )
    (folder / "grants.csv").write_text("applicant\n", encoding="utf-8")
    for n, (type_, cost) in enumerate([*costs.items(), *bad.items()]):
        con.execute(
            f"COPY (SELECT 'A' AS applicant, '甲' AS claim, TRUE AS \"is:footprint-certificate\", "
            f"TRUE AS selected, TIMESTAMP '2025-03-01 00:00:00' AS \"achieved-on\", "
            f"CAST({cost} AS {type_}) AS cost) TO '{folder}/certificate.parquet'"
        )
        screen(policy, "test", Wanted(folder, tmp_path / f"out{n}", DAY, threads=1))
        rows = list(read_outcomes(tmp_path / f"out{n}").values())
        if n < len(costs):
            assert [row["low"] for row in rows if row["status"] == "eligible"] == [10_000_000], type_
        else:
            assert [row["status"] for row in rows] == ["invalid"], type_
