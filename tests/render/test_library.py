"""The guide of a library of two works: the calculator of each answers under both, and leads to the other with
all answers.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kb import load
from render.library import build_library
from render.practice import Practice
from tests.render import test_browser
from tests.render.axe import COLOUR_RULES, RULES, find_faults
from tests.render.test_browser import wait_until
from tests.works import DISTRICT, Invented, make_library

pytestmark = pytest.mark.browser
browser = test_browser.browser

CITY = "cn-999999/wanju"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an invented city and one of its districts, whose texts exclude one another."""
    here = tmp_path_factory.mktemp("library")
    library = load(make_library(here / "policy", Invented(DISTRICT)))
    policies = library.in_force(date(2032, 3, 31))
    build_library(library, policies, {}, {policy.work: Practice() for policy in policies}, here / "site")
    return here / "site"


@pytest.mark.parametrize(("work", "other"), [(DISTRICT, CITY), (CITY, DISTRICT)])
def test_a_calculator_names_the_other_works_and_what_excludes_what(
    folder: Path, work: str, other: str
) -> None:
    for lang in ("zh", "zh-hant", "en"):
        page = folder / work / lang / "calculator.html"
        (section,) = html.fromstring(page.read_text(encoding="utf-8")).xpath("//section[@id='works']")
        (address,) = section.xpath("ul[1]//a/@href")
        assert (page.parent / address).resolve() == (folder / other / lang / "calculator.html").resolve()
        assert (page.parent / address).is_file()
    assert "《磨坊区风车办法》与《玩具城促进风车产业的若干措施》可能不得重复享受" in (
        folder / work / "zh" / "calculator.html"
    ).read_text(encoding="utf-8")


CASE = {
    "date": "2030-06-01",
    "applicant": {},
    "claims": [
        {
            "id": "大风车",
            "kind": "project",
            "is": ["windmill-project"],
            "investment": "10000000",
            "achieved-on": "2030-05-01",
        }
    ],
    "ledger": [],
}
"""The district pays 20 % of 1000万元; the city 40 %, up to 700万元 more, and up to 9万元 elsewhere. The bar
of the district covers the city.
"""
CLAIM: dict[str, Any] = CASE["claims"][0]  # type: ignore[index]


def encode(state: dict[str, Any]) -> str:
    data = json.dumps(state, ensure_ascii=False).encode()
    return "#c=" + urlsafe_b64encode(data).decode().rstrip("=")


def decode(address: str) -> dict[str, Any]:
    code = address.partition("#c=")[2]
    return dict(json.loads(urlsafe_b64decode(code + "=" * (-len(code) % 4))))


def visit(page: Any, folder: Path, work: str, state: dict[str, Any], lang: str = "zh") -> str:
    """Open the calculator of a work with a state. Returns the words of the section on all works."""
    page.goto((folder / work / lang / "calculator.html").as_uri() + encode(state))
    return see(page)


def see(page: Any) -> str:
    page.wait_for_selector("#together h3")
    return str(page.locator("#together").inner_text())


SHARE = "别的政策的回答只在地址栏的网址里"
"""The sentence that a page adds where it holds answers for other works."""


def parts_of(told: str) -> list[str]:
    """The lines of the section, except what differs by the work of the page."""
    lines = told.replace("（这一份）", "").splitlines()
    return [line for line in lines if line not in ("", "各项的结果") and not line.startswith(SHARE)]


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page; its errors fail the test."""
    complaints: list[str] = []
    opened = browser.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield opened
    opened.close()
    assert complaints == []


@pytest.mark.parametrize("work", [DISTRICT, CITY])
def test_a_calculator_shows_what_all_works_give_and_the_total(page: Any, folder: Path, work: str) -> None:
    told = visit(page, folder, work, {"case": CASE})
    assert "各份政策合计：400万元至1109万元。" in told
    sums = page.locator("#together section > p:not(.quiet)").all_inner_texts()
    assert sums == ["200万元", "400万元至1109万元"]
    bars = page.locator("#together li:has(.quote-link)")
    assert bars.count() == 3
    words = "就不能再拿《磨坊区风车办法》（区级）给“大风车”的“风车资助”"
    assert all(words in told for told in bars.all_inner_texts())
    # The provision is that of the district, in its own guide.
    place, _, eid = bars.first.locator("a").evaluate("one => one.href").partition("#")
    assert place == (folder / DISTRICT / "zh" / "text.html").as_uri()
    assert f'id="{eid}"' in (folder / DISTRICT / "zh" / "text.html").read_text(encoding="utf-8")


def test_the_section_is_in_every_language_and_script(page: Any, folder: Path) -> None:
    assert "All works together: 4 million yuan to 11.09 million yuan." in visit(
        page, folder, CITY, {"case": CASE}, "en"
    )
    assert "各份政策合計：400萬元至1109萬元。" in visit(page, folder, CITY, {"case": CASE}, "zh-hant")


def test_a_work_that_is_not_in_force_says_so_and_there_is_no_total(page: Any, folder: Path) -> None:
    told = visit(page, folder, CITY, {"case": {**CASE, "date": "2032-04-01"}})
    assert "《磨坊区风车办法》已于 2032年3月31日 失效。" in told
    assert "各份政策合计" not in told


def test_every_answer_is_carried_to_the_calculator_of_another_work_and_back(page: Any, folder: Path) -> None:
    """An earlier grant of the city is one of another policy for the district, and that of its support again
    for the city.
    """
    part = {**CLAIM, "is": ["windmill-project"], "object": "甲"}
    grant = {"support": "para_1__sup_1", "object": "旧风车", "amount": "4000000", "date": "2030-04-02"}
    state = {"case": {**CASE, "claims": [part], "ledger": [grant]}, "readings": {}, "unsure": []}
    before = visit(page, folder, CITY, state)
    page.locator("#works a").click()
    page.wait_for_url(f"**/{DISTRICT}/**")
    there = parts_of(see(page))
    carried = decode(page.url)
    assert carried["case"]["ledger"] == [
        {"object": "旧风车", "amount": "4000000", "date": "2030-04-02", "level": "city"}
    ]
    assert page.locator("#told").inner_text() == ""
    assert there == parts_of(before)
    page.locator("#works a").click()
    page.wait_for_url(f"**/{CITY}/**")
    assert see(page) == before
    back = decode(page.url)
    assert back["case"]["ledger"] == [grant]
    assert back["case"]["claims"] == [part]


def test_what_another_work_was_told_stays_when_answers_change_and_in_another_language(
    page: Any, folder: Path
) -> None:
    others = {
        "claims": [{"id": "大风车", "kind": "project", "standard-level": "national", "is": {"x": True}}],
        "readings": {CITY: {}},
    }
    claim = {key: value for key, value in CLAIM.items() if key != "investment"}
    visit(page, folder, DISTRICT, {"case": {**CASE, "claims": [claim]}, "others": others})
    page.locator("#q-text").fill("1000万")
    page.get_by_role("button", name="下一步", exact=True).click()
    wait_until(page, "location.hash.length > 0 && !document.querySelector('#q-text')")
    see(page)
    assert decode(page.url)["others"] == others
    page.locator("a.switch[lang=en]").click()
    page.wait_for_url("**/en/**")
    see(page)
    assert decode(page.url)["others"] == others
    # A new beginning drops it.
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.get_by_role("button", name="Start again").click()
    page.wait_for_selector("#together", state="hidden")
    page.locator(".ask button.choice").first.click()
    page.wait_for_selector("#together", state="visible")
    assert "others" not in decode(page.url)


def test_an_address_that_was_changed_is_no_error_of_the_page(page: Any, folder: Path) -> None:
    page.goto(
        (folder / CITY / "zh" / "calculator.html").as_uri() + encode({"case": CASE, "others": {"claims": 5}})
    )
    page.wait_for_selector("#together .notice")
    assert "不能连同其他政策合计" in page.locator("#together").inner_text()
    # The answer of the work itself is there.
    assert "1109万元" in page.locator("#standing").inner_text()


def test_without_the_rules_of_the_others_the_page_says_so(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.route("**/library-zh.*", lambda route: route.abort())
    page.goto((folder / CITY / "zh" / "calculator.html").as_uri() + encode({"case": CASE}))
    wait_until(page, "document.querySelector('#together div').textContent.includes('没有载入')")
    page.close()


def test_the_scripts_of_all_works_are_loaded_only_after_an_answer(page: Any, folder: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / CITY / "zh" / "calculator.html").as_uri())
    page.wait_for_selector("#q-legend")
    wait_until(page, "!!Tiaowen.page.listResult")
    assert not page.locator("#together").is_visible()
    assert not any("/works." in url or "/library-" in url for url in asked)
    page.locator(".ask button.choice").first.click()
    page.wait_for_selector("#together div p")
    assert all(url.startswith("file:") for url in asked)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_section_is_accessible_and_fits(page: Any, folder: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, folder, CITY, {"case": CASE})
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert find_faults(page, RULES) == []
    assert find_faults(page, COLOUR_RULES) == []
    page.emulate_media(media="print")
    assert page.locator("#together").is_visible()


def test_a_claim_that_another_work_does_not_know_is_kept_for_the_way_back(page: Any, folder: Path) -> None:
    """The district gives nothing for fairs, so its calculator cannot ask about one."""
    fair = {"id": "展会", "kind": "event", "is": ["exhibitor"], "object": "展会"}
    state = {
        "case": {**CASE, "claims": [CLAIM, fair]},
        "readings": {"G1": "b"},
        "unsure": ["大风车|selected"],
    }
    before = visit(page, folder, CITY, state)
    page.locator("#works a").click()
    page.wait_for_url(f"**/{DISTRICT}/**")
    there = see(page)
    carried = decode(page.url)
    assert [claim["id"] for claim in carried["case"]["claims"]] == ["大风车"]
    assert carried["readings"] == {}
    assert parts_of(there) == parts_of(before)
    assert SHARE in there
    page.locator("#works a").click()
    page.wait_for_url(f"**/{CITY}/**")
    assert see(page) == before
    assert {key: decode(page.url)[key] for key in state} == state
