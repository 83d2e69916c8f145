"""The corpus: its cases are replayed, and those of changed words are sent back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb import Policy
from kb.model.values import Interval
from kb.verify.casebook.corpus import find_corpus, read_corpus, write_words
from kb.verify.casebook.replay import replay
from kb.verify.results import Verdict
from tests.conftest import REAL
from tests.kb.verify.casebook.kept import TEN


def test_the_corpus_is_replayed_whole(policy: Policy) -> None:
    book = read_corpus(policy, find_corpus(REAL))
    assert book.findings == ()
    assert [(r.form, r.samples) for r in replay(policy, book.cases)] == [("agrees", len(book.cases))]
    assert len(book.cases) > 700


def test_the_words_of_the_corpus_are_those_that_were_published(policy: Policy) -> None:
    words = find_corpus(REAL) / "words.toml"
    assert words.read_text("utf-8") == write_words(policy)


def test_a_changed_sum_sends_cases_of_the_corpus_back_and_refutes_nothing(policy: Policy) -> None:
    cases = [one for one in read_corpus(policy, find_corpus(REAL)).cases if one.id.startswith("m5-")]
    changed = {**cases[0].words, "para_5__s_4": "0" * 16}  # as if confirmed for other words
    wrong = [
        replace(one, words=changed, clauses={**one.clauses, "para_5__s_4": "0" * 16})
        for one in cases
        if any(expected.amount == TEN for expected in one.expected)
    ]
    other = Interval(1_500_000_000, 1_500_000_000)
    moved = [
        replace(one, expected=tuple(replace(each, amount=other) for each in one.expected)) for one in wrong
    ]
    results = list(replay(policy, moved))
    assert results
    assert {result.form for result in results} == {"changed-differs"}
    assert {result.verdict for result in results} == {Verdict.UNDECIDED}
    assert "1500万元" in str(results[0].words["before"])
    assert "1000万元" in results[0].program["zh"]
    assert [result.form for result in replay(policy, wrong)] == ["unchanged"]


def test_a_corpus_of_another_policy_is_not_replayed(toy: Policy) -> None:
    book = read_corpus(toy, find_corpus(REAL))
    assert (book.cases, book.findings) == ((), ())


def test_a_broken_file_of_a_corpus_is_told(policy: Policy, tmp_path: Path) -> None:
    for name, text in (("a", "{"), ("b", '{"cases": [{}]}'), ("c", "[]")):
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    assert [one.code for one in read_corpus(policy, tmp_path).findings] == ["corpus-broken"] * 3
