"""Wrapping for a terminal: within the width, without loss, and with correct beginnings and ends of lines."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from kb.cli.wrapping import break_line, print_wrapped, wrap
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]

WORDS = st.text(st.sampled_from("条文数年，。：“”（）《》、 ab12,.()万元%-_"), max_size=120)


@given(WORDS, st.integers(2, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(words: str, width: int) -> None:
    lines = wrap(words, width)
    assert all(cell_len(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", words)


@given(WORDS, st.integers(2, 40))
def test_a_line_is_broken_where_no_column_is_lost(words: str, width: int) -> None:
    breaks = [0, *break_line(words, width), len(words)]
    assert breaks == sorted(breaks)
    lines = [words[start:end].rstrip() for start, end in pairwise(breaks)]
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 10, [""]),
        ("不能得到。", 10, ["不能得到。"]),
        ("可以不可以，可以。", 10, ["可以不可", "以，可以。"]),
        ("他说“条文写明”。", 6, ["他说", "“条文", "写", "明”。"]),
        ("合计1500万元以上", 8, ["合计", "1500万元", "以上"]),
        ("在2029年5月22日以前", 16, ["在2029年5月22日", "以前"]),
        ("条文 45d997dcd0e1，规则", 14, ["条文", "45d997dcd0e1，", "规则"]),
        ("a ceiling, not a promise", 10, ["a ceiling,", "not a", "promise"]),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
    ],
)
def test_lines_break_where_a_reader_expects(words: str, width: int, lines: list[str]) -> None:
    assert wrap(words, width) == lines


def test_what_is_wrapped_hangs_below_the_words() -> None:
    file = io.StringIO()
    console = Console(file=file, width=30)
    print_wrapped(console, "有较强示范推广性：已认定符合，条文写明", 1, hang=2, lead=Text("✓ "))
    print_wrapped(console, "短", 2)
    assert file.getvalue().splitlines() == [
        "  ✓ 有较强示范推广性：已认定符",
        "    合，条文写明",
        "    短",
    ]


@pytest.mark.parametrize("columns", ["66", "80", "100"])
def test_no_help_is_cut_off(columns: str, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in ("prove", "accept", "replay", "readings", "mutate", "edit"):
        told = run(command, "--help").out
        assert re.findall(r".*(?<!…)…(?!…).*", told) == []
