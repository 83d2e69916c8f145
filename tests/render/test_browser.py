"""The guide in a browser: accessible, on a phone, without scripts, on paper, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.render.axe import COLOUR_RULES, RULES, Colours, find_faults, read_script, unfold
from tests.render.chromium import PATIENCE, need_axe, open_chromium
from tests.render.test_site import scripts_of
from tests.render.walking import Site
from tests.sampling import IS_THOROUGH

pytestmark = pytest.mark.browser

KINDS = {
    "home": "index.html",
    "needs": "needs.html",
    "text": "text.html",
    "terms": "terms.html",
    "readings": "readings.html",
    "glossary": "glossary.html",
    "graph": "graph.html",
    "about": "about.html",
    "accessibility": "accessibility.html",
    "calculator": "calculator.html",
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
    "measure with a long sum": "measures/para_10.html",
    "measure without money": "measures/para_18.html",
    "agency": "agencies/fgw.html",
    "agency never first": "agencies/gq.html",
    "domain": "domains/resource-recycling.html",
}
"""A page of every kind, by its path in the folder of a language."""


def wait_until(page: Any, expression: str) -> None:
    """Wait until an expression is true in a page.

    Each test is a separate call, since the page's own Content-Security-Policy forbids the loop that
    Playwright would run inside the page.
    """
    for _ in range(PATIENCE // 50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")


FOLDERS = ("zh", "zh-hant", "en")
PARTS = (".", "agencies", "domains", "measures", "situations")
"""The folders of a version that hold pages."""

PATHS = [f"{folder}/{page}" for folder in FOLDERS for page in KINDS.values()]
"""A page of every kind in every version."""

TURNS = ("zh", "en")
"""The versions in which axe examines pages in rotation. One template makes a page in every version, and
traditional characters are drawn like simplified ones. A page of every kind is examined in each version.
Of the other pages in traditional characters, ``make test`` opens every third, ``make test-thorough`` all.
"""

PHONE, DESK = 320, 1280


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium, for this module alone. Other modules start their own, and only one can run."""
    need_axe()
    with open_chromium() as opened:
        yield opened


def _open(browser: Any, site: Site, path: str, width: int, **settings: Any) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
    page = context.new_page()
    page.goto((site.folder / path).as_uri())
    return page


@dataclass
class Reader:
    """A visitor who opens one page after another; the requests and errors of each page are recorded."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    colours: Colours = field(default_factory=Colours)

    def open(self, address: str, width: int) -> Any:
        self.asked.clear()
        self.complaints.clear()
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.goto(address)
        return self.page


@pytest.fixture(scope="module")
def reader(browser: Any) -> Iterator[Reader]:
    """A visitor who records every layout shift of a page while it opens, with axe available."""
    context = browser.new_context()
    context.add_init_script(MOVES)
    context.add_init_script(read_script())
    found = Reader(context.new_page())
    found.page.on("request", lambda request: found.asked.append(request.url))
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda problem: found.complaints.append(str(problem)))
    yield found
    context.close()


def list_group(folder: Path, group: str) -> list[str]:
    """The paths of the pages in one folder of the site, without its subfolders."""
    return sorted(path.relative_to(folder).as_posix() for path in (folder / group).glob("*.html"))


GROUPS = [".", *(f"{version}/{part}" for version in FOLDERS for part in PARTS)]


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_serves_every_reader(reader: Reader, site: Site, group: str) -> None:
    problems = []
    paths = list_group(site.folder, group)
    for turn, path in enumerate(paths):
        if group.startswith("zh-hant/") and turn % 3 and path not in PATHS and not IS_THOROUGH:
            continue
        page = reader.open((site.folder / path).as_uri(), PHONE)
        found = [f"asks: {url}" for url in _strange(reader.asked, site, path)]
        found += [f"complains: {text}" for text in reader.complaints]
        wait_until(page, SETTLED)
        found += [f"moves by {value}" for value in page.evaluate("moves")]
        found += [f"no stop: {tag}" for tag in page.evaluate(NO_STOPS)]
        unfold(page)
        found += [f"sideways: {width}" for width in _sideways(page, PHONES)]
        is_sample = path in PATHS or group == "."
        if is_sample or IS_THOROUGH or group.partition("/")[0] == TURNS[turn % len(TURNS)]:
            found += _look(reader, PHONE, "phone")
        if is_sample:
            found += [f"sideways: {width}" for width in _sideways(page, DESKS)]
            found += [] if path.startswith("zh-hant/") else _look(reader, DESK, "desk")
        problems += [f"{path} {one}" for one in found]
    assert paths
    assert problems == []


def test_no_page_is_passed_over(site: Site) -> None:
    looked_at = [path for group in GROUPS for path in list_group(site.folder, group)]
    assert sorted(looked_at) == sorted(
        path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.html")
    )
    assert set(PATHS) <= set(looked_at)
    for part in PARTS:
        names = [[Path(path).name for path in list_group(site.folder, f"{one}/{part}")] for one in TURNS]
        assert names[0] == names[1], "a page that only one version has would miss its turn"


def _look(reader: Reader, width: int, place: str) -> list[str]:
    """The findings of axe on the page at a width, in light mode with all rules and in dark mode
    with colours.
    """
    reader.page.set_viewport_size({"width": width, "height": 800})
    found = []
    for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
        reader.page.emulate_media(color_scheme=scheme)
        faults = find_faults(reader.page, rules, reader.colours)
        found += [f"{place} {scheme} {fault}" for fault in faults]
    return found


MOVES = """
    globalThis.moves = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) moves.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
"""
SETTLED = "document.readyState === 'complete' && !document.querySelector('#calculator[hidden]')"
NO_STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((one) => one.tabIndex !== 0 && one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""
"""Elements that work with a mouse, but cannot be reached by keyboard, or only out of order."""


def _strange(asked: list[str], site: Site, path: str) -> list[str]:
    """The requests of a page other than for itself and the files that it declares."""
    root = site.folder.as_uri()
    folder, _, name = path.rpartition("/")
    beside = {"site.css", "larger.js", "icon.svg", *({"calculator.css"} if name == "calculator.html" else ())}
    beside |= {f"{script.format(lang=folder)}.js" for script in scripts_of(name)}
    known = {f"{root}/{path}", *(f"{root}/{site.shared(one)}" for one in beside)}
    if name == "calculator.html":
        known |= {url for url in asked if url.startswith(f"{root}/version.js?")}
        known.add(f"{root}/{site.shared(f'result-{folder}.js')}")
    always = {f"{root}/{site.shared(one)}" for one in ("site.css", "larger.js")}
    missing = {f"{root}/{path}", *always} - set(asked)
    return sorted((set(asked) - known) | missing)


PHONES = ((PHONE, False), (PHONE, True))
DESKS = (*((width, False) for width in (390, DESK // 2, 768, 992, DESK)), (DESK, True))
"""The widths that a page must fit, and whether in larger type; half a width stands for a zoom of 200 %."""


def _sideways(page: Any, widths: tuple[tuple[int, bool], ...]) -> list[str]:
    """The widths at which a page does not fit."""
    found = []
    for width, larger in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("larger => { document.getElementById('larger').checked = larger }", larger)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width} larger" if larger else str(width))
    page.evaluate("document.getElementById('larger').checked = false")
    return found


def test_the_checks_of_moves_and_stops_can_fail(reader: Reader, site: Site) -> None:
    page = reader.open((site.folder / "zh/index.html").as_uri(), DESK)
    page.evaluate("document.querySelector('main').style.marginTop = '200px'")
    wait_until(page, "moves.length > 0")
    page.evaluate("document.querySelector('main a').tabIndex = -1")
    assert len(page.evaluate(NO_STOPS)) == 1
    page.evaluate("document.querySelector('main').style.width = '200vw'")
    assert _sideways(page, PHONES) == ["320", "320 larger"]


def test_the_check_of_accessibility_can_fail(browser: Any, site: Site) -> None:
    page, colours = _open(browser, site, "zh/index.html", DESK), Colours()
    assert find_faults(page, RULES, colours) == []
    assert find_faults(page, COLOUR_RULES, colours) == []
    page.evaluate("document.querySelector('h1').style.color = 'var(--wash)'")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert any(fault.startswith("color-contrast") for fault in find_faults(page, COLOUR_RULES, colours))
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(fault.startswith("html-has-lang") for fault in find_faults(page, RULES, colours))
    page.context.close()


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
    wait_until(page, "document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    wait_until(page, "document.activeElement.id === 'content'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.context.close()


def test_every_page_is_whole_without_scripts(browser: Any, site: Site) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    for path in (path for path in PATHS if path.startswith("zh/")):
        page.goto((site.folder / path).as_uri())
        assert page.locator("h1").is_visible(), path
        assert page.evaluate("document.querySelector('main').innerText.trim().length") > 50, path
    page.context.close()


def test_folded_readings_open_without_scripts(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/measures/para_5.html", PHONE, java_script_enabled=False)
    block = page.locator("#reading-M5a")
    page.locator("summary", has=page.locator("h2", has_text="没有说清")).click()
    other = block.locator(".options li").first
    assert not other.is_visible()
    block.locator("summary").click()
    assert other.is_visible()
    page.context.close()


def test_larger_type_is_chosen_by_keyboard_and_kept_on_every_page_and_on_paper(
    browser: Any, site: Site
) -> None:
    page = _open(browser, site, "zh/index.html", DESK)
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = page.evaluate(size)
    page.locator("#larger").focus()
    page.keyboard.press("Space")
    assert page.evaluate(size) > 1.3 * before
    page.locator(".switch[hreflang=en]").click()
    page.wait_for_url("**/en/index.html")
    assert page.locator("#larger").is_checked()
    assert page.evaluate(size) > 1.3 * before
    smallest = page.evaluate(SMALLEST)
    assert smallest >= 16, smallest
    page.emulate_media(media="print")
    printed = page.evaluate(size)
    page.emulate_media(media="screen")
    page.locator("#larger").uncheck()
    page.reload()
    assert not page.locator("#larger").is_checked()
    page.emulate_media(media="print")
    assert page.evaluate(size) < printed
    page.context.close()


SMALLEST = """Math.min(...[...document.querySelectorAll("body *")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => one.checkVisibility() && !one.closest("svg, .hidden"))
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
"""The smallest size of words on a page, in pixels; pictures are scaled first."""


def test_larger_type_works_on_the_page_itself_without_scripts(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/index.html", PHONE, java_script_enabled=False)
    before = page.locator("main .lead").bounding_box()["height"]
    page.locator(".menu").click()
    page.locator("#larger").check()
    assert page.locator("main .lead").bounding_box()["height"] > before
    page.context.close()


def test_on_a_phone_the_header_is_one_row_with_a_menu_that_needs_no_script(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/index.html", PHONE, java_script_enabled=False)
    assert page.locator("header").bounding_box()["height"] <= 64
    assert page.locator("#find").get_attribute("placeholder") == "例如 数据中心"
    assert not page.locator("nav.main").is_visible()
    page.locator(".menu").click()
    assert page.locator("nav.main a").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("nav.main").is_visible()
    page.context.close()


def test_the_keyboard_goes_through_a_page_in_order_and_shows_where_it_is(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/measures/para_10.html", DESK)
    all_stops = "[...document.querySelectorAll('a[href], button, input, summary')]"
    stops = page.evaluate(f"{all_stops}.filter(e => e.checkVisibility()).length")
    seen = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert [one["at"] for one in seen] == sorted({one["at"] for one in seen})
    assert all(one["outline"] not in ("none", "") and one["width"] != "0px" for one in seen)
    page.context.close()


FOCUSED = """(() => {
    const all = [...document.querySelectorAll("*")];
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return { at: all.indexOf(document.activeElement), outline: outlineStyle, width: outlineWidth };
})()"""


def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/text.html", PHONE)
    for path in ("zh/text.html", "zh/measures/para_14.html", "zh-hant/readings.html"):
        page.goto((site.folder / path).as_uri())
        assert page.evaluate(BROKEN_LINES) == [], path
    page.context.close()


BROKEN_LINES = """(() => {
    const found = [], range = document.createRange();
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const top = (node, at) => {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getClientRects()[0]?.top;
    };
    for (let node; (node = walker.nextNode());) {
      for (const { index } of node.data.matchAll(/[^\\s][，。；：！？、）》”]|[（《“][^\\s]/g)) {
        const tops = [top(node, index), top(node, index + 1)];
        const near = node.data.slice(Math.max(0, index - 8), index + 8);
        if (tops[0] !== undefined && tops[1] - tops[0] > 8) found.push(near);
      }
    }
    return found;
})()"""


def test_a_figure_leads_to_its_sentence_and_back_to_its_support(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/index.html", DESK)
    page.locator("#by-money").get_by_text("3000万元").click()
    assert page.url.endswith("measures/para_14.html#para_14__s_2__c_1")
    page.locator("#para_14__s_2__c_1 .figure-link").click()
    assert page.url.endswith("#para_14__sup_2")
    page.context.close()


def test_the_other_language_is_the_same_page(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/agencies/fgw.html", DESK)
    page.locator(".switch[hreflang=en]").click()
    assert page.url == (site.folder / "en/agencies/fgw.html").as_uri()
    assert page.locator("h1").inner_text() == "Shenzhen Municipal Development and Reform Commission"
    page.context.close()


def count_sheets(page: Any) -> int:
    """How many sheets of A4 a page takes when it is printed."""
    return len(PdfReader(BytesIO(page.pdf(format="A4"))).pages)


def test_a_measure_prints_on_two_sheets_and_the_long_picture_on_one(browser: Any, site: Site) -> None:
    page = _open(browser, site, "zh/measures/para_5.html", DESK)
    for folder in FOLDERS:
        # The longest of the measures.
        page.goto((site.folder / folder / "measures" / "para_14.html").as_uri())
        assert count_sheets(page) <= 2, folder
        page.goto((site.folder / folder / "picture.html").as_uri())
        assert count_sheets(page) == 1, folder
    page.context.close()


@pytest.mark.parametrize(
    "path", ["zh/measures/para_5.html", "zh/index.html", "en/graph.html", "zh/text.html"]
)
def test_a_page_prints_whole_and_without_the_frame(browser: Any, site: Site, path: str) -> None:
    page = _open(browser, site, path, DESK)
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print")
    for selector in (".skip", ".find", ".main", ".settings"):
        assert not page.locator(selector).is_visible(), selector
    folded = page.locator("details:not(.fold) .options li:not(.fold:not([open]) *)")
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
