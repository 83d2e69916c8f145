"""The index that the search looks through, read from the finished pages, so that it says what they say.

The index of a language is a script, since a page opened from a folder may load scripts beside it but fetch
nothing: ``Tiaowen.index = {"kinds": …, "everyday": …, "variants": …, "entries": …}``.

- ``entries``: ``[kind, href, title, names, context, passages]``. ``kind`` is a place in ``kinds``; ``href``
  leads from the folder of the language; ``names`` are what else it is called, such as the number of a
  measure; ``context`` is the title of what it stands in; ``passages`` are ``[anchor, heading, words]``.
- ``everyday``: ``[what people say, words of the pages]`` in pairs, from ``everyday.toml``.
- ``variants``: traditional characters, each followed by the simplified one that it is found by; of all that
  there are, those that can find something here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from lxml import html

from kb.model.policy import Measure
from kb.model.registry import Agency
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from render.pages.page import Page
from render.text.traditional import read_variants

Kind = Literal[
    "measure",
    "support",
    "rule",
    "question",
    "situation",
    "domain",
    "agency",
    "reading",
    "term",
    "text",
    "page",
]
"""What a result can be; it is called by ``search.kind_…`` of the wording."""

KINDS: tuple[Kind, ...] = get_args(Kind)

_WHOLE: dict[str, Kind] = {
    "measure.html": "measure",
    "agency.html": "agency",
    "domain.html": "domain",
    "situation.html": "situation",
}
"""Pages about one thing: their sections are passages of one entry."""

_PARTS: dict[tuple[str, str], Kind] = {
    ("measure.html", "support"): "support",
    ("terms.html", "support"): "rule",
    ("readings.html", "reading"): "reading",
}
"""The kind of a part of a page by the class it has there."""

_SECTIONS: dict[str, Kind] = {"text.html": "text", "questions.html": "question"}
"""The kind of the sections of a page; ``page`` of any other."""

_LISTS = ("home.html", "needs.html", "questions.html", "graph.html", "situations.html", "situation.html")
"""Pages that lead to others: what they list is found where it leads."""

_UNREAD_TAGS = {"nav", "form", "script", "noscript", "style", "svg", "template"}
_UNREAD_CLASSES = {
    "acts",
    "changes-money",
    "cites",
    "explained",
    "eyebrow",
    "facts",
    "hidden",
    "legend",
    "links",
    "money",
    "more",
    "original",
    "pills",
    "slots",
    "sums",
    "tag",
    "together",
}
"""What helps to find the way on a page, or says again what stands elsewhere."""

_HEADINGS = ("h1", "h2", "h3", "h4")
_INLINE = {"a", "b", "code", "data", "em", "mark", "q", "small", "span", "strong", "sub", "sup", "time"}
_NUMBERED = (("第", "条"), ("措施", ""))
"""How people name a measure by its number."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page: the anchor and heading they stand under, both empty at the head of the page."""

    anchor: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class SearchTarget:
    """What a search can lead to: a page, or a place on one that stands by itself."""

    kind: Kind
    href: str
    title: str
    names: tuple[str, ...]
    context: str
    passages: tuple[Passage, ...]


def read_site(rendered: Iterable[tuple[Page, str]]) -> list[SearchTarget]:
    """Everything that a search can lead to on pages, given with their HTML."""
    return [entry for page, markup in rendered for entry in read_entries(page, markup)]


def write_index(lang: Language, found: list[SearchTarget], change: Callable[[str], str] = str) -> str:
    """The script that holds the index of a language, its words as ``change`` writes them."""

    def changed(words: Iterable[str]) -> list[str]:
        return [change(one) for one in words]

    entries = [
        [
            KINDS.index(entry.kind),
            entry.href,
            change(entry.title),
            changed(entry.names),
            change(entry.context),
            [[passage.anchor, change(passage.heading), change(passage.words)] for passage in entry.passages],
        ]
        for entry in found
    ]
    everyday = [(changed(say), changed(means)) for say, means in read_everyday(lang)]
    text = _dump([entries, everyday])
    here = set(text) | {simplified for one, simplified in read_variants().items() if one in text}
    variants = "".join(one + other for one, other in read_variants().items() if other in here)
    index = {"kinds": KINDS, "everyday": everyday, "variants": variants, "entries": entries}
    return f"(globalThis.Tiaowen ??= {{}}).index = {_dump(index)};\n"


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def read_everyday(lang: Language) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """What people say and the words of the pages for it, in pairs."""
    pairs = read_catalogue("render", "everyday.toml")[lang]
    return tuple((tuple(pair["say"]), tuple(pair["means"])) for pair in pairs)


def read_entries(page: Page, markup: str) -> Iterator[SearchTarget]:
    """Everything on a page that a search can lead to, the page itself first.

    A page about one thing, such as a measure, stands with all of its sections; of any other page each section
    that can be led to stands by itself.
    """
    parser = html.HTMLParser(encoding="utf-8")
    main = html.document_fromstring(markup.encode(), parser=parser).get_element_by_id("content")
    reader = _Reader(page, main)
    yield reader.page_entry()
    for element in main.iter("section", "article", "dt"):
        if reader.is_part(element):
            yield reader.part_entry(element)


@dataclass(frozen=True)
class _Reader:
    """Takes one page apart; ``main`` is its content."""

    page: Page
    main: html.HtmlElement

    def page_entry(self) -> SearchTarget:
        """The page itself, with the sections that are no entries of their own."""
        passages = [Passage("", "", self.words(self.main))]
        passages += [
            Passage(section.get("id", ""), self.title_of(section), self.words(section))
            for section in self.main.iter("section")
            if self.is_whole or not (section.get("id") or self.page.template == "text.html")
        ]
        filled = tuple(passage for passage in passages if passage.words)
        kind: Kind = _WHOLE.get(self.page.template, "page")
        return SearchTarget(kind, self.page.links.here, self.title_of(self.main), self.names(), "", filled)

    def part_entry(self, element: html.HtmlElement) -> SearchTarget:
        """A part of the page that stands by itself."""
        href = f"{self.page.links.here}#{element.get('id')}"
        if element.tag == "dt":
            meaning = element.getnext()
            words = "" if meaning is None else _tidy(meaning.text or "")
            names = tuple(_tidy(span.text_content()) for span in element.iter("span"))
            return SearchTarget("term", href, self.own_words(element), names, "", _passages(words))
        usual = _SECTIONS.get(self.page.template, "page")
        kinds = [_PARTS.get((self.page.template, name)) for name in _classes(element)]
        kind = next((kind for kind in kinds if kind), usual)
        codes = [code.text_content() for code in element.iter("code")] if kind == "reading" else []
        context = "" if kind in ("reading", "question") else self.title_of(self.main)
        passages = _passages(self.words(element))
        return SearchTarget(kind, href, self.title_of(element), tuple(codes[:1]), context, passages)

    @property
    def is_whole(self) -> bool:
        """Whether the page is about one thing."""
        return self.page.template in _WHOLE

    def is_part(self, element: html.HtmlElement) -> bool:
        """Whether an element is an entry by itself."""
        if not element.get("id") or element.tag == "dt":
            return element.tag == "dt" and bool(element.get("id"))
        if element.tag == "section" and (self.is_whole or self.is_signpost(element)):
            return False
        if "reading" in _classes(element) and self.page.template != "readings.html":
            return False  # readings stand on several pages, and all of them on their own
        return bool(self.title_of(element))

    def is_signpost(self, section: html.HtmlElement) -> bool:
        """Whether a section only leads elsewhere: its title does, or it is a list inside another."""
        heading = next(section.iter(*_HEADINGS), None)
        if heading is not None and heading.find("a") is not None:
            return True
        inside = any(ancestor.tag == "section" for ancestor in section.iterancestors())
        return inside and not self.words(section)

    def names(self) -> tuple[str, ...]:
        """What else the page is called: as published, by its number, in short."""
        names = [_tidy(element.text_content()) for element in self.main.find_class("original")]
        match self.page.data:
            case {"measure": Measure() as measure}:
                number, numeral = str(measure.number), measure.num.strip("()")
                names += [number, f"measure {number}"]
                names += [f"{before}{n}{after}" for n in (number, numeral) for before, after in _NUMBERED]
            case {"agency": Agency() as agency}:
                names += agency.short_names
        return tuple(dict.fromkeys(names))

    def title_of(self, element: html.HtmlElement) -> str:
        """The heading of an element; empty where its first heading is that of something inside it."""
        heading = next(element.iter(*_HEADINGS), None)
        if heading is None:
            return ""
        owner = next(above for above in heading.iterancestors() if above is element or _is_apart(above))
        return self.own_words(heading) if owner is element else ""

    def own_words(self, element: html.HtmlElement) -> str:
        """The words of a heading or term without its code and its name in the other language."""
        pieces = [element.text or ""]
        for child in element:
            beside = child.tag == "code" or (element.tag == "dt" and child.tag == "span")
            pieces += ["" if beside else child.text_content(), child.tail or ""]
        return _tidy("".join(pieces))

    def words(self, element: html.HtmlElement) -> str:
        """What an element says, without its title and without whatever stands by itself inside it."""
        return _tidy("".join(self._read(element)))

    def _read(self, element: html.HtmlElement) -> Iterator[str]:
        names = _classes(element)
        if "card" in names or "basis" in names:
            # A card tells of another page, and a basis where its words stand.
            told = element.find_class("measure-title" if "card" in names else "quote")
            yield "".join(f" {found.text_content()} " for found in told)
            return
        if self.page.template in _LISTS and element.tag in ("ul", "ol", "dl", "table"):
            return
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str) and not self._is_unread(child):
                between = "" if child.tag in _INLINE else " "
                yield between
                yield from self._read(child)
                yield between
            yield child.tail or ""

    def _is_unread(self, element: html.HtmlElement) -> bool:
        names = _classes(element)
        if element.tag in _UNREAD_TAGS or names & _UNREAD_CLASSES or _is_apart(element):
            return True
        if element.tag in _HEADINGS:
            above = element.getparent()
            return element.tag in ("h1", "h2") or (above is not None and _is_apart(above))
        if "cite" in names:
            above = element.getparent()
            return above is None or above.tag != "p"
        return self.page.template == "measure.html" and ("quiet" in names or element.tag == "dt")


def _is_apart(element: html.HtmlElement) -> bool:
    """Whether the words of an element belong to a passage or an entry of their own."""
    if element.tag == "section":
        return True
    has_id = bool(element.get("id"))
    return (element.tag == "article" and has_id) or "glossary" in _classes(element)


def _passages(words: str) -> tuple[Passage, ...]:
    return (Passage("", "", words),) if words else ()


def _classes(element: html.HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _tidy(words: str) -> str:
    """Words with blanks drawn together, and none beside a Chinese mark."""
    drawn = re.sub(r"\s+", " ", words).strip()
    return re.sub(r"(?<=[\u3000-\u303f\uff00-\uffef]) | (?=[\u3000-\u303f\uff00-\uffef])", "", drawn)
