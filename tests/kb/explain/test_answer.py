"""A complete answer in sentences: its sections, their order, and what a short answer leaves out."""

from __future__ import annotations

import re

import pytest

from kb import Policy
from kb.cases.reading import read_case
from kb.core.outcomes import Status
from kb.explain.answer import MOST_QUESTIONS, MOST_STAKES, say_answer, say_receipt
from kb.explain.items.parts import data_of
from kb.explain.whole_answer import Group, answer, group_of
from kb.model.words.errors import LANGUAGES
from tests.kb.explain.examples import EXAMPLES, answer_to

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_told_in_sentences(policy: Policy, name: str, lang: str) -> None:
    found = answer_to(policy, name)
    for explain in (False, True):
        for part in say_answer(found, lang, explain=explain):  # type: ignore[arg-type]
            for entry in part.entries:
                for told in (entry.head, *entry.lines):
                    assert "{" not in told
                    assert not re.search(r"\bNone\b(?! of)|Interval|Money", told)
                    if lang == "zh":
                        outside = re.sub(r"“[^”]*”|[a-z_]+\d*__\S+", "", told)
                        assert not HALF_WIDTH.search(outside), told


def test_the_parts_stand_in_the_order_in_which_a_person_asks(policy: Policy) -> None:
    parts = say_answer(answer_to(policy, "near-the-end", G16="b"), "zh")
    assert [part.key for part in parts] == [
        "version",
        "chosen",
        "open",
        "refused",
        "apart",
        "best",
        "notes",
        "stakes",
    ]
    assert [part.title for part in parts if part.key == "apart"] == [""]
    parts = say_answer(answer_to(policy, "unfinished"), "en", explain=True)
    keys = ["waiting", "apart", "best", "presumed", "stakes", "questions"]
    assert [part.key for part in parts] == keys
    assert all(part.title for part in parts)


def test_only_what_is_asked_for_is_told_at_length(policy: Policy) -> None:
    found = answer_to(policy, "unfinished")
    short = {part.key: part.entries for part in say_answer(found, "zh")}
    long = {part.key: part.entries for part in say_answer(found, "zh", explain=True)}
    assert len(short["questions"]) == MOST_QUESTIONS < len(long["questions"]) == len(found.questions)
    assert len(short["stakes"]) <= MOST_STAKES + 1
    assert len(long["stakes"]) == len(found.stakes)
    assert not any(entry.tree for entry in short["waiting"])
    assert all(entry.tree for entry in long["waiting"])
    assert len(long["apart"]) == len(found.of(Group.APART))
    assert short["apart"][0].head == "另有39项支持与这份情况不相干：对象不同，或者没有提出那一类申请。"


def test_a_near_miss_is_told_with_what_would_have_to_change(policy: Policy) -> None:
    found = answer_to(policy, "near-the-end")
    (entry,) = next(part for part in say_answer(found, "zh") if part.key == "refused").entries
    assert entry.lines[-1] == (
        "假如“申请日期”是“2029年5月22日”（现在是“2029年5月23日”），就可申报，最高600万元。"
    )
    found = answer_to(policy, "transformers")
    (entry,) = next(part for part in say_answer(found, "en") if part.key == "refused").entries
    assert entry.lines[-1] == (
        "If “in poor condition” were “yes” and not “no”, it would be eligible, up to 6 million yuan."
    )


def test_readings_chosen_are_named_first(policy: Policy) -> None:
    found = answer_to(policy, "several-measures", G1="c")
    first = say_answer(found, "zh")[0]
    assert first.key == "chosen"
    assert first.entries[0].head.startswith("G1，选 c：这些措施之间没有限制")


def test_the_receipt_line_names_version_day_and_fingerprints(policy: Policy) -> None:
    found = answer_to(policy, "data-centre")
    told = say_receipt(found, "en")
    version = "Policy 2024-05-11 (in force from 2024-05-23 to 2029-05-22)"
    assert told.startswith(f"{version}, assessed as of 2026-03-01; fingerprints: text ")
    assert re.findall(r"\b[0-9a-f]{12}\b", told) == [
        getattr(found.receipt, key)[:12] for key in ("text", "rules", "case", "result")
    ]
    assert data_of(found.receipt_item())["result"] == found.receipt.result


def test_claims_that_nobody_has_told_of_wait(policy: Policy) -> None:
    found = answer(policy, read_case(policy, "date: 2026-03-01", "case"), "0.0.0")
    assert {group_of(outcome) for outcome in found.assessment.outcomes} == {Group.WAITING}
    questions = next(part for part in say_answer(found, "zh") if part.key == "questions").entries
    assert questions[0].head.startswith("申请的是什么？")
    parts = {part.key: part.entries for part in say_answer(found, "zh")}
    assert [entry.head for entry in parts["waiting"]] == ["没有说明申请什么，49项支持都还不能确定。"]
    assert len(say_answer(found, "zh", explain=True)[0].entries) == len(policy.supports) == 49
    found = answer(policy, read_case(policy, "date: 2026-03-01\nclaims: []", "case"), "0.0.0")
    assert {outcome.status for outcome in found.assessment.outcomes} == {Status.INELIGIBLE}
    assert [part.key for part in say_answer(found, "zh")] == ["apart"]
