"""Receipts: everything an answer was made from, so that anybody can reproduce the answer and compare it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from msgspec import UNSET

from kb.assess.assessment import assess
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.cases.writing import case_json, hash_case
from kb.core.outcomes import Assessment
from kb.core.ruleset import read_policy
from kb.explain.items import results as items
from kb.model.policy import Policy, Unchecked, Version
from kb.model.words.errors import Finding, Place, PolicyError, error, warning

VERSION: Final = "1"
"""The version of the form of results and receipts. It changes when programs that read the
form must change.
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The inputs of an assessment, and the SHA-256 of its result.

    ``text``, ``rules`` and ``case`` are hashes of the published text, the rules with the files they depend
    on, and the case in canonical JSON; ``readings`` holds the option of every reading. ``period`` is the
    version with the days on which it is in force under these readings. ``unchecked`` is set where the answer
    was requested in spite of the check.
    """

    program: str
    work: str
    version: str
    text: str
    rules: str
    case: str
    on: date
    readings: dict[str, str]
    result: str
    period: Version
    unchecked: Unchecked | None = None


def make_receipt(policy: Policy, case: Case, assessment: Assessment, program: str) -> Receipt:
    """The receipt of an assessment made by ``program``, a version."""
    return Receipt(
        program=program,
        work=policy.document.work,
        version=policy.version.name,
        text=policy.text_hash,
        rules=policy.rules_hash,
        case=hash_case(policy, case),
        on=assessment.on,
        readings=assessment.readings,
        result=hash_result(assessment),
        unchecked=policy.unchecked,
        period=period_of(policy, assessment.readings),
    )


def period_of(policy: Policy, readings: Mapping[str, str]) -> Version:
    """The version with its last day under the given readings, which may count the validity differently."""
    version, validity = policy.version, read_policy(policy, readings).validity
    if validity is None or validity.last is None:
        return version
    later = [other.first - timedelta(days=1) for other in policy.versions if other.first > version.first]
    ends = [version.last] if version.is_repealed and version.last else []
    return replace(version, last=min([validity.last, *ends, *later]))


def hash_result(assessment: Assessment) -> str:
    """The SHA-256 of the outcomes and the best combination, without their explanation."""
    data: list[object] = [
        [o.claim, o.support, str(o.status), None if o.amount is None else [o.amount.low, o.amount.high]]
        for o in sorted(assessment.outcomes, key=lambda o: (o.claim, o.support))
    ]
    best = assessment.combination
    data.append([[list(p[:2]) for p in sorted(best.best)], [best.total.low, best.total.high]])
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def version_item(receipt: Receipt) -> items.Version:
    """The version of the policy that an answer was given under."""
    period = receipt.period
    return items.Version(
        work=receipt.work,
        date=receipt.version,
        first_day=period.first.isoformat(),
        last_day=None if period.last is None else period.last.isoformat(),
        in_force=period.is_in_force(receipt.on),
        draft=period.is_draft,
        text=receipt.text,
        trial=period.is_trial or UNSET,
    )


def unchecked_item(mark: Unchecked | None) -> items.Unchecked | None:
    """The mark of a policy that answers though the check may reject it."""
    return None if mark is None else items.Unchecked(mark.errors, list(mark.unreviewed))


def receipt_item(policy: Policy, case: Case, receipt: Receipt) -> items.Receipt:
    """A receipt; it carries the case, so that nothing else is needed to replay it."""
    return items.Receipt(
        version=VERSION,
        program=receipt.program,
        policy=version_item(receipt),
        rules=receipt.rules,
        case=receipt.case,
        on=receipt.on.isoformat(),
        readings=receipt.readings,
        result=receipt.result,
        unchecked=unchecked_item(receipt.unchecked),
        facts=case_json(policy, case),
    )


def replay(
    policy: Policy, data: Mapping[str, Any], name: str, program: str
) -> tuple[Case, Assessment, tuple[Finding, ...]]:
    """Reproduce an answer from its receipt: the case, the assessment, and every difference.

    A difference in text, rules or program is a warning; a difference in the case or the result is an error.
    Raises :class:`PolicyError` for a receipt that cannot be read.
    """
    place = Place(name)
    try:
        facts = json.dumps(data["facts"], ensure_ascii=False)
        on, readings, told = date.fromisoformat(data["on"]), data["readings"], data.get("policy", {})
    except (KeyError, TypeError, ValueError):
        raise PolicyError([error("receipt-broken", place)]) from None
    if not (isinstance(told, Mapping) and isinstance(readings, Mapping) and _are_words(readings.values())):
        raise PolicyError([error("receipt-broken", place)])
    case = read_case(policy, facts, name)
    assessment = assess(policy, case, on=on, readings=readings)
    receipt = make_receipt(policy, case, assessment, program)
    return case, assessment, tuple(_differences(data, receipt, place))


def _are_words(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _differences(data: Mapping[str, Any], now: Receipt, place: Place) -> Iterator[Finding]:
    told = data.get("policy", {})
    pairs = (
        ("receipt-text-differs", told.get("text"), now.text),
        ("receipt-rules-differ", data.get("rules"), now.rules),
        ("receipt-program-differs", data.get("program"), now.program),
    )
    for code, before, after in pairs:
        if before != after:
            yield warning(code, place, before=str(before)[:12], after=after[:12])
    for code, before, after in (
        ("receipt-case-differs", data.get("case"), now.case),
        ("receipt-result-differs", data.get("result"), now.result),
    ):
        if before != after:
            yield error(code, place, before=str(before)[:12], after=after[:12])
