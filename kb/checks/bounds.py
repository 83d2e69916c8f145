"""The role of a quantity in the rules compared with its role in the text: a ceiling, an entitlement and so
on.

不超过30% may not become an entitlement to 30%, nor may 不低于30%: the check fails where rule and text differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from kb.model.amounts import Quantity, Role
from kb.model.document import Mark, Provision
from kb.model.numbers import Number, find_numbers
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, error, warning

_FITS: dict[Role, tuple[str, ...]] = {
    "ceiling": ("at-most",),
    "due": ("",),
    "most": ("", "at-most"),
    "exact": ("",),
    "each": ("", "at-most"),
    "between": ("",),
    "at-least": ("", "at-least"),
    "more-than": ("", "more-than"),
    "at-most": ("", "at-most"),
    "less-than": ("", "less-than"),
}
"""The bounds in the text that fit each role of a quantity."""

_BETWEEN = ("、", "和", "或", "及", "以及", "或者")
_SHOWN = 8


def check_bound(
    quantity: Quantity, role: Role, policy: Policy, place: Place, *, others: Iterable[str] = ()
) -> Iterator[Finding]:
    """A warning for a ceiling that the text does not call one, and an error for any other difference.

    ``others`` are the roles that the quantity has under some reading; one of them may be that of the text.
    """
    if not quantity.provision:
        return
    group = _group(quantity, policy.provision(quantity.provision), policy)
    bound = next((bound for _, _, bound in group if bound), "")
    if bound in _FITS[role] or any(bound in _FITS[cast(Role, other)] for other in others):
        return
    text = policy.provision(quantity.provision).text
    (start, _, _), (_, end, _) = group[0], group[-1]
    if not bound:
        yield warning("cap-unsaid", place, text=quantity.text, before=text[max(0, start - _SHOWN) : start])
    else:
        around = text[max(0, start - 2 * _SHOWN) : end + _SHOWN]
        yield error("bound-differs", place, text=quantity.text, around=around, bound=bound, role=role)


def _group(quantity: Quantity, provision: Provision, policy: Policy) -> list[tuple[int, int, str]]:
    """The quantity with the others of its list, each with its place in the text and its bound.

    In 最高50万、30万元 the word before the first quantity holds for all.
    """
    numbers = list(find_numbers(provision.text))
    marks = list(_measured(provision, policy))
    first = last = next(n for n, (index, *_) in enumerate(marks) if index == quantity.index)
    while first and _is_listed(provision, marks[first - 1], marks[first]):
        first -= 1
    while last + 1 < len(marks) and _is_listed(provision, marks[last], marks[last + 1]):
        last += 1
    return [(start, end, _bound(numbers, start, end)) for _, _, start, end in marks[first : last + 1]]


_Place = tuple[int, str, int, int]


def _measured(provision: Provision, policy: Policy) -> Iterator[_Place]:
    """The index, concept, start and end of every marked quantity of a provision."""
    index = end = 0
    for run in provision.runs:
        start, end = end, end + len(run.text if isinstance(run, Mark) else run)
        concept = policy.registry.concept_by_id.get(run.concept) if isinstance(run, Mark) else None
        if concept is not None and concept.unit is not None:
            yield index, concept.id, start, end
            index += 1


def _is_listed(provision: Provision, one: _Place, other: _Place) -> bool:
    return one[1] == other[1] and provision.text[one[3] : other[2]] in _BETWEEN


def _bound(numbers: list[Number], start: int, end: int) -> str:
    """The role that the text gives to the number at a place; the ends of a range are a least and a greatest
    value.
    """
    number = next((one for one in numbers if one.start < end and start < one.end), None)
    if number is None:
        return ""
    if len(number.values) == 2 and (number.start, number.end) != (start, end):
        return "at-least" if number.start == start else "at-most"
    return number.bound
