"""The mapping of a registry: its files, units and words, and every entry that names nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.screen.mapping import Source, SourceMap, TableSource, read_mapping
from kb.screen.running import Wanted, screen
from kb.screen.tables import tables_of
from tests.kb.screen.tabled import read_outcomes
from tests.kb.screen.test_running import DAY


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


def test_a_mapping_states_columns_units_and_words(toy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        """
attach = "registry.db"
kind = "sqlite"
[applicants]
table = "firms"
[project]
file = "projects.csv"
[project.columns]
claim = "编号"
investment = { column = "投资", unit = "万元" }
selected = { values = { "中选" = "yes" } }
""",
        encoding="utf-8",
    )
    found = read_mapping(path, tables_of(toy))
    assert (found.attach, found.kind) == ("registry.db", "sqlite")
    assert found.tables["applicants"] == TableSource(table="firms")
    assert found.tables["project"] == TableSource(
        "projects.csv",
        "",
        {
            "claim": Source("编号"),
            "investment": Source("投资", 1_000_000),
            "selected": Source("selected", 100, {"中选": "yes"}),
        },
    )


def test_without_a_file_everything_has_the_name_it_has_here(toy: Policy, tmp_path: Path) -> None:
    assert read_mapping(tmp_path / "mapping.toml", tables_of(toy)) == SourceMap()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[project.colums]", "project.colums"),
        ('[project]\ncolumns = { claims = "x" }', "project.columns.claims"),
        ('[project]\ncolumns = { investment = { unit = "角" } }', "project.columns.investment.unit = 角"),
        (
            '[project]\ncolumns = { selected = { values = { "中选" = "是" } } }',
            "project.columns.selected.values: 是",
        ),
        ('project = "projects.csv"', "project"),
    ],
)
def test_an_unknown_entry_is_told_with_its_place(toy: Policy, tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        read_mapping(path, tables_of(toy))
    (finding,) = raised.value.findings
    assert (finding.code, finding.place.file) == ("screen-mapping-unknown", str(path))
    assert f"“{told}”" in finding.message("zh")
