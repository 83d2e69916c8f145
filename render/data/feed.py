"""A feed of events of the policy, and a map of the site.

Both depend only on the policy and on the address of the site. They do not contain the day of building, so
that the same policy gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree
from lxml.builder import ElementMaker
from markupsafe import Markup, escape

from kb.model.figures import figure_value, last_day_of
from kb.model.values import Value
from kb.model.words.errors import LANGUAGES, Place, PolicyError, error
from kb.model.writing import write_value
from render.data.parts import plain_text
from render.index import Lookups
from render.links import TERMS, TEXT, Links, version_page
from render.page_writer import Pen
from render.pages.page import VERSIONS, folders_of, language_of
from render.text.traditional import FOLDER as TRADITIONAL
from render.text.traditional import convert

FEED = "feed-{folder}.xml"
SITEMAP = "sitemap.xml"

ATOM = "http://www.w3.org/2005/Atom"
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the policy on a day, and the place in the site about it."""

    key: str
    day: date
    place: str


def read_base(text: str) -> str:
    """The address of a site, with a slash at the end; empty stays empty.

    Raises :class:`PolicyError` (``guide-base``) where it is no complete address on the web, or no folder.
    """
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    whole = parts.scheme in ("http", "https") and parts.netloc and not (parts.query or parts.fragment)
    if not whole or any(character.isspace() for character in text):
        raise PolicyError([error("guide-base", Place(), address=text)])
    return text.rstrip("/") + "/"


def list_events(lookups: Lookups) -> tuple[Event, ...]:
    """The issue of the text and its entry into force, the latest first. The future expiry is not an event
    yet.

    A text that states neither day has its own date as the only event.
    """
    issue, validity = lookups.term("issue"), lookups.term("validity")
    events = []
    if issue is not None:
        events.append(Event("issued", _day(issue.quantities[0].value), TEXT))
    if validity is not None:
        events.append(Event("in_force", _day(validity.quantities[0].value), f"{TERMS}#validity"))
    versions = lookups.policy.versions
    events += (
        Event("amended", one.first, version_page(one.name)) for one in versions[1:] if not one.is_draft
    )
    if not events:
        events.append(Event("version", date.fromisoformat(lookups.policy.document.version), TEXT))
    return tuple(sorted(events, key=lambda event: event.day, reverse=True))


def write_feed(lookups: Lookups, folder: str, base: str = "") -> str:
    """The feed of one version of the site, as Atom. Its links are relative to it where ``base`` is empty.

    ``folder`` is the folder of a language and script in the site: one of :data:`render.pages.page.VERSIONS`.
    The id of an entry depends on the work, the version and the event, so that it stays the same in later
    builds.
    """
    document, lang = lookups.policy.document, language_of(folder)
    pen = Pen(lookups, Links(lang, "index.html", folder=folder))
    make = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    events = list_events(lookups)
    author = lookups.issuer.label(lang) if lookups.issuer else pen.t("site.name")
    feed = make.feed(
        {_XML_LANG: VERSIONS[folder]},
        make.title(_words(pen, pen.t("feed.title", title=pen.work_title()))),
        make.id(_id(document.work, folder)),
        make.updated(_time(events[0].day)),
        make.link(rel="self", type="application/atom+xml", href=base + FEED.format(folder=folder)),
        make.link(rel="alternate", type="text/html", href=base + pen.links.path),
        make.author(make.name(_words(pen, escape(author)))),
        *(_entry(pen, event, base, make) for event in events),
    )
    return _written(feed)


_ORDER = (*LANGUAGES, TRADITIONAL)
"""The folders of the site in the order of its map."""


def write_sitemap(pages: Iterable[Links], base: str) -> str:
    """The map of the site: the full address of every page, with the same page in the other languages.

    ``pages`` are the links of the pages in every language.
    """
    make = ElementMaker(namespace=MAP, nsmap={None: MAP, "xhtml": XHTML})
    link = ElementMaker(namespace=XHTML, nsmap={"xhtml": XHTML}).link
    versions: dict[str, set[str]] = {}
    for links in pages:
        if not links.at_root:
            versions.setdefault(links.here, set()).update(folders_of(links))
    ordered = {here: sorted(those, key=_ORDER.index) for here, those in versions.items()}
    urls = [
        make.url(
            make.loc(f"{base}{folder}/{here}"),
            *(
                link(rel="alternate", hreflang=VERSIONS[other], href=f"{base}{other}/{here}")
                for other in folders
            ),
        )
        for here, folders in ordered.items()
        for folder in folders
    ]
    return _written(make.urlset(*urls))


def _entry(pen: Pen, event: Event, base: str, make: ElementMaker) -> etree._Element:
    document, validity = pen.policy.document, pen.lookups.term("validity")
    parts: dict[str, Markup | str] = {"title": pen.work_title(), "day": write_value(event.day, pen.lang)}
    more = f"feed.{event.key}_more"
    if validity is not None and (last := last_day_of(validity)) is not None:
        parts["last"] = write_value(figure_value(last), pen.lang)
    elif event.key == "in_force":
        more += "_open"
    return make.entry(
        make.title(_words(pen, pen.t(f"feed.{event.key}", **parts))),
        make.id(_id(document.work, document.version, event.key, pen.links.folder)),
        make.updated(_time(event.day)),
        make.link(rel="alternate", type="text/html", href=f"{base}{pen.links.folder}/{event.place}"),
        make.summary(_words(pen, pen.t(more, **parts))),
    )


def _words(pen: Pen, words: Markup) -> str:
    """Words without markup, in the script of the feed."""
    plain = plain_text(words)
    return convert(plain) if pen.links.folder == TRADITIONAL else plain


def _time(day: date) -> str:
    """The beginning of a day in China."""
    return f"{day.isoformat()}T00:00:00+08:00"


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is no day")
    return value


def _id(*names: str) -> str:
    root: UUID = uuid5(NAMESPACE_URL, "urn:tiaowen:feed")
    return uuid5(root, " ".join(names)).urn


def _written(root: etree._Element) -> str:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True).decode()
