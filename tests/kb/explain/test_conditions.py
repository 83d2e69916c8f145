"""Tests in words: every kind of reason in both languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kb import Policy
from kb.core.outcomes import Reason
from kb.core.reasons import (
    Asked,
    Budgeted,
    Days,
    Earlier,
    Fixed,
    Grant,
    Least,
    Limited,
    Quota,
    Share,
    Subjects,
    Tiered,
    Unclaimed,
    UsedUp,
)
from kb.explain.outcomes import say_tree
from kb.model.values import Interval, Money, Rate
from kb.model.words.errors import LANGUAGES

KIND_OF = {True: "holds", False: "fails", None: "open"}

DAY = date(2025, 3, 1)
GRANT = Grant("甲楼", "para_5__sup_1", Money.yuan(2_000_000), "city", DAY)

BASE, THOUSAND, THIRD = "verified-total-investment", Interval(100_000, 100_000), Rate(Fraction(1, 3))

EXAMPLES: list[tuple[Reason, str, str]] = [
    (
        Reason("budget", True, values=Budgeted(Money.yuan(50_000_000), "", None)),
        "实行总额控制，一共不超过 5000万元；总额用完的，可能少给或者不给，少多少条文没有写",
        "A budget of 50 million yuan in all may cut what is given or leave nothing; "
        "the text does not say by how much",
    ),
    (
        Reason("least", True, values=Least(Interval(500, 500)), parts=(Reason("case-by-case", True),) * 2),
        "取下列最小的一项：5元",
        "The least of these: 5 yuan",
    ),
    (
        Reason(
            "tier",
            True,
            fact="standard-level",
            values=Tiered("national", Interval(0, 500), Interval(500, 500), (("leads", None),)),
        ),
        "国家标准：最高5元，还要平分，牵头单位的家数未知：0 至 5元",
        "National standard: up to 5 yuan, still to be shared, number of leaders not known: 0 to 5 yuan",
    ),
    (
        Reason("fixed", True, values=Fixed(Money.yuan(200_000), Interval(0, 20_000_000))),
        "至多20万元：0 至 20万元",
        "Up to 200,000 yuan: 0 to 200,000 yuan",
    ),
    (
        Reason("fixed", True, values=Fixed(Money.yuan(200_000), Interval(20_000_000, None))),
        "不少于20万元，条文没有写上限",
        "No less than 200,000 yuan; the clause sets no maximum",
    ),
    (Reason("anybody", True), "条文没有限定对象", "The clause sets no limit on whom or what it is for"),
    (
        Reason("earlier", None, fact="ledger", values=Earlier("formation")),
        "以前是否得到过组建阶段的资助，没有说明",
        "Whether it was supported before in this phase is not stated: establishment",
    ),
    (
        Reason("deadline", None, fact="achieved-on", values=Days(None, DAY, date(2026, 12, 31))),
        "完成日期未知，须在另定的期限内（2025年3月1日至2026年12月31日）",
        "Day of completion not known; it must fall within the time set separately, 1 March 2025 to "
        "31 December 2026",
    ),
    (
        Reason("validity", True, fact="applied-on", values=Days(DAY, DAY, date(2029, 5, 22))),
        "申请日期2025年3月1日，在有效期内（2025年3月1日至2029年5月22日）",
        "Day of application 1 March 2025: within the period of validity, 1 March 2025 to 22 May 2029",
    ),
    (
        Reason("had", False, fact="object", values=GRANT),
        "以前（2025年3月1日）为“甲楼”得到过措施5“基础设施节能降碳项目资助”的资助200万元，不能再得这一项",
        "2 million yuan under measure 5 (“Grant for energy and carbon savings in infrastructure”) was "
        "received earlier (1 March 2025) for “甲楼”, which rules this support out",
    ),
    (
        Reason("had", None, fact="object", values=Grant(None, "", None, None, None)),
        "以前得到过其他政策的资助（金额未知），算不算重复还不能确定",
        "An unknown sum under another policy was received earlier; whether this would be the same "
        "again is not known",
    ),
    (
        Reason("top-up", None, fact="object", values=GRANT),
        "以前（2025年3月1日）为“甲楼”得到过措施5“基础设施节能降碳项目资助”的资助200万元，"
        "若是为同一件东西，只补差额",
        "2 million yuan under measure 5 (“Grant for energy and carbon savings in infrastructure”) was "
        "received earlier (1 March 2025) for “甲楼”; if it was for the same thing, only the "
        "difference is paid",
    ),
    (
        Reason("top-up", None, fact="amount", values=Grant("甲楼", "", None, "city", None)),
        "以前为“甲楼”得到过市级其他政策的资助（金额未知），只补差额，差多少还不能确定",
        "An unknown sum under another policy of the city was received earlier for “甲楼”, so that only the "
        "difference is paid, which is not yet known",
    ),
    (
        Reason("used-up", None, fact="amount", values=UsedUp("object", Money.yuan(10_000_000))),
        "同一件东西的最高限额1000万元用完没有，要看以前得到过多少，还不能确定",
        "Whether the ceiling of 10 million yuan for one thing is used up depends on earlier sums that are "
        "not known",
    ),
    (
        Reason("higher", None, fact="object", values=Grant("甲楼", "", Money.yuan(5), "national", None)),
        "以前为“甲楼”得到过国家级其他政策的资助5元，若是为同一件东西，数额从国家、省的规定",
        "5 yuan under another policy of the state was received earlier for “甲楼”; if it was for the "
        "same thing, the rules of the state or province set the sum",
    ),
    (
        Reason("quota", None, fact="paid-on", values=Quota(None, None, 3, "calendar-year", "张")),
        "以前受过资助的不少于3张，是否在同一年还不能确定；一年最多3张",
        "3 or more were supported before, whether within one year is not known, and the limit is 3 a year",
    ),
    (
        Reason("used-up", False, fact="ledger", values=UsedUp("phase", Money.yuan(10_000_000))),
        "同一阶段的最高限额1000万元已经用完",
        "The ceiling of 10 million yuan for one phase is used up",
    ),
    (
        Reason("used-up", False, fact="ledger", values=UsedUp("whole", Money.yuan(10_000_000))),
        "拆分前的整个项目的最高限额1000万元已经用完",
        "The ceiling of 10 million yuan for the project before it was split is used up",
    ),
    (
        Reason("unclaimed", None, fact="claims", values=Unclaimed("project")),
        "没有说明申请什么，有没有“项目”一类的申请还不知道",
        "The application does not say what it is for; this kind is needed: project",
    ),
    (
        Reason("when", False, fact="approved", values=Asked(False, ("yes",))),
        "已获批国家级：否；要求：是",
        "Approved as national: no; required: yes",
    ),
    (
        Reason("subject", False, fact="is", values=Subjects(("data-centre", "base-station", "transformer"))),
        "不属于数据中心、通信基站或变压器",
        "Not covered by the clause, which names data centres, mobile base stations or transformers",
    ),
    (
        Reason(
            "topped-up", True, values=Limited(Interval(1_000, 1_000), Interval(1_000, None), Interval(0, 0))
        ),
        "以前所得 10元以上，不少于 10元，没有差额可补",
        "10 yuan or more received before is no less than 10 yuan: no difference is left to pay",
    ),
    (
        Reason(
            "asked",
            True,
            fact="sum-asked",
            values=Limited(Interval(900, 900), Interval(500, 500), Interval(500, 500)),
        ),
        "申请的金额是 5元：可得 5元，不是 9元",
        "5 yuan was requested: 5 yuan instead of 9 yuan",
    ),
    (
        Reason("rest", True, values=Limited(Interval(0, 900), Interval(500, 500), Interval(0, 500))),
        "最高限额被以前的资助用去一部分，还剩 5元：原为 0 至 9元，减为 0 至 5元",
        "Earlier grants leave 5 yuan of the ceiling: 0 to 5 yuan instead of 0 to 9 yuan",
    ),
    (
        # 1,000 yuan × 1/3 = 333.333… yuan, with infinitely many decimals.
        Reason(
            "share", True, fact=BASE, values=Share(THOUSAND, BASE, THIRD, Interval(33_333, 33_333), "down")
        ),
        "经核定总投资 1,000元 × 1/3，不足一分舍去，得333.33元",
        "Verified total investment 1,000 yuan × 1/3, rounded down to the fen: 333.33 yuan",
    ),
    (
        Reason(
            "share",
            True,
            fact=BASE,
            values=Share(
                *(THOUSAND, BASE, THIRD, Interval(33_333, 33_333), "down"),
                less=((BASE, Money(150_000)), ("other-support", Money(50_000))),
            ),
        ),
        "经核定总投资 1,500元 − 其他补助 500元 = 1,000元；1,000元 × 1/3，不足一分舍去，得333.33元",
        "Verified total investment 1,500 yuan − other support received 500 yuan = 1,000 yuan; 1,000 yuan "
        "× 1/3, rounded down to the fen: 333.33 yuan",
    ),
]


class TestTests:
    """Tests that no case of the corpus produces, or that deserve a closer look."""

    @pytest.mark.parametrize(
        ("reason", "zh", "en"),
        EXAMPLES,
        ids=lambda value: f"{value.kind}-{KIND_OF[value.holds]}" if isinstance(value, Reason) else "",
    )
    def test_a_reason_in_both_languages(self, policy: Policy, reason: Reason, zh: str, en: str) -> None:
        assert [say_tree(policy, [reason], lang, "carrier")[0].text for lang in LANGUAGES] == [zh, en]


"""Reasons that few cases produce, with their sentences."""
