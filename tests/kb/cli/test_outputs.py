"""Outputs never overwrite what a command reads, by whatever path they are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.cli.outputs import keep_inputs
from kb.model.words.errors import PolicyError


def is_refused(target: Path | None, folder: Path, *inputs: str | Path | None) -> bool:
    """Whether writing a target is refused."""
    try:
        keep_inputs(target, folder, *inputs)
    except PolicyError as problem:
        return [finding.code for finding in problem.findings] == ["output-is-input"]
    return False


def test_a_file_of_the_policy_is_never_written_over(toy_copy: Path) -> None:
    assert is_refused(next(toy_copy.rglob("rules.xml")), toy_copy)
    assert is_refused(toy_copy / "registry", toy_copy)
    assert is_refused(toy_copy / "schema" / "rules.xsd", toy_copy)


def test_an_input_is_recognised_through_links_and_other_paths(
    toy_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = tmp_path / "case.yaml", tmp_path / "other.yaml"
    case.write_text("", encoding="utf-8")
    other.write_text("", encoding="utf-8")
    link = tmp_path / "link.yaml"
    os.link(case, link)
    monkeypatch.chdir(tmp_path)
    assert is_refused(link, toy_copy, "case.yaml", None)
    assert is_refused(Path("case.yaml"), toy_copy, case)
    assert not is_refused(other, toy_copy, "case.yaml", "data-centre")


def test_a_new_file_and_the_standard_output_are_free(toy_copy: Path, tmp_path: Path) -> None:
    assert not is_refused(tmp_path / "new.html", toy_copy)
    assert not is_refused(None, toy_copy)
