"""What a person recognises a place in the files by: names, Chinese words, and the figures in them."""

from __future__ import annotations

import pytest
from lxml import etree

from kb.loading import find_folders, load_text
from kb.versions.showing import Shown
from tests.conftest import REAL


@pytest.fixture(scope="module")
def shown() -> Shown:
    _, document, registry = load_text(REAL)
    return Shown(find_folders(REAL).version, document, registry)


def sentence(xml: str) -> etree._Element:
    root = etree.fromstring(f'<plain xmlns="urn:tiaowen:plain:1"><part eId="para_20">{xml}</part></plain>')
    return root[0][0]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("para_5__s_4", "（五）第四句"),
        ("para_14__s_2__c_3", "（十四）第二句第三分句"),
        ("final__s_2", "附则第二句"),
        ("para_5__resp", "（五）责任单位"),
        ("para_20__sup_2", "（二十）支持2"),
        ("para_7__sup_1001", "删去的（七）支持1"),
        ("para_1016__sup_2", "删去的（十六）支持2"),
        ("demonstration-value", "有较强示范推广性"),
        ("M5a", "M5a"),
    ],
)
def test_places_have_the_names_of_the_rule_lines(shown: Shown, key: str, name: str) -> None:
    assert shown.place(key) == name


def test_a_sentence_is_shown_with_its_figures_and_the_names_of_agencies(shown: Shown) -> None:
    """Measure 20 has a figure for each level; measure 5 pays 30% and at most 1000万元."""
    figure = '<figure provision="para_20__s_1" at="最高限额" of="{}"/>'
    levels = "、".join(figure.format(one) for one in ("national", "industry"))
    told = sentence(f"<p>分别不超过{levels}；由<ref to='gxj'/>负责。</p>")
    assert shown.words(told) == "分别不超过50万、30万；由深圳市工业和信息化局负责。"
    told = sentence("<p>按<figure provision='para_5__s_4' at='资助比例'/>，<ref to='gq'>各区</ref>另定。</p>")
    assert shown.words(told) == "按30%，各区另定。"
    # An element inside a sentence is shown by the sentence.
    assert shown.words(told[0]) == "按30%，各区另定。"


def test_what_is_derived_from_figures_is_named(shown: Shown) -> None:
    told = sentence("<p>到<figure derive='binds-from' provision='para_5__s_4'/>为止。</p>")
    assert shown.words(told) == "到〔达到上限所需的基数〕为止。"


def test_of_two_languages_the_chinese_words_are_shown(shown: Shown) -> None:
    root = etree.fromstring(
        '<readings xmlns="urn:tiaowen:readings:1"><reading id="M1a">'
        '<question xml:lang="zh">算不算？</question>'
        '<question xml:lang="en">Does it count?</question><at provision="para_1__s_1"/></reading></readings>'
    )
    question, english, at = root[0]
    assert [shown.words(one) for one in (root[0], question, english, at)] == [
        "算不算？",
        "算不算？",
        "",
        "算不算？",
    ]


def test_files_that_follow_a_new_text_are_shown_with_the_figures_of_the_old_one(shown: Shown) -> None:
    before = Shown(shown.folder, shown.document, shown.registry, lambda text: text.replace("s_1004", "s_4"))
    told = sentence("<p>最高<figure provision='para_5__s_1004' at='最高限额'/>。</p>")
    assert before.words(told) == "最高1000万元。"
