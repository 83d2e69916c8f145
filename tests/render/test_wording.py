"""The fixed words of the site: in both languages, without numbers, and none unused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from string import Formatter

import pytest

import render.page_writer
from kb import Policy
from kb.loading import find_folders, load_text
from render.data.feed import write_feed
from render.index import Lookups
from render.pages.every import list_pages
from render.paper.document import draw_paper
from render.practice import Batch, MeasurePractice, Practice
from render.templating import render_page
from render.wording import say, wording
from tests.conftest import DISTRICT

NUMBERS = {
    "zh": r"[0-9０-９二三四五六七八九十百千万亿两]",
    "en": r"[0-9]|\b(two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million)\b"
    r"|\b(half|twice|double)\b",
}
RARE = {
    "agency.kind_department_province",
    "agency.kind_department_national",
    "agency.kind_party_district",
    "agency.kind_party_province",
    "agency.kind_party_national",
    "agency.named_in",
    "agency.no_duties",
    "measure.by_chapter",
    "measure.by_document",
    "measure.from_chapter",
    "measure.from_document",
    "measure.published_name",
    "slots.agencies_unsaid",
    "slots.joint_fact",
    "slots.sharer_whole",
    "slots.sharer_phase",
    "slots.sharer_enterprise",
    "slots.others_once",
    "slots.budget_whole",
    "slots.step_decide",
    "slots.duty_inspection",
    "slots.duty_use",
    "slots.bound_less_than",
    "slots.bound_more_than",
    "feed.amended",
    "feed.amended_more",
    "history.as_it_was",
    "library.repealed-by",
    "picture.onwards",
    "slots.days_open",
    "terms.transition",
    "feed.in_force_more_open",
    "history.trial",
    "home.no_end",
    "home.trial",
    "slots.transition",
    "history.days_open",
    "history.gone",
    "history.moved",
    "history.renumbered",
    "history.same",
    "library.between",
    "library.calculator",
    "library.no_script",
    "library.others",
    "library.together",
    "library.together_note",
    "library.missing",
    "library.others_note",
    "library.search_label",
    "library.search_lead",
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
    "domain.money_none",
    "home.ungrouped",
    "counted.others_one",
    "situations.same_subject",
    "slots.ceiling_per_enterprise",
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
"""Words that no policy of the tests needs on a page of its own; the library has its own tests."""


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


def as_draft(policy: Policy) -> Policy:
    """A policy whose version is a draft."""
    draft = replace(policy.version, is_draft=True)
    return replace(policy, version=draft, versions=(*policy.versions[:-1], draft))


def test_every_sentence_is_used_and_no_other_is_asked_for(
    policy: Policy, toy: Policy, district: Policy, together: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = set()

    def note(key: str, *rest: object, **parts: object) -> object:
        used.add(key)
        return say(key, *rest, **parts)  # type: ignore[arg-type]

    monkeypatch.setattr(render.page_writer, "say", note)
    stated = Practice({measure.eid: MeasurePractice((), (BATCH,)) for measure in toy.measures})
    pages = (*list_pages(policy, {"zh", "en"}), *list_pages(toy, practice=stated))
    folders = find_folders(DISTRICT)
    history = tuple(load_text(folders.folder_of(version))[1] for version in folders.versions)
    for page in (*pages, *list_pages(district, history=history), *list_pages(together)):
        render_page(page)
    draw_paper(policy, "zh")
    draw_paper(toy, "zh", "para_1")
    draft = as_draft(district)
    for page in list_pages(draft, history=history):
        render_page(page)
    draw_paper(draft, "zh")
    for told in (policy, replace(policy, terms=())):
        write_feed(Lookups(told), "zh")
    assert set(_keys()) - used - RARE == set()
    assert used & RARE == set()


def test_what_is_filled_in_is_escaped() -> None:
    assert say("cite.measure", "zh", n="<b>") == "措施&lt;b&gt;"
