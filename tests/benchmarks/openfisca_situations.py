"""The case of a case file, in the terms of the OpenFisca peer.

It is built once for each case and not timed, since a user would enter the case for OpenFisca once as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.benchmarks.openfisca_peer import ALWAYS, CHOICES, GRANTS, MONEY, SUBJECTS, YES_NO


def make_situation(case: Mapping[str, Any]) -> dict[str, Any]:
    """The situation for ``assess_one``. Every claim is treated as a thing of its own."""
    applicant = case["applicant"]
    used: dict[str, int] = {}
    for grant in case["ledger"]:
        counts = grant.get("holder", "self") == "self" and not _is_yes(grant.get("renewal", False))
        if grant.get("support") == "para_12__sup_2" and counts:
            year = str(grant.get("applied-on", grant["date"]))[:4]
            used[year] = used.get(year, 0) + 1
    asking: dict[str, Any] = {"claimed": [claim["id"] for claim in case["claims"]], "certificates_used": used}
    if "applicant-kind" in applicant:
        asking["applicant_kind"] = {ALWAYS: applicant["applicant-kind"].replace("-", "_")}
    if "leading-enterprise" in applicant:
        asking["leading_enterprise"] = {ALWAYS: _is_yes(applicant["leading-enterprise"])}
    claims = {
        claim["id"]: {name: {ALWAYS: value} for name, value in _inputs(claim, case["ledger"]).items()}
        for claim in case["claims"]
    }
    return {"claims": claims, "applicants": {"applicant": asking}}


def _inputs(claim: Mapping[str, Any], ledger: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    stated = claim.get("is", ())
    subjects = [key for key in stated if not isinstance(stated, Mapping) or _is_yes(stated[key])]
    inputs: dict[str, Any] = {}
    for subject in subjects:
        if name := SUBJECTS.get((claim["kind"], subject)):
            inputs[name] = True
    for fact, value in claim.items():
        name = fact.replace("-", "_")
        if name in YES_NO or name == "selected":
            inputs[name] = _is_yes(value)
        elif name in MONEY:
            inputs[name] = _yuan(value)
        elif name in CHOICES:
            inputs[name] = value.replace("-", "_")
        elif name in ("achieved_on", "own_deadline"):
            inputs[name] = str(value)
    return inputs | _already(claim, ledger)


def _already(claim: Mapping[str, Any], ledger: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The grants in the ledger for the claimed thing."""
    found: dict[str, Any] = {}
    for grant in ledger:
        support = grant.get("support")
        if grant.get("object") != claim.get("object", claim["id"]):
            continue
        if support == "para_14__sup_4" and claim["kind"] == "carrier":
            name = "paid_as_municipal_carrier"
            found[name] = found.get(name, 0) + _yuan(grant["amount"])
        elif support == "para_20__sup_1" and grant.get("standard-level") != claim.get("standard-level"):
            name = "paid_as_standard"
            found[name] = found.get(name, 0) + _yuan(grant["amount"])
        elif (support is None and grant.get("level") == "city") or (
            support in GRANTS and support != GRANTS[-1]
        ):
            found["already_paid"] = True
    return found


def _is_yes(value: Any) -> bool:
    return value in (True, "yes", "是")


def _yuan(value: Any) -> float:
    text = str(value).replace(",", "")
    return (
        float(text.removesuffix("万元")) * 10_000 if text.endswith("万元") else float(text.removesuffix("元"))
    )
