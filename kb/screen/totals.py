"""The best total of each applicant over all its claims.

Where every two sums for the same thing always exclude one another, the best total is the greatest sum for
each thing, added up; a query computes it. The rules alone decide which supports always exclude one another,
before any row is read. All other applicants are assessed by ``assess``, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.claim import REFUSED
from kb.core.ruleset import Ruleset, meeting_of
from kb.core.same_subject import units_of
from kb.model.facts import OBJECT
from kb.model.policy import Support
from kb.screen.cleaning import literal
from kb.screen.columns import STATUSES, Columns

NOTHING, SINGLE, GREATEST, ASSESSED = "nothing", "single", "greatest", "assessed"
"""How a total was found: no sum is available, or only one; it is the greatest for each thing; or ``assess``
found it.
"""

INVALID = "invalid"
"""The status of a claim where something in its rows, or in those of its applicant, cannot be read."""


@dataclass(frozen=True)
class Together:
    """The combinations of supports that are possible, according to the rules alone."""

    rules: Ruleset
    supports: tuple[Support, ...]

    @property
    def goes_by_things(self) -> bool:
        """Whether sums for different things are independent, apart from the exceptions below."""
        bar = self.rules.non_cumulation
        return (bar.similar, bar.unit) == (OBJECT, OBJECT) and bar.conflict not in ("none", "first")

    @cached_property
    def unlike(self) -> tuple[tuple[str, str], ...]:
        """Pairs of supports that do not always exclude one another for the same thing."""
        pairs = [*combinations(self.supports, 2), *((one, one) for one in self.supports)]
        return tuple((one.id, other.id) for one, other in pairs if not self._excludes(one, other))

    @cached_property
    def across(self) -> tuple[tuple[str, str], ...]:
        """Pairs of supports whose sums for different things may affect one another."""
        found: set[tuple[str, str]] = set()
        for meeting in self.rules.meetings:
            if meeting.same != OBJECT and meeting.then != "stacks":
                mine = [one.id for one in self.supports if one.id in meeting.supports]
                found |= {*combinations(mine, 2), *((one, one) for one in mine)}
        return tuple(sorted(found))

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Supports whose sums share a ceiling although they are for different things."""
        return tuple(
            one.id
            for one in self.supports
            if any(per != OBJECT for cap in one.amount.caps for per in cap.per)
        )

    @cached_property
    def joined(self) -> tuple[tuple[str, ...], ...]:
        """For each joint limit, the supports that share it."""
        return tuple(limit.supports for limit in self.rules.together.limits)

    @cached_property
    def counted(self) -> dict[str, int]:
        """Supports of which only a limited number may be paid in a period."""
        found = {one.id: one.amount.quota for one in self.supports}
        return {key: quota.count.count.number for key, quota in found.items() if quota is not None}

    def _excludes(self, one: Support, other: Support) -> bool:
        """Whether two sums for the same thing exclude one another, whatever else is open or known."""
        if one.id == other.id and units_of(one) not in ((), (OBJECT,)):
            return False
        wheres = {meeting.where for meeting in self.rules.meetings if meeting.where} - {one.id, other.id}
        return all(self._excludes_with(one, other, some) for some in _subsets(sorted(wheres)))

    def _excludes_with(self, one: Support, other: Support, is_open: frozenset[str]) -> bool:
        for meeting in meeting_of(self.rules, one.id, other.id, {one.id, other.id, *is_open}):
            if meeting.then not in ("once", "topped-up"):
                return False
            if meeting.same == OBJECT:
                return True
        return self.rules.non_cumulation.within == "once" and bool(self.rules.non_cumulation.provision)


def _subsets(items: Sequence[str]) -> Iterator[frozenset[str]]:
    return (frozenset(some) for n in range(len(items) + 1) for some in combinations(items, n))


@dataclass
class Totals:
    """Computes the totals of one shard, whose outcomes are in the table ``found`` of a connection."""

    con: Any
    together: Together
    made: Sequence[Columns]
    hard: dict[Any, int] = field(default_factory=dict)

    def find(self) -> None:
        """Compare the sums of each applicant, and put the applicants that need an assessment into ``hard``.

        The applicants are identified by their numbers instead of their keys. An applicant with a single
        possible sum needs no comparison.
        """
        con = self.con
        open_ = ", ".join(str(n) for n, one in enumerate(STATUSES) if one not in REFUSED)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE sums AS SELECT applicant, claim, s, low, high, sure FROM found "
            f"WHERE status IN ({open_}) AND low IS NOT NULL"
        )
        con.execute(
            "CREATE OR REPLACE TEMP TABLE counted AS SELECT applicant, COUNT(*) AS n, MIN(claim) AS claim, "
            "MIN(s) AS s, MIN(CASE WHEN sure THEN low ELSE 0 END) AS low, MIN(high) AS high FROM sums "
            "ANTI JOIN (SELECT applicant FROM unsound WHERE invalid) USING (applicant) GROUP BY applicant"
        )
        con.execute(
            "CREATE OR REPLACE TEMP TABLE several AS "
            "SELECT s.*, c.id, COALESCE(c.thing, c.id) AS thing FROM sums AS s "
            "SEMI JOIN (SELECT applicant FROM counted WHERE n > 1) USING (applicant) "
            "JOIN claims_now AS c USING (claim)"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE hard AS SELECT DISTINCT applicant FROM ({self._hard()})")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE assessed (applicant INTEGER, low BIGINT, high BIGINT, "
            "settled BOOLEAN, best STRUCT(claim VARCHAR, support VARCHAR)[])"
        )
        named = (
            "SELECT a.applicant, a.number FROM hard AS h JOIN applicants_now AS a ON h.applicant = a.number"
        )
        self.hard = dict(con.execute(named).fetchall())

    def _hard(self) -> str:
        """The applicants with sums that neither always exclude one another nor are always independent."""
        if not self.together.goes_by_things:
            return "SELECT applicant FROM several"
        parts = [
            self._pairs(self.together.unlike, "a.thing = b.thing"),
            self._pairs(self.together.across, "TRUE"),
            *(
                f"SELECT applicant FROM several WHERE s IN ({self._numbers(keys)}) "
                "GROUP BY applicant HAVING COUNT(*) > 1"
                for keys in (*((key,) for key in self.together.shared), *self.together.joined)
            ),
        ]
        for key, number in self.together.counted.items():
            numbers = self._numbers([key])
            had = f"SELECT applicant FROM grants_now WHERE {self._grants_of(key)}"
            parts.append(
                f"SELECT applicant FROM (SELECT applicant, 1 AS own FROM several WHERE s IN ({numbers}) "
                f"UNION ALL SELECT applicant, 0 FROM ({had})) GROUP BY applicant "
                f"HAVING SUM(own) > 1 AND COUNT(*) > {number}"
            )
        return " UNION ".join(one for one in parts if one)

    def _grants_of(self, support: str) -> str:
        names = {row[0] for row in self.con.execute("DESCRIBE grants_now").fetchall()}
        return f'"support" = {literal(support)}' if "support" in names else "FALSE"

    def _pairs(self, pairs: Iterable[tuple[str, str]], where: str) -> str:
        """The applicants that have sums under both of some supports."""
        which = [
            f"(a.s IN ({self._numbers([one])}) AND b.s IN ({self._numbers([other])}))" for one, other in pairs
        ]
        if not which:
            return ""
        return (
            "SELECT DISTINCT a.applicant FROM several AS a JOIN several AS b ON a.applicant = b.applicant "
            f"AND {where} AND (a.claim, a.s) <> (b.claim, b.s) WHERE {' OR '.join(which)}"
        )

    def _numbers(self, supports: Iterable[str]) -> str:
        wanted = set(supports)
        found = [str(n) for n, one in enumerate(self.made) if one.support.id in wanted]
        return ", ".join(found) or "-1"

    def rows(self) -> str:
        """The totals of the applicants with claims, each under the key of the applicant."""
        words = ", ".join(map(literal, (NOTHING, SINGLE, GREATEST, ASSESSED, INVALID)))
        had = "SELECT applicant FROM counted"
        nothing = f"FROM unsound WHERE NOT invalid AND applicant NOT IN ({had})"
        parts = (
            *self._found(),
            f"SELECT applicant, low, high, settled, {literal(ASSESSED)} AS found_by, best FROM assessed",
            f"SELECT applicant, 0, 0, NULL, {literal(NOTHING)}, [] {nothing}",
            f"SELECT applicant, NULL, NULL, NULL, {literal(INVALID)}, NULL FROM unsound WHERE invalid",
        )
        return (
            f"SELECT a.applicant, t.low, t.high, t.settled, CAST(t.found_by AS ENUM({words})) AS found_by, "
            f"t.best FROM ({' UNION ALL '.join(parts)}) AS t "
            "JOIN applicants_now AS a ON t.applicant = a.number"
        )

    def _found(self) -> tuple[str, str]:
        """The totals that a query can find: of a single sum, and of several that exclude one another."""
        names = ", ".join(f"({n}, {literal(one.support.id)})" for n, one in enumerate(self.made))
        ranked = (
            "SELECT *, ROW_NUMBER() OVER (PARTITION BY applicant, thing ORDER BY high DESC NULLS FIRST, "
            "low DESC, id, support) AS r, MAX(CASE WHEN sure THEN low ELSE 0 END) OVER "
            "(PARTITION BY applicant, thing) AS least FROM several "
            f"JOIN (VALUES {names or '(-1, NULL)'}) AS v(s, support) USING (s) "
            "ANTI JOIN hard USING (applicant)"
        )
        single = (
            f"SELECT c.applicant, c.low, c.high, TRUE AS settled, {literal(SINGLE)} AS found_by, "
            "[{'claim': k.id, 'support': v.support}] AS best FROM counted AS c "
            "JOIN claims_now AS k USING (claim) "
            f"JOIN (VALUES {names or '(-1, NULL)'}) AS v(s, support) USING (s) WHERE c.n = 1"
        )
        return single, (
            f"SELECT applicant, CAST(SUM(least) AS BIGINT) AS low, "
            "CASE WHEN BOOL_OR(high IS NULL) THEN NULL "
            "ELSE CAST(SUM(high) AS BIGINT) END AS high, TRUE AS settled, "
            f"{literal(GREATEST)} AS found_by, "
            "LIST_SORT(LIST({'claim': id, 'support': support})) AS best "
            f"FROM ({ranked}) WHERE r = 1 GROUP BY applicant"
        )

    def add(self, rules: Ruleset, cases: Iterable[tuple[Any, Case]], day: date) -> None:
        """Add the totals that ``assess`` finds."""
        rows = []
        for key, case in cases:
            found = assess_under(rules, Case(day, case.applicant, case.claims, case.ledger)).combination
            high = "NULL" if found.total.high is None else str(found.total.high)
            best = ", ".join(
                f"{{'claim': {literal(part.claim)}, 'support': {literal(part.support)}}}"
                for part in sorted(found.best)
            )
            listed = f"CAST([{best}] AS STRUCT(claim VARCHAR, support VARCHAR)[])"
            settled = "TRUE" if found.settled else "FALSE"
            rows.append(f"({self.hard[key]}, {found.total.low}, {high}, {settled}, {listed})")
        for start in range(0, len(rows), 500):
            self.con.execute(f"INSERT INTO assessed VALUES {', '.join(rows[start : start + 500])}")
