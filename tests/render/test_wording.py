"""The standing words of the site: both languages, no number among them, and none that no page uses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from string import Formatter

import pytest

import render.page_writer
from kb import Policy
from render.data.feed import write_feed
from render.index import Lookups
from render.pages.every import list_pages
from render.paper.document import draw_paper
from render.practice import Batch, MeasurePractice, Practice
from render.templating import render_page
from render.text.traditional import in_traditional
from render.wording import say, wording

NUMBERS = {
    "zh": r"[0-9０-９二三四五六七八九十百千万亿两]",
    "en": r"[0-9]|\b(two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million)\b"
    r"|\b(half|twice|double)\b",
}
RARE = {
    "slots.joint_sum",
    "slots.joint_share",
    "slots.joint_fact",
    "slots.joint_number",
    "slots.with_levels",
    "slots.sharer_object",
    "slots.sharer_whole",
    "slots.sharer_phase",
    "slots.sharer_enterprise",
    "slots.sharer_enterprise-year",
    "slots.level_district",
    "slots.level_city",
    "slots.level_province",
    "slots.level_national",
    "slots.any_level",
    "slots.others_bars",
    "slots.others_topped-up",
    "slots.others_stacks",
    "slots.budget",
    "slots.budget_yearly",
    "slots.budget_whole",
    "slots.formality",
    "slots.formality_term",
    "slots.formality_agency",
    "slots.step_apply",
    "slots.step_review",
    "slots.step_publicise",
    "slots.step_decide",
    "slots.step_pay",
    "slots.paper",
    "slots.duty_stay",
    "slots.duty_report",
    "slots.duty_inspection",
    "slots.duty_use",
    "slots.duty_clawback",
    "slots.bound_at_least",
    "slots.bound_at_most",
    "slots.bound_less_than",
    "slots.bound_more_than",
    "feed.amended",
    "feed.amended_more",
    "history.as_of",
    "history.changed",
    "history.changes",
    "history.days",
    "history.days_open",
    "history.first",
    "history.inserted",
    "history.lead",
    "history.renumbered",
    "history.repealed",
    "history.same",
    "library.between",
    "library.cites",
    "library.excludes",
    "library.expired",
    "library.lead",
    "library.not-yet",
    "library.relations",
    "library.repealed",
    "library.shares",
    "library.silent",
    "library.title",
    "site.history",
    "agency.together_none",
    "domain.money_none",
    "home.ungrouped",
    "counted.agencies_one",
    "counted.others_one",
    "counted.readings_one",
    "situations.same_subject",
    "slots.agencies_unsaid",
    "slots.ceiling_per_enterprise",
    "slots.ceiling_per_enterprise-year",
    "slots.ceiling_per_phase",
    "slots.ceiling_per_whole",
    "slots.other_levels",
    "slots.since",
    "slots.earlier",
    "slots.not",
    "slots.overlap_levels_once",
    "slots.overlap_levels_stacks",
    "slots.overlap_unsaid",
    "slots.subject_unsaid",
    "slots.within_stacks",
    "slots.within_unsettled",
}
"""What neither policy of the tests gives cause to say."""


def _keys() -> list[str]:
    return [key for key in wording() if not key.startswith(("titles.", "places."))]


def test_every_sentence_stands_in_both_languages_with_the_same_places() -> None:
    for key in _keys():
        sentence = wording()[key]
        assert set(sentence) == {"zh", "en"}, key
        assert all(sentence.values()), key
        places = [{name for _, name, _, _ in Formatter().parse(s) if name} for s in sentence.values()]
        assert places[0] == places[1], key


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_number_is_typed_among_them(lang: str) -> None:
    typed = {key: s[lang] for key, s in wording().items() if re.search(NUMBERS[lang], s[lang], re.IGNORECASE)}
    assert typed == {}


def test_chinese_sentences_use_chinese_punctuation() -> None:
    for key in _keys():
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", wording()[key]["zh"]), key


BATCH = Batch({"zh": "春季批次", "en": "Spring batch"}, date(2030, 3, 1), date(2030, 4, 30), "")


def test_every_sentence_is_used_and_no_other_is_asked_for(
    policy: Policy, toy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = set()

    def note(key: str, *rest: object, **parts: object) -> object:
        used.add(key)
        return say(key, *rest, **parts)  # type: ignore[arg-type]

    monkeypatch.setattr(render.page_writer, "say", note)
    stated = Practice({measure.eid: MeasurePractice((), (BATCH,)) for measure in toy.measures})
    for page in (*list_pages(policy, {"zh", "en"}), *list_pages(toy, practice=stated)):
        render_page(page)
        render_page(in_traditional(page))
    draw_paper(policy, "zh")
    draw_paper(toy, "zh", "para_1")
    for told in (policy, replace(policy, terms=())):
        write_feed(Lookups(told), "zh")
    assert set(_keys()) - used - RARE == set()
    assert used & RARE == set()


def test_what_is_filled_in_is_escaped() -> None:
    assert say("cite.measure", "zh", n="<b>") == "措施&lt;b&gt;"
