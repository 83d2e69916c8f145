"""The commands as a new user runs them, in Chinese and in English: what they print and how they end."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.cli import main
from kb.cli.commands.show import show_text
from kb.cli.json_data import describe
from kb.loading import load_policy
from kb.model.words.errors import LANGUAGES
from tests.conftest import REAL, ROOT, TOY


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status and what it printed."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("TIAOWEN_LANG", raising=False)

    def apply(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tiaowen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    return apply


def test_a_sound_policy_is_said_to_be_sound(run: Run) -> None:
    assert run("check", "--policy", REAL) == Ended(0, "检查完毕：没有发现问题。\n", "")
    assert run("check", "--policy", REAL, "--lang", "en") == Ended(0, "Checked: nothing found.\n", "")


def test_a_broken_policy_ends_with_status_one_and_says_how_to_mend_it(
    run: Run, toy_copy: Path, change: Callable[[Path, str, str], None]
) -> None:
    rules = next(toy_copy.rglob("rules.xml"))
    change(rules, 'words="鼓励各村种花"', 'words="鼓励各村种草"')
    ended = run("check", "--policy", toy_copy)
    assert ended.status == 1
    assert ended.out == (
        "错误  policy/cn-999999/wanju/2030-01-01/rules.xml:114 para_9__s_2\n"
        "  条款里没有“鼓励各村种草”这几个字。条款写的是：鼓励各村种花。\n"
        "  怎么改：照条文逐字改正；若条文已改，请复核这条规则。\n"
        "1 个错误，0 个提醒，0 个说明。\n"
    )


def test_findings_as_json_have_every_part(run: Run, toy_copy: Path) -> None:
    next(toy_copy.rglob("rules.xml")).write_text("<rules", encoding="utf-8")
    ended = run("check", "--policy", toy_copy, "--format", "json", "--lang", "en")
    assert ended.status == 1
    (finding,) = json.loads(ended.out)
    assert finding.keys() == {"code", "severity", "file", "line", "eId", "message", "remedy"}
    assert finding["code"] == "xml-malformed"
    assert finding["line"] == 1


@pytest.mark.parametrize("typed", ["para_5", "5", "五", "(五)", "（五）"])
def test_a_measure_is_shown_by_any_of_its_names(run: Run, typed: str) -> None:
    ended = run("show", typed, "--policy", REAL)
    assert ended.status == 0
    assert ended.out.startswith("para_5 (五)推动基础设施节能降碳\n")
    for words in (
        "30%",
        "最高1000万元",
        "33,333,333.34元",
        "深圳市发展和改革委员会（列第一位）",
        "竞争评选“评选若干”",
    ):
        assert words in ended.out


@pytest.mark.parametrize("typed", ["scjgj", "市场监管局", "深圳市市场监督管理局"])
def test_an_agency_is_shown_by_any_of_its_names(run: Run, typed: str) -> None:
    ended = run("show", typed, "--policy", REAL)
    assert ended.out.splitlines() == [
        "scjgj 深圳市市场监督管理局",
        "  para_8 (八)构建集约高效的资源回收网络",
        "  para_12 (十二)强化本土碳足迹认证体系",
        "  para_20 (二十)强化标准引领",
    ]


def test_everything_with_an_id_can_be_shown_as_text_and_as_json(
    policy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in policy:
        for lang in LANGUAGES:
            show_text(policy, key, lang)
            shown = capsys.readouterr()
            assert shown.out.startswith(key)
            assert shown.err == ""
            assert json.loads(json.dumps(describe(policy, key, lang)))["id"] == key


@pytest.mark.parametrize("typed", ["para_5", "para_5__s_1", "para_5__sup_1", "fgw", "G1", "final"])
def test_a_thing_of_each_kind_is_shown_by_its_command(run: Run, typed: str) -> None:
    for lang in LANGUAGES:
        ended = run("show", typed, "--policy", REAL, "--lang", lang)
        assert (ended.status, ended.err) == (0, "")
        assert ended.out.startswith(typed)
    assert json.loads(run("show", typed, "--policy", REAL, "--format", "json").out)["id"] == typed


def test_a_support_as_json_gives_money_in_fen_and_rates_as_fractions(run: Run) -> None:
    data = json.loads(run("show", "para_9__sup_1", "--policy", REAL, "--format", "json").out)
    assert [q["value"] for q in data["quantities"]] == [
        {"numerator": 3, "denominator": 10},
        {"fen": 1_000_000_000},
    ]
    assert data["form"] == "grant"
    assert data["provision"] == "para_9__s_1"


def test_an_unknown_id_is_answered_with_the_nearest(run: Run) -> None:
    ended = run("show", "para_55", "--policy", REAL)
    assert (ended.status, ended.out) == (1, "")
    assert "没有“para_55”。" in ended.err
    assert "para_5" in ended.err


def test_a_missing_policy_is_told_without_a_traceback(run: Run, tmp_path: Path) -> None:
    for command in (["check"], ["show", "para_1"], ["format"], ["edit", "para_1"], ["review", "para_1"]):
        ended = run(*command, "--policy", tmp_path / "nowhere")
        assert ended.status == 1
        assert "没有这个文件夹。" in ended.out + ended.err
        assert "Traceback" not in ended.out + ended.err


def test_a_folder_that_may_not_be_read_is_told_in_the_language_asked_for(
    run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    ended = run("check", "--policy", toy_copy)
    assert ended.status == 1
    assert "没有权限读取这个文件夹。" in ended.out


def test_a_site_below_a_folder_without_permission_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists = Path.exists

    def refuse(path: Path) -> bool:
        if path.name == "guide":
            raise PermissionError(13, "Permission denied")
        return exists(path)

    monkeypatch.setattr(Path, "exists", refuse)
    ended = run("guide", "--policy", REAL, "--out", tmp_path / "guide")
    assert ended.status == 1
    assert "网站写不进去：没有权限。原有的网站没有改动。" in ended.err


def test_the_program_failing_itself_is_told_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr("kb.checks.find_folders", fail)
    monkeypatch.delenv("TIAOWEN_DEBUG", raising=False)
    ended = run("check", "--policy", REAL)
    assert ended.status == 70
    assert ended.err.startswith("程序内部出错，不是您的文件的问题：RuntimeError: surprise\n")


def test_formatting_a_canonical_text_changes_nothing(run: Run, toy_copy: Path) -> None:
    text = next(toy_copy.rglob("text.xml"))
    before = text.read_bytes()
    lines = run("format", "--policy", toy_copy).out.splitlines()
    assert len(lines) == 8
    assert all(line.startswith("已是规范写法：") for line in lines)
    assert text.read_bytes() == before


def test_formatting_mends_what_is_not_canonical(run: Run, toy_copy: Path) -> None:
    text = next(toy_copy.rglob("text.xml"))
    before = text.read_bytes()
    text.write_bytes(before.replace(b'\n      <paragraph eId="para_2">', b'\n\n<paragraph eId="para_2">'))
    rules = next(toy_copy.rglob("rules.xml"))
    laid_out = rules.read_bytes()
    rules.write_bytes(laid_out.replace(b'\n    <domain ref="making"', b'\n<domain  ref="making"'))
    ended = run("format", "--check", "--policy", toy_copy)
    assert (ended.status, ended.out.count("不是规范写法：")) == (1, 2)
    assert run("format", "--policy", toy_copy).out.count("已写成规范写法：") == 2
    assert text.read_bytes() == before
    assert rules.read_bytes() == laid_out


def test_the_line_form_of_the_whole_policy_can_be_printed(run: Run) -> None:
    printed = run("format", "--lines", "--policy", REAL).out
    assert printed.startswith("标题:深圳市促进安全节能环保产业集群高质量发展的若干措施\n")
    assert "按照经核定总投资的[30%|资助比例]给予资助,最高[1000万元|最高限额]。\n" in printed


def _editor(folder: Path, old: str, new: str) -> str:
    """An editor that replaces words in the file it is given."""
    script = folder / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_text(encoding='utf-8')\n"
        f"path.write_text(text.replace({old!r}, {new!r}), encoding='utf-8')\n",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{script}"'


def test_a_figure_is_edited_reviewed_and_followed_by_the_rules(
    run: Run, real_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", _editor(tmp_path, "[1000万元|最高限额]", "[1500万元|最高限额]"))
    monkeypatch.setattr("sys.stdin", io.StringIO("w\n2027-01-01\n"))
    edited = run("edit", "五", "--policy", real_copy)
    assert edited.status == 0
    assert "1000万元 → 1500万元" in edited.out
    assert run("check", "--policy", real_copy).status == 1
    assert run("review", "para_5", "--yes", "--policy", real_copy).status == 0
    assert run("check", "--policy", real_copy).out == "检查完毕：没有发现问题。\n"
    amended = load_policy(real_copy, on=date(2027, 1, 1))
    support = next(s for s in amended.supports if s.id == "para_5__sup_1")
    assert [q.text for q in support.quantities] == ["30%", "1500万元"]


def test_an_edit_that_cannot_be_read_is_kept_and_its_place_told(
    run: Run, real_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = next(real_copy.rglob("text.xml")).read_bytes()
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", _editor(tmp_path, "[1000万元|最高限额]", "[1000万元|最高额]"))
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    ended = run("edit", "五", "--policy", real_copy)
    assert ended.status == 1
    assert next(real_copy.rglob("text.xml")).read_bytes() == before
    kept = list(real_copy.rglob(".refused/*"))
    assert len(kept) == 1
    assert "[1000万元|最高额]" in kept[0].read_text(encoding="utf-8")
    assert kept[0].name in ended.out


def test_a_review_refused_changes_nothing(
    run: Run, toy_copy: Path, change: Callable[[Path, str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change(next(toy_copy.rglob("text.xml")), ">300万元<", ">310万元<")
    rules = next(toy_copy.rglob("rules.xml"))
    before = rules.read_bytes()
    monkeypatch.setattr("typer.confirm", lambda *_: False)
    assert run("review", "para_4", "--policy", toy_copy).status == 1
    assert rules.read_bytes() == before
    monkeypatch.setattr("typer.confirm", lambda *_: True)
    assert run("review", "para_4", "--policy", toy_copy).status == 0
    assert rules.read_bytes() != before
    assert run("check", "--policy", toy_copy).status == 0


def test_a_policy_that_nobody_edited_needs_no_review(run: Run) -> None:
    assert run("review", "para_4", "--policy", TOY).out == "para_4 的规则已经是按现在的正文复核过的。\n"
    assert run("review", "fengche", "--policy", TOY).status == 1


def test_the_policy_folder_is_found_from_below(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "docs")
    assert run("check").out == "检查完毕：没有发现问题。\n"


def test_version_and_help_answer(run: Run) -> None:
    assert run("--version").out == "tiaowen 0.2.0\n"
    helped = run("--help").out
    for command in ("check", "show", "graph", "guide", "edit", "review", "format"):
        assert command in helped


def test_shell_completion_is_offered() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("tiaowen")), "--show-completion", "bash"],
        capture_output=True,
        text=True,
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        check=False,
    )
    assert "complete" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f'"{Path(sys.executable).with_name("tiaowen")}" format --lines | head -n 1',
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("标题:")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_sentence_put_in_between_tells_which_numbers_change(
    run: Run, real_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", _editor(tmp_path, "\n发展低能耗基站,", "\n支持节能。\n发展低能耗基站,"))
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    ended = run("edit", "五", "--policy", real_copy)
    for old, new in ((2, 3), (3, 4), (4, 5)):
        assert f"para_5__s_{old} → para_5__s_{new}" in ended.out
    assert "规则、读法、事实、通俗说明和用例里引用这些编号的地方，写入时都跟着改。" in ended.out
    assert "para_5__s_1 →" not in ended.out
