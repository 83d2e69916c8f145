"""Figures that are computed from quantities of the text and never typed, and sentences that contain them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from kb.model.amounts import Quantity
from kb.model.policy import Measure, Policy, Term
from kb.model.registry import Agency, Concept, Domain
from kb.model.values import Money, Rate, Span, Value, plus_span
from kb.model.wording import Figure, Inline, Link
from kb.model.words.errors import Language
from kb.model.writing import write_quantity, write_value


def figure_value(figure: Figure) -> Value:
    """The value of a figure. Raises ``TypeError`` where its quantities do not fit the derivation."""
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
    """The least base, in fen, at which a share at ``rate`` reaches ``cap``."""
    share: Rate = rate.rate
    return Money(-(-cap.money.fen * share.of_one.denominator // share.of_one.numerator))


def anniversary(start: Quantity, end: Quantity) -> date:
    """The day after the last day: the day a span (``end``) after ``start``, or the day after a stated one.

    Where the month is shorter, it is the first day of the next month.
    """
    first, until = start.value, end.value
    if isinstance(first, date) and isinstance(until, Span):
        return plus_span(first, until)
    if isinstance(first, date) and isinstance(until, date):
        return until + timedelta(days=1)
    raise TypeError(f"{start.text!r} and {end.text!r} are no day and end")


def last_day_of(validity: Term) -> Figure | None:
    """The last day of a validity; ``None`` where it has no end."""
    return Figure(validity.quantities, "last-day") if len(validity.quantities) > 1 else None


def inline_text(policy: Policy, parts: tuple[Inline, ...], lang: Language) -> str:
    """A plain sentence as text, with its figures and links written out."""
    words = []
    for part in parts:
        match part:
            case str():
                words.append(part)
            case Figure():
                if part.derive is None:
                    words.append(write_quantity(part.quantities[0], lang))
                else:
                    words.append(write_value(figure_value(part), lang))
            case Link():
                words.append(part.text or _name(policy, part.ref, lang))
            case _:  # pragma: no cover
                assert_never(part)
    return "".join(words)


def _name(policy: Policy, key: str, lang: Language) -> str:
    item = policy[key]
    if isinstance(item, Measure):
        return item.num if lang == "zh" else str(item.number)
    return item.label(lang) if isinstance(item, Agency | Concept | Domain) else key
