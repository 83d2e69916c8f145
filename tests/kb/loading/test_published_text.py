"""The first difference between a text and its publication, with the words around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import Policy
from kb.loading.folders import find_folders
from kb.loading.published_text import Departure, departs, read_published
from kb.model.words.errors import PolicyError
from tests.conftest import REAL
from tests.published import published_text


def test_the_same_words_have_no_difference(toy: Policy) -> None:
    assert departs(toy.document, toy.document.text) is None


def test_six_characters_before_the_difference_and_twelve_from_it_are_shown(toy: Policy) -> None:
    assert departs(toy.document, toy.document.text.replace("最高800万元", "最高900万元")) == Departure(
        "para_1", "予资助,最高900万元。(责任单位:", "予资助,最高800万元。(责任单位:"
    )
    assert departs(toy.document, toy.document.text.replace("(一)资助", "(一)补助")) == Departure(
        "para_1", "(一)补助建造。对建造风车的项", "(一)资助建造。对建造风车的项"
    )


def test_a_line_that_the_publication_lacks_is_compared_with_nothing(toy: Policy) -> None:
    published = toy.document.text.rpartition("\n")[0]
    departure = departs(toy.document, published)
    assert departure is not None
    assert (departure.eid, departure.published, departure.here) == (
        "final",
        "",
        "本措施由市风车局负责解释"[:12],
    )


@pytest.mark.parametrize(
    "front",
    [
        "{title}\n\n",
        "云泽市人民政府关于印发《{title}》的通知\n云府规〔2031〕4号\n",
        "　　{title}\n",
    ],
)
def test_a_title_and_empty_lines_are_no_difference_and_other_words_are(toy: Policy, front: str) -> None:
    lines = [f"　　{line} \r" for line in toy.document.text.split("\n")]
    words = front.format(title=toy.document.title) + "\n\n".join(lines)
    assert departs(toy.document, words) is None
    departure = departs(toy.document, f"前言\n{words}")
    assert departure is not None
    assert departure.published == "前言"


def test_two_paragraphs_in_one_are_a_difference(toy: Policy) -> None:
    assert departs(toy.document, toy.document.text.replace("\n", "", 1)) is not None


def test_lines_beyond_the_end_of_the_text_are_shown_whole(toy: Policy) -> None:
    published = f"{toy.document.text}\n附件:\n表"
    assert departs(toy.document, published) == Departure("final", "附件:\n表", "")


def test_a_version_without_a_publication_has_no_published_words(toy_copy: Path) -> None:
    assert read_published(find_folders(toy_copy)) is None


def test_published_words_are_read_without_the_marks_of_windows_or_refused(toy_copy: Path) -> None:
    path = find_folders(toy_copy).version / "published.txt"
    path.write_bytes("\ufeff甲\r\n乙\r\n".encode())
    assert read_published(find_folders(toy_copy)) == "甲\n乙"
    path.write_bytes("甲".encode("gbk"))
    with pytest.raises(PolicyError):
        read_published(find_folders(toy_copy))


def test_the_published_text_that_comes_along_is_the_page_as_found() -> None:
    assert read_published(find_folders(REAL)) == published_text()


def test_the_text_departs_from_the_publication_by_a_single_digit(policy: Policy) -> None:
    changed = published_text().replace("不超过3张", "不超过4张")
    found = departs(policy.document, changed)
    assert found is not None
    assert found.eid == "para_12"
    assert "4张" in found.published
    assert "3张" in found.here
    assert departs(policy.document, published_text()) is None


def test_a_publication_with_more_behind_the_last_line_departs(policy: Policy) -> None:
    found = departs(policy.document, published_text() + "\n特此公告。")
    assert found is not None
    assert found.published == "特此公告。"
