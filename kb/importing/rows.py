"""What every kind of file is read into: rows of text, each with its line, and tables with their cells."""

from __future__ import annotations

from dataclasses import dataclass

CARD_FIELDS = (
    "依据文件", "发文机构", "发文字号", "发布日期", "工具分类", "服务对象", "服务内容", "条件要求",
    "服务流程", "办理流程", "时间/频度", "联络方式", "发布机构", "文号", "政策依据",
)  # fmt: skip
"""The names that a card of a policy gives its fields, each in a line of its own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words, and how many columns and rows it takes where cells are merged."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A line or paragraph of a file, or a row of a table in it.

    ``line`` is the line of the file, counted from one; of a Word file or web page it is the paragraph.
    ``label`` is a number that the file gives without writing it (the automatic numbers of Word). ``cells``
    makes the row one of a table.
    """

    text: str
    line: int
    label: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A line, or words of one, that were not understood, and why: a key of ``messages.toml``."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file as rows, and what of it could not be read."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()
