"""Compiled templates are cached between commands, and compiled again after any change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from render import compiled
from render.compiled import CompiledTemplates
from render.templating import templates

Render = Callable[[str], str]


@pytest.fixture
def cache(own_cache: Path) -> Path:
    """The cached templates of this test alone."""
    return own_cache / "templates"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were actually compiled."""
    seen: list[str] = []
    generate = Environment._generate

    def watched(self: Environment, *parts: object, **options: object) -> str:
        seen.append(str(parts[1]))
        return str(generate(self, *parts, **options))  # type: ignore[arg-type]

    monkeypatch.setattr(Environment, "_generate", watched)
    return seen


def render(source: str, name: str = "hill") -> str:
    """A template rendered as in a new process: nothing but the cache is shared with the one before."""
    environment = Environment(
        loader=DictLoader({name: source}), autoescape=True, bytecode_cache=CompiledTemplates()
    )
    return environment.get_template(name).render(height=3)


def test_a_template_is_compiled_once_for_all_commands(cache: Path, built: list[str]) -> None:
    assert render("{{ height }} m") == render("{{ height }} m") == "3 m"
    assert built == ["hill"]
    assert len(list(cache.iterdir())) == 1


def test_another_source_name_or_program_is_compiled_anew(
    cache: Path, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert render("{{ height }} m") == "3 m"
    assert render("{{ height }} km") == "3 km"
    assert render("{{ height }} m", "peak") == "3 m"
    monkeypatch.setattr(compiled, "digest_modules", lambda package: f"another {package.name}")
    assert render("{{ height }} m") == "3 m"
    monkeypatch.setattr(compiled, "version", lambda name: f"another {name}")
    assert render("{{ height }} m") == "3 m"
    assert built == ["hill", "hill", "peak", "hill", "hill"]


@pytest.mark.parametrize("place", [0, 31, 32, 40, -1])
def test_a_damaged_file_only_means_another_compilation(place: int, cache: Path, built: list[str]) -> None:
    render("{{ height }} m")
    (file,) = cache.iterdir()
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    for damaged in (data, data[:20], b""):
        file.write_bytes(damaged)
        assert render("{{ height }} m") == "3 m"
    assert built == ["hill"] * 4


def test_where_nothing_can_be_written_templates_are_compiled_each_time(
    tmp_path: Path, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert render("{{ height }} m") == render("{{ height }} m") == "3 m"
    assert built == ["hill", "hill"]


def test_the_templates_of_the_site_come_from_the_cache(cache: Path, built: list[str]) -> None:
    for _ in range(2):
        environment = templates.__wrapped__()
        for name in ("measure.html", "matrix.svg"):
            environment.get_template(name)
    assert built == ["measure.html", "matrix.svg"]
