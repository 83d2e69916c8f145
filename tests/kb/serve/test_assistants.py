"""The tools for assistants, called by the client of the protocol's own library over the standard streams."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextResourceContents

from kb import Policy
from kb.serve.assistants import make_server
from kb.serve.limits import Limits
from kb.serve.versions import Versions
from tests.conftest import REAL, ROOT
from tests.kb.serve.asking import CASE, sums_without_source

UNFINISHED = {"date": "2026-03-01", "claims": [{"id": "机房改造", "kind": "project", "is": ["data-centre"]}]}
CALLS: dict[str, dict[str, Any]] = {
    "search_provisions": {"words": "节能 降碳"},
    "list_supports": {"measure": "para_5"},
    "list_facts": {},
    "next_questions": {"case": UNFINISHED, "most": 2},
    "assess_case": {"case": CASE},
    "explain_case": {"case": CASE, "lang": "en"},
    "compare_readings": {"case": UNFINISHED, "readings": {"G1": "b"}},
}


class Talk:
    """The results of one conversation over the streams; one process serves all tests here."""

    def __init__(self) -> None:
        self.tools: list[Any] = []
        self.resources: list[str] = []
        self.templates: list[str] = []
        self.instructions = ""
        self.answers: dict[str, CallToolResult] = {}
        self.wrong: dict[str, CallToolResult] = {}
        self.provision = ""
        self.text = ""


@pytest.fixture(scope="module")
def talk() -> Talk:
    found = Talk()

    async def hold() -> None:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-c", "from kb.cli import main; main()", "mcp", "--policy", str(REAL)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        with anyio.fail_after(120):
            async with Client(command) as client:
                await _ask_all(client, found)

    anyio.run(hold)
    return found


async def _ask_all(client: Client, found: Talk) -> None:
    found.instructions = client.instructions or ""
    found.tools = (await client.list_tools()).tools
    found.resources = [str(one.uri) for one in (await client.list_resources()).resources]
    templates = await client.list_resource_templates()
    found.templates = [one.uri_template for one in templates.resource_templates]
    for name, arguments in CALLS.items():
        found.answers[name] = await client.call_tool(name, arguments)
    found.wrong["case"] = await client.call_tool("assess_case", {"case": {"date": "2026-13-01"}})
    found.wrong["reading"] = await client.call_tool("assess_case", {"case": CASE, "readings": {"G99": "a"}})
    found.wrong["claims"] = await client.call_tool(
        "assess_case", {"case": {"date": "2026-03-01", "ledger": [{}] * 101}}
    )
    found.wrong["measure"] = await client.call_tool("list_supports", {"measure": "para_99"})
    read: Callable[[str], Awaitable[Any]] = client.read_resource
    found.provision = _text(await read("provision://para_5__s_4"))
    assert _text(await read("provision://anjie-huanbao/para_5__s_4")) == found.provision
    found.text = _text(await read("policy://text"))


def _text(result: Any) -> str:
    content = result.contents[0]
    assert isinstance(content, TextResourceContents)
    return content.text


def test_every_tool_is_described_and_only_reads(talk: Talk) -> None:
    assert {tool.name for tool in talk.tools} == set(CALLS)
    for tool in talk.tools:
        assert tool.description
        assert tool.annotations.read_only_hint
    assert "clauses" in talk.instructions


@pytest.mark.parametrize("name", CALLS)
def test_every_answer_names_its_version_and_no_sum_stands_without_status_and_clauses(
    talk: Talk, name: str
) -> None:
    told = talk.answers[name]
    assert not told.is_error
    data = told.structured_content
    assert data is not None
    assert data["source"]["policy"]["date"] == "2024-05-11"
    assert sums_without_source(data) == []


def test_a_case_is_assessed_to_what_the_text_says(talk: Talk) -> None:
    outcomes = (talk.answers["assess_case"].structured_content or {})["outcomes"]
    one = next(one for one in outcomes if one["support"] == "para_5__sup_1")
    # 30 % of 50 million yuan, and at most 10 million.
    assert one["amount"]["high"] == 1_000_000_000
    assert one["amount"]["clauses"][0] == "para_5__s_4"


def test_every_sentence_of_an_explanation_has_a_status_and_clauses(talk: Talk) -> None:
    sections = (talk.answers["explain_case"].structured_content or {})["sections"]
    for section in sections:
        for entry in section["entries"]:
            assert entry["status"]
            assert entry["clauses"]


def test_sums_that_the_text_states_are_called_so(talk: Talk) -> None:
    offers = (talk.answers["list_supports"].structured_content or {})["supports"]
    assert offers
    for offer in offers:
        assert offer["status"] == "stated"
        assert offer["clauses"] == [offer["support"]["provision"]]
        for figure in offer["support"]["amount"]["figures"]:
            assert figure["provision"]
            assert figure["words"]


def test_no_more_questions_are_asked_than_wanted(talk: Talk) -> None:
    assert len((talk.answers["next_questions"].structured_content or {})["questions"]) == 2


def test_provisions_are_found_and_read_by_eid(talk: Talk, policy: Policy) -> None:
    found = (talk.answers["search_provisions"].structured_content or {})["provisions"]
    assert found[0]["measure"] == "para_5"
    assert json.loads(talk.provision)["provision"]["text"] == policy["para_5__s_4"].text
    assert talk.text == policy.document.text
    assert talk.templates == ["provision://{eid}", "provision://{work}/{eid}"]
    assert talk.resources == ["policy://text"]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("case", "case-date-form"),
        ("reading", "reading-not-known"),
        ("claims", "request-claims"),
        ("measure", "id-unknown"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_how_to_mend_it(talk: Talk, what: str, code: str) -> None:
    told = talk.wrong[what]
    assert told.is_error
    assert code in str(told.content)
    assert "Traceback" not in str(told.content)


def test_work_that_takes_too_long_is_stopped_for_an_assistant_too(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> None:
        while True:
            time.sleep(0.01)

    monkeypatch.setattr("kb.serve.answers.answer_outcomes", never)
    server = make_server(Versions("0", {"a/b": (policy,)}), Limits(seconds=1))

    async def ask() -> CallToolResult:
        async with Client(server) as client:
            return await client.call_tool("assess_case", {"case": CASE})

    told = anyio.run(ask)
    assert told.is_error
    assert "request-slow" in str(told.content)
