"""Amounts without reasons: the sum of each claim under each support, for many cases.

The functions are generated from the same programs as the explained assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from kb.assess.facts import EarlierGrant, Ledger
from kb.cases.case import Case
from kb.cases.spelling import name_things
from kb.core.carriers.python import compile_source, write_amounts
from kb.core.claim import lower_claim
from kb.core.facts import Facts, ListedLedger
from kb.core.facts import Ledger as CoreLedger
from kb.core.rules import Rules
from kb.core.ruleset import Ruleset, Same, compared_otherwise, read_policy
from kb.model.facts import OBJECT
from kb.model.policy import Policy, Support
from kb.model.requirements import Earlier, leaves

Bounds = tuple[int, int | None]
"""The least and the greatest sum, in fen; ``None`` where there is no upper bound."""

Amounts = dict[tuple[str, str], Bounds]
"""(claim, support) → the bounds of its sum; refused pairs are missing."""


@dataclass(frozen=True)
class Tariff:
    """The grants of a policy under some readings, ready to be computed for many cases."""

    rules: Ruleset

    @cached_property
    def _functions(self) -> Functions:
        return _functions(Same(self.rules.policy), tuple(sorted(self.rules.readings.items())))

    def amounts(self, case: Case) -> Amounts:
        """The bounds, in fen, of each claim under each support with a sum; refused ones are absent."""
        found: Amounts = {}
        told, ledger = case.ledger is not None, None
        if case.ledger:
            case = name_things(case, self.rules.names)
            # The programs apply presumptions themselves, so the grants are passed as stated.
            ledger = Ledger(tuple(EarlierGrant(grant.facts) for grant in case.ledger or ()))
        readings, functions = self.rules.readings, self._functions
        for claim in case.claims or ():
            get = {**case.applicant, **claim.facts}.get
            function = functions.without_grants(claim.kind)
            function(get, claim.id, case.date, told, (), readings, found)
            if ledger is None:
                continue
            # A claim without an object is for a thing with the claim's own name.
            things = (get(OBJECT) or claim.id,)
            for support, others, asks_for_grant in self._compared.get(claim.kind, ()):
                # A claim refused without grants is also refused with one, unless a grant is required.
                if not (asks_for_grant or (claim.id, support) in found):
                    continue
                entries = ledger.about(things, others) if others is not None else ledger.entries or ()
                if entries:
                    found.pop((claim.id, support), None)
                    gets = [entry.facts.get for entry in entries]
                    with_grants = functions.with_grants(support)
                    with_grants(get, claim.id, case.date, told, gets, readings, found)
        return found

    @cached_property
    def _compared(self) -> dict[str, tuple[tuple[str, frozenset[str] | None, bool], ...]]:
        """By kind of claim, each support with a sum: the supports whose grants for other things matter to it
        (``None`` for any grant), and whether it asks for an earlier grant.
        """
        return {
            kind: tuple(
                (one.id, compared_otherwise(self.rules, one.id), _asks_for_grant(one))
                for one in supports
                if one.is_money
            )
            for kind, supports in self.rules.supports.items()
        }


def _asks_for_grant(support: Support) -> bool:
    return any(isinstance(leaf, Earlier) for one in support.requirements for leaf in leaves(one))


def make_tariff(policy: Policy, readings: Mapping[str, str] | None = None) -> Tariff:
    """The tariff of a policy under the chosen readings. Raises :class:`kb.model.words.errors.PolicyError`."""
    return Tariff(read_policy(policy, readings))


class Functions:
    """The functions of a policy under decided readings, each compiled on first use."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._without: dict[str, Callable[..., None]] = {}
        self._with: dict[str, Callable[..., None]] = {}

    def without_grants(self, kind: str) -> Callable[..., None]:
        """The function for all supports of a kind of claim without earlier grants."""
        if kind not in self._without:
            supports = [one for one in self.rules.supports.values() if one.per == kind and one.is_money]
            facts = Facts(self.rules, kind)
            self._without[kind] = self._compile(supports, facts, ListedLedger(self.rules))
        return self._without[kind]

    def with_grants(self, support: str) -> Callable[..., None]:
        """The function for one support with earlier grants."""
        if support not in self._with:
            one = self.rules.supports[support]
            self._with[support] = self._compile([one], Facts(self.rules, one.per), CoreLedger(self.rules))
        return self._with[support]

    def _compile(self, supports: Sequence[Support], facts: Facts, ledger: CoreLedger) -> Callable[..., None]:
        scope: dict[str, Any] = {}
        programs = [lower_claim(self.rules, support, facts, ledger) for support in supports]
        return compile_source(write_amounts(programs, "amounts", scope), "amounts", scope)


@lru_cache(maxsize=128)
def _functions(same: Same[Policy], readings: tuple[tuple[str, str], ...]) -> Functions:
    return Functions(Rules(same.thing, dict(readings)))
