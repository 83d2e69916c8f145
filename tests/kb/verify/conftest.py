"""What the tests of the workbench share: the safeguards of the policy, its mutants, and its proofs."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.verify.mutate.detect import Watch
from kb.verify.mutate.mutant import Mutant
from kb.verify.mutate.run import find_mutants, keep_watch
from kb.verify.proof.run import prove
from kb.verify.results import Result
from tests.conftest import REAL


@pytest.fixture(scope="session")
def watch() -> Watch:
    """The safeguards of the real policy, whose corpus takes seconds to read."""
    return keep_watch(REAL)


@pytest.fixture(scope="session")
def mutants(watch: Watch) -> list[Mutant]:
    """Every mutant of the real policy."""
    return find_mutants(watch)


@pytest.fixture(scope="session")
def results(policy: Policy) -> tuple[Result, ...]:
    """Everything that is proved or refuted of the real policy."""
    pytest.importorskip("z3")
    return tuple(prove(policy))
