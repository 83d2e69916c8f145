"""``tiaowen fuzz`` and ``tiaowen abuse`` at the command line."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.cli import main
from kb.cli.commands.fuzz import show_time_left
from kb.core.terms import plus
from kb.verify.invariants import LAWS
from kb.verify.results import Result, Verdict
from tests.conftest import REAL, TOY
from tests.kb.verify.planting import after, planted
from tests.sampling import examples


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, policy: Path = REAL) -> int:
    monkeypatch.setattr(sys, "argv", ["tiaowen", *arguments, "--policy", str(policy)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_fuzzing_tells_every_law_and_how_often_it_was_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "fuzz", "--cases", "40", "--measure", "五") == 0
    told = capsys.readouterr().out
    assert "仅抽测（40例）  任何一项资助都不超过条文写的上限。" in told
    assert "网页里的计算器和程序，答案一样。" in told
    assert "写坏了的政策文件" in told
    assert told.endswith("把这些情况再试一遍：tiaowen fuzz --cases 40 --seed 0 --measure 五\n")


def test_a_law_that_was_put_to_no_case_is_not_told_to_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Measure 1 states no sum, so no case can test laws about higher investments or years of grants."""
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "fuzz", "--cases", "40", "--measure", "1", "--seed", "3") == 0
    held, _, idle = capsys.readouterr().out.partition("一例也没有试到")
    for law in ("投资或费用多了，得到的不会反而少。", "一年一年接着申请"):
        assert law not in held
        assert law in idle
    assert "种子3，40例。" in idle


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "zh",
            "还有1条规律和编出来的情况很少有关，试了不到50例，还不能放心：\n"
            "  同一件东西只在级别升高时补差额，每一级只给一次。（4例）\n种子0，",
        ),
        (
            "en",
            "These laws were checked fewer than 50 times, since few cases concern them; do not rely on "
            "them yet (1):\n"
            "  For one thing the difference is paid only for a higher level, and each level is granted once. "
            "(cases: 4)\nSeed 0,",
        ),
    ],
)
def test_a_law_that_few_cases_concern_is_named_with_how_often_it_was_tried(
    lang: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    seldom = {"levels-rise": 4, "told": 50}

    def hold(*_: object, **__: object) -> Iterator[Result]:
        for law in (*(law.id for law in LAWS), "years"):
            yield Result("fuzz", law, Verdict.SAMPLED, "holds", (), samples=seldom.get(law, 300))

    monkeypatch.setattr("kb.cli.commands.fuzz.fuzz", hold)
    assert run(monkeypatch, "fuzz", "--cases", "300", "--lang", lang) == 0
    assert told in capsys.readouterr().out


def test_a_solver_that_is_missing_is_told_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for module in ("kb.cli.commands.fuzz", "kb.verify.fuzz.solver_peer"):
        monkeypatch.setattr(f"{module}.has_z3", lambda: False)
    assert run(monkeypatch, "fuzz", "--cases", "10", "--measure", "5") == 0
    told = capsys.readouterr()
    assert "没有安装 z3-solver" in told.err
    assert "求解器用的规则和程序" not in told.out
    assert "不超过条文写的上限" in told.out


def test_the_same_seed_tries_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for _ in range(2):
        assert run(monkeypatch, "fuzz", "--cases", "15", "--seed", "5", policy=TOY) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]


def test_a_broken_law_fails_and_is_told_with_its_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with planted({"core.amounts.lesser": after(lambda found, *_: found._replace(high=plus(found.high, 1)))}):
        assert (
            run(monkeypatch, "fuzz", "--cases", str(examples(60, 3)), "--measure", "5", "--lang", "en") == 1
        )
    told = capsys.readouterr().out
    laws = ("An award exceeds the ceiling its clause states.", "A sum differs from the sum that a second, ")
    assert any(law in told for law in laws)
    # One fen above a ceiling of measure 5, or of another measure for its projects.
    assert re.search(r"[1-9][0-9,]*0,000\.01 yuan", told)


@pytest.mark.parametrize("command", ["fuzz", "abuse"])
def test_a_measure_that_is_not_there_is_told(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, command, "--measure", "99") == 1
    told = capsys.readouterr().err
    assert "错误  --measure 99\n  没有“99”这一条措施。" in told
    assert "第1到第24条" in told


def test_the_time_left_is_shown_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert show_time_left(5, "zh") is None

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    tell = show_time_left(5, "zh")
    assert tell is not None
    tell(300)
    assert "已试300例" in shown.getvalue()
    tell(-1)
    assert shown.getvalue().endswith("\x1b[K")
