"""Abuse: ways to receive more are derived from the rules, and the readings that close them are named."""

from __future__ import annotations

from functools import cache

import pytest

from kb import Policy, load_policy
from kb.assess.assessment import assess
from kb.model.values import Interval, Money
from kb.model.words.errors import LANGUAGES
from kb.verify.abuse.run import abuse
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law
from tests.conftest import REAL, TOY


@cache
def found_in(measure: str) -> tuple[Result, ...]:
    return tuple(abuse(load_policy(REAL), measure))


def of(measure: str, law: str, support: str) -> list[Result]:
    found = [r for r in found_in(measure) if (r.law, r.support) == (law, support)]
    assert found
    return found


@pytest.mark.parametrize(
    ("measure", "support", "ceiling"),
    [("para_5", "para_5__sup_1", 10_000_000), ("para_16", "para_16__sup_2", 15_000_000)],
)
def test_splitting_doubles_the_ceiling(policy: Policy, measure: str, support: str, ceiling: int) -> None:
    (found,) = of(measure, "split", support)
    assert (found.verdict, found.about, found.is_trouble) == (Verdict.REFUTED, "policy", False)
    assert found.case is not None
    assert assess(policy, found.case).combination.total.high == 2 * ceiling * 100
    # One ceiling for the whole project, or for the enterprise, leaves no more than one ceiling.
    for reading in ({"G18": "b"}, {"G19": "c"}):
        total = assess(policy, found.case, readings=reading).combination.total
        assert total.high == ceiling * 100
    told = say_law(found, "zh")
    assert "G18=b" in told
    assert "拆得更多" in told


def test_six_calendar_years_lie_in_five_years_of_validity(policy: Policy) -> None:
    (found,) = of("para_12", "years", "para_12__sup_2")
    assert found.case is not None
    years = [claim.facts["achieved-on"].year for claim in found.case.claims or ()]  # type: ignore[union-attr]
    assert sorted(years) == [year for year in range(2024, 2030) for _ in range(3)]
    assert assess(policy, found.case).combination.total == Interval(18 * 10_000_000, 18 * 10_000_000)
    told = say_law(found, "zh")
    assert "照字面共15张、150万元" in told
    assert "能得18张、180万元" in told
    assert "改用读法M12a=b或M12a=c" in told


def test_a_day_across_the_turn_of_the_year_doubles_the_certificates() -> None:
    (found,) = of("para_12", "redate", "para_12__sup_2")
    assert found.case is not None
    days = [claim.facts["achieved-on"] for claim in found.case.claims or ()]
    assert sorted({str(day) for day in days}) == ["2024-12-31", "2025-01-01"]
    assert len(days) == 6
    # “不超过10万元”: the stated cost is no higher than what matters.
    costs = {claim.facts["certificate-cost"] for claim in found.case.claims or ()}
    assert costs == {Money.yuan(100_000)}
    assert found.readings == {}


def test_phases_and_levels_add_up_only_as_some_reading_says() -> None:
    (phases,) = of("para_14", "phases", "para_14__sup_4")
    assert phases.readings == {"M14b": "c"}
    (upgrade,) = of("para_14", "upgrade", "para_14__sup_4")
    assert upgrade.readings == {"M14e": "b"}
    assert "4000万元" in say_law(upgrade, "zh")


def test_merging_brings_nothing() -> None:
    (found,) = of("para_5", "merge", "para_5__sup_1")
    assert found.verdict is Verdict.SAMPLED
    assert found.samples > 1


def test_every_finding_says_what_program_and_text_say_of_it() -> None:
    findings = [
        result
        for measure in ("para_5", "para_12", "para_14")
        for result in found_in(measure)
        if result.verdict is Verdict.REFUTED
    ]
    assert len(findings) > 5
    for result in findings:
        assert result.case is not None
        for said in (result.program, result.text):
            assert set(said) == set(LANGUAGES)
            assert not [one for one in said.values() if "{" in one or not one.endswith(("。", "."))]
    (split,) = of("para_5", "split", "para_5__sup_1")
    # “给予资助,最高1000万元”.
    assert split.text["zh"].startswith("最高1000万元；")
    assert "2000万元" in split.program["zh"]


def test_a_first_application_that_brought_nothing_is_not_called_at_once() -> None:
    """Upgrade before formation, where formation must come first: the upgrade brings nothing."""
    (found,) = (
        one for one in of("para_14", "reorder-own", "para_14__sup_4") if one.readings == {"M14c": "b"}
    )
    assert found.case is not None
    assert not found.case.ledger
    assert "先前那一次什么都没有得到" in found.program["zh"]


def test_every_finding_is_told_in_both_languages_and_fails_nothing() -> None:
    results = [*found_in("para_5"), *found_in("para_12"), *found_in("para_14"), *abuse(load_policy(TOY))]
    assert results
    for result in results:
        assert not result.is_trouble
        for lang in LANGUAGES:
            assert "{" not in say_law(result, lang)
