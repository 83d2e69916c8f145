"""The common form of all kinds of files: rows of text, each with its line, and tables with their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

CARD_FIELDS = (
    "依据文件", "发文机构", "发文字号", "发布日期", "工具分类", "服务对象", "服务内容", "条件要求",
    "服务流程", "办理流程", "时间/频度", "联络方式", "发布机构", "文号", "政策依据",
)  # fmt: skip
"""The names of the fields on a card of a policy, each on a line of its own."""

_FACTS = {
    "issuer": ("发文机构", "发文机关", "发布机构", "发布机关", "制定机关", "印发机关", "发布单位"),
    "number": ("发文字号", "发布文号", "文号", "文件编号", "发文号", "文件字号"),
    "issued": ("成文日期", "印发日期", "签发日期", "发文日期", "生成日期"),
    "published": ("发布日期", "公布日期"),
    "from": ("实施日期", "生效日期", "施行日期"),
    "title": ("名称", "标题", "原标题", "政策名称", "文件名称"),
}  # fmt: skip
FACT_NAMES = {name: key for key, names in _FACTS.items() for name in names}
"""The names that a page or card gives the facts of a text, each with the key of the fact."""

_SIGNS = re.compile(r"(?<=[\u4e00-\u9fff)）”’》%％】])[,.;:!?](?![0-9])")
_CHINESE = str.maketrans(",.;:!?", "，。；：！？")


def full_signs(text: str) -> str:
    """``text`` with Chinese punctuation in place of European punctuation after Chinese words, of the same
    length.
    """
    return _SIGNS.sub(lambda sign: sign[0].translate(_CHINESE), text)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words, and the numbers of columns and rows that it spans."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A line or paragraph of a file, or a row of a table in it.

    ``line`` is the line of the file, counted from one; in a Word file or web page it is the paragraph.
    ``label`` is a number that the file implies without writing it (the automatic numbers of Word). ``cells``
    makes the row one of a table.
    """

    text: str
    line: int
    label: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A line, or words of one, that were not understood, and the reason: a key of ``messages.toml``."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file as rows, and a report of what could not be read."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()
