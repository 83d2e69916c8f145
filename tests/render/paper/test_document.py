"""The guide on paper: complete, with its figures, accessible, and self-contained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from kb import Policy
from render.pages.page import VERSIONS
from render.paper.document import draw_paper, write_paper
from render.paper.pdf import PAPER, write_pdf
from render.site import build_site
from tests.render.walking import Truth, bare, read_page, read_site, untrue


@pytest.fixture(scope="session")
def whole(policy: Policy) -> PdfReader:
    """The whole guide in Chinese."""
    return PdfReader(BytesIO(write_pdf(policy, "zh")))


@pytest.fixture(scope="session")
def texts(whole: PdfReader) -> list[str]:
    """The words of every page without blanks and margins."""
    margin = re.compile(rf"\d+ / {len(whole.pages)}|^措施$", re.MULTILINE)
    return [bare(margin.sub("", page.extract_text())) for page in whole.pages]


@pytest.fixture(scope="session")
def starts(whole: PdfReader) -> dict[str, int]:
    """The page number, from 0, of each bookmark."""
    return dict(_bookmarks(whole, whole.outline))


def _bookmarks(document: PdfReader, entries: Any) -> Iterator[tuple[str, int]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _bookmarks(document, entry)
        else:
            number = document.get_destination_page_number(entry)
            assert number is not None
            yield bare(str(entry.title)), number


def test_every_measure_has_a_bookmark_in_the_order_of_the_text(
    starts: dict[str, int], policy: Policy
) -> None:
    names = [bare(f"{m.num}{m.title}") for m in policy.measures]
    assert [name for name in starts if name in names] == names
    pages = [starts[name] for name in names]
    assert pages == sorted(pages)


def test_every_measure_stands_with_its_words_and_figures(
    texts: list[str], starts: dict[str, int], policy: Policy
) -> None:
    truth = Truth(policy)
    names = [bare(f"{m.num}{m.title}") for m in policy.measures]
    # A measure may end on the page where the next one, or the next chapter, begins.
    ends = [*(starts[name] for name in names[1:]), starts["共同规则"]]
    for measure, name, end in zip(policy.measures, names, ends, strict=True):
        there = "".join(texts[starts[name] : end + 1])
        assert bare(measure.text) in there, measure.eid
        for support in measure.supports:
            assert bare(policy.support_name(support, "zh")) in there, support.id
            for quantity in support.quantities:
                words = truth.quantities[quantity.provision][quantity.index].text
                assert words in there, (support.id, words)
        for agency in measure.agencies:
            assert agency.name in there, measure.eid


def test_every_reading_agency_and_concept_stands_in_it(texts: list[str], policy: Policy) -> None:
    everything = "".join(texts)
    for name in (
        *(reading.id for reading in policy.readings),
        *(agency.name for agency in policy.agencies if agency.id in {d.agency.id for d in policy.duties}),
        *(bare(concept.name) for concept in policy.registry.concepts),
    ):
        assert name in everything, name


def test_the_contents_name_the_page_where_each_part_begins(texts: list[str], starts: dict[str, int]) -> None:
    told = dict(re.findall(r"(\([一二三四五六七八九十]+\)[^.]+?)\.{3,}(\d+)", texts[1]))
    assert len(told) == 24
    assert {name: int(page) - 1 for name, page in told.items()} == {name: starts[name] for name in told}


def test_it_is_tagged_and_tells_its_title_and_language(whole: PdfReader, policy: Policy) -> None:
    root = whole.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "zh-Hans"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert whole.metadata is not None
    assert str(whole.metadata.title).startswith(policy.title)
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_font_is_embedded(whole: PdfReader) -> None:
    fonts = {}
    for page in whole.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[str(inner["/BaseFont"])] = inner["/FontDescriptor"].get_object()
    assert len(fonts) == 2
    assert all("CJK" in name and "/FontFile3" in font for name, font in fonts.items())


def test_every_link_leads_to_a_place_in_it(whole: PdfReader) -> None:
    places = set(whole.named_destinations)
    links = [note.get_object() for page in whole.pages for note in page.get("/Annots", ())]
    assert len(links) > 200
    for link in links:
        assert "/A" not in link or "/URI" not in link["/A"]
        assert str(link["/Dest"]) in places


def test_a_measure_leads_to_each_other_place_once(policy: Policy) -> None:
    root = html.document_fromstring(write_paper(policy, "en"))
    measures = root.find_class("measure")
    assert len(measures) == len(policy.measures)
    for measure in measures:
        led = [link.get("href", "") for link in measure.iter("a")]
        assert len(led) == len(set(led))
        assert not {f"#{element.get('id')}" for element in measure.iter() if element.get("id")} & set(led)


@pytest.mark.parametrize("folder", VERSIONS)
def test_no_two_headings_of_a_measure_are_the_same(policy: Policy, folder: str) -> None:
    for measure in html.document_fromstring(write_paper(policy, folder)).find_class("measure"):
        headings = [heading.text_content() for heading in measure.iter("h2", "h3")]
        assert len(headings) == len(set(headings)) > 8


@pytest.mark.parametrize("eid", ["", "para_14"])
def test_anchors_stand_on_words_and_are_led_to(policy: Policy, eid: str) -> None:
    """Elements below an anchor share no style with others, which costs time."""
    root = html.document_fromstring(write_paper(policy, "en", eid))
    anchored = [element for element in root.iter() if element.get("id")]
    assert all(child.tag == "a" for element in anchored for child in element)
    assert {f"#{element.get('id')}" for element in anchored} == {a.get("href") for a in root.iter("a")}


@pytest.mark.parametrize("folder", VERSIONS)
def test_every_figure_is_a_component_that_is_true(policy: Policy, folder: str) -> None:
    truth = Truth(policy)
    assert untrue(read_page(f"{folder}/paper.html", draw_paper(policy, folder)), truth) == []


def test_one_measure_holds_its_readings_and_what_all_measures_share(policy: Policy) -> None:
    document = PdfReader(BytesIO(write_pdf(policy, "en", "para_12")))
    words = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in document.pages))
    assert "100,000 yuan" in words
    assert "22 May 2029" in words
    assert "measure 20" in words
    # A page may end within the clause; its footer is not part of the words.
    assert bare(policy.measure("para_12").text) in re.sub(r"Measure12[A-Za-z]*[0-9]/[0-9]", "", bare(words))
    bound = {r.id for r in policy.readings if any(b.provision.startswith("para_12") for b in r.bases)}
    assert all(key in words for key in bound)
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert len(document.pages) < 8


def test_only_measures_can_be_had_by_themselves(policy: Policy) -> None:
    with pytest.raises(KeyError):
        write_paper(policy, "zh", "para_99")


def test_paper_in_traditional_characters_is_written_so(policy: Policy) -> None:
    page = write_paper(policy, "zh-hant", "para_5")
    assert "zh-Hant" in page
    assert "數據中心" in page


def test_the_same_policy_gives_the_same_document(toy: Policy) -> None:
    assert write_pdf(toy, "zh") == write_pdf(toy, "zh")


def test_the_site_leads_to_the_documents_it_has_and_to_no_other(toy: Policy, tmp_path: Path) -> None:
    build_site(toy, tmp_path / "site", papers={"en": b"%PDF"})
    site = read_site(tmp_path / "site")
    leading = {
        page.path
        for page in site.pages.values()
        if any(link.get("href", "").endswith(PAPER) for link in page.root.iter("a"))
    }
    assert leading == {"en/index.html"}
    assert (tmp_path / "site" / "en" / PAPER).read_bytes() == b"%PDF"
    assert not (tmp_path / "site" / "zh" / PAPER).exists()
