"""Typical tasks of owners who look for their grants, carried out in a browser and counted.

``python -m tests.render.tasks SITE`` prints the tasks of docs/guide.md for a built site. A click and an
entry typed into a field each count as one interaction. The seconds exclude the time to think.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
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
            self.page.wait_for_selector("#q-legend", state="attached")
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

    @property
    def standing(self) -> str:
        """The headline of the result."""
        self.page.wait_for_selector("#standing .sum")
        return str(self.page.locator("#standing .sum").inner_text())


Work = Callable[[Owner, Path], None]

KNOWN = {
    "哪一天": "2025-12-01",
    "总投资": "5000万",
    "资助吗": "no",
    "花了": "5万",
    "哪一类单位": "enterprise",
    "角色": "sole-lead",
    "哪一级": "national",
    "哪一种废旧电池": "vehicle",
    "新落地": "new",
}
"""The owner's knowledge, by words of the questions."""


def start_with(thing: str, **other: str) -> Work:
    """From the home page to the complete result for one thing; ``other`` replaces entries of ``KNOWN``."""

    def work(owner: Owner, site: Path) -> None:
        owner.page.goto((site / "zh" / "index.html").as_uri())
        owner.click(f"a[href$='#t={thing}']")
        owner.answer(KNOWN | other)

    return work


find_data_centre = start_with("data-centre")


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


@dataclass(frozen=True, slots=True)
class Task:
    """A task, the most interactions that it may take, and the headline of its result."""

    name: str
    work: Work
    most: int
    headline: str


TASKS = (
    Task("数据中心", find_data_centre, 7, "假如都给，合计 1000万元"),
    Task("通信基站", start_with("base-station"), 7, "假如都给，合计 1000万元"),
    Task("变压器", start_with("transformer"), 9, "假如都给，合计 1000万元"),
    Task("电池回收", start_with("battery-project"), 8, "假如都给，合计 1000万元"),
    Task("碳标签", start_with("footprint-certificate"), 7, "假如都给，合计 5万元"),
    Task("标准", start_with("standard"), 9, "假如都给，合计 50万元"),
    Task("国家工程研究中心", start_with("national-engineering-centre"), 5, "假如都给，合计 3000万元"),
    Task("展会", start_with("exhibition-organiser"), 3, "目前看，没有写明金额的支持"),
    Task("园区", start_with("park"), 1, "目前看，没有写明金额的支持"),
    Task(
        "不合条件的（不是企业，取得碳标签）",
        start_with("footprint-certificate", 哪一类单位="other"),
        2,
        "目前看，没有写明金额的支持",
    ),
    Task("三个数据中心、两张证书、一项标准，金额各不相同", find_six, 30, "假如都给，合计 2863万元"),
)
"""The tasks of docs/guide.md; the sums are worked out by hand from the text."""


def main(site: Path) -> None:
    """Print the interactions and seconds of each task."""
    with open_chromium() as browser:
        for task in TASKS:
            owner = Owner(browser.new_page())
            begun = perf_counter()
            task.work(owner, site)
            told = owner.standing
            print(f"{task.name}: {owner.count} interactions, {perf_counter() - begun:.1f} s, {told}")
            owner.page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
