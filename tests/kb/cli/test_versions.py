"""The work and version of a command: chosen by name or by day, or refused with those there are."""

from __future__ import annotations

import inspect
from datetime import date
from pathlib import Path

import pytest

from kb.cli.options import PolicyOption
from kb.cli.versions import choose_folder, silence_finding, version_folder, with_version, work_folder
from kb.model.library import Silence
from kb.model.words.errors import PolicyError
from tests.conftest import TOY
from tests.works import DISTRICT, Invented, make_library

VERSION = next(TOY.glob("*/*/*/text.xml")).parent


def codes(choice: object) -> list[str]:
    """The codes of the findings with which a choice is refused."""
    with pytest.raises(PolicyError) as refused:
        choice()  # type: ignore[operator]
    return [finding.code for finding in refused.value.findings]


def test_a_work_is_chosen_by_its_id_or_its_own_name(tmp_path: Path) -> None:
    library = make_library(tmp_path / "policy", Invented(DISTRICT))
    assert work_folder(library, "cn-999999/wanju") == work_folder(library, " wanju ")
    assert work_folder(library, DISTRICT).name == "shuiche"
    assert codes(lambda: work_folder(library, "fengche")) == ["work-unknown"]


def test_a_version_is_chosen_by_its_name(tmp_path: Path) -> None:
    assert version_folder(TOY, " 2030-01-01 ").resolve() == VERSION.resolve()
    assert codes(lambda: version_folder(TOY, "2031-01-01")) == ["version-unknown"]


def test_a_day_chooses_the_version_in_force_and_is_refused_where_there_is_none() -> None:
    assert choose_folder(TOY, None, None, "2030-03-01").resolve() == VERSION.resolve()
    assert codes(lambda: choose_folder(TOY, None, None, "2030-02-28")) == ["version-silent-not-yet"]
    assert codes(lambda: choose_folder(TOY, None, None, "2033-03-01")) == ["version-silent-expired"]


def test_of_several_works_a_day_chooses_none(tmp_path: Path) -> None:
    library = make_library(tmp_path / "policy", Invented(DISTRICT))
    assert choose_folder(library, None, None, "2030-06-01") == library
    assert choose_folder(library, None, None, None) == library


def test_the_reason_why_a_work_is_silent_names_its_day() -> None:
    silence = Silence("cn-999999/wanju", "措施", date(2034, 1, 1), "expired", date(2033, 2, 28))
    finding = silence_finding(silence)
    assert (finding.code, finding.place.file) == ("version-silent-expired", "cn-999999/wanju")
    assert "2033" in finding.message("en")


def test_a_command_with_a_policy_gains_the_options_that_it_lacks() -> None:
    seen: list[Path | None] = []

    def command(policy: PolicyOption = None, on: str | None = None) -> int:
        seen.append(policy)
        return 3

    wrapped = with_version(command)
    assert list(inspect.signature(wrapped).parameters) == ["policy", "work", "version", "on"]
    assert wrapped(policy=TOY, work=None, version="2030-01-01", on=None) == 3
    assert wrapped(policy=TOY, work=None, version=None, on=None) == 3
    assert [folder and folder.resolve() for folder in seen] == [VERSION.resolve(), TOY.resolve()]


def test_a_command_without_a_policy_stays_as_it_is() -> None:
    def command(text: str) -> str:
        return text

    assert with_version(command) is command
