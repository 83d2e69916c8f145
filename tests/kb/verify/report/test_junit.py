"""Results as JUnit XML."""

from __future__ import annotations

from lxml import etree

from kb import Policy
from kb.model.words.errors import Place, error
from kb.verify.report.junit import write_junit
from kb.verify.report.stages import Ended, Ending
from tests.kb.verify.report.made_results import BAD, GOOD, TRUE


def test_junit_counts_troubles_as_failures_and_what_was_not_run_as_skipped(policy: Policy) -> None:
    lacking = (error("library-missing", Place(), library="z3-solver", extra="workbench"),)
    ended = [
        Ended("check", Ending.TROUBLE, (GOOD, BAD, TRUE), 1234),
        Ended("prove", Ending.MISSING, lacking=lacking),
        Ended("fuzz", Ending.NOT_RUN),
    ]
    check, prove, fuzz = etree.fromstring(write_junit(policy, ended, "zh"))
    assert (check.get("tests"), check.get("failures"), check.get("time")) == ("3", "1", "1.234")
    (failure,) = check.findall("testcase/failure")
    assert failure.get("message") == "rules.xml:3：坏。怎么改：改。"
    assert "para_5__s_4" in (failure.text or "")
    assert [one.get("skipped") for one in (check, prove, fuzz)] == ["0", "1", "1"]
    assert "z3-solver" in str(prove.find("testcase/skipped").get("message"))  # type: ignore[union-attr]
