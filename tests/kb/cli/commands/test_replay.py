"""``tiaowen replay``: one kept case in full, and the whole casebook with what a person has to do."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.cases.case import Case, Claim
from kb.core.outcomes import Status
from kb.loading import find_folders
from kb.model.values import Interval, Money
from kb.verify.casebook.folder import FOLDER, save_kept
from kb.verify.casebook.kept_case import Expected, KeptCase, case_id, hashes_of, name_of
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def kept(toy: Policy, toy_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a case in the casebook of the toy policy: 40 % of an investment of 1000万元 is 400万元."""
    monkeypatch.chdir(tmp_path)
    facts = {
        "is": {"windmill-project": True},
        "investment": Money.yuan(10_000_000),
        "achieved-on": date(2030, 5, 1),
    }
    case = Case(date(2030, 6, 1), {}, (Claim("甲", "project", facts),), ())
    given = Interval(400_000_000, 400_000_000)
    one = KeptCase(
        case_id(case, {}),
        "风车甲",
        "person",
        case,
        (Expected("甲", "para_1__sup_1", Status.ELIGIBLE, given),),
        hashes_of(toy, ("para_1__s_1",)),
        policy=name_of(toy),
    )
    save_kept(toy, one, find_folders(toy_copy).version / FOLDER)
    return one.id


def test_a_case_is_shown_by_the_beginning_of_its_id(run: Run, toy_copy: Path, kept: str) -> None:
    whole = run("replay", kept, "--policy", toy_copy)
    assert kept in whole.out
    assert run("replay", kept.removeprefix("c-")[:5], "--policy", toy_copy).out == whole.out


def test_a_case_as_data_has_its_expectations_and_the_answer_of_today(
    run: Run, toy_copy: Path, kept: str
) -> None:
    found = json.loads(run("replay", kept, "--policy", toy_copy, "--format", "json").out)
    assert found["id"] == kept
    assert found["agrees"] is True
    (outcome,) = found["outcomes"]
    assert (outcome["support"], outcome["amount"]) == (
        "para_1__sup_1", {"low": 400_000_000, "high": 400_000_000},
    )  # fmt: skip


def test_an_unknown_case_is_told(run: Run, toy_copy: Path, kept: str) -> None:
    ended = run("replay", "c-ffffffff", "--policy", toy_copy)
    assert (ended.status, ended.out) == (1, "")
    assert "c-ffffffff" in ended.err


def test_a_file_of_the_casebook_that_cannot_be_read_fails_the_replay(
    run: Run, toy_copy: Path, kept: str
) -> None:
    assert run("replay", "--policy", toy_copy).status == 0
    path = next(toy_copy.rglob(f"{kept}.yaml"))
    path.write_text("expect: [", encoding="utf-8")
    ended = run("replay", "--policy", toy_copy)
    assert ended.status == 1
    assert kept in ended.err
