"""Requests: the parts of a body, the lines of its findings, and keys that are written twice."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.model.words.errors import PolicyError
from kb.serve.requests import read_data, read_day, read_id, read_request
from kb.serve.versions import Versions

CASE = '{"date": "2030-06-01", "claims": [{"id": "甲", "kind": "project"}]}'


@pytest.fixture
def versions(toy: Policy) -> Versions:
    """The toy policy as the only work of a service."""
    return Versions("0", {"cn-999999/wanju": (toy,)})


def faults(versions: Versions, body: str) -> list[tuple[str, int]]:
    """The codes and lines of the findings on a body."""
    with pytest.raises(PolicyError) as refused:
        read_request(versions, body.encode())
    return [(finding.code, finding.place.line) for finding in refused.value.findings]


def test_a_request_has_a_case_and_may_choose_readings_and_a_day(versions: Versions) -> None:
    asked = read_request(versions, f'{{"case": {CASE}, "readings": {{"G1": "b"}}}}'.encode())
    assert (asked.case.date, asked.readings) == (date(2030, 6, 1), {"G1": "b"})
    assert asked.assess().readings["G1"] == "b"
    later = read_request(versions, f'{{"case": {CASE}, "on": "2031-01-01", "id": 7}}'.encode())
    assert later.case.date == date(2031, 1, 1)
    assert later.case.claims == asked.case.claims


def test_the_line_of_a_finding_is_that_of_the_body(versions: Versions) -> None:
    assert faults(versions, '{"readings": {},\n\n"case": {"date": "2030-06-01",\n"x": 1}}') == [
        ("case-fact-unknown", 4)
    ]
    assert faults(versions, '{"case":\n{"date": }}') == [("request-json", 2)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f'{{"case": {CASE}, "case": {CASE}}}', "request-twice"),
        (f'{{"case": {CASE}, "work": "a", "work": "wanju"}}', "request-twice"),
        (f'{{"case": {CASE}, "on": "1999-12-31"}}', "request-day"),
        (f'{{"case": {CASE}, "colour": 1}}', "request-form"),
        (f'{{"case": {CASE}, "work": "shuiche"}}', "work-unknown"),
        ("[]", "request-form"),
    ],
)
def test_what_is_no_request_is_refused(versions: Versions, body: str, code: str) -> None:
    assert [found for found, _ in faults(versions, body)] == [code]


def test_data_of_an_assistant_are_read_alike(versions: Versions) -> None:
    case = {"date": "2030-06-01", "claims": [{"id": "甲", "kind": "project"}]}
    assert read_data(versions, case, {}).case == read_request(versions, f'{{"case": {CASE}}}'.encode()).case


@pytest.mark.parametrize(
    ("line", "key"),
    [(b'{"id": "a", "case": 1}', "a"), (b'{"id": 7}', 7), (b"{}", None), (b"{", None), (b"\xff", None),
     (b'{"id": "' + b"x" * 201 + b'"}', None)],
)  # fmt: skip
def test_the_id_of_a_line_is_read_even_where_its_case_is_wrong(line: bytes, key: str | int | None) -> None:
    assert read_id(line) == key


@pytest.mark.parametrize("text", ["2030-6-1", "20300601", "2030-02-30", "1999-12-31", "", "2030-06-01T00"])
def test_a_day_is_written_in_iso_8601(text: str) -> None:
    assert read_day("2030-06-01") == date(2030, 6, 1)
    with pytest.raises(PolicyError) as refused:
        read_day(text)
    assert [finding.code for finding in refused.value.findings] == ["request-day"]
