"""Closed or full streams, and encodings without some characters: plain messages, no internal error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REAL, ROOT, TOY
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
on_posix = pytest.mark.skipif(os.name != "posix", reason="a shell closes the streams")


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in a shell; ``tiaowen`` in it is the program."""
    program = f"'{sys.executable}' -c 'from kb.cli import main; main()'"
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environment}
    told["XDG_CACHE_HOME"] = os.environ["XDG_CACHE_HOME"]
    return subprocess.run(
        command.replace("tiaowen", program), shell=True, cwd=ROOT, capture_output=True, check=False, env=told
    )


@on_posix
@pytest.mark.parametrize("command", ["assess -", "ask"])
def test_a_closed_standard_input_is_an_empty_one(command: str) -> None:
    ended = shell(f"tiaowen {command} --policy {TOY} <&-")
    assert "内部" not in ended.stderr.decode()
    assert ended.returncode == (1 if command == "assess -" else 0)


@on_posix
def test_closed_outputs_keep_no_command_from_ending() -> None:
    assert shell(f"tiaowen check --policy {TOY} >&-").returncode == 0
    assert shell(f"tiaowen check --policy {TOY} 2>&-").stdout.decode().startswith("检查完毕")


@on_posix
@needs_full
@pytest.mark.parametrize(
    "command", ["check", "check --format json", "show para_1", "assess - --format html", "graph shared"]
)
def test_an_output_that_finds_no_room_is_told(command: str) -> None:
    ended = shell(f"echo 'date: 2030-06-01' | tiaowen {command} --policy {TOY} >{FULL}")
    assert ended.returncode == 1
    assert ended.stderr.decode() == (
        "错误  结果没有全部写出来：磁盘满了。\n  怎么改：腾出空间，或者换一个地方输出，再运行一次。\n"
    )


@on_posix
@needs_full
def test_a_complaint_that_finds_no_room_leaves_the_status() -> None:
    assert shell(f"tiaowen show nothing --policy {TOY} 2>{FULL}").returncode == 1


def explained(encoding: str, *more: str) -> str:
    words = " ".join(("tiaowen assess data-centre --explain --policy", str(REAL), *more))
    ended = shell(words, PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (0, b"")
    return ended.stdout.decode("gb18030" if encoding == "gbk" else "utf-8")


@on_posix
def test_what_gbk_lacks_is_written_in_plainer_signs() -> None:
    told = explained("gbk")
    assert "    √ 属于数据中心" in told
    assert "✓" not in told
    assert told.replace("√ ", "✓ ").splitlines()[0] == explained("utf-8").splitlines()[0]


@on_posix
def test_data_in_gbk_are_still_data() -> None:
    assert json.loads(explained("gbk", "--format", "json")) == json.loads(explained("utf-8", "--format json"))


@on_posix
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_where_chinese_cannot_be_written_at_all_the_output_is_utf8(encoding: str) -> None:
    assert explained(encoding) == explained("utf-8")


def test_signs_that_no_encoding_of_chinese_has_are_written_by_their_code() -> None:
    ended = shell(
        "'{0}' -c 'from kb.cli.streams import prepare_streams; prepare_streams(); "
        'print("\\u2713\\u200b\\U0001f600")\''.replace("{0}", sys.executable),
        PYTHONIOENCODING="gbk",
    )
    assert ended.stdout.decode("gbk").strip() == "√\\u200b\\ud83d\\ude00"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("policy", []),
        ("policy", None),
        ("policy", "x"),
        ("readings", []),
        ("readings", None),
        ("readings", {"G1": 3}),
        ("readings", {"G1": ["a"]}),
        ("on", 5),
        ("on", "2026-02-30"),
        ("facts", []),
        ("facts", None),
    ],
)
def test_a_receipt_with_another_thing_in_a_place_is_refused(
    run: Run, tmp_path: Path, key: str, value: object
) -> None:
    receipt = tmp_path / "receipt.json"
    assert run("assess", "data-centre", "--policy", REAL, "--receipt", receipt).status == 0
    data = json.loads(receipt.read_text(encoding="utf-8"))
    receipt.write_text(json.dumps({**data, key: value}), encoding="utf-8")
    ended = run("assess", receipt, "--replay", "--policy", REAL)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("错误  ")
    assert "内部" not in ended.err


def test_the_second_broken_example_of_the_testers_page_is_refused(run: Run, real_copy: Path) -> None:
    rules = next(real_copy.rglob("rules.xml"))
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace('<cap at="最高限额"', '<cap at="资助比例"', 1), encoding="utf-8")
    for words in (("assess", "data-centre"), ("show", "5"), ("readings",), ("prove", "--measure", "5")):
        ended = run(*words, "--policy", real_copy)
        assert (ended.status, ended.out) == (1, "")
        assert "规则这里要的是金额，而“30%”(资助比例)是比例。" in ended.err
        assert "内部" not in run(*words, "--unchecked", "--policy", real_copy).err
