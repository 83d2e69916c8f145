"""The impact of readings: what each option promises compared with the words, and the
cautious sum of a case.
"""

from __future__ import annotations

import json

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.reading_impact import Alternative, Stake, find_cautious, weigh_readings
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.explain.answer import say_answer
from kb.explain.items.parts import data_of
from kb.explain.whole_answer import answer
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES
from tests.conftest import REAL
from tests.corpus.runner import read_corpus

WAN = 1_000_000
ORDER = {"less": 0, "as": 1, "more": 2}


def _case(policy: Policy, *claims: dict[str, object]) -> Case:
    """An enterprise of the city with claims, each completed within the validity."""
    data = {
        "date": "2026-03-01",
        "applicant": {"applicant-kind": "enterprise", "registered-in-shenzhen": True},
        "claims": [{"achieved-on": "2025-12-01", **claim} for claim in claims],
        "ledger": [],
    }
    return read_case(policy, json.dumps(data), "case")


CENTRE: dict[str, object] = {
    "id": "甲", "kind": "carrier", "is": ["national-engineering-centre"], "settled-in-shenzhen": "existing",
    "field": "energy-saving", "paid-on": "2026-06-01",
}  # fmt: skip
PROJECT: dict[str, object] = {
    "id": "甲", "kind": "project", "is": ["data-centre"], "verified-total-investment": 10_000_000,
    "demonstration-value": True, "selected": True, "other-support": 0, "field": "energy-saving",
    "paid-on": "2026-06-01",
}  # fmt: skip


def test_every_option_says_what_it_promises_and_every_reading_which_promises_least(policy: Policy) -> None:
    text = (REAL / "cn-440300" / "anjie-huanbao" / "2024-05-11" / "readings.xml").read_text(encoding="utf-8")
    assert text.count(" cautious=") == sum(len(reading.options) for reading in policy.readings)
    assert text.count(" least=") == len(policy.readings)
    for reading in policy.readings:
        promises = {option.id: ORDER[option.cautious] for option in reading.options}
        assert promises[reading.least] == min(promises.values()), reading.id


def test_no_default_promises_more_than_the_words_or_less(policy: Policy) -> None:
    for reading in policy.readings:
        default = next(option for option in reading.options if option.id == reading.default)
        assert default.cautious == "as", reading.id


def test_a_default_that_is_not_the_first_option_says_why(policy: Policy) -> None:
    for reading in policy.readings:
        if reading.default != "a":
            assert set(reading.because) == set(LANGUAGES), reading.id


def test_a_centre_already_here_counts_for_nothing_where_only_new_ones_settle(policy: Policy) -> None:
    case = _case(policy, CENTRE)
    found = assess(policy, case)
    # “最高3000万元” if the agency finds that the enterprise settles; nothing if only new ones count.
    assert found.combination.if_given == Interval(3000 * WAN, 3000 * WAN)
    cautious = find_cautious(policy, case, found)
    assert cautious.total == Interval(0, 0)
    assert dict(cautious.readings)["M14f"] == "a"


def test_a_reading_chosen_otherwise_than_by_default_stays_as_it_was_chosen(policy: Policy) -> None:
    case = _case(policy, CENTRE)
    found = assess(policy, case, readings={"M14f": "b"})
    cautious = find_cautious(policy, case, found)
    assert cautious.total == Interval(3000 * WAN, 3000 * WAN)
    assert "M14f" not in dict(cautious.readings)


def test_two_projects_are_cautiously_taken_for_support_received_again(policy: Policy) -> None:
    one, two = _case(policy, PROJECT), _case(policy, PROJECT, {**PROJECT, "id": "乙"})
    # 1000 × 30 % each; under one reading a single grant for an enterprise, and none for two.
    assert find_cautious(policy, one, assess(policy, one)).total == Interval(300 * WAN, 300 * WAN)
    assert assess(policy, two).combination.if_given == Interval(600 * WAN, 600 * WAN)
    assert find_cautious(policy, two, assess(policy, two)).total == Interval(0, 0)


@pytest.mark.parametrize("file", sorted({case.file for case in read_corpus()}))
def test_the_cautious_figure_is_never_above_the_one_beside_it(policy: Policy, file: str) -> None:
    for one in [case for case in read_corpus() if case.file == file][::3]:
        case = read_case(policy, json.dumps(one.data["case"], ensure_ascii=False), one.name)
        found = assess(policy, case, readings=one.readings)
        plain, cautious = found.combination.if_given, find_cautious(policy, case, found).total
        assert cautious.low <= plain.low, one.name
        assert plain.high is None or (cautious.high is not None and cautious.high <= plain.high), one.name


@pytest.mark.parametrize(
    ("totals", "most"),
    [
        # Only the lower bound differs, only the upper bound, or both: the stake is the greatest change.
        ([(0, 10), (7, 10)], 7),
        ([(0, 10), (0, 4)], 6),
        ([(0, 10), (7, 12)], 7),
        ([(3, 10), (1, 4), (2, 19)], 15),
        ([(5, 5), (5, 5)], 0),
        # If only some have no upper bound, the stake is not a sum of money.
        ([(0, None), (7, 10)], None),
        ([(0, None), (7, None)], 7),
    ],
)
def test_what_is_at_stake_is_how_far_either_bound_of_the_total_moves(
    totals: list[tuple[int, int | None]], most: int | None
) -> None:
    chosen, *others = (Interval(low, high) for low, high in totals)
    alternatives = tuple(Alternative(str(n), total, ()) for n, total in enumerate(others))
    assert Stake("G1", "a", chosen, alternatives).most == most


def test_the_reading_with_the_most_money_at_stake_comes_first(policy: Policy) -> None:
    carrier = {"id": "丙", "kind": "carrier", "is": ["municipal-carrier"], "phase": "improvement"}
    case = _case(policy, {**PROJECT, "other-support": 1_000_000}, carrier)
    stakes = [(stake.reading, stake.most) for stake in weigh_readings(policy, case, assess(policy, case))]
    # The carrier's 1000万元, then 30 % of the 100万元 received elsewhere, then readings without money.
    assert stakes[:2] == [("M14c", 1000 * WAN), ("M5c", 30 * WAN)]
    assert {most for _, most in stakes[2:]} == {0}


def test_an_answer_tells_the_cautious_figure_beside_the_total(policy: Policy) -> None:
    case = _case(policy, CENTRE)
    found = answer(policy, case, "0.0.0")
    best = {
        lang: next(p for p in say_answer(found, lang) if p.key == "best").entries[0] for lang in LANGUAGES
    }
    assert best["zh"].lines[0] == "每一处都按答应得最少的读法算，合计 0元。"
    assert best["en"].lines[0] == "On the readings that promise least, it comes to 0 yuan."
    data = data_of(found.as_item())["cautious"]
    assert data["total"] == {"low": 0, "high": 0}
    assert data["readings"]["M14f"] == "a"
