"""The description of the service (OpenAPI 3.1), generated from its items and from the facts."""

from __future__ import annotations

import json
from typing import Any

from kb.cases.form import form_of
from kb.cases.schema import schema_of
from kb.explain.items import results, service
from kb.explain.items.parts import Item
from kb.explain.items.schemas import Schema, components
from kb.model.policy import Policy
from kb.serve.answers import DETAILS
from kb.serve.limits import Limits
from kb.serve.versions import Versions

_REF = "#/components/schemas/{name}"
_JSON, _LINES, _PROBLEM = "application/json", "application/x-ndjson", "application/problem+json"
_ANSWERS: tuple[type[Item], ...] = (
    service.Amounts,
    service.Standings,
    results.Result,
    service.Explanation,
    service.Questions,
    service.ReadingResults,
    service.ReadingList,
    service.Works,
    service.Facts,
    service.Supports,
    service.OneSupport,
    service.Found,
    service.OneProvision,
    service.Health,
    service.Problem,
)
_LANG = {
    "name": "lang",
    "in": "query",
    "description": "语言：zh 或 en；不写就看 Accept-Language。 The language; else as Accept-Language says.",
    "schema": {"enum": ["zh", "en"]},
}
_ON = {
    "name": "on",
    "in": "query",
    "description": "按哪一天；不写就是今天。 The day; today by default.",
    "schema": {
        "type": "string",
        "format": "date",
        "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    },
}
_WORK = {
    "name": "work",
    "in": "query",
    "description": "哪一份政策；只有一份时不用写。 The work, where there are several.",
    "schema": {"type": "string"},
}
_DETAIL = {
    "name": "detail",
    "in": "query",
    "description": "只要金额、要结论（默认），还是全部理由和读法。 Amounts alone, outcomes (the default), or "
    "everything with reasons and readings.",
    "schema": {"enum": list(DETAILS), "default": "outcomes"},
}


def describe_service(versions: Versions, limits: Limits) -> Schema:
    """The description of a service of these versions; cases are described by the facts of the first work."""
    policy = next(iter(versions.works.values()))[-1]
    case = schema_of(form_of(policy))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "条文 · Tiaowen",
            "version": versions.program,
            "description": "情况进，回答出：每个回答写明政策的版本，每个金额写明条款。金额以分计。 A case "
            "in, an answer out: every answer names the version of the policy, every sum its clauses. Sums "
            "are in fen.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(_example(policy)),
        "components": {"schemas": {**components(_ANSWERS, _REF), **_case_schemas(case, limits)}},
    }


def _paths(example: Schema) -> Schema:
    detailed: list[type[Item]] = [service.Standings, service.Amounts, results.Result]
    return {
        "/v1/assess": {
            "post": _posting(example, "assess", "评估一份情况。 Assess a case.", detailed, [_DETAIL, _LANG])
        },
        "/v1/assess:batch": {
            "post": {
                "operationId": "assessBatch",
                "summary": "每行一份情况，每行一个回答。 A case a line, an answer a line.",
                "description": '每行是 {"id": …, "case": …, "readings": …}，回答是 {"id": …, "answer": …} '
                '或 {"id": …, "problem": …}。 Each line asks as above and may have an id; it is answered by '
                "a line with the id and an answer or a problem.",
                "parameters": [_DETAIL, _LANG],
                "requestBody": {
                    "required": True,
                    "content": {_LINES: {"schema": {"type": "string"}, "example": _line(example)}},
                },
                "responses": {
                    "200": {
                        "description": "回答，一行一个。 Answers, one a line.",
                        "content": {_LINES: {"schema": {"type": "string"}}},
                    },
                    **_problems(),
                },
            }
        },
        "/v1/explain": {
            "post": _posting(
                example, "explain", "用句子说明，带理由。 Explain.", [service.Explanation], [_LANG]
            )
        },
        "/v1/ask": {
            "post": _posting(example, "ask", "接下来问什么。 What to ask next.", [service.Questions], [_LANG])
        },
        "/v1/readings": {
            "post": _posting(
                example,
                "compareReadings",
                "情况依据哪些读法，各差多少。 What each reading is worth.",
                [service.ReadingResults],
                [_LANG],
            ),
            "get": _getting("listReadings", "各处读法。 The readings.", service.ReadingList, [_ON, _WORK]),
        },
        "/v1/works": {"get": _getting("listWorks", "政策和版本。 Policies and versions.", service.Works, [])},
        "/v1/facts": {
            "get": _getting(
                "listFacts", "情况可以写什么。 What a case may state.", service.Facts, [_ON, _WORK]
            )
        },
        "/v1/supports": {
            "get": _getting(
                "listSupports",
                "各项支持。 The supports.",
                service.Supports,
                [_ON, _WORK, _word("measure", "措施的编号，如 para_5。 The eId of a measure.")],
            )
        },
        "/v1/supports/{id}": {
            "get": _getting(
                "showSupport",
                "一项支持。 One support.",
                service.OneSupport,
                [_ON, _WORK, _word("id", "支持的编号，如 para_5__sup_1。 The id of a support.", "path")],
            )
        },
        "/v1/provisions": {
            "get": _getting(
                "searchProvisions",
                "查条文。 Search the text.",
                service.Found,
                [
                    _ON,
                    _WORK,
                    _word("q", "要查的字，用空格分开。 The words, parted by blanks.", required=True),
                ],
            )
        },
        "/v1/provisions/{eid}": {
            "get": _getting(
                "showProvision",
                "一处条文。 One provision.",
                service.OneProvision,
                [_ON, _WORK, _word("eid", "条文的编号，如 para_5__s_4。 The eId of a provision.", "path")],
            )
        },
        "/health": {"get": _getting("health", "服务是否在运行。 Whether it runs.", service.Health, [])},
    }


def _posting(
    example: Schema, name: str, summary: str, answers: list[type[Item]], parameters: list[Schema]
) -> Schema:
    asked = {"schema": {"$ref": _REF.format(name="Request")}, "example": example}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "requestBody": {"required": True, "content": {_JSON: asked}},
        "responses": {"200": _response("回答。 The answer.", *answers), **_problems()},
    }


def _example(policy: Policy) -> Schema:
    """A request about a claim for the first support of a policy, on the first day of the version."""
    support = next((one for one in policy.supports if one.is_money), policy.supports[0])
    claim: Schema = {"id": "甲", "kind": support.per}
    if support.subjects:
        claim["is"] = [support.subjects[0].concept.id]
    return {
        "case": {"date": policy.version.first.isoformat(), "applicant": {}, "claims": [claim], "ledger": []}
    }


def _line(example: Schema) -> str:
    return json.dumps({"id": 1, **example}, ensure_ascii=False) + "\n"


def _getting(name: str, summary: str, answer: type[Item], parameters: list[Schema]) -> Schema:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": _response("回答。 The answer.", answer),
            "304": {"description": "和上次一样。 As before."},
            **_problems(),
        },
    }


def _response(description: str, *answers: type[Item]) -> Schema:
    refs: list[Schema] = [{"$ref": _REF.format(name=answer.__name__)} for answer in answers]
    schema = refs[0] if len(refs) == 1 else {"anyOf": refs}
    return {
        "description": description,
        "headers": {
            "ETag": {"description": "规则的标记。 The tag of the rules.", "schema": {"type": "string"}}
        },
        "content": {_JSON: {"schema": schema}},
    }


def _problems() -> Schema:
    schema = {"$ref": _REF.format(name=service.Problem.__name__)}
    told = {
        "description": "没有回答的原因。 Why there is no answer.",
        "content": {_PROBLEM: {"schema": schema}},
    }
    return {"default": told}


def _word(name: str, description: str, place: str = "query", *, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": place,
        "required": required or place == "path",
        "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }


def _case_schemas(case: Schema, limits: Limits) -> Schema:
    """The schema of cases as components, and that of a request, which holds a case."""
    parts = {f"case-{name}": part for name, part in case["$defs"].items()}
    whole = {key: value for key, value in case.items() if key not in ("$schema", "$id", "$defs")}
    request = {
        "title": "请求",
        "description": "情况、读法的选项（不写就用默认）、日期（不写就是情况里的日期）。",
        "x-en": {
            "title": "request",
            "description": "A case, options of readings (else the defaults), a day (else that of the case).",
        },
        "type": "object",
        "additionalProperties": False,
        "required": ["case"],
        "properties": {
            "case": {"$ref": _REF.format(name="Case")},
            "readings": {"type": "object", "additionalProperties": {"type": "string"}},
            "on": {"type": ["string", "null"], "format": "date"},
            "work": {"type": "string"},
            "id": {"type": ["string", "integer"], "maxLength": 200},
        },
    }
    found: Schema = _moved({"Case": whole, **parts})
    for key in ("claims", "ledger"):
        found["Case"]["properties"][key]["maxItems"] = limits.claims
    return {**found, "Request": request}


def _moved(part: Any) -> Any:
    """A part of the schema of cases with its references moved to the components."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/case-")
            if key == "$ref" and isinstance(value, str)
            else _moved(value)
            for key, value in part.items()
        }
    return [_moved(one) for one in part] if isinstance(part, list) else part
