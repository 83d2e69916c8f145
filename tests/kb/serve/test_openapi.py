"""The description of the service: valid, complete, and made from the facts and the limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kb import Policy
from kb.serve.limits import Limits
from kb.serve.openapi import describe_service
from kb.serve.versions import Versions


@pytest.fixture(scope="module")
def described(toy: Policy) -> dict[str, Any]:
    """The description of a service of the toy policy."""
    return describe_service(Versions("1.2.3", {"cn-999999/wanju": (toy,)}), Limits(claims=7))


def test_every_schema_is_valid_and_every_reference_leads_to_one(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(described)
    referred = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert referred
    assert referred <= set(schemas)


def test_every_operation_has_an_id_of_its_own_and_a_problem_for_what_goes_wrong(
    described: dict[str, Any],
) -> None:
    operations = [one for path in described["paths"].values() for one in path.values()]
    ids = [one["operationId"] for one in operations]
    assert len(ids) == len(set(ids))
    for one in operations:
        failures = [response for status, response in one["responses"].items() if not status.startswith("2")]
        assert failures or "health" in one["operationId"].lower(), one["operationId"]


def test_the_description_has_the_version_of_the_program_and_its_facts_and_limits(
    described: dict[str, Any],
) -> None:
    assert (described["openapi"], described["info"]["version"]) == ("3.1.0", "1.2.3")
    text = json.dumps(described, ensure_ascii=False)
    assert "investment" in text
    assert '"maxItems": 7' in text


def test_the_example_is_a_case_of_the_policy(described: dict[str, Any], toy: Policy) -> None:
    from kb.serve.requests import read_request

    body = described["paths"]["/v1/assess"]["post"]["requestBody"]["content"]["application/json"]["example"]
    versions = Versions("1.2.3", {"cn-999999/wanju": (toy,)})
    asked = read_request(versions, json.dumps(body, ensure_ascii=False).encode())
    assert asked.case.claims
