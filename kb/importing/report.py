"""What was recognised of a file, as JSON, in the shape that ``docs/reference/import.schema.json`` states."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

from kb.importing.provisions import Imported, Sum
from kb.importing.rows import Unread
from kb.importing.texts import Recognised
from kb.model.words.errors import Language, sentences

_EXACT = "\ue000"
"""What marks a number with decimals, so that the JSON has it exactly and never as a float."""

_MARKED = re.compile(f'"{_EXACT}([0-9.]+)"')


def write_report(recognised: Recognised, lang: Language = "zh") -> str:
    """The report as JSON text: sums in whole units of their currency (yuan), days as ISO dates.

    ``lang`` is the language in which ``unread`` says why.
    """
    written = json.dumps(_report(recognised, lang), ensure_ascii=False, indent=2)
    return _MARKED.sub(r"\1", written) + "\n"


def _report(recognised: Recognised, lang: Language) -> dict[str, Any]:
    front, validity = recognised.front, recognised.validity
    return {
        "title": _plain(front.title) or None,
        "number": _plain(front.number) or None,
        "issuers": [_plain(name) for name in front.issuers],
        "issued": _day(front.issued),
        "validity": {"from": _day(validity.first), "to": _day(validity.last)},
        "provisions": [_provision(provision) for provision in recognised.provisions],
        "unread": [_unread(one, lang) for one in recognised.unread],
    }


def _provision(provision: Imported) -> dict[str, Any]:
    return {
        "label": _plain(provision.label),
        "chapter": _plain(provision.chapter) or None,
        "heading": _plain(provision.heading) or None,
        "agencies": [_plain(name) for name in provision.agencies],
        "sums": [_sum(one) for one in provision.sums],
        "rates": [_plain(rate) for rate in provision.rates],
        "dates": list(provision.dates),
        "line": provision.line,
    }


def _sum(one: Sum) -> dict[str, Any]:
    return {"text": _plain(one.text), "amount": _amount(one.amount), "currency": one.currency}


def _amount(amount: Fraction | None) -> int | str | None:
    """A whole number as it is, one with decimals marked; ``None`` where no decimal writes it."""
    if amount is None or amount.denominator == 1:
        return None if amount is None else amount.numerator
    for places in range(1, 13):
        scaled = amount * 10**places
        if scaled.denominator == 1:
            digits = f"{scaled.numerator:0{places + 1}d}"
            return f"{_EXACT}{digits[:-places]}.{digits[-places:]}"
    return None


def _unread(one: Unread, lang: Language) -> dict[str, Any]:
    return {"line": one.line, "text": _plain(one.text), "why": sentences()["unread"][one.why][lang]}


def _plain(text: str) -> str:
    return text.replace(_EXACT, "")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
