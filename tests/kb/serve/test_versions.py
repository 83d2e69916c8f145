"""The versions of a service: chosen by work and day, all free of errors, with one hash for all rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.serve.versions import MOST_SHOWN, Versions, open_versions
from tests.conftest import TOY


def two(toy: Policy) -> Versions:
    """A work with two versions, and another work."""
    later = replace(toy, version=replace(toy.version, name="2031-01-01", first=date(2031, 1, 1)))
    first = replace(toy, version=replace(toy.version, last=date(2030, 12, 31)))
    return Versions("0", {"cn-999999/wanju": (first, later), "cn-888888/gaota": (toy,)})


def code_of(versions: Versions, work: str) -> list[str]:
    """The code with which a work is refused."""
    with pytest.raises(PolicyError) as refused:
        versions.on(date(2030, 6, 1), work)
    return [finding.code for finding in refused.value.findings]


def test_the_day_chooses_the_version_of_a_work(toy: Policy) -> None:
    days = {date(2030, 6, 1): "2030-01-01", date(2031, 1, 1): "2031-01-01", date(1999, 1, 1): "2030-01-01"}
    assert {day: two(toy).on(day, "wanju").version.name for day in days} == days


def test_a_work_is_named_by_its_id_or_the_last_part_of_it(toy: Policy) -> None:
    day = date(2030, 6, 1)
    assert two(toy).on(day, "cn-888888/gaota") is two(toy).on(day, "gaota") is toy
    assert code_of(two(toy), "shuiche") == ["work-unknown"]
    assert code_of(two(toy), "") == ["request-work"]
    assert Versions("0", {"a/b": (toy,)}).on(day) is toy


def test_the_hash_changes_with_the_program_and_with_any_file(toy: Policy) -> None:
    one = Versions("0", {"a/b": (toy,)})
    changed = replace(toy, hashes={**toy.hashes, "plain.en.xml": "0" * 64})
    hashes = {
        one.rules,
        Versions("1", {"a/b": (toy,)}).rules,
        Versions("0", {"a/c": (toy,)}).rules,
        Versions("0", {"a/b": (changed,)}).rules,
    }
    assert len(hashes) == 4


def test_a_folder_is_opened_with_every_version_of_its_works() -> None:
    versions = open_versions(TOY, "0")
    assert {work: [one.version.name for one in found] for work, found in versions.works.items()} == {
        "cn-999999/wanju": ["2030-01-01"]
    }


def test_a_policy_with_errors_is_refused_with_the_first_of_them(toy_copy: Path) -> None:
    rules = next(toy_copy.rglob("rules.xml"))
    rules.write_text(rules.read_text(encoding="utf-8").replace('words="', 'words="水'), encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        open_versions(toy_copy, "0")
    *shown, last = refused.value.findings
    assert len(shown) == MOST_SHOWN
    assert last.code == "service-unsound"
    assert dict(last.words)["shown"] == str(MOST_SHOWN)
