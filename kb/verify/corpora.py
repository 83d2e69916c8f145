"""The corpus in JSON, which is tied to no language: its cases as kept cases, all of them confirmed.

What was expected there was worked out by hand; ``tests/corpus/README.md`` describes the files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.assess.case_reading import read_case
from kb.assess.outcomes import Status
from kb.errors import Finding, Place, PolicyError, error
from kb.loading.files import read_bytes
from kb.model import Policy
from kb.terms import Interval
from kb.verify.casebook import Casebook
from kb.verify.kept import Expected, KeptCase

SOURCE = "corpus"
"""What the cases of a corpus came from, and who confirmed them."""


def find_corpus(policy_folder: Path) -> Path:
    """Where the corpus of the project lies: beside the policy, in ``tests/corpus``."""
    return policy_folder.resolve().parent / "tests" / "corpus"


def read_corpus(policy: Policy, folder: Path) -> Casebook:
    """The cases of every ``.json`` file of a folder, in the order of the names."""
    cases: list[KeptCase] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.json")):
        place = Place(str(path))
        try:
            data = json.loads(read_bytes(path))
            cases += [_read(policy, one, str(path)) for one in data["cases"]]
        except PolicyError as problem:
            findings += problem.findings
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            findings.append(error("corpus-broken", place))
    return Casebook(tuple(cases), tuple(findings))


def _read(policy: Policy, data: dict[str, Any], file: str) -> KeptCase:
    expect = data["expect"]
    expected = [
        Expected(
            str(one["claim"] or ""),
            str(one["support"]),
            Status(one["status"]),
            _interval(one.get("amount")),
            by=SOURCE,
        )
        for one in expect.get("outcomes", ())
    ]
    if "total" in expect:
        expected.append(Expected("", "", None, _interval(expect["total"]), by=SOURCE))
    best = expect.get("best")
    return KeptCase(
        id=str(data["id"]),
        sentence=str(data["sentence"]),
        source=SOURCE,
        case=read_case(policy, json.dumps(data["case"]), file),
        expected=tuple(expected),
        clauses=dict.fromkeys(data["clauses"], ""),
        readings=dict(data.get("readings", {})),
        best=None if best is None else frozenset((str(claim), str(support)) for claim, support in best),
        file=file,
    )


def _interval(bounds: list[int | None] | None) -> Interval | None:
    if bounds is None:
        return None
    low, high = bounds
    return Interval(int(low or 0), high)
