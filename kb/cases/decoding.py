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
from functools import lru_cache, partial
from operator import attrgetter
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.form import Form, Part
from kb.cases.nodes import MOST_ITEMS
from kb.cases.values import MOST_COUNT, MOST_STEPS, MOST_YUAN, YES_NO, is_name, read_measure, read_sum
from kb.model.facts import APPLICANT, POLICY, SUPPORT, Fact
from kb.model.values import FIRST_YEAR, LAST_YEAR, Measured, Money
from kb.model.words.names import fold_name

KIND = "kind"
"""The key of a claim that decides which facts it may state."""

_KEY = re.compile(rb'"\s*:')
_WORDS = tuple(YES_NO)


class Unsure(ValueError):
    """A value that the explaining reader has to look at."""


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
        return _day(_DAY.decode(text.encode()).date)
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
        return Case(_day(whole.date), applicant, claims, ledger)

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
    read = [_read_as(fact) for fact in facts]
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
    return bool(fact.choices) or fact.type not in ("choice", "choices")


def _one_of(words: tuple[str, ...]) -> Any:
    return Literal[words]


def _some_of(one: Any, said: Any) -> Any:
    return list[one] | dict[one, said]


def _list_of(item: Any) -> Any:
    return Annotated[list[item], Meta(max_length=MOST_ITEMS)] | UnsetType


def _read_as(fact: Fact) -> tuple[Any, Callable[[Any], FactValue]]:
    """The type of a fact in a structure, and how the value of the fact is made from it."""
    ids = tuple(choice.id for choice in fact.choices)
    match fact.type:
        case "yes-no":
            return bool | _one_of(_WORDS), _yes_no
        case "choice":
            return _one_of(ids), str
        case "choices":
            return _some_of(_one_of(ids), bool | _one_of(_WORDS)), lambda value: _choices(value, ids)
        case "money":  # a sum and a count keep their letters, so that no number is rounded
            return Raw, _money
        case "count":
            return Raw, _whole
        case "measure":
            return Raw, partial(_measured, fact.unit)
        case "date":
            return date, _day
        case "name":
            return str, _name


def _yes_no(value: bool | str) -> bool:
    return value if isinstance(value, bool) else YES_NO[value]


def _choices(value: list[str] | dict[str, bool | str], ids: tuple[str, ...]) -> FactValue:
    if isinstance(value, dict):
        return _Stated({key: _yes_no(said) for key, said in value.items()})
    chosen = set(value)
    if len(chosen) < len(value):
        raise Unsure
    return {key: key in chosen for key in ids}


class _Stated(dict[str, bool]):
    """Choices that were each stated with yes or no, so that each is a key of the text."""


def _money(raw: Raw) -> Money:
    letters = bytes(raw)
    if letters.isdigit() and (letters[0] != ord("0") or len(letters) == 1):
        yuan = int(letters)
        if yuan <= MOST_YUAN:
            return Money.yuan(yuan)
        raise Unsure
    text = msgspec.json.decode(letters, type=str) if letters[:1] == b'"' else letters.decode()
    value, _ = read_sum(text)
    if value is None:
        raise Unsure
    return value


def _whole(raw: Raw) -> int:
    letters = bytes(raw)
    if not letters.isdigit() or (letters[0] == ord("0") and len(letters) > 1) or int(letters) > MOST_COUNT:
        raise Unsure
    return int(letters)


def _measured(unit: str, raw: Raw) -> Measured:
    letters = bytes(raw)
    text = msgspec.json.decode(letters, type=str) if letters[:1] == b'"' else letters.decode()
    value = read_measure(text, unit)
    if value is None or value.steps > MOST_STEPS:
        raise Unsure
    return value


def _day(value: Any) -> date:
    if value is UNSET or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unsure
    return date(value.year, value.month, value.day)


def _name(value: str) -> str:
    if not is_name(value):
        raise Unsure
    return value


def _count(facts: Mapping[str, FactValue]) -> int:
    """The number of keys in the text that state these facts."""
    return len(facts) + sum(len(value) for value in facts.values() if isinstance(value, _Stated))
