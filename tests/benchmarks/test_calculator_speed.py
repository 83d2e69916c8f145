"""The time that the page "What can I apply for" takes in a browser: until it is usable, and after each
answer.

It is measured inside the page, from the answer to the displayed result. No test asserts it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb import Policy
from render.site import build_site
from tests.render import test_browser

pytestmark = pytest.mark.browser
browser = test_browser.browser

ANSWERS = """() => {
  const { answer, go } = Tiaowen.page;
  const give = (of, fact, value) => go(answer({ of, fact }, value));
  go(Tiaowen.page.fresh());
  give(null, "kind", { kind: "project", name: "P" });
  give("P", "is", ["battery-project"]);
  give("P", "verified-total-investment", "50000000");
  give("P", "achieved-on", "2025-12-01");
  give("P", "battery-kind", "vehicle");
  give("P", "high-value-use", true);
  give(null, "ledger", []);
}"""
"""Seven answers of a battery recycler, from the first to the result."""


@pytest.fixture(scope="module")
def address(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("timed") / "site"
    build_site(policy, folder)
    return (folder / "zh" / "calculator.html").as_uri()


def test_the_page_until_it_can_be_used(benchmark: Any, browser: Any, address: str) -> None:
    page = browser.new_page()

    def open_page() -> None:
        page.goto(address)
        page.wait_for_selector("#q-legend")

    benchmark(open_page)
    page.close()


def test_seven_answers_each_with_its_result(benchmark: Any, browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.wait_for_timeout(1000)
    benchmark.extra_info["answers"] = 7
    first = (
        "() => { const begun = performance.now(); (" + ANSWERS + ")(); return performance.now() - begun; }"
    )
    benchmark.extra_info["first round, ms"] = page.evaluate(first)
    benchmark(page.evaluate, ANSWERS)
    page.close()
