"""Sheets of rule lines: tried without writing, saved completely, and never over the changes of others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb import load
from kb.checks import check
from kb.loading import load_text
from kb.loading.rulelines import REGISTRY
from kb.model.words.errors import Finding, PolicyError
from kb.versions.sheets import open_sheet, read_lines_of

FACT = """
事实 project-district；属于 项目；类型 单选
  名称：项目所在的区
  名称（英）：district of the project
  问题：项目在哪个区？
  问题（英）：In which district is the project?
  出处：第一句「存量数据中心」
  选项 futian
    名称：福田
    名称（英）：Futian
  选项 nanshan
    名称：南山
    名称（英）：Nanshan
"""
CONDITION = "    须 项目所在的区：第一句「存量数据中心」；是 福田\n"


def checked(folder: Path) -> Iterable[Finding]:
    return check(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"
    }


def test_a_new_fact_and_a_condition_on_it_are_added_by_lines_alone(real_copy: Path) -> None:
    sheet = open_sheet(real_copy, "para_5")
    lines = sheet.lines.replace("    金额\n", CONDITION + "    金额\n", 1) + FACT
    draft = sheet.read(lines)
    assert sorted(draft.changes) == ["facts.xml", "rules.xml"]
    assert sheet.find_new(draft, checked) == ()
    assert sheet.save(lines) == ("facts.xml", "rules.xml")
    policy = load(real_copy)
    fact = next(one for one in policy.facts if one.id == "project-district")
    assert [choice.name for choice in fact.choices] == ["福田", "南山"]
    assert open_sheet(real_copy, "para_5").lines.count(CONDITION) == 1


def test_trying_lines_writes_nothing(real_copy: Path) -> None:
    before = files_of(real_copy)
    sheet = open_sheet(real_copy, "para_5")
    sheet.find_new(sheet.read(sheet.lines.replace(CONDITION, "") + FACT), checked)
    assert files_of(real_copy) == before


def test_lines_that_change_nothing_change_no_file(real_copy: Path) -> None:
    for eid in ("para_20", "final", REGISTRY):
        sheet = open_sheet(real_copy, eid)
        assert sheet.read(sheet.lines).changes == {}


def test_what_the_check_finds_stands_at_the_line_of_the_page(real_copy: Path) -> None:
    sheet = open_sheet(real_copy, "para_5")
    lines = sheet.lines.replace("〔读法M5a取b〕", "〔读法M5a取z〕", 1)
    (finding,) = sheet.find_new(sheet.read(lines), checked)
    assert (finding.code, finding.place.file) == ("option-unknown", "para_5.rules.txt")
    assert "〔读法M5a取z〕" in lines.split("\n")[finding.place.line - 1]


def test_a_page_that_somebody_else_changed_is_not_overwritten(real_copy: Path) -> None:
    mine, other = open_sheet(real_copy, "para_5"), open_sheet(real_copy, "para_5")
    other.save(other.lines.replace("竞争评选", "经评定", 1))
    before = files_of(real_copy)
    with pytest.raises(PolicyError) as caught:
        mine.save(mine.lines + FACT)
    assert [finding.code for finding in caught.value.findings] == ["editing-overtaken"]
    assert files_of(real_copy) == before


def test_changes_of_two_pages_both_land(real_copy: Path) -> None:
    one, other = open_sheet(real_copy, "para_5"), open_sheet(real_copy, "para_11")
    other.save(other.lines.replace("  题目：", "  题目：新的", 1))
    one.save(one.lines + FACT)
    assert "  题目：新的" in open_sheet(real_copy, "para_11").lines
    assert FACT.strip() in open_sheet(real_copy, "para_5").lines


def test_a_new_agency_and_a_new_concept_are_registered_by_lines(real_copy: Path) -> None:
    sheet = open_sheet(real_copy, REGISTRY)
    lines = sheet.lines + (
        "\n单位 invented；类别 政府部门\n  名称：深圳市热泵局（虚构）\n"
        "  名称（英）：Heat Pump Bureau (invented)\n  条文里写作：热泵局\n"
        "\n概念 invented-pump；类别 支持对象\n  名称：热泵\n  名称（英）：heat pump\n"
    )
    assert sheet.save(lines) == ("concepts.xml", "agencies.xml")
    registry = load(real_copy).registry
    assert registry.agency_by_id["invented"].short_names == ("热泵局",)
    assert registry.concept_by_id["invented-pump"].kind == "subject"


def test_a_line_out_of_place_is_named_in_the_words_of_the_lines(real_copy: Path) -> None:
    sheet = open_sheet(real_copy, "final")
    paper = "  材料：第二句「不得重复享受」\n"
    draft = sheet.read(sheet.lines.replace("  援引 我市", f"{paper}  援引 我市", 1))
    (found,) = [one for one in sheet.find_new(draft, checked) if one.code == "rules-misplaced"]
    assert found.message("zh").startswith("“援引”一行不能写在这里；这里可以写的：")
    assert sheet.lines.split("\n")[found.place.line - 2].startswith("  援引 我市")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rules.xml", "示范项目", "示范工程"),
        ("readings.xml", "列出的只是举例", "列出的仅是举例"),
        ("facts.xml", "用的是哪一种", "采用哪一种的"),
        ("plain.zh.xml", "经评定后", "经评审后"),
        ("plain.en.xml", "support", "backing"),
        ("text.xml", "资源循环利用", "资源再生利用"),
    ],
)
def test_a_page_follows_every_file_at_once(real_copy: Path, file: str, old: str, new: str) -> None:
    """Even where a changed file has the size and the time of the one before."""
    before = (open_sheet(real_copy, "para_9").lines, load_text(real_copy)[1].text)
    (path,) = real_copy.glob(f"*/anjie-huanbao/*/{file}")
    times = path.stat()
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (open_sheet(real_copy, "para_9").lines, load_text(real_copy)[1].text) != before
    assert read_lines_of(*load_text(real_copy), "para_9", {}) == open_sheet(real_copy, "para_9").lines
