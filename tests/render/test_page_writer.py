"""What a page is written with: every figure leads to its sentence, and every name to its page."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.model.wording import Link, Plain
from render.index import Lookups
from render.links import HOME, Links
from render.page_writer import Pen


@pytest.fixture
def pens(toy: Policy) -> dict[str, Pen]:
    """The home page of the toy policy in each language."""
    lookups = Lookups(toy)
    return {"zh": Pen(lookups, Links("zh", HOME)), "en": Pen(lookups, Links("en", HOME))}


def words(markup: object) -> str:
    """The words of a piece of a page."""
    return markup.striptags()  # type: ignore[attr-defined, no-any-return]


def test_a_measure_is_numbered_as_each_language_writes_it(pens: dict[str, Pen]) -> None:
    assert [words(pens[lang].named("para_5")) for lang in ("zh", "en")] == ["措施(五)", "Measure 5"]
    assert 'data-eid="para_5"' in pens["en"].number("para_5")


def test_a_citation_names_the_part_and_the_sentence_and_leads_there(
    pens: dict[str, Pen], toy: Policy
) -> None:
    assert words(pens["zh"].cite("para_9__s_2")) == "措施(九)第2句"
    assert words(pens["en"].cite("scope__s_1__c_2")) == "Scope, sentence 1, clause 2"
    assert 'href="measures/para_9.html#para_9__s_2"' in pens["zh"].cite("para_9__s_2")
    there = Pen(Lookups(toy), Links("zh", "measures/para_9.html"))
    assert words(there.cite("para_9__s_2")) == "第2句"


def test_a_figure_is_a_component_that_leads_to_its_sentence(pens: dict[str, Pen], toy: Policy) -> None:
    rate = next(iter(toy.supports[0].amount.quantities()))
    markup = pens["en"].figure(rate)
    assert '<data class="figure" value="0.4" data-eid="para_1__s_1" data-index="0"' in markup
    assert 'href="measures/para_1.html#para_1__s_1"' in markup
    assert "<a" not in pens["en"].figure(rate, linked=False)


def test_words_of_the_text_cannot_become_markup(pens: dict[str, Pen]) -> None:
    assert "<q" in pens["zh"].quote("<b>", "para_9__s_1")
    assert "&lt;b&gt;" in pens["zh"].quote("<b>", "para_9__s_1")
    assert pens["zh"].redline([("same", "甲"), ("gone", "乙"), ("new", "<丙>")]) == (
        "甲<del>乙</del><ins>&lt;丙&gt;</ins>"
    )


def test_chinese_words_are_marked_on_an_english_page_only(pens: dict[str, Pen]) -> None:
    assert pens["zh"].chinese("甲") == "甲"
    assert pens["en"].chinese("甲") == '<span lang="zh-Hans">甲</span>'
    assert pens["en"].work_title() == pens["en"].chinese("玩具城促进风车产业的若干措施")


def test_a_plain_sentence_is_followed_by_its_sources_unless_they_are_not_wanted(pens: dict[str, Pen]) -> None:
    plain = Plain(("由", Link("fengche", ""), "定。"), ("para_2__s_1",), ("G1",))
    whole = words(pens["zh"].sentence(plain))
    assert whole == "由玩具城风车局定。 措施(二)第1句 读法G1"
    assert words(pens["zh"].sentence(plain, cited=False)) == "由玩具城风车局定。"


@pytest.mark.parametrize(
    ("ref", "href", "name"),
    [
        ("fengche", "agencies/fengche.html", "Toytown Windmill Bureau"),
        ("para_2", "measures/para_2.html", "2"),
        ("windmill", "glossary.html#term-windmill", "windmills"),
        ("final__s_1", "text.html#final__s_1", "Final provisions, sentence 1"),
    ],
)
def test_a_link_of_a_plain_sentence_leads_to_its_target(
    pens: dict[str, Pen], ref: str, href: str, name: str
) -> None:
    markup = pens["en"].line((Link(ref, ""),))
    assert f'href="{href}"' in markup
    assert words(markup) == name
    assert words(pens["en"].line((Link(ref, "here"),))) == "here"


def test_open_readings_of_a_line_have_one_mark(pens: dict[str, Pen]) -> None:
    assert pens["zh"].mark([]) == ""
    assert pens["zh"].mark(["G1", "M1a"]).count("<a") == 1
    assert "readings.html#G1" in pens["zh"].mark(["G1", "M1a"])


def test_a_support_without_a_plain_name_has_that_of_its_form(pens: dict[str, Pen], toy: Policy) -> None:
    assert pens["en"].support_name(toy.supports[0]) == toy.plain["en"]["para_1"].supports["para_1__sup_1"]
    assert pens["en"].plain("para_99").title == ""
