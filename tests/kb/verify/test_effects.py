"""The effects of an edit on one case: the changes that count, and the sentence of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.assess.assessment import assess
from kb.cases.case import Case
from kb.core.outcomes import Assessment, Outcome, Reason, Status
from kb.desk.work import Lines, open_part, try_lines
from kb.loading import find_folders, load_policy
from kb.loading.copies import changed_copy
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.effects import Effect, Versions, find_effects, group_effects
from kb.versions.moves import find_moves
from tests.conftest import REAL

FEN = 1_000_000  # of 1万元
SUPPORT = "para_5__sup_1"
NAME = "措施5“基础设施节能降碳项目资助”（甲）"
KEPT = KeptCase("c", "有一个情况。", "person", Case(date(2026, 3, 1), {}, (), ()), ())


def outcome(status: Status, low: int, high: int | None, support: str = SUPPORT) -> Outcome:
    reasons = (Reason("rate", True, "para_5__s_4"), Reason("once", None, "final__s_2"))
    amount = Interval(low * FEN, None if high is None else high * FEN)
    return Outcome("甲", "para_5", support, status, amount, True, (), (), (), (), reasons)


@pytest.fixture(scope="module")
def nothing(policy: Policy) -> Assessment:
    """The assessment of a case that claims nothing: a total of zero."""
    return replace(assess(policy, KEPT.case), outcomes=())


def effects(policy: Policy, nothing: Assessment, old: Outcome | None, new: Outcome | None) -> list[Effect]:
    was, is_now = (replace(nothing, outcomes=(one,) if one else ()) for one in (old, new))
    return list(find_effects(KEPT, was, is_now, Versions(policy, policy)))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            outcome(Status.JUDGEMENT, 1000, 1000),
            outcome(Status.JUDGEMENT, 1500, 1500),
            "待认定，0元至1000万元 → 0元至1500万元",
        ),
        (outcome(Status.ELIGIBLE, 60, 60), outcome(Status.ELIGIBLE, 80, 80), "可申报，60万元 → 80万元"),
        (None, outcome(Status.UNDETERMINED, 50, 50), "原来没有这一项 → 缺信息，0元至50万元"),
        (
            outcome(Status.CANDIDATE, 0, None),
            outcome(Status.INELIGIBLE, 0, 0),
            "可参评，0元以上，没有上限 → 不符合，0元",
        ),
    ],
    ids=["a judged sum begins with zero", "an exact sum", "a new support", "no limit, then nothing"],
)
def test_a_change_is_told_with_names_of_states_and_provisions_and_without_ids(
    policy: Policy, nothing: Assessment, old: Outcome | None, new: Outcome, sentence: str
) -> None:
    (effect,) = effects(policy, nothing, old, new)
    assert effect.sentence == f"{NAME}：{sentence}，依据（五）第四句、附则第二句"


def test_a_support_that_is_gone_has_no_provision_to_name(policy: Policy, nothing: Assessment) -> None:
    (effect,) = effects(policy, nothing, outcome(Status.ELIGIBLE, 60, 60), None)
    assert effect.sentence == f"{NAME}：可申报，60万元 → 没有这一项了"
    assert effect.direction == "less"


def test_a_support_that_one_version_lacks_and_that_gives_nothing_is_no_change(
    policy: Policy, nothing: Assessment
) -> None:
    for status in (Status.INELIGIBLE, Status.BARRED, Status.CANDIDATE):
        empty = outcome(status, 0, 0)
        assert effects(policy, nothing, None, empty) == []
        assert effects(policy, nothing, empty, None) == []


def test_a_total_is_told_as_a_range(policy: Policy, nothing: Assessment) -> None:
    later = replace(nothing, combination=replace(nothing.combination, total=Interval(0, 45 * FEN)))
    (effect,) = find_effects(KEPT, nothing, later, Versions(policy, policy))
    assert (effect.support, effect.sentence) == ("", "合计：0元 → 0元至45万元")
    assert effect.direction == "more"


@pytest.fixture(scope="module")
def moved() -> Versions:
    """The real policy, and the same with measure 13 behind measure 15, which are 15, 13 and 14 then."""
    part = open_part(REAL, "whole")
    assert part is not None
    blocks = part.lines.text.split("\n\n")
    at = next(n for n, one in enumerate(blocks) if one.startswith("(十三)"))
    blocks[at : at + 3] = [*blocks[at + 1 : at + 3], blocks[at]]
    tried = try_lines(REAL, "whole", Lines("\n\n".join(blocks)), whole=False)
    assert tried.changes is not None, tried.findings
    folders = find_folders(REAL, newest=True)
    with changed_copy(folders, {folders.version / name: one for name, one in tried.changes.items()}) as copy:
        return Versions(load_policy(folders.version), load_policy(copy), find_moves(folders.version, copy))


def test_a_support_whose_measure_has_another_number_is_the_same(moved: Versions, nothing: Assessment) -> None:
    old, new = (outcome(Status.ELIGIBLE, 60, 60, f"para_{n}__sup_1") for n in (14, 13))
    both = (replace(nothing, outcomes=(one,)) for one in (old, new))
    assert list(find_effects(KEPT, *both, moved)) == []
    more = outcome(Status.ELIGIBLE, 80, 80, "para_13__sup_1")
    both = (replace(nothing, outcomes=(one,)) for one in (old, more))
    (effect,) = find_effects(KEPT, *both, moved)
    name = moved.after.support_name(moved.after.support("para_13__sup_1"), "zh")
    assert effect.sentence.startswith(f"措施13“{name}”（原措施14）（甲）：可申报，60万元 → 80万元")
    # Under its old number there is another support now, which does not take its place.
    other = outcome(Status.ELIGIBLE, 60, 60, "para_15__sup_1")
    both = (replace(nothing, outcomes=(other,)) for _ in range(2))
    assert [one.direction for one in find_effects(KEPT, *both, moved)] == ["less", "more"]


def test_cases_are_grouped_by_their_totals_or_by_what_one_support_loses() -> None:
    def effect(case: str, support: str, before: int, after: int) -> Effect:
        return Effect(case, f"{case}。", "甲", support, (before, before), (after, after), "")

    effects = [
        effect("a", "x", 1, 2),
        effect("a", "y", 2, 1),
        effect("a", "", 3, 4),
        effect("b", "x", 2, 1),
        effect("b", "y", 1, 2),
        effect("c", "x", 1, 1),
        effect("d", "", 2, 1),
    ]
    groups = group_effects(effects)
    assert list(groups) == ["less", "more", "other"]
    assert [[one.about for one in cases] for cases in groups.values()] == [["b。", "d。"], ["a。"], ["c。"]]
    (winner,) = groups["more"]
    assert ([one.support for one in winner.outcomes], winner.total) == (["x", "y"], effects[2])
