"""Building the guide: every page written to a new folder, which then takes the place of the old one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from kb.model.document import Document
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Language
from render.data.feed import FEED, SITEMAP, read_base, write_feed, write_sitemap
from render.data.pages import write_page_data
from render.data.search import SearchTarget, read_site, write_index
from render.folders import replaced
from render.index import Lookups
from render.links import CALCULATOR, TEXT_FILE
from render.pages.calculator import write_calculator, write_edition, write_worker
from render.pages.every import Page, list_pages
from render.pages.page import VERSIONS
from render.pages.picture import write_pictures
from render.paper.pdf import PAPER
from render.practice import Practice
from render.scripts import shorten
from render.shared_files import SharedFiles, digest
from render.templating import render_page
from render.text.traditional import FOLDER, convert, convert_page, in_traditional
from render.text.typography import typeset_page

Progress = Callable[[int, int], None]
"""Told after each page how many are done, and of how many."""

WORKER = "offline.js"
"""The script that keeps pages for use without a network. It serves the folder it is in: the whole site."""

EDITION = "version.js"
"""The script that tells a page of the calculator, whatever its age, which edition the site has now."""

_UNSEARCHED = ("search.html", "versions.html", "version.html", "moved.html")
"""The templates of pages that the search does not find: itself, and the words of other versions."""

_SHARED = ("site.css", "icon.svg", "larger.js", "graph.js", "search.js", "search-page.js")


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: where, and how many pages."""

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
    """Write the guide to ``out`` in both languages, and Chinese in traditional characters too.

    ``base`` is the address it will have, if that is known; ``papers`` is the whole guide as PDF, by the
    folder of its language; ``practice`` is what its publisher states of links, batches and deadlines.
    ``history`` are the texts of all versions of the work, in the order they begin.

    The same policy gives the same bytes. With a ``base`` there is a map of the site, as one names whole
    addresses. A build that fails leaves the old site as it was. Raises
    :class:`kb.model.words.errors.PolicyError` where ``out`` holds something else or cannot be written.
    """
    out, base = Path(out), read_base(base)
    with replaced(out) as folder:
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
) -> dict[Language, list[SearchTarget]]:
    """As :func:`build_site`, into a folder of its own inside a site that is being built.

    What a search can lead to, by language.
    """
    shared = SharedFiles()
    for name in _SHARED:
        text = read_shared(name)
        shared.add(name, shorten(text) if name.endswith(".js") else text)
    practice = practice or Practice()
    calculator = write_calculator(policy, practice)
    for name, text in calculator.items():
        shared.add(name, text)
    edition = digest(shared.content[name] for name in sorted(calculator))
    pages = list_pages(policy, papers or {}, edition, practice, history)
    rendered: list[tuple[Page, str]] = []
    for done, page in enumerate(pages, 1):
        rendered.append((page, render_page(page)))
        if progress is not None:
            progress(done, len(pages))
    found: dict[Language, list[SearchTarget]] = {}
    for lang in LANGUAGES:
        entries = read_site([(page, text) for page, text in rendered if _is_searched(page, lang)])
        found[lang] = entries
        shared.add(f"search-{lang}.js", write_index(lang, entries))
        if lang == "zh":
            shared.add(f"search-{FOLDER}.js", write_index(lang, entries, convert))
    for page, text in rendered:
        write_page(folder / page.path, shared.refer(text).encode())
        if page.links.lang == "zh" and not page.links.at_root:
            traditional = in_traditional(page)
            converted = convert_page(render_page(traditional))
            write_page(folder / traditional.path, shared.refer(converted).encode())
    lookups = Lookups(policy)
    others = {path: typeset_page(text) for path, text in write_pictures(lookups).items()}
    others |= {TEXT_FILE: policy.document.text} | write_page_data(lookups)
    others |= {FEED.format(folder=name): write_feed(lookups, name, base) for name in VERSIONS}
    if base:
        in_both = [page for page in pages if page.links.lang == "zh" and not page.links.at_root]
        others[SITEMAP] = write_sitemap([*pages, *map(in_traditional, in_both)], base)
    for path, text in others.items():
        write_page(folder / path, text.encode())
        if path.startswith("zh/"):
            write_page(folder / path.replace("zh/", f"{FOLDER}/"), convert_page(text).encode())
    for name, data in (papers or {}).items():
        write_page(folder / name / PAPER, data)
    for name, data in shared.content.items():
        write_page(folder / shared.path(name), data)
    write_page(folder / EDITION, write_edition(edition).encode())
    write_page(folder / WORKER, write_worker(_read_kept(folder, shared)).encode())
    return found


def _is_searched(page: Page, lang: Language) -> bool:
    """Whether the search of a language finds a page."""
    return page.links.lang == lang and page.template not in _UNSEARCHED and not page.links.at_root


def _read_kept(folder: Path, shared: SharedFiles) -> dict[str, bytes]:
    """What the calculator works with, in every language: the files to keep for use without a network."""
    found = {shared.path(name): data for name, data in shared.content.items() if "search" not in name}
    pages = (path for path in folder.glob(f"*/{CALCULATOR}"))
    return found | {path.relative_to(folder).as_posix(): path.read_bytes() for path in pages}


@cache
def read_shared(name: str) -> str:
    """The text of a file that pages share, as it stands in the program."""
    return resources.files("render").joinpath("static", name).read_text(encoding="utf-8")


def write_page(path: Path, data: bytes) -> None:
    """Write a file of the site, in a folder that is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
