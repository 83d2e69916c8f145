"""Addresses are relative on every page."""

from __future__ import annotations

import pytest

from render.links import Links


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (
            Links("zh", "index.html", at_root=True),
            ["zh/measures/para_5.html", "zh/text.html#final__s_2", "en/index.html", "static/site.css"],
        ),
        (
            Links("zh", "index.html"),
            ["measures/para_5.html", "text.html#final__s_2", "../en/index.html", "../static/site.css"],
        ),
        (
            Links("en", "agencies/fgw.html"),
            [
                "../measures/para_5.html",
                "../text.html#final__s_2",
                "../../zh/agencies/fgw.html",
                "../../static/site.css",
            ],
        ),
    ],
    ids=["root", "home", "inner"],
)
def test_addresses_lead_from_the_page_they_stand_on(links: Links, expected: list[str]) -> None:
    found = [
        links.measure("para_5"),
        links.provision("final__s_2"),
        links.in_folder({"zh": "en", "en": "zh"}[links.lang]),
    ]
    assert [*found, links.static("site.css")] == expected


def test_a_sentence_on_the_very_page_is_named_by_its_anchor() -> None:
    assert Links("zh", "measures/para_5.html").provision("para_5__s_4") == "#para_5__s_4"
    assert (
        Links("zh", "measures/para_9.html").provision("para_5__s_4") == "../measures/para_5.html#para_5__s_4"
    )
    assert Links("zh", "measures/para_5.html").provision("para_5") == "#para_5"
    assert Links("zh", "text.html").provision("para_5__s_4") == "#para_5__s_4"
    assert Links("zh", "text.html").provision("scope__s_1__c_2") == "#scope__s_1__c_2"


def test_anchors_in_chinese_are_written_as_addresses() -> None:
    assert Links("zh", "index.html").concept("一定比例") == (
        "glossary.html#term-%E4%B8%80%E5%AE%9A%E6%AF%94%E4%BE%8B"
    )
