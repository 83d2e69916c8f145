"""Budgets of a page: the bytes of everything it loads, and no requests to other sites."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

from tests.render.walking import Page, Site

MOST_BYTES = 60_000
"""The greatest compressed size of a page with its style and scripts."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)


def _pages(site: Site) -> list[Page]:
    return [*site.pages.values(), *site.traditional.values()]


@cache
def _size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))


def test_every_page_is_light_with_everything_it_loads(site: Site) -> None:
    heavy = {}
    for page in _pages(site):
        path = site.folder / page.path
        loaded = page.root.xpath(
            "//link[@rel='stylesheet']/@href | //link[@rel='icon']/@href | //script/@src"
        )
        size = _size(path) + sum(_size((path.parent / address).resolve()) for address in loaded)
        if size >= MOST_BYTES:
            heavy[page.path] = size
    assert heavy == {}


def test_every_page_lets_a_browser_load_from_the_same_site_alone(site: Site) -> None:
    for page in _pages(site):
        head = page.root.find("head")
        (rule,) = head.xpath("meta[@http-equiv='Content-Security-Policy']/@content")
        hashes = re.findall(r" 'sha256-[\w+/=]+'", rule)
        assert rule == POLICY.format(styles="".join(hashes)), page.path
        # A rule applies to the elements after it.
        before = [element.tag for element in head.xpath("meta[@http-equiv]/preceding-sibling::*")]
        assert set(before) == {"meta"}, page.path


def test_no_address_of_a_page_leaves_the_site(site: Site) -> None:
    for page in _pages(site):
        for name in ("href", "src", "action", "srcset", "poster", "data", "xlink:href", "ping", "background"):
            for address in page.root.xpath(f"//@*[name()='{name}']"):
                assert not re.match(r"[a-z][a-z0-9+.-]*:|//", address), f"{page.path}: {address}"
