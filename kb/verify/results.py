"""Results of the workbench: a verdict on a law, with the clause and the smallest case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from kb.cases.case import Case

Subject = Literal["rules", "policy"]
"""What a finding is about: the rules and programs, which are wrong, or the policy, whose text says so."""


class Verdict(StrEnum):
    """The extent to which a law is known to hold; ``docs/glossary.md`` pairs each with its Chinese word."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    SAMPLED = "sampled"


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a command about one law.

    ``command`` is the command (``prove``), ``law`` the id of the law (``cap-holds``) and ``form`` the form of
    its sentence in the command's table under ``words/``; ``words`` fill its slots, by language where a value
    is a mapping. ``at`` are the eIds of its clauses, the first being the clause to look at. ``case`` is the
    smallest case that shows it, with the ``readings`` that differ from the defaults. ``program`` and ``text``
    describe the answer of the program and the words of the text, by language; they may be empty. ``samples``
    counts the cases tried, where the law was only sampled. ``kept`` is the id of a case of the casebook that
    shows it, where there is one. ``stake`` is the money concerned, in fen, such as the difference between two
    readings. ``options`` are the options of readings that its sentence names: (reading, option). ``shown`` is
    the support at which the case shows it, where that is not ``support``; empty for all claims.
    """

    command: str
    law: str
    verdict: Verdict
    form: str
    at: tuple[str, ...]
    words: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict, hash=False)
    about: Subject = "rules"
    support: str = ""
    case: Case | None = None
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    program: Mapping[str, str] = field(default_factory=dict, hash=False)
    text: Mapping[str, str] = field(default_factory=dict, hash=False)
    samples: int = 0
    kept: str = ""
    stake: int = 0
    options: tuple[tuple[str, str], ...] = ()
    shown: str | None = None

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to mend the rules or the program, or the law is undecided."""
        return self.verdict is Verdict.UNDECIDED or (
            self.verdict is Verdict.REFUTED and self.about == "rules"
        )
