"""Fast decoding of JSON cases by structures generated from the facts that a policy asks for.

A valid case is decoded completely. In any doubt the decoder returns nothing, and the reader of
:mod:`kb.cases.reading` reads the case or explains what is wrong. Both readers give the same case for valid
input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, Union

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.form import Form, Part
from kb.cases.nodes import MOST_ITEMS
from kb.cases.types import CASE_TYPES, StatedChoices, Unsure, make_day
from kb.model.fact_types import FACT_TYPES
from kb.model.facts import APPLICANT, POLICY, SUPPORT, Fact
from kb.model.words.names import fold_name

KIND = "kind"
"""The key of a claim that decides which facts it may state."""

_KEY = re.compile(rb'"\s*:')


class _Dated(Struct):
    date: date


_DAY = msgspec.json.Decoder(_Dated)


def decode_case_json(form: Form, text: str) -> Case | None:
    """The case in a JSON text; ``None`` where the explaining reader has to read it."""
    try:
        data = text.encode()
        return _decoder(form).read(data)
    except (ValueError, RecursionError):  # both errors of msgspec are subclasses of ValueError
        return None


def decode_day(text: str) -> date | None:
    """The day of the case in a JSON text; ``None`` where the explaining reader has to read it."""
    try:
        return make_day(_DAY.decode(text.encode()).date)
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the facts of a part are read from its structure: the values in order, and the fact of each."""

    values: Callable[[Struct], tuple[Any, ...]]
    facts: tuple[tuple[str, Callable[[Any], FactValue]], ...]

    def read(self, found: Struct) -> dict[str, FactValue]:
        return {
            key: convert(value)
            for value, (key, convert) in zip(self.values(found), self.facts, strict=True)
            if value is not UNSET
        }


class _Decoder:
    """Reads cases of one form."""

    def __init__(self, form: Form) -> None:
        applicant, self._applicant = _structure(form.applicant)
        grant, self._grant = _structure(form.grant)
        self._shared = form.shared.keys()
        self._kinds: dict[type[Struct], tuple[str, _Reading]] = {}
        for part in form.kinds:
            claim, reading = _structure(part, tag=part.id)
            self._kinds[claim] = (part.id, reading)
        fields: list[tuple[str, Any, Any]] = [
            ("date", date, UNSET),
            ("applicant", applicant | UnsetType, UNSET),
            ("ledger", _list_of(grant), UNSET),
        ]
        if self._kinds:
            kinds: Any = Union[tuple(self._kinds)]  # noqa: UP007  as many as the policy has
            fields.append(("claims", _list_of(kinds), UNSET))
        whole = msgspec.defstruct("Whole", fields, forbid_unknown_fields=True)
        self._decoder = msgspec.json.Decoder(whole)

    def read(self, data: bytes) -> Case:
        whole: Any = self._decoder.decode(data)
        parts = (whole.date, whole.applicant, whole.ledger, getattr(whole, "claims", UNSET))
        keys = sum(part is not UNSET for part in parts)
        applicant = {} if whole.applicant is UNSET else self._applicant.read(whole.applicant)
        keys += _count(applicant)
        claims, ledger = None, None
        if parts[3] is not UNSET:
            claims = tuple(map(self._claim, parts[3]))
            # The id and the kind of a claim are keys too.
            keys += sum(_count(claim.facts) + 2 for claim in claims)
            names = {fold_name(claim.id) for claim in claims}
            if len(names) < len(claims) or any(claim.id == APPLICANT for claim in claims):
                raise Unsure
        if whole.ledger is not UNSET:
            ledger = tuple(Grant(self._grant.read(grant)) for grant in whole.ledger)
            keys += sum(_count(grant.facts) for grant in ledger)
            if any(
                grant.facts.get(SUPPORT) in self._shared and POLICY not in grant.facts for grant in ledger
            ):
                raise Unsure
        # msgspec keeps the last of repeated keys, so the written keys are compared with those found.
        if len(_KEY.findall(data)) != keys:
            raise Unsure
        if whole.date is UNSET:
            raise Unsure
        return Case(make_day(whole.date), applicant, claims, ledger)

    def _claim(self, found: Struct) -> Claim:
        kind, reading = self._kinds[type(found)]
        facts = reading.read(found)
        key = facts.pop("id", None)
        if not isinstance(key, str):
            raise Unsure
        return Claim(key, kind, facts)


@lru_cache(maxsize=8)
def _decoder(form: Form) -> _Decoder:
    return _Decoder(form)


def _structure(part: Part, tag: str | None = None) -> tuple[type[Struct], _Reading]:
    """A structure with a field for each fact of a part, and how its facts are read."""
    facts = [fact for fact in part.facts if (tag is None or fact.id != KIND) and _can_be(fact)]
    names = [f"fact_{n}" for n in range(len(facts))]
    read = [CASE_TYPES[fact.type].decoded(fact) for fact in facts]
    found = msgspec.defstruct(
        f"Part_{part.id}",
        [(name, type_ | UnsetType, UNSET) for name, (type_, _) in zip(names, read, strict=True)],
        rename=dict(zip(names, (fact.id for fact in facts), strict=True)),
        forbid_unknown_fields=True,
        tag_field=None if tag is None else KIND,
        tag=tag,
    )
    get: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()
    values = get if len(names) != 1 else lambda one: (get(one),)
    return found, _Reading(
        values, tuple((fact.id, make) for fact, (_, make) in zip(facts, read, strict=True))
    )


def _can_be(fact: Fact) -> bool:
    """Whether any value is possible for a fact; a choice without values has none."""
    return bool(fact.choices) or not FACT_TYPES[fact.type].has_choices


def _list_of(item: Any) -> Any:
    return Annotated[list[item], Meta(max_length=MOST_ITEMS)] | UnsetType


def _count(facts: Mapping[str, FactValue]) -> int:
    """The number of keys in the text that state these facts."""
    return len(facts) + sum(len(value) for value in facts.values() if isinstance(value, StatedChoices))
