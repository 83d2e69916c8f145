"""An answer as it is printed: sections with titles, entries indented below, and reasons on request."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.console import Console

from kb import Policy
from kb.cases.case import Case, Claim
from kb.cli.answer_output import print_answer, print_section
from kb.explain.answer import Entry, Section
from kb.explain.outcomes import Line
from kb.explain.whole_answer import answer
from kb.model.values import Money


@pytest.fixture
def console() -> Console:
    """A console that writes into memory."""
    return Console(file=io.StringIO(), width=100, highlight=False)


def printed(console: Console) -> list[str]:
    """The lines that a console wrote."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_entries_stand_below_the_title_and_their_lines_below_them(console: Console) -> None:
    print_section(Section("open", "题目", (Entry("甲", ("乙",)), Entry("丙"))), "zh", console)
    assert printed(console) == ["题目", "  甲", "    乙", "  丙"]


def test_a_section_without_a_title_is_its_entries_alone(console: Console) -> None:
    print_section(Section("apart", "", (Entry("甲", ("乙",)),)), "zh", console)
    assert printed(console) == ["甲"]


def test_reasons_carry_a_mark_for_true_false_and_open_and_stand_deeper_below_their_holder(
    console: Console,
) -> None:
    tree = (Line(0, True, "甲", "", ""), Line(1, False, "乙", "", ""), Line(0, None, "丙", "", ""))
    print_section(Section("open", "题目", (Entry("首", (), tree),)), "zh", console)
    assert [line.split()[:2] for line in printed(console)[2:]] == [["✓", "甲"], ["✗", "乙"], ["?", "丙"]]
    depths = [len(line) - len(line.lstrip()) for line in printed(console)[2:]]
    assert depths == [4, 6, 4]


def test_an_answer_ends_with_its_receipt_and_explains_itself_only_on_request(
    console: Console, toy: Policy
) -> None:
    facts = {"is": {"windmill-project": True}, "investment": Money.yuan(10_000_000)}
    found = answer(toy, Case(date(2030, 6, 1), {}, (Claim("甲", "project", facts),), ()), "0")
    print_answer(found, "zh", console)
    short = printed(console)
    assert any("400万元" in line for line in short)
    assert not any("✓" in line for line in short)
    assert "2030-01-01" in "".join(short[-2:])
    print_answer(found, "zh", console, explain=True)
    assert any("✓" in line for line in printed(console)[len(short) :])
