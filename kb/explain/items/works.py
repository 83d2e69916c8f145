"""The result of assessing a case under several works, as an item: the answer of each work, and the total."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType

from kb.explain.items.findings import Finding
from kb.explain.items.parts import About, Day, Edition, Eid, Item, named
from kb.explain.items.results import Interval, Result

WorkId = Annotated[
    str, named("政策的编号", "id of a work", "地方代码和名称。", "Its jurisdiction and its name.")
]


class Answered(Item, frozen=True):
    """The answer of one version of a work."""

    about = About("一份政策的一版给出的结果。")

    work: WorkId
    title: Annotated[str, named("名称", "title")]
    result: Result


class Silent(Item, frozen=True):
    """A work without a version in force on the day: the last day on which it was in force, or the first day
    on which it will be.
    """

    about = About("那一天没有施行的版本的政策，和它到哪天为止或从哪天起施行。")

    work: WorkId
    title: Annotated[str, named("名称", "title")]
    on: Day
    kind: Literal["expired", "repealed", "repealed-by", "not-yet", "between"]
    day: Day
    by: Annotated[str | UnsetType, named("由哪份文件废止", "title of the repealing text")] = UNSET


class Given(Item, frozen=True):
    """A sum that a work may give."""

    about = About("一份政策可能给的一笔。")

    work: WorkId
    version: Day
    claim: str
    support: str
    amount: Interval


class Clash(Item, frozen=True):
    """Two sums of different works. One bars or reduces the other, or it is open whether it does."""

    about = About("两份政策的两笔不能都拿、要扣减，或者有待认定。")

    first: Given
    second: Given
    kind: Literal["bars", "order", "lessens", "open"]
    provision: Eid


class OtherDay(Item, frozen=True):
    """The total under another option of the reading that says which day decides the version."""

    about = About("按另一天用另一版的合计。")

    work: WorkId
    reading: str
    option: str
    total: Interval


class Refused(Item, frozen=True):
    """A work that does not answer because of its errors. Its title is empty where it cannot be read."""

    about = About("一份没有通过检查、没有回答的政策，和它的问题。")

    work: WorkId
    title: Annotated[str, named("名称", "title")]
    findings: list[Finding]


class WorksResult(Item, frozen=True):
    """The result of assessing a case under several works. Sums are integers of fen."""

    about = About(
        "一份情况按几份政策评估的结果。金额都是整数，以分计。", ("几份政策的结果", "result of several works")
    )

    version: Edition
    on: Day
    works: list[Answered]
    silent: list[Silent]
    clashes: list[Clash]
    total: Annotated[Interval, named("合计", "total")]
    proved: Annotated[bool, named("合计的上限是否确实能达到", "whether the top of the total is reached")]
    other_days: Annotated[
        list[OtherDay],
        named("按另一天用另一版的合计", "totals where another day decides the version"),
    ]
    refused: Annotated[
        list[Refused],
        named("没有通过检查的政策，合计不含它们", "works with errors, which the total leaves out"),
    ]
