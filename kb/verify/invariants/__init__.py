"""The laws that every case must keep, whatever the policy: the one place where they are gathered.

A law is put to a case by calling it: ``law(policy, case, readings)`` gives what breaks it, or nothing. The
sentence of each stands in ``words/fuzz.toml``.
"""

from __future__ import annotations

from kb.verify.invariants import conditions as laws_knowing
from kb.verify.invariants import notes as laws_notes
from kb.verify.invariants import order as laws_order
from kb.verify.invariants import sentences as laws_telling
from kb.verify.invariants import sums as laws_sums
from kb.verify.invariants import time as laws_time
from kb.verify.invariants.trial import Law, Trial, Violation

__all__ = ["LAWS", "Law", "Trial", "Violation"]

LAWS: tuple[Law, ...] = (
    *laws_sums.LAWS,
    *laws_knowing.LAWS,
    *laws_order.LAWS,
    *laws_time.LAWS,
    *laws_notes.LAWS,
    *laws_telling.LAWS,
)
"""Every law of a single answer and of two answers compared; ids are unique."""
