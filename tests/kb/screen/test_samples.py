"""Empty tables to fill in, and a generated registry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kb import Policy
from kb.screen import duck
from kb.screen.mapping import read_mapping
from kb.screen.registries import open_registry
from kb.screen.rows import cases_where
from kb.screen.samples import GROUP, write_sample, write_schema
from kb.screen.tables import tables_of


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


def test_the_mapping_to_fill_in_names_every_column_as_a_comment(toy: Policy, tmp_path: Path) -> None:
    written = write_schema(toy, tmp_path)
    assert [path.name for path in written][-2:] == ["grants.csv", "mapping.toml"]
    lines = (tmp_path / "mapping.toml").read_text(encoding="utf-8").splitlines()
    assert '# investment = { column = "investment", unit = "元" }  # 核定投资' in lines
    assert '# "is:windmill-project" = "is:windmill-project"' in lines
    assert any('"国际标准" = "international", "国家标准" = "national"' in line for line in lines)
    assert set(read_mapping(tmp_path / "mapping.toml", tables_of(toy)).tables["project"].columns) == set()


def test_a_sample_is_the_same_each_time_and_can_be_read(toy: Policy, tmp_path: Path) -> None:
    con = duck.connect()
    kinds = ("project", "standard-document", "certificate", "carrier")
    for name in ("one", "other"):
        written = write_sample(con, toy, tmp_path / name, 30)
        assert {path.stem for path in written} >= {"applicants", "grants", "project"}
    counts = {}
    for path in sorted((tmp_path / "one").iterdir()):
        rows = [
            con.execute(f"SELECT * FROM '{folder / path.name}'").fetchall()
            for folder in (tmp_path / "one", tmp_path / "other")
        ]
        assert rows[0] == rows[1]
        counts[path.stem] = len(rows[0])
    assert (counts["applicants"], counts["grants"]) == (20, 10)
    assert sum(counts.get(kind, 0) for kind in kinds) == 30
    registry = open_registry(con, tmp_path / "one", tables_of(toy))
    assert registry.inputs["applicants"].others == (GROUP,)
    day = date(2030, 6, 1)
    assert len(dict(cases_where(con, registry, "TRUE", day))) == 20
