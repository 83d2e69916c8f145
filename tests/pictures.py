"""The pictures of the README and of the manual, taken anew: ``python -m tests.pictures``.

They show the guide and the desk as they are, so they are taken again after a change of either. It needs the
browser and the packages that ``make test`` installs.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import yaml

from kb import load
from render.site import build_site
from tests.conftest import REAL, ROOT
from tests.kb.desk.conftest import Served, start
from tests.render.chromium import open_chromium

IMAGES = ROOT / "docs" / "images"

EXAMPLE = REAL / "cn-440300/anjie-huanbao/2024-05-11/examples/data-centre.yaml"
"""The case whose result the README shows, which it also gives in words."""

GUIDE = {"width": 820, "height": 860}
"""The window of a page of the guide, in CSS pixels."""

PART = {"width": 868, "height": 560}
"""The window of a part on the desk, in CSS pixels. The picture goes down to the second case."""

VERSIONS = {"width": 1000, "height": 560}
"""The window of a comparison on the desk, in CSS pixels."""


def picture_guide(browser: Any, site: Path) -> None:
    """Take the result of the example and a measure, in Chinese and in English."""
    state = {"case": yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")), "readings": {}, "unsure": []}
    fragment = urlsafe_b64encode(json.dumps(state, default=str).encode()).decode().rstrip("=")
    for lang in ("zh", "en"):
        page = browser.new_page(viewport=GUIDE)
        page.goto(f"{(site / lang / 'calculator.html').as_uri()}#c={fragment}")
        page.locator("#standing").evaluate("one => scrollTo(0, one.getBoundingClientRect().top - 20)")
        page.screenshot(path=IMAGES / f"calculator.{lang}.png")
        page.goto((site / lang / "measures" / "para_5.html").as_uri())
        page.screenshot(path=IMAGES / f"measure.{lang}.png")
        page.close()


def picture_desk(browser: Any, desk: Served) -> None:
    """Take a part whose figure and words are edited, with its consequences, and the versions compared."""
    page = browser.new_page(viewport=PART)
    page.goto(f"{desk.origin}/enter?key={desk.key}")
    page.goto(f"{desk.origin}/parts/para_5")
    text = page.locator("textarea[name=text]")
    words = text.input_value().replace("1000万元", "1500万元").replace("评选若干", "评选一批")
    text.fill(words)
    page.locator("[data-question=reword]").get_by_label("都改").check(timeout=30_000)
    page.get_by_label("您的姓名").first.fill("甲")
    page.get_by_label("为什么改").fill("物价上涨")
    page.get_by_label("新版本施行日").fill("2027-01-01")
    page.get_by_role("button", name="看影响").click()
    page.wait_for_selector(".effects li", timeout=60_000)
    page.get_by_text("个已知情况都算过").wait_for(timeout=120_000)
    end = page.locator(".effects li").nth(2)
    page.locator("p.save.bar").evaluate(
        "one => { one.style.position = 'static'; }"
    )  # it stays in view otherwise
    height = end.evaluate("one => scrollY + one.getBoundingClientRect().bottom") + 12
    clip = {"x": 0, "y": 0, "width": PART["width"], "height": height}
    page.screenshot(path=IMAGES / "desk-part.png", full_page=True, clip=clip)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**saved**")
    page.goto(f"{desk.origin}/versions")
    page.get_by_role("button", name="对照两版").click()
    page.set_viewport_size(VERSIONS)
    page.screenshot(path=IMAGES / "desk-compare.png")
    page.close()


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as made, open_chromium() as browser:
        folder = Path(made)
        build_site(load(REAL), folder / "site")
        picture_guide(browser, folder / "site")
        policy = Path(shutil.copytree(REAL, folder / "policy"))
        process, desk = start(policy, "--corpus", str(ROOT / "tests" / "corpus"))
        try:
            picture_desk(browser, desk)
        finally:
            process.kill()


if __name__ == "__main__":
    main()
