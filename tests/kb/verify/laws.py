"""The laws of cases by id, for tests of single laws."""

from __future__ import annotations

from kb.verify.invariants import LAWS

LAW = {law.id: law for law in LAWS}
