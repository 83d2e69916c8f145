"""The findings about the stored version are shown at the page and line on which a person mends them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from kb.checks import check
from kb.desk.library import save_work
from kb.desk.problems import find_elsewhere, find_problems, place_on
from kb.desk.work import Answers, Lines, Opened, list_parts, open_part, review, save
from kb.loading import load_text
from kb.loading.lines import write_lines

MOMENT = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def opened(folder: Path, eid: str) -> Opened:
    found = open_part(folder, eid)
    assert found is not None
    return found


def save_lines(folder: Path, eid: str, kind: Literal["text", "rules"], old: str, new: str) -> None:
    part = opened(folder, eid)
    before = getattr(part.lines, kind)
    assert old in before
    typed = Lines(**{"text": part.lines.text, "rules": part.lines.rules, kind: before.replace(old, new, 1)})
    write = partial(
        save, folder, eid, typed, part.base, who="甲", why="", moment=MOMENT, day=date(2027, 1, 1)
    )
    done = write()
    if done.status == "undecided":
        done = write(answers=Answers(done.carried.key, reword=True))
    assert done.status == "written"


def save_rules(folder: Path, eid: str, old: str, new: str) -> None:
    save_lines(folder, eid, "rules", old, new)


def test_a_policy_without_findings_has_none_and_a_due_review_is_no_problem(real_copy: Path) -> None:
    assert find_problems(real_copy) == ()
    save_rules(real_copy, "para_5", "  题目：", "  题目：新的")
    assert find_problems(real_copy) == ()


def test_nothing_is_left_to_do_where_the_check_finds_nothing_and_nobody_is_awaited(real_copy: Path) -> None:
    """What the check of the command finds is on the desk a problem, or a part that awaits a review."""

    def left(folder: Path) -> tuple[list[str], list[str], list[str]]:
        version = opened(folder, "para_5").folders.version
        waiting = [one.eid for one in list_parts(folder) if one.is_to_review]
        return (
            [one.code for one in check(version)],
            [one.finding.code for one in find_problems(folder)],
            waiting,
        )

    assert left(real_copy) == ([], [], [])
    save_lines(real_copy, "para_5", "text", "1000万元", "1500万元")
    assert left(real_copy) == (["fingerprint-stale"], [], ["para_5"])
    save_lines(real_copy, "para_9", "rules", "  题目：", "  题目：新的")
    assert left(real_copy) == (["fingerprint-stale"], [], ["para_5", "para_9"])
    save_lines(real_copy, "para_9", "text", "资源循环利用", "资源的循环利用")
    found, problems, waiting = left(real_copy)
    assert sorted(found) == sorted([*problems, *["fingerprint-stale"] * len(waiting)])
    for eid in ("para_5", "para_9"):
        assert (
            review(real_copy, eid, opened(real_copy, eid).seen, who="乙", moment=MOMENT).status == "reviewed"
        )
    assert left(real_copy)[2] == []


def test_what_other_versions_and_other_works_lack_is_found_too(real_copy: Path) -> None:
    assert list(find_elsewhere(real_copy)) == []
    part = opened(real_copy, "para_5")
    typed = Lines(part.lines.text, part.lines.rules.replace("  题目：", "  题目：新的", 1))
    save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT, correct=True)
    save_lines(real_copy, "para_9", "text", "资源循环利用", "资源的循环利用")
    (found,) = find_elsewhere(real_copy)
    assert (found.is_own, found.version.name, found.problems) == (True, "2024-05-11", 0)
    assert found.waiting == ("(五)推动基础设施节能降碳。",)
    own = opened(real_copy, "para_5").folders.version.parent
    lines = write_lines(*load_text(real_copy, newest=True)[1:])
    save_work(real_copy, "cn-440300", "ling", lines, "", who="甲", moment=MOMENT)
    _, found = find_elsewhere(own)
    assert (found.is_own, found.work) == (False, "cn-440300/ling")
    assert found.problems


def test_an_error_in_rules_is_at_its_page_and_line(real_copy: Path) -> None:
    save_rules(real_copy, "para_5", "资助，最高[1000万元|最高限额|第四句]。", "资助，最高1000万元。")
    (problem,) = find_problems(real_copy)
    assert (problem.page, problem.finding.code, problem.about) == ("para_5", "figure-typed", "")
    part = opened(real_copy, "para_5")
    (placed,) = place_on(part, (problem,))
    assert placed.finding.place.file == "para_5.rules.txt"
    assert "资助，最高1000万元。" in part.lines.rules.split("\n")[placed.finding.place.line - 1]
    assert place_on(opened(real_copy, "para_9"), (problem,)) == ()


def test_what_a_new_measure_lacks_is_mended_on_its_page(real_copy: Path) -> None:
    part = opened(real_copy, "para_24")
    measure = "(二十五)支持节能诊断服务。\n支持企业购买节能诊断服务。\n(责任单位:市工业和信息化局)\n"
    typed = Lines(part.lines.text.rstrip("\n") + f"\n\n{measure}", part.lines.rules)
    day = date(2027, 1, 1)
    done = save(real_copy, "para_24", typed, part.base, who="甲", why="", moment=MOMENT, day=day)
    assert done.status == "written"
    pages = {one.finding.code: one.page for one in find_problems(real_copy)}
    assert pages.pop("measure-ungrouped") == "general"
    assert set(pages.values()) == {"para_25"}
    assert pages.keys() >= {"rules-missing", "plain-missing", "provision-unclassified"}
    # The measure on whose page the new one was typed is as it was.
    assert [one.eid for one in list_parts(real_copy) if one.is_to_review] == ["para_25"]


def test_a_finding_about_a_part_that_is_mended_on_another_page_names_the_part(real_copy: Path) -> None:
    save_rules(real_copy, "general", "    含 （五）\n", "")
    (problem,) = find_problems(real_copy)
    assert (problem.page, problem.about) == ("general", "(五)推动基础设施节能降碳。")
    assert problem.finding.message("zh") == "这条措施在编者分组里出现了 0 次，应为一次。"
    assert place_on(opened(real_copy, "general"), (problem,)) == (problem,)
