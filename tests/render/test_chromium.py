"""A missing browser skips its tests, and fails them only where all tests are required."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

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
