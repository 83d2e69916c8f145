"""Reasons as terms: values that depend on conditions, and what an undecided reason waits for."""

from __future__ import annotations

from kb.core.nodes import Node, Pick, Some, pick, some
from kb.core.terms import NO, OPEN, YES, Term

A, B = Term("known", "", "a", "yes-no"), Term("known", "", "b", "yes-no")


def leaf(kind: str, fact: str) -> Node:
    return Node(kind, OPEN, fact=fact)


def test_a_value_whose_condition_is_certain_is_a_constant() -> None:
    assert pick((False, "one"), (True, "two"), (A, "three")) == "two"
    assert pick() == ""
    assert pick((False, "one")) == ""


def test_a_certain_value_ends_the_choice() -> None:
    assert pick((A, "one"), (True, "two"), (B, "three")) == Pick(((A, "one"), (True, "two")))


def test_neighbours_with_one_value_are_one_way() -> None:
    picked = pick((A, "one"), (B, "one"), (True, "two"))
    assert [value for _, value in picked.ways] == ["one", "two"]
    assert repr(picked.ways[0][0]) == repr(Term("or", A, B))
    # 1 and True are equal, and yet two values.
    assert [value for _, value in pick((A, 1), (True, True)).ways] == [1, True]


def test_values_that_all_hold_are_a_constant_tuple() -> None:
    assert some([(True, "one"), (False, "two"), (True, "three")]) == ("one", "three")
    assert some([(True, "one"), (A, "two")]) == Some(((True, "one"), (A, "two")))
    # Only words are constants: a number is written by the carrier.
    assert some([(True, 1)]) == Some(((True, 1),))


def test_the_leaves_are_in_order() -> None:
    one, two, three = leaf("has", "a"), leaf("judged", "b"), leaf("has", "c")
    tree = Node("all", OPEN, parts=(one, Node("any", OPEN, parts=(two, three))))
    assert list(tree.leaves()) == [one, two, three]
    assert list(one.leaves()) == [one]
    assert list(tree.waiting()) == [(True, "a"), (True, "b"), (True, "c")]


def test_a_decided_node_waits_for_nothing() -> None:
    parts = (leaf("has", "a"), Node("judged", YES, fact="b"))
    assert [when for when, _ in Node("any", YES, parts=parts).waiting()] == [False, False]
    assert [when for when, _ in Node("all", OPEN, parts=parts).waiting()] == [True, False]


def test_whether_a_node_waits_for_an_agency_depends_on_its_open_leaves() -> None:
    fact, agency = leaf("has", "a"), leaf("judged", "b")
    agencies = ("judged",)
    both = Node("all", OPEN, parts=(fact, agency))
    assert (both.waits(agencies, among=True), both.waits(agencies, among=False)) == (True, True)
    only = Node("all", OPEN, parts=(Node("has", YES), agency))
    assert (only.waits(agencies, among=True), only.waits(agencies, among=False)) == (True, False)
    refused = Node("all", NO, parts=(fact, agency))
    assert (refused.waits(agencies, among=True), refused.waits(agencies, among=False)) == (False, False)
