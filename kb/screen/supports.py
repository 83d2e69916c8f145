"""The queries of a policy under decided readings: one for each support, over the claims of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from kb.core.carriers.relational import Plan, make_plan
from kb.core.carriers.sql import Sql
from kb.core.rules import Rules
from kb.core.ruleset import Same
from kb.core.terms import neg
from kb.model.policy import Policy, Support
from kb.screen.columns import Columns, columns_of

CARRIED = ("applicant", "id")
"""The columns of a claim that are passed through unchanged."""


@dataclass(frozen=True)
class Query:
    """One support as a query: its columns, the meaning of their numbers, and the plan that computes them."""

    columns: Columns
    plan: Plan

    @property
    def support(self) -> Support:
        """The support."""
        return self.columns.support

    def text(self, sql: Sql, claims: str, grants: str, carried: tuple[str, ...] = CARRIED) -> str:
        """The query in a dialect, over relations with the inputs of the plan."""
        return sql.query(self.plan, claims, grants, carried=carried)


def queries_of(policy: Policy, readings: Mapping[str, str], day: date | None) -> Queries:
    """The queries of a policy, cached for readings and days that are requested repeatedly."""
    return _queries(Same(policy), tuple(sorted(readings.items())), day)


@lru_cache(maxsize=8)
def _queries(same: Same[Policy], readings: tuple[tuple[str, str], ...], day: date | None) -> Queries:
    return Queries(same.thing, dict(readings), day)


@dataclass(frozen=True)
class Queries:
    """All queries of a policy on a day, by kind of claim."""

    policy: Policy
    readings: Mapping[str, str]
    day: date | None

    @cached_property
    def rules(self) -> Rules:
        """The rules under the readings."""
        return Rules(self.policy, self.readings)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of claims for which there are supports."""
        return tuple(dict.fromkeys(support.per for support in self.policy.supports))

    def of(self, kind: str) -> tuple[Query, ...]:
        """The queries over one kind of claim. Each leaves out claims for something else."""
        if kind not in self._made:
            self._made[kind] = tuple(
                Query(one, make_plan(one.columns, neg(one.columns["other"])))
                for one in columns_of(self.rules, kind, day=self.day)
            )
        return self._made[kind]

    @cached_property
    def _made(self) -> dict[str, tuple[Query, ...]]:
        return {}

    def inputs(self, kind: str) -> dict[str, str]:
        """The facts of claims of a kind, and of their applicants, that some query reads, with their types."""
        plans = (query.plan for query in self.of(kind))
        return {one.key: one.type for plan in plans for one in plan.inputs if not one.place}

    def grant_inputs(self, kinds: tuple[str, ...]) -> dict[str, str]:
        """The facts of earlier grants that some query over these kinds reads, with their types."""
        plans = (query.plan for kind in kinds for query in self.of(kind))
        return {one.key: one.type for plan in plans for one in plan.inputs if one.place}
