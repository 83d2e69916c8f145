"""Cases written as YAML read back equal, and the hash of a case depends only on what it states."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import Policy, load_policy
from kb.cases.case import Case, Claim, Grant
from kb.cases.form import form_of
from kb.cases.reading import read_case
from kb.cases.writing import case_json, hash_case, write_case
from kb.model.values import Money
from tests.conftest import TOY
from tests.kb.asking import asking
from tests.kb.cases.file_strategies import cases
from tests.kb.cases.test_reading import GOOD

patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASKS = asking(load_policy(TOY))
CASE = Case(
    date(2026, 3, 1),
    {"applicant-kind": "enterprise"},
    (
        Claim(
            "机房改造",
            "project",
            {"is": {"data-centre": True}, "verified-total-investment": Money.yuan(50_000_000)},
        ),
    ),
    (Grant({"amount": Money(3_333_333_334), "support": "para_1__sup_1"}),),
)


def read(text: str, name: str = "case.yaml") -> Case:
    return read_case(ASKS, text, name)


@patiently
@given(cases(form_of(ASKS)))
def test_a_case_comes_back_from_its_yaml_and_its_json(case: Case) -> None:
    assert read(write_case(case)) == case
    found = read(json.dumps(case_json(ASKS, case)), "case.json")
    claims = case.claims and tuple(replace(claim, facts=_said(claim.facts)) for claim in case.claims)
    assert found == replace(case, claims=claims)
    assert hash_case(ASKS, found) == hash_case(ASKS, case)


def _said(facts: Any) -> Any:
    """Facts without those that state nothing, as in canonical JSON."""
    return {key: value for key, value in facts.items() if value != {}}


def test_the_yaml_is_what_a_person_would_write() -> None:
    assert write_case(CASE) == (
        "date: 2026-03-01\n"
        "applicant:\n"
        "  applicant-kind: enterprise\n"
        "claims:\n"
        "  - id: 机房改造\n"
        "    kind: project\n"
        "    is: {data-centre: yes}\n"
        "    verified-total-investment: 50000000\n"
        "ledger:\n"
        "  - amount: 33333333.34\n"
        "    support: para_1__sup_1\n"
    )
    nothing = Case(date(2026, 3, 1), {}, (), (Grant({}),))
    assert write_case(nothing) == "date: 2026-03-01\nclaims: []\nledger:\n  - {}\n"


@patiently
@given(cases(form_of(ASKS)))
def test_other_programs_read_the_yaml_too(case: Case) -> None:
    data = yaml.load(write_case(case), Loader=yaml.BaseLoader)
    assert data["date"] == case.date.isoformat()
    assert [claim["id"] for claim in data.get("claims", [])] == [claim.id for claim in case.claims or ()]


def test_canonical_json_is_sorted_and_holds_no_fraction() -> None:
    assert case_json(ASKS, CASE) == {
        "applicant": {"applicant-kind": "enterprise"},
        "claims": [
            {
                "id": "机房改造",
                "is": {"data-centre": True},
                "kind": "project",
                "verified-total-investment": "50000000",
            }
        ],
        "date": "2026-03-01",
        "ledger": [{"amount": "33333333.34", "support": "para_1__sup_1"}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "date: 2026-03-01\nclaims:\n"
        "- {id: 甲, kind: project, verified-total-investment: 5000万元, selected: yes}",
        "claims:\n- selected: 是\n  verified-total-investment: '50000000.00'\n  kind: project\n  id: 甲\n"
        "date: '2026-03-01'\napplicant: {}\n",
        '{"date": "2026-03-01", "claims": [{"kind": "project", "id": "甲", "selected": true,'
        ' "verified-total-investment": 50000000, "is": {}}]}',
        "# 0.5亿\ndate: 2026-03-01\nclaims:\n- {id: 甲, kind: project, verified-total-investment: 0.5亿, "
        "selected: true}\n",
    ],
)
def test_the_hash_is_that_of_what_is_stated_and_not_of_how(text: str) -> None:
    canonical = (
        '{"applicant":{},"claims":[{"id":"甲","kind":"project","selected":true,'
        '"verified-total-investment":"50000000"}],"date":"2026-03-01"}'
    )
    assert hash_case(ASKS, read(text)) == sha256(canonical.encode("utf-8")).hexdigest()


def test_a_list_and_the_mapping_that_states_the_same_have_one_hash() -> None:
    said = ("[data-centre]", "{base-station: no, transformer: no, data-centre: yes}")
    listed, stated = (
        read(f"date: 2026-03-01\nclaims: [{{id: 甲, kind: project, is: {one}}}]") for one in said
    )
    assert hash_case(ASKS, listed) == hash_case(ASKS, stated)


@given(
    st.sampled_from(["date: 2026-03-02", "ledger: []", "claims: []", "applicant: {leading-enterprise: no}"])
)
def test_whatever_is_stated_otherwise_changes_the_hash(line: str) -> None:
    text = "date: 2026-03-01\n"
    changed = line if line.startswith("date") else text + line
    assert hash_case(ASKS, read(changed)) != hash_case(ASKS, read(text))


def test_a_case_made_by_hand_that_states_what_is_not_asked_has_no_hash() -> None:
    with pytest.raises(ValueError, match="colour"):
        hash_case(ASKS, replace(CASE, applicant={"colour": "red"}))
    with pytest.raises(ValueError, match="is"):
        hash_case(ASKS, replace(CASE, claims=(Claim("甲", "windmill", {"is": {"a": True}}),)))


def test_the_good_case_of_the_reader_comes_back() -> None:
    case = read(GOOD)
    assert read(write_case(case)) == case


def test_what_is_stated_of_every_choice_is_written_as_a_list(policy: Policy) -> None:
    text = "date: 2026-03-01\nclaims:\n  - id: 甲\n    kind: project\n    is: [data-centre, transformer]\n"
    case = read_case(policy, text, "case.yaml")
    assert write_case(case, policy) == text
    some = "date: 2026-03-01\nclaims:\n  - id: 甲\n    kind: project\n    is: {data-centre: yes}\n"
    assert write_case(read_case(policy, some, "case.yaml"), policy) == some
    none = "date: 2026-03-01\nclaims:\n  - id: 甲\n    kind: project\n    is: []\n"
    assert read_case(policy, write_case(read_case(policy, none, "x"), policy), "x") == read_case(
        policy, none, "x"
    )
