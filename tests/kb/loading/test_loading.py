"""Loading and writing lose nothing, and loaded objects cannot be changed."""

from __future__ import annotations

import dataclasses
import gc
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kb import Policy, PolicyError, load, load_policy, loading
from kb.loading.lines import read_lines, write_lines
from tests.conftest import TOY


def test_the_policy_survives_lines_and_akoma_ntoso_in_turn(policy: Policy) -> None:
    lines = write_lines(policy.document, policy.registry)
    document = read_lines(lines, policy.registry)
    assert document == policy.document
    assert write_lines(document, policy.registry) == lines


def test_a_loaded_policy_is_frozen(policy: Policy) -> None:
    for target, name in ((policy, "folder"), (policy.measures[0], "clause"), (policy.agencies[0], "name")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(target, name, None)


def test_loading_twice_gives_equal_policies() -> None:
    assert load_policy(TOY) == load_policy(TOY)


def test_a_policy_is_the_same_object_as_long_as_no_file_changes(toy_copy: Path) -> None:
    assert load_policy(toy_copy) is load_policy(toy_copy)


@pytest.mark.parametrize("name", ["rules.xml", "plain.en.xml"])
def test_a_changed_file_is_read_anew(toy_copy: Path, name: str) -> None:
    before = load_policy(toy_copy)
    path = next(toy_copy.rglob(name))
    content = path.read_bytes()
    path.write_bytes(content + b"\n")
    assert load_policy(toy_copy) is not before
    assert load_policy(toy_copy).hashes[name] == sha256(content + b"\n").hexdigest()
    path.write_bytes(content)
    assert load_policy(toy_copy).hashes == before.hashes


def test_a_file_that_is_lost_after_a_load_is_told(toy_copy: Path) -> None:
    load_policy(toy_copy)
    next(toy_copy.rglob("rules.xml")).unlink()
    with pytest.raises(PolicyError) as refused:
        load_policy(toy_copy)
    assert [finding.code for finding in refused.value.findings] == ["file-missing"]


def test_a_file_that_changes_while_it_is_read_is_read_anew(
    toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is changed between the look-up in the cache and the load."""
    path = next(toy_copy.rglob("rules.xml"))
    content = path.read_bytes()
    load_files = loading._load_files

    def change_first(*given: Any) -> Policy:
        path.write_bytes(content + b"\n")
        return load_files(*given)

    monkeypatch.setattr(loading, "_load_files", change_first)
    assert load_policy(toy_copy).hashes["rules.xml"] == sha256(content + b"\n").hexdigest()
    monkeypatch.undo()
    path.write_bytes(content)
    assert load_policy(toy_copy).hashes["rules.xml"] == sha256(content).hexdigest()


def test_loading_leaves_the_collector_of_garbage_as_it_was(toy_copy: Path) -> None:
    frozen = gc.get_freeze_count()
    for switch, is_on in ((gc.disable, False), (gc.enable, True)):
        switch()
        load(toy_copy)
        assert gc.isenabled() == is_on
    assert gc.get_freeze_count() == frozen
