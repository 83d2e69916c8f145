"""The long picture: it contains every measure and ceiling, and is readable on a phone and on paper."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from kb import Policy
from kb.model.wording import Figure
from kb.model.words.errors import Language
from render.index import Lookups
from render.pictures.long import COLUMNS, SIZE, STRIP, Card, cut_columns, draw_sheet, draw_strip, flow
from render.text.typography import typeset_page
from tests.render.walking import Site, Truth, words

SVG = "{http://www.w3.org/2000/svg}"
PAPER_WIDE, PAPER_TALL = 178, 258
"""The size of a page of A4 between its margins, in millimetres."""

POINT = 25.4 / 72
LEAST_POINTS = 6.5
LEAST_PIXELS = 12
PHONE_WIDE = 288
"""The width of a page on a phone of 320 pixels, without its margins."""


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture(scope="module", params=["strip", "sheet"])
def picture(request: pytest.FixtureRequest, policy: Policy, lang: Language) -> etree._Element:
    draw = draw_strip if request.param == "strip" else draw_sheet
    return etree.fromstring(draw(Lookups(policy), lang))


def box(picture: etree._Element) -> tuple[float, float]:
    wide, tall = picture.get("viewBox", "").split()[2:]
    return float(wide), float(tall)


def test_every_measure_is_in_the_picture_in_order(picture: etree._Element, policy: Policy) -> None:
    numbers = [t.get("data-eid") for t in picture.iter(f"{SVG}tspan") if t.get("class") == "number"]
    assert numbers == [measure.eid for measure in policy.measures]
    text = "".join(picture.itertext())
    for measure in policy.measures:
        agency = measure.agencies[0].label(picture.get("lang", "")[:2])
        assert agency.split()[0] in text


def test_every_ceiling_of_the_text_is_in_the_picture(picture: etree._Element, policy: Policy) -> None:
    shown = {
        (t.get("data-eid"), t.get("data-index"))
        for t in picture.iter(f"{SVG}tspan")
        if t.get("class") == "figure"
    }
    sums = {
        (q.provision, str(q.index))
        for s in policy.supports
        for q in s.amount.quantities()
        if q.unit == "money"
    }
    assert len(sums) == 14
    assert sums <= shown


def test_each_support_with_a_sum_has_a_bar_as_long_as_its_ceiling(
    picture: etree._Element, policy: Policy
) -> None:
    wide = [int(r.get("width", "")) for r in picture.iter(f"{SVG}rect") if r.get("class") == "bar"]
    caps = [
        max(q.money.fen for q in s.amount.quantities() if q.unit == "money")
        for s in policy.supports
        if s.is_money
    ]
    assert len(wide) == len(caps)
    longest = max(wide)
    for width, cap in zip(wide, caps, strict=True):
        assert abs(width - longest * cap / max(caps)) <= 4


def test_nothing_reaches_beyond_its_card(picture: etree._Element) -> None:
    wide, tall = box(picture)
    for group in picture.iter(f"{SVG}g"):
        x, y = map(int, re.findall(r"-?\d+", group.get("transform", "")))
        height = max(
            (int(r.get("y", 0)) + int(r.get("height", 0)) for r in group.iter(f"{SVG}rect")), default=0
        )
        assert 0 <= x < wide
        assert y + height <= tall
        assert all(int(t.get("y", "0")) <= max(height, tall - y) for t in group.iter(f"{SVG}text"))


def test_it_is_large_enough_to_read_on_a_phone(policy: Policy, lang: Language) -> None:
    wide, _ = box(etree.fromstring(draw_strip(Lookups(policy), lang)))
    assert wide == STRIP
    assert SIZE * PHONE_WIDE / wide >= LEAST_PIXELS


def test_it_is_large_enough_to_read_on_a_page_of_a4(policy: Policy, lang: Language) -> None:
    wide, tall = box(etree.fromstring(draw_sheet(Lookups(policy), lang)))
    millimetres = SIZE * min(PAPER_WIDE / wide, PAPER_TALL / tall)
    assert millimetres / POINT >= LEAST_POINTS


def test_the_same_stands_in_words_below_it(site: Site, policy: Policy) -> None:
    for lang in ("zh", "en"):
        page = site[f"{lang}/picture.html"]
        text = page.root.get_element_by_id("words")
        assert [n.get("data-eid") for n in text.find_class("number")] == [m.eid for m in policy.measures]
        assert len({(f.get("data-eid"), f.get("data-index")) for f in text.find_class("figure")}) == 19
    assert "（五） 推动基础设施节能降碳" in words(site["zh/picture.html"].root.get_element_by_id("words"))


def test_the_picture_is_named_and_described_for_those_who_do_not_see_it(picture: etree._Element) -> None:
    assert picture.get("role") == "img"
    names = {e.get("id"): e.text for e in picture if e.tag in (f"{SVG}title", f"{SVG}desc")}
    assert names[picture.get("aria-labelledby")]
    assert names[picture.get("aria-describedby")]


def test_the_file_beside_the_page_is_the_same_strip_and_true(site: Site, policy: Policy) -> None:
    truth = Truth(policy)
    for lang in ("zh", "en"):
        text = (site.folder / lang / "picture.svg").read_text(encoding="utf-8")
        assert text == typeset_page(draw_strip(Lookups(policy), lang))  # type: ignore[arg-type]
        root = etree.fromstring(text)
        for tspan in root.iter(f"{SVG}tspan"):
            assert truth.doubt(tspan.get("class", ""), _with_text(tspan), lang) == ""
        assert root.findall(f".//{SVG}style")


def _with_text(element: etree._Element) -> object:
    """An XML element with the method for its text that HTML elements have."""

    class Asked:
        tag = "tspan"

        def get(self, name: str, default: str | None = None) -> str | None:
            return element.get(name, default)

        def text_content(self) -> str:
            return "".join(element.itertext())

        def iterancestors(self) -> tuple[()]:
            return ()

    return Asked()


def test_a_figure_is_never_broken_and_no_mark_that_closes_begins_a_line(policy: Policy) -> None:
    (quantity,) = (q for q in policy.support("para_14__sup_2").amount.quantities())
    for width in range(40, 200, 7):
        lines = flow(["国家工程研究中心支持：最高", Figure((quantity,)), "，（上限）。"], width, 14, "zh")
        said = ["".join(word.text for word in line) for line in lines]
        assert "".join(said) == "国家工程研究中心支持：最高3000万元，（上限）。"
        assert sum("3000万元" in line for line in said) == 1
        assert not any(line[0] in "，。）：" for line in said)


def test_english_words_stay_whole_beside_figures(policy: Policy) -> None:
    (quantity,) = (q for q in policy.support("para_14__sup_2").amount.quantities())
    for width in range(90, 300, 11):
        said = [
            "".join(w.text for w in line)
            for line in flow(["up to ", Figure((quantity,)), "; more"], width, 14, "en")
        ]
        assert any("30 million yuan;" in line for line in said)


def card(height: int, kind: str = "plain") -> Card:
    return Card(height, (), kind=kind)  # type: ignore[arg-type]


def test_a_group_that_is_cut_has_its_band_again_and_no_band_is_left_alone() -> None:
    band = card(30, "band")
    stacks = cut_columns([[band, *[card(100)] * 5], [band, card(100)]], 2)
    assert [[c.kind for c in stack] for stack in stacks] == [
        ["band", "plain", "plain", "plain"],
        ["band", "plain", "plain", "band", "plain"],
    ]


def test_one_card_makes_one_column() -> None:
    assert len(cut_columns([[card(30, "band"), card(100)]], COLUMNS)) == 1
