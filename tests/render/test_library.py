"""The guide of a library of two works: the calculator of each leads to the other with the answers given."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kb import load
from render.library import build_library
from render.practice import Practice
from tests.render import test_browser
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


def test_answers_are_carried_to_the_calculator_of_another_work_without_readings_and_things(
    browser: Any, folder: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / DISTRICT / "zh" / "calculator.html").as_uri())
    page.locator(".ask button.choice").first.click()
    link = page.locator("#works a")
    page.wait_for_selector("#tools .keeping", state="attached")
    code = str(link.get_attribute("href")).partition("#c=")[2]
    carried = json.loads(urlsafe_b64decode(code + "=" * (-len(code) % 4)))
    assert set(carried) == {"case"}
    assert [claim["kind"] for claim in carried["case"]["claims"]] == ["project"]
    assert "is" not in carried["case"]["claims"][0]
    link.click()
    page.wait_for_selector("#q-legend")
    assert CITY in page.url
    # The other work asks which of its own things this is.
    assert "申请的是下面的哪一种" in page.locator("#q-legend").inner_text()
    assert page.locator("#told").inner_text() == ""
    page.close()
