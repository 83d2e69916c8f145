"""The second record: content of the rules that affects no sum, entered a second time by a person (double data
entry).

``record.toml`` lies with the corpus. It has a table for each measure: its ``domains`` in the order of the
register, and for each support ``form``, ``selection``, ``per``, and ``due`` for the readings under which the
sum is an entitlement and not a ceiling. ``terms`` are the kinds of final provisions with the agencies they
name, ``readings`` the defaults, and ``facts`` the type of each fact, whether it is judged, and its presumed
value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.model.facts import Fact
from kb.model.policy import Measure, Policy, Support, Term

NAME = "record.toml"
"""The name of the file, among the files of the corpus."""


@dataclass(frozen=True)
class Record:
    """The tables of the second record."""

    told: Mapping[str, Any] = field(hash=False)

    def departs(self, policy: Policy) -> str:
        """The eId or id of the first difference between record and rules; empty where they agree."""
        for measure in policy.measures:
            if measure.eid in self.told and (found := _measure(policy, measure, self.told[measure.eid])):
                return found
        if "terms" in self.told and (terms := [_term(term) for term in policy.terms]) != self.told["terms"]:
            return str(min(set(terms) ^ set(self.told["terms"]), default="terms"))
        readings = {reading.id: reading.default for reading in policy.readings}
        facts = {_fact_name(fact): _fact(fact) for fact in policy.facts}
        for key, here in (("readings", readings), ("facts", facts)):
            there = self.told.get(key, here)
            if here != there:
                return str(min(one for one in {*here, *there} if here.get(one) != there.get(one)))
        return ""


def read_record(folder: Path) -> Record | None:
    """The record of a folder; ``None`` where there is none."""
    path = folder / NAME
    if not path.exists():
        return None
    return Record(tomllib.loads(path.read_text(encoding="utf-8")))


def _measure(policy: Policy, measure: Measure, told: Mapping[str, Any]) -> str:
    supports = {support.id: support for support in measure.supports}
    if _domains(policy, measure) != list(told["domains"]) or list(supports) != list(told["supports"]):
        return measure.eid
    differing = (key for key in supports if _told(supports[key]) != dict(told["supports"][key]))
    return next(differing, "")


def _term(term: Term) -> str:
    return f"{term.kind} {term.agency.id}" if term.agency else term.kind


def _fact_name(fact: Fact) -> str:
    return f"{fact.id} of {' '.join(fact.of)}"


def _fact(fact: Fact) -> str:
    judged = ", judged" if fact.judged else ""
    presumed = f", presumed {fact.presumed}" if fact.presumed else ""
    return f"{fact.type}{judged}{presumed}{f', bounds the {fact.bounds}' if fact.bounds else ''}"


def _domains(policy: Policy, measure: Measure) -> list[str]:
    own = {link.domain.id for link in measure.domains}
    return [domain.id for domain in policy.domains if domain.id in own]


def _told(support: Support) -> dict[str, str]:
    told = {"form": support.form, "selection": support.selection, "per": support.per}
    rulings = [ruling for part in support.amount.walk() for ruling in part.rulings]
    due = [ruling.under for ruling in rulings if (ruling.name, ruling.value) == ("sum", "due")]
    if due:
        told["due"] = "; ".join(" ".join(f"{key}:{option}" for key, option in under) for under in due)
    return told
