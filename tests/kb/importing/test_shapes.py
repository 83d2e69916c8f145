"""Complete texts of invented places in published shapes, each with a report worked out by hand.

A provision is listed with its label, heading, agencies, sums in yuan, rates and line.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from kb.explain.items.imports import write_import
from kb.importing import (
    Recognised,
    import_file,
    propose_supports,
    recognise,
    write_confirmations,
    write_text,
)
from kb.importing.reading import join_broken, join_wrapped, read_source, read_text
from kb.importing.rows import Source
from tests.kb.importing.packages import W, package, paragraph
from tests.kb.importing.test_lines import assert_nothing_is_lost

Row = tuple[str, str, list[str], list[float | None], list[str], int]


def read(text: str, folder: Path, name: str = "文.txt", encoding: str = "utf-8") -> Recognised:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    assert_nothing_is_lost(read_source(path).rows)
    return import_file(path)


def provisions_of(found: Recognised) -> list[Row]:
    return [
        (
            one.label,
            one.heading,
            list(one.agencies),
            [None if each.amount is None else float(each.amount) for each in one.sums],
            list(one.rates),
            one.line,
        )
        for one in found.provisions
    ]


def unread_of(found: Recognised) -> list[tuple[int, str, str]]:
    return [(one.line, one.text, one.why) for one in found.unread]


def test_a_notice_with_addressees_annexes_and_a_foot(tmp_path: Path) -> None:
    found = read(
        "青渚市人民政府办公室文件\n"
        "青政办规〔２０３１〕１２号\n"
        "青渚市人民政府办公室关于印发\n"
        "青渚市促进低空经济发展若干措施的通知\n"
        "各县（市、区）人民政府，市政府直属各单位：\n"
        "现将有关措施印发给你们，请照办。\n"
        "附件：1.重点企业标准\n"
        "      2.航线申报表\n"
        "青渚市人民政府办公室\n"
        "２０３１年４月９日\n"
        "（此件公开发布）\n"
        "青渚市促进低空经济发展若干措施\n"
        "一、支持落户\n"
        "1．实缴资本５０００万元以上的，按５％奖励，最高1,000万元。"
        "（牵头单位：市发展改革委；配合单位：市财政局，各县〔市、区〕政府）\n"
        "二、附则\n"
        "2．本措施自2031年5月10日起施行，有效期至2034年5月9日。\n"
        "附件1\n"
        "重点企业标准\n"
        "一、年收入2亿元以上。\n"
        "附件2\n"
        "航线申报表\n"
        "| 企业 | | 航线 | |\n"
        "抄送：市委各部门。\n"
        "青渚市人民政府办公室   2031年4月10日印发\n",
        tmp_path,
    )
    front = found.front
    assert (front.title, front.number) == ("青渚市促进低空经济发展若干措施", "青政办规〔２０３１〕１２号")
    assert (front.issuers, str(front.issued)) == (("青渚市人民政府办公室",), "2031-04-09")
    assert (str(found.validity.first), str(found.validity.last)) == ("2031-05-10", "2034-05-09")
    agencies = ["市发展改革委", "市财政局", "各县〔市、区〕政府"]
    assert provisions_of(found) == [
        ("1．", "", agencies, [50_000_000, 10_000_000], ["５％"], 14),
        ("2．", "", [], [], [], 16),
        ("一、", "", [], [200_000_000], [], 19),
    ]
    assert found.provisions[2].chapter == "附件1 重点企业标准"
    assert unread_of(found) == []


def test_european_signs_blanks_in_labels_gaps_and_repeats(tmp_path: Path) -> None:
    found = read(
        "青渚县水产养殖补助办法（试行）\n"
        "（青渚县农业农村局 青渚县财政局 2030年6月1日）\n"
        "第 1 条 养殖面积达到５０亩的,每亩补助３００元;超过的部分,每亩补助２００元.\n"
        "第 3 条 同一主体每年补助不超过人民币拾万元整.\n"
        "第 3 条 本办法自发布之日起试行,试行期两年.\n",
        tmp_path,
    )
    assert found.front.issuers == ("青渚县农业农村局", "青渚县财政局")
    assert provisions_of(found) == [
        ("第 1 条", "", [], [300, 200], [], 3),
        ("第 3 条", "", [], [100_000], [], 4),
        ("第 3 条", "", [], [], [], 5),
    ]
    validity = found.validity
    assert (str(validity.first), str(validity.last)) == ("2030-06-01", "2032-05-31")
    assert validity.is_trial


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_headings_before_european_full_stops_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    found = read(
        "青渚县促进民宿发展实施意见\r\n"
        "(一)支持品质提升.评为甲级的,奖励30万元.(责任单位:县文旅局;配合单位:各乡镇人民政府)\r\n"
        "(二)加强组织领导.成立领导小组.(县文旅局 县财政局)\r\n"
        "青 渚 县 人 民 政 府\r\n"
        "2030年8月8日\r\n",
        tmp_path,
        encoding=encoding,
    )
    assert provisions_of(found) == [
        ("(一)", "支持品质提升", ["县文旅局", "各乡镇人民政府"], [300_000], [], 2),
        ("(二)", "加强组织领导", ["县文旅局", "县财政局"], [], [], 3),
    ]
    assert found.front.issuers == ("青渚县人民政府",)


def test_a_guide_to_applications(tmp_path: Path) -> None:
    found = read(
        "青渚市2031年度技术改造项目申报指南\n"
        "一、支持方向\n"
        "1．支持标准：按设备投资额的15%给予补助，单个项目50万元至500万元。\n"
        "2．申报条件：\n"
        "（1）总投资1000万元以上；\n"
        "（2）2030年1月1日至12月31日完工。\n"
        "二、申报材料\n"
        "1．申请表（一式三份）；\n"
        "2．发票复印件。\n"
        "三、联系方式\n"
        "电话0888-81234567，热线：12345。\n",
        tmp_path,
    )
    assert provisions_of(found) == [
        ("1．", "支持标准", [], [500_000, 5_000_000], ["15%"], 3),
        ("2．", "申报条件", [], [10_000_000], [], 4),
        ("1．", "", [], [], [], 8),
        ("2．", "", [], [], [], 9),
        ("三、", "联系方式", [], [], [], 10),
    ]
    assert found.provisions[1].dates == ("2030-01-01", "2030-12-31")
    assert unread_of(found) == []


def test_questions_and_answers(tmp_path: Path) -> None:
    found = read(
        "《青渚市人才安居办法》问答\n一、问：补贴多少？\n答：博士每月2500元，最长36个月。\n", tmp_path
    )
    assert found.front.title == "《青渚市人才安居办法》问答"
    assert provisions_of(found) == [("一、", "", [], [2500], [], 2)]


def test_articles_that_lost_their_lines(tmp_path: Path) -> None:
    found = read(
        "青渚市扶持办法\n"
        "第一条 为扶持企业，制定本办法。第二条 申请人应当：（一）在本市登记；（二）年收入2000万元以上。"
        "第三条 一次性奖励20万元。第四条规定的除外。\n",
        tmp_path,
    )
    assert provisions_of(found) == [
        ("第一条", "", [], [], [], 2),
        ("第二条", "", [], [20_000_000], [], 2),
        ("第三条", "", [], [200_000], [], 2),
    ]


def test_parts_chapters_without_text_and_an_unnumbered_end(tmp_path: Path) -> None:
    found = read(
        "第一部分 总则\n"
        "第一章 目的\n"
        "第一条 为规范资金管理，制定本细则。\n"
        "第一条之一 国外发明每件奖励2万美元。\n"
        "第二章 罚则\n"
        "附则\n"
        "本细则自2030年1月1日起施行，长期有效。\n",
        tmp_path,
    )
    assert [(one.label, one.chapter) for one in found.provisions] == [
        ("第一条", "第一部分 总则"),
        ("第一条之一", "第一部分 总则"),
        ("附则", "第一部分 总则"),
    ]
    assert [(one.amount, one.currency) for one in found.provisions[1].sums] == [(20_000, "USD")]
    assert (str(found.validity.first), found.validity.last) == ("2030-01-01", None)


def test_what_a_page_says_around_a_text_is_no_text(tmp_path: Path) -> None:
    found = read(
        "首页 > 政务公开\n"
        "发文机关：青渚市商务局\n"
        "成文日期：2031年02月03日\n"
        "发文字号：青商规〔2031〕2号\n"
        "【打印】【关闭】 分享到：\n"
        "青渚市商务局关于促进首店经济的若干措施\n"
        "一、每家首店奖励10万元。责任单位：市商务局、市财政局\n"
        "二、装修补助50%。\n"
        "责任单位：市商务局\n"
        "三、本措施自2031年3月1日起实施，有效期2年。\n"
        "青渚市商务局\n"
        "2031年2月3日\n"
        "相关链接：\n"
        "1.另一份通知\n"
        "版权所有：青渚市商务局\n",
        tmp_path,
    )
    assert (found.front.title, found.front.number) == (
        "青渚市商务局关于促进首店经济的若干措施",
        "青商规〔2031〕2号",
    )
    assert provisions_of(found) == [
        ("一、", "", ["市商务局", "市财政局"], [100_000], [], 7),
        ("二、", "", ["市商务局"], [], ["50%"], 8),
        ("三、", "", [], [], [], 10),
    ]
    assert found.provisions[2].dates == ("2031-03-01",)
    assert unread_of(found) == [(14, "1.另一份通知", "after-text")]


def test_an_explanation_behind_a_text_is_refused_line_by_line(tmp_path: Path) -> None:
    found = read(
        "青渚市就业补贴办法\n第一条 每人补贴6000元。\n《青渚市就业补贴办法》政策解读\n"
        "一、起草背景\n补贴由5000元提高到6000元。\n",
        tmp_path,
    )
    assert provisions_of(found) == [("第一条", "", [], [6000], [], 2)]
    assert unread_of(found) == [(4, "一、起草背景", "after-text")]


def test_who_is_responsible_in_every_form(tmp_path: Path) -> None:
    forms = {
        "（市政务局牵头，市公安局等单位按职责分工负责）": ["市政务局", "市公安局"],
        "（市场监管局）": ["市场监管局"],
        "（以下简称市科技局）": [],
        "【市信用办】": ["市信用办"],
        "［ 市司法局、 市商务局 ］": ["市司法局", "市商务局"],
        "（责任领导：副市长；责任单位：市司法局）": ["市司法局"],
        "责任单位：市工商联；完成时限：2031年12月底": ["市工商联"],
        "(市商务局、市投促局,各区)": ["市商务局", "市投促局", "各区"],
        "\n牵头单位：市发展改革委\n配合单位：市供电公司、各区政府（管委会）": [
            "市发展改革委",
            "市供电公司",
            "各区政府（管委会）",
        ],
    }
    lines = [f"{n}.推进工作。另有安排。{form}" for n, form in enumerate(forms, 1)]
    found = read("青渚市行动方案\n" + "\n".join(lines) + "\n", tmp_path)
    assert [list(one.agencies) for one in found.provisions] == list(forms.values())


def test_the_columns_of_a_table(tmp_path: Path) -> None:
    found = read(
        "<html><body><p>青渚市补助办法，为扶持企业，制定本办法。</p><p>第一条 标准如下表：</p><table>"
        '<tr><th rowspan="2">类别</th><th colspan="2">标准（万元）</th><th rowspan="2">责任单位</th></tr>'
        "<tr><th>国家级</th><th>省级</th></tr>"
        "<tr><td>中心</td><td>500</td><td>200万元</td><td>市科技局</td></tr></table>"
        '<p style="display:none">第二条 看不见。</p></body></html>',
        tmp_path,
        "页.html",
    )
    assert provisions_of(found) == [("第一条", "", ["市科技局"], [2_000_000, 5_000_000], [], 2)]
    assert unread_of(found) == []


def test_sums_that_leave_their_yuan_out(tmp_path: Path) -> None:
    found = read(
        "1. 补助国家级500万、省级200万、市级100万元。\n2. 安家费本科3万、硕士5万。\n"
        "3. 规模超过100万的，人口超过100万的。\n",
        tmp_path,
    )
    assert [row[3] for row in provisions_of(found)] == [
        [5_000_000, 2_000_000, 1_000_000],
        [30_000, 50_000],
        [],
    ]
    assert [(line, why) for line, _, why in unread_of(found)] == [(3, "number")]


def test_a_decree_in_two_lines(tmp_path: Path) -> None:
    found = read(
        "青渚市人民政府令\n第12号\n"
        "《青渚市养犬规定》已经市政府常务会议通过，现予公布，自2031年5月1日起施行。\n"
        "青渚市养犬规定\n第一条 罚款200元。\n",
        tmp_path,
    )
    front = found.front
    assert (front.number, front.issuers) == ("青渚市人民政府令第12号", ("青渚市人民政府",))
    assert front.title == "青渚市养犬规定"
    assert str(found.validity.first) == "2031-05-01"


def test_several_issuers_in_one_title(tmp_path: Path) -> None:
    names = ("青渚市科技局", "青渚市财政局")
    for issuers in ("、".join(names), "".join(names), "　".join(names)):
        found = read(f"{issuers}关于印发《青渚市创新券管理办法》的通知\n第一条 每张1万元。\n", tmp_path)
        assert (found.front.issuers, found.front.title) == (names, "青渚市创新券管理办法")


def test_a_law_with_its_contents_in_front(tmp_path: Path) -> None:
    found = read(
        "青渚市旅游条例\n（2030年9月28日青渚市第三届人民代表大会常务委员会第八次会议通过）\n"
        "目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 为了发展旅游业，制定本条例。\n"
        "第二章 附则\n第二条 本条例自2031年1月1日起施行。\n",
        tmp_path,
    )
    assert [(one.label, one.chapter, one.line) for one in found.provisions] == [
        ("第一条", "第一章 总则", 7),
        ("第二条", "第二章 附则", 9),
    ]
    assert found.front.issuers == ("青渚市第三届人民代表大会常务委员会",)


def test_a_word_file_with_numbers_of_styles_soft_breaks_a_frame_and_a_box(tmp_path: Path) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:pStyle w:val="H{n}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate([("chineseCounting", "%1、"), ("chineseCounting", "（%2）")])
    )
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="H0"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )
    styles = f'<w:styles xmlns:w="{W}">' + "".join(
        f'<w:style w:styleId="H{n}"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in (0, 1)
    )
    box = f"<w:txbxContent>{paragraph('责任单位：市民政局')}</w:txbxContent>"
    body = (
        paragraph("青渚县老年人助餐补贴实施方案")
        + paragraph("支持标准", style="H0")
        + paragraph("<w:r><w:t>每餐补贴</w:t><w:br/><w:t>3元。</w:t></w:r>", style="H1")
        + paragraph(
            "<w:r><w:t>分档如下：</w:t><w:br/><w:t>1.城市5万元；</w:t><w:br/><w:t>2.农村8万元。</w:t></w:r>",
            style="H1",
        )
        + paragraph(f"<w:r><w:pict>{box}</w:pict></w:r>")
        + paragraph("其他", style="H0")
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("本方案有效期两年。", level=1, number=7)
        + "</w:tc></w:tr></w:tbl>"
    )
    path = tmp_path / "方案.docx"
    path.write_bytes(package(body, numbering=numbering, styles=styles + "</w:styles>"))
    found = import_file(path)
    assert provisions_of(found) == [
        ("（一）", "", [], [3], [], 3),
        ("（二）", "", ["市民政局"], [50_000, 80_000], [], 4),
        ("（一）", "", [], [], [], 8),
    ]


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("本通知自2031年5月1日起执行，至2031年12月31日止。", "2031-05-01", "2031-12-31"),
        ("本办法自2031年1月1日起实施至2033年底。", "2031-01-01", "2033-12-31"),
        ("本办法有效期至2033年6月。", None, "2033-06-30"),
        ("本办法施行期限为三年，从2031年9月1日开始施行。", "2031-09-01", "2034-08-31"),
        ("有效期：2031年1月1日至2033年12月31日。", "2031-01-01", "2033-12-31"),
        ("本办法自印发之日起满30日后施行，有效期两年。", "2031-04-04", "2033-04-03"),
        ("从2031年1月1日起，实施三年行动。", None, None),
        ("对2031年1月1日起开工的项目，按本办法给予补贴。", None, None),
    ],
)
def test_validity_in_further_words(
    sentence: str, first: str | None, last: str | None, tmp_path: Path
) -> None:
    found = read(f"青渚市办法\n青渚市科技局\n2031年3月5日\n第一条 {sentence}\n", tmp_path).validity
    assert (found.first and str(found.first), found.last and str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "line",
    [
        "ⅰ. 另行规定。",
        "四。特别规定",
        "第十款 其他。",
        "a.支持研发。",
        "1 支持研发。",
        "问题1：怎样申请？",
        "第Ⅱ条 支持研发。",
        "第一、支持研发。",
        "第一，支持研发。",
        "【第一条】支持研发。",
        "Ａ．支持研发。",
        "1]支持研发。",
    ],
)
def test_further_labels_of_no_known_kind_are_reported(line: str, tmp_path: Path) -> None:
    found = read(f"第一条 支持风车。\n{line}\n", tmp_path)
    assert unread_of(found) == [(2, line, "numbering")]


@pytest.mark.parametrize(
    "lines",
    [
        ("第一條 支持风车。", "第二條 支持渡船。"),
        ("第十九条 支持风车。", "第廿条 支持渡船。"),
        ("廿九、支持风车。", "卅、支持渡船。"),
        ("01.支持风车。", "02.支持渡船。"),
        ("⑳支持风车。", "㉑支持渡船。"),
    ],
)
def test_labels_in_older_and_wider_characters_begin_provisions(
    lines: tuple[str, str], tmp_path: Path
) -> None:
    found = read("\n".join(lines) + "\n", tmp_path)
    assert [one.text for one in found.provisions] == ["支持风车。", "支持渡船。"]
    assert unread_of(found) == []


@pytest.mark.parametrize(
    ("article", "heading"),
    [
        ("第二条 资助标准\n按20%资助。", "资助标准"),
        ("第二条 标准如下：\n（一）按20%资助；", ""),
        ("第二条 本市实行动态管理。不合格的，取消资格。", ""),
        ("第二条〖支持对象〗在本市登记的企业。", "支持对象"),
        ("第二条 按照《财政部 工业和信息化部通知》（财建〔2017〕1号）执行。", ""),
    ],
)
def test_a_rule_is_no_heading(article: str, heading: str, tmp_path: Path) -> None:
    text = f"第一条 为扶持企业，制定本办法。\n{article}\n第三条 申请人应当登记。登记以后，可以申请。\n"
    assert read(text, tmp_path).provisions[1].heading == heading


REPEATED = {
    "articles": "第一条 按10%给予补贴，最高100万元。（责任单位：市科技局）\n",
    "levels": "一、甲\n（一）乙。丙。\n1.丁。\n（1）己。\n",
    "annexes": "附件1\n甲。\n",
    "a table": "|责任单位|标准（万元）|500|\n",
    "one row": "；2.给予10万元，",
    "commas": "甲乙丙丁，\n",
    "names": "青渚市科技局\n",
    "open brackets": "（责任单位：",
    "days": "自2031年1月1日至",
    "sums": "100万、",
    "limits": "分别给予每人每月不超过10万元/人、",
    "headings": "第一条 甲《乙（丙",
}


def work_on(text: str) -> float:
    """The processor time of a complete import of a text, in seconds."""
    start = process_time()
    found = recognise(Source(join_broken(join_wrapped(read_text(text)))), "文")
    propose_supports(found.provisions)
    write_import(found)
    write_text(found, date(2031, 1, 1))
    write_confirmations(found)
    return process_time() - start


@pytest.mark.parametrize("unit", REPEATED.values(), ids=REPEATED)
def test_eight_times_the_text_is_eight_times_the_work(unit: str) -> None:
    """The lesser of two runs each, compared in one process; anything quadratic would take 64
    times as long.
    """
    small, large = ("第一条 甲。\n" + unit * (length // len(unit)) for length in (1_000, 8_000))
    assert min(work_on(large), work_on(large)) < 24 * min(work_on(small), work_on(small))


def test_signs_behind_labels_and_remarks_between_agencies(tmp_path: Path) -> None:
    found = read(
        "青渚市风电发展规划\n"
        "第１条：为发展风电，制定本规划。\n"
        "第２条.每千瓦补贴３０元。\n"
        "第３条、最高１００万元。（市能源局、市财政局负责；排在第一位的为牵头单位）\n"
        "附件\n"
        "任务分工表\n"
        "|任务|牵头单位|配合单位|\n"
        "|建站|市能源局|市财政局、各区|\n",
        tmp_path,
    )
    assert found.front.title == "青渚市风电发展规划"
    assert provisions_of(found) == [
        ("第１条", "", [], [], [], 2),
        ("第２条", "", [], [30], [], 3),
        ("第３条", "", ["市能源局", "市财政局"], [1_000_000], [], 4),
        ("附件", "", ["市能源局", "市财政局", "各区"], [], [], 5),
    ]
    assert unread_of(found) == []


def test_a_notice_whose_annex_is_the_text(tmp_path: Path) -> None:
    found = read(
        "青渚市财政局 青渚市商务局\n"
        "关于印发《青渚市会展资金管理办法》的通知\n"
        "各区财政局、商务局：\n"
        "现将办法印发给你们。2031年安排2亿元。\n"
        "附件：青渚市会展资金管理办法\n"
        "青渚市财政局　青渚市商务局\n"
        "2031.11.20\n"
        "附件\n"
        "青渚市会展资金管理办法\n"
        "第一章　总　则\n"
        "第一条　为支持会展业，制定本办法。\n"
        "第二章　标准\n"
        "第二条　【场租补助】按下列标准补助：\n"
        "（一）1.5万平方米以上、参展人数5000人以上的，补助30万-50万元；\n"
        "（二）外商投资美元500万以上的，一次性补助20万。\n"
        "第三条　奖补分两期拨付：第一期三成给予预拨。\n"
        "第四条　本办法自印发之日起30日后施行，2036年12月31日失效。\n",
        tmp_path,
    )
    front = found.front
    assert (front.title, front.issuers) == ("青渚市会展资金管理办法", ("青渚市财政局", "青渚市商务局"))
    assert (str(front.issued), str(found.validity.first)) == ("2031-11-20", "2031-12-20")
    assert str(found.validity.last) == "2036-12-31"
    assert [one.chapter for one in found.provisions] == ["第一章 总则", *["第二章 标准"] * 3]
    assert provisions_of(found) == [
        ("第一条", "", [], [], [], 11),
        ("第二条", "场租补助", [], [300_000, 500_000, 5_000_000, 200_000], [], 13),
        ("第三条", "", [], [], ["三成"], 16),
        ("第四条", "", [], [], [], 17),
    ]
    assert [each.currency for each in found.provisions[1].sums] == ["CNY", "CNY", "USD", "CNY"]
    assert unread_of(found) == [(4, "现将办法印发给你们。2031年安排2亿元。", "outside")]


def test_tables_whose_unit_stands_above_them_or_in_a_head_by_the_piece(tmp_path: Path) -> None:
    found = read(
        "青渚市垃圾处理补助细则\n"
        "（2030年5月6日青渚市城市管理局、青渚市财政局青城管规〔2030〕5号公布）\n"
        "第一条 标准如下：\n"
        "| 序号 | 方式 | 标准（元/吨） | 责任单位 |\n"
        "|---|---|---|---|\n"
        "| 1 | 焚烧 | 120 | 市城管局 |\n"
        "| 2 | 厨余 | 260.5 | 市生态环境局 |\n"
        "附件1 资金分配表\n"
        "单位：万元\n"
        "| 序号 | 区 | 金额 |\n"
        "|---|---|---|\n"
        "| 1 | 东区 | 1,234.56 |\n"
        "| 2 | 西区 | 1.5亿元 |\n",
        tmp_path,
    )
    assert (found.front.number, str(found.front.issued)) == ("青城管规〔2030〕5号", "2030-05-06")
    assert found.front.issuers == ("青渚市城市管理局", "青渚市财政局")
    assert provisions_of(found) == [
        ("第一条", "", ["市城管局", "市生态环境局"], [120, 260.5], [], 3),
        ("附件1", "资金分配表", [], [12_345_600, 150_000_000], [], 8),
    ]
    assert unread_of(found) == []


def test_items_that_begin_with_a_year_and_rooms_telephones_and_hours_that_are_no_quantity(
    tmp_path: Path,
) -> None:
    found = read(
        "青渚市申报通知\n"
        "一、申报材料\n"
        "1、申请表；\n"
        "2、2030年、2031年审计报告；\n"
        "3、承诺书。\n"
        "二、申报时间\n"
        "至2031年6月30日17:00止。\n"
        "三、联系方式\n"
        "创业大道100号A座1205室，电话0888-81234567、13800000000。\n",
        tmp_path,
    )
    assert [one.label for one in found.provisions] == ["1、", "2、", "3、", "二、", "三、"]
    assert unread_of(found) == []


def test_the_numbers_of_a_numbered_list_of_a_web_page(tmp_path: Path) -> None:
    found = read(
        "<html><body><h1>青渚市专精特新奖励措施</h1>"
        '<ol start="3"><li>首次认定的企业奖励10万元。</li><li>（略）</li>'
        '<li value="7">复审的奖励5万元。</li></ol>'
        '<ol style="list-style-type:cjk-ideographic"><li>获奖的补助3万元。</li></ol>'
        "<ol><li><p>复评的补助<s>1万元</s><ins>2万元</ins>。</p></li></ol>"
        "<ul><li>其他企业。</li></ul></body></html>",
        tmp_path,
        "页.html",
    )
    assert [(one.label, len(one.sums)) for one in found.provisions] == [
        ("3.", 1),
        ("4.", 0),
        ("7.", 1),
        ("一、", 1),
        ("1.", 1),
    ]
    assert found.provisions[-1].sums[0].text == "2万元"  # what is struck out is no text


def test_the_number_of_a_public_notice_and_what_it_says_applies_from_a_day(tmp_path: Path) -> None:
    found = read(
        "青渚市医疗保障局关于调整门诊待遇的公告\n"
        "2031年第2号\n"
        "一、报销比例由50%提高至60%。\n"
        "二、上述待遇从2031年10月1日零时起执行。\n"
        "青渚市医疗保障局\n"
        "二〇三一年八月十五日\n",
        tmp_path,
    )
    assert (found.front.number, str(found.validity.first)) == ("2031年第2号", "2031-10-01")
    assert (found.front.issuers, str(found.front.issued)) == (("青渚市医疗保障局",), "2031-08-15")


def test_lines_that_the_page_of_a_pdf_broke_are_joined_however_few(tmp_path: Path) -> None:
    lines = [
        "青渚市平台奖励措施",
        "第一章 总则",
        "第一条 新认定的国家级、省级、市级创新平台，分别给予500万元、300万元、100万元一次",
        "性奖励。",
        "第二章 标准",
        "第二条 对售价在100万元以上的首台套装备，按照实际售价给予百分之三十的补助，最高300",
        "0万元。",
        "第三章 附则",
        "第三条 本措施自2031年1月1日起施行。",
    ]
    rows = read_text("\n".join(lines))
    assert len(join_wrapped(rows)) == len(lines)
    assert [row.text for row in join_wrapped(rows, is_page=True)] == [
        *lines[:2],
        lines[2] + lines[3],
        lines[4],
        lines[5] + lines[6],
        *lines[7:],
    ]


def test_a_file_that_begins_with_its_annex_and_labels_with_a_comma(tmp_path: Path) -> None:
    found = read(
        "附件1\n"
        "青渚市创新券实施细则\n"
        "1、支持标准\n"
        "1.1、每家企业每年不超过20万元。\n"
        "1.2、按合同金额的30%抵扣，分两笔拨付。\n"
        "专题一：人工智能\n",
        tmp_path,
    )
    assert found.front.title == "青渚市创新券实施细则"
    assert [(one.label, one.chapter) for one in found.provisions] == [
        ("1.1、", "1、支持标准"),
        ("1.2、", "1、支持标准"),
    ]
    assert unread_of(found) == [(6, "专题一：人工智能", "numbering")]


def test_bold_words_of_markdown_and_a_number_in_brackets(tmp_path: Path) -> None:
    found = read("# 青渚市举报奖励公告\n（2032年第3号）\n**第一条** 奖励 **3万元**。\n", tmp_path, "文.md")
    assert found.front.number == "2032年第3号"
    assert provisions_of(found) == [("第一条", "", [], [30_000], [], 3)]


def test_agencies_beside_deadlines_and_other_bodies(tmp_path: Path) -> None:
    forms = {
        "（甲部牵头，乙部、丙局等国务院有关部门及各地区按职责分工负责，2031年底前完成）": [
            "甲部",
            "乙部",
            "丙局",
        ],
        "(责任部门:市甲局 市乙局 完成时限:2031年12月)": ["市甲局", "市乙局"],
        "[牵头单位：市甲局；参加单位：市乙局、海关总署]": ["市甲局", "市乙局", "海关总署"],
        "（市甲局、市乙局负责，持续推进）": ["市甲局", "市乙局"],
        "责任单位：市甲局、市乙局；完成时限：2031年6月底前。": ["市甲局", "市乙局"],
    }
    for n, (words, names) in enumerate(forms.items()):
        found = read(f"第一条 加强服务。{words}\n", tmp_path, f"{n}.txt")
        assert list(found.provisions[0].agencies) == names, words
    # Square brackets at the beginning hold a heading, not an agency.
    assert read("第一条 【加氢站】每站补助10万元。\n", tmp_path).provisions[0].agencies == ()


def test_the_acts_of_a_law_in_one_line(tmp_path: Path) -> None:
    found = read(
        "# 青渚省企业促进条例\n\n"
        "2008年9月26日青渚省第十届人民代表大会常务委员会第三次会议通过 "
        "2031年3月31日青渚省第十四届人民代表大会常务委员会第九次会议修订\n\n"
        "第一条 本条例自2031年7月1日起施行。\n",
        tmp_path,
    )
    assert str(found.front.issued) == "2031-03-31"
    assert found.front.issuers == ("青渚省第十四届人民代表大会常务委员会",)


def test_a_card_of_narrow_lines_whose_title_names_no_kind(tmp_path: Path) -> None:
    found = read(
        "青渚市首店首发资金申报\n"
        "依据文件\n"
        "《关于鼓励首店首发的若干措施》\n"
        "发文机构\n"
        "青渚市商务局\n"
        "发布日期\n"
        "2031-02-26\n"
        "服务对象\n"
        "在青渚市注册的商业品牌企业、商业设施运营企业（实际\n"
        "入驻商业设施）\n"
        "服务内容\n"
        "1．支持品牌首店落地。对亚洲首店，按照实际投资总额的\n"
        "50%给予补助，最高 500 万元。\n"
        "条件要求\n"
        "（1）注册满 1 年；\n"
        "（2）近三年无违法记录。\n",
        tmp_path,
    )
    assert found.front.title == "青渚市首店首发资金申报"
    assert (found.front.issuers, str(found.front.issued)) == (("青渚市商务局",), "2031-02-26")
    first = found.provisions[0]
    assert (first.heading, first.rates, [each.text for each in first.sums]) == (
        "支持品牌首店落地",
        ("50%",),
        ["500 万元"],
    )


def test_numbers_before_a_blank_and_letters_are_levels_where_they_run_on(tmp_path: Path) -> None:
    found = read(
        "青渚市养老服务规范\n"
        "1 范围\n"
        "本规范适用于养老机构。\n"
        "2 补助\n"
        "2.1 床位：\n"
        "a) 新建的每张补助1.2万元；\n"
        "b）改建的每张补助5000元。\n"
        "03 附则\n"
        "本规范自2031年1月1日起实施。\n"
        "30 年内不得转让，a.另行规定。\n",
        tmp_path,
    )
    assert provisions_of(found) == [
        ("1", "范围", [], [], [], 2),
        ("2.1", "床位", [], [12_000, 5_000], [], 5),
        ("03", "附则", [], [], [], 8),
    ]
    assert found.provisions[1].chapter == "2 补助"
    assert unread_of(found) == []


def test_words_that_look_like_a_citation_begin_a_provision(tmp_path: Path) -> None:
    found = read(
        "（一）及时拨付。\n（二）项目管理。\n（三）至少三家。\n（四）和谐用工。\n（五）项规定的除外。\n"
        "1.2031年奖励多少？\n2.2032年奖励多少？\n",
        tmp_path,
    )
    assert [one.label for one in found.provisions] == ["（一）", "（二）", "（三）", "（四）", "1.", "2."]
    assert unread_of(found) == [(5, "（五）项规定的除外。", "numbering")]  # a line broken in a citation


def test_a_list_of_contents_and_annexes_without_a_blank_or_a_number(tmp_path: Path) -> None:
    found = read(
        "<html><body><p>青渚市粮食应急预案</p><p>目　录</p><p>1 总则……1</p><p>1.1 目的……1</p><p>2 补偿……3</p>"
        "<p>1 总则</p><p>1.1 目的</p><p>为保障供应，制定本预案。</p><p>2 补偿</p><p>每吨补偿120元。</p>"
        "<p>附件：1.应急物资储备清单</p><p>2.联系人名单</p><p>附件1应急物资储备清单（试行）</p>"
        "<p>每个仓库补助5万元。</p><p>附表：</p><p>补偿标准（单位：万元）</p>"
        "<table><tr><td>类别</td><td>标准</td></tr><tr><td>仓库</td><td>30</td></tr></table>"
        "<table><tr><td colspan='2'>附件2联系人名单</td></tr><tr><td>所属单位</td><td>责任单位</td></tr>"
        "<tr><td>甲</td><td>市粮食局</td></tr></table></body></html>",
        tmp_path,
        "页.html",
    )
    assert [(one.label, one.heading, one.chapter) for one in found.provisions] == [
        ("1.1", "目的", "1 总则"),
        ("2", "补偿", ""),
        ("附件1", "应急物资储备清单（试行）", ""),
        ("附表", "", ""),
        ("附件2", "联系人名单", ""),
    ]
    amounts = [each.amount for one in found.provisions for each in one.sums]
    assert amounts == [120, 50_000, 300_000]
    assert found.provisions[-1].agencies == ("市粮食局",)
    assert unread_of(found) == []


def test_what_is_struck_through_is_not_read_and_told(tmp_path: Path) -> None:
    page = (
        "<html><body><p>第一条 补助<s>1万元</s><span style='text-decoration: line-through'>2万元</span>"
        "3万元。</p></body></html>"
    )
    word = tmp_path / "文.docx"
    run = "<w:r><w:rPr><w:{0}/></w:rPr><w:t>{1}</w:t></w:r>"
    body = paragraph(
        f"<w:r><w:t>第一条 补助</w:t></w:r>{run.format('strike', '1万元')}{run.format('dstrike', '2万元')}"
        "<w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>3万元。</w:t></w:r>"
    )
    word.write_bytes(package(body))
    for found in (read(page, tmp_path, "页.html"), import_file(word)):
        assert [each.text for each in found.provisions[0].sums] == ["3万元"]
        told = [(text, why) for _, text, why in unread_of(found)]
        assert told == [("1万元", "struck"), ("2万元", "struck")]


def test_what_a_page_says_of_days_titles_and_decrees(tmp_path: Path) -> None:
    found = read(
        "标题：关于印发青渚市创新券办法的通知\n成文日期：2031-03-15\n发布日期：2031-04-02\n"
        "第一条 自公布之日起施行，有效期为2年，即2031年3月15日至2033年3月14日。\n",
        tmp_path,
    )
    assert (found.front.title, str(found.front.issued)) == ("青渚市创新券办法", "2031-03-15")
    found = read("青渚市举报奖励办法\n2032年6月6日 青渚国家安全部令第2号公布\n第一条 奖励5万元。\n", tmp_path)
    assert (found.front.issuers, str(found.front.issued)) == (("青渚国家安全部",), "2032-06-06")
    found = read("青渚市财政局\n关于印发青渚市人才管理办法\n实施细则的通知\n第一条 奖励5万元。\n", tmp_path)
    assert found.front.title == "青渚市人才管理办法实施细则"
    assert read("创业担保贷款问与答\n一、贷多少？30万元。\n", tmp_path).front.title == "创业担保贷款问与答"


def test_agencies_of_a_scope_and_what_one_does_at_an_agency(tmp_path: Path) -> None:
    forms = {
        "（市商务局、市农业局等和各有关区人民政府负责）": ["市商务局", "市农业局", "各有关区人民政府"],
        "发证（技工院校内由市人社局负责）": ["市人社局"],
        "现场办理（到街道（镇）公共服务机构办理）。": [],
        "镇人民政府〔以下简称镇（街）〕落实。": [],
    }
    for n, (words, names) in enumerate(forms.items()):
        found = read(f"第一条 加强服务。{words}\n", tmp_path, f"{n}.txt")
        assert list(found.provisions[0].agencies) == names, words


def test_a_most_of_a_share_leaves_its_yuan_out(tmp_path: Path) -> None:
    found = read(
        "1. 设备购置补助三分之一，不超过30万。\n2. 人口不超过100万的，补助5万元。\n3. 两名，各3万。\n",
        tmp_path,
    )
    assert [row[3] for row in provisions_of(found)] == [[300_000], [50_000], [30_000]]


def test_headings_that_speak_about_something(tmp_path: Path) -> None:
    found = read(
        "（一）加强对政策落实的监督。审计部门负责审计。\n（二）加强宣传。各区负责。\n（三）对落户的企业，给予奖励。另行规定。\n",
        tmp_path,
    )
    assert [one.heading for one in found.provisions] == ["加强对政策落实的监督", "加强宣传", ""]


def test_lines_of_a_page_with_its_numbers_are_joined_and_no_number_is_cut(tmp_path: Path) -> None:
    found = read(
        "青渚市医药产业措施\n"
        "一、支持研发。对获得临床批件的一类新药，每个品种给予最\n"
        "高 800 万元的补助；对二类新药，每个品种给予最高 400 万\n"
        "元的补助；对三类新药，按照研发投入的 10%给予不超过 20\n"
        "0 万元的补助。\n"
        "- 1 -\n"
        "二、支持平台。按照平台建设投入的 30%给予补助，最高1000\n"
        "万元。\n"
        "第 2 页 共 2 页\n"
        "三、支持上市。首次取得上市许可的，一次性奖励 500 万元。\n",
        tmp_path,
    )
    assert [row[3] for row in provisions_of(found)] == [
        [8_000_000, 4_000_000, 2_000_000],
        [10_000_000],
        [5_000_000],
    ]
    assert [one.line for one in found.provisions] == [2, 7, 10]
    assert unread_of(found) == []


def test_a_trial_named_below_the_title_and_a_heading_that_looks_like_an_agency(tmp_path: Path) -> None:
    found = read(
        "青渚区产业资金管理办法\n（试行）\n第一条 【总部】\n认定的奖励100万元。\n〔牵头单位：区商务局〕\n"
        "第二条 （技改）\n设备补助50％，单家不超过100万。\n"
        "附件：补助标准\n| 类别 | 标准（万元） |\n| 甲 | 30-40 |\n",
        tmp_path,
    )
    assert (found.front.title, found.validity.is_trial) == ("青渚区产业资金管理办法（试行）", True)
    assert provisions_of(found) == [
        ("第一条", "总部", ["区商务局"], [1_000_000], [], 3),
        ("第二条", "技改", [], [1_000_000], ["50％"], 6),
        ("附件", "补助标准", [], [300_000, 400_000], [], 8),
    ]


def test_a_range_below_a_head_with_a_unit_is_two_sums(tmp_path: Path) -> None:
    found = read("第一条 标准如下：\n| 类别 | 标准（万元） |\n| 甲 | 30-40 |\n", tmp_path)
    assert [row[3] for row in provisions_of(found)] == [[300_000, 400_000]]
    assert unread_of(found) == []
