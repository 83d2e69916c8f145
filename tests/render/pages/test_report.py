from __future__ import annotations

from lxml import html

from kb import Policy
from kb.model.words.errors import LANGUAGES, Place, error
from kb.verify.report.stages import Ended, Ending
from kb.verify.results import Result, Verdict
from render.pages.report import Settings, render_report, report_words
from tests.kb.verify.report.made_results import BAD, GOOD, SAMPLED, TRUE

SETTINGS = Settings("tiaowen test --seed 7", 7, "0.2.0")


def page_of(policy: Policy, *ended: Ended, lang: str = "zh") -> str:
    return render_report(policy, ended, SETTINGS, {"para_5": 240}, lang)  # type: ignore[arg-type]


def test_every_word_is_there_in_both_languages() -> None:
    for key, words in report_words().items():
        assert set(words) == set(LANGUAGES), key


def test_trouble_is_told_first_with_its_clause(policy: Policy) -> None:
    page = html.fromstring(page_of(policy, Ended("check", Ending.TROUBLE, (GOOD, BAD))))
    assert "有 1 处要改" in page.find_class("lead")[0].text_content()
    told = page.get_element_by_id("troubles").text_content()
    assert "坏。怎么改：改。" in told
    assert "评选若干" in told  # the words of the clause


def test_a_stage_that_was_not_run_is_never_shown_as_passed(policy: Policy) -> None:
    lacking = (error("library-missing", Place(), library="z3-solver", extra="workbench"),)
    page = page_of(
        policy, Ended("check", Ending.PASSED, (GOOD,)), Ended("prove", Ending.MISSING, lacking=lacking)
    )
    assert "不能算全部通过" in page
    assert "z3-solver" in page
    assert "各步都跑完了" not in page


def test_what_is_true_of_the_policy_stands_apart_from_what_is_to_mend(policy: Policy) -> None:
    page = html.fromstring(page_of(policy, Ended("abuse", Ending.PASSED, (TRUE, SAMPLED))))
    assert "各步都跑完了" in page.find_class("lead")[0].text_content()
    assert "坏。" in page.get_element_by_id("findings").text_content()
    assert not page.xpath("//*[@id='troubles']")


def test_each_measure_has_a_row_with_its_cases_and_the_words_of_each_cell(policy: Policy) -> None:
    page = html.fromstring(page_of(policy, Ended("check", Ending.TROUBLE, (GOOD, BAD, SAMPLED))))
    rows = page.get_element_by_id("heat").xpath(".//tbody/tr")
    assert len(rows) >= 24
    five = next(row for row in rows if "(五)" in row.text_content())
    assert [cell.text_content() for cell in five.xpath("td")] == ["240", "要改 1证明 1"]
    assert five.xpath("td")[1].get("class") == "heat-trouble"


def test_the_page_is_whole_in_both_languages_and_fetches_nothing(policy: Policy) -> None:
    for lang in LANGUAGES:
        page = page_of(policy, Ended("check", Ending.PASSED, (GOOD,)), lang=lang)
        assert "default-src 'none'" in page
        assert not html.fromstring(page).xpath("//script | //link | //img | //iframe")


def test_readings_stand_by_the_money_that_turns_on_them(policy: Policy) -> None:
    words = {"reading": "G1", "a": "a", "b": "b", "count": "3", "sum": "1元", "one": "一", "two": "二"}
    small, large = (
        Result(
            "readings",
            "apart",
            Verdict.SAMPLED,
            "together",
            (),
            words,
            readings={key: "b"},
            samples=3,
            stake=fen,
        )
        for key, fen in (("G1", 100), ("G16", 2_000_000_00))
    )
    page = html.fromstring(page_of(policy, Ended("readings", Ending.PASSED, (small, large))))
    rows = page.get_element_by_id("stakes").xpath(".//tbody/tr")
    assert [row.xpath("td")[0].text for row in rows] == ["200万元", "1元"]
    assert [row.xpath("th")[0].text.split()[0] for row in rows] == ["G16", "G1"]
