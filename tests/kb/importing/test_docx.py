"""Word files as offices write them: automatic numbers, changes, tables, notes, and refused packages."""

from __future__ import annotations

import pytest

from kb.importing import recognise
from kb.importing.docx import MOST_BYTES, read_docx
from kb.importing.rows import Cell
from kb.model.words.errors import PolicyError
from tests.kb.importing.packages import W, pack, package, paragraph

CHANGED = (
    '<w:r><w:t>给予</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>30</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="甲"><w:r><w:t>50</w:t></w:r></w:ins><w:r><w:t>万元奖励。</w:t></w:r>'
)


def rows_of(body: str, *, rejected: bool = False, **parts: str) -> list[tuple[str, str]]:
    source = read_docx(package(body, **parts), "x.docx", rejected=rejected)
    return [(row.label, row.text) for row in source.rows]


def test_automatic_numbers_are_spelled_out() -> None:
    body = (
        paragraph("总则", level=0)
        + paragraph("为支持风车，制定本办法。", level=1)
        + paragraph("资助", level=0)
        + paragraph("下列企业：", level=1)
        + paragraph("造风车的；", style="Item")
        + paragraph("造叶片的。", style="SubItem")
        + paragraph("给予奖励。", level=1)
        + paragraph("首台的。", style="Item")
    )
    assert rows_of(body) == [
        ("第一章", "总则"),
        ("第一条", "为支持风车，制定本办法。"),
        ("第二章", "资助"),
        ("第二条", "下列企业："),
        ("（一）", "造风车的；"),
        ("（二）", "造叶片的。"),
        ("第三条", "给予奖励。"),
        ("（一）", "首台的。"),
    ]


def test_a_list_starts_where_it_says_and_another_of_its_kind_may_start_anew() -> None:
    body = "".join(paragraph("甲。", level=0, number=number) for number in (2, 2, 3))
    assert [label for label, _ in rows_of(body)] == ["3.", "4.", "1."]


def test_an_automatic_number_and_a_sum_make_no_decimal() -> None:
    body = paragraph("5万元奖励给风车企业。", level=0, number=3)
    found = recognise(read_docx(package(body), "x.docx"), "x")
    assert [(one.label, one.sums[0].text) for one in found.provisions] == [("1.", "5万元")]


def test_tracked_changes_have_a_new_view_and_an_old_one() -> None:
    body = paragraph(CHANGED)
    assert rows_of(body) == [("", "给予50万元奖励。")]
    assert rows_of(body, rejected=True) == [("", "给予30万元奖励。")]


def test_a_paragraph_that_was_deleted_uses_up_no_number() -> None:
    gone = '<w:del w:id="1" w:author="甲"><w:r><w:delText>旧的。</w:delText></w:r></w:del>'
    body = paragraph(gone, level=1, mark='<w:del w:id="2" w:author="甲"/>') + paragraph("新的。", level=1)
    assert rows_of(body) == [("第一条", "新的。")]
    assert rows_of(body, rejected=True) == [("第一条", "旧的。"), ("第二条", "新的。")]


def test_paragraphs_are_joined_where_the_mark_between_them_was_deleted() -> None:
    body = paragraph("给予奖励，", mark='<w:del w:id="1" w:author="甲"/>') + paragraph("最高50万元。")
    assert rows_of(body) == [("", "给予奖励，最高50万元。")]
    assert rows_of(body, rejected=True) == [("", "给予奖励，"), ("", "最高50万元。")]


def test_tables_keep_their_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"

    wide, high = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    table = (
        "<w:tbl>"
        f"<w:tr>{cell('等级', wide)}{cell('金额')}</w:tr>"
        f"<w:tr>{cell('一等', high)}{cell('甲')}{cell('5万元')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('乙')}{cell('3万元')}</w:tr>"
        "</w:tbl>"
    )
    rows = read_docx(package(table), "x.docx").rows
    assert [row.cells for row in rows] == [
        (Cell("等级", 2), Cell("金额")),
        (Cell("一等", 1, 2), Cell("甲"), Cell("5万元")),
        (Cell("乙"), Cell("3万元")),
    ]


def test_notes_and_text_boxes_are_read_and_headers_and_pictures_are_told() -> None:
    box = f"<w:txbxContent>{paragraph('框里的字。')}</w:txbxContent>"
    body = (
        paragraph('<w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r>')
        + paragraph(f"<w:r><w:pict>{box}</w:pict></w:r>")
        + paragraph("<w:r><w:drawing/></w:r>")
    )
    note = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph("注的字。")}</w:footnote></w:footnotes>'
    )
    header = f'<w:hdr xmlns:w="{W}">{paragraph("云科规〔2031〕7号")}</w:hdr>'
    source = read_docx(package(body, footnotes=note, header1=header), "x.docx")
    assert [row.text for row in source.rows] == ["正文", "〔注〕注的字。", "框里的字。"]
    assert {(one.why, one.text) for one in source.unread} == {
        ("docx-picture", ""),
        ("docx-header", "云科规〔2031〕7号"),
    }


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../evil.xml": "x", "word/document.xml": "<a/>"}, "import-unsafe"),
        ({"/etc/evil": "x"}, "import-unsafe"),
        ({"C:/evil": "x"}, "import-unsafe"),
        ({"word/document.xml": "<!DOCTYPE a><a/>"}, "doctype-forbidden"),
        ({"word/document.xml": "<a>"}, "import-broken"),
        ({"word/other.xml": "<a/>"}, "import-broken"),
        ({f"word/{n}.xml": "" for n in range(2001)}, "import-too-large"),
        ({"word/document.xml": " " * (MOST_BYTES + 1)}, "import-too-large"),
        ({"word/document.xml": " " * (MOST_BYTES // 2)}, "import-too-large"),
    ],
)
def test_an_unsafe_or_broken_package_is_refused(files: dict[str, str], code: str) -> None:
    with pytest.raises(PolicyError) as problem:
        read_docx(pack(files), "x.docx")
    assert [finding.code for finding in problem.value.findings] == [code]
