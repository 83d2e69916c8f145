"""The service over HTTP on a real server: answers equal to those of the command, and
problems for the rest.
"""

from __future__ import annotations

import json
import time
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kb import Policy
from kb.cases.reading import read_case
from kb.explain.items.parts import data_of
from kb.explain.whole_answer import answer
from kb.serve.limits import Limits
from kb.serve.versions import Versions
from tests.corpus.runner import compare, read_corpus
from tests.kb.serve.asking import CASE, Asking, serving, sums_without_source

ASK = {"case": CASE}


def test_a_case_is_due_what_the_text_says_with_version_status_and_clause(service: Asking) -> None:
    told = service.post("/v1/assess", ASK)
    assert told.status == 200
    assert told.data["source"]["policy"]["date"] == "2024-05-11"
    assert told.data["source"]["on"] == "2026-03-01"
    one = next(o for o in told.data["outcomes"] if o["support"] == "para_5__sup_1")
    # 30 % of 50 million yuan is 15 million; the sentence says at most 10 million, which is 1,000,000,000 fen.
    assert (one["amount"]["low"], one["amount"]["high"]) == (1_000_000_000, 1_000_000_000)
    assert one["amount"]["clauses"][0] == "para_5__s_4"
    assert one["amount"]["status"] == one["status"] == "candidate"
    assert one["says"] == {"zh": "可参评", "en": "candidate"}


def test_amounts_alone_name_the_provision_of_each(service: Asking) -> None:
    told = service.post("/v1/assess?detail=amounts", ASK).data
    assert told["amounts"] == [
        {
            "claim": "机房改造",
            "support": "para_5__sup_1",
            "provision": "para_5__s_4",
            "low": 1_000_000_000,
            "high": 1_000_000_000,
        }
    ]
    assert told["source"]["policy"]["in-force"] is True


def test_the_whole_answer_is_that_of_the_command(service: Asking, policy: Policy) -> None:
    case = read_case(policy, json.dumps(CASE), "case.json")
    expected = data_of(answer(policy, case, "0.0.0", readings={"G1": "b"}).as_item())
    assert service.post("/v1/assess?detail=full", {**ASK, "readings": {"G1": "b"}}).data == expected


def test_answers_over_the_corpus_are_those_expected(service: Asking) -> None:
    for one in read_corpus()[::60]:
        told = service.post(
            "/v1/assess?detail=full", {"case": one.data["case"], "readings": one.readings}
        ).data
        assert compare(one.expected, told) == [], one.name


@pytest.mark.parametrize("path", ["/v1/assess", "/v1/explain", "/v1/ask", "/v1/readings"])
def test_no_sum_is_told_without_version_status_and_clauses(service: Asking, path: str) -> None:
    for one in (CASE, {**CASE, "ledger": None}, {"date": "2026-03-01"}):
        case = {key: value for key, value in one.items() if value is not None}
        told = service.post(path, {"case": case}).data
        assert told["source"]["policy"]["work"]
        assert told["source"]["readings"]
        assert sums_without_source(told) == []


def test_an_explanation_is_told_in_the_language_asked_for(service: Asking) -> None:
    told = service.post("/v1/explain?lang=en", ASK).data
    heads = [entry["says"] for section in told["sections"] for entry in section["entries"]]
    assert any("Grant for energy and carbon savings in infrastructure" in head for head in heads)
    reasons = [line for section in told["sections"] for e in section["entries"] for line in e["reasons"]]
    assert any("para_5__s_4" in line for line in reasons)


def test_what_is_asked_next_is_what_still_matters(service: Asking) -> None:
    case = deepcopy(CASE)
    del case["claims"][0]["verified-total-investment"]
    told = service.post("/v1/ask", {"case": case}).data["questions"]
    first = next(one for one in told if one["fact"] == "verified-total-investment")
    assert first["of"] == "机房改造"
    assert first["type"] == "money"
    assert first["bases"][0]["provision"] == "para_5__s_4"
    assert not any(
        one["fact"] == "verified-total-investment" for one in service.post("/v1/ask", ASK).data["questions"]
    )


def test_readings_are_compared_with_what_each_option_comes_to(service: Asking) -> None:
    told = service.post("/v1/readings", ASK).data["readings"]
    for one in told:
        assert {option["option"] for option in one["options"]} >= {one["chosen"]}
        assert len(one["options"]) > 1
        assert one["reading"]["question"]["zh"]


def test_a_day_chooses_the_version_and_stands_for_that_of_the_case(service: Asking) -> None:
    told = service.post("/v1/assess", {**ASK, "on": "2029-05-23"}).data
    # The text holds for five years from 23 May 2024, so that 22 May 2029 is its last day.
    assert told["source"]["on"] == "2029-05-23"
    assert told["source"]["policy"]["in-force"] is False
    assert told["source"]["policy"]["last-day"] == "2029-05-22"


def test_works_facts_supports_and_provisions_are_shown(service: Asking, policy: Policy) -> None:
    works = service.get("/v1/works").data["works"]
    assert [version["date"] for version in works[0]["versions"]] == ["2024-05-11"]
    parts = {part["id"]: part for part in service.get("/v1/facts").data["parts"]}
    assert any(fact["id"] == "verified-total-investment" for fact in parts["project"]["facts"])
    assert len(service.get("/v1/supports").data["supports"]) == len(policy.supports)
    of_five = service.get("/v1/supports?measure=para_5").data["supports"]
    assert {one["support"]["measure"] for one in of_five} == {"para_5"}
    shown = service.get("/v1/supports/para_5__sup_1").data["offer"]
    assert shown["clauses"] == ["para_5__s_4"]
    assert shown["support"]["amount"]["figures"][1]["words"] == "1000万元"
    told = service.get("/v1/provisions/para_5__s_4").data["provision"]
    assert told["text"] == policy["para_5__s_4"].text
    assert told["supports"] == ["para_5__sup_1"]
    assert len(service.get("/v1/readings").data["readings"]) == len(policy.readings)


def test_provisions_are_found_by_their_words(service: Asking) -> None:
    # "节能 降碳" in UTF-8, as an address writes it.
    found = service.get("/v1/provisions?q=%E8%8A%82%E8%83%BD%20%E9%99%8D%E7%A2%B3").data["provisions"]
    assert found[0]["measure"] == "para_5"
    assert "节能" in found[0]["text"]
    assert "降碳" in found[0]["text"]
    assert service.get("/v1/provisions?q=%E9%A3%8E%E8%BD%A6").data["provisions"] == []


def test_whoever_has_an_answer_already_is_told_so(service: Asking) -> None:
    for path in ("/v1/works", "/v1/facts", "/v1/supports", "/openapi.json"):
        first = service.get(path)
        again = service.get(path, If_None_Match=f'W/"x", {first.headers["etag"]}')
        assert (again.status, again.body) == (304, b"")
        assert service.get(path, If_None_Match='"x"').status == 200


def test_the_tag_of_an_answer_changes_with_the_rules(versions: Versions) -> None:
    assert Versions("0.0.1", versions.works).rules != versions.rules


def test_the_service_says_that_it_is_well(service: Asking) -> None:
    told = service.get("/health").data
    assert told["status"] == "ok"
    assert len(told["rules"]) == 64


def test_the_example_of_the_description_is_answered(service: Asking) -> None:
    paths = service.get("/openapi.json").data["paths"]
    example = paths["/v1/assess"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert service.post("/v1/assess", example).data["outcomes"]
    lines = paths["/v1/assess:batch"]["post"]["requestBody"]["content"]["application/x-ndjson"]["example"]
    assert "answer" in service.post("/v1/assess:batch", lines.encode(), "application/x-ndjson").data


def test_the_first_page_lets_people_try_it_and_loads_nothing_from_elsewhere(service: Asking) -> None:
    page = service.get("/")
    assert page.status == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for path in ("/try.js", "/try.css"):
        assert path in page.body.decode()
        assert service.get(path).status == 200
    assert b"//" not in page.body.replace(b"<!doctype html>", b"")


NESTED = b"[" * 5000 + b"]" * 5000


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "request-json"),
        (b"{", 400, "request-json"),
        (b"[]", 422, "request-form"),
        (b"{}", 422, "request-form"),
        (b'{"case": {"date": "2026-03-01"}, "extra": 1}', 422, "request-form"),
        (b'{"case": {"date": "2026-03-01"}, "readings": {"G1": 1}}', 422, "request-form"),
        (b'{"case": {"date": "2026-03-01"}, "readings": {"G99": "a"}}', 422, "reading-not-known"),
        (b'{"case": {"date": "2026-03-01"}, "on": "2026-02-30"}', 422, "request-form"),
        (b'{"case": {"date": "2026-03-01"}, "on": "1999-12-31"}', 422, "request-day"),
        (b'{"case": {"date": "2026-03-01"}, "case": {"date": "2026-03-01"}}', 422, "request-twice"),
        (b'{"case": {"date": "2026-03-01", "date": "2026-03-02"}}', 422, "case-key-twice"),
        (b'{"case": {"date": "2026-03-01", "ledger": [{"amount": NaN}]}}', 400, "request-json"),
        (b'{"case": {"date": "2026-03-01", "ledger": [{"amount": 1e400}]}}', 422, "case-number-form"),
        (b'{"case": {"date": "2026-13-01"}}', 422, "case-date-form"),
        (b'{"case": ' + NESTED + b"}", 400, "request-json"),
        (b'{"case": ' + b"[" * 20 + b"]" * 20 + b"}", 422, "case-deep"),
        (b'{"case": {"date": "\xff"}}', 400, "case-not-utf8"),
        (b'{"case": {"date": "2026-03-01\x00"}}', 400, "case-binary"),
        (b'{"case": "' + b"x" * 30_000 + b'"}', 413, "request-large"),
        (json.dumps({"case": {**CASE, "ledger": [{}] * 21}}).encode(), 422, "request-claims"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_request_that_is_wrong_is_answered_by_a_problem(
    service: Asking, body: bytes, status: int, code: str
) -> None:
    told = service.post("/v1/assess", body)
    assert told.status == status
    assert code in told.codes
    assert told.data["type"].startswith("urn:tiaowen:problem:")


def test_a_fault_of_the_case_names_line_and_place_within_the_request(service: Asking) -> None:
    body = (
        b'{"readings": {},\n\n"case": {"date": "2026-03-01",\n"claims": [{"id": "a", "kind": "windmill"}]}}'
    )
    fault = service.post("/v1/assess", body).data["errors"][0]
    assert (fault["line"], fault["place"]) == (4, "claims[0].kind")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("POST", "/v1/assess", {"Content-Type": "text/plain"}, 415, "request-type"),
        ("POST", "/v1/assess", {}, 415, "request-type"),
        ("POST", "/v1/assess:batch", {"Content-Type": "application/json"}, 415, "request-type"),
        ("POST", "/v1/assess?detail=all", {"Content-Type": "application/json"}, 422, "request-parameter"),
        ("PUT", "/v1/assess", {}, 405, "request-method"),
        ("GET", "/v1/nothing", {}, 404, "request-path"),
        ("GET", "/v1/supports/para_99__sup_1", {}, 404, "id-unknown"),
        ("GET", "/v1/provisions/..%2f..%2fetc", {}, 404, "request-path"),
        ("GET", "/v1/provisions/nothing", {}, 404, "id-unknown"),
        ("GET", "/v1/provisions", {}, 422, "request-parameter"),
        ("GET", "/v1/works", {"Host": "evil.example"}, 421, "request-host"),
        ("GET", "/v1/facts?on=yesterday", {}, 422, "request-day"),
    ],
)
def test_what_cannot_be_asked_is_answered_by_a_problem(
    service: Asking, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    told = service.ask(method, path, b"{}" if method != "GET" else None, headers)
    assert (told.status, told.codes) == (status, [code])


def test_a_problem_is_titled_in_the_language_asked_for(service: Asking) -> None:
    assert service.get("/v1/nothing").data["title"] == "没有 /v1/nothing 这个地址。"
    assert service.get("/v1/nothing?lang=en").data["title"] == "There is no address /v1/nothing."
    assert service.get("/v1/nothing", Accept_Language="en-GB").data["title"].startswith("There is")


def test_a_batch_answers_each_line_and_goes_on_after_a_bad_one(service: Asking) -> None:
    lines = [
        json.dumps({"id": "first", **ASK}),
        "",
        '{"id": 2, "case": {"date": "2026-13-01"}}',
        "{",
        "x" * 30_000,
        json.dumps({"id": 5, **ASK}),
    ]
    told = service.post("/v1/assess:batch?detail=amounts", "\n".join(lines).encode(), "application/x-ndjson")
    assert told.headers["content-type"] == "application/x-ndjson"
    answers = [json.loads(line) for line in told.body.splitlines()]
    assert [one.get("id") for one in answers] == ["first", 2, None, None, 5]
    assert answers[0]["answer"] == answers[4]["answer"] == service.post("/v1/assess?detail=amounts", ASK).data
    codes = [one["problem"]["errors"][0]["code"] for one in answers[1:4]]
    assert codes == ["case-date-form", "request-json", "request-large"]


def test_work_that_takes_too_long_is_stopped_and_the_service_goes_on(
    versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> None:
        while True:
            time.sleep(0.01)

    monkeypatch.setattr("kb.serve.answers.answer_questions", never)
    with serving(versions, Limits(seconds=1)) as service:
        told = service.post("/v1/ask", ASK)
        assert (told.status, told.codes) == (503, ["request-slow"])
        assert service.get("/health").status == 200


def test_a_failure_of_the_program_is_a_problem_without_its_words(
    service: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr("kb.serve.answers.answer_questions", fail)
    told = service.post("/v1/ask", ASK)
    assert (told.status, told.codes) == (500, ["request-failed"])
    assert b"secret" not in told.body


def test_requests_made_from_the_description_get_what_it_says(service: Asking) -> None:
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    schema = schemathesis.openapi.from_url(f"{service.address}/openapi.json")
    tried = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        # All requests post the same body, which is slow to make.
        if operation.method == "post" and operation.path != "/v1/assess":
            continue

        @settings(
            max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(operation.as_strategy())
        def ask(made: Any) -> None:
            made.call_and_validate(checks=checks)

        ask()
        tried.add(operation.path)
    assert {"/v1/assess", "/v1/supports/{id}", "/v1/provisions", "/health"} <= tried
