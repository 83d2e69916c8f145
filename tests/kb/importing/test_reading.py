"""Files as rows: the kind by its content, the encoding, and lines that a page broke."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.importing.reading import (
    clean,
    decode,
    join_broken,
    join_wrapped,
    read_source,
    read_text,
    split_merged,
)
from kb.importing.rows import Row
from kb.model.words.errors import PolicyError


def code_of(path: Path) -> str:
    """The code with which a file is refused."""
    with pytest.raises(PolicyError) as refused:
        read_source(path)
    (finding,) = refused.value.findings
    return finding.code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("none.txt", None, "import-missing"),
        ("empty.txt", b" \n", "import-empty"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 64, "import-kind"),
        ("rich.txt", b"{\\rtf1 x}", "import-kind"),
        ("table.xlsx", b"x", "import-kind"),
        ("a.txt", b"\xff\xfe\xff", "import-encoding"),
        ("sealed.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "import-encrypted"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_what_is_wrong(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    assert code_of(path) == code


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_a_text_reads_alike_in_every_encoding(encoding: str) -> None:
    assert decode("第一条\r\n甲的\r乙".encode(encoding), "a.txt") == "第一条\n甲的\n乙"


def test_marks_of_headings_comments_and_rules_of_tables_are_no_words() -> None:
    found = read_text("# 标题\n<!-- 注\n释 -->\n**甲**\n| a | b |\n|---|:-:|\n| 1 | 2 |\n")
    assert [(row.text, row.line, [cell.text for cell in row.cells]) for row in found] == [
        ("标题", 1, []),
        ("甲", 4, []),
        ("", 5, ["a", "b"]),
        ("", 7, ["1", "2"]),
    ]


def test_invisible_characters_and_blanks_at_the_ends_are_removed() -> None:
    assert clean("\u3000甲\u200b\t乙\x07\u00a0") == "甲 乙"


def test_a_sentence_goes_on_after_a_comma_unless_a_label_begins() -> None:
    rows = tuple(
        Row(text, n) for n, text in enumerate(("对风车，", "给予资助。", "包括，", "（一）木风车；"), 1)
    )
    assert [(row.text, row.line) for row in join_broken(rows)] == [
        ("对风车，给予资助。", 1),
        ("包括，", 3),
        ("（一）木风车；", 4),
    ]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("对每艘木渡船的船主一次性给予奖励1", "5000元。"), ("对每艘木渡船的船主一次性给予奖励15000元。",)),
        (
            ("对年收入达到500万元", "－1000万元的，给予奖励。"),
            ("对年收入达到500万元－1000万元的，给予奖励。",),
        ),
        (
            ("联系渡船管理站的电话是81234567", "2031年5月1日"),
            ("联系渡船管理站的电话是81234567", "2031年5月1日"),
        ),
        (("附件：渡船补贴的申请表1", "1.木渡船；"), ("附件：渡船补贴的申请表1", "1.木渡船；")),
    ],
)
def test_a_number_that_a_line_broke_is_one_number(lines: tuple[str, ...], joined: tuple[str, ...]) -> None:
    rows = tuple(Row(line, n) for n, line in enumerate(lines, 1))
    assert tuple(row.text for row in join_broken(rows)) == joined


def test_a_line_that_holds_a_whole_text_is_split_before_its_labels() -> None:
    words = "按照第三条 的规定，风车" + "转" * 400
    parts = (
        "云泽市风车办法第一章 总则",
        f"第一条 {words}。",
        "第二条 奖励2.5万元：",
        f"（一）{words}；",
        f"（二）{words}。",
        f"一、{words}。第二条规定的除外。",
    )
    row = Row("".join(parts), 7)
    assert split_merged(row) == tuple(Row(part, 7) for part in ("云泽市风车办法", "第一章 总则", *parts[1:]))
    assert split_merged(Row("第一条 甲。第二条 乙。", 1)) == (Row("第一条 甲。第二条 乙。", 1),)


def test_lines_as_wide_as_the_page_are_joined_and_those_of_a_short_text_are_not() -> None:
    full = "甲" * 30
    lines = [
        f"第{n}条 {full[:24]}" if not k else full if k == 1 else "乙。" for n in "一二三四" for k in range(3)
    ]
    rows = tuple(Row(line, n) for n, line in enumerate(lines, 1))
    joined = join_wrapped(rows, is_page=True)
    assert [row.line for row in joined] == [1, 4, 7, 10]
    assert all(row.text.endswith(f"{full}乙。") for row in joined)
    assert join_wrapped(rows[:3], is_page=True) == rows[:3]


def test_numbers_alone_that_count_the_pages_are_no_words() -> None:
    """A page of this text has eleven lines and its number above them. A number alone elsewhere stays."""
    lines = [line for page in (7, 8, 9) for line in (str(page), *("风车" * 20 for _ in range(11)))]
    rows = tuple(Row(text, n) for n, text in enumerate((*lines, "40"), 1))
    words = "".join(row.text for row in join_wrapped(rows, is_page=True))
    assert words == "风车" * 20 * 33 + "40"


def test_numbers_alone_that_stand_close_together_stay() -> None:
    rows = tuple(Row(text, n) for n, text in enumerate((*("风车" * 20,) * 12, "1", "2", "3"), 1))
    assert "".join(row.text for row in join_wrapped(rows, is_page=True)).endswith("123")


def test_lines_with_tabs_in_succession_are_a_table_and_labels_before_tabs_are_none() -> None:
    found = read_text("第一条\t奖励：\n等级\t奖励（万元）\n一等\t50\n二等\t10.5\n第二条\t另定。\n甲\t乙")
    assert [[cell.text for cell in row.cells] or row.text for row in found] == [
        "第一条 奖励：",
        ["等级", "奖励（万元）"],
        ["一等", "50"],
        ["二等", "10.5"],
        "第二条 另定。",
        "甲 乙",
    ]


def test_a_blank_that_does_not_break_a_line_is_a_blank() -> None:
    assert clean("\u00a0第一条\u00a0支持\u00a0风车。") == "第一条 支持 风车。"


def test_the_footer_of_a_page_goes_on_from_no_sentence() -> None:
    long = "支持风车" * 21
    assert [row.text for row in join_broken((Row(long, 1), Row("相关链接", 2)))] == [long, "相关链接"]


def test_a_row_of_a_table_may_lack_its_first_bar() -> None:
    (row, words) = read_text("文号 | 云科〔2031〕7号 | 成文日期: | |\n甲 | 乙")
    assert [cell.text for cell in row.cells] == ["文号", "云科〔2031〕7号", "成文日期:", ""]
    assert words.text == "甲 | 乙"


def test_numbered_lines_below_a_head_with_as_many_words_are_a_table() -> None:
    found = read_text("序号 项目 标准（万元）\n1 风车 50\n2 水车 20\n合计 2\n1 支持风车 50")
    assert [[cell.text for cell in row.cells] for row in found] == [
        ["序号", "项目", "标准（万元）"],
        ["1", "风车", "50"],
        ["2", "水车", "20"],
        [],
        [],
    ]


def test_doubled_blanks_within_a_sum_or_a_day_are_one() -> None:
    assert clean("2031  年  3  月给 500   万元、 8  %  ，另  见") == "2031 年 3 月给 500 万元、 8 %  ，另  见"


def test_a_long_title_does_not_go_on_in_the_next_line() -> None:
    title = f"关于征求《云泽市{'风车' * 40}行动方案》意见的公告"
    assert [row.text for row in join_broken((Row(title, 1), Row("各有关单位", 2)))] == [title, "各有关单位"]


def test_a_line_that_ends_before_a_sum_goes_on_in_the_next_one() -> None:
    rows = (
        Row("第三条 每台风车补助最高", 1),
        Row("50 万元。", 2),
        Row("一、风车更新补贴", 3),
        Row("2031年起办理。", 4),
    )
    assert [row.text for row in join_broken(rows)] == [
        "第三条 每台风车补助最高50 万元。",
        "一、风车更新补贴",
        "2031年起办理。",
    ]


def test_a_line_that_ends_before_a_noun_goes_on_in_the_next_one() -> None:
    broken = ("叶片总长达到1500米以上至2000米以下、并网满一年的", "风车，给予5万元奖励。")
    assert [row.text for row in join_broken((Row(broken[0], 1), Row(broken[1], 2)))] == ["".join(broken)]
    apart = (Row("弄虚作假骗取风车补贴资金并且拒不退回的", 1), Row("其他情形", 2))
    assert join_broken(apart) == apart
