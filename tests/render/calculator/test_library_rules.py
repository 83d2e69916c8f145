"""The evaluator of a library in Node, against the engine in Python and against sums worked out by hand.

``TIAOWEN_WORKS=1000 pytest tests/render/calculator/test_library_rules.py`` tries more cases than usual.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb import Library, Policy, PolicyError, load
from kb.cases.form import form_of_works
from kb.cases.reading import read_case_form
from render.calculator.library_rules import compile_library, write_library
from render.calculator.rules import read_evaluator, read_works_evaluator
from tests.library_agreement import answer_works, unlike, write_works_scripts
from tests.library_cases import LibraryMaker
from tests.meeting import CITY, INVENTED, LOWER, TWIN, meet, pay_the_difference, write_two_levels
from tests.render.evaluator import ask
from tests.sampling import examples
from tests.works import DISTRICT, Invented, make_library, write_work

CASES = int(os.environ.get("TIAOWEN_WORKS", examples(120)))
WAN = 1_000_000
"""One 万元 in fen."""

TOY, MILL = "cn-999999/wanju", DISTRICT
SECOND = "cn-999901/fengche"
"""A second work of the invented district."""


def invented(parent: Path) -> Library:
    works = Invented(DISTRICT), Invented(SECOND, measures=3, rate=30, cap=200)
    return load(make_library(parent / "policy", *works), on=date(2030, 6, 1))


def levels(parent: Path) -> Library:
    return load(write_two_levels(parent), on=date(2032, 3, 1))


def differences_paid(parent: Path) -> Library:
    folder = write_two_levels(parent)
    pay_the_difference(folder, "5%")
    return load(folder, on=date(2032, 3, 1))


def meeting(parent: Path) -> Library:
    return load(meet(parent / "policy"), on=date(2027, 6, 1))


LIBRARIES: dict[str, Callable[[Path], Library]] = {
    "invented": invented,
    "levels": levels,
    "differences": differences_paid,
    "meeting": meeting,
}


@pytest.fixture(scope="module", params=LIBRARIES)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Path]:
    """Each library, with its scripts."""
    parent = tmp_path_factory.mktemp(request.param)
    library = LIBRARIES[request.param](parent)
    return library, write_works_scripts(library, parent / "scripts")


def test_cases_at_random_are_answered_as_the_engine_does(opened: tuple[Library, Path]) -> None:
    library, scripts = opened
    maker = LibraryMaker(library)
    assert unlike(library, scripts, map(maker.make, range(CASES)))[:3] == []


def test_cases_at_random_reach_every_effect_of_one_work_on_another(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    wanted = {"bars", "order", "lessens", "open", "left", "unproved", "expired", "not-yet", "repealed-by"}
    for name, open_ in LIBRARIES.items():
        maker = LibraryMaker(open_(tmp_path_factory.mktemp(name)))
        for seed in range(max(CASES, 50)):
            answer = answer_works(maker.library, *maker.make(seed))
            wanted -= {one["kind"] for one in (*answer["clashes"], *answer["silent"])}
            wanted -= {"left" for one in answer["clashes"] if one["left"] is not None}
            wanted -= set() if answer["proved"] else {"unproved"}
            if not wanted:
                return
    assert wanted == set()


class Asked:
    """A library whose evaluator is asked for cases written by hand."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.scripts = write_works_scripts(library, folder)

    def answer(
        self, day: str, claim: dict[str, Any], *ledger: dict[str, Any], readings: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        case = {"date": day, "applicant": {}, "claims": [{"id": "甲", **claim}], "ledger": list(ledger)}
        return ask(self.scripts, [{"case": case, "readings": readings or {}}])[0]


def totals(answer: dict[str, Any]) -> dict[str, tuple[int, int | None]]:
    """The total of each work and of all, in 万元."""
    found = {one["work"]: one["combination"]["total"] for one in answer["answers"]}
    found["all"] = answer["total"]
    return {
        key: (one["low"] // WAN, None if one["high"] is None else one["high"] // WAN)
        for key, one in found.items()
    }


@pytest.fixture(scope="module")
def mills(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    parent = tmp_path_factory.mktemp("mills")
    library = load(make_library(parent / "policy", Invented(DISTRICT)), on=date(2030, 6, 1))
    return Asked(library, parent / "scripts")


WINDMILL = {
    "kind": "project",
    "is": ["windmill-project"],
    "investment": "1000万",
    "achieved-on": "2030-05-01",
}
"""The district pays 20 % of 1000万元. The city pays 40 %, up to 700万元 more, and up to 9万元 elsewhere."""


def test_the_bar_of_a_district_covers_its_city(mills: Asked) -> None:
    found = mills.answer("2030-06-01", WINDMILL)
    assert totals(found) == {MILL: (200, 200), TOY: (400, 1109), "all": (400, 1109)}
    assert {(one["kind"], one["second"]["work"], one["provision"]) for one in found["clashes"]} == {
        ("bars", MILL, "final__s_1")
    }
    assert found["proved"]


def test_an_earlier_grant_bars_the_works_that_it_concerns(mills: Asked) -> None:
    city = {"policy": TOY, "support": "para_1__sup_1", "object": "甲", "amount": "400万"}
    found = mills.answer("2030-06-01", WINDMILL, city)
    assert totals(found) == {MILL: (0, 0), TOY: (400, 1109), "all": (400, 1109)}
    # The same in one value.
    one = {"support": f"{MILL}/para_1__sup_1", "object": "甲", "amount": "200万"}
    assert totals(mills.answer("2030-06-01", WINDMILL, one))[MILL] == (0, 0)


def test_a_support_that_several_works_have_names_its_work_as_in_the_reader(tmp_path: Path) -> None:
    """Both readers refuse the same grants, on days before, in and after the versions of the works."""
    folder = make_library(tmp_path / "policy", Invented(DISTRICT), Invented(SECOND, measures=4))
    write_work(folder, Invented(SECOND, day="2031-06-01", measures=1))
    asked = Asked(load(folder, on=date(2030, 6, 1)), tmp_path / "scripts")
    supports = [f"para_{n}__sup_1" for n in range(1, 11)]
    grants = [{"support": one, **more} for one in supports for more in ({}, {"policy": TOY})]
    shared = {}
    for day in ("2029-01-01", "2030-06-01", "2031-07-01"):
        form = form_of_works(
            [one.policy(one.present) for one in load(folder, on=date.fromisoformat(day)).works]
        )
        case = {"date": day, "claims": [], "ledger": grants}
        with pytest.raises(PolicyError) as problem:
            read_case_form(form, json.dumps(case), "case.json")
        ours = [(one.place.eid, one.code) for one in problem.value.findings]
        theirs = [(one["path"], one["code"]) for one in asked.answer(day, WINDMILL, *grants)["faults"]]
        assert theirs == ours
        assert {code for _, code in ours} == {"case-support-shared"}
        shared[day] = len(ours)
    # The second work of the district has four measures, and from June 2031 one; the first has two.
    assert shared == {"2029-01-01": 4, "2030-06-01": 4, "2031-07-01": 2}


def test_a_work_that_is_not_in_force_gives_no_sum_and_says_why(mills: Asked) -> None:
    found = mills.answer("2032-04-01", WINDMILL)
    assert [one["work"] for one in found["answers"]] == [TOY]
    assert [(one["work"], one["kind"], one["day"]) for one in found["silent"]] == [
        (MILL, "expired", "2032-03-31")
    ]


RETROFIT = {"kind": "project", "is": ["green-retrofit", "smart-retrofit", "safe-retrofit"]}


@pytest.mark.parametrize(
    ("investment", "each", "total"),
    [(200, 100, (100, 100)), (300, 120, (120, 150)), (1000, 120, (240, 240))],
)
def test_all_levels_together_keep_within_half_of_the_investment(
    tmp_path: Path, investment: int, each: int, total: tuple[int, int]
) -> None:
    asked = Asked(levels(tmp_path), tmp_path / "scripts")
    found = asked.answer("2032-03-01", {**RETROFIT, "retrofit-investment": f"{investment}万"})
    assert [totals(found)[work][1] for work in (LOWER, TWIN)] == [each, each]
    assert (totals(found)["all"], found["proved"]) == (total, True)
    # Both texts state the limit; it is named where it lowers the total.
    assert {work for work, _ in found["limits"]} == ({LOWER, TWIN} if investment < 1000 else set())


def test_the_order_of_two_grants_and_what_the_city_gave_before(tmp_path: Path) -> None:
    asked = Asked(levels(tmp_path), tmp_path / "scripts")
    found = asked.answer("2032-03-01", {"kind": "enterprise", "is": ["backbone"]})
    # 40万元 from each where the district comes first; it deducts only what was received before.
    assert [(one["kind"], one["second"]["work"]) for one in found["clashes"]] == [("order", LOWER)]
    assert totals(found)["all"] == (40, 80)
    # Each bars whoever received the other: 60万元 from one of them.
    found = asked.answer("2032-03-01", {"kind": "project", "is": ["first-product"]})
    assert totals(found)["all"] == (60, 60)
    # The city's 70万元 leave 30万元 of half of 200万元.
    before = {"object": "甲", "level": "city", "amount": "70万", "date": "2031-06-01"}
    found = asked.answer("2032-03-01", {**RETROFIT, "retrofit-investment": "200万"}, before)
    assert totals(found)["all"][1] == 30


def test_a_text_that_pays_the_difference_binds_what_both_bring(tmp_path: Path) -> None:
    asked = Asked(differences_paid(tmp_path), tmp_path / "scripts")
    building = {"kind": "project", "is": ["park-building"]}
    # The city's 5 % of 2000万元 and the difference to the district's 10 %.
    found = asked.answer("2032-03-01", {**building, "building-investment": "2000万"})
    assert totals(found)["all"] == (200, 200)
    # Of an investment that is not known either gives 300万元 at most, and both no more.
    assert totals(asked.answer("2032-03-01", building))["all"] == (0, 300)


def test_a_claim_is_answered_by_the_version_of_its_day(tmp_path: Path) -> None:
    asked = Asked(meeting(tmp_path), tmp_path / "scripts")
    saving = {"kind": "project", "is": ["saving-project"], "investment": "1000万"}
    versions = {}
    for day in ("2027-06-01", "2028-07-01"):
        found = asked.answer("2027-06-01", {**saving, "applied-on": day})
        versions[day] = [one["version"] for one in found["answers"] if one["work"] == INVENTED]
    assert versions == {"2027-06-01": ["2027-01-01"], "2028-07-01": ["2028-07-01"]}
    found = asked.answer("2027-06-01", saving)
    assert [one["work"] for one in found["answers"]] == [CITY, INVENTED]
    # 15万元 for a saving project with at least 1000万元 of investment.
    assert totals(found)[INVENTED][1] == 15


def test_a_rule_on_some_levels_leaves_an_unknown_level_open_as_the_engine_does(tmp_path: Path) -> None:
    library = levels(tmp_path)
    case, readings = LibraryMaker(library).make(1870)
    assert unlike(library, write_works_scripts(library, tmp_path / "scripts"), [(case, readings)]) == []


def test_the_library_has_every_version_and_no_sentence(tmp_path: Path) -> None:
    data = compile_library(meeting(tmp_path), ("zh",))
    assert [(one["id"], [v["name"] for v in one["versions"]]) for one in data["works"]] == [
        (CITY, ["2024-05-11"]),
        ("cn-999998/jimu-jiu", ["2025-01-01"]),
        (INVENTED, ["2027-01-01", "2028-07-01"]),
    ]
    assert data["places"]["cn-999998"] == {"level": "district", "within": "cn-440300"}
    rules = [version["rules"] for work in data["works"] for version in work["versions"]]
    assert all("clauses" not in one and not any("ask" in fact for fact in one["facts"]) for one in rules)
    assert json.loads(write_library(data).partition(" = ")[2].removesuffix(";\n")) == data


def test_the_part_for_several_works_is_only_in_their_evaluator(policy: Policy, together: Policy) -> None:
    assert "assessWorks" in read_works_evaluator()
    assert "only:" not in read_works_evaluator()
    for one in (policy, together):
        assert not any(word in read_evaluator(one) for word in ("assessWorks", "restOfJoint", "only:"))
