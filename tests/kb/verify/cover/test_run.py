"""The promise of coverage: every status, sum and condition is shown, or proved impossible."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kb import Policy
from kb.assess import Status, assess
from kb.core.ruleset import read_policy
from kb.loading import find_folders
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES
from kb.verify.casebook.folder import FOLDER, read_casebook
from kb.verify.casebook.kept_case import KeptCase, State
from kb.verify.casebook.replay import replay
from kb.verify.cover.run import Covering, make_covering, refresh, tell_covering
from kb.verify.cover.targets import CONDITION, STATUS, SUM, Plan, cover_of
from kb.verify.results import Verdict
from kb.verify.sentences import say_law, sentences
from tests.kb.cli.test_cli import Run, run
from tests.kb.verify.cover.kept_cases import BOOK, MOST_CASES

pytest.importorskip("z3")

__all__ = ["run"]


@pytest.fixture(scope="module")
def kept(policy: Policy) -> tuple[KeptCase, ...]:
    book = read_casebook(policy, BOOK)
    assert book.findings == ()
    return tuple(one for one in book.cases if one.source == "cover")


class TestTheCasebookOfThePolicy:
    def test_it_covers_everything_that_can_be_covered(
        self, policy: Policy, kept: tuple[KeptCase, ...]
    ) -> None:
        covering = make_covering(policy, kept)
        assert (covering.added, covering.unknown) == ((), ())
        assert covering.before == len(covering.covered)
        assert next(tell_covering(policy, covering)).form == "complete"

    def test_it_is_small_and_waits_for_people(self, policy: Policy, kept: tuple[KeptCase, ...]) -> None:
        assert 0 < len(kept) <= MOST_CASES
        (result,) = replay(policy, [replace(one, expected=_unsigned(one)) for one in kept])
        assert (result.form, result.samples) == ("open", len(kept))

    def test_every_grant_is_seen_open_refused_and_waiting(
        self, policy: Policy, kept: tuple[KeptCase, ...]
    ) -> None:
        seen: dict[str, set[Status | None]] = {}
        for one in kept:
            for expected in one.expected:
                seen.setdefault(expected.support, set()).add(expected.status)
        grants = [support for support in policy.supports if support.is_money]
        assert grants
        for support in grants:
            assert {Status.INELIGIBLE, Status.BARRED, Status.UNDETERMINED} <= seen[support.id], support.id
            assert seen[support.id] & {Status.ELIGIBLE, Status.CANDIDATE, Status.BY_REFERENCE}, support.id

    def test_every_ceiling_of_the_text_is_reached(self, policy: Policy, kept: tuple[KeptCase, ...]) -> None:
        # For measure 20, sentence 2, the default reading leaves the sum to another policy.
        seen = {(e.support, e.amount.high) for one in kept for e in one.expected if e.amount}
        wanted = {
            (support.id, limit.money.fen)
            for support in policy.supports
            if support.is_money and support.id != "para_20__sup_2"
            for limit in support.amount.ceilings
        }
        assert len(wanted) > 10
        assert wanted <= seen

    def test_a_condition_is_shown_by_two_claims_that_differ_in_it_alone(
        self, kept: tuple[KeptCase, ...]
    ) -> None:
        claims = [
            (dict(claim.facts), one.case.ledger, claim.id, one)
            for one in kept
            for claim in one.case.claims or ()
        ]
        pairs = [
            (mine, theirs)
            for mine, ledger, name, one in claims
            for theirs, other_ledger, other_name, other in claims
            if ledger == other_ledger
            and {key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key)}
            == {"demonstration-value"}
            and _status(one, name, "para_5__sup_1") is Status.CANDIDATE
            and _status(other, other_name, "para_5__sup_1") is Status.INELIGIBLE
        ]
        assert pairs


class TestCovering:
    def test_everything_is_covered_or_proved_to_be_out_of_reach(self, plan: Plan, afresh: Covering) -> None:
        every = {target for support in plan.encodings for target in plan.targets(support)}
        out = {*afresh.never, *afresh.impossible}
        assert set(afresh.covered) | out == every
        assert set(afresh.covered) & out == set()
        assert afresh.unknown == ()
        assert {kind for _, kind, _ in afresh.covered} == {STATUS, SUM, CONDITION}

    def test_a_case_expects_what_the_program_says_and_says_what_it_is_there_for(
        self, policy: Policy, afresh: Covering
    ) -> None:
        for one in afresh.added:
            assessment = assess(policy, one.case)
            assert one.expected
            assert one.state is State.TO_BE_CONFIRMED
            assert one.sentence.endswith(("。", "……"))
            for expected in one.expected:
                outcome = assessment.outcome(expected.claim, expected.support)
                assert (outcome.status, outcome.amount) == (expected.status, expected.amount)

    def test_no_case_has_two_claims_of_a_kind(self, afresh: Covering) -> None:
        for one in afresh.added:
            kinds = [claim.kind for claim in one.case.claims or ()]
            assert len(kinds) == len(set(kinds))

    def test_a_condition_that_does_nothing_alone_is_told_with_its_words(
        self, policy: Policy, afresh: Covering
    ) -> None:
        # The same ceiling applies to a municipal carrier in both phases of 组建和提升.
        target = next(one for one in afresh.impossible if one.kind == CONDITION)
        assert target.support == "para_14__sup_4"
        told = [result for result in tell_covering(policy, afresh) if result.law == "impossible"]
        assert [result.verdict for result in told] == [Verdict.PROVED] * len(afresh.impossible)
        assert any("“分组建和提升”这个条件不会单独把谁挡住" in say_law(result, "zh") for result in told)

    def test_as_much_is_covered_by_as_few_cases_again(self, toy: Policy, of_toy: Covering) -> None:
        again = make_covering(toy)
        assert (again.covered, len(again.added)) == (of_toy.covered, len(of_toy.added))
        assert {one.id for one in again.added} & {one.id for one in of_toy.added}

    def test_cases_that_are_there_are_not_found_again(self, toy: Policy, of_toy: Covering) -> None:
        assert len(of_toy.added) > 2
        left = of_toy.added[2:]
        covering = make_covering(toy, left)
        assert 0 < covering.before < len(covering.covered)
        assert covering.covered == of_toy.covered
        plan = Plan(read_policy(toy))
        cases = [one.case for one in (*left, *covering.added)]
        assert set(cover_of(plan, plan.views(cases))) >= set(of_toy.covered)

    def test_a_case_under_another_reading_covers_nothing_of_the_defaults(
        self, toy: Policy, of_toy: Covering
    ) -> None:
        reading = toy.readings[0]
        others = [one.id for one in reading.options if one.id != reading.default]
        read = tuple(replace(one, readings={reading.id: others[0]}) for one in of_toy.added)
        assert make_covering(toy, read).before == 0

    def test_only_what_nobody_confirmed_is_refreshed(self, toy: Policy, of_toy: Covering) -> None:
        one = of_toy.added[0]
        wrong = replace(one, expected=tuple(replace(e, amount=Interval(0, 1)) for e in one.expected))
        refreshed = refresh(toy, wrong)
        assert refreshed.expected == one.expected
        assert refreshed.sentence.endswith(("。", "……"))
        assert refresh(toy, one) == one
        signed = replace(wrong, expected=(replace(wrong.expected[0], by="张三"), *wrong.expected[1:]))
        assert refresh(toy, signed) == signed
        assert refresh(toy, replace(wrong, source="person")).expected == wrong.expected


class TestCommand:
    def test_it_adds_what_is_missing_and_then_says_that_nothing_is(self, run: Run, toy_copy: Path) -> None:
        home = find_folders(toy_copy).version / FOLDER
        told = run("cover", "--policy", toy_copy)
        assert told.status == 0
        assert "加上 --write 就写入用例库" in told.out
        assert not home.exists()
        written = run("cover", "--policy", toy_copy, "--write")
        files = sorted(home.glob("*.yaml"))
        assert written.status == 0
        assert files
        assert all(f"{file.stem}  " in written.out for file in files)
        again = run("cover", "--policy", toy_copy, "--write")
        assert "用例库已经覆盖全部" in again.out
        assert sorted(home.glob("*.yaml")) == files
        data = json.loads(run("cover", "--policy", toy_copy, "--afresh", "--format", "json").out)
        assert len(data["added"]) == len(files)

    def test_what_nobody_confirmed_follows_the_program(self, run: Run, toy_copy: Path) -> None:
        home = find_folders(toy_copy).version / FOLDER
        run("cover", "--policy", toy_copy, "--write")
        file = next(
            one for one in sorted(home.glob("*.yaml")) if "status: eligible" in one.read_text("utf-8")
        )
        before = file.read_text("utf-8")
        file.write_text(before.replace("status: eligible", "status: candidate"), "utf-8")
        told = run("cover", "--policy", toy_copy, "--write")
        assert "另有1个没有人确认过的" in told.out
        after = file.read_text("utf-8")
        assert after.splitlines()[1:] == before.splitlines()[1:]
        assert "可申报" in after.splitlines()[0]


def test_every_sentence_of_covering_is_in_both_languages() -> None:
    for table in sentences("cover").values():
        for entry in table.values():
            assert set(entry) == set(LANGUAGES)


def _unsigned(kept: KeptCase) -> tuple[object, ...]:
    return tuple(one.unsigned for one in kept.expected)


def _status(kept: KeptCase, claim: str, support: str) -> Status | None:
    found = (one.status for one in kept.expected if one.key == (claim, support))
    return next(found, None)
