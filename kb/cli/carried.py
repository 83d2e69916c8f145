"""Prints the notes on references that were adapted to a changed text, for the person who confirms them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from kb.cli.console import out
from kb.cli.wrapping import print_wrapped
from kb.versions.carrying import Kind, Note
from kb.versions.settling import SETTLED, TO_SETTLE, list_carried


def print_carried(
    notes: Iterable[Note],
    lang: str,
    console: Console | None = None,
    kinds: tuple[Kind, ...] = (*TO_SETTLE, *SETTLED),
) -> None:
    """Print the notes on references that were adapted to a changed text, with their places; equal notes are
    printed once.
    """
    console = console or out()
    for heading, lines in list_carried(notes, lang, kinds):
        console.print(Text(heading, style="bold cyan"))
        for line in lines:
            print_wrapped(console, line, 1)
