"""The complete invented district: its amendment, the text it repealed, and its overlap with the city's
measures.

The expected sums are worked out by hand from the words. The city pays 30 % of the verified investment of a
data centre, at most 1000万元, to selected applicants, so that nothing is certain. The district pays 15万元
for a saving project with at least 1000万元 of investment or at most 500 kilowatts; its bar covers what the
district and the city give for one thing. The city's bar covers the city alone.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kb import Library, Policy, load
from kb.assess.assessment import assess
from kb.assess.works import LibraryAssessment, assess_library
from kb.cases.case import Case, Claim
from kb.cases.form import form_of_works
from kb.cases.reading import read_case_form
from kb.checks import check
from kb.loading.akn.history import AKN
from kb.loading.files import parse_xml
from kb.model.values import Interval, Money
from tests.conftest import DISTRICT
from tests.corpus.runner import CorpusCase, compare, read_corpus
from tests.kb.assess.interpreter import answer
from tests.kb.cli.test_cli import Run, run
from tests.meeting import CITY, EARLIER, INVENTED, meet

__all__ = ["run"]

WAN = 1_000_000
"""One 万元 in fen."""

FIRST, SECOND = "2027-01-01", "2028-07-01"
DATA_CENTRE = "{id: 机房, kind: project, is: [data-centre], verified-total-investment: %s万元}"
BOTH = (
    "{id: 机房, kind: project, is: [data-centre, saving-project], verified-total-investment: %s万元, "
    "investment: %s万元, used-power: %s}"
)
SAVING = "{id: 厂房, kind: project, is: [saving-project], investment: 1000万元}"
CITY_GRANT = f"{{policy: {CITY}, support: para_5__sup_1, object: 机房, amount: 300万元, date: 2026-06-01}}"
DISTRICT_GRANT = f"{{support: {INVENTED}/art_4__sup_1, object: 机房, amount: 15万元, date: 2027-03-01}}"


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(meet(tmp_path_factory.mktemp("meeting") / "policy"), on=date(2027, 6, 1))


def assessed(library: Library, claims: str, ledger: str = "", on: str = "2027-06-01") -> LibraryAssessment:
    policies = library.in_force(date(2027, 6, 1))
    text = f"date: {on}\napplicant: {{}}\nclaims: [{claims}]\nledger: [{ledger}]\n"
    return assess_library(library, read_case_form(form_of_works(policies), text, "case.yaml"))


def sums(found: LibraryAssessment) -> dict[str, Interval]:
    return {one.work.id: one.assessment.combination.total for one in found.answers}


@pytest.mark.parametrize(
    ("halves", "parts", "whole"),
    [
        # 5 % and 10 % of 6000万元 are 300万元 and 600万元, and each part is limited to 500万元. The whole is
        # limited to 500万元 as well.
        ((6000 * WAN, 6000 * WAN), (600 * WAN, 1000 * WAN), (500 * WAN, 500 * WAN)),
        # 5 % of 50 fen are two and a half, so that each half loses half a fen.
        ((50, 50), (4, 10), (5, 10)),
    ],
)
def test_parts_at_a_range_of_rates_say_what_the_whole_brings(
    district: Policy, halves: tuple[int, int], parts: tuple[int, int], whole: tuple[int, int]
) -> None:
    claims = tuple(
        Claim(
            f"部分{n}",
            "project",
            {"is": {"great-project": True}, "part-of": "整个", "investment": Money(half)},
        )
        for n, half in enumerate(halves)
    )
    case = Case(date(2027, 6, 1), {}, claims, ())
    notes = [note for note in assess(district, case).notes if note.kind == "split"]
    assert [note.amounts for note in notes] == [(Interval(*parts), Interval(*whole))]


def between(low: int, high: int) -> Interval:
    """The interval between two sums in 万元."""
    return Interval(low * WAN, high * WAN)


def test_the_works_have_no_fault_side_by_side(meeting: Library) -> None:
    for work in meeting.works:
        for version in work.versions:
            assert list(check(f"{meeting.folder}/{work.id}/{version.name}")) == []


@pytest.mark.parametrize(
    ("claims", "ledger", "city", "district", "total"),
    [
        # One thing: 30 % of 1000万元 is 300万元; the district's 15万元 is barred beside it.
        (BOTH % (1000, 1000, 900), "", between(0, 300), between(15, 15), between(15, 300)),
        # 30 % of 100万元; the power alone makes it a saving project.
        (BOTH % (100, 100, 500), "", between(0, 30), between(15, 15), between(15, 30)),
        # 30 % of 40万元 is less than the district gives.
        (BOTH % (40, 40, 500), "", between(0, 12), between(15, 15), between(15, 15)),
        # The ceiling of the city, 1000万元.
        (BOTH % (9000, 9000, 900), "", between(0, 1000), between(15, 15), between(15, 1000)),
        # Neither as much investment nor as little power as the district asks for.
        (BOTH % (900, 999, 501), "", between(0, 270), between(0, 0), between(0, 270)),
        # Two things: nothing bars anything.
        (f"{DATA_CENTRE % 1000}, {SAVING}", "", between(0, 300), between(15, 15), between(15, 315)),
        # The city gave 300万元 for the thing: once of the city, and the district's bar covers it.
        (BOTH % (1000, 1000, 900), CITY_GRANT, between(0, 0), between(0, 0), between(0, 0)),
        # What the city gave for the machine room bars nothing of the workshop.
        (SAVING, CITY_GRANT, between(0, 0), between(15, 15), between(15, 15)),
        # The district gave 15万元: its own bar holds, the city's covers its own level alone.
        (BOTH % (1000, 1000, 900), DISTRICT_GRANT, between(0, 300), between(0, 0), between(0, 300)),
    ],
    ids=[
        "one-thing", "by-power", "the-district-gives-more", "the-city's-ceiling", "not-the-district",
        "two-things", "had-of-the-city", "had-for-another-thing", "had-of-the-district",
    ],
)  # fmt: skip
def test_what_the_two_works_exclude_of_each_other(
    meeting: Library, claims: str, ledger: str, city: Interval, district: Interval, total: Interval
) -> None:
    found = assessed(meeting, claims, ledger)
    assert sums(found) == {CITY: city, INVENTED: district}
    assert (found.total, found.proved) == (total, True)


def test_the_clash_names_who_bars_and_the_provision(meeting: Library) -> None:
    (clash,) = assessed(meeting, BOTH % (1000, 1000, 900)).clashes
    assert (clash.kind, clash.first.support, clash.second.support) == (
        "bars",
        "para_5__sup_1",
        "art_4__sup_1",
    )
    assert clash.provision == "final__s_2"


@pytest.mark.parametrize(
    ("on", "answering", "silent"),
    [
        ("2026-06-01", {CITY: "2024-05-11", EARLIER: "2025-01-01"}, {INVENTED: ("not-yet", "2027-02-01")}),
        ("2027-02-01", {CITY: "2024-05-11", INVENTED: FIRST}, {EARLIER: ("repealed-by", "2027-01-31")}),
        ("2028-06-30", {CITY: "2024-05-11", INVENTED: FIRST}, {EARLIER: ("repealed-by", "2027-01-31")}),
        ("2028-07-01", {CITY: "2024-05-11", INVENTED: SECOND}, {EARLIER: ("repealed-by", "2027-01-31")}),
        (
            "2029-05-23",
            {INVENTED: SECOND},
            {CITY: ("expired", "2029-05-22"), EARLIER: ("repealed-by", "2027-01-31")},
        ),
        (
            "2030-02-01",
            {},
            {
                CITY: ("expired", "2029-05-22"),
                INVENTED: ("expired", "2030-01-31"),
                EARLIER: ("repealed-by", "2027-01-31"),
            },
        ),
    ],
)
def test_each_work_answers_by_the_version_of_the_day_or_says_why_it_is_silent(
    meeting: Library, on: str, answering: dict[str, str], silent: dict[str, tuple[str, str]]
) -> None:
    found = assessed(meeting, SAVING, on=on)
    assert {one.work.id: one.policy.version.name for one in found.answers} == answering
    assert {one.work: (one.kind, one.day.isoformat()) for one in found.silent} == silent


@pytest.mark.parametrize("case", read_corpus(DISTRICT.parent / "amended"), ids=lambda case: case.id)
def test_the_engine_agrees_with_the_amended_words(case: CorpusCase) -> None:
    amended = load(DISTRICT, on=date(2028, 7, 1)).policy
    assert compare(case.expected, answer(amended, case.request)) == [], case.data["why"]


def test_the_amendment_is_told_provision_by_provision() -> None:
    document = load(DISTRICT, on=date(2028, 7, 1)).policy.document
    amendment = document.amendment
    assert amendment is not None
    assert (amendment.base, amendment.decided, document.removed) == (FIRST, "2028-06-10", ("art_13",))
    assert [(one.kind, one.eid, one.after) for one in amendment.changes] == [
        ("substitution", "art_1__s_1", ""),
        ("insertion", "art_9-1", "art_9"),
        ("repeal", "art_13", ""),
    ]
    tree = parse_xml(DISTRICT / INVENTED / SECOND / "text.xml")
    chapter = tree.find(f".//{{{AKN}}}article[@eId='art_9-1']/..")
    assert chapter is not None
    assert chapter.get("eId") == "chp_1"


CLAIMS = """
  - {id: 甲, kind: enterprise, is: [model-enterprise], certified: true%s}
  - {id: 乙, kind: enterprise, is: [start-up]%s}
"""


ALONE = """date: %s
claims: [{id: 甲, kind: enterprise, is: [model-enterprise], certified: true}]
ledger: []
"""


def put(first: str, second: str) -> str:
    return f"date: 2028-09-01\nclaims:{CLAIMS % (first, second)}ledger: []\n"


OLD = ", applied-on: 2028-08-15, certified-on: 2028-05-01"
NEW = ", applied-on: 2028-08-15, certified-on: 2028-08-01"
EARLY = ", applied-on: 2028-06-30, certified-on: 2028-05-01, paid-on: 2028-08-20"


@pytest.mark.parametrize(
    ("first", "option", "versions", "total"),
    [
        # Applied in August: the second version gives 35万元 and the new 8万元.
        (OLD, "a", [SECOND], 43),
        # Certified in May under the first version, which gives 30万元; the start-up in August.
        (OLD, "b", [FIRST, SECOND], 38),
        # No day of payment is stated: that of the case decides, in September.
        (OLD, "c", [SECOND], 43),
        # Applied on the last day of the first version.
        (EARLY, "a", [FIRST, SECOND], 38),
        # Paid under the second.
        (EARLY, "c", [SECOND], 43),
    ],
)
def test_a_reading_decides_which_version_answers_a_claim(
    run: Run, tmp_path: Path, first: str, option: str, versions: list[str], total: int
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(put(first, NEW), encoding="utf-8")
    ended = run("assess", case, "--policy", DISTRICT, "--reading", f"G1={option}", "--format", "json")
    told = json.loads(ended.out)
    if len(versions) == 1:
        assert told["policy"]["date"] == versions[0]
        assert told["combination"]["total"]["high"] == total * WAN
    else:
        assert [one["result"]["policy"]["date"] for one in told["works"]] == versions
        assert told["total"] == {"low": total * WAN, "high": total * WAN}


@pytest.mark.parametrize(
    ("first", "option", "told"),
    [
        # Both claims are answered by the second version, and the certified one by the first with option b.
        (OLD, "a", ["取b：按取得认定、证书或者名次的那一天。这样读，用的版本不同，合计是38万元。"]),
        # With option b the two versions answer; either other option gives the second version alone.
        (OLD, "b", ["取a：", "合计是43万元。", "取c："]),
        # Every day lies under the second version.
        (NEW, "a", []),
    ],
)
def test_an_answer_names_the_total_of_another_day_that_may_decide_the_version(
    run: Run, tmp_path: Path, first: str, option: str, told: list[str]
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(put(first, NEW), encoding="utf-8")
    words = "".join(run("assess", case, "--policy", DISTRICT, "--reading", f"G1={option}").out.split())
    assert [part for part in told if part not in words] == []
    assert ("用的版本不同" in words) == bool(told)


def test_a_day_that_is_typed_picks_the_version_whatever_the_reading(run: Run, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(ALONE % "2028-09-01", encoding="utf-8")
    for day, told in (("2028-06-30", "30万元"), ("2028-07-01", "35万元")):
        assert f"按所选的读法，应给 {told}" in run("assess", case, "--policy", DISTRICT, "--on", day).out


@pytest.mark.parametrize(
    ("day", "told"), [("2030-02-01", "已于 2030-01-31 失效"), ("2026-12-31", "自 2027-02-01 起施行")]
)
def test_a_text_out_of_force_says_since_or_until_when(run: Run, tmp_path: Path, day: str, told: str) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(ALONE % day, encoding="utf-8")
    said = run("assess", case, "--policy", DISTRICT).out
    assert told in said
    assert "合计" not in said
