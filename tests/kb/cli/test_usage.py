"""Invalid command lines are reported in the reader's language, with how to mend them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest

from kb.cli import main
from kb.cli.commands import COMMANDS

Told = Callable[..., tuple[int, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    monkeypatch.delenv("TIAOWEN_LANG", raising=False)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["tiaowen", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


WRONG = [
    (["asses"], "没有“asses”这个命令。", "可能是想写：assess", "There is no command “asses”."),
    (["qqq"], "没有“qqq”这个命令。", "用 tiaowen --help 看有哪些命令。", "There is no command “qqq”."),
    (["graph", "agncy"], "没有“agncy”这个命令。", "可能是想写：agency", "There is no command “agncy”."),
    (["assess"], "tiaowen assess 还缺 CASE，必须写。", "tiaowen assess --help", "assess requires CASE"),
    (["graph", "export"], "还缺 --format，必须写。", "tiaowen graph export --help", "requires --format"),
    (["check", "--foo"], "没有“--foo”这个选项。", "tiaowen check --help", "has no option “--foo”"),
    (["check", "--formt", "json"], "没有“--formt”这个选项。", "可能是想写：--format", "no option “--formt”"),
    (["edit", "5", "6", "7"], "tiaowen edit 后面多写了：6 7", "删去多写的", "does not accept this: 6 7"),
    (["assess", "x", "--on"], "选项 --on 后面没有写值。", "写上值", "The option --on has no value"),
    (["assess", "x", "--explain=3"], "选项 --explain 后面不用写值。", "只写 --explain", "takes no value"),
    (
        ["fuzz", "--cases", "许多"],
        "--cases 要写整数，这里写的是“许多”。",
        "只用数字写",
        "must be a whole number",
    ),
    (["fuzz", "--cases", "0"], "--cases 写了 0，太小了。", "最小写 1。", "--cases is 0, which is too small."),
    (["check", "--format", "xml"], "--format 不能写“xml”。", "可以写的有：text / json。", "cannot be “xml”"),
]


@pytest.mark.parametrize(("words", "message", "remedy", "english"), WRONG)
def test_a_command_line_that_is_wrong_is_told_in_the_language_of_the_reader(
    told: Told, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str, remedy: str, english: str
) -> None:
    status, chinese = told(*words)
    assert status == 2
    first, second = chinese.splitlines()
    assert first.startswith("错误")
    assert message in first
    assert remedy in second
    monkeypatch.setenv("TIAOWEN_LANG", "en")
    status, said = told(*words)
    assert status == 2
    assert english in said
    assert not re.search("[\u4e00-\u9fff]", said.replace("许多", ""))


def test_the_language_that_is_asked_for_is_that_of_the_complaint(told: Told) -> None:
    assert "has no option" in told("check", "--foo", "--lang", "en")[1]
    assert "has no option" in told("check", "--lang=en", "--foo")[1]
    assert "--lang 不能写“fr”" in told("check", "--lang", "fr")[1]


def test_nothing_that_is_mistyped_is_answered_in_english(told: Told) -> None:
    names = [*COMMANDS]
    for name in names:
        # A review may name several parts, so there are never too many arguments.
        many = [[name, *"abcdef"]] if name != "review" else []
        for words in ([name, "--nonsense"], [name[:-1] + "x"], *many, [name, "--policy"]):
            status, said = told(*words)
            assert status == 2, words
            assert said.startswith("错误"), words
            assert not re.search(r"No such|Usage|Invalid|Missing|unexpected|requires", said), (words, said)


def test_without_a_command_the_help_is_shown(told: Told) -> None:
    assert told()[1] == ""
    assert told("graph")[1] == ""
