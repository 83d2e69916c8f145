"""Mutation testing: every mutant of the policy is detected, proved equivalent, or reported."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from kb import load_policy
from kb.cli import app
from kb.loading import join_sources, load_text, read_sources
from kb.loading.lines import read_part, write_part
from kb.loading.new_version import start_version
from kb.model.document import Clause
from kb.model.words.errors import PolicyError
from kb.verify.casebook.corpus import find_corpus
from kb.verify.mutate.detect import Watch
from kb.verify.mutate.facts import fact_mutants, figure_mutants, reading_mutants
from kb.verify.mutate.mutant import make
from kb.verify.mutate.rules import rules_mutants
from kb.verify.mutate.run import find_mutants, keep_watch, mutate, say_change
from kb.verify.mutate.text import text_mutants
from kb.verify.results import Verdict
from kb.verify.sentences import say_law
from kb.versions.part import replace_part
from tests.conftest import REAL, TOY
from tests.kb.verify.mutate.mutants import mutants_of
from tests.published import published_text

MAKERS = (text_mutants, rules_mutants, reading_mutants, fact_mutants, figure_mutants)


def test_there_are_many_mutants_of_every_part_and_each_changes_a_file(watch: Watch) -> None:
    found = find_mutants(watch)
    assert len(found) >= 500
    assert {one.part for one in found} >= {measure.eid for measure in watch.policy.measures}
    seen = set()
    for one in found:
        key = (one.file, one.edits)
        assert key not in seen, one
        seen.add(key)
    for one in found[:: len(found) // 100]:
        before = etree.tostring(watch.sources.trees[one.file])
        after = etree.tostring(make(one, watch.sources).trees[one.file])
        assert before != after, one
        assert etree.tostring(watch.sources.trees[one.file]) == before


def test_every_mutant_is_a_sentence_in_both_languages_without_ids(watch: Watch) -> None:
    ids = {support.id for support in watch.policy.supports}
    for one in find_mutants(watch):
        told = say_change(one)
        assert set(told) == {"zh", "en"}
        assert "{" not in told["zh"] + told["en"]
        assert not any(key in told["zh"] for key in ids), told


def test_a_sample_is_the_same_for_the_same_seed(watch: Watch) -> None:
    assert find_mutants(watch, most=20, seed=4) == find_mutants(watch, most=20, seed=4)
    assert find_mutants(watch, most=20, seed=4) != find_mutants(watch, most=20, seed=5)
    assert len(find_mutants(watch, most=20)) == 20


def test_a_toy_policy_has_mutants_of_its_own() -> None:
    policy, sources = load_policy(TOY), read_sources(TOY)
    found = [one for maker in MAKERS for one in maker(policy, sources)]
    assert len(found) > 100
    assert {one.part for one in found} <= {part.eid for part in policy.document.parts}


def test_rules_joined_to_a_policy_are_those_of_loading_anew(watch: Watch) -> None:
    (mutant, *_) = mutants_of(watch, "para_5", "value-less") or mutants_of(watch, "para_9", "value-less")
    sources = make(mutant, watch.sources)
    assert join_sources(sources, like=watch.policy) == join_sources(sources)
    nowhere = replace(mutant.edits[0], action="set", name="provision", value="para_99")
    broken = make(replace(mutant, edits=(nowhere,)), watch.sources)
    with pytest.raises(PolicyError):
        join_sources(broken, like=watch.policy)


def test_a_policy_that_departs_from_its_publication_is_told(watch: Watch) -> None:
    told = replace(watch, published=published_text().replace("最高1000万元", "最高2000万元"))
    (result,) = list(mutate(told, ()))
    assert result.verdict is Verdict.REFUTED
    assert "2000" in say_law(result, "zh")
    assert json.dumps(say_law(result, "en"))
    (result,) = list(mutate(replace(watch, published=None), ()))
    assert result.verdict is Verdict.UNDECIDED


def test_without_cases_that_is_told_and_the_gates_that_are_left_are_tried(watch: Watch) -> None:
    mutants = [one for one in find_mutants(watch, ("para_5",)) if one.file == "text.xml"][:3]
    told, *others = mutate(replace(watch, cases=()), mutants)
    assert told.verdict is Verdict.UNDECIDED
    assert "--corpus" in say_law(told, "zh")
    assert [one.form for one in others] == ["clause"]
    assert "公布的文本3" in say_law(others[0], "zh")


def test_a_policy_without_publication_or_corpus_is_mutated_with_the_checks_alone(toy_copy: Path) -> None:
    watch = keep_watch(toy_copy)
    assert (watch.published, watch.cases, watch.record) == (None, (), None)
    mutants = find_mutants(watch, ("para_1",), most=4)
    forms = [one.form for one in mutate(watch, mutants)]
    assert forms[:2] == ["missing", "no-cases"]
    assert len(forms) > 2


def test_a_case_confirmed_of_other_words_watches_over_nothing(watch: Watch, real_copy: Path) -> None:
    folders, document, registry = load_text(real_copy)
    five = document.part("para_5")
    assert isinstance(five, Clause)
    text = write_part(five, registry).replace("[1000万元|", "[1500万元|")
    grown = replace_part(document, read_part(text, registry, "para_5.txt", "para_5", 1))
    version = start_version(folders, grown, registry, date(2027, 1, 1))
    left = keep_watch(version, find_corpus(REAL))
    names = {one.id for one in watch.cases} - {one.id for one in left.cases}
    assert names
    assert all("para_5" in str(one) for one in watch.cases if one.id in names)
    assert any(one.id.startswith("m9-") for one in left.cases)


@pytest.fixture
def watched(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command with the corpus already read, which takes seconds."""
    monkeypatch.setattr("kb.cli.commands.mutate.keep_watch", lambda folder, corpus: watch)


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_tells_who_noticed(lang: str) -> None:
    done = CliRunner().invoke(app, ["mutate", "--measure", "3", "--lang", lang])
    assert done.exit_code == 0, done.output
    assert ("都会被发现" if lang == "zh" else "would be detected") in done.output


@pytest.mark.usefixtures("watched")
def test_the_command_answers_programs_in_json() -> None:
    options = ["--policy", str(REAL), "--most", "5", "--seed", "2", "--format", "json"]
    done = CliRunner().invoke(app, ["mutate", *options])
    assert done.exit_code == 0, done.output
    assert {one["command"] for one in json.loads(done.output)} == {"mutate"}


def test_the_command_without_a_corpus_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["mutate", "--measure", "3", "--most", "2", "--corpus", str(tmp_path)])
    assert done.exit_code == 1
    assert "--corpus" in done.output


def test_without_the_solver_it_says_so_and_leaves_open_what_that_would_prove(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("kb.verify.mutate.distinguish", "kb.cli.commands.mutate"):
        monkeypatch.setattr(f"{module}.has_z3", lambda: False)
    ended = CliRunner().invoke(app, ["mutate", "--measure", "11", "--most", "5", "--policy", str(REAL)])
    assert ended.exit_code == 0
    assert "没有安装 z3-solver" in ended.output
