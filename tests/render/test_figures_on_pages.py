"""Every digit on every page comes from the policy. All pages are walked, and planted digits must be found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from kb import Policy, load_policy
from kb.loading import load_text
from kb.loading.lines import read_lines, write_lines
from render.pages.every import list_pages
from render.site import build_site
from render.templating import render_page
from tests.conftest import REAL
from tests.render.walking import COMPONENTS, Site, Truth, read_page, read_site, untrue, words
from tests.validities import FORMS, write_form


@pytest.fixture(scope="session")
def truth(policy: Policy) -> Truth:
    return Truth(policy)


def test_every_digit_on_every_page_is_in_a_component_and_true(site: Site, truth: Truth) -> None:
    assert [problem for page in site.pages.values() for problem in untrue(page, truth)] == []


def test_the_same_holds_for_a_policy_with_other_figures(toy_site: Site, toy: Policy) -> None:
    truth = Truth(toy)
    assert [problem for page in toy_site.pages.values() for problem in untrue(page, truth)] == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("no end", "没有写明到哪一天为止"),
        ("to a month", "2032年2月29日"),
        ("from issue", "2032年12月31日"),
        ("from the issue of the metadata", "2032年12月31日"),
    ],
)
def test_the_pages_tell_each_kind_of_validity(name: str, told: str, tmp_path: Path) -> None:
    other = load_policy(write_form(tmp_path / "policy", FORMS[name]))
    build_site(other, tmp_path / "site")
    site, truth = read_site(tmp_path / "site"), Truth(other)
    assert [problem for page in site.pages.values() for problem in untrue(page, truth)] == []
    assert told in words(site.pages["zh/questions.html"].root)


def test_every_kind_of_component_is_on_some_page(site: Site) -> None:
    found = Counter(name for page in site.pages.values() for name in COMPONENTS if page.of_class(name))
    assert set(found) == set(COMPONENTS)


@pytest.mark.parametrize(
    ("path", "old", "new", "complaint"),
    [
        ("zh/measures/para_5.html", ">1000万元<", ">2000万元<", "figure"),
        ("zh/measures/para_5.html", 'value="10000000"', 'value="1000000"', "figure"),
        (
            "zh/measures/para_5.html",
            'data-index="1" data-words="1000万元"',
            'data-index="0" data-words="30%"',
            "figure",
        ),
        ("en/measures/para_5.html", ">10 million yuan<", ">10 million dollars<", "unread"),
        ("en/measures/para_5.html", ">33,333,333.34 yuan<", ">33,333,333.33 yuan<", "figure"),
        ("zh/measures/para_20.html", ">100万元<", ">100万<", "figure"),
        ("zh/measures/para_5.html", "给予资助，最高", "给予资助，一律", "clause"),
        ("zh/measures/para_5.html", "评选若干</q>", "全部</q>", "quote"),
        ("zh/measures/para_5.html", ">M5a</code>", ">M5z</code>", "reading-id"),
        ("zh/measures/para_5.html", ">（五）</span>", ">（六）</span>", "number"),
        ("zh/index.html", ">24</data>", ">25</data>", "count"),
        ("en/index.html", ">22 May 2029</time>", ">23 May 2029</time>", "figure"),
        ("zh/index.html", "</h1>", "(共24条)</h1>", "typed"),
        ("zh/index.html", 'aria-label="主要页面"', 'aria-label="主要页面 99"', "attribute"),
        ("zh/about.html", 'class="hash">', 'class="hash">0', "hash"),
    ],
)
def test_a_page_that_was_tampered_with_is_found_out(
    site: Site, truth: Truth, path: str, old: str, new: str, complaint: str
) -> None:
    text = (site.folder / path).read_text(encoding="utf-8")
    assert old in text
    try:
        problems = untrue(read_page(path, text.replace(old, new)), truth)
    except AssertionError as problem:
        problems = [str(problem)]
    assert any(complaint in problem for problem in problems), problems


def test_an_edited_figure_reaches_every_page_that_shows_it() -> None:
    _, document, registry = load_text(REAL)
    lines = write_lines(document, registry)
    old, new = (
        "的[30%|资助比例]给予资助,最高[1000万元|最高限额]",
        "的[25%|资助比例]给予资助,最高[900万元|最高限额]",
    )
    assert lines.count(old) == 1
    edited = load_policy(REAL, document=read_lines(lines.replace(old, new), registry))
    pages = {page.path: read_page(page.path, render_page(page)) for page in list_pages(edited)}
    truth = Truth(edited)
    assert [problem for page in pages.values() for problem in untrue(page, truth)] == []
    support = pages["en/measures/para_5.html"].root.get_element_by_id("para_5__sup_1")
    assert "25% of the verified total investment, up to 9 million yuan" in words(support)
    assert "36 million yuan" in words(support)
    assert "1000万元" not in words(pages["zh/measures/para_5.html"].root.get_element_by_id("money"))
    assert "25%" in words(pages["zh/index.html"].root.get_element_by_id("by-money"))


def test_support_that_is_no_grant_never_shows_a_figure(site: Site, policy: Policy) -> None:
    for support in policy.supports:
        for lang in ("zh", "en"):
            block = site[f"{lang}/measures/{support.measure}.html"].root.get_element_by_id(support.id)
            assert bool(block.find_class("figure")) is (support.form == "grant"), support.id


def test_measures_without_a_stated_sum_show_no_sum_anywhere(site: Site, policy: Policy) -> None:
    silent = [m for m in policy.measures if all(s.form != "grant" for s in m.supports)]
    assert [m.number for m in silent] == [1, 2, 3, 4, 6, 7, 8, 11, 13, 15, 17, 18, 19, 21, 22, 23, 24]
    for measure in silent:
        for lang in ("zh", "en"):
            figures = site[f"{lang}/measures/{measure.eid}.html"].root.find_class("figure")
            assert {figure.tag for figure in figures} == {"time"}, measure.eid


def test_a_page_without_its_reading_of_first_named_still_says_it_is_open(policy: Policy) -> None:
    readings = tuple(reading for reading in policy.readings if reading.id != "G21")
    answers = {key: tuple(one for one in about if one != "G21") for key, about in policy.answers.items()}
    poorer = replace(policy, readings=readings, answers=answers)
    page = next(page for page in list_pages(poorer) if page.path == "zh/agencies/fgw.html")
    assert "列第一位是否就是牵头，条文没有写。" in render_page(page)
