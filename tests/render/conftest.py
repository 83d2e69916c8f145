"""The guides of the real policy and of the toy policy, each built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import Policy
from render.site import build_site
from tests.render.walking import Site, read_site


@pytest.fixture(scope="session")
def site(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The guide of the real policy."""
    return _built(policy, tmp_path_factory.mktemp("real") / "site")


@pytest.fixture(scope="session")
def toy_site(toy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The guide of the toy policy, which lacks many things that the real one has."""
    return _built(toy, tmp_path_factory.mktemp("toy") / "site")


def _built(policy: Policy, out: Path) -> Site:
    build_site(policy, out)
    return read_site(out)
