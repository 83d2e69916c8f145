"""A trial: one law applied to one case, with the answer and the violation if there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from kb.assess.assessment import assess_under
from kb.assess.facts import Known, Ledger, know, read_ledger
from kb.assess.tariff import Amounts, Tariff, make_tariff
from kb.cases.case import Case
from kb.cases.spelling import name_things
from kb.core.outcomes import REFUSED, Assessment, Outcome
from kb.core.ruleset import Ruleset, read_policy
from kb.explain.words import sentence
from kb.model.policy import Policy, Support
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES
from kb.verify.sentences import fill_in, name_sum, sentences

Said = Mapping[str, str]
"""Words by language."""


@dataclass(frozen=True, slots=True)
class Violation:
    """How a case breaks a law: the support at which it shows, the answer of the program, and the right
    answer.

    ``program`` and ``text`` are short sentences by language; either may be empty. ``at`` is the eId of the
    clause to look at.
    """

    at: str
    support: str = ""
    program: Said = field(default_factory=dict, hash=False)
    text: Said = field(default_factory=dict, hash=False)


IDLE = Violation("")
"""The result of a check where a case has nothing that the law is about."""


@dataclass(frozen=True)
class Trial:
    """One case under one ruleset; ``seed`` decides what a law changes in the case.

    ``assess`` is the interpreter under test. ``tariff`` is the generated interpreter of amounts for the same
    rules; it is generated on first use where none is given.
    """

    rules: Ruleset
    case: Case
    seed: int = 0
    assess: Callable[[Ruleset, Case], Assessment] = assess_under
    tariff: Tariff | None = None

    @cached_property
    def found(self) -> Assessment:
        """The answer to the case."""
        return self.assess(self.rules, self.case)

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.rules.policy

    def rng(self) -> Random:
        """A random generator of its own, the same for the same seed."""
        return Random(self.seed)

    def other(self, case: Case) -> Assessment:
        """The answer to another case."""
        return self.assess(self.rules, case)

    @cached_property
    def amounts(self) -> Amounts:
        """The answer of the generated interpreter of amounts."""
        tariff = self.tariff or make_tariff(self.policy, self.rules.readings)
        return tariff.amounts(self.case)

    @cached_property
    def claimed(self) -> tuple[Outcome, ...]:
        """The outcomes with a claim."""
        return tuple(outcome for outcome in self.found.outcomes if outcome.claim)

    @cached_property
    def open(self) -> tuple[Outcome, ...]:
        """The outcomes with a sum that are not refused."""
        return tuple(o for o in self.claimed if o.amount is not None and o.status not in REFUSED)

    @cached_property
    def named(self) -> Case:
        """The case with one name for each thing."""
        return name_things(self.case, self.rules.names)

    @cached_property
    def known(self) -> dict[str, Known]:
        """The known facts of each claim."""
        return {claim.id: know(claim, self.named, self.rules) for claim in self.named.claims or ()}

    @cached_property
    def ledger(self) -> Ledger:
        """The earlier grants."""
        return read_ledger(self.named, self.rules)

    def support(self, outcome: Outcome) -> Support:
        """The support of an outcome, as read under the ruleset."""
        return self.rules.by_id[outcome.support]


Check = Callable[[Trial], Violation | None]


@dataclass(frozen=True, slots=True)
class Law:
    """A property that holds of every case: its id, and the function that returns a violation, or :data:`IDLE`
    where it does not apply.

    Its sentences are under its id in ``words/fuzz.toml``. ``alone`` is true where the law uses one answer
    only and derives no second case. The law is applied to one of ``every`` generated cases, because some laws
    cost as much as the answer itself.
    """

    id: str
    check: Check
    alone: bool = False
    every: int = 1

    def __call__(
        self, policy: Policy, case: Case, readings: Mapping[str, str] | None = None, seed: int = 0
    ) -> Violation | None:
        """How this case breaks the law under these readings; ``None`` where it holds."""
        wrong = self.check(Trial(read_policy(policy, readings), case, seed))
        return None if wrong is IDLE else wrong


def say(form: str, /, **words: str | Said) -> Said:
    """The words for an answer of the program or for the text, in both languages, from the table ``says`` of
    the command.
    """
    return fill_in(sentences("fuzz")["says"][form], words)


def say_sum(interval: Interval | None) -> Said:
    """A range of fen in words: ``1000万元``, or ``0元至1000万元``."""
    if interval is None:
        return say("no-sum")
    low: Said = name_sum(interval.low)
    if interval.high == interval.low:
        return low
    if interval.high is None:
        return say("no-top", low=low)
    high: Said = name_sum(interval.high)
    return say("range", low=low, high=high)


def say_outcome(outcome: Outcome) -> Said:
    """The status of an outcome and its sum, in words."""
    status: Said = {lang: sentence("status", str(outcome.status), lang) for lang in LANGUAGES}
    return say("outcome", claim=outcome.claim, status=status, sum=say_sum(outcome.amount))


def say_total(assessment: Assessment) -> Said:
    """The total of the best combination, in words."""
    return say("total", sum=say_sum(assessment.combination.total))
