"""The amending decision: its words by hand, and a reader that follows the printed words alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.loading import load_text
from kb.loading.lines import read_lines, write_part
from kb.model.document import Clause, Document
from kb.model.numbers import numeral
from kb.model.registry import Registry
from kb.model.words.errors import PolicyError
from kb.versions.amendment import insert_clause, repeal_clause
from kb.versions.decision import Insert, Move, Renumber, apply_items, draft_decision, quote_changes
from kb.versions.passages import read_passages
from tests.conftest import REAL, TOY
from tests.kb.loading.lines.test_levels import TEXT, texts
from tests.kb.versions.edits import with_lines, with_order, with_words
from tests.strategies import TOY_REGISTRY

PUBLISHED = REAL / "cn-440300/anjie-huanbao/2024-05-11"


@cache
def real() -> tuple[Document, Registry]:
    return load_text(PUBLISHED)[1:]


@cache
def toy() -> tuple[Document, Registry]:
    return load_text(TOY)[1:]


def said(old: Document, new: Document) -> list[str]:
    """The items of the decision in words, without its first paragraph and its last two."""
    return [block.text for block in draft_decision(old, new).blocks()][1:-2]


def test_a_decision_names_the_sentence_and_quotes_the_clause_of_it_that_changes() -> None:
    document, registry = real()
    new = with_words(document, registry, "para_5", ("1000万元", "1500万元"))
    decision = draft_decision(document, new)
    assert decision.title == "关于修改《深圳市促进安全节能环保产业集群高质量发展的若干措施》的决定"
    assert [block.text for block in decision.blocks()] == [
        "现决定对《深圳市促进安全节能环保产业集群高质量发展的若干措施》作如下修改（各项所称的条、款、项、句，都是修改前的）：",
        "一、将第五条第四句中的“最高1000万元”修改为“最高1500万元”。",
        "本决定自2032年1月1日起施行。",
        "《深圳市促进安全节能环保产业集群高质量发展的若干措施》根据本决定作相应修改，重新公布。",
    ]


def test_sentences_headings_and_agencies_have_items_of_their_own() -> None:
    document, registry = real()
    new = with_words(
        document,
        registry,
        "para_4",
        ("创新建筑节能服务模式", "创新建筑节能服务"),
        ("(责任单位:市住房建设局)", "另有规定的,从其规定。\n(责任单位:市住房建设局、发展改革委)"),
    )
    new = with_words(new, registry, "final", ("本措施由[市发展改革委|单位]负责解释。\n", ""))
    assert said(document, new) == [
        "一、将第四条的标题中的“创新建筑节能服务模式”修改为“创新建筑节能服务”。",
        "二、在第四条第一句后增加一句：“另有规定的,从其规定。”",
        "三、将第四条的责任单位修改为：“(责任单位:市住房建设局、发展改革委)”。",
        "四、删去附则第一句。",
    ]


def test_the_same_replacement_in_several_measures_is_one_item() -> None:
    document, registry = real()
    edited = document
    for eid in ("para_1", "para_6", "para_16"):
        edited = with_words(edited, registry, eid, ("推广应用", "推广运用"))
    for eid in ("para_5", "para_12"):
        edited = with_words(edited, registry, eid, ("、工业和信息化局", "、市场监管局"))
    items = said(document, edited)
    assert items == [
        "一、将第一条第一句、第一条第二句、第六条的标题、第十六条第一句、第十六条第三句中的“推广应用”"
        "均修改为“推广运用”。",
        "二、将第五条的责任单位、第十二条的责任单位中的“工业和信息化局”均修改为“市场监管局”。",
    ]
    assert list(obey(items, document).values()) == [one.text for one in edited.clauses]


def test_quotation_marks_within_a_quotation_change_their_kind() -> None:
    document, registry = real()
    new = with_words(document, registry, "para_2", ("“人防+技防”能力提升", "“人防+技防”能力加强"))
    assert said(document, new) == ["一、将第二条第一句中的“能力提升”修改为“能力加强”。"]
    new = with_words(document, registry, "para_2", ("“人防+技防”能力提升", "“人防”能力提升"))
    assert said(document, new) == ["一、将第二条第一句中的“人防+技防”修改为“人防”。"]
    new = with_words(document, registry, "para_2", ("企业“人防+技防”能力", "企业人防技防能力"))
    (item,) = said(document, new)
    assert item == (
        "一、将第二条第一句中的“鼓励安保服务企业‘人防+技防’能力提升”修改为“鼓励安保服务企业人防技防能力提升”。"
    )


def test_measures_that_come_and_go_have_items() -> None:
    document, _ = toy()
    repealed = replace(repeal_clause(document, "para_2"), version="2032-01-01")
    assert said(document, repealed) == ["一、删去第二条。"]
    clause = document.part("para_3")
    assert isinstance(clause, Clause)
    fresh = replace(clause, heading_runs=("另设的条文。",))
    added = replace(insert_clause(document, "para_2", fresh), version="2032-01-01")
    (item,) = said(document, added)
    assert item.startswith("一、在第二条后增加第二条之一：“(二)之一另设的条文。")


def test_a_measure_that_moves_has_an_item_of_its_own_and_is_neither_deleted_nor_added() -> None:
    """Measure 13 goes behind 15, so that 14 and 15 count one less."""
    document, registry = real()
    new = with_order(document, registry, [*range(1, 13), 14, 15, 13, *range(16, 25)])
    assert said(document, new) == [
        "一、将第十四条改为第十三条。",
        "二、将第十五条改为第十四条。",
        "三、将第十三条移至第十五条之后，作为第十五条。",
    ]


def test_a_measure_that_moves_to_the_front_and_changes_has_both_items() -> None:
    document, registry = real()
    new = with_order(document, registry, [2, 1, *range(3, 25)])
    new = with_words(new, registry, "para_2", ("家庭安全应急产品、", ""))
    assert said(document, new) == [
        "一、将第二条改为第一条。",
        "二、将第一条移至第二条之后，作为第二条。",
        "三、将第一条第一句中的“家庭安全应急产品、”删去。",
    ]


@settings(max_examples=25)
@given(st.permutations(range(1, 11)))
def test_measures_in_any_order_are_moved_and_never_deleted(order: list[int]) -> None:
    """Applied again, the items give the new text; those that stay in order need no move."""
    document, registry = toy()
    new = with_order(document, registry, order)
    items = draft_decision(document, new).items
    assert apply_items(read_passages(document), items) == read_passages(new)
    assert {type(item) for item in items} <= {Move, Renumber}


def test_a_part_that_changes_much_is_given_anew_whole() -> None:
    document, registry = real()
    lines = "(四)创新服务。\n甲。\n乙。\n(责任单位:市住房建设局)\n"
    new = with_lines(document, registry, "para_4", lines, "2032-01-01")
    assert said(document, new) == ["一、将第四条修改为：“(四)创新服务。甲。乙。(责任单位:市住房建设局)”。"]


def test_the_levels_of_a_text_are_named_by_their_labels() -> None:
    document = read_lines(TEXT, TOY_REGISTRY)
    third = document.clauses[1]
    pairs = (("首台设备,奖励[30万元|最高限额];", "首台设备,奖励[40万元|最高限额];"),)
    new = with_words(document, TOY_REGISTRY, third.eid, *pairs)
    (item,) = said(document, new)
    assert item == "一、将第3条第二款第（一）项第一句中的“奖励30万元”修改为“奖励40万元”。"


def test_a_table_that_changes_is_given_anew_with_its_provision() -> None:
    document = read_lines(TEXT, TOY_REGISTRY)
    new = with_words(
        document, TOY_REGISTRY, document.clauses[1].eid, ("[5万元|最高限额]|", "[6万元|最高限额]|")
    )
    blocks = draft_decision(document, new).blocks()
    assert blocks[1].text.startswith("一、将第3条修改为：“第 3 条研发资助")
    assert [block.cells for block in blocks if block.grid] == [("等级", "金额", "一等", "甲", "6万元", "乙")]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (
            "给予最高1000万元资助。",
            "给予最高1500万元资助。",
            [("给予最高1000万元资助", "给予最高1500万元资助")],
        ),
        ("最高1000万元。", "最高1500万元。", []),
        ("甲方支持,乙方支持。", "甲方支持,丙方支持。", [("乙方支持", "丙方支持")]),
        ("应当按时支持,应当支持。", "应当按时支持,不予支持。", [("应当支持", "不予支持")]),
        ("甲乙。", "丙丁。", []),
    ],
)
def test_quoted_words_stand_once_in_their_sentence(old: str, new: str, pairs: list[tuple[str, str]]) -> None:
    for was, _ in pairs:
        assert old.count(was) == 1
    assert list(quote_changes(old, new)) == pairs


def test_an_item_that_does_not_fit_is_refused() -> None:
    document, _ = toy()
    with pytest.raises(ValueError, match="nowhere"):
        apply_items(read_passages(document), [Insert("nowhere", (0, 0), ("甲。",))])


# ---- whoever obeys the printed words gets the new text


def swap(words: str) -> str:
    return words.translate(str.maketrans("“”‘’", "‘’“”"))


def obey(items: list[str], document: Document) -> dict[str, str]:
    """The text of each measure after applying the printed items, as a person would."""
    names = {f"第{one.num.strip('()')}条": one for one in document.clauses}
    sentences = {name: [[one.text] for one in clause.sentences] for name, clause in names.items()}
    heads = {name: clause.num + clause.heading for name, clause in names.items()}
    tails = {n: c.responsibility.text if c.responsibility else "" for n, c in names.items()}
    whole: dict[str, str] = {}
    for item in items:
        text = item.partition("、")[2]
        if found := re.fullmatch(r"将(第\w+?条)修改为：“(.*)”。?", text):
            whole[found[1]] = swap(found[2])
        elif found := re.fullmatch(r"将(第\w+?条)第(\w+)句修改为：“(.*)”。?", text):
            sentences[found[1]][numeral(found[2]) - 1][0] = swap(found[3])
        elif found := re.fullmatch(r"删去(第\w+?条)第(\w+)句。", text):
            sentences[found[1]][numeral(found[2]) - 1][0] = ""
        elif found := re.fullmatch(r"在(第\w+?条)第(\w+)句(前|后)增加\w+句：“(.*)”。?", text):
            held = sentences[found[1]][numeral(found[2]) - 1]
            held[0] = swap(found[4]) + held[0] if found[3] == "前" else held[0] + swap(found[4])
        elif found := re.fullmatch(r"将([\w、]*)中的“([^“”]*)”均(?:修改为“([^“”]*)”|删去)。", text):
            for name, where in re.findall(r"(第\w+?条)(的标题|的责任单位|第\w+?句)", found[1]):
                holders = {"的标题": heads, "的责任单位": tails}
                held, at = holders.get(where), 0 if where.startswith("的") else numeral(where[1:-1]) - 1
                if held is not None:
                    held[name] = held[name].replace(swap(found[2]), swap(found[3] or ""))
                else:
                    one = sentences[name][at]
                    one[0] = one[0].replace(swap(found[2]), swap(found[3] or ""))
        elif found := re.fullmatch(r"将(第\w+?条)(的标题|的责任单位|第\w+句)中的(.*)。", text):
            name, where = found[1], found[2]
            at = 0 if where.startswith("的") else numeral(where[1:-1]) - 1
            held = (
                sentences[name][at]
                if where.startswith("第")
                else [heads[name] if "标题" in where else tails[name]]
            )
            for old, changed, new in re.findall(r"“([^“”]*)”(?:(修改为)“([^“”]*)”|删去)", found[3]):
                assert held[0].count(swap(old)) == 1
                held[0] = held[0].replace(swap(old), swap(new) if changed else "")
            if "标题" in where:
                heads[name] = held[0]
            elif "责任" in where:
                tails[name] = held[0]
        else:
            raise AssertionError(text)
    return {
        name: whole.get(name, heads[name] + "".join(one for (one,) in sentences[name]) + tails[name])
        for name in names
    }


@st.composite
def edited(draw: st.DrawFn) -> Document:
    """The toy policy with sentences of some measures reworded, removed and added."""
    document, registry = toy()
    words = st.text("甲乙丙丁戊的支持“”,、0123万元", min_size=1, max_size=12)
    for eid in draw(st.sets(st.sampled_from([one.eid for one in document.clauses]), min_size=1, max_size=3)):
        part = document.part(eid)
        assert part is not None
        head, *lines = write_part(part, registry).rstrip("\n").split("\n")
        tail = [lines.pop()] if lines and lines[-1].startswith("(") else []
        for _ in range(draw(st.integers(1, 3))):
            n = draw(st.integers(0, len(lines)))
            match draw(st.integers(0, 3)):
                case 0:
                    lines.insert(n, draw(words) + "。")
                case 1 if n < len(lines) and len(lines) > 1:
                    del lines[n]
                case _ if n < len(lines) and "[" not in lines[n]:
                    at = draw(st.integers(0, max(0, len(lines[n]) - 2)))
                    lines[n] = lines[n][:at] + draw(words) + lines[n][at + draw(st.integers(0, 3)) :]
        try:
            document = with_lines(
                document, registry, eid, "\n".join([head, *lines, *tail]) + "\n", "2032-01-01"
            )
        except PolicyError:
            continue  # the typed text is not a valid line
    return document


@settings(max_examples=40)
@given(edited())
def test_whoever_obeys_the_printed_items_gets_the_new_text(new: Document) -> None:
    document, _ = toy()
    obeyed = obey(said(document, new), document)
    assert list(obeyed.values()) == [one.text for one in new.clauses]


@settings(max_examples=25)
@given(texts(), texts())
def test_any_two_texts_have_a_decision_that_makes_the_one_of_the_other(one: str, other: str) -> None:
    old, new = read_lines(one, TOY_REGISTRY), read_lines(other, TOY_REGISTRY)
    decision = draft_decision(old, new)
    assert apply_items(read_passages(old), decision.items) == read_passages(new)
