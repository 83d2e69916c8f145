"""The page of an answer: self-contained, accessible, and usable on a phone and on paper."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from kb import Policy
from kb.cases.examples import find_examples, load_example
from kb.cases.reading import read_case
from kb.explain.whole_answer import Answer, Group, answer
from kb.loading import find_folders
from kb.model.words.errors import LANGUAGES, Language
from render.pages.assessment import render_answer
from tests.conftest import REAL
from tests.render.axe import COLOUR_RULES, RULES, Colours, find_faults, unfold
from tests.render.test_browser import DESK, PHONE, browser
from tests.render.walking import WIDE, words

__all__ = ["browser"]

EXAMPLES = find_examples(find_folders(REAL).version)
SHOWN = ("several-measures", "near-the-end", "unfinished", "split-project", "innovation-centres")
"""Examples that together show every part of the page."""

UNKNOWN_TAG = 801
"""The message of libxml2, which knows HTML 4, about every newer element."""


def _answer(policy: Policy, name: str) -> Answer:
    readings = {"G16": "b"} if name == "several-measures" else {}
    return answer(policy, load_example(policy, EXAMPLES[name]).case, "0.0.0", readings=readings)


def _page(policy: Policy, name: str, lang: Language) -> html.HtmlElement:
    return html.document_fromstring(render_answer(_answer(policy, name), lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_is_sound_and_whole_in_itself(policy: Policy, name: str, lang: Language) -> None:
    text = render_answer(_answer(policy, name), lang)
    parser = html.HTMLParser(encoding="utf-8")
    root = html.document_fromstring(text.encode(), parser=parser)
    assert [str(e.message) for e in parser.error_log if e.type != UNKNOWN_TAG] == []
    assert not list(root.iter("script", "link", "img", "iframe", "object", "form"))
    assert not re.search(r"url\(|@import|https?://", text)
    for element in root.iter(etree.Element):
        assert not [key for key in element.attrib if key.startswith("on") or key == "src"]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert [key for key, n in Counter(ids).items() if n > 1] == []
    for anchor in root.iter("a"):
        assert anchor.get("href").removeprefix("#") in ids
    levels = [int(e.tag[1]) for e in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_english_page_marks_every_chinese_word_as_chinese(policy: Policy, name: str) -> None:
    root = _page(policy, name, "en")
    for element in root.iter(etree.Element):
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if text and owner is not None and element.tag != "style" and re.search(r"[\u4e00-\u9fff]", text):
                near = (owner, *owner.iterancestors())
                assert next(e.get("lang") for e in near if e.get("lang")) == "zh-Hans", text


def test_it_tells_what_the_command_line_tells(policy: Policy) -> None:
    found = _answer(policy, "near-the-end")
    root = _page(policy, "near-the-end", "zh")
    assert words(root.find(".//h1")) == "评估结果"
    facts = [words(dd) for dd in root.find_class("facts")[0].iter("dd")]
    assert facts == ["1200万元", "2029年5月23日", "2024-05-11（2024-05-23 至 2029-05-22 施行）"]
    refused = root.get_element_by_id("refused")
    assert words(refused.find_class("tag")[0]) == "受限"
    assert "假如“申请日期”是“2029年5月22日”（现在是“2029年5月23日”），就可申报，最高600万元。" in words(
        refused
    )
    assert len(root.get_element_by_id("stakes").find_class("reading")) == len(found.stakes)
    apart = root.get_element_by_id("apart")
    assert len(apart.findall(".//li")) == len(found.of(Group.APART))
    assert "另有48项支持" in words(apart)


def test_every_part_is_met_in_some_example(policy: Policy) -> None:
    ids = {e.get("id") for name in SHOWN for e in _page(policy, name, "zh").iter("section")}
    expected = {group.value for group in Group} | {
        "version",
        "chosen",
        "best",
        "notes",
        "presumed",
        "questions",
    }
    assert ids == expected | {"stakes", "case", "clauses", "receipt"}


def test_the_reasons_lead_to_the_clauses_they_quote(policy: Policy) -> None:
    root = _page(policy, "several-measures", "zh")
    why = root.get_element_by_id("open").find_class("why")[0]
    line = why.findall("li")[-1]
    assert "3334万元 × 30% = 10,002,000元，超过最高1000万元" in words(line)
    assert [mark.text_content() for mark in line.find_class("mark")] == ["✓"]
    assert words(line.find_class("hidden")[0]) == "符合"
    assert line.find_class("cite")[0].get("href") == "#para_5__s_4"
    heading = root.get_element_by_id("para_5__s_4")
    assert heading.getnext().text_content() == policy.provision("para_5__s_4").text.translate(WIDE)
    quoted = {(a.get("href")[1:], q.text_content()) for a, q in _quotations(root)}
    assert quoted
    assert all(words_ in policy.provision(eid).text.translate(WIDE) for eid, words_ in quoted)


def _quotations(root: html.HtmlElement) -> list[tuple[html.HtmlElement, html.HtmlElement]]:
    lines = [line for why in root.find_class("why") for line in why.findall("li")]
    found = [(line.find_class("cite"), line.find_class("quote")) for line in lines]
    return [(cites[-1], quotes[0]) for cites, quotes in found if cites and quotes]


def test_the_case_is_told_as_it_was_stated(policy: Policy) -> None:
    case = words(_page(policy, "unfinished", "zh").get_element_by_id("case"))
    assert "数据中心：是、废旧电池综合利用项目：否" in case
    assert "经核定总投资2800万元" in case
    assert "以前拿过的 没有说明" in case
    case = words(_page(policy, "several-measures", "en").get_element_by_id("case"))
    assert "Recycling technologyanother technology" in case
    assert "Granted before nothing" in case
    case = words(_page(policy, "engineering-centre", "zh").get_element_by_id("case"))
    assert "以前拿过的 1" in case
    assert "建设阶段组建" in case


def test_the_receipt_holds_the_whole_fingerprints(policy: Policy) -> None:
    found = _answer(policy, "several-measures")
    told = [
        code.text
        for code in _page(policy, "several-measures", "zh").get_element_by_id("receipt").iter("code")
    ]
    assert told == [found.receipt.text, found.receipt.rules, found.receipt.case, found.receipt.result]


def test_what_a_case_calls_a_thing_is_never_markup(policy: Policy) -> None:
    text = 'date: 2026-03-01\nclaims:\n  - {id: "<b>粗</b>&", kind: project, is: [data-centre]}\n'
    found = answer(policy, read_case(policy, text, "case"), "0.0.0")
    for lang in LANGUAGES:
        page = render_answer(found, lang)
        assert "<b>" not in page
        assert "&lt;b&gt;" in page


def test_a_case_that_states_nothing_has_a_page(policy: Policy) -> None:
    root = html.document_fromstring(
        render_answer(answer(policy, read_case(policy, "date: 2026-03-01", "case"), "0.0.0"), "zh")
    )
    assert "申请事项 没有说明" in words(root.get_element_by_id("case"))
    assert len(root.get_element_by_id("waiting").find_class("support")) == len(policy.supports)


@pytest.fixture(scope="module")
def folder(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answers")
    for name in SHOWN:
        for lang in LANGUAGES:
            (folder / f"{name}.{lang}.html").write_text(render_answer(_answer(policy, name), lang), "utf-8")
    return folder


FILES = [f"{name}.{lang}.html" for name in SHOWN for lang in LANGUAGES]


@pytest.mark.browser
class TestInABrowser:
    """Properties that only a browser can test."""

    @pytest.mark.parametrize("file", FILES)
    def test_it_is_accessible_on_phone_and_desk_by_day_and_night(
        self, browser: Any, folder: Path, file: str
    ) -> None:
        page, colours = _open(browser, folder / file), Colours()
        problems = []
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
                page.emulate_media(color_scheme=scheme)
                problems += [f"{width} {scheme} {fault}" for fault in find_faults(page, rules, colours)]
        page.context.close()
        assert problems == []

    @pytest.mark.parametrize("file", FILES)
    def test_it_never_scrolls_sideways_and_fetches_nothing(
        self, browser: Any, folder: Path, file: str
    ) -> None:
        context = browser.new_context(viewport={"width": DESK, "height": 800})
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / file).as_uri())
        unfold(page)
        for width in (PHONE, 390, 768, DESK):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
        assert asked == [(folder / file).as_uri()]

    def test_it_prints_whole(self, browser: Any, folder: Path) -> None:
        page = _open(browser, folder / "several-measures.zh.html", unfolded=False)
        assert page.pdf(format="A4").startswith(b"%PDF-")
        page.emulate_media(media="print", color_scheme="dark")
        assert page.locator("#open .why li").first.is_visible()
        assert not page.locator("#apart li").first.is_visible()
        assert not page.locator(".skip").is_visible()
        colours = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        page.context.close()


def _open(browser: Any, file: Path, *, unfolded: bool = True) -> Any:
    page = browser.new_context(viewport={"width": DESK, "height": 800}).new_page()
    page.goto(file.as_uri())
    if unfolded:
        unfold(page)
    return page
