"""The whole guide: nothing is missing, every link has a target, and each page is valid."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html
from tinyhtml5.parser import HTMLParser

from kb import Policy
from kb.model.guards import holds
from render.links import CALCULATOR, HOME
from render.pages.every import list_pages
from render.site import build_site
from render.templating import begin
from tests.published import published_agencies
from tests.render.walking import WIDE, Page, Site, read_page, unmarked_chinese, words

SCRIPTS = {
    "search.html": ("search", "search-page"),
    "calculator.html": ("rules-{lang}", "calculator"),
}
"""The scripts that pages load, by their names in the folder of shared files."""


def scripts_of(name: str) -> tuple[str, ...]:
    """The scripts that a page loads, by the name of its file; every picture of the network loads one."""
    return ("graph",) if name.startswith("graph") else SCRIPTS.get(name, ())


CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "thead", "tbody", "colgroup"},
    "tr": {"th", "td"},
}
"""The allowed children of an element."""

LINKED = "application/ld+json"
"""The type of a data block, which no browser runs."""

UNKNOWN_TAG = 801
"""The message of libxml2, which knows HTML 4, about every newer element."""


@pytest.fixture(scope="session", params=["site", "toy_site"])
def any_site(request: pytest.FixtureRequest) -> Site:
    """The guide of each policy."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Site)
    return found


def test_there_is_a_page_for_everything_in_both_languages(site: Site, policy: Policy) -> None:
    names = ["index", "needs", "text", "terms", "readings", "glossary", "graph", "about", "accessibility"]
    names += ["grants", "contacts", "situations", "search"]
    names += ["questions", "picture", "calculator"]
    names += [f"graph-{question}" for question in ("agencies", "together", "money", "top-ups", "instruments")]
    names += [f"situations/{situation.id}" for situation in policy.situations]
    names += [f"measures/para_{n}" for n in range(1, 25)]
    names += [f"agencies/{agency.id}" for agency in policy.agencies]
    names += [f"domains/{domain.id}" for domain in policy.domains]
    expected = {f"{lang}/{name}.html" for lang in ("zh", "en") for name in names} | {HOME}
    assert set(site.pages) == expected
    assert len(expected) == 2 * (16 + 5 + 7 + 24 + 18 + 5) + 1


def test_every_link_leads_to_a_page_and_a_place_on_it(any_site: Site) -> None:
    missing = []
    for page in any_site.pages.values():
        for address in _addresses(page):
            parts = urlsplit(address)
            assert not parts.scheme, f"{page.path}: {address} leaves the site"
            assert not parts.netloc, f"{page.path}: {address} leaves the site"
            target = (any_site.folder / page.path).parent / parts.path if parts.path else None
            path = target.resolve().relative_to(any_site.folder.resolve()).as_posix() if target else page.path
            anchor = unquote(parts.fragment)
            if path.endswith(".html"):
                found = any_site.pages.get(path) or any_site.traditional.get(path)
                there = found is not None and (not anchor or anchor in found.ids)
                if path.endswith(CALCULATOR) and anchor.startswith("t="):
                    there = set(anchor[2:].split(",")) <= _things(any_site)
            else:
                there = (any_site.folder / path).is_file()
            if not there:
                missing.append(f"{page.path}: {address}")
    assert missing == []


def _things(site: Site) -> set[str]:
    """The ids of all things for which the rules of the calculator have supports."""
    return set(re.findall(r'\bid:"([a-z-]+)"', site.read_shared("rules-zh.js")))


def test_every_page_can_be_reached_from_the_home_page(any_site: Site) -> None:
    reached, ahead = {HOME}, [HOME]
    while ahead:
        page = any_site[ahead.pop()]
        for address in _addresses(page):
            path = urlsplit(address).path
            if path.endswith(".html"):
                target = (any_site.folder / page.path).parent / path
                found = target.resolve().relative_to(any_site.folder.resolve()).as_posix()
                if found not in reached and found not in any_site.traditional:
                    reached.add(found)
                    ahead.append(found)
    assert reached == set(any_site.pages)


def test_the_home_page_leads_to_every_measure_agency_domain_and_form(site: Site, policy: Policy) -> None:
    for lang in ("zh", "en"):
        leads_to = {urlsplit(address).path for address in _addresses(site[f"{lang}/index.html"])}
        expected = {f"measures/{m.eid}.html" for m in policy.measures}
        expected |= {f"agencies/{a.id}.html" for a in policy.agencies}
        expected |= {f"domains/{d.id}.html" for d in policy.domains}
        assert expected <= leads_to
        fragments = {urlsplit(address).fragment for address in _addresses(site[f"{lang}/index.html"])}
        assert {f"form-{s.form}" for s in policy.supports} <= fragments
        read = {reading.id: reading.default for reading in policy.readings}
        subjects = {q.concept.id: holds(q.under, read) for s in policy.supports for q in s.subjects}
        assert {f"subject-{key}" for key, is_read in subjects.items() if is_read} <= fragments
        # Claims for subjects that exist only under another reading would be refused.
        assert not {f"subject-{key}" for key, is_read in subjects.items() if not is_read} & fragments


def test_notes_for_those_who_make_the_site_stand_on_no_page(site: Site) -> None:
    for page in (*site.pages.values(), *site.traditional.values()):
        text = words(page.root)
        for note in (
            "误读",
            "誤讀",
            "留作检验",
            "留作檢驗",
            "漏洞",
            "misreading",
            "loophole",
            "test against",
        ):
            assert note not in text, (page.path, note)
    for path in [*site.folder.rglob("*.json"), *site.folder.glob("static/readings-*")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search("误读|誤讀|留作|漏洞|misreading|loophole", text), path


def test_the_root_page_is_the_chinese_home_page(site: Site) -> None:
    root, home = site[HOME], site["zh/index.html"]
    assert words(root.root.get_element_by_id("content")) == words(home.root.get_element_by_id("content"))


def test_each_page_is_sound(any_site: Site) -> None:
    for page in any_site.pages.values():
        text = (any_site.folder / page.path).read_text(encoding="utf-8")
        parser = html.HTMLParser(encoding="utf-8")
        html.document_fromstring(text.encode(), parser=parser)
        faults = [e for e in parser.error_log if e.type != UNKNOWN_TAG]
        assert [f"{page.path}:{e.line} {e.message}" for e in faults] == []
        assert text.startswith("<!DOCTYPE html>\n")
        assert [key for key, n in Counter(page.ids).items() if n > 1] == [], page.path


def test_each_page_is_valid_html(any_site: Site) -> None:
    """The algorithm of the standard reports every fault that a browser would have to repair."""
    faults = []
    for page in any_site.pages.values():
        parser = HTMLParser()
        parser.parse((any_site.folder / page.path).read_bytes())
        faults += [f"{page.path}: {place} {code} {details}" for place, code, details in parser.errors]
        faults += [f"{page.path}: {fault}" for fault in _misplaced(page)]
    assert faults == []


@pytest.mark.parametrize(
    "broken",
    ["<p>one<div>two</p></div>", '<p class="a" class="b">', "<table><p>in</p></table>", "<b>never closed"],
)
def test_html_that_is_not_valid_would_be_found(broken: str) -> None:
    parser = HTMLParser()
    parser.parse(f"<!DOCTYPE html><title>t</title>{broken}".encode())
    assert parser.errors


def test_an_element_in_the_wrong_place_would_be_found() -> None:
    page = read_page("x.html", "<!DOCTYPE html><ul><p>one</p></ul><dl><span>a</span></dl>")
    assert _misplaced(page) == ["p in ul", "span in dl"]


def test_each_page_has_one_title_and_headings_in_order(any_site: Site) -> None:
    for page in any_site.pages.values():
        levels = [int(e.tag[1]) for e in page.root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert len(page.root.find(".//title")) == 0, page.path
        assert levels.count(1) == 1, page.path
        assert levels[0] == 1, page.path
        assert all(b <= a + 1 for a, b in pairwise(levels)), (page.path, levels)
        assert all(words(e) for e in page.root.iter("h1", "h2", "h3", "h4")), page.path


def test_no_pages_share_a_title(site: Site) -> None:
    titles = Counter(page.root.findtext(".//title") for page in site.pages.values())
    # The home page exists twice, at the root and in the folder of its language.
    assert [title for title, n in titles.items() if n > 1] == [site[HOME].root.findtext(".//title")]


def test_each_page_names_its_language_and_that_of_the_clause(any_site: Site) -> None:
    for page in any_site.pages.values():
        assert page.root.get("lang") == ("en" if page.lang == "en" else "zh-Hans")
        for element in page.of_class("clause") + page.of_class("quote"):
            assert element.get("lang") == "zh-Hans", page.path


def test_pages_in_english_mark_every_chinese_word_as_chinese(site: Site) -> None:
    for page in site.pages.values():
        if page.lang == "en":
            assert unmarked_chinese(page.root) == [], page.path


def test_no_page_holds_a_script_or_fetches_anything_from_elsewhere(any_site: Site) -> None:
    for page in any_site.pages.values():
        assert not list(page.root.iter("iframe", "object", "embed"))
        running = [script for script in page.root.iter("script") if script.get("type") != LINKED]
        scripts = {script.get("src") for script in running}
        name = page.path.rpartition("/")[2]
        expected = scripts_of(name)
        larger = page.root.find("head/script").get("src")
        assert larger.endswith(any_site.shared("larger.js"))
        named = {any_site.shared(f"{name.format(lang=page.lang)}.js") for name in expected}
        assert scripts - {larger} == {f"../{path}" for path in named}
        assert not any(script.text for script in running)
        asks = {form.get("action").rpartition("/")[2] for form in page.root.iter("form")}
        assert asks == {"search.html"}, page.path
        for element in page.root.iter(etree.Element):
            assert not [name for name in element.attrib if name.startswith("on")], page.path
    style = any_site.read_shared("site.css")
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r'content: "[^"]*\d', style)


def test_the_first_link_skips_to_the_content(any_site: Site) -> None:
    for page in any_site.pages.values():
        first = next(page.root.iter("a"))
        assert first.get("href") == "#content"
        assert page.root.get_element_by_id("content").tag == "main"


def test_each_measure_page_names_its_agencies_in_the_published_order(site: Site, policy: Policy) -> None:
    for number, (label, names) in published_agencies().items():
        expected = [_full_name(policy, name) for name in names]
        section = site[f"zh/measures/para_{number}.html"].root.get_element_by_id("agencies")
        assert [words(a) for a in section.findall("ol/li/a")] == expected
        assert words(section.find_class("quote")[0]) == label
        tags = section.find_class("tag")
        assert [words(tag) for tag in tags] == (["列第一位"] if len(names) > 1 else [])


def test_each_measure_page_has_its_clause_and_every_act_of_it(site: Site, policy: Policy) -> None:
    for measure in policy.measures:
        for lang in ("zh", "en"):
            text = site[f"{lang}/measures/{measure.eid}.html"].root.get_element_by_id("text")
            assert text.find_class("clause")[0].text_content() == measure.text.translate(WIDE)
            shown = [(q.get("data-eid"), q.text_content()) for q in text.find_class("quote")]
            assert shown == [(act.provision, act.words.translate(WIDE)) for act in measure.acts]


def test_each_measure_page_lists_the_readings_bound_to_it_with_every_option(
    site: Site, policy: Policy
) -> None:
    for measure in policy.measures:
        bound = {
            reading.id: reading
            for reading in policy.readings
            if any(re.match(rf"{measure.eid}(__|$)", basis.provision) for basis in reading.bases)
        }
        page = site[f"zh/measures/{measure.eid}.html"]
        blocks = {words(b.find_class("reading-id")[0]): b for b in page.of_class("reading")}
        assert set(blocks) == set(bound)
        for key, block in blocks.items():
            default = block.find_class("default")
            assert len(default) == 1
            options = len(block.find_class("options")[0].findall("li")) + 1
            assert options == len(bound[key].options)


def test_the_page_of_readings_has_each_once_with_its_default_marked(site: Site, policy: Policy) -> None:
    for lang in ("zh", "en"):
        page = site[f"{lang}/readings.html"]
        assert Counter(block.get("id") for block in page.of_class("reading")) == Counter(
            reading.id for reading in policy.readings
        )
        for reading in policy.readings:
            options = page.root.get_element_by_id(reading.id).find_class("options")[0].findall("li")
            marked = [i for i, option in enumerate(options) if "default" in (option.get("class") or "")]
            assert marked == [[option.id for option in reading.options].index(reading.default)]


def test_the_page_of_terms_explains_every_concept(site: Site, policy: Policy) -> None:
    for lang in ("zh", "en"):
        ids = set(site[f"{lang}/glossary.html"].ids)
        assert {f"term-{concept.id}" for concept in policy.registry.concepts} <= ids


def test_every_quantity_in_a_clause_leads_to_what_uses_it(site: Site, policy: Policy) -> None:
    page = site["zh/text.html"]
    figures = [f for clause in page.of_class("clause") for f in clause.find_class("figure")]
    assert len(figures) == sum(bool(policy.registry.concept_by_id[m.concept].unit) for m in _marks(policy))
    assert [f.text_content() for f in figures if f.getparent().tag != "a"] == []
    assert _link_of(page, "3000万元") == "measures/para_14.html#para_14__sup_2"
    assert _link_of(page, "两个阶段") == "measures/para_14.html#para_14__sup_4"
    assert _link_of(page, "40万元") == "measures/para_20.html#para_20__sup_2"
    assert _link_of(page, "5年") == "terms.html#validity"
    assert _link_of(page, "2024年5月11日") == "terms.html#issue"


def test_the_final_provisions_each_have_their_rule(site: Site) -> None:
    rules = site["zh/terms.html"].root.get_element_by_id("rules")
    assert [article.get("id") for article in rules.findall("article")] == [
        "issue",
        "interpretation",
        "non-cumulation",
        "district-measures",
        "validity",
        "special-deadline",
        "higher-law",
    ]
    days = [t.text_content() for t in rules.findall(".//article[@id='validity']//time")]
    assert days == ["2024年5月23日", "2029年5月22日"]


def test_an_agency_page_tells_what_it_is_named_first_for(site: Site) -> None:
    page = site["zh/agencies/sthjj.html"].root
    first = [words(n) for n in page.get_element_by_id("first").find_class("number")]
    assert first == ["（六）", "（七）", "（十三）"]
    later = [words(n) for n in page.get_element_by_id("shared").find_class("number")]
    assert later == [
        "（八）",
        "（九）",
        "（十一）",
        "（十五）",
        "（十七）",
        "（十八）",
        "（二十一）",
        "（二十二）",
        "（二十四）",
    ]


def test_the_table_beside_the_picture_says_the_same_as_the_text(site: Site, policy: Policy) -> None:
    rows = site["zh/graph.html"].root.findall(".//table[@class='links']/tbody/tr")
    found = [[words(a) for a in row.findall("td")[0].iter("a")] for row in rows]
    named = published_agencies()
    assert found == [[_full_name(policy, name) for name in named[n][1]] for n in range(1, 25)]
    assert sum(len(names) for names in found) == 71


def test_labels_begin_with_a_capital_and_keep_their_others() -> None:
    assert [begin(words) for words in ("grant", "ecology (EOD) projects", "资助", "")] == [
        "Grant",
        "Ecology (EOD) projects",
        "资助",
        "",
    ]


def test_the_same_policy_gives_the_same_bytes(toy: Policy, toy_site: Site, tmp_path: Path) -> None:
    build_site(toy, tmp_path / "again")
    assert _bytes_of(tmp_path / "again") == _bytes_of(toy_site.folder)


def test_the_report_tells_what_was_written_and_progress_on_the_way(toy: Policy, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    report = build_site(toy, tmp_path / "site", lambda done, of: told.append((done, of)))
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    assert report.folder == tmp_path / "site"
    listed = list_pages(toy)
    chinese = [page for page in listed if page.path.startswith("zh/")]
    assert report.pages == len(pages) == len(listed) + len(chinese)
    first = [page for page in listed if not page.path.startswith("en/")]
    assert told == [
        *((n, 2 * len(first)) for n in range(1, len(first) + 1)),
        (len(listed), len(listed)),
    ]


def _misplaced(page: Page) -> list[str]:
    """Elements at places where programs that read lists and tables do not expect them."""
    return [
        f"{child.tag} in {tag}"
        for tag, allowed in CHILDREN.items()
        for element in page.root.iter(tag)
        for child in element.iterchildren(etree.Element)
        if child.tag not in allowed
    ]


def _addresses(page: Page) -> list[str]:
    return [e.get("href") for e in page.root.iter("a", "link") if e.get("href") is not None]


def _marks(policy: Policy) -> list:
    return [
        mark
        for p in policy.document.provisions()
        if not p.clauses
        for mark in p.marks
        if mark.tag != "organization"
    ]


def _link_of(page: Page, text: str) -> str:
    found = [
        f.getparent().get("href")
        for c in page.of_class("clause")
        for f in c.find_class("figure")
        if f.text == text
    ]
    assert len(found) == 1
    return str(found[0])


def _full_name(policy: Policy, name: str) -> str:
    agency = policy.registry.find_agency(name)
    assert agency is not None, name
    return agency.name


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
