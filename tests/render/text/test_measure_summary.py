"""The fixed slots: the same for every measure, filled from the rules, and never silently empty."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html

from kb import Policy
from kb.model.wording import Reading
from render.index import Lookups
from render.links import Links, measure_page
from render.page_writer import Pen
from render.text.measure_summary import list_slots
from tests.render.walking import Site, words

KEYS = ["subject", "standard", "conditions", "limits", "agencies", "papers"]
NAMES = ["支持对象", "支持标准", "条件", "限制与除外", "责任单位", "材料与时限"]


def said(policy: Policy, eid: str, lang: str = "zh") -> dict[str, str]:
    pen = Pen(Lookups(policy), Links(lang, measure_page(eid)))  # type: ignore[arg-type]
    found = {}
    for slot in list_slots(pen, policy.measure(eid)):
        lines = [line for group in slot.groups for line in group.lines]
        found[slot.key] = "\n".join(
            " ".join(html.fromstring(f"<p>{x}</p>").text_content().split()) for x in lines
        )
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_measure_has_the_same_slots_and_none_is_empty(policy: Policy, toy: Policy, lang: str) -> None:
    for one in (policy, toy):
        for measure in one.measures:
            slots = said(one, measure.eid, lang)
            assert list(slots) == KEYS
            assert all(slots.values()), measure.eid


def test_the_slots_say_what_supports_share_and_what_comes_next(together: Policy) -> None:
    limits = said(together, "para_1")["limits"]
    assert "同一个对象，绿色改造资助、智能改造资助、安全改造资助里最多拿两项。最多享受其中" in limits
    assert "绿色改造资助、智能改造资助、安全改造资助合计不超过120万元。合计不超过" in limits
    assert "连同区县、市、省、国家给的合计不超过改造投资的50%。" in limits
    assert (
        "同一个对象得到过任何一级政府给的其他资金的，不给首套产品奖励。" in said(together, "para_3")["limits"]
    )
    papers = said(together, "para_6")["papers"]
    assert "审核（玩具城纸艺区纸艺局）（20个工作日）：自受理之日起" in papers
    assert "得到以后不能迁出（5年）：不迁出本区" in papers
    assert "条文没有写" not in papers
    english = said(together, "para_6", "en")["papers"]
    assert "Reclaimed after a breach" in english
    assert "(20 working days)" in english
    assert "(5 years)" in english


def test_the_slots_stand_near_the_top_of_the_page_before_any_section(site: Site, policy: Policy) -> None:
    for measure in policy.measures:
        page = site[f"zh/measures/{measure.eid}.html"]
        (slots,) = page.of_class("slots")
        assert [words(term) for term in slots.findall("div/dt")] == NAMES
        assert slots.getparent().get("class") == "head"


@pytest.mark.parametrize("option", ["a", "b", "c", "d"])
def test_every_way_to_read_the_text_has_words(policy: Policy, option: str) -> None:
    def read(reading: Reading) -> Reading:
        there = option in {one.id for one in reading.options}
        return replace(reading, default=option) if there else reading

    other = replace(policy, readings=tuple(map(read, policy.readings)))
    for measure in other.measures:
        for lang in ("zh", "en"):
            assert all(said(other, measure.eid, lang).values()), measure.eid


def test_what_the_text_does_not_say_is_said_to_be_unsaid(policy: Policy) -> None:
    for measure in policy.measures:
        slots = said(policy, measure.eid)
        assert "条文没有写别的申请资格，以申报指南为准。" in slots["subject"]
        assert "要交哪些材料、什么时候申请，条文没有写，以申报指南为准。" in slots["papers"]
        if not any(s.is_money for s in measure.supports):
            assert not re.search(r"\d", slots["standard"]), measure.eid


def test_that_no_condition_is_stated_is_said_where_none_is_and_nowhere_else(policy: Policy) -> None:
    unsaid = "条文没有写别的条件，以申报指南为准。"
    # Measure 3 has no conditions, and measure 5 requires 示范推广性.
    assert unsaid in said(policy, "para_3")["conditions"]
    assert unsaid not in said(policy, "para_5")["conditions"]


def test_others_are_counted_wherever_more_than_one_agency_is_responsible(policy: Policy) -> None:
    assert "等共" not in said(policy, "para_3")["agencies"]
    assert "等共2个单位" in said(policy, "para_5")["agencies"]


def test_the_standard_is_the_amount_and_says_that_a_ceiling_is_no_promise(policy: Policy) -> None:
    assert said(policy, "para_5")["standard"] == "按经核定总投资的30%，最高1000万元\n最高是上限，不是承诺。"
    assert (
        "30% of the verified total investment, up to 10 million yuan"
        in said(policy, "para_9", "en")["standard"]
    )


def test_a_fixed_sum_is_no_ceiling(district: Policy) -> None:
    """Article 1 gives one sum to each, which is due."""
    assert "上限" not in said(district, "art_1")["standard"]


def test_limits_name_the_bar_the_overlaps_and_what_came_before(policy: Policy) -> None:
    limits = said(policy, "para_12")["limits"]
    assert "每年，同一企业最多3张。" in limits
    assert "不算：碳足迹核查。" in limits
    assert "标准编制资助（措施(二十)）" in limits
    assert "写明金额的支持，施行以前完成的算不算，文本没有写，由主管部门认定。 ※有不同读法" in limits
    assert "和本市市级其他同类优惠不得重复享受。" in limits
    assert "这些措施之间，同一个对象也只拿一份。 ※有不同读法" in limits
    assert "施行以前" not in said(policy, "para_1")["limits"]


def test_times_are_the_days_of_validity(policy: Policy) -> None:
    assert "2024年5月23日到2029年5月22日" in said(policy, "para_1")["papers"]
    assert "23 May 2024 to 22 May 2029" in said(policy, "para_1", "en")["papers"]


def test_what_holds_for_several_supports_stands_once(policy: Policy) -> None:
    pen = Pen(Lookups(policy), Links("zh", measure_page("para_14")))
    slots = {slot.key: slot for slot in list_slots(pen, policy.measure("para_14"))}
    assert [len(group.names) for group in slots["standard"].groups] == [1, 1, 1, 1, 1, 0]
    assert [len(group.names) for group in slots["limits"].groups] == [1, 2, 1, 0]
    pen = Pen(Lookups(policy), Links("zh", measure_page("para_18")))
    slots = {slot.key: slot for slot in list_slots(pen, policy.measure("para_18"))}
    assert [len(group.names) for group in slots["conditions"].groups] == [0]
