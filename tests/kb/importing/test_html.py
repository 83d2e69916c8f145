"""A web page as rows: its main part, without what is hidden or beside it, and its tables."""

from __future__ import annotations

import pytest

from kb.importing.html import read_html
from kb.importing.rows import Row
from kb.model.words.errors import PolicyError

LONG = "第一条　为促进风车产业发展，制定本办法，本办法适用于本市；其他事项另行规定。"


def rows(body: str, head: str = "") -> tuple[Row, ...]:
    """The rows of a page."""
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>", "page.html").rows


def test_paragraphs_and_line_breaks_are_rows_counted_from_one() -> None:
    found = rows(f"<div><p>{LONG}</p><p>甲<br>乙 <b>丙</b></p></div>")
    assert [(row.text, row.line) for row in found] == [(LONG, 1), ("甲", 2), ("乙 丙", 3)]


def test_what_is_hidden_deleted_or_beside_the_text_is_left_out() -> None:
    found = rows(
        f"<nav>首页</nav><div id='side'><a>链接</a></div><div><p>{LONG}</p>"
        "<p>甲<del>乙</del><span style='display: none'>丙</span>丁</p><script>给予</script></div>"
        "<footer>版权</footer>"
    )
    assert [row.text for row in found] == [LONG, "甲丁"]


def test_the_numbers_that_a_browser_writes_before_items_are_labels() -> None:
    found = rows(
        f"<div><p>{LONG}</p><ol start='3'><li>甲</li><li>乙</li></ol><ol><li>（一）丙</li></ol></div>"
    )
    assert [(row.label, row.text) for row in found[1:]] == [("3.", "甲"), ("4.", "乙"), ("", "（一）丙")]


def test_a_table_of_data_keeps_its_spans_and_a_frame_is_no_table() -> None:
    found = rows(
        f"<div><p>{LONG}</p><table><tr><th colspan='2'>标准</th></tr>"
        "<tr><td rowspan='2'>木</td><td>1</td></tr></table></div>"
    )
    (head,), (first, second) = (row.cells for row in found[1:])
    assert (head.text, head.columns) == ("标准", 2)
    assert (first.text, first.rows, second.text) == ("木", 2, "1")
    frame = rows(f"<table><tr><td><p>{LONG}</p><p>甲</p></td></tr></table>")
    assert [row.cells for row in frame] == [(), ()]


def test_the_title_of_the_page_is_added_where_the_text_lacks_it() -> None:
    meta = '<meta name="ArticleTitle" content="云泽市风车补贴办法">'
    assert rows(f"<div><p>{LONG}</p></div>", meta)[0] == Row("云泽市风车补贴办法", 0)
    assert rows(f"<div><p>云泽市风车补贴办法</p><p>{LONG}</p></div>", meta)[0].line == 1


def test_a_page_without_a_body_is_refused() -> None:
    with pytest.raises(PolicyError) as refused:
        read_html("", "page.html")
    assert [(f.code, f.place.file) for f in refused.value.findings] == [("import-empty", "page.html")]
