"""The casebooks of a command: the policy's own cases, cases found here, and the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import Policy
from kb.cli.casebook import confirmed_cases, find_case, read_books, read_confirmed
from kb.model.words.errors import PolicyError
from tests.kb.cli.commands.test_replay import kept

__all__ = ["kept"]


def test_the_cases_of_the_policy_are_its_own_and_those_of_this_folder_are_found(
    toy: Policy, toy_copy: Path, kept: str
) -> None:
    own, found = read_books(toy, toy_copy)
    assert ([case.id for case in own.cases], found.cases) == ([kept], ())
    assert [case.id for case in confirmed_cases(toy, toy_copy).cases] == [kept]


def test_a_case_is_found_by_the_beginning_of_its_id(toy: Policy, toy_copy: Path, kept: str) -> None:
    assert find_case(toy, toy_copy, kept[2:7], None).id == kept
    with pytest.raises(PolicyError):
        find_case(toy, toy_copy, "c-ffffffff", None)


def test_a_named_file_that_cannot_be_read_is_reported_in_place_of_a_missing_case(
    toy: Policy, toy_copy: Path, kept: str
) -> None:
    path = next(toy_copy.rglob(f"{kept}.yaml"))
    path.write_text("expect: [", encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        find_case(toy, toy_copy, kept, None)
    assert {Path(finding.place.file).name for finding in refused.value.findings} == {path.name}


def test_a_corpus_that_is_named_must_be_a_folder(toy: Policy, toy_copy: Path, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as refused:
        read_confirmed(toy, toy_copy, tmp_path / "nowhere")
    assert [finding.code for finding in refused.value.findings] == ["folder-missing"]
    (tmp_path / "corpus").mkdir()
    assert read_confirmed(toy, toy_copy, tmp_path / "corpus").cases == ()
