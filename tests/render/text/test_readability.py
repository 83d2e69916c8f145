"""The readability of plain wording: everything shown is within the limits, and every excess is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.model.wording import Link, Plain
from render.text.readability import (
    MOST,
    find_faults,
    measure_sentence,
    read_words,
    split_sentences,
    summarise,
)


def with_offer(policy: Policy, lang: str, *parts: object) -> Policy:
    """The policy with a further plain sentence on measure 24."""
    part = policy.plain[lang]["para_24"]
    more = replace(part, offers=(*part.offers, Plain(parts, ("para_24__s_1",))))  # type: ignore[arg-type]
    return replace(policy, plain=policy.plain | {lang: policy.plain[lang] | {"para_24": more}})


def faults(policy: Policy) -> list[tuple[str, str]]:
    return [(fault.kind, fault.what) for fault in find_faults(policy)]


def test_nothing_the_guide_says_is_beyond_a_limit(policy: Policy) -> None:
    assert [f"{f.kind} {f.where} [{f.what}] {f.sentence}" for f in find_faults(policy)] == []


def test_the_limits_are_those_that_the_documentation_states() -> None:
    assert MOST == {"zh": 60, "en": 30}


@pytest.mark.parametrize(
    ("lang", "sentence", "kind"),
    [
        ("zh", "政策" * 31 + "。", "long"),
        ("en", "A word " + "and a word " * 10 + "more.", "long"),
        ("zh", "推进溯源网络。", "jargon"),
        ("en", "Land in enclave parks.", "jargon"),
        ("zh", "对企业予以支持。", "stiff"),
        ("en", "The applicant shall apply.", "stiff"),
        ("zh", "项目被选中，并由主管部门给予资助。", "passive"),
        ("en", "It is chosen, is paid and is checked.", "passive"),
    ],
)
def test_a_sentence_beyond_a_limit_is_found(policy: Policy, lang: str, sentence: str, kind: str) -> None:
    assert [found for found, _ in faults(with_offer(policy, lang, sentence))] == [kind]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh", "政策" * 30 + "。"),
        ("zh", "推进溯源网络（查得到从哪里来）。"),
        ("zh", "溯源网络，也就是查得到从哪里来的网络。"),
        ("zh", "条文写的是“予以支持”。"),
        ("en", "Land in enclave parks (built elsewhere by agreement)."),
        ("en", "Whether it is halved or is refused is not stated."),
    ],
)
def test_a_sentence_within_the_limits_is_not(policy: Policy, lang: str, sentence: str) -> None:
    assert faults(with_offer(policy, lang, sentence)) == []


def test_a_word_that_leads_to_the_glossary_is_explained_there(policy: Policy) -> None:
    assert faults(with_offer(policy, "zh", "按", Link("一事一议", "一事一议"), "办。")) == []


def test_the_name_of_an_agency_counts_as_one_thing(policy: Policy) -> None:
    parts: list[object] = ["责任单位是"]
    for agency in policy.agencies[:8]:
        parts += [Link(agency.id, ""), "、"]
    assert sum(len(agency.name) for agency in policy.agencies[:8]) > MOST["zh"]
    assert faults(with_offer(policy, "zh", *parts, "等。")) == []


def test_length_is_counted_in_characters_or_words_without_marks() -> None:
    assert measure_sentence("按30%资助，最高1000万元。", "zh") == 9
    assert measure_sentence("At 30%, up to 10 million yuan.", "en") == 7


def test_sentences_end_at_full_stops_only() -> None:
    assert split_sentences("一句；还是它。“另一句。”再一句！", "zh") == [
        "一句；还是它。",
        "“另一句。",
        "再一句！",
    ]
    assert split_sentences("It is 33,333,333.34 yuan. That is it.", "en") == [
        "It is 33,333,333.34 yuan.",
        "That is it.",
    ]


def test_every_word_listed_is_one_that_could_stand_in_the_text() -> None:
    for table in read_words().values():
        for lang, listed in table.items():
            assert len(listed) == len(set(listed)), lang


def test_the_report_gives_figures_for_both_languages_and_every_fault(policy: Policy) -> None:
    report = summarise(with_offer(policy, "zh", "对企业予以支持。")).splitlines()
    assert report[0].startswith("zh: ")
    assert report[1].startswith("en: ")
    assert report[2:] == ["stiff zh plain para_24 [予以] 对企业予以支持。"]
