"""Coverage targets: what a case covers is what the engine says of it."""

from __future__ import annotations

import pytest

from kb.verify.cover.run import Covering
from kb.verify.cover.targets import Plan, cover_of
from tests.kb.verify.cover.kept_cases import MOST_CASES

pytest.importorskip("z3")


def test_the_engine_bears_out_what_the_cases_are_said_to_cover(plan: Plan, afresh: Covering) -> None:
    cases = [one.case for one in afresh.added]
    assert set(afresh.covered) == set(cover_of(plan, plan.views(cases)))
    assert len(cases) <= MOST_CASES
    assert afresh.fewest
