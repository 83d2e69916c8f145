"""Corrupt files are read or refused, and a reader that fails is found with the least edit."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.verify.fuzz import corrupt_files
from kb.verify.fuzz.corrupt_files import spoil, spoil_cases, spoil_policy
from kb.verify.fuzz.settings import Run
from kb.verify.results import Verdict
from kb.verify.sentences import say_law
from tests.conftest import TOY


def test_spoilt_files_are_read_or_refused(policy: Policy) -> None:
    for found in (spoil_cases(policy, Run(cases=80)), spoil_policy(TOY, Run(cases=80))):
        assert found.verdict is Verdict.SAMPLED
        assert found.samples >= 80


def test_a_reader_that_fails_is_found_with_the_least_edit(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(policy: Policy, text: str, name: str) -> None:
        assert "{" not in text.partition("claims")[0]

    monkeypatch.setattr(corrupt_files, "read_case", read)
    found = spoil_cases(policy, Run(cases=400))
    assert found.verdict is Verdict.REFUTED
    assert "AssertionError" in found.program["zh"]
    assert "{" not in say_law(found, "zh").replace("b'{'", "")


def test_edits_do_what_they_are_called() -> None:
    data = b"abcdef"
    assert spoil(data, [("put", 2, 1, b"X")]) == b"abXcdef"
    assert spoil(data, [("cut", 2, 3, b"")]) == b"abf"
    assert spoil(data, [("flip", 0, 1, b"")]) == b"`bcdef"
    assert spoil(data, [("swap", 1, 2, b"")]) == b"adebcf"
    assert spoil(data, [("double", 1, 2, b"")]) == b"abcbcdef"
    assert spoil(data, [("end", 3, 1, b"")]) == b"abc"
    assert spoil(data, [("cut", 5, 9, b""), ("put", 99, 1, b"!")]) == spoil(b"abcde", [("put", 99, 1, b"!")])
