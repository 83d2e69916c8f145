"""What a page is written with: every figure leads to its sentence, and every name to its page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb import Policy
from kb.loading import load_policy
from kb.model.wording import Link, Plain
from render.index import Lookups
from render.links import HOME, Links
from render.page_writer import Pen
from render.text.measure_summary import list_slots
from tests.conftest import DISTRICT


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


CLOSING = (
    '<inline name="责任" eId="art_{n}__resp">(<role refersTo="#责任单位">责任单位</role>:'
    '<organization refersTo="#jimu">区积木局</organization>)</inline>'
)
INTERPRETS = '本办法由<organization refersTo="#jimu">区积木局</organization>负责解释。'


def read_district(folder: Path, closings: dict[int, str], final: str = INTERPRETS) -> dict[str, Pen]:
    """The district's rule with other words in place of some closing lines, read in both languages."""
    shutil.copytree(DISTRICT, folder)
    version = folder / "cn-999998/jimuqu/2027-01-01"
    registered = folder / "registry/agencies.xml"
    office = (
        '<agency id="caiwu" kind="group" jurisdiction="cn-999998">'
        '<name xml:lang="zh">玩具城积木区财务局</name>'
        '<name xml:lang="en">Finance Bureau</name><short-name>区财务局</short-name></agency></agencies>'
    )
    registered.write_text(
        registered.read_text(encoding="utf-8").replace("</agencies>", office), encoding="utf-8"
    )
    for name in ("text.xml", "plain.zh.xml", "plain.en.xml"):
        words = (version / name).read_text(encoding="utf-8").replace(INTERPRETS, final)
        for n, said in closings.items():
            sentence = f'<inline name="句" eId="art_{n}__s_2">{said}</inline>' if said else ""
            words = words.replace(CLOSING.format(n=n), sentence).replace(f"art_{n}__resp", f"art_{n}__s_1")
        (version / name).write_text(words, encoding="utf-8")
    lookups = Lookups(load_policy(version))
    return {lang: Pen(lookups, Links(lang, "measures/art_1.html")) for lang in ("zh", "en")}


def test_agencies_stand_under_the_labels_that_the_text_prints(tmp_path: Path) -> None:
    said = {1: "（牵头单位：区积木局；配合单位：区财务局）", 2: "由区财务局负责审核。"}
    pen = read_district(tmp_path / "policy", said)["zh"]
    first, second = (pen.policy.measure(eid) for eid in ("art_1", "art_2"))
    assert words(pen.duties(first)) == "牵头单位：玩具城积木区积木局；配合单位：玩具城积木区财务局"
    assert [words(one) for one in pen.stated(first)] == ["条文写作牵头单位、配合单位，次序如公布的文本。"]
    assert 'data-eid="art_1__s_2"' in pen.duties(first)
    assert words(pen.duties(second, "caiwu")) == "负责：玩具城积木区财务局"
    assert (first.names_leader, second.names_leader) == (True, False)
    # Every measure with several agencies says who leads.
    assert pen.first_note() == ""


def test_agencies_of_the_document_and_the_issuing_body_are_never_those_of_the_measure(tmp_path: Path) -> None:
    issued = read_district(tmp_path / "issued", {3: ""})
    carried = read_district(
        tmp_path / "carried", {3: ""}, INTERPRETS.replace("负责解释", "组织实施并负责解释")
    )
    told = {}
    for name, pens in (("issuer", issued), ("document", carried)):
        for lang, pen in pens.items():
            measure = pen.policy.measure("art_3")
            assert [agency.id for agency in measure.agencies] == ["jimu"]
            told[name, lang] = [words(one) for one in (*pen.stated(measure), pen.source(measure))]
            slot = next(slot for slot in list_slots(pen, measure) if slot.key == "agencies")
            assert words(pen.source(measure)) in words(slot.groups[0].lines[0])
    assert told == {
        ("issuer", "zh"): [
            "条文和文件都没有写由谁负责；这里列的是发文机关：玩具城积木区积木局。",
            "条文没有写；这是发文机关 通知第2句",
        ],
        ("issuer", "en"): [
            "Neither this provision nor the document says who is responsible; "
            "this is the body that issued it: 玩具城积木区积木局.",
            "not stated in the text; this body issued it Notice, sentence 2",
        ],
        ("document", "zh"): [
            "这一条自己没有写，文件统一规定：本办法由区积木局组织实施并负责解释。",
            "文件统一规定 附则第1句",
        ],
        ("document", "en"): [
            "This provision names nobody; the document says for all of them: "
            "本办法由区积木局组织实施并负责解释.",
            "stated for the whole document Final provisions, sentence 1",
        ],
    }
    assert issued["zh"].policy.measure("art_3").named == ()
