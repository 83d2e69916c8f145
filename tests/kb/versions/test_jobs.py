"""Typical work of lawyers on a policy, with the lines of text and rules alone, on a copy of the real one.

Each job ends with a clean check and with one assessed case, whose sums are worked out by hand from the new
text.
"""

# ruff: noqa: E501 - lines of rules are quoted whole

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kb import load_policy
from kb.assess import assess
from kb.cases.reading import read_case
from kb.checks import check
from kb.loading import find_folders, load_text
from kb.loading.rulelines import GENERAL, REGISTRY
from kb.model.document import fingerprint
from kb.model.policy import Support
from kb.versions.carrying import Note
from kb.versions.part import WHOLE, Decided, Settled, check_nothing, edit_clause, open_lines
from kb.versions.review import find_unreviewed, record_review
from kb.versions.sheets import open_sheet

DAY = date(2027, 1, 1)
MOMENT = datetime(2026, 12, 1, 9)
Change = tuple[str, str]


@dataclass(frozen=True)
class Lawyer(Decided):
    """A person who confirms changed quotations, and deletes what depends on deleted sentences."""

    def settle(self, _: tuple[Note, ...]) -> Settled:
        return Settled(reword=True, drop=True)


def revise(lines: str, changes: tuple[Change, ...]) -> str:
    for old, new in changes:
        assert old in lines, old
        lines = lines.replace(old, new, 1)
    return lines


def edit(folder: Path, eid: str, *changes: Change, whole: Callable[[str], str] | None = None) -> None:
    """Change the sheet of a part, with text and rules, and write it."""
    lines = revise(open_lines(folder, eid), changes)
    typed = lines if whole is None else whole(lines)
    desk = Lawyer(typed, DAY)
    outcome = edit_clause(folder, eid, desk, check=check_nothing, moment=MOMENT, with_rules=True)
    assert outcome.status == "written", (outcome.notes, desk.shown)


def page(folder: Path, eid: str, *changes: Change) -> None:
    """Change a page of rule lines alone."""
    sheet = open_sheet(folder, eid)
    assert sheet.save(revise(sheet.lines, changes))


def finish(folder: Path) -> Path:
    """Review what needs a review, and run a clean check. Returns the folder of the new version."""
    folders, document, _ = load_text(folder, newest=True)
    for eid in list(find_unreviewed(folders, document)):
        part = document.part(eid)
        assert part is not None
        record_review(folders, eid, fingerprint(part))
    assert [str(one) for one in check(folders.version)] == []
    return folders.version


def most(version: Path, case: str, support: str) -> list[int | None]:
    """The greatest sum of each claim of a case under a support, in yuan; ``None`` where there is none."""
    policy = load_policy(version)
    found = assess(policy, read_case(policy, case, "case.yaml")).outcomes
    amounts = [one.amount for one in found if one.support == support and one.claim]
    return [None if one is None or one.high is None else one.high // 100 for one in amounts]


def test_another_tier(real_copy: Path) -> None:
    english = "  给什么\n    句〔依据 第一句；读法 M20a、G17〕：International"
    edit(
        real_copy,
        "para_20",
        ("行业标准、团体标准分别", "行业标准、地方标准、团体标准分别"),
        ("[30万|最高限额]、[10万元", "[30万|最高限额]、[20万|最高限额]、[10万元"),
        ("        级 团体标准", "        级 地方标准：「地方标准」\n        级 团体标准"),
        ("  给什么\n", "  给什么\n    句〔依据 第一句〕：地方标准：最高[20万|最高限额|第一句|地方标准]。\n"),
        (
            english,
            english.replace(
                "句〔", "句〔依据 第一句〕：Local: [20万|最高限额|第一句|地方标准].\n    句〔", 1
            ),
        ),
        (
            "\n通俗说明\n",
            "\n概念 local；类别 级别\n  名称：地方标准\n  名称（英）：local standard\n\n通俗说明\n",
        ),
    )
    version = finish(real_copy)
    case = """{date: 2027-06-01, applicant: {applicant-kind: association}, claims: [{id: 标准, kind: standard-document,
      is: [standard], standard-level: local, drafting-role: sole-lead, achieved-on: 2027-05-01}]}"""
    assert most(version, case, "para_20__sup_1") == [200_000]


def test_a_sentence_with_new_money_and_an_inserted_one(real_copy: Path) -> None:
    edit(
        real_copy,
        "para_6",
        ("予以支持。\n", "予以支持。\n鼓励交流经验。\n对入选国家先进技术目录的企业,给予最高[50万元|最高限额]奖励。\n"),
        ("  支持 1", "  行文 鼓励支持：第二句「鼓励交流经验」\n  行文 给予资助：第三句「给予最高」\n  支持 1"),
        (
            "「对示范应用项目予以支持」\n\n",
            "「对示范应用项目予以支持」\n  支持 2：第三句；按 企业\n    对象 入选目录的企业：第三句「企业」\n"
            "    遴选 没有写\n    金额\n      上限 [50万元|最高限额]\n\n",
        ),
        ("  给什么\n", "  给什么\n    句〔依据 第三句〕：入选目录的企业，最高[50万元|最高限额|第三句]。\n"),
        ("  简称 1：环保技术示范应用支持\n", "  简称 1：环保技术示范应用支持\n  简称 2：目录奖励\n"),
        ("  给什么\n    句〔依据 第一句；读法 X1〕：Projects", "  给什么\n    句〔依据 第三句〕：At most [50万元|最高限额|第三句].\n    句〔依据 第一句；读法 X1〕：Projects"),
        ("  简称 1：Support for environmental demonstration projects\n", "  简称 1：Support for environmental demonstration projects\n  简称 2：Award\n\n概念 listed；类别 支持对象\n  名称：入选目录的企业\n  名称（英）：listed enterprise\n"),
    )  # fmt: skip
    version = finish(real_copy)
    case = "{date: 2027-06-01, claims: [{id: 企业, kind: enterprise, is: [listed], achieved-on: 2027-05-01}]}"
    assert most(version, case, "para_6__sup_2") == [500_000]


def test_a_deleted_sentence_takes_its_rules_along(real_copy: Path) -> None:
    deleted = "鼓励使用高效节能变压器,支持对运行年限长、运行状态差的变压器进行更换。\n"
    edit(real_copy, "para_5", (deleted, ""))
    version = finish(real_copy)
    assert "transformer" not in {one.concept for one in _support(version, "para_5__sup_1").subjects}
    case = """{date: 2027-06-01, claims: [{id: 项目, kind: project, is: [data-centre], achieved-on: 2027-05-01,
      selected: yes, demonstration-value: yes, verified-total-investment: 2000万元}]}"""
    assert most(version, case, "para_5__sup_1") == [6_000_000]


def test_a_measure_split_in_two(real_copy: Path) -> None:
    agencies = "(责任单位:市发展改革委、应急管理局、市场监管局)\n"
    edit(
        real_copy,
        "para_20",
        ("支持在碳达峰", f"{agencies}\n(二十一)支持计量技术规范制定。\n支持在碳达峰"),
    )
    closing = "{深圳市发展和改革委员会}、{深圳市应急管理局}、{深圳市市场监督管理局}"
    edit(
        real_copy,
        "para_21",
        ("  行文 给予资助", "  领域 碳管理服务：第一句「碳达峰碳中和领域」；依据 编者\n  行文 给予资助"),
        ("  题目：支持计量技术规范制定\n", "  题目：计量技术规范\n  概要〔依据 第一句〕：单个项目不超过[40万元|最高限额|第一句]。\n"),
        ("  题目：支持计量技术规范制定\n", "  题目：Measurement norms\n  概要〔依据 第一句〕：At most [40万元|最高限额|第一句].\n"),
        ("  谁来定\n", f"  谁来定\n    句〔依据 责任单位〕：责任单位是{closing}。\n"),
        ("  谁来定\n    句〔依据 第一句；读法 M20c〕：For", f"  谁来定\n    句〔依据 责任单位〕：{closing}.\n    句〔依据 第一句；读法 M20c〕：For"),
    )  # fmt: skip
    page(real_copy, GENERAL, ("    含 （二十）\n", "    含 （二十）\n    含 （二十一）\n"))
    policy = load_policy(finish(real_copy))
    assert [one.id for one in policy.supports if one.measure == "para_21"] == ["para_21__sup_1"]
    assert [part.heading for part in policy.document.clauses[20:22]] == [
        "支持计量技术规范制定。",
        "充分发挥绿色金融牵引作用。",
    ]


def test_a_moved_measure_takes_everything_along(real_copy: Path) -> None:
    def move(lines: str) -> str:
        blocks = lines.split("\n\n")
        moved = next(one for one in blocks if one.startswith("(八)"))
        blocks.remove(moved)
        at = next(n for n, one in enumerate(blocks) if one.startswith("(四)"))
        return "\n\n".join([*blocks[: at + 1], moved, *blocks[at + 1 :]])

    edit(real_copy, WHOLE, whole=move)
    version = finish(real_copy)
    # The published measure 5 is now the sixth; 30 % of 20 million yuan are 6 million.
    case = """{date: 2027-06-01, claims: [{id: 项目, kind: project, is: [data-centre], achieved-on: 2027-05-01,
      selected: yes, demonstration-value: yes, verified-total-investment: 2000万元}]}"""
    assert most(version, case, "para_6__sup_1") == [6_000_000]


RULES_25 = """规则
  领域 节能：本条「节能」；依据 原文
  行文 给予资助：第一句「给予资助」
  支持 1：第一句；按 企业
    对象 购买诊断的企业：第一句「企业」
    遴选 没有写
    金额
      取最小
        按比例 实际服务费用 [50%|资助比例]：「实际服务费用」
        上限 [20万元|最高限额]

事实 service-fee；属于 企业；类型 金额
  名称：实际服务费用
  名称（英）：fee
  问题：诊断花了多少元？
  问题（英）：How much was paid, in yuan?
  出处：第一句「实际服务费用」

概念 diagnosis-buyer；类别 支持对象
  名称：购买诊断的企业
  名称（英）：buyer

概念 service-fee；类别 基数
  名称：实际服务费用
  名称（英）：fee
"""
PLAIN_25 = """
  题目：{title}
  概要〔依据 第一句〕：[50%|资助比例|第一句]，[20万元|最高限额|第一句]。
  给什么
    句〔依据 第一句〕：[50%|资助比例|第一句]，[20万元|最高限额|第一句]。
  给谁
    句〔依据 第一句〕：{title}
  谁来定
    句〔依据 责任单位〕：{{深圳市工业和信息化局}}
  没写清的
    句〔依据 第一句〕：{title}
  简称 1：{title}
"""


def test_a_twenty_fifth_measure(real_copy: Path) -> None:
    last = "人力资源保障局、住房建设局、财政局)\n"
    words = (
        "支持企业购买节能诊断服务,按照实际服务费用的[50%|资助比例]给予资助,每家企业最高[20万元|最高限额]。"
    )
    added = f"\n(二十五)支持节能诊断服务。\n{words}\n(责任单位:市工业和信息化局)\n"
    edit(real_copy, "para_24", (last, last + added))
    plain = f"\n通俗说明{PLAIN_25.format(title='诊断')}\n通俗说明（英）{PLAIN_25.format(title='Diagnosis')}"
    edit(real_copy, "para_25", whole=lambda lines: lines + RULES_25 + plain)
    page(real_copy, GENERAL, ("    含 （四）\n", "    含 （四）\n    含 （二十五）\n"))
    version = finish(real_copy)
    case = """{date: 2027-06-01, claims: [
      {id: 一, kind: enterprise, is: [diagnosis-buyer], service-fee: 30万元, achieved-on: 2027-05-01},
      {id: 二, kind: enterprise, is: [diagnosis-buyer], service-fee: 50万元, achieved-on: 2027-05-01}]}"""
    # Half of 300,000 yuan are 150,000; half of 500,000 are 250,000, limited by the ceiling to 200,000.
    assert sorted(most(version, case, "para_25__sup_1")) == [150_000, 200_000]


def test_a_renamed_and_a_new_agency(real_copy: Path) -> None:
    new = "单位 {id}；类别 市级部门；地方 cn-440300{since}\n  名称：深圳市{name}\n  名称（英）：{id}\n  条文里写作：{name}\n\n"
    page(
        real_copy,
        REGISTRY,
        ("单位 gxj；类别 市级部门；地方 cn-440300", "单位 gxj；类别 市级部门；地方 cn-440300；到 2026-12-31；承接单位 深圳市工业发展局"),
        ("单位 gaj", new.format(id="fazhan", since="；自 2027-01-01", name="工业发展局") + new.format(id="shuju", since="", name="数据管理局") + "单位 gaj"),
    )  # fmt: skip
    edit(real_copy, WHOLE, whole=lambda lines: lines.replace("工业和信息化局", "工业发展局"))
    edit(
        real_copy,
        "para_5",
        ("(责任单位:市发展改革委、工业发展局)", "(责任单位:市发展改革委、工业发展局、数据管理局)"),
        ("{深圳市工业发展局}。", "{深圳市工业发展局}、{深圳市数据管理局}。"),
        ("{深圳市工业发展局}. Which", "{深圳市工业发展局} and {深圳市数据管理局}. Which"),
    )
    policy = load_policy(finish(real_copy))
    clause = policy.document.clauses[4]
    assert clause.responsibility is not None
    assert [one.concept for one in clause.responsibility.agencies] == ["fgw", "fazhan", "shuju"]


def test_a_validity_of_three_years(real_copy: Path) -> None:
    edit(real_copy, "final", ("[5年|有效期]", "[3年|有效期]"))
    finish(real_copy)
    # Three years from 23 May 2024 end with 22 May 2027.
    assert find_folders(real_copy, newest=True).versions[-1].last == date(2027, 5, 22)


def test_non_cumulation_reversed(real_copy: Path) -> None:
    def reverse(lines: str) -> str:
        start, end = lines.index("  不得重复 我市"), lines.index("  各区措施 ")
        lines = lines[:start] + lines[end:]
        lines = lines.replace("措施不得重复享受。", "措施可以同时享受。")
        lines = lines.replace("行文 禁止：第二句", "行文 背景：第二句")
        return lines.replace("第二句「不得重复享受」", "第二句「可以同时享受」").replace(
            "第二句「重复」", "第二句「同时」"
        )

    edit(real_copy, "final", whole=reverse)
    page(real_copy, "para_12", ("附则第二句「重复」", "附则第二句「同时」"))
    version = finish(real_copy)
    case = """{date: 2027-06-01, claims: [{id: 项目, kind: project, is: [data-centre], achieved-on: 2027-05-01,
      selected: yes, demonstration-value: yes, verified-total-investment: 2000万元}], ledger: [{level: city,
      date: 2026-01-01, amount: 100万元, object: 项目, same-kind: yes}]}"""
    assert most(version, case, "para_5__sup_1") == [6_000_000]


def test_at_most_two_of_these_three_together(real_copy: Path) -> None:
    sentence = "同一企业申请[第五条|名称]、[第九条|名称]、[第十条|名称]资助的,最多享受其中[两项|项数]。\n"
    rule = "  合计限制 [两项|项数]：第三句「最多享受其中」；支持 （五）支持1、（九）支持1、（十）支持2\n    共用 同一申请人\n"
    number = "\n概念 项数；类别 数量；单位 个数\n  名称：项数\n  名称（英）：number of grants\n"
    sheet = open_sheet(real_copy, GENERAL)
    assert sheet.save(sheet.lines + number) == ("concepts.xml",)
    edit(
        real_copy,
        "final",
        ("不得重复享受。\n", f"不得重复享受。\n{sentence}"),
        ("  行文 鼓励支持：第三句", "  行文 禁止：第三句「最多享受其中」\n  行文 鼓励支持：第四句"),
        ("「国家、广东省有相关规定」；作用 优先适用\n", f"「国家、广东省有相关规定」；作用 优先适用\n{rule}"),
        ("  给什么\n", "  给什么\n    句〔依据 第三句〕：措施{（五）}、{（九）}、{（十）}的资助，同一企业最多拿[两项|项数|第三句]。\n"),
        (
            "  给什么\n    句〔依据 第四句；读法 G7〕：In force",
            "  给什么\n    句〔依据 第三句〕：Of the grants of {（五）}, {（九）} and {（十）} an enterprise has at most [两项|项数|第三句].\n"
            "    句〔依据 第四句；读法 G7〕：In force",
        ),
    )  # fmt: skip
    policy = load_policy(finish(real_copy))
    project = "kind: project, selected: yes, applied-on: 2027-05-01, achieved-on: 2027-05-01"
    claims = [
        f"{{id: 机房, {project}, is: [data-centre], demonstration-value: yes, verified-total-investment: 2000万元}}",
        f"{{id: 示范, {project}, is: [recycling-demonstration], verified-total-investment: 1000万元}}",
        f"{{id: 电池, {project}, is: [battery-project], battery-kind: vehicle, high-value-use: yes, "
        "verified-total-investment: 500万元}",
    ]

    def together(count: int) -> int | None:
        case = f"{{date: 2027-06-01, claims: [{', '.join(claims[:count])}]}}"
        total = assess(policy, read_case(policy, case, "case.yaml")).combination.total
        return None if total is None or total.high is None else total.high // 100

    # 30 per cent each: 6 and 3 million yuan together; a third, of 1.5 million, is one too many.
    assert [together(count) for count in (1, 2, 3)] == [6_000_000, 9_000_000, 9_000_000]


def _support(version: Path, key: str) -> Support:
    return next(one for one in load_policy(version).supports if one.id == key)
