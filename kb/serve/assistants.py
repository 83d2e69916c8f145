"""The answers of the service as tools and resources for AI assistants (Model Context Protocol).

Every answer names the version of the policy, and every sum comes with its status and its clauses, since no
tool gives a sum in any other form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from kb.explain.items.parts import data_of, write_json
from kb.model.today import today
from kb.model.words.errors import Finding, Language, Place, PolicyError, error
from kb.serve import answers
from kb.serve.limits import Limits, TooLong, run_within
from kb.serve.problems import problem_item
from kb.serve.requests import Asked, read_data, read_day
from kb.serve.versions import Versions

INSTRUCTIONS = (
    "条文（Tiaowen）按公布的政策原文评估情况。金额以分计（1 元 = 100 分）。"
    "转述金额时，一定同时写明结论（status）和条款（clauses）；"
    "status 不是 eligible 的，不要说成能得到。情况没有写的就是不知道，不要替人编造；"
    "先用 next_questions 问。\n"
    "Tiaowen assesses cases by the published text of a policy. Sums are in fen (100 fen = 1 yuan). Whenever "
    "you repeat a sum, give its status and its clauses with it, and do not call anything granted that is not "
    "eligible. What a case does not state is unknown: invent nothing, and ask with next_questions."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False, idempotent_hint=True)

Case = Annotated[
    dict[str, Any],
    Field(
        description="情况：date（YYYY-MM-DD）、applicant、claims（每项有 id、kind）、ledger；"
        "可写的事实见 list_facts。 A case: date, applicant, claims (each with id and kind), ledger; "
        "list_facts tells what it may state."
    ),
]
Options = Annotated[
    dict[str, str] | None,
    Field(description='读法的选项，如 {"G1": "b"}；不写用默认。 Options of readings; else the defaults.'),
]
Work = Annotated[str, Field(description="哪一份政策；只有一份时不用写。 The work, where there are several.")]
On = Annotated[
    str | None, Field(description="按哪一天（YYYY-MM-DD）；不写是今天。 The day; today by default.")
]


def make_server(versions: Versions, limits: Limits | None = None) -> MCPServer[Any]:
    """The server of tools and resources; it only reads, and reaches nothing but the policy."""
    server: MCPServer[Any] = MCPServer(
        "tiaowen",
        title="条文 · Tiaowen",
        version=versions.program,
        instructions=INSTRUCTIONS,
        log_level="WARNING",
    )
    tools = _Tools(versions, limits or Limits())
    for tool in (
        tools.search_provisions,
        tools.list_supports,
        tools.list_facts,
        tools.next_questions,
        tools.assess_case,
        tools.explain_case,
        tools.compare_readings,
    ):
        server.add_tool(tool, annotations=_READS, structured_output=True)

    def read_provision(eid: str, work: str) -> str:
        try:
            return write_json(answers.show_provision(versions, versions.on(today(), work), today(), eid))
        except PolicyError as problem:
            raise ResourceError(_tell(problem.findings)) from None

    @server.resource(
        "provision://{eid}",
        name="provision",
        title="条文 · provision",
        description="一处条文的原文，按 eId，如 para_5__s_4。 The text of a provision by its eId.",
        mime_type="application/json",
    )
    def provision(eid: str) -> str:
        return read_provision(eid, "")

    @server.resource(
        "provision://{work}/{eid}",
        name="provision-of-work",
        title="一份政策的条文 · provision of a work",
        description="有好几份政策时，写明是哪一份。 The text of a provision of one of several works.",
        mime_type="application/json",
    )
    def provision_of_work(work: str, eid: str) -> str:
        return read_provision(eid, work)

    @server.resource(
        "policy://text",
        name="text",
        title="全文 · whole text",
        description="现行版本的全文。 The whole text of the version of today.",
        mime_type="text/plain",
    )
    def text() -> str:
        try:
            return versions.on(today()).document.text
        except PolicyError as problem:
            raise ResourceError(_tell(problem.findings)) from None

    return server


class _Tools:
    """The tools; a docstring is what an assistant reads of one."""

    def __init__(self, versions: Versions, limits: Limits) -> None:
        self._versions = versions
        self._limits = limits

    def search_provisions(
        self,
        words: Annotated[
            str, Field(description="要查的字，用空格分开。 Words, parted by blanks.", max_length=200)
        ],
        on: On = None,
        work: Work = "",
    ) -> dict[str, Any]:
        """查条文：哪几句含有这些字。 Find the provisions that hold some words, with their eIds."""
        return self._of_day(answers.search_provisions, on, work, words)

    def list_supports(
        self,
        measure: Annotated[
            str, Field(description="措施的编号，如 para_5；空的是全部。 A measure by its eId; empty for all.")
        ] = "",
        on: On = None,
        work: Work = "",
    ) -> dict[str, Any]:
        """列出各项支持：给什么、给谁、条文写的金额。金额是条文写的数，不是应得的数。

        List the supports, with the sums that the text states; what is due depends on the case.
        """
        return self._of_day(answers.list_supports, on, work, measure)

    def list_facts(self, on: On = None, work: Work = "") -> dict[str, Any]:
        """情况可以写哪些事实，怎样写。 What a case may state, and how."""
        return self._of_day(answers.list_facts, on, work)

    async def next_questions(
        self,
        case: Case,
        readings: Options = None,
        work: Work = "",
        most: Annotated[int, Field(ge=1, le=50, description="最多几个。 How many.")] = 3,
    ) -> dict[str, Any]:
        """接下来问什么：只问还会影响结果的，最要紧的在前。 The questions that still matter."""
        return await self._of_case(
            lambda asked: answers.answer_questions(self._versions, asked, most), case, readings, work
        )

    async def assess_case(self, case: Case, readings: Options = None, work: Work = "") -> dict[str, Any]:
        """评估一份情况：每个申请在每项支持下的结论、金额、条款，和最好的组合。

        Assess a case: the status, sum and clauses of every claim under every support, and the best together.
        """
        return await self._of_case(
            lambda asked: answers.answer_outcomes(self._versions, asked), case, readings, work
        )

    async def explain_case(
        self,
        case: Case,
        readings: Options = None,
        work: Work = "",
        lang: Annotated[Language, Field(description="zh 或 en。 The language.")] = "zh",
    ) -> dict[str, Any]:
        """用句子说明评估的结果，带理由和条文原文。 Explain an assessment, with reasons and quoted words."""
        return await self._of_case(
            lambda asked: answers.answer_explained(self._versions, asked, lang), case, readings, work
        )

    async def compare_readings(self, case: Case, readings: Options = None, work: Work = "") -> dict[str, Any]:
        """条文说得不清的地方，不同读法各差多少。 What the ways to read an unclear text are worth."""
        return await self._of_case(
            lambda asked: answers.answer_readings(self._versions, asked), case, readings, work
        )

    async def _of_case(
        self,
        answer: Callable[[Asked], object],
        case: dict[str, Any],
        readings: dict[str, str] | None,
        work: str,
    ) -> dict[str, Any]:
        def find() -> dict[str, Any]:
            return _told(
                lambda: answer(self._limits.check(read_data(self._versions, case, readings or {}, work)))
            )

        try:
            return await run_within(self._limits.seconds, find)
        except TooLong:
            raise ToolError(_tell([error("request-slow", Place(""))])) from None

    def _of_day(
        self, answer: Callable[..., object], on: str | None, work: str, *named: str
    ) -> dict[str, Any]:
        def find() -> object:
            day: date = today() if on is None else read_day(on)
            return answer(self._versions, self._versions.on(day, work), day, *named)

        return _told(find)


def _told(find: Callable[[], object]) -> dict[str, Any]:
    """What is found, as plain data. Raises :class:`ToolError`, which the assistant reads."""
    try:
        return data_of(find())  # type: ignore[no-any-return]
    except PolicyError as problem:
        raise ToolError(_tell(problem.findings)) from None


def _tell(findings: Sequence[Finding]) -> str:
    return json.dumps(data_of(problem_item(findings, "zh", "")), ensure_ascii=False)
