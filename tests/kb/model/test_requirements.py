"""Requirements as trees: their tests in order, their limits, and what is left of them under readings."""

from __future__ import annotations

from kb.model.amounts import Quantity
from kb.model.guards import Guard, Ruling
from kb.model.registry import Concept
from kb.model.requirements import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Earlier,
    When,
    fact_of,
    guards,
    leaves,
    limits_of,
    read_requirements,
)

HERE: Guard = (("G1", "a"),)
THERE: Guard = (("G1", "b"),)
TERM = Concept("good-project", "term", "示范项目", "demonstration project")
AREA = Quantity("300平方米", "面积", "area", "para_1__s_1")

JUDGED = Condition(TERM, "para_1__s_1", "示范项目", under=HERE)
CHOSEN = When("grade", ("first", "second"), "para_1__s_1", "一等")
LARGE = Compare("area", "at-least", AREA, "para_1__s_1", "300平方米以上",
                (Ruling("bound", "more-than", THERE),))  # fmt: skip
BEFORE = Earlier("formation", "para_1__s_1", "组建后")
TREE = AnyOf((JUDGED, AllOf((CHOSEN, LARGE))), under=THERE)


def test_the_tests_of_a_tree_come_in_the_order_of_its_parts() -> None:
    assert list(leaves(TREE)) == [JUDGED, CHOSEN, LARGE]
    assert list(leaves(BEFORE)) == [BEFORE]


def test_each_test_uses_one_fact_and_that_on_earlier_grants_none() -> None:
    assert [fact_of(one) for one in (JUDGED, CHOSEN, LARGE, BEFORE)] == ["good-project", "grade", "area", ""]


def test_limits_are_the_numbers_of_comparisons_with_their_bounds() -> None:
    assert list(limits_of(TREE)) == [(AREA, "at-least")]
    assert list(limits_of(JUDGED)) == []


def test_guards_are_those_of_the_tree_its_parts_and_their_rulings() -> None:
    assert list(guards(TREE)) == [THERE, HERE, (), (), (), THERE]


def test_under_a_reading_only_what_holds_is_left_without_guards() -> None:
    under_a = read_requirements((JUDGED, TREE, LARGE), {"G1": "a"})
    assert [type(one).__name__ for one in under_a] == ["Condition", "Compare"]
    assert [guard for one in under_a for guard in guards(one)] == [(), ()]


def test_a_ruling_of_the_bound_replaces_the_written_one_where_it_holds() -> None:
    read = {option: read_requirements((LARGE,), {"G1": option})[0] for option in "ab"}
    assert [list(limits_of(read[option])) for option in "ab"] == [[(AREA, "at-least")], [(AREA, "more-than")]]


def test_a_tree_loses_the_parts_that_do_not_hold() -> None:
    (read,) = read_requirements((TREE,), {"G1": "b"})
    assert [type(one).__name__ for one in leaves(read)] == ["When", "Compare"]
