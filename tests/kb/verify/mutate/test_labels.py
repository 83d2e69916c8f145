"""Names for the sentences of mutants: whatever has an id is called by its name."""

from __future__ import annotations

import pytest
from lxml import etree

from kb import Policy
from kb.loading import read_sources
from kb.verify.mutate.labels import Labels, say_guard
from tests.conftest import TOY

RULES = "{urn:tiaowen:rules:1}"


@pytest.fixture(scope="module")
def labels(toy: Policy) -> Labels:
    return Labels(toy)


@pytest.fixture(scope="module")
def tree() -> etree._ElementTree:
    return read_sources(TOY).trees["rules.xml"]


def test_ids_of_facts_concepts_agencies_and_domains_become_names(labels: Labels) -> None:
    told = [labels.named(key) for key in ("investment", "windmill-project", "fengche", "making")]
    assert [one if isinstance(one, str) else one["zh"] for one in told] == [
        "核定投资",
        "风车项目",
        "玩具城风车局",
        "制造",
    ]
    assert labels.named("no-such-id") == "no-such-id"
    assert labels.fact("windmill-project") == "windmill-project"


def test_values_of_rulings_come_from_the_table(labels: Labels) -> None:
    assert labels.value("@none") != "@none"
    assert labels.value("investment") == labels.named("investment")


def test_choices_are_those_of_the_fact(labels: Labels) -> None:
    assert labels.choices("standard-level") == ["international", "national"]
    assert labels.choices("investment") == []
    assert labels.choice("standard-level", "national") == {"zh": "国家标准", "en": "national standard"}
    assert labels.choice("standard-level", "windmill") == labels.named("windmill")


def test_a_support_is_named_with_its_measure(labels: Labels) -> None:
    assert labels.support("para_1__sup_1") == {"zh": "(一)风车资助", "en": "(一)Windmill support"}


def test_an_element_is_called_by_what_it_is_about(labels: Labels, tree: etree._ElementTree) -> None:
    def zh(path: str, of: str = "thing") -> str:
        element = tree.find(path)
        assert element is not None
        told = getattr(labels, of)(element)
        return told if isinstance(told, str) else str(told["zh"])

    support = f"{RULES}measure/{RULES}support"
    assert zh(support) == zh(support, "owner") == "(一)风车资助"
    assert zh(f"{RULES}measure/{RULES}domain") == "领域“制造”"
    assert zh(f"{support}/{RULES}subject") == "对象“风车项目”"
    assert zh(f".//{RULES}level") == "级别“国际标准”"
    assert zh(f".//{RULES}share") == "比例"
    assert zh(f"{RULES}measure", "owner") == "(一)"


def test_readings_that_a_rule_depends_on_are_told_in_brackets(labels: Labels) -> None:
    assert labels.under(etree.fromstring("<cap/>")) == ""
    told = labels.under(etree.fromstring('<cap under="G1:b"/>'))
    assert isinstance(told, dict)
    assert "G1=b" in told["zh"]
    both = say_guard("G1:b M1a:a")["zh"]
    assert both.startswith("G1=b")
    assert both.endswith("M1a=a")
    assert both != "G1=bM1a=a"
