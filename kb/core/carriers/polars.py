"""Plans as expressions of Polars: a second engine, which shares only the plan with SQL."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from kb.core.carriers.relational import Fold, Join, Layer, Plan, columns_of, is_whole, linear
from kb.core.carriers.sql import APPLICANT, MOST_SUM, NUMBER, PLACEHOLDERS, ROW
from kb.core.terms import Term
from kb.model.fact_types import sort_of


def evaluate(plan: Plan, claims: Any, grants: Any, carried: Sequence[str]) -> Any:
    """The result of a plan over lazy frames of claims and earlier grants, as a lazy frame.

    The frames have the columns that :meth:`kb.core.carriers.sql.Sql.query` needs. Raises :class:`ImportError`
    where Polars is not installed.
    """
    import polars

    return _Frames(polars, grants).outcome(plan, claims, carried)


@dataclass(frozen=True)
class _Frames:
    pl: Any
    grants: Any

    def outcome(self, plan: Plan, claims: Any, carried: Sequence[str]) -> Any:
        """The columns of the result."""
        frame = claims if plan.only is True else claims.filter(self.of(plan.only))
        frame = self._steps(plan.steps, frame, (ROW,))
        outputs = [self.of(value).alias(name) for name, value in plan.outputs.items()]
        return frame.select(*carried, *outputs)

    def _steps(self, steps: Iterable[Layer | Join], frame: Any, keys: Sequence[str]) -> Any:
        for step in steps:
            frame = self._layer(step, frame) if isinstance(step, Layer) else self._join(step, frame, keys)
        return frame

    def _layer(self, layer: Layer, frame: Any) -> Any:
        return frame.with_columns(self.of(term).alias(name) for name, term in layer.columns.items())

    def _join(self, join: Join, frame: Any, keys: Sequence[str]) -> Any:
        number = NUMBER if join.place == "grant0" else f"{NUMBER}-{join.place}"
        outer = dict.fromkeys((APPLICANT, *keys, *sorted(columns_of(join))))
        theirs = self.grants.select(APPLICANT, self.pl.col(NUMBER).alias(number), *join.facts)
        pairs = frame.select(*outer).join(theirs, on=APPLICANT)
        if join.only is not True:
            pairs = pairs.filter(self.of(join.only))
        pairs = self._steps(join.steps, pairs, (*keys, number))
        found = pairs.group_by(*keys).agg(self._fold(fold, number).alias(fold.name) for fold in join.folds)
        none = {"any": False, "first": -1}
        filled = (self.pl.col(one.name).fill_null(none.get(one.op, 0)) for one in join.folds)
        return frame.join(found, on=list(keys), how="left").with_columns(filled)

    def _fold(self, fold: Fold, number: str) -> Any:
        pl = self.pl
        match fold.op:
            case "any":
                return self._each(fold.body).any()
            case "sum":
                wide = self._each(fold.body).cast(pl.Int128).sum()
                return pl.min_horizontal(wide, pl.lit(MOST_SUM, pl.Int128)).cast(pl.Int64)
            case "most":
                return pl.max_horizontal(self._each(fold.body).max(), pl.lit(0, pl.Int64))
            case "bits":
                each = [
                    pl.when(self.of(one)).then(pl.lit(1 << n, pl.Int64)).otherwise(pl.lit(0, pl.Int64))
                    for n, one in enumerate(fold.body)
                ]
                return reduce(operator.add, each).bitwise_or()
            case "first":
                most = len(fold.body)
                ways: Any = pl
                for n, one in enumerate(fold.body):
                    ways = ways.when(self.of(one)).then(pl.col(number) * most + n)
                return ways.otherwise(None).min() % most
        raise TypeError(fold.op)

    def _each(self, value: Any) -> Any:
        """An expression with a value for every pair, even for a constant."""
        found = self.of(value)
        if isinstance(value, Term):
            return found
        return self.pl.when(self.pl.col(APPLICANT).is_not_null()).then(found)

    def of(self, value: Any) -> Any:
        """An expression for a truth, number, day or atom, which is never null."""
        pl = self.pl
        if isinstance(value, Term):
            return self._term(value)
        if isinstance(value, bool | str | date):
            return pl.lit(value)
        return pl.lit(value, pl.Int64)

    def _term(self, term: Term) -> Any:
        pl, of, args = self.pl, self.of, term.args
        match term.op:
            case "column":
                return pl.col(args[0])
            case "told" | "day" | "claim":
                return pl.col(term.op)
            case "known":
                return pl.col(args[1]).is_not_null()
            case "value":
                return pl.col(args[1]).fill_null(of(PLACEHOLDERS[sort_of(args[2])]))
            case "not":
                return ~of(args[0])
            case "and":
                return reduce(operator.and_, map(of, args))
            case "or":
                return reduce(operator.or_, map(of, args))
            case "ite":
                return pl.when(of(args[0])).then(of(args[1])).otherwise(of(args[2]))
            case "eq":
                return of(args[0]) == of(args[1])
            case "in":
                return of(args[0]).is_in(list(args[1]))
            case "le":
                return of(args[0]) <= of(args[1])
            case "lt":
                return of(args[0]) < of(args[1])
            case "add":
                return reduce(operator.add, map(of, args))
            case "sub":
                return of(args[0]) - of(args[1])
            case "mul":
                return of(args[0]) * of(args[1])
            case "div":
                return self._share(args[0], args[1])
            case "split":
                return of(args[0]) // pl.max_horizontal(of(args[1]), of(1))
            case "min":
                return pl.min_horizontal(of(args[0]), of(args[1]))
            case "max":
                return pl.max_horizontal(of(args[0]), of(args[1]))
            case "year":
                return of(args[0]).dt.year().cast(pl.Int64)
            case "year-since":
                first, day = args[0], of(args[1])
                at = day.dt.month().cast(pl.Int64) * 100 + day.dt.day().cast(pl.Int64)
                is_before = (at < first.month * 100 + first.day).cast(pl.Int64)
                return day.dt.year().cast(pl.Int64) - first.year - is_before
            case "next-year":
                day = of(args[0])
                is_leap = (day.dt.month() == 2) & (day.dt.day() == 29)
                after = day + pl.duration(days=366)
                return pl.when(is_leap).then(after).otherwise(day.dt.offset_by("1y"))
            case "bit":
                return (of(args[0]) & of(args[1])) != 0
        raise TypeError(term.op)

    def _share(self, part: Any, divisor: int) -> Any:
        """A number divided, rounded down; only the remainder is multiplied, so that nothing overflows."""
        constant, factor, base = linear(part)
        if base is None or factor == 1 or not is_whole(base):
            return self.of(part) // divisor
        whole = self.of(base)
        return whole // divisor * factor + (whole % divisor * factor + constant) // divisor
