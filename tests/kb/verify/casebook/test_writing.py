"""What is written to a file of a casebook reads back as the same case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb import Policy
from kb.verify.casebook.kept_case import (
    KeptCase,
)
from kb.verify.casebook.reading import read_kept
from kb.verify.casebook.writing import write_kept


def test_a_kept_case_reads_back_equal(policy: Policy, kept: KeptCase) -> None:
    signed = tuple(
        replace(one, by="张三", on=date(2026, 3, 2), clause="para_5__s_4") for one in kept.expected
    )
    for one in (kept, replace(kept, expected=signed), replace(kept, expected=(), readings={}, clauses={})):
        read = read_kept(policy, write_kept(policy, one), f"{one.id}.yaml")
        assert read == replace(one, file=f"{one.id}.yaml")
        assert (read.readings, read.clauses) == (one.readings, one.clauses)
