"""One case a line in, one answer a line out, for programs that use the standard streams."""

from __future__ import annotations

import msgspec

from kb.model.words.errors import PolicyError
from kb.serve.answers import DETAILS
from kb.serve.problems import problem_item
from kb.serve.requests import read_id, read_request
from kb.serve.versions import Versions


def answer_line(versions: Versions, line: bytes, detail: str) -> bytes:
    """The answer to a line: the id of the request, and an answer or a problem."""
    told: dict[str, object] = {"id": read_id(line)}
    try:
        told["answer"] = DETAILS[detail](versions, read_request(versions, line))
    except PolicyError as problem:
        told["problem"] = problem_item(problem.findings, "zh", "")
    return msgspec.json.encode(told) + b"\n"
