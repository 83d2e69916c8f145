"""A page of the site: its path, its template and its data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kb.model.words.errors import Language
from render.index import Lookups
from render.links import Links
from render.page_writer import Pen

HTML_LANGUAGE: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
"""The language code of a page in HTML."""

VERSIONS = {"zh": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
"""The folders that contain every page, each with the language of its pages."""


def folders_of(links: Links) -> tuple[str, ...]:
    """The folders that contain a page: that of its language; a page in Chinese has one for each script."""
    return (
        (links.lang,) if links.at_root else tuple(one for one in VERSIONS if language_of(one) == links.lang)
    )


def language_of(folder: str) -> Language:
    """The language of the pages in a folder, which may have another script."""
    return "en" if folder == "en" else "zh"


@dataclass(frozen=True)
class Page:
    """A page to write: its path, its template and its data."""

    links: Links
    template: str
    data: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def path(self) -> str:
        """The path of the page in the site."""
        return self.links.path


def make_page(lookups: Lookups, links: Links, template: str, **data: Any) -> Page:
    """A page whose template gets ``data`` in addition to the data of every template."""
    common = {
        "pen": Pen(lookups, links),
        "links": links,
        "lookups": lookups,
        "policy": lookups.policy,
        "lang": links.lang,
        "html_lang": HTML_LANGUAGE[links.lang],
        "folders": folders_of(links),
        "versions": VERSIONS,
    }
    return Page(links, template, common | data)
