"""The templates, each compiled once, and the functions that they may call."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from render.pages.page import Page
from render.text.typography import typeset_page


def render_page(page: Page) -> str:
    """The HTML of a page."""
    return typeset_page(templates().get_template(page.template).render(page.data))


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
    )
    found.filters["begin"] = begin
    found.filters["style_sources"] = style_sources
    return found


def read_style(*names: str) -> Markup:
    """Several style files as one, for a page that contains its style."""
    files = (resources.files("render").joinpath(name) for name in names)
    return Markup("\n".join(file.read_text(encoding="utf-8") for file in files))
