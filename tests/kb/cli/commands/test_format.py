"""``tiaowen format``: canonical files are left as they are, and others are mended."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


def test_formatting_a_canonical_text_changes_nothing(run: Run, toy_copy: Path) -> None:
    text = next(toy_copy.rglob("text.xml"))
    before = text.read_bytes()
    lines = run("format", "--policy", toy_copy).out.splitlines()
    assert len(lines) == 8
    assert all(line.startswith("已是规范写法：") for line in lines)
    assert text.read_bytes() == before


def test_formatting_mends_what_is_not_canonical(run: Run, toy_copy: Path) -> None:
    text = next(toy_copy.rglob("text.xml"))
    before = text.read_bytes()
    text.write_bytes(before.replace(b'\n      <paragraph eId="para_2">', b'\n\n<paragraph eId="para_2">'))
    rules = next(toy_copy.rglob("rules.xml"))
    laid_out = rules.read_bytes()
    rules.write_bytes(laid_out.replace(b'\n    <domain ref="making"', b'\n<domain  ref="making"'))
    ended = run("format", "--check", "--policy", toy_copy)
    assert (ended.status, ended.out.count("不是规范写法：")) == (1, 2)
    assert run("format", "--policy", toy_copy).out.count("已写成规范写法：") == 2
    assert text.read_bytes() == before
    assert rules.read_bytes() == laid_out


def test_the_line_form_of_the_whole_policy_can_be_printed(run: Run) -> None:
    printed = run("format", "--lines", "--policy", REAL).out
    assert printed.startswith("标题:深圳市促进安全节能环保产业集群高质量发展的若干措施\n")
    assert "按照经核定总投资的[30%|资助比例]给予资助,最高[1000万元|最高限额]。\n" in printed
