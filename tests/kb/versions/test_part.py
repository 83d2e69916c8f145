"""Editing a part of the real policy in a copy of its folder: what is written, refused and kept safe."""

from __future__ import annotations

import os
import shutil
import tomllib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.checks import check
from kb.loading import load_text
from kb.loading.lines import read_part, write_part
from kb.model.document import Document, Repeal
from kb.model.words.errors import Finding, Language, Place, PolicyError, error, sentences, warning
from kb.versions.part import HEADER, WHOLE, Choice, Settled, open_lines, replace_part, strip_header, try_part
from kb.versions.settling import find_questions, list_carried
from tests.conftest import DISTRICT
from tests.kb.versions.scripted import (
    CAP,
    Revision,
    ScriptedDesk,
    amend,
    codes,
    edit,
    find_all,
    swap,
    text_xml,
)
from tests.kb.versions.test_supports import without
from tests.sampling import examples
from tests.strategies import words

REAL = Path("policy")

MESSAGES: dict[str, dict[Language, str]] = tomllib.loads(
    Path(__file__).with_name("editing_messages.toml").read_text(encoding="utf-8")
)


class TestWriting:
    def test_an_edit_that_is_confirmed_is_in_the_file_and_nothing_else_changes(self, folder: Path) -> None:
        before = load_text(folder)[1]
        outcome = edit(folder, "para_5", ScriptedDesk([CAP], ["write"]))
        after = load_text(folder)[1]
        assert outcome.status == "written"
        assert codes(outcome.notes) == ["editing-written"]
        assert outcome.kept is None
        assert "最高2000万元" in after.clauses[4].text
        assert after.clauses[:4] + after.clauses[5:] == before.clauses[:4] + before.clauses[5:]
        assert after.sections == before.sections

    @pytest.mark.parametrize(
        ("eid", "old", "new"),
        [
            ("preface", "特此通知。", "特此通告。"),
            ("preamble", "制定本措施", "特制定本措施"),
            ("scope", "半导体照明", "半导体灯具"),
            ("final", "[5年|有效期]", "[3年|有效期]"),
            ("para_24", "职业培训", "技能培训"),
        ],
    )
    def test_sections_are_edited_as_measures_are(self, folder: Path, eid: str, old: str, new: str) -> None:
        assert edit(folder, eid, ScriptedDesk([swap(old, new)], ["write"])).status == "written"
        part = next(part for part in load_text(folder)[1].parts if part.eid == eid)
        plain = new.replace("[", "").replace("|有效期]", "")
        assert plain in part.text

    def test_a_person_sees_the_lines_of_the_part_under_a_header_that_says_how(self, folder: Path) -> None:
        desk = ScriptedDesk([lambda text: text], [])
        edit(folder, "para_5", desk)
        lines = desk.opened[0].split("\n")
        assert lines[:3] == list(HEADER)
        assert lines[3] == "(五)推动基础设施节能降碳。"
        assert lines[-2] == "(责任单位:市发展改革委、工业和信息化局)"

    def test_a_repeal_is_recorded_at_the_end_of_the_whole_text(self, toy_copy: Path) -> None:
        by = "/akn/cn-999999/act/banfa/fengche/2030-12-01/xin"
        line = f'\n【附加信息】\n废止 day="2031-01-01" by="{by}" title="新措施"\n'
        outcome = edit(toy_copy, WHOLE, ScriptedDesk([lambda text: text + line], ["write"]))
        assert outcome.status == "written"
        assert load_text(toy_copy)[1].repeal == Repeal("2031-01-01", by, "新措施")

    @pytest.mark.parametrize(
        "revision",
        [
            lambda text: text,
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text + "\n\n",
            lambda text: text.split("\n", 3)[3],
        ],
        ids=["as it was", "crlf", "blank lines", "header deleted"],
    )
    def test_a_text_that_says_the_same_is_not_written(self, folder: Path, revision: Revision) -> None:
        before = text_xml(folder).stat().st_mtime_ns, text_xml(folder).read_bytes()
        outcome = edit(folder, "para_5", ScriptedDesk([revision], []))
        assert (outcome.status, codes(outcome.notes)) == ("unchanged", ["editing-unchanged"])
        assert (text_xml(folder).stat().st_mtime_ns, text_xml(folder).read_bytes()) == before
        assert not list(folder.rglob(".refused"))

    def test_a_sentence_that_begins_like_a_comment_is_text(self, folder: Path) -> None:
        revision = swap("发展低能耗基站", "# 发展低能耗基站")
        assert edit(folder, "para_5", ScriptedDesk([revision], ["write"])).status == "written"
        assert "# 发展低能耗基站" in load_text(folder)[1].clauses[4].text
        desk = ScriptedDesk([lambda text: text], [])
        assert edit(folder, "para_5", desk).status == "unchanged"


class TestAmending:
    """A published version is not edited: a new version is started beside it."""

    def test_an_edit_of_a_published_version_goes_to_a_new_one_of_the_day_that_is_told(
        self, folder: Path
    ) -> None:
        before = {path: path.read_bytes() for path in text_xml(folder).parent.rglob("*") if path.is_file()}
        outcome = amend(folder, "para_5", ScriptedDesk([CAP], ["write"], effect=date(2027, 1, 1)))
        assert (outcome.status, codes(outcome.notes), outcome.kept) == ("written", ["editing-started"], None)
        assert all(path.read_bytes() == data for path, data in before.items())
        folders, document, _ = load_text(folder, newest=True)
        assert (folders.version.name, document.version) == ("2027-01-01", "2027-01-01")
        assert "最高2000万元" in document.clauses[4].text
        assert sorted(path.name for path in folders.version.iterdir()) == sorted(
            {path.relative_to(text_xml(folder).parent).parts[0] for path in before} - {"published.txt"}
        )
        assert [(one.is_published, one.is_draft) for one in folders.versions] == [
            (True, False),
            (False, True),
        ]

    def test_where_no_day_is_told_it_is_the_first_of_the_next_month(self, folder: Path) -> None:
        desk = ScriptedDesk([CAP], ["write"])
        amend(folder, "para_5", desk)
        # MOMENT is 23 May 2024, the day on which the first version takes effect.
        assert desk.proposed == (date(2024, 5, 23), date(2024, 6, 1))
        assert load_text(folder, newest=True)[0].version.name == "2024-06-01"

    def test_a_second_edit_goes_to_the_draft_and_starts_nothing(self, folder: Path) -> None:
        amend(folder, "para_5", ScriptedDesk([CAP], ["write"], effect=date(2027, 1, 1)))
        other = ScriptedDesk([swap("示范推广性", "示范带动性")], ["write"])
        outcome = amend(folder, "para_5", other)
        assert codes(outcome.notes) == ["editing-written", "editing-moved"]
        assert other.proposed is None
        folders, document, _ = load_text(folder, newest=True)
        assert [version.name for version in folders.versions] == ["2024-05-11", "2027-01-01"]
        assert "示范带动性" in document.clauses[4].text
        assert "最高2000万元" in document.clauses[4].text

    def test_a_version_that_is_no_later_than_the_last_is_refused_and_the_text_kept(
        self, folder: Path
    ) -> None:
        desk = ScriptedDesk([CAP], ["write"])
        outcome = amend(folder, "para_5", desk, date(2024, 5, 23))
        assert codes(outcome.notes) == ["version-early", "editing-kept"]
        assert len(load_text(folder)[0].versions) == 1

    def test_two_who_start_a_version_at_once_do_not_overwrite_each_other(self, folder: Path) -> None:
        def meanwhile(text: str) -> str:
            amend(folder, "para_9", ScriptedDesk([swap("示范项目", "试点项目")], ["write"]), date(2027, 1, 1))
            return CAP(text)

        outcome = amend(folder, "para_5", ScriptedDesk([meanwhile], ["write"]), date(2027, 1, 1))
        assert codes(outcome.notes) == ["editing-overtaken", "editing-kept"]
        assert "试点项目" in load_text(folder, newest=True)[1].clauses[8].text

    def test_a_version_that_cannot_be_written_whole_is_not_there_at_all(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(source: Path, target: Path) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("kb.loading.new_version.os.rename", fail)
        outcome = amend(folder, "para_5", ScriptedDesk([CAP], ["write"]), date(2027, 1, 1))
        assert codes(outcome.notes) == ["version-unwritable", "editing-kept"]
        assert sorted(path.name for path in text_xml(folder).parents[1].iterdir()) == [
            ".refused",
            "2024-05-11",
        ]

    def test_a_policy_that_was_never_published_is_edited_in_place(self, toy_copy: Path) -> None:
        outcome = amend(toy_copy, "para_1", ScriptedDesk([swap("资助建造", "鼓励建造")], ["write"]))
        assert codes(outcome.notes) == ["editing-written"]

    def test_the_new_version_wants_a_review_of_the_part_and_nothing_else(self, folder: Path) -> None:
        amend(folder, "para_5", ScriptedDesk([CAP], ["write"]), date(2027, 1, 1))
        found = list(check(load_text(folder, newest=True)[0].version))
        assert [(one.code, one.place.eid) for one in found] == [("fingerprint-stale", "para_5")]
        assert list(check(text_xml(folder).parent)) == []


class TestFaults:
    def test_faults_are_shown_by_line_and_the_person_goes_back_to_their_own_text(self, folder: Path) -> None:
        desk = ScriptedDesk([swap("[1000万元|", "[1000|"), swap("[1000|", "[900万元|")], ["again", "write"])
        outcome = edit(folder, "para_5", desk)
        findings, impact = desk.shown[0]
        assert impact is None
        assert desk.asked == [False, True]
        # Three lines of header and the fifth line of the measure.
        assert [(f.code, f.place.file, f.place.line) for f in findings] == [
            ("markup-quantity-unreadable", "para_5.txt", 8)
        ]
        assert "[1000|最高限额]" in desk.opened[1]
        assert outcome.status == "written"
        assert "最高900万元" in load_text(folder)[1].clauses[4].text

    @pytest.mark.parametrize(
        "revision",
        [
            lambda text: "",
            lambda text: "\n",
            lambda text: "\n".join(HEADER),
            swap("(五)", "(六)"),
            swap("|", ""),
        ],
        ids=["empty", "newline", "header alone", "renumbered", "bars gone"],
    )
    def test_what_cannot_be_read_is_never_written(self, folder: Path, revision: Revision) -> None:
        before = text_xml(folder).read_bytes()
        desk = ScriptedDesk([revision], ["write"])
        assert edit(folder, "para_5", desk).status == "dropped"
        assert desk.asked == [False]
        assert text_xml(folder).read_bytes() == before

    def test_a_remark_of_the_persons_own_above_the_lines_is_a_fault_not_lost(self, folder: Path) -> None:
        desk = ScriptedDesk([lambda text: "# 我的备注\n" + text], ["drop"])
        outcome = edit(folder, "para_5", desk)
        assert codes(desk.shown[0][0])[0] == "markup-outside"
        assert outcome.kept is not None
        assert outcome.kept.read_text("utf-8").startswith("# 我的备注\n")

    def test_what_xml_would_not_give_back_is_never_written(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kb.versions.part.read_akn", lambda tree, file: load_text(folder)[1])
        desk = ScriptedDesk([CAP], ["write"])
        outcome = edit(folder, "para_5", desk)
        assert (outcome.status, desk.asked) == ("dropped", [False])
        assert codes(desk.shown[0][0]) == ["editing-unstorable"]
        assert "2000万元" in outcome.text

    def test_an_unknown_part_is_answered_with_those_there_are(self, folder: Path) -> None:
        with pytest.raises(PolicyError) as caught:
            edit(folder, "para_25", ScriptedDesk([], []))
        assert "para_24、final" in caught.value.findings[0].remedy()


class TestKeeping:
    @pytest.mark.parametrize("ending", ["drop", KeyboardInterrupt, EOFError])
    def test_a_dropped_text_is_kept_and_its_place_told(
        self, folder: Path, ending: Choice | type[BaseException]
    ) -> None:
        desk = ScriptedDesk([CAP], [ending])
        outcome = edit(folder, "para_5", desk)
        kept = text_xml(folder).parents[1] / ".refused" / "para_5-20240523T093000.txt"
        assert (outcome.status, outcome.kept) == ("dropped", kept)
        assert kept.read_text("utf-8") == outcome.text == CAP(desk.opened[0])
        assert str(kept) in outcome.notes[-1].message("zh")

    def test_a_second_text_of_the_same_second_does_not_replace_the_first(self, folder: Path) -> None:
        kept = [edit(folder, "para_5", ScriptedDesk([CAP], ["drop"])).kept for _ in range(3)]
        assert [path.name for path in kept if path] == [
            "para_5-20240523T093000.txt",
            "para_5-20240523T093000-2.txt",
            "para_5-20240523T093000-3.txt",
        ]

    def test_a_file_that_changed_meanwhile_is_not_overwritten(self, folder: Path) -> None:
        path = text_xml(folder)

        def overtaken(text: str) -> str:
            path.write_bytes(path.read_bytes().replace("示范推广性".encode(), "示范带动性".encode()))
            return CAP(text)

        outcome = edit(folder, "para_5", ScriptedDesk([overtaken], ["write"]))
        assert outcome.status == "refused"
        assert codes(outcome.notes) == ["editing-overtaken", "editing-kept"]
        assert outcome.kept is not None
        assert "2000万元" in outcome.kept.read_text("utf-8")
        assert "示范带动性" in path.read_text("utf-8")
        assert "2000万元" not in path.read_text("utf-8")

    def test_a_file_that_is_gone_is_told_and_the_text_kept(self, folder: Path) -> None:
        path = text_xml(folder)

        def unlink(folder: Path, document: Document) -> list[Finding]:
            path.unlink(missing_ok=True)
            return []

        outcome = edit(folder, "para_5", ScriptedDesk([CAP], ["write"]), unlink)
        assert codes(outcome.notes) == ["file-missing", "editing-kept"]

    def test_a_failing_check_loses_nothing(self, folder: Path) -> None:
        def fail(folder: Path, document: Document) -> list[Finding]:
            raise RuntimeError("no way")

        outcome = edit(folder, "para_5", ScriptedDesk([CAP], []), fail)
        assert (outcome.status, codes(outcome.notes)) == ("refused", ["editing-failed", "editing-kept"])
        assert "RuntimeError: no way" in outcome.notes[0].message("zh")
        assert outcome.kept is not None
        assert "2000万元" in outcome.kept.read_text("utf-8")

    def test_an_editor_that_fails_at_the_second_opening_loses_nothing(self, folder: Path) -> None:
        def fail(text: str) -> str:
            raise PolicyError([error("editing-editor-missing", Place(), command="甲")])

        outcome = edit(folder, "para_5", ScriptedDesk([CAP, fail], ["again"]))
        assert codes(outcome.notes) == ["editing-editor-missing", "editing-kept"]
        assert outcome.kept is not None
        assert "2000万元" in outcome.kept.read_text("utf-8")

    def test_an_editor_that_fails_at_once_has_nothing_to_keep(self, folder: Path) -> None:
        def fail(text: str) -> str:
            raise PolicyError([error("editing-editor-missing", Place(), command="甲")])

        with pytest.raises(PolicyError, match="找不到编辑器“甲”"):
            edit(folder, "para_5", ScriptedDesk([fail], []))
        assert not list(folder.rglob(".refused"))

    def test_where_the_work_takes_no_file_the_text_goes_to_a_temporary_folder(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (text_xml(folder).parents[1] / ".refused").write_text("a file where a folder should be")
        (tmp_path / "tmp").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
        outcome = edit(folder, "para_5", ScriptedDesk([CAP], ["drop"]))
        assert outcome.kept is not None
        assert outcome.kept.is_relative_to(tmp_path / "tmp")
        assert "2000万元" in outcome.kept.read_text("utf-8")

    def test_where_no_file_can_be_written_the_text_is_handed_back(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(path: Path, data: bytes) -> None:
            raise PolicyError([error("file-unwritable", Place(str(path)), trouble="full")])

        monkeypatch.setattr("kb.versions.refuge.write_file", refuse)
        monkeypatch.setattr("kb.loading.transaction.write_file", refuse)
        outcome = edit(folder, "para_5", ScriptedDesk([CAP], ["write"]))
        assert (outcome.status, outcome.kept) == ("refused", None)
        assert codes(outcome.notes) == ["file-unwritable", "editing-unkept"]
        assert "2000万元" in outcome.text

    def test_a_crash_while_writing_leaves_the_old_file(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = text_xml(folder).read_bytes()

        def crash(source: str, target: Path) -> None:
            if Path(target).name == "text.xml":
                raise OSError(28, "No space left on device")
            os.rename(source, target)

        monkeypatch.setattr("kb.loading.files.os.replace", crash)
        outcome = edit(folder, "para_5", ScriptedDesk([CAP], ["write"]))
        assert codes(outcome.notes) == ["file-unwritable", "editing-kept"]
        assert text_xml(folder).read_bytes() == before
        assert not list(folder.rglob("*.partial"))


class TestAnything:
    @given(words, st.sampled_from(("write", "drop")))
    @settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_whatever_a_person_types_is_written_or_kept(self, typed: str, choice: Choice) -> None:
        with TemporaryDirectory() as root:
            folder = Path(shutil.copytree(REAL, Path(root) / "policy"))
            desk = ScriptedDesk([swap("支持数据中心节能", typed)], [choice])
            outcome = edit(folder, "para_5", desk)
            _, document, registry = load_text(folder)
            stored = document.clauses[4]
            if outcome.status == "written":
                assert read_part(strip_header(outcome.text)[0], registry) == stored
            else:
                assert outcome.status == "dropped"
                assert outcome.kept is not None
                assert outcome.kept.read_bytes() == outcome.text.encode()
                assert "支持数据中心节能" in stored.text


class TestChecking:
    def test_only_what_is_newly_wrong_is_shown(self, folder: Path) -> None:
        old = warning("editing-unchanged", Place("rules.xml", 3, "para_1"))
        new = error("editing-overtaken", Place("rules.xml", 9, "para_5"))

        def check(folder: Path, document: Document) -> list[Finding]:
            moved = warning("editing-unchanged", Place("rules.xml", 4, "para_1"))
            return [moved, new] if "2000万元" in document.text else [old]

        desk = ScriptedDesk([CAP], ["drop"])
        edit(folder, "para_5", desk, check)
        assert desk.shown[0][0] == (new,)

    def test_a_finding_in_the_part_names_the_line_on_the_desk(self, folder: Path) -> None:
        def check(folder: Path, document: Document) -> list[Finding]:
            sentence = document.clauses[4].sentences[3]
            name = "policy/cn-440300/anjie-huanbao/2024-05-11/text.xml"
            return [error("editing-overtaken", Place(name, sentence.line, sentence.eid), text=sentence.text)]

        desk = ScriptedDesk([CAP], ["drop"])
        edit(folder, "para_5", desk, check)
        assert desk.shown[0][0][0].place == Place("para_5.txt", 8, "para_5__s_4")

    def test_the_real_checks_find_what_an_edit_breaks(self, folder: Path) -> None:
        desk = ScriptedDesk([swap("按照经核定总投资的[30%|资助比例]给予资助", "给予资助")], ["write"])
        outcome = edit(folder, "para_5", desk, find_all)
        findings, impact = desk.shown[0]
        assert any(finding.severity == "error" for finding in findings)
        assert impact is not None
        # Accepted on purpose: the text can be parsed, and the person confirmed it.
        assert outcome.status == "written"

    def test_a_new_sum_asks_for_nothing_but_a_review(self, folder: Path) -> None:
        desk = ScriptedDesk([CAP], ["write"])
        edit(folder, "para_5", desk, find_all)
        findings = desk.shown[0][0]
        assert [(finding.code, finding.place.eid) for finding in findings] == [
            ("fingerprint-stale", "para_5")
        ]

    def test_a_policy_with_broken_rules_can_still_be_edited(self, folder: Path) -> None:
        rules = text_xml(folder).with_name("rules.xml")
        rules.write_text("<rules", "utf-8")
        desk = ScriptedDesk([CAP], ["write"])
        assert edit(folder, "para_5", desk, find_all).status == "written"
        findings, impact = desk.shown[0]
        assert findings == ()
        assert impact is not None
        assert not impact.is_linked


class TestHeader:
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sampled_from([*HEADER, "# 甲", "", "(五)甲。"]) | words, max_size=4), words)
    def test_only_the_very_lines_of_the_header_are_taken_off(self, lines: list[str], body: str) -> None:
        text = "\n".join([*HEADER, *lines, body])
        rest, count = strip_header(text)
        assert count >= len(HEADER)
        assert "\n".join([*text.split("\n")[:count], rest]) == text
        assert all(line in HEADER for line in text.split("\n")[:count])

    def test_a_line_of_the_header_below_the_text_stays(self) -> None:
        assert strip_header(f"(五)甲。\n{HEADER[0]}\n") == (f"(五)甲。\n{HEADER[0]}\n", 0)

    def test_no_part_begins_like_the_header(self) -> None:
        _, document, registry = load_text(REAL)
        assert not any(write_part(part, registry).startswith("#") for part in document.parts)

    def test_every_part_of_the_real_policy_can_take_its_own_place(self) -> None:
        _, document, _ = load_text(REAL)
        assert all(replace_part(document, part) == document for part in document.parts)


class TestMessages:
    @pytest.mark.parametrize("code", sorted(code for code in sentences() if code.startswith("editing-")))
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_an_end_is_told_in_both_languages(self, code: str, lang: Language) -> None:
        words = {
            "known": "甲",
            "others": "甲",
            "files": "甲",
            "problem": "乙",
            "file": "丙",
            "folder": "丙",
            "command": "丁",
            "version": "戊",
            "before": "己",
        }
        filled = error(code, Place(), eid="para_5", status=1, **words)
        assert f"{filled.message(lang)} {filled.remedy(lang)}" == MESSAGES[code][lang]


@pytest.mark.parametrize(
    ("eid", "old", "new"),
    [
        ("art_1", "30万元", "31万元"),
        ("art_40", "8万元", "9万元"),
        ("art_41", "不含土地费用", "不含土地和房屋费用"),
        ("chp_2", "储能和场地", "储能、场地和厂房"),
        ("final", "负责解释", "解释"),
    ],
)
def test_a_part_of_a_text_of_levels_is_edited_in_its_lines(
    tmp_path: Path, eid: str, old: str, new: str
) -> None:
    folder = shutil.copytree(DISTRICT, tmp_path / "policy")
    _, before, registry = load_text(folder, newest=True)
    part = before.part(eid)
    assert part is not None
    lines = write_part(part, registry, levels=before.levels)
    trial = try_part(folder, eid, lines.replace(old, new), check=None)
    assert trial.before == before
    after, edited = trial.after, trial.after.part(eid)
    assert edited is not None
    assert edited.text == part.text.replace(old, new)
    assert [one for one in after.parts if one.eid != eid] == [one for one in before.parts if one.eid != eid]


def test_the_label_of_a_provision_is_not_changed_by_an_edit(tmp_path: Path) -> None:
    folder = shutil.copytree(DISTRICT, tmp_path / "policy")
    _, document, registry = load_text(folder, newest=True)
    part = document.part("art_2")
    assert part is not None
    lines = write_part(part, registry, levels=document.levels).replace("第二条", "第五条")
    with pytest.raises(PolicyError) as caught:
        try_part(folder, "art_2", lines, check=None)
    assert [finding.code for finding in caught.value.findings] == ["markup-part-other"]


def test_an_edit_names_the_parts_that_it_leaves_to_review(tmp_path: Path) -> None:
    """A chapter has no rules, and what an earlier edit left to review is no concern of a later one."""
    folder = Path(shutil.copytree(DISTRICT, tmp_path / "policy"))
    chapter = ScriptedDesk([swap("储能和场地", "储能和用地")], ["write"])
    (written,) = edit(folder, "chp_2", chapter).notes
    assert (written.code, chapter.shown[0][1] and chapter.shown[0][1].provisions) == (
        "editing-written-only",
        ("chp_2",),
    )
    article = ScriptedDesk([swap("8万元", "9万元")], ["write"])
    (written,) = edit(folder, "art_9-1", article).notes
    assert (written.code, "review art_9-1。" in written.remedy()) == ("editing-written", True)
    (written,) = edit(folder, "chp_2", ScriptedDesk([swap("储能和用地", "储能")], ["write"])).notes
    assert written.code == "editing-written-only"


WHO = "    句〔依据 第一句、第二句〕：Providers of new environmental services, and"
"""The beginning of the English line about the recipients of （七）, before the second sentence is deleted."""


def deleted_and_typed(folder: Path, typed: str) -> str:
    """The sheet of （七） without its second sentence, and with another line about the recipients."""
    lines = without(open_lines(folder, "para_7"), "探索创新生态环境导向")
    old = next(line for line in lines.split("\n") if line.startswith(WHO))
    return lines.replace(old, typed)


def test_a_rewritten_line_cites_the_sentence_that_it_cited(folder: Path) -> None:
    """Less than three fifths of its words are left, and the second sentence is another one now."""
    typed = "    句〔依据 第一句、第二句〕：Whoever provides such services."
    lines = deleted_and_typed(folder, typed)
    decided = Settled(reword=True, drop=True)
    trial = try_part(folder, "para_7", lines, settled=decided)
    assert find_questions(trial.impact.notes) == ("drop",)
    data = trial.changes["plain.en.xml"].decode()
    assert '<p cites="para_7__s_1">Whoever provides such services.</p>' in data


@pytest.mark.parametrize("anew", [True, False])
def test_a_retyped_basis_is_asked_about_in_the_language_of_its_line(folder: Path, anew: bool) -> None:
    typed = "    句〔依据 第二句〕：Whoever is outstanding."
    lines = deleted_and_typed(folder, typed)
    trial = try_part(folder, "para_7", lines, settled=Settled(reword=True, drop=False, count=anew))
    assert find_questions(trial.impact.notes) == ("drop", "count")
    ((_, (told,)),) = list_carried(trial.impact.notes, "zh", ("counted",))
    assert told == (
        "（七）：句〔依据 第二句〕：Whoever is outstanding."
        "（原来的那一句现在写作：句〔依据 删去的第二句〕：Whoever is outstanding.）"
    )
    cited = "para_7__s_2" if anew else "para_7__s_1002"
    assert f'<p cites="{cited}">Whoever is outstanding.</p>' in trial.changes["plain.en.xml"].decode()
