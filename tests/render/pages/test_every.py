"""All pages of the site: the home page at its root first, and one of each in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from kb import Policy
from kb.model.words.errors import LANGUAGES, Language
from render.data.search import read_entries
from render.pages.every import list_concepts, list_pages
from render.pages.page import Page
from render.templating import render_page
from tests.render.test_page_writer import read_district
from tests.render.walking import unmarked_chinese


@pytest.fixture(scope="module")
def pages(toy: Policy) -> tuple[Page, ...]:
    """Every page of the toy policy."""
    return list_pages(toy)


def test_no_path_is_written_twice_and_the_root_page_comes_first(pages: tuple[Page, ...]) -> None:
    assert pages[0].path == "index.html"
    assert [path for path, count in Counter(page.path for page in pages).items() if count > 1] == []


def test_every_page_but_that_of_the_root_is_there_in_both_languages(pages: tuple[Page, ...]) -> None:
    paths = {page.path for page in pages} - {"index.html"}
    zh, en = (
        {p.removeprefix(f"{lang}/") for p in paths if p.startswith(f"{lang}/")} for lang in ("zh", "en")
    )
    assert zh == en
    assert len(zh) + len(en) == len(paths)


def test_every_measure_agency_and_domain_has_a_page(pages: tuple[Page, ...], toy: Policy) -> None:
    paths = {page.path for page in pages}
    assert {f"zh/measures/{measure.eid}.html" for measure in toy.measures} <= paths
    assert {f"en/agencies/{agency.id}.html" for agency in toy.agencies} <= paths
    assert {f"en/domains/{domain.id}.html" for domain in toy.domains} <= paths


def test_concepts_are_listed_by_kind_and_none_is_left_out(toy: Policy) -> None:
    listed = list_concepts(toy.registry)
    kinds = [kind for kind, _ in listed]
    assert kinds[0] == "form"
    assert kinds.index("quantity") < kinds.index("act") < kinds.index("subject")
    assert {one.id for _, found in listed for one in found} == {one.id for one in toy.registry.concepts}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_definition_is_in_the_glossary_linked_from_its_use_and_found(
    district: Policy, lang: Language
) -> None:
    pages = {page.path: page for page in list_pages(district)}
    glossary = pages[f"{lang}/glossary.html"]
    markup = render_page(glossary)
    assert '<dt id="definition-art_41__s_2" lang="zh-Hans">规模企业</dt>' in markup
    assert 'data-eid="art_41__s_2">规模企业，是指按年度统计口径达到规模的企业；</q>' in markup
    found = {entry.href: entry for entry in read_entries(glossary, markup)}
    entry = found["glossary.html#definition-art_41__s_2"]
    assert (entry.kind, entry.title) == ("term", "规模企业")
    assert entry.passages[0].words.startswith("规模企业，是指")
    use = render_page(pages[f"{lang}/measures/art_2.html"])
    link = '<a class="mark-definition" href="../glossary.html#definition-art_41__s_2">规模企业</a>'
    assert use.count(link) >= 1
    defining = render_page(pages[f"{lang}/measures/art_41.html"])
    assert link not in defining


@pytest.mark.parametrize("name", ["toy", "district", "together"])
def test_pages_in_english_mark_every_chinese_word_of_every_sample_text(
    name: str, request: pytest.FixtureRequest
) -> None:
    policy: Policy = request.getfixturevalue(name)
    for page in list_pages(policy):
        if page.path.startswith("en/"):
            root = html.document_fromstring(render_page(page))
            # Nothing inside a title can be marked, and the work has no title in English.
            titles = {one.text for one in root.iter("title")}
            assert set(unmarked_chinese(root)) <= titles, page.path


def test_an_agency_that_does_nothing_in_this_work_has_no_page_and_no_link(tmp_path: Path) -> None:
    named = '向<organization refersTo="#caiwu">区财务局</organization>提出申请。'
    for name, said, expected in (("apart", {}, {"jimu"}), ("named", {1: named}, {"jimu", "caiwu"})):
        policy = read_district(tmp_path / name, said)["zh"].policy
        assert [agency.id for agency in policy.agencies] == ["jimu", "caiwu"]
        markup = {page.path: render_page(page) for page in list_pages(policy)}
        pages = {path for path in markup if "/agencies/" in path}
        assert pages == {f"{lang}/agencies/{key}.html" for lang in LANGUAGES for key in expected}
        linked = {key for words in markup.values() for key in re.findall(r"agencies/([a-z]+)\.html", words)}
        assert linked == expected
        assert "玩具城积木区财务局" not in markup["zh/graph.html"]
    page = re.sub(r"<[^>]+>", "", markup["zh/agencies/caiwu.html"])
    assert "公布的文本没有让它负责哪一条措施。" in page
    assert "点到它的句子：第一条第2句" in page
