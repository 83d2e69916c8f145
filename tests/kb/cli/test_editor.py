"""The desk at a terminal, with programs as editors and lines as typed answers."""

from __future__ import annotations

import io
import shlex
import signal
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from kb.checks import check
from kb.cli.editor import TerminalDesk, editor_command
from kb.model.registry import Agency
from kb.model.words.errors import Place, PolicyError, error
from kb.versions.carrying import Note
from kb.versions.impact import FigureChange, Impact
from kb.versions.part import Settled, edit_clause
from tests.kb.versions.conftest import folder  # noqa: F401 (a fixture)
from tests.kb.versions.scripted import MOMENT, text_xml

AGENCY = Agency("fgw", "深圳市发展和改革委员会", "Reform Commission", ("发展改革委",), "department")
IMPACT = Impact(
    eid="para_5",
    provisions=("para_5__s_4",),
    figures=(
        FigureChange("最高限额", "1000万元", "2000万元", "para_5__s_4"),
        FigureChange("资助比例", "30%", "", "para_5__s_4"),
    ),
    agencies=(AGENCY,),
    joined=(AGENCY,),
    left=(),
    support_names={"zh": ("节能降碳项目资助",), "en": ("Energy saving grant",)},
)


def desk(
    lang: str = "zh", answers: Iterable[str] = (), program: str = "", **environment: str
) -> TerminalDesk:
    """A desk whose editor is a Python program; ``file`` is the path of the edited file in it."""
    if program:
        code = f"import pathlib, sys; file = pathlib.Path(sys.argv[1]); {program}"
        environment["EDITOR"] = shlex.join([sys.executable, "-c", code])
    lines = iter(answers)
    console = Console(file=io.StringIO(), width=200, highlight=False)
    return TerminalDesk(lang, console=console, ask=lambda _: next(lines), environment=environment)


def printed(desk: TerminalDesk) -> str:
    """What the desk has printed."""
    file = desk.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


class TestEditor:
    def test_the_text_that_the_editor_saves_comes_back(self) -> None:
        program = "file.write_text(file.read_text('utf-8') + '丁\\n', 'utf-8')"
        assert desk(program=program).edit("甲。\n乙\\[\n", "para_5") == "甲。\n乙\\[\n丁\n"

    def test_the_file_is_called_after_the_part(self) -> None:
        assert desk(program="file.write_text(file.name)").edit("甲", "para_5") == "para_5.txt"

    def test_a_byte_order_mark_is_taken_off(self) -> None:
        assert desk(program="file.write_text('甲', 'utf-8-sig')").edit("乙", "para_5") == "甲"

    def test_an_editor_that_saves_nothing_changes_nothing(self) -> None:
        assert desk(program="pass").edit("甲\n", "para_5") == "甲\n"
        assert desk(program="file.unlink()").edit("甲\n", "para_5") == "甲\n"

    def test_nothing_is_left_in_the_temporary_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        desk(program="pass").edit("甲", "para_5")
        with pytest.raises(PolicyError):
            desk(EDITOR="no-such-editor").edit("甲", "para_5")
        assert list(tmp_path.iterdir()) == []

    def test_text_in_another_encoding_is_refused_and_its_file_left(self) -> None:
        with pytest.raises(PolicyError) as caught:
            desk(program="file.write_bytes('甲乙'.encode('gbk'))").edit("甲", "para_5")
        finding = caught.value.findings[0]
        assert finding.code == "editing-not-utf8"
        assert Path(finding.place.file).read_bytes() == "甲乙".encode("gbk")

    def test_an_editor_that_fails_leaves_its_file_and_its_status(self) -> None:
        with pytest.raises(PolicyError) as caught:
            desk(program="file.write_text('typed'); sys.exit(3)").edit("甲", "para_5")
        finding = caught.value.findings[0]
        assert dict(finding.words)["status"] == "3"
        assert Path(finding.place.file).read_text() == "typed"

    @pytest.mark.parametrize("editor", ["no-such-editor --wait", "'unclosed"])
    def test_an_editor_that_is_not_there_is_named(self, editor: str) -> None:
        with pytest.raises(PolicyError, match="找不到编辑器") as caught:
            desk(EDITOR=editor).edit("甲", "para_5")
        assert editor.split()[0].strip("'") in caught.value.findings[0].message()

    @pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
    def test_ctrl_c_in_the_editor_does_not_end_the_session(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        program = "import os, signal; os.kill(os.getppid(), signal.SIGINT); file.write_text('typed')"
        assert desk(program=program).edit("甲", "para_5") == "typed"
        assert signal.getsignal(signal.SIGINT) is before

    @pytest.mark.parametrize(
        ("environment", "command"),
        [
            ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
            ({"VISUAL": " ", "EDITOR": "'my editor' -x"}, ["my editor", "-x"]),
        ],
    )
    def test_visual_comes_before_editor(self, environment: dict[str, str], command: list[str]) -> None:
        assert editor_command(environment) == command

    def test_without_either_an_installed_editor_is_taken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/nano" if name == "nano" else None)
        monkeypatch.setattr("os.name", "posix")
        assert editor_command({}) == ["nano"]


class TestShowing:
    def test_an_impact_is_shown_in_either_language(self) -> None:
        chinese, english = desk("zh"), desk("en")
        chinese.show((), IMPACT)
        english.show((), IMPACT)
        assert "最高限额 1000万元 → 2000万元 (para_5__s_4)、资助比例 30% → — (para_5__s_4)" in printed(
            chinese
        )
        assert "深圳市发展和改革委员会 (新增)" in printed(chinese)
        assert "节能降碳项目资助" in printed(chinese)
        assert "与改动前相比，没有新的问题。" in printed(chinese)
        assert "Reform Commission (new)" in printed(english)
        assert "Energy saving grant" in printed(english)
        assert "No new problems, compared with before the edit." in printed(english)

    def test_what_only_rules_know_is_said_to_be_missing(self) -> None:
        shown = desk("en")
        shown.show((), Impact("para_5", ("para_5__s_4",), (), (), (), (), is_linked=False))
        assert "supports, domains and readings cannot be listed" in printed(shown)
        assert "supports touched" not in printed(shown)

    def test_faults_are_shown_by_line_with_how_to_mend_them(self) -> None:
        shown = desk("en")
        shown.show((error("markup-bracket-stray", Place("para_5.txt", 8, "para_5__s_4"), near="甲]"),), None)
        assert "para_5.txt:8" in printed(shown)
        assert "Add the opening bracket [" in printed(shown)

    def test_errors_that_remain_are_warned_of(self) -> None:
        shown = desk("en")
        shown.show((error("editing-overtaken", Place("text.xml")),), IMPACT)
        assert "the check fails until they are mended" in printed(shown)


class TestChoosing:
    @pytest.mark.parametrize(
        ("answer", "choice"), [("w", "write"), (" E ", "again"), ("q", "drop"), ("W\n", "write")]
    )
    def test_a_key_is_a_choice(self, answer: str, choice: str) -> None:
        assert desk(answers=[answer]).choose(can_write=True) == choice

    def test_any_other_key_is_asked_again(self) -> None:
        asked = desk(answers=["", "x", "we", "write", "q"])
        assert asked.choose(can_write=True) == "drop"
        assert printed(asked).count("w、e、q") == 4

    def test_what_cannot_be_read_cannot_be_written(self) -> None:
        asked = desk(answers=["w", "e"])
        assert asked.choose(can_write=False) == "again"
        assert "e、q" in printed(asked)

    def test_the_end_of_the_input_is_no_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        with pytest.raises(EOFError):
            TerminalDesk("zh", console=Console(file=io.StringIO())).choose(can_write=True)


class TestDayOfEffect:
    AFTER, PROPOSED = date(2024, 5, 23), date(2026, 12, 1)

    @pytest.mark.parametrize(
        ("typed", "day"),
        [("2027-01-01", date(2027, 1, 1)), ("２０２７年1月1日", date(2027, 1, 1)), ("", date(2026, 12, 1))],
    )
    def test_a_day_is_typed_or_the_one_proposed_is_taken(self, typed: str, day: date) -> None:
        assert desk(answers=[typed]).day_of_effect(self.AFTER, self.PROPOSED) == day

    def test_what_is_no_day_or_too_early_is_told_and_asked_again(self) -> None:
        asked = desk(answers=["w", "2024-05-23", "2027-01-01"])
        assert asked.day_of_effect(self.AFTER, self.PROPOSED) == date(2027, 1, 1)
        assert "“w”不是日期的写法" in printed(asked)
        assert "新版本要在 2024-05-23 以后开始施行，2024-05-23 太早。" in printed(asked)

    def test_the_end_of_the_input_takes_the_day_proposed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        asked = TerminalDesk("zh", console=Console(file=io.StringIO()))
        assert asked.day_of_effect(self.AFTER, self.PROPOSED) == self.PROPOSED


class TestWholeSession:
    def test_a_person_mends_a_fault_and_writes(self, folder: Path) -> None:  # noqa: F811
        program = (
            "text = file.read_text('utf-8'); "
            "first = text.replace('[1000万元|', '[1000|'); "
            "file.write_text(first if first != text else text.replace('[1000|', '[900万元|'), 'utf-8')"
        )
        session = desk("zh", ["w", "e", "w"], program)
        outcome = edit_clause(
            folder,
            "para_5",
            session,
            check=lambda f, d: check(f, document=d),
            moment=MOMENT,
            correct=True,
        )
        assert outcome.status == "written"
        assert "900万元" in text_xml(folder).read_text("utf-8")
        assert "“1000”读不出“最高限额”的数值" in printed(session)
        assert "1000万元 → 900万元" in printed(session)


@pytest.mark.parametrize(("answer", "is_anew"), [("y", True), ("n", False)])
def test_lines_that_may_count_sentences_in_two_ways_are_asked_about(answer: str, is_anew: bool) -> None:
    line = "句〔依据 第二句〕：甲。"
    one = Note("counted", "", 0, "para_7", line, line.replace("第二句", "删去的第二句"), "para_7", "（七）")
    terminal = desk(answers=["x", answer])
    assert terminal.settle((one,)) == Settled(reword=True, drop=False, count=is_anew)
    assert f"（七）：{line}（原来的那一句现在写作：句〔依据 删去的第二句〕：甲。）" in printed(terminal)
