"""Building the guide. All pages are written to a new folder, which then replaces the old one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from kb.loading import without_collection
from kb.model.document import Document
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Language
from render.data.feed import FEED, SITEMAP, read_base, write_feed, write_sitemap
from render.data.pages import write_page_data
from render.data.search import SearchTarget, read_site, write_index
from render.folders import replaced
from render.index import Lookups, look_up
from render.links import CALCULATOR, TEXT_FILE, Links
from render.pages.calculator import (
    OtherWorks,
    name_edition,
    write_calculator,
    write_edition,
    write_worker,
)
from render.pages.every import Page, list_pages
from render.pages.page import VERSIONS
from render.pages.picture import write_pictures
from render.paper.pdf import PAPER
from render.practice import Practice
from render.processes import compute_both
from render.scripts import shorten
from render.shared_files import SharedFiles, digest
from render.templating import render_versions
from render.text.traditional import FOLDER, convert, convert_page
from render.text.typography import typeset_page

Progress = Callable[[int, int], None]
"""A function that is called now and then with the number of finished pages and the total."""

WORKER = "offline.js"
"""The script that stores pages for use without a network. It serves the folder that contains it: the whole
site.
"""

EDITION = "version.js"
"""The script that informs a page of the calculator, whatever its age, of the site's current edition."""

_UNSEARCHED = ("search.html", "versions.html", "version.html", "moved.html")
"""The templates of pages that the search leaves out: the search itself, and the words of other versions."""

_SHARED = ("site.css", "icon.svg", "larger.js", "graph.js", "search.js", "search-page.js")


@dataclass(frozen=True, slots=True)
class SiteReport:
    """The result of a build: its folder, and the number of pages."""

    folder: Path
    pages: int


def build_site(
    policy: Policy,
    out: Path,
    progress: Progress | None = None,
    base: str = "",
    papers: Mapping[str, bytes] | None = None,
    practice: Practice | None = None,
    history: Sequence[Document] = (),
) -> SiteReport:
    """Write the guide to ``out`` in both languages, with Chinese in traditional characters too.

    ``base`` is the future address of the site, if known. ``papers`` is the whole guide as PDF, by the folder
    of its language. ``practice`` is the publisher's information on links, batches and deadlines. ``history``
    are the texts of all versions of the work, in order.

    The same policy gives the same bytes. A site with a ``base`` has a map, which needs full addresses. A
    build that fails leaves the old site as it was. Raises :class:`kb.model.words.errors.PolicyError` where
    ``out`` holds something else or cannot be written.
    """
    out, base = Path(out), read_base(base)
    with replaced(out) as folder, without_collection():
        write_site(policy, folder, progress, base, papers, practice, history)
    return SiteReport(out, sum(1 for _ in out.rglob("*.html")))


def write_site(
    policy: Policy,
    folder: Path,
    progress: Progress | None = None,
    base: str = "",
    papers: Mapping[str, bytes] | None = None,
    practice: Practice | None = None,
    history: Sequence[Document] = (),
    works: Mapping[Language, OtherWorks] | None = None,
) -> dict[Language, list[SearchTarget]]:
    """Write the site like :func:`build_site`, to a folder inside a site that is being built.

    ``works`` are the other works of its library. Returns the search targets by language.
    """
    practice, (first, second) = practice or Practice(), LANGUAGES

    def list_in(lang: Language) -> tuple[Page, ...]:
        return list_pages(policy, papers or {}, practice, history, works, (lang,))

    def make_others() -> tuple[_Pages, dict[str, str]]:
        _write_others(look_up(policy), folder, base)
        return _render(second, list_in(second)), write_calculator(policy, practice)

    one, (other, calculator) = compute_both(lambda: _render(first, list_in(first), progress), make_others)
    if progress is not None:
        progress(len(one.links) + len(other.links), len(one.links) + len(other.links))
    shared = SharedFiles()
    for name in _SHARED:
        text = read_shared(name)
        shared.add(name, shorten(text) if name.endswith(".js") else text)
    for name, text in (calculator | one.indexes | other.indexes).items():
        shared.add(name, text)
    edition = digest(shared.content[name] for name in sorted(calculator))
    for path, text in (one.texts | other.texts).items():
        write_page(folder / path, shared.refer(name_edition(text, edition)).encode())
    if base:
        write_page(folder / SITEMAP, write_sitemap((*one.links, *other.links), base).encode())
    for name, data in (papers or {}).items():
        write_page(folder / name / PAPER, data)
    for name, data in shared.content.items():
        write_page(folder / shared.path(name), data)
    write_page(folder / EDITION, write_edition(edition).encode())
    write_page(folder / WORKER, write_worker(_read_kept(folder, shared)).encode())
    return {first: one.targets, second: other.targets}


@dataclass(frozen=True, slots=True)
class _Pages:
    """The finished pages of one language: their addresses, their HTML by path, what the search finds on them,
    and the scripts with its index by name.
    """

    links: tuple[Links, ...]
    texts: dict[str, str]
    targets: list[SearchTarget]
    indexes: dict[str, str]


def _render(lang: Language, pages: Sequence[Page], progress: Progress | None = None) -> _Pages:
    """The finished pages of a language. ``progress`` is called with the number of finished pages and the
    number of all pages of both languages.
    """
    rendered: list[tuple[Page, dict[str, str]]] = []
    for done, page in enumerate(pages, 1):
        rendered.append((page, render_versions(page)))
        if progress is not None:
            progress(done, len(pages) * len(LANGUAGES))
    targets = read_site((page, texts[page.path]) for page, texts in rendered if _is_searched(page))
    indexes = {f"search-{lang}.js": write_index(lang, targets)}
    if lang == "zh":
        indexes[f"search-{FOLDER}.js"] = write_index(lang, targets, convert)
    texts = {path: text for _, texts in rendered for path, text in texts.items()}
    return _Pages(tuple(page.links for page in pages), texts, targets, indexes)


def _write_others(lookups: Lookups, folder: Path, base: str) -> None:
    """Write what is neither a page nor shared by pages: pictures, the text, data for programs, and feeds."""
    others = {path: typeset_page(text) for path, text in write_pictures(lookups).items()}
    others |= {TEXT_FILE: lookups.policy.document.text} | write_page_data(lookups)
    others |= {FEED.format(folder=name): write_feed(lookups, name, base) for name in VERSIONS}
    for path, text in others.items():
        write_page(folder / path, text.encode())
        if path.startswith("zh/"):
            write_page(folder / path.replace("zh/", f"{FOLDER}/"), convert_page(text).encode())


def _is_searched(page: Page) -> bool:
    """Whether a page is in the search index of its language."""
    return page.template not in _UNSEARCHED and not page.links.at_root


def _read_kept(folder: Path, shared: SharedFiles) -> dict[str, bytes]:
    """The files that the calculator needs, in every language, to store for use without a network."""
    found = {shared.path(name): data for name, data in shared.content.items() if "search" not in name}
    pages = (path for path in folder.glob(f"*/{CALCULATOR}"))
    return found | {path.relative_to(folder).as_posix(): path.read_bytes() for path in pages}


@cache
def read_shared(name: str) -> str:
    """The text of a shared file of the program."""
    return resources.files("render").joinpath("static", name).read_text(encoding="utf-8")


def write_page(path: Path, data: bytes) -> None:
    """Write a file of the site; its folder is created where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
