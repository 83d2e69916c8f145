"""The front matter of the line form: title, number, language and version."""

from __future__ import annotations

import re
from datetime import date

from kb.loading.lines.blocks import Block, Faults, Line, read_words
from kb.loading.lines.levels import read_levels
from kb.loading.lines.shapes import COLON, FRONT, LEVELS

_KEYS = (*FRONT, LEVELS)
_LINE = re.compile(rf"(?P<key>{'|'.join(_KEYS)})(?P<colon>{COLON})(?P<value>.*)")
_LANGUAGE = re.compile(r"[a-z]{3}")
_EXAMPLES = {"编号": "/akn/…", "语言": "zho", "版本": "2024-05-11", "层次": "第一章 *第一条 （一）"}


def read_front(blocks: list[Block], first_line: int, faults: Faults) -> dict[str, str]:
    """The values of the front matter by key. Its lines are removed from the first block."""
    front: dict[str, str] = {}
    block = blocks[0] if blocks else []
    start = block[0].number if block else first_line
    while block and not block[0].is_header:
        _read_line(block.pop(0), front, faults)
    for key in FRONT:
        if key not in front:
            faults.add("markup-front-missing", start, key=key)
    if block and front:
        faults.add("markup-blank-missing", block[0].number)
    if blocks and not block:
        blocks.pop(0)
    return front


def _read_line(line: Line, front: dict[str, str], faults: Faults) -> None:
    match = _LINE.fullmatch(line.text)
    if match is None:
        faults.add("markup-front-line", line.number)
        return
    key = match["key"]
    if match["colon"] != ":":
        faults.add("markup-full-width", line.number)
    if any(_KEYS.index(other) >= _KEYS.index(key) for other in front):
        faults.add("markup-front-order", line.number, key=key)
    value = read_words(match["value"], line.number, "", faults)
    if not value:
        faults.add("markup-front-empty", line.number, key=key)
    elif not _has_form(key, value):
        faults.add("markup-front-form", line.number, key=key, value=value, example=_EXAMPLES[key])
    front.setdefault(key, value)


def _has_form(key: str, value: str) -> bool:
    if key == "版本":
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    if key == LEVELS:
        return read_levels(value) is not None
    if key == "语言":
        return _LANGUAGE.fullmatch(value) is not None
    return value.startswith("/akn/") if key == "编号" else True
