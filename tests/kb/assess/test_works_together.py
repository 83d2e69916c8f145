"""Two levels of government with rules about several supports: their limits, and cases that the order decides.

The rule of the invented district is combined with an identical rule of its city.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb import Library, load
from kb.assess.works import LibraryAssessment, assess_library
from kb.cases.form import form_of_works
from kb.cases.reading import read_case_form
from kb.model.values import Interval
from tests.meeting import LOWER as DISTRICT
from tests.meeting import TWIN, pay_the_difference, rewrite, write_two_levels

DAY = date(2032, 3, 1)
WAN = 1_000_000
"""One 万元 in fen."""


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return _two_levels(tmp_path_factory.mktemp("levels"))


def _two_levels(parent: Path) -> Library:
    return load(write_two_levels(parent), on=DAY)


def _assessed(library: Library, claim: dict[str, Any], *grants: dict[str, Any]) -> LibraryAssessment:
    case = {"date": DAY.isoformat(), "claims": [{"id": "甲", **claim}], "ledger": list(grants)}
    return assess_library(library, read_case_form(form_of_works(library.in_force()), json.dumps(case), "甲"))


def _retrofit(investment: int) -> dict[str, Any]:
    every = ["green-retrofit", "smart-retrofit", "safe-retrofit"]
    return {"kind": "project", "is": every, "retrofit-investment": investment * 10_000}


@pytest.mark.parametrize(
    ("investment", "each", "total"),
    [
        # 60万元 and 40万元 from each; both levels together give at most half of 200万元.
        (200, 100, Interval(100 * WAN, 100 * WAN)),
        # 120万元 from each, and at most 150万元 from both.
        (300, 120, Interval(120 * WAN, 150 * WAN)),
        # Half of 1000万元 is more than both give.
        (1000, 120, Interval(240 * WAN, 240 * WAN)),
    ],
)
def test_all_levels_together_keep_within_the_investment(
    levels: Library, investment: int, each: int, total: Interval
) -> None:
    found = _assessed(levels, _retrofit(investment))
    assert [one.assessment.combination.total.high for one in found.answers] == [each * WAN] * 2
    assert (found.total, found.proved) == (total, True)


def test_what_a_level_gave_before_leaves_less_for_all(levels: Library) -> None:
    """Of half of 200万元 the city's 70万元 under another policy leave 30万元 for both."""
    grant = {"object": "甲", "level": "city", "amount": 700_000, "date": "2031-06-01"}
    found = _assessed(levels, _retrofit(200), grant)
    assert found.total.high == 30 * WAN


def test_what_bars_whoever_received_before_is_had_in_the_other_order(levels: Library) -> None:
    """The district pays the difference to what the city gave; the city says nothing of the district."""
    found = _assessed(levels, {"kind": "enterprise", "is": ["backbone"]})
    assert [one.kind for one in found.clashes] == ["order"]
    (clash,) = found.clashes
    assert [found.answers[one.answer].work.id for one in (clash.first, clash.second)] == [TWIN, DISTRICT]
    assert found.total == Interval(40 * WAN, 80 * WAN)


def test_of_two_that_each_bar_whoever_received_before_only_one_is_had(levels: Library) -> None:
    found = _assessed(levels, {"kind": "project", "is": ["first-product"]})
    assert [one.kind for one in found.clashes] == ["order", "order"]
    assert found.total == Interval(60 * WAN, 60 * WAN)


ONCE = "与其他财政资金支持不得重复享受"


@pytest.mark.parametrize("bars", [(DISTRICT,), (TWIN,), (DISTRICT, TWIN)])
def test_a_bar_of_one_text_binds_what_both_bring(tmp_path: Path, bars: tuple[str, ...]) -> None:
    """不得重复享受 in either text forbids having both, whichever comes first: one of the two 60万元."""
    folder = write_two_levels(tmp_path)
    for work in (DISTRICT, TWIN):
        said = ONCE if work in bars else "其他财政资金支持不影响本项奖励"
        then = "once" if work in bars else "stacks"
        rewrite(folder, work, "text.xml", ("已获得其他财政资金支持的,不予奖励", said))
        rewrite(
            folder,
            work,
            "rules.xml",
            (
                'words="已获得其他财政资金支持的,不予奖励">\n      <then is="bars"/>',
                f'words="{said}">\n      <then is="{then}"/>',
            ),
            ('provision="para_3__s_2" words="不予奖励"', f'provision="para_3__s_2" words="{said}"'),
        )
    found = _assessed(load(folder, on=DAY), {"kind": "project", "is": ["first-product"]})
    assert {one.kind for one in found.clashes} == {"bars"}
    assert len(found.clashes) == len(bars)
    assert (found.total, found.proved) == (Interval(60 * WAN, 60 * WAN), True)


@pytest.mark.parametrize(
    ("city", "investment", "total"),
    [
        # The city's 100万元 and the difference to the district's 200万元.
        ("5%", 2000, Interval(200 * WAN, 200 * WAN)),
        # The city's 200万元 leave nothing of the district's 200万元: only one is paid.
        ("10%", 2000, Interval(200 * WAN, 200 * WAN)),
        # The city's 200万元 leave nothing of the district's 100万元.
        ("20%", 1000, Interval(200 * WAN, 200 * WAN)),
        # Of an investment that is not known either gives 300万元 at most, and both no more.
        ("5%", None, Interval(0, 300 * WAN)),
    ],
)
def test_a_text_that_pays_the_difference_binds_what_both_bring(
    tmp_path: Path, city: str, investment: int | None, total: Interval
) -> None:
    """The district gives 10 %, and of two grants only the difference. The city's text does not mention
    districts.

    An applicant who goes to the district first gets its whole sum, and would get both. The district's text
    forbids it.
    """
    folder = write_two_levels(tmp_path)
    pay_the_difference(folder, city)
    claim: dict[str, Any] = {"kind": "project", "is": ["park-building"]}
    claim |= {} if investment is None else {"building-investment": investment * 10_000}
    found = _assessed(load(folder, on=DAY), claim)
    assert (found.total, found.proved) == (total, True)


def test_other_funds_bar_where_a_text_has_no_bar_of_its_own(tmp_path: Path) -> None:
    """Without the final provision each text still gives nothing to applicants who received other funds."""
    folder = write_two_levels(tmp_path)
    for work in (DISTRICT, TWIN):
        (path,) = (folder / work).glob("*/rules.xml")
        text = path.read_text(encoding="utf-8")
        start, end = text.index("<non-cumulation"), text.index("</non-cumulation>")
        path.write_text(text[:start] + text[end + len("</non-cumulation>") :], encoding="utf-8")
    found = _assessed(load(folder, on=DAY), {"kind": "project", "is": ["first-product"]})
    assert [one.kind for one in found.clashes] == ["order", "order"]
    assert found.total == Interval(60 * WAN, 60 * WAN)
