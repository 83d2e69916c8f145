"""Kept cases → YAML that :mod:`kb.verify.casebook.reading` reads back as the same case."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kb.cases.writing import write_case
from kb.model.policy import Policy
from kb.verify.casebook.amounts import write_amount
from kb.verify.casebook.kept_case import Expected, KeptCase


def write_kept(policy: Policy, kept: KeptCase) -> str:
    """The text of the file of a kept case; the order of its keys is fixed."""
    return "\n".join(_lines(policy, kept)) + "\n"


def _lines(policy: Policy, kept: KeptCase) -> Iterator[str]:
    yield f"sentence: {_quoted(kept.sentence)}"
    yield f"state: {kept.state}"
    yield f"from: {kept.source}"
    if kept.policy:
        yield f"policy: {_quoted(kept.policy)}"
    for key, told in (("clauses", kept.clauses), ("readings", kept.readings)):
        if told:
            yield f"{key}:"
            # YAML may read sixteen digits as a number, so they are quoted.
            yield from (
                f"  {one}: {_quoted(value) if key == 'clauses' else value}" for one, value in told.items()
            )
    yield "case:"
    yield from (f"  {line}" for line in write_case(kept.case, policy).splitlines())
    yield "expected:" if kept.expected else "expected: []"
    for expected in kept.expected:
        for n, (key, value) in enumerate(_entries(expected)):
            yield f"{'    ' if n else '  - '}{key}: {value}"


def _entries(expected: Expected) -> Iterator[tuple[str, str]]:
    amount = "" if expected.amount is None else write_amount(expected.amount)
    if expected.status is None:
        yield "total", amount
    else:
        if expected.claim:
            yield "claim", _quoted(expected.claim)
        yield "support", expected.support
        yield "status", str(expected.status)
        if amount:
            yield "amount", amount
    if expected.by:
        yield "by", _quoted(expected.by)
    if expected.on:
        yield "on", expected.on.isoformat()
    if expected.clause:
        yield "clause", expected.clause


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
