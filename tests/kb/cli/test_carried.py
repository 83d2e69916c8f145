"""Notes on references that follow a text are printed by kind, equal ones once."""

from __future__ import annotations

import io

from rich.console import Console

from kb.cli.carried import print_carried
from kb.versions.carrying import Note


def printed(*notes: Note, kinds: tuple[str, ...] = ("reworded", "lost")) -> list[str]:
    """The lines that are printed for some notes."""
    console = Console(file=io.StringIO(), width=200, highlight=False)
    print_carried(notes, "zh", console, kinds)  # type: ignore[arg-type]
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


REWORDED = Note("reworded", "rules.xml", 7, "para_1__s_1", "旧词", "新词", "para_1")
LOST = Note("lost", "facts.xml", 9, "para_2__s_1", "甲", page="para_2")


def test_notes_stand_below_the_heading_of_their_kind() -> None:
    lines = printed(LOST, REWORDED)
    headings = [line for line in lines if not line.startswith(" ")]
    assert len(headings) == 2
    assert "旧词" in lines[1]
    assert "新词" in lines[1]
    assert "甲" in lines[3]


def test_equal_notes_are_printed_once() -> None:
    assert printed(REWORDED, REWORDED) == printed(REWORDED)


def test_only_the_kinds_that_are_asked_for_are_printed() -> None:
    assert printed(LOST, REWORDED, kinds=("lost",)) == printed(LOST)
    assert printed() == []
