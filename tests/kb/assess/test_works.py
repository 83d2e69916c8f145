"""A case under several works: each by its own rules, the bars between them, and the total."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from kb import Library, PolicyError, load
from kb.assess.works import assess_library, keep_for, tell_work
from kb.cases.case import Case
from kb.cases.form import form_of_works
from kb.cases.reading import read_case_form
from kb.cases.writing import hash_case
from kb.loading import load_text
from kb.model.document import Mark
from kb.model.values import Interval
from kb.versions.amendment import work_out, write_amendment
from tests.kb.cli.test_cli import Run, run
from tests.works import DISTRICT, Invented, make_library

__all__ = ["run"]

CITY = "cn-999999/wanju"
WAN = 1_000_000
"""One 万元 in fen."""

CASE = """
date: 2030-06-01
applicant: {{}}
claims:
  - {{id: 大风车, kind: project, is: [windmill-project], investment: 1000万元, achieved-on: {achieved}}}
ledger: [{ledger}]
"""
"""The district pays 20 % of 1000万元, 200万元. The city pays 40 %, 400万元 (para_1), up to 700万元 (para_5, a
share left open) and up to 9万元 under other rules (para_10). The bar of the district covers the city."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = make_library(tmp_path_factory.mktemp("works") / "policy", Invented(DISTRICT))
    return load(folder, on=date(2030, 6, 1))


def case_of(library: Library, ledger: str = "", achieved: str = "2030-05-01") -> Case:
    text = CASE.format(ledger=ledger, achieved=achieved)
    return read_case_form(form_of_works(library.in_force()), text, "case.yaml")


def totals(library: Library, case: Case) -> dict[str, Interval]:
    found = assess_library(library, case)
    return {one.work.id: one.assessment.combination.total for one in found.answers}


def test_a_kind_of_claim_that_one_work_alone_supports_is_answered_by_it(library: Library) -> None:
    # The district declares facts of sites, and has no support for one.
    text = "{date: 2030-06-01, claims: [{id: 场地, kind: site, is: [windmill]}], ledger: []}"
    case = read_case_form(form_of_works(library.in_force()), text, "case.yaml")
    for policy in library.in_force():
        hash_case(policy, tell_work(policy, case))
    claimed = {
        one.work.id: {outcome.support for outcome in one.assessment.outcomes if outcome.claim}
        for one in assess_library(library, case).answers
    }
    assert claimed == {DISTRICT: set(), CITY: {"para_9__sup_1"}}


def test_each_work_answers_by_its_own_rules(library: Library) -> None:
    assert totals(library, case_of(library)) == {
        DISTRICT: Interval(200 * WAN, 200 * WAN),
        CITY: Interval(400 * WAN, 1109 * WAN),
    }


def test_of_what_bars_one_another_the_higher_is_counted(library: Library) -> None:
    found = assess_library(library, case_of(library))
    # The district's 200万元 is barred beside any grant of the city; the city alone brings more.
    assert found.total == Interval(400 * WAN, 1109 * WAN)
    assert found.proved
    assert {(one.kind, one.first.support, one.second.support) for one in found.clashes} == {
        ("bars", "para_1__sup_1", "para_1__sup_1"),
        ("bars", "para_5__sup_1", "para_1__sup_1"),
        ("bars", "para_10__sup_1", "para_1__sup_1"),
    }
    assert {found.answers[one.second.answer].work.id for one in found.clashes} == {DISTRICT}
    assert {one.provision for one in found.clashes} == {"final__s_1"}


def test_things_that_have_nothing_to_do_with_one_another_add_up(library: Library) -> None:
    case = case_of(library)
    (claim,) = case.claims or ()
    mine = replace(claim, facts={**claim.facts, "is": {"windmill-project": True}})
    other = replace(claim, id="小风车", facts={**claim.facts, "object": "小风车"})
    found = assess_library(library, replace(case, claims=(mine, other)))
    # The two claims are independent: twice the city's 1109万元.
    assert found.total.high == 2 * 1109 * WAN


def test_a_grant_of_the_city_bars_what_the_district_gives(library: Library) -> None:
    grant = f"{{policy: {CITY}, support: para_1__sup_1, object: 大风车, amount: 400万元}}"
    found = totals(library, case_of(library, grant))
    assert found[DISTRICT] == Interval(0, 0)
    # The toy policy of the city does not say that its own supports bar one another.
    assert found[CITY] == Interval(400 * WAN, 1109 * WAN)


def test_a_grant_of_the_district_bars_the_district_and_leaves_the_city(library: Library) -> None:
    grant = f"{{support: {DISTRICT}/para_1__sup_1, object: 大风车, amount: 200万元}}"
    found = totals(library, case_of(library, grant))
    assert found[DISTRICT] == Interval(0, 0)
    # The city's bar covers grants of its own level.
    assert found[CITY] == Interval(400 * WAN, 1109 * WAN)


@pytest.mark.parametrize("is_json", [False, True])
def test_a_grant_is_the_own_grant_of_one_work_or_is_told(library: Library, is_json: bool) -> None:
    policies = library.in_force()
    form = form_of_works(policies)
    shared = {"para_1__sup_1", "para_2__sup_1"}
    for work, support in ((policy.work, one.id) for policy in policies for one in policy.supports):
        bare = {"support": support}
        for grant in (bare, {**bare, "policy": work}, {"support": f"{work}/{support}"}):
            case = {"date": "2030-06-01", "ledger": [{**grant, "object": "大风车"}]}
            text = json.dumps(case) if is_json else yaml.safe_dump(case)
            if grant == bare and support in shared:
                with pytest.raises(PolicyError, match="分不清"):
                    read_case_form(form, text, "case")
                continue
            told = {one.work: tell_work(one, read_case_form(form, text, "case")) for one in policies}
            owners = [
                key for key, one in told.items() for each in one.ledger or () if "support" in each.facts
            ]
            assert owners == [work]


def test_a_work_that_is_not_in_force_gives_no_sum_and_says_why(library: Library) -> None:
    found = assess_library(library, case_of(library), on=date(2032, 4, 1))
    assert [one.work.id for one in found.answers] == [CITY]
    assert [(one.work, one.kind, one.day) for one in found.silent] == [
        (DISTRICT, "expired", date(2032, 3, 31))
    ]


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The district's rate is 25 % from 1 January 2031."""
    folder = make_library(tmp_path_factory.mktemp("amended") / "policy", Invented(DISTRICT))
    folders, old, registry = load_text(folder / DISTRICT)
    first = old.clauses[0]
    (sentence,) = first.sentences
    runs = tuple(
        replace(run, text="25%") if isinstance(run, Mark) and run.text == "20%" else run
        for run in sentence.runs
    )
    clause = replace(first, sentences=(replace(sentence, runs=runs),))
    new = replace(old, clauses=(clause, *old.clauses[1:]))
    write_amendment(folders, old, registry, work_out(folders, old, new, date(2031, 1, 1), registry))
    return load(folder, on=date(2031, 2, 1))


class TestVersions:
    @pytest.mark.parametrize(
        ("option", "achieved", "sum_"),
        [
            ("a", "2030-12-01", 250),  # applied for in February 2031
            ("b", "2030-12-01", 200),  # completed while the first version was in force
            ("b", "2031-01-15", 250),
        ],
    )
    def test_which_day_decides_the_version_is_a_reading(
        self, amended: Library, option: str, achieved: str, sum_: int
    ) -> None:
        case = case_of(amended, achieved=achieved)
        found = assess_library(amended, case, on=date(2031, 2, 1), readings={DISTRICT: {"G1": option}})
        (answer,) = [one for one in found.answers if one.work.id == DISTRICT]
        assert answer.assessment.combination.total == Interval(sum_ * WAN, sum_ * WAN)


class TestCommand:
    def test_a_case_is_answered_under_all_works_and_together(
        self, run: Run, library: Library, tmp_path: Path
    ) -> None:
        file = tmp_path / "case.yaml"
        file.write_text(CASE.format(ledger="", achieved="2030-05-01"), "utf-8")
        told = run("assess", file, "--policy", library.folder).out
        assert "《磨坊区风车办法》（cn-999901/shuiche）" in told
        assert "各份政策合计：400万元至1109万元。" in told
        told = run("assess", file, "--policy", library.folder, "--on", "2032-04-01").out
        assert "《磨坊区风车办法》已于 2032-03-31 失效。" in told

    @pytest.mark.parametrize("command", ["assess", "ask"])
    def test_a_support_that_two_works_have_names_its_work(
        self, run: Run, library: Library, tmp_path: Path, command: str
    ) -> None:
        file = tmp_path / "case.yaml"
        file.write_text(CASE.format(ledger="{support: para_1__sup_1}", achieved="2030-05-01"), "utf-8")
        ended = run(command, file, "--policy", library.folder)
        assert ended.status == 1
        assert f"support: {DISTRICT}/para_1__sup_1" in ended.out + ended.err

    def test_a_reading_that_two_works_have_names_its_work(
        self, run: Run, library: Library, tmp_path: Path
    ) -> None:
        file = tmp_path / "case.yaml"
        file.write_text(CASE.format(ledger="", achieved="2030-05-01"), "utf-8")
        ended = run("assess", file, "--policy", library.folder, "--reading", "G1=b")
        assert ended.status == 1
        assert f"{DISTRICT}/G1=…" in ended.out + ended.err
        assert run("assess", file, "--policy", library.folder, "--reading", "shuiche/G1=b").status == 0


def test_a_case_for_all_works_is_cut_to_what_one_work_asks_for(library: Library) -> None:
    case = case_of(library)
    (claim,) = case.claims or ()
    district, city = (
        policy for key in (DISTRICT, CITY) for policy in library.in_force() if policy.work == key
    )
    certificate = replace(claim, id="证书", kind="certificate", facts={"is": {"nothing-known": True}})
    tower = replace(claim, id="塔", facts={"is": {"wind-tower": True}, "colour": 1})
    told, left = keep_for([district], [city], replace(case, claims=(claim, certificate, tower)))
    assert [one.id for one in told.claims or ()] == ["大风车"]
    assert [one for one, _ in left.claims] == ["证书", "塔"]
    assert left.facts == ()
    told, left = keep_for([city], [district], replace(case, applicant={"unknown": True}))
    assert [one.id for one in told.claims or ()] == ["大风车"]
    assert (left.claims, left.facts) == ((), ("unknown",))
