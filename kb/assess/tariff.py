"""Amounts only: what each claim may have of each grant, without reasons, for many cases.

The functions are written from the same programs as the explained assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from kb.assess.assessment import bearing_on
from kb.assess.facts import read_ledger
from kb.cases.case import Case
from kb.cases.spelling import name_things
from kb.core.carriers.python import compile_source, write_amounts
from kb.core.claim import lower_claim
from kb.core.facts import Facts, Ledger, ListedLedger
from kb.core.rules import Rules
from kb.core.ruleset import Ruleset, Same, read_policy
from kb.model.facts import OBJECT
from kb.model.policy import Policy, Support

Bounds = tuple[int, int | None]
"""The least and the most, in fen; no top where nothing bounds it."""

Amounts = dict[tuple[str, str], Bounds]
"""(claim, support) → the bounds of what may be had; what is refused is not there."""


@dataclass(frozen=True)
class Tariff:
    """The grants of a policy under some readings, ready to be worked out for many cases."""

    rules: Ruleset

    @cached_property
    def _functions(self) -> Functions:
        return _functions(Same(self.rules.policy), tuple(sorted(self.rules.readings.items())))

    def amounts(self, case: Case) -> Amounts:
        """What each claim may have of each grant: its bounds in fen."""
        found: Amounts = {}
        told, had = case.ledger is not None, bool(case.ledger)
        if had:
            case = name_things(case, self.rules.names)
        ledger = read_ledger(case, self.rules)
        readings, functions = self.rules.readings, self._functions
        for claim in case.claims or ():
            get = {**case.applicant, **claim.facts}.get
            function = functions.without_grants(claim.kind)
            function(get, claim.id, case.date, told, (), readings, found)
            for support in self.rules.supports.get(claim.kind, ()) if had else ():
                if not support.is_money:
                    continue
                # A claim that names no thing is for what it is called itself.
                bearing = bearing_on(self.rules, support, get(OBJECT) or claim.id, ledger)
                if bearing:
                    found.pop((claim.id, support.id), None)
                    entries = [entry.facts.get for entry in bearing]
                    with_grants = functions.with_grants(support.id)
                    with_grants(get, claim.id, case.date, told, entries, readings, found)
        return found


def make_tariff(policy: Policy, readings: Mapping[str, str] | None = None) -> Tariff:
    """The tariff of a policy under the readings chosen. Raises :class:`kb.model.words.errors.PolicyError`."""
    return Tariff(read_policy(policy, readings))


class Functions:
    """The functions of a policy under decided readings, each compiled when it is first asked for."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._without: dict[str, Callable[..., None]] = {}
        self._with: dict[str, Callable[..., None]] = {}

    def without_grants(self, kind: str) -> Callable[..., None]:
        """What works out the grants of a kind of claim where nothing was granted before."""
        if kind not in self._without:
            supports = [one for one in self.rules.supports.values() if one.per == kind and one.is_money]
            facts = Facts(self.rules, kind)
            self._without[kind] = self._compile(supports, facts, ListedLedger(self.rules))
        return self._without[kind]

    def with_grants(self, support: str) -> Callable[..., None]:
        """What works out one support where something was granted before."""
        if support not in self._with:
            one = self.rules.supports[support]
            self._with[support] = self._compile([one], Facts(self.rules, one.per), Ledger(self.rules))
        return self._with[support]

    def _compile(self, supports: Sequence[Support], facts: Facts, ledger: Ledger) -> Callable[..., None]:
        scope: dict[str, Any] = {}
        programs = [lower_claim(self.rules, support, facts, ledger) for support in supports]
        return compile_source(write_amounts(programs, "amounts", scope), "amounts", scope)


@lru_cache(maxsize=128)
def _functions(same: Same[Policy], readings: tuple[tuple[str, str], ...]) -> Functions:
    return Functions(Rules(same.thing, dict(readings)))
