"""The HTML elements for numbers. Every digit on a page is written by one of these functions.

Each element states where its number comes from, so that a test can compute it again.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from markupsafe import Markup, escape

from kb.model.amounts import Quantity
from kb.model.figures import figure_value
from kb.model.values import YUAN, Count, Ends, Measured, Money, Rate, Span, Value
from kb.model.wording import Figure
from kb.model.words.errors import Language
from kb.model.writing import write_quantity, write_value


def machine_value(value: Value) -> str:
    """A value in the form for programs: yuan, a fraction of one, a number, or an ISO 8601 span or day."""
    match value:
        case Money():
            yuan = Fraction(value.fen, YUAN)
            return str(yuan.numerator) if yuan.denominator == 1 else f"{Decimal(value.fen) / YUAN:f}"
        case Rate():
            return value.machine
        case Count():
            return str(value.number)
        case Span():
            return value.iso
        case Measured():
            return str(value)
        case Ends():
            return f"{machine_value(value.low)}/{machine_value(value.high)}"
        case date():
            return value.isoformat()
        case _:  # pragma: no cover
            assert_never(value)


def draw_figure(figure: Figure, lang: Language, href: str = "") -> Markup:
    """A figure with its value and source, linked to the sentence that states it."""
    if figure.derive is None:
        return draw_quantity(figure.quantities[0], write_quantity(figure.quantities[0], lang), href)
    value = figure_value(figure)
    index = ",".join(str(q.index) for q in figure.quantities)
    places = escape(",".join(figure.provisions))
    source = f'data-eid="{places}" data-index="{index}" data-derive="{figure.derive}"'
    return _linked(_element(value, source, write_value(value, lang)), href, "figure-link")


def draw_quantity(quantity: Quantity, words: str, href: str = "") -> Markup:
    """A quantity of the text, written as ``words``."""
    source = (
        f'data-eid="{escape(quantity.provision)}" data-index="{quantity.index}"'
        f' data-words="{escape(quantity.text)}"'
    )
    return _linked(_element(quantity.value, source, words), href, "figure-link")


def draw_count(number: int, of: str) -> Markup:
    """A count; ``of`` names what was counted."""
    return Markup(f'<data class="count" value="{number}" data-of="{escape(of)}">{number}</data>')


def draw_number(words: str, eid: str) -> Markup:
    """The number of a measure, sentence or clause."""
    return Markup(f'<span class="number" data-eid="{escape(eid)}">{escape(words)}</span>')


def draw_code(kind: str, words: str) -> Markup:
    """An identifier, unchanged: of a provision (``eid``), reading, hash, version or work."""
    return Markup(f'<code class="{kind}">{escape(words)}</code>')


def _element(value: Value, source: str, words: str) -> str:
    machine = machine_value(value)
    if isinstance(value, date):
        return f'<time class="figure" datetime="{machine}" {source}>{escape(words)}</time>'
    return f'<data class="figure" value="{machine}" {source}>{escape(words)}</data>'


def _linked(element: str, href: str, kind: str) -> Markup:
    return Markup(f'<a class="{kind}" href="{escape(href)}">{element}</a>' if href else element)
