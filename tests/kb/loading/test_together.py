"""Rules about several supports as they are read: whom they concern, and the limits that they take."""

from __future__ import annotations

import pytest
from lxml import etree

from kb import Policy
from kb.loading.links import Links, Published
from kb.loading.requirements import RULES
from kb.loading.together import read_together

AT = 'provision="para_3__s_1" words="对取得风车证书的"'


@pytest.fixture
def links(toy: Policy) -> Links:
    """The targets of references in the toy policy."""
    return Links(Published(toy.document, toy.registry), "rules.xml")


def rules(general: str, measure: str = "") -> etree._Element:
    """The rules of two measures with one support each."""
    return etree.fromstring(
        f'<rules xmlns="{RULES[1:-1]}"><measure><support id="a"/>{measure}</measure>'
        f'<measure><support id="b"/></measure><part>{general}</part></rules>'
    )


def test_a_rule_that_names_no_support_concerns_those_of_its_measure_or_of_the_policy(links: Links) -> None:
    limit = f"<other-funds {AT}/>"
    found = read_together(rules(limit + f'<other-funds supports="b" {AT}/>', limit), links)
    assert [one.supports for one in found.others] == [("a",), ("a", "b"), ("b",)]
    assert links.findings == []


def test_a_joint_limit_is_a_quantity_or_a_fact_and_has_its_unit(links: Links) -> None:
    found = read_together(
        rules(
            f'<joint-limit at="最高限额" levels="city district" {AT}><per is="enterprise"/></joint-limit>'
            f'<joint-limit of="investment" {AT}/>'
        ),
        links,
    )
    first, second = found.limits
    assert first.limit is not None
    assert (first.limit.text, first.levels, first.per.value) == ("5万元", ("city", "district"), "enterprise")
    assert (second.limit, second.of, second.per.value) == (None, "investment", "object")


def test_a_budget_is_yearly_where_it_says_so(links: Links) -> None:
    both = f'<budget at="最高限额" per="year" left="left" {AT}/><budget at="最高限额" {AT}/>'
    found = read_together(rules(both), links)
    assert [(one.limit.text, one.is_yearly, one.left) for one in found.budgets] == [
        ("5万元", True, "left"),
        ("5万元", False, ""),
    ]


def test_steps_papers_and_duties_keep_the_order_of_the_file(links: Links) -> None:
    found = read_together(
        rules(
            f'<duty kind="report" {AT}/><step kind="apply" at="每年张数" agency="fengche" {AT}/><paper {AT}/>'
        ),
        links,
    )
    told = [
        (one.sort, one.kind, one.term and one.term.text, one.agency and one.agency.id)
        for one in found.formalities
    ]
    assert told == [
        ("duty", "report", None, None),
        ("step", "apply", "4张", "fengche"),
        ("paper", "", None, None),
    ]


def test_an_unknown_agency_is_a_finding_that_lists_the_known_ones(links: Links) -> None:
    read_together(rules(f'<step kind="apply" agency="mill" {AT}/>'), links)
    (finding,) = links.findings
    assert (finding.code, dict(finding.words)["known"]) == ("agency-unknown-id", "fengche、shuimo、gecun")
