"""Who is responsible for each provision of a stored text: every form, and what a provision inherits."""

from __future__ import annotations

import pytest

from kb.loading import read_akn, write_akn
from kb.loading.files import parse_bytes
from kb.loading.lines import read_lines, write_lines
from kb.model.document import Document
from kb.model.duties import Duty, find_duties, find_issuers, stated_in
from kb.model.registry import Agency, Registry

KEJI = Agency("keji", "云泽市科学技术局", "Science Bureau of Yunze", ("科技局",), "department")
CAIZHENG = Agency("caizheng", "云泽市财政局", "Finance Bureau of Yunze", ("财政局",), "department")
SHANGWU = Agency("shangwu", "云泽市商务局", "Commerce Bureau of Yunze", ("商务局",), "department")
REGISTRY = Registry((KEJI, CAIZHENG, SHANGWU), (), ())

FRONT = """标题:云泽市风能办法
编号:/akn/cn/act/2031-04-01/fengneng
语言:zho
版本:2031-04-01
层次:第一章 *第一条 （一）
"""


def read(body: str, notice: str = "现予印发。") -> Document:
    return read_lines(f"{FRONT}\n【通知】\n{notice}\n\n{body}\n", REGISTRY)


def told(duties: tuple[Duty, ...]) -> list[tuple[str, str, str, str]]:
    return [(duty.agency.id, duty.label, duty.provision, duty.source) for duty in duties]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "资助。\n(责任单位:市科技局、财政局)",
            [("keji", "责任单位", "resp"), ("caizheng", "责任单位", "resp")],
        ),
        (
            "资助。\n（牵头单位：市科技局；配合单位：市财政局、市商务局）",
            [("keji", "牵头单位", "s_2"), ("caizheng", "配合单位", "s_2"), ("shangwu", "配合单位", "s_2")],
        ),
        ("资助。\n（实施单位：市科技局）", [("keji", "实施单位", "s_2")]),
        (
            "资助（由市科技局牵头，市财政局配合）。",
            [("keji", "牵头", "s_1"), ("caizheng", "配合", "s_1")],
        ),
        (
            "资助。\n（市科技局、市财政局负责）",
            [("keji", "负责", "s_2"), ("caizheng", "负责", "s_2")],
        ),
        ("资助。\n\\[市科技局\\]", [("keji", "", "s_2")]),
        ("资助。\n牵头单位：市科技局", [("keji", "牵头单位", "s_2")]),
        (
            "资助。\n由市科技局牵头，市财政局配合。",
            [("keji", "牵头", "s_2"), ("caizheng", "配合", "s_2")],
        ),
        (
            "资助。\n市科技局会同市财政局负责审核。",
            [("keji", "负责", "s_2"), ("caizheng", "负责", "s_2")],
        ),
        ("资助。\n\n（一）市科技局负责受理项目。\n（二）其他事项。", [("keji", "负责", "s_2")]),
        (
            "分工如下。\n\n|*事项|*责任单位|\n|研发|市科技局|\n|资金|市财政局|",
            [("keji", "责任单位", "s_5"), ("caizheng", "责任单位", "s_7")],
        ),
    ],
)
def test_a_provision_names_its_agencies_in_every_form(
    body: str, expected: list[tuple[str, str, str]]
) -> None:
    document = read(f"第一条 支持风能\n{body}")
    found = find_duties(document, REGISTRY)["art_1"]
    assert told(found) == [(key, label, f"art_1__{eid}", "provision") for key, label, eid in expected]
    assert [duty.rank for duty in found] == list(range(1, len(found) + 1))
    words = {one.eid: one.text for one in document.provisions()}
    words |= {closing.eid: closing.text for closing in document.responsibilities}
    assert all(duty.statement in words[duty.provision] and duty.words in duty.statement for duty in found)


def test_the_forms_round_trip_in_lines_and_in_akoma_ntoso() -> None:
    """The names stay words of sentences, so nothing is lost on the way."""
    document = read(
        "第一条 甲\n给予资助（市科技局牵头，市财政局配合）。\n\n"
        "第二条 乙\n给予资助。\n\\（责任单位：市科技局；配合单位：市财政局）\n"
    )
    assert read_lines(write_lines(document, REGISTRY), REGISTRY) == document
    stored = read_akn(parse_bytes(write_akn(document, REGISTRY), "text.xml", comments=True), "text.xml")
    assert stored == document
    assert find_duties(stored, REGISTRY) == find_duties(document, REGISTRY)


def test_brackets_count_before_sentences_and_an_agency_counts_once() -> None:
    document = read("第一条 甲\n由市商务局负责审核。\n\\（责任单位：市科技局、市财政局，市科技局牵头）")
    assert [duty.agency.id for duty in find_duties(document, REGISTRY)["art_1"]] == ["keji", "caizheng"]


def test_a_mention_makes_nobody_responsible() -> None:
    document = read("第一条 甲\n经市科技局认定的企业，应当向市财政局提出申请，市商务局应当公布结果。")
    assert find_duties(document, REGISTRY)["art_1"] == ()


def test_a_provision_without_a_name_has_what_its_chapter_says() -> None:
    document = read(
        "第一章 研发（责任单位：市科技局）\n\n第一条 甲\n给予资助。\n\n"
        "第二条 乙\n给予资助（市财政局负责）。\n\n"
        "第二章 贸易\n\n第三条 丙\n给予资助。"
    )
    found = find_duties(document, REGISTRY)
    assert told(found["art_1"]) == [("keji", "责任单位", "chp_1", "chapter")]
    assert told(found["art_2"]) == [("caizheng", "负责", "art_2__s_1", "provision")]
    assert told(found["art_3"]) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("本办法由市科技局负责组织实施。", ["keji"]),
        ("本办法由市科技局会同市财政局组织实施。", ["keji", "caizheng"]),
        ("本办法由市科技局负责解释和组织实施。", ["keji"]),
        ("以上各项措施由市科技局、市财政局按职责分工负责落实。", ["keji", "caizheng"]),
        ("本办法由市科技局负责解释。", []),
        ("市财政局负责资金拨付。", []),
        ("政策兑现由市财政局负责。", []),
    ],
)
def test_the_document_says_who_carries_out_all_of_it(sentence: str, expected: list[str]) -> None:
    document = read(f"第一条 甲\n给予资助。\n\n第二条 乙\n给予资助（市商务局负责）。\n\n【附则】\n{sentence}")
    found = find_duties(document, REGISTRY)
    assert told(found["art_1"]) == [
        (key, label, "final__s_1", "document")
        for key, label in ((one, found["art_1"][0].label) for one in expected)
    ]
    assert [duty.agency.id for duty in found["art_2"]] == ["shangwu"]


def test_the_body_that_signs_is_the_last_resort_and_is_not_said_to_be_responsible() -> None:
    document = read("第一条 甲\n给予资助。", "现予印发。\n\n云泽市科学技术局　云泽市财政局\n\n2031年3月5日")
    found = find_duties(document, REGISTRY)["art_1"]
    assert told(found) == [("keji", "", "preface__s_2", "issuer"), ("caizheng", "", "preface__s_2", "issuer")]
    assert not any(duty.is_stated for duty in found)
    assert [one.name for one in find_issuers(document, REGISTRY)] == ["云泽市科学技术局", "云泽市财政局"]


def test_a_text_that_names_nobody_has_no_duties() -> None:
    document = read("第一条 甲\n给予资助。")
    assert find_duties(document, REGISTRY) == {"art_1": ()}
    assert find_issuers(document, REGISTRY) == ()


def test_an_unknown_name_is_stated_and_gives_no_duty() -> None:
    document = read("第一条 甲\n给予资助。\n（牵头单位：市风筝局；配合单位：市财政局）")
    assert [one.name for one in stated_in(document.clauses[0])] == ["市风筝局", "市财政局"]
    assert [(duty.agency.id, duty.rank) for duty in find_duties(document, REGISTRY)["art_1"]] == [
        ("caizheng", 1)
    ]
