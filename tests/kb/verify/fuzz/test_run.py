"""Fuzzing: every law holds of the cases tried, and each has its sentences."""

from __future__ import annotations

import pytest

from kb.model.words.errors import LANGUAGES
from kb.verify.fuzz.batch import NO_ERROR
from kb.verify.fuzz.run import fuzz
from kb.verify.fuzz.settings import Run
from kb.verify.invariants import LAWS
from kb.verify.results import Verdict
from kb.verify.sentences import sentences


@pytest.mark.parametrize("which", ["policy", "toy"])
def test_every_law_holds_of_the_cases_tried(which: str, request: pytest.FixtureRequest) -> None:
    results = list(fuzz(request.getfixturevalue(which), Run(cases=300, seed=5)))
    assert [result.law for result in results if result.verdict is not Verdict.SAMPLED] == []
    others = {"years", "spoilt-cases"}
    laws = {law.id for law in (*LAWS, NO_ERROR)} | others
    # The toy policy states no validity, allows its supports together, ranks no levels in an overlap,
    # and has no two facts that can contradict each other.
    idle = {"outside-nothing", "splitting-is-told", "same-not-again", "levels-rise", "contradictions-noted"}
    idle = idle if which == "toy" else set()
    assert laws - idle <= {result.law for result in results} <= laws
    # Further cases are generated for rarely tried laws, and the program must answer them too.
    assert max(result.samples for result in results if result.law != NO_ERROR.id) == 300


def test_every_law_has_its_sentences() -> None:
    table = sentences("fuzz")
    others = (
        "years",
        "spoilt-cases",
        "spoilt-policy",
        "restructured-policy",
        "browser-agrees",
        "solver-agrees",
    )
    for law in (*(law.id for law in (*LAWS, NO_ERROR)), *others):
        for form in ("holds", "broken"):
            assert set(table[law][form]) == set(LANGUAGES)
    assert len({law.id for law in LAWS}) == len(LAWS)
