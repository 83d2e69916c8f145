"""The conditions, exclusions and limits of supports of the real policy, compared with the clauses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html
from markupsafe import Markup

from kb import Policy
from kb.model.guards import Ruling
from kb.model.requirements import AllOf, Earlier, When
from render.index import Lookups
from render.links import Links
from render.page_writer import Pen
from render.text.conditions import (
    count_requirements,
    link_support,
    say_left_out,
    say_limits,
    say_overlap,
    say_requirements,
    say_selection,
    say_subjects,
)


def plain(words: Markup) -> str:
    return " ".join(html.fromstring(f"<p>{words}</p>").text_content().split())


def lines(said: object) -> list[str]:
    return [plain(words) for words in said]  # type: ignore[attr-defined]


@pytest.fixture
def pens(policy: Policy) -> dict[str, Pen]:
    lookups = Lookups(policy)
    return {lang: Pen(lookups, Links(lang, "index.html")) for lang in ("zh", "en")}


def test_a_support_is_for_what_the_reading_in_use_takes_in(policy: Policy, pens: dict[str, Pen]) -> None:
    support = policy.support("para_5__sup_1")
    assert plain(say_subjects(pens["zh"], support)) == "数据中心、基站、变压器"
    assert lines(say_left_out(pens["zh"], support)) == ["不算：其他基础设施。 ※有不同读法"]
    assert lines(say_left_out(pens["en"], support)) == [
        "Not covered: other infrastructure. ※can be read differently"
    ]


def test_another_reading_takes_in_more(policy: Policy) -> None:
    wider = replace(
        policy, readings=tuple(replace(r, default="b") if r.id == "M5a" else r for r in policy.readings)
    )
    pen = Pen(Lookups(wider), Links("zh", "index.html"))
    support = wider.support("para_5__sup_1")
    assert "上述基础设施" in plain(say_subjects(pen, support))
    assert lines(say_left_out(pen, support)) == []


def test_conditions_are_the_tests_of_the_rules_in_the_words_of_the_clause(
    policy: Policy, pens: dict[str, Pen]
) -> None:
    transformers = policy.support("para_5__sup_1")
    assert lines(say_requirements(pens["zh"], transformers)) == [
        "具有较强示范推广性（怎样才算，由主管部门认定）",
        "运行年限长（怎样才算，由主管部门认定），只管变压器 ※有不同读法",
        "运行状态差（怎样才算，由主管部门认定），只管变压器 ※有不同读法",
    ]
    assert count_requirements(pens["zh"], transformers) == 3
    standards = policy.support("para_20__sup_1")
    assert lines(say_requirements(pens["zh"], standards))[0] == (
        "产品碳足迹核算规则标准等（怎样才算，由主管部门认定），只管安全节能环保产业的其他标准 ※有不同读法"
    )
    assert lines(say_requirements(pens["zh"], standards))[1] == (
        "申请人的类别：行业协会，或科研机构行业协会、科研机构；或者申请人的类别：企业企业，而且龙头企业"
        "（怎样才算，由主管部门认定） ※有不同读法"
    )
    assert count_requirements(pens["zh"], standards) == 6
    carrier = policy.support("para_14__sup_1")
    assert lines(say_requirements(pens["en"], carrier)) == [
        "approved as national 争创若干; or support already while bidding 争创若干 "
        "(what counts is for the agency to judge) ※can be read differently"
    ]


def test_a_policy_that_a_clause_points_at_has_conditions_of_its_own(
    policy: Policy, pens: dict[str, Pen]
) -> None:
    for key in ("para_4__sup_1", "para_14__sup_5", "para_20__sup_2"):
        said = lines(say_requirements(pens["zh"], policy.support(key)))
        assert said[-1].endswith("那里的条件这里看不到。"), key


def test_what_is_not_said_of_the_selection_is_said_to_be_unsaid(policy: Policy, pens: dict[str, Pen]) -> None:
    def said(key: str) -> str:
        return plain(say_selection(pens["zh"], policy.support(key)))

    assert said("para_5__sup_1") == "怎样定：竞争评选评选若干 ※有不同读法"
    assert said("para_3__sup_1") == "怎样定，条文没有写，以申报指南为准。"
    assert said("para_16__sup_1") == "怎样定，条文没有写；本站采用的读法是，要先被选定。 ※有不同读法"


def test_limits_tell_what_shares_a_ceiling_and_the_yearly_number(
    policy: Policy, pens: dict[str, Pen]
) -> None:
    assert lines(say_limits(pens["zh"], policy.support("para_5__sup_1"))) == [
        "上限按每个项目算。 ※有不同读法"
    ]
    assert lines(say_limits(pens["zh"], policy.support("para_12__sup_2"))) == [
        "每年，同一企业最多3张。 ※有不同读法"
    ]
    assert lines(say_limits(pens["zh"], policy.support("para_1__sup_1"))) == []
    assert "没有列出的级别给不给、给多少，文本没有写，要问责任单位。 ※有不同读法" in lines(
        say_left_out(pens["zh"], policy.support("para_20__sup_1"))
    )


def test_an_overlap_tells_what_holds_under_the_reading_in_use(policy: Policy, pens: dict[str, Pen]) -> None:
    (battery,) = policy.measure("para_10").overlaps
    assert plain(say_overlap(pens["zh"], battery)) == (
        "同一个对象符合资源循环利用示范项目资助（措施(九)）、废旧电池综合利用示范项目资助（措施(十)）、"
        "新产品新技术试点示范支持（措施(十六)）、成果转化和产业化支持（措施(十六)）的，"
        "只按废旧电池综合利用示范项目资助（措施(十)）拿。 ※有不同读法"
    )
    (stages,) = policy.measure("para_16").overlaps
    assert plain(say_overlap(pens["zh"], stages)).endswith("的，只拿一份。 ※有不同读法")
    levels, product = policy.measure("para_20").overlaps
    assert "后来升为更高级别的" in plain(say_overlap(pens["zh"], levels))
    assert plain(say_overlap(pens["zh"], product)).endswith("的，都可以拿。 ※有不同读法")


def test_a_test_that_this_policy_does_not_use_has_words_too(policy: Policy, pens: dict[str, Pen]) -> None:
    support = policy.support("para_14__sup_4")
    asked = AllOf(
        (
            Earlier("formation", "para_14__s_2__c_3", "分组建和提升"),
            When("renewal", ("no",), "para_14__s_2__c_3", "组建"),
            When("unheard-of", ("yes",), "para_14__s_2__c_3", "提升"),
        )
    )
    changed = replace(support, requirements=(asked,))
    assert lines(say_requirements(pens["zh"], changed)) == [
        "先得到过组建的支持分组建和提升，而且不是续期或换发组建，而且提升"
    ]
    assert lines(say_requirements(pens["en"], changed)) == [
        "supported before for its establishment 分组建和提升, and not renewal or replacement 组建, and 提升"
    ]
    assert count_requirements(pens["zh"], changed) == 3


@pytest.mark.parametrize(
    ("value", "words"), [("enterprise", "上限按每家企业算。"), ("enterprise-year", "上限按每家企业每年算。")]
)
def test_a_ceiling_may_be_shared_by_an_enterprise(
    policy: Policy, pens: dict[str, Pen], value: str, words: str
) -> None:
    support = policy.support("para_14__sup_2")
    shared = replace(support, amount=replace(support.amount, rulings=(Ruling("per", value),)))
    assert lines(say_limits(pens["zh"], shared)) == [words]


def test_a_support_of_the_same_page_is_named_without_its_measure(policy: Policy) -> None:
    pen = Pen(Lookups(policy), Links("zh", "measures/para_5.html"))
    assert plain(link_support(pen, policy.support("para_5__sup_1"))) == "基础设施节能降碳项目资助"
    assert plain(link_support(pen, policy.support("para_9__sup_1"))) == "资源循环利用示范项目资助（措施(九)）"
