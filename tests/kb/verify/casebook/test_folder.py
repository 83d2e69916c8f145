"""The folder of a casebook: cases are kept, read, and told apart by their policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb import Policy, load_policy
from kb.assess import read_case
from kb.loading import find_folders
from kb.verify.casebook.folder import FOLDER, FOUND, case_id, keep, read_casebook, save_kept
from kb.verify.casebook.kept_case import (
    KeptCase,
    make_kept,
    name_of,
)
from kb.verify.casebook.reading import load_kept
from kb.verify.casebook.replay import replay
from kb.verify.results import Result, Verdict
from tests.conftest import REAL
from tests.kb.verify.casebook.kept import ROOM
from tests.kb.versions.test_supports import edit


def test_what_a_command_finds_is_kept_under_its_id(policy: Policy, tmp_path: Path) -> None:
    case = read_case(policy, ROOM, "room.yaml")
    result = Result("no-such", "law", Verdict.REFUTED, "form", ())
    assert keep(policy, result, tmp_path) == ""
    found = make_kept(policy, case, {}, sentence="一", source="fuzz", support="para_5__sup_1")
    path = save_kept(policy, found, tmp_path / FOUND)
    assert path.name == f"{case_id(case, {})}.yaml"
    assert load_kept(policy, path) == replace(found, file=str(path))


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    policy: Policy, kept: KeptCase, tmp_path: Path
) -> None:
    save_kept(policy, kept, tmp_path)
    (tmp_path / "c-0.yaml").write_text("state: 一\n", encoding="utf-8")
    book = read_casebook(policy, tmp_path)
    assert [one.id for one in book.cases] == [kept.id]
    assert {Path(one.place.file).name for one in book.findings} == {"c-0.yaml"}
    assert read_casebook(policy, tmp_path / "nowhere").cases == ()


def test_a_kept_case_says_which_policy_it_is_of(policy: Policy, kept: KeptCase, tmp_path: Path) -> None:
    path = save_kept(policy, kept, tmp_path)
    line = 'policy: "/akn/cn-440300/act/cuoshi/fgw/2024-05-11/anjie-huanbao@2024-05-11"\n'
    assert line in path.read_text("utf-8")
    loaded = load_kept(policy, path)
    assert loaded is not None
    assert loaded.policy == kept.policy == name_of(policy)


def test_cases_of_another_policy_are_counted_and_not_read(
    policy: Policy, toy: Policy, kept: KeptCase, tmp_path: Path
) -> None:
    save_kept(policy, kept, tmp_path)
    there = read_casebook(toy, tmp_path)
    assert (there.cases, there.findings, there.others) == ((), (), 1)
    here = read_casebook(policy, tmp_path)
    assert ([one.id for one in here.cases], here.others) == ([kept.id], 0)


def test_a_case_that_names_no_policy_is_of_the_one_it_lies_with(
    policy: Policy, kept: KeptCase, tmp_path: Path
) -> None:
    save_kept(policy, replace(kept, policy=""), tmp_path)
    book = read_casebook(policy, tmp_path)
    assert [one.policy for one in book.cases] == [""]


def test_every_case_of_the_policy_names_it(policy: Policy) -> None:
    book = read_casebook(policy, find_folders(REAL).version / FOLDER)
    assert {one.policy for one in book.cases} == {name_of(policy)}


def test_a_case_that_the_program_fails_over_is_kept_all_the_same(
    policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    table = {"law": {"form": {"zh": "一句话。", "en": "A sentence."}}}
    monkeypatch.setattr("kb.verify.sentences.sentences", lambda command: table)
    monkeypatch.setattr("kb.verify.casebook.kept_case.assess", fail)
    case = read_case(policy, ROOM, "room.yaml")
    result = Result("fuzz", "law", Verdict.REFUTED, "form", ("para_5__s_4",), case=case)
    key = keep(policy, result, tmp_path)
    assert key == case_id(case, {})
    found = load_kept(policy, tmp_path / f"{key}.yaml")
    assert (found.expected, found.sentence, list(found.clauses)) == ((), "一句话。", ["para_5__s_4"])


def test_a_found_case_follows_from_the_version_that_it_names(real_copy: Path, tmp_path: Path) -> None:
    """（十二） is moved behind （十四）. A case that was found before keeps its support."""
    policy = load_policy(real_copy)
    kept = make_kept(policy, read_case(policy, CERTIFICATE, "c"), {}, sentence="证书。", source="fuzz")
    save_kept(policy, kept, tmp_path / "found")

    def move(lines: str) -> str:
        start, end, at = (lines.index(num) for num in ("(十二)", "(十三)", "(十五)"))
        return lines[:start] + lines[end:at] + lines[start:end] + lines[at:]

    version = edit(real_copy, "whole", move)
    moved = load_policy(version)
    (found,) = read_casebook(moved, tmp_path / "found", version).cases
    was, now = ({one.support: one.amount for one in each.expected} for each in (kept, found))
    assert now["para_14__sup_2"] == was["para_12__sup_2"]
    assert [str(one.form) for one in replay(moved, [found])] == ["open"]
    # Without its version it is left out, and not taken for a case of another measure.
    path = tmp_path / "found" / f"{kept.id}.yaml"
    path.write_text(path.read_text("utf-8").replace("@2024-05-11", "@2023-01-01"), "utf-8")
    book = read_casebook(moved, tmp_path / "found", version)
    assert ([one.code for one in book.findings], book.cases) == (["kept-version"], ())


CERTIFICATE = """\
date: 2026-03-01
claims:
  - {id: 证书, kind: certificate, is: [footprint-certificate], certificate-cost: 8万元}
ledger: []
"""
