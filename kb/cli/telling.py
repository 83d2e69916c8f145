"""Prints an answer for a person: its parts, indented, with the explanation where it is asked for."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kb.assess.answering import Answer
from kb.assess.say_answer import Entry, Section, say_answer, say_receipt
from kb.assess.saying import write_line
from kb.errors import Language

_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}
_STEP = 2


def print_answer(answer: Answer, lang: Language, console: Console, *, explain: bool = False) -> None:
    """Print an answer, with every outcome and its explanation if it is to be explained."""
    for section in say_answer(answer, lang, explain=explain):
        _print_section(section, lang, console)
    console.print(Text(say_receipt(answer, lang), style="dim"))


def _print_section(section: Section, lang: Language, console: Console) -> None:
    if not section.title:
        for entry in section.entries:
            console.print(Text(entry.head))
        return
    console.print(Text(section.title, style="bold cyan"))
    for entry in section.entries:
        _print_entry(entry, lang, console)


def _print_entry(entry: Entry, lang: Language, console: Console) -> None:
    _indent(Text(entry.head, style="bold" if entry.lines or entry.tree else ""), 1, console)
    for line in entry.lines:
        _indent(Text(line), 2, console)
    for reason in entry.tree:
        mark, style = _MARKS[reason.holds]
        told = Text.assemble((mark, style), " ", write_line(reason, lang))
        _indent(told, 2 + reason.depth, console, hang=2)


def _indent(text: Text, depth: int, console: Console, hang: int = 0) -> None:
    """Print indented; ``hang`` further columns for what is wrapped."""
    width = max(20, console.width - depth * _STEP)
    if hang and console.width > 0:
        lines = text.wrap(console, width - hang)
        for n, line in enumerate(lines):
            pad = depth * _STEP + (hang if n else 0)
            console.print(Padding(line, (0, 0, 0, pad), expand=False))
        return
    console.print(Padding(text, (0, 0, 0, depth * _STEP), expand=False))
