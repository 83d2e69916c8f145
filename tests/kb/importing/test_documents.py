"""Several documents in one file."""

from __future__ import annotations

from pathlib import Path

from tests.kb.importing.test_shapes import read, unread_of


def test_several_documents_in_one_file_are_told_apart(tmp_path: Path) -> None:
    found = read(
        "青渚市财政局关于印发《青渚市人才补贴办法》的通知\n"
        "一、各区要抓好落实。\n"
        "青渚市财政局\n"
        "2031年2月1日\n"
        "青渚市人才补贴办法\n"
        "第一条 博士每月补贴3000元。\n"
        "第二条 本办法自2031年3月1日起施行，有效期3年。\n"
        "青渚市人才补贴\n"
        "实施细则\n"
        "第一条 补贴按季度发放，每季度9000元。\n"
        "第二条 本细则自2031年6月1日起施行，有效期1年。\n"
        "青渚市人才补贴申报指南\n"
        "一、申报条件\n"
        "在本市工作满1年。\n"
        "申报人应当填写\n"
        "二、申报材料\n"
        "申请表。\n",
        tmp_path,
    )
    assert found.front.title == "青渚市人才补贴办法"
    assert (str(found.validity.first), str(found.validity.last)) == ("2031-03-01", "2034-02-28")
    assert [(one.label, one.chapter, one.line) for one in found.provisions] == [
        ("一、", "", 2),
        ("第一条", "", 6),
        ("第二条", "", 7),
        ("第一条", "青渚市人才补贴实施细则", 10),
        ("第二条", "青渚市人才补贴实施细则", 11),
        ("一、", "青渚市人才补贴申报指南", 13),
        ("二、", "青渚市人才补贴申报指南", 16),
    ]
    assert [(line, why) for line, _, why in unread_of(found)] == [
        (8, "another-document"),
        (12, "another-document"),
    ]


def test_a_title_inside_a_text_begins_no_document(tmp_path: Path) -> None:
    found = read(
        "青渚市奖励办法\n第一条 按照\n青渚市统计制度\n填报。\n第二条 奖励5万元。\n"
        "附件1\n青渚市评分标准\n一、分值为100分。\n附件2\n青渚市申报指南\n一、网上申报。\n",
        tmp_path,
    )
    chapters = [one.chapter for one in found.provisions]
    assert chapters == ["", "", "附件1 青渚市评分标准", "附件2 青渚市申报指南"]
    assert unread_of(found) == []


def test_a_further_document_begins_behind_a_sentence_that_ends_with_a_point(tmp_path: Path) -> None:
    found = read(
        "青渚市风车办法\n第一条 奖励5万元.\n第二条 另定.\n青渚市水车办法\n第一条 奖励3万元.\n第二条 另定.\n",
        tmp_path,
    )
    assert [one.chapter for one in found.provisions] == ["", "", "青渚市水车办法", "青渚市水车办法"]
