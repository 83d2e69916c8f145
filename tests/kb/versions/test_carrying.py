"""Following a text: every reference keeps citing the same words, wherever an edit moves them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.checks import check
from kb.loading import load_text
from kb.versions.carrying import carry_words, follow
from kb.versions.part import HEADER, WHOLE, Settled, edit_clause, open_lines, try_part
from tests.kb.versions.scripted import (
    MOMENT,
    ScriptedDesk,
    amend,
    codes,
    find_all,
    swap,
)


def references(version: Path) -> list[tuple[str, str]]:
    """Every reference to a sentence or clause in the files of a version, with its file, in order."""
    pattern = re.compile(r"(?<![\w-])[a-z]+(?:_\d+)?__s_\d+(?:__c_\d+)?(?![\w-])")
    files = sorted([*version.glob("[!t]*.xml"), *version.glob("cases/*.yaml")])
    return [(path.name, eid) for path in files for eid in pattern.findall(path.read_text("utf-8"))]


class TestReferences:
    """A reference to a sentence keeps citing the same words, wherever an edit moves them."""

    @pytest.mark.parametrize(
        ("eid", "arrange"),
        [
            ("para_5", lambda lines: [*lines[:2], "鼓励既有机房公开节能数据。", *lines[2:]]),
            ("para_5", lambda lines: ["鼓励既有机房公开节能数据。", *lines]),
            ("para_5", lambda lines: lines[::-1]),
            ("para_5", lambda lines: [lines[0], lines[2].replace("鼓励", "大力鼓励"), lines[3]]),
            ("para_5", lambda lines: lines[1:]),
            ("para_14", lambda lines: ["鼓励创新。", *lines]),
            ("para_14", lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]]),
            ("final", lambda lines: [lines[3], *lines[:3], *lines[4:]]),
        ],
        ids=[
            "inserted",
            "first",
            "reversed",
            "edited and moved",
            "removed",
            "clauses",
            "clauses swapped",
            "final",
        ],
    )
    def test_every_reference_follows_its_words(
        self, folder: Path, eid: str, arrange: Callable[[list[str]], list[str]]
    ) -> None:
        def revise(text: str) -> str:
            lines = text.split("\n")
            ends = [n for n, line in enumerate(lines) if line.startswith("(责任单位")] or [len(lines) - 1]
            start = len(HEADER) + 1
            return "\n".join([*lines[:start], *arrange(lines[start : ends[0]]), *lines[ends[0] :]])

        before = load_text(folder)
        old = references(before[0].version)
        outcome = amend(folder, eid, ScriptedDesk([revise], ["write"]), date(2027, 1, 1))
        assert codes(outcome.notes) == ["editing-started", "editing-moved"]
        folders, document, _ = load_text(folder, newest=True)
        assert references(before[0].version) == old
        new = references(folders.version)
        assert [file for file, _ in new] == [file for file, _ in old]
        was, is_now = ({p.eid: p.text for p in text.provisions()} for text in (before[1], document))
        for (_, one), (file, other) in zip(old, new, strict=True):
            if other in is_now:
                # Clauses that swapped places change the words of their sentence, but not its characters.
                words = (was[one], was[one].replace("鼓励", "大力鼓励"))
                assert sorted(is_now[other]) in map(sorted, words), (file, one, other)
            else:
                assert was[one] not in is_now.values(), (file, one, other)

    def test_only_the_review_and_the_new_sentence_are_left_to_a_person(self, folder: Path) -> None:
        insert = swap("\n鼓励使用高效节能变压器", "\n鼓励既有机房公开节能数据。\n鼓励使用高效节能变压器")
        desk = ScriptedDesk([insert], ["write"])
        edit_clause(folder, "para_5", desk, check=find_all, moment=MOMENT)
        found = {(one.code, one.place.eid) for one in desk.shown[0][0]}
        assert found == {("fingerprint-stale", "para_5"), ("provision-unclassified", "para_5__s_3")}
        after = {(one.code, one.place.eid) for one in check(load_text(folder, newest=True)[0].version)}
        assert after == found

    def test_a_reference_to_words_that_are_gone_names_no_others(self, folder: Path) -> None:
        def drop_first(text: str) -> str:
            return "\n".join(line for line in text.split("\n") if not line.startswith("支持数据中心节能"))

        desk = ScriptedDesk([drop_first], ["write"])
        amend(folder, "para_5", desk)
        impact = desk.shown[0][1]
        assert impact is not None
        assert impact.lost == ("para_5__s_1",)
        version = load_text(folder, newest=True)[0].version
        assert ("plain.zh.xml", "para_5__s_1001") in references(version)
        assert {one.place.file.rpartition("/")[2] for one in check(version) if one.code == "eid-deleted"} >= {
            "plain.zh.xml",
            "rules.xml",
        }

    def test_an_edit_of_a_draft_moves_its_own_references(self, toy_copy: Path) -> None:
        insert = swap("。\n对建造风车", "。\n鼓励建造。\n对建造风车")
        outcome = amend(toy_copy, "para_1", ScriptedDesk([insert], ["write"]))
        assert codes(outcome.notes) == ["editing-written", "editing-moved"]
        assert ("rules.xml", "para_1__s_2") in references(load_text(toy_copy)[0].version)


@pytest.mark.parametrize(
    ("words", "old", "new", "expected"),
    [
        ("合计最高", "建设平台,合计最高300万元。", "建设平台,累计最高500万元。", "累计最高"),
        ("给予资助", "给予资助,最高1000万元。", "给予资助,最高1500万元。", "给予资助"),
        ("评选先进企业", "评选先进企业。", "对纳税大户予以奖励。", ""),
        ("按核定投资", "按核定投资给予资助。", "按经核定的投资给予资助。", "按经核定的投资"),
        # A quotation may be the words in a short bracket, which readers see changed as a whole.
        ("责任部门:市风车局", "建造。(责任部门:市风车局)", "建造。(责任部门:市风能局)", "责任部门:市风能局"),
    ],
)
def test_quoted_words_are_carried_through_a_redline(words: str, old: str, new: str, expected: str) -> None:
    assert carry_words(words, old, new) == expected


def test_names_that_the_text_replaces_count_as_left() -> None:
    renames = {"风车局": "大型能源设施管理中心", "深圳市风车局": "深圳市大型能源设施管理中心"}
    old, new = "报市风车局备案。", "报市大型能源设施管理中心备案。"
    assert carry_words("市风车局", old, new) == ""
    assert carry_words("市风车局", old, new, renames) == "市大型能源设施管理中心"
    assert carry_words("深圳市风车局", "由深圳市风车局办。", "由深圳市大型能源设施管理中心办。", renames) == (
        "深圳市大型能源设施管理中心"
    )


@pytest.mark.parametrize("name", ["绿色发展局", "绿委"])
def test_every_quotation_with_a_renamed_agency_follows(folder: Path, name: str) -> None:
    """生态环境局 is quoted alone in its brackets by （六） and （七）, and with others by （十四）."""
    register = folder / "registry" / "agencies.xml"
    text = register.read_text("utf-8")
    old = re.findall(r" *<agency id=\"sthjj\".*?</agency>\n", text, re.DOTALL)[0]
    new = old.replace('"sthjj"', '"new" since="2027-01-01"').replace("生态环境局", name)
    new = new.replace("Shenzhen Municipal Ecology and Environment Bureau", "The New Bureau")
    ended = old.replace('"sthjj"', '"sthjj" until="2026-12-31" successor="new"')
    register.write_text(text.replace(old, ended + new), "utf-8")
    lines = open_lines(folder, WHOLE).replace("生态环境局", name)
    trial = try_part(folder, WHOLE, lines, settled=Settled(reword=True))
    assert {one.kind for one in trial.impact.notes} == {"reworded"}
    quoted = trial.changes["readings.xml"].decode().count(f'words="责任部门:市{name}"')
    assert quoted == 2
    assert "生态环境局" not in trial.changes["readings.xml"].decode()


def test_eids_are_exchanged_at_the_same_time_and_only_whole() -> None:
    moves = {"para_1": "para_2", "para_2": "para_1", "para_3__s_1": "para_3__s_2"}
    assert follow("para_1 para_2__s_4 para_1__sup_1", moves) == "para_2 para_1__s_4 para_2__sup_1"
    # A longer number is another provision, and the part is not named by its sentence.
    assert follow("para_11 para_3 para_3__s_1__c_2 para_3__s_12", moves) == (
        "para_11 para_3 para_3__s_2__c_2 para_3__s_12"
    )
    assert follow("para_1", {}) == "para_1"
