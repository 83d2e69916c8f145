"""The basis of all items: how an item is written as JSON and described, and the values that many share.

Sums are integers of fen, days are ISO 8601, and an unknown value is ``null``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Meta, Struct

Data = dict[str, Any]
"""An item as plain dictionaries and lists."""


class About(NamedTuple):
    """The schema's description of a class of items, in addition to its docstring, which is the English one.

    ``zh`` is the Chinese description, empty where the title says everything; ``titles`` are the title in
    Chinese and English; ``limits`` are keywords of JSON Schema that no annotation can express.
    """

    zh: str = ""
    titles: tuple[str, str] | None = None
    limits: Mapping[str, Any] = {}


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """One item of JSON data. Its keys are the fields in their order; one that is ``UNSET`` is left out."""

    about: ClassVar[About] = About()


def named(zh: str, en: str, description_zh: str = "", description_en: str = "") -> Meta:
    """The title of a field in both languages, and its description where the title does not say everything."""
    if not description_zh:
        return Meta(title=zh, extra_json_schema={"x-en": {"title": en}})
    both = {"title": en, "description": description_en}
    return Meta(title=zh, description=description_zh, extra_json_schema={"x-en": both})


def described(zh: str, en: str) -> Meta:
    """The description of a field in both languages."""
    return Meta(description=zh, extra_json_schema={"x-en": {"description": en}})


def write_json(item: object, indent: int = 2) -> str:
    """An item, or a list of items, as JSON text with a line break at the end; an indent of 0 is one line."""
    return msgspec.json.format(msgspec.json.encode(item), indent=indent).decode() + "\n"


def data_of(item: object) -> Any:
    """An item as plain dictionaries and lists, in the order of its fields."""
    return msgspec.to_builtins(item)


Eid = Annotated[
    str,
    named("条款的编号", "eId of a provision"),
    Meta(pattern=r"^[a-z]+(_[0-9]+(-[0-9]+)?)?(__[a-z]+(_[0-9]+(-[0-9]+)?)?)*$"),
]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$")]
SupportId = Annotated[
    str, named("支持的编号", "id of a support"), Meta(pattern=r"^[a-z]+_[0-9]+(-[0-9]+)?__sup_[0-9]+$")
]
Hash = Annotated[str, named("SHA-256 校验值", "SHA-256"), Meta(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$", extra_json_schema={"format": "date"})]
Fen = Annotated[int, named("以分计的金额", "sum in fen"), Meta(ge=0)]
Number = Annotated[int, Meta(ge=1)]
"""A position in a list, counted from 1."""

Edition = Annotated[
    Literal["1"],
    named(
        "格式的版本",
        "version of the form",
        "读它的程序必须改动时，版本才变。",
        "It changes when a program that reads it would have to.",
    ),
]
"""The version of the form of results and pages."""


def left_out(value: Any) -> Any:
    """A value, or ``UNSET`` for one that is empty, which leaves its key out."""
    return value or UNSET
