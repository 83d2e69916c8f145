"""Consequences of an edit: known cases that gain or lose, violated laws, and the totals of a registry."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kb.cases.case import Grant
from kb.desk.library import find_task
from kb.desk.work import Lines, Tried, open_part, try_lines
from kb.model.values import Money
from kb.screen import duck
from kb.screen.samples import write_sample
from kb.verify.consequences import Before, Known, LawChange, Progress, Task, compare_laws, look
from kb.verify.effects import Effect
from kb.verify.results import Result, Verdict
from tests.conftest import REAL, ROOT, TOY
from tests.kb.versions.test_supports import edit, without

FEN = 1_000_000  # of 1万元
SUPPORT, BASE = "para_5__sup_1", "verified-total-investment"


def task(folder: Path, eid: str, old: str, new: str, kind: str = "text", known: Known | None = None) -> Task:
    part = open_part(folder, eid)
    assert part is not None
    lines = {"text": part.lines.text, "rules": part.lines.rules}
    assert old in lines[kind]
    tried = try_lines(folder, eid, Lines(**lines | {kind: lines[kind].replace(old, new)}), whole=False)
    assert tried.changes is not None, tried.findings
    return Task(folder, eid, tried.changes, known or Known())


def last(found: Iterator[Progress]) -> Progress:
    """All reports, joined."""
    whole = Progress()
    for one in found:
        whole = whole.joined(one)
    return whole


@cache
def higher() -> tuple[Before, Progress]:
    """para_5__s_4: 最高1000万元 becomes 最高1500万元, applied to all known cases."""
    asked = task(REAL, "para_5", "1000万元", "1500万元", known=Known(ROOT / "tests" / "corpus"))
    before = Before.read(asked)
    return before, last(look(before, asked))


def test_every_case_of_casebook_corpus_and_covering_set_is_looked_at() -> None:
    before, whole = higher()
    assert whole.is_over
    assert (whole.troubles, whole.notes) == ((), ())
    assert whole.done == whole.cases >= len((*before.book, *before.corpus, *before.cover())) > 1200


def test_a_higher_ceiling_changes_just_the_outcomes_that_it_bound() -> None:
    """30% of the verified investment, at most 1000万元: the ceiling binds from 3333.34万元, or where no
    investment is stated. The test computes this for every case without earlier grants and other readings.
    """
    before, whole = higher()
    changed = {(one.case, one.claim): one for one in whole.effects if one.support}
    assert {one.support for one in changed.values()} == {SUPPORT}
    bound = 0
    for kept in (*before.book, *before.corpus):
        if kept.readings or kept.case.ledger:
            continue
        given = {
            o.claim
            for o in before.assess(kept).outcomes
            if o.support == SUPPORT and o.amount and o.amount.high
        }
        for claim in (one for one in kept.case.claims or () if one.id in given):
            told = claim.facts.get(BASE)
            asked = claim.facts.get("sum-asked")
            share = told.fen * 3 // 10 if isinstance(told, Money) else 1500 * FEN
            share = min(share, asked.fen) if isinstance(asked, Money) else share
            effect = changed.get((kept.id, claim.id))
            assert (effect is not None) == (share > 1000 * FEN), kept.id
            if effect is not None:
                bound += 1
                assert effect.before is not None
                assert effect.after is not None
                assert effect.before[1] == 1000 * FEN
                # One fen, since the text leaves rounding open.
                assert abs((effect.after[1] or 0) - min(1500 * FEN, share)) <= 1
    assert bound > 20


def test_the_totals_that_change_are_those_that_a_changed_outcome_is_part_of() -> None:
    before, whole = higher()
    outcomes, totals = [[x for x in whole.effects if bool(x.support) is y] for y in (True, False)]
    changed = {one.case for one in outcomes}
    assert all(one.direction == "more" and "para_5__s_4" in one.provisions for one in outcomes)
    assert len({one.case for one in totals}) == len(totals)
    known = (*before.book, *before.corpus)
    claims = {one.id: len(one.case.claims or ()) for one in known}
    # The parts of a project share one ceiling, so that the total may rise where no part does.
    parts = {one.id for one in known if any("part-of" in claim.facts for claim in one.case.claims or ())}
    for one in totals:
        assert one.case in changed | parts
        assert one.direction == "more"
        assert 0 < _rise(one) <= 500 * FEN * claims[one.case]
    # If one thing is claimed and only one support pays for it, the total equals the outcome.
    alone = 0
    for kept in known:
        given = [o for o in before.assess(kept).outcomes if o.amount and o.amount.high != 0]
        if kept.id in changed and claims[kept.id] == 1 and [o.support for o in given] == [SUPPORT]:
            alone += 1
            assert kept.id in {one.case for one in totals}
    assert alone > 20


def _rise(effect: Effect) -> int:
    assert effect.before is not None
    assert effect.after is not None
    return (effect.after[1] or 0) - (effect.before[1] or 0)


def test_the_cases_of_the_part_that_is_edited_come_first() -> None:
    asked = task(TOY, "para_1", "800万元", "900万元")
    found = look(Before.read(asked), asked)
    told = [one for one in found if one.effects]
    assert told
    assert told[0].done <= 3


def test_a_change_of_words_without_a_rule_changes_no_case_and_no_law() -> None:
    asked = task(TOY, "para_1", "资助建造", "资助建设")
    whole = last(look(Before.read(asked), asked))
    assert (whole.effects, whole.laws, whole.troubles) == ((), (), ())
    # The toy policy keeps no case, so all were made for this search; no other note is due.
    assert whole.notes == (
        f"留存的 0 个情况以外，这次另算了 {whole.cases} 个："
        "旧规则或者新规则可能得出的有些结果，留存的情况里没有。",
        f"没有变化，只说明这 {whole.cases} 个情况没有一个落在改到的地方，不等于这次改动没有作用。",
    )


def test_a_longer_validity_names_the_days_that_no_known_case_lies_in() -> None:
    """In force from 2030-03-01 for 3 years, then for 4: the year from 2033-03-01 is new."""
    asked = task(TOY, "final", "3年", "4年")
    assert last(look(Before.read(asked), asked)).notes[-1] == (
        "有效期改了，改到的日子是2033年3月1日至2034年2月28日：没有一个情况的日子在里面。"
    )


def typed(field: str, old: str, new: str) -> Tried:
    """The effect on para_5 of other words in one of its two fields."""
    part = open_part(REAL, "para_5")
    assert part is not None
    lines = {"text": part.lines.text, "rules": part.lines.rules}
    assert old in lines[field]
    return try_lines(REAL, "para_5", Lines(**lines | {field: lines[field].replace(old, new)}), whole=False)


def test_a_quotation_follows_its_reworded_text_and_a_person_is_asked() -> None:
    tried = typed("text", "发展低能耗基站", "发展更低能耗基站")
    assert tried.carried.questions == ("reword",)
    assert "“发展低能耗基站” → “发展更低能耗基站”" in str(tried.carried.shown)
    assert tried.changes is not None
    asked = Task(REAL, "para_5", tried.changes, Known())
    whole = last(look(Before.read(asked), asked))
    assert (whole.effects, whole.troubles) == ((), ())


def test_a_quotation_that_is_not_in_the_text_has_no_consequences_to_show() -> None:
    tried = typed("rules", "发展低能耗基站", "发展更低能耗基站")
    assert [one.code for one in tried.findings] == ["words-not-in-text"]
    assert tried.changes is None


def result(law: str, verdict: Verdict, words: str = "", support: str = "") -> Result:
    return Result("prove", law, verdict, "plain", ("final__s_2",), {"item": words}, support=support)


def test_laws_are_compared_by_law_and_verdict_and_never_by_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.verify.consequences.say_law", lambda one, lang: f"{one.law}：{one.words['item']}")
    before = [
        result("stacking", Verdict.REFUTED, "甲"),
        result("splitting", Verdict.REFUTED, "乙"),
        result("cap-holds", Verdict.PROVED, support="s1"),
        result("quota", Verdict.UNDECIDED),
    ]
    after = [
        result("stacking", Verdict.REFUTED, "丙"),
        result("cap-holds", Verdict.REFUTED, "丁", support="s1"),
        result("quota", Verdict.PROVED),
    ]
    assert list(compare_laws(before, after)) == [
        LawChange("splitting", "", "final__s_2", ("refuted",), (), "splitting：乙"),
        LawChange("cap-holds", "s1", "final__s_2", ("proved",), ("refuted",), "cap-holds：丁"),
    ]
    mended, broken = compare_laws(before, after)
    assert (mended.is_mended, mended.is_broken) == (True, False)
    assert (broken.is_mended, broken.is_broken) == (False, True)
    assert mended.say() == "原来会，改了以后不会：splitting：乙"
    assert broken.say() == "原来不会，改了以后会：cap-holds：丁"


def test_a_registry_is_screened_under_both_versions(tmp_path: Path) -> None:
    asked = task(TOY, "para_1", "800万元", "900万元")
    before = Before.read(asked)
    write_sample(duck.connect(), before.policy, tmp_path / "registry", 300)
    with_registry = Task(asked.folder, asked.eid, asked.changes, Known(registry=tmp_path / "registry"))
    sums = last(look(before, with_registry)).sums
    assert sums is not None
    assert sums.other_high > sums.high
    assert sums.gain > 0
    assert sums.lose == 0


def test_the_fingerprint_is_that_of_policy_edit_and_known_cases(real_copy: Path, tmp_path: Path) -> None:
    asked = task(real_copy, "para_5", "1000万元", "1500万元")
    again = task(real_copy, "para_5", "1000万元", "1500万元")
    other = task(real_copy, "para_5", "1000万元", "1600万元")
    assert asked.fingerprint() == again.fingerprint() != other.fingerprint()
    case = next(real_copy.glob("*/*/*/cases/*.yaml"))
    case.write_text(case.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert again.fingerprint() != Task(real_copy, "para_5", asked.changes, Known(tmp_path)).fingerprint()


@pytest.fixture(scope="module")
def renumbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft in which （七） lost the sentence with its first support, and （十二） is （十四） now."""
    folder = Path(shutil.copytree(REAL, tmp_path_factory.mktemp("moved") / "policy"))
    edit(folder, "para_7", lambda lines: without(lines, "探索创新生态环境导向"))

    def move(lines: str) -> str:
        start, end, at = (lines.index(num) for num in ("(十二)", "(十三)", "(十五)"))
        return lines[:start] + lines[end:at] + lines[start:end] + lines[at:]

    edit(folder, "whole", move)
    return folder


def find_stored(asked: Task) -> tuple[Before, Progress]:
    """The consequences for the stored cases alone."""
    before = Before.read(asked)
    return before, last(itertools.takewhile(lambda one: one.stage == "cases", look(before, asked)))


def told(found: Progress) -> Counter[tuple[str, object, object]]:
    """What changes for the stored cases, without names and ids."""
    return Counter((one.case, one.before, one.after) for one in found.effects)


CERTIFICATE = ("[10万元|最高限额]", "[20万元|最高限额]")


def test_cases_follow_what_was_deleted_and_moved_before(renumbered: Path) -> None:
    """The certificates of （十二） pay twice as much: the same cases change, now as those of （十四）."""
    corpus = Known(ROOT / "tests" / "corpus")
    plain, expected = find_stored(task(REAL, "para_12", *CERTIFICATE, known=corpus))
    moved, found = find_stored(task(renumbered, "para_14", *CERTIFICATE, known=corpus))
    assert told(found) == told(expected)
    assert {one.support for one in found.effects} == {"para_14__sup_2", ""}
    # Two cases apply for the project of the deleted support; they are named, and no other case is missing.
    assert found.troubles == ()
    assert len(found.left_out) == 2
    assert all("eod-project" in one.findings[0].message("zh") for one in found.left_out)
    assert all("生态环保金融支持项目储备库" in one.about for one in found.left_out)
    assert found.done == found.cases == expected.cases - 2
    assert len(moved.corpus) == len(plain.corpus)


def test_a_deletion_and_a_move_alone_change_nothing_else(renumbered: Path) -> None:
    """Compared with the published version, only what rested on the deleted support is lost."""
    asked = find_task(renumbered, "para_7", "2024-05-11", Known(ROOT / "tests" / "corpus"))
    _, found = find_stored(asked)
    assert {one.support for one in found.effects} <= {"para_7__sup_1"}
    assert found.effects
    assert all("→ 没有这一项了" in one.sentence for one in found.effects)
    assert all("措施7“生态环保金融支持项目储备库”" in one.sentence for one in found.effects)
    assert found.left_out == ()


def test_a_case_that_can_be_stated_no_more_is_left_out_with_its_reason(renumbered: Path) -> None:
    """A reading that the rules lose took the whole search with it, and an earlier grant another measure."""
    asked = find_task(renumbered, "para_7", "2024-05-11", Known())
    before = Before.read(asked)
    kept = before.book[0]
    grant = Grant({"support": "para_7__sup_1"})
    strange = [
        replace(kept, id="reading", readings={"Z9": "b"}),
        replace(kept, id="grant", case=replace(kept.case, ledger=(grant,))),
    ]
    before.book = (*strange, *before.book)
    found = last(itertools.takewhile(lambda one: one.stage == "cases", look(before, asked)))
    assert [(one.case, one.findings[0].code) for one in found.left_out] == [
        ("reading", "reading-not-known"),
        ("grant", "kept-support-gone"),
    ]


def test_laws_about_what_has_another_id_are_the_same_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.verify.consequences.say_law", lambda one, lang: one.law)
    before = [result("cap-holds", Verdict.REFUTED, "甲", support="para_12__sup_2")]
    after = [result("cap-holds", Verdict.REFUTED, "甲", support="para_14__sup_2")]
    assert list(compare_laws(before, after, {"para_12": "para_14"})) == []
    assert len(list(compare_laws(before, after))) == 2
