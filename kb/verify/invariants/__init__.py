"""The laws (invariants) that every case must satisfy, whatever the policy; they are gathered here only.

A law is a callable: ``law(policy, case, readings)`` returns the violation, or nothing. The sentence of each
law is in ``words/fuzz.toml``.
"""

from __future__ import annotations

from kb.verify.invariants import conditions, notes, order, sentences, sums, time
from kb.verify.invariants.trial import Law, Trial, Violation

__all__ = ["LAWS", "Law", "Trial", "Violation"]

LAWS: tuple[Law, ...] = (
    *sums.LAWS,
    *conditions.LAWS,
    *order.LAWS,
    *time.LAWS,
    *notes.LAWS,
    *sentences.LAWS,
)
"""All laws about a single answer and about two answers; their ids are unique."""
