"""When two grants are for the same: the likeness and the unit that non-cumulation goes by."""

from __future__ import annotations

from dataclasses import dataclass

from kb.amounts import ByReference, PerUnit, SharedCap
from kb.assess.cases import Facts
from kb.assess.known import Entry, Known
from kb.assess.requirements import both
from kb.assess.ruleset import Ruleset
from kb.facts import OBJECT
from kb.model import Support


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a grant is compared by; ``None`` where it is not known.

    ``is_own`` tells that the applicant itself receives it, and no other member of its group.
    """

    about: object
    expenditure: object
    year: int | None
    fields: frozenset[str] | None
    agency: object
    form: str | None
    is_own: bool = True

    @classmethod
    def of_claim(cls, rules: Ruleset, support: Support, known: Known) -> Likeness:
        """Of a claim under a support: its field and agency are those of the measure."""
        day = known.day("applied-on")
        return cls(
            about=known.get(OBJECT),
            expenditure=known.get("expenditure"),
            year=None if day is None else day.year,
            fields=_fields(rules, support),
            agency=_agency(rules, support),
            form="grant",
        )

    @classmethod
    def of_entry(cls, rules: Ruleset, entry: Entry) -> Likeness:
        """Of an earlier grant: of this policy as its measure says, and of another as the ledger tells."""
        day = entry.day("applied-on") or entry.day("date")
        fields: frozenset[str] | None = None
        agency = entry.facts.get("agency")
        own = rules.by_id.get(entry.support)
        if own is not None:
            fields = _fields(rules, own)
            agency = agency or _agency(rules, own)
        elif isinstance(field := entry.facts.get("field"), str):
            fields = frozenset((field,))
        return cls(
            about=entry.facts.get(OBJECT),
            expenditure=entry.facts.get("expenditure", entry.facts.get(OBJECT)),
            year=None if day is None else day.year,
            fields=fields,
            agency=agency,
            form="grant",
            is_own=not entry.is_of_group,
        )


def _fields(rules: Ruleset, support: Support) -> frozenset[str] | None:
    """The fields of a support’s measure, where the bar compares fields."""
    if rules.non_cumulation.similar != "field":
        return None
    return frozenset(link.domain.id for link in rules.policy.measure(support.measure).domains)


def _agency(rules: Ruleset, support: Support) -> str | None:
    """The agency named first for a support’s measure, where the bar compares agencies."""
    if rules.non_cumulation.similar != "agency":
        return None
    agencies = rules.policy.measure(support.measure).agencies
    return agencies[0].id if agencies else None


def is_alike(rules: Ruleset, one: Likeness, other: Likeness) -> bool | None:
    """Whether two grants are for the same: alike, and in the same unit."""
    bar = rules.non_cumulation
    similar = _similar(bar.similar, one, other)
    unit = _unit(bar.unit, one, other)
    if similar is False or unit is False:
        return False
    return True if similar and unit else None


def open_fact(rules: Ruleset, had: Likeness) -> str:
    """The fact of an earlier grant that its likeness to anything waits for; its object if none."""
    bar = rules.non_cumulation
    told = {
        "field": (bar.similar == "field", had.fields),
        "agency": (bar.similar == "agency", had.agency),
        "expenditure": (bar.unit == "expenditure", had.expenditure),
        "date": (bar.unit == "year", had.year),
    }
    return next((fact for fact, (asked, value) in told.items() if asked and value is None), OBJECT)


def is_one(one: object, other: object) -> bool | None:
    """Whether two names are one; unknown where either is."""
    return None if one is None or other is None else one == other


def same_units(one: Support, other: Support, facts: Facts, others: Facts) -> dict[str, bool | None]:
    """Whether two sums are for one unit of a number or one phase, by the facts that tell these apart.

    Empty where the supports differ, or the support does not itself say how often it is given.
    """
    if one.id != other.id or not isinstance(one.amount, PerUnit | SharedCap):
        return {}
    told = [OBJECT] if isinstance(one.amount, PerUnit) else [OBJECT, "phase"]
    return {fact: is_one(facts.get(fact), others.get(fact)) for fact in told}


def counts_as_had(rules: Ruleset, support: Support, other: Support) -> bool:
    """Whether something had under ``other`` can bar a claim under ``support``.

    What another policy paid bars that same support, which is paid once, and others as a reading says; what
    was supported without money counts as a reading says.
    """
    bar = rules.non_cumulation
    if isinstance(other.amount, ByReference):
        return bar.referred or other.id == support.id
    return other.is_granted or bar.unpaid


def _similar(by: str, one: Likeness, other: Likeness) -> bool | None:
    match by:
        case "form":
            return is_one(one.form, other.form)
        case "field":
            if one.fields is None or other.fields is None:
                return None
            return bool(one.fields & other.fields)
        case "agency":
            return is_one(one.agency, other.agency)
        case _:
            return is_one(one.about, other.about)


def _unit(by: str, one: Likeness, other: Likeness) -> bool | None:
    match by:
        case "enterprise":
            return one.is_own and other.is_own
        case "expenditure":
            return is_one(one.expenditure, other.expenditure)
        case "year":
            # Nothing is received twice where another enterprise received it for another thing.
            again = True if one.is_own and other.is_own else is_one(one.about, other.about)
            return both((again, is_one(one.year, other.year)))
        case _:
            return is_one(one.about, other.about)
