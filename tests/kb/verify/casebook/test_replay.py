"""Replaying kept cases: what is told of each, and the commands that show and confirm them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.assess import Status
from kb.cli.results import report_results
from kb.loading import find_folders
from kb.model.values import Interval
from kb.model.words.errors import PolicyError
from kb.verify.casebook.acceptance import accept
from kb.verify.casebook.corpus import find_corpus
from kb.verify.casebook.folder import FOLDER, FOUND, keep, save_kept
from kb.verify.casebook.kept_case import Expected, KeptCase
from kb.verify.casebook.reading import load_kept
from kb.verify.casebook.replay import find_kept, replay, replay_case
from kb.verify.results import Result, Verdict
from tests.conftest import REAL
from tests.kb.cli.test_cli import Run, run
from tests.kb.verify.casebook.kept import SIGNED, TEN, codes, forms

__all__ = ["run"]


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

    def test_a_policy_without_any_case_is_told_so(
        self, run: Run, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(toy_copy.parent)
        ended = run("replay", "--policy", toy_copy)
        assert (ended.status, ended.err) == (0, "")
        assert "没有用例可以重现" in ended.out


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
