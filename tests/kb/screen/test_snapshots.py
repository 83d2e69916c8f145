"""A registry in a database of an office gives the same screening as the same tables in files."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.screen import duck
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from tests.kb.screen.tabled import read_outcomes, read_totals
from tests.kb.screen.test_running import DAY

FILES = ("applicants", "certificate", "grants")
MAPPING = """
attach = "{attach}"
kind = "{kind}"

[applicants]
table = "{applicants}"
[applicants.columns]
applicant = "统一社会信用代码"
applicant-kind = {{ column = "主体类型", values = {{ "企业" = "enterprise" }} }}
ledger = {{ column = "ledger", values = {{ "1" = "yes", "0" = "no" }} }}

[certificate.columns]
"is:footprint-certificate" = {{ column = "is:footprint-certificate", values = {{ "1" = "yes", "0" = "no" }} }}
selected = {{ column = "selected", values = {{ "1" = "yes", "0" = "no" }} }}
certificate-cost = {{ column = "花费", unit = "万元" }}
"""
AS_NUMBERS = ("ledger", "is:footprint-certificate", "selected")
"""The answers that the office writes as 1 and 0."""
RENAMED = {"applicant": "统一社会信用代码", "applicant-kind": "主体类型", "certificate-cost": "花费"}


@pytest.fixture(scope="module")
def office(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of certificates as files, and as CSV under an office's own column names."""
    folder = tmp_path_factory.mktemp("sample")
    con = duck.connect()
    write_sample(con, policy, folder, 300)
    for path in folder.glob("*.parquet"):
        if path.stem not in FILES:
            path.unlink()
            continue
        (folder / "office").mkdir(exist_ok=True)
        names = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]
        columns = ", ".join(f'{_cell(name)} AS "{_named(path.stem, name)}"' for name in names)
        con.execute(f"COPY (SELECT {columns} FROM '{path}') TO '{folder}/office/{path.stem}.csv' (HEADER)")
    return folder


def _named(table: str, name: str) -> str:
    return name if table != "applicants" and name == "applicant" else RENAMED.get(name, name)


def _cell(name: str) -> str:
    if name == "certificate-cost":
        return f'CAST("{name}" AS DECIMAL(20, 6)) / 10000'
    return (
        f"REPLACE(CAST(\"{name}\" AS VARCHAR), 'enterprise', '企业')"
        if name == "applicant-kind"
        else f'"{name}"'
    )


def same_as_files(policy: Policy, office: Path, registry: Path, folder: Path) -> dict[str, object]:
    screen(policy, "test", Wanted(office, folder / "files", DAY, group="district"))
    found = screen(policy, "test", Wanted(registry, folder / "database", DAY, group="district"))
    assert read_outcomes(folder / "database") == read_outcomes(folder / "files")
    assert read_totals(folder / "database") == read_totals(folder / "files")
    assert found.receipt["bad-rows"] == 0
    registry_files: dict[str, object] = found.receipt["registry"]
    return registry_files


def write_mapping(folder: Path, attach: str, kind: str, applicants: str) -> Path:
    folder.mkdir()
    text = MAPPING.format(attach=attach, kind=kind, applicants=applicants)
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_registry_in_sqlite_is_screened_as_its_files_are(
    policy: Policy, office: Path, tmp_path: Path
) -> None:
    path = tmp_path / "registry.db"
    with sqlite3.connect(path) as con:
        said = {"true": 1, "false": 0}
        for name in FILES:
            rows = duckdb.sql(f"SELECT * FROM read_csv('{office}/office/{name}.csv', all_varchar = true)")
            target = "enterprises" if name == "applicants" else name
            columns = ", ".join(f'"{one}"' for one in rows.columns)
            con.execute(f'CREATE TABLE "{target}" ({columns})')
            marks = ", ".join("?" for _ in rows.columns)
            as_numbers = [one in AS_NUMBERS for one in rows.columns]
            values = [
                [said.get(cell, cell) if is_ else cell for is_, cell in zip(as_numbers, row, strict=True)]
                for row in rows.fetchall()
            ]
            con.executemany(f'INSERT INTO "{target}" VALUES ({marks})', values)
    con.close()
    registry = write_mapping(tmp_path / "registry", str(path), "sqlite", "enterprises")
    files = same_as_files(policy, office, registry, tmp_path)
    assert {name for name in files if name.startswith("sqlite:")} == {f"sqlite:{name}" for name in FILES}


def test_an_attached_registry_that_changed_is_never_gone_on_with(policy: Policy, tmp_path: Path) -> None:
    """Combining shards of two states of a database would give a result of neither."""
    path = tmp_path / "registry.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE applicants (applicant)")
        con.execute("CREATE TABLE certificate (applicant, claim)")
        con.executemany("INSERT INTO applicants VALUES (?)", [(f"A{n}",) for n in range(9)])
        con.executemany("INSERT INTO certificate VALUES (?, '甲')", [(f"A{n}",) for n in range(9)])
    registry = tmp_path / "registry"
    registry.mkdir()
    (registry / "mapping.toml").write_text(f'attach = "{path}"\nkind = "sqlite"\n', encoding="utf-8")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    wanted = Wanted(registry, tmp_path / "out", DAY, most=3)
    with pytest.raises(KeyboardInterrupt):
        screen(policy, "test", wanted, stop)
    state = json.loads((tmp_path / "out" / "state.json").read_text(encoding="utf-8"))
    assert len(state["shards"]) > 1
    with con:
        con.execute("UPDATE certificate SET claim = '乙' WHERE applicant = 'A8'")
    con.close()
    with pytest.raises(PolicyError) as raised:
        screen(policy, "test", wanted)
    assert [one.code for one in raised.value.findings] == ["screen-out-taken"]
    assert screen(policy, "test", replace(wanted, out=tmp_path / "anew")).receipt["counts"]["claims"] == 9


@pytest.mark.parametrize(
    ("kind", "attach"), [("postgres", "host=/nowhere dbname=none"), ("sqlite", "/nowhere/none.db")]
)
def test_a_database_that_cannot_be_reached_is_reported(
    policy: Policy, tmp_path: Path, kind: str, attach: str
) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    (registry / "mapping.toml").write_text(f'attach = "{attach}"\nkind = "{kind}"\n', encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        screen(policy, "test", Wanted(registry, tmp_path / "out", DAY))
    assert [one.code for one in raised.value.findings] == ["screen-attach-failed"]
    (finding,) = raised.value.findings
    assert finding.message("zh").startswith("这个数据库读不了：")
    assert finding.message("en").startswith("The database cannot be read: ")
