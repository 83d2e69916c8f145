"""Problems: one finding is told by itself, several by their number and the most serious status."""

from __future__ import annotations

from kb.explain.items.parts import data_of
from kb.model.words.errors import Place, error
from kb.serve.problems import problem_item

SLOW = error("request-slow", Place(""), seconds=20)
MALFORMED = error("request-json", Place("case.json", 3))
INVALID = error("case-empty", Place("case.json", 4, "claims[0]"))


def test_a_single_finding_is_the_title_and_its_remedy_the_detail() -> None:
    problem = problem_item([MALFORMED], "en", "/v1/assess")
    assert (problem.type, problem.status) == ("urn:tiaowen:problem:request-json", 400)
    assert (problem.title, problem.detail) == (MALFORMED.message("en"), MALFORMED.remedy("en"))
    assert problem.instance == "/v1/assess"
    assert data_of(problem.says) == {"zh": MALFORMED.message("zh"), "en": MALFORMED.message("en")}


def test_several_findings_have_one_title_and_the_highest_status() -> None:
    problem = problem_item([MALFORMED, INVALID], "zh", "")
    assert (problem.type, problem.status) == ("urn:tiaowen:problem:request-faults", 422)
    assert "2" in problem.title
    assert problem_item([INVALID, SLOW], "zh", "").status == 503


def test_each_fault_has_its_line_and_place() -> None:
    problem = problem_item([MALFORMED, INVALID], "zh", "")
    assert [(fault.code, fault.line, fault.place) for fault in problem.errors] == [
        ("request-json", 3, ""),
        ("case-empty", 4, "claims[0]"),
    ]
