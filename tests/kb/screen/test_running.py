"""A screening from the first table to the receipt: unreadable rows, interruptions and reports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.model.values import Money
from kb.model.words.errors import PolicyError
from kb.screen import duck
from kb.screen.comparison import CHANGES, OTHER, Difference, compare_results
from kb.screen.mapping import read_mapping
from kb.screen.registries import open_registry
from kb.screen.rows import case_of
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample, write_schema
from kb.screen.shards import Counts
from kb.screen.tables import tables_of
from tests.kb.screen.tabled import read_outcomes, write_tables

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def sample(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(duck.connect(), policy, folder, 900)
    # One kind of claim is enough, and quick.
    for name in ("project", "carrier", "standard-document"):
        (folder / f"{name}.parquet").unlink()
    return folder


def test_an_interrupted_screening_goes_on_and_ends_the_same(
    policy: Policy, sample: Path, tmp_path: Path
) -> None:
    """Finished shards are not computed again, and the result is that of a single run."""
    whole = screen(policy, "test", Wanted(sample, tmp_path / "whole", DAY))

    def stop(done: int, shards: int, counts: Counts) -> None:
        assert shards > 2
        if done == 2:
            raise KeyboardInterrupt

    wanted = Wanted(sample, tmp_path / "parts", DAY, most=40)
    with pytest.raises(KeyboardInterrupt):
        screen(policy, "test", wanted, stop)
    parts = tmp_path / "parts" / "outcomes"
    finished = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    assert sorted(finished) == ["00001.parquet", "00002.parquet"]
    assert not (tmp_path / "parts" / "receipt.json").exists()
    again = screen(policy, "test", wanted)
    assert {name: (parts / name).stat().st_mtime_ns for name in finished} == finished
    assert read_outcomes(tmp_path / "parts") == read_outcomes(tmp_path / "whole")
    same = ("counts", "statuses", "low", "high", "rules", "registry")
    assert [again.receipt[key] for key in same] == [whole.receipt[key] for key in same]
    assert not list((tmp_path / "parts").glob("*.partial"))


def test_a_result_is_never_mixed_with_another(policy: Policy, sample: Path, tmp_path: Path) -> None:
    wanted = Wanted(sample, tmp_path / "out", DAY)
    screen(policy, "test", wanted)
    before = (tmp_path / "out" / "receipt.json").read_bytes()
    for other in (wanted, replace(wanted, on=date(2026, 3, 3))):
        with pytest.raises(PolicyError) as raised:
            screen(policy, "test", other)
        assert [finding.code for finding in raised.value.findings] == ["screen-out-taken"]
    assert (tmp_path / "out" / "receipt.json").read_bytes() == before


def test_names_units_and_words_of_a_registry_are_mapped(policy: Policy, tmp_path: Path) -> None:
    """For a cost of 12 万元 at most 10 万元 is given (measure 12, 不超过10万元)."""
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "firms.csv").write_text("代码,类型\n91A,企业\n", encoding="utf-8")
    (folder / "certificate.csv").write_text(
        "代码,编号,是证书,花费,完成,选中\n91A,甲,是,12,2025-03-01,是\n", encoding="utf-8"
    )
    (folder / "grants.csv").write_text("applicant\n", encoding="utf-8")
    (folder / "mapping.toml").write_text(
        """
[applicants]
file = "firms.csv"
[applicants.columns]
applicant = "代码"
applicant-kind = { column = "类型", values = { "企业" = "enterprise" } }
[certificate.columns]
applicant = "代码"
claim = "编号"
"is:footprint-certificate" = "是证书"
certificate-cost = { column = "花费", unit = "万元" }
achieved-on = "完成"
selected = "选中"
""",
        encoding="utf-8",
    )
    screen(policy, "test", Wanted(folder, tmp_path / "out", DAY))
    (row,) = read_outcomes(tmp_path / "out").values()
    assert (row["claim"], row["status"], row["low"], row["high"]) == (
        "甲",
        "eligible",
        10_000_000,
        10_000_000,
    )


def test_a_mapping_that_names_nothing_is_told_whole(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        """
[aplicants]
[project.columns]
investmnt = "x"
verified-total-investment = { column = "y", unit = "美元" }
battery-kind = { column = "z", values = { "车" = "car" } }
""",
        encoding="utf-8",
    )
    with pytest.raises(PolicyError) as raised:
        read_mapping(path, tables_of(policy))
    assert [finding.code for finding in raised.value.findings] == ["screen-mapping-unknown"] * 4


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


def test_empty_tables_have_a_column_for_every_fact(policy: Policy, tmp_path: Path) -> None:
    """The tables to fill in can be read without findings."""
    write_schema(policy, tmp_path)
    heads = {
        path.stem: path.read_text(encoding="utf-8-sig").strip().split(",") for path in tmp_path.glob("*.csv")
    }
    assert {fact.id for fact in policy.facts_of("project") if fact.type != "choices"} <= {
        *heads["project"],
        *heads["applicants"],
    }
    assert "is:data-centre" in heads["project"]
    found = open_registry(duck.connect(), tmp_path, tables_of(policy))
    assert set(found.inputs) == set(heads)
    assert found.findings == []


def test_a_database_is_read_as_well_as_files(policy: Policy, sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "registry.duckdb"
    con = duckdb.connect(str(path))
    for file in sample.glob("*.parquet"):
        con.execute(f"CREATE TABLE \"{file.stem}\" AS SELECT * FROM read_parquet('{file}')")
    con.close()
    screen(policy, "test", Wanted(path, tmp_path / "database", DAY))
    screen(policy, "test", Wanted(sample, tmp_path / "files", DAY))
    assert read_outcomes(tmp_path / "database") == read_outcomes(tmp_path / "files")
    assert json.loads((tmp_path / "database" / "receipt.json").read_bytes())["tables"]


def test_two_readings_are_compared_applicant_by_applicant(policy: Policy, tmp_path: Path) -> None:
    """A certificate from before the measures came into force is barred by one reading and not by another.

    Each certificate cost 12 万元, of which at most 10 万元 is given.
    """
    facts = {"certificate-cost": Money(12_000_000), "selected": True, "is": {"footprint-certificate": True}}
    days = {"早": date(2024, 5, 1), "晚": date(2025, 5, 1)}
    cases = [
        (
            key,
            Case(
                DAY,
                {"applicant-kind": "enterprise"},
                (Claim("证书", "certificate", {**facts, "achieved-on": day}),),
                (),
            ),
        )
        for key, day in days.items()
    ]
    write_tables(policy, cases, tmp_path / "registry")
    wanted = Wanted(tmp_path / "registry", tmp_path / "out", DAY, {"G9": "a"})
    screen(policy, "test", wanted)
    screen(policy, "test", replace(wanted, out=tmp_path / "out" / OTHER, readings={"G9": "b"}))
    given = 10_000_000
    wanted_difference = Difference(2, 1, 0, 0, given, given, 2 * given, 2 * given)
    assert compare_results(tmp_path / "out", tmp_path / "out" / OTHER) == wanted_difference
    rows = duckdb.sql(f"SELECT * EXCLUDE (best, other_best) FROM '{tmp_path}/out/{CHANGES}'").fetchall()
    assert rows == [("早", "gain", 0, 0, given, given)]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "mapping.toml",
            "[applicants\n",
            {
                "zh": "这个文件不是正确的 TOML：",
                "en": "The file is no valid TOML: ",
                "zh-remedy": "写法的样子用 tiaowen screen --schema --out 文件夹 生成。",
                "en-remedy": "tiaowen screen --schema --out FOLDER writes an example.",
            },
        ),
        (
            "project.parquet",
            "PAR1",
            {
                "zh": "这张表读不了：",
                "en": "The table cannot be read: ",
                "zh-remedy": "看一看文件是不是完整的 Parquet 或 UTF-8 的 CSV，表名是不是写对了。",
                "en-remedy": "See whether the file is a whole Parquet file or CSV in UTF-8, and whether the "
                "table is named rightly.",
            },
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_with_what_the_engine_says(
    policy: Policy, tmp_path: Path, name: str, content: str, told: dict[str, str]
) -> None:
    write_schema(policy, tmp_path)
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        open_registry(duck.connect(), tmp_path, tables_of(policy))
    (finding,) = raised.value.findings
    for lang in ("zh", "en"):
        assert finding.message(lang).startswith(told[lang])
        assert len(finding.message(lang)) > len(told[lang])
        assert finding.remedy(lang) == told[f"{lang}-remedy"]
