"""The search index. It is read from the finished pages, so that it contains the same words.

The index of a language is a script, since a page opened from a folder may load scripts beside it but cannot
fetch data: ``Tiaowen.indexes.zh = [encoding, packed]``. ``packed`` is the index as JSON in that encoding,
compressed with LZMA and written in base64, which is a quarter smaller than the JSON when both are sent
compressed. The JSON is ``{"kinds": …, "entries": …, "everyday": …, "activities": …, "asks": …, "idle": …,
"variants": …, "pinyin": …}``.

- ``entries``: ``[kind, href, title, names, context, passages, owners]``. ``kind`` is an index into ``kinds``;
  ``href`` is relative to the folder of the language; ``names`` are other names, where ``#5`` is the number
  of a measure, of which the script makes the forms that people type; ``context`` is the title of the
  surrounding page or work; ``passages`` are ``[anchor, heading, words]``. ``owners`` are the indexes in
  ``entries`` of the measures that a reading or term belongs to; left out where there are none.
- ``everyday``: pairs of everyday words and words of the pages, as lines ``say|say=means|means``;
  ``activities``: such pairs for what is supported in every domain, which count for more; ``asks``: such pairs
  for ways of asking, which count for little beside what is asked about; ``idle``: words that carry no search
  term. All four come from ``everyday.toml``.
- ``variants``: traditional characters, each followed by its simplified form; only those that can find
  something in this index.
- ``pinyin``: each syllable followed by the characters of the index that have this reading.

``variants`` and ``pinyin`` are empty in the English index: a query in Chinese or pinyin also loads the
Chinese index.
"""

from __future__ import annotations

import json
import lzma
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from typing import Literal, get_args

from lxml import etree

from kb.model.document import part_of
from kb.model.policy import Measure
from kb.model.registry import Agency, Domain
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from render.index import Lookups
from render.links import concept_anchor, measure_page
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
"""The kind of a result; its name is ``search.kind_…`` of the wording."""

KINDS: tuple[Kind, ...] = get_args(Kind)

_WHOLE: dict[str, Kind] = {
    "measure.html": "measure",
    "agency.html": "agency",
    "domain.html": "domain",
    "situation.html": "situation",
}
"""Pages about one thing. Their sections are passages of one entry."""

_PARTS: dict[tuple[str, str], Kind] = {
    ("measure.html", "support"): "support",
    ("terms.html", "support"): "rule",
    ("readings.html", "reading"): "reading",
}
"""The kind of a part of a page, by its class."""

_SECTIONS: dict[str, Kind] = {"text.html": "text", "questions.html": "question"}
"""The kind of the sections of a page; it is ``page`` for all other pages."""

_LISTS = (
    "home.html",
    "needs.html",
    "questions.html",
    "graph.html",
    "graph_question.html",
    "situations.html",
    "situation.html",
)
"""Pages that only link to others. The search finds what they list at its own place."""

_UNREAD_TAGS = {"nav", "form", "script", "noscript", "style", "template"}
_UNREAD_CLASSES = {
    "acts",
    "begin",
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
"""Elements that only help with navigation, or repeat words from elsewhere."""

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
"""Chinese characters in a row. The hexagrams between the two blocks have no reading."""

_PICTURE = re.compile("<svg.*?</svg>", re.DOTALL)

_WORDS = etree.XPath("string()", smart_strings=False)

_HEADINGS = ("h1", "h2", "h3", "h4")
_INLINE = {"a", "b", "code", "data", "em", "mark", "q", "small", "span", "strong", "sub", "sup", "time"}
_DOMAIN_WORDS = {"zh": ("领域", "产业", "行业"), "en": (" domain", " field", " industry")}
"""The words that people add to the name of a domain."""
_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page with their anchor and heading, which are both empty at the top of the page."""

    anchor: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class SearchTarget:
    """A target of the search: a page, or a part of one that is an entry of its own."""

    kind: Kind
    href: str
    title: str
    names: tuple[str, ...]
    context: str
    passages: tuple[Passage, ...]
    owners: tuple[str, ...] = ()
    """The addresses of the measures that a reading or term belongs to."""


def read_site(rendered: Iterable[tuple[Page, str]]) -> list[SearchTarget]:
    """All search targets on pages, which are given with their HTML."""
    return [entry for page, markup in rendered for entry in read_entries(page, markup)]


def write_index(lang: Language, found: list[SearchTarget], change: Callable[[str], str] = str) -> str:
    """The script with the index of a language; ``change`` converts its words."""

    def changed(words: Iterable[str]) -> list[str]:
        return [change(one) for one in words]

    places = {entry.href: place for place, entry in enumerate(found)}
    entries = [
        [
            KINDS.index(entry.kind),
            entry.href,
            change(entry.title),
            changed(entry.names),
            change(entry.context),
            [[passage.anchor, change(passage.heading), change(passage.words)] for passage in entry.passages],
            *([[places[href] for href in entry.owners]] if entry.owners else []),
        ]
        for entry in found
    ]
    everyday = change(_write_pairs(read_everyday(lang)))
    activities = change(_write_pairs(read_activities(lang)))
    asks = change(_write_pairs(read_asks(lang)))
    text = _dump([entries, everyday, activities, asks])
    here = set(text)
    here |= {simplified for one, simplified in read_variants().items() if one in here}
    variants = "".join(one + other for one, other in read_variants().items() if other in here)
    idle = read_idle(lang)
    read = _dump(
        [list(map(astuple, found)), read_everyday(lang), read_activities(lang), read_asks(lang), idle]
    )
    index = {
        "kinds": KINDS,
        "everyday": everyday,
        "activities": activities,
        "asks": asks,
        "idle": idle,
        "variants": variants if lang == "zh" else "",
        "pinyin": spell_characters(read) if lang == "zh" else "",
        "entries": entries,
    }
    packed = _dump(_pack(json.dumps(index, ensure_ascii=False, separators=(",", ":"))))
    return f"((globalThis.Tiaowen ??= {{}}).indexes ??= {{}}).{lang} = {packed};\n"


ENCODINGS = {
    "utf-8": {"lc": 2, "lp": 0, "pb": 0},
    "utf-16le": {"lc": 2, "lp": 1, "pb": 1},
}
"""The encodings of an index, by the names of browsers, with the settings of LZMA that suit each best."""


def _pack(text: str) -> tuple[str, str]:
    """The encoding in which a text is smallest when it is compressed, and its compressed bytes in base64."""
    packed = {encoding: compress(text, encoding) for encoding in ENCODINGS}
    encoding = min(packed, key=lambda one: len(packed[one]))
    return encoding, b64encode(packed[encoding]).decode()


def compress(text: str, encoding: str) -> bytes:
    """A text as LZMA data of the format "alone", which the script can decompress."""
    # A text is shorter than the window, and a larger one would take memory.
    settings = {
        "id": lzma.FILTER_LZMA1,
        "preset": 9 | lzma.PRESET_EXTREME,
        "dict_size": 2**20,
        **ENCODINGS[encoding],
    }
    return lzma.compress(text.encode(encoding), lzma.FORMAT_ALONE, filters=[settings])


def _write_pairs(pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> str:
    """Pairs as lines, which take less room than lists: ``say|say=means|means``."""
    return "\n".join("=".join("|".join(words) for words in pair) for pair in pairs)


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def read_everyday(lang: Language) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Pairs of everyday words and the corresponding words of the pages."""
    return _read_pairs(read_catalogue("render", "everyday.toml")[lang])


@cache
def read_activities(lang: Language) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Pairs like those of :func:`read_everyday`, for activities that are supported in every domain."""
    return _read_pairs(read_catalogue("render", "everyday.toml")["activities"][lang])


@cache
def read_asks(lang: Language) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Pairs of a way of asking and the words of the pages that answer it."""
    return _read_pairs(read_catalogue("render", "everyday.toml")["asks"][lang])


def _read_pairs(pairs: list[dict[str, list[str]]]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return tuple((tuple(pair["say"]), tuple(pair["means"])) for pair in pairs)


@cache
def read_idle(lang: Language) -> tuple[str, ...]:
    """Words that people type and that carry no search term, such as question words."""
    idle: str = read_catalogue("render", "everyday.toml")["idle"][lang]
    return tuple(idle.split())


@lru_cache(maxsize=4)
def spell_characters(text: str) -> str:
    """Each syllable of pinyin, followed by the characters of a text that have this reading.

    A character with several readings is listed under each of them that the text contains. A syllable with ü
    is listed with v and with u, since people type both.
    """
    # The dictionaries are read when first needed, since most commands spell nothing.
    from pypinyin import lazy_pinyin
    from pypinyin.seg.mmseg import seg

    words = list({word for run in set(_RUN.findall(text)) for word in seg.cut(run)})
    under: dict[str, set[str]] = defaultdict(set)
    for character, syllable in zip("".join(words), lazy_pinyin(words), strict=True):
        for spelling in {syllable, syllable.replace("v", "u")}:
            under[spelling].add(character)
    return "".join(syllable + "".join(sorted(under[syllable])) for syllable in sorted(under))


def read_entries(page: Page, markup: str) -> Iterator[SearchTarget]:
    """All search targets on a page, the page itself first.

    A page about one thing, such as a measure, is one entry with all of its sections. On other pages, each
    section with an anchor is an entry of its own.
    """
    reader = _Reader(page, _read_main(markup))
    yield reader.page_entry()
    for element in reader.main.iter("section", "article", "dt"):
        if reader.is_part(element):
            yield reader.part_entry(element)


def _read_main(markup: str) -> etree._Element:
    """The content of a page without its pictures."""
    # The frame and the pictures have nothing to search, and are two fifths of what would be parsed.
    content = _PICTURE.sub("", markup[markup.index("<main") : markup.index("</main>")])
    # The elements of lxml.html would each cost a call of Python to find their class.
    parser = etree.HTMLParser(encoding="utf-8", collect_ids=False)
    (main,) = etree.fromstring(content.encode(), parser).iterfind(".//main")
    return main


@dataclass(frozen=True)
class _Reader:
    """Reads one page; ``main`` is its content."""

    page: Page
    main: etree._Element

    def page_entry(self) -> SearchTarget:
        """The entry of the page itself, with the sections that are not entries of their own."""
        passages = [Passage("", "", self.words(self.main))]
        passages += [
            Passage(section.get("id", ""), self.heading_of(section), self.words(section))
            for section in self.main.iter("section")
            if self.is_whole or not (section.get("id") or self.page.template == "text.html")
        ]
        filled = tuple(passage for passage in passages if passage.words)
        kind: Kind = _WHOLE.get(self.page.template, "page")
        return SearchTarget(kind, self.page.links.here, self.title_of(self.main), self.names(), "", filled)

    def part_entry(self, element: etree._Element) -> SearchTarget:
        """The entry of a part of the page."""
        href = f"{self.page.links.here}#{element.get('id')}"
        if element.tag == "dt":
            meaning = element.getnext()
            quotes = () if meaning is None else map(_text_of, meaning.iter("q"))
            words = "" if meaning is None else _tidy("".join([meaning.text or "", *quotes]))
            names = tuple(_tidy(_text_of(span)) for span in element.iter("span"))
            owners = self.owners_of_term(str(element.get("id")))
            return SearchTarget("term", href, self.own_words(element), names, "", _passages(words), owners)
        usual = _SECTIONS.get(self.page.template, "page")
        kinds = [_PARTS.get((self.page.template, name)) for name in _classes(element)]
        kind = next((kind for kind in kinds if kind), usual)
        codes = [_text_of(code) for code in element.iter("code")] if kind == "reading" else []
        context = "" if kind in ("reading", "question") else self.title_of(self.main)
        passages = _passages(self.words(element))
        owners = self.owners_of_reading(str(element.get("id"))) if kind == "reading" else ()
        return SearchTarget(kind, href, self.title_of(element), tuple(codes[:1]), context, passages, owners)

    def owners_of_reading(self, id: str) -> tuple[str, ...]:
        """The measures that a reading is bound to; none where it is also bound to rules for all of them."""
        lookups: Lookups = self.page.data["lookups"]
        parts = dict.fromkeys(part_of(basis.provision) for basis in lookups.reading[id].bases)
        return tuple(map(measure_page, parts)) if all(part in lookups.measure for part in parts) else ()

    def owners_of_term(self, anchor: str) -> tuple[str, ...]:
        """The measures whose words or supports use the concept of a term."""
        lookups: Lookups = self.page.data["lookups"]
        concepts = (
            concept for concept in lookups.policy.registry.concepts if concept_anchor(concept.id) == anchor
        )
        return tuple(
            measure_page(eid)
            for concept in concepts
            for eid in lookups.measures_of_concept.get(concept.id, ())
        )

    @property
    def is_whole(self) -> bool:
        """Whether the page is about one thing."""
        return self.page.template in _WHOLE

    def is_part(self, element: etree._Element) -> bool:
        """Whether an element is an entry of its own."""
        if not element.get("id") or element.tag == "dt":
            return element.tag == "dt" and bool(element.get("id"))
        if element.tag == "section" and (self.is_whole or self.is_signpost(element)):
            return False
        if "reading" in _classes(element) and self.page.template != "readings.html":
            return False  # readings also occur on other pages, but all are on this one
        return bool(self.title_of(element))

    def is_signpost(self, section: etree._Element) -> bool:
        """Whether a section only links elsewhere: its title is a link, or it has no words of its own."""
        heading = next(section.iter(*_HEADINGS), None)
        if heading is not None and heading.find("a") is not None:
            return True
        return not self.words(section)

    def names(self) -> tuple[str, ...]:
        """What else the page is called: as published, by its number, in short."""
        names = [_tidy(_text_of(element)) for element in _of_class(self.main, "p", "original")]
        match self.page.data:
            case {"measure": Measure() as measure}:
                names += [f"#{measure.number}", f"#{measure.num.strip('()')}"]
                names += [f"#{_in_words(measure.number)}"] if self.page.links.lang == "en" else []
            case {"agency": Agency() as agency}:
                names += agency.short_names
            case {"domain": Domain() as domain}:
                label = domain.label(self.page.links.lang)
                names += [f"{label}{word}" for word in _DOMAIN_WORDS[self.page.links.lang]]
        return tuple(dict.fromkeys(names))

    def title_of(self, element: etree._Element) -> str:
        """The heading of an element; empty where its first heading is that of something inside it."""
        heading = next(element.iter(*_HEADINGS), None)
        if heading is None:
            return ""
        owner = next(above for above in heading.iterancestors() if above is element or _is_apart(above))
        return self.own_words(heading) if owner is element else ""

    def heading_of(self, section: etree._Element) -> str:
        """The heading of a section, which stands above it where the section is folded."""
        above = section.getparent()
        summary = above.find("summary") if above is not None and above.tag == "details" else None
        return self.title_of(section) if summary is None else self.own_words(summary)

    def own_words(self, element: etree._Element) -> str:
        """The words of a heading or term without its code and its name in the other language."""
        pieces = [element.text or ""]
        for child in element:
            beside = child.tag == "code" or (element.tag == "dt" and child.tag == "span")
            pieces += ["" if beside else _text_of(child), child.tail or ""]
        return _tidy("".join(pieces))

    def words(self, element: etree._Element) -> str:
        """The words of an element, without its title and without the entries inside it."""
        told: list[str] = []
        self._read(element, told)
        return _tidy("".join(told))

    def _read(self, element: etree._Element, told: list[str]) -> None:
        names = _classes(element)
        if "card" in names or "basis" in names:
            # A card describes another page, and a basis cites a place.
            tag, name = ("span", "measure-title") if "card" in names else ("q", "quote")
            told += [f" {_text_of(found)} " for found in _of_class(element, tag, name)]
            return
        if self.page.template in _LISTS and element.tag in ("ul", "ol", "dl", "table"):
            return
        told.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and not self._is_unread(child):
                between = "" if child.tag in _INLINE else " "
                told.append(between)
                self._read(child, told)
                told.append(between)
            told.append(child.tail or "")

    def _is_unread(self, element: etree._Element) -> bool:
        names = _classes(element)
        if element.tag in _UNREAD_TAGS or names & _UNREAD_CLASSES or _is_apart(element):
            return True
        if element.tag in _HEADINGS:
            above = element.getparent()
            return element.tag in ("h1", "h2") or (above is not None and _is_apart(above))
        if "cite" in names:
            above = element.getparent()
            return above is None or above.tag != "p"
        return self.page.template == "measure.html" and ("quiet" in names or element.tag in ("dt", "summary"))


def _is_apart(element: etree._Element) -> bool:
    """Whether the words of an element belong to a passage or entry of their own."""
    if element.tag == "section":
        return True
    has_id = bool(element.get("id"))
    return (element.tag == "article" and has_id) or "glossary" in _classes(element)


def _in_words(number: int) -> str:
    """A number below a hundred in English, as people type it."""
    tens, ones = divmod(number, 10) if number >= 20 else (0, number)
    return " ".join(filter(None, (_TENS[tens], _ONES[ones]))) if number < 100 else str(number)


def _passages(words: str) -> tuple[Passage, ...]:
    return (Passage("", "", words),) if words else ()


def _classes(element: etree._Element) -> frozenset[str]:
    return _split_classes(element.get("class", ""))


@cache
def _split_classes(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _text_of(element: etree._Element) -> str:
    """The words of an element and of everything inside it."""
    return str(_WORDS(element))


def _of_class(element: etree._Element, tag: str, name: str) -> list[etree._Element]:
    """The elements with a tag and a class: the element itself, or inside it."""
    return [found for found in element.iter(tag) if name in _classes(found)]


def _tidy(words: str) -> str:
    """Words with blanks merged, and without blanks next to Chinese punctuation."""
    drawn = re.sub(r"\s+", " ", words).strip()
    return re.sub(r"(?<=[\u3000-\u303f\uff00-\uffef]) | (?=[\u3000-\u303f\uff00-\uffef])", "", drawn)
