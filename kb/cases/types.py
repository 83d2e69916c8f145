"""How a case writes the value of each type of fact: in YAML and JSON, in the schema, and when it is typed.

:data:`CASE_TYPES` has an entry for each type of :data:`kb.model.fact_types.FACT_TYPES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Raw

from kb.cases.case import FactValue
from kb.cases.nodes import Node, Scalar
from kb.cases.values import (
    DAY,
    MEASURE,
    MONEY,
    MOST_NAME,
    NAME,
    YES_NO,
    Spot,
    is_name,
    read_choice,
    read_choices,
    read_count,
    read_day,
    read_measure,
    read_measured,
    read_money,
    read_name,
    read_sum,
    read_yes_no,
)
from kb.model.fact_types import MOST_COUNT, MOST_STEPS, MOST_YUAN
from kb.model.facts import Fact
from kb.model.values import FIRST_YEAR, LAST_YEAR, Measured, Money
from kb.model.words.errors import Language

Decoded = tuple[Any, Callable[[Any], FactValue]]
"""A type of msgspec, and the function that makes the value of a fact from it."""


class Unsure(ValueError):
    """A JSON value that the explaining reader has to look at."""


@dataclass(frozen=True, slots=True)
class CaseType:
    """How a case writes the values of a type.

    ``read`` gives the value of a node, or ``None`` with the finding added at the spot. ``decoded`` says how
    JSON is decoded without explanations; a doubtful value raises :class:`Unsure`. ``schema`` is the JSON
    Schema of all facts of the type; it is empty where each fact has its own, which lists its choices.
    ``written`` describes the form in the list of facts, and ``hint`` in the interview, by language.
    ``unread`` is the code of the finding for a cell of a registry that cannot be read.
    """

    read: Callable[[Any, Spot], FactValue | None]
    decoded: Callable[[Fact], Decoded]
    schema: dict[str, Any]
    written: str
    hint: dict[Language, str]
    unread: str


def read_fact(node: Node, spot: Spot) -> FactValue | None:
    """The value of a fact; ``None`` where it cannot be read, with the finding added at ``spot``."""
    form = CASE_TYPES[spot.fact.type]
    if form.read is read_choices:
        return form.read(node, spot)
    if not isinstance(node, Scalar):
        spot.add("case-scalar-wanted", node)
        return None
    if node.bad:
        return None
    if node.is_empty:
        spot.add("case-value-empty", node)
        return None
    return form.read(node, spot)


class StatedChoices(dict[str, bool]):
    """Choices that were each stated with yes or no, so that each is a key of the text."""


_YES_NO = bool | Literal[tuple(YES_NO)]  # type: ignore[valid-type]


def _one_of(fact: Fact) -> Any:
    return Literal[tuple(choice.id for choice in fact.choices)]


def _yes_no(value: bool | str) -> bool:
    return value if isinstance(value, bool) else YES_NO[value]


def _decode_choices(fact: Fact) -> Decoded:
    one: Any = _one_of(fact)
    said: Any = _YES_NO

    def make(value: list[str] | dict[str, bool | str]) -> FactValue:
        if isinstance(value, dict):
            return StatedChoices({key: _yes_no(said) for key, said in value.items()})
        chosen = set(value)
        if len(chosen) < len(value):
            raise Unsure
        return {choice.id: choice.id in chosen for choice in fact.choices}

    return list[one] | dict[one, said], make


def _text(raw: Raw) -> str:
    """The characters of a number or a string in JSON."""
    letters = bytes(raw)
    return msgspec.json.decode(letters, type=str) if letters[:1] == b'"' else letters.decode()


def _is_whole(letters: bytes) -> bool:
    return letters.isdigit() and (letters[0] != ord("0") or len(letters) == 1)


def _money(raw: Raw) -> Money:
    letters = bytes(raw)
    if _is_whole(letters):
        yuan = int(letters)
        if yuan <= MOST_YUAN:
            return Money.yuan(yuan)
        raise Unsure
    value, _ = read_sum(_text(raw))
    if value is None:
        raise Unsure
    return value


def _count(raw: Raw) -> int:
    letters = bytes(raw)
    if not _is_whole(letters) or int(letters) > MOST_COUNT:
        raise Unsure
    return int(letters)


def _decode_measure(fact: Fact) -> Decoded:
    def make(raw: Raw) -> Measured:
        value = read_measure(_text(raw), fact.unit)
        if value is None or value.steps > MOST_STEPS:
            raise Unsure
        return value

    return Raw, make


def make_day(value: date) -> date:
    """A decoded day. Raises :class:`Unsure` where a case may not state it."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unsure
    return date(value.year, value.month, value.day)


def _name(value: str) -> str:
    if not is_name(value):
        raise Unsure
    return value


CASE_TYPES: dict[str, CaseType] = {
    "yes-no": CaseType(
        read_yes_no,
        lambda _: (_YES_NO, _yes_no),
        {
            "title": "是或否",
            "x-en": {"title": "yes or no"},
            "enum": [True, False, "yes", "no", "是", "否", "true", "false"],
        },
        "`yes`、`no`",
        {"zh": "是或否", "en": "yes or no"},
        "screen-bad-yes-no",
    ),
    "choice": CaseType(
        read_choice,
        lambda fact: (_one_of(fact), str),
        {},
        "选一个 · one of",
        {"zh": "写号码或名称", "en": "a number or a name"},
        "screen-bad-choice",
    ),
    "choices": CaseType(
        read_choices,
        _decode_choices,
        {},
        "列出 · some of",
        {
            "zh": "写号码或名称，可以写几个，用空格或顿号隔开",
            "en": "numbers or names, separated by blanks or commas",
        },
        "screen-bad-choice",
    ),
    "money": CaseType(
        read_money,
        # A number keeps its characters, so that it is not rounded.
        lambda _: (Raw, _money),
        {
            "title": "金额",
            "description": "以元计的数，至多两位小数；或以万元、亿元计，如 5000万元。不得细于一分。",
            "x-en": {
                "title": "sum of money",
                "description": "Yuan with at most two decimals, or 万元 (ten thousand yuan) or 亿元 (a "
                "hundred million yuan) such as 5000万元. Nothing finer than a fen.",
            },
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": MOST_YUAN,
            "pattern": f"^(?:{MONEY})$",
        },
        "金额 · sum",
        {"zh": "例如 5000万元，或 50000000（元）", "en": "for example 50000000, in yuan"},
        "screen-bad-money",
    ),
    "date": CaseType(
        read_day,
        lambda _: (date, make_day),
        {
            "title": "日期",
            "description": "年-月-日，2000-01-01 至 2100-12-31。",
            "x-en": {"title": "day", "description": "Year-month-day, from 2000-01-01 to 2100-12-31."},
            "type": "string",
            "pattern": f"^(?:{DAY})$",
        },
        "日期 · day",
        {"zh": "例如 2026-03-01 或 2026年3月1日", "en": "for example 2026-03-01"},
        "screen-bad-date",
    ),
    "count": CaseType(
        read_count,
        lambda _: (Raw, _count),
        {
            "title": "个数",
            "x-en": {"title": "count"},
            "type": "integer",
            "minimum": 0,
            "maximum": MOST_COUNT,
        },
        "个数 · count",
        {"zh": "写一个数字", "en": "a number"},
        "screen-bad-count",
    ),
    "measure": CaseType(
        read_measured,
        _decode_measure,
        {
            "title": "数",
            "description": "以该项事实的单位计的数，至多三位小数；也可以连单位写，如 1.5兆瓦、20%、3年。",
            "x-en": {
                "title": "number",
                "description": "A number of the unit of the fact with at most three decimals, or with a "
                "Chinese unit, such as 1.5兆瓦, 20% or 3年.",
            },
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": MOST_STEPS,
            "pattern": f"^(?:{MEASURE})(?:[^0-9.]+)?$",
        },
        "数 · number",
        {"zh": "例如 1200，或连单位写", "en": "for example 1200"},
        "screen-bad-measure",
    ),
    "name": CaseType(
        read_name,
        lambda _: (str, _name),
        {
            "title": "名称",
            "x-en": {"title": "name"},
            "type": ["string", "integer"],
            "minLength": 1,
            "maxLength": MOST_NAME,
            "pattern": f"^(?:{NAME})$",
        },
        "名称 · name",
        {"zh": "写一个名称", "en": "a name"},
        "screen-bad-name",
    ),
}
"""How a case writes each type of fact."""
