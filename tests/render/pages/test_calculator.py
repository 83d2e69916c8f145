"""The page "What can I apply for" in a browser, used as people would: answering, erring, going back."""

from __future__ import annotations

import gzip
import json
import re
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.questions import find_near_misses
from kb.cases.case import Case
from kb.cases.reading import load_case, read_case
from kb.core.outcomes import Assessment
from kb.explain.answer import say_miss
from kb.explain.outcomes import say_note, say_tree
from kb.explain.whole_answer import answer
from kb.model.words.errors import LANGUAGES, Language
from render.calculator.rules import read_evaluator
from render.pages.calculator import read_words, write_calculator
from render.text.typography import typeset
from tests.conftest import ROOT
from tests.render import test_browser
from tests.render.axe import COLOUR_RULES, RULES, Colours, find_faults
from tests.render.test_browser import DESK, PHONE, count_sheets, wait_until
from tests.render.walking import Site

pytestmark = pytest.mark.browser
browser = test_browser.browser

MOST_BYTES = 49 * 1024
"""The greatest compressed size of the page with its scripts, rules and readings."""

MOST_OF_A_PAGE = 60 * 1024
"""The greatest size including everything that other pages load too."""

NEXT = {"zh": "下一步", "en": "Next"}


class Visitor:
    """A visitor of the page with a window of their own; all requests of the window are recorded."""

    def __init__(self, browser: Any, folder: Path, lang: str = "zh", **settings: Any) -> None:
        self.folder, self.lang = folder, lang
        settings = {"viewport": {"width": DESK, "height": 900}} | settings
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def open(self, fragment: str = "") -> Visitor:
        self.page.goto((self.folder / self.lang / "calculator.html").as_uri() + fragment)
        return self

    @property
    def question(self) -> str:
        return str(self.page.locator("#q-legend").inner_text())

    @property
    def standing(self) -> str:
        return str(self.page.locator("#standing .sum").inner_text())

    @property
    def fragment(self) -> str:
        return "#" + str(self.page.url).partition("#")[2]

    def next(self) -> None:
        self.page.get_by_role("button", name=NEXT[self.lang], exact=True).click()

    def pick(self, *values: str) -> None:
        """Choose among answers: a button answers at once, boxes are ticked and submitted."""
        for value in values:
            choice = self.page.locator(f"[id='q-{value}']")
            if choice.evaluate("one => one.localName") == "button":
                choice.click()
                return
            choice.check()
        self.next()

    def change(self, name: str) -> None:
        """Change an answer in the list of given answers, which is folded while there are questions."""
        self.unfold()
        self.page.get_by_role("button", name=f"改“{name}”").first.click()

    def unfold(self) -> None:
        self.page.wait_for_selector("#answers", state="attached")
        self.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    def write(self, text: str) -> None:
        self.page.locator("#q-text").fill(text)
        self.next()

    def see(self, selector: str) -> str:
        if selector in (".answers", ".keeping"):
            self.unfold()
        return str(self.page.locator(selector).inner_text())

    def answer(self, function: str, cases: list[Any]) -> list[Any]:
        """The results of a function of the page for each case, as text, which is transferred much faster."""
        code = f"(cases) => JSON.stringify(JSON.parse(cases).map({function}))"
        return list(json.loads(self.page.evaluate(code, json.dumps(cases))))

    def leave(self) -> None:
        assert self.complaints == []
        self.context.close()


BATTERY = {
    "电池的种类": ("pick", "vehicle"),
    "哪一种废旧电池": ("pick", "vehicle"),
    "总投资": ("write", "5000万"),
    "哪一天完成": ("write", "2025-12-01"),
    "资助吗": ("pick", "no"),
    "高价值": ("pick", "yes"),
    "kind of used battery": ("pick", "vehicle"),
    "total investment": ("write", "50000000"),
    "On which day": ("write", "2025-12-01"),
    "public grants": ("pick", "no"),
    "high-value": ("pick", "yes"),
}
"""The answers of a battery recycler, by words of the question."""


def recycle(visitor: Visitor, *, until: str = "") -> Visitor:
    """Answer as a battery recycler, to the end or ``until`` a question."""
    visitor.pick("battery-project")
    for _ in range(20):
        if visitor.page.locator(".ask.done").count() or (until and until in visitor.question):
            return visitor
        how, what = next(said for words, said in BATTERY.items() if words in visitor.question)
        getattr(visitor, how)(what)
    raise AssertionError(visitor.question)


@pytest.fixture
def folder(site: Site) -> Path:
    return site.folder


@pytest.fixture
def visitor(browser: Any, folder: Path) -> Iterator[Visitor]:
    found = Visitor(browser, folder).open()
    yield found
    found.leave()


# Finding out


def test_a_battery_recycler_finds_measure_ten_and_its_ceiling(visitor: Visitor) -> None:
    recycle(visitor)
    card = visitor.see(".part-open article")
    assert visitor.standing == "假如都给，合计 1000万元"
    assert "措施10 废旧电池综合利用示范项目资助" in card
    assert "可参评" in card
    assert "最高 1000万元" in card
    assert "经核定总投资 5000万元 × 30% = 1500万元，超过最高1000万元，按1000万元" in card
    assert "深圳市发展和改革委员会、深圳市工业和信息化局" in card
    links = visitor.page.locator(".part-open article dd a.quote-link")
    assert links.first.get_attribute("href") == "measures/para_10.html#para_10__s_2"
    links.first.click(position={"x": 60, "y": 10})
    visitor.page.wait_for_url("**/measures/para_10.html#para_10__s_2")
    assert visitor.page.locator(":target").count() == 1


def test_the_same_in_english(browser: Any, folder: Path) -> None:
    visitor = recycle(Visitor(browser, folder, "en").open())
    card = visitor.see(".part-open article")
    assert visitor.standing == "If everything is granted: 10 million yuan"
    assert (
        "50 million yuan × 30% = 15 million yuan, above the ceiling of 10 million yuan, so 10 million yuan"
        in card
    )
    visitor.leave()


def test_the_same_in_traditional_characters(browser: Any, folder: Path) -> None:
    simplified = recycle(Visitor(browser, folder).open(), until="总投资")
    visitor = Visitor(browser, folder, "zh-hant").open(simplified.fragment)
    simplified.leave()
    assert "總投資" in visitor.question
    visitor.page.locator("#q-text").fill("5000萬元")
    assert visitor.see("#q-echo") == "即 5000萬元"
    visitor.page.locator(".ask button[type=submit]").click()
    assert "5000萬元" in visitor.see(".answers")
    quotes = visitor.page.locator("q.quote").evaluate_all("all => all.map(one => one.lang)")
    assert set(quotes) <= {"zh-Hant"}
    visitor.leave()


def test_only_questions_that_still_matter_are_asked_and_the_range_narrows(visitor: Visitor) -> None:
    visitor.pick("?")
    visitor.pick("project")
    # Measure 16 gives up to 15 million yuan, and measure 10 displaces it only where it applies.
    assert visitor.standing == "目前看，最多 1500万元"
    visitor.pick("transformer")
    asked = set()
    while not visitor.page.locator(".ask.done").count():
        asked.add(visitor.question)
        if "总投资" in visitor.question:
            visitor.write("1000万")
            assert visitor.standing == "目前看，最多 300万元"
            assert "由最多 1000万元 缩小到 300万元" in visitor.see("#standing")
        elif visitor.page.locator("#q-text").count():
            visitor.page.get_by_role("button", name="不知道").click()
        else:
            visitor.pick("?")
    assert any("变压器" in one for one in asked)
    assert not any("电池" in one or "计量" in one for one in asked)
    assert "还缺" in visitor.see(".part-waiting")


def test_a_project_finished_too_early_is_told_why_it_gets_nothing_and_how_near_it_is(
    browser: Any, folder: Path
) -> None:
    claim = PROJECT | {"achieved-on": "2024-05-22"}
    case = {"date": "2026-03-01", "applicant": {}, "claims": [claim], "ledger": []}
    visitor = Visitor(browser, folder).open()
    state = {"case": case, "readings": {"G9": "a"}, "unsure": []}
    link = visitor.page.evaluate("(state) => Tiaowen.page.encode(state)", state)
    visitor.leave()
    other = Visitor(browser, folder).open(link)
    other.page.wait_for_selector(".near")
    told = other.see(".part-refused")
    assert "完成日期2024年5月22日，早于施行之日（2024年5月23日）" in told
    assert "差一点 假如“完成日期”是“2024年5月23日”（现在是“2024年5月22日”）" in told
    assert other.standing == "目前看，没有写明金额的支持"
    other.leave()


@pytest.mark.parametrize(
    ("support", "part", "told"),
    [
        ("", "waiting", "市级其他政策的资助200万元；主管部门认定是同类优惠的，就算重复享受"),
        ("para_9__sup_1", "refused", "措施9“资源循环利用示范项目资助”的资助200万元，不能再得这一项"),
    ],
)
def test_what_was_had_before_for_the_same_thing_bars_or_is_left_to_the_agency(
    visitor: Visitor, support: str, part: str, told: str
) -> None:
    recycle(visitor, until="资助吗")
    visitor.pick("yes")
    row = visitor.page.locator(".grant-had")
    row.get_by_label("本措施的哪项支持").select_option(support)
    if not support:
        row.get_by_label("由哪一级给的").select_option("city")
    row.get_by_label("所关的东西").select_option("项目1")
    row.get_by_label("金额").fill("许多")
    visitor.next()
    assert "这不是一个金额" in row.inner_text()
    row.get_by_label("金额").fill("200万")
    visitor.next()
    if not visitor.page.locator(".ask.done").count():
        visitor.unfold()
        visitor.page.get_by_role("button", name="先看详细结果").click()
    found = str(visitor.page.locator(f".part-{part}").text_content())
    assert f"以前为“项目1”得到过{told}" in found


def test_two_things_of_one_applicant_are_added_up(visitor: Visitor) -> None:
    recycle(visitor)
    visitor.unfold()
    visitor.page.get_by_role("button", name="再加一项申请").click()
    assert visitor.page.locator("#q-same").input_value() == ""
    visitor.pick("standard")
    for _ in range(9):
        if visitor.page.locator(".ask.done").count():
            break
        options = ["enterprise", "national", "sole-lead", "yes"]
        found = next((o for o in options if visitor.page.locator(f"#q-{o}").count()), "")
        if found == "enterprise" and "级" in visitor.question:
            found = "national"
        if found:
            visitor.pick(found)
        else:
            visitor.write("2025-12-01")
    assert visitor.standing == "假如都给，合计 1050万元"
    best = visitor.see(".part-best")
    assert "“项目1”" in best
    assert "“标准1”" in best
    assert "50万元" in best


def state_of(visitor: Visitor) -> Any:
    """The answers in the address."""
    text = visitor.fragment.removeprefix("#c=")
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def fragment_of(*claims: dict[str, Any], unsure: tuple[str, ...] = ()) -> str:
    case = {
        "date": "2026-03-01",
        "applicant": {"applicant-kind": "enterprise"},
        "claims": claims,
        "ledger": [],
    }
    data = json.dumps({"case": case, "readings": {}, "unsure": unsure}).encode()
    return "#c=" + urlsafe_b64encode(data).decode().rstrip("=")


def demonstration(name: str, **facts: str) -> dict[str, Any]:
    stated = {"achieved-on": "2025-12-01", "verified-total-investment": "100000000", "other-support": "0"}
    return {"id": name, "kind": "project", "is": ["demonstration-project"], **stated, **facts}


def test_what_is_the_same_stays_the_same_when_one_of_it_turns_out_to_be_another(
    browser: Any, folder: Path
) -> None:
    """丙 is the same as 乙, and 乙 as 甲: three claims for one thing, which gets at most 10 million yuan."""
    claims = (demonstration("甲"), demonstration("乙"), demonstration("丙"))
    visitor = Visitor(browser, folder).open(fragment_of(*claims))
    visitor.pick("乙")
    visitor.pick("乙")
    assert visitor.standing.endswith("2000万元")
    visitor.change("所关的东西")
    visitor.pick("甲")
    assert [claim.get("object") for claim in state_of(visitor)["case"]["claims"]] == [None, "甲", "甲"]
    assert visitor.standing.endswith("1000万元")
    visitor.leave()


@pytest.mark.parametrize("selected", ["yes", "unknown"])
def test_where_a_list_is_empty_nothing_stands_in_its_place(browser: Any, folder: Path, selected: str) -> None:
    """When everything is known, a total waits for nothing, and a case may have no notes."""
    room = {"id": "机房", "kind": "project", "is": ["data-centre"], "achieved-on": "2025-12-01"}
    room |= {"verified-total-investment": "50000000", "demonstration-value": "yes", "other-support": "0"}
    if selected == "yes":
        room |= {"selected": "yes"}
    visitor = Visitor(browser, folder).open(fragment_of(room))
    visitor.page.wait_for_function("Tiaowen.notes && Tiaowen.page.listPresumed")
    lines = [line.strip() for line in visitor.see(".result").splitlines()]
    assert "怎样组合最好" in lines
    assert {"0", "false", "undefined", "null"} & set(lines) == set()
    visitor.leave()


def test_a_grant_had_follows_the_thing_it_was_for(browser: Any, folder: Path) -> None:
    claims = (demonstration("甲"), demonstration("乙", object="乙"))
    visitor = Visitor(browser, folder).open(fragment_of(*claims))
    grant = {"level": "city", "object": "乙", "amount": "1", "date": "2025-01-01"}
    visitor.page.evaluate(f"Tiaowen.page.now.state.case.ledger = [{json.dumps(grant)}]")
    visitor.change("所关的东西")
    visitor.pick("甲")
    assert state_of(visitor)["case"]["ledger"][0]["object"] == "甲"
    visitor.leave()


@pytest.mark.parametrize("name", ["applicant", "甲\u200b乙", "甲\u00ad乙"])
def test_a_name_that_means_something_else_or_hides_something_is_refused(visitor: Visitor, name: str) -> None:
    visitor.page.locator("details.own-name summary").click()
    visitor.page.locator("#q-name").fill(name)
    visitor.pick("data-centre")
    assert "请换一个" in visitor.see("#q-error")
    visitor.page.locator("#q-name").fill("我的机房")
    visitor.pick("data-centre")
    visitor.page.wait_for_selector("#q-text")
    assert [claim["id"] for claim in state_of(visitor)["case"]["claims"]] == ["我的机房"]


def test_a_second_name_that_differs_in_spelling_alone_is_refused(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder).open(fragment_of(demonstration("机房（一期）DC")))
    visitor.unfold()
    visitor.page.get_by_role("button", name="再加一项申请").click()
    visitor.page.locator("details.own-name summary").click()
    visitor.page.locator("#q-name").fill("机房(一期) dc")
    visitor.pick("data-centre")
    assert "请换一个" in visitor.see("#q-error")
    visitor.leave()


def test_what_is_not_known_of_a_name_with_a_bar_in_it_belongs_to_that_name(
    browser: Any, folder: Path
) -> None:
    first = {"id": "A", "kind": "project", "is": ["data-centre"]}
    other = {"id": "A|B", "kind": "project", "is": ["data-centre"], "object": "A|B"}
    unsure = ("A|B|verified-total-investment",)
    visitor = Visitor(browser, folder).open(fragment_of(first, other, unsure=unsure))
    visitor.unfold()
    assert visitor.page.get_by_role("button", name="改“经核定总投资”").count() == 1
    assert visitor.page.get_by_role("button", name="改“B|verified-total-investment”").count() == 0
    visitor.page.get_by_role("button", name="删去“A”", exact=True).click()
    assert state_of(visitor)["unsure"] == list(unsure)
    visitor.leave()


# Several things, links and files


def test_a_thing_is_found_by_what_people_call_it_and_started_by_a_link(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder).open()
    visitor.page.locator("#q-find").fill("机房")
    shown = [one for one in visitor.page.locator("button.choice").all() if one.is_visible()]
    assert "q-data-centre" in [one.get_attribute("id") for one in shown]
    assert len(shown) < 4
    visitor.page.locator("#q-find").fill("独角兽")
    assert "没有找到" in visitor.see("#q-set")
    visitor.leave()
    other = Visitor(browser, folder).open("#t=data-centre")
    assert "哪一天完成" in other.question
    # Only the line for a project is shown, not those for certificates and standards.
    assert "项目看建成。" in other.see("#q-set")
    assert "证书" not in other.see("#q-set")
    other.leave()


@pytest.mark.parametrize(
    ("lang", "typed", "found"),
    [
        # What is said outright comes first, then what is in it or holds it; nothing else where there is that.
        ("zh", "通信机房", ["通信基站", "数据中心"]),
        ("zh", "机房", ["数据中心", "通信基站"]),
        ("zh", "国家标准", ["安全应急、产品碳足迹标准"]),
        ("zh", "电池厂", ["废旧电池综合利用项目", "废旧电池综合利用项目"]),
        ("en", "standard", ["Safety and product-footprint standards"]),
        ("en", "solar panels", []),
    ],
)
def test_the_search_of_things_has_the_right_one_first(
    browser: Any, folder: Path, lang: str, typed: str, found: list[str]
) -> None:
    visitor = Visitor(browser, folder, lang).open()
    visitor.page.locator("#q-find").fill(typed)
    shown = visitor.page.locator(".ask button.choice:visible")
    names = shown.evaluate_all("all => all.map((one) => one.firstChild.textContent)")
    assert names[: max(len(found), 1)] == found
    whole = visitor.page.locator(".ask a[href^='search.html?q=']")
    assert whole.count() == (not found)
    visitor.page.locator("#q-find").fill("")
    assert shown.count() > 20
    visitor.leave()


def test_the_cautious_sum_stands_beside_the_usual_one_in_the_headline(visitor: Visitor) -> None:
    recycle(visitor)
    # M9b: 给予最高1000万元 may be any sum up to that, so that 1000万元 is a reading of it.
    assert visitor.standing == "假如都给，合计 1000万元"
    assert visitor.see("#standing .cautious") == "这是按默认的读法；按最谨慎的读法，0 至 1000万元。"
    visitor.page.wait_for_selector("#r-M10c-b", state="attached")
    visitor.unfold()
    visitor.page.locator("#r-M10c-b").check()
    assert visitor.see("#standing .cautious").startswith("这是按所选的读法；")


def test_a_certificate_comes_to_the_same_on_the_cautious_readings(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder, "en").open("#t=footprint-certificate")
    for value in ("enterprise", "2025-12-01", "50000", "no"):
        if visitor.page.locator("#q-text").count():
            visitor.write(value)
        else:
            visitor.pick(value)
    assert visitor.standing == "If everything is granted: 50,000 yuan"
    same = "That is on the default readings of the text; the most cautious ones give the same."
    assert visitor.see("#standing .cautious") == same
    assert "对单张证书给予不超过10万元的资助，同一企业每年受资助不超过3张证书" in visitor.see(".part-open")
    visitor.leave()


def test_another_like_it_has_the_same_answers_and_is_a_thing_of_its_own(browser: Any, folder: Path) -> None:
    """Two demonstration projects of 100 million yuan each: 30 % exceeds the ceiling of 10 million."""
    visitor = Visitor(browser, folder).open(fragment_of(demonstration("甲")))
    visitor.unfold()
    visitor.page.get_by_role("button", name="再来一件和“甲”一样的").click()
    assert "总投资" in visitor.question
    visitor.next()
    claims = state_of(visitor)["case"]["claims"]
    assert claims[1]["verified-total-investment"] == claims[0]["verified-total-investment"]
    assert claims[1]["object"] == claims[1]["id"] != "甲"
    assert visitor.standing.endswith("2000万元")
    visitor.leave()


def test_a_table_takes_a_row_for_each_certificate(browser: Any, folder: Path) -> None:
    """Certificates that cost 30,000 and 80,000 yuan: up to 100,000 for each, so 110,000 in all."""
    first = {
        "id": "水泵",
        "kind": "certificate",
        "is": ["footprint-certificate"],
        "certificate-cost": "30000",
    }
    visitor = Visitor(browser, folder).open(fragment_of(first | {"achieved-on": "2025-12-01"}))
    visitor.unfold()
    visitor.page.get_by_role("button", name="列成表填").click()
    visitor.page.get_by_role("button", name="再加一行一样的").click()
    costs = visitor.page.get_by_role("textbox", name=re.compile("取证花费"))
    costs.nth(1).fill("8万")
    visitor.page.get_by_role("button", name="填好了").click()
    visitor.page.wait_for_selector("#q-legend")
    claims = state_of(visitor)["case"]["claims"]
    assert [claim["certificate-cost"] for claim in claims] == ["30000", "80000"]
    assert [claim["achieved-on"] for claim in claims] == ["2025-12-01"] * 2
    assert claims[1]["object"] == claims[1]["id"]
    visitor.leave()


SIX = [
    *({"id": f"我的机房{n}", "kind": "project", "is": ["data-centre"], "achieved-on": "2025-12-01",
       "verified-total-investment": f"{n}3000000", "demonstration-value": True} for n in (1, 2, 3)),
    *({"id": f"证书甲{n}", "kind": "certificate", "is": ["footprint-certificate"], "product": f"水泵{n}",
       "achieved-on": "2025-12-01", "certificate-cost": f"{n}5000"} for n in (1, 2)),
    {"id": "我的标准", "kind": "standard-document", "is": ["standard"], "standard-level": "national",
     "drafting-role": "sole-lead", "leads": 1, "practical-and-guiding": True, "object": "我的标准",
     "achieved-on": "2026-01-15"},
]  # fmt: skip


def test_a_short_link_holds_six_items_in_400_characters_and_no_name(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder).open(fragment_of(*SIX, unsure=("我的机房1|other-support",)))
    visitor.page.wait_for_selector(".answers", state="attached")
    read = """async (named) => {
      const { now, withKeeping } = Tiaowen.page;
      await new Promise((done) => Tiaowen.page.bring(Tiaowen.words.writing.keeping, done));
      const packed = Tiaowen.page.pack(now.state, named);
      return [await Tiaowen.page.shortLink(now.state, named), packed, Tiaowen.page.unpack(packed)];
    }"""
    link, packed, unpacked = visitor.page.evaluate(read, False)
    assert len("https://example.org/guide/zh/calculator.html" + link) <= 400
    assert not re.search(r"我的|水泵|证书甲", packed + json.dumps(unpacked, ensure_ascii=False))
    named, _, whole = visitor.page.evaluate(read, True)
    assert whole["case"]["claims"] == SIX
    assert whole["unsure"] == ["我的机房1|other-support"]
    before = visitor.standing
    visitor.leave()
    for fragment in (link, named):
        other = Visitor(browser, folder).open(fragment)
        other.page.wait_for_selector("#standing .sum")
        assert other.standing == before
        other.leave()


@pytest.mark.parametrize("cut", [8, 40])
def test_a_short_link_that_was_cut_is_told_and_nothing_of_it_is_taken(
    browser: Any, folder: Path, cut: int
) -> None:
    visitor = Visitor(browser, folder).open(fragment_of(demonstration("甲")))
    visitor.page.wait_for_selector(".answers", state="attached")
    link = visitor.page.evaluate("""async () => {
      await new Promise((done) => Tiaowen.page.bring(Tiaowen.words.writing.keeping, done));
      return Tiaowen.page.shortLink(Tiaowen.page.now.state, false);
    }""")
    visitor.leave()
    other = Visitor(browser, folder).open(link[:-cut])
    other.page.wait_for_selector("#told:not(:empty)")
    assert "读不懂" in other.see("#told")
    assert other.question == "有什么，或者要做什么？"
    other.leave()


def test_a_case_saved_as_yaml_is_read_by_the_program(
    browser: Any, folder: Path, policy: Policy, tmp_path: Path
) -> None:
    visitor = Visitor(browser, folder).open(fragment_of(*SIX))
    visitor.unfold()
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("button", name="存成 YAML 文件").click()
    saved = tmp_path / "case.yaml"
    started.value.save_as(saved)
    data = json.dumps(state_of(visitor)["case"], ensure_ascii=False)
    assert load_case(policy, saved) == read_case(policy, data, "case.json")
    visitor.leave()


def test_an_applicant_is_remembered_only_when_asked_and_forgotten_again(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder).open(fragment_of(demonstration("甲")))
    visitor.unfold()
    assert visitor.page.evaluate("localStorage.length") == 0
    visitor.page.get_by_role("button", name="记住这家单位").click()
    visitor.page.wait_for_selector("#said:not(:empty)")
    assert (
        visitor.page.evaluate("localStorage.getItem('tiaowen-applicant')")
        == '{"applicant-kind":"enterprise"}'
    )
    visitor.page.get_by_role("button", name="忘掉它").click()
    assert visitor.page.evaluate("localStorage.length") == 0
    visitor.leave()


# Next steps


def test_a_result_ends_with_what_to_do_next_and_a_letter_to_print(visitor: Visitor) -> None:
    recycle(visitor)
    visitor.page.wait_for_selector("#next")
    steps = visitor.see("#next")
    assert "深圳市发展和改革委员会、深圳市工业和信息化局" in steps
    assert "条文没有写受理的时间、地点和网址" in steps
    assert "怎样评选或评定" in steps
    visitor.page.evaluate("() => { globalThis.print = () => { globalThis.printed = true; }; }")
    visitor.page.locator("#next").get_by_role("button", name="打印咨询函和清单").click()
    wait_until(visitor.page, "globalThis.printed === true")
    letter = str(visitor.page.locator("#letter").text_content())
    assert "深圳市发展和改革委员会、深圳市工业和信息化局：" in letter
    assert "经核定总投资：5000万元" in letter


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-02-28", "未开始"), ("2026-03-01", "受理中"), ("2026-04-30", "受理中"), ("2026-05-01", "已结束")],
)
def test_a_batch_has_the_status_of_the_day(browser: Any, folder: Path, day: str, told: str) -> None:
    visitor = Visitor(browser, folder)
    visitor.page.clock.set_fixed_time(f"{day}T04:00:00Z")
    visitor.open(fragment_of(demonstration("甲")))
    visitor.page.wait_for_selector(".answers", state="attached")
    eids = visitor.page.evaluate("Object.keys(Tiaowen.rules.measures)")
    batch = [["第一批", "2026-03-01", "2026-04-30", "https://example.org/"]]
    visitor.page.evaluate(
        "(all) => { Tiaowen.practice = all; Tiaowen.page.now.isWhole = true; Tiaowen.page.now.show(false); }",
        {eid: {"links": [], "batches": batch} for eid in eids},
    )
    assert told in visitor.see("#next")
    assert visitor.page.locator("#next a[rel=external]").first.get_attribute("href") == "https://example.org/"
    visitor.leave()


# Errors


@pytest.mark.parametrize(("typed", "asked"), [("5000", "只有5,000元吗"), ("5万", ""), ("0", "")])
def test_a_small_sum_without_a_unit_is_asked_back_once(visitor: Visitor, typed: str, asked: str) -> None:
    recycle(visitor, until="总投资")
    before = visitor.question
    visitor.write(typed)
    if asked:
        assert asked in visitor.see("#q-error")
        assert visitor.question == before
        visitor.next()
    assert visitor.question != before


def test_a_bare_number_is_of_the_unit_that_is_chosen(visitor: Visitor) -> None:
    recycle(visitor, until="总投资")
    visitor.page.get_by_label("万元", exact=True).check()
    visitor.page.locator("#q-text").fill("5000")
    assert visitor.see("#q-echo") == "即 5000万元"
    visitor.page.locator("#q-text").fill("1亿2000万")
    assert visitor.see("#q-echo") == "即 1.2亿元"


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("20 million", "2000万元"),
        ("1.5m yuan", "150万元"),
        ("2 billion", "20亿元"),
        ("500k", "50万元"),
        ("两千万", "2000万元"),
        ("2000w", "2000万元"),
    ],
)
def test_sums_are_read_as_people_in_either_language_write_them(
    visitor: Visitor, typed: str, echo: str
) -> None:
    recycle(visitor, until="总投资")
    visitor.page.locator("#q-text").fill(typed)
    assert visitor.see("#q-echo") == f"即 {echo}"


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("2027年6月", "即 2027年6月30日"),
        ("2028-02", "即 2028年2月29日"),
        ("2027", "即 2027年12月31日"),
        ("2029", ""),
        ("2025-12", ""),
        ("2027-13", ""),
    ],
)
def test_a_month_or_a_year_will_do_for_a_plan_but_not_where_a_day_may_matter(
    browser: Any, folder: Path, typed: str, echo: str
) -> None:
    """The policy ends on 22 May 2029, so that the year 2029 is cut off; and December 2025 is past."""
    visitor = Visitor(browser, folder)
    visitor.page.clock.set_fixed_time("2026-03-01T04:00:00Z")
    recycle(visitor.open(), until="哪一天完成")
    visitor.page.locator("#q-text").fill(typed)
    assert visitor.see("#q-echo") == echo
    if not echo:
        visitor.next()
        assert visitor.see("#q-error")
    visitor.leave()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("很多", "这不是一个金额"),
        ("12abc", "这不是一个金额"),
        ("-5", "不能是负数"),
        ("1.234", "两位小数"),
        ("9" * 30, "太大了"),
        ("", "请填写"),
    ],
)
def test_a_wrong_sum_is_told_in_words_beside_the_field(visitor: Visitor, typed: str, told: str) -> None:
    recycle(visitor, until="总投资")
    visitor.write(typed)
    assert told in visitor.see("#q-error")
    field = visitor.page.locator("#q-text")
    assert field.get_attribute("aria-invalid") == "true"
    assert "q-error" in field.get_attribute("aria-describedby")
    assert visitor.page.evaluate("document.activeElement.id") == "q-text"


def test_an_error_is_read_out_as_soon_as_it_is_there(visitor: Visitor) -> None:
    recycle(visitor, until="总投资")
    assert visitor.page.locator("#q-error").get_attribute("role") == "alert"
    visitor.write("abc")
    (told,) = [one for one in visitor.page.get_by_role("alert").all_inner_texts() if one]
    assert told.startswith("这不是一个金额")
    visitor.page.locator("#q-text").fill("5")
    assert visitor.page.locator("#q-text").get_attribute("aria-invalid") is None
    assert visitor.see("#q-error") == ""


def test_the_fields_of_an_earlier_grant_have_hints_and_are_marked_where_they_are_wrong(
    visitor: Visitor,
) -> None:
    recycle(visitor, until="资助吗")
    visitor.pick("yes")
    row = visitor.page.locator(".grant-had")
    amount, day = row.get_by_label("金额"), row.get_by_label("发放日期")
    for field, hint in ((amount, "例如 5000万"), (day, "例如 2026-03-01")):
        described = field.get_attribute("aria-describedby").split()
        assert visitor.see(f"[id='{described[0]}']").startswith(hint)
    amount.fill("abc")
    day.fill("2025-02-30")
    visitor.next()
    for field, error in ((amount, "这不是一个金额"), (day, "日历上没有这一天")):
        assert field.get_attribute("aria-invalid") == "true"
        told = visitor.page.locator(f"[id='{field.get_attribute('aria-describedby').split()[1]}']")
        assert told.inner_text().startswith(error)
        assert told.get_attribute("role") == "alert"
    assert visitor.page.evaluate("document.activeElement.id") == amount.get_attribute("id")
    amount.fill("200万")
    visitor.next()
    assert amount.get_attribute("aria-invalid") is None
    assert day.get_attribute("aria-invalid") == "true"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Asia/Shanghai", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2029-05-22T15:59:59Z", "2029年5月22日"),
        ("2029-05-22T16:30:00Z", "2029年5月23日"),
        ("2029-05-23T10:00:00Z", "2029年5月23日"),
    ],
)
def test_today_is_the_day_in_china(browser: Any, folder: Path, zone: str, moment: str, day: str) -> None:
    visitor = Visitor(browser, folder, timezone_id=zone)
    visitor.page.clock.set_fixed_time(moment)
    visitor.open()
    visitor.pick("data-centre")
    assert f"按哪一天算\n{day}" in visitor.see(".answers")
    visitor.leave()


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("5000万", "5000万元"),
        ("1.2亿", "1.2亿元"),
        ("33333333.34", "33,333,333.34元"),
        ("５０００万元", "5000万元"),
        ("33,333,333.34", "33,333,333.34元"),
        ("0", "0元"),
    ],
)
def test_a_sum_is_understood_and_said_back(visitor: Visitor, typed: str, echo: str) -> None:
    recycle(visitor, until="总投资")
    visitor.page.locator("#q-text").fill(typed)
    assert visitor.see("#q-echo") == f"即 {echo}"
    visitor.next()
    assert echo in visitor.see(".answers")


@pytest.mark.parametrize("typed", ["2025-02-30", "昨天", "1999-01-01", "9999-99-99"])
def test_a_day_that_is_none_is_told(visitor: Visitor, typed: str) -> None:
    recycle(visitor, until="哪一天完成")
    visitor.write(typed)
    assert visitor.see("#q-error")


def test_nothing_chosen_is_told_and_none_excludes_the_others(visitor: Visitor) -> None:
    visitor.pick("?")
    visitor.pick("project")
    visitor.next()
    assert "请至少选一项" in visitor.see("#q-error")
    visitor.page.locator("#q-transformer").check()
    visitor.page.locator("[id='q--']").check()
    assert not visitor.page.locator("#q-transformer").is_checked()
    visitor.next()
    assert visitor.page.locator(".answers dl").first.inner_text().startswith("申请的是什么\n以上都不是")


@pytest.mark.parametrize(
    "fragment", ["#c=", "#c=%%%", "#c=AAAA", "#c=eyJjYXNlIjp7ImNsYWltcyI6NX19", "#c=bnVsbA", "#elsewhere"]
)
def test_a_broken_link_is_told_or_passed_over(browser: Any, folder: Path, fragment: str) -> None:
    visitor = Visitor(browser, folder).open(fragment)
    assert visitor.question == "有什么，或者要做什么？"
    assert ("读不懂" in visitor.see("#told")) is fragment.startswith("#c")
    visitor.leave()


PROJECT = {
    "id": "项目1",
    "kind": "project",
    "is": ["data-centre"],
    "verified-total-investment": "50000000",
    "achieved-on": "2025-12-01",
    "demonstration-value": True,
}
UNREAD = [
    ({"at": ["项目1", "gone"]}, {}, "项目1.gone：这里没有这一项"),
    ({"at": ["以前的项目", "is"]}, {}, "以前的项目.is：这里没有这一项"),
    ({"at": "is"}, {}, "is：这里没有这一项"),
    ({"unsure": ["项目1|gone"]}, {}, "项目1.gone：这里没有这一项"),
    ({"readings": {"G99": "a"}}, {}, "“a”，G99：这里没有这一项"),
    ({"readings": {"G1": "z"}}, {}, "“z”，G1：这里没有这一项"),
    ({}, {"is": ["data-center"]}, '申请的是什么，“["data-center"]”，claims[0].is：没有这个选项'),
    ({}, {"gone": "yes"}, "“yes”，claims[0].gone：这里没有这一项"),
    (
        {},
        {"verified-total-investment": "许多"},
        "经核定总投资，“许多”，claims[0].verified-total-investment：这不是一个金额",
    ),
    ({"date": "2026-02-30"}, {}, "按哪一天算，“2026-02-30”，date：日历上没有这一天。先按今天算"),
    ({"ledger": [{"level": "city", "amount": "很多"}]}, {}, "金额，“很多”，ledger[0].amount：这不是一个金额"),
    ({"grants": []}, {}, "grants：这里没有这一项"),
]
"""Unreadable parts of a link from another version, with the message about each."""


@pytest.mark.parametrize(("beside", "claim", "told"), UNREAD)
def test_a_link_of_another_version_opens_and_tells_what_of_it_could_not_be_read(
    browser: Any, folder: Path, beside: dict[str, Any], claim: dict[str, Any], told: str
) -> None:
    parts = {key: beside[key] for key in ("date", "ledger", "grants") if key in beside}
    case = {"date": "2026-03-01", "applicant": {}, "claims": [PROJECT | claim], "ledger": []} | parts
    state = {"case": case, "readings": {}, "unsure": []}
    state |= {key: value for key, value in beside.items() if key not in parts}
    visitor = Visitor(browser, folder).open()
    link = visitor.page.evaluate("(state) => Tiaowen.page.encode(state)", state)
    visitor.leave()
    other = Visitor(browser, folder).open(link)
    other.page.wait_for_selector("#told:not(:empty)")
    lines = other.see("#told").splitlines()
    assert len(lines) == 2
    assert lines[0] == "有的地方读不懂，已经略去："
    assert told in lines[1]
    assert "项目1" in other.see(".answers")
    assert other.page.locator("#told").get_attribute("role") == "alert"
    other.leave()


def test_a_link_that_can_be_read_whole_tells_nothing(browser: Any, folder: Path) -> None:
    visitor = recycle(Visitor(browser, folder).open(), until="总投资")
    visitor.page.get_by_role("button", name="不知道").click()
    visitor.change("申请的是什么")
    fragment, question = visitor.fragment, visitor.question
    visitor.leave()
    other = Visitor(browser, folder).open(fragment)
    assert other.see("#told") == ""
    assert other.question == question
    other.leave()


def test_markup_in_a_link_stays_words(browser: Any, folder: Path) -> None:
    name = "<img src=x onerror=alert(1)>"
    visitor = Visitor(browser, folder).open()
    fragment = visitor.page.evaluate(
        "(c) => '#c=' + btoa(JSON.stringify({case: c, readings: {G99: 'z', __proto__: 1}, unsure: [1]}))",
        {"date": "2026-03-01", "claims": [{"id": name, "kind": "project", "is": ["transformer"]}]},
    )
    visitor.leave()
    other = Visitor(browser, folder).open(fragment)
    assert name in other.see(".answers")
    assert other.page.locator("main img").count() == 0
    other.leave()


# Going back, coming back, sharing


def test_back_and_forward_go_through_the_answers(visitor: Visitor) -> None:
    recycle(visitor)
    visitor.page.go_back()
    assert not visitor.page.locator(".ask.done").count()
    last = visitor.question
    visitor.page.go_back()
    assert visitor.question != last
    visitor.page.go_forward()
    assert visitor.question == last
    for _ in range(10):
        if visitor.question == "有什么，或者要做什么？":
            break
        visitor.page.go_back()
    assert visitor.question == "有什么，或者要做什么？"
    assert visitor.page.locator(".answers").count() == 0


def test_a_reload_keeps_the_answers(visitor: Visitor) -> None:
    recycle(visitor, until="资助吗")
    before = visitor.see("main")
    visitor.page.reload()
    assert visitor.see("main") == before


def test_the_way_to_the_content_keeps_the_answers_in_the_address(visitor: Visitor) -> None:
    recycle(visitor)
    before = visitor.fragment
    visitor.page.locator(".skip").focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.fragment == before
    assert visitor.page.evaluate("document.activeElement.id") == "content"


def test_an_answer_can_be_changed_and_the_result_follows(visitor: Visitor) -> None:
    recycle(visitor)
    visitor.change("经核定总投资")
    assert "总投资" in visitor.question
    assert visitor.page.locator("#q-text").input_value() == "5000万元"
    visitor.write("1000万")
    assert visitor.standing == "假如都给，合计 300万元"
    visitor.change("电池的种类")
    visitor.pick("other")
    assert visitor.standing == "目前看，没有写明金额的支持"


def test_the_link_opens_the_same_elsewhere_and_in_the_other_language(browser: Any, folder: Path) -> None:
    visitor = recycle(Visitor(browser, folder).open())
    visitor.unfold()
    visitor.page.get_by_role("button", name="复制链接").click()
    visitor.page.wait_for_selector(".keeping input[readonly]")
    link = visitor.page.locator(".keeping input[readonly]").input_value()
    assert "#s=" in link
    other = Visitor(browser, folder).open("#" + link.partition("#")[2])
    other.page.wait_for_selector(".ask.done")
    other.unfold()
    visitor.unfold()
    assert other.see("#result") == visitor.see("#result")
    other.page.locator(".switch[hreflang=en]").click()
    other.page.wait_for_selector("html[lang=en] .ask.done")
    assert other.see("#standing .sum") == "If everything is granted: 10 million yuan"
    visitor.leave()
    other.leave()


def test_nothing_is_asked_for_but_files_beside_the_page(visitor: Visitor, site: Site) -> None:
    recycle(visitor)
    visitor.unfold()
    visitor.page.get_by_role("button", name="存成文件").click()
    visitor.page.wait_for_selector("script[src*=readings]", state="attached")
    beside = {url.removeprefix(site.folder.as_uri()) for url in visitor.asked if not url.startswith("blob:")}
    names = (
        "site.css",
        "larger.js",
        "icon.svg",
        "calculator.css",
        "calculator.js",
        "rules-zh.js",
        "readings-zh.js",
        "notes-zh.js",
        "result-zh.js",
        "keeping-zh.js",
    )
    known = {"/zh/calculator.html", *(f"/{site.shared(name)}" for name in names)}
    assert {url for url in beside - known if not re.fullmatch(r"/version\.js\?\d+", url)} == set()
    assert visitor.page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"


# Storing


def test_the_saved_case_is_read_at_the_command_line_and_opened_again(
    visitor: Visitor, policy: Policy, tmp_path: Path
) -> None:
    recycle(visitor)
    visitor.unfold()
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("button", name="存成文件", exact=True).click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    found = answer(policy, load_case(policy, saved), "0")
    assert found.assessment.combination.total.high == 1_000_000_000
    assert "tiaowen assess tiaowen-case.json" in visitor.see(".keeping")
    before = visitor.see("#result")
    visitor.unfold()
    visitor.page.get_by_role("button", name="重新开始").click()
    assert visitor.question == "有什么，或者要做什么？"
    visitor.page.locator("#file").set_input_files(saved)
    visitor.page.wait_for_selector(".ask.done")
    visitor.unfold()
    assert visitor.see("#result") == before


@pytest.mark.parametrize("text", ["", "no: json", "[]", "null", '{"claims": 5}'])
def test_a_file_that_cannot_be_read_is_told(visitor: Visitor, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    visitor.page.locator("#file").set_input_files(tmp_path / "bad.json")
    visitor.page.wait_for_selector("#told:not(:empty)")
    assert "读不懂" in visitor.see("#told")


def test_what_cannot_be_read_of_a_file_is_named(visitor: Visitor, tmp_path: Path) -> None:
    claim = {"id": "甲", "kind": "project", "is": ["battery-project"], "verified-total-investment": "许多"}
    text = json.dumps({"date": "2026-03-01", "claims": [claim], "ledger": []})
    (tmp_path / "half.json").write_text(text, encoding="utf-8")
    visitor.page.locator("#file").set_input_files(tmp_path / "half.json")
    visitor.page.wait_for_selector("#told:not(:empty)")
    assert "claims[0].verified-total-investment：这不是一个金额" in visitor.see("#told")
    assert "甲" in visitor.see(".answers")


def test_paper_has_the_answers_and_the_result_and_no_buttons(visitor: Visitor) -> None:
    recycle(visitor)
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator(".answers").is_visible()
    assert visitor.page.locator(".part-open article").is_visible()
    assert not any(visitor.page.locator("main button").nth(n).is_visible() for n in range(3))
    assert count_sheets(visitor.page) == 1


# Readings


def test_another_reading_is_chosen_and_the_result_follows(visitor: Visitor) -> None:
    recycle(visitor)
    visitor.page.wait_for_selector(".part-readings input", state="attached")
    visitor.unfold()
    fields = visitor.page.locator("#readings fieldset")
    assert fields.count() >= 3
    visitor.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert visitor.page.locator("#r-M10c-a").is_checked()
    visitor.page.locator("#r-M10c-b").check()
    assert visitor.page.locator("#r-M10c-b").is_checked()
    assert visitor.page.evaluate("document.activeElement.id") == "r-M10c-b"
    assert "可申报" in visitor.see(".part-open article")
    assert "条文没有写要评选" in visitor.see(".part-open article")
    visitor.page.reload()
    visitor.page.wait_for_selector("#r-M10c-b", state="attached")
    assert visitor.page.locator("#r-M10c-b").is_checked()


# All on one page


def test_all_questions_on_one_page_give_the_same_result(browser: Any, folder: Path) -> None:
    one = recycle(Visitor(browser, folder).open())
    visitor = Visitor(browser, folder).open()
    visitor.pick("?")
    visitor.pick("project")
    visitor.unfold()
    visitor.page.get_by_role("button", name="所有问题放在一页上").click()
    page = visitor.page
    page.get_by_label("废旧电池综合利用项目").check()
    page.get_by_role("radio", name="新能源汽车废旧动力蓄电池").check()
    investment = page.get_by_role("textbox", name=re.compile("总投资"))
    investment.fill("5000万")
    page.keyboard.press("Tab")
    page.get_by_role("textbox", name=re.compile("哪一天完成")).fill("2025-12-01")
    page.keyboard.press("Tab")
    page.get_by_role("group", name=re.compile("高价值")).get_by_label("是", exact=True).check()
    page.get_by_label("没有拿过").check()
    wait_until(page, "document.querySelector('#standing .sum').textContent.includes('合计')")
    assert visitor.standing == one.standing
    assert visitor.see(".part-open") == one.see(".part-open")
    investment.fill("-1")
    page.keyboard.press("Tab")
    page.wait_for_selector("form.all .error:not(:empty)")
    assert "不能是负数" in visitor.see("form.all")
    wait_until(page, "document.querySelector('#standing .sum').textContent.includes('0 至 1000万元')")
    assert "经核定总投资\n不知道" in visitor.see(".answers")
    assert "5000万元" not in visitor.see("#result")
    one.leave()
    visitor.leave()


def _open_all(browser: Any, folder: Path) -> Visitor:
    """A case with every fact stated, and all questions on one page."""
    visitor = Visitor(browser, folder).open()
    state = {"case": {"date": "2026-03-01", "applicant": {}, "claims": [PROJECT], "ledger": []}, "all": True}
    link = visitor.page.evaluate("(state) => Tiaowen.page.encode(state)", state)
    visitor.leave()
    found = Visitor(browser, folder).open(link)
    found.page.wait_for_selector("form.all")
    assert found.standing == "假如都给，合计 1000万元"
    return found


@pytest.mark.parametrize("how", ["sum", "day", "subjects", "grants", "grant"])
def test_what_is_written_wrong_takes_the_place_of_what_was_there(
    browser: Any, folder: Path, how: str
) -> None:
    visitor = _open_all(browser, folder)
    page = visitor.page
    before = page.evaluate("JSON.stringify(Tiaowen.page.now.state.case)")
    if how == "sum":
        page.get_by_role("textbox", name=re.compile("总投资")).fill("许多")
    elif how == "day":
        page.get_by_role("textbox", name=re.compile("哪一天完成")).fill("2025-02-30")
    elif how == "subjects":
        page.get_by_label("数据中心").uncheck()
    else:
        page.get_by_label("拿过", exact=True).check()
    if how == "grant":
        row = page.locator(".grant-had")
        row.get_by_label("所关的东西").select_option("另一件东西")
        row.get_by_label("金额").fill("许多")
    page.keyboard.press("Tab")
    lost = {"sum": "verified-total-investment", "day": "achieved-on", "subjects": "is"}.get(how, "ledger")
    unsure = f"项目1|{lost}" if lost != "ledger" else "|ledger"
    wait_until(page, f"Tiaowen.page.now.state.unsure.includes({unsure!r})")
    assert visitor.standing == "假如都给，合计 0 至 1000万元" if how == "sum" else True
    assert page.evaluate("JSON.stringify(Tiaowen.page.now.state.case)") != before
    if how == "grant":
        row.get_by_label("金额").fill("200万")
        page.get_by_role("button", name="记下这些资助").click()
        wait_until(page, "Tiaowen.page.now.state.case.ledger?.[0].amount === '2000000'")
    visitor.leave()


def test_starting_again_says_where_the_answers_can_still_be_seen(visitor: Visitor) -> None:
    recycle(visitor, until="总投资")
    visitor.unfold()
    visitor.page.get_by_role("button", name="重新开始").click()
    assert visitor.question == "有什么，或者要做什么？"
    assert "按后退键还能看到刚才的回答" in visitor.see("#told")
    visitor.page.go_back()
    assert "总投资" in visitor.question
    assert visitor.see("#told") == ""


# Accessibility


def test_it_can_be_used_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page

    def tab_to(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(selector)

    tab_to("#q-find")
    page.keyboard.type("旧电池")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "q-battery-project"
    page.keyboard.press("Enter")
    page.wait_for_selector("#q-set")
    assert page.evaluate("document.activeElement.id") == "q-legend"
    while "总投资" not in visitor.question:
        tab_to("button.second, [id='q-?']")
        page.keyboard.press("Enter")
    tab_to("#q-text")
    page.keyboard.type("5000万")
    page.keyboard.press("Enter")
    assert "5000万元" in visitor.see(".answers")
    assert page.evaluate("document.activeElement.id") == "q-legend"


def test_the_question_is_a_group_and_the_standing_is_read_out(visitor: Visitor) -> None:
    recycle(visitor, until="总投资")
    assert visitor.page.get_by_role("group", name=re.compile("总投资")).count() == 1
    assert visitor.page.get_by_role("textbox", name=re.compile("总投资")).count() == 1
    assert visitor.page.locator("#standing").get_attribute("role") == "status"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_is_accessible_and_fits_on_phone_and_desk_by_day_and_night(
    browser: Any, folder: Path, lang: Language
) -> None:
    visitor = Visitor(browser, folder, lang).open()
    page, colours = visitor.page, Colours()
    problems = []

    def look(step: str) -> None:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            for size in ("200%", ""):
                page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
                needed = page.evaluate("document.documentElement.scrollWidth")
                if needed > width:
                    problems.append(f"{step} {width} {size}: needs {needed}")
            for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
                page.emulate_media(color_scheme=scheme)
                problems.extend(
                    f"{step} {width} {scheme} {fault}" for fault in find_faults(page, rules, colours)
                )

    look("start")
    recycle(visitor, until="总投资" if lang == "zh" else "total investment")
    look("question")
    visitor.page.locator("#result .buttons button").click()
    look("result so far")
    visitor.write("x")
    look("fault")
    page.locator(".answers").get_by_role("button").last.click()
    look("all")
    page.locator("#f-ledger-yes").check()
    look("ledger")
    page.locator(".answers").get_by_role("button").last.click()
    while not page.locator(".ask.done").count():
        if page.locator("#q-text").count():
            page.locator("button.second").click()
        else:
            visitor.pick("?")
    page.wait_for_selector(".part-readings")
    look("done")
    visitor.leave()
    assert "\n".join(problems) == ""


def test_what_the_first_answer_needs_is_made_ready_and_changes_nothing(visitor: Visitor) -> None:
    page = visitor.page
    before = visitor.see("main")
    wait_until(page, "new Promise((done) => requestIdleCallback(() => setTimeout(done, 200, true)))")
    assert visitor.see("main") == before
    assert visitor.fragment == "#"
    assert page.locator("script[src*=readings]").count() == 0
    assert page.evaluate("Tiaowen.page.now.state.case.claims") == []


def test_without_scripts_the_page_says_so_and_leads_on(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder, java_script_enabled=False).open()
    assert "脚本没有开启" in visitor.see("main")
    links = visitor.page.locator("noscript a")
    assert {links.nth(n).get_attribute("href") for n in range(links.count())} == {
        "grants.html", "needs.html", "index.html",
    }  # fmt: skip
    assert not visitor.page.locator("#calculator").is_visible()
    visitor.leave()


def test_the_page_and_all_it_loads_are_small(site: Site) -> None:
    def weigh(*names: str) -> int:
        return sum(len(gzip.compress((site.folder / name).read_bytes())) for name in names)

    for lang in ("zh", "zh-hant", "en"):
        scripts = ("calculator", f"rules-{lang}", f"readings-{lang}")
        own = weigh(f"{lang}/calculator.html", *(site.shared(f"{name}.js") for name in scripts))
        rest = weigh(*map(site.shared, ("calculator.css", "site.css", "larger.js", "icon.svg")))
        assert own < MOST_BYTES
        assert own + rest < MOST_OF_A_PAGE


def test_without_the_library_that_shortens_it_the_script_stays_as_written(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = write_calculator(policy)["calculator.js"]
    monkeypatch.setitem(sys.modules, "minify", None)
    whole = write_calculator(policy)["calculator.js"]
    assert whole.startswith(read_evaluator(policy))
    assert len(short) < len(whole)


def test_nothing_on_the_page_jumps_while_it_loads_and_is_used(browser: Any, folder: Path) -> None:
    visitor = Visitor(browser, folder)
    visitor.page.add_init_script("""
      globalThis.shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries()
        .filter((one) => !one.hadRecentInput).map((one) => one.value)))
        .observe({type: "layout-shift", buffered: true});
    """)
    recycle(visitor.open())
    visitor.page.wait_for_selector("#readings fieldset", state="attached")
    visitor.page.wait_for_timeout(600)
    assert visitor.page.evaluate("shifts") == []
    visitor.leave()


# Words


CASES = [
    (case["case"], case.get("readings", {}))
    for path in sorted((ROOT / "tests" / "corpus").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
]


@pytest.fixture(scope="module")
def assessed(policy: Policy) -> list[tuple[Case, Assessment]]:
    """The program's results for every case of the corpus."""
    read = [read_case(policy, json.dumps(data), "case.json") for data, _ in CASES]
    return [
        (case, assess(policy, case, readings=readings))
        for case, (_, readings) in zip(read, CASES, strict=True)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outcomes_and_their_reasons_are_those_of_the_program(
    browser: Any, folder: Path, policy: Policy, assessed: list[tuple[Case, Assessment]], lang: Language
) -> None:
    visitor = Visitor(browser, folder, lang).open()
    told = visitor.answer(
        """([data, readings]) => {
          const { rules, telling } = Tiaowen;
          const { case: read } = Tiaowen.readCase(rules, data);
          return Tiaowen.assess(rules, read, readings).outcomes.map((one) => {
            const kind = telling.supportOf.get(one.support).per;
            const { low, high } = one.amount ?? {};
            const sum = one.amount && [String(low), high === null ? high : String(high)];
            const reasons = one.reasons.map((reason) => telling.tell(reason, kind));
            return [one.claim ?? "", one.support, [one.status, sum, reasons]];
          });
        }""",
        CASES,
    )
    visitor.leave()
    wrong = []
    show = typeset if lang == "zh" else str
    say = cache(lambda reason, kind: show(say_tree(policy, [reason], lang, kind)[0].text))
    for (case, assessment), outcomes in zip(assessed, told, strict=True):
        mine = {
            (claim, support): [status, sum_, list(map(show, reasons))]
            for claim, support, (status, sum_, reasons) in outcomes
        }
        for outcome in assessment.outcomes:
            kind = policy.support(outcome.support).per
            sum_ = outcome.amount and [_write_fen(outcome.amount.low), _write_fen(outcome.amount.high)]
            expected = [outcome.status.value, sum_, [say(reason, kind) for reason in outcome.reasons]]
            if mine[outcome.claim or "", outcome.support] != expected:
                wrong.append((case, outcome.support, mine[outcome.claim or "", outcome.support], expected))
    assert wrong[:3] == []
    assert len(CASES) > 700


def _write_fen(fen: int | None) -> str | None:
    """Fen in the form in which the page returns them."""
    return None if fen is None else str(fen)


def test_what_is_near_is_found_and_told_as_the_program_does(
    browser: Any, folder: Path, policy: Policy, site: Site, assessed: list[tuple[Case, Assessment]]
) -> None:
    some = slice(0, None, 4)
    visitor = Visitor(browser, folder).open()
    visitor.page.evaluate(
        "new Promise((done) => Tiaowen.page.bring(Tiaowen.words.writing.notes, () => done()))"
    )
    told = visitor.answer(
        """([data, readings]) => {
          const { rules, telling } = Tiaowen;
          const { case: read } = Tiaowen.readCase(rules, data);
          const { outcomes, combination } = Tiaowen.assess(rules, read, readings);
          return outcomes.flatMap((one) => {
            const miss = telling.findMiss(one, read, readings, combination.total);
            return miss ? [[one.claim, one.support, telling.sayMiss(one.support, miss)]] : [];
          });
        }""",
        CASES[some],
    )
    visitor.leave()
    count = 0
    for (case, assessment), found in zip(assessed[some], told, strict=True):
        misses = find_near_misses(policy, case, assessment)
        kinds = {claim.id: claim.kind for claim in case.claims or ()}
        expected = {
            (miss.claim, miss.support): typeset(say_miss(policy, miss, "zh", kinds[miss.claim]))
            for miss in misses
        }
        assert {(claim, support): typeset(words) for claim, support, words in found} == expected
        count += len(expected)
    assert count > 20


NOTED = [
    {
        "date": "2026-03-01",
        "applicant": {"applicant-kind": "association"},
        "claims": [
            {"id": "甲标准", "kind": "standard-document", "is": ["standard"], "standard-level": "national",
             "drafting-role": "sole-lead", "leads": 3, "selected": True, "selected-on": "2027-01-01"},
            {"id": "机房改造", "kind": "project", "is": ["data-centre"], "demonstration-value": True,
             "verified-total-investment": 10000000, "other-support": 60000000, "selected": True,
             "achieved-on": "2025-12-01", "paid-on": "2025-01-01", "applied-on": "2025-02-01"},
            {"id": "Data Centre", "kind": "project", "part-of": "大机房"},
        ],
        "ledger": [
            {"level": "district", "object": "机房 改造", "amount": 7000001, "date": "2025-02-01"},
            {"level": "city", "object": "机房改建", "amount": 1, "date": "2027-02-01"},
            {"support": "para_5__sup_1", "object": "Data Center", "amount": 30000000, "date": "2025-02-01"},
            {"support": "para_20__sup_1", "object": "老标准", "amount": 500001, "standard-level": "national"},
        ],
    },
    {
        "date": "2026-03-01",
        "claims": [{"id": f"机房{chr(0x4F00 + n)}改造", "kind": "project"} for n in range(60)],
    },
]  # fmt: skip
"""Cases with every kind of note except that of a split project, and with more pairs of
names than are listed.
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_noted_on_a_case_is_found_and_told_as_the_program_does(
    browser: Any, folder: Path, policy: Policy, site: Site, lang: Language
) -> None:
    cases = [*((data, {}) for data in NOTED), *[one for one in CASES if not one[1]][::2]]
    visitor = Visitor(browser, folder, lang).open()
    visitor.page.add_script_tag(url=(site.folder / site.shared(f"notes-{lang}.js")).as_uri())
    told = visitor.answer(
        """([data, readings]) => {
          const { case: read } = Tiaowen.readCase(Tiaowen.rules, data);
          return Tiaowen.notes(read, Tiaowen.assess(Tiaowen.rules, read, readings));
        }""",
        cases,
    )
    visitor.leave()
    kinds = set()
    for (data, readings), found in zip(cases, told, strict=True):
        case = read_case(policy, json.dumps(data), "case.json")
        notes = [one for one in assess(policy, case, readings=readings).notes if one.kind != "split"]
        assert [typeset(one) for one in found] == [typeset(say_note(policy, one, lang)) for one in notes]
        kinds |= {one.kind for one in notes}
    assert kinds >= {"excess", "at-most", "not-before", "past", "one", "above-ceiling", "near"}


def test_answers_that_cannot_both_be_true_are_told_with_the_result(browser: Any, folder: Path) -> None:
    claim = demonstration("甲", **{"other-support": "200000000"})
    visitor = Visitor(browser, folder).open(fragment_of(claim))
    visitor.page.wait_for_selector("#notes li")
    assert "两处不会都对" in visitor.see("#notes")
    visitor.leave()


def test_the_words_stand_in_both_languages_with_the_same_places() -> None:
    for part, sentences in read_words().items():
        for key, sentence in sentences.items():
            assert set(sentence) == {"zh", "en"}, (part, key)
            places = [set(re.findall(r"\{(\w+)\}", words)) for words in sentence.values()]
            assert places[0] == places[1], (part, key)
            assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", sentence["zh"]), (part, key)


def test_every_word_of_the_page_is_used() -> None:
    parts = sorted((ROOT / "render" / "static").glob("calculator*.js"))
    code = "".join(part.read_text(encoding="utf-8") for part in parts)
    built = re.compile(r"^(count|title|whom)_")
    unused = [
        key
        for part in ("page", "result", "keeping")
        for key in read_words()[part]
        if not built.match(key) and not re.search(rf'"{key}"', code)
    ]
    assert unused == []
