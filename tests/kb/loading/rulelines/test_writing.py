"""Elements of the rules as lines: each value by its name, in the order of the vocabulary."""

from __future__ import annotations

import pytest
from lxml import etree

from kb import Policy
from kb.loading.requirements import RULES
from kb.loading.rulelines.names import Names
from kb.loading.rulelines.vocabulary import Vocabulary, read_vocabulary
from kb.loading.rulelines.writing import provision_of, write_guard, write_lines
from tests.conftest import REAL


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The words of the rules."""
    return read_vocabulary(REAL / "schema")["rules"]


@pytest.fixture
def names(toy: Policy) -> Names:
    """The names on the page of measure 2 of the toy policy."""
    return Names(toy.document, toy.registry, "para_2", [])


def element(text: str) -> etree._Element:
    """An element of the rules."""
    return etree.fromstring(text.replace(">", f' xmlns="{RULES[1:-1]}">', 1))


SUPPORT = """<support id="para_2__sup_1" provision="para_2__s_1" per="standard-document">
  <subject ref="windmill" provision="para_2__s_1" words="标准" under="G1:b M1a:a"/>
  <amount><least><cap at="最高限额"/></least></amount>
</support>"""


def test_lines_stand_two_blanks_deeper_than_the_one_that_holds_them(
    vocabulary: Vocabulary, names: Names
) -> None:
    assert list(write_lines(element(SUPPORT), vocabulary, names)) == [
        "支持 1：第一句；按 标准",
        "  对象 风车：第一句「标准」〔读法G1取b、读法M1a取a〕",
        "  金额",
        "    取最小",
        "      上限 [60万、20万元|最高限额]",
    ]


def test_quoted_words_escape_the_marks_of_the_line(vocabulary: Vocabulary, names: Names) -> None:
    act = element('<act kind="grants" provision="para_9__s_2" words="「甲」"></act>')
    assert list(write_lines(act, vocabulary, names)) == [r"行文 给予资助：（九）第二句「\「甲\」」"]


def test_a_value_that_names_nothing_is_written_as_its_id(vocabulary: Vocabulary, names: Names) -> None:
    (line,) = write_lines(
        element('<subject ref="mill" provision="para_2__s_1"></subject>'), vocabulary, names
    )
    assert line == "对象 #mill：第一句"


def test_rules_that_nobody_has_reviewed_have_no_code(vocabulary: Vocabulary, names: Names) -> None:
    def head(code: str) -> list[str]:
        block = element(f'<measure eId="para_2" fingerprint="{code}"></measure>')
        return list(write_lines(block, vocabulary, names))

    assert head("0" * 16) == ["规则"]
    assert head("0" * 15 + "1") == ["规则；核对码 0000000000000001"]


def test_the_provision_of_an_element_is_the_nearest_around_it() -> None:
    support = element(SUPPORT)
    cap = next(support.iter(f"{RULES}cap"))
    assert provision_of(cap) == "para_2__s_1"
    assert provision_of(element("<cap></cap>")) == ""


def test_readings_are_written_in_their_order() -> None:
    assert write_guard("M5a:b") == "读法M5a取b"
    assert write_guard("") == ""
