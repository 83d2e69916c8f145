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
from kb.model.values import Count, Money, Rate, Span, Unit, Value

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


Role = Literal["ceiling", "due", "most", "exact"]
"""What a rule makes of a quantity.

It is a ``ceiling``, a share that is ``due``, a number that holds at ``most``, or one that is ``exact``.
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
        """The sums that are ceilings, in order."""
        return tuple(quantity for quantity in self.quantities() if quantity.unit == "money")

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


Amount = Share | Agreed | Cap | Least | Tier | PerUnit | SharedCap | CaseByCase | ByReference | InKind


def _typed(value: Value, kind: type[V]) -> V:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
