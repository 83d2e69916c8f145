"""One service for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb import Policy
from kb.serve.limits import Limits
from kb.serve.versions import Versions
from tests.kb.serve.asking import Asking, serving


@pytest.fixture(scope="package")
def versions(policy: Policy) -> Versions:
    return Versions("0.0.0", {"cn-440300/anjie-huanbao": (policy,)})


@pytest.fixture(scope="package")
def service(versions: Versions) -> Iterator[Asking]:
    with serving(versions, Limits(bytes=20_000, claims=20, seconds=10)) as asking:
        yield asking
