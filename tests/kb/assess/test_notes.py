"""Notes beside the outcomes: sums worked out by hand, and answers that cannot both be true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.notes import agrees
from kb.cases.case import Case, Claim, Grant
from kb.core.outcomes import Note, Status
from kb.explain.outcomes import say_note
from kb.model.facts import Relation
from kb.model.values import Interval, Money
from kb.model.words.errors import LANGUAGES
from kb.model.words.names import MOST_NEAR, find_near
from tests.case_strategies import subjects_of

DAY = date(2026, 3, 1)
FIRM = {"applicant-kind": "enterprise"}


def yuan(number: int) -> Money:
    return Money.yuan(number)


def only(kind: str, subject: str) -> dict[str, bool]:
    """A claim with this subject and no other supported one."""
    return {key: key == subject for key in subjects_of(kind)}


def room(name: str = "机房改造", investment: int = 10_000_000, **facts: Any) -> Claim:
    """A data centre that gets 30 % of its investment under measure 5, and 10 million yuan at most."""
    stated = {
        "is": only("project", "data-centre"), "demonstration-value": True, "selected": True,
        "achieved-on": date(2025, 12, 1), "verified-total-investment": yuan(investment),
    }  # fmt: skip
    return Claim(name, "project", stated | {key.replace("_", "-"): value for key, value in facts.items()})


def standard(**facts: Any) -> Claim:
    """A national standard, worth 500,000 yuan under measure 20."""
    stated = {
        "is": only("standard-document", "standard"), "standard-level": "national",
        "practical-and-guiding": True, "achieved-on": date(2025, 12, 1),
    }  # fmt: skip
    stated |= {key.replace("_", "-"): value for key, value in facts.items()}
    return Claim("标准", "standard-document", stated)


def had(level: str, number: int, about: str = "机房改造", day: date = date(2025, 2, 1)) -> Grant:
    return Grant({"level": level, "object": about, "amount": yuan(number), "date": day})


def noted(
    policy: Policy, claims: tuple[Claim, ...], ledger: tuple[Grant, ...] = (), **readings: str
) -> list[Note]:
    found = assess(policy, Case(DAY, FIRM, claims, ledger), readings=readings)
    for note in found.notes:
        assert all(say_note(policy, note, lang) for lang in LANGUAGES)
    return list(found.notes)


class TestExcess:
    """3 million yuan for a room of 10 million: 7 million before pay all, and a yuan more is too much."""

    @pytest.mark.parametrize("level", ["district", "province", "national"])
    def test_grants_of_every_level_count(self, policy: Policy, level: str) -> None:
        (note,) = noted(policy, (room(),), (had(level, 9_000_000),))
        assert (note.kind, note.claims, note.provision) == ("excess", ("机房改造",), "final__s_2")
        sums = [12_000_000, 10_000_000, 9_000_000]
        assert note.amounts == tuple(Interval(100 * one, 100 * one) for one in sums)
        assert say_note(policy, note, "zh") == (
            "“机房改造”得到的资助，连同以前得到的 900万元，合计 1200万元，"
            "超过投资额 1000万元，应当报告。（final__s_2）"
        )

    def test_nothing_is_noted_at_equality_and_a_yuan_above_is(self, policy: Policy) -> None:
        assert noted(policy, (room(),), (had("district", 7_000_000),)) == []
        assert len(noted(policy, (room(),), (had("district", 7_000_001),))) == 1

    def test_several_grants_for_one_thing_add_up_and_others_do_not_count(self, policy: Policy) -> None:
        ledger = (
            had("district", 4_000_000),
            had("province", 3_000_001),
            had("district", 9_000_000, "别的机房"),
        )
        (note,) = noted(policy, (room(),), ledger)
        assert note.amounts[0].low == 100 * 10_000_001
        assert noted(policy, (room(),), (had("district", 9_000_000, "别的机房"),)) == []

    def test_a_grant_alone_above_the_investment_is_nobody_s_support_now(self, policy: Policy) -> None:
        assert noted(policy, (room(selected=False),), (had("district", 20_000_000),)) == []

    def test_support_of_several_measures_for_one_thing_adds_up(self, policy: Policy) -> None:
        """Measure 5 and measure 16 stack under G1=c: 300 and up to 1000 of 1000, strictly above together."""
        claims = (
            room(),
            Claim(
                "示范",
                "project",
                {**room().facts, "object": "机房改造", "is": only("project", "demonstration-project")},
            ),
        )
        kinds = [note.kind for note in noted(policy, claims, G1="c")]
        assert kinds == ["excess"]
        # The second claim states an investment of 2000: then 300 and 600 do not exceed the cost.
        costly = replace(claims[1], facts={**claims[1].facts, "verified-total-investment": yuan(20_000_000)})
        assert noted(policy, (claims[0], costly), G1="c") == []


class TestContradictions:
    def test_one_leader_gets_all_of_it_whatever_number_is_told(self, policy: Policy) -> None:
        """一家独家牵头：50万元，不分；三家分一份是 166666.66 元。"""
        for leads in (1, 3, 0):
            case = Case(
                DAY,
                {"applicant-kind": "association"},
                (standard(drafting_role="sole-lead", leads=leads),),
                (),
            )
            for reading in ("a", "c"):
                outcome = assess(policy, case, readings={"M20b": reading}).outcome("标准", "para_20__sup_1")
                assert (outcome.status, outcome.amount) == (Status.ELIGIBLE, Interval(50_000_000, 50_000_000))
        shared = Case(
            DAY, {"applicant-kind": "association"}, (standard(drafting_role="first-lead", leads=3),), ()
        )
        outcome = assess(policy, shared, readings={"M20b": "c"}).outcome("标准", "para_20__sup_1")
        assert outcome.amount == Interval(16_666_666, 16_666_666)

    @pytest.mark.parametrize(
        ("claim", "kind", "values"),
        [
            (standard(drafting_role="sole-lead", leads=3), "one", ("drafting-role", "sole-lead", "leads", 3)),
            (
                standard(drafting_role="first-lead", leads=0),
                "several",
                ("drafting-role", "first-lead", "leads", 0),
            ),
            (standard(drafting_role="co-lead", leads=1), "several", ("drafting-role", "co-lead", "leads", 1)),
            (
                room(other_support=yuan(60_000_000)),
                "at-most",
                ("other-support", yuan(60_000_000), "verified-total-investment", yuan(10_000_000)),
            ),
            (
                room(paid_on=date(2025, 1, 1), selected_on=date(2026, 1, 1), applied_on=date(2025, 1, 1)),
                "not-before",
                ("paid-on", date(2025, 1, 1), "selected-on", date(2026, 1, 1)),
            ),
            (
                room(selected_on=date(2026, 3, 2)),
                "past",
                ("selected", True, "selected-on", date(2026, 3, 2)),
            ),
        ],
    )
    def test_both_answers_are_named_and_the_result_stands(
        self, policy: Policy, claim: Claim, kind: str, values: tuple[object, ...]
    ) -> None:
        (note,) = noted(policy, (claim,))
        assert (note.kind, note.claims, note.values) == (kind, (claim.id,), values)
        found = assess(policy, Case(DAY, FIRM, (claim,), ()))
        paid = 0 if claim.facts.get("drafting-role") == "co-lead" else 50_000_000
        assert found.combination.total.high == (paid if kind in ("one", "several") else 300_000_000)

    @pytest.mark.parametrize(
        "claim",
        [
            standard(drafting_role="sole-lead", leads=1),
            standard(drafting_role="first-lead", leads=2),
            standard(drafting_role="participant", leads=1),
            room(other_support=yuan(10_000_000)),
            room(paid_on=DAY, selected_on=DAY, applied_on=DAY),
            room(selected_on=DAY),
        ],
    )
    def test_what_may_be_true_is_not_noted(self, policy: Policy, claim: Claim) -> None:
        assert noted(policy, (claim,)) == []

    def test_a_grant_of_the_future_and_one_above_its_ceiling_are_noted(self, policy: Policy) -> None:
        late = had("district", 1, "别的", date(2027, 1, 1))
        over = Grant({"support": "para_5__sup_1", "object": "别的", "amount": yuan(30_000_000), "date": DAY})
        notes = noted(policy, (room(),), (over, late))
        assert [(note.kind, note.grant) for note in notes] == [("past", 1), ("above-ceiling", 0)]
        assert say_note(policy, notes[0], "zh") == (
            "以前的第2笔资助：“发放日期”写的是 2027年1月1日，在评估日期以后，请核对。"
        )
        assert say_note(policy, notes[1], "zh") == (
            "以前的第1笔资助写的是 3000万元，超过这一项的最高限额 1000万元，请核对。（para_5__s_4）"
        )
        at_it = Grant({**over.facts, "amount": yuan(10_000_000)})
        assert noted(policy, (room(),), (at_it,)) == []

    @pytest.mark.parametrize(
        ("level", "number", "ceiling"),
        [
            # 国际、国家、行业、团体标准: 最高不超过100万、50万、30万、10万元. An unstated level may be any.
            ({"standard-level": "national"}, 500_001, 500_000),
            ({"standard-level": "national"}, 500_000, None),
            ({"standard-level": "association"}, 500_000, 100_000),
            ({}, 500_001, None),
            ({}, 1_000_001, 1_000_000),
        ],
    )
    def test_an_earlier_grant_is_above_its_ceiling_where_it_is_above_that_of_its_own_level(
        self, policy: Policy, level: dict[str, str], number: int, ceiling: int | None
    ) -> None:
        grant = Grant(
            {"support": "para_20__sup_1", "object": "别的", "amount": yuan(number), "date": DAY, **level}
        )
        notes = noted(policy, (room(),), (grant,))
        assert [(note.kind, note.amounts[1].low) for note in notes] == (
            [] if ceiling is None else [("above-ceiling", 100 * ceiling)]
        )

    def test_every_relation_is_tried_and_each_holds_at_its_boundary(self) -> None:
        tried = {
            "at-most": (yuan(1), yuan(1), yuan(2), yuan(1)),
            "not-before": (DAY, DAY, date(2026, 2, 28), DAY),
            "past": (True, DAY, True, date(2026, 3, 2)),
            "one": ("sole-lead", 1, "sole-lead", 2),
            "several": ("first-lead", 2, "first-lead", 1),
        }
        assert set(tried) == set(get_args(Relation))
        for relation, (value, other, wrong, against) in tried.items():
            assert agrees(relation, value, other, DAY)  # type: ignore[arg-type]
            assert not agrees(relation, wrong, against, DAY)  # type: ignore[arg-type]


class TestNearNames:
    def test_a_grant_whose_name_is_one_edit_away_is_asked_about(self, policy: Policy) -> None:
        (note,) = noted(policy, (room(),), (had("city", 1, "机房改建"),))
        assert (note.kind, note.claims, note.values) == ("near", ("机房改造",), ("机房改建", "机房改造"))
        assert say_note(policy, note, "zh") == (
            "“机房改建”和“机房改造”只差一点，是不是同一件东西？是的话，请用同一个名称；现在按两件算。"
        )

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("机房改造", "机房改建"),
            ("机房改造", "机房改造项"),
            ("机房改造", "机房造改"),
            ("机房改造", "机改造"),
            ("DC-1", "DC1"),
            ("机房“一期”", "机房（一期）"),
            ("Data Centre", "data center"[:10] + "re"),
            ("3号楼机房", "3号楼机放"),
        ],
    )
    def test_near_names(self, one: str, other: str) -> None:
        expected = (
            [] if one.lower().replace(" ", "") == other.replace(" ", "") else [tuple(sorted((one, other)))]
        )
        assert find_near([one, other]) == expected

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("机房一期", "机房二期"),
            ("机房", "机房2"),
            ("项目1", "项目12"),
            ("项目12", "项目21"),
            ("甲厂改造", "乙厂改造"),
            ("东区机房", "西区机房"),
            ("Project A", "Project B"),
            ("Phase II", "Phase III"),
            ("厂房", "广房"),
            ("机房改造", "机房改建扩"),
            ("机房改造", "机房改造"),
            ("机房（一期）", "机房(一期)"),
        ],
    )
    def test_names_that_are_no_question(self, one: str, other: str) -> None:
        assert find_near([one, other]) == []

    def test_only_so_many_pairs_are_told(self) -> None:
        assert len(find_near([f"机房{chr(0x4F00 + n)}改造" for n in range(60)])) == MOST_NEAR
