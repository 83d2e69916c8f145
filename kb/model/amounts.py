"""The support-form algebra: what a clause says somebody gets, as typed data that rests on words of the text.

An amount never holds a number of its own; it holds quantities, and a quantity reads its own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
    """A quantity of the text: its words, the concept they are marked with and where they stand.

    ``provision`` is the smallest provision around it and ``index`` its place (0 first) among the quantities
    of that provision.
    """

    text: str
    concept: str
    unit: Unit
    provision: str
    index: int = 0
    line: int = field(default=0, compare=False)

    @cached_property
    def value(self) -> Value:
        """What the words say; loading has made sure that they can be read."""
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
        """The value in the whole steps that a fact of its kind is counted in: fen, pieces, months and so on.

        Raises ``TypeError`` where it is no number, or finer than such a step.
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
"""What a rule makes of a quantity.

It is a ``ceiling``, a sum or share that is ``due``, a number that holds at ``most``, one that is ``exact``,
so much for ``each`` unit, the two ends of what an agency sets ``between`` them, or what a fact is compared
with.
"""


class Stated(NamedTuple):
    """A quantity of an amount, the unit that its place asks for, and what the rule makes of it.

    It is ``borrowed`` where another clause states it.
    """

    quantity: Quantity
    unit: Unit
    role: Role
    is_borrowed: bool = False


class Form:
    """What every form of amount answers of itself: what it is made of and what it looks at.

    A form that is made of others answers for them too. What a sum comes to is not said here.
    """

    __slots__ = ()

    @property
    def form(self) -> str:
        """The id of its support form: ``grant``, ``case-by-case``, ``by-reference`` or a form in kind."""
        return "grant"

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """How it works under each reading, its parts left out."""
        return ()

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amounts that it is made of."""
        return ()

    def walk(self) -> Iterator[Amount]:
        """The amount itself, and then every amount within it, each before its parts."""
        yield cast("Amount", self)
        for part in self.parts:
            yield from part.walk()

    def read(self, readings: Readings) -> Amount:
        """What holds of it under readings, an option of every one of which must be given."""
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
        """The words that it quotes from its provision, its quantities left out."""
        return tuple(words for part in self.parts for words in part.quoted)

    def stated(self) -> Iterator[Stated]:
        """Each quantity that it rests on, in the order of the text, and those that it borrows."""
        for part in self.parts:
            yield from part.stated()

    def quantities(self) -> Iterator[Quantity]:
        """The quantities of its provision that it rests on, in order."""
        yield from (one.quantity for one in self.stated() if not one.is_borrowed)

    @property
    def ceilings(self) -> tuple[Quantity, ...]:
        """The sums that are ceilings or are due, in order; what is paid for each unit is none."""
        found = (one for one in self.stated() if one.unit == "money" and one.role in ("ceiling", "due"))
        return tuple(one.quantity for one in found)

    # The facts that it looks at

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it looks at, under whatever reading."""
        own = [ruling.value for ruling in fact_rulings(self)]
        return (*own, *(fact for part in self.parts for fact in part.facts))

    @property
    def bases(self) -> tuple[str, ...]:
        """The facts that it is a share of, each once."""
        return tuple(dict.fromkeys(base for part in self.parts for base in part.bases))

    @property
    def base(self) -> str:
        """The first fact that it is a share of; empty where it is none."""
        return next(iter(self.bases), "")

    @property
    def taken_off(self) -> tuple[str, ...]:
        """The facts whose sums are taken off a base."""
        return tuple(dict.fromkeys(fact for part in self.parts for fact in part.taken_off))

    @property
    def summed(self) -> tuple[str, ...]:
        """The facts whose sums add up where several claims are taken as one: bases, and what is taken off."""
        return (*self.bases, *self.taken_off)

    @property
    def grows_with(self) -> tuple[str, ...]:
        """The facts that the sum grows with: the bases of shares, and what something cost."""
        return tuple(fact for part in self.parts for fact in part.grows_with)

    @property
    def by(self) -> str:
        """The fact of a claim by which it pays one thing in several steps; empty where it does not."""
        return next((part.by for part in self.parts if part.by), "")

    # What it is made of

    @property
    def most(self) -> int | None:
        """The most in fen that the words allow of one claim; ``None`` where they set no bound."""
        return None

    @property
    def caps(self) -> tuple[Cap, ...]:
        """The ceilings that something may share."""
        return tuple(cap for part in self.parts for cap in part.caps)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that have a sum each."""
        return tuple(level for part in self.parts for level in part.levels)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases that share a ceiling."""
        return tuple(phase for part in self.parts for phase in part.phases)

    @property
    def steps(self) -> tuple[Level | Phase, ...]:
        """The steps that it pays one thing in, told apart by the fact ``by``: its levels, or its phases."""
        return self.levels or self.phases

    @property
    def quota(self) -> PerUnit | None:
        """The amount for each of a limited number of units, if it is one or holds one."""
        return next((part.quota for part in self.parts if part.quota is not None), None)

    @property
    def references(self) -> tuple[ByReference, ...]:
        """What other instruments give as part of it."""
        return tuple(part for part in self.walk() if isinstance(part, ByReference))


class _OfBase(Form):
    """A share of a base."""

    __slots__ = ()

    less = RuledBy(is_fact=True, several=True)
    """The sums that are taken off the base."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The base, and what is taken off it."""
        return (self.base, *(ruling.value for ruling in fact_rulings(self)))

    @property
    def bases(self) -> tuple[str, ...]:
        """The base."""
        return (self.base,)

    @property
    def taken_off(self) -> tuple[str, ...]:
        """What is taken off the base."""
        return self.less.values

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
    """A rate taken from another clause, under a reading that says so."""

    rate: Quantity
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class Agreed(_OfBase):
    """A share of a base that the text leaves open (``一定比例``): anything from nothing to the whole.

    ``borrowed`` are rates of other clauses that some reading puts in its place.
    """

    base: str = field()
    words: str
    rate_words: str
    borrowed: tuple[Borrowed, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    rounding = RuledBy(Share.rounding.default, decides=())
    """As of a share, once a rate is borrowed."""

    def read(self, readings: Readings) -> Share | Agreed:
        """A share of the rate that the readings borrow, or one that stays open."""
        rulings = rulings_under(self.rulings, readings)
        for borrowed in self.borrowed:
            if holds(borrowed.under, readings):
                return Share(self.base, self.words, borrowed.rate, rulings)
        return replace(self, borrowed=(), rulings=rulings)

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of its rulings, and of the rates that it borrows."""
        return (*(one.under for one in self.rulings), *(one.under for one in self.borrowed))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the share, and those that leave it open."""
        return (self.words, self.rate_words)

    def stated(self) -> Iterator[Stated]:
        """The rates that it borrows: the text of its own clause states none."""
        yield from (Stated(one.rate, "rate", "due", is_borrowed=True) for one in self.borrowed)


@dataclass(frozen=True, slots=True)
class Cap(Form):
    """A ceiling (最高, 不超过): never a promise."""

    limit: Quantity
    rulings: tuple[Ruling, ...] = ()

    per = RuledBy(several=True)
    """What shares it: ``object``, ``whole``, ``phase``, ``enterprise`` or ``enterprise-year``."""
    cost = RuledBy(is_fact=True)
    """The sum that is paid as far as the ceiling allows."""
    sum = RuledBy(several=True, decides=("open", "due"))
    """``open`` where anything up to it may be given, ``due`` where the sum is owed."""

    @property
    def most(self) -> int:
        """The ceiling."""
        return self.limit.money.fen

    @property
    def caps(self) -> tuple[Cap, ...]:
        """Itself."""
        return (self,)

    def stated(self) -> Iterator[Stated]:
        """The ceiling."""
        yield Stated(self.limit, "money", "ceiling")

    @property
    def grows_with(self) -> tuple[str, ...]:
        """What something cost, where that is what is paid."""
        return self.cost.values


@dataclass(frozen=True, slots=True)
class Least(Form):
    """The least of several amounts."""

    parts: tuple[Amount, ...] = field()
    rulings: tuple[Ruling, ...] = ()

    @property
    def most(self) -> int | None:
        """The least that any part allows."""
        return min((part.most for part in self.parts if part.most is not None), default=None)

    sum = RuledBy(several=True, decides=("open",))
    """``open`` where anything up to it may be given."""

    def read(self, readings: Readings) -> Least:
        """The least of those of its parts that hold under the readings."""
        held = (p for p in self.parts if not isinstance(p, ByReference) or holds(p.under, readings))
        parts = tuple(part.read(readings) for part in held)
        return Least(parts, rulings_under(self.rulings, readings))


@dataclass(frozen=True, slots=True)
class Level:
    """A level that a tier pays by: its id, the words that name it and its ceiling."""

    id: str
    words: str
    limit: Quantity


@dataclass(frozen=True, slots=True)
class Tier(Form):
    """A ceiling for each level (分别): levels and sums pair in the order the sentence names them.

    ``by`` is the fact that tells the level.
    """

    by: str = field()
    levels: tuple[Level, ...] = field()
    rulings: tuple[Ruling, ...] = ()

    otherwise = RuledBy(decides=())
    """What becomes of a level that is not named: ``nothing``."""
    unless = RuledBy(is_fact=True)
    """What an agency must find so for a level not named to be given what the text does not state."""
    shared_by = RuledBy(is_fact=True, several=True)
    """The number of those who share the sum."""
    sum = RuledBy(several=True, decides=("due",))
    """``due`` where the sum is owed."""

    @property
    def most(self) -> int:
        """The highest sum of a level."""
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
        """What tells the level, and what its rulings name."""
        return (self.by, *(ruling.value for ruling in fact_rulings(self)))


@dataclass(frozen=True, slots=True)
class PerUnit(Form):
    """An amount for each unit, and how many units a holder may be paid for in a period."""

    unit: str
    amount: Amount
    count: Quantity
    holder: str
    period: str
    words: str
    count_words: str
    rulings: tuple[Ruling, ...] = ()

    year = RuledBy("calendar-year", name="period")
    """Which year the number holds for, as :func:`kb.assess.together.periods.in_one_period` takes it."""
    day = RuledBy("applied-on", is_fact=True)
    """The day that puts a unit into a period."""
    holders = RuledBy("self", name="holder", several=True, decides=("group",))
    """Whose units count: those of the applicant (``self``), or of its whole ``group``."""
    unless = RuledBy(is_fact=True, several=True)
    """What a unit is that does not count."""
    first = RuledBy(is_fact=True)
    """The day by which units go first, where only the earliest count."""

    @property
    def most(self) -> int | None:
        """The most for one unit."""
        return self.amount.most

    @property
    def quota(self) -> PerUnit:
        """Itself."""
        return self

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amount for each unit."""
        return (self.amount,)

    def read(self, readings: Readings) -> PerUnit:
        """The amount and the number, ruled as the readings say."""
        rulings = rulings_under(self.rulings, readings)
        return replace(self, amount=self.amount.read(readings), rulings=rulings)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the unit, of the amount and of the number."""
        return (self.words, *self.amount.quoted, self.count_words)

    def stated(self) -> Iterator[Stated]:
        """Those of the amount, then the count."""
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
        """The ceiling, ruled as the readings say."""
        return replace(self, cap=replace(self.cap, rulings=rulings_under(self.cap.rulings, readings)))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that join the phases, and those of each."""
        return (self.words, *(phase.words for phase in self.phases))

    def stated(self) -> Iterator[Stated]:
        """How many phases, then the ceiling."""
        yield Stated(self.count, "count", "exact")
        yield from self.cap.stated()

    @property
    def by(self) -> str:
        """What tells the phase."""
        return "phase"


@dataclass(frozen=True, slots=True)
class CaseByCase(Form):
    """Decided case by case (一事一议): an answer of its own, never nothing and never without limit."""

    form: ClassVar[str] = "case-by-case"
    words: str

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that leave it to the case."""
        return (self.words,)


@dataclass(frozen=True, slots=True)
class ByReference(Form):
    """What another instrument gives (按相关政策, 按有关政策, 按相关规定, 依法依规)."""

    form: ClassVar[str] = "by-reference"
    instrument: str
    words: str
    under: Guard = ()

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The guard that it holds under."""
        return (self.under,)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that refer to the instrument."""
        return (self.words,)


@dataclass(frozen=True, slots=True)
class InKind(Form):
    """Something other than money, or support whose form the text leaves open; ``kind`` is that form."""

    kind: str
    words: str

    @property
    def form(self) -> str:
        """The support form in kind."""
        return self.kind

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words that promise it."""
        return (self.words,)


@dataclass(frozen=True, slots=True)
class Fixed(Form):
    """A sum that is given as it stands (给予10万元), or one that an agency sets between two ends."""

    sum_: Quantity
    rulings: tuple[Ruling, ...] = ()

    sum = RuledBy(several=True, decides=("open",))
    """``open`` where anything up to it may be given."""

    @property
    def most(self) -> int:
        """The sum, or the higher of its two ends."""
        value = self.sum_.value
        return _typed(value.high if isinstance(value, Ends) else value, Money).fen

    @property
    def is_range(self) -> bool:
        """Whether the text states two ends."""
        return self.sum_.unit == "money-range"

    def stated(self) -> Iterator[Stated]:
        """The sum."""
        if self.is_range:
            yield Stated(self.sum_, "money-range", "between")
        else:
            yield Stated(self.sum_, "money", "ceiling" if "open" in self.sum else "due")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of a claim as a product counts it: the fact that states it, and what of it counts.

    ``most`` is the most of it that counts (最长36个月), ``over`` what it must exceed, beyond which it counts
    (超出部分), ``step`` what counts as one (每10平方米, of which only whole ones count). ``plus`` is added to
    a rate (LPR加50个基点), or taken off where ``is_less``.
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
        """The numbers that bound it."""
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
    """So much for each unit (每千瓦时0.1元), or a rate, times one or more numbers that a claim states.

    It says so much per piece, per physical unit and per period, a share of the part of a base in a bracket,
    and interest: a principal times a yearly rate times months.
    """

    each: Quantity
    of: tuple[Counted, ...]
    words: str
    rulings: tuple[Ruling, ...] = ()

    sum = RuledBy(several=True, decides=("open",))
    """``open`` where anything up to it may be given."""

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the unit, and those of what is counted."""
        return tuple(words for words in (self.words, *(one.words for one in self.of)) if words)

    def stated(self) -> Iterator[Stated]:
        """What is paid for each, then what bounds the numbers."""
        role: Role = "between" if self.each.unit.endswith("-range") else "each"
        yield Stated(self.each, self.each.unit, role)
        for one in self.of:
            yield from one.stated()

    @property
    def facts(self) -> tuple[str, ...]:
        """The numbers."""
        return tuple(one.fact for one in self.of)

    @property
    def summed(self) -> tuple[str, ...]:
        """The first of the numbers: the others are alike in the parts of one thing."""
        return (self.of[0].fact,)

    @property
    def grows_with(self) -> tuple[str, ...]:
        """The numbers."""
        return self.facts


@dataclass(frozen=True, slots=True)
class Total(Form):
    """Several amounts together: brackets, a sum and what is given on top of it."""

    parts: tuple[Amount, ...] = field()

    @property
    def most(self) -> int | None:
        """What its parts allow together."""
        found = [part.most for part in self.parts]
        return None if None in found else sum(one or 0 for one in found)

    def read(self, readings: Readings) -> Total:
        """Its parts, ruled as the readings say."""
        return Total(tuple(part.read(readings) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways of :class:`Cases`: what must hold, the words that say so, and what is given then."""

    test: Requirement
    words: str
    amount: Amount


Otherwise = Literal["refused", "nothing"]
"""What becomes of a claim that none of the ways holds for: it is refused, or nothing is added for it."""


@dataclass(frozen=True, slots=True)
class Cases(Form):
    """An amount for each of several cases: bands of a number, grades, ranks, the years of a schedule.

    The first way that holds is the one that counts, or the last where ``is_last_first``: of bands that only
    begin (满5000平方米, 满1万平方米) the highest counts that a number reaches.
    """

    ways: tuple[Way, ...]
    otherwise: Otherwise = "refused"
    is_last_first: bool = False

    @property
    def in_turn(self) -> tuple[Way, ...]:
        """The ways in the order in which they are tried."""
        return self.ways[::-1] if self.is_last_first else self.ways

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amounts."""
        return tuple(way.amount for way in self.ways)

    @property
    def most(self) -> int | None:
        """The most that any way allows."""
        found = [part.most for part in self.parts]
        return None if None in found else max((one or 0 for one in found), default=0)

    def read(self, readings: Readings) -> Cases:
        """The ways, their tests and amounts as the readings say."""
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
        """The words of each way, and those of its amount."""
        return tuple(words for way in self.ways for words in (way.words, *way.amount.quoted) if words)

    def stated(self) -> Iterator[Stated]:
        """What each way compares with, and what its amount rests on."""
        for way in self.ways:
            for limit, bound in limits_of(way.test):
                yield Stated(limit, limit.unit, bound)
            yield from way.amount.stated()

    @property
    def facts(self) -> tuple[str, ...]:
        """What the tests look at, and the amounts."""
        tested = (fact_of(leaf) for way in self.ways for leaf in leaves(way.test))
        given = (fact for part in self.parts for fact in part.facts)
        return tuple(dict.fromkeys((*tested, *given)))


@dataclass(frozen=True, slots=True)
class Instalments(Form):
    """An amount that is paid in several parts, each at a rate of its own; the last takes the rest."""

    amount: Amount
    rates: tuple[Quantity, ...]
    words: str

    @property
    def parts(self) -> tuple[Amount, ...]:
        """The amount."""
        return (self.amount,)

    @property
    def most(self) -> int | None:
        """The most of the whole."""
        return self.amount.most

    def read(self, readings: Readings) -> Instalments:
        """The amount, ruled as the readings say."""
        return replace(self, amount=self.amount.read(readings))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The words of the amount, and those of the parts."""
        return (*self.amount.quoted, self.words)

    def stated(self) -> Iterator[Stated]:
        """Those of the amount, then the rates."""
        yield from self.amount.stated()
        yield from (Stated(rate, "rate", "exact") for rate in self.rates)


Amount = (
    Share | Agreed | Cap | Least | Tier | PerUnit | SharedCap | CaseByCase | ByReference | InKind
    | Fixed | Product | Total | Cases | Instalments
)  # fmt: skip


def _typed(value: Value, kind: type[V]) -> V:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
