"""The JSON Schema of case files: the stored schema, its descriptions, and its agreement with the reader."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kb import Policy
from kb.cases.form import form_of
from kb.cases.json_nodes import read_nodes
from kb.cases.nodes import Faults
from kb.cases.reading import read_case
from kb.cases.schema import case_schema, main, write_schema
from kb.model.words.errors import PolicyError
from tests.conftest import REAL, ROOT
from tests.imported import imported_by

STORED = ROOT / "docs" / "reference" / "case.schema.json"
EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "case_errors.toml").read_text(encoding="utf-8")
)["example"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BEYOND = {
    "case-claim-twice",
    "case-date-calendar",
    "case-money-fine",
    "case-money-large",
    "case-key-twice",
    "case-character",
    "case-number-form",
    "case-anchor",
    "case-tag",
}
"""Faults that a schema cannot detect in the data of a file."""


def schemas_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a schema that has a title."""
    if isinstance(schema, dict):
        if "title" in schema and "x-en" in schema:
            yield schema
        for value in schema.values():
            yield from schemas_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from schemas_in(value)


def data_of(example: dict[str, Any]) -> Any:
    """The data of a case file for a schema; ``None`` where it cannot be parsed."""
    node = read_nodes(example["text"], Faults(example.get("name", "case.yaml")))
    return node and node.data


READABLE = [example for example in EXAMPLES if data_of(example) is not None]


class TestSchema:
    def test_the_stored_schema_is_the_one_of_the_policy(self, policy: Policy) -> None:
        assert STORED.read_text(encoding="utf-8") == write_schema(case_schema(policy)), (
            "run: python -m kb.cases.schema > docs/reference/case.schema.json"
        )

    def test_the_module_prints_it(self, policy: Policy, capsys: pytest.CaptureFixture[str]) -> None:
        main([str(REAL)])
        assert capsys.readouterr().out == write_schema(case_schema(policy))

    @pytest.mark.parametrize("which", ["policy", "asks", "toy"])
    def test_it_is_a_schema(self, which: str, request: pytest.FixtureRequest) -> None:
        Draft202012Validator.check_schema(case_schema(request.getfixturevalue(which)))

    def test_every_part_and_fact_is_called_by_name_in_both_languages(self, policy: Policy) -> None:
        found = list(schemas_in(case_schema(policy)))
        assert len(found) > 60
        for schema in found:
            assert CHINESE.search(schema["title"]), schema["title"]
            assert not CHINESE.search(schema["x-en"]["title"]), schema["x-en"]
            assert ("description" in schema) == ("description" in schema["x-en"])

    def test_every_kind_can_state_the_facts_that_the_policy_asks_of_it(self, policy: Policy) -> None:
        schema = case_schema(policy)
        for part in form_of(policy).kinds:
            asked = {"id", "kind", *(fact.id for fact in policy.facts_of(part.id))}
            assert set(schema["$defs"][f"claim-{part.id}"]["properties"]) == asked
        assert set(schema["$defs"]["grant"]["properties"]) == {f.id for f in policy.facts_of("grant")}

    def test_what_a_thing_can_be_are_the_subjects_of_the_supports_for_its_kind(self, policy: Policy) -> None:
        schema = case_schema(policy)["$defs"]
        of_certificates = schema["claim-certificate"]["properties"]["is"]
        assert "footprint-certificate" in of_certificates["anyOf"][0]["items"]["enum"]
        for part in form_of(policy).kinds:
            given = {s.concept.id for p in policy.supports if p.per == part.id for s in p.subjects}
            assert set(schema[f"claim-{part.id}"]["properties"]["is"]["x-choices"]) == given

    def test_a_policy_that_asks_for_nothing_has_a_schema_too(self, toy: Policy) -> None:
        assert read_case(
            toy, '{"date": "2030-01-01", "claims": [{"id": "甲", "kind": "project"}]}', "a"
        ).claims

    def test_neither_library_is_loaded_before_a_case_is_read(self) -> None:
        statement = "import kb, kb.cases.reading, kb.cases.writing"
        assert imported_by(statement, ("yaml", "jsonschema")) == []


class TestAgreement:
    @pytest.mark.parametrize("example", READABLE, ids=[e["zh"].split()[2] for e in READABLE])
    def test_what_the_reader_refuses_the_schema_refuses(self, asks: Policy, example: dict[str, Any]) -> None:
        codes = {line.split()[2] for line in example["zh"].splitlines()}
        refused = not Draft202012Validator(case_schema(asks)).is_valid(data_of(example))
        assert refused or codes <= BEYOND

    @pytest.mark.parametrize(
        "stated",
        [
            {"verified-total-investment": 50_000_000},
            {"verified-total-investment": 33_333_333.34},
            {"verified-total-investment": "33333333.34"},
            {"verified-total-investment": "1.2亿元"},
            {"verified-total-investment": 10**12},
            {"verified-total-investment": -1},
            {"verified-total-investment": 10**12 + 1},
            {"verified-total-investment": "5,000"},
            {"verified-total-investment": "007"},
            {"verified-total-investment": "五千万元"},
            {"verified-total-investment": True},
            {"verified-total-investment": None},
            {"verified-total-investment": [1]},
            {"is": ["data-centre", "transformer"]},
            {"is": []},
            {"is": {}},
            {"is": {"data-centre": "是", "transformer": False}},
            {"is": ["data-centre", "data-centre"]},
            {"is": ["windmill"]},
            {"is": {"windmill": True}},
            {"is": {"data-centre": 1}},
            {"is": {"data-centre": "Yes"}},
            {"is": "data-centre"},
            {"selected": "yes"},
            {"selected": "true"},
            {"selected": 0},
            {"selected": "Ja"},
            {"object": 7},
            {"object": "7"},
            {"object": 7.5},
            {"object": False},
            {"object": ""},
            {"object": " 甲"},
            {"object": "甲\n乙"},
            {"object": "长" * 201},
            {"achieved-on": "2000-01-01"},
            {"achieved-on": "2100-12-31"},
            {"achieved-on": "2101-01-01"},
            {"achieved-on": "1999-12-31"},
            {"achieved-on": "2025-13-01"},
            {"achieved-on": "2025-1-1"},
            {"achieved-on": 20250101},
            {"certificate-cost": 1},
            {"colour": "red"},
            {"kind": "certificate", "certificate-cost": 1},
            {"kind": "windmill"},
            {"kind": "standard-document", "leads": 0},
            {"kind": "standard-document", "leads": -1},
            {"kind": "standard-document", "leads": "2"},
            {"kind": "standard-document", "leads": 1_000_001},
            {"kind": "carrier", "settled-in-shenzhen": "no"},
            {"kind": "carrier", "settled-in-shenzhen": False},
            {"id": None},
        ],
        ids=str,
    )
    def test_the_reader_takes_what_the_schema_takes(self, asks: Policy, stated: dict[str, Any]) -> None:
        data = {"date": "2026-03-01", "claims": [{"id": "甲", "kind": "project"} | stated]}
        try:
            read_case(asks, json.dumps(data), "case.json")
            taken = True
        except PolicyError:
            taken = False
        assert taken == Draft202012Validator(case_schema(asks)).is_valid(data)
