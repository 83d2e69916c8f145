"""Prints an answer for a person: its sections, indented, with explanations on request."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from kb.cli.wrapping import print_wrapped
from kb.explain.answer import Entry, Section, say_answer, say_receipt
from kb.explain.outcomes import write_line
from kb.explain.whole_answer import Answer
from kb.model.words.errors import Language

_MARKS = {True: ("✓ ", "green"), False: ("✗ ", "red"), None: ("? ", "yellow")}


def print_answer(answer: Answer, lang: Language, console: Console, *, explain: bool = False) -> None:
    """Print an answer, with every outcome and its explanation where that is requested."""
    for section in say_answer(answer, lang, explain=explain):
        print_section(section, lang, console)
    print_wrapped(console, say_receipt(answer, lang), style="dim")


def print_section(section: Section, lang: Language, console: Console) -> None:
    """Print a section of an answer: its title, and its entries below."""
    if not section.title:
        for entry in section.entries:
            print_wrapped(console, entry.head)
        return
    print_wrapped(console, section.title, style="bold cyan")
    for entry in section.entries:
        _print_entry(entry, lang, console)


def _print_entry(entry: Entry, lang: Language, console: Console) -> None:
    print_wrapped(console, entry.head, 1, style="bold" if entry.lines or entry.tree else "")
    for line in entry.lines:
        print_wrapped(console, line, 2)
    for reason in entry.tree:
        lead = Text(*_MARKS[reason.holds])
        print_wrapped(console, write_line(reason, lang), 2 + reason.depth, hang=2, lead=lead)
