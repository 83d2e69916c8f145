"""The earlier grants that a fold has to visit: those that can satisfy its condition.

Most folds count grants for one thing or under one support. A carrier that keeps the grants by thing and by
support finds these without looking at any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kb.core.terms import Term
from kb.model.facts import OBJECT, SUPPORT


class Lookup(NamedTuple):
    """The grants that a fold visits: those whose fact ``by`` has this value; every grant where ``by`` is
    empty.

    A grant that does not state its thing may be for any thing and is always visited. A grant that states no
    support is not visited.
    """

    by: str
    value: Any


EVERY = Lookup("", None)


def find_lookup(fold: Term) -> Lookup:
    """The grants that a fold has to visit; for every other grant, the body of the fold is false or zero."""
    place, body = fold.args[:2]
    bodies = body if isinstance(body, tuple) else (body,)
    inside = list(_terms_of(body))
    for by in (OBJECT, SUPPORT):
        equations = _equations(inside, place, by)
        for value in dict.fromkeys(value for _, value in equations):
            assumed = {id(term): False for term, one in equations if one == value}
            if by == OBJECT:
                stated = (term for term in inside if term.op == "known")
                assumed |= {id(term): True for term in stated if term.args[:2] == (place, by)}
            if all(settle(one, assumed) == 0 for one in bodies):
                return Lookup(by, value)
    return EVERY


def settle(value: Any, assumed: Mapping[int, bool]) -> Any:
    """The constant that a term must be where some truths (by the ids of their terms) are as ``assumed``;
    ``None`` where it depends on other terms.
    """
    found: dict[int, Any] = dict(assumed)

    def of(one: Any) -> Any:
        if not isinstance(one, Term):
            return one
        if id(one) not in found:
            found[id(one)] = work_out(one)
        return found[id(one)]

    def work_out(term: Term) -> Any:
        match term.op:
            case "not":
                part = of(term.args[0])
                return None if part is None else not part
            case "and" | "or":
                absorbing = term.op == "or"
                parts = [of(one) for one in term.args]
                if absorbing in parts:
                    return absorbing
                return None if None in parts else not absorbing
            case "ite":
                condition, one, other = map(of, term.args)
                if condition is None:
                    return one if one == other else None
                return one if condition else other
        return None

    return of(value)


def is_fact(value: Any, place: str, by: str) -> bool:
    """Whether a term is the value of this fact of the grant."""
    return isinstance(value, Term) and value.op == "value" and value.args[:2] == (place, by)


def _equations(inside: Iterable[Term], place: str, by: str) -> list[tuple[Term, Any]]:
    """The comparisons of a fact of the grant with constants and facts of the claim, each with this value."""
    found = []
    for term in inside:
        if term.op == "eq":
            sides = [one for one in term.args if not is_fact(one, place, by)]
            if len(sides) == 1 and not any(_is_of_grant(one) for one in _terms_of(sides[0])):
                found.append((term, sides[0]))
    return found


def _is_of_grant(term: Term) -> bool:
    return term.op in ("known", "value") and term.args[0] != ""


def _terms_of(value: Any) -> Iterator[Term]:
    """All terms inside a term or tuple, itself included, each once."""
    seen: set[int] = set()
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo += one
        elif isinstance(one, Term) and id(one) not in seen:
            seen.add(id(one))
            todo += one.args
            yield one
