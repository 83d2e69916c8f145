"""Addresses inside the site. All are relative, so that the pages work from a folder as well
as from a server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from kb.model.document import part_of
from kb.model.words.errors import Language

HOME = "index.html"
NEEDS = "needs.html"
TEXT = "text.html"
TEXT_FILE = "text.txt"
TERMS = "terms.html"
READINGS = "readings.html"
GLOSSARY = "glossary.html"
GRAPH = "graph.html"
ABOUT = "about.html"
ACCESSIBILITY = "accessibility.html"
GRANTS = "grants.html"
CONTACTS = "contacts.html"
SITUATIONS = "situations.html"
QUESTIONS = "questions.html"
PICTURE = "picture.html"
CALCULATOR = "calculator.html"
SEARCH = "search.html"
VERSIONS_LIST = "versions.html"

_MEASURE = re.compile("(?:^|_)(?:para|art)_[0-9_-]+$")


def measure_page(eid: str) -> str:
    """The path of a measure's page inside a language's folder."""
    return f"measures/{eid}.html"


def agency_page(key: str) -> str:
    """The path of an agency's page inside a language's folder."""
    return f"agencies/{key}.html"


def domain_page(key: str) -> str:
    """The path of a domain's page inside a language's folder."""
    return f"domains/{key}.html"


def situation_page(key: str) -> str:
    """The path of the guide for a situation inside a language's folder."""
    return f"situations/{key}.html"


def version_page(name: str) -> str:
    """The path of the page of a version inside a language's folder."""
    return f"versions/{name}.html"


def graph_page(question: str) -> str:
    """The path of the page for a question to the graph, inside a language's folder."""
    return f"graph-{question}.html"


def data_file(page: str) -> str:
    """The path in the site of the data of a page; ``page`` is its path inside a language's folder."""
    return f"data/{page.removesuffix('.html')}.json"


def is_measure(eid: str) -> bool:
    """Whether an eId is that of a measure or of something inside one: ``para_5``, ``art_5__s_1``."""
    return _MEASURE.search(part_of(eid)) is not None


@cache
def concept_anchor(concept: str) -> str:
    """The id of a concept on the page of terms."""
    return f"term-{concept}"


def definition_anchor(eid: str) -> str:
    """The anchor, on the page of terms, of the definition that the sentence ``eid`` gives."""
    return f"definition-{eid}"


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that one page uses; ``here`` is its path inside the folder of its language.

    ``at_root`` is true for the page beside the folders of the languages. ``folder`` is the name of its
    folder, where that is not the language.
    """

    lang: Language
    here: str
    at_root: bool = False
    folder: str = ""

    @property
    def path(self) -> str:
        """The path of the page in the site."""
        return self.here if self.at_root else f"{self.folder or self.lang}/{self.here}"

    @property
    def root(self) -> str:
        """The relative path from this page to the root of the site."""
        return "" if self.at_root else "../" * (self.here.count("/") + 1)

    def to(self, page: str, anchor: str = "") -> str:
        """The address of a page of the same language, or of a place on it."""
        hash_part = f"#{quote(anchor)}" if anchor else ""
        if page == self.here and anchor:
            return hash_part
        way = f"{self.lang}/" if self.at_root else "../" * self.here.count("/")
        return f"{way}{page}{hash_part}"

    def static(self, name: str) -> str:
        """The address of a file that all pages share."""
        return f"{self.root}static/{name}"

    def data(self) -> str:
        """The address of this page's data. One file serves all languages."""
        return f"{self.root}{data_file(self.here)}"

    def in_folder(self, folder: str) -> str:
        """The address of this page in the folder of another language or script."""
        return f"{self.root}{folder}/{self.here}"

    def measure(self, eid: str, anchor: str = "") -> str:
        """The address of a measure's page, or of a place on it."""
        return self.to(measure_page(eid), anchor)

    def agency(self, key: str) -> str:
        """The address of an agency's page."""
        return self.to(agency_page(key))

    def domain(self, key: str) -> str:
        """The address of a domain's page."""
        return self.to(domain_page(key))

    def situation(self, key: str) -> str:
        """The address of the guide for a situation."""
        return self.to(situation_page(key))

    def provision(self, eid: str) -> str:
        """The address of a sentence: on its measure's page, or in the whole text where it is in no measure.

        A sentence on this page is addressed by its anchor alone.
        """
        if self.here == TEXT or not is_measure(eid):
            return self.to(TEXT, eid)
        return self.to(measure_page(part_of(eid)), eid)

    def reading(self, key: str) -> str:
        """The address of a reading in the list of readings."""
        return self.to(READINGS, key)

    def definition(self, eid: str) -> str:
        """The address, on the page of terms, of the definition that the sentence ``eid`` gives."""
        return self.to(GLOSSARY, definition_anchor(eid))

    def concept(self, key: str) -> str:
        """The address of a concept on the page of terms."""
        return self.to(GLOSSARY, concept_anchor(key))
