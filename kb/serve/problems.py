"""Problems after RFC 9457: why a request has no answer, with the place and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.explain.items.pages import Said
from kb.explain.items.service import Fault, Problem
from kb.model.words.errors import Finding, Language, Place, error

UNPROCESSABLE = 422
STATUS = {
    "case-binary": 400,
    "case-not-utf8": 400,
    "case-file-large": 413,
    "id-unknown": 404,
    "request-failed": 500,
    "request-form": 422,
    "request-host": 421,
    "request-json": 400,
    "request-large": 413,
    "request-method": 405,
    "request-path": 404,
    "request-slow": 503,
    "request-type": 415,
    "work-unknown": 404,
}
"""The HTTP status for each kind of fault; all others have the status for invalid content."""


def problem_item(findings: Sequence[Finding], lang: Language, path: str) -> Problem:
    """The findings as one problem, with title and detail in ``lang``."""
    told = findings[0] if len(findings) == 1 else error("request-faults", Place(""), count=len(findings))
    status = max(STATUS.get(finding.code, UNPROCESSABLE) for finding in findings)
    return Problem(
        type=f"urn:tiaowen:problem:{told.code}",
        title=told.message(lang),
        status=status,
        detail=told.remedy(lang),
        instance=path,
        says=Said(told.message("zh"), told.message("en")),
        remedy=Said(told.remedy("zh"), told.remedy("en")),
        errors=[
            Fault(
                code=finding.code,
                line=finding.place.line,
                place=finding.place.eid,
                message=Said(finding.message("zh"), finding.message("en")),
                remedy=Said(finding.remedy("zh"), finding.remedy("en")),
            )
            for finding in findings
        ],
    )
