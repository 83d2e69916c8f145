"""Kept cases: the expected results of a case, who confirmed them, and the words of the
clauses at that time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kb.assess.assessment import assess
from kb.cases.case import Case, Facts
from kb.cases.writing import write_case
from kb.core.outcomes import Assessment, Outcome, Status
from kb.model.document import Provision, Section
from kb.model.policy import Measure, Policy
from kb.model.values import Interval

HASH_DIGITS = 16
MOST_SENTENCE = 300
"""The greatest length of the sentence of a case, in characters."""


class State(StrEnum):
    """Whether a person has confirmed the expectations; ``docs/glossary.md`` gives the Chinese words."""

    TO_BE_CONFIRMED = "to-be-confirmed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected result of one claim under one support, or the expected total, and the person who confirmed
    it.

    ``support`` is empty for the total, which has no status; ``claim`` is empty where nothing of the kind is
    claimed. ``amount`` is in fen; ``None`` where it is not compared, for example where the text states no
    sum. ``by`` is empty until somebody has confirmed it, ``on`` is the day of confirmation and ``clause`` the
    clause that supports it.
    """

    claim: str
    support: str
    status: Status | None
    amount: Interval | None
    by: str = ""
    on: date | None = None
    clause: str = ""

    @property
    def unsigned(self) -> Expected:
        """The same expectation, to be confirmed again."""
        return replace(self, by="", on=None, clause="")

    @property
    def key(self) -> tuple[str, str]:
        """The claim and support that it concerns."""
        return self.claim, self.support

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has confirmed it."""
        return bool(self.by)


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case with its expected results.

    ``clauses`` are the eIds it depends on, each with the hash of its words when they were last reviewed.
    ``readings`` are those that differ from the defaults. ``source`` is the command that found it, or
    ``person``. ``best`` is the expected combination, ``None`` where that is not compared. ``file`` is the
    name of its file in findings. ``policy`` names the work and the version that it was written for, empty
    where they are not stated. ``words`` are the hashes of all clauses of that version, where they are known.
    """

    id: str
    sentence: str
    source: str
    case: Case
    expected: tuple[Expected, ...]
    clauses: Mapping[str, str] = field(default_factory=dict, hash=False)
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    best: frozenset[tuple[str, str]] | None = None
    file: str = ""
    policy: str = ""
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def state(self) -> State:
        """The state of the case: confirmed if all expectations are."""
        confirmed = bool(self.expected) and all(one.is_confirmed for one in self.expected)
        return State.CONFIRMED if confirmed else State.TO_BE_CONFIRMED


def case_id(case: Case, readings: Mapping[str, str]) -> str:
    """The id of a case under readings: ``c-`` and eight hexadecimal digits; equal for cases with the same
    statements.

    >>> case_id(Case(date(2026, 3, 1), {}, (), ()), {})
    'c-cc24066e'
    """
    claims, ledger = case.claims, case.ledger
    ordered = replace(
        case,
        applicant=_sorted(case.applicant),
        claims=None if claims is None else tuple(replace(one, facts=_sorted(one.facts)) for one in claims),
        ledger=None if ledger is None else tuple(replace(one, facts=_sorted(one.facts)) for one in ledger),
    )
    told = "".join(f"{reading}={option}\n" for reading, option in sorted(readings.items()))
    return "c-" + hashlib.sha256(f"{write_case(ordered)}{told}".encode()).hexdigest()[:8]


def name_of(policy: Policy) -> str:
    """The name of a policy in kept cases: its work and its version."""
    return f"{policy.document.work}@{policy.version.name}"


def words_hash(policy: Policy, eid: str) -> str:
    """The first sixteen hexadecimal digits of the SHA-256 of a provision's words; empty where it no longer
    exists.
    """
    found = policy[eid] if eid in policy else None  # noqa: SIM401 (a policy has no `get`)
    text = found.text if isinstance(found, Provision | Section | Measure) else ""
    return "" if not text else hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def changed_clauses(policy: Policy, kept: KeptCase) -> tuple[str, ...]:
    """The clauses that no longer exist, or whose words have changed since the case was last reviewed.

    A clause without a hash was never compared, as in the corpus.
    """
    return tuple(eid for eid, words in kept.clauses.items() if words and words_hash(policy, eid) != words)


def state_of(policy: Policy, kept: KeptCase) -> State:
    """The state of a case today: if the words of a clause have changed, it must be confirmed again."""
    return State.TO_BE_CONFIRMED if changed_clauses(policy, kept) else kept.state


def hashes_of(policy: Policy, eids: tuple[str, ...]) -> dict[str, str]:
    """The clauses among some eIds with the hashes of their words, in the order of the text."""
    parts = [part.eid for part in policy.document.parts]
    known = dict.fromkeys((*(one.eid for one in policy.document.provisions()), *parts))
    return {eid: words_hash(policy, eid) for eid in known if eid in set(eids)}


def expected_of(assessment: Assessment, keys: tuple[tuple[str, str], ...]) -> tuple[Expected, ...]:
    """Today's results of the program for some claims and supports, which a person must still confirm."""
    found = []
    for claim, support in keys:
        if not support:
            found.append(Expected("", "", None, assessment.combination.total))
            continue
        with suppress(KeyError):
            outcome = assessment.outcome(claim, support)
            found.append(Expected(claim, support, outcome.status, outcome.amount))
    return tuple(found)


def make_kept(
    policy: Policy,
    case: Case,
    readings: Mapping[str, str],
    *,
    sentence: str,
    source: str,
    support: str = "",
    at: tuple[str, ...] = (),
    about: Collection[tuple[str, str]] = (),
) -> KeptCase:
    """A case to be confirmed, whose expected results are today's results for ``support``.

    Where no support is named, it expects those of every claim under every support for such a thing, and the
    total; or only those of the claims and supports in ``about``. ``at`` are clauses that it depends on
    besides those of the outcomes.
    """
    chosen = {
        reading.id: readings[reading.id]
        for reading in policy.readings
        if readings.get(reading.id, reading.default) != reading.default
    }
    assessment = assess(policy, case, readings=chosen)
    if about:
        outcomes = [one for one in assessment.outcomes if (one.claim, one.support) in about]
    else:
        outcomes = [one for one in assessment.outcomes if _is_about(one, support)]
    keys = [(one.claim, one.support) for one in outcomes]
    if len(keys) != 1 and not about:
        keys.append(("", ""))
    eids = (*at, *(eid for one in outcomes for eid in one.clauses))
    return KeptCase(
        id=case_id(case, chosen),
        sentence=clip_sentence(sentence),
        source=source,
        case=case,
        expected=expected_of(assessment, tuple(keys)),
        clauses=hashes_of(policy, eids),
        readings=chosen,
        policy=name_of(policy),
    )


def clip_sentence(sentence: str) -> str:
    """A sentence on one line, cut to a readable length."""
    told = " ".join(sentence.split())
    return told if len(told) <= MOST_SENTENCE else f"{told[: MOST_SENTENCE - 2]}……"


def _is_about(outcome: Outcome, support: str) -> bool:
    if support:
        return outcome.support == support
    other_thing = len(outcome.reasons) == 1 and outcome.reasons[0].kind == "subject"
    return bool(outcome.claim) and not other_thing


def _sorted(facts: Facts) -> Facts:
    ordered = {key: facts[key] for key in sorted(facts)}
    return {
        key: dict(sorted(value.items())) if isinstance(value, Mapping) else value
        for key, value in ordered.items()
    }
