"""A copy of the real policy for tests that edit it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import REAL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL, tmp_path / "policy"))
