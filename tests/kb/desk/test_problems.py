"""The findings about the stored version are shown at the page and line on which a person mends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kb.desk.problems import find_problems, place_on
from kb.desk.work import Opened, open_part, save


def opened(folder: Path, eid: str) -> Opened:
    found = open_part(folder, eid)
    assert found is not None
    return found


def save_rules(folder: Path, eid: str, old: str, new: str) -> None:
    part = opened(folder, eid)
    assert old in part.lines.rules
    typed = replace(part.lines, rules=part.lines.rules.replace(old, new, 1))
    moment = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    assert save(folder, eid, typed, part.base, who="甲", why="", moment=moment).status == "written"


def test_a_policy_without_findings_has_none_and_a_due_review_is_no_problem(real_copy: Path) -> None:
    assert find_problems(real_copy) == ()
    save_rules(real_copy, "para_5", "  题目：", "  题目：新的")
    assert find_problems(real_copy) == ()


def test_an_error_in_rules_is_at_its_page_and_line(real_copy: Path) -> None:
    save_rules(real_copy, "para_5", "资助，最高[1000万元|最高限额|第四句]。", "资助，最高1000万元。")
    (problem,) = find_problems(real_copy)
    assert (problem.page, problem.finding.code, problem.about) == ("para_5", "figure-typed", "")
    part = opened(real_copy, "para_5")
    (placed,) = place_on(part, (problem,))
    assert placed.finding.place.file == "para_5.rules.txt"
    assert "资助，最高1000万元。" in part.lines.rules.split("\n")[placed.finding.place.line - 1]
    assert place_on(opened(real_copy, "para_9"), (problem,)) == ()


def test_a_finding_about_a_part_that_is_mended_on_another_page_names_the_part(real_copy: Path) -> None:
    save_rules(real_copy, "general", "    含 （五）\n", "")
    (problem,) = find_problems(real_copy)
    assert (problem.page, problem.about) == ("general", "(五)推动基础设施节能降碳。")
    assert problem.finding.message("zh") == "这条措施在编者分组里出现了 0 次，应为一次。"
    assert place_on(opened(real_copy, "general"), (problem,)) == (problem,)
