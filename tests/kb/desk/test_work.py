"""Saving on the desk: complete, entered in the journal, and never over the changes of somebody else."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from kb.desk.journal import read_entries
from kb.desk.library import is_draft_empty, recognise, save_work
from kb.desk.telling import tell
from kb.desk.work import (
    Answers,
    Lines,
    Opened,
    Saved,
    Tried,
    comment,
    hand_over,
    list_parts,
    open_part,
    review,
    save,
    settle,
    try_lines,
    undo,
)
from kb.loading import load_policy, load_text
from kb.model.words.errors import Finding
from tests.sampling import examples

MOMENT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def opened(folder: Path, eid: str = "para_5") -> Opened:
    found = open_part(folder, eid)
    assert found is not None
    return found


def save_text(folder: Path, part: Opened, lines: str, who: str = "甲") -> Saved:
    day = date(2027, 1, 1)
    typed = replace(part.lines, text=lines)
    return save(folder, part.eid, typed, part.base, who=who, why="试", moment=MOMENT, day=day)


def save_rules(
    folder: Path, part: Opened, old: str, new: str, who: str = "甲", *, correct: bool = False
) -> Saved:
    typed = replace(part.lines, rules=part.lines.rules.replace(old, new, 1))
    day = date(2027, 1, 1)
    return save(folder, part.eid, typed, part.base, who=who, why="", moment=MOMENT, day=day, correct=correct)


def try_text(folder: Path, part: Opened, old: str, new: str, *, whole: bool) -> Tried:
    typed = replace(part.lines, text=part.lines.text.replace(old, new))
    return try_lines(folder, part.eid, typed, whole=whole)


def test_typing_shows_the_redline_the_figure_and_what_is_touched(real_copy: Path) -> None:
    part = opened(real_copy)
    tried = try_text(real_copy, part, "1000万元", "1500万元", whole=False)
    assert tried.findings == ()
    assert tried.figures == (("最高限额", "1000万元", "1500万元"),)
    changed = [run for line in tried.redline for run in line if run[0] != "same"]
    assert changed == [("gone", "1000万元"), ("new", "1500万元")]
    assert sorted(tried.changes or ()) == ["text.xml"]


def test_trying_writes_nothing(real_copy: Path) -> None:
    before = {path: path.read_bytes() for path in real_copy.rglob("*") if path.is_file()}
    part = opened(real_copy)
    try_text(real_copy, part, "1000万元", "1500万元", whole=True)
    try_lines(real_copy, "para_5", Lines(part.lines.text, "胡写"), whole=True)
    try_lines(real_copy, "para_5", Lines("胡写"), whole=True)
    after = {
        path: path.read_bytes() for path in real_copy.rglob("*") if path.is_file() and path.name != ".lock"
    }
    assert after == before


def test_the_whole_check_says_that_the_rules_are_to_be_reviewed(real_copy: Path) -> None:
    part = opened(real_copy)
    tried = try_text(real_copy, part, "1000万元", "1500万元", whole=True)
    assert (tried.findings, tried.to_review) == ((), ("(五)推动基础设施节能降碳。",))


def test_an_edit_of_a_published_text_starts_a_version_of_the_day_and_is_in_the_journal(
    real_copy: Path,
) -> None:
    part = opened(real_copy)
    saved = save_text(real_copy, part, part.lines.text.replace("1000万元", "1500万元"))
    assert saved.status == "written"
    folders, _, _ = load_text(real_copy, newest=True)
    assert folders.version.name == "2027-01-01"
    assert "1500万元" in opened(real_copy).lines.text
    assert "1000万元" in load_policy(real_copy, on=date(2026, 12, 31)).document.text
    (entry,) = read_entries(folders.version.parent)
    assert (entry.who, entry.act, entry.eid, entry.what, entry.why) == ("甲", "saved", "para_5", "条文", "试")


def test_a_save_in_a_repository_commits_the_version_and_nothing_that_lies_beside_it(real_copy: Path) -> None:
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=x", "-c", "user.email=x@localhost"]
        command = ["git", "-C", str(real_copy), *identity, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "begin")
    part = opened(real_copy)
    (part.folders.version.parent / "notes.txt").write_text("mine", encoding="utf-8")
    save_rules(real_copy, part, "  题目：", "  题目：新的", correct=True)
    shown = git("show", "--name-only", "--format=%an").split()
    assert shown[0] == "甲"
    assert {name.rpartition("/")[2] for name in shown[1:]} == {"journal.jsonl", "plain.zh.xml"}


def test_the_second_of_two_people_on_one_part_is_told_and_overwrites_nothing(real_copy: Path) -> None:
    one, other = opened(real_copy), opened(real_copy)
    assert save_text(real_copy, one, one.lines.text.replace("1000万元", "1500万元")).status == "written"
    assert save_text(real_copy, other, other.lines.text.replace("30%", "40%"), "乙").status == "overtaken"
    assert "1500万元" in opened(real_copy).lines.text
    assert "30%" in opened(real_copy).lines.text


def test_a_field_keeps_its_base_only_where_both_have_changed_it() -> None:
    was, now = Lines("甲", "乙"), Lines("甲", "丙")
    ours, theirs = was.base.split("."), now.base.split(".")
    assert Lines("甲一", "乙").rebased(was.base, now) == (Lines("甲一", "丙"), now.base)
    assert Lines("甲", "乙一").rebased(was.base, now) == (Lines("甲", "乙一"), f"{theirs[0]}.{ours[1]}")
    assert Lines("甲", "丙").rebased(was.base, now) == (now, now.base)
    assert Lines("甲一", "乙一").rebased(was.base, was) == (Lines("甲一", "乙一"), was.base)


def test_two_people_on_two_parts_both_land(real_copy: Path) -> None:
    five, nine = opened(real_copy), opened(real_copy, "para_9")
    assert save_text(real_copy, five, five.lines.text.replace("1000万元", "1500万元")).status == "written"
    assert (
        save_text(real_copy, nine, nine.lines.text.replace("1000万元", "1200万元"), "乙").status == "written"
    )
    assert "1500万元" in opened(real_copy).lines.text
    assert "1200万元" in opened(real_copy, "para_9").lines.text


def test_lines_that_cannot_be_read_are_refused_and_nothing_is_written(real_copy: Path) -> None:
    part = opened(real_copy)
    saved = save_text(real_copy, part, part.lines.text.replace("[1000万元|最高限额]", "[1000万元|最高限"))
    assert saved.status == "refused"
    assert saved.findings[0].code.startswith("markup-")
    assert opened(real_copy).lines.text == part.lines.text


def _save_often(folder: Path, name: str, rounds: int) -> None:
    for n in range(rounds):
        while True:
            part = opened(folder, "para_11")
            if save_rules(folder, part, "  题目：", f"  题目：{name}{n}", name).status == "written":
                break


def test_four_processes_that_save_one_page_lose_no_save(real_copy: Path) -> None:
    context = multiprocessing.get_context("fork")
    rounds, names = examples(2), "甲乙丙丁"
    workers = [context.Process(target=_save_often, args=(real_copy, name, rounds)) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
        assert worker.exitcode == 0
    title = next(line for line in opened(real_copy, "para_11").lines.rules.splitlines() if "  题目：" in line)
    for name in names:
        for n in range(rounds):
            assert title.count(f"{name}{n}") == 1


def change(folder: Path, new: str, who: str = "甲") -> None:
    part = opened(folder)
    old = next(figure for figure in ("1000万元", "1500万元", "1200万元") if figure in part.lines.text)
    assert save_text(folder, part, part.lines.text.replace(old, new), who).status == "written"


def state(folder: Path, eid: str = "para_5") -> str:
    return opened(folder, eid).history.state


def hand_in(folder: Path, act: Literal["proposed", "returned"], who: str) -> str:
    seen = opened(folder).seen
    return hand_over(folder, "para_5", act, seen, who=who, why="请看", moment=MOMENT).status


def test_a_part_goes_from_draft_to_proposed_to_reviewed_by_another(real_copy: Path) -> None:
    assert state(real_copy) == "in-force"
    assert hand_in(real_copy, "proposed", "甲") == "overtaken"
    change(real_copy, "1500万元")
    assert state(real_copy) == "draft"
    assert hand_in(real_copy, "proposed", "甲") == "noted"
    assert state(real_copy) == "proposed"
    assert hand_in(real_copy, "returned", "乙") == "noted"
    assert state(real_copy) == "draft"
    reason = opened(real_copy).history.returned
    assert reason is not None
    assert (reason.who, reason.why) == ("乙", "请看")
    hand_in(real_copy, "proposed", "甲")
    assert opened(real_copy).history.returned is None
    seen = opened(real_copy).seen
    assert review(real_copy, "para_5", seen, who="甲", moment=MOMENT).status == "same-person"
    assert review(real_copy, "para_5", seen, who="乙", moment=MOMENT).status == "reviewed"
    assert state(real_copy) == "reviewed"
    # A further edit makes it a draft again, and its rules must be reviewed again.
    part = opened(real_copy)
    save_rules(real_copy, part, "  题目：", "  题目：新的")
    assert state(real_copy) == "draft"
    assert opened(real_copy).history.is_to_review
    listed = {one.eid: one.state for one in list_parts(real_copy)}
    assert (listed["para_5"], listed["para_9"]) == ("draft", "unchanged")


def test_an_undo_is_a_save_of_what_was_before(real_copy: Path) -> None:
    before = opened(real_copy).lines.text
    change(real_copy, "1500万元")
    last = opened(real_copy).history.undoable
    assert last is not None
    done = undo(real_copy, "para_5", last.id, who="乙", moment=MOMENT)
    assert done.status == "written"
    assert opened(real_copy).lines.text == before
    newest, older = read_entries(opened(real_copy).folders.version.parent)
    assert (newest.who, newest.why) == ("乙", "撤销甲在2026-11-29 09:30的修改")
    assert older.who == "甲"
    # An undo can be undone; what somebody has saved since is never taken back.
    assert undo(real_copy, "para_5", last.id, who="乙", moment=MOMENT).status == "overtaken"
    assert undo(real_copy, "para_5", newest.id, who="乙", moment=MOMENT).status == "written"
    assert "1500万元" in opened(real_copy).lines.text


CONCEPT = "\n概念 tower；类别 支持对象\n  名称：铁塔\n  名称（英）：towers\n"


def undo_last(folder: Path, eid: str = "para_5") -> str:
    last = opened(folder, eid).history.undoable
    assert last is not None
    return undo(folder, eid, last.id, who="乙", moment=MOMENT).status


def test_an_undo_takes_back_everything_that_the_save_changed_and_nothing_else(real_copy: Path) -> None:
    part, general = opened(real_copy), opened(real_copy, "general")
    lines = part.lines.text.split("\n")
    typed = Lines("\n".join(lines[:3] + lines[4:]), part.lines.rules)
    answers = Answers(try_lines(real_copy, "para_5", typed, whole=False).carried.key, reword=True, drop=True)
    done = save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT, answers=answers)
    assert done.status == "written"
    assert undo_last(real_copy) == "written"
    assert opened(real_copy).lines == part.lines
    assert is_draft_empty(opened(real_copy).folders)
    # A concept that the save registered goes, and what somebody else saves in the same files stays.
    typed = Lines(part.lines.text, part.lines.rules + CONCEPT)
    part = opened(real_copy)
    assert save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT).status == "written"
    assert "概念 tower" in opened(real_copy, "general").lines.rules
    other = opened(real_copy, "para_9")
    save_text(real_copy, other, other.lines.text.replace("1000万元", "1200万元"), "丙")
    assert undo_last(real_copy) == "written"
    assert opened(real_copy, "general").lines == general.lines
    assert "1200万元" in opened(real_copy, "para_9").lines.text
    assert undo_last(real_copy) == "written"
    assert "概念 tower" in opened(real_copy, "general").lines.rules


def test_an_undo_of_lines_that_were_saved_again_is_refused(real_copy: Path) -> None:
    part = opened(real_copy)
    typed = Lines(part.lines.text, part.lines.rules + CONCEPT)
    assert save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT).status == "written"
    save_rules(real_copy, opened(real_copy, "general"), "  名称：铁塔", "  名称：铁塔和机房", "乙")
    assert undo_last(real_copy) == "entangled"
    assert "名称：铁塔和机房" in opened(real_copy, "general").lines.rules


def test_a_comment_stands_at_a_provision_and_tells_that_its_words_were_changed(real_copy: Path) -> None:
    wrote = comment(real_copy, "para_5", "para_5__s_4", who="乙", why="太低", moment=MOMENT)
    assert wrote.status == "noted"
    assert (
        comment(real_copy, "para_5", "para_9__s_1", who="乙", why="错", moment=MOMENT).status == "overtaken"
    )
    assert comment(real_copy, "para_5", "para_5__s_4", who="乙", why="", moment=MOMENT).status == "overtaken"
    (one,) = opened(real_copy).history.comments
    assert (one.entry.who, one.entry.at, one.entry.why) == ("乙", "para_5__s_4", "太低")
    assert (one.is_settled, one.is_overtaken) == (False, False)
    change(real_copy, "1500万元")
    (one,) = opened(real_copy).history.comments
    assert one.is_overtaken
    assert settle(real_copy, "para_5", one.entry.id, who="甲", moment=MOMENT).status == "noted"
    assert settle(real_copy, "para_5", one.entry.id, who="甲", moment=MOMENT).status == "overtaken"
    assert opened(real_copy).history.comments[0].is_settled


def test_a_rule_line_that_quotes_words_which_are_gone_is_named_by_its_line(real_copy: Path) -> None:
    part = opened(real_copy, "final")
    tried = try_text(real_copy, part, "不得重复享受。", "可以同时享受。", whole=True)
    lines = part.lines.rules.split("\n")
    named = [lines[one.place.line - 1] for one in tried.findings if one.place.file == "final.rules.txt"]
    assert named
    assert all("重复" in line for line in named)
    assert "  行文 禁止限制：第二句「不得重复享受」" in named


def test_what_was_reworded_is_listed_and_not_saved_before_a_person_says_so(real_copy: Path) -> None:
    part = opened(real_copy)
    typed = replace(part.lines, text=part.lines.text.replace("评选若干", "评选一批"))

    def post(answers: Answers) -> Saved:
        return save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT, answers=answers)

    asked = post(Answers())
    assert (asked.status, asked.carried.questions) == ("undecided", ("reword",))
    assert asked.carried.shown[0] == (
        "引用的原话变了，请逐处确认：",
        ("（五）第四句：“评选若干” → “评选一批”（规则、读法、事实）",),
    )
    # An answer to another question is none.
    assert post(Answers("other", reword=True)).status == "undecided"
    assert post(Answers(asked.carried.key)).status == "undecided"
    assert opened(real_copy).lines == part.lines
    assert post(Answers(asked.carried.key, reword=True)).status == "written"
    assert "「评选一批」" in opened(real_copy).lines.rules
    assert "「评选若干」" not in opened(real_copy).lines.rules


def test_what_rests_on_a_deleted_sentence_goes_only_where_a_person_says_so(real_copy: Path) -> None:
    part = opened(real_copy)
    deleted = "鼓励使用高效节能变压器,支持对运行年限长、运行状态差的变压器进行更换。\n"
    typed = replace(part.lines, text=part.lines.text.replace(deleted, ""))
    assert try_lines(real_copy, "para_5", typed, whole=True).findings == ()
    key = save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT).carried.key
    answers = Answers(key, drop=True)
    tried = try_lines(real_copy, "para_5", typed, whole=True, answers=answers)
    assert [one.message("zh") for one in tried.findings] == ["登记了支持对象“变压器”，但没有一项支持给它。"]
    assert tried.to_review == ("(五)推动基础设施节能降碳。",)
    done = save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT, answers=answers)
    assert done.status == "written"
    assert "对象 变压器：" not in opened(real_copy).lines.rules


def named_lines(found: tuple[Finding, ...], rules: str) -> list[str]:
    """The rule lines of measure 5 that rest on a deleted sentence."""
    lines, file = rules.split("\n"), "para_5.rules.txt"
    at = [one.place.line for one in found if one.code == "eid-deleted" and one.place.file == file]
    return [lines[line - 1] for line in at]


def test_a_summary_of_a_deleted_sentence_names_it_and_can_be_rewritten_in_the_same_edit(
    real_copy: Path,
) -> None:
    part = opened(real_copy)
    text = "\n".join(line for line in part.lines.text.split("\n") if not line.startswith("针对上述"))
    typed = replace(part.lines, text=text)
    key = try_lines(real_copy, "para_5", typed, whole=True).carried.key
    answers = Answers(key, drop=True)
    found = try_lines(real_copy, "para_5", typed, whole=True, answers=answers).findings
    assert {one.message("zh") for one in found if one.code == "eid-deleted"} == {
        "这里引用了(五)删去的第四句。"
    }
    # The lines are those of the typed rules, in which what goes with the sentence still stands.
    assert {line.strip()[:2] for line in named_lines(found, part.lines.rules)} == {"概要", "说法"}
    rules = "\n".join(
        "  概要〔依据 第一句〕：节能降碳。" if line.startswith("  概要") else line
        for line in part.lines.rules.split("\n")
    )
    typed = replace(typed, rules=rules)
    found = try_lines(real_copy, "para_5", typed, whole=True, answers=answers).findings
    # The texts of a reading that compares measures stay; each is named by its line.
    assert {line.strip()[:2] for line in named_lines(found, rules)} == {"说法"}
    done = save(real_copy, "para_5", typed, part.base, who="甲", why="", moment=MOMENT, answers=answers)
    assert done.status == "written"
    assert "概要〔依据 第一句〕：节能降碳。" in opened(real_copy).lines.rules


def test_rules_alone_start_a_version_too_and_the_published_one_stays(real_copy: Path) -> None:
    before = load_policy(real_copy).plain["zh"]["para_5"].title
    assert save_rules(real_copy, opened(real_copy), "  题目：", "  题目：新的").status == "written"
    general = opened(real_copy, "general")
    assert (general.folders.chosen.name, general.day) == ("2027-01-01", None)
    # The text is changed in the draft that the rules have started, and the rules still await a review.
    part = opened(real_copy)
    save_text(real_copy, part, part.lines.text.replace("1000万元", "1500万元"))
    part = opened(real_copy)
    assert part.folders.chosen.name == "2027-01-01"
    assert (part.history.state, part.history.is_to_review) == ("draft", True)
    assert load_policy(real_copy, on=date(2026, 12, 31)).plain["zh"]["para_5"].title == before
    assert load_policy(real_copy, on=date(2027, 1, 1)).plain["zh"]["para_5"].title == f"新的{before}"


def test_the_page_of_no_part_starts_a_version_too(real_copy: Path) -> None:
    assert save_rules(real_copy, opened(real_copy, "general"), "    含 （五）\n", "").status == "written"
    general = opened(real_copy, "general")
    assert general.folders.chosen.name == "2027-01-01"
    assert [one.eid for one in general.history.entries] == ["general"]


def test_a_new_version_of_rules_begins_after_the_one_before(real_copy: Path) -> None:
    part = opened(real_copy, "general")
    typed = replace(part.lines, rules=part.lines.rules.replace("    含 （五）\n", ""))
    day = date(2024, 5, 23)
    done = save(real_copy, "general", typed, part.base, who="甲", why="", moment=MOMENT, day=day)
    assert (done.status, [one.code for one in done.findings]) == ("refused", ["version-early"])
    assert opened(real_copy, "general").lines == part.lines


def test_a_name_that_is_typed_in_another_way_is_the_same_person(real_copy: Path) -> None:
    before = opened(real_copy)
    lines = replace(before.lines, text=before.lines.text.replace("1000万元", "1500万元"))
    kept = save(real_copy, "para_5", lines, before.base, who="张 三 Wang", why="", moment=MOMENT)
    assert kept.status == "written"
    seen = opened(real_copy).seen
    for name in ("张三wang", "张三 Ｗang", "张　三WANG"):
        assert review(real_copy, "para_5", seen, who=name, moment=MOMENT).status == "same-person"
    assert review(real_copy, "para_5", seen, who="李四", moment=MOMENT).status == "reviewed"


def test_a_correction_of_a_published_version_awaits_another_person_and_is_undone_there(
    real_copy: Path,
) -> None:
    before = opened(real_copy).lines.rules
    save_rules(real_copy, opened(real_copy), "  题目：", "  题目：新的", correct=True)
    part = opened(real_copy)
    assert part.folders.chosen.is_published
    assert (part.history.state, part.history.is_to_review) == ("draft", True)
    assert review(real_copy, "para_5", part.seen, who="甲", moment=MOMENT).status == "same-person"
    assert review(real_copy, "para_5", part.seen, who="乙", moment=MOMENT).status == "reviewed"
    assert state(real_copy) == "in-force"
    last = opened(real_copy).history.undoable
    assert last is not None
    assert undo(real_copy, "para_5", last.id, who="乙", moment=MOMENT).status == "written"
    part = opened(real_copy)
    assert part.folders.chosen.is_published
    assert part.lines.rules == before


def test_what_rests_on_a_deleted_sentence_is_listed_in_whole_chinese_sentences(real_copy: Path) -> None:
    part = opened(real_copy, "para_20")
    kept = part.lines.text.split("\n")
    kept.remove(next(one for one in kept if one.startswith("支持在碳达峰碳中和领域")))
    typed = replace(part.lines, text="\n".join(kept))
    asked = try_lines(real_copy, "para_20", typed, whole=False).carried
    done = try_lines(real_copy, "para_20", typed, whole=False, answers=Answers(asked.key, drop=True)).carried
    lines = [line for _, each in done.shown for line in each]
    figures = "资助分别不超过100万、50万、30万、10万元；制定国家计量技术规范，单个项目不超过40万元。"
    sentence = f"“牵头编制标准，按国际、国家、行业、团体标准，{figures}”"
    assert f"（二十）第二句：{sentence}（通俗说明）" in lines
    assert "（二十）第二句：“（二十）支持2”（规则）" in lines
    assert "（二十）第二句（英文通俗说明）" in lines
    told = "".join(lines)
    assert not any(one in told for one in ("para_", "“”", "…"))
    assert re.search("[a-z]{3}", told) is None
    assert done.pages["（五）"] == "para_5"


def test_a_split_measure_is_saved_on_its_page_and_the_others_are_named(real_copy: Path) -> None:
    part = opened(real_copy, "para_20")
    agencies = "(责任单位:市发展改革委、应急管理局、市场监管局)\n"
    halves = f"{agencies}\n(二十一)支持计量技术规范制定。\n支持在碳达峰"
    typed = replace(part.lines, text=part.lines.text.replace("支持在碳达峰", halves))
    assert save(real_copy, "para_20", typed, part.base, who="甲", why="", moment=MOMENT).status == "written"
    after = opened(real_copy, "para_21")
    assert after.lines.text.startswith("(二十一)支持计量技术规范制定。")
    assert after.history.last is not None
    assert after.history.last.parts == ("para_20", "para_21")
    # Of the measures after it only the number changed, so that nobody must review them.
    assert after.history.last.moves == tuple((f"para_{n + 1}", f"para_{n}") for n in range(21, 25))
    assert [one.eid for one in list_parts(real_copy) if one.is_to_review] == ["para_20", "para_21"]
    assert state(real_copy, "para_22") == "unchanged"
    # The person who split it cannot review either half.
    assert review(real_copy, "para_21", after.seen, who="甲", moment=MOMENT).status == "same-person"
    assert undo_last(real_copy, "para_20") == "written"
    assert opened(real_copy, "para_20").lines == part.lines
    assert is_draft_empty(opened(real_copy).folders)
    last = opened(real_copy, "para_20").history.last
    assert last is not None
    assert last.parts == ("para_20",)
    assert last.moves == tuple((f"para_{n}", f"para_{n + 1}") for n in range(21, 25))


def test_the_pages_of_no_part_are_edited_too(real_copy: Path) -> None:
    general, registry = opened(real_copy, "general"), opened(real_copy, "registry")
    assert (general.fields, registry.fields) == (("rules",), ("rules",))
    assert save_rules(real_copy, general, "    含 （二十）\n", "").status == "written"
    assert save_rules(real_copy, registry, "Shenzhen Municipal Dev", "Shenzhen Dev").status == "written"
    assert "  名称（英）：Shenzhen Dev" in opened(real_copy, "registry").lines.rules
    whole = opened(real_copy, "whole")
    assert whole.fields == ("text",)
    blocks = whole.lines.text.split("\n\n")
    eight = next(one for one in blocks if one.startswith("(八)"))
    blocks.remove(eight)
    at = next(n for n, one in enumerate(blocks) if one.startswith("(五)"))
    moved = Lines("\n\n".join([*blocks[:at], eight, *blocks[at:]]))
    assert save(real_copy, "whole", moved, whole.base, who="甲", why="", moment=MOMENT).status == "written"
    assert opened(real_copy, "para_5").title == "(五)构建集约高效的资源回收网络。"
    assert opened(real_copy, "para_5").history.last is not None


LEVELS = """云泽市关于支持水车产业发展的若干措施

为促进水车产业发展，制定本措施。

一、支持创新
（一）加强研发
1.支持企业建设水车实验室，按实际投入的30%给予资助，最高200万元。
（1）实验室应当具有独立的场地。
（2）实验室人员不少于10人。
2.支持企业参与制定标准，每项给予10万元奖励。
二、加强保障
（一）推广应用
1.市水利局牵头实施本措施。
"""

LEVEL_RULES = """规则
  行文 给予资助：第一句「给予资助」
  支持 1：第一句；按 企业
    对象 建实验室的企业：第一句「企业」
    遴选 未写明
    金额
      取最小
        按比例 实际投入 [30%|资助比例]：「实际投入」
        上限 [300万元|最高限额]

概念 lab-builder；类别 支持对象
  名称：建实验室的企业
  名称（英）：builder of a laboratory

概念 lab-cost；类别 基数
  名称：实际投入
  名称（英）：cost

事实 lab-cost；属于 企业；类型 金额
  名称：实际投入
  名称（英）：cost
  问题：建实验室投入多少元？
  问题（英）：How much did it cost?
  出处：第一句「实际投入」
"""


def test_every_part_of_an_imported_text_of_levels_is_edited_and_gets_rules(real_copy: Path) -> None:
    """An invented text with 一、（一）1.（1）; a person says which of these levels is a provision."""
    found = recognise("措施.txt", LEVELS.encode(), rejected=False)
    saved = save_work(real_copy, "cn-440300", "shuiche", found.text, "", who="甲", moment=MOMENT)
    work = real_copy / saved
    assert all(opened(work, part.eid).lines.text for part in list_parts(work))
    titles = [one.title for one in list_parts(work)]
    first = "1.支持企业建设水车实验室，按实际投入的30%给予资助，最高200万元。"
    assert titles[1:4] == ["一、支持创新", "（一）加强研发", first]
    # A person says on the page of the whole text that 1. is a provision and （1） an item of it.
    whole = opened(work, "whole")
    levels = Lines(whole.lines.text.replace("*（1）", "（1）").replace("（一） 1.", "（一） *1."))
    assert levels != whole.lines
    assert save(work, "whole", levels, whole.base, who="甲", why="", moment=MOMENT).status == "written"
    eid = "dvs_1__dvs_1__para_1"
    part = opened(work, eid)
    assert part.lines.text.split("\n")[1:3] == [
        "支持企业建设水车实验室，按实际投入的30%给予资助，最高200万元。",
        "（1）实验室应当具有独立的场地。",
    ]
    marked = part.lines.text.replace("30%", "[30%|资助比例]").replace("200万元", "[300万元|最高限额]")
    typed = Lines(marked, LEVEL_RULES)
    assert try_lines(work, eid, typed, whole=False).findings == ()
    assert save(work, eid, typed, part.base, who="甲", why="", moment=MOMENT).status == "written"
    after = opened(work, eid)
    assert "  支持 1：第一句；按 企业" in after.lines.rules
    assert "        上限 [300万元|最高限额]" in after.lines.rules


def split(folder: Path, who: str) -> None:
    """Split measure 20 in two, as somebody does on its page."""
    part = opened(folder, "para_20")
    agencies = "(责任单位:市发展改革委、应急管理局、市场监管局)\n"
    halves = f"{agencies}\n(二十一)支持计量技术规范制定。\n支持在碳达峰"
    typed = replace(part.lines, text=part.lines.text.replace("支持在碳达峰", halves))
    day = date(2027, 1, 1)
    done = save(folder, "para_20", typed, part.base, who=who, why="", moment=MOMENT, day=day)
    assert done.status == "written"


def test_a_part_with_another_number_has_its_history_and_its_state(real_copy: Path) -> None:
    assert save_rules(real_copy, opened(real_copy, "para_22"), "  题目：", "  题目：新的").status == "written"
    part = opened(real_copy, "para_23")
    sentence = part.history.part.sentences[0].eid if part.history.part else ""
    assert comment(real_copy, "para_23", sentence, who="丙", why="太长", moment=MOMENT).status == "noted"
    split(real_copy, "乙")
    waiting = [one.eid for one in list_parts(real_copy) if one.is_to_review]
    assert waiting == ["para_20", "para_21", "para_23"]
    moved = opened(real_copy, "para_23").history
    assert (moved.state, moved.edited and moved.edited.who, moved.last and moved.last.who) == (
        "draft",
        "甲",
        "乙",
    )
    # The comment goes along, and stands at the sentence that it is about.
    (one,) = opened(real_copy, "para_24").history.comments
    assert (one.at, one.is_overtaken) == (sentence.replace("para_23", "para_24"), False)
    assert settle(real_copy, "para_24", one.entry.id, who="甲", moment=MOMENT).status == "noted"
    # Who gave the part another number is not its author, and may review it.
    seen = opened(real_copy, "para_23").seen
    assert review(real_copy, "para_23", seen, who="甲", moment=MOMENT).status == "same-person"
    assert review(real_copy, "para_23", seen, who="乙", moment=MOMENT).status == "reviewed"
    assert state(real_copy, "para_23") == "reviewed"


def test_a_measure_that_moves_and_changes_awaits_a_review(real_copy: Path) -> None:
    whole = opened(real_copy, "whole")
    blocks = whole.lines.text.split("\n\n")
    eight = next(one for one in blocks if one.startswith("(八)"))
    blocks.remove(eight)
    at = next(n for n, one in enumerate(blocks) if one.startswith("(五)"))
    moved = Lines("\n\n".join([*blocks[:at], eight.replace("支持", "大力支持", 1), *blocks[at:]]))
    write = partial(save, real_copy, "whole", moved, whole.base, who="甲", why="", moment=MOMENT)
    done = write()
    if done.status == "undecided":
        done = write(answers=Answers(done.carried.key, reword=True))
    assert done.status == "written"
    assert [one.eid for one in list_parts(real_copy) if one.is_to_review] == ["para_5"]


TAKEN = "\n概念 transformer；类别 支持对象\n  名称：变压器\n  名称（英）：transformers\n"
"""A concept whose id another concept of the real policy has."""


def test_lines_with_which_no_page_could_be_opened_are_refused_and_the_desk_stays_open(
    real_copy: Path,
) -> None:
    part = opened(real_copy, "para_6")
    typed = replace(part.lines, rules=part.lines.rules + TAKEN)
    saved = save(real_copy, "para_6", typed, part.base, who="甲", why="", moment=MOMENT)
    assert saved.status == "refused"
    (told,) = saved.findings
    assert (told.code, told.place.file) == ("id-twice", "para_6.rules.txt")
    said = tell(told, None, None)
    assert said.message == "编号“transformer”已经有了。"
    assert "已经登记过的，这里不用再写" in said.remedy
    assert typed.rules.split("\n")[told.place.line - 1] == "概念 transformer；类别 支持对象"
    assert opened(real_copy, "para_6").lines == part.lines
    assert [one.name for one in opened(real_copy).folders.versions] == ["2024-05-11"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  简称 1：", "  简称 1：甲\n  简称 1："),
        ("  给谁\n", "  简称 2：甲乙\n  给谁\n"),
        ("规则", "规则\n  领域 环保：本条「环保」；依据 原文"),
        ("读法 X1", "读法 ZZ1"),
        ("  题目：", "  概要〔依据 第一句〕：乙。\n  题目："),
    ],
)
def test_a_page_can_be_opened_after_every_save_whatever_is_wrong_in_it(
    real_copy: Path, old: str, new: str
) -> None:
    part = opened(real_copy, "para_6")
    assert old in part.lines.rules
    saved = save_rules(real_copy, part, old, new)
    assert saved.status in ("written", "refused")
    assert opened(real_copy, "para_6").lines.rules
    if saved.status == "refused":
        assert opened(real_copy, "para_6").lines == part.lines
