"""Lines that cannot be read: the exact words of each fault, with its line and remedy, in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kb.model.words.errors import PolicyError, sentences
from tests.kb.loading.rulelines.test_pages import BOOKS

EXAMPLES = tomllib.loads(Path(__file__).with_name("errors.toml").read_text(encoding="utf-8"))["example"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[each["zh"].split()[1] for each in EXAMPLES])
def test_a_fault_is_told_by_its_line_in_both_languages(example: dict[str, str]) -> None:
    book = BOOKS["real"]
    lines = book.pages[example["page"]]
    assert example["old"] in lines
    with pytest.raises(PolicyError) as caught:
        book.read(example["page"], lines.replace(example["old"], example["new"], 1))
    finding = caught.value.findings[0]
    for lang in ("zh", "en"):
        told = f"{finding.place.line} {finding.code} {finding.message(lang)} {finding.remedy(lang)}"
        assert told == example[lang]


def test_every_message_of_the_rule_lines_has_an_example() -> None:
    shown = {each["zh"].split()[1] for each in EXAMPLES}
    assert {code for code in sentences() if code.startswith("rule-line-")} <= shown


def test_all_faults_of_a_page_are_told_at_once() -> None:
    book = BOOKS["real"]
    lines = (
        book.pages["para_5"]
        .replace("按 项目", "安 项目")
        .replace("竞争评选", "竞选")
        .replace("取最小", "取小")
    )
    with pytest.raises(PolicyError) as caught:
        book.read("para_5", lines)
    assert [finding.place.line for finding in caught.value.findings] == [8, 13, 21]


def test_half_width_colons_and_semicolons_and_lines_for_people_are_understood() -> None:
    book = BOOKS["real"]
    lines = book.pages["para_11"]
    typed = "# 给同事看的话\n" + lines.replace("：第一句", ":第一句").replace("；按", ";按") + "\n\n"
    assert book.write("para_11", book.read("para_11", typed)) == lines
