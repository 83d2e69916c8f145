"""Mutation testing: every mutant of the policy is detected, proved equivalent, or reported."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from lxml import etree
from typer.testing import CliRunner

from kb import Policy, load_policy
from kb.assess import assess
from kb.cli import app
from kb.loading import join_sources, load_text, read_sources
from kb.loading.folders import find_folders
from kb.loading.lines import read_part, write_part
from kb.loading.new_version import start_version
from kb.loading.published_text import departs, read_published
from kb.model.document import Clause
from kb.model.words.errors import PolicyError
from kb.verify.casebook.corpus import find_corpus
from kb.verify.fuzz.generator import Maker
from kb.verify.mutate.detect import Killer, Watch
from kb.verify.mutate.distinguish import gist, is_proved_same
from kb.verify.mutate.facts import fact_mutants, figure_mutants, reading_mutants
from kb.verify.mutate.mutant import Edit, Mutant, make
from kb.verify.mutate.rules import rules_mutants
from kb.verify.mutate.run import find_mutants, judge, keep_watch, mutate, say_change
from kb.verify.mutate.text import other_numbers, text_mutants
from kb.verify.results import Verdict
from kb.verify.sentences import say_law
from kb.versions.part import replace_part
from tests.conftest import REAL, TOY
from tests.published import published_text
from tests.sampling import examples

MAKERS = (text_mutants, rules_mutants, reading_mutants, fact_mutants, figure_mutants)


@pytest.fixture(scope="module")
def watch() -> Watch:
    return keep_watch(REAL)


def mutants_of(watch: Watch, part: str, kind: str) -> list[Mutant]:
    return [one for one in find_mutants(watch, (part,)) if one.kind == kind]


def test_the_published_text_that_comes_along_is_the_page_as_found() -> None:
    assert read_published(find_folders(REAL)) == published_text()


def test_the_text_departs_from_the_publication_by_a_single_digit(policy: Policy) -> None:
    changed = published_text().replace("不超过3张", "不超过4张")
    found = departs(policy.document, changed)
    assert found is not None
    assert found.eid == "para_12"
    assert "4张" in found.published
    assert "3张" in found.here
    assert departs(policy.document, published_text()) is None


def test_a_publication_with_more_behind_the_last_line_departs(policy: Policy) -> None:
    found = departs(policy.document, published_text() + "\n特此公告。")
    assert found is not None
    assert found.published == "特此公告。"


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("3张", {"4张", "2张", "30张"}),
        ("30%", {"31%", "29%", "3%", "300%"}),
        ("1000万元", {"1001万元", "999万元", "100万元", "10000万元", "1000元", "1000亿元"}),
        ("100万", {"101万", "99万", "10万", "1000万", "100元", "100亿"}),
        ("两个阶段", {"三个阶段", "一个阶段"}),
        ("5年", {"6年", "4年", "50年"}),
    ],
)
def test_a_quantity_has_other_numbers(text: str, others: set[str]) -> None:
    assert set(other_numbers(text)) == others


def test_a_date_has_other_days_months_and_years() -> None:
    assert set(other_numbers("2024年5月23日")) == {
        "2024年5月24日",
        "2024年5月22日",
        "2024年6月23日",
        "2024年4月23日",
        "2025年5月23日",
        "2023年5月23日",
    }


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


def test_an_edit_of_nothing_is_an_error(watch: Watch) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Edit("rules.xml", "nowhere", "drop").make(watch.sources.trees["rules.xml"])


def test_rules_joined_to_a_policy_are_those_of_loading_anew(watch: Watch) -> None:
    (mutant, *_) = mutants_of(watch, "para_5", "value-less") or mutants_of(watch, "para_9", "value-less")
    sources = make(mutant, watch.sources)
    assert join_sources(sources, like=watch.policy) == join_sources(sources)
    nowhere = replace(mutant.edits[0], action="set", name="provision", value="para_99")
    broken = make(replace(mutant, edits=(nowhere,)), watch.sources)
    with pytest.raises(PolicyError):
        join_sources(broken, like=watch.policy)


class TestWhoNotices:
    """Each detector detects its own kind of mutant."""

    def test_every_number_that_rules_take_is_noticed_by_the_publication_and_besides(
        self, watch: Watch
    ) -> None:
        found = [one for one in find_mutants(watch) if one.kind == "number" and one.part != "preface"]
        assert len(found) > 100
        for mutant in Random(1).sample(found, examples(len(found) // 2)):
            killers = watch.judge(mutant).killers
            assert Killer.TEXT in killers, mutant
            # The checks detect a number of phases that matches no list; cases detect all others.
            assert Killer.CASE in killers or (Killer.CHECK in killers and "阶段" in str(mutant.words)), mutant

    def test_without_a_publication_cases_notice_a_number_alone(self, watch: Watch) -> None:
        (mutant,) = [m for m in mutants_of(watch, "para_12", "number") if m.words["new"] == "4张"]
        assert replace(watch, published=None).judge(mutant).killers == (Killer.CASE,)

    def test_without_cases_nothing_notices_that_a_cap_is_lost(self, watch: Watch) -> None:
        mutant = next(m for m in mutants_of(watch, "para_14", "ruling") if m.support == "para_14__sup_4")
        assert watch.judge(mutant).killers == (Killer.CASE,)
        assert not replace(watch, cases=()).judge(mutant).is_noticed

    def test_another_agency_is_noticed(self, watch: Watch) -> None:
        for kind in ("agency", "agency-id", "agency-dropped", "agencies-swapped"):
            for mutant in mutants_of(watch, "para_13", kind):
                assert watch.judge(mutant).killers in ((Killer.TEXT,), (Killer.CHECK,)), mutant

    def test_another_domain_is_noticed_by_the_record(self, watch: Watch) -> None:
        for mutant in mutants_of(watch, "para_21", "domain-ref"):
            assert watch.judge(mutant).killers == (Killer.RECORD,)

    def test_the_fingerprint_notices_nothing(self, watch: Watch) -> None:
        (mutant, *_) = mutants_of(watch, "para_14", "number")
        bare = replace(watch, published=None, cases=(), record=None)
        assert not bare.judge(mutant).is_noticed

    def test_the_record_agrees_with_the_rules_today(self, watch: Watch) -> None:
        assert watch.record is not None
        assert watch.record.departs(watch.policy) == ""


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


def test_a_change_that_no_case_notices_is_told_with_a_case_that_would(watch: Watch) -> None:
    mutant = next(m for m in mutants_of(watch, "para_12", "value-more") if "科研" in str(m.words["new"]))
    told = replace(
        watch, cases=tuple(one for one in watch.cases if "research-institute" not in str(one.case))
    )
    (result,) = list(mutate(told, (mutant,)))
    assert result.verdict is Verdict.REFUTED
    assert say_law(result, "zh").startswith("若在“(十二)")
    assert result.at[0] == "para_12__s_3"
    assert result.case is not None
    assert result.case.applicant["applicant-kind"] == "research-institute"
    fate = told.judge(mutant)
    assert fate.policy is not None
    before, now = (assess(one, result.case, readings=result.readings) for one in (watch.policy, fate.policy))
    assert gist(before) != gist(now)
    (claim,) = result.case.claims or ()
    assert len(result.case.applicant) + len(claim.facts) <= 6


class TestWhatChangesNothing:
    """Equivalent mutants, and those that only seem to be."""

    def test_a_default_that_is_written_out_may_be_left_out(self, watch: Watch) -> None:
        mutant = next(m for m in mutants_of(watch, "para_5", "dropped") if "舍去" in str(m.words["thing"]))
        found = judge(watch, mutant)
        assert (found.fate.is_noticed, found.why) == (False, "same-rules")

    def test_rounding_up_is_no_default(self, watch: Watch) -> None:
        mutant = next(m for m in mutants_of(watch, "para_5", "dropped") if "四舍" in str(m.words["thing"]))
        fate = replace(watch, cases=(), record=None).judge(mutant)
        assert not fate.same
        assert is_proved_same(watch, fate) is None

    def test_what_another_condition_implies_is_proved_by_the_solver(self, watch: Watch) -> None:
        told = {"zh": "M14f=b", "en": "M14f=b"}
        mutant = next(m for m in mutants_of(watch, "para_14", "guard-gone") if m.words["old"] == told)
        found = judge(watch, mutant)
        assert (found.fate.is_noticed, found.why) == (False, "solver")

    def test_the_solver_is_not_fooled_by_a_condition_that_matters(self, watch: Watch) -> None:
        mutant = next(m for m in mutants_of(watch, "para_14", "dropped") if "落地" in str(m.words["thing"]))
        fate = replace(watch, cases=(), record=None).judge(mutant)
        assert not fate.is_noticed
        assert not is_proved_same(watch, fate)

    def test_what_several_claims_share_is_no_matter_for_one_claim(self, watch: Watch) -> None:
        mutants = [m for m in mutants_of(watch, "para_14", "ruling") if m.support == "para_14__sup_2"]
        fate = replace(watch, cases=(), record=None).judge(mutants[0])
        assert not fate.same
        assert is_proved_same(watch, fate) is None


def test_dealt_cases_bear_out_that_nothing_changes(watch: Watch) -> None:
    proved = 0
    told = ("每年", "看哪一天", "算谁的")
    for mutant in find_mutants(watch, ("para_12",)):
        if not mutant.under or not any(words in str(mutant.words.get("thing")) for words in told):
            continue
        fate = watch.judge(mutant)
        if not fate.same or fate.policy is None:
            continue
        proved += 1
        if proved > examples(24):
            break
        rng, maker = Random(proved), Maker(watch.policy, mutant.support.split("__")[0])
        for n in range(15):
            case = maker.case(rng)
            readings = {**maker.readings(rng), **dict([mutant.under[n % len(mutant.under)]])}
            one, other = (assess(each, case, readings=readings) for each in (watch.policy, fate.policy))
            assert gist(one) == gist(other), say_change(mutant)
    assert proved > 5


@pytest.fixture
def watched(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command with the corpus already read, which takes seconds."""
    monkeypatch.setattr("kb.cli.commands.mutate.keep_watch", lambda folder, corpus: watch)


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_tells_who_noticed(lang: str) -> None:
    done = CliRunner().invoke(app, ["mutate", "--measure", "3", "--lang", lang])
    assert done.exit_code == 0, done.output
    assert ("都会被发现" if lang == "zh" else "would all be noticed") in done.output


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
