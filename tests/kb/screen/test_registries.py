"""A registry as the engine sees it: its tables, its keys, and what cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.screen import duck
from kb.screen.registries import learn_names, open_registry, spelling_queries
from kb.screen.samples import write_schema
from kb.screen.tables import tables_of


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "mapping.toml",
            "[applicants\n",
            {
                "zh": "这个文件不是正确的 TOML：",
                "en": "The file is not valid TOML: ",
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
                "en-remedy": "Check whether the file is a complete Parquet file or CSV in UTF-8, and whether "
                "its name is correct.",
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


def write(folder: Path, **tables: str) -> Path:
    """A registry of some tables as CSV files; an underscore in a name is a hyphen."""
    for name, text in tables.items():
        (folder / f"{name.replace('_', '-')}.csv").write_text(text, encoding="utf-8")
    return folder


def codes(path: Path, policy: Policy) -> list[tuple[str, str]]:
    """What opening a registry refuses: the codes, and the tables or columns that are named."""
    with pytest.raises(PolicyError) as raised:
        open_registry(duck.connect(), path, tables_of(policy))
    return [(one.code, one.message("zh").split("“")[-1].split("”")[0]) for one in raised.value.findings]


def test_a_registry_needs_applicants_and_claims(toy: Policy, tmp_path: Path) -> None:
    kinds = "、".join(tables_of(toy).claims)
    assert codes(tmp_path, toy) == [("screen-table-missing", "applicants"), ("screen-table-missing", kinds)]
    write(tmp_path, applicants="applicant\n甲\n", project="claim\n一\n")
    assert codes(tmp_path, toy) == [("screen-column-missing", "applicant")]
    assert [code for code, _ in codes(tmp_path / "none", toy)] == ["screen-no-registry"]


def test_a_column_that_states_no_fact_is_told_except_for_applicants(toy: Policy, tmp_path: Path) -> None:
    write(tmp_path, applicants="applicant,district\n甲,东\n", project="applicant,claim,investmnt\n甲,一,5\n")
    found = open_registry(duck.connect(), tmp_path, tables_of(toy))
    (finding,) = found.findings
    assert finding.code == "screen-column-unknown"
    assert "investmnt" in finding.message("zh")
    assert "investment" in finding.remedy("zh")
    assert found.inputs["applicants"].others == ("district",)
    assert (found.kinds, found.has_grants, found.keys_are_numbers) == (("project",), False, False)


def test_keys_are_numbers_only_where_all_tables_have_numbers(toy: Policy, tmp_path: Path) -> None:
    con = duck.connect()
    con.execute(f"COPY (SELECT 1 AS applicant) TO '{tmp_path}/applicants.parquet'")
    con.execute(f"COPY (SELECT 1 AS applicant, 'a' AS claim) TO '{tmp_path}/project.parquet'")
    found = open_registry(con, tmp_path, tables_of(toy))
    assert found.keys_are_numbers
    assert found.inputs["project"].key == 'CAST("applicant" AS BIGINT)'
    write(tmp_path, grants="applicant\n1\n")
    found = open_registry(con, tmp_path, tables_of(toy))
    assert (found.keys_are_numbers, found.has_grants) == (False, True)


def test_a_row_is_bad_if_a_cell_cannot_be_read_or_the_claim_has_no_name(toy: Policy, tmp_path: Path) -> None:
    rows = "甲,一,5,yes\n甲,二,五,yes\n甲,,5,yes\n甲,四,,也许\n甲,五,,\n"
    write(tmp_path, applicants="applicant\n甲\n", project=f"applicant,claim,investment,selected\n{rows}")
    con = duck.connect()
    source = open_registry(con, tmp_path, tables_of(toy)).inputs["project"]
    query = source.read(("claim", "investment"), "TRUE", date(2030, 6, 1), key=source.key)
    assert con.execute(query).fetchall() == [
        ("一", 500, "甲", False),
        ("二", None, "甲", True),
        (None, 500, "甲", True),
        ("四", None, "甲", True),
        ("五", None, "甲", False),
    ]


def test_names_that_are_plain_are_not_examined_again(toy: Policy, tmp_path: Path) -> None:
    header = "applicant,claim,object\n"
    write(
        tmp_path,
        applicants="applicant\n甲\n",
        project=f"{header}甲,一,风车\n",
        certificate=f"{header}甲,一,Ａ\n",
        carrier=f"{header}甲,一,W 1\n",
    )
    con = duck.connect()
    registry = open_registry(con, tmp_path, tables_of(toy))
    learn_names(con, registry)
    found = {kind: registry.inputs[kind].columns["object"] for kind in registry.kinds}
    assert found["project"].value == '"object"'
    assert found["carrier"].value == "LOWER(REPLACE(\"object\", ' ', ''))"
    assert [one.sound for one in found.values()] == [True, False, True]
    (query,) = spelling_queries(registry)
    assert con.execute(query).fetchall() == [("Ａ",)]
