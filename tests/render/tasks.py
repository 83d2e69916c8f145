"""Typical tasks of owners who look for their grants, carried out in a browser and counted.

``python -m tests.render.tasks SITE`` prints both tasks of docs/guide.md for a built site. A click and an
entry typed into a field each count as one interaction. The seconds exclude the time to think.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.render.chromium import open_chromium


@dataclass
class Owner:
    """A user of the guide, whose interactions are counted."""

    page: Any
    count: int = 0

    def click(self, selector: str) -> None:
        """One click."""
        self.page.locator(selector).first.click()
        self.count += 1

    def enter(self, text: str) -> None:
        """An entry, and the button that continues."""
        self.page.locator("#q-text").fill(text)
        self.count += 1
        self.click(".ask button[type=submit]")

    def answer(self, known: dict[str, str]) -> None:
        """Answer every question that appears; ``known`` has entries by words of the question."""
        for _ in range(30):
            if self.page.locator(".ask.done").count():
                return
            question = self.page.locator("#q-legend").inner_text()
            same = self.page.locator(".typed button.choice")
            told = next((value for words, value in known.items() if words in question), "yes")
            if same.count():
                self.click(".typed button.choice")
            elif self.page.locator("#q-text").count():
                self.enter(told)
            else:
                self.click(f"[id='q-{told}']")
        raise AssertionError(self.page.locator("#q-legend").inner_text())


KNOWN = {
    "哪一天": "2025-12-01",
    "总投资": "5000万",
    "资助吗": "no",
    "花了": "5万",
    "哪一类单位": "enterprise",
    "角色": "sole-lead",
    "哪一级": "national",
}
"""The owner's knowledge, by words of the questions."""


def find_data_centre(owner: Owner, site: Path) -> None:
    """From the home page to the complete result for a data centre."""
    owner.page.goto((site / "zh" / "index.html").as_uri())
    owner.click("a[href$='#t=data-centre']")
    owner.answer(KNOWN)


def find_six(owner: Owner, site: Path) -> None:
    """Three data centres, two certificates and a standard, each with a sum of its own."""
    find_data_centre(owner, site)
    owner.page.wait_for_selector("#answers")
    for _ in range(2):
        owner.click("#answers button[aria-label^='再来一件']")
        owner.enter("3000万")
        owner.answer(KNOWN)
    owner.click("#answers button:text-is('再加一项申请')")
    owner.click("#q-footprint-certificate")
    owner.answer(KNOWN)
    owner.click("#answers button[aria-label*='证书'][aria-label^='再来一件']")
    owner.enter("8万")
    owner.answer(KNOWN)
    owner.click("#answers button:text-is('再加一项申请')")
    owner.click("#q-standard")
    owner.answer(KNOWN)


def main(site: Path) -> None:
    """Print the interactions and seconds of both tasks."""
    with open_chromium() as browser:
        for name, task in (("data centre", find_data_centre), ("six things", find_six)):
            owner = Owner(browser.new_page())
            begun = perf_counter()
            task(owner, site)
            standing = owner.page.locator("#standing .sum").inner_text()
            print(f"{name}: {owner.count} interactions, {perf_counter() - begun:.1f} s, {standing}")
            owner.page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
