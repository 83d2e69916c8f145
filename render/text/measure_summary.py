"""The fixed slots of a measure: recipients, amount, conditions, limits, agencies and times.

Every measure has the same slots in the same order. Where the text states nothing, the slot says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kb.model.figures import last_day_of
from kb.model.policy import Measure, Support
from render.page_writer import Pen
from render.text.conditions import (
    link_readings,
    link_support,
    say_left_out,
    say_limits,
    say_overlap,
    say_requirements,
    say_selection,
    say_subjects,
    used_rulings,
)
from render.text.together import say_formalities, say_together

_MOST_LINES = 5
"""The greatest number of visible lines of a slot, including its headings."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of a slot; ``names`` are the supports they apply to, none where that is the whole measure."""

    names: tuple[Markup, ...]
    lines: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot; ``key`` is its name in the wording."""

    key: str
    groups: tuple[Group, ...]

    @property
    def is_long(self) -> bool:
        """Whether it has too many lines to be fully visible in a summary. It is then folded, and printed in
        full.
        """
        return sum(len(group.lines) + bool(group.names) for group in self.groups) > _MOST_LINES


def list_slots(pen: Pen, measure: Measure) -> tuple[Slot, ...]:
    """The slots of a measure, always in the same order."""
    supports = measure.supports
    standard = group_lines(pen, supports, _standard) or (Group((), (pen.t("measure.none"),)),)
    if any(support.amount.has_ceiling for support in supports):
        standard += (Group((), (pen.t("support.ceiling"),)),)
    return (
        Slot("subject", (*group_lines(pen, supports, _subjects), Group((), (_who(pen, measure),)))),
        Slot("standard", standard),
        Slot("conditions", group_lines(pen, supports, say_conditions)),
        Slot(
            "limits",
            (
                *group_lines(pen, supports, say_own_limits),
                Group((), tuple(say_shared_limits(pen, supports))),
            ),
        ),
        Slot("agencies", (Group((), (_agencies(pen, measure),)),)),
        Slot("papers", (Group((), tuple(say_times(pen, supports))),)),
    )


def group_lines(
    pen: Pen, supports: Sequence[Support], say: Callable[[Pen, Support], Iterable[Markup]]
) -> tuple[Group, ...]:
    """The lines of each support; supports with the same lines are grouped.

    Lines that apply to every support stand once, at the end.
    """
    said = {support.id: tuple(say(pen, support)) for support in supports}
    common = [line for line in next(iter(said.values()), ()) if all(line in lines for lines in said.values())]
    groups: dict[tuple[Markup, ...], list[Support]] = {}
    for support in supports:
        own = tuple(line for line in said[support.id] if line not in common)
        if own:
            groups.setdefault(own, []).append(support)
    found = [
        Group(tuple(link_support(pen, support) for support in which), lines)
        for lines, which in groups.items()
    ]
    return (*found, Group((), tuple(common))) if common else tuple(found)


def say_times(pen: Pen, supports: Sequence[Support]) -> Iterator[Markup]:
    """The days that all measures share, and the statements of the text on steps, documents and duties, if
    any.
    """
    validity, special = pen.lookups.term("validity"), pen.lookups.term("special-deadline")
    if validity is not None:
        first, last = pen.figure(validity.quantities[0]), last_day_of(validity)
        ruled = (validity.day,) if last is None else (validity.until, validity.day)
        rulings = [r for one in ruled for r in used_rulings(pen, one)]
        if last is None:
            words = pen.t("slots.days_open", first=first)
        else:
            words = pen.t("slots.days", first=first, last=pen.figure(last))
        yield words + link_readings(pen, [ruling.under for ruling in rulings])
    if (transition := pen.lookups.term("transition")) is not None:
        yield pen.t("slots.transition", quote=pen.quote(transition.words, transition.provision))
    if special is not None:
        yield pen.t("slots.special", quote=pen.quote(special.words, special.provision))
    yield from tuple(say_formalities(pen, supports)) or (pen.t("slots.papers_unsaid"),)


def _subjects(pen: Pen, support: Support) -> Iterator[Markup]:
    yield say_subjects(pen, support) or pen.t("slots.subject_unsaid")


def _who(pen: Pen, measure: Measure) -> Markup:
    """The note that the text states no more on who may apply, with the reading on where one must be
    registered.
    """
    registered = pen.policy.reading_about("registration")
    words = pen.t("slots.who_unsaid")
    if registered is None or registered.id not in measure_readings(pen, measure):
        return words
    return words + pen.mark((registered.id,))


def measure_readings(pen: Pen, measure: Measure) -> tuple[str, ...]:
    """The ids of the readings bound to a measure."""
    return tuple(reading.id for reading in pen.lookups.readings_of_measure.get(measure.eid, ()))


def _standard(pen: Pen, support: Support) -> Iterator[Markup]:
    yield Markup('<span class="amount">') + pen.amount(support.amount) + Markup("</span>")


def say_conditions(pen: Pen, support: Support) -> Iterator[Markup]:
    """Every condition of a support and how it is decided; or the note that there are no other conditions."""
    requirements = list(say_requirements(pen, support))
    yield from requirements
    yield say_selection(pen, support)
    if not requirements:
        yield pen.t("slots.conditions_unsaid")


def say_own_limits(pen: Pen, support: Support) -> Iterator[Markup]:
    """The limits of a support by itself, and its exclusions."""
    yield from say_limits(pen, support)
    yield from say_left_out(pen, support)


def say_shared_limits(pen: Pen, supports: Sequence[Support]) -> Iterator[Markup]:
    """Supports that exclude each other, and rules that exclude all of them."""
    lookups = pen.lookups
    overlaps = (o for support in supports for o in lookups.overlaps_of.get(support.id, ()))
    yield from (say_overlap(pen, overlap) for overlap in dict.fromkeys(overlaps))
    yield from say_together(pen, supports)
    validity, bar = lookups.term("validity"), lookups.term("non-cumulation")
    if validity is not None and any(support.is_money for support in supports):
        is_open = bool(used_rulings(pen, validity.unless))
        for ruling in used_rulings(pen, validity.since):
            words = pen.t("slots.since_open" if is_open else "slots.since")
            yield words + link_readings(pen, [ruling.under])
    if bar is not None:
        yield pen.t("slots.bar", quote=pen.quote(bar.words, bar.provision))
        for ruling in used_rulings(pen, bar.within):
            yield pen.t(f"slots.within_{ruling.value}") + link_readings(pen, [ruling.under])


def _agencies(pen: Pen, measure: Measure) -> Markup:
    if not measure.duties:
        return pen.t("slots.agencies_unsaid")
    first = pen.agency(measure.agencies[0])
    if len(measure.agencies) == 1:
        return first + pen.source(measure)
    others = pen.counted("others", len(measure.agencies), f"agencies:{measure.eid}")
    return first + Markup(f' <span class="quiet">{others}</span>') + pen.source(measure)
