"""The JSON Schema of case files, generated from the facts that the policy asks for.

``python -m kb.cases.schema [policy folder]`` prints it; ``docs/reference/case.schema.json`` holds it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.cases.form import Form, Part, form_of
from kb.cases.nodes import MOST_ITEMS
from kb.cases.types import CASE_TYPES
from kb.model.fact_types import FACT_TYPES
from kb.model.facts import Fact
from kb.model.policy import Policy

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

YES_NO = "yes-no"
"""The type with which a mapping states each of several choices."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WHOLE = {
    "title": "情况",
    "description": "谁申请、申请什么、以前得到过什么、按哪一天评估。没有写的就是不知道，既不是否，也不是零。",
    "x-en": {
        "title": "case",
        "description": "Who applies, for what, what was granted before, and as of which day. What is not "
        "stated is unknown: neither no nor nothing.",
    },
}
_APPLICANT = {"title": "申请人", "x-en": {"title": "applicant"}}
_CLAIMS = {
    "title": "申请事项",
    "description": "为哪些事物申请支持，每项一段。不写就是不知道。",
    "x-en": {"title": "claims", "description": "The things that support is asked for. Left out: unknown."},
}
_LEDGER = {
    "title": "以前拿过的",
    "description": "以前得到的每一笔。[] 是没有；不写就是不知道，能不能给也就不知道。",
    "x-en": {
        "title": "ledger",
        "description": "What was granted before. [] is nothing; left out, it is unknown what was granted, "
        "and so is what can be.",
    },
}


def case_schema(policy: Policy) -> Schema:
    """The JSON Schema (draft 2020-12) of the cases of ``policy``.

    It cannot express that a day exists in the calendar, that a sum is a whole number of fen, or that the ids
    of claims differ.
    """
    return schema_of(form_of(policy))


def schema_of(form: Form) -> Schema:
    """The JSON Schema of the cases of one form."""
    counted = Counter(fact for part in form.kinds for fact in part.facts)
    shared = {fact: f"{fact.id}-of-{fact.of[0]}" for fact, kinds in counted.items() if kinds > 1}
    types = {YES_NO, *(fact.type for part in form for fact in part.facts)}
    whole = _part(form.case, shared)
    parts: Schema = {"applicant": {**_APPLICANT, "$ref": "#/$defs/applicant"}}
    for key, told, item in (("claims", _CLAIMS, "claim"), ("ledger", _LEDGER, "grant")):
        items = {"$ref": f"#/$defs/{item}"}
        parts[key] = {**told, "type": "array", "maxItems": MOST_ITEMS, "items": items}
    return {
        "$schema": DIALECT,
        "$id": "urn:tiaowen:case:1",
        **whole,
        **_WHOLE,
        "properties": whole["properties"] | parts,
        "$defs": {
            **{name: one.schema for name, one in CASE_TYPES.items() if one.schema and name in types},
            **{name: _fact(fact) for fact, name in shared.items()},
            "applicant": _part(form.applicant, shared),
            "claim": _claim(form, shared),
            **{f"claim-{part.id}": _part(part, shared) for part in form.kinds},
            "grant": _part(form.grant, shared),
        },
    }


def write_schema(schema: Schema) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _claim(form: Form, shared: Mapping[Fact, str]) -> Schema:
    """The schema of a claim: the common facts, and further facts by its kind."""
    every = _part(form.claim, shared)
    del every["additionalProperties"]
    return every | {
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": part.id}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/claim-{part.id}"},
            }
            for part in form.kinds
        ]
    }


def _part(part: Part, shared: Mapping[Fact, str]) -> Schema:
    return {
        "title": part.name,
        "x-en": {"title": part.name_en},
        "type": "object",
        "additionalProperties": False,
        "required": list(part.required),
        "properties": {
            fact.id: {"$ref": f"#/$defs/{shared[fact]}"} if fact in shared else _fact(fact)
            for fact in part.facts
        },
    }


def _fact(fact: Fact) -> Schema:
    told: Schema = {
        "title": fact.name,
        "description": fact.question.get("zh", ""),
        "x-en": {"title": fact.name_en, "description": fact.question.get("en", "")},
    }
    if not FACT_TYPES[fact.type].has_choices:
        return {**told, "$ref": f"#/$defs/{fact.type}"}
    told["x-choices"] = {choice.id: {"zh": choice.name, "en": choice.name_en} for choice in fact.choices}
    ids = [choice.id for choice in fact.choices]
    if fact.sort == "word":
        return {**told, "enum": ids}
    stated = {"type": "object", "additionalProperties": False}
    stated |= {"properties": {key: {"$ref": "#/$defs/yes-no"} for key in ids}}
    return {**told, "anyOf": [{"type": "array", "uniqueItems": True, "items": {"enum": ids}}, stated]}


def main(arguments: list[str]) -> None:
    """Print the schema of the policy in a folder, ``policy`` unless one is named."""
    from kb.loading import load_policy

    sys.stdout.write(write_schema(case_schema(load_policy(Path(arguments[0] if arguments else "policy")))))


if __name__ == "__main__":
    main(sys.argv[1:])
