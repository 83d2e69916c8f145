from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import Policy, load_policy
from kb.assess import Status, read_case
from kb.loading import find_folders
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify.casebook.amounts import read_amount, write_amount
from kb.verify.casebook.folder import FOLDER, FOUND, case_id, keep, read_casebook, save_kept
from kb.verify.casebook.kept_case import (
    Expected,
    KeptCase,
    State,
    changed_clauses,
    make_kept,
    name_of,
    state_of,
)
from kb.verify.casebook.reading import load_kept, read_kept
from kb.verify.casebook.writing import write_kept
from kb.verify.results import Result, Verdict
from tests.conftest import REAL
from tests.kb.cases.test_junk import PIECES
from tests.sampling import examples

ERRORS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "kept_errors.toml").read_text(encoding="utf-8")
)["example"]

LOADED = load_policy(REAL)

ROOM = """\
date: 2026-03-01
applicant: {applicant-kind: enterprise}
claims:
  - id: 机房
    kind: project
    is: {data-centre: yes}
    verified-total-investment: 5000万元
    achieved-on: 2025-12-01
    demonstration-value: yes
ledger: []
"""


@pytest.fixture(scope="module")
def kept(policy: Policy) -> KeptCase:
    case = read_case(policy, ROOM, "room.yaml")
    return make_kept(
        policy,
        case,
        {"G17": "b"},
        sentence="机房改造，投资5000万元：“最高”是上限。",
        source="prove",
        support="para_5__sup_1",
        at=("final__s_3",),
    )


def told(policy: Policy, text: str, lang: Any) -> str:
    with pytest.raises(PolicyError) as problem:
        read_kept(policy, text, "c-1.yaml")
    return "".join(
        f"{one.place.line} {one.place.eid or '-'} {one.code} {one.message(lang)} {one.remedy(lang)}\n"
        for one in problem.value.findings
    )


@pytest.mark.parametrize("example", ERRORS, ids=range(len(ERRORS)))
def test_what_is_wrong_with_a_file_is_told_to_the_letter(policy: Policy, example: dict[str, str]) -> None:
    for lang in LANGUAGES:
        assert told(policy, example["text"], lang) == example[lang]


def test_a_kept_case_reads_back_equal(policy: Policy, kept: KeptCase) -> None:
    signed = tuple(
        replace(one, by="张三", on=date(2026, 3, 2), clause="para_5__s_4") for one in kept.expected
    )
    for one in (kept, replace(kept, expected=signed), replace(kept, expected=(), readings={}, clauses={})):
        read = read_kept(policy, write_kept(policy, one), f"{one.id}.yaml")
        assert read == replace(one, file=f"{one.id}.yaml")
        assert (read.readings, read.clauses) == (one.readings, one.clauses)


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


def test_what_a_command_finds_is_kept_under_its_id(policy: Policy, tmp_path: Path) -> None:
    case = read_case(policy, ROOM, "room.yaml")
    result = Result("no-such", "law", Verdict.REFUTED, "form", ())
    assert keep(policy, result, tmp_path) == ""
    found = make_kept(policy, case, {}, sentence="一", source="fuzz", support="para_5__sup_1")
    path = save_kept(policy, found, tmp_path / FOUND)
    assert path.name == f"{case_id(case, {})}.yaml"
    assert load_kept(policy, path) == replace(found, file=str(path))


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    policy: Policy, kept: KeptCase, tmp_path: Path
) -> None:
    save_kept(policy, kept, tmp_path)
    (tmp_path / "c-0.yaml").write_text("state: 一\n", encoding="utf-8")
    book = read_casebook(policy, tmp_path)
    assert [one.id for one in book.cases] == [kept.id]
    assert {Path(one.place.file).name for one in book.findings} == {"c-0.yaml"}
    assert read_casebook(policy, tmp_path / "nowhere").cases == ()


def test_a_kept_case_says_which_policy_it_is_of(policy: Policy, kept: KeptCase, tmp_path: Path) -> None:
    path = save_kept(policy, kept, tmp_path)
    line = 'policy: "/akn/cn-440300/act/cuoshi/fgw/2024-05-11/anjie-huanbao@2024-05-11"\n'
    assert line in path.read_text("utf-8")
    loaded = load_kept(policy, path)
    assert loaded is not None
    assert loaded.policy == kept.policy == name_of(policy)


def test_cases_of_another_policy_are_counted_and_not_read(
    policy: Policy, toy: Policy, kept: KeptCase, tmp_path: Path
) -> None:
    save_kept(policy, kept, tmp_path)
    there = read_casebook(toy, tmp_path)
    assert (there.cases, there.findings, there.others) == ((), (), 1)
    here = read_casebook(policy, tmp_path)
    assert ([one.id for one in here.cases], here.others) == ([kept.id], 0)


def test_a_case_that_names_no_policy_is_of_the_one_it_lies_with(
    policy: Policy, kept: KeptCase, tmp_path: Path
) -> None:
    save_kept(policy, replace(kept, policy=""), tmp_path)
    book = read_casebook(policy, tmp_path)
    assert [one.policy for one in book.cases] == [""]


def test_every_case_of_the_policy_names_it(policy: Policy) -> None:
    book = read_casebook(policy, find_folders(REAL).version / FOLDER)
    assert {one.policy for one in book.cases} == {name_of(policy)}


@given(st.integers(0, 10**14), st.none() | st.integers(0, 10**14))
def test_a_sum_reads_back_as_it_was_written(low: int, more: int | None) -> None:
    amount = Interval(low, None if more is None or low + more > 10**14 else low + more)
    assert read_amount(write_amount(amount)) == amount


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1000万元", 1000, 1000),
        ("１０００ 万", 1000, 1000),
        ("10,000,000元", 1000, 1000),
        ("0.1亿", 1000, 1000),
        ("最高1000万元", 1000, 1000),
        ("0 至 1000万元", 0, 1000),
        ("100-300万元", 100, 300),
        ("300至300万元", 300, 300),
        # The most that a case may state: 10000亿元.
        ("10000亿元", 100_000_000, 100_000_000),
        ("100万元~300万元", 100, 300),
        ("300万元以上", 300, None),
        ("数额不定", 0, None),
        ("0", 0, 0),
    ],
)
def test_sums_are_read_as_people_write_them(text: str, low: int, high: int | None) -> None:
    wan = 1_000_000
    assert read_amount(text) == Interval(low * wan, None if high is None else high * wan)


@pytest.mark.parametrize(
    "text",
    ["一千万", "1000万元至100万元", "1至2至3", "10000.01亿元", "1000万美元", "0.001元", "9" * 40, "以上"],
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_amount(text)


def test_a_case_that_the_program_fails_over_is_kept_all_the_same(
    policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    table = {"law": {"form": {"zh": "一句话。", "en": "A sentence."}}}
    monkeypatch.setattr("kb.verify.sentences.sentences", lambda command: table)
    monkeypatch.setattr("kb.verify.casebook.kept_case.assess", fail)
    case = read_case(policy, ROOM, "room.yaml")
    result = Result("fuzz", "law", Verdict.REFUTED, "form", ("para_5__s_4",), case=case)
    key = keep(policy, result, tmp_path)
    assert key == case_id(case, {})
    found = load_kept(policy, tmp_path / f"{key}.yaml")
    assert (found.expected, found.sentence, list(found.clauses)) == ((), "一句话。", ["para_5__s_4"])


GOOD = """\
sentence: "机房"
state: confirmed
from: person
clauses: {para_5__s_4: "0123456789abcdef"}
readings: {G17: b}
case:
  date: 2026-03-01
  claims:
    - {id: 机房, kind: project, is: [data-centre]}
  ledger: []
expected:
  - {claim: 机房, support: para_5__sup_1, status: 可参评, amount: 1000万元, by: 张三, on: 2026-03-02}
  - {total: 0元至1000万元, by: 李四, on: 2026-03-02}
"""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=examples(300))
@given(st.data())
def test_whatever_stands_in_a_file_is_read_or_refused_with_findings(data: st.DataObject) -> None:
    lines = GOOD.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        n = data.draw(st.integers(0, len(lines) - 1))
        piece = data.draw(st.sampled_from(PIECES))
        match data.draw(st.integers(0, 3)):
            case 0:
                lines[n] = piece
            case 1:
                lines[n] += piece
            case 2:
                at = data.draw(st.integers(0, len(lines[n])))
                lines[n] = lines[n][:at] + piece + lines[n][at + 1 :]
            case _:
                lines.insert(n, lines[data.draw(st.integers(0, len(lines) - 1))])
    try:
        read_kept(LOADED, "\n".join(lines), "c-1.yaml")
    except PolicyError as problem:
        told = [one.message(lang) + one.remedy(lang) for one in problem.findings for lang in LANGUAGES]
    else:
        return
    assert told
    assert all(told)


def test_a_file_written_by_hand_is_read(policy: Policy) -> None:
    kept = read_kept(policy, GOOD, "mine.yaml")
    assert (kept.id, kept.state, kept.source) == ("mine", State.CONFIRMED, "person")
    assert [one.amount for one in kept.expected] == [Interval(10**9, 10**9), Interval(0, 10**9)]
