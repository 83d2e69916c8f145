"""Choices at the command line: readings (``G1=b``), the day of an assessment, and that of a new version."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kb.cases.case import FactValue
from kb.cases.form import DATE
from kb.cases.nodes import Faults, Scalar
from kb.cases.types import read_fact
from kb.cases.values import Spot
from kb.core.ruleset import choose_readings
from kb.loading import Folders
from kb.loading.new_version import find_early
from kb.model.facts import Fact
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.model.words.names import clip

_CHOICE = re.compile(r"\s*([A-Za-z]+[0-9]+[A-Za-z]?)\s*[=:]\s*([A-Za-z])\s*")
READING, ON, EFFECTIVE = "--reading", "--on", "--effective"


def read_choices(policy: Policy, typed: Iterable[str]) -> dict[str, str]:
    """The chosen option of each reading.

    Capital and small letters are equal, and so are the signs of a Chinese keyboard. Raises
    :class:`PolicyError` for a choice of another form, of an unknown reading or option, or made twice.
    """
    ids = {reading.id.lower(): reading.id for reading in policy.readings}
    chosen: dict[str, str] = {}
    findings: list[Finding] = []
    for words in typed:
        match = _CHOICE.fullmatch(unicodedata.normalize("NFKC", words))
        if match is None:
            findings.append(error("choice-form", Place(READING), value=clip(words)))
            continue
        reading = ids.get(match[1].lower(), match[1])
        option = match[2].lower()
        if chosen.get(reading, option) != option:
            findings.append(error("choice-twice", Place(READING), id=reading))
        chosen[reading] = option
    if findings:
        raise PolicyError(findings)
    try:
        choose_readings(policy, chosen)
    except PolicyError as problem:
        raise PolicyError(replace(finding, place=Place(READING)) for finding in problem.findings) from None
    return chosen


def read_day(typed: str | None, option: str = ON) -> date | None:
    """A day, in the form of a case file or as people write it (``2026年3月1日``).

    Raises :class:`PolicyError` where it is no day; the finding names the ``option`` it was typed for.
    """
    if typed is None:
        return None
    value = read_typed(DATE, typed, option)
    assert isinstance(value, date)
    return value


def check_effective(folders: Folders, day: date | None) -> None:
    """Raise :class:`PolicyError` where a new version would take effect before the last one, or on its day."""
    if day is not None and (found := find_early(folders.versions[-1].first, day)):
        raise PolicyError(replace(each, place=Place(EFFECTIVE)) for each in found)


def read_typed(fact: Fact, typed: str, where: str = "") -> FactValue:
    """The value of a fact as a person types it: as in a case file, or in another form that is unambiguous.

    Raises :class:`PolicyError` where it cannot be read; the finding says how it is written.
    """
    text = typed if fact.type == "name" else unicodedata.normalize("NFKC", typed)
    value, findings = _read(fact, text.strip(), where)
    likely = next((dict(finding.words).get("likely") for finding in findings), None)
    if likely:
        value, findings = _read(fact, likely, where)
    if findings or value is None:
        raise PolicyError(findings)
    return value


def _read(fact: Fact, text: str, where: str) -> tuple[FactValue | None, list[Finding]]:
    faults = Faults(where)
    plain = fact.type != "name"  # a name may look like a number, or like yes or no
    value = read_fact(Scalar(text, 0, plain), Spot(faults, "", fact))
    return value, faults.findings
