"""Consequences: who gets more or less of the known cases, outcome by outcome and in total."""

from __future__ import annotations

import time
from pathlib import Path

from kb.desk.consequences import Effect, Job
from kb.desk.work import open_part, try_text
from kb.loading import find_folders


def find(folder: Path, old: str, new: str) -> tuple[tuple[Effect, ...], int, str]:
    part = open_part(folder, "para_5")
    assert part is not None
    tried = try_text(folder, "para_5", part.text.replace(old, new), whole=False)
    assert tried.changes is not None
    job = Job.start(folder, tried.changes)
    try:
        while not (told := job.ask()).is_over:
            time.sleep(1)
    finally:
        job.end()
    return told.effects, told.cases, told.trouble


def test_a_higher_ceiling_gives_more_and_to_nobody_less(real_copy: Path) -> None:
    """para_5__s_4: 最高1000万元 becomes 最高1500万元; 30% stays."""
    effects, cases, trouble = find(real_copy, "1000万元", "1500万元")
    folder = find_folders(real_copy).version / "cases"
    assert (cases, trouble) == (len(list(folder.glob("*.yaml"))), "")
    outcomes = [one for one in effects if one.support]
    assert {one.support for one in outcomes} == {"para_5__sup_1"}
    for one in outcomes:
        assert one.before is not None
        assert one.after is not None
        assert one.after[1] is not None
        assert one.before[1] == 1_000_000_000  # 1000万元 in fen
        assert 1_000_000_000 < one.after[1] <= 1_500_000_000
        assert "para_5__s_4" in one.provisions


def test_a_change_of_words_without_a_rule_changes_no_case(real_copy: Path) -> None:
    effects, _, trouble = find(real_copy, "加快制冷先进节能技术", "加快制冷节能技术")
    assert (effects, trouble) == ((), "")


def test_words_that_a_rule_quotes_and_that_are_gone_are_told_instead_of_consequences(real_copy: Path) -> None:
    effects, _, trouble = find(real_copy, "发展低能耗基站", "发展更低能耗基站")
    assert effects == ()
    assert trouble.startswith("条款里没有“发展低能耗基站”这几个字")


def test_a_search_that_is_ended_from_outside_says_so(real_copy: Path) -> None:
    job = Job.start(real_copy, {})
    job.process.kill()
    job.process.join(10)
    while not (told := job.ask()).is_over:
        time.sleep(1)
    assert told.trouble
    job.end()
