"""Assessing at the command line as a new user does it: a file, an example, a receipt, a list of readings."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cases.examples import find_examples
from kb.loading import find_folders
from tests.conftest import REAL
from tests.imported import imported_by
from tests.kb.cli.test_cli import Ended, Run, run

__all__ = ["run"]

EXAMPLES = find_examples(find_folders(REAL).version)
CASE = EXAMPLES["data-centre"]


@pytest.fixture
def types(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run a command with standard input."""

    def apply(text: str, *words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        return run(*words)

    return apply


def test_a_case_is_assessed_in_the_order_of_what_matters(run: Run) -> None:
    ended = run("assess", CASE, "--policy", REAL)
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[:4] == [
        "可以申报或参评",
        "  措施5“基础设施节能降碳项目资助”，“机房改造”：可参评。",
        "    最高1000万元，是上限，不是承诺。",
        "    还要看评选或评定的结果（para_5__s_4“评选若干”）。",
    ]
    assert lines[4] == "另有48项支持与这份情况不相干：对象不同，或者没有提出那一类申请。"
    assert "  最好的组合，假如都给，合计 1000万元。" in lines
    assert lines[-1].startswith(
        "政策 2024-05-11（2024-05-23 至 2029-05-22 施行），按 2026-03-01 的情况评估；校验值：条文 "
    )


def test_a_case_is_assessed_in_english(run: Run) -> None:
    out = run("assess", CASE, "--policy", REAL, "--lang", "en").out
    assert "(“Grant for energy and carbon savings in infrastructure”), “机房改造”: candidate.\n" in out
    chinese = re.sub(r"“[^“”]*”", "", out)
    assert not re.search(r"[\u4e00-\u9fff]", chinese)


def test_the_explanation_tells_everything_with_the_words_of_the_clauses(run: Run) -> None:
    short = run("assess", CASE, "--policy", REAL).out
    out = run("assess", CASE, "--policy", REAL, "--explain").out
    assert "    ✓ 属于数据中心（para_5__s_1“数据中心”）\n" in out
    assert (
        "1500万元，超过最高1000万元，按1000万元（para_5__s_4“经核定总投资的30%给予资助,最高1000万元”）\n"
        in out
    )
    assert "    ? 还要看评选或评定的结果（para_5__s_4“评选若干”）\n" in out
    assert "不相干的支持\n" in out
    assert out.count("\n") > 5 * short.count("\n")


def test_an_example_may_be_named_and_a_file_goes_before_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("assess", "data-centre", "--policy", REAL) == run("assess", CASE, "--policy", REAL)
    (tmp_path / "data-centre").write_text("date: 2026-03-01\nclaims: []\n", encoding="utf-8")
    assert "机房改造" not in run("assess", "data-centre", "--policy", REAL).out
    ended = run("assess", "data-center", "--policy", REAL)
    assert ended.status == 1
    assert "没有文件“data-center”，也没有叫这个名字的例子。" in ended.err
    assert "例子有：data-centre" in ended.err


def test_a_case_may_come_from_the_standard_input(types: Callable[..., Ended]) -> None:
    text = CASE.read_text(encoding="utf-8")
    assert "“机房改造”：可参评。" in types(text, "assess", "-", "--policy", REAL).out
    ended = types("date: 明天\n", "assess", "-", "--policy", REAL)
    assert (ended.status, ended.out) == (1, "")
    assert "“明天”不是日期的写法" in ended.err


@pytest.mark.parametrize("typed", ["G1=c", "g1=C", "G1:c", "G1＝c", " G1 = c "])
def test_a_reading_is_chosen_however_it_is_typed(run: Run, typed: str) -> None:
    out = run("assess", "several-measures", "--policy", REAL, "--reading", typed).out
    assert out.startswith("采用的读法\n  G1，选 c：")
    assert "合计 2000万元至3000万元" in out


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["G1"], "“G1”不是选择读法的写法。"),
        (["=b"], "“=b”不是选择读法的写法。"),
        (["G1=bb"], "“G1=bb”不是选择读法的写法。"),
        (["G1=b", "G1=c"], "读法 G1 选了两个不同的选项。"),
        (["M14=b"], "最接近的编号：M14"),
        (["G1=e"], "可选的有：a、b、c。"),
    ],
)
def test_a_reading_typed_wrongly_is_told(run: Run, typed: list[str], told: str) -> None:
    words = [word for one in typed for word in ("--reading", one)]
    ended = run("assess", CASE, "--policy", REAL, *words)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("错误  --reading\n")
    assert told in ended.err


def test_another_day_changes_the_answer_and_a_wrong_one_is_told(run: Run) -> None:
    assert "受限" in run("assess", CASE, "--policy", REAL, "--on", "2029年5月23日").out
    ended = run("assess", CASE, "--policy", REAL, "--on", "2026-02-30")
    assert ended.status == 1
    assert ended.err.startswith("错误  --on\n  日历上没有 2026-02-30 这一天。")
    assert "“明天”不是日期的写法" in run("assess", CASE, "--policy", REAL, "--on", "明天").err


def test_what_is_near_tells_what_was_presumed(run: Run, tmp_path: Path) -> None:
    """The day of application is not stated, so the day of the case is presumed: it is known, not “不知道”."""
    text = CASE.read_text(encoding="utf-8").replace("date: 2026-03-01", "date: 2029-06-01")
    (tmp_path / "late.yaml").write_text(text, encoding="utf-8")
    ended = run("assess", tmp_path / "late.yaml", "--policy", REAL)
    assert "假如“申请日期”是“2029年5月22日”（现在是“2029年6月1日”，先这样推定的），就可参评" in ended.out
    ended = run("assess", tmp_path / "late.yaml", "--policy", REAL, "--lang", "en")
    assert "were “22 May 2029” and not “1 June 2029”, as is presumed, it would be" in ended.out


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of a case, and links to it."""
    (tmp_path / "mine.yaml").write_bytes(CASE.read_bytes())
    (tmp_path / "soft.yaml").symlink_to(tmp_path / "mine.yaml")
    (tmp_path / "hard.yaml").hardlink_to(tmp_path / "mine.yaml")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "{mine}", "--receipt", "{mine}"),
        ("assess", "{mine}", "--receipt", "{folder}/../{name}/mine.yaml"),
        ("assess", "{mine}", "--receipt", "{folder}/soft.yaml"),
        ("assess", "{folder}/soft.yaml", "--receipt", "{mine}"),
        ("assess", "{folder}/hard.yaml", "--receipt", "{mine}"),
        ("assess", "{mine}", "--receipt", "{rules}"),
        ("ask", "{mine}", "--out", "{mine}"),
        ("paper", "--out", "{rules}"),
        ("graph", "export", "--format", "json", "--out", "{rules}"),
        ("guide", "--out", "{version}"),
        ("test", "--quick", "--report", "{version}"),
    ],
)
def test_no_result_is_written_over_what_is_read(
    types: Callable[..., Ended], copied: Path, words: tuple[str, ...]
) -> None:
    version = find_folders(REAL).version
    places = {
        "mine": copied / "mine.yaml", "folder": copied, "name": copied.name,
        "version": version, "rules": version / "rules.xml",
    }  # fmt: skip
    before = {path: path.read_bytes() for path in (copied / "mine.yaml", version / "rules.xml")}
    ended = types("", *(word.format(**places) for word in words), "--policy", REAL)
    assert ended.status == 1
    assert "这是命令要读的文件" in ended.err
    assert {path: path.read_bytes() for path in before} == before


def test_the_answer_as_data(run: Run) -> None:
    ended = run("assess", CASE, "--policy", REAL, "--format", "json")
    data = json.loads(ended.out)
    assert ended.out == json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    assert data["version"] == "1"
    # The selection is not stated yet, so nothing is certain.
    assert data["combination"]["total"] == {"low": 0, "high": 1_000_000_000}
    assert data["combination"]["waits"] == ["selected"]


def test_the_answer_as_a_page(run: Run) -> None:
    out = run("assess", CASE, "--policy", REAL, "--format", "html").out
    assert out.startswith("<!DOCTYPE html>\n")
    assert out.endswith("</html>\n")


def test_a_receipt_is_replayed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "凭据.json"
    first = run("assess", "several-measures", "--policy", REAL, "--reading", "G1=b", "--receipt", file)
    ended = run("assess", file, "--policy", REAL, "--replay")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == first.out + "已按凭据重算，结果与当时一致。\n"
    assert [path.name for path in tmp_path.iterdir()] == ["凭据.json"]


def test_a_receipt_that_was_changed_is_found_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    run("assess", CASE, "--policy", REAL, "--receipt", file)
    receipt = json.loads(file.read_text(encoding="utf-8"))
    receipt["facts"]["claims"][0]["verified-total-investment"] = "1000"
    file.write_text(json.dumps(receipt), encoding="utf-8")
    ended = run("assess", file, "--policy", REAL, "--replay", "--lang", "en")
    assert ended.status == 1
    assert "with these differences" in ended.out
    assert "The fingerprint of the case in the receipt does not match" in ended.err
    assert "The new result differs from that of the receipt" in ended.err


def test_a_receipt_of_another_text_is_only_a_warning(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    run("assess", CASE, "--policy", REAL, "--receipt", file)
    receipt = json.loads(file.read_text(encoding="utf-8"))
    receipt["policy"]["text"] = "0" * 64
    file.write_text(json.dumps(receipt), encoding="utf-8")
    ended = run("assess", file, "--policy", REAL, "--replay")
    assert ended.status == 0
    assert "提醒" in ended.err
    assert "正文与当时的不同：当时 000000000000，现在" in ended.err


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": "1"}', "[" * 100_000])
def test_what_is_no_receipt_is_told(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(text, encoding="utf-8")
    ended = run("assess", file, "--policy", REAL, "--replay")
    assert (ended.status, ended.out) == (1, "")
    assert "这份凭据读不出来，或者缺少必要的内容。" in ended.err


def test_a_receipt_that_is_missing_or_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    assert run("assess", tmp_path / "none.json", "--policy", REAL, "--replay").status == 1
    ended = run("assess", CASE, "--policy", REAL, "--receipt", tmp_path / "none" / "receipt.json")
    assert ended.status == 1
    assert "文件写不进去" in ended.err


def test_the_commands_are_named_in_the_help_which_loads_nothing_of_them(run: Run) -> None:
    helped = run("--help").out
    for command in ("assess", "ask", "readings"):
        assert command in helped
    for command in ("assess", "ask", "readings"):
        assert run(command, "--help").status == 0
    assert imported_by("import kb.cli", ("kb.assess", "jinja2", "yaml")) == []
