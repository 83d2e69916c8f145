"""A plan simplifies its terms and keeps their values in every row."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random
from typing import Any

from kb.core.carriers.relational import Join, Layer, Plan, columns_of, is_whole, linear, made_by, make_plan
from kb.core.terms import Term, among, conj, disj, eq, ite, minus, neg, plus, times

YES_NO, CHOICE = ("a", "b"), "c"
KNOWN = {key: Term("known", "", key, "yes-no") for key in YES_NO}
VALUE = {key: Term("value", "", key, "yes-no") for key in YES_NO}
CHOSEN = Term("known", "", CHOICE, "choice"), Term("value", "", CHOICE, "choice")
PRESUMED = ite(*CHOSEN, "y")
LEAVES = (
    *(*KNOWN.values(), *VALUE.values(), CHOSEN[0], eq(CHOSEN[1], "x"), eq(CHOSEN[1], "y")),
    *(eq(PRESUMED, "x"), eq(PRESUMED, "y"), among(PRESUMED, ("x", "y"))),
)
ROWS = [
    dict(zip((*YES_NO, CHOICE), row, strict=True))
    for row in product((None, True, False), (None, True, False), (None, "x", "z"))
]


def truth_of(value: Any, row: Mapping[str, Any]) -> Any:
    """The value of a term in a row, computed from the meaning of each operation."""
    if not isinstance(value, Term):
        return value
    args = value.args
    match value.op:
        case "known":
            return row[args[1]] is not None
        case "value":
            return row[args[1]] if row[args[1]] is not None else {"yes-no": False}.get(args[2], "")
        case "column":
            return row[args[0]]
        case "not":
            return not truth_of(args[0], row)
        case "and":
            return all(truth_of(one, row) for one in args)
        case "or":
            return any(truth_of(one, row) for one in args)
        case "eq":
            return truth_of(args[0], row) == truth_of(args[1], row)
        case "in":
            return truth_of(args[0], row) in args[1]
        case "ite":
            return truth_of(args[1] if truth_of(args[0], row) else args[2], row)
    raise TypeError(value.op)


def make(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.2:
        leaf = random.choice(LEAVES)
        return neg(leaf) if random.random() < 0.4 else leaf
    parts = [make(random, depth - 1) for _ in range(random.randint(2, 4))]
    made = (conj if random.random() < 0.5 else disj)(*parts)
    return neg(made) if random.random() < 0.3 else made


def outputs_of(plan: Plan, row: dict[str, Any]) -> dict[str, Any]:
    """The outputs of a plan without joins for a row."""
    found = dict(row)
    for step in plan.steps:
        assert isinstance(step, Layer)
        found |= {name: truth_of(term, found) for name, term in step.columns.items()}
    return {name: truth_of(term, found) for name, term in plan.outputs.items()}


def test_a_plan_has_the_values_of_its_terms_in_every_row() -> None:
    for seed in range(150):
        random = Random(seed)
        roots = {"one": make(random, 4), "other": make(random, 3)}
        plan = make_plan(roots)
        for row in ROWS:
            assert outputs_of(plan, row) == {one: truth_of(term, row) for one, term in roots.items()}, (
                seed,
                row,
            )


def test_a_plan_with_a_condition_has_these_values_where_it_holds() -> None:
    compared = 0
    for seed in range(300):
        random = Random(seed)
        only, roots = make(random, 2), {"one": make(random, 4), "other": make(random, 3)}
        plan = make_plan(roots, only)
        for row in ROWS:
            assert truth_of(plan.only, row) == truth_of(only, row), (seed, row)
            if not truth_of(only, row):
                continue
            assert outputs_of(plan, row) == {one: truth_of(term, row) for one, term in roots.items()}, (
                seed,
                row,
            )
            compared += 1
    assert compared > 1000


def test_what_the_condition_of_a_plan_excludes_is_not_computed() -> None:
    """A claim for something else is left out, so that no result asks again whether it is for that."""
    known, value, other = KNOWN["a"], VALUE["a"], KNOWN["b"]
    elsewhere = conj(known, neg(value))
    plan = make_plan(
        {"elsewhere": elsewhere, "both": conj(other, elsewhere), "either": disj(other, neg(elsewhere))},
        neg(elsewhere),
    )
    assert plan.outputs == {"elsewhere": False, "both": False, "either": True}


def test_a_word_that_may_be_presumed_is_compared_as_truths() -> None:
    """No text is made in order to compare it: a word is presumed, or the stated word is compared."""
    outputs = make_plan({"is": eq(PRESUMED, "y"), "not": eq(PRESUMED, "x")}).outputs
    stated = "eq(value('', 'c', 'choice'), {!r})"
    assert repr(outputs["not"]) == stated.format("x")
    assert repr(outputs["is"]) == f"or({stated.format('y')}, not(known('', 'c', 'choice')))"


def test_an_expression_that_is_cheaper_than_a_column_is_written_again() -> None:
    light = conj(KNOWN["a"], VALUE["b"])
    heavy = disj(conj(KNOWN["a"], VALUE["b"]), conj(KNOWN["b"], VALUE["a"]), CHOSEN[0])

    def columns(part: Any) -> int:
        others = (CHOSEN[0], KNOWN["a"], KNOWN["b"], VALUE["a"])
        plan = make_plan({str(n): eq(part, other) for n, other in enumerate(others)})
        return sum(len(step.columns) for step in plan.steps if isinstance(step, Layer))

    assert (columns(light), columns(heavy)) == (0, 1)


def test_a_test_that_is_always_decided_is_never_open() -> None:
    """A test that holds or fails for every known value leaves only the question whether it is known."""
    known, value = KNOWN["a"], VALUE["a"]
    is_open = neg(disj(conj(known, value), conj(known, neg(value))))
    assert make_plan({"open": neg(disj(value, neg(value)))}).outputs == {"open": False}
    assert make_plan({"open": conj(known, is_open)}).outputs == {"open": False}
    plan = make_plan({"open": is_open})
    assert plan.steps == ()
    assert repr(plan.outputs["open"]) == "not(known('', 'a', 'yes-no'))"


def test_a_fold_becomes_a_join_with_the_grants() -> None:
    """The sum of the grants, and whether one has the greatest sum: a fold within a fold."""
    inner, outer = Term("value", "grant1", "sum", "money"), Term("value", "grant0", "sum", "money")
    greatest = Term("any", "grant0", Term("any", "grant1", eq(outer, inner)))
    plan = make_plan({"total": Term("sum", "grant0", outer), "twice": greatest})
    assert [(one.place, one.key) for one in plan.inputs] == [("grant", "sum")]
    (join,) = plan.steps
    assert isinstance(join, Join)
    assert (join.place, sorted(fold.op for fold in join.folds)) == ("grant0", ["any", "sum"])
    (within,) = [step for step in join.steps if isinstance(step, Join)]
    assert within.place == "grant1"
    # Every column that the result reads is made by a step.
    assert columns_of(tuple(plan.outputs.values())) <= made_by(plan.steps)


def test_grants_that_cannot_count_are_left_out_before_a_fold() -> None:
    """Where only grants perhaps for the thing of a claim count, no pair compares the things again."""
    known, thing = (Term(op, "grant0", "object", "name") for op in ("known", "value"))
    flag = Term("value", "grant0", "flag", "yes-no")
    same = eq(Term("claim"), thing)
    perhaps = Term("any", "grant0", conj(neg(conj(known, neg(same))), flag))
    certain = Term("bits", "grant0", (conj(known, same), conj(known, same, flag)))
    (named, join) = make_plan({"perhaps": perhaps, "certain": certain}).steps
    assert isinstance(named, Layer)
    assert isinstance(join, Join)
    (name,) = named.columns
    known_text = "known('grant0', 'object', 'name')"
    assert repr(join.only) == (
        f"or(not({known_text}), eq(value('grant0', 'object', 'name'), column('{name}', False)))"
    )
    assert join.facts == ("flag", "object")
    bodies = {fold.op: repr(fold.body) for fold in join.folds}
    assert bodies["any"] == "value('grant0', 'flag', 'yes-no')"
    assert bodies["bits"].startswith(f"({known_text}, and({known_text}, value('grant0', 'flag'")


def test_folds_over_different_grants_share_no_column() -> None:
    """What both folds compute is a column of the pairs of each."""
    flags = [Term("value", "grant0", f"flag {n}", "yes-no") for n in range(15)]
    support = Term("value", "grant0", "support", "name")
    heavy = disj(*map(conj, flags[:6], flags[6:12]))
    folds = {
        f"{key} {n}": Term("any", "grant0", conj(eq(support, key), heavy, flags[n]))
        for key in ("a", "b")
        for n in (12, 13, 14)
    }
    steps = make_plan(folds).steps
    assert [repr(step.only) for step in steps if isinstance(step, Join)] == [
        f"eq(value('grant0', 'support', 'name'), {key!r})" for key in ("a", "b")
    ]
    assert [len(step.steps) for step in steps if isinstance(step, Join)] == [1, 1]
    assert [columns_of(step) for step in steps] == [set(), set()]


def test_a_number_is_seen_not_to_be_negative() -> None:
    fen = Term("value", "", "sum", "money")
    assert [is_whole(one) for one in (0, 3, fen, plus(fen, 3), times(2, fen))] == [True] * 5
    assert [is_whole(one) for one in (-1, minus(fen, 3), minus(3, fen))] == [False] * 3


def test_a_number_is_taken_apart_as_a_constant_and_a_multiple() -> None:
    fen = Term("value", "", "sum", "money")
    assert linear(plus(times(2, fen), 5)) == (5, 2, fen)
    assert linear(times(2, fen)) == (0, 2, fen)
    assert linear(fen) == (0, 1, None)
