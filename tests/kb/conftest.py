"""A shared fixture for tests of assessing: the toy policy with facts of every type."""

from __future__ import annotations

import pytest

from kb import Policy
from tests.kb.asking import asking


@pytest.fixture(scope="session")
def asks(toy: Policy) -> Policy:
    """The toy policy with facts of every type."""
    return asking(toy)
