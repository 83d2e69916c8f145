"""A comparison of two versions of a text as items: ``tiaowen compare --format json``."""

from __future__ import annotations

from typing import Annotated, Literal

from kb.explain.items.parts import About, Eid, Item, named

Kind = Annotated[Literal["same", "changed", "inserted", "repealed"], named("有什么不同", "what became of it")]


class Run(Item, frozen=True):
    """Unchanged, deleted or inserted words."""

    about = About("不变、删去或新增的一段文字。")

    op: Literal["same", "gone", "new"]
    text: str


class Line(Item, frozen=True):
    """A sentence in both versions, with its redline."""

    about = About("一句话在两版里的样子。")

    kind: Kind
    old: Eid | None
    new: Eid | None
    runs: list[Run]


class Figure(Item, frozen=True):
    """A figure before and after, empty where it was added or removed."""

    about = About("一个数修改前后的样子，没有就是空的。")

    concept: str
    old: str
    new: str
    provision: Eid


class ComparedPart(Item, frozen=True):
    """A part of the text in both versions: ``old`` and ``new`` are its eIds in each."""

    about = About("一条或一个部分在两版里的样子。")

    kind: Kind
    old: Eid | None
    new: Eid | None
    heading: list[Run]
    lines: list[Line]
    closing: list[Run]
    figures: list[Figure]
