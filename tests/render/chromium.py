"""Debian's chromium driven by Playwright: opened for a test, or a message about what is missing.

``make test`` installs both and requires every test, so that a missing part fails. Elsewhere the tests that
need a browser are skipped, and each reports what is missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import pytest

WHOLE = "TIAOWEN_WHOLE_TEST"
"""The variable that forbids skipping tests; ``make test`` sets it."""

PATIENCE = 30_000
"""How long a test waits for what must come, in milliseconds: long enough for a busy machine, and no delay for
a test that passes. Playwright itself waits as long where no other time is given.
"""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def open_chromium(*arguments: str) -> Iterator[Any]:
    """The browser, until the block ends. Only one can run in a process."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        give_up("chromium")
    try:
        playwright = import_module("playwright.sync_api").sync_playwright()
    except ImportError:
        give_up("playwright")
    with playwright as running:
        opened = running.chromium.launch(executable_path=program, args=[*ARGUMENTS, *arguments])
        try:
            yield opened
        finally:
            opened.close()


def need_axe() -> Any:
    """The library that finds accessibility faults in a page."""
    try:
        return import_module("axe_playwright_python.sync_playwright")
    except ImportError:
        give_up("axe-playwright-python")


def give_up(missing: str) -> NoReturn:
    """Skip the test because of a missing part, or fail it where all tests are required."""
    told = f"没有 {missing}：make test 会安装它 · {missing} is missing: make test installs it"
    if os.environ.get(WHOLE):
        pytest.fail(told)
    pytest.skip(told)
