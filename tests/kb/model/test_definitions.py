"""The definitions of a text, in every form, each with the sentence that gives it."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.model.definitions import Definition, defined_term, find_definitions
from kb.model.document import Document, Provision, Section


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("本办法所称风车企业，是指从事风车制造的企业。", "风车企业"),
        ("本措施所称的“风车项目”是指新建风车的项目。", "风车项目"),
        ("前款所称叶片,指风车的叶片。", "叶片"),
        ("规模企业,是指按年度统计口径达到规模的企业;", "规模企业"),
        ("给予风车企业资助，是指导性的。", ""),
        ("对风车企业给予资助。", ""),
    ],
)
def test_a_sentence_defines_one_term_or_none(sentence: str, term: str) -> None:
    assert defined_term(sentence) == term


def test_the_definitions_of_a_text_have_their_sentences_and_a_way_of_counting_is_none(
    district: Policy,
) -> None:
    assert district.definitions == (
        Definition("规模企业", "规模企业,是指按年度统计口径达到规模的企业;", "art_41__s_2"),
        Definition("营业收入", "营业收入,是指上一年度审计报告载明的主营业务收入;", "art_41__s_3"),
        Definition("投资额", "投资额,是指设备、软件和安装费用之和,不含土地费用。", "art_41__s_4"),
    )
    counted = Section("final", ((Provision("final__s_1", ("本办法所称“以上”“以下”均包括本数。",)),),))
    assert find_definitions(Document("甲", "", "", "", None, None, None, (), counted)) == ()
