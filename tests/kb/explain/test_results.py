"""Results as items: every answer is as the schema says, and the schema refuses what is not so."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from kb import Policy
from kb.cases.reading import read_case
from kb.explain.items.parts import data_of
from kb.explain.whole_answer import answer
from tests.conftest import ROOT
from tests.corpus.runner import HERE, read_corpus
from tests.kb.explain.examples import EXAMPLES, answer_to
from tests.sampling import IS_THOROUGH

CHINESE = re.compile(r"[\u4e00-\u9fff]")

SCHEMA = ROOT / "docs" / "reference" / "result.schema.json"


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("file", sorted(path.stem for path in HERE.glob("*.json")))
def test_every_answer_over_the_corpus_is_as_the_schema_says(policy: Policy, file: str) -> None:
    # Some of them, since neighbouring cases are similar and validation is slow.
    for one in [one for one in read_corpus() if one.file == file][:: 4 if IS_THOROUGH else 16]:
        case = read_case(policy, json.dumps(one.data["case"], ensure_ascii=False), one.name)
        data = data_of(answer(policy, case, "0.0.0", readings=one.readings).as_item())
        faults = [f"{e.json_path}: {e.message}" for e in _validator().iter_errors(data)]
        assert faults == [], one.name


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_to_an_example_is_as_the_schema_says(policy: Policy, name: str) -> None:
    data = data_of(answer_to(policy, name).as_item())
    assert json.loads(json.dumps(data)) == data
    assert [e.message for e in _validator().iter_errors(data)] == []


@pytest.mark.parametrize("change", ["drop", "add", "float", "status"])
def test_the_schema_refuses_what_is_not_so(policy: Policy, change: str) -> None:
    data = data_of(answer_to(policy, "data-centre").as_item())
    match change:
        case "drop":
            del data["on"]
        case "add":
            data["outcomes"][0]["extra"] = 1
        case "float":
            data["combination"]["total"]["high"] = 0.5
        case "status":
            data["outcomes"][0]["status"] = "refused"
    assert not _validator().is_valid(data)


def test_the_schema_names_everything_in_both_languages() -> None:
    def walk(schema: object, path: str) -> list[str]:
        if isinstance(schema, list):
            return [fault for n, part in enumerate(schema) for fault in walk(part, f"{path}[{n}]")]
        if not isinstance(schema, dict):
            return []
        faults = [fault for key, part in schema.items() for fault in walk(part, f"{path}.{key}")]
        if "title" in schema and "x-en" in schema:
            both = schema["x-en"]
            told = CHINESE.search(schema["title"]) or schema["title"].startswith("SHA")
            if not told or not both["title"] or ("description" in schema) != ("description" in both):
                faults.append(path)
        for key, part in schema.get("properties", {}).items() if "title" in schema else ():
            if "title" not in part:
                faults.append(f"{path}.{key}")
        return faults

    assert walk(json.loads(SCHEMA.read_text(encoding="utf-8")), "") == []
