"""The results of an assessment: which sums are possible, and what an explanation still waits for."""

from __future__ import annotations

from datetime import date

import pytest

from kb.core.outcomes import Assessment, Combination, Outcome, Reason, Status, range_of
from kb.core.outcomes import tests as open_tests
from kb.model.values import Interval

NOTHING = Interval(0, 0)


def outcome(claim: str, support: str, status: Status, amount: Interval | None) -> Outcome:
    return Outcome(claim, "para_1", support, status, amount, True, (), (), (), (), ())


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        (Status.ELIGIBLE, Interval(300, 500)),
        # Whoever still has to be selected, judged or asked may get nothing.
        (Status.CANDIDATE, Interval(0, 500)),
        (Status.JUDGEMENT, Interval(0, 500)),
        (Status.UNDETERMINED, Interval(0, 500)),
        # The amount of a refused claim is nothing already.
        (Status.INELIGIBLE, Interval(300, 500)),
        (Status.BARRED, Interval(300, 500)),
    ],
)
def test_a_sum_reaches_from_nothing_where_something_is_undecided(status: Status, possible: Interval) -> None:
    assert range_of(status, Interval(300, 500)) == possible
    assert outcome("甲", "para_1__sup_1", status, Interval(300, 500)).range == possible


def test_where_the_text_states_no_sum_none_is_possible_and_none_is_bounded() -> None:
    assert range_of(Status.CANDIDATE, None) is None
    assert range_of(Status.CANDIDATE, Interval(300, None)) == Interval(0, None)


def test_an_outcome_is_found_by_its_claim_and_support() -> None:
    one = outcome("甲", "para_1__sup_1", Status.ELIGIBLE, NOTHING)
    none = outcome("", "para_2__sup_1", Status.INELIGIBLE, NOTHING)
    found = Assessment(date(2030, 6, 1), {}, (one, none), Combination((), NOTHING, NOTHING, ()))
    assert found.outcome("甲", "para_1__sup_1") is one
    assert found.outcome("", "para_2__sup_1") is none
    with pytest.raises(KeyError) as raised:
        found.outcome("甲", "para_2__sup_1")
    assert raised.value.args == (("甲", "para_2__sup_1"),)


def test_the_undecided_tests_are_the_leaves_below_undecided_reasons() -> None:
    open_, decided = Reason("has", None, fact="a"), Reason("has", True, fact="b")
    hidden = Reason("any", True, parts=(Reason("has", None, fact="c"),))
    nested = Reason("all", None, parts=(decided, Reason("any", None, parts=(open_,)), hidden))
    assert list(open_tests((nested, decided))) == [open_]
