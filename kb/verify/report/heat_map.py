"""The heat map: for each measure the results of each stage, and the number of cases that depend on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kb.model.document import part_of
from kb.model.policy import Policy
from kb.verify.report.stages import Ended
from kb.verify.results import Result, Verdict

Heat = Literal["trouble", "finding", "proved", "sampled", "none"]
"""The colour of a cell, by its most serious result."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The results of one stage about one part of the policy, by verdict, with troubles and findings."""

    verdicts: Mapping[Verdict, int]
    trouble: int
    findings: int

    @property
    def heat(self) -> Heat:
        """The most serious result."""
        if self.trouble:
            return "trouble"
        if self.findings:
            return "finding"
        if self.verdicts.get(Verdict.PROVED):
            return "proved"
        return "sampled" if self.verdicts.get(Verdict.SAMPLED) else "none"


def parts_of(policy: Policy) -> tuple[str, ...]:
    """The measures in order, then the sections that rules depend on."""
    rested = {part_of(term.provision) for term in policy.terms}
    rested |= {part_of(when.provision) for when in policy.part_requirements}
    sections = (section.eid for section in policy.document.sections if section.eid in rested)
    return (*(measure.eid for measure in policy.measures), *sections)


def map_heat(policy: Policy, ended: Iterable[Ended]) -> dict[str, dict[str, Cell]]:
    """For each part of the policy the stages with a result about it."""
    found: dict[str, dict[str, Cell]] = {part: {} for part in parts_of(policy)}
    for stage in ended:
        by_part: dict[str, list[Result]] = {}
        for result in stage.results:
            # A finding about several clauses is in the row of each; a law that holds, only in the first.
            at = result.at if result.verdict is Verdict.REFUTED else result.at[:1]
            for part in dict.fromkeys(part_of(eid) for eid in at):
                by_part.setdefault(part, []).append(result)
        for part, results in by_part.items():
            if part in found:
                found[part][stage.stage] = _cell(results)
    return found


def _cell(results: list[Result]) -> Cell:
    refuted = [result for result in results if result.verdict is Verdict.REFUTED]
    return Cell(
        verdicts=Counter(result.verdict for result in results),
        trouble=sum(result.is_trouble for result in results),
        findings=sum(not result.is_trouble for result in refuted),
    )
