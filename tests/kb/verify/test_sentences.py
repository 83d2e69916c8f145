"""Results in words: the verdict, the sentence of the law, and the names in it."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.verify.results import Result, Subject, Verdict
from kb.verify.sentences import fill_in, name_sum, name_support, say_law, say_verdict, sentences


@pytest.mark.parametrize(
    ("verdict", "about", "samples", "zh", "en"),
    [
        (Verdict.PROVED, "rules", 0, "已证明", "proved"),
        (Verdict.SAMPLED, "rules", 2000, "仅抽测（2000例）", "only sampled (2000 cases)"),
        (Verdict.REFUTED, "rules", 0, "已反驳", "refuted"),
        (Verdict.REFUTED, "policy", 3, "已反驳（条文如此）", "refuted (so the text has it)"),
    ],
)
def test_a_verdict_says_how_far_a_law_is_known_to_hold(
    verdict: Verdict, about: Subject, samples: int, zh: str, en: str
) -> None:
    result = Result("fuzz", "cap-holds", verdict, "holds", (), about=about, samples=samples)
    assert (say_verdict(result, "zh"), say_verdict(result, "en")) == (zh, en)


def test_slots_are_filled_with_one_word_or_a_word_for_each_language() -> None:
    told = {"zh": "{a}和{b}", "en": "{a} and {b}"}
    assert fill_in(told, {"a": "G1", "b": {"zh": "风车", "en": "windmill"}}) == {
        "zh": "G1和风车",
        "en": "G1 and windmill",
    }


def test_a_law_without_a_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        say_law(Result("prove", "no-such-law", Verdict.PROVED, "holds", ()), "zh")


def test_sums_and_supports_are_named_as_elsewhere(toy: Policy) -> None:
    assert name_sum(100_000_000) == {"zh": "100万元", "en": "1 million yuan"}
    assert name_support(toy, "para_1__sup_1")["zh"] == "措施1“风车资助”"


@pytest.mark.parametrize("command", ["prove", "fuzz", "mutate", "abuse", "case", "replay", "cover"])
def test_every_command_has_its_table_in_both_languages(command: str) -> None:
    for forms in sentences(command).values():
        for told in forms.values():
            assert set(told) == {"zh", "en"}
