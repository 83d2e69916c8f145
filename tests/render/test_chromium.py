"""A missing browser skips its tests, and fails them only where all tests are required."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.render import chromium
from tests.render.chromium import WHOLE, need_axe, open_chromium


def open_it() -> None:
    with open_chromium():
        raise AssertionError("nothing can be opened here")


@pytest.mark.parametrize(
    ("missing", "wanted", "use"),
    [
        ("chromium", "chromium", open_it),
        ("playwright.sync_api", "playwright", open_it),
        ("axe_playwright_python.sync_playwright", "axe-playwright-python", need_axe),
    ],
)
def test_what_is_missing_is_named_and_fails_in_the_whole_test_alone(
    missing: str, wanted: str, use: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium.shutil, "which", lambda _: None if missing == "chromium" else "/bin/true")
    monkeypatch.setitem(sys.modules, missing, None)
    told = f"{wanted} is missing: make test installs it"
    monkeypatch.delenv(WHOLE, raising=False)
    with pytest.raises(pytest.skip.Exception, match=told):
        use()
    monkeypatch.setenv(WHOLE, "1")
    with pytest.raises(pytest.fail.Exception, match=told):
        use()


def test_no_test_in_a_browser_has_a_limit_of_its_own() -> None:
    """A shorter one would fail on a busy machine, and say nothing about the page."""
    limit = re.compile(r"set_default_(?:navigation_)?timeout\(|\btimeout=(?!(?:\d \* )?PATIENCE)")
    driving = [
        (path, text)
        for path in (ROOT / "tests").rglob("test_*.py")
        if "open_chromium" in (text := path.read_text(encoding="utf-8")) or "browser = test_browser" in text
    ]
    assert len(driving) > 10
    assert [
        path.name for path, text in driving if path.name != Path(__file__).name and limit.search(text)
    ] == []
