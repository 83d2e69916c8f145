"""Texts of several levels in Akoma Ntoso: which element each division, paragraph, item and cell becomes."""

from __future__ import annotations

from lxml import etree
from lxml.builder import ElementMaker

from kb.loading.akn.history import AKN
from kb.loading.akn.levels import (
    nest,
    read_levels_of,
    write_division,
    write_levels,
    write_provision,
    write_removed,
)
from kb.model.document import Break, Cell, Clause, Division, Document, Provision

E = ElementMaker(namespace=AKN, nsmap={None: AKN})
LEVELS = ("第一章", "*第一条", "（一）", "1.")


def spell(sentence: Provision) -> etree._Element:
    """A sentence as an element with its eId."""
    return E.inline(sentence.text, eId=sentence.eid)


def clause(eid: str, num: str, *words: str, breaks: tuple[Break, ...] = ()) -> Clause:
    """A provision of some sentences."""
    made = tuple(Provision(f"{eid}__s_{n}", (one,)) for n, one in enumerate(words, 1))
    return Clause(eid, num, (), made, None, breaks=breaks)


def outline(element: etree._Element) -> list[str]:
    """The name and eId of every element that has one, from the top down."""
    return [f"{etree.QName(e).localname} {e.get('eId')}" for e in element.iter() if e.get("eId")]


def test_a_provision_of_one_paragraph_has_its_words_as_content() -> None:
    element = write_provision(clause("art_1", "第一条", "甲。"), LEVELS, ["奖励"], spell, None)
    assert outline(element) == ["article art_1", "inline art_1__s_1"]
    assert [etree.QName(child).localname for child in element] == ["num", "heading", "content"]


def test_an_item_stands_inside_the_paragraph_or_item_that_it_belongs_to() -> None:
    breaks = (
        Break("art_1__point_1", 1, "（一）"),
        Break("art_1__point_1__point_1", 2, "1."),
        Break("art_1__point_2", 3, "（二）"),
        Break("art_1__al_2", 4),
    )
    one = clause("art_1", "第一条", "甲：", "乙：", "丙；", "丁。", "戊。", breaks=breaks)
    element = write_provision(one, LEVELS, [], spell, None)
    points = {e.get("eId"): e.getparent().get("eId") for e in element.iter(f"{{{AKN}}}point")}
    assert points == {
        "art_1__point_1": "art_1",
        "art_1__point_1__point_1": "art_1__point_1",
        "art_1__point_2": "art_1",
    }
    assert [etree.QName(child).localname for child in element] == ["num", "intro", "point", "point", "alinea"]


def test_a_table_keeps_its_spans_and_its_empty_cells() -> None:
    grid = ((Cell(columns=2),), (Cell(rows=2), Cell(is_filled=False)))
    breaks = (Break("art_1__table_1", 1, grid=grid),)
    one = clause("art_1", "第一条", "见表：", "金额", "数量", breaks=breaks)
    element = write_provision(one, LEVELS, [], spell, None)
    cells = list(element.iter(f"{{{AKN}}}td"))
    assert [dict(cell.attrib) for cell in cells] == [{"colspan": "2"}, {"rowspan": "2"}, {}]
    assert ["".join(cell.itertext()) for cell in cells] == ["金额", "数量", ""]


def test_a_division_is_named_by_the_last_character_of_its_label() -> None:
    nums = {"第一编": "part", "第一章": "chapter", "第二节": "section", "一、": "division"}
    for num, name in nums.items():
        element = write_division(Division("x", (), num=num), [], spell)
        assert etree.QName(element).localname == name
    annex = write_division(Division("annex_1", (), num="附件1", depth=0), [], spell)
    assert (etree.QName(annex).localname, annex.get("name")) == ("hcontainer", "附件")


def test_divisions_hold_what_follows_them_until_one_of_their_depth() -> None:
    chapter, section = Division("chp_1", (), depth=1, before=0), Division("sec_1", (), depth=2, before=1)
    second = Division("chp_2", (), depth=1, before=2)
    clauses = tuple(clause(f"art_{n}", f"第{n}条", "甲。") for n in (1, 2, 3))
    document = Document("", "", "", "", None, None, None, clauses, None, divisions=(chapter, section, second))
    body = E.body()
    nest(body, document, {part.eid: E.hcontainer(eId=part.eid) for part in document.parts})
    holders = {e.get("eId"): e.getparent().get("eId", "body") for e in body.iter(f"{{{AKN}}}hcontainer")}
    assert holders == {
        "chp_1": "body",
        "art_1": "chp_1",
        "sec_1": "chp_1",
        "art_2": "sec_1",
        "chp_2": "body",
        "art_3": "chp_2",
    }


def test_a_removed_provision_keeps_its_number_and_has_a_note_in_place_of_its_words() -> None:
    element = write_removed(clause("para_2", "(二)", "甲。"), "删去")
    assert outline(element) == ["paragraph para_2", "inline para_2__note"]
    assert "".join(element.itertext()) == "(二)（删去）"


def test_the_ways_of_numbering_come_back_from_the_metadata() -> None:
    document = Document("", "", "", "", None, None, None, (), None, levels=LEVELS)
    assert read_levels_of(E.meta(write_levels(document, "tiaowen"))) == LEVELS
    assert read_levels_of(E.meta()) == ()
