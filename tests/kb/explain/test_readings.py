"""The effect of readings on an answer, told option by option."""

from __future__ import annotations

from kb import Policy
from kb.assess.reading_impact import Alternative, Stake
from kb.explain.answer import say_answer
from kb.explain.readings import list_stakes
from kb.model.values import Interval
from tests.kb.explain.examples import answer_to


def test_readings_are_told_option_by_option(policy: Policy) -> None:
    found = answer_to(policy, "several-measures")
    told = next(part for part in say_answer(found, "zh", explain=True) if part.key == "stakes").entries
    by_head = {entry.head.partition(" ")[0]: entry.lines[0] for entry in told}
    assert by_head["G1"] == (
        "a（采用）：合计 1000万元；b：合计 1000万元至3000万元；c：合计 2000万元至3000万元；相差2000万元。"
    )
    assert by_head["G17"].endswith("a（采用）：算出的只是上限；b：算出多少就该给多少；另有2项也不同。")
    # The day of selection and the day of payment are not stated.
    assert "a（采用）、c：可申报；b、d：缺信息" in by_head["G8"]
    found = answer_to(policy, "standards")
    told = next(part for part in say_answer(found, "en", explain=True) if part.key == "stakes").entries
    line = next(entry.lines[0] for entry in told if entry.head.startswith("M20e"))
    assert line.endswith("; a: not eligible; b (used): to be judged.")


def test_totals_that_nothing_bounds_are_not_told_to_be_so_far_apart(policy: Policy) -> None:
    found = answer_to(policy, "standards")
    endless = Stake("M20e", "b", Interval(0, None), (Alternative("a", Interval(0, 0), ()),))
    [(_, (line,))] = list_stakes(found, "en", (endless,))
    assert line.endswith("; how far apart cannot be worked out.")
