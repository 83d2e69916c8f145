"""The site of a library of several works: the guide of each work in a folder of its own, and a page above
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from kb.graph.works import Relation, relate_works
from kb.model.document import Document
from kb.model.library import Library, Silence
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Language
from render.data.feed import read_base
from render.data.search import KINDS, SearchTarget, write_index
from render.folders import replaced
from render.index import look_up
from render.links import CALCULATOR, HOME, SEARCH, Links
from render.page_writer import Pen
from render.pages.calculator import OtherWorks
from render.pages.page import HTML_LANGUAGE, VERSIONS, Page, language_of
from render.pages.works import EVALUATOR, FOLLOWER, library_script, write_works
from render.practice import Practice
from render.scripts import shorten
from render.shared_files import SharedFiles
from render.site import Progress, SiteReport, read_shared, write_page, write_site
from render.templating import render_page
from render.text.traditional import FOLDER, convert, convert_page


@dataclass(frozen=True, slots=True)
class Tile:
    """A work on the page of the library: its folder, title, place and days in force."""

    id: str
    title: Markup
    place: str
    days: Markup


def build_library(
    library: Library,
    policies: Sequence[Policy],
    histories: Mapping[str, Sequence[Document]],
    practices: Mapping[str, Practice],
    out: Path,
    progress: Progress | None = None,
    base: str = "",
) -> SiteReport:
    """Write the guide of every work to a folder below ``out`` named by its id, and the page of the library.

    ``policies`` are the versions shown. ``histories`` are the texts of all versions, and ``practices`` the
    links, batches and deadlines that publishers state, both by the id of the work. A build that fails leaves
    the old site as it was. Raises :class:`kb.model.words.errors.PolicyError` where ``out`` holds something
    else or cannot be written.
    """
    out, base = Path(out), read_base(base)
    for policy in policies:
        library.work(policy.work).keep(policy)
    shared = SharedFiles()
    for name, text in write_works(library).items():
        shared.add(name, text)
    others = {lang: _relate(policies, shared, lang) for lang in LANGUAGES}
    with replaced(out) as folder:
        found: dict[str, dict[Language, list[SearchTarget]]] = {}
        for policy in policies:
            there = f"{base}{policy.work}/" if base else ""
            practice, history = practices.get(policy.work), histories.get(policy.work, ())
            found[policy.work] = write_site(
                policy,
                folder / policy.work,
                progress,
                there,
                {},
                practice,
                history,
                {lang: works[policy.work] for lang, works in others.items()},
            )
        for name in ("site.css", "icon.svg", "search.js", "search-page.js"):
            text = read_shared(name)
            shared.add(name, shorten(text) if name.endswith(".js") else text)
        for name in VERSIONS:
            change = convert if name == FOLDER else str
            entries = list(_entries(policies, found, name))
            shared.add(f"search-{name}.js", write_index(language_of(name), entries, change))
        for path, text in _write_home(library, policies).items():
            write_page(folder / path, shared.refer(text).encode())
        for name, data in shared.content.items():
            write_page(folder / shared.path(name), data)
    return SiteReport(out, sum(1 for _ in out.rglob("*.html")))


def _entries(
    policies: Sequence[Policy], found: Mapping[str, Mapping[Language, list[SearchTarget]]], folder: str
) -> Iterator[SearchTarget]:
    """The search targets of the library: those of every work, with the title of the work."""
    lang = language_of(folder)
    for policy in policies:
        title, place = policy.title_in(lang), f"../{policy.work}/{folder}/"
        for entry in found[policy.work][lang]:
            context = f"{title} › {entry.context}" if entry.context else title
            owners = tuple(place + owner for owner in entry.owners)
            yield replace(entry, href=place + entry.href, context=context, owners=owners)


def _write_home(library: Library, policies: Sequence[Policy]) -> dict[str, str]:
    """The page of the library in every language and script, and at the root."""
    found = {}
    for folder in VERSIONS:
        for here in (HOME, SEARCH):
            text = render_page(_page(library, policies, folder, here))
            found[f"{folder}/{here}"] = convert_page(text) if folder == FOLDER else text
    found[HOME] = render_page(_page(library, policies, LANGUAGES[0], HOME, at_root=True))
    return found


def _page(
    library: Library, policies: Sequence[Policy], folder: str, here: str, *, at_root: bool = False
) -> Page:
    lang = language_of(folder)
    links = Links(lang, here, at_root=at_root, folder=folder)
    pens = {policy.work: Pen(look_up(policy), links) for policy in policies}
    pen = pens[policies[0].work]
    tiles = []
    for policy in policies:
        place = policy.jurisdiction
        own = pens[policy.work]
        label = place.label(lang) if place is not None else ""
        tiles.append(Tile(policy.work, own.work_title(), label, own.days(policy.version)))
    data = {
        "pen": pen,
        "links": links,
        "lang": lang,
        "html_lang": VERSIONS[folder] if folder == FOLDER else HTML_LANGUAGE[lang],
        "folder": folder,
        "versions": VERSIONS,
        "works": tiles,
        "silent": [_silence(pen, one) for one in library.silent()],
        "relations": [words for _, words in _relations(pens)],
        "kinds": KINDS,
    }
    return Page(links, "library.html" if here == HOME else "library_search.html", data)


def _silence(pen: Pen, silence: Silence) -> Markup:
    return pen.t(f"library.{silence.kind}", title=silence.title, day=pen.day(silence.day), by=silence.by)


def _relate(policies: Sequence[Policy], shared: SharedFiles, lang: Language) -> dict[str, OtherWorks]:
    """For the calculator of each work: the other works, and which of them exclude which.

    ``shared`` holds the scripts that answer under all works.
    """
    links = Links(lang, CALCULATOR)
    pens = {policy.work: Pen(look_up(policy), links) for policy in policies}
    titles = {key: pen.work_title() for key, pen in pens.items()}
    excludes = [(relation, words) for relation, words in _relations(pens) if relation.kind == "excludes"]
    found = {}
    for work in titles:
        root = "../" * (work.count("/") + 1)
        found[work] = OtherWorks(
            work=work,
            works=tuple((key, root + key, title) for key, title in titles.items() if key != work),
            relations=tuple(words for relation, words in excludes if work in relation.works),
            follower=root + shared.path(FOLLOWER),
            evaluator=root + shared.path(EVALUATOR),
            libraries={name: root + shared.path(library_script(name)) for name in VERSIONS},
        )
    return found


def _relations(pens: Mapping[str, Pen]) -> Iterator[tuple[Relation, Markup]]:
    """What the works have to do with one another, with the sentence that states it."""
    pen = next(iter(pens.values()))
    policies = {key: one.policy for key, one in pens.items()}
    titles = {key: one.work_title() for key, one in pens.items()}
    for relation in relate_works(tuple(policies.values())):
        if relation.kind == "shares":
            agency = policies[relation.works[0]].registry.agency_by_id[relation.at]
            works = pen.t("site.and").join(titles[key] for key in relation.works)
            yield relation, pen.t("library.shares", agency=agency.label(pen.lang), works=works)
        else:
            one, other = relation.works
            at = pens[one].cite_words(relation.at)
            words = {"one": titles[one], "other": titles[other], "provision": at}
            yield relation, pen.t(f"library.{relation.kind}", **words)
