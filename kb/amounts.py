"""The support-form algebra: what a clause says somebody gets, as typed data that rests on words of the text.

An amount never holds a number of its own; it holds quantities, and a quantity reads its own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, TypeVar

from kb.guards import Guard, RuledBy, Ruling
from kb.numbers import read_value
from kb.terms import Count, Money, Rate, Span, Unit, Value

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


@dataclass(frozen=True, slots=True)
class Share:
    """A stated rate of a base, such as the verified total investment."""

    form: ClassVar[str] = "grant"
    base: str
    words: str
    rate: Quantity
    rulings: tuple[Ruling, ...] = ()

    rounding = RuledBy("down")
    """How the share is rounded to the fen: ``down``, or ``half-up``."""
    less = RuledBy(is_fact=True)
    """The sums that are taken off the base."""
    sum = RuledBy()
    """``open`` where the rate is a ceiling, as in 不超过30%."""

    def quantities(self) -> Iterator[Quantity]:
        """The rate."""
        yield self.rate


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A rate taken from another clause, under a reading that says so."""

    rate: Quantity
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """A share of a base that the text leaves open (``一定比例``): anything from nothing to the whole.

    ``borrowed`` are rates of other clauses that some reading puts in its place.
    """

    form: ClassVar[str] = "grant"
    base: str
    words: str
    rate_words: str
    borrowed: tuple[Borrowed, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    rounding = RuledBy(Share.rounding.default)
    """As of a share, once a rate is borrowed."""
    less = RuledBy(is_fact=True)
    """The sums that are taken off the base."""

    def quantities(self) -> Iterator[Quantity]:
        """None: the text states no rate."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling (最高, 不超过): never a promise."""

    form: ClassVar[str] = "grant"
    limit: Quantity
    rulings: tuple[Ruling, ...] = ()

    per = RuledBy()
    """What shares it: ``object``, ``whole``, ``phase``, ``enterprise`` or ``enterprise-year``."""
    cost = RuledBy(is_fact=True)
    """The sum that is paid as far as the ceiling allows."""
    sum = RuledBy()
    """``open`` where anything up to it may be given, ``due`` where the sum is owed."""

    def quantities(self) -> Iterator[Quantity]:
        """The ceiling."""
        yield self.limit


@dataclass(frozen=True, slots=True)
class Least:
    """The least of several amounts."""

    form: ClassVar[str] = "grant"
    parts: tuple[Amount, ...]
    rulings: tuple[Ruling, ...] = ()

    sum = RuledBy()
    """``open`` where anything up to it may be given."""

    def quantities(self) -> Iterator[Quantity]:
        """Those of its parts in order."""
        for part in self.parts:
            yield from part.quantities()


@dataclass(frozen=True, slots=True)
class Level:
    """A level that a tier pays by: its id, the words that name it and its ceiling."""

    id: str
    words: str
    limit: Quantity


@dataclass(frozen=True, slots=True)
class Tier:
    """A ceiling for each level (分别): levels and sums pair in the order the sentence names them.

    ``by`` is the fact that tells the level.
    """

    form: ClassVar[str] = "grant"
    by: str
    levels: tuple[Level, ...]
    rulings: tuple[Ruling, ...] = ()

    otherwise = RuledBy()
    """What becomes of a level that is not named: ``nothing``."""
    unless = RuledBy(is_fact=True)
    """What an agency must find so for a level not named to be given what the text does not state."""
    shared_by = RuledBy(is_fact=True)
    """The number of those who share the sum."""
    sum = RuledBy()
    """``due`` where the sum is owed."""

    def quantities(self) -> Iterator[Quantity]:
        """The ceilings, level by level."""
        for level in self.levels:
            yield level.limit


@dataclass(frozen=True, slots=True)
class PerUnit:
    """An amount for each unit, and how many units a holder may be paid for in a period."""

    form: ClassVar[str] = "grant"
    unit: str
    amount: Amount
    count: Quantity
    holder: str
    period: str
    words: str
    count_words: str
    rulings: tuple[Ruling, ...] = ()

    year = RuledBy("calendar-year", name="period")
    """Which year the number holds for, as :func:`kb.assess.periods.in_one_period` takes it."""
    day = RuledBy("applied-on", is_fact=True)
    """The day that puts a unit into a period."""
    holders = RuledBy("self", name="holder")
    """Whose units count: those of the applicant (``self``), or of its whole ``group``."""
    unless = RuledBy(is_fact=True)
    """What a unit is that does not count."""
    first = RuledBy(is_fact=True)
    """The day by which units go first, where only the earliest count."""

    def quantities(self) -> Iterator[Quantity]:
        """Those of the amount, then the count."""
        yield from self.amount.quantities()
        yield self.count


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase under a shared cap: its id and the words that name it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class SharedCap:
    """One ceiling over several phases together (合计)."""

    form: ClassVar[str] = "grant"
    phases: tuple[Phase, ...]
    count: Quantity
    cap: Cap
    words: str

    def quantities(self) -> Iterator[Quantity]:
        """How many phases, then the ceiling."""
        yield self.count
        yield from self.cap.quantities()


@dataclass(frozen=True, slots=True)
class CaseByCase:
    """Decided case by case (一事一议): an answer of its own, never nothing and never without limit."""

    form: ClassVar[str] = "case-by-case"
    words: str

    def quantities(self) -> Iterator[Quantity]:
        """None: the text states no sum."""
        return iter(())


@dataclass(frozen=True, slots=True)
class ByReference:
    """What another instrument gives (按相关政策, 按有关政策, 按相关规定, 依法依规)."""

    form: ClassVar[str] = "by-reference"
    instrument: str
    words: str
    under: Guard = ()

    def quantities(self) -> Iterator[Quantity]:
        """None: the other instrument states them."""
        return iter(())


@dataclass(frozen=True, slots=True)
class InKind:
    """Something other than money, or support whose form the text leaves open; ``kind`` is that form."""

    kind: str
    words: str

    @property
    def form(self) -> str:
        """The support form in kind."""
        return self.kind

    def quantities(self) -> Iterator[Quantity]:
        """None: the text states no sum, and none is ever printed."""
        return iter(())


Amount = Share | Agreed | Cap | Least | Tier | PerUnit | SharedCap | CaseByCase | ByReference | InKind


def ceilings(amount: Amount) -> tuple[Quantity, ...]:
    """The sums of an amount that are ceilings, in order."""
    return tuple(quantity for quantity in amount.quantities() if quantity.unit == "money")


def words_of(amount: Amount) -> tuple[str, ...]:
    """The words that an amount quotes from its provision, its quantities left out."""
    match amount:
        case Share() | CaseByCase() | ByReference() | InKind():
            return (amount.words,)
        case Agreed():
            return (amount.words, amount.rate_words)
        case Cap():
            return ()
        case Least():
            return tuple(word for part in amount.parts for word in words_of(part))
        case Tier():
            return tuple(level.words for level in amount.levels)
        case PerUnit():
            return (amount.words, *words_of(amount.amount), amount.count_words)
        case SharedCap():
            return (amount.words, *(phase.words for phase in amount.phases))


def guards(amount: Amount) -> Iterator[Guard]:
    """The guards of an amount and its parts."""
    match amount:
        case Share() | Cap() | Tier():
            yield from (ruling.under for ruling in amount.rulings)
        case Agreed():
            yield from (ruling.under for ruling in amount.rulings)
            yield from (borrowed.under for borrowed in amount.borrowed)
        case Least():
            yield from (ruling.under for ruling in amount.rulings)
            for part in amount.parts:
                yield from guards(part)
        case PerUnit():
            yield from (ruling.under for ruling in amount.rulings)
            yield from guards(amount.amount)
        case SharedCap():
            yield from guards(amount.cap)
        case ByReference():
            yield amount.under
        case CaseByCase() | InKind():
            pass


def _typed(value: Value, kind: type[V]) -> V:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
