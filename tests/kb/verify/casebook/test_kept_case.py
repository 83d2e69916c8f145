"""A kept case: what it expects, its id, and when its clauses send it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb import Policy
from kb.assess import Status, read_case
from kb.model.values import Interval
from kb.verify.casebook.folder import case_id
from kb.verify.casebook.kept_case import (
    Expected,
    KeptCase,
    State,
    changed_clauses,
    make_kept,
    state_of,
)
from tests.kb.verify.casebook.kept import ROOM


def test_a_kept_case_expects_what_the_words_arrive_at(kept: KeptCase) -> None:
    # 5000万元 × 30% = 1500万元, above 最高1000万元.
    ten_million = Interval(1_000_000_000, 1_000_000_000)
    assert kept.expected == (Expected("机房", "para_5__sup_1", Status.CANDIDATE, ten_million),)
    assert kept.readings == {"G17": "b"}
    assert {"para_5__s_1", "para_5__s_4", "final__s_3"} <= set(kept.clauses)


def test_the_default_of_a_reading_is_not_written_down(policy: Policy) -> None:
    case = read_case(policy, ROOM, "room.yaml")
    default = next(reading.default for reading in policy.readings if reading.id == "G17")
    assert make_kept(policy, case, {"G17": default}, sentence="一", source="fuzz").readings == {}


def test_an_id_depends_on_what_is_stated_and_not_on_the_order(policy: Policy) -> None:
    case = read_case(policy, ROOM, "room.yaml")
    lines = ROOM.splitlines()
    lines[6], lines[7] = lines[7], lines[6]
    turned = read_case(policy, "\n".join(lines), "turned.yaml")
    dearer = read_case(policy, ROOM.replace("5000万元", "5001万元"), "dearer.yaml")
    assert case_id(case, {}) == case_id(turned, {})
    assert len({case_id(case, {}), case_id(dearer, {}), case_id(case, {"G17": "b"})}) == 3


def test_a_clause_whose_words_changed_sends_its_cases_back(policy: Policy, kept: KeptCase) -> None:
    signed = tuple(replace(one, by="张三", on=date(2026, 3, 2)) for one in kept.expected)
    confirmed = replace(kept, expected=signed)
    assert state_of(policy, confirmed) is State.CONFIRMED
    clauses = {**kept.clauses, "para_5__s_4": "0" * 16, "para_99__s_1": "1" * 16}
    stale = replace(confirmed, clauses=clauses)
    assert changed_clauses(policy, stale) == ("para_5__s_4", "para_99__s_1")
    assert state_of(policy, stale) is State.TO_BE_CONFIRMED
