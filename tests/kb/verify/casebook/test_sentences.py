"""A replayed case in sentences, in both languages."""

from __future__ import annotations

import re

import pytest

from kb import Policy
from kb.model.words.errors import LANGUAGES
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.casebook.replay import replay_case
from kb.verify.casebook.sentences import say_replayed
from kb.verify.sentences import sentences


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_case_is_told_in_sentences(policy: Policy, room: KeptCase, lang: str) -> None:
    told = say_replayed(policy, replay_case(policy, room), lang)  # type: ignore[arg-type]
    assert [part.key for part in told] == ["head", "case", "clauses", "expected", "program", "verdict"]
    words = "\n".join(f"{entry.head} {' '.join(entry.lines)}" for part in told for entry in part.entries)
    assert ("经核定总投资：5000万元" if lang == "zh" else "verified total investment: 50 million") in words
    assert policy.provision("para_5__s_4").text in words
    assert not re.search(r"verified-total-investment|applicant-kind|[{}]", words)


def test_every_sentence_of_replaying_is_in_both_languages() -> None:
    for table in sentences("replay").values():
        for entry in table.values():
            assert set(entry) == set(LANGUAGES)
