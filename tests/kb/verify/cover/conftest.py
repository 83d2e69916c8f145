"""Coverage of the real policy and of the toy policy, computed once."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.core.ruleset import read_policy
from kb.verify.cover.run import Covering, make_covering
from kb.verify.cover.targets import Plan


@pytest.fixture(scope="session")
def plan(policy: Policy) -> Plan:
    return Plan(read_policy(policy))


@pytest.fixture(scope="session")
def afresh(policy: Policy) -> Covering:
    return make_covering(policy)


@pytest.fixture(scope="session")
def of_toy(toy: Policy) -> Covering:
    return make_covering(toy)
