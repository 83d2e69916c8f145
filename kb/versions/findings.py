"""Findings that a change of a policy causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kb.model.words.errors import Finding


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in ``after`` that are not in ``before``. A finding whose line moved is not new."""
    known = Counter(_without_line(finding) for finding in before)
    new: list[Finding] = []
    for finding in after:
        key = _without_line(finding)
        if known[key]:
            known[key] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _without_line(finding: Finding) -> Finding:
    return replace(finding, place=replace(finding.place, line=0))
