"""The best combination of a case against every combination, by the rules that the clauses state."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kb.assess.assessment import assess
from kb.assess.together.optimum import OPEN
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Combination
from kb.model.values import Interval, Money
from tests import case_strategies as make
from tests.case_strategies import POLICY
from tests.kb.assess.trying_everything import Trial
from tests.sampling import examples

MOST_TRIED = 9
"""The greatest number of candidates of which every combination is tried."""

TURNED = ("G1", "G2", "G3", "G4", "G18", "G19", "M9c", "M16b", "M14b", "M14e", "M20d", "X2", "M12a", "M12f")

SUBJECTS = {subject.concept.id for one in POLICY.supports if one.per == "project" for subject in one.subjects}


def check(case: Case, readings: dict[str, str]) -> None:
    """The engine's best combination is optimal, and its bars and open points are complete."""
    found = assess(POLICY, case, readings=readings)
    trial = Trial(POLICY, case, found)
    if len(trial.candidates) > MOST_TRIED:
        return
    best = trial.best()
    combination = found.combination
    assert combination.proved
    high = OPEN if combination.total.high is None else combination.total.high
    assert min(high, OPEN) == min(best.free, OPEN)
    assert combination.settled is (best.careful == best.free)
    # The lower bound is the best of what is certainly allowed and certainly paid.
    assert combination.total.low <= min(best.careful, OPEN)
    if trial.is_sure:
        assert combination.total.low == best.certain
    else:
        assert combination.total.low <= best.certain
    parts = [(part.claim, part.support) for part in combination.best]
    left_out = [(bar.claim, bar.support) for bar in combination.barred]
    assert sorted(parts + left_out) == sorted((c.claim, c.support) for c in trial.candidates)
    highs = [part.amount.high for part in combination.best]
    assert combination.total.high == (None if None in highs else sum(highs))


class TestBest:
    @settings(max_examples=examples(100), deadline=None)
    @given(make.crowded_cases(), make.some_readings(*TURNED))
    def test_the_best_combination_is_the_best_of_all(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings)

    @settings(max_examples=examples(50), deadline=None)
    @given(make.crowded_cases("project"), make.reading_of("G18", "G19", "M9c", "M16b", "M16a"))
    def test_projects_that_share_ceilings(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings | {"G1": "c"})

    @settings(max_examples=examples(50), deadline=None)
    @given(make.crowded_cases("project"), make.reading_of("G1", "G2", "G3", "G4", "M9c"))
    def test_projects_that_may_be_the_same(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings)

    @settings(max_examples=examples(100), deadline=None)
    @given(
        st.lists(st.sampled_from((0, 1, 400_000_000, 900_000_000, 10**11)), min_size=4, max_size=9),
        st.sampled_from(("data-centre", "demonstration-project")),
        st.sampled_from((True, None)),
        make.reading_of("G1", "G3", "G4", "G18", "G19", "M16a"),
    )
    def test_more_claims_of_one_thing_than_are_compared(
        self, sums: list[int], subject: str, selected: bool | None, readings: dict[str, str]
    ) -> None:
        # For claims that may still be refused, "none is paid" is not certain.
        assume(selected or readings.get("G4") != "b")
        told = {
            "is": {one: one == subject for one in SUBJECTS},
            "achieved-on": date(2025, 12, 1),
            "demonstration-value": True,
        }
        claims = tuple(
            Claim(
                f"第{n}份",
                "project",
                {
                    **told,
                    "object": "机房",
                    "verified-total-investment": Money(fen),
                    **({} if selected is None else {"selected": selected}),
                },
            )
            for n, fen in enumerate(sums)
        )
        check(Case(date(2026, 3, 1), {"applicant-kind": "enterprise"}, claims, ()), readings)

    @settings(max_examples=examples(50), deadline=None)
    @given(make.crowded_cases("project"), make.reading_of("G2", "G3", "M9c"))
    def test_projects_of_which_the_first_is_paid(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings | {"G4": "d"})

    @settings(max_examples=examples(50), deadline=None)
    @given(make.crowded_cases("carrier"), make.reading_of("G1", "M14b", "M14e"))
    def test_carriers_in_phases(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings)

    @settings(max_examples=examples(50), deadline=None)
    @given(
        make.crowded_cases("certificate", most_claims=7),
        make.reading_of("M12a", "M12b", "M12c", "M12d", "M12e", "M12f"),
    )
    def test_certificates_of_several_years(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings)

    @settings(max_examples=examples(50), deadline=None)
    @given(make.crowded_cases("certificate", most_claims=7), make.reading_of("M12a", "M12b", "M12e"))
    def test_certificates_of_which_the_earliest_count(self, case: Case, readings: dict[str, str]) -> None:
        check(case, readings | {"M12f": "b"})

    @settings(max_examples=examples(100), deadline=None)
    @given(make.crowded_cases(), make.some_readings(*TURNED))
    def test_whatever_is_left_out_is_left_out_for_a_reason(
        self, case: Case, readings: dict[str, str]
    ) -> None:
        found = assess(POLICY, case, readings=readings)
        trial = Trial(POLICY, case, found)
        by_key = {(c.claim, c.support): c for c in trial.candidates}
        best = {(part.claim, part.support) for part in found.combination.best}
        for bar in found.combination.barred:
            one = by_key[bar.claim, bar.support]
            assert one[:2] not in best
            for other in bar.by:
                assert bar.kind in ("none", "first", "prefers") or other in best
                assert trial.relation(one, by_key[other]) in ("never", "general")
            assert bar.by or bar.kind == "quota"


def project(name: str, subject: str, day: date, **facts: object) -> Claim:
    """A project of 50 million yuan that meets all requirements of a measure."""
    told = {
        "is": {key: key == subject for key in make.subjects_of("project")},
        "applied-on": day,
        "achieved-on": date(2025, 1, 1),
        "selected": True,
        "demonstration-value": True,
        "battery-kind": "vehicle",
        "high-value-use": True,
        "verified-total-investment": Money.yuan(50_000_000),
    }
    return Claim(name, "project", told | {key.replace("_", "-"): value for key, value in facts.items()})


class TestByHand:
    """Cases that the properties found, or might not find again soon."""

    def best_of(self, claims: tuple[Claim, ...], readings: dict[str, str], *had: Grant) -> Combination:
        case = Case(date(2026, 1, 1), {"applicant-kind": "enterprise"}, claims, had)
        check(case, readings)
        return assess(POLICY, case, readings=readings).combination

    def test_what_a_particular_rule_leaves_out_bars_nothing_by_the_general_one(self) -> None:
        claims = (
            project("甲", "data-centre", date(2025, 2, 2), object="园区"),
            project("乙", "recycling-demonstration", date(2025, 1, 2), object="园区"),
            project("丙", "battery-project", date(2025, 3, 2), object="园区"),
        )
        found = self.best_of(claims, {"G4": "d"})
        assert [part.claim for part in found.best] == ["甲"]
        assert {bar.claim: bar.kind for bar in found.barred} == {"乙": "prefers", "丙": "first"}

    def test_what_came_later_but_is_barred_itself_bars_nothing(self) -> None:
        # By the field of the measure: 16 is of every field, 5 and 10 of one each. The second claim shares one
        # with both others, which share none; it is out, and the others bring 10 million each for certain.
        claims = (
            project("甲", "data-centre", date(2024, 12, 30)),
            project("乙", "demonstration-project", date(2024, 12, 31)),
            project("丙", "battery-project", date(2025, 1, 1)),
        )
        found = self.best_of(claims, {"G2": "c", "G3": "b", "G4": "d"})
        assert [part.claim for part in found.best] == ["丙", "甲"]
        assert [(bar.claim, bar.kind, bar.by) for bar in found.barred] == [
            ("乙", "first", (("甲", "para_5__sup_1"),))
        ]
        assert found.total == Interval(20_000_000_00, 20_000_000_00)

    def test_parts_of_one_project_share_what_was_paid_for_any_of_them(self) -> None:
        day = date(2025, 2, 2)
        claims = tuple(project(name, "data-centre", day, part_of="全部") for name in ("甲", "乙"))
        six = Money.yuan(6_000_000)
        had = [
            Grant({"support": "para_5__sup_1", "object": name, "amount": six, "date": date(2025, 1, 1)})
            for name in ("甲", "乙")
        ]
        found = self.best_of(claims, {"G1": "c", "G18": "b"}, *had)
        assert found.total == Interval(0, 0)

    def test_parts_of_one_project_in_two_years(self) -> None:
        # The whole and the year overlap: each part shares a ceiling with one of the others.
        claims = (
            project("甲", "data-centre", date(2025, 2, 2), part_of="全部"),
            project("乙", "data-centre", date(2026, 1, 1), part_of="全部"),
            project("丙", "data-centre", date(2025, 3, 3)),
        )
        found = self.best_of(claims, {"G18": "b", "G19": "b"})
        assert found.total == Interval(20_000_000_00, 20_000_000_00)


def test_the_level_of_a_standard_counts_however_the_claims_are_called() -> None:
    """Each level is given once: two of three claims for one standard are international, 200万元 at most."""
    own = {"object": "某标准"}
    international = {**own, "standard-level": "international"}
    sure = {
        **international,
        "is": {"other-standard": True},
        "other-standard-counts": True,
        "drafting-role": "sole-lead",
        "practical-and-guiding": True,
        "achieved-on": date(2025, 5, 23),
    }
    for names in permutations("甲乙丙"):
        told = zip(names, (own, sure, international), strict=True)
        claims = tuple(Claim(name, "standard-document", facts) for name, facts in told)
        case = Case(date(2025, 5, 23), {"applicant-kind": "association"}, claims, ())
        total = assess(POLICY, case, readings={"M20d": "b"}).combination.total
        assert total == Interval(100_000_000, 200_000_000)
