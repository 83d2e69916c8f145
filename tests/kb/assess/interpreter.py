"""The engine as an interpreter for the corpus's runner: it reads a request and writes an answer on each line.

``python -m tests.corpus.runner python -m tests.kb.assess.interpreter`` tests it with the whole corpus.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from kb import Policy, load_policy
from kb.assess.assessment import assess
from kb.cases.reading import read_case
from kb.core.outcomes import Assessment
from kb.model.values import Interval
from tests.conftest import REAL
from tests.corpus.runner import Request


def answer(policy: Policy, request: Request) -> dict[str, Any]:
    """The engine's answer to a request."""
    case = read_case(policy, json.dumps(request["case"], ensure_ascii=False), request["id"])
    return answer_of(assess(policy, case, readings=request["readings"]))


def answer_of(assessment: Assessment) -> dict[str, Any]:
    """An assessment as an answer."""
    return {
        "outcomes": [
            {
                "claim": outcome.claim or None,
                "support": outcome.support,
                "status": str(outcome.status),
                "amount": _pair(outcome.amount),
                "ceiling": outcome.ceiling,
            }
            for outcome in assessment.outcomes
        ],
        "total": _pair(assessment.combination.total),
        "best": [[part.claim, part.support] for part in assessment.combination.best],
    }


def _pair(interval: Interval | None) -> list[int | None] | None:
    return None if interval is None else [interval.low, interval.high]


def main() -> None:
    """Answer each line of the standard input."""
    policy = load_policy(REAL)
    for line in sys.stdin:
        print(json.dumps(answer(policy, json.loads(line)), ensure_ascii=False))


if __name__ == "__main__":
    main()
