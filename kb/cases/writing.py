"""Cases → YAML that reads back as the same case, canonical JSON, and the hash that identifies a case."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from kb.cases.case import Case, Facts, FactValue
from kb.cases.form import Part, form_of
from kb.cases.values import write_money
from kb.model.policy import Policy
from kb.model.values import Measured, Money

Json = str | int | bool | list["Json"] | dict[str, "Json"]

_BARE = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff]*(?:[-_]+[A-Za-z0-9\u4e00-\u9fff]+)*")
_TAKEN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""Words that YAML reads as something else than text."""


def write_case(case: Case, policy: Policy | None = None) -> str:
    """A case as YAML, which :func:`kb.cases.reading.read_case` reads back as the same case.

    Names must be valid in a case file. A list of choices is written as a mapping that states each; with
    ``policy`` given, a complete one is written as the list of the choices that hold.
    """
    return "\n".join(_lines(case if policy is None else _shorten(case, policy))) + "\n"


def case_json(policy: Policy, case: Case) -> dict[str, Json]:
    """A case as canonical JSON data, itself a case file: keys sorted, money as strings of yuan, days in ISO
    8601.

    Cases with the same statements have the same data, however they were written. Raises ``ValueError`` where
    a case built by hand states something that ``policy`` does not ask for.
    """
    form = form_of(policy)
    found: dict[str, Json] = {
        "applicant": _facts(case.applicant, form.applicant),
        "date": case.date.isoformat(),
    }
    if case.claims is not None:
        found["claims"] = [
            {**_facts(claim.facts, form.kind(claim.kind)), "id": claim.id, "kind": claim.kind}
            for claim in case.claims
        ]
    if case.ledger is not None:
        found["ledger"] = [_facts(grant.facts, form.grant) for grant in case.ledger]
    return found


def hash_case(policy: Policy, case: Case) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal.

    Raises ``ValueError`` where a case built by hand states something that ``policy`` does not ask for.
    """
    text = json.dumps(case_json(policy, case), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _facts(facts: Facts, part: Part | None) -> dict[str, Json]:
    for key in facts:
        if part is None or part.fact(key) is None:
            raise ValueError(f"the policy asks for no {key!r} here")
    return {key: _plain(facts[key]) for key in sorted(facts) if not _says_nothing(facts[key])}


def _shorten(case: Case, policy: Policy) -> Case:
    """The case with lists where every choice is stated."""
    form = form_of(policy)
    claims = case.claims and tuple(
        replace(claim, facts=_listed(claim.facts, form.kind(claim.kind))) for claim in case.claims
    )
    return replace(case, claims=claims)


def _listed(facts: Facts, part: Part | None) -> Facts:
    found = dict(facts)
    for key, value in facts.items():
        fact = part.fact(key) if part else None
        if fact and isinstance(value, Mapping) and value and set(value) == {one.id for one in fact.choices}:
            found[key] = _Listed(choice for choice, holds in value.items() if holds)
    return found


class _Listed(dict[str, bool]):
    """The choices that hold, where all others are known not to hold."""

    def __init__(self, held: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(held, True))


def _says_nothing(value: FactValue) -> bool:
    return isinstance(value, Mapping) and not value


def _plain(value: FactValue) -> Json:
    match value:
        case Money():
            return write_money(value)
        case Measured():
            return str(value)
        case date():
            return value.isoformat()
        case bool() | int() | str():
            return value
        case _:
            return {key: value[key] for key in sorted(value)}


def _lines(case: Case) -> Iterator[str]:
    yield f"date: {case.date.isoformat()}"
    if case.applicant:
        yield "applicant:"
        yield from (f"  {line}" for line in _entries(case.applicant))
    if case.claims is not None:
        yield "claims:" if case.claims else "claims: []"
        for claim in case.claims:
            yield from _item({"id": claim.id, "kind": claim.kind, **claim.facts})
    if case.ledger is not None:
        yield "ledger:" if case.ledger else "ledger: []"
        for grant in case.ledger:
            yield from _item(grant.facts) if grant.facts else ["  - {}"]


def _item(facts: Facts) -> Iterator[str]:
    for n, line in enumerate(_entries(facts)):
        yield f"    {line}" if n else f"  - {line}"


def _entries(facts: Facts) -> Iterator[str]:
    yield from (f"{key}: {_word(value)}" for key, value in facts.items())


def _word(value: FactValue) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return write_money(value)
        case Measured():
            return str(value)
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case str():
            is_bare = _BARE.fullmatch(value) and value.lower() not in _TAKEN
            return value if is_bare else json.dumps(value, ensure_ascii=False)
        case _Listed():
            return "[" + ", ".join(value) + "]"
        case _:
            return "{" + ", ".join(f"{key}: {'yes' if said else 'no'}" for key, said in value.items()) + "}"
