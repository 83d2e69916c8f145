"""The grants that a fold has to visit."""

from __future__ import annotations

from typing import Any

import pytest

from kb.core.lookups import EVERY, Lookup, find_lookup, settle
from kb.core.terms import Term, conj, disj, eq, ite, neg

THING = Term("claim")
OBJECT_KNOWN = Term("known", "grant0", "object", "name")
OBJECT = Term("value", "grant0", "object", "name")
SUPPORT_KNOWN = Term("known", "grant0", "support", "name")
SUPPORT = Term("value", "grant0", "support", "name")
RENEWED = Term("value", "grant0", "renewal", "yes-no")
OTHER_OBJECT = Term("value", "grant1", "object", "name")

SAME = eq(THING, OBJECT)
FOR_ANOTHER = conj(OBJECT_KNOWN, neg(SAME))
UNDER_A = conj(SUPPORT_KNOWN, eq(SUPPORT, "a"))

LOOKUPS: dict[str, tuple[Any, Lookup]] = {
    "of the thing": (conj(OBJECT_KNOWN, SAME), Lookup("object", THING)),
    "perhaps of the thing": (neg(FOR_ANOTHER), Lookup("object", THING)),
    "perhaps of the thing, or renewed of the thing": (
        disj(neg(FOR_ANOTHER), conj(OBJECT_KNOWN, SAME, RENEWED)),
        Lookup("object", THING),
    ),
    "under a support": (UNDER_A, Lookup("support", "a")),
    "of the thing under a support": (conj(UNDER_A, OBJECT_KNOWN, SAME), Lookup("object", THING)),
    "under one of two supports": (conj(SUPPORT_KNOWN, Term("in", SUPPORT, ("a", "b"))), EVERY),
    "perhaps under a support": (disj(neg(SUPPORT_KNOWN), eq(SUPPORT, "a")), EVERY),
    "of the thing, or of anything if renewed": (disj(neg(FOR_ANOTHER), RENEWED), EVERY),
    "not of the thing": (FOR_ANOTHER, EVERY),
    "of the same thing as another grant": (conj(OBJECT_KNOWN, eq(OTHER_OBJECT, OBJECT)), EVERY),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_fold_visits_the_grants_that_can_satisfy_its_condition(name: str) -> None:
    condition, lookup = LOOKUPS[name]
    assert find_lookup(Term("any", "grant0", condition)) == lookup
    assert find_lookup(Term("sum", "grant0", ite(condition, 1, 0))) == lookup
    several = tuple(conj(condition, other) for other in (True, Term("value", "grant0", "level", "choice")))
    assert find_lookup(Term("first", "grant0", several, 1)) == lookup
    # A grant that fails the condition still adds one.
    assert find_lookup(Term("sum", "grant0", ite(condition, 2, 1))) == EVERY


@pytest.mark.parametrize(
    ("value", "settled"),
    [
        (conj(SAME, RENEWED), False),
        (disj(SAME, RENEWED), None),
        (neg(SAME), True),
        (disj(neg(SAME), RENEWED), True),
        (conj(neg(SAME), OBJECT_KNOWN), None),
        (ite(SAME, 3, 5), 5),
        (ite(RENEWED, ite(SAME, 3, 5), 5), 5),
        (ite(RENEWED, 3, 5), None),
        (7, 7),
    ],
)
def test_a_term_is_settled_as_kleene_has_it(value: Any, settled: Any) -> None:
    assert settle(value, {id(SAME): False}) is settled
