"""Frequent questions: derived from rules and readings, in both languages, without numbers of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from lxml import etree

from kb import Policy
from render.index import Lookups
from render.links import Links
from render.page_writer import Pen
from render.pages.questions import list_answers, read_questions
from tests.conftest import ROOT
from tests.render.test_wording import NUMBERS
from tests.render.walking import Site, words

ASKED = [
    "where", "when", "who", "how-much", "certain", "both", "district", "split", "before", "without-sum",
    "papers", "unclear", "agent",
]  # fmt: skip


def sentences() -> Iterator[dict[str, str]]:
    for entry in read_questions().values():
        yield entry["ask"]
        yield from entry.get("say", ())


def answer(site: Site, key: str, lang: str = "zh") -> str:
    return words(site[f"{lang}/questions.html"].root.get_element_by_id(key))


def test_all_that_people_ask_is_answered(site: Site) -> None:
    for lang in ("zh", "en"):
        body = site[f"{lang}/questions.html"].root.find_class("body")[0]
        assert [section.get("id") for section in body.findall("section")] == ASKED


def test_every_sentence_stands_in_both_languages_with_the_same_places() -> None:
    for sentence in sentences():
        assert set(sentence) == {"zh", "en"}
        places = [{name for _, name, _, _ in Formatter().parse(s) if name} for s in sentence.values()]
        assert places[0] == places[1], sentence


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_number_is_typed_in_an_answer(lang: str) -> None:
    assert [s[lang] for s in sentences() if re.search(NUMBERS[lang], s[lang], re.IGNORECASE)] == []


def test_a_policy_may_name_readings_for_the_questions_that_are_asked_and_no_others() -> None:
    schema = etree.parse(ROOT / "policy" / "schema" / "readings.xsd")
    listed = schema.xpath("//*[@name='questionId']//*/@value")
    assert listed == list(read_questions()) == ASKED


def test_answers_take_figures_and_words_from_the_rules(site: Site) -> None:
    when = answer(site, "when")
    assert "文件从2024年5月23日起施行；按本站采用的读法，最后一天是2029年5月22日。" in when
    assert "哪一天要落在有效期内？ 本站采用 申请的那一天。" in when
    assert "整份文件由深圳市发展和改革委员会负责解释。" in answer(site, "where")
    assert "国家工程研究中心支持（措施（十四））：最高3000万元" in answer(site, "how-much")
    assert "申请人的类别：企业" in answer(site, "who")
    assert "拆开后合起来能拿得更多。拆分可能被当作滥用，要先问清楚责任单位。" in answer(site, "split")
    assert "重点实验室相关政策" in answer(site, "without-sum")
    assert "No. The Full text does not ask anyone to apply through an agent." in answer(site, "agent", "en")


def test_whether_several_can_be_had_lists_every_overlap_of_the_rules(site: Site, policy: Policy) -> None:
    root = site["zh/questions.html"].root.get_element_by_id("both")
    items = root.find_class("basis-list")[0].findall("li")
    assert len(items) == sum(len(measure.overlaps) for measure in policy.measures)
    assert all(item.find_class("cite") for item in items)


def test_every_answer_leads_to_the_text_or_to_a_page_of_rules(site: Site) -> None:
    for lang in ("zh", "en"):
        for section in site[f"{lang}/questions.html"].root.find_class("body")[0].findall("section"):
            assert list(section.iter("a")), section.get("id")


def test_a_policy_with_fewer_rules_is_asked_less(toy: Policy) -> None:
    pen = Pen(Lookups(toy), Links("zh", "questions.html"))
    answers = {answer.key: answer for answer in list_answers(pen)}
    assert "agent" in answers
    assert answers["both"].items == ()
    assert [reading.id for reading, _ in answers["both"].readings] == ["G1"]
    assert len(answers["when"].lines) == 2, "the toy policy sets no deadlines for single measures"


def test_only_kinds_of_applicants_that_the_sentence_itself_names_are_listed(site: Site) -> None:
    """The second sentence of measure 20 names nobody; whom it supports follows from a reading (M20h)."""
    body = site["zh/questions.html"].root.get_element_by_id("who")
    listed = {href.rpartition("#")[2] for href in body.xpath(".//li/a[1]/@href") if "__sup_" in href}
    assert listed == {"para_12__sup_2", "para_20__sup_1"}
