"""The schemas of items: the published ones are the generated ones, in both languages, and refuse faults."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kb import Policy
from kb.cases.reading import read_case
from kb.checks import check
from kb.explain.items import commands, pages, results, schemas, service, versions, works
from kb.explain.items.findings import finding_item
from kb.explain.items.parts import Item, data_of
from kb.explain.whole_answer import answer
from tests.conftest import REAL, ROOT, TOY
from tests.kb.cases.test_schema import schemas_in
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]

REFERENCE = ROOT / "docs" / "reference"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CASE = """
date: 2026-03-01
applicant: {}
claims:
  - {id: 机房改造, kind: project, is: [data-centre], verified-total-investment: 5000万元}
ledger: []
"""


def classes(cls: type[Item] = Item) -> list[type[Item]]:
    return [one for sub in cls.__subclasses__() for one in (sub, *classes(sub))]


def test_no_two_items_have_one_name() -> None:
    """A schema names its parts by their classes."""
    homes = {module.__name__ for module in (commands, pages, results, service, versions, works)}
    names = [one.__name__ for one in classes(Item) if one.__module__ in homes]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})


def is_valid(name: str, data: object) -> bool:
    return Draft202012Validator(schemas.SCHEMAS[name]()).is_valid(data)


@pytest.mark.parametrize("name", schemas.SCHEMAS)
def test_the_published_schema_is_the_generated_one(name: str) -> None:
    made = schemas.SCHEMAS[name]()
    Draft202012Validator.check_schema(made)
    assert (REFERENCE / name).read_text(encoding="utf-8") == schemas.write_schema(made), (
        "run: python -m kb.explain.items.schemas"
    )


def test_the_module_writes_every_schema_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["schemas", str(tmp_path)])
    schemas.main()
    for name in schemas.SCHEMAS:
        assert (tmp_path / name).read_bytes() == (REFERENCE / name).read_bytes()


def test_the_schemas_of_results_and_pages_are_written_by_nobody() -> None:
    assert {"result.schema.json", "page.schema.json"} <= set(schemas.SCHEMAS)


def test_every_class_of_items_has_a_name_of_its_own_within_its_module() -> None:
    for module in (pages, results, commands, service):
        names = [cls.__name__ for cls in classes() if cls.__module__ == module.__name__]
        assert len(names) == len(set(names))


def test_every_class_of_items_is_described_in_both_languages() -> None:
    for name, made in schemas.SCHEMAS.items():
        for key, schema in made()["$defs"].items():
            if key not in ("Status", "Severity"):  # the fields that hold one describe it
                assert "description" in schema or "title" in schema, (name, key)
        for schema in schemas_in(made()):
            assert CHINESE.search(schema["title"]) or schema["title"].startswith("SHA"), schema
            assert not CHINESE.search(schema["x-en"]["title"]), schema
            assert ("description" in schema) == ("description" in schema["x-en"]), schema


@pytest.mark.parametrize("indent", [0, 2])
def test_an_answer_is_written_as_the_standard_library_writes_its_data(policy: Policy, indent: int) -> None:
    from kb.explain.items.parts import write_json

    item = answer(policy, read_case(policy, CASE, "case"), "0").as_item()
    assert write_json(item, indent) == (
        json.dumps(data_of(item), ensure_ascii=False, indent=indent or None) + "\n"
    )


def test_a_receipt_is_as_its_schema_says(policy: Policy) -> None:
    receipt = data_of(answer(policy, read_case(policy, CASE, "case"), "0").receipt_item())
    assert is_valid("receipt.schema.json", receipt)
    assert not is_valid("receipt.schema.json", receipt | {"result": "0"})
    assert not is_valid("receipt.schema.json", {**receipt, "extra": 1})


def test_findings_are_as_their_schema_says(toy_copy: Path) -> None:
    rules = next(toy_copy.rglob("rules.xml"))
    rules.write_text("<rules", encoding="utf-8")
    found = [data_of(finding_item(finding, "en")) for finding in check(rules.parent)]
    assert found
    assert is_valid("findings.schema.json", found)
    assert not is_valid("findings.schema.json", [found[0] | {"severity": "fatal"}])


@pytest.mark.parametrize(
    ("figure", "is_figure"),
    [
        ({"fen": 100}, True),
        ({}, False),
        ({"fen": 100, "years": 1}, False),
        ({"fen": -1}, False),
        ({"fen": 0.5}, False),
        ({"rate": "30%"}, False),
        ({"rate": "3/10"}, True),
        ({"day": "2024-5-1"}, False),
    ],
)
def test_a_figure_has_one_value_of_one_kind(figure: dict[str, Any], is_figure: bool) -> None:
    found = schemas.components([pages.Quantity])
    validator = Draft202012Validator({"$ref": "#/$defs/Quantity", "$defs": found})
    place = {"provision": "para_5__s_4", "index": 0, "concept": "cap", "words": "1000万元"}
    assert validator.is_valid(place | figure) is is_figure


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("readings.schema.json", ("readings", "--lang", "en", "--policy", str(TOY))),
        ("replay.schema.json", ("replay", "c-00ac796b", "--policy", str(REAL))),
        ("test-results.schema.json", ("readings", "--compare", "--policy", str(TOY))),
        ("findings.schema.json", ("check", "--policy", str(TOY))),
    ],
)
def test_what_a_command_prints_is_as_its_schema_says(
    run: Run, name: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = json.loads(run(*words, "--format", "json").out)
    problems = Draft202012Validator(schemas.SCHEMAS[name]()).iter_errors(printed)
    assert [problem.message[:200] for problem in problems] == []
    one = printed[0] if isinstance(printed, list) and printed else printed
    if one:
        one["extra"] = 1
        assert not is_valid(name, printed)
