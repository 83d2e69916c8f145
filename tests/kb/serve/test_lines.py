"""A batch: one line in, one line out, with the id of the request and an answer or a problem."""

from __future__ import annotations

import json

import pytest

from kb import Policy
from kb.serve.lines import answer_line
from kb.serve.versions import Versions

CASE = {
    "date": "2030-06-01",
    "claims": [
        {
            "id": "甲",
            "kind": "project",
            "is": ["windmill-project"],
            "investment": "1000万元",
            "achieved-on": "2030-05-01",
        }
    ],
    "ledger": [],
}


@pytest.fixture
def versions(toy: Policy) -> Versions:
    """The toy policy as the only work of a service."""
    return Versions("0", {"cn-999999/wanju": (toy,)})


def test_an_answer_carries_the_id_of_its_request(versions: Versions) -> None:
    line = answer_line(versions, json.dumps({"id": "7", "case": CASE}).encode(), "amounts")
    assert line.endswith(b"}\n")
    told = json.loads(line)
    assert told["id"] == "7"
    amounts = {one["support"]: (one["low"], one["high"]) for one in told["answer"]["amounts"]}
    assert amounts["para_1__sup_1"] == (400_000_000, 400_000_000)  # 40 % of 1000万元


def test_a_line_that_cannot_be_answered_is_a_problem_with_the_id_it_has(versions: Versions) -> None:
    told = json.loads(answer_line(versions, b'{"id": 2, "case": {"date": "2030-13-01"}}', "amounts"))
    assert told["id"] == 2
    assert [fault["code"] for fault in told["problem"]["errors"]] == ["case-date-form"]
    assert json.loads(answer_line(versions, b"{", "amounts"))["id"] is None
