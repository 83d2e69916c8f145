"""Quotations: the published words on which a sentence of an explanation is based."""

from __future__ import annotations

import re

from kb.core.outcomes import Reason
from kb.model.document import Provision
from kb.model.policy import Policy

_WIDENED = frozenset({"cap", "cost", "tier", "used-up", "quota"})
"""Kinds whose words are little more than a number. The quotation also includes the words around them."""

_STOP = re.compile(r"[;:\uff1b\uff1a\u3002]|(?<!\d)[,\uff0c]|[,\uff0c](?!\d)")
"""The end of a stretch of a sentence. A comma between digits is part of a number."""


def quote_reason(policy: Policy, reason: Reason) -> str:
    """The words on which a reason is based; for a calculation, the stretch from its first words
    to its last.
    """
    words = _words(reason)
    if not words or reason.provision not in policy:
        return ""
    provision = policy[reason.provision]
    text = provision.text if isinstance(provision, Provision) else ""
    if len(words) > 1:
        return span(text, words)
    return widen(text, words[0]) if _takes_more(reason) else words[0]


def span(text: str, words: tuple[str, ...]) -> str:
    """The stretch of a text from the first of some words to the end of the last."""
    found = [(place, place + len(word)) for word in words if (place := text.find(word)) >= 0]
    return text[min(start for start, _ in found) : max(end for _, end in found)] if found else words[-1]


def widen(text: str, words: str) -> str:
    """Words of a text extended to the nearest punctuation marks on both sides."""
    start = text.find(words)
    if start < 0:
        return words
    before = [match.end() for match in _STOP.finditer(text, 0, start)]
    after = _STOP.search(text, start + len(words))
    return text[before[-1] if before else 0 : after.start() if after else len(text)].strip()


def _words(reason: Reason) -> tuple[str, ...]:
    if reason.kind == "least":
        return tuple(part.words for part in reason.parts if part.words)
    return (reason.words,) if reason.words else ()


def _takes_more(reason: Reason) -> bool:
    return reason.kind in _WIDENED or (reason.kind == "least" and reason.parts[-1].kind in _WIDENED)
