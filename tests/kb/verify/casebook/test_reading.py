"""Whatever a file of a casebook contains, it is read or refused with findings at their lines."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import Policy, load_policy
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify.casebook.kept_case import (
    State,
)
from kb.verify.casebook.reading import read_kept
from tests.conftest import REAL
from tests.kb.cases.test_junk import PIECES
from tests.sampling import examples

ERRORS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "kept_errors.toml").read_text(encoding="utf-8")
)["example"]


LOADED = load_policy(REAL)


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


def test_nothing_is_expected_of_a_support_that_was_deleted(policy: Policy) -> None:
    entry = "  - {claim: 机房, support: para_5__sup_1001, status: 可参评, amount: 1000万元}\n"
    kept = read_kept(policy, f"{GOOD}{entry}", "c-1.yaml")
    assert [one.support for one in kept.expected] == ["para_5__sup_1", ""]
    # All that was confirmed may be gone; the file is still read.
    alone = GOOD.partition("expected:")[0] + "expected:\n" + entry
    assert read_kept(policy, alone, "c-1.yaml").expected == ()
