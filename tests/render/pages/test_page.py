"""A page: its path in the site, and the data that every template gets."""

from __future__ import annotations

import pytest

from kb import Policy
from render.index import Lookups
from render.links import Links
from render.pages.page import VERSIONS, language_of, make_page


def test_a_page_has_its_own_data_beside_that_of_every_page(toy: Policy) -> None:
    lookups = Lookups(toy)
    page = make_page(lookups, Links("en", "measures/para_1.html"), "measure.html", words="x")
    assert (page.path, page.template) == ("en/measures/para_1.html", "measure.html")
    assert (page.data["words"], page.data["lang"], page.data["html_lang"]) == ("x", "en", "en")
    assert page.data["policy"] is toy
    assert page.data["pen"].links is page.links


def test_data_of_a_page_replace_those_of_every_page(toy: Policy) -> None:
    page = make_page(Lookups(toy), Links("zh", "a.html"), "a.html", html_lang="zh-Hant")
    assert page.data["html_lang"] == "zh-Hant"


@pytest.mark.parametrize(("folder", "lang"), [("zh", "zh"), ("zh-hant", "zh"), ("en", "en")])
def test_a_folder_of_another_script_has_the_language_of_its_words(folder: str, lang: str) -> None:
    assert folder in VERSIONS
    assert language_of(folder) == lang
