"""The corpus: its cases are replayed, and those of changed words are sent back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from kb import Policy, load_policy
from kb.model.values import Interval
from kb.verify.casebook.corpus import find_corpus, read_corpus, write_words
from kb.verify.casebook.replay import replay
from kb.verify.results import Verdict
from tests.conftest import REAL
from tests.kb.verify.casebook.kept import TEN
from tests.kb.versions.test_supports import edit, without


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


def test_a_corpus_of_another_version_follows_to_this_one(real_copy: Path) -> None:
    """（五） loses its first sentence: its support is that of the third now, and no longer of the fourth."""
    version = edit(real_copy, "para_5", lambda lines: without(lines, "支持数据中心节能"))
    policy = load_policy(version)
    book = read_corpus(policy, find_corpus(REAL), version)
    before = read_corpus(load_policy(REAL), find_corpus(REAL))
    assert len(book.cases) == len(before.cases)
    was, now = (next(one for one in each.cases if one.id == "m5-zero") for each in (before, book))
    assert "para_5__s_4" in was.clauses
    assert now.clauses["para_5__s_3"] == was.clauses["para_5__s_4"]
    assert now.words["para_5__s_3"] == was.words["para_5__s_4"]
    # Without the folder of its own version, no case is taken for one of this version.
    assert [one.code for one in read_corpus(policy, find_corpus(REAL)).findings] == ["corpus-version"]
    assert read_corpus(policy, find_corpus(REAL)).cases == ()


def test_a_case_that_cannot_be_read_takes_no_other_with_it(policy: Policy, tmp_path: Path) -> None:
    data = json.loads((find_corpus(REAL) / "measure-05.json").read_text("utf-8"))
    data["cases"] = data["cases"][:3]
    data["cases"][1]["case"]["claims"][0]["colour"] = "red"
    data["cases"][2]["readings"] = {"Z9": "b"}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    book = read_corpus(policy, tmp_path)
    assert [one.id for one in book.cases] == [data["cases"][0]["id"]]
    assert [one.case for one in book.left_out] == [one["id"] for one in data["cases"][1:]]
    assert [one.findings[0].code for one in book.left_out] == ["case-fact-unknown", "reading-not-known"]
    assert book.left_out[0].findings[0].place.file == f"{tmp_path / 'a.json'}#{data['cases'][1]['id']}"
