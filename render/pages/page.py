"""A page of the site: where it stands, its template and what the template is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kb.model.words.errors import Language
from render.index import Lookups
from render.links import Links
from render.page_writer import Pen

HTML_LANGUAGE: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
"""How a page names its language."""

VERSIONS = {"zh": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
"""The folders in which every page stands, each with the language of its pages."""


def language_of(folder: str) -> Language:
    """The language of the pages in a folder, which may be in another script."""
    return "en" if folder == "en" else "zh"


@dataclass(frozen=True)
class Page:
    """A page to write: where it stands, its template and what the template is given."""

    links: Links
    template: str
    data: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def path(self) -> str:
        """Where the page stands in the site."""
        return self.links.path


def make_page(lookups: Lookups, links: Links, template: str, **data: Any) -> Page:
    """A page whose template is given ``data`` beside what every template has."""
    common = {
        "pen": Pen(lookups, links),
        "links": links,
        "lookups": lookups,
        "policy": lookups.policy,
        "lang": links.lang,
        "html_lang": HTML_LANGUAGE[links.lang],
        "folder": links.lang,
        "versions": VERSIONS,
    }
    return Page(links, template, common | data)
