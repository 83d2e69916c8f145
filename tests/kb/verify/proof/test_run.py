"""Proofs over the real policy, and over copies of it with a fault: what is proved, refuted and found."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.verify.proof.run import prove, sum_up
from kb.verify.report.result import say_result
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law

pytest.importorskip("z3")


def test_no_law_is_left_open_and_none_is_refuted_by_a_fault(results: tuple[Result, ...]) -> None:
    assert not [result for result in results if result.is_trouble]


def test_every_support_is_proved_and_every_ceiling(policy: Policy, results: tuple[Result, ...]) -> None:
    proved = {(r.law, r.support) for r in results if r.verdict is Verdict.PROVED}
    for support in policy.supports:
        for law in ("gates", "validity", "statuses", "effects"):
            assert (law, support.id) in proved
        assert (("cap-holds", support.id) in proved) is support.is_money


def test_every_result_has_a_sentence_in_both_languages(policy: Policy, results: tuple[Result, ...]) -> None:
    for result in (*results, *sum_up(results)):
        for lang in ("zh", "en"):
            assert "{" not in say_law(result, lang)  # type: ignore[arg-type]
            assert all(say_result(policy, result, lang))  # type: ignore[arg-type]


def test_one_measure_can_be_proved_alone(policy: Policy) -> None:
    found = list(prove(policy, ("para_20",)))
    assert {r.support for r in found if r.support} == {"para_20__sup_1", "para_20__sup_2"}


def test_what_is_proved_of_many_supports_is_told_once(results: tuple[Result, ...]) -> None:
    told = [result for result in sum_up(results) if result.form == "all"]
    assert len({result.law for result in told}) == len(told) >= 10


def test_another_policy_is_proved_by_the_same_laws(toy: Policy) -> None:
    found = list(prove(toy))
    assert not [r for r in found if r.verdict is Verdict.UNDECIDED]
    assert {"gates", "statuses"} <= {r.law for r in found}


@pytest.mark.parametrize(
    ("measure", "reading", "option"),
    [
        ("para_5", "M5e", "b"),
        ("para_5", "G8", "c"),
        ("para_9", "M9b", "b"),
        ("para_10", "G6", "b"),
        ("para_12", "M12a", "c"),
        ("para_14", "M14c", "b"),
        ("para_16", "G5", "c"),
        ("para_20", "M20b", "c"),
        ("para_20", "M20e", "a"),
    ],
)
def test_the_laws_hold_as_others_read_the_text(
    policy: Policy, measure: str, reading: str, option: str
) -> None:
    found = list(prove(policy, (measure,), {reading: option}))
    assert found
    assert not [result for result in found if result.verdict is not Verdict.PROVED]
    assert all(result.readings[reading] == option for result in found if result.law == "gates")
