"""Amounts without reasons: the sum of each claim under each support, for many cases.

The functions are generated from the same programs as the explained assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from kb.cases.case import Case
from kb.cases.spelling import name_things
from kb.core.carriers.python import compile_source, index_grants, write_amounts
from kb.core.claim import lower_claim
from kb.core.facts import Facts, Ledger, ListedLedger
from kb.core.rules import Rules
from kb.core.ruleset import Ruleset, Same, read_policy
from kb.model.policy import Policy

Bounds = tuple[int, int | None]
"""The least and the greatest sum, in fen; ``None`` where there is no upper bound."""

Amounts = dict[tuple[str, str], Bounds]
"""(claim, support) → the bounds of its sum; refused pairs are missing."""

_NO_GRANTS = index_grants(())


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
        readings, grants = self.rules.readings, _NO_GRANTS
        told, some = case.ledger is not None, bool(case.ledger)
        if some:
            case = name_things(case, self.rules.names)
            # The programs apply presumptions themselves, so the grants are passed as stated.
            grants = index_grants([grant.facts for grant in case.ledger or ()])
        for claim in case.claims or ():
            get = {**case.applicant, **claim.facts}.get
            function = self._functions.of(claim.kind, some)
            function(get, claim.id, case.date, told, grants, readings, found)
        return found


def make_tariff(policy: Policy, readings: Mapping[str, str] | None = None) -> Tariff:
    """The tariff of a policy under the chosen readings. Raises :class:`kb.model.words.errors.PolicyError`."""
    return Tariff(read_policy(policy, readings))


class Functions:
    """The functions of a policy under decided readings, each compiled on first use."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._found: dict[tuple[str, bool], Callable[..., None]] = {}

    def of(self, kind: str, with_grants: bool) -> Callable[..., None]:
        """The function for all supports of a kind of claim, with earlier grants or for a case without any."""
        key = kind, with_grants
        if key not in self._found:
            self._found[key] = self._compile(
                kind, Ledger(self.rules) if with_grants else ListedLedger(self.rules)
            )
        return self._found[key]

    def _compile(self, kind: str, ledger: Ledger) -> Callable[..., None]:
        scope: dict[str, Any] = {}
        facts = Facts(self.rules, kind)
        supports = [one for one in self.rules.supports.values() if one.per == kind and one.is_money]
        programs = [lower_claim(self.rules, support, facts, ledger) for support in supports]
        return compile_source(write_amounts(programs, "amounts", scope), "amounts", scope)


@lru_cache(maxsize=128)
def _functions(same: Same[Policy], readings: tuple[tuple[str, str], ...]) -> Functions:
    return Functions(Rules(same.thing, dict(readings)))
