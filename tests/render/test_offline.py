"""The calculator stored in the browser: it works without a network, and warns where its text is outdated.

Every test has its own kind of server, since servers and browsers differ in what they cache and for how long.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import Any

import pytest

from kb import load_policy
from render.pages.calculator import write_worker
from render.shared_files import SharedFiles
from render.site import build_site
from tests.conftest import REAL
from tests.render import test_browser
from tests.render.pages.test_calculator import Visitor, recycle
from tests.render.test_browser import wait_until
from tests.render.walking import Site, read_site

pytestmark = pytest.mark.browser
browser = test_browser.browser

MEASURE = "measures/para_5.html"
CASE = {
    "date": "2026-03-01",
    "applicant": {"applicant-kind": "enterprise"},
    "claims": [
        {
            "id": "项目1",
            "kind": "project",
            "is": ["data-centre"],
            "achieved-on": "2025-12-01",
            "demonstration-value": True,
            "verified-total-investment": "50000000",
        }
    ],
    "ledger": [],
}
OLD, NEW = "假如都给，合计 1000万元", "假如都给，合计 1500万元"
"""30 % of 50 million yuan is 15 million: above the ceiling of the real text, and equal to that of the changed
one.
"""


class Handler(SimpleHTTPRequestHandler):
    """A server that behaves as a test specifies."""

    headers_sent: dict[str, str]

    def __init__(self, *arguments: Any, sends: dict[str, str], **named: Any) -> None:
        self.headers_sent = sends
        super().__init__(*arguments, **named)

    def log_message(self, *_: Any) -> None:
        pass

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not wanted:
            super().do_GET()
            return
        first, last = map(int, wanted.groups())
        part = Path(self.translate_path(self.path)).read_bytes()[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)


@contextmanager
def serving(folder: Path, sends: dict[str, str] | None = None) -> Iterator[str]:
    """The address of a server of a folder; a test may change the contents of ``sends`` while it runs."""
    handler = partial(Handler, directory=str(folder), sends={} if sends is None else sends)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_the_server_of_a_failing_test_ends(tmp_path: Path) -> None:
    before = set(enumerate_threads())
    with pytest.raises(AssertionError, match="failed"), serving(tmp_path):
        raise AssertionError("failed")
    assert set(enumerate_threads()) <= before


@pytest.fixture(scope="module")
def changed_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The guide of the same policy with another ceiling in measure 5: 15 million yuan instead of 10."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(REAL, folder / "policy")
    (text,) = (folder / "policy").rglob("text.xml")
    whole = text.read_text(encoding="utf-8")
    start = whole.index('eId="para_5"')
    text.write_text(whole[:start] + whole[start:].replace("1000万元", "1500万元", 1), encoding="utf-8")
    build_site(load_policy(folder / "policy"), folder / "site")
    return read_site(folder / "site")


def _deploy(site: Site, folder: Path, age: int) -> None:
    """Put a site in the server's folder; its files are ``age`` seconds old."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.folder, folder)
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - age,) * 2)


def _link(visitor: Visitor) -> str:
    state = {"case": CASE, "readings": {}, "unsure": []}
    return str(visitor.page.evaluate("(state) => Tiaowen.page.encode(state)", state))


def _visit(browser: Any, site: Site, root: str) -> Visitor:
    """A first visit, after which the worker controls the page."""
    visitor = Visitor(browser, site.folder)
    visitor.page.goto(f"{root}/zh/calculator.html")
    visitor.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    wait_until(visitor.page, "Boolean(navigator.serviceWorker.controller)")
    return visitor


def _see_standing(visitor: Visitor, expected: str) -> None:
    visitor.page.wait_for_selector("#standing .sum")
    assert visitor.standing == expected


# Without a network


def test_after_the_first_visit_it_works_without_a_network(browser: Any, site: Site) -> None:
    with serving(site.folder) as root:
        visitor = _visit(browser, site, root)
        visitor.context.set_offline(True)
        recycle(visitor)
        visitor.page.reload()
        visitor.page.wait_for_selector("#readings fieldset", state="attached")
        assert visitor.standing == "假如都给，合计 1000万元"
        visitor.page.goto(f"{root}/en/calculator.html")
        assert visitor.question == "What do you have, or what do you want to do?"
        assert all(url.startswith(root) for url in visitor.asked)
        visitor.context.close()


def test_what_is_kept_is_there_and_has_a_name_by_its_content(site: Site) -> None:
    code = (site.folder / "offline.js").read_text(encoding="utf-8")
    kept = json.loads(re.search(r"files:(\[.*?\])", code)[1])  # type: ignore[index]
    assert {f"{lang}/calculator.html" for lang in ("zh", "zh-hant", "en")} <= set(kept)
    files = {name: (site.folder / name).read_bytes() for name in kept}
    assert write_worker(files) == code
    changed = files | {site.shared("calculator.js"): b""}
    assert write_worker(changed) != code


# After a deployment


@pytest.mark.parametrize("control", ["no-cache", "max-age=600", ""])
def test_after_a_deployment_the_new_ceiling_is_told_with_and_without_a_network(
    browser: Any, site: Site, changed_site: Site, tmp_path: Path, control: str
) -> None:
    live = tmp_path / "live"
    _deploy(site, live, age=864_000)
    with serving(live, {"Cache-Control": control} if control else {}) as root:
        visitor = _visit(browser, site, root)
        link = _link(visitor)
        for lang in ("zh", "en"):
            visitor.page.goto(f"{root}/{lang}/calculator.html{link}")
        assert visitor.see("#newer") == ""
        _deploy(changed_site, live, age=5)
        visitor.page.goto(f"{root}/zh/calculator.html{link}")
        _see_standing(visitor, NEW)
        new = re.search(r'name:"(\w+)"', (live / "offline.js").read_text(encoding="utf-8"))[1]  # type: ignore[index]
        wait_until(visitor.page, f"caches.keys().then((all) => all.length === 1 && all[0].endsWith({new!r}))")
        visitor.context.set_offline(True)
        visitor.page.reload()
        _see_standing(visitor, NEW)
        visitor.page.goto(f"{root}/en/calculator.html{link}")
        _see_standing(visitor, "If everything is granted: 15 million yuan")
        visitor.context.close()


def test_a_page_that_stayed_open_says_that_the_site_is_newer_and_brings_it(
    browser: Any, site: Site, changed_site: Site, tmp_path: Path
) -> None:
    live = tmp_path / "live"
    _deploy(site, live, age=864_000)
    with serving(live, {"Cache-Control": "max-age=600"}) as root:
        visitor = _visit(browser, site, root)
        visitor.page.goto(f"{root}/zh/calculator.html{_link(visitor)}")
        visitor.page.reload()
        _see_standing(visitor, OLD)
        _deploy(changed_site, live, age=5)
        assert visitor.see("#newer") == ""
        visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        visitor.page.wait_for_selector("#newer button")
        assert "网站已经更新，这一页是旧的" in visitor.see("#newer")
        visitor.page.get_by_role("button", name="换成新的").click()
        visitor.page.wait_for_selector("#newer button", state="detached")
        _see_standing(visitor, NEW)
        visitor.context.close()


def test_a_page_that_misses_a_file_after_a_deployment_says_that_the_site_is_newer(
    browser: Any, site: Site, changed_site: Site, tmp_path: Path
) -> None:
    live = tmp_path / "live"
    _deploy(site, live, age=864_000)
    with serving(live) as root:
        visitor = Visitor(browser, site.folder, service_workers="block")
        visitor.page.goto(f"{root}/zh/calculator.html")
        _deploy(changed_site, live, age=5)
        # If the new site has the file under another name, the old name is gone.
        for path in (live / "static").glob("readings-zh.*"):
            path.unlink()
        recycle(visitor)
        visitor.page.wait_for_selector("#newer button")
        visitor.context.close()


def test_a_file_that_could_not_be_loaded_is_asked_for_again(browser: Any, site: Site) -> None:
    with serving(site.folder) as root:
        visitor = Visitor(browser, site.folder, service_workers="block")
        visitor.page.route("**/readings-zh.*", lambda route: route.abort(), times=1)
        visitor.page.goto(f"{root}/zh/calculator.html")
        with visitor.page.expect_event("requestfailed", lambda request: "readings-zh" in request.url):
            recycle(visitor)
        visitor.change("经核定总投资")
        visitor.write("6000万")
        visitor.page.wait_for_selector("#readings fieldset", state="attached")
        visitor.context.close()


def test_the_page_names_the_version_of_the_text_and_so_does_its_print(browser: Any, site: Site) -> None:
    visitor = Visitor(browser, site.folder).open()
    edition = re.search(r'"(\w{8})"', (site.folder / "version.js").read_text(encoding="utf-8"))[1]  # type: ignore[index]
    expected = (
        f"所依据的文本：2024年5月11日的版本，2024年5月23日起施行，到2029年5月22日为止。数据版本：{edition}。"
    )
    assert visitor.see("#edition") == expected
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator("#edition").is_visible()
    visitor.leave()


def test_files_that_pages_share_are_named_by_their_content(site: Site, changed_site: Site) -> None:
    def names(one: Site) -> set[str]:
        return {path.name for path in (one.folder / "static").iterdir()}

    assert all(re.fullmatch(r"[\w-]+\.[0-9a-f]{8}\.(js|css|svg)", name) for name in names(site))
    changed = {name.split(".")[0] for name in names(site) ^ names(changed_site)}
    assert {"rules-zh", "rules-en", "search-zh"} <= changed
    assert not changed & {"calculator", "site", "larger", "search", "search-page"}


def test_a_file_that_refers_to_another_is_renamed_with_it() -> None:
    def names(content: str) -> list[str]:
        files = SharedFiles()
        files.add("one.js", content)
        files.add("two.js", 'load_policy("../static/one.js")')
        return [files.path("one.js"), files.path("two.js")]

    assert len({*names("a"), *names("b")}) == 4
    with pytest.raises(KeyError):
        SharedFiles().refer('<script src="../static/gone.js">')


# Without storage


def _read_page(visitor: Visitor, address: str) -> str:
    visitor.page.goto(address)
    return str(visitor.page.locator("h1").inner_text())


def test_a_full_store_breaks_no_page(browser: Any, site: Site) -> None:
    with serving(site.folder) as root:
        visitor = _visit(browser, site, root)
        session = visitor.context.new_cdp_session(visitor.page)
        session.send("Storage.overrideQuotaForOrigin", {"origin": root, "quotaSize": 1000})
        assert "节能降碳" in _read_page(visitor, f"{root}/zh/{MEASURE}")
        assert visitor.page.evaluate("caches.match(location.href).then((found) => !found)")
        visitor.context.close()


def test_a_store_that_was_full_from_the_start_leaves_the_page_and_the_worker_at_work(
    browser: Any, site: Site
) -> None:
    with serving(site.folder) as root:
        visitor = Visitor(browser, site.folder)
        visitor.page.goto(f"{root}/zh/{MEASURE}")
        session = visitor.context.new_cdp_session(visitor.page)
        session.send("Storage.overrideQuotaForOrigin", {"origin": root, "quotaSize": 1000})
        visitor.page.goto(f"{root}/zh/calculator.html")
        wait_until(visitor.page, "Boolean(navigator.serviceWorker.controller)")
        visitor.page.goto(f"{root}/zh/calculator.html{_link(visitor)}")
        _see_standing(visitor, OLD)
        visitor.context.close()


@pytest.mark.parametrize("vary", ["*", "Cookie, User-Agent"])
def test_a_server_whose_answers_vary_breaks_no_page(browser: Any, site: Site, vary: str) -> None:
    sends: dict[str, str] = {}
    with serving(site.folder, sends) as root:
        visitor = _visit(browser, site, root)
        sends["Vary"] = vary
        assert "节能降碳" in _read_page(visitor, f"{root}/zh/{MEASURE}")
        visitor.context.close()


def test_a_download_is_taken_up_where_it_broke_off(browser: Any, site: Site) -> None:
    with serving(site.folder) as root:
        visitor = _visit(browser, site, root)
        # The page's own policy forbids fetching, so the worker is asked in the way of the browser.
        told = visitor.context.service_workers[0].evaluate(RANGE, f"{root}/zh/{MEASURE}")
        whole = (site.folder / "zh" / MEASURE).read_bytes()
        assert told == [206, whole[5:10].decode()]
        visitor.context.close()


def test_an_answer_that_is_no_page_is_shown_and_not_kept(browser: Any, site: Site) -> None:
    with serving(site.folder) as root:
        visitor = _visit(browser, site, root)
        answered = visitor.page.goto(f"{root}/zh/no-such-page.html")
        assert answered.status == 404
        assert visitor.page.evaluate("caches.match(location.href).then((found) => !found)")
        visitor.context.close()


def test_pages_asked_with_queries_are_kept_once(browser: Any, site: Site) -> None:
    with serving(site.folder) as root:
        visitor = _visit(browser, site, root)
        for query in ("?q=1", "?q=2", ""):
            visitor.page.goto(f"{root}/zh/search.html{query}")
        wait_until(visitor.page, KEPT_ONCE)
        visitor.context.set_offline(True)
        assert _read_page(visitor, f"{root}/zh/search.html?q=3")
        visitor.context.close()


KEPT_ONCE = """(async () => {
    const store = await caches.open((await caches.keys())[0]);
    return (await store.keys()).filter(({ url }) => url.includes("search.html")).length === 1;
})()"""

RANGE = """async (address) => {
    const found = await answer(new Request(address, { headers: { Range: "bytes=5-9" } }));
    return [found.status, await found.text()];
}"""
