"""Supports that sentences seem to give: the form of each, the numbers it uses, and those it leaves."""

from __future__ import annotations

import pytest

from kb.importing.outline import read_outline
from kb.importing.proposals import MOST, Proposal, propose_supports
from kb.importing.provisions import find_provisions
from kb.importing.rows import Row


def propose(*lines: str) -> tuple[Proposal, ...]:
    """The proposals of some lines."""
    return propose_supports(
        find_provisions(read_outline(tuple(Row(line, n) for n, line in enumerate(lines, 1))))
    )


@pytest.mark.parametrize(
    ("sentence", "form", "used"),
    [
        ("对企业一次性奖励20万元", "fixed", ("20万元",)),
        ("按投资额的10%给予补助", "share", ("10%",)),
        ("按投资额的10%给予补助，最高100万元", "share-with-cap", ("10%", "100万元")),
        ("每台补助2万元", "per-unit", ("2万元",)),
        ("每台补助2万元，最高50万元", "per-unit", ("2万元", "50万元")),
        ("给予最高30万元资助", "cap", ("30万元",)),
        ("对一等奖、二等奖分别奖励30万元、20万元", "tier", ("30万元", "20万元")),
        ("按1:0.5的比例给予配套", "match", ("1:0.5",)),
        ("对年产值达到1亿元的企业奖励20万元", "fixed", ("1亿元", "20万元")),
    ],
)
def test_the_numbers_of_a_sentence_suggest_its_form(sentence: str, form: str, used: tuple[str, ...]) -> None:
    (one,) = propose(f"第一条 {sentence}。")
    assert (one.label, one.line, one.form, one.used) == ("第一条", 1, form, used)
    assert one.words == sentence
    assert (one.left, one.is_firm) == ((), True)


def test_a_proposal_that_leaves_numbers_unused_is_not_firm() -> None:
    (one,) = propose("第一条 对企业奖励20万元，对学校奖励10万元。")
    assert (one.form, one.used, one.left) == ("fixed", ("20万元",), ("10万元",))
    assert not one.is_firm


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("对渡船企业按上述标准减半执行", ("减半",)),
        ("对县级渡船按前款标准的50%给予补助", ("50%",)),
        ("第二年减半奖励", ("第二年", "减半")),
        ("对夜航渡船按上述标准上浮20%给予补助", ("20%",)),
        ("对木船按照本条第一款标准的1.5倍给予补贴", ("1.5倍",)),
        ("对新办企业，奖励标准提高20%", ("20%",)),
    ],
)
def test_a_part_of_another_standard_has_no_form_and_is_never_firm(
    sentence: str, left: tuple[str, ...]
) -> None:
    (one,) = propose(f"第一条 {sentence}。")
    assert (one.form, one.used, one.left, one.is_firm) == ("scaled", (), left, False)


@pytest.mark.parametrize(
    "sentence", ["按国家奖励标准的50%给予配套", "按获得国家资助金额的50%给予资助", "按低保标准的30%给予补助"]
)
def test_a_part_of_a_cost_or_of_another_level_is_a_share(sentence: str) -> None:
    (one,) = propose(f"第一条 {sentence}。")
    assert (one.form, one.is_firm) == ("share", True)


@pytest.mark.parametrize(
    "sentence",
    [
        "企业投资100万元",
        "骗取资助的，退回10万元",
        "给予表扬",
        "设立规模1亿元的资金，支持创新",
        "奖励20万元" + "风" * MOST,
    ],
)
def test_a_sentence_that_gives_no_sum_proposes_nothing(sentence: str) -> None:
    assert propose(f"第一条 {sentence}。") == ()


def test_each_sentence_proposes_for_itself_in_the_order_of_the_text() -> None:
    found = propose("第一条 奖励甲20万元。奖励乙10万元。", "第二条 奖励丙5万元。")
    assert [(one.label, one.words) for one in found] == [
        ("第一条", "奖励甲20万元"),
        ("第一条", "奖励乙10万元"),
        ("第二条", "奖励丙5万元"),
    ]


def test_what_is_left_of_a_price_is_no_share_that_is_given() -> None:
    (proposal,) = propose("第一条 按房租的八折给予补助，最高10万元。")
    assert (proposal.used, proposal.left) == (("10万元",), ("八折",))


def test_a_sum_for_each_stands_before_its_unit_and_a_year_of_the_support_is_left() -> None:
    (each,) = propose("第一条 给予2000元每人的一次性补贴。")
    assert (each.form, each.left) == ("per-unit", ())
    (years,) = propose("第一条 第一年至第三年每年补助100万元。")
    assert (years.form, years.left) == ("per-unit", ("第一年", "第三年"))


@pytest.mark.parametrize(
    ("sentence", "form", "left"),
    [
        ("国家标准补助金额不高于30万元", "cap", ()),
        ("每连续租满1年补贴6000元", "per-unit", ()),
        ("按不超过50%提高报废补贴标准", "scaled", ("50%",)),
        ("对投资1亿元及以下部分，按15%给予最高100万元资助", "share-with-cap", ("1亿元",)),
        ("对年产值增长超过100万元的，给予企业超出额0.5%的奖励，最高20万元", "share-with-cap", ("100万元",)),
        ("对氢气价格不高于35元/公斤的，补助9元/公斤", "per-unit", ("9元",)),
    ],
)
def test_a_ceiling_a_step_and_a_bound_of_a_bracket_are_told_apart(
    sentence: str, form: str, left: tuple[str, ...]
) -> None:
    (one,) = propose(f"第一条 {sentence}。")
    assert (one.form, one.left) == (form, left)


@pytest.mark.parametrize(
    "sentence",
    [
        "支持单户担保金额500万元及以下的企业",
        "补贴不足200元的，按照200元发放",
        "给予租金减免，缴交比例为10%-70%",
        "每度电加价2分钱，支持电网",
        "支持研发，可按100%加计扣除",
        "整合3000万元资金用于补贴市民",
        "风车补贴由市和镇各承担一半",
        "风车补贴由市和镇按2：3比例分摊",
        "市和镇各给予40%的风车贴息",
        "自筹的钱与风车资助之比为3:2",
        "风车税款须高于奖励金额（70万元）",
        "按每吨风车钢不超过300元予以奖励",
        "统筹2000万元，支持夜市",
        "发放500万元夜市消费券",
    ],
)
def test_what_is_lent_paid_or_deducted_is_no_support(sentence: str) -> None:
    assert propose(f"第一条 {sentence}。") == ()


@pytest.mark.parametrize(
    ("sentence", "form", "left"),
    [
        ("对获得县里租金60%补贴的，再给予租金10%的补贴", "share", ("60%",)),
        ("对获得市级补贴20万元的企业，再奖励10万元", "fixed", ("20万元",)),
        ("分别给予80万元、50万元奖励（国家级的补差30万元）", "tier", ("30万元",)),
        ("再追加50%奖励", "scaled", ("50%",)),
        ("给予全年奖励总额20%的奖励", "scaled", ("20%",)),
        ("风车柜每个格口（不含主机）一次性补助100元", "per-unit", ()),
        ("认定为单项冠军企业（产品）的一次性奖励50万元", "fixed", ()),
    ],
)
def test_what_others_gave_is_left_and_words_in_brackets_hide_no_unit(
    sentence: str, form: str, left: tuple[str, ...]
) -> None:
    (found,) = propose(f"第一条 {sentence}。")
    assert (found.form, found.left) == (form, left)
