"""Results of the workbench: which of them somebody has to act on."""

from __future__ import annotations

import pytest

from kb.verify.results import Result, Subject, Verdict


@pytest.mark.parametrize(
    ("verdict", "about", "is_trouble"),
    [
        (Verdict.PROVED, "rules", False),
        (Verdict.SAMPLED, "rules", False),
        (Verdict.REFUTED, "rules", True),
        # The policy says so itself: nothing is to be mended in the rules.
        (Verdict.REFUTED, "policy", False),
        (Verdict.UNDECIDED, "rules", True),
        (Verdict.UNDECIDED, "policy", True),
    ],
)
def test_a_fault_of_the_rules_and_an_open_question_are_trouble(
    verdict: Verdict, about: Subject, is_trouble: bool
) -> None:
    assert Result("prove", "cap-holds", verdict, "holds", (), about=about).is_trouble is is_trouble
