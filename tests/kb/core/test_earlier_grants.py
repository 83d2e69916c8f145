"""An answer waits for the missing facts of an earlier grant, and names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.assess import Case, Claim, assess
from kb.assess.questions import find_askable
from kb.cases.case import FactValue, Grant
from kb.core.outcomes import Status
from kb.explain.outcomes import say_outcome, say_tree
from kb.model.policy import Policy
from kb.model.values import Interval, Money
from kb.model.words.errors import LANGUAGES
from tests.claims import DATA_CENTRE, STANDARD

DAY = date(2026, 3, 1)
CARRIER = Claim(
    "载体",
    "carrier",
    {
        "is": {"municipal-carrier": True},
        "object": "研究中心",
        "phase": "improvement",
        "carrier-type": "engineering-centre",
        "achieved-on": date(2025, 12, 1),
    },
)
OF_FIVE: dict[str, FactValue] = {"support": "para_5__sup_1", "object": "另一项目"}
OF_CARRIERS: dict[str, FactValue] = {"support": "para_14__sup_4", "object": "研究中心"}
OF_CERTIFICATES: dict[str, FactValue] = {"support": "para_12__sup_2", "object": "证书"}
OF_STANDARDS: dict[str, FactValue] = {"support": "para_20__sup_1", "object": "标准"}
SUM: dict[str, FactValue] = {"amount": Money.yuan(3_000_000)}
PAID: dict[str, FactValue] = {"date": date(2026, 1, 10)}


def case_of(claim: Claim, grant: dict[str, FactValue]) -> Case:
    return Case(DAY, {"applicant-kind": "association"}, (claim,), (Grant(grant),))


@pytest.mark.parametrize(
    ("claim", "support", "grant", "readings", "waits_for"),
    [
        # A yearly ceiling waits for the day of the grant, a total ceiling for its sum.
        (DATA_CENTRE, "para_5__sup_1", OF_FIVE | SUM, {"G19": "b"}, "date"),
        (DATA_CENTRE, "para_5__sup_1", OF_FIVE | PAID, {"G19": "b"}, "amount"),
        (DATA_CENTRE, "para_5__sup_1", OF_FIVE | PAID, {"G19": "c"}, "amount"),
        # The two phases share one ceiling, and the same phase is not paid again.
        (CARRIER, "para_14__sup_4", OF_CARRIERS | SUM | PAID, {}, "phase"),
        (CARRIER, "para_14__sup_4", OF_CARRIERS | SUM | PAID, {"M14b": "c"}, "phase"),
        # Under some reading a certificate and a standard of the same product exclude each other.
        (STANDARD, "para_20__sup_1", OF_CERTIFICATES | SUM | PAID, {"X2": "b"}, "product"),
        # Earlier grants for the same standard depend on its level.
        (STANDARD, "para_20__sup_1", OF_STANDARDS | {"amount": Money.yuan(100)} | PAID, {}, "standard-level"),
    ],
)
def test_what_is_missing_of_an_earlier_grant_is_named_and_asked_of_that_grant(
    policy: Policy,
    claim: Claim,
    support: str,
    grant: dict[str, FactValue],
    readings: dict[str, str],
    waits_for: str,
) -> None:
    case = case_of(claim, grant)
    found = assess(policy, case, readings=readings)
    assert found.outcome(claim.id, support).missing == (waits_for,)
    mine = [one for one in find_askable(policy, case, found) if support in one.supports]
    assert [(one.grant, one.fact) for one in mine] == [(0, waits_for)]


@pytest.mark.parametrize("grant", [OF_FIVE, OF_FIVE | SUM, OF_FIVE | PAID, {"object": "机房"}, {}])
def test_a_grant_that_tells_little_is_answered_in_words_under_every_option(
    policy: Policy, grant: dict[str, FactValue]
) -> None:
    case = case_of(DATA_CENTRE, grant)
    for reading in policy.readings:
        for option in reading.options:
            found = assess(policy, case, readings={reading.id: option.id})
            outcome = found.outcome("机房", "para_5__sup_1")
            for lang in LANGUAGES:
                assert say_outcome(policy, outcome, lang)
                assert say_tree(policy, outcome.reasons, lang, "project")


def test_the_product_of_an_earlier_grant_settles_whether_it_was_the_same(policy: Policy) -> None:
    for product, status in (("水泵", Status.BARRED), ("风机", Status.ELIGIBLE)):
        case = case_of(STANDARD, OF_CERTIFICATES | SUM | PAID | {"product": product})
        found = assess(policy, case, readings={"X2": "b"})
        assert found.outcome("标准", "para_20__sup_1").status is status


@pytest.mark.parametrize(
    ("support", "readings", "status"),
    [
        # Measure 5 belongs to the domain of energy saving, which is one of the four of measure 14.
        ("para_14__sup_4", {"G2": "c"}, Status.BARRED),
        ("para_5__sup_1", {"G2": "c"}, Status.BARRED),
        # Measures 7 and 9 belong to other domains.
        ("para_7__sup_1", {"G2": "c"}, Status.ELIGIBLE),
        ("para_9__sup_1", {"G2": "c"}, Status.ELIGIBLE),
    ],
)
def test_grants_are_of_one_field_where_their_measures_share_a_field(
    policy: Policy, support: str, readings: dict[str, str], status: Status
) -> None:
    grant = SUM | PAID | {"support": support, "object": "机房"}
    found = assess(policy, case_of(DATA_CENTRE, grant), readings=readings)
    assert found.outcome("机房", "para_5__sup_1").status is status


@pytest.mark.parametrize(
    ("earlier", "amount"),
    [
        # A national standard brings 50万元, 团体标准 10万元 and 行业标准 30万元: the difference is left.
        ("association", 40_000_000),
        ("industry", 20_000_000),
        # Nothing is left for the same level, and nothing is given after a higher level.
        ("national", 0),
        ("international", 0),
    ],
)
def test_what_was_had_for_a_lower_level_is_topped_up_and_for_a_higher_one_it_bars(
    policy: Policy, earlier: str, amount: int
) -> None:
    had = {"association": 100_000, "industry": 300_000, "national": 500_000, "international": 1_000_000}
    grant = OF_STANDARDS | PAID | {"amount": Money.yuan(had[earlier]), "standard-level": earlier}
    outcome = assess(policy, case_of(STANDARD, grant), readings={"M20d": "a"}).outcome(
        "标准", "para_20__sup_1"
    )
    assert outcome.amount == Interval(amount, amount)


CERTIFICATE = Claim(
    "证书",
    "certificate",
    {
        "is": {"footprint-certificate": True},
        "paid-on": DAY,
        "achieved-on": DAY,
        "certificate-cost": Money.yuan(50_000),
    },
)


@pytest.mark.parametrize(
    ("days", "status"),
    [
        # “每年最多资助3张”: two leave room for a third, three for none, and another year counts for itself.
        ([date(2026, 1, 10), date(2026, 2, 10)], Status.ELIGIBLE),
        ([date(2026, 1, 10), date(2026, 2, 10), date(2026, 2, 11)], Status.BARRED),
        ([date(2026, 1, 10), date(2026, 2, 10), date(2025, 12, 31)], Status.ELIGIBLE),
        # A grant without a day may lie in the same year; two such and one of another year still leave room.
        ([date(2026, 1, 10), date(2026, 2, 10), None], Status.UNDETERMINED),
        ([date(2025, 1, 10), None, None], Status.ELIGIBLE),
        ([date(2025, 1, 10), None, None, None], Status.UNDETERMINED),
    ],
)
def test_a_number_is_used_up_by_as_many_as_it_allows_and_perhaps_by_what_has_no_day(
    policy: Policy, days: list[date | None], status: Status
) -> None:
    had = tuple(
        Grant(
            {"support": "para_12__sup_2", "object": f"第{n}张", "amount": Money.yuan(50_000)}
            | ({} if day is None else {"date": day})
        )
        for n, day in enumerate(days)
    )
    case = Case(DAY, {"applicant-kind": "enterprise"}, (CERTIFICATE,), had)
    assert assess(policy, case).outcome("证书", "para_12__sup_2").status is status


@pytest.mark.parametrize(("reading", "day"), [("b", date(2026, 1, 10)), ("c", date(2024, 6, 1))])
def test_what_another_member_of_the_group_had_fills_no_ceiling_of_the_applicant(
    policy: Policy, reading: str, day: date
) -> None:
    """At most 1000万元, for a year (G19=b) or in total: of the 300万元, only the applicant's own grant is
    deducted.
    """
    claim = replace(DATA_CENTRE, facts={**DATA_CENTRE.facts, "applied-on": DAY})

    def paid(grant: dict[str, FactValue], readings: dict[str, str]) -> Interval | None:
        return (
            assess(policy, case_of(claim, grant), readings=readings).outcome("机房", "para_5__sup_1").amount
        )

    had = OF_FIVE | SUM | {"date": day, "applied-on": day}
    assert paid(had | {"holder": "self"}, {"G19": reading}) == Interval(700_000_000, 700_000_000)
    assert paid(had | {"holder": "group"}, {"G19": reading}) == Interval(1_000_000_000, 1_000_000_000)
    # The ceiling of a thing is filled by any recipient.
    same = had | {"object": "机房", "holder": "group"}
    assert paid(same, {"G1": "c"}) == Interval(700_000_000, 700_000_000)
