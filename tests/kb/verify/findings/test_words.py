"""The sentences of findings name readings and further supports in words."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.verify.proof.run import prove
from kb.verify.results import Result
from kb.verify.sentences import say_law
from tests.kb.verify.proof.proved import found_by

pytest.importorskip("z3")


def test_the_readings_of_a_finding_are_told_in_words(policy: Policy, results: tuple[Result, ...]) -> None:
    assert "G18=b（“不行，属于滥用，按一个项目算”）" in say_law(found_by(results, "splitting"), "zh")
    assert "G1=c（“这些措施之间没有限制" in say_law(found_by(results, "stacking"), "zh")


def test_a_finding_names_the_other_supports_only_where_there_are_any(
    policy: Policy, results: tuple[Result, ...]
) -> None:
    told = say_law(found_by(results, "splitting"), "zh")
    assert told.count("措施5“基础设施节能降碳项目资助”") == 1
    assert "这样的支持还有：措施9" in told
    assert "这样的支持" not in say_law(found_by(tuple(prove(policy, ("para_5",))), "splitting"), "zh")
