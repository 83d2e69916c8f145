"""The guide in a browser: readable by everyone, on a phone, without scripts, on paper, with no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.render.test_site import SCRIPTS
from tests.render.walking import Site

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KINDS = {
    "home": "index.html",
    "needs": "needs.html",
    "text": "text.html",
    "terms": "terms.html",
    "readings": "readings.html",
    "glossary": "glossary.html",
    "graph": "graph.html",
    "about": "about.html",
    "search": "search.html",
    "grants": "grants.html",
    "contacts": "contacts.html",
    "questions": "questions.html",
    "picture": "picture.html",
    "situations": "situations.html",
    "situation": "situations/battery.html",
    "situation without money": "situations/park.html",
    "measure with money": "measures/para_20.html",
    "measure with phases": "measures/para_14.html",
    "measure without money": "measures/para_24.html",
    "agency": "agencies/fgw.html",
    "agency never first": "agencies/gq.html",
    "domain": "domains/resource-recycling.html",
}
"""A page of every kind, by its path in the folder of a language."""

PATHS = [f"{lang}/{page}" for lang in ("zh", "en") for page in KINDS.values()]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""All that a change of colours can break."""

PHONE, DESK = 320, 1280


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium, for this module alone: other modules start their own, and only one can run."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("没有 chromium：make test 会安装它 · chromium is missing: make test installs it")
    try:
        playwright = import_module("playwright.sync_api").sync_playwright()
        import_module("axe_playwright_python.sync_playwright")
    except ImportError:
        pytest.fail("没有 playwright：make test 会安装它 · playwright is missing: make test installs it")
    with playwright as running:
        opened = running.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


def _faults(page: Any, rules: list[str]) -> list[str]:
    """What axe finds wrong with a page as it is shown now."""
    found = _axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"], "preload": False})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def _unfold(page: Any) -> None:
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")


@cache
def _axe() -> Any:
    return import_module("axe_playwright_python.sync_playwright").Axe()


def _open(browser: Any, site: Site, path: str, width: int, **settings: Any) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
    page = context.new_page()
    page.goto((site.folder / path).as_uri())
    return page


@pytest.mark.parametrize("path", PATHS)
def test_every_kind_of_page_is_accessible_on_phone_and_desk_by_day_and_night(
    browser: Any, site: Site, path: str
) -> None:
    page = _open(browser, site, path, DESK)
    _unfold(page)
    problems = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
            page.emulate_media(color_scheme=scheme)
            problems += [f"{width} {scheme} {problem}" for problem in _faults(page, rules)]
    page.context.close()
    assert problems == []


def test_the_check_of_accessibility_can_fail(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/index.html", DESK)
    page.evaluate("document.querySelector('h1').style.color = 'var(--wash)'")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert any(fault.startswith("color-contrast") for fault in _faults(page, COLOUR_RULES))
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(fault.startswith("html-has-lang") for fault in _faults(page, RULES))
    page.context.close()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(browser: Any, site: Site, path: str) -> None:
    page = _open(browser, site, path, DESK)
    _unfold(page)
    needed = {}
    for width in (PHONE, 390, 768, 992, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        needed[width] = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert [width for width, need in needed.items() if need > width] == []


@pytest.mark.parametrize("path", ["index.html", *PATHS])
def test_a_page_asks_for_nothing_but_files_beside_it(browser: Any, site: Site, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((site.folder / path).as_uri())
    context.close()
    root = site.folder.as_uri()
    assert asked[0] == f"{root}/{path}"
    shared = {"/static/site.css", "/static/larger.js", "/static/icon.svg"}
    lang, _, name = path.rpartition("/")
    shared |= {f"/static/{script.format(lang=lang)}.js" for script in SCRIPTS.get(name, ())}
    assert {url.removeprefix(root) for url in asked[1:]} <= shared
    assert f"{root}/static/site.css" in asked
    assert complaints == []


@pytest.mark.parametrize("path", ["index.html", "zh/graph.html", "en/measures/para_5.html"])
def test_a_page_runs_no_script_and_takes_no_style_that_was_slipped_into_it(
    browser: Any, site: Site, path: str, tmp_path: Path
) -> None:
    whole = (site.folder / path).read_text(encoding="utf-8")
    slipped = "<style>h1 { color: red }</style><script>document.title = 'taken'</script></head>"
    folder = tmp_path / "site"
    shutil.copytree(site.folder, folder)
    (folder / path).write_text(whole.replace("</head>", slipped), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((folder / path).as_uri())
    assert page.title() != "taken"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    assert len(complaints) == 2
    context.close()


def test_the_pictures_keep_the_styles_they_bring(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/graph.html", DESK)
    lines = "getComputedStyle(document.querySelector('.tiaowen-network .line')).fill"
    assert page.evaluate(lines) == "none"
    page.context.close()


def test_the_keyboard_reaches_the_content_with_its_first_stop(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/measures/para_5.html", DESK)
    page.keyboard.press("Tab")
    first = page.evaluate("({text: document.activeElement.textContent, top: document.activeElement"
                          ".getBoundingClientRect().top})")  # fmt: skip
    assert first["text"] == "跳到正文"
    page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_without_scripts(browser: Any, site: Site, path: str) -> None:
    page = _open(browser, site, path, DESK, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator("main").inner_text().strip()
    page.context.close()


def test_folded_readings_open_without_scripts(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/measures/para_5.html", PHONE, java_script_enabled=False)
    block = page.locator("#reading-M5a")
    other = block.locator(".options li").first
    assert not other.is_visible()
    block.locator("summary").click()
    assert other.is_visible()
    page.context.close()


def test_a_figure_leads_to_its_sentence_and_back_to_its_support(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/index.html", DESK)
    page.locator("#by-money").get_by_text("3000万元").click()
    assert page.url.endswith("measures/para_14.html#para_14__s_2__c_1")
    page.locator("#para_14__s_2__c_1 .figure-link").click()
    assert page.url.endswith("#para_14__sup_2")
    page.context.close()


def test_the_other_language_is_the_same_page(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/agencies/fgw.html", PHONE)
    page.locator(".switch[hreflang=en]").click()
    assert page.url == (site.folder / "en/agencies/fgw.html").as_uri()
    assert page.locator("h1").inner_text() == "Shenzhen Municipal Development and Reform Commission"
    page.context.close()


@pytest.mark.parametrize(
    "path", ["zh/measures/para_5.html", "zh/index.html", "en/graph.html", "zh/text.html"]
)
def test_a_page_prints_whole_and_without_the_frame(browser: Any, site: Site, path: str) -> None:
    page = _open(browser, site, path, DESK)
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print")
    for selector in (".skip", ".find", ".main", ".tools"):
        assert not page.locator(selector).is_visible(), selector
    folded = page.locator("details .options li")
    assert all(folded.nth(n).is_visible() for n in range(folded.count()))
    assert page.locator("h1").is_visible()
    assert page.locator(".only-text").is_visible()
    page.context.close()


def test_print_is_black_on_white_even_where_the_screen_is_dark(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/measures/para_5.html", DESK, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.context.close()
