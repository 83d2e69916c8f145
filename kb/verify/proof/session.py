"""A proof session: the encoding of one support, and a solver that keeps it for several questions.

A law holds where its violation has no case. A question that the solver gives up is reported as undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.outcomes import Outcome
from kb.core.ruleset import Ruleset
from kb.core.terms import Truth
from kb.explain.outcomes import say_status
from kb.explain.words import Teller
from kb.model.policy import Support
from kb.model.words.errors import LANGUAGES, Language
from kb.verify.proof.encoding import Encoding, encode, name_parts, solver_terms
from kb.verify.proof.smallest_model import Smallest, find_smallest
from kb.verify.proof.solver_calls import Solver, Undecided
from kb.verify.proof.terms import SolverTerms
from kb.verify.results import Result, Verdict
from kb.verify.sentences import Words, name_support

COMMAND = "prove"


@dataclass
class Bench:
    """One support under one reading of the policy, encoded once."""

    rules: Ruleset
    support: Support
    chosen: Mapping[str, str] = field(default_factory=dict)
    grants: int | None = None
    """How many earlier grants a case may have, if not as many as usual."""

    @cached_property
    def terms(self) -> SolverTerms:
        """The writer of terms for the solver."""
        return solver_terms(self.rules)

    @cached_property
    def encoding(self) -> Encoding:
        """The encoding of the support."""
        return name_parts(encode(self.rules, self.support, grants=self.grants, terms=self.terms))

    @cached_property
    def solver(self) -> Solver:
        """A solver that has the conditions of every valid case."""
        return Solver(self.encoding.terms, self.encoding.sane)

    def find(self, *wanted: Truth) -> Any | None:
        """A model that satisfies all conditions; ``None`` where there is none.

        Raises :class:`Undecided` where the solver gives up.
        """
        return self.solver.ask(*wanted)

    def allows(self, *wanted: Truth) -> bool:
        """Whether some case satisfies all conditions. Raises :class:`Undecided` where the solver gives up."""
        return self.solver.is_possible(*wanted)

    @cached_property
    def name(self) -> dict[str, str]:
        """The support with the number of its measure, by language."""
        return name_support(self.rules.policy, self.support.id)

    def result(self, law: str, verdict: Verdict, form: str, words: Words, **more: Any) -> Result:
        """A result about this support."""
        at = more.pop("at", (self.support.provision,))
        told = {"item": self.name, **words}
        more = {"readings": dict(self.chosen), "support": self.support.id} | more
        return Result(COMMAND, law, verdict, form, at, told, **more)

    def settle(self, law: str, violated: Truth, words: Words, form: str = "holds", **more: Any) -> Result:
        """Whether a law holds: proved where its violation has no case, otherwise refuted by the smallest
        case.
        """
        try:
            smallest = find_smallest(self.solver, self.encoding, violated)
        except Undecided:
            return self.result(law, Verdict.UNDECIDED, "open", words, **more)
        if smallest is None:
            return self.result(law, Verdict.PROVED, form, words, **more)
        return self.refute(law, smallest, words, **more)

    def refute(self, law: str, smallest: Smallest, words: Words, **more: Any) -> Result:
        """A law refuted by a case, with the answer of the program to the case."""
        outcome = outcome_of(self.rules, smallest.case, self.support)
        says = {lang: say_outcome(self.rules, outcome, lang) for lang in LANGUAGES}
        more = {"case": smallest.case, "program": says} | more
        return self.result(law, Verdict.REFUTED, "fails", words, **more)


def outcome_of(rules: Ruleset, case: Case, support: Support) -> Outcome:
    """The engine's outcome for the only claim of a case under a support."""
    assert case.claims
    return assess_under(rules, case).outcome(case.claims[0].id, support.id)


def say_outcome(rules: Ruleset, outcome: Outcome, lang: Language) -> str:
    """A status, and the sum where there is one."""
    told = say_status(outcome.status, lang)
    if outcome.amount is None:
        return told + ("。" if lang == "zh" else ".")
    sum_ = Teller(rules.policy, lang).range(outcome.amount)
    return f"{told}，{sum_}。" if lang == "zh" else f"{told}, {sum_}."
