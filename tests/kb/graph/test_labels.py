"""The names of the nodes of the graph in both languages, for measures, articles, sentences and supports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.graph.labels import (
    label_clause,
    label_measure,
    label_plain,
    label_provision,
    label_section,
    label_support,
)
from kb.model.document import Division
from kb.model.wording import Figure, Link, Plain


def test_a_measure_has_its_published_headline_and_its_plain_title_in_english(toy: Policy) -> None:
    measure = toy.measures[1]
    title = toy.plain["en"]["para_2"].title
    assert label_measure(toy, measure, "zh") == "(二)资助标准"
    assert label_measure(toy, measure, "en") == f"Measure 2: {title}"
    assert label_measure(replace(toy, plain={}), measure, "en") == "Measure 2"


def test_an_article_is_named_so_with_the_number_of_its_insertion(toy: Policy) -> None:
    clause = replace(toy.measures[1].clause, num="第九条之一", eid="art_9-1")
    assert label_clause(clause) == "Article 9-1"


@pytest.mark.parametrize(
    ("eid", "zh", "en"),
    [
        ("scope__s_1", "支持重点第1句", "Scope, sentence 1"),
        ("scope__s_1__c_2", "支持重点第1句第2分句", "Scope, sentence 1, clause 2"),
    ],
)
def test_a_sentence_or_clause_is_named_by_its_place(toy: Policy, eid: str, zh: str, en: str) -> None:
    scope = toy.document.scope
    assert scope is not None
    for lang, label in (("zh", zh), ("en", en)):
        owner = label_section(scope, lang)  # type: ignore[arg-type]
        assert label_provision(owner, toy.provision(eid), lang) == label  # type: ignore[arg-type]


def test_a_chapter_has_its_label_and_heading_in_every_language() -> None:
    chapter = Division("chp_1", (), num="第一章", heading_runs=("总则",))
    assert label_section(chapter, "zh") == label_section(chapter, "en") == "第一章 总则"


def test_a_support_without_a_plain_name_has_that_of_its_form(toy: Policy) -> None:
    named, unnamed = toy.supports[0], replace(toy, plain={})
    assert label_support(toy, named, "zh") == toy.plain["zh"]["para_1"].supports["para_1__sup_1"]
    assert label_support(unnamed, named, "zh") == "资助(有金额)"
    assert label_support(unnamed, named, "en") == "grant with a stated sum"


def test_a_plain_sentence_is_written_out_with_its_figures_and_links(toy: Policy) -> None:
    rate, cap = toy.supports[0].amount.quantities()
    parts = (
        " 见", Link("para_2", ""), "、", Link("making", ""), "，", Figure((cap,)), "、",
        Figure((rate, cap), "binds-from"), Link("nowhere", ""), Link("G1", "此处"), " ",
    )  # fmt: skip
    # 40 % of 20,000,000 yuan is 8,000,000.
    assert label_plain(toy, Plain(parts, ()), "zh") == "见(二)、制造，800万元、20,000,000nowhere此处"
    assert label_plain(toy, None, "zh") == ""
