"""The page of the long picture, with its content in words, and the picture as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from kb.model.policy import Measure
from kb.model.words.errors import LANGUAGES, Language
from render.index import Lookups
from render.links import PICTURE, Links
from render.page_writer import Pen
from render.pages.page import Page, make_page
from render.pictures.long import draw_sheet, draw_strip


def list_picture_pages(lookups: Lookups, lang: Language) -> Iterator[Page]:
    """The page in one language."""
    links = Links(lang, PICTURE)
    yield make_page(
        lookups,
        links,
        "picture.html",
        strip=Markup(draw_strip(lookups, lang)),
        sheet=Markup(draw_sheet(lookups, lang)),
        groups=list(_groups(Pen(lookups, links))),
    )


def write_pictures(lookups: Lookups) -> dict[str, str]:
    """The picture in each language as a separate file, by its path in the site."""
    return {f"{lang}/picture.svg": draw_strip(lookups, lang) for lang in LANGUAGES}


def _groups(pen: Pen) -> Iterator[tuple[str, list[Measure]]]:
    lookups = pen.lookups
    for group in lookups.policy.groups:
        yield group.label(pen.lang), [lookups.measure[eid] for eid in group.measures]
    if lookups.ungrouped:
        name = pen.t("home.ungrouped" if lookups.policy.groups else "part.measures")
        yield name, list(lookups.ungrouped)
