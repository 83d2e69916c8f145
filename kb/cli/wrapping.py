"""Wraps Chinese and English for a terminal: no line begins with a comma or ends with an opening quote.

Rich breaks at blanks alone and folds anywhere else, which Chinese cannot be read with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rich.text
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_STEP = 2
_LEAST = 24
"""The least number of columns for words, however deep they are indented."""

_TOKEN = re.compile(
    r"\s+|[0-9]{4}年[0-9]+月[0-9]+日|[0-9][0-9,.]*[万亿]?元?%?(?![0-9A-Za-z_\-])"
    r"|[A-Za-z0-9_.'\u2019/:=\-]+|.",
    re.DOTALL,
)
_CLOSING = frozenset("，。；：、！？）》”’,.;:!?)]}%…")
_OPENING = frozenset("（《“‘([{$")


def print_wrapped(
    console: Console, words: str, depth: int = 0, *, style: str = "", hang: int = 0, lead: Text | None = None
) -> None:
    """Print words indented by ``depth`` steps, and by ``hang`` further columns in wrapped lines.

    ``lead`` is printed before them, within the ``hang``.
    """
    indent = depth * _STEP
    width = max(_LEAST, console.width - indent - hang)
    for n, line in enumerate(wrap(words, width)):
        first = lead if lead is not None and n == 0 else Text(" " * (hang if n or lead is not None else 0))
        told = Text.assemble(" " * indent, first, (line, style))
        console.print(told, soft_wrap=True)


def wrap_help() -> None:
    """Let rich wrap as :func:`wrap` does, where typer prints the help with it.

    Rich counts the blanks at the end of a line in characters and not in columns, so that Chinese that fills a
    line is cut off. Everything but the help is printed by :func:`print_wrapped`.
    """
    Text.rstrip_end = _drop_blank  # type: ignore[method-assign, assignment]
    vars(rich.text)["divide_line"] = break_line


def break_line(text: str, width: int, fold: bool = True) -> list[int]:
    """The offsets at which lines of at most ``width`` columns begin, except the first; ``fold`` splits longer
    words.
    """
    found: list[int] = []
    at = begun = 0
    for unit in _units(text):
        if at > begun and cell_len(text[begun:at] + unit.rstrip()) > width:
            found.append(begun := at)
        while fold and cell_len(text[begun : at + len(unit.rstrip())]) > width:
            begun += len(_head(text[begun:], width))
            found.append(begun)
        at += len(unit)
    return found


def _drop_blank(text: Text, size: int) -> None:
    """Drop the trailing blanks beyond ``size`` columns."""
    blanks = len(text.plain) - len(text.plain.rstrip())
    if excess := min(blanks, max(0, cell_len(text.plain) - size)):
        text.right_crop(excess)


def wrap(words: str, width: int) -> list[str]:
    """Words in lines of at most ``width`` columns, a Chinese character taking two."""
    lines, line = [], ""
    for unit in _units(words):
        if cell_len(line + unit.rstrip()) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = unit.lstrip()
        while cell_len(line.rstrip()) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(words: str) -> Iterator[str]:
    """Pieces that stay together: a word or character with its punctuation."""
    unit, opened = "", False
    for token in _TOKEN.findall(words):
        if unit and not opened and token[0] not in _CLOSING:
            yield unit
            unit = ""
        unit += token
        opened = token[-1] in _OPENING
    if unit:
        yield unit


def _head(text: str, width: int) -> str:
    """As many of the first characters as fit the width, and at least one."""
    taken = 1
    while taken < len(text) and cell_len(text[: taken + 1]) <= width:
        taken += 1
    return text[:taken]
