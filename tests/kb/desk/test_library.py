"""The pages of the desk for versions, Word files, cases and imported files."""

from __future__ import annotations

import itertools
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.checks import check
from kb.desk.journal import Entry, read_entries, write_entry
from kb.desk.library import (
    compare,
    delete_draft,
    export,
    find_task,
    jurisdictions,
    list_cases,
    list_versions,
    move_draft,
    propose_remarks,
    publish,
    read_words,
    recognise,
    save_work,
)
from kb.desk.problems import find_unread_cases
from kb.desk.work import Answers, Lines, list_parts, open_part, review, save, try_lines, undo
from kb.importing.docx import read_docx
from kb.loading import find_folders, load_policy, load_text
from kb.model.words.errors import PolicyError
from kb.verify.casebook.kept_case import name_of
from kb.verify.consequences import Before, Known, look
from tests.conftest import TOY
from tests.kb.desk.test_work import save_rules, save_text
from tests.kb.importing.texts import LEVELS

MOMENT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
NEW = "2031-01-01"


@pytest.fixture
def edited(real_copy: Path) -> Path:
    """The real policy with an edit of measure 5 in a draft."""
    part = open_part(real_copy, "para_5")
    assert part is not None
    save_text(real_copy, part, part.lines.text.replace("1000万元", "1500万元"))
    return real_copy


def test_versions_are_listed_the_newest_first_with_their_states(edited: Path) -> None:
    newest, published = list_versions(edited)
    assert (newest.name, newest.state) == ("2027-01-01", "草案")
    assert (published.name, published.state) == ("2024-05-11", "施行中")


def test_two_versions_differ_where_they_were_edited(edited: Path) -> None:
    (row,) = compare(edited, "2024-05-11", "2027-01-01").rows
    assert row.new == "para_5"
    assert [(one.concept, one.old, one.new) for one in row.figures] == [("最高限额", "1000万元", "1500万元")]
    with pytest.raises(PolicyError) as problem:
        compare(edited, "2024-05-11", "../2024-05-11")
    assert problem.value.findings[0].code == "version-unknown"


def test_a_draft_takes_effect_on_another_day_and_keeps_its_history(edited: Path) -> None:
    before = open_part(edited, "para_5")
    assert before is not None
    assert move_draft(edited, "2027-01-01", date(2027, 3, 1), who="乙", moment=MOMENT)
    after = open_part(edited, "para_5")
    assert after is not None
    assert after.folders.version.name == "2027-03-01"
    assert [one.name for one in after.folders.versions] == ["2024-05-11", "2027-03-01"]
    assert after.document.version == "2027-03-01"
    assert after.lines == before.lines
    assert before.history.undoable is not None
    assert after.history.undoable == replace(before.history.undoable, version="2027-03-01")
    assert (before.history.state, after.history.state) == ("draft", "draft")
    work = after.folders.version.parent
    newest = next(read_entries(work))
    assert (newest.act, newest.who, newest.what) == ("moved", "乙", "施行日从 2027-01-01 改为 2027-03-01")
    assert {one.version for one in read_entries(work)} == {"2027-03-01"}
    assert [one.code for one in check(after.folders.version)] == ["fingerprint-stale"]


@pytest.mark.parametrize("day", [date(2024, 5, 23), date(2024, 5, 11), date(2027, 1, 1)])
def test_a_draft_keeps_its_day_where_the_new_one_is_early_or_the_same(edited: Path, day: date) -> None:
    with pytest.raises(PolicyError) as problem:
        move_draft(edited, "2027-01-01", day, who="乙", moment=MOMENT)
    assert problem.value.findings[0].code in ("version-early", "version-exists")
    part = open_part(edited, "para_5")
    assert part is not None
    assert part.folders.version.name == "2027-01-01"


def test_a_published_version_keeps_its_day(real_copy: Path) -> None:
    assert not move_draft(real_copy, "2024-05-11", date(2027, 1, 1), who="乙", moment=MOMENT)


def test_a_later_draft_of_a_day_that_became_free_has_entries_of_its_own(edited: Path) -> None:
    assert move_draft(edited, "2027-01-01", date(2027, 3, 1), who="乙", moment=MOMENT)
    work = find_folders(edited, newest=True).version.parent
    entry = Entry("2026-12-02T09:00:00+00:00", "丙", "commented", "2027-01-01", "para_1", "", "")
    write_entry(find_folders(edited, newest=True).root, work, entry)
    assert [one.version for one in read_entries(work)][:2] == ["2027-01-01", "2027-03-01"]


def test_versions_differ_too_where_rules_alone_were_edited(real_copy: Path) -> None:
    part = open_part(real_copy, "para_15")
    assert part is not None
    save_rules(real_copy, part, "  题目：", "  题目：新的")
    general = open_part(real_copy, "general")
    assert general is not None
    save_rules(real_copy, general, "名称：", "名称：新的")
    compared = compare(real_copy, "2024-05-11", "2027-01-01")
    assert [(row.new, row.kind) for row in compared.rows] == [("para_15", "same")]
    (line,) = compared.rules["para_15"]
    assert [text for op, text in line if op == "new"] == ["新的"]
    assert len(compared.general) == 1


def test_a_table_of_changes_gives_the_reasons_of_the_journal(edited: Path) -> None:
    name, data = export(edited, "2024-05-11", "2027-01-01", "table", "甲", MOMENT)
    assert name == "修改对照表-2027-01-01.docx"
    (row,) = [row for row in read_docx(data, name).rows if row.cells][1:]
    assert row.cells[2].text == "修改第四句。 最高限额：1000万元 → 1500万元 试"


def test_only_the_reasons_of_saves_that_changed_the_words_are_handed_out(edited: Path) -> None:
    def save_as(eid: str, change: tuple[str, str], why: str, kind: str = "text") -> None:
        part = open_part(edited, eid)
        assert part is not None
        lines = {"text": part.lines.text, "rules": part.lines.rules}
        assert change[0] in lines[kind]
        lines[kind] = lines[kind].replace(*change, 1)
        typed = Lines(**lines)
        yes = Answers(try_lines(edited, eid, typed, whole=False).carried.key, True, True)
        saved = save(edited, eid, typed, part.base, who="甲", why=why, moment=MOMENT, answers=yes)
        assert saved.status == "written", saved.findings

    save_as("para_5", ("  题目：", "  题目：新的"), "补规则", "rules")
    save_as("whole", ("编制深圳市安全应急先进适用", "制定深圳市安全应急先进适用"), "统一用语")
    save_as("para_9", ("示范项目", "样板项目"), "试试看")
    part = open_part(edited, "para_9")
    assert part is not None
    assert part.history.undoable is not None
    assert undo(edited, "para_9", part.history.undoable.id, who="甲", moment=MOMENT).status == "written"
    # Every measure behind the first has another number afterwards, and its reasons go along.
    part = open_part(edited, "whole")
    assert part is not None
    first, last = part.lines.text.index("(一)"), part.lines.text.index("(二)")
    end = part.lines.text.index("(三)")
    text = part.lines.text
    moved = text[:first] + text[last:end] + text[first:last] + text[end:]
    save_as("whole", (text, moved), "调整次序")
    remarks = {
        one.name: one.lines for one in propose_remarks(edited, "2024-05-11", "2027-01-01") if one.lines
    }
    assert remarks == {
        "第一条": ("原为第二条。",),
        "第二条": ("原为第一条；修改第一句。", "统一用语"),
        "第五条": ("修改第四句。", "最高限额：1000万元 → 1500万元", "试"),
    }


def test_the_casebook_is_listed(edited: Path) -> None:
    cases = list_cases(edited)
    assert len(cases.kept) == len(list(edited.glob("*/*/2027-01-01/cases/*.yaml")))
    assert (cases.left_out, cases.findings) == ((), ())
    assert cases.places["para_1__s_2"] == "（一）第二句"


def test_cases_that_cannot_be_used_are_listed_with_the_reasons(edited: Path, tmp_path: Path) -> None:
    folder = next(edited.glob("*/*/2027-01-01/cases"))
    path = sorted(folder.iterdir())[0]
    text = path.read_text("utf-8")
    path.write_text(text.replace("ledger: []", "ledger: [{support: para_7__sup_1001}]", 1), "utf-8")
    (tmp_path / "words.toml").write_text(f'policy = "{name_of(load_policy(edited))}"\nclauses = {{}}\n')
    (tmp_path / "a.json").write_text('{"cases": [{"id": "m1", "sentence": "甲。"}]}')
    cases = list_cases(edited, tmp_path)
    one, other = cases.left_out
    assert (one.case, one.about) == (path.stem, text.partition('"')[2].partition('"')[0])
    assert "para_7__sup_1001" in one.findings[0].message("zh")
    assert (other.case, other.about, other.findings[0].code) == ("m1", "甲。", "corpus-broken")
    assert find_unread_cases(edited) == 1


def test_an_uploaded_file_is_recognised_corrected_and_saved_as_a_work(tmp_path: Path) -> None:
    root = Path(shutil.copytree(TOY, tmp_path / "policy"))
    work = root / "cn-999999" / "wanju"
    found = recognise("../../措施.txt", LEVELS.encode(), False)
    assert found.name == "措施.txt"
    assert found.facts[0] == ("标题", "云泽市关于支持水车行业的若干措施")
    assert found.counts[:3] == (5, 4, 4)
    assert "- [ ] " in found.confirmations
    place = jurisdictions(work)[0][0]
    ticked = found.confirmations.replace("- [ ] ", "- [x] ", 1)
    made = save_work(work, place, "shuiche", found.text, ticked, who="甲", moment=MOMENT)
    assert made == f"{place}/shuiche"
    (version,) = (root / place / "shuiche").glob("*-*-*")
    assert (version / "confirmations.md").read_text(encoding="utf-8") == ticked
    (entry,) = read_entries(root / place / "shuiche")
    assert (entry.who, entry.what) == ("甲", "导入")
    # It can be opened on a desk of its own, and nothing in it counts as reviewed.
    assert [one.state for one in list_parts(version)].count("reviewed") == 0
    part = open_part(version, list_parts(version)[0].eid)
    assert part is not None
    with pytest.raises(PolicyError) as problem:
        save_work(work, place, "shuiche", found.text, ticked, who="甲", moment=MOMENT)
    assert problem.value.findings[0].code == "work-exists"


@pytest.mark.parametrize(
    ("place", "name", "code"),
    [
        ("cn-999999", "../evil", "work-name"),
        ("cn-999999", "Big", "work-name"),
        ("..", "x", "work-jurisdiction"),
    ],
)
def test_a_work_is_saved_nowhere_else(tmp_path: Path, place: str, name: str, code: str) -> None:
    root = Path(shutil.copytree(TOY, tmp_path / "policy"))
    before = sorted(root.rglob("*"))
    text = recognise("措施.txt", LEVELS.encode(), False).text
    with pytest.raises(PolicyError) as problem:
        save_work(root / "cn-999999" / "wanju", place, name, text, "", who="甲", moment=MOMENT)
    assert problem.value.findings[0].code == code
    assert sorted(root.rglob("*")) == before


def test_a_file_that_is_none_is_told_by_its_own_name() -> None:
    with pytest.raises(PolicyError) as problem:
        recognise("坏.docx", b"PK\x03\x04broken", False)
    assert problem.value.findings[0].place.file == "坏.docx"


def test_a_draft_without_changes_is_deleted_and_no_other(edited: Path) -> None:
    def delete() -> bool:
        return delete_draft(edited, "2027-01-01", who="甲", moment=MOMENT)

    assert [one.is_empty for one in list_versions(edited)] == [False, False]
    assert not delete()
    part = open_part(edited, "para_5")
    assert part is not None
    assert part.history.undoable is not None
    assert undo(edited, "para_5", part.history.undoable.id, who="甲", moment=MOMENT).status == "written"
    assert [one.is_empty for one in list_versions(edited)] == [True, False]
    assert not delete_draft(edited, "2024-05-11", who="甲", moment=MOMENT)
    assert delete()
    assert [one.name for one in list_versions(edited)] == ["2024-05-11"]
    assert next(read_entries(part.folders.version.parent)).what == "删去没有改动的草案 2027-01-01"
    assert {one.state for one in list_parts(edited)} == {"in-force"}
    assert not delete()


def test_a_reviewer_sees_the_consequences_of_the_version(edited: Path) -> None:
    task = find_task(edited, "para_5", "2024-05-11", Known())
    reports = itertools.takewhile(lambda one: one.stage == "cases", look(Before.read(task), task))
    told = [(one.troubles, effect.sentence) for one in reports for effect in one.effects]
    assert ((), "0元至1000万元 → 0元至1500万元") in [
        (troubles, re.sub("^.*：待认定，|，依据.*$", "", sentence)) for troubles, sentence in told
    ]
    with pytest.raises(PolicyError):
        find_task(edited, "para_5", "2024-05-12", Known())


@pytest.fixture
def reviewed(edited: Path) -> Path:
    """The edit of measure 5, reviewed."""
    part = open_part(edited, "para_5")
    assert part is not None
    assert review(edited, "para_5", part.seen, who="乙", moment=MOMENT).status == "reviewed"
    return edited


def test_a_version_is_published_with_the_words_that_were_exported(reviewed: Path) -> None:
    name, data = export(reviewed, "2024-05-11", "2027-01-01", "text", "甲", MOMENT)
    words = read_words(name, data)
    document = load_text(reviewed, newest=True)[1]
    assert words.split("\n")[0] == document.title  # the text itself has no line with it
    assert publish(reviewed, "2027-01-01", words, who="丙", moment=MOMENT).status == "written"
    assert [one.state for one in list_versions(reviewed)] == ["已公布", "施行中"]
    folders = find_folders(reviewed, newest=True)
    assert (folders.version / "published.txt").read_text(encoding="utf-8") == f"{document.text}\n"
    assert list(check(folders.version)) == []
    newest = next(read_entries(folders.version.parent))
    assert (newest.act, newest.who, newest.what) == ("published", "丙", "公布 2027-01-01 版")
    assert publish(reviewed, "2027-01-01", words, who="丙", moment=MOMENT).status == "gone"
    # An edit of what is published starts another version.
    part = open_part(reviewed, "para_5")
    assert part is not None
    assert part.day == date(2027, 2, 1)


def test_other_words_than_those_of_the_draft_are_shown_and_not_written(reviewed: Path) -> None:
    document = load_text(reviewed, newest=True)[1]
    words = document.text.replace("资助,最高1500万元", "资助,最高1200万元")
    words = words.replace("\n(七)", "\n新的一段。\n(七)")
    published = publish(reviewed, "2027-01-01", words, who="丙", moment=MOMENT)
    assert published.status == "differs"
    told = [
        (title[:3], [run for run in runs if run[0] != "same"])
        for title, lines in published.differences
        for runs in lines
    ]
    assert told == [
        ("(五)", [("gone", "1500万元"), ("new", "1200万元")]),
        ("(七)", [("new", "新的一段。")]),
    ]
    folders = find_folders(reviewed, newest=True)
    assert not (folders.version / "published.txt").exists()
    assert next(read_entries(folders.version.parent)).act == "reviewed"


def test_a_draft_that_awaits_a_review_is_not_published(edited: Path) -> None:
    words = load_text(edited, newest=True)[1].text
    assert publish(edited, "2027-01-01", words, who="丙", moment=MOMENT).status == "unready"
    assert not (find_folders(edited, newest=True).version / "published.txt").exists()


def test_a_draft_of_rules_alone_has_no_words_to_publish(real_copy: Path) -> None:
    part = open_part(real_copy, "para_15")
    assert part is not None
    save_rules(real_copy, part, "  题目：", "  题目：新的")
    words = load_text(real_copy, newest=True)[1].text
    assert publish(real_copy, "2027-01-01", words, who="丙", moment=MOMENT).status == "known"
