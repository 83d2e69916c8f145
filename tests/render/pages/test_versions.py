"""The site of a library and of a work with several versions: its pages and redirects."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree, html

from kb import load
from kb.checks import check
from kb.cli.commands.guide import run_guide
from kb.cli.commands.review import run_review
from kb.cli.options import Source
from kb.graph.works import build_works_graph, relate_works
from kb.loading import load_policy, load_text
from kb.model.document import Mark
from kb.versions.amendment import work_out, write_amendment
from render.index import Lookups
from render.pages.versions import find_moved
from tests.conftest import DISTRICT as CHANGED
from tests.render.data.test_search import unpack_index
from tests.works import DISTRICT, Invented, make_library

CITY = "cn-999999/wanju"


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city's and a district's work; the district pays 25 % in place of 20 % from 1 January 2026."""
    folder = make_library(tmp_path_factory.mktemp("several") / "policy", Invented(DISTRICT, "2025-04-01", 5))
    folders, old, registry = load_text(folder / DISTRICT)
    first = old.clauses[0]
    (sentence,) = first.sentences
    runs = tuple(
        replace(run, text="25%") if isinstance(run, Mark) and run.text == "20%" else run
        for run in sentence.runs
    )
    clause = replace(first, sentences=(replace(sentence, runs=runs),))
    new = replace(old, clauses=(clause, *old.clauses[1:]))
    target = write_amendment(folders, old, registry, work_out(folders, old, new, date(2026, 1, 1), registry))
    assert run_review(target, "1", "zh", yes=True) == 0
    assert list(check(target)) == []
    return folder


@pytest.fixture(scope="module")
def site(policies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    assert run_guide(Source(policies), out, "zh") == 0
    return out


def words(path: Path) -> str:
    return " ".join(html.parse(path).getroot().text_content().split())


def test_the_page_of_the_library_names_every_work_and_leads_to_its_guide(site: Path) -> None:
    for page in ("index.html", "zh/index.html", "en/index.html", "zh-hant/index.html"):
        root = html.parse(site / page).getroot()
        addresses = [one for one in root.xpath("//main//a/@href") if one.endswith("index.html")]
        assert len(addresses) == 2
        for address in addresses:
            assert (site / page).parent.joinpath(address).resolve().is_file()


def test_a_work_that_is_not_in_force_says_since_or_until_when(site: Path) -> None:
    assert "《玩具城促进风车产业的若干措施》自2030年3月1日起施行。" in words(site / "zh" / "index.html")


def test_what_excludes_what_stands_on_the_page_of_the_library(site: Path) -> None:
    told = words(site / "zh" / "index.html")
    assert "《磨坊区风车办法》与《玩具城促进风车产业的若干措施》可能不得重复享受" in told


def test_the_page_of_a_version_strikes_out_what_went_and_underlines_what_came(site: Path) -> None:
    page = site / DISTRICT / "zh" / "versions" / "2026-01-01.html"
    root = html.parse(page).getroot()
    assert root.xpath("//main//del/text()") == ["20%"]
    assert root.xpath("//main//ins/text()") == ["25%"]
    first = words(site / DISTRICT / "zh" / "versions" / "2025-04-01.html")
    assert "这是最早的一版" in first
    assert "20%" in first


def test_every_page_of_a_work_with_versions_says_which_one_it_shows(site: Path) -> None:
    for page in sorted((site / DISTRICT / "zh").rglob("*.html")):
        assert "本页按这一版：2026年1月1日至2030年3月31日施行。" in words(page), page.name
    # The other work has one version, and its pages look as if it were alone.
    assert not any("本页按这一版" in words(page) for page in (site / CITY / "zh").rglob("*.html"))
    assert not (site / CITY / "zh" / "versions.html").exists()


def test_the_feed_has_an_entry_for_the_amendment(site: Path) -> None:
    feed = etree.parse(site / DISTRICT / "feed-zh.xml")
    titles = feed.xpath("//a:entry/a:title/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert titles[0] == "2026年1月1日起施行修改后的文本"


def lost_links(site: Path) -> list[tuple[str, str]]:
    """The pages and addresses of links that lead nowhere."""
    lost = []
    for page in site.rglob("*.html"):
        for address in html.parse(page).getroot().xpath("//a/@href | //link/@href | //script/@src"):
            path = address.partition("#")[0].partition("?")[0]
            if path and "://" not in path and not page.parent.joinpath(path).resolve().exists():
                lost.append((page.relative_to(site).as_posix(), address))
    return lost


def test_no_link_of_the_site_leads_nowhere(site: Path) -> None:
    assert lost_links(site) == []


def test_no_link_of_a_page_that_leads_on_leads_nowhere(tmp_path: Path) -> None:
    # Article 13 of the invented district is repealed; its page remains, without data of its own.
    assert run_guide(Source(CHANGED / "cn-999998" / "jimuqu" / "2028-07-01"), tmp_path / "site", "zh") == 0
    assert (tmp_path / "site" / "zh" / "measures" / "art_13.html").exists()
    assert lost_links(tmp_path / "site") == []


def test_the_graph_of_several_works_keeps_them_apart_and_shares_their_agencies(policies: Path) -> None:
    versions = load(policies, on=date(2030, 3, 15)).in_force()
    graph = build_works_graph(versions)
    assert {f"{DISTRICT}/measure:para_1", f"{CITY}/measure:para_1", "agency:mofang"} <= set(graph)
    excluding = [(one.works, one.at) for one in relate_works(versions) if one.kind == "excludes"]
    assert excluding == [((DISTRICT, CITY), "final__s_1")]
    assert graph.has_edge(f"{DISTRICT}/policy:shuiche", f"{CITY}/policy:wanju")


@pytest.mark.parametrize("folder", ["zh", "zh-hant", "en"])
def test_the_search_of_the_library_leads_into_every_work(site: Path, folder: str) -> None:
    page = site / folder / "search.html"
    (source,) = html.parse(page).getroot().xpath(f"//script[contains(@src, 'search-{folder}.')]/@src")
    script = page.parent.joinpath(source).resolve().read_text(encoding="utf-8")
    entries = unpack_index(script, "en" if folder == "en" else "zh")["entries"]
    assert {"/".join(href.split("/")[1:3]) for _, href, *_ in entries} == {DISTRICT, CITY}
    for _, href, *_ in entries:
        assert page.parent.joinpath(href.partition("#")[0]).resolve().is_file(), href
    contexts = {context for _, _, _, _, context, *_ in entries}
    assert all(any(title in context for title in titles(folder)) for context in contexts)
    owned = [(entry[1], entries[owner][1]) for entry in entries if len(entry) > 6 for owner in entry[6]]
    assert {"/".join(owner.split("/")[1:3]) for _, owner in owned} == {DISTRICT, CITY}
    for href, owner in owned:
        assert owner.startswith(f"{'/'.join(href.split('/')[:4])}/measures/"), (href, owner)


def titles(folder: str) -> tuple[str, ...]:
    known = {"zh": ("磨坊区风车办法", "玩具城促进风车产业的若干措施")}
    return known.get(folder, ("",))


def test_the_home_of_the_library_searches_all_works_and_leads_to_each_calculator(site: Path) -> None:
    for page in ("index.html", "zh/index.html", "en/index.html"):
        root = html.parse(site / page).getroot()
        (form,) = root.xpath("//main//form/@action")
        calculators = [one for one in root.xpath("//main//a/@href") if one.endswith("calculator.html")]
        assert len(calculators) == 2
        for address in (form, *calculators):
            assert (site / page).parent.joinpath(address).resolve().is_file()


def test_an_old_link_to_a_measure_leads_on() -> None:
    first, second = (
        load_policy(CHANGED / "cn-999998" / "jimuqu" / name) for name in ("2027-01-01", "2028-07-01")
    )
    history = [first.document, second.document]
    (moved,) = find_moved(Lookups(second), history)
    assert (moved.eid, moved.headline, moved.to) == ("art_13", "第十三条 废塑料利用", "")
    assert moved.version.name == "2027-01-01"
    assert list(find_moved(Lookups(first), history)) == []
    # The sixth measure is now the fifth, and its old address redirects to it.
    later = replace(second.document, origins=(("art_5", "art_13"),))
    renumbered = replace(second, document=later)
    (moved,) = find_moved(Lookups(renumbered), [first.document, later])
    assert (moved.eid, moved.to) == ("art_13", "art_5")


def test_the_page_of_a_version_has_its_whole_text_with_an_address_for_each_part(site: Path) -> None:
    page = html.parse(site / DISTRICT / "zh" / "versions" / "2026-01-01.html").getroot()
    addresses = set(page.xpath("//section/@id"))
    assert {"text-para_1", "text-para_2", "text-final"} <= addresses


@pytest.fixture(scope="module")
def draft_site(policies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the district's amendment, which is a draft: only the first text is published."""
    folder = tmp_path_factory.mktemp("draft") / "policy"
    shutil.copytree(policies, folder)
    first = folder / DISTRICT / "2025-04-01"
    (first / "published.txt").write_text(load_text(first)[1].text + "\n", "utf-8")
    out = folder.with_name("site")
    assert run_guide(Source(first.with_name("2026-01-01")), out, "zh") == 0
    return out


def test_every_page_of_a_draft_says_that_it_is_one(draft_site: Path) -> None:
    notices = {
        "zh": "这一页说的是草案，还没有公布，没有效力",
        "zh-hant": "這一頁説的是草案，還沒有公佈",
        "en": "This page describes a draft.",
    }
    for folder, notice in notices.items():
        for page in sorted((draft_site / folder).rglob("*.html")):
            root = html.parse(page).getroot()
            if root.xpath("//body/header"):
                told = " ".join(root.xpath("string(//p[@class='draft'])").split())
                assert told.startswith(notice), page
                assert "草案" in words(page) or "(draft, not published)" in words(page), page


def test_no_page_of_a_draft_says_that_its_text_is_published(draft_site: Path) -> None:
    for page in sorted((draft_site / "zh").rglob("*.html")):
        assert "一字未改" not in words(page), page
    for page in sorted((draft_site / "en").rglob("*.html")):
        assert "to the letter" not in words(page), page
    assert "下面是草案的文字，还没有公布。" in words(draft_site / "zh" / "measures" / "para_1.html")


def test_the_list_of_versions_marks_drafts_and_says_what_stays_in_force(draft_site: Path) -> None:
    listed = words(draft_site / "zh" / "versions.html")
    assert "2026年1月1日至2030年3月31日施行（草案，还没有公布）" in listed
    assert "2025年4月1日至2025年12月31日施行 " in listed
    assert "草案还没有公布，没有效力；它公布以前，前一版继续施行。" in listed
