"""Every file of a policy is held to its schema, and a fault in one file does not hide those in another."""

from __future__ import annotations

from pathlib import Path

from kb.checks.schemas import check_schemas
from kb.loading.folders import find_folders
from tests.conftest import TOY


def broken(folder: Path, name: str, old: str, new: str) -> None:
    """Change the first place of a file that has certain words."""
    path = next(folder.rglob(name))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_files_that_keep_to_their_schemas_have_no_finding() -> None:
    assert list(check_schemas(find_folders(TOY))) == []


def test_a_file_that_is_no_xml_and_an_invalid_one_are_both_reported(toy_copy: Path) -> None:
    broken(toy_copy, "text.xml", "</akomaNtoso>", "")
    broken(toy_copy, "facts.xml", "<fact ", '<fact colour="red" ')
    found = list(check_schemas(find_folders(toy_copy)))
    assert [(finding.code, Path(finding.place.file).name) for finding in found] == [
        ("xml-malformed", "text.xml"),
        ("schema-attribute", "facts.xml"),
    ]


def test_the_text_is_held_to_the_schema_of_akoma_ntoso(toy_copy: Path) -> None:
    broken(toy_copy, "text.xml", "<heading>资助建造。</heading>", "<heading>资助建造。</heading><naming/>")
    found = list(check_schemas(find_folders(toy_copy)))
    assert [finding.place.file for finding in found] == ["policy/cn-999999/wanju/2030-01-01/text.xml"]
    assert {finding.code for finding in found} == {"schema-element"}


def test_a_registry_may_lack_a_name_that_its_schema_requires_in_no_entry(toy_copy: Path) -> None:
    path = toy_copy / "registry" / "agencies.xml"
    broken(toy_copy, "agencies.xml", '    <name xml:lang="zh">玩具城风车局</name>\n', "")
    (finding,) = check_schemas(find_folders(toy_copy))
    assert Path(finding.place.file).name == path.name
