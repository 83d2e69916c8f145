"""The calculator within another site, by the snippet of docs/guide.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.render import test_browser
from tests.render.chromium import PATIENCE
from tests.render.test_offline import serving
from tests.render.walking import Site

pytestmark = pytest.mark.browser
browser = test_browser.browser

ORIGIN = "https://example.org"


@pytest.fixture
def addresses(site: Site, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of the guide and of a foreign page on another port, which holds the snippet."""
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    (frame,) = re.findall(r"```html\n(<iframe.*?)```", guide, re.DOTALL)
    (script,) = re.findall(r"```js\n(addEventListener.*?)```", guide, re.DOTALL)
    (rule,) = re.findall(r"`(frame-src [^`]+)`", guide)
    with serving(site.folder) as home, serving(tmp_path) as foreign:
        allowed = f"default-src 'self'; {rule.replace(ORIGIN, home)}"
        page = f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>别处的网页</title>
<meta http-equiv="Content-Security-Policy" content="{allowed}"></head>
<body>{frame.replace(f"{ORIGIN}/guide", home)}<script src="follow.js"></script></body></html>"""
        (tmp_path / "index.html").write_text(page, encoding="utf-8")
        (tmp_path / "favicon.ico").touch()
        (tmp_path / "follow.js").write_text(script, encoding="utf-8")
        yield home, foreign


def test_a_frame_in_another_site_follows_the_height_and_asks_for_nothing_elsewhere(
    browser: Any, addresses: tuple[str, str]
) -> None:
    home, foreign = addresses
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.goto(f"{foreign}/index.html")
    frame = page.frame_locator("#tiaowen")

    def height() -> int:
        return int(page.locator("#tiaowen").evaluate("one => one.getBoundingClientRect().height"))

    def come_to(holds: Callable[[int], bool]) -> int:
        """The height of the frame once it is that of what is in it, and as expected."""
        for _ in range(PATIENCE // 50):
            inner = page.frames[1].evaluate("document.body.offsetHeight")
            if abs(height() - inner) <= 4 and holds(inner):
                return height()
            page.wait_for_timeout(50)
        raise AssertionError(f"{height()} outside, {inner} inside")

    frame.locator("#q-find").wait_for()
    first = come_to(lambda inner: inner > 700)
    frame.locator("#q-park").click()
    frame.locator("#result h3").first.wait_for()
    result = come_to(lambda inner: inner != first)
    frame.locator("#answers button", has_text="再加一项申请").click()
    frame.locator("#q-data-centre").click()
    frame.locator("#q-text").wait_for()
    # A question alone is shorter than a result, and the frame becomes shorter with it; then it stays.
    settled = come_to(lambda inner: inner < result)
    page.wait_for_timeout(300)
    assert height() == settled
    assert not frame.locator(".top").is_visible()
    assert all(one.startswith((f"{home}/", f"{foreign}/")) for one in asked)
    assert complaints == []
    context.close()
