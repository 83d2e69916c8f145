"""Coverage targets: the statuses and sums of every support, and the independent effect of each condition.

A condition shows its effect in two claims that differ only in the fact it asks for and in the status. The
engine judges every target; the solver only proposes cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from kb.assess.assessment import assess_claim
from kb.assess.facts import Known, Ledger, know, read_ledger
from kb.cases.case import Case, Claim, FactValue
from kb.cases.form import Form, form_of
from kb.cases.spelling import name_things
from kb.core.nodes import Node
from kb.core.outcomes import Outcome, Reason, Status
from kb.core.reasons import Subjects
from kb.core.ruleset import Ruleset
from kb.model.facts import GRANT, IS, LEDGER, SELECTED, Fact
from kb.model.policy import Support
from kb.model.values import YUAN, Money
from kb.verify.proof.encoding import Encoding, encode, looks_at_ledger

STATUS, SUM, CONDITION = "status", "sum", "condition"
_KINDS = {"tier": ("level", "no-level")}
"""The kinds of reasons about a condition, where they are not its own kind."""

ROUND_SUMS = tuple(wan * 10_000 * YUAN for wan in (1000, 5000, 10_000, 100, 5))
"""The preferred sums of a case, in fen; the first possible one is taken."""

DAYS_BEFORE = 90
"""The preferred number of days between the events of a case and the day of the case."""

BELOW = "below"
"""The key of a sum that is below every ceiling."""


class Target(NamedTuple):
    """A target to be covered: a status or sum of a support, or a condition of it, as ``kind`` says.

    ``key`` identifies the target. For a ``status`` it is the status. For a ``sum`` it is the eId and words of
    a ceiling, or ``below`` for a sum below every ceiling. For a ``condition`` it is the key of the condition.
    """

    support: str
    kind: str
    key: str


class Place(NamedTuple):
    """A claim, by the index of its case and its own index in the case."""

    case: int
    claim: int


@dataclass(frozen=True)
class View:
    """A claim as one support sees it: the known facts that can matter to the support, and the outcome."""

    place: Place
    facts: Mapping[str, FactValue]
    ledger: Hashable
    outcome: Outcome


@dataclass(frozen=True)
class Plan:
    """The supports of a policy with their encodings, and the targets to be covered."""

    rules: Ruleset

    @cached_property
    def encodings(self) -> dict[str, Encoding]:
        """The encodings by support id, in the order of the text."""
        found = {s.id: s for group in self.rules.supports.values() for s in group}
        ordered = [found[support.id] for support in self.rules.policy.supports if support.id in found]
        return {support.id: encode(self.rules, support) for support in ordered}

    @property
    def day(self) -> date:
        """The preferred day of assessment: a first of March well within the validity."""
        validity = self.rules.validity
        return min(date(validity.first.year + 2, 3, 1), validity.horizon) if validity else date(2026, 3, 1)

    def plain_values(self, fact: Fact) -> tuple[FactValue, ...]:
        """The preferred values of a fact, the simplest first; empty where every value is equally good."""
        match fact.type:
            case "yes-no":
                return (True, False)
            case "choice":
                return tuple(choice.id for choice in fact.choices)
            case "date":
                return (self.day - timedelta(days=DAYS_BEFORE),)
            case "money":
                return tuple(map(Money, ROUND_SUMS))
            case _:
                return ()

    def is_never(self, support: str, *statuses: Status) -> bool:
        """Whether no rule of a support can produce any of some statuses, whatever the case."""
        return all(self.encodings[support].status[status] is False for status in statuses)

    def fact(self, kind: str, key: str) -> Fact | None:
        """The declaration of a fact of a kind of claim, of its applicant or of a grant."""
        parts = (self._form.grant,) if kind == GRANT else (self._form.kind(kind), self._form.applicant)
        for part in parts:
            if part is not None and (found := part.fact(key)) is not None:
                return found
        return None

    def subjects(self, kind: str) -> Fact | None:
        """The fact that holds the subject of a kind of claim, with all its possible values."""
        return self.fact(kind, IS)

    @cached_property
    def _form(self) -> Form:
        return form_of(self.rules.policy)

    def targets(self, support: str) -> tuple[Target, ...]:
        """The targets of one support, whether or not they can be reached."""
        encoding = self.encodings[support]
        found = [Target(support, STATUS, status) for status in encoding.status]
        found += (Target(support, CONDITION, key) for key in self.leaves(support))
        if encoding.support.is_money:
            found.append(Target(support, CONDITION, LEDGER))
        if encoding.support.is_money and not self.is_never(support, Status.ELIGIBLE, Status.CANDIDATE):
            words = (f"{one.provision} {one.text}" for one in encoding.support.amount.ceilings)
            found += (Target(support, SUM, key) for key in (*words, BELOW))
        return tuple(dict.fromkeys(found))

    def leaves(self, support: str) -> dict[str, Node]:
        """The conditions of a support that depend on a single fact of the claim or the applicant, by key."""
        encoding = self.encodings[support]
        return {key: leaf for key, leaf in encoding.leaves.items() if fact_of(leaf) in encoding.facts}

    def views(self, cases: Iterable[Case]) -> Iterator[View]:
        """Every claim of some cases as each support for this kind of claim sees it."""
        for n, each in enumerate(cases):
            case = name_things(each, self.rules.names)
            ledger = read_ledger(case, self.rules)
            for m, claim in enumerate(case.claims or ()):
                for support in self.rules.supports.get(claim.kind, ()):
                    yield self.view(support, case, claim, ledger, Place(n, m))

    def view(
        self, support: Support, case: Case, claim: Claim, ledger: Ledger, place: Place | None = None
    ) -> View:
        """One claim as one support sees it; its place in the case matters only beside other claims."""
        known = know(claim, case, self.rules)
        outcome = assess_claim(self.rules, support, known, ledger)
        entries: Hashable = "-"
        if looks_at_ledger(support):
            entries = None if ledger.entries is None else tuple(map(repr, ledger.entries))
        return View(
            place or Place(0, 0), dict(self._relevant(self.encodings[support.id], known)), entries, outcome
        )

    def _relevant(self, encoding: Encoding, known: Known) -> Iterator[tuple[str, FactValue]]:
        for key in encoding.facts:
            fact, _, subject = key.partition(":")
            value = known.facts.get(fact)
            if subject and isinstance(value, Mapping):
                value = value.get(subject)
            if value == known.claim:
                value = "@"  # the name of a claim has no meaning
            if value is not None and not isinstance(value, Mapping):
                yield key, value


def fact_of(leaf: Node) -> str:
    """The key of the fact that a condition asks for; for a condition on the subject, with the subject."""
    return leaf.key if leaf.kind == IS else str(leaf.fact)


def cover_of(plan: Plan, views: Iterable[View]) -> dict[Target, list[tuple[Place, ...]]]:
    """The targets that some views cover, each with every claim or pair of claims that shows it."""
    found: dict[Target, list[tuple[Place, ...]]] = defaultdict(list)
    by_support: dict[str, list[View]] = defaultdict(list)
    for view in views:
        support = view.outcome.support
        by_support[support].append(view)
        found[Target(support, STATUS, view.outcome.status)].append((view.place,))
        if key := sum_key(plan.encodings[support].support, view.outcome):
            found[Target(support, SUM, key)].append((view.place,))
    for support, several in by_support.items():
        for target, one, other in _pairs(plan, support, several):
            found[target].append((one.place, other.place))
    return dict(found)


def sum_key(support: Support, outcome: Outcome) -> str:
    """The kind of sum that an outcome shows: a reached ceiling, or a sum below every ceiling; empty for no
    sum.
    """
    amount = outcome.amount
    if amount is None or not amount.high or outcome.missing or not support.is_money:
        return ""
    if outcome.status not in (Status.ELIGIBLE, Status.CANDIDATE):
        return ""
    sums = {one.money.fen: f"{one.provision} {one.text}" for one in support.amount.ceilings}
    below = not sums or amount.high < min(sums)
    return sums.get(amount.high, BELOW if below else "")


def holds(leaf: Node, outcome: Outcome) -> bool | None:
    """Whether a condition holds according to the reasons of an outcome; ``None`` where that is unknown."""
    for reason in _all(outcome.reasons):
        if reason.kind in _KINDS.get(str(leaf.kind), (leaf.kind,)) and _is_of(reason, leaf):
            return reason.holds
    # Another subject, or a selection that did not refuse, is not mentioned.
    return {IS: False, SELECTED: True}.get(leaf.key if leaf.key == SELECTED else str(leaf.kind))


def _is_of(reason: Reason, leaf: Node) -> bool:
    if leaf.kind == IS:
        return isinstance(reason.values, Subjects) and f"{IS}:{reason.values.subjects[0]}" == leaf.key
    if leaf.kind in _KINDS:
        return (reason.fact, reason.provision) == (leaf.fact, leaf.provision)
    return (reason.fact, reason.provision, reason.words) == (leaf.fact, leaf.provision, leaf.words)


def _all(reasons: Iterable[Reason]) -> Iterator[Reason]:
    for reason in reasons:
        yield reason
        yield from _all(reason.parts)


def _pairs(plan: Plan, support: str, views: list[View]) -> Iterator[tuple[Target, View, View]]:
    for key, leaf in plan.leaves(support).items():
        for one, other in _differing(views, fact_of(leaf)):
            if {holds(leaf, one.outcome), holds(leaf, other.outcome)} == {True, False}:
                yield Target(support, CONDITION, key), one, other
    if plan.encodings[support].support.is_money:
        for one, other in _differing(views, LEDGER):
            yield Target(support, CONDITION, LEDGER), one, other


def _differing(views: list[View], fact: str) -> Iterator[tuple[View, View]]:
    """The pairs of views that differ in exactly one fact and in the status."""
    groups: dict[Hashable, list[View]] = defaultdict(list)
    for view in views:
        rest = tuple(sorted((key, repr(value)) for key, value in view.facts.items() if key != fact))
        groups[(rest, None if fact == LEDGER else view.ledger)].append(view)
    for group in groups.values():
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                if one.outcome.status is not other.outcome.status:
                    yield one, other
