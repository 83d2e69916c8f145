"""The feed lists the events of the policy with their days, and the map lists every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from kb import Policy
from kb.model.words.errors import PolicyError
from render.data.feed import ATOM, MAP, XHTML, read_base, write_feed
from render.index import Lookups
from render.pages.page import VERSIONS
from render.site import build_site
from render.text.traditional import convert
from tests.render.walking import Site

BASE = "https://example.org/guide/"


def _feed(site: Site, folder: str) -> etree._Element:
    return etree.fromstring((site.folder / f"feed-{folder}.xml").read_bytes())


def _texts(node: etree._Element, name: str) -> list[str]:
    return [e.text or "" for e in node.iter(f"{{{ATOM}}}{name}")]


@pytest.mark.parametrize("folder", VERSIONS)
def test_the_feed_tells_of_issue_and_entry_into_force_the_latest_first(site: Site, folder: str) -> None:
    feed = _feed(site, folder)
    entries = feed.findall(f"{{{ATOM}}}entry")
    days = [datetime.fromisoformat(_texts(entry, "updated")[0]).date().isoformat() for entry in entries]
    assert days == ["2024-05-23", "2024-05-11"]
    assert _texts(feed, "updated")[0] == _texts(entries[0], "updated")[0]
    for entry in entries:
        assert len(_texts(entry, "title")) == len(_texts(entry, "summary")) == 1


def test_every_entry_leads_to_a_place_on_a_page(site: Site) -> None:
    pages = site.pages | site.traditional
    for folder in VERSIONS:
        for entry in _feed(site, folder).findall(f"{{{ATOM}}}entry"):
            link = entry.find(f"{{{ATOM}}}link")
            assert link is not None
            path, _, anchor = link.get("href", "").partition("#")
            assert path.startswith(f"{folder}/")
            assert not anchor or anchor in pages[path].ids


def test_every_page_leads_to_the_feed_of_its_version(site: Site) -> None:
    for path, page in (site.pages | site.traditional).items():
        folder = path.partition("/")[0] if "/" in path else "zh"
        [link] = [link for link in page.root.iter("link") if link.get("type") == "application/atom+xml"]
        assert link.get("href", "").rpartition("/")[2] == f"feed-{folder}.xml", path


def test_the_traditional_feed_says_the_same_in_its_script(site: Site, policy: Policy) -> None:
    simplified, traditional = _feed(site, "zh"), _feed(site, "zh-hant")
    assert traditional.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hant"
    assert _texts(traditional, "updated") == _texts(simplified, "updated")
    for name in ("title", "summary", "name"):
        assert _texts(traditional, name) == [convert(words) for words in _texts(simplified, name)]
    words = "".join(_texts(traditional, "title"))
    assert policy.title not in words
    assert "節能環保產業" in words


def test_ids_are_whole_and_none_is_used_twice(site: Site) -> None:
    ids = [key for folder in VERSIONS for key in _texts(_feed(site, folder), "id")]
    assert len(set(ids)) == len(ids) == 9
    assert all(key.startswith("urn:uuid:") for key in ids)


def test_a_text_that_states_no_day_still_has_an_entry(toy: Policy) -> None:
    feed = etree.fromstring(write_feed(Lookups(replace(toy, terms=())), "zh").encode())
    assert _texts(feed, "updated") == ["2030-01-01T00:00:00+08:00"] * 2


def test_with_its_address_a_site_has_a_map_of_every_page(toy: Policy, toy_site: Site, tmp_path: Path) -> None:
    assert not (toy_site.folder / "sitemap.xml").exists()
    build_site(toy, tmp_path / "site", base=BASE.rstrip("/"))
    tree = etree.parse(tmp_path / "site" / "sitemap.xml")
    places = [e.text or "" for e in tree.iter(f"{{{MAP}}}loc")]
    # The page at the root is the Chinese home page once more.
    pages = {*toy_site.pages, *toy_site.traditional}
    assert {place.removeprefix(BASE) for place in places} == pages - {"index.html"}
    assert len(places) == len(set(places))
    others = {e.get("href") for e in tree.iter(f"{{{XHTML}}}link")}
    assert others == set(places)
    feed = (tmp_path / "site" / "feed-zh.xml").read_text(encoding="utf-8")
    assert f'href="{BASE}feed-zh.xml"' in feed


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "ftp://example.org/",
        "https://",
        "https://e.org/?a",
        "https://e.org/#a",
        "https://[",
        "x y",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(toy: Policy, tmp_path: Path, address: str) -> None:
    with pytest.raises(PolicyError) as problem:
        build_site(toy, tmp_path / "site", base=address)
    assert [finding.code for finding in problem.value.findings] == ["guide-base"]
    assert not (tmp_path / "site").exists()


def test_an_address_ends_in_a_slash() -> None:
    assert read_base("") == ""
    assert read_base("https://example.org/guide") == read_base(BASE) == BASE
