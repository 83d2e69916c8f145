"""The example cases: each can be read and has a description, and every reading that affects sums is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.illustrations import illustrate
from kb.assess.reading_impact import weigh_readings
from kb.cases.case import Case
from kb.cases.examples import Example, find_examples, load_examples
from kb.core.outcomes import Status, range_of
from kb.core.ruleset import turned_readings
from kb.loading import find_folders
from kb.model.values import Interval
from kb.model.words.errors import PolicyError
from tests.conftest import REAL, ROOT, TOY

VERSION = find_folders(REAL).version
NAMES = tuple(find_examples(VERSION))
UNFINISHED = "unfinished"
"""The example that is incomplete on purpose."""


@pytest.fixture(scope="module")
def examples(policy: Policy) -> dict[str, Example]:
    return load_examples(policy, VERSION)


def test_there_are_enough_of_them_and_not_too_many() -> None:
    assert 15 <= len(NAMES) <= 30


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_what_it_shows_in_both_languages(examples: dict[str, Example], name: str) -> None:
    title = examples[name].title
    assert re.search(r"[\u4e00-\u9fff]", title["zh"])
    assert re.fullmatch(r"[ -~‘’–]+", title["en"])
    assert all(len(line) <= 110 for line in examples[name].path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_the_readings_and_measures_that_a_title_names_are_those_that_it_shows(
    policy: Policy, examples: dict[str, Example], name: str
) -> None:
    example = examples[name]
    named = [set(re.findall(r"\b[GMX]\d+[a-z]?\b", re.sub(r"[\u4e00-\u9fff]", " ", title)))
             for title in example.title.values()]  # fmt: skip
    assert named[0] == named[1]
    stakes = weigh_readings(policy, example.case, assess(policy, example.case))
    assert named[0] <= {stake.reading for stake in stakes}


def test_every_support_with_a_sum_is_had_in_some_example(
    policy: Policy, examples: dict[str, Example]
) -> None:
    had = {
        outcome.support
        for example in examples.values()
        for outcome in assess(policy, example.case).outcomes
        if outcome.status in (Status.ELIGIBLE, Status.CANDIDATE, Status.BY_REFERENCE, Status.CASE_BY_CASE)
    }
    money = {support.id for support in policy.supports if support.is_money}
    assert money | {"para_14__sup_1"} <= had


def test_only_the_unfinished_example_leaves_anything_out(
    policy: Policy, examples: dict[str, Example]
) -> None:
    left = {
        name
        for name, example in examples.items()
        if any(o.status is Status.UNDETERMINED for o in assess(policy, example.case).outcomes)
    }
    assert left == {UNFINISHED}


def test_every_reading_that_rules_turn_on_is_shown_by_an_example(
    policy: Policy, examples: dict[str, Example]
) -> None:
    shown = illustrate(policy, {name: example.case for name, example in examples.items()})
    assert set(shown) == turned_readings(policy)
    for reading in policy.readings:
        if reading.id in shown:
            illustration = shown[reading.id]
            assert [told.option for told in illustration.answers] == [o.id for o in reading.options]
            assert illustration.example != UNFINISHED
            told = {(t.total, t.status, t.amount, t.ceiling) for t in illustration.answers}
            assert len(told) > 1


def test_an_illustration_says_what_assessing_says(policy: Policy, examples: dict[str, Example]) -> None:
    for reading, shown in illustrate(policy, {n: e.case for n, e in examples.items()}).items():
        for told in shown.answers:
            case = examples[shown.example].case
            assessment = assess(policy, case, readings={reading: told.option})
            assert assessment.combination.if_given == told.total
            if not shown.is_of_totals:
                outcome = assessment.outcome(shown.claim, shown.support)
                seen = (outcome.status, outcome.amount, outcome.ceiling)
                assert seen == (told.status, told.amount, told.ceiling)


def test_how_much_an_illustration_is_about(policy: Policy, examples: dict[str, Example]) -> None:
    shown = illustrate(policy, {name: example.case for name, example in examples.items()})
    # 33,333,333.33 × 30 % is 9,999,999.999: rounding down and to the nearest differ by one fen.
    assert (shown["G16"].example, shown["G16"].differs) == ("base-stations", 1)
    # 1.5 times 40 million is above 15 million, which the applicant may choose instead of 10 million.
    assert shown["M9c"].answers[1].total == Interval(0, 1_500_000_000)
    # For a local standard no sum is stated: refusing it or leaving it open gives the same total.
    assert not shown["M20e"].is_of_totals
    assert [told.amount for told in shown["M20e"].answers] == [Interval(0, 0), None]
    assert not shown["G17"].is_of_totals
    assert [told.ceiling for told in shown["G17"].answers] == [True, False]


def changing_money(policy: Policy, examples: Iterable[Case]) -> frozenset[str]:
    """The readings for which some example gives different totals, or different possible sums of a claim."""
    found = set()
    for case in examples:
        assessment = assess(policy, case)
        before = {(o.claim, o.support): o.range for o in assessment.outcomes}
        for stake in weigh_readings(policy, case, assessment):
            for other in stake.alternatives:
                moved = (
                    range_of(one.status, one.amount) != before[one.claim, one.support]
                    for one in other.changes
                )
                if other.total != stake.total or any(moved):
                    found.add(stake.reading)
    return frozenset(found)


def test_readings_are_marked_as_changing_money_exactly_where_an_example_shows_it(
    policy: Policy, examples: dict[str, Example]
) -> None:
    marked = {reading.id for reading in policy.readings if reading.changes_money}
    assert marked == changing_money(policy, [example.case for example in examples.values()])
    assert {"G1", "G7", "G16", "G18", "M9c", "M12a", "M14b"} <= marked


def test_the_page_of_examples_has_a_part_for_each(examples: dict[str, Example]) -> None:
    text = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### (\S+)$", text, re.MULTILINE)) == sorted(NAMES)
    for name, example in examples.items():
        part = text.partition(f"### {name}\n")[2].partition("\n#")[0]
        assert part.startswith(f"\n{example.title['zh']}。")
        assert f"$ tiaowen assess {name}" in part


def test_a_policy_without_examples_has_none(toy: Policy) -> None:
    version = find_folders(TOY).version
    assert load_examples(toy, version) == {}
    assert illustrate(toy, {}) == {}


def test_an_example_that_cannot_be_read_is_told_by_its_name(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "broken.yaml").write_text("date: tomorrow\n", encoding="utf-8")
    with pytest.raises(PolicyError) as told:
        load_examples(policy, tmp_path)
    assert told.value.findings[0].place.file.endswith("broken.yaml")
