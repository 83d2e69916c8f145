"""Readings illustrated by the example in which their options differ most."""

from __future__ import annotations

from datetime import date

from kb import Policy
from kb.assess.illustrations import Illustration, Told, illustrate
from kb.cases.case import Case, Claim, Grant
from kb.model.values import Interval, Money

DAY = date(2030, 6, 1)


def case(yuan: int) -> Case:
    """A project of an investment, whose windmill was paid for before under another policy."""
    facts = {"is": {"windmill-project": True}, "investment": Money.yuan(yuan), "achieved-on": DAY}
    return Case(DAY, {}, (Claim("甲", "project", facts),), (Grant({"object": "甲", "level": "city"}),))


def test_the_greatest_difference_is_that_of_either_bound() -> None:
    answers = (Told("a", Interval(0, 100)), Told("b", Interval(40, 110)))
    assert Illustration("G1", "one", answers).differs == 40
    assert Illustration("G1", "one", (*answers, Told("c", Interval(0, 160)))).differs == 60
    assert Illustration("G1", "one", (*answers, Told("c", Interval(0, None)))).differs is None


def test_an_illustration_is_of_totals_unless_it_names_an_outcome() -> None:
    assert Illustration("G1", "one", ()).is_of_totals
    assert not Illustration("G1", "one", (), "甲", "para_1__sup_1").is_of_totals


def test_no_reading_is_illustrated_where_no_example_depends_on_it(toy: Policy) -> None:
    assert illustrate(toy, {"none": Case(DAY, {}, (), ())}) == {}


def test_the_example_in_which_the_totals_differ_most_is_chosen(policy: Policy) -> None:
    def project(yuan: int) -> Case:
        facts = {
            "is": {"data-centre": True},
            "verified-total-investment": Money.yuan(yuan),
            "achieved-on": date(2025, 12, 1),
        }
        return Case(date(2026, 3, 1), {}, (Claim("机房", "project", facts),), ())

    small, large = project(100_000), project(1_000_000)
    found = illustrate(policy, {"small": small, "large": large})
    assert found
    assert list(found) == [reading.id for reading in policy.readings if reading.id in found]
    for reading, shown in found.items():
        alone = illustrate(policy, {"small": small}).get(reading)
        if shown.is_of_totals and alone is not None and shown.differs and alone.differs:
            assert shown.differs >= alone.differs, reading
    assert any(shown.example == "large" for shown in found.values())
