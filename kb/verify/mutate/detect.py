"""Detection: which check, if any, detects a change of a policy.

Four things may detect it: the published text, the checks (with schemas and linking), the cases with
hand-worked answers, and the second record (double data entry). The fingerprint does not count: it detects
every edit of the text, but the person who edits signs it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from lxml import etree

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.cases.writing import write_case
from kb.checks import check_policy
from kb.checks.facts import check_facts
from kb.checks.requirements import check_requirements
from kb.checks.rules import check_rules
from kb.checks.texts import check_text
from kb.checks.wording import check_wording
from kb.core.outcomes import Assessment
from kb.core.ruleset import Ruleset, read_policy, turned_readings, with_supports
from kb.loading import Sources, join_sources, read_akn
from kb.loading.published_text import departs as departs_from
from kb.loading.schemas import find_departures, read_schema
from kb.model.document import part_of
from kb.model.facts import SUPPORT
from kb.model.policy import Policy
from kb.model.words.errors import Finding, PolicyError
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.mutate.equivalent import is_same
from kb.verify.mutate.mutant import Mutant, make
from kb.verify.mutate.second_record import Record

SIGNED_ANEW = "fingerprint-stale"
"""The finding that an editor would remove by a new review."""

_OF_CASES = frozenset({"number", "numbers-swapped", "default"})
"""Mutants that cases should detect too, whatever else detects them: numbers and defaults."""

_OF_NO_SUM = frozenset({"agency", "agency-id", "agency-dropped", "agencies-swapped", "figure"})
"""Mutants that no case can detect."""

_NOT_COMPARED = frozenset({"dropped-whole", "support-per", "selection-kind", "domain-ref"})
"""Mutants of more than the conditions and amounts of a support."""

Check = Callable[[Policy], Iterator[Finding]]
_CHECKS: dict[str, tuple[Check, ...]] = {
    "rules.xml": (check_rules, check_requirements),
    "readings.xml": (check_wording,),
    "facts.xml": (check_facts, check_requirements),
    "plain.zh.xml": (check_wording,),
    "plain.en.xml": (check_wording,),
}
"""The checks that a file can affect; all checks for a file that is not listed."""


class Killer(StrEnum):
    """What detected a change; ``docs/glossary.md`` has the Chinese words."""

    TEXT = "text"
    CHECK = "check"
    CASE = "case"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Fate:
    """What detected a mutant, and by what: the code of a finding or the name of a case, in the same order.

    ``policy`` is the policy of the mutant, where one can be loaded. ``same`` says that it has the same rules
    under every reading.
    """

    mutant: Mutant
    killers: tuple[Killer, ...]
    by: tuple[str, ...]
    policy: Policy | None = None
    same: bool = False

    @property
    def is_noticed(self) -> bool:
        """Whether the mutant was detected."""
        return bool(self.killers)


@dataclass(frozen=True)
class Watch:
    """The safeguards of a policy: its files, cases, publication and record, and what they find today."""

    policy: Policy
    sources: Sources
    cases: tuple[KeptCase, ...]
    published: str | None = None
    record: Record | None = None
    known: frozenset[str] = frozenset()
    rulesets: dict[tuple[tuple[str, str], ...], Ruleset] = field(default_factory=dict, hash=False)
    schemas: dict[str, etree.XMLSchema] = field(default_factory=dict, hash=False)

    @cached_property
    def turned(self) -> frozenset[str]:
        """The readings that affect any rule."""
        return turned_readings(self.policy)

    def judge(self, mutant: Mutant) -> Fate:
        """What detects a mutant: the first safeguard that does; for a number, the cases are tried in any
        event.
        """
        found: dict[Killer, str] = {}
        sources = make(mutant, self.sources)
        policy: Policy | None = None
        try:
            if mutant.file == "text.xml" and self._is_published_otherwise(sources):
                found[Killer.TEXT] = mutant.at
            if not found or mutant.kind in _OF_CASES:
                policy = self._join(sources, mutant)
        except PolicyError as problem:
            found.setdefault(Killer.CHECK, problem.findings[0].code)
        same = policy is not None and self._ask(policy, mutant, found)
        return Fate(mutant, tuple(found), tuple(found.values()), policy, same)

    def _ask(self, policy: Policy, mutant: Mutant, found: dict[Killer, str]) -> bool:
        """Add what detects a policy that can be loaded; true where it has the same rules."""
        for finding in self._findings(policy, mutant):
            found.setdefault(Killer.CHECK, finding.code)
            break
        if self.record is not None and not found and (told := self.record.departs(policy)):
            found[Killer.RECORD] = told
        if found and mutant.kind not in _OF_CASES:
            return False
        if not found and mutant.file == "rules.xml" and self._is_same(policy, mutant):
            return True
        if self._can_be_told(mutant) and (name := self.killing_case(policy, mutant)):
            found[Killer.CASE] = name
        return False

    def _can_be_told(self, mutant: Mutant) -> bool:
        """Whether a case could detect the mutant: not for names and wording, nor for a reading that affects
        no rule.
        """
        if mutant.kind == "default":
            return mutant.under[0][0] in self.turned
        return mutant.kind not in _OF_NO_SUM

    def _is_same(self, policy: Policy, mutant: Mutant) -> bool:
        """Whether the rules are the same; not asked of domains and whole supports."""
        changed = changed_supports(self.policy, policy)
        if mutant.kind in _NOT_COMPARED or (changed is not None and len(changed) != 1):
            return False
        try:
            return is_same(self.policy, policy, "".join(changed or ()))
        except OverflowError:
            return False

    def killing_case(self, policy: Policy, mutant: Mutant) -> str:
        """The id of the first case that the mutant answers otherwise; empty where there is none."""
        answer = Answerer(self, policy, mutant)
        for kept in self._in_order(mutant):
            if answer.concerns(kept) and answer.is_wrong(kept):
                return kept.id
        return ""

    def ruleset(self, readings: Mapping[str, str]) -> Ruleset:
        """The rules of the unchanged policy, read once for each choice of readings."""
        key = tuple(sorted(readings.items()))
        if key not in self.rulesets:
            self.rulesets[key] = read_policy(self.policy, dict(readings))
        return self.rulesets[key]

    def _is_published_otherwise(self, sources: Sources) -> bool:
        if self.published is None:
            return False
        document = read_akn(sources.trees["text.xml"], "text.xml")
        return departs_from(document, self.published) is not None

    def _join(self, sources: Sources, mutant: Mutant) -> Policy:
        if mutant.file != "text.xml":
            findings = list(
                find_departures(sources.trees[mutant.file], self._schema(mutant.file), mutant.file)
            )
            if findings:
                raise PolicyError(findings)
        return join_sources(sources, like=self.policy if mutant.file == "rules.xml" else None)

    def _schema(self, file: str) -> etree.XMLSchema:
        if file not in self.schemas:
            self.schemas[file] = read_schema(self.sources.folders, file)
        return self.schemas[file]

    def _findings(self, policy: Policy, mutant: Mutant) -> Iterator[Finding]:
        checks = _CHECKS.get(mutant.file, (check_policy, _check_text))
        for check in checks:
            for finding in check(policy):
                if finding.code != SIGNED_ANEW and finding.code not in self.known:
                    yield finding

    def _in_order(self, mutant: Mutant) -> list[KeptCase]:
        """The cases, those that concern the mutant first."""
        fact = str(mutant.words.get("key", ""))
        under = set(mutant.under)

        def rank(kept: KeptCase) -> int:
            if mutant.support:
                near = any(one.support == mutant.support and one.claim for one in kept.expected)
            else:
                near = mutant.part in set(map(part_of, kept.clauses))
            # The defaults of other policies indicate a default, and identical rules are read once.
            read = not kept.readings if mutant.kind == "default" else bool(under & set(kept.readings.items()))
            return -(2 * near + 3 * read + 4 * bool(fact and states(kept.case, fact)))

        return sorted(self.cases, key=rank)


class Answerer:
    """Answers cases by the rules of a changed policy, and reads only the changed rules again."""

    def __init__(self, watch: Watch, policy: Policy, mutant: Mutant) -> None:
        self._watch = watch
        self._policy = policy
        self._mutant = mutant
        self._rulesets: dict[tuple[tuple[str, str], ...], Ruleset] = {}
        self._changed = changed_supports(watch.policy, policy)

    def answer(self, kept: KeptCase) -> Assessment:
        """The answer to a case. Raises whatever the changed rules make the program raise."""
        case, fact = kept.case, str(self._mutant.words.get("key", ""))
        if self._mutant.file == "facts.xml" and states(case, fact):
            # The type of a fact matters when a case is read.
            case = read_case(self._policy, write_case(case), kept.id)
        return assess_under(self.ruleset(kept.readings), case)

    def is_wrong(self, kept: KeptCase) -> bool:
        """Whether the answer departs from the expectations; a program that fails counts as wrong."""
        try:
            return departs(self.answer(kept), kept)
        except Exception:  # any error that broken rules cause would be noticed
            return True

    def concerns(self, kept: KeptCase) -> bool:
        """Whether the change can affect a case: it claims or was granted something of a changed support."""
        if self._mutant.kind == "default":
            return self._mutant.under[0][0] not in kept.readings
        if self._changed is None or self._mutant.file == "facts.xml":
            return True
        kinds = {self._policy.support(key).per for key in self._changed}
        if any(claim.kind in kinds for claim in kept.case.claims or ()):
            return True
        return any(grant.facts.get(SUPPORT) in self._changed for grant in kept.case.ledger or ())

    def ruleset(self, readings: Mapping[str, str]) -> Ruleset:
        """The changed rules under readings."""
        key = tuple(sorted(readings.items()))
        if key not in self._rulesets:
            self._rulesets[key] = self._read(readings)
        return self._rulesets[key]

    def _read(self, readings: Mapping[str, str]) -> Ruleset:
        if self._mutant.kind == "default":
            reading, _ = self._mutant.under[0]
            return self._watch.ruleset({reading: self._mutant.under[1][1]} | dict(readings))
        if self._changed is not None:
            return with_supports(self._watch.ruleset(readings), self._policy, self._changed)
        return read_policy(self._policy, dict(readings))


def changed_supports(one: Policy, other: Policy) -> tuple[str, ...] | None:
    """The supports in which two policies differ; ``None`` where they differ in more than
    supports and facts.
    """
    ids = [(support.id, support.per) for support in one.supports]
    if ids != [(support.id, support.per) for support in other.supports]:
        return None
    if one.terms != other.terms or one.together != other.together:
        return None
    if one.part_requirements != other.part_requirements:
        return None
    if any(
        mine.overlaps != theirs.overlaps for mine, theirs in zip(one.measures, other.measures, strict=True)
    ):
        return None
    if any(mine.default != theirs.default for mine, theirs in zip(one.readings, other.readings, strict=True)):
        return None
    return tuple(mine.id for mine, theirs in zip(one.supports, other.supports, strict=True) if mine != theirs)


def _check_text(policy: Policy) -> Iterator[Finding]:
    yield from check_text(policy.document, policy.registry, f"{policy.folder}/text.xml")


def departs(assessment: Assessment, kept: KeptCase) -> bool:
    """Whether an answer departs from the expectations of a case; values without an expectation are not
    compared.
    """
    given = {(one.claim, one.support): one for one in assessment.outcomes}
    for expected in kept.expected:
        if expected.status is None:
            if assessment.combination.total != expected.amount:
                return True
            continue
        one = given.get(expected.key)
        if one is None or one.status is not expected.status:
            return True
        if expected.amount is not None and one.amount != expected.amount:
            return True
    best = frozenset((part.claim, part.support) for part in assessment.combination.best)
    return kept.best is not None and best != kept.best


def states(case: Case, fact: str) -> bool:
    """Whether a case states a fact anywhere."""
    claims = (claim.facts for claim in case.claims or ())
    grants = (grant.facts for grant in case.ledger or ())
    return any(fact in facts for facts in (case.applicant, *claims, *grants))
