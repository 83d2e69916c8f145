"""The limits of a request: a case within them passes, and work beyond its time is interrupted."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim, Grant
from kb.model.words.errors import PolicyError
from kb.serve.limits import Limits, TooLong, run_within
from kb.serve.requests import Asked

LIMITS = Limits(claims=2)


def asked(toy: Policy, claims: int, grants: int) -> Asked:
    """A request with some claims and earlier grants."""
    made = tuple(Claim(str(n), "project", {}) for n in range(claims))
    return Asked(toy, Case(date(2030, 6, 1), {}, made, (Grant({}),) * grants), {})


def test_a_case_at_the_limit_passes_unchanged(toy: Policy) -> None:
    one = asked(toy, 2, 2)
    assert LIMITS.check(one) is one
    unknown = Asked(toy, replace(one.case, claims=None, ledger=None), {})
    assert LIMITS.check(unknown) is unknown


@pytest.mark.parametrize(("claims", "grants", "key"), [(3, 0, "claims"), (0, 3, "ledger")])
def test_one_claim_or_grant_more_is_refused_with_the_limit(
    toy: Policy, claims: int, grants: int, key: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        LIMITS.check(asked(toy, claims, grants))
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.eid) == ("request-claims", key)
    assert dict(finding.words) == {"count": "3", "most": "2"}


def test_work_within_its_time_gives_its_result_and_its_errors() -> None:
    assert asyncio.run(run_within(5, lambda: 7)) == 7

    def fail() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        asyncio.run(run_within(5, fail))


def test_work_beyond_its_time_is_interrupted_where_it_is() -> None:
    ended: list[str] = []

    def never() -> None:
        try:
            while True:
                time.sleep(0.005)
        except TooLong:
            ended.append("interrupted")
            raise

    with pytest.raises(TooLong):
        asyncio.run(run_within(0, never))
    assert ended == ["interrupted"]
