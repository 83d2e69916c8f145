"""Testing what a support asks of a claim: three values, with the words that ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.assess.known import Known, Ledger
from kb.assess.outcomes import Reason
from kb.facts import IS, OBJECT
from kb.model import Support
from kb.requirements import AllOf, AnyOf, Condition, Earlier, Requirement, When

SELECTED = "selected"
"""The fact that tells whether a competition or assessment has chosen the claim."""


def both(values: Iterable[bool | None]) -> bool | None:
    """Whether all hold: false if one is false, and unknown if none is and one is unknown."""
    found: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def either(values: Iterable[bool | None]) -> bool | None:
    """Whether one holds: true if one is true, and unknown if none is and one is unknown."""
    found: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            found = None
    return found


def test_requirements(
    support: Support, common: Iterable[When], known: Known, ledger: Ledger
) -> tuple[Reason, ...]:
    """The reasons of a support's subject and requirements, and of those that hold for every support.

    Where the subject is known to be another, nothing else is asked.
    """
    subject = _test_subject(support, known, ledger)
    if subject.holds is False and not subject.parts:
        return (subject,)
    general = [r for r in support.requirements if not r.subject]
    reasons = [subject, *(_test(requirement, support, known, ledger) for requirement in general)]
    reasons += (_test(requirement, support, known, ledger) for requirement in common)
    if support.needed and known.get(SELECTED) is False:
        reasons.append(Reason("not-selected", False, support.provision, support.selection_words, SELECTED))
    return tuple(reasons)


def _test_subject(support: Support, known: Known, ledger: Ledger) -> Reason:
    """Whether the claim is one of the subjects and meets what is asked of that one."""
    found = tuple(_test_one(support, known, ledger))
    words = support.subjects[0].words if support.subjects else ""
    provision = support.subjects[0].provision if support.subjects else support.provision
    if not support.subjects:
        return Reason("anybody", True, provision)
    names = tuple(subject.concept.id for subject in support.subjects)
    if not found:
        return Reason("subject", False, provision, words, IS, names)
    if len(found) == 1 and not found[0].parts:
        return found[0]
    return Reason("one-subject", either(r.holds for r in found), provision, words, IS, names, found)


def _test_one(support: Support, known: Known, ledger: Ledger) -> Iterator[Reason]:
    for subject in support.subjects:
        key = subject.concept.id
        is_it = known.is_a(key)
        if is_it is False:
            continue
        itself = Reason("is", is_it, subject.provision, subject.words, IS, (key,))
        asked = tuple(
            _test(requirement, support, known, ledger)
            for requirement in support.requirements
            if requirement.subject == key
        )
        if not asked:
            yield itself
        else:
            holds = both((is_it, *(reason.holds for reason in asked)))
            yield Reason("all", holds, subject.provision, subject.words, "", (), (itself, *asked))


def _test(requirement: Requirement, support: Support, known: Known, ledger: Ledger) -> Reason:
    match requirement:
        case When():
            holds = _test_value(known.get(requirement.fact), requirement.values)
            return Reason(
                "when",
                holds,
                requirement.provision,
                requirement.words,
                requirement.fact,
                (known.get(requirement.fact), *requirement.values),
            )
        case Condition():
            value = known.get(requirement.concept.id)
            holds = value if isinstance(value, bool) else None
            return Reason("judged", holds, requirement.provision, requirement.words, requirement.concept.id)
        case Earlier():
            return _test_earlier(requirement, support, known, ledger)
        case AnyOf():
            parts = tuple(_test(part, support, known, ledger) for part in requirement.parts)
            return Reason("any", either(part.holds for part in parts), parts=parts)
        case AllOf():
            parts = tuple(_test(part, support, known, ledger) for part in requirement.parts)
            return Reason("all", both(part.holds for part in parts), parts=parts)


def _test_value(value: object, values: tuple[str, ...]) -> bool | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return ("yes" if value else "no") in values
    return value in values


def _test_earlier(requirement: Earlier, support: Support, known: Known, ledger: Ledger) -> Reason:
    """Whether the ledger tells of a grant to the same object in the phase."""
    holds: bool | None = None
    if ledger.entries is not None:
        holds = either(
            both(
                (
                    _same(entry.facts.get(OBJECT), known.get(OBJECT)),
                    _same(entry.facts.get("phase"), requirement.phase),
                )
            )
            for entry in ledger.by_support.get(support.id, ())
        )
    return Reason("earlier", holds, requirement.provision, requirement.words, "ledger", (requirement.phase,))


def _same(one: object, other: object) -> bool | None:
    return None if one is None or other is None else one == other
