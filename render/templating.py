"""The templates, each compiled once, and the functions that they may call."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from render.compiled import CompiledTemplates
from render.pages.page import Page, folders_of
from render.text.html_text import ChineseWords, mark_chinese
from render.text.traditional import FOLDER, convert_names, convert_words
from render.text.typography import typeset_page, typeset_words


def render_page(page: Page) -> str:
    """The HTML of a page, in simplified characters where it is in Chinese."""
    return choose_lines(typeset_page(_fill(page)), page.links.lang)


def render_versions(page: Page) -> dict[str, str]:
    """The HTML of a page by its path; a page in Chinese is in both scripts."""
    words = ChineseWords(_fill(page))
    found = {page.path: choose_lines(words.change(typeset_words), page.links.lang)}
    if FOLDER in folders_of(page.links):
        converted = convert_names(words.change(convert_words))
        found[replace(page.links, folder=FOLDER).path] = choose_lines(converted, FOLDER)
    return found


def only(folder: str) -> Markup:
    """The mark at the beginning of a line that only the version of a page in one folder has."""
    return Markup(f"<!--{folder}-->")


def choose_lines(markup: str, folder: str) -> str:
    """The version of a page in a folder: without the marked lines of others, and without marks."""
    # The mark stands before the condition that it begins a line, so that lines without one take no time.
    return re.sub(f"<!--(?<=^<!--)(?:{folder}-->|[a-z-]+-->.*\n)", "", markup, flags=re.MULTILINE)


def _fill(page: Page) -> str:
    return templates().get_template(page.template).render(page.data)


def begin(words: str) -> str:
    """Words with a capital first letter, and otherwise unchanged."""
    return words[:1].upper() + words[1:]


def style_sources(markup: str) -> str:
    """The sources besides ``'self'`` that a page's Content-Security-Policy must allow for styles inside a
    picture.
    """
    styles = re.findall(r"<style>(.*?)</style>", markup, flags=re.DOTALL)
    digests = [b64encode(sha256(style.encode()).digest()).decode() for style in styles]
    return "".join(f" 'sha256-{digest}'" for digest in digests)


@cache
def templates() -> Environment:
    """The templates. An undefined name is an error, and text is escaped."""
    found = Environment(
        loader=PackageLoader("render"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(),
    )
    found.globals["only"] = only
    found.filters["begin"] = begin
    found.filters["mark_chinese"] = mark_chinese
    found.filters["style_sources"] = style_sources
    return found


def read_style(*names: str) -> Markup:
    """Several style files as one, for a page that contains its style."""
    files = (resources.files("render").joinpath(name) for name in names)
    return Markup("\n".join(file.read_text(encoding="utf-8") for file in files))
