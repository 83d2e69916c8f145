"""Recognition of texts of every shape: the content of each provision, and what was not understood."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kb.explain.items.imports import write_import
from kb.importing import import_file, propose_supports, recognise
from kb.importing.reading import join_wrapped, read_text
from kb.importing.rows import Row, Source
from kb.model.words.errors import PolicyError
from tests.conftest import ROOT
from tests.kb.importing.texts import LEVELS, NOTICE, PAGE, RUNNING

SCHEMA = json.loads((ROOT / "docs" / "reference" / "import.schema.json").read_text(encoding="utf-8"))


def report_of(text: str, name: str, folder: Path) -> dict[str, Any]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    report: dict[str, Any] = json.loads(write_import(import_file(path)))
    jsonschema.validate(report, SCHEMA)
    return report


def provision_of(report: dict[str, Any], label: str) -> dict[str, Any]:
    (found,) = [one for one in report["provisions"] if one["label"] == label]
    return dict(found)


class TestAnArticleText:
    @pytest.fixture
    def report(self, tmp_path: Path) -> dict[str, Any]:
        return report_of(NOTICE, "办法.txt", tmp_path)

    def test_its_front_is_that_of_what_is_issued(self, report: dict[str, Any]) -> None:
        assert report["title"] == "云泽市风能产业扶持办法"
        assert report["number"] == "云科规〔2031〕7号"
        assert report["issuers"] == ["云泽市科技局", "云泽市财政局"]
        assert report["issued"] == "2031-03-05"
        line = "有效期：第…句「有效期」；自 [2031年4月1日|施行日期]；为期 [3年|有效期]"
        assert report["validity"] == {"from": "2031-04-01", "to": "2034-03-31", "lines": [line]}

    def test_every_article_is_one_provision_with_its_items(self, report: dict[str, Any]) -> None:
        labels = ["第一条", "第二条", "第三条", "第 1 0 条", "第三十条", "1.", "2."]
        assert [one["label"] for one in report["provisions"]] == labels
        assert [one["line"] for one in report["provisions"]] == [9, 10, 12, 18, 20, 22, 23]
        assert provision_of(report, "第 1 0 条")["chapter"] == "第二章 资助标准"
        assert provision_of(report, "第三十条")["chapter"] == "第三章 附则"
        assert provision_of(report, "1.")["chapter"] == "附件1 设备目录"

    def test_a_provision_has_its_heading_agencies_sums_and_rates(self, report: dict[str, Any]) -> None:
        third = provision_of(report, "第三条")
        assert third["heading"] == "研发资助"
        assert third["agencies"] == ["市科技局", "市财政局"]
        assert [(one["text"], one["amount"]) for one in third["sums"]] == [
            ("500万元", 5_000_000),
            ("200万元", 2_000_000),
            ("30万元", 300_000),
            ("1,000元", 1_000),
        ]
        assert third["rates"] == ["20%"]

    def test_a_range_is_two_sums(self, report: dict[str, Any]) -> None:
        assert [(one["text"], one["amount"]) for one in provision_of(report, "第 1 0 条")["sums"]] == [
            ("10万元", 100_000),
            ("20万元", 200_000),
        ]

    def test_nothing_of_it_was_not_understood(self, report: dict[str, Any]) -> None:
        assert report["unread"] == []


class TestATextOfLevels:
    @pytest.fixture
    def report(self, tmp_path: Path) -> dict[str, Any]:
        return report_of(LEVELS, "措施.txt", tmp_path)

    def test_a_part_without_words_of_its_own_is_no_provision(self, report: dict[str, Any]) -> None:
        found = [(one["label"], one["chapter"], one["heading"]) for one in report["provisions"]]
        assert found == [
            ("一、", None, "总体要求"),
            ("（一）", "二、重点任务", "支持研发"),
            ("1.", "二、重点任务", None),
            ("2.", "二、重点任务", None),
            ("三、", None, "保障措施"),
        ]

    def test_agencies_stand_in_brackets_of_every_form(self, report: dict[str, Any]) -> None:
        assert [one["agencies"] for one in report["provisions"]] == [
            [],
            ["市工信局", "市科技局", "市财政局"],
            [],
            ["市住建局"],
            [],
        ]

    def test_a_line_whose_number_is_not_known_is_reported(self, report: dict[str, Any]) -> None:
        assert [(one["line"], one["text"]) for one in report["unread"]] == [(10, "A．加强领导。")]

    def test_words_that_hold_a_numeral_are_no_numbers(self, report: dict[str, Any]) -> None:
        assert all(not one["sums"] for one in report["provisions"][:1])
        assert [one["amount"] for one in report["provisions"][3]["sums"]] == [1_000_000, 500_000]

    def test_the_day_of_issue_is_not_made_up(self, report: dict[str, Any]) -> None:
        assert report["issued"] is None
        line = "有效期：第…句「起施行」；为期 [两年|有效期]"
        assert report["validity"] == {"from": None, "to": None, "lines": [line]}


def test_running_numbers_are_told_from_decimals(tmp_path: Path) -> None:
    report = report_of(RUNNING, "补贴.txt", tmp_path)
    assert [one["label"] for one in report["provisions"]] == ["1、", "2、", "3."]
    assert report["provisions"][0]["rates"] == ["百分之五十"]
    assert report["provisions"][1]["sums"] == [{"text": "3万美元", "amount": 30_000, "currency": "USD"}]
    assert report["provisions"][2]["sums"][0]["text"] == "1万元"


def test_a_range_of_rates_is_two_where_both_have_a_sign(tmp_path: Path) -> None:
    report = report_of("第一条 按5%—20%补助。\n第二条 按5-20%补助。\n", "比例.txt", tmp_path)
    assert [one["rates"] for one in report["provisions"]] == [["5%", "20%"], ["5-20%"]]


def test_a_web_page_is_its_main_part_with_tables_and_merged_cells(tmp_path: Path) -> None:
    report = report_of(PAGE, "页.html", tmp_path)
    assert report["title"] == "云泽市渡船补贴办法"
    assert report["number"] == "云交规〔2031〕2号"
    assert [one["label"] for one in report["provisions"]] == ["第一条", "第二条", "第三条"]
    assert [one["text"] for one in report["provisions"][1]["sums"]] == ["2000元", "3000元"]
    line = "有效期：第…句「有效期」；自 [2031年6月1日|施行日期]；到 [2033年12月31日|失效日期]"
    assert report["validity"] == {"from": "2031-06-01", "to": "2033-12-31", "lines": [line]}


def test_small_sums_are_exact_to_the_fen(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("第一条 每千瓦时补助0.1元，每只补助0.05元。", encoding="utf-8")
    assert '"amount": 0.1,' in write_import(import_file(path))
    assert '"amount": 0.05,' in write_import(import_file(path))


@pytest.mark.parametrize(
    "line",
    [
        "甲、支持研发。", "（甲）支持研发。", "A.支持研发。", "Ⅰ．支持研发。", "第5-2条 支持研发。",
        "第三款 支持研发。", "〈一〉支持研发。", "【1】支持研发。", "壹、支持研发。", "1-1 支持研发。",
        "一）支持研发。", "❶支持研发。",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_label_is_reported_and_kept(line: str) -> None:
    text = f"第一条 支持风车。\n{line}\n第二条 支持水车。"
    found = recognise(Source(read_text(text)), "x")
    assert [(one.line, one.text, one.why) for one in found.unread] == [(2, line, "numbering")]
    assert line in found.provisions[0].text


def test_numbers_with_points_nest() -> None:
    found = recognise(
        Source(read_text("1. 支持风车\n1.1 给予5万元。\n1.2 给予3万元。\n1.2.1 另给1万元。\n")), "x"
    )
    assert [(one.label, one.chapter) for one in found.provisions] == [
        ("1.1", "1.支持风车"), ("1.2", "1.支持风车"), ("1.2.1", "1.支持风车"),
    ]  # fmt: skip


def test_a_text_without_any_number_says_so() -> None:
    found = recognise(Source(read_text("为支持风车，给予奖励。")), "x")
    assert [one.why for one in found.unread] == ["unnumbered"]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("本办法自2031年5月1日起施行，有效期5年。", "2031-05-01", "2036-04-30"),
        ("本办法自2031年5月1日起试行，试行期6个月。", "2031-05-01", "2031-10-31"),
        ("本规定自印发之日起生效，有效期至2033年12月31日。", "2031-03-05", "2033-12-31"),
        ("本办法自发布之日起30日后施行。", "2031-04-04", None),
        ("本政策有效期自2031年1月1日至2032年6月30日。", "2031-01-01", "2032-06-30"),
        ("本政策实行年限为2031年至2033年。", "2031-01-01", "2033-12-31"),
        ("本办法自二〇三一年五月一日起执行，暂定三年。", "2031-05-01", "2034-04-30"),
        ("项目自2031年5月1日起实施，有效期5年。", None, None),
        ("本办法自发布之日起三十日后施行，有效期三年。", "2031-04-04", "2034-04-03"),
        ("本办法自印发之日起满一个月后施行。", "2031-04-05", None),
        ("本办法自印发之日起30个工作日后施行。", None, None),
        ("2031年3月1日至2033年2月28日执行。", "2031-03-01", "2033-02-28"),
        ("项目在2031年3月1日至2033年2月28日实施。", None, None),
        ("本办法自2031年2月1日至2034年1月31日有效。", "2031-02-01", "2034-01-31"),
        ("本办法自2031年5月1日起施行，有效期1年零6个月。", "2031-05-01", "2032-10-31"),
        ("本方案实施期限为2031年1月至2033年12月。", "2031-01-01", "2033-12-31"),
        ("本政策适用期为2031年1月1日至12月31日。", "2031-01-01", "2031-12-31"),
        (
            "本规程自2031年2月25日起施行，有效期与《计划》一致，至2032年9月12日止。",
            "2031-02-25",
            "2032-09-12",
        ),
        ("本办法自2031年5月1日起施行，2035年4月30日起废止。", "2031-05-01", "2035-04-29"),
        (
            "本办法自2031年5月1日起施行，有效期5年。本办法施行前已受理的，按原规定执行至2031年12月31日。",
            "2031-05-01",
            "2036-04-30",
        ),
        ("本办法由市科技局负责解释。", None, None),
    ],
)
def test_validity_is_what_the_text_says_of_itself(words: str, first: str | None, last: str | None) -> None:
    text = f"关于印发《云泽市办法》的通知\n云泽市科技局\n2031年3月5日\n第一条 {words}"
    validity = recognise(Source(read_text(text)), "x").validity
    assert validity.first == (date.fromisoformat(first) if first else None)
    assert validity.last == (date.fromisoformat(last) if last else None)


def test_lines_that_a_page_broke_are_joined() -> None:
    line = "对符合条件的企业按照其上一年度实际发生的研发费用给予补助"
    text = "\n".join([line, "最高100万元。"] * 8)
    assert [row.text for row in join_wrapped(read_text(text))] == [f"{line}最高100万元。"] * 8


@pytest.mark.parametrize(
    "data", [b"\xff\xff\x00\x01\x02", b"\x00\x01", b"PK\x03\x04broken", b"%PDF-1.4 broken"]
)
def test_a_broken_file_is_told_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    with pytest.raises(PolicyError):
        import_file(path)


def test_other_encodings_are_read(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        path = tmp_path / "a.txt"
        path.write_bytes("第一条 给予5万元。\r\n".encode(encoding))
        assert import_file(path).provisions[0].sums[0].amount == 50_000


@pytest.mark.parametrize(
    "unit", ["一", "给予", "第", "按照", "（", "《", "“", "、", "局和", "自2024年1月1日起", "印发"]
)
def test_sixty_thousand_characters_in_one_sentence_are_no_trouble(unit: str) -> None:
    """If the time were not linear in the length, this test would take minutes."""
    text = unit * (60_000 // len(unit))
    found = recognise(Source((Row(text, 1), Row(f"第一条 {text}", 2))), "x")
    propose_supports(found.provisions)
    assert len(found.provisions) == 1


@pytest.mark.parametrize(
    ("sentence", "form", "is_firm"),
    [
        ("对风车企业一次性给予30万元奖励", "fixed", True),
        ("按设备投资额的20%给予补助，最高200万元", "share-with-cap", True),
        ("每台奖励1000元", "per-unit", True),
        ("对一等奖、二等奖，分别给予50万元、30万元奖励", "tier", True),
        ("对年产值5000万元以上的企业，给予10万元奖励", "fixed", True),
        ("按市级资助1:1给予配套，最高100万元", "match", True),
        ("给予10万元—20万元奖励", "range", True),
        ("以研制费用30%以内的比例补助，最高2600万元", "share-with-cap", True),
        ("对借款按照最高2%的利率给予贴息，贴息不超过两年", "interest", True),
        ("对2031年认定的企业给予10万元奖励", "fixed", False),
        ("奖励30万元，另按销售额的2%给予补助，其中2031年减为1%", "fixed", False),
        ("每满一万人奖励一万元", "per-unit", True),
        ("对新增贷款按同期LPR的50%给予贴息，单户年贴息不超过100万元", "interest", True),
        ("贴息标准为年化1.5%，给予最高不超过20万元贴息", "interest", True),
        ("节水达到10万立方米的，每立方米奖励1.5元", "per-unit", True),
        ("年营业额每实现1000万元，给予奖励2万元", "per-unit", True),
        ("面积达到1万平方米的，补助20万元，每增加5000平方米再补助5万元", "fixed", False),
        ("面积1万平方米至2万平方米的，补助20万元", "fixed", True),
        ("新开门店营业满一年的一次性奖励1万元", "fixed", True),
    ],
)
def test_a_proposal_is_firm_only_where_it_uses_every_number(sentence: str, form: str, is_firm: bool) -> None:
    found = recognise(Source((Row(f"第一条 {sentence}。", 1),)), "x")
    (proposal,) = propose_supports(found.provisions)
    assert (proposal.form, proposal.is_firm) == (form, is_firm)


@pytest.mark.parametrize(
    "sentence",
    ["骗取资助的，追回30万元奖励", "各级资助总额不超过项目总投资的50%", "为促进发展，制定本办法", "给予表彰"],
)
def test_what_gives_nothing_is_no_proposal(sentence: str) -> None:
    assert propose_supports(recognise(Source((Row(f"第一条 {sentence}。", 1),)), "x").provisions) == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.txt", b"", "import-empty"),
        ("空.html", b"<html></html>", "import-empty"),
        ("乱.txt", b"\xff\xff\x00\x01\x02", "import-encoding"),
        ("乱.docx", b"\x01\x02", "import-broken"),
        ("断.docx", b"PK\x03\x04broken", "import-broken"),
        ("断.pdf", b"%PDF-1.4 broken", "import-broken"),
        ("旧.doc", b"\xd0\xcf\x11\xe0", "import-kind"),
        ("旧.docx", b"\xd0\xcf\x11\xe0", "import-kind"),
        ("文.rtf", b"{\\rtf1 a}", "import-kind"),
        ("表.xlsx", b"PK\x03\x04", "import-kind"),
        ("锁.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "import-encrypted"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_what_is_wrong(
    name: str, data: bytes, code: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PolicyError) as problem:
        import_file(tmp_path / name)
    (finding,) = problem.value.findings
    assert finding.code == code
    assert finding.place.file == str(tmp_path / name)
    assert all(finding.message(lang) and finding.remedy(lang) for lang in ("zh", "en"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as problem:
        import_file(tmp_path / "没有.txt")
    assert [finding.code for finding in problem.value.findings] == ["import-missing"]


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("市里安排最高90万元展会经费，支持办展", None),
        ("风能局安排60万元奖励资金用于年终考核", None),
        ("资助90万元以下的风车，由风能局定", None),
        ("已有补助超过风车利息的45%的，不再给予补助", None),
        ("风车奖励由厂家和团队按各45%的比例分享", None),
        ("支持风车厂，减按12%的税率计税", None),
        ("给予最高9万元的风车贷款支持", None),
        ("给予风车站全年18万元以内的经费补助", "cap"),
        ("给予造风车的单位4万元奖励", "fixed"),
        ("对甲等、乙等风车，分别给予不超过90万元、70万元支持", "cap-tier"),
        ("对风车贷款按不超过0.8%的贴息率给予贴息", "interest"),
        ("新造叶片每块奖励0.9万元", "per-unit"),
        ("厂房租金资助最高连续两年18元/平方米/月", "per-unit"),
    ],
)
def test_what_is_given_and_what_only_looks_so(sentence: str, form: str | None) -> None:
    found = recognise(Source((Row(f"第一条 {sentence}。", 1),)), "x")
    assert [(one.form, one.is_firm) for one in propose_supports(found.provisions)] == (
        [(form, True)] if form else []
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "超出0.9亿元部分，按4%给予资助，最高2700万元",
        "对风车给予不超过3.2万元/座/年的补助",
        "每座风车给予2万元—9万元奖励",
        "对大风车、小风车分别给予31万元、21万元奖励，对新的再分别给予11万元、4万元奖励",
        "风车奖励先按45%拨付，给予最高90万元补助",
        "风车工补贴最高不超过每人每月700元",
        "按每平方米每月不超过30元给予租金补贴",
        "给予不少于30万元的奖励",
        "贷款额度最高500万元，按2%给予贴息",
        "对出口额增长10%以上的，超出部分每美元奖励0.01元",
        "对重点项目给予不超过5000万元的股权投资",
        "按罚款的15%奖励，最低奖励3000元，最高30万元",
        "按不低于10%的比例给予补助，最高100万元",
    ],
)
def test_a_number_whose_part_is_not_told_keeps_a_proposal_from_being_firm(sentence: str) -> None:
    found = recognise(Source((Row(f"第一条 {sentence}。", 1),)), "x")
    assert not any(one.is_firm for one in propose_supports(found.provisions))
