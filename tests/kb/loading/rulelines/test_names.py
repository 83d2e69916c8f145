"""Names in rule lines: written as people read them, and read back to the same id."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from kb import Policy
from kb.loading import find_folders
from kb.loading.rulelines.names import Names, UnknownName, facts_of
from tests.conftest import TOY


@pytest.fixture
def names(toy: Policy) -> Names:
    """The names on the page of measure 2 of the toy policy."""
    root = etree.parse(find_folders(TOY).version / "facts.xml").getroot()
    return Names(toy.document, toy.registry, "para_2", facts_of([root]))


@pytest.mark.parametrize(
    ("eid", "name"),
    [
        ("para_2__s_1", "第一句"),
        ("para_2", "本条"),
        ("para_2__resp", "责任单位"),
        ("para_9__s_2", "（九）第二句"),
        ("scope__s_1__c_2", "支持重点第一句第二分句"),
        ("final", "附则"),
        ("para_11__s_1", "#para_11__s_1"),
        ("para_2__s_1004", "删去的第四句"),
        ("para_2__s_1001__c_2", "删去的第一句第二分句"),
        ("para_9__s_2__c_1003", "（九）第二句删去的第三分句"),
        ("para_1005__s_1", "删去的（五）第一句"),
        ("para_1005", "删去的（五）"),
    ],
)
def test_a_provision_is_named_by_its_place(names: Names, eid: str, name: str) -> None:
    assert names.write_provision(eid) == name
    assert names.read_provision(name) == eid


def test_half_width_parentheses_are_read_too(names: Names) -> None:
    assert names.read_provision("(九)第二句") == "para_9__s_2"


@pytest.mark.parametrize("name", ["第九条第二句", "第九条第2句", "（九）第２句"])
def test_a_provision_is_read_as_people_refer_to_it(names: Names, name: str) -> None:
    assert names.read_provision(name) == "para_9__s_2"


@pytest.mark.parametrize("name", ["第二句", "（九）第三句", "（十一）第一句", "第一句第一分句", "甲"])
def test_a_provision_that_the_text_lacks_is_unknown(names: Names, name: str) -> None:
    with pytest.raises(UnknownName) as raised:
        names.read_provision(name)
    assert raised.value.name == name
    assert "第一句" in raised.value.nearest


@pytest.mark.parametrize(("key", "name"), [("para_2__sup_1", "支持1"), ("para_9__sup_1", "（九）支持1")])
def test_a_support_has_a_number_within_its_part(names: Names, key: str, name: str) -> None:
    assert names.write_support(key) == name
    assert names.read_support(name) == key


def test_a_thing_is_named_and_one_without_a_name_by_its_id(names: Names) -> None:
    assert names.write("agency", "fengche") == "玩具城风车局"
    assert names.read("agency", "玩具城风车局") == "fengche"
    assert names.write("agency", "mill") == "#mill"
    assert names.read("agency", "#mill") == "mill"


def test_two_things_of_one_name_are_told_apart_by_their_ids(names: Names, toy: Policy) -> None:
    mill, bureau = toy.agencies[1], toy.agencies[0]
    names.registry = replace(toy.registry, agencies=(bureau, replace(mill, name=bureau.name)))
    assert names.write("agency", "shuimo") == "玩具城风车局#shuimo"
    assert names.read("agency", "玩具城风车局#shuimo") == "shuimo"
    with pytest.raises(UnknownName) as raised:
        names.read("agency", "玩具城风车局")
    assert raised.value.nearest == "玩具城风车局#fengche、玩具城风车局#shuimo"


def test_the_answers_of_a_fact_are_its_choices_or_yes_and_no(names: Names) -> None:
    assert names.names_of("choice", "standard-level") == {"international": "国际标准", "national": "国家标准"}
    assert names.read("choice", "是", "selected") == "yes"
    with pytest.raises(KeyError):
        names.names_of("colour")


def test_figures_are_the_words_of_a_concept_or_of_one_level(names: Names) -> None:
    assert names.figures("para_2__s_1", "最高限额") == "60万、20万元"
    names.levels = {("para_2__s_1", "最高限额"): ("international", "national")}
    assert names.figures("para_2__s_1", "最高限额", "national") == "20万元"
    assert names.figures("para_2__s_1", "资助比例") == ""
    assert list(names.concepts_in("para_3__s_1")) == ["[5万元|最高限额]", "[4张|每年张数]"]
