"""``tiaowen rules``: the rules of a part as lines, shown, taken from a file, and refused with their line."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.conftest import TOY
from tests.kb.cli.test_cli import Ended, Run, run

__all__ = ["run"]


def lines_of(run: Run, folder: Path) -> str:
    """The rule lines of measure 2."""
    return run("rules", "2", "--show", "--policy", folder).out


def test_the_rules_of_a_measure_are_shown_by_its_number(run: Run) -> None:
    told = lines_of(run, TOY)
    assert "支持 1：第一句；按 标准\n" in told
    assert "  领域 服务；依据 编者\n" in told
    assert run("rules", "(二)", "--show", "--policy", TOY).out == told


def test_unchanged_lines_change_nothing(run: Run, toy_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text(lines_of(run, toy_copy), encoding="utf-8")
    before = next(toy_copy.rglob("rules.xml")).read_bytes()
    ended = run("rules", "2", "--from", file, "--yes", "--policy", toy_copy)
    assert ended.status == 0
    assert next(toy_copy.rglob("rules.xml")).read_bytes() == before


def test_changed_lines_are_written_from_the_standard_input(
    run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = lines_of(run, toy_copy).replace("领域 服务", "领域 制造")
    stdin = io.TextIOWrapper(io.BytesIO(changed.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    ended = run("rules", "2", "--from", "-", "--yes", "--policy", toy_copy)
    assert ended.status == 0
    assert "领域 制造；依据 编者\n" in lines_of(run, toy_copy)
    assert run("check", "--policy", toy_copy).status == 0


def test_a_line_that_cannot_be_read_is_told_by_its_number_and_nothing_is_written(
    run: Run, toy_copy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lines.txt"
    lines = lines_of(run, toy_copy)
    file.write_text(lines.replace("领域 服务", "领域 磨坊"), encoding="utf-8")
    before = next(toy_copy.rglob("rules.xml")).read_bytes()
    ended = run("rules", "2", "--from", file, "--yes", "--policy", toy_copy)
    assert ended.status == 1
    assert "磨坊" in ended.out
    number = 1 + next(n for n, line in enumerate(lines.splitlines()) if "领域 服务" in line)
    assert f":{number}" in ended.out
    assert next(toy_copy.rglob("rules.xml")).read_bytes() == before


def test_lines_that_cause_an_error_of_the_check_are_refused(run: Run, toy_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    lines = lines_of(run, toy_copy)
    file.write_text(lines.replace("  领域 服务；依据 编者\n", ""), encoding="utf-8")
    ended = run("rules", "2", "--from", file, "--yes", "--policy", toy_copy)
    assert ended.status == 1
    assert lines_of(run, toy_copy) == lines


def save_general(run: Run, folder: Path, file: Path, *options: str) -> Ended:
    """Add a concept to the general page of the real policy with these options."""
    lines = run("rules", "通用", "--show", "--policy", folder).out
    concept = "概念 项数；类别 数量；单位 个数\n  名称：项数\n  名称（英）：number of grants\n"
    file.write_text(f"{lines}\n{concept}", encoding="utf-8")
    return run("rules", "通用", "--from", file, "--yes", *options, "--policy", folder)


def versions_with_the_concept(folder: Path) -> list[str]:
    return sorted(
        file.parent.name
        for file in folder.rglob("concepts.xml")
        if file.parent.name[:2] == "20" and "项数" in file.read_text(encoding="utf-8")
    )


def test_changed_rules_of_a_published_version_start_a_new_one(
    run: Run, real_copy: Path, tmp_path: Path
) -> None:
    ended = save_general(run, real_copy, tmp_path / "lines.txt", "--effective", "2027-01-01")
    assert ended.status == 0
    assert "2024-05-11 版已经公布，照它算的规则不改。" in ended.out
    assert "已写进新的版本 2027-01-01（草案），2024-05-11 版没有改动。" in ended.out
    assert versions_with_the_concept(real_copy) == ["2027-01-01"]


def test_rules_that_were_wrong_are_corrected_in_the_published_version(
    run: Run, real_copy: Path, tmp_path: Path
) -> None:
    ended = save_general(run, real_copy, tmp_path / "lines.txt", "--correct")
    assert (ended.status, "已经公布" in ended.out) == (0, False)
    assert versions_with_the_concept(real_copy) == ["2024-05-11"]


def test_a_day_before_the_published_version_is_refused(run: Run, real_copy: Path, tmp_path: Path) -> None:
    ended = save_general(run, real_copy, tmp_path / "lines.txt", "--effective", "2024-05-23")
    assert ended.status != 0
    assert "2024-05-23 太早" in ended.out + ended.err
    assert versions_with_the_concept(real_copy) == []
