from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.assess import Status, read_case
from kb.cli.results import report_results
from kb.loading import find_folders
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify.casebook.acceptance import Signature, accept
from kb.verify.casebook.corpus import find_corpus, read_corpus, write_words
from kb.verify.casebook.folder import FOLDER, FOUND, keep, save_kept
from kb.verify.casebook.kept_case import Expected, KeptCase, State, make_kept
from kb.verify.casebook.reading import load_kept
from kb.verify.casebook.replay import find_kept, replay, replay_case
from kb.verify.casebook.sentences import say_replayed
from kb.verify.results import Result, Verdict
from kb.verify.sentences import sentences
from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run
from tests.kb.verify.casebook.test_folder import ROOM

__all__ = ["run"]

TEN = Interval(1_000_000_000, 1_000_000_000)
SIGNED = Signature("张三", date(2026, 3, 2), "para_5__s_4")


@pytest.fixture(scope="module")
def room(policy: Policy) -> KeptCase:
    case = read_case(policy, ROOM, "room.yaml")
    return make_kept(policy, case, {}, sentence="机房改造。", source="prove", support="para_5__sup_1")


@pytest.fixture
def two(policy: Policy) -> KeptCase:
    text = ROOM.replace("ledger:", "  - {id: 二号机房, kind: project, is: {transformer: yes}}\nledger:")
    case = read_case(policy, text, "two.yaml")
    return make_kept(policy, case, {}, sentence="两个项目。", source="fuzz", support="para_5__sup_1")


def codes(problem: pytest.ExceptionInfo[PolicyError]) -> list[str]:
    for finding in problem.value.findings:
        assert all(finding.message(lang) and finding.remedy(lang) for lang in LANGUAGES)
    return [finding.code for finding in problem.value.findings]


def forms(policy: Policy, kept: KeptCase, *, found: bool = False) -> list[tuple[str, bool]]:
    return [(result.form, result.is_trouble) for result in replay(policy, [kept], found=found)]


class TestReplaying:
    def test_a_case_is_told_by_its_state_and_by_what_changed(self, policy: Policy, room: KeptCase) -> None:
        confirmed = accept(policy, room, ["可参评:1000万元"], SIGNED)
        wrong = replace(confirmed, expected=(replace(confirmed.expected[0], amount=Interval(0, 0)),))
        stale = {**confirmed.clauses, "para_5__s_4": "0" * 16}
        assert forms(policy, confirmed) == [("agrees", False)]
        assert forms(policy, wrong) == [("differs", True)]
        assert forms(policy, replace(confirmed, clauses=stale)) == [("changed", True)]
        assert forms(policy, replace(wrong, clauses=stale)) == [("changed-differs", True)]
        assert forms(policy, room) == [("open", False)]
        moved = replace(room, expected=(replace(room.expected[0], status=Status.ELIGIBLE),))
        assert forms(policy, moved) == [("moved", True)]
        assert forms(policy, moved, found=True) == [("gone", False)]

    def test_a_difference_tells_what_the_program_says_and_what_was_confirmed(
        self, policy: Policy, room: KeptCase
    ) -> None:
        wrong = Expected("机房", "para_5__sup_1", Status.CANDIDATE, Interval(0, 0), "张三", date(2026, 3, 2))
        (result,) = replay(policy, [replace(room, expected=(wrong,))])
        assert (result.verdict, result.kept) == (Verdict.REFUTED, room.id)
        assert result.program["zh"].endswith("：可参评，1000万元")
        assert result.text["zh"].endswith("：可参评，0元")

    def test_a_total_and_a_best_combination_are_compared(self, policy: Policy, room: KeptCase) -> None:
        # It may be an industrialisation project: up to 15 million, and nothing is certain.
        total = Expected("", "", None, Interval(0, 1_500_000_000))
        assert replay_case(policy, replace(room, expected=(total,))).agrees
        more = replace(total, amount=Interval(0, 0))
        assert not replay_case(policy, replace(room, expected=(more,))).agrees
        best = replay_case(policy, replace(room, best=frozenset())).best
        assert best is not None
        assert len(best) == 1
        assert replay_case(policy, replace(room, best=best)).agrees
        assert not replay_case(policy, replace(room, best=frozenset())).agrees

    def test_the_corpus_is_replayed_whole(self, policy: Policy) -> None:
        book = read_corpus(policy, find_corpus(REAL))
        assert book.findings == ()
        assert [(r.form, r.samples) for r in replay(policy, book.cases)] == [("agrees", len(book.cases))]
        assert len(book.cases) > 700

    def test_the_words_of_the_corpus_are_those_that_were_published(self, policy: Policy) -> None:
        words = find_corpus(REAL) / "words.toml"
        assert words.read_text("utf-8") == write_words(policy)

    def test_a_changed_sum_sends_cases_of_the_corpus_back_and_refutes_nothing(self, policy: Policy) -> None:
        cases = [one for one in read_corpus(policy, find_corpus(REAL)).cases if one.id.startswith("m5-")]
        changed = {**cases[0].words, "para_5__s_4": "0" * 16}  # as if confirmed for other words
        wrong = [
            replace(one, words=changed, clauses={**one.clauses, "para_5__s_4": "0" * 16})
            for one in cases
            if any(expected.amount == TEN for expected in one.expected)
        ]
        other = Interval(1_500_000_000, 1_500_000_000)
        moved = [
            replace(one, expected=tuple(replace(each, amount=other) for each in one.expected))
            for one in wrong
        ]
        results = list(replay(policy, moved))
        assert results
        assert {result.form for result in results} == {"changed-differs"}
        assert {result.verdict for result in results} == {Verdict.UNDECIDED}
        assert "1500万元" in str(results[0].words["before"])
        assert "1000万元" in results[0].program["zh"]
        assert [result.form for result in replay(policy, wrong)] == ["unchanged"]

    def test_a_corpus_of_another_policy_is_not_replayed(self, toy: Policy) -> None:
        book = read_corpus(toy, find_corpus(REAL))
        assert (book.cases, book.findings) == ((), ())

    def test_a_policy_without_any_case_is_told_so(
        self, run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(toy_copy.parent)
        ended = run("replay", "--policy", toy_copy)
        assert (ended.status, ended.err) == (0, "")
        assert "没有用例可以重现" in ended.out

    def test_a_broken_file_of_a_corpus_is_told(self, policy: Policy, tmp_path: Path) -> None:
        for name, text in (("a", "{"), ("b", '{"cases": [{}]}'), ("c", "[]")):
            (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
        assert [one.code for one in read_corpus(policy, tmp_path).findings] == ["corpus-broken"] * 3

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_case_is_told_in_sentences(self, policy: Policy, room: KeptCase, lang: str) -> None:
        told = say_replayed(policy, replay_case(policy, room), lang)  # type: ignore[arg-type]
        assert [part.key for part in told] == ["head", "case", "clauses", "expected", "program", "verdict"]
        words = "\n".join(f"{entry.head} {' '.join(entry.lines)}" for part in told for entry in part.entries)
        assert (
            "经核定总投资：5000万元" if lang == "zh" else "verified total investment: 50,000,000"
        ) in words
        assert policy.provision("para_5__s_4").text in words
        assert not re.search(r"verified-total-investment|applicant-kind|[{}]", words)


class TestFinding:
    def test_an_id_may_be_shortened_while_it_is_the_only_one(self, room: KeptCase) -> None:
        others = [replace(room, id=key) for key in ("c-12345678", "c-12999999", "m5-room")]
        assert find_kept(others, "c-123").id == "c-12345678"
        assert find_kept(others, "1234").id == "c-12345678"
        assert find_kept(others, "M5-ROOM.yaml").id == "m5-room"
        with pytest.raises(PolicyError) as several:
            find_kept(others, "c-12")
        assert codes(several) == ["kept-several"]
        with pytest.raises(PolicyError) as unknown:
            find_kept(others, "m5-rome")
        assert codes(unknown) == ["kept-unknown"]
        assert "m5-room" in unknown.value.findings[0].remedy()


class TestAccepting:
    @pytest.mark.parametrize(
        "typed",
        [
            "para_5__sup_1=candidate:1000万元",
            "机房/para_5__sup_1=可参评：1,000 万",
            "五＝可参评，最高1000万元",
            "措施5=可参评 10000000",
            "基础设施节能降碳项目资助=Candidate:0.1亿",
            "可参评：1000万元",
        ],
    )
    def test_what_is_expected_may_be_written_in_many_ways(
        self, policy: Policy, room: KeptCase, typed: str
    ) -> None:
        accepted = accept(policy, room, [typed], SIGNED)
        assert accepted.expected == (
            Expected("机房", "para_5__sup_1", Status.CANDIDATE, TEN, "张三", date(2026, 3, 2), "para_5__s_4"),
        )
        assert accepted.state is State.CONFIRMED

    @pytest.mark.parametrize("name", ["机房（一期）", "A=B", "Ａ＝Ｂ", "甲/乙", "合计=1"])
    def test_a_claim_is_named_whatever_signs_its_name_holds(self, policy: Policy, name: str) -> None:
        case = read_case(policy, ROOM.replace("id: 机房", f"id: {name}"), "room.yaml")
        kept = make_kept(policy, case, {}, sentence="机房改造。", source="prove", support="para_5__sup_1")
        for typed in (name, f" {name} ".lower()):
            accepted = accept(policy, kept, [f"{typed}/para_5__sup_1=可参评:1000万元"], SIGNED)
            assert [(one.claim, one.is_confirmed) for one in accepted.expected] == [(name, True)]

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("可以", "accept-status"),
            ("可参评", "accept-amount-missing"),
            ("可参评:一些", "kept-amount-form"),
            ("para_6__sup_9=可参评:1元", "accept-about"),
            ("丙/五=可参评:1元", "accept-about"),
            ("合计=", "accept-amount-missing"),
            ("可参评:1001万元", "accept-disagrees"),
            ("不符合", "accept-disagrees"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(
        self, policy: Policy, room: KeptCase, typed: str, code: str
    ) -> None:
        with pytest.raises(PolicyError) as problem:
            accept(policy, room, [typed], SIGNED)
        assert codes(problem) == [code]

    def test_who_and_why_must_be_told(self, policy: Policy, room: KeptCase) -> None:
        with pytest.raises(PolicyError) as problem:
            accept(policy, room, [], Signature(" ", date(2026, 3, 2), "para_5__s_44"))
        assert codes(problem) == ["accept-nothing", "accept-by", "accept-clause"]
        with pytest.raises(PolicyError) as problem:
            accept(policy, room, ["可参评:1000万元"], Signature("张三", date(2026, 3, 2), ""))
        assert codes(problem) == ["accept-clause-missing"]

    def test_nothing_of_what_the_program_says_is_told_before_a_person_has_worked_it_out(
        self, policy: Policy, room: KeptCase
    ) -> None:
        with pytest.raises(PolicyError) as problem:
            accept(policy, room, ["可以"], SIGNED)
        assert "1000万元" not in problem.value.findings[0].message()

    def test_one_item_of_several_leaves_the_others_to_be_confirmed(
        self, policy: Policy, two: KeptCase
    ) -> None:
        with pytest.raises(PolicyError) as problem:
            accept(policy, two, ["可参评:1000万元"], SIGNED)
        assert codes(problem) == ["accept-several"]
        one = accept(policy, two, ["机房/五=可参评:1000万元"], SIGNED)
        assert one.state is State.TO_BE_CONFIRMED
        assert [e.is_confirmed for e in one.expected if e.claim] == [True, False]

    def test_a_changed_clause_leaves_only_what_is_confirmed_anew(self, policy: Policy, two: KeptCase) -> None:
        first = accept(policy, two, ["机房/五=可参评:1000万元"], SIGNED)
        stale = replace(first, clauses={**first.clauses, "para_5__s_4": "0" * 16, "para_5__s_99": "1" * 16})
        again = accept(policy, stale, ["合计=数额不定"], SIGNED, disagree=True)
        assert [e.support for e in again.expected if e.is_confirmed] == [""]
        assert "para_5__s_99" not in again.clauses
        assert replay_case(policy, again).changed == ()

    def test_what_the_program_denies_is_kept_only_on_demand_and_then_fails(
        self, policy: Policy, room: KeptCase
    ) -> None:
        accepted = accept(policy, room, ["可申报:1000万元"], SIGNED, disagree=True)
        assert accepted.state is State.CONFIRMED
        assert forms(policy, accepted) == [("differs", True)]


class TestCommands:
    def test_a_found_case_is_shown_confirmed_and_replayed(
        self,
        run: Run,
        policy: Policy,
        real_copy: Path,
        room: KeptCase,
        monkeypatch: pytest.MonkeyPatch,
        change: Callable[[Path, str, str], None],
    ) -> None:
        monkeypatch.chdir(real_copy.parent)
        path = save_kept(policy, room, FOUND)
        shown = run("replay", room.id[:5])
        assert shown.status == 0
        assert f"用例 {room.id}（待确认）：机房改造。\n" in shown.out
        assert "1500万元，超过最高1000万元，按1000万元" in shown.out
        confirmed = run(
            "accept", room.id, "--expected", "五=可参评:1000万元", "--by", "张三", "--clause", "para_5__s_4",
            "--date", "2026年3月2日",
        )  # fmt: skip
        assert (confirmed.status, confirmed.err) == (0, "")
        version = find_folders(real_copy).version
        home = version / FOLDER / path.name
        assert not path.exists()
        assert '    by: "张三"\n    on: 2026-03-02\n    clause: para_5__s_4\n' in home.read_text("utf-8")
        assert run("replay").status == 0
        change(version / "text.xml", "评选若干具有较强示范推广性的按照", "评选若干具有较强示范推广性的,按照")
        # An edited text of a published version only answers if errors are ignored.
        after = run("replay", "--unchecked")
        assert after.status == 1
        assert f"未定  用例 {room.id}（机房改造）：确认之后条文改了（para_5__s_4）" in after.out
        assert f"重现：tiaowen replay {room.id}" in after.out

    def test_the_clause_is_shown_and_one_that_the_case_did_not_rest_on_is_pointed_out(
        self, run: Run, policy: Policy, real_copy: Path, room: KeptCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(real_copy.parent)
        save_kept(policy, room, FOUND)
        typed = ("--expected", "五=可参评:1000万元", "--by", "张三", "--clause")
        other = run("accept", room.id, *typed, "para_12__s_3")
        assert "依据：para_12__s_3“支持企业开展碳足迹核查" in other.out
        assert "请再看一眼：这个用例原来依据的条款里没有 para_12__s_3" in other.out
        right = run("accept", room.id, *typed, "para_5__s_4")
        assert "依据：para_5__s_4“针对上述基础设施" in right.out
        assert "请再看一眼" not in right.out

    def test_a_case_confirmed_by_a_whole_measure_is_replayed_where_the_program_disagrees(
        self, run: Run, policy: Policy, real_copy: Path, room: KeptCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(real_copy.parent)
        save_kept(policy, room, FOUND)
        typed = ("--expected", "五=可参评:900万元", "--by", "张三", "--disagree", "--clause")
        assert run("accept", room.id, *typed, "五").status == 0
        ended = run("replay")
        assert (ended.status, ended.err) == (1, "")
        assert "条文：para_5“(五)推动基础设施节能降碳。" in ended.out

    def test_a_case_whose_file_is_broken_is_told_as_broken_and_not_as_missing(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        FOUND.mkdir(parents=True)
        (FOUND / "c-0a1b.yaml").write_text("sentence: 一\n", encoding="utf-8")
        for typed in ("c-0a1b", "0a1", "c-0a1b.yaml"):
            ended = run("replay", typed, "--policy", REAL)
            assert ended.status == 1
            assert "c-0a1b.yaml:1 case" in ended.err
            assert "没有编号为" not in ended.err

    def test_a_wrong_day_is_told_with_the_option_it_was_typed_for(
        self, run: Run, policy: Policy, real_copy: Path, room: KeptCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(real_copy.parent)
        save_kept(policy, room, FOUND)
        ended = run("accept", room.id, "--expected", "五=可参评:1000万元", "--date", "昨天")
        assert ended.status == 1
        assert "--date" in ended.err
        assert "--on" not in ended.err

    def test_a_shown_case_comes_as_json_too(
        self, run: Run, policy: Policy, room: KeptCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        save_kept(policy, room, FOUND)
        data = json.loads(run("replay", room.id, "--format", "json", "--policy", REAL).out)
        assert (data["id"], data["state"], data["agrees"]) == (room.id, "to-be-confirmed", True)
        assert data["expected"][0]["amount"] == {"low": TEN.low, "high": TEN.high}

    def test_a_case_of_the_corpus_is_not_confirmed_again(
        self, run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(toy_copy.parent)
        corpus = find_corpus(toy_copy)
        corpus.mkdir(parents=True)
        case = {"id": "t-1", "sentence": "一", "clauses": [], "case": {"date": "2026-03-01"}, "expect": {}}
        (corpus / "one.json").write_text(json.dumps({"cases": [case]}), encoding="utf-8")
        ended = run("accept", "t-1", "--expected", "可参评:1元")
        assert ended.status == 1
        assert "“t-1”在用例库里" in ended.err

    def test_a_file_that_cannot_be_read_fails_the_replay(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        FOUND.mkdir(parents=True)
        (FOUND / "c-0.yaml").write_text("- 一\n", encoding="utf-8")
        ended = run("replay", "--policy", REAL, "--corpus", str(tmp_path))
        assert ended.status == 1
        assert "c-0.yaml:1" in ended.err


def test_a_printed_finding_is_kept_and_tells_how_to_see_it_again(
    policy: Policy,
    room: KeptCase,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = {"law": {"form": {"zh": "一句话。", "en": "A sentence."}}}
    monkeypatch.setattr("kb.verify.sentences.sentences", lambda command: table)
    found = Result(
        "prove", "law", Verdict.REFUTED, "form", ("para_5__s_4",), support="para_5__sup_1", case=room.case
    )
    proved = replace(found, verdict=Verdict.PROVED)
    assert report_results(policy, [found, proved], "zh", "text", tmp_path) == 1
    assert capsys.readouterr().out.count(f"重现：tiaowen replay {room.id}") == 1
    written = load_kept(policy, tmp_path / f"{room.id}.yaml")
    assert written is not None
    assert written.sentence == "一句话。"
    report_results(policy, [found], "zh", "json", tmp_path)
    (data,) = json.loads(capsys.readouterr().out)
    assert (data["kept"], data["replay"]) == (room.id, f"tiaowen replay {room.id}")
    assert keep(policy, replace(found, case=None), tmp_path) == ""


def test_where_a_finding_cannot_be_kept_it_is_told_all_the_same(
    policy: Policy,
    room: KeptCase,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = {"law": {"form": {"zh": "一句话。", "en": "A sentence."}}}
    monkeypatch.setattr("kb.verify.sentences.sentences", lambda command: table)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    found = Result("prove", "law", Verdict.REFUTED, "form", ("para_5__s_4",), case=room.case)
    assert report_results(policy, [found], "zh", "text", tmp_path / "taken") == 1
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert "一句话。" in shown.out
    assert "重现" not in shown.out
    assert "taken" in shown.err


def test_every_sentence_of_replaying_is_in_both_languages() -> None:
    for table in sentences("replay").values():
        for entry in table.values():
            assert set(entry) == set(LANGUAGES)
