"""Plans as SQL: one query for each kind of claim, in the dialect of DuckDB, PostgreSQL or Spark.

The query reads three relations: the claims with the facts of their applicants, and the earlier grants. Each
layer of a plan is a named part of the query, so that a person can read it from top to bottom. Every division
is an integer division that rounds down, and ``LEAST`` and ``GREATEST`` never get a null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kb.core.carriers.relational import (
    Fold,
    Join,
    Layer,
    Plan,
    columns_of,
    is_whole,
    linear,
    needed_by,
)
from kb.core.terms import Term
from kb.model.fact_types import Sort, sort_of

NEVER = date(1, 1, 1)
"""The placeholder for an unknown day. No test uses it."""

PLACEHOLDERS: dict[Sort, Any] = {"truth": False, "number": 0, "day": NEVER, "word": ""}
"""The value that stands for an unknown one of each sort."""

MOST_SUM = 4 * 10**18
"""A sum greater than any that a rule compares. Wider sums are capped at it."""

APPLICANT, ROW = "applicant", "row"
"""The applicant of a claim or grant, and the number of a claim, by which the results of folds are joined."""

NUMBER = "grant-number"
"""The column that orders the grants of an applicant."""


@dataclass(frozen=True)
class Dialect:
    """The constructs that engines write in different ways, for one engine."""

    name: str
    quote: str = '"'
    text: str = "VARCHAR"
    divide: str = "({} / {})"
    year: str = "YEAR({})"
    any: str = "BOOL_OR({})"
    day: str = "DATE '{}'"
    next_year: str = "CAST({} + INTERVAL 1 YEAR AS DATE)"
    after_leap: str = "({} + 366)"
    number: str = "BIGINT"
    wide: str = "CAST(LEAST(SUM({}), {}) AS BIGINT)"
    without: str = ""
    stored: str = ""


DUCKDB = Dialect(
    "duckdb",
    divide="({} // {})",
    year="YEAR({})",
    without="EXCLUDE",
    # Batches of rows of which a condition leaves few are filled up again, since each batch has its costs.
    stored="MATERIALIZED ",
)
POSTGRESQL = Dialect(
    "postgresql",
    year="CAST(EXTRACT(YEAR FROM {}) AS BIGINT)",
    next_year="CAST({} + INTERVAL '1 year' AS DATE)",
)
SPARK = Dialect(
    "spark",
    quote="`",
    text="STRING",
    divide="({} DIV {})",
    next_year="ADD_MONTHS({}, 12)",
    after_leap="DATE_ADD({}, 366)",
    wide="CAST(LEAST(SUM(CAST({} AS DECIMAL(38, 0))), {}) AS BIGINT)",
    without="EXCEPT",
)
DIALECTS = {one.name: one for one in (DUCKDB, POSTGRESQL, SPARK)}
"""The dialects by name."""


@dataclass
class Sql:
    """Writes terms and plans in one dialect."""

    dialect: Dialect = DUCKDB

    def name(self, name: str) -> str:
        """A name of a column or relation."""
        quote = self.dialect.quote
        return f"{quote}{name.replace(quote, quote * 2)}{quote}"

    def constant(self, value: Any) -> str:
        """A constant."""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int):
            return str(value) if abs(value) < 2**31 else f"CAST({value} AS {self.dialect.number})"
        if isinstance(value, date):
            return self.dialect.day.format(value.isoformat())
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        raise TypeError(type(value))

    def of(self, value: Any) -> str:
        """A truth, number, day or atom: an expression that is never null."""
        return self.term(value) if isinstance(value, Term) else self.constant(value)

    def term(self, term: Term) -> str:
        """An expression for a term."""
        of, args = self.of, term.args
        match term.op:
            case "column":
                return self.name(args[0])
            case "told" | "day" | "claim":
                return self.name(term.op)
            case "known":
                return f"({self.name(args[1])} IS NOT NULL)"
            case "value" if sort_of(args[2]) == "truth":
                return f"({self.name(args[1])} IS TRUE)"
            case "value":
                return f"COALESCE({self.name(args[1])}, {self.constant(PLACEHOLDERS[sort_of(args[2])])})"
            case "not":
                return f"(NOT {of(args[0])})"
            case "and" | "or":
                return f"({f' {term.op.upper()} '.join(map(of, _joined(term, term.op)))})"
            case "ite" if _is_stated(args[0], args[1]):
                return f"COALESCE({self.name(args[0].args[1])}, {of(args[2])})"
            case "ite":
                ways, last = [], term
                while isinstance(last, Term) and last.op == "ite" and not _is_stated(*last.args[:2]):
                    ways.append(f"WHEN {of(last.args[0])} THEN {of(last.args[1])}")
                    last = last.args[2]
                return f"CASE {' '.join(ways)} ELSE {of(last)} END"
            case "eq" if _is_text(args[0]) and isinstance(args[1], str) and args[1]:
                return f"({self.name(args[0].args[1])} IS NOT DISTINCT FROM {of(args[1])})"
            case "eq":
                return f"({of(args[0])} = {of(args[1])})"
            case "in" if _is_text(args[0]) and all(args[1]):
                return f"(({self.name(args[0].args[1])} IN ({', '.join(map(of, args[1]))})) IS TRUE)"
            case "in":
                return f"({of(args[0])} IN ({', '.join(map(of, args[1]))}))"
            case "le":
                return f"({of(args[0])} <= {of(args[1])})"
            case "lt":
                return f"({of(args[0])} < {of(args[1])})"
            case "add":
                return f"({' + '.join(map(of, args))})"
            case "sub":
                return f"({of(args[0])} - {of(args[1])})"
            case "mul":
                return f"({of(args[0])} * {of(args[1])})"
            case "div":
                return self._share(args[0], args[1])
            case "split":
                return self._divide(args[0], f"GREATEST({of(args[1])}, 1)")
            case "min" | "max":
                function = "LEAST" if term.op == "min" else "GREATEST"
                return f"{function}({of(args[0])}, {of(args[1])})"
            case "year":
                return self.dialect.year.format(of(args[0]))
            case "year-since":
                return self._year_since(*args)
            case "next-year":
                day = of(args[0])
                leap = f"(MONTH({day}) = 2 AND DAY({day}) = 29)"
                if self.dialect is POSTGRESQL:
                    leap = f"(EXTRACT(MONTH FROM {day}) = 2 AND EXTRACT(DAY FROM {day}) = 29)"
                plain, after = self.dialect.next_year.format(day), self.dialect.after_leap.format(day)
                return f"CASE WHEN {leap} THEN {after} ELSE {plain} END"
            case "bit":
                return f"(({of(args[0])} & {of(args[1])}) <> 0)"
        raise TypeError(term.op)

    def _share(self, part: Any, divisor: int) -> str:
        """A number divided, rounded down, without intermediate results greater than the number: only the
        remainder is multiplied.
        """
        constant, factor, base = linear(part)
        if base is None or factor == 1:
            return self._divide(part, self.constant(divisor))
        whole, number = self._divide(base, self.constant(divisor)), self.constant(divisor)
        rest = f"({self.of(base)} % {number})"
        if not is_whole(base):
            rest = f"((({self.of(base)} % {number}) + {number}) % {number})"
        less = f"({rest} * {factor}{f' + {constant}' if constant else ''})"
        return f"({whole} * {factor} + {self.dialect.divide.format(less, number)})"

    def _divide(self, part: Any, divisor: str) -> str:
        plain = self.dialect.divide.format(self.of(part), divisor)
        if is_whole(part):
            return plain
        # Engines divide negative numbers differently, so the remainder is subtracted first.
        text = self.of(part)
        rest = f"((({text} % {divisor}) + {divisor}) % {divisor})"
        return self.dialect.divide.format(f"({text} - {rest})", divisor)

    def _year_since(self, first: date, day: Any) -> str:
        text = self.of(day)
        if self.dialect is POSTGRESQL:
            at = f"EXTRACT(MONTH FROM {text}) * 100 + EXTRACT(DAY FROM {text})"
        else:
            at = f"MONTH({text}) * 100 + DAY({text})"
        years = f"{self.dialect.year.format(text)} - {first.year}"
        return f"({years} - CASE WHEN {at} < {first.month * 100 + first.day} THEN 1 ELSE 0 END)"

    # ---- plans

    def query(self, plan: Plan, claims: str, grants: str, *, carried: Sequence[str] = ()) -> str:
        """The whole query of a plan.

        ``claims`` is a relation with the columns :data:`APPLICANT`, :data:`ROW`, ``claim``, ``told`` (and
        ``day`` where that is not decided), those that are only ``carried``, and the facts of the claim and
        its applicant; ``grants`` has :data:`APPLICANT`, :data:`NUMBER` and the facts of the grants.
        """
        return _Query(self, plan, claims, grants, tuple(carried)).text()


@dataclass
class _Query:
    sql: Sql
    plan: Plan
    claims: str
    grants: str
    carried: tuple[str, ...]
    parts: list[tuple[str, str]] = field(default_factory=list)

    def text(self) -> str:
        """The query, its parts from the first table to the last column."""
        where = "" if self.plan.only is True else f"\n  WHERE {self.sql.of(self.plan.only)}"
        steps, outputs = self.plan.steps, self.plan.outputs
        wanted = {*self.carried, *columns_of(tuple(outputs.values()))}
        needed, *_ = (*needed_by(steps, wanted, (APPLICANT, ROW)), wanted)
        needed = needed or {ROW}
        claims = self._add("claims", f"  SELECT {self._list(needed)}\n  FROM {self.claims}{where}")
        last = self._steps(steps, claims, needed, "c", (ROW,), wanted)
        columns = [f"  {self.sql.name(one)}" for one in self.carried]
        columns += [f"  {self.sql.of(value)} AS {self.sql.name(name)}" for name, value in outputs.items()]
        (first, rows), *parts = self.parts
        body = f"{first} AS {self.sql.dialect.stored}(\n{rows}\n)"
        body += "".join(f",\n{name} AS (\n{text}\n)" for name, text in parts)
        return f"WITH {body}\nSELECT\n" + ",\n".join(columns) + f"\nFROM {last}"

    def _add(self, name: str, text: str) -> str:
        self.parts.append((name, text))
        return name

    def _list(self, columns: Iterable[str]) -> str:
        """Columns by their names."""
        return ", ".join(map(self.sql.name, sorted(columns)))

    def _all(self, relation: str, dropped: Set[str]) -> str:
        """The columns of a relation that are still needed, since engines plan every column of a relation."""
        without = self.sql.dialect.without
        return f"{relation}.*{f' {without} ({self._list(dropped)})' if dropped and without else ''}"

    def _steps(
        self,
        steps: Sequence[Layer | Join],
        relation: str,
        columns: Set[str],
        prefix: str,
        keys: Sequence[str],
        wanted: Set[str],
    ) -> str:
        """The last of the relations that the steps make of a relation with some columns."""
        after = (*needed_by(steps, wanted, (APPLICANT, *keys)), wanted)[1:]
        for n, (step, left) in enumerate(zip(steps, after, strict=True)):
            dropped, name = columns - left, f"{prefix}{n}"
            if isinstance(step, Layer):
                relation = self._layer(step, relation, name, dropped)
            else:
                relation = self._join(step, relation, name, keys, dropped)
            columns = left
        return relation

    def _layer(self, layer: Layer, relation: str, name: str, dropped: Set[str]) -> str:
        columns = ",\n".join(
            f"    {self.sql.of(term)} AS {self.sql.name(one)}" for one, term in layer.columns.items()
        )
        return self._add(name, f"  SELECT {self._all(relation, dropped)},\n{columns}\n  FROM {relation}")

    def _join(self, join: Join, relation: str, name: str, keys: Sequence[str], dropped: Set[str]) -> str:
        q = self.sql.name
        prefix = f"{name}_"
        number = NUMBER if join.place == "grant0" else f"{NUMBER}-{join.place}"
        outer = [*dict.fromkeys((APPLICANT, *keys, *sorted(columns_of(join))))]
        paired = [*(f"c.{q(one)}" for one in outer), *(f"g.{q(one)}" for one in join.facts)]
        paired.append(f"g.{q(NUMBER)} AS {q(number)}")
        pairs = self._add(
            f"{prefix}p",
            f"  SELECT {', '.join(paired)}\n  FROM {relation} AS c\n"
            f"  JOIN {self.grants} AS g ON c.{q(APPLICANT)} = g.{q(APPLICANT)}",
        )
        if join.only is not True:
            where = self.sql.of(join.only)
            pairs = self._add(f"{prefix}o", f"  SELECT *\n  FROM {pairs}\n  WHERE {where}")
        within, wanted = (*keys, number), {*keys, number, *columns_of(join.folds)}
        pairs = self._steps(join.steps, pairs, {*outer, *join.facts, number}, f"{prefix}p", within, wanted)
        by = ", ".join(map(q, keys))
        sums = ",\n".join(f"    {self._sum(one, number)} AS {q(one.name)}" for one in join.folds)
        found = self._add(f"{prefix}f", f"  SELECT {by},\n{sums}\n  FROM {pairs}\n  GROUP BY {by}")
        none = {"any": "FALSE", "first": "-1"}
        columns = ",\n".join(
            f"    COALESCE(f.{q(one.name)}, {none.get(one.op, '0')}) AS {q(one.name)}" for one in join.folds
        )
        on = " AND ".join(f"c.{q(one)} = f.{q(one)}" for one in keys)
        return self._add(
            name,
            f"  SELECT {self._all('c', dropped)},\n{columns}\n  FROM {relation} AS c\n"
            f"  LEFT JOIN {found} AS f ON {on}",
        )

    def _sum(self, fold: Fold, number: str) -> str:
        of = self.sql.of
        match fold.op:
            case "any":
                return self.sql.dialect.any.format(of(fold.body))
            case "sum":
                return self.sql.dialect.wide.format(of(fold.body), self.sql.constant(MOST_SUM))
            case "most":
                return f"GREATEST(MAX({of(fold.body)}), 0)"
            case "bits":
                each = " + ".join(
                    f"CASE WHEN {of(one)} THEN {self.sql.constant(1 << n)} ELSE 0 END"
                    for n, one in enumerate(fold.body)
                )
                return f"BIT_OR({each})"
            case "first":
                most = len(fold.body)
                ways = " ".join(
                    f"WHEN {of(one)} THEN {self.sql.name(number)} * {most} + {n}"
                    for n, one in enumerate(fold.body)
                )
                return f"MIN(CASE {ways} END) % {most}"
        raise TypeError(fold.op)


def _is_text(value: Any) -> bool:
    """Whether a value is the text of a fact, or a placeholder that equals no text."""
    return isinstance(value, Term) and value.op == "value" and sort_of(value.args[2]) == "word"


def _is_stated(condition: Any, value: Any) -> bool:
    """Whether a choice between two values takes that of a fact where it is known."""
    parts = isinstance(condition, Term) and isinstance(value, Term)
    return parts and (condition.op, value.op) == ("known", "value") and condition.args == value.args


def _joined(term: Any, op: str) -> Iterator[Any]:
    """The operands of one operator, however they are nested."""
    if isinstance(term, Term) and term.op == op:
        for one in term.args:
            yield from _joined(one, op)
    else:
        yield term
