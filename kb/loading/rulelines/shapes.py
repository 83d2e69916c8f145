"""The shape of one rule line: its word, head, place, labels and readings.

A line of structure is written ``词 头 [数|概念]：第几句「原文」；标签 值〔读法M5a取b〕``, and a line of words
``词〔标签 值〕：文字``. Two more blanks at the beginning put a line below the one above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INDENT = "  "
"""The blanks at the beginning of a line, once for each level."""

ENGLISH = "（英）"
"""The mark after the word of a line whose content is English."""

_QUOTED = r"「(?:[^「」\\]|\\.)*」"
_BRACKET = r"\[(?:[^\[\]\\]|\\.)*\]"
_SHELL = r"〔(?:[^〔〕\\]|\\.)*〕"
_TOKEN = re.compile(rf"{_QUOTED}|{_BRACKET}|{_SHELL}|[：:；;]|(?:[^「」\[\]〔〕：:；;\\]|\\.)+|.")
_WORD = re.compile(r"[^\s：:；;「」\[\]〔〕（）()\\]+")
_SPECIAL = re.compile(r"([\\「」\[\]〔〕：:；;、|])")
_IN_QUOTES = re.compile(r"([\\「」])")
_IN_BRACKETS = re.compile(r"([\\\[\]|])")
_ESCAPED = re.compile(r"\\(.)")
_OPENING = {"「": "」", "[": "]", "〔": "〕", "」": "「", "]": "[", "〕": "〔", "\\": "\\"}

_MARKS = '“”"『』'
_QUOTES = re.compile(r"(?P<provision>[^“”\"『』「」\[\]：:]*)[“\"『](?P<words>[^「」\[\]〔〕\\]+)[”\"』]")
"""A place whose words stand between other quotation marks, and contain none of the marks of a line."""

COLONS = "：:"
SEMICOLONS = "；;"


@dataclass(frozen=True)
class Shape:
    """A parsed line of structure, its values still escaped.

    ``figures`` is the content of [ ], ``provision`` and ``words`` are the text after the colon (``None``
    where there is none), ``labels`` the text after semicolons, and ``guard`` the content of 〔 〕.
    """

    head: str = ""
    figures: str | None = None
    provision: str | None = None
    words: str | None = None
    labels: tuple[str, ...] = ()
    guard: str | None = None


class ShapeError(Exception):
    """A line that cannot be parsed; ``near`` are the words at which reading stopped."""

    def __init__(self, fault: str, near: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.near = near


def escape(text: str) -> str:
    """Words as a line writes them: with a backslash before each character that would be structure."""
    return _SPECIAL.sub(r"\\\1", text)


def escape_quoted(text: str) -> str:
    """Words as they are written within 「」."""
    return _IN_QUOTES.sub(r"\\\1", text)


def write_figure(figures: str, concept: str) -> str:
    """A figure of a sentence under its concept, as in ``[1000万元|最高限额]``."""
    return "[" + "|".join(_IN_BRACKETS.sub(r"\\\1", one) for one in (figures, concept)) + "]"


def unescape(text: str) -> str:
    """Words without the backslashes that a line needs."""
    return _ESCAPED.sub(r"\1", text)


def split_indent(line: str) -> tuple[int, str]:
    """The depth of a line, and its text. Raises :class:`ShapeError` for an odd number of blanks, or a tab."""
    rest = line.lstrip(" \t　")
    blanks = line[: len(line) - len(rest)]
    if blanks.strip(" ") or len(blanks) % len(INDENT):
        raise ShapeError("indent", rest[:12])
    return len(blanks) // len(INDENT), rest


def split_word(text: str) -> tuple[str, bool, str]:
    """The first word of a line, whether its content is English, and the rest of the line."""
    found = _WORD.match(text)
    word = found[0] if found else ""
    rest = text[len(word) :]
    for mark in (ENGLISH, "(英)"):
        if rest.startswith(mark):
            return word, True, rest.removeprefix(mark)
    return word, False, rest


def split_words(rest: str) -> tuple[str, str, str]:
    """The text between the word and the colon of a line of words (a head, and 〔 〕), and the words.

    Raises :class:`ShapeError` where there is no colon.
    """
    head, shell = "", ""
    position = 0
    for found in _TOKEN.finditer(rest):
        if found[0] in COLONS:
            return head.strip(), shell, rest[found.end() :]
        if found[0].startswith("〔") and len(found[0]) > 1:
            shell = found[0][1:-1]
        else:
            head += found[0]
        position = found.end()
    raise ShapeError("colon", rest[position - 12 : position] or rest)


def split_structure(rest: str) -> Shape:
    """The rest of a line of structure after its word, parsed. Raises :class:`ShapeError` where it has no
    valid shape.
    """
    tokens = [found[0] for found in _TOKEN.finditer(rest.rstrip())]
    for token in tokens:
        if len(token) == 1 and token in _OPENING:
            raise ShapeError("open", token)
    guard = None
    if tokens and tokens[-1].startswith("〔"):
        guard = tokens.pop()[1:-1]
    segments: list[list[str]] = [[]]
    for token in tokens:
        if len(token) == 1 and token in SEMICOLONS:
            segments.append([])
        elif token.startswith("〔"):
            raise ShapeError("guard", token)
        else:
            segments[-1].append(token)
    first, *others = segments
    place: list[str] | None = None
    for n, token in enumerate(first):
        if len(token) == 1 and token in COLONS:
            first, place = first[:n], first[n + 1 :]
            break
    figures = [token for token in first if token.startswith("[")]
    head = "".join(token for token in first if not token.startswith("["))
    if len(figures) > 1 or any(token.startswith("「") for token in first):
        raise ShapeError("head", "".join(first).strip())
    provision, words = _place(place)
    labels = tuple("".join(segment).strip() for segment in others)
    return Shape(head.strip(), figures[0][1:-1] if figures else None, provision, words, labels, guard)


def _place(tokens: list[str] | None) -> tuple[str | None, str | None]:
    if tokens is None:
        return None, None
    whole = "".join(tokens).strip()
    if other := _QUOTES.fullmatch(whole):  # as many keyboards write 「」; no name of a provision has them
        return other["provision"].strip() or None, escape_quoted(other["words"])
    if any(mark in whole.partition("「")[0] for mark in _MARKS):
        raise ShapeError("quote", whole)
    quoted = [token for token in tokens if token.startswith("「")]
    provision = "".join(token for token in tokens if not token.startswith("「")).strip()
    if len(quoted) > 1 or "[" in provision or any(sign in provision for sign in COLONS):
        raise ShapeError("place", "".join(tokens).strip())
    return provision or None, quoted[0][1:-1] if quoted else None


def split_list(text: str) -> list[str]:
    """The members of a list, separated by 、 unless a backslash precedes it."""
    return [one.strip() for one in re.split(r"(?<!\\)、", text) if one.strip()]
