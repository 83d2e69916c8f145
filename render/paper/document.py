"""The guide as one document for paper: everything in reading order, with internal links and page numbers.

The document has a style of its own. Markup that pages have only for programs or for pointing devices is
removed, since each element takes time in the layout. On paper a figure is plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from urllib.parse import quote, unquote

from lxml import etree, html
from markupsafe import Markup

import kb
from kb.model.figures import last_day_of
from kb.model.policy import Measure, Policy
from kb.model.words.errors import Language
from render import links as addresses
from render.index import Lookups, look_up
from render.links import Links
from render.page_writer import Pen
from render.pages.every import list_concepts
from render.pages.overview import list_contacts, list_grants
from render.pages.page import VERSIONS, Page, language_of
from render.pages.questions import list_answers
from render.pages.situations import find_guides
from render.templating import render_page
from render.text.measure_summary import Slot, list_slots
from render.text.traditional import FOLDER as TRADITIONAL
from render.text.traditional import convert_page

PAPER = "paper.html"
"""The prefix of a link to another place in the document, until it is resolved."""

_QUOTES = "“”"
_BRACKETS: dict[Language, str] = {"zh": "〔〕", "en": "[]"}

MARK = "·\u2002"
"""The mark before an item of a list."""

_WORDS_ONLY = ("data", "time", "code", "strong")
"""Elements that are not needed on paper; their words are kept."""

_LINKS_DROPPED = ("figure-link", "quote-link", "mark-agency", "mark-term", "term", "cite")
"""Links inside sentences whose words already say where they lead."""

_MEASURES = ("measure", "one")
"""Classes of the elements that contain a measure: a section of the guide, or a separate document."""


@dataclass(frozen=True, slots=True)
class PaperLinks(Links):
    """Addresses inside the document: a page of the site is a section with an anchor."""

    def to(self, page: str, anchor: str = "") -> str:
        """The place in the document of a page of the site, or of an anchor on it."""
        if page == self.here and anchor:
            return f"#{quote(anchor)}"
        return f"{PAPER}#{quote(anchor or section_anchor(page))}"


def section_anchor(page: str) -> str:
    """The anchor of the section for a page."""
    return page.removesuffix(".html").replace("/", "-")


@dataclass(frozen=True)
class Part:
    """A measure in the document: the pen that writes it, and the content of its slots."""

    pen: Pen
    measure: Measure
    slots: dict[str, Slot]


def write_paper(policy: Policy, folder: str, eid: str = "") -> str:
    """The document as HTML for paper: the whole guide, or one measure.

    ``folder`` is the folder of a language and script in the site: one of :data:`render.pages.page.VERSIONS`.
    Raises ``KeyError`` for an eId that is no measure.
    """
    markup = draw_paper(policy, folder, eid)
    if folder == TRADITIONAL:
        markup = convert_page(markup)
    root = _plainer(html.document_fromstring(markup), language_of(folder))
    return html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def draw_paper(policy: Policy, folder: str, eid: str = "") -> str:
    """The document with the markup of figures, as on the pages of the site."""
    lang = language_of(folder)
    lookups = look_up(policy)
    pen = _pen(lookups, lang, addresses.HOME)
    validity = lookups.term("validity")
    measures = [policy.measure(eid)] if eid else policy.measures
    data = {
        "html_lang": VERSIONS[folder],
        "lang": lang,
        "policy": policy,
        "lookups": lookups,
        "pen": pen,
        "links": pen.links,
        "style": _style(),
        "parts": [_part(lookups, lang, measure) for measure in measures],
        "issue": lookups.term("issue"),
        "validity": validity,
        "last_day": last_day_of(validity) if validity else None,
        "hash": sha256(policy.document.text.encode()).hexdigest(),
        "version": kb.__version__,
    }
    if eid:
        page = Page(pen.links, "paper_measure.html", data)
    else:
        page = Page(pen.links, "paper_guide.html", data | _chapters(lookups, lang))
    return render_page(page)


def _chapters(lookups: Lookups, lang: Language) -> dict[str, object]:
    """The chapters around the measures, each with a pen for its place."""
    document = lookups.policy.document
    pens = {
        page: _pen(lookups, lang, page)
        for page in (
            addresses.GRANTS,
            addresses.TERMS,
            addresses.QUESTIONS,
            addresses.SITUATIONS,
            addresses.CONTACTS,
            addresses.READINGS,
            addresses.GLOSSARY,
            addresses.TEXT,
        )
    }
    return {
        "pens": {section_anchor(page): pen for page, pen in pens.items()},
        "grants": list_grants(pens[addresses.GRANTS]),
        "contacts": list_contacts(lookups),
        "answers": list_answers(pens[addresses.QUESTIONS]),
        "guides": find_guides(lookups),
        "kinds": list_concepts(lookups.policy.registry),
        "before": [part for part in (document.preface, document.preamble, document.scope) if part],
        "final": document.final,
    }


def _part(lookups: Lookups, lang: Language, measure: Measure) -> Part:
    pen = _pen(lookups, lang, addresses.measure_page(measure.eid))
    return Part(pen, measure, {slot.key: slot for slot in list_slots(pen, measure)})


def _pen(lookups: Lookups, lang: Language, page: str) -> Pen:
    return Pen(lookups, PaperLinks(lang, page))


def _plainer(root: html.HtmlElement, lang: Language) -> html.HtmlElement:
    """The tree without elements that are not needed on paper; a link without a target becomes words."""
    for element in list(root.iter(*_WORDS_ONLY)):
        element.drop_tag()
    for element in list(root.iter("q", "span")):
        if element.tag == "q" or element.get("class") == "cites":
            _enclose(element, *(_QUOTES if element.tag == "q" else _BRACKETS[lang]))
        # The language of inline words is lost here: the library tags only the language of the document.
        element.drop_tag()
    _lead_once(root)
    for item in root.iter("li"):
        if not _inside(item, "nav"):
            item.text = MARK + (item.text or "").lstrip()
    for element in root.iter(etree.Element):
        for name in [name for name in element.attrib if name.startswith("data-")]:
            del element.attrib[name]
    return root


def _lead_once(root: html.HtmlElement) -> None:
    """Keep only the links to other places, one for each measure, and the anchors that they need."""
    places = {element.get("id"): _measure_around(element) for element in root.iter() if element.get("id")}
    led: set[tuple[html.HtmlElement | None, str]] = set()
    for link in list(root.iter("a")):
        anchor = unquote(link.get("href", "").partition("#")[2])
        around = _measure_around(link)
        known = anchor in places and link.get("class") not in _LINKS_DROPPED and not _inside(link, "b")
        again = around is not None and ((around, anchor) in led or places.get(anchor) is around)
        if known and not again:
            led.add((around, anchor))
            link.set("href", f"#{anchor}")
        else:
            link.drop_tag()
    used = {anchor for _, anchor in led}
    for element in root.iter(etree.Element):
        if element.get("id") and element.get("id") not in used:
            del element.attrib["id"]


def _measure_around(element: html.HtmlElement) -> html.HtmlElement | None:
    """The element that contains the measure around an element."""
    return next((outer for outer in element.iterancestors() if outer.get("class") in _MEASURES), None)


def _inside(element: html.HtmlElement, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _enclose(element: html.HtmlElement, before: str, after: str) -> None:
    """Put words before and after the content of an element."""
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after


@cache
def _style() -> Markup:
    return Markup(resources.files("render").joinpath("templates/paper.css").read_text(encoding="utf-8"))
