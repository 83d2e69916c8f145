"""Figures that follow from quantities of the text: worked out here once, never typed."""

from __future__ import annotations

from datetime import date, timedelta

from kb.amounts import Quantity
from kb.terms import Money, Rate, Value, Years
from kb.wording import Figure


def figure_value(figure: Figure) -> Value:
    """The value of a figure. Raises ``TypeError`` where its quantities do not fit what is derived."""
    match figure.derive:
        case None:
            return figure.quantities[0].value
        case "binds-from":
            return binds_from(*figure.quantities)
        case "anniversary":
            return anniversary(*figure.quantities)
        case "last-day":
            return anniversary(*figure.quantities) - timedelta(days=1)


def binds_from(rate: Quantity, cap: Quantity) -> Money:
    """The least base, in fen, whose share at ``rate`` reaches ``cap``."""
    share: Rate = rate.rate
    return Money(-(-cap.money.fen * share.of_one.denominator // share.of_one.numerator))


def anniversary(start: Quantity, span: Quantity) -> date:
    """The day ``span`` years after ``start``; of 29 February, 1 March where the year has none."""
    first, years = start.value, span.value
    if not isinstance(first, date) or not isinstance(years, Years):
        raise TypeError(f"{start.text!r} and {span.text!r} are no day and span")
    try:
        return first.replace(year=first.year + years.number)
    except ValueError:
        return date(first.year + years.number, 3, 1)
