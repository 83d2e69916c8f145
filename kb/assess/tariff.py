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

    def amounts(self, case: Case) -> Amounts:
        """The bounds, in fen, of each claim under each support with a sum; refused ones are absent."""
        found: Amounts = {}
        if case.ledger:
            case = name_things(case, self.rules.names)
            # The programs apply presumptions themselves, so the grants are passed as stated.
            grants = index_grants([grant.facts for grant in case.ledger or ()])
            functions = self._with_grants
        else:
            grants, functions = _NO_GRANTS, self._without_grants
        day, applicant, told, readings = (
            case.date,
            case.applicant,
            case.ledger is not None,
            self.rules.readings,
        )
        for claim in case.claims or ():
            get = {**applicant, **claim.facts}.get
            functions[claim.kind](get, claim.id, day, told, grants, readings, found)
        return found

    @cached_property
    def _with_grants(self) -> Functions:
        return _functions(Same(self.rules.policy), tuple(sorted(self.rules.readings.items())), True)

    @cached_property
    def _without_grants(self) -> Functions:
        return _functions(Same(self.rules.policy), tuple(sorted(self.rules.readings.items())), False)


def make_tariff(policy: Policy, readings: Mapping[str, str] | None = None) -> Tariff:
    """The tariff of a policy under the chosen readings.

    Raises :class:`kb.model.words.errors.PolicyError` for a reading or option that does not exist.
    """
    return Tariff(read_policy(policy, readings))


class Functions(dict[str, Callable[..., None]]):
    """The function of each kind of claim, for all its supports, compiled on first use.

    It takes earlier grants or is for cases without any. The readings of the ``rules`` are decided.
    """

    def __init__(self, rules: Rules, with_grants: bool) -> None:
        super().__init__()
        self.rules = rules
        self.ledger = Ledger(rules, told=True) if with_grants else ListedLedger(rules)

    def __missing__(self, kind: str) -> Callable[..., None]:
        scope: dict[str, Any] = {}
        facts = Facts(self.rules, kind)
        supports = [one for one in self.rules.supports.values() if one.per == kind and one.is_money]
        programs = [lower_claim(self.rules, support, facts, self.ledger) for support in supports]
        self[kind] = compile_source(write_amounts(programs, "amounts", scope), "amounts", scope)
        return self[kind]


@lru_cache(maxsize=256)
def _functions(same: Same[Policy], readings: tuple[tuple[str, str], ...], with_grants: bool) -> Functions:
    return Functions(Rules(same.thing, dict(readings)), with_grants)
