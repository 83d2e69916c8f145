"""The pictures that answer a question: names on a phone, and highlighting of an item with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from kb import Policy
from kb.graph import Question, answer_question, build_graph
from kb.graph.questions import Answer
from render.links import graph_page
from render.pictures.questions import draw_question, name_item
from tests.render.axe import COLOUR_RULES, RULES, Colours, find_faults
from tests.render.chromium import open_chromium
from tests.render.walking import Site

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def answers(policy: Policy) -> dict[Question, Answer]:
    graph = build_graph(policy)
    return {question: answer_question(graph, question) for question in Question}


@pytest.mark.parametrize("is_narrow", [False, True])
def test_every_item_is_named_and_every_line_is_drawn(
    answers: dict[Question, Answer], is_narrow: bool
) -> None:
    for answer in answers.values():
        shown = answer.collapsed if is_narrow else answer
        root = ElementTree.fromstring(draw_question(answer, "zh", lambda _: "", is_narrow))
        nodes = [g for g in root.iter(f"{SVG}g") if g.get("data-node")]
        names = ["".join(text.text or "" for text in node.iter(f"{SVG}text")) for node in nodes]
        assert names == [name_item(item, "zh") for column in shown.columns for item in column]
        ties = [g for g in root.iter(f"{SVG}g") if "tie" in (g.get("class") or "").split()]
        assert len(ties) == len(shown.lines)


def test_no_two_names_of_a_column_overlap(answers: dict[Question, Answer]) -> None:
    for answer in answers.values():
        for is_narrow in (False, True):
            root = ElementTree.fromstring(draw_question(answer, "en", lambda _: "", is_narrow))
            boxes: dict[str, list[tuple[float, float]]] = {}
            for rect in root.iter(f"{SVG}rect"):
                if rect.get("class") == "box":
                    top = float(rect.get("y", ""))
                    boxes.setdefault(rect.get("x", ""), []).append((top, top + float(rect.get("height", ""))))
            for column in boxes.values():
                column.sort()
                assert all(one[1] <= other[0] for one, other in pairwise(column))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_chromium() as opened:
        yield opened


def faded(page: Any) -> list[bool]:
    found = page.locator(".picture [data-node]:visible").evaluate_all(
        "nodes => nodes.map(node => Number(getComputedStyle(node).opacity) < 0.9)"
    )
    assert isinstance(found, list)
    return found


@pytest.mark.browser
def test_keyboard_and_touch_isolate_a_name(browser: Any, site: Site) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, has_touch=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto((site.folder / "zh" / graph_page(Question.TOGETHER)).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert not any(faded(page))
    first = page.locator(".picture-narrow [data-node] a").first
    first.focus()
    assert any(faded(page))
    assert not all(faded(page))
    page.evaluate("document.activeElement.blur()")
    assert not any(faded(page))
    before = page.url
    first.tap()
    assert page.url == before
    assert any(faded(page))
    first.tap()
    page.wait_for_url("**/measures/**")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_of_the_questions_are_accessible(browser: Any, site: Site, lang: str) -> None:
    page = browser.new_context().new_page()
    problems, colours = [], Colours()
    for question in (Question.TOGETHER, Question.TOP_UPS, Question.INSTRUMENTS):
        page.goto((site.folder / lang / graph_page(question)).as_uri())
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
                page.emulate_media(color_scheme=scheme)
                problems += [
                    f"{question} {width} {scheme} {one}" for one in find_faults(page, rules, colours)
                ]
    page.context.close()
    assert problems == []


OUTSIDE = """() => [...document.querySelectorAll('.tiaowen-question')].filter(svg => svg.clientWidth || svg.getBoundingClientRect().width).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.closest('.node')?.querySelector('.box');
    const around = box ? box.getBoundingClientRect() : frame, words = text.getBoundingClientRect();
    return words.left < around.left - 1 || words.right > around.right + 1;
  }).map(text => text.textContent);
})"""  # noqa: E501 - a script
"""The words that extend beyond their box, or a legend beyond its picture."""


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en", "zh-hant"])
def test_no_words_of_a_picture_reach_beyond_their_box(browser: Any, site: Site, lang: str) -> None:
    page = browser.new_context().new_page()
    found = []
    for question in Question:
        page.goto((site.folder / lang / graph_page(question)).as_uri())
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found += [(str(question), width, words) for words in page.evaluate(OUTSIDE)]
    page.context.close()
    assert found == []
