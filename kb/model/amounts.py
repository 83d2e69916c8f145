"""The forms of amounts: typed data for what a clause says somebody gets.

An amount never holds a number of its own. It holds quantities, and a quantity reads its number from words of
the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar, cast

from kb.model.guards import Guard, Readings, RuledBy, Ruling, fact_rulings, holds, rulings_under
from kb.model.numbers import read_value
from kb.model.requirements import Requirement, fact_of, leaves, limits_of, read_requirements
from kb.model.requirements import guards as guards_of
from kb.model.values import Count, Ends, Measured, Money, Rate, Span, Unit, Value

V = TypeVar("V", Money, Rate, Count, Span)


@dataclass(frozen=True)
class Quantity:
    """A number that the text states: its words, their concept and their place.

    ``provision`` is the smallest provision that contains it, and is empty for a day that the metadata state.
    ``index`` is its place (from 0) among the quantities of that provision.
    """

    text: str
    concept: str
    unit: Unit
    provision: str
    index: int = 0
    line: int = field(default=0, compare=False)

    @cached_property
    def value(self) -> Value:
        """The value that the words state. Loading has checked that they can be read."""
        return read_value(self.text, self.unit)

    @property
    def money(self) -> Money:
        """The value as a sum. Raises ``TypeError`` where the concept is no sum."""
        return _typed(self.value, Money)

    @property
    def rate(self) -> Rate:
        """The value as a share of one. Raises ``TypeError`` where the concept is no rate."""
        return _typed(self.value, Rate)

    @property
    def count(self) -> Count:
        """The value as a count. Raises ``TypeError`` where the concept is no count."""
        return _typed(self.value, Count)

    @property
    def span(self) -> Span:
        """The value as a span of time. Raises ``TypeError`` where the concept is no span."""
        return _typed(self.value, Span)

    @property
    def steps(self) -> int:
        """The value in the whole steps in which a fact of its kind is counted: fen, pieces, months and so on.

        Raises ``TypeError`` where the value is no number, or is finer than such a step.
        """
        match self.value:
            case Money(fen):
                return fen
            case Count(number, _):
                return number
            case Span(months):
                return months
            case Measured(steps, _):
                return steps
            case Rate(of_one) if (of_one * 100_000).denominator == 1:
                return int(of_one * 100_000)
            case other:
                raise TypeError(f"{other!r} is not counted in steps")


Role = Literal[
    "ceiling", "due", "most", "exact", "each", "between",
    "at-least", "more-than", "at-most", "less-than",
]  # fmt: skip
"""The role of a quantity in a rule.

``ceiling`` is a maximum, ``due`` a sum or share that must be paid, ``most`` the greatest allowed number,
``exact`` a fixed number, ``each`` the sum for one unit, and ``between`` a range within which an agency sets
the value. The other four say how a fact is compared with the quantity.
"""


class Stated(NamedTuple):
    """A quantity that an amount uses, with the unit that its place requires and its role.

    ``is_borrowed`` is true where another clause states the quantity.
    """

    quantity: Quantity
    unit: Unit
    role: Role
    is_borrowed: bool = False


class Form:
    """The common interface of all forms of amounts: their parts, quantities and facts.

    The answers of a form include those of its parts. The computation of the sum is in :mod:`kb.core.amounts`.
    """

    __slots__ = ()

    @property
    def form(self) -> str:
        """The id of its support form: ``grant``, ``case-by-case``, ``by-reference`` or a form in kind."""
        return "grant"

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The ways in which the amount works under readings, without those of its parts."""
        return ()

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amounts that this amount contains."""
        return ()

    def walk(self) -> Iterator[Amount]:
        """The amount itself, then every amount within it; each comes before its parts."""
        yield cast("Amount", self)
        for part in self.parts:
            yield from part.walk()

    def own(self) -> Iterator[Amount]:
        """The amounts of :meth:`walk` without those of a standard, which another support states."""
        yield cast("Amount", self)
        for part in self.parts:
            yield from part.own()

    def read(self, readings: Readings) -> Amount:
        """The amount under ``readings``, which must give an option of every reading."""
        if not self.rulings:
            return cast("Amount", self)
        return cast("Amount", replace(cast("Any", self), rulings=rulings_under(self.rulings, readings)))

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of the amount and its parts."""
        own = [ruling.under for ruling in self.rulings]
        return (*own, *(under for part in self.parts for under in part.guards))

    # The words and quantities of the text

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that the amount quotes from its provision, without its quantities."""
        return tuple(words for part in self.parts for words in part.quoted)

    def stated(self) -> Iterator[Stated]:
        """Each quantity that the amount uses, in the order of the text, borrowed ones included."""
        for part in self.parts:
            yield from part.stated()

    def quantities(self) -> Iterator[Quantity]:
        """The quantities that the amount uses from its own provision, in order."""
        yield from (one.quantity for one in self.stated() if not one.is_borrowed)

    @property
    def ceilings(self) -> tuple[Quantity, ...]:
        """The sums that are ceilings or are due, in order; sums for each unit are not among them."""
        found = (one for one in self.stated() if one.unit == "money" and one.role in ("ceiling", "due"))
        return tuple(one.quantity for one in found)

    @property
    def has_ceiling(self) -> bool:
        """Whether the text states a sum or share as a maximum (最高, 不超过), which promises no sum."""
        return any(one.role == "ceiling" for one in self.stated())

    # The facts that it depends on

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that the amount depends on under any reading."""
        own = [ruling.value for ruling in fact_rulings(self)]
        return (*own, *(fact for part in self.parts for fact in part.facts))

    @property
    def bases(self) -> tuple[str, ...]:
        """The ids of the facts of which the amount is a share, each once."""
        return tuple(dict.fromkeys(base for part in self.parts for base in part.bases))

    @property
    def base(self) -> str:
        """The first fact of which the amount is a share; empty where it is no share."""
        return next(iter(self.bases), "")

    @property
    def taken_off(self) -> tuple[str, ...]:
        """The facts whose sums are deducted from a base."""
        return tuple(dict.fromkeys(fact for part in self.parts for fact in part.taken_off))

    @property
    def summed(self) -> tuple[str, ...]:
        """The facts that are added up where several claims are treated as one: bases, deductions, numbers."""
        return tuple(dict.fromkeys(fact for part in self.parts for fact in part.summed))

    @property
    def grows_with(self) -> tuple[str, ...]:
        """The facts whose growth increases the sum: the bases of shares, and costs."""
        return tuple(fact for part in self.parts for fact in part.grows_with)

    @property
    def by(self) -> str:
        """The fact of a claim that distinguishes the steps in which one thing is paid for; empty where there
        are none.
        """
        return next((part.by for part in self.parts if part.by), "")

    # Its parts

    @property
    def most(self) -> int | None:
        """The greatest sum in fen that the words allow for one claim; ``None`` where they set no bound."""
        return None

    @property
    def caps(self) -> tuple[Cap, ...]:
        """The ceilings that several claims may share."""
        return tuple(cap for part in self.parts for cap in part.caps)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that have a sum of their own."""
        return tuple(level for part in self.parts for level in part.levels)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases that share a ceiling."""
        return tuple(phase for part in self.parts for phase in part.phases)

    @property
    def steps(self) -> tuple[Level | Phase, ...]:
        """The steps in which one thing is paid for, distinguished by the fact ``by``: the levels or the
        phases.
        """
        return self.levels or self.phases

    @property
    def quota(self) -> PerUnit | None:
        """The amount for each of a limited number of units, if this amount is one or contains one."""
        return next((part.quota for part in self.parts if part.quota is not None), None)

    @property
    def references(self) -> tuple[ByReference, ...]:
        """The parts that other instruments decide."""
        return tuple(part for part in self.walk() if isinstance(part, ByReference))


class _OfBase(Form):
    """A share of a base."""

    __slots__ = ()

    less = RuledBy(is_fact=True, several=True)
    """The sums that are deducted from the base."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The base and the deductions."""
        return (self.base, *(ruling.value for ruling in fact_rulings(self)))

    @property
    def bases(self) -> tuple[str, ...]:
        """The base."""
        return (self.base,)

    @property
    def taken_off(self) -> tuple[str, ...]:
        """The deductions from the base."""
        return self.less.values

    @property
    def summed(self) -> tuple[str, ...]:
        """The base and its deductions."""
        return (self.base, *self.taken_off)

    @property
    def grows_with(self) -> tuple[str, ...]:
        """The base."""
        return (self.base,)


@dataclass(frozen=True, slots=True)
class Share(_OfBase):
    """A stated rate of a base, such as the verified total investment."""

    base: str = field()
    words: str
    rate: Quantity
    rulings: tuple[Ruling, ...] = ()

    rounding = RuledBy("down")
    """How the share is rounded to the fen: ``down``, or ``half-up``."""
    sum = RuledBy(several=True, decides=("open",))
    """``open`` where the rate is a ceiling, as in 不超过30%."""

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the share."""
        return (self.words,)

    def stated(self) -> Iterator[Stated]:
        """The rate."""
        yield Stated(self.rate, "rate", "ceiling" if "open" in self.sum else "due")


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A rate taken from another clause, under the reading that does so."""

    rate: Quantity
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class Agreed(_OfBase):
    """A share of a base whose rate the text leaves open (``一定比例``): anything from nothing to the whole
    base.

    ``borrowed`` are rates of other clauses that a reading uses instead.
    """

    base: str = field()
    words: str
    rate_words: str
    borrowed: tuple[Borrowed, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    rounding = RuledBy(Share.rounding.default, decides=())
    """The rounding of the share once a rate is borrowed."""

    def read(self, readings: Readings) -> Share | Agreed:
        """A share with the rate that ``readings`` borrow, or else a share that stays open."""
        rulings = rulings_under(self.rulings, readings)
        for borrowed in self.borrowed:
            if holds(borrowed.under, readings):
                return Share(self.base, self.words, borrowed.rate, rulings)
        return replace(self, borrowed=(), rulings=rulings)

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of its rulings and of the borrowed rates."""
        return (*(one.under for one in self.rulings), *(one.under for one in self.borrowed))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the share, and those that leave it open."""
        return (self.words, self.rate_words)

    def stated(self) -> Iterator[Stated]:
        """The borrowed rates; its own clause states none."""
        yield from (Stated(one.rate, "rate", "due", is_borrowed=True) for one in self.borrowed)


@dataclass(frozen=True, slots=True)
class Cap(Form):
    """A ceiling (最高, 不超过). It promises no sum."""

    limit: Quantity
    rulings: tuple[Ruling, ...] = ()

    per = RuledBy(several=True)
    """The unit that shares the ceiling: ``object``, ``whole``, ``phase``, ``enterprise`` or
    ``enterprise-year``.
    """
    cost = RuledBy(is_fact=True)
    """The cost that is paid up to the ceiling."""
    sum = RuledBy(several=True, decides=("open", "due"))
    """``open`` where any sum up to the ceiling may be given, ``due`` where the sum is an entitlement."""

    @property
    def most(self) -> int:
        """The ceiling."""
        return self.limit.money.fen

    @property
    def caps(self) -> tuple[Cap, ...]:
        """The ceiling itself."""
        return (self,)

    def stated(self) -> Iterator[Stated]:
        """The ceiling."""
        yield Stated(self.limit, "money", "ceiling")

    @property
    def grows_with(self) -> tuple[str, ...]:
        """The cost, where the support pays the cost."""
        return self.cost.values


@dataclass(frozen=True, slots=True)
class Least(Form):
    """The least of several amounts."""

    parts: tuple[Amount, ...] = field()
    rulings: tuple[Ruling, ...] = ()

    @property
    def most(self) -> int | None:
        """The least of the greatest sums of its parts."""
        return min((part.most for part in self.parts if part.most is not None), default=None)

    sum = RuledBy(several=True, decides=("open",))
    """``open`` where any sum up to it may be given."""

    def read(self, readings: Readings) -> Least:
        """The least of the parts that hold under ``readings``."""
        held = (p for p in self.parts if not isinstance(p, ByReference) or holds(p.under, readings))
        parts = tuple(part.read(readings) for part in held)
        return Least(parts, rulings_under(self.rulings, readings))


@dataclass(frozen=True, slots=True)
class Level:
    """A level with a sum of its own: its id, the words that name it and its ceiling."""

    id: str
    words: str
    limit: Quantity


@dataclass(frozen=True, slots=True)
class Tier(Form):
    """A ceiling for each level (分别). Levels and sums are paired in the order in which the sentence names
    them.

    ``by`` is the fact that states the level.
    """

    by: str = field()
    levels: tuple[Level, ...] = field()
    rulings: tuple[Ruling, ...] = ()

    otherwise = RuledBy(decides=())
    """The rule for a level that the text does not name: ``nothing`` is given."""
    unless = RuledBy(is_fact=True)
    """The fact that an agency must find so that a level not named may still be given a sum, which the text
    does not state.
    """
    shared_by = RuledBy(is_fact=True, several=True)
    """The number of those who share the sum."""
    sum = RuledBy(several=True, decides=("due",))
    """``due`` where the sum is an entitlement."""

    @property
    def most(self) -> int:
        """The highest sum of any level."""
        return max(level.limit.money.fen for level in self.levels)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the levels."""
        return tuple(level.words for level in self.levels)

    def stated(self) -> Iterator[Stated]:
        """The ceilings, level by level."""
        yield from (Stated(level.limit, "money", "ceiling") for level in self.levels)

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact that states the level, and the facts that its rulings name."""
        return (self.by, *(ruling.value for ruling in fact_rulings(self)))


@dataclass(frozen=True, slots=True)
class PerUnit(Form):
    """An amount for each unit, with the number of units that a holder may be paid for in a period."""

    unit: str
    amount: Amount
    count: Quantity
    holder: str
    period: str
    words: str
    count_words: str
    rulings: tuple[Ruling, ...] = ()

    year = RuledBy("calendar-year", name="period")
    """The year for which the number holds; :func:`kb.assess.together.periods.in_one_period` explains the
    values.
    """
    day = RuledBy("applied-on", is_fact=True)
    """The day that decides in which period a unit falls."""
    holders = RuledBy("self", name="holder", several=True, decides=("group",))
    """Whose units are counted: those of the applicant (``self``), or of its whole ``group``."""
    unless = RuledBy(is_fact=True, several=True)
    """The fact that exempts a unit from the count."""
    first = RuledBy(is_fact=True)
    """The day that orders the units, where only the earliest count."""

    @property
    def most(self) -> int | None:
        """The greatest sum for one unit."""
        return self.amount.most

    @property
    def quota(self) -> PerUnit:
        """The amount itself."""
        return self

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amount for each unit."""
        return (self.amount,)

    def read(self, readings: Readings) -> PerUnit:
        """The amount and the number of units under ``readings``."""
        rulings = rulings_under(self.rulings, readings)
        return replace(self, amount=self.amount.read(readings), rulings=rulings)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the unit, of the amount and of the number."""
        return (self.words, *self.amount.quoted, self.count_words)

    def stated(self) -> Iterator[Stated]:
        """The quantities of the amount, then the number of units."""
        yield from self.amount.stated()
        yield Stated(self.count, "count", "most")


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase under a shared cap: its id and the words that name it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class SharedCap(Form):
    """One ceiling over several phases together (合计)."""

    phases: tuple[Phase, ...] = field()
    count: Quantity
    cap: Cap
    words: str

    @property
    def most(self) -> int:
        """The ceiling."""
        return self.cap.most

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The ceiling."""
        return (self.cap,)

    def read(self, readings: Readings) -> SharedCap:
        """The ceiling under ``readings``."""
        return replace(self, cap=replace(self.cap, rulings=rulings_under(self.cap.rulings, readings)))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that join the phases, and the words of each phase."""
        return (self.words, *(phase.words for phase in self.phases))

    def stated(self) -> Iterator[Stated]:
        """The number of phases, then the ceiling."""
        yield Stated(self.count, "count", "exact")
        yield from self.cap.stated()

    @property
    def by(self) -> str:
        """The fact that states the phase."""
        return "phase"


@dataclass(frozen=True, slots=True)
class CaseByCase(Form):
    """Support that is decided case by case (一事一议). It is a form of its own:
    neither zero nor unlimited.
    """

    form: ClassVar[str] = "case-by-case"
    words: str

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that leave the decision to the case."""
        return (self.words,)


@dataclass(frozen=True, slots=True)
class ByReference(Form):
    """Support that another instrument decides (按相关政策, 按有关政策, 按相关规定, 依法依规)."""

    form: ClassVar[str] = "by-reference"
    instrument: str
    words: str
    under: Guard = ()

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The guard under which it holds."""
        return (self.under,)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that refer to the instrument."""
        return (self.words,)


@dataclass(frozen=True, slots=True)
class InKind(Form):
    """Support other than money, or support whose form the text leaves open; ``kind`` is that form."""

    kind: str
    words: str

    @property
    def form(self) -> str:
        """The form in kind."""
        return self.kind

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that promise the support."""
        return (self.words,)


@dataclass(frozen=True, slots=True)
class Fixed(Form):
    """A stated sum (给予10万元), a sum that an agency sets between two bounds, or the least sum that is given
    (不少于10万元).
    """

    sum_: Quantity
    rulings: tuple[Ruling, ...] = ()

    sum = RuledBy(several=True, decides=("open", "floor"))
    """``open`` where any sum up to it may be given, ``floor`` where any sum from it on may be given."""

    @property
    def most(self) -> int | None:
        """The sum, or the higher bound; ``None`` where the text states only the least sum."""
        if "floor" in self.sum:
            return None
        value = self.sum_.value
        return _typed(value.high if isinstance(value, Ends) else value, Money).fen

    @property
    def is_range(self) -> bool:
        """Whether the text states two bounds."""
        return self.sum_.unit == "money-range"

    def stated(self) -> Iterator[Stated]:
        """The sum."""
        if self.is_range:
            yield Stated(self.sum_, "money-range", "between")
        else:
            is_floor, is_open = "floor" in self.sum, "open" in self.sum
            yield Stated(self.sum_, "money", "at-least" if is_floor else "ceiling" if is_open else "due")


@dataclass(frozen=True, slots=True)
class Counted:
    """A factor of a product: the fact that states the number, and the part of the number that counts.

    ``most`` is the greatest number that counts (最长36个月). ``over`` is a threshold: only the part above it
    counts (超出部分). ``step`` is the size of one step (每10平方米); only whole steps count. ``plus`` is
    added to a rate (LPR加50个基点), or subtracted where ``is_less`` is true.
    """

    fact: str
    words: str = ""
    most: Quantity | None = None
    over: Quantity | None = None
    step: Quantity | None = None
    plus: Quantity | None = None
    is_less: bool = False
    is_yearly: bool = False

    def stated(self) -> Iterator[Stated]:
        """The quantities that limit the number."""
        if self.over is not None:
            yield Stated(self.over, self.over.unit, "more-than")
        if self.step is not None:
            yield Stated(self.step, self.step.unit, "exact")
        if self.plus is not None:
            yield Stated(self.plus, "points", "exact")
        if self.most is not None:
            yield Stated(self.most, self.most.unit, "most")


@dataclass(frozen=True, slots=True)
class Product(Form):
    """A sum for each unit (每千瓦时0.1元), or a rate, times one or more numbers that a claim states.

    The form covers sums per piece, per physical unit and per period, a share of the part of a base within a
    bracket, and interest: a principal times a yearly rate times a number of months.
    """

    each: Quantity
    of: tuple[Counted, ...]
    words: str
    rulings: tuple[Ruling, ...] = ()

    sum = RuledBy(several=True, decides=("open", "floor"))
    """``open`` where any sum up to it may be given, ``floor`` where any sum from it on may be given."""

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the unit, and the words of the numbers."""
        return tuple(words for words in (self.words, *(one.words for one in self.of)) if words)

    def stated(self) -> Iterator[Stated]:
        """The sum or rate for each unit, then the quantities that limit the numbers."""
        is_range = self.each.unit.endswith("-range")
        role: Role = "between" if is_range else "at-least" if "floor" in self.sum else "each"
        yield Stated(self.each, self.each.unit, role)
        for one in self.of:
            yield from one.stated()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that state the numbers."""
        return tuple(one.fact for one in self.of)

    @property
    def summed(self) -> tuple[str, ...]:
        """The first of the numbers. The other numbers are equal for all parts of one thing."""
        return (self.of[0].fact,)

    @property
    def grows_with(self) -> tuple[str, ...]:
        """The numbers."""
        return self.facts


@dataclass(frozen=True, slots=True)
class Total(Form):
    """The sum of several amounts, such as brackets, or a sum and an addition to it."""

    parts: tuple[Amount, ...] = field()

    @property
    def most(self) -> int | None:
        """The sum of the greatest sums of its parts."""
        found = [part.most for part in self.parts]
        return None if None in found else sum(one or 0 for one in found)

    def read(self, readings: Readings) -> Total:
        """Its parts under ``readings``."""
        return Total(tuple(part.read(readings) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Way:
    """One case of :class:`Cases`: its test, the words that state it, and its amount."""

    test: Requirement
    words: str
    amount: Amount


Otherwise = Literal["refused", "nothing"]
"""The rule for a claim for which no case holds: it is ``refused``, or gets ``nothing`` from this amount."""


@dataclass(frozen=True, slots=True)
class Cases(Form):
    """An amount for each of several cases: bands of a number, grades, ranks, the years of a schedule.

    The first case that holds decides, or the last where ``is_last_first`` is true. Bands that state only
    where they begin (满5000平方米, 满1万平方米) need the latter: the highest band that a number reaches
    decides.
    """

    ways: tuple[Way, ...]
    otherwise: Otherwise = "refused"
    is_last_first: bool = False

    @property
    def in_turn(self) -> tuple[Way, ...]:
        """The cases in the order in which they are tried."""
        return self.ways[::-1] if self.is_last_first else self.ways

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amounts."""
        return tuple(way.amount for way in self.ways)

    @property
    def most(self) -> int | None:
        """The greatest sum of any case."""
        found = [part.most for part in self.parts]
        return None if None in found else max((one or 0 for one in found), default=0)

    def read(self, readings: Readings) -> Cases:
        """The cases, with their tests and amounts under ``readings``."""
        ways = (
            Way(test, way.words, way.amount.read(readings))
            for way in self.ways
            for test in read_requirements((way.test,), readings)
        )
        return replace(self, ways=tuple(ways))

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of the tests, and of the amounts."""
        return tuple(
            guard for way in self.ways for guard in (*guards_of(way.test), *way.amount.guards) if guard
        )

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of each case, and those of its amount."""
        return tuple(words for way in self.ways for words in (way.words, *way.amount.quoted) if words)

    def stated(self) -> Iterator[Stated]:
        """The quantities that each case compares with, and those that its amount uses."""
        for way in self.ways:
            for limit, bound in limits_of(way.test):
                yield Stated(limit, limit.unit, bound)
            yield from way.amount.stated()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the tests and the amounts depend on."""
        tested = (fact_of(leaf) for way in self.ways for leaf in leaves(way.test))
        given = (fact for part in self.parts for fact in part.facts)
        return tuple(dict.fromkeys((*tested, *given)))


@dataclass(frozen=True, slots=True)
class Instalments(Form):
    """An amount that is paid in parts, each with a rate of its own; the last part is the remainder."""

    amount: Amount
    rates: tuple[Quantity, ...]
    words: str

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amount."""
        return (self.amount,)

    @property
    def most(self) -> int | None:
        """The greatest sum of the whole amount."""
        return self.amount.most

    def read(self, readings: Readings) -> Instalments:
        """The amount under ``readings``."""
        return replace(self, amount=self.amount.read(readings))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the amount, and those of the parts."""
        return (*self.amount.quoted, self.words)

    def stated(self) -> Iterator[Stated]:
        """The quantities of the amount, then the rates."""
        yield from self.amount.stated()
        yield from (Stated(rate, "rate", "exact") for rate in self.rates)


Change = Literal["", "more", "less"]
"""Whether a rate is the share that is given, or what is added to the whole or taken from it."""


@dataclass(frozen=True, slots=True)
class Scaled(Form):
    """A part of what another support gives (按上述标准减半), or more than the whole (在此基础上上浮20%).

    ``amount`` is the amount of that support, ``standard`` its id and ``provision`` its clause. The whole sum
    is scaled, after the standard's own ceilings and levels.
    """

    amount: Amount
    standard: str
    provision: str
    rate: Quantity
    words: str
    change: Change = ""

    levels = ()
    caps = ()
    phases = ()
    quota = None
    ceilings = ()
    """The sums of the standard are no sums of this amount."""

    def own(self) -> Iterator[Amount]:
        """The amount alone."""
        yield self

    @property
    def factor(self) -> Fraction:
        """The number with which the standard is multiplied."""
        of_one = self.rate.rate.of_one
        return {"": of_one, "more": 1 + of_one, "less": 1 - of_one}[self.change]

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The standard."""
        return (self.amount,)

    @property
    def most(self) -> int | None:
        """The greatest sum of the standard, scaled, in fen."""
        most = self.amount.most
        return None if most is None else int(most * self.factor)

    def read(self, readings: Readings) -> Scaled:
        """The standard under ``readings``."""
        return replace(self, amount=self.amount.read(readings))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that refer to the standard; those of the standard stand in its own clause."""
        return (self.words,)

    def stated(self) -> Iterator[Stated]:
        """The quantities of the standard, which its own clause states, then the rate."""
        yield from (one._replace(is_borrowed=True) for one in self.amount.stated())
        yield Stated(self.rate, "rate", "exact")


Amount = (
    Share | Agreed | Cap | Least | Tier | PerUnit | SharedCap | CaseByCase | ByReference | InKind
    | Fixed | Product | Total | Cases | Instalments | Scaled
)  # fmt: skip


def _typed(value: Value, kind: type[V]) -> V:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
