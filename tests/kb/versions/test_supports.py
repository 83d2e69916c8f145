"""Supports are the same by what their rules say, and stored cases follow them when their ids change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from kb.checks import check
from kb.loading import find_folders, load_policy
from kb.verify.casebook.folder import read_casebook
from kb.versions.part import Decided, Settled, check_nothing, edit_clause, open_lines, try_part
from kb.versions.settling import list_carried
from kb.versions.sheets import open_sheet
from kb.versions.supports import find_support_moves, pair_supports
from tests.kb.versions.scripted import MOMENT

DAY = date(2027, 1, 1)


def rules(*supports: str) -> etree._Element:
    """Rules with these supports, each given as ``number provision subject words``."""
    told = [one.split() for one in supports]
    blocks = "".join(
        f'<support id="para_1__sup_{number}" provision="para_1__s_{at}" per="project">'
        f'<subject ref="{subject}" words="{words}"/><amount><in-kind words="{words}"/></amount></support>'
        for number, at, subject, words in told
    )
    return etree.fromstring(f'<rules xmlns="urn:tiaowen:rules:1"><measure>{blocks}</measure></rules>')


def moves(old: etree._Element, new: etree._Element) -> dict[str, str]:
    """The supports of the first measure that are elsewhere, by their numbers."""
    found = find_support_moves(old, new)
    return {key.rpartition("_")[2]: now.rpartition("_")[2] for key, now in found.items()}


def test_a_support_with_another_number_is_the_one_with_its_rules() -> None:
    old = rules("1 1 mill 建造风车", "2 2 data-centre 改造机房", "3 2 network 新建基站")
    assert moves(old, old) == {}
    assert moves(old, rules("1 2 data-centre 改造机房", "2 2 network 新建基站")) == {
        "1": "1001",
        "2": "1",
        "3": "2",
    }
    swapped = rules("1 1 mill 建造风车", "2 2 network 新建基站", "3 2 data-centre 改造机房")
    assert moves(old, swapped) == {"2": "3", "3": "2"}


def test_rules_that_were_edited_are_the_same_support() -> None:
    old = rules("1 1 mill 建造风车", "2 2 data-centre 改造老旧机房")
    # The words and the number have changed at the same time.
    assert moves(old, rules("1 2 data-centre 改造机房")) == {"1": "1001", "2": "1"}
    # Everything was rewritten, and no support came or went.
    assert pair_supports(old, rules("1 1 network 新建", "2 2 data-centre 改造老旧机房")) == {
        "para_1__sup_1": "para_1__sup_1",
        "para_1__sup_2": "para_1__sup_2",
    }


def test_a_support_that_cannot_be_told_is_none() -> None:
    """One of two was deleted, and the other was numbered anew and rewritten: the number proves nothing."""
    old = rules("1 1 mill 建造风车", "2 1 data-centre 改造老旧机房")
    assert moves(old, rules("1 1 network 新建通信基站设施")) == {"1": "1001", "2": "1002"}


class Lawyer(Decided):
    """A person who lets quotations follow, and deletes what rests on deleted text."""

    def settle(self, *_: object) -> Settled:
        return Settled(reword=True, drop=True)


def edit(folder: Path, eid: str, revise: Callable[[str], str]) -> Path:
    """Edit a sheet and save it. Returns the folder of the version."""
    desk = Lawyer(revise(open_lines(folder, eid)), DAY)
    outcome = edit_clause(folder, eid, desk, check=check_nothing, moment=MOMENT, with_rules=True)
    assert outcome.status == "written", (outcome.notes, desk.shown)
    return find_folders(folder, newest=True).version


def told(version: Path) -> dict[str, set[str]]:
    """What the readable cases of a version expect of each support of （七）, by the plain name of the
    support.
    """
    policy = load_policy(version)
    found: dict[str, set[str]] = {}
    for kept in read_casebook(policy, version / "cases").cases:
        for one in kept.expected:
            if one.support.startswith("para_7__"):
                name = policy.support_name(policy.support(one.support), "zh")
                found.setdefault(name, set()).add(kept.id)
    return found


def without(lines: str, start: str) -> str:
    """The lines without the only one that begins so."""
    found = [line for line in lines.split("\n") if line.startswith(start)]
    assert len(found) == 1, found
    return lines.replace(f"{found[0]}\n", "")


RESERVE = "生态环保金融支持项目储备库"


def test_the_supports_that_are_left_after_a_deletion_are_numbered_anew(folder: Path) -> None:
    """The second sentence of （七） has its first support; the third has the other two."""
    was = told(find_folders(folder).version)
    version = edit(folder, "para_7", lambda lines: without(lines, "探索创新生态环境导向"))
    assert "para_7__sup_3" not in (version / "rules.xml").read_text("utf-8")
    found = [one for one in check(version) if "sup_" in str(one)]
    assert found == []
    policy = load_policy(version)
    names = [policy.support_name(one, "zh") for one in policy.supports if one.measure == "para_7"]
    assert names == ["碳账户评级和标杆项目评选", "表现突出企业的支持"]
    is_now = told(version)
    assert is_now == {name: cases for name, cases in was.items() if name != RESERVE}
    # Two cases apply for the project that no support is for any more. They say so, and stand for no other.
    book = read_casebook(policy, version / "cases")
    assert {one.code for one in book.findings} == {"case-choice-near"}
    assert len({one.place.file for one in book.findings}) == 2
    stored = "".join(path.read_text("utf-8") for path in (version / "cases").iterdir())
    assert "support: para_7__sup_1001" in stored


def test_a_person_sees_the_new_numbers(folder: Path) -> None:
    lines = without(open_lines(folder, "para_7"), "探索创新生态环境导向")
    notes = try_part(folder, "para_7", lines, settled=Settled(reword=True, drop=True)).impact.notes
    heading, moved = list(list_carried(notes, "zh"))[-1]
    assert heading.startswith("支持的编号接着排")
    assert moved == ("（七）支持2 → （七）支持1", "（七）支持3 → （七）支持2")


def swap_numbers(lines: str) -> str:
    """The lines of （七） with the numbers of its second and third support exchanged, and in order."""
    first, second = (re.search(rf"  支持 {n}：.*?(?=\n  支持|\n\n)", lines, re.DOTALL) for n in (2, 3))
    assert first is not None
    assert second is not None
    one, other = first[0].replace("支持 2", "支持 3"), second[0].replace("支持 3", "支持 2")
    lines = lines.replace(f"{first[0]}\n{second[0]}", f"{other}\n{one}")
    for two, three in (
        ("碳账户评级和标杆项目评选", "表现突出企业的支持"),
        ("Carbon grading and model projects", "Support for outstanding enterprises"),
    ):
        lines = lines.replace(f"简称 2：{two}\n  简称 3：{three}", f"简称 2：{three}\n  简称 3：{two}")
    return lines


@pytest.mark.parametrize("way", ["with the text", "alone"])
def test_cases_follow_supports_that_a_person_numbers_by_hand(folder: Path, way: str) -> None:
    was = told(find_folders(folder).version)
    if way == "alone":
        sheet = open_sheet(folder, "para_7")
        version = sheet.start(swap_numbers(sheet.lines), DAY)
    else:
        version = edit(folder, "para_7", swap_numbers)
    assert told(version) == was
    policy = load_policy(version)
    assert policy.support_name(policy.support("para_7__sup_2"), "zh") == "表现突出企业的支持"


def test_a_measure_that_is_split_keeps_numbers_from_one(folder: Path) -> None:
    """The first support of （七） goes to the new （八）; the others are the first and second now."""

    def split(lines: str) -> str:
        gone = next(line for line in lines.split("\n") if line.startswith("探索创新生态环境导向"))
        return lines.replace(f"{gone}\n", "").replace(
            "(责任部门:市生态环境局)\n",
            f"(责任部门:市生态环境局)\n\n(八)环保金融。\n{gone}\n(责任部门:市生态环境局)\n",
        )

    version = edit(folder, "para_7", lambda lines: split(lines.partition("\n【规则】")[0]))
    policy = load_policy(version)
    named = {one.id: policy.support_name(one, "zh") for one in policy.supports}
    assert [named[f"para_7__sup_{n}"] for n in (1, 2)] == ["碳账户评级和标杆项目评选", "表现突出企业的支持"]
    assert named["para_8__sup_1"] == RESERVE
    assert "para_7__sup_3" not in named


def test_a_second_deletion_in_a_case_gets_another_id(folder: Path) -> None:
    """The clauses of a case are a mapping, in which no id may stand twice."""
    version = edit(folder, "para_7", lambda lines: without(lines, "支持环境信用评价"))
    version = edit(folder, "para_7", lambda lines: without(lines, "探索创新生态环境导向"))
    stored = [path.read_text("utf-8") for path in (version / "cases").iterdir()]
    for text in stored:
        keys = re.findall(r"^  (para_\w+): \"", text, re.MULTILINE)
        assert len(keys) == len(set(keys)), text


def test_cases_of_a_deleted_measure_are_those_of_no_other(folder: Path) -> None:
    """（十六） is deleted, and （十七） has its number now."""

    def count(version: Path) -> Counter[str]:
        stored = "".join(path.read_text("utf-8") for path in (version / "cases").iterdir())
        return Counter(re.findall(r"support: (para_\w+__sup_\d+)", stored))

    def drop(lines: str) -> str:
        return lines[: lines.index("(十六)")] + lines[lines.index("(十七)") :]

    was = count(find_folders(folder).version)
    now = count(edit(folder, "whole", drop))
    assert [now[f"para_16__sup_{n}"] for n in (1, 2, 3)] == [was[f"para_17__sup_{n}"] for n in (1, 2, 3)]
    assert [now[f"para_1016__sup_{n}"] for n in (1, 2, 3)] == [was[f"para_16__sup_{n}"] for n in (1, 2, 3)]
    assert now.total() == was.total()
