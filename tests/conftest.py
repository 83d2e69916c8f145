"""Shared fixtures: the real policy, loaded once, and copies of both policies that a test may change."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from kb import Policy, load_policy

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT / "policy"
TOY = ROOT / "tests" / "toy" / "policy"
DISTRICT = ROOT / "tests" / "district" / "policy"
TOGETHER = ROOT / "tests" / "together" / "policy"

# A property states a law, not a speed. On a busy machine a deadline would fail with a message on
# flakiness, which hides the tested law. Speed is measured in tests/benchmarks.
# The explain phase traces every line of a failing test. After tests in a browser, whose library switches
# between greenlets, the interpreter can then loop for ever.
PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=PHASES
)
settings.load_profile("untimed")

# By default the collector runs after 700 new objects, over the many that the policies, the sites and pytest
# itself keep. With this number, which is also that of the command line, a run takes a twentieth less time.
gc.set_threshold(50_000)


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands use a cache folder of the test run, and not that of the user."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the program, in a cache for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tiaowen"


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The real policy."""
    return load_policy(REAL)


@pytest.fixture(scope="session")
def toy() -> Policy:
    """The toy policy of ten clauses."""
    return load_policy(TOY)


@pytest.fixture(scope="session")
def district() -> Policy:
    """The rule of an invented district, which uses every form of amount."""
    return load_policy(DISTRICT)


@pytest.fixture(scope="session")
def together() -> Policy:
    """The rule of another invented district, with every kind of rule about several supports."""
    return load_policy(TOGETHER)


@pytest.fixture
def toy_copy(tmp_path: Path) -> Path:
    """A copy of the toy policy that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "policy"))


@pytest.fixture
def real_copy(tmp_path: Path) -> Path:
    """A copy of the real policy that a test may change."""
    return Path(shutil.copytree(REAL, tmp_path / "policy"))


@pytest.fixture
def change() -> Callable[[Path, str, str], None]:
    """Replace words in a file that contains them exactly once."""

    def apply(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return apply
