"""Lines of words: figures, links and terms are written by name and read back as they were."""

from __future__ import annotations

import pytest
from lxml import etree

from kb import Policy
from kb.loading.rulelines.inline import InlineError, WrongFigure, read_inline, write_inline
from kb.loading.rulelines.names import Names, UnknownName

PLAIN = "urn:tiaowen:plain:1"


@pytest.fixture
def names(toy: Policy) -> Names:
    """The names on the page of measure 3 of the toy policy."""
    return Names(toy.document, toy.registry, "para_3", [])


def content(text: str) -> etree._Element:
    """An element of plain words."""
    return etree.fromstring(f'<p xmlns="{PLAIN}">{text}</p>')


PAIRS = [
    ("每张最高<figure provision='para_3__s_1' at='最高限额'/>。", "每张最高[5万元|最高限额|第一句]。"),
    ("由<ref to='shuimo'/>负责", "由{玩具城水磨局}负责"),
    ("见<ref to='para_9'>第九条</ref>", "见{（九）|第九条}"),
    ("<term ref='一定比例'>a share</term>", "{用语 一定比例|a share}"),
    ("到<figure derive='last-day' provision='final__s_3'/>为止", "到[=最后一天|附则第三句]为止"),
    ("[甲]{乙}|\\", r"\[甲\]\{乙\}\|\\"),
]


@pytest.mark.parametrize(("xml", "line"), PAIRS)
def test_content_is_written_as_a_line_and_read_back(xml: str, line: str, names: Names) -> None:
    element = content(xml)
    assert write_inline(element, names) == line
    again = content("")
    read_inline(again, line, names)
    assert etree.tostring(again, method="c14n2") == etree.tostring(element, method="c14n2")


@pytest.mark.parametrize(("line", "near"), [("甲]乙", "]乙"), ("甲{乙", "{乙"), ("[5万元]", "[5万元]")])
def test_a_sign_that_opens_or_closes_nothing_is_told(line: str, near: str, names: Names) -> None:
    with pytest.raises(InlineError) as raised:
        read_inline(content(""), line, names)
    assert raised.value.near == near


def test_a_figure_that_the_sentence_does_not_state_is_told_with_those_it_states(names: Names) -> None:
    with pytest.raises(WrongFigure) as raised:
        read_inline(content(""), "[6万元|最高限额|第一句]", names)
    assert (raised.value.figure, raised.value.known) == ("6万元", "[5万元|最高限额]、[4张|每年张数]")


@pytest.mark.parametrize("line", ["{风力局}", "[=最初一天|附则第三句]", "{用语 若干}"])
def test_an_unknown_name_is_told(line: str, names: Names) -> None:
    with pytest.raises(UnknownName):
        read_inline(content(""), line, names)
