"""The laws that every case must keep, whatever the policy: the one place where they are gathered.

A law is put to a case by calling it: ``law(policy, case, readings)`` gives what breaks it, or nothing. The
sentence of each stands in ``words/fuzz.toml``.
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
"""Every law of a single answer and of two answers compared; ids are unique."""
