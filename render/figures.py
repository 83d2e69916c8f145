"""The components that numbers stand in: whatever digit a page shows, one of these has written it.

Each is an element that says where its number comes from, so that a test can work it out again.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from markupsafe import Markup, escape

from kb.amounts import Quantity
from kb.errors import Language
from kb.figures import figure_value
from kb.terms import YUAN, Count, Money, Rate, Value, Years, elides_yuan
from kb.wording import Figure

MILLION = 1_000_000
"""Yuan from which English writes a sum in millions, as public services do."""

_SMALLEST_MILLION_STEP = 10_000
"""Sums in millions keep two decimals at most; any other stays written out, so that none is rounded."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def write_value(value: Value, lang: Language) -> str:
    """A value in words of ``lang``, exactly: never rounded."""
    match value:
        case Money():
            return f"{value}元" if lang == "zh" else _english_money(value)
        case Rate():
            return str(value)
        case Count():
            return str(value) if lang == "zh" else str(value.number)
        case Years():
            if lang == "zh":
                return str(value)
            return f"{value.number} year" if value.number == 1 else f"{value.number} years"
        case date():
            if lang == "zh":
                return f"{value.year}年{value.month}月{value.day}日"
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case _:  # pragma: no cover
            assert_never(value)


def write_quantity(quantity: Quantity, lang: Language) -> str:
    """A quantity of the text: the published words in Chinese, its value in English.

    Where the sentence leaves the 元 of a sum to a later one, it is written.
    """
    if lang == "en":
        return write_value(quantity.value, lang)
    return f"{quantity.text}元" if quantity.unit == "money" and elides_yuan(quantity.text) else quantity.text


def machine_value(value: Value) -> str:
    """A value as programs read it: yuan, a share of one, a number, or an ISO 8601 span or day."""
    match value:
        case Money():
            yuan = Fraction(value.fen, YUAN)
            return str(yuan.numerator) if yuan.denominator == 1 else f"{Decimal(value.fen) / YUAN:f}"
        case Rate():
            return f"{Decimal(value.of_one.numerator) / Decimal(value.of_one.denominator):f}"
        case Count():
            return str(value.number)
        case Years():
            return f"P{value.number}Y"
        case date():
            return value.isoformat()
        case _:  # pragma: no cover
            assert_never(value)


def draw_figure(figure: Figure, lang: Language, href: str = "") -> Markup:
    """A figure with its value and where it comes from, linked to the sentence that states it."""
    if figure.derive is None:
        return draw_quantity(figure.quantities[0], write_quantity(figure.quantities[0], lang), href)
    value = figure_value(figure)
    first = figure.quantities[0]
    index = ",".join(str(q.index) for q in figure.quantities)
    source = f'data-eid="{escape(first.provision)}" data-index="{index}" data-derive="{figure.derive}"'
    return _linked(_element(value, source, write_value(value, lang)), href, "figure-link")


def draw_quantity(quantity: Quantity, words: str, href: str = "") -> Markup:
    """A quantity of the text, written as ``words``."""
    source = (
        f'data-eid="{escape(quantity.provision)}" data-index="{quantity.index}"'
        f' data-words="{escape(quantity.text)}"'
    )
    return _linked(_element(quantity.value, source, words), href, "figure-link")


def draw_count(number: int, of: str) -> Markup:
    """How many there are of something; ``of`` names what was counted."""
    return Markup(f'<data class="count" value="{number}" data-of="{escape(of)}">{number}</data>')


def draw_number(words: str, eid: str) -> Markup:
    """The number of a measure, sentence or clause."""
    return Markup(f'<span class="number" data-eid="{escape(eid)}">{escape(words)}</span>')


def draw_code(kind: str, words: str) -> Markup:
    """An identifier as it stands: of a provision (``eid``), reading, hash, version or work."""
    return Markup(f'<code class="{kind}">{escape(words)}</code>')


def _element(value: Value, source: str, words: str) -> str:
    machine = machine_value(value)
    if isinstance(value, date):
        return f'<time class="figure" datetime="{machine}" {source}>{escape(words)}</time>'
    return f'<data class="figure" value="{machine}" {source}>{escape(words)}</data>'


def _linked(element: str, href: str, kind: str) -> Markup:
    return Markup(f'<a class="{kind}" href="{escape(href)}">{element}</a>' if href else element)


def _english_money(money: Money) -> str:
    yuan = Fraction(money.fen, YUAN)
    if yuan >= MILLION and yuan % _SMALLEST_MILLION_STEP == 0:
        return f"{Decimal(yuan.numerator) / MILLION:,f} million yuan"
    return f"{money} yuan"
