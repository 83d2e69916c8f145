"""The agencies that a provision names as responsible, in brackets, after a sentence, or in a table."""

from __future__ import annotations

import pytest

from kb.model.agencies import agencies_in_prose, find_agencies


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("给予资助。（责任单位：市科技局、市财政局）", ("市科技局", "市财政局")),
        ("给予资助。（市工信局负责，市财政局配合）", ("市工信局", "市财政局")),
        ("给予资助。[市住建局]", ("市住建局",)),
        ("给予资助。牵头单位：市商务局和市税务局", ("市商务局", "市税务局")),
        ("支持研发。\n责任部门：市科技局", ("市科技局",)),
        ("给予资助。（责任单位：市科技局等部门按职责分工负责）", ("市科技局",)),
        ("给予资助。（责任单位：市科技局，完成时限：2031年底）", ("市科技局",)),
        ("甲。（责任单位：市科技局）乙。（责任单位：市科技局、市财政局）", ("市科技局", "市财政局")),
    ],
)
def test_agencies_are_named_once_in_the_order_of_the_text(text: str, agencies: tuple[str, ...]) -> None:
    assert find_agencies(text) == agencies


@pytest.mark.parametrize(
    "text",
    [
        "给予资助。（以下简称市科技局）",
        "由市科技局认定的企业给予资助。",
        "给予资助。（责任单位：各有关部门）",
        "给予资助（不含市财政局）。",
    ],
)
def test_a_short_name_a_mention_and_anybody_are_no_responsible_agency(text: str) -> None:
    assert find_agencies(text) == ()


@pytest.mark.parametrize(
    ("text", "firm", "possible"),
    [
        ("由市工业和信息化局负责组织，具体办法另定。", ("市工业和信息化局",), ()),
        ("市科技局会同市财政局、市发展改革委制定细则。", ("市科技局", "市财政局", "市发展改革委"), ()),
        ("由市科技局牵头，会同市财政局审定。", ("市科技局", "市财政局"), ()),
        ("由市商务局牵头，市税务局、市财政局配合。", ("市商务局", "市税务局", "市财政局"), ()),
        ("市、区民政部门按照职责分工负责监督。", ("市、区民政部门",), ()),
        ("市、县（市、区）人民政府负责渡船工作。", ("市、县（市、区）人民政府",), ()),
        ("（一）港口管理局负责渡船工作；", ("港口管理局",), ()),
        ("各区人民政府应当制定配套政策。", (), ("各区人民政府",)),
        ("申请由街道办事处受理，由市港口局审核。", (), ("街道办事处", "市港口局")),
        ("本办法由市科技局负责解释。", (), ("市科技局",)),
        ("本细则由市商务局会同有关部门负责解释。", (), ("市商务局",)),
        ("市科技、财政等部门负责渡船工作。", (), ("市科技、财政等部门",)),
        ("市财政局配合做好工作。", (), ("市财政局",)),
    ],
)
def test_a_sentence_puts_an_agency_in_charge_or_lets_it_act(
    text: str, firm: tuple[str, ...], possible: tuple[str, ...]
) -> None:
    found = agencies_in_prose(text)
    assert (found.firm, found.possible) == (firm, possible)


@pytest.mark.parametrize(
    "text",
    [
        "由项目单位负责。",
        "由业主委员会负责人签字。",
        "由市政府主要领导牵头的机制。",
        "由市科技局认定的企业给予资助。",
        "企业应当向市科技局提出申请。",
        "由供水企业负责维护。",
        "由有关部门负责。",
        "评审委员会应当推举负责人。",
    ],
)
def test_an_applicant_a_person_and_anybody_are_not_in_charge(text: str) -> None:
    found = agencies_in_prose(text)
    assert (found.firm, found.possible) == ((), ())
